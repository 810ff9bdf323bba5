"""Routes: which one decides where traffic goes next.

The longest prefix wins; of one's own route and Azure's with the same prefix one's own does.
https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview#how-azure-selects-a-route
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from gate.nodes import Node, UndecidedError, expand, known
from gate.stack import Item

from topology.addresses import Block, Place, block, contains, pieces
from topology.references import References, of_item

APPLIANCE, GATEWAY, LOCAL, NOTHING = "virtualappliance", "virtualnetworkgateway", "vnetlocal", "none"

# What may have the address of a virtual appliance.
_APPLIANCES = ("network:AzureFirewall", "network:LoadBalancer", "network:NetworkInterface")

# A place of which nobody knows the addresses may be in either half of all there are.
_HALVES = (Block(4, 0, 2**31 - 1), Block(4, 2**31, 2**32 - 1))


@dataclass(frozen=True)
class Route:
    """A route of one's own.

    Attributes:
        name: Its name in the table.
        prefix: The addresses that it is for; None for a service tag.
        tag: The service tag, in lower case.
        hop: The kind of the next hop, in lower case.
        address: The next hop's address, where the kind has one; empty where it is not known yet.
        appliance: The resource that the address comes from, where it is not known yet.
    """

    name: str
    prefix: Block | None
    tag: str
    hop: str
    address: str
    appliance: Item | None = None


@dataclass(frozen=True)
class Choice:
    """Which route a piece of a place is reached by.

    Attributes:
        piece: The piece; None for a place without known addresses.
        route: A route of one's own, or None for Azure's.
        inside: Where it is Azure's: whether that is one to the network itself or to a peer.
    """

    piece: Block | None
    route: Route | None
    inside: bool = False


def choices(routes: Sequence[Route], inside: Sequence[Block], destination: Place) -> list[Choice]:
    """Which route each piece of a place is reached by.

    Args:
        routes: Routes of one's own.
        inside: Prefixes of Azure's own routes to the network itself and to its peers.
        destination: The place.
    """
    if not destination.blocks:
        return _to_service(routes, destination.tag)
    edges = [*(route.prefix for route in routes if route.prefix), *inside]
    return [_choice(routes, inside, piece) for whole in destination.blocks for piece in pieces(whole, edges)]


def _to_service(routes: Sequence[Route], tag: str) -> list[Choice]:
    """A route for the service itself, the narrowest tag first, or else those that are for everything."""
    named = sorted((route for route in routes if route.tag and contains(route.tag, tag)), key=_width)
    if named:
        return [Choice(None, named[0])]
    found = [_choice(routes, (), half).route for half in _HALVES]
    return [Choice(None, route) for route in dict.fromkeys(found)]


def _width(route: Route) -> tuple[bool, bool]:
    return route.tag.startswith("azurecloud"), "." not in route.tag


def _choice(routes: Sequence[Route], inside: Sequence[Block], piece: Block) -> Choice:
    own = min((_size(prefix) for prefix in inside if prefix.covers(piece)), default=None)
    fitting = [(route.prefix, route) for route in routes if route.prefix and route.prefix.covers(piece)]
    best = min(fitting, key=lambda pair: _size(pair[0]), default=None)
    if best is None or (own is not None and own < _size(best[0])):
        return Choice(piece, None, own is not None)
    return Choice(piece, best[1])


def _size(prefix: Block) -> int:
    return prefix.last - prefix.first


class RouteTable:
    """A route table with its routes, those that are resources of their own included."""

    def __init__(self, item: Item, separate: Callable[[], list[Item]], references: References) -> None:
        self.item = item
        self._separate = separate
        self._references = references

    @property
    def name(self) -> str:
        """Its name in the program."""
        return self.item.name

    @cached_property
    def routes(self) -> list[Route]:
        """The routes.

        Raises:
            UndecidedError: a property of a route is unknown.
        """
        return [self._route(item, node) for item, node in self._nodes()]

    def _nodes(self) -> Iterator[tuple[Item, Node]]:
        with of_item(self.item):
            for element in expand(self.item.props, "routes[]"):
                yield self.item, known(element)
        for item in self._separate():
            yield item, item.props

    def _route(self, item: Item, node: Node) -> Route:
        with of_item(item):
            prefix = node.text("addressPrefix")
            found, hop = block(prefix), node.text("nextHopType").lower()
            tag = "" if found else prefix.strip().lower()
            name = node.text("name") or node.text("routeName")
        try:
            return Route(name, found, tag, hop, node.text("nextHopIpAddress"))
        except UndecidedError as unknown:
            return Route(name, found, tag, hop, "", self._references.by_source(item, unknown.path, *_APPLIANCES))

"""VPN and ExpressRoute gateways, and the addresses that they bring into a network."""

from collections.abc import Callable, Iterator
from functools import cached_property, partial

from gate.nodes import Node, expand, known, texts
from gate.stack import Item, Stack

from topology.addresses import Block, blocks
from topology.index import Index
from topology.references import References, of_item

_GATEWAY, _CONNECTION = "network:VirtualNetworkGateway", "network:VirtualNetworkGatewayConnection"
_SITE = "network:LocalNetworkGateway"

Home = Callable[[Item, Node], Item | None]
"""The network of an address configuration of a gateway."""


class Gateways:
    """The gateways of a stack."""

    def __init__(self, stack: Stack, references: References, home: Home) -> None:
        self._stack = stack
        self._references = references
        self._home = home

    def of(self, vnet: Item) -> list[Item]:
        """The gateways in a network."""
        return list(dict.fromkeys(self._by_vnet.of(vnet)))

    @cached_property
    def _by_vnet(self) -> Index[Item]:
        found = Index[Item]()
        for gateway in self._stack.of_type(_GATEWAY):
            for element in expand(gateway.props, "ipConfigurations[]"):
                found.add(gateway, partial(self._home, gateway, known(element)))
        return found

    def behind(self, vnet: Item) -> Iterator[Block]:
        """What the gateways in a network bring: people's VPN clients, and the sites that connections lead to."""
        for gateway in self.of(vnet):
            with of_item(gateway):
                clients = texts(gateway.props, "vpnClientConfiguration.vpnClientAddressPool.addressPrefixes[]")
            yield from blocks(clients)
            for connection in self._connections.of(gateway):
                yield from self._beyond(connection)

    @cached_property
    def _connections(self) -> Index[Item]:
        found = Index[Item]()
        for connection in self._stack.of_type(_CONNECTION):
            near = partial(self._references.by_id, connection, connection.props, "virtualNetworkGateway1.id", _GATEWAY)
            found.add(connection, near)
        return found

    def _beyond(self, connection: Item) -> Iterator[Block]:
        site = self._references.by_id(connection, connection.props, "localNetworkGateway2.id", _SITE)
        if isinstance(site, Item):
            with of_item(site):
                prefixes = texts(site.props, "localNetworkAddressSpace.addressPrefixes[]")
            yield from blocks(prefixes)

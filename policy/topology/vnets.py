"""Virtual networks, their subnets and their peerings: read when asked, unknown where they are unknown."""

from functools import cached_property
from typing import TYPE_CHECKING

from gate.nodes import Node, OutsideError, UndecidedError, expand, known, texts
from gate.stack import Item

from topology.addresses import Block, Inside, Place, blocks
from topology.openings import EVERYTHING_OUT, Opening, openings
from topology.references import Found, Outside, SeveralError, of_item
from topology.routes import RouteTable
from topology.security import OUTBOUND, Group

if TYPE_CHECKING:  # each asks the other
    from topology.network import Network

_VNET, _SUBNET, _PEERING = "network:VirtualNetwork", "network:Subnet", "network:VirtualNetworkPeering"
_GROUP, _TABLE, _NAT = "network:NetworkSecurityGroup", "network:RouteTable", "network:NatGateway"
_EVERYWHERE = blocks(("0.0.0.0/0", "::/0"))


class Subnet:
    """A subnet: inline in its network, or a resource of its own."""

    def __init__(self, vnet: "Vnet", item: Item, node: Node, network: "Network") -> None:
        self.vnet = vnet
        self.item = item
        self.node = node
        self._network = network

    @cached_property
    def name(self) -> str:
        """Its name in its network."""
        with of_item(self.item):
            return _name(self.node)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Its addresses.

        Raises:
            UndecidedError: they are unknown.
        """
        with of_item(self.item):
            prefixes = [*texts(self.node, "addressPrefix"), *texts(self.node, "addressPrefixes[]")]
        return _read(prefixes, f"addressPrefix of subnet '{self.name}' of '{self.item.name}'")

    @property
    def place(self) -> Place:
        """All of it, as an end of traffic."""
        return Place(f"{self.vnet.name}/{self.name}", self.blocks)

    @cached_property
    def inside(self) -> Inside:
        """What the tag `VirtualNetwork` stands for in rules on it."""
        if isinstance(self.table, Outside):
            return Inside(self.vnet.inside.blocks, _EVERYWHERE)
        routes = self.table.routes if self.table else ()
        return Inside(self.vnet.inside.blocks, tuple(route.prefix for route in routes if route.prefix))

    @cached_property
    def group(self) -> Group | Outside | None:
        """The network security group on it."""
        found = self._carried("networkSecurityGroup", _GROUP)
        return self._network.group(found) if isinstance(found, Item) else found

    @property
    def own_group(self) -> Group | None:
        """The network security group on it, to be read.

        Raises:
            OutsideError: it is not of this stack.
        """
        if isinstance(self.group, Outside):
            raise OutsideError(f"security group {self.group.name} of {self.place.label}")
        return self.group

    @cached_property
    def openings(self) -> list[Opening]:
        """What leaves it: what its security group lets through; without one, everything.

        Raises:
            OutsideError: its security group is not of this stack.
        """
        rules = self.own_group.rules(OUTBOUND) if self.own_group else [EVERYTHING_OUT]
        return list(openings(rules, self.place, self.inside))

    @cached_property
    def table(self) -> RouteTable | Outside | None:
        """The route table on it."""
        found = self._carried("routeTable", _TABLE)
        return self._network.table(found) if isinstance(found, Item) else found

    @cached_property
    def nat(self) -> Found | None:
        """The NAT gateway that it goes out through."""
        return self._carried("natGateway", _NAT)

    def _carried(self, prop: str, kind: str) -> Found | None:
        return self._network.references.by_id(self.item, self.node, f"{prop}.id", kind)

    @cached_property
    def service_endpoints(self) -> list[str]:
        """The services that it has a direct way to, such as `microsoft.storage`."""
        with of_item(self.item):
            return [text.lower() for text in texts(self.node, "serviceEndpoints[].service")]

    def _policy(self, wanted: str) -> bool:
        # https://learn.microsoft.com/azure/private-link/disable-private-endpoint-network-policy: off where not set
        with of_item(self.item):
            return self.node.text("privateEndpointNetworkPolicies").lower() in {"enabled", wanted}

    @property
    def groups_hold_for_endpoints(self) -> bool:
        """Whether security groups decide about traffic to private endpoints in it."""
        return self._policy("networksecuritygroupenabled")

    @property
    def routes_hold_for_endpoints(self) -> bool:
        """Whether routes decide about traffic to private endpoints in it."""
        return self._policy("routetableenabled")


def _name(node: Node) -> str:
    return node.text("subnetName") or node.text("name")


def _read(prefixes: list[str], what: str) -> tuple[Block, ...]:
    """The addresses of some prefixes, of which there must be some: a pool of addresses gives them later."""
    found = blocks(prefixes)
    if not found or len(found) < len(prefixes):
        raise UndecidedError(what)
    return found


class Peering:
    """One side of a peering: a network, and what it says about the other side.

    Attributes:
        item: The resource that says it.
        vnet: Whose side it is.
    """

    def __init__(self, item: Item, node: Node, vnet: "Vnet | Outside", network: "Network") -> None:
        self.item = item
        self.vnet = vnet
        self._node = node
        self._network = network

    @cached_property
    def _remote(self) -> Found:
        found = self._network.references.by_id(self.item, self._node, "remoteVirtualNetwork.id", _VNET)
        if found is None:
            raise UndecidedError(f"remoteVirtualNetwork.id of '{self.item.name}'")
        return found

    @property
    def remote(self) -> "Vnet | Outside":
        """The network at the other side.

        Raises:
            SeveralError: nobody knows yet which one it is.
        """
        return self._network.vnet_or_outside(self._remote)

    def is_with(self) -> Found:
        """The resource of the network at the other side.

        Raises:
            SeveralError: nobody knows yet which one it is.
        """
        return self._remote

    def flag(self, name: str) -> bool:
        """A switch of the peering; what is not set is off."""
        with of_item(self.item):
            return self._node.get(name) is True

    def holds_for(self, near: Subnet, far: Subnet) -> bool:
        """Whether two subnets exchange traffic by it: all do, unless it names some.

        https://learn.microsoft.com/azure/virtual-network/how-to-configure-subnet-peering
        """
        with of_item(self.item):
            if self._node.get("peerCompleteVnets") is not False:
                return True
            here, there = (texts(self._node, f"{side}SubnetNames[]") for side in ("local", "remote"))
        return near.name.lower() in map(str.lower, here) and far.name.lower() in map(str.lower, there)


class Vnet:
    """A virtual network."""

    def __init__(self, item: Item, network: "Network") -> None:
        self.item = item
        self._network = network

    @property
    def name(self) -> str:
        """Its name in the program."""
        return self.item.name

    @cached_property
    def region(self) -> str:
        """Where it is, such as `eastasia`.

        Raises:
            UndecidedError: nobody says, or not yet.
        """
        with of_item(self.item):
            found = self.item.props.text("location").replace(" ", "").lower()
        if not found:
            raise UndecidedError(f"location of '{self.name}'")
        return found

    @cached_property
    def space(self) -> tuple[Block, ...]:
        """Its addresses.

        Raises:
            UndecidedError: they are unknown.
        """
        with of_item(self.item):
            prefixes = texts(self.item.props, "addressSpace.addressPrefixes[]")
        return _read(prefixes, f"addressSpace of '{self.name}'")

    @cached_property
    def dns_servers(self) -> list[str]:
        """The addresses of its own DNS servers; none where it asks Azure's.

        Raises:
            UndecidedError: one is unknown.
        """
        with of_item(self.item):
            return texts(self.item.props, "dhcpOptions.dnsServers[]")

    @cached_property
    def subnets(self) -> list[Subnet]:
        """Its subnets; where one is inline and a resource of its own as well, the latter."""
        separate = [
            Subnet(self, item, item.props, self._network) for item in self._network.children(_SUBNET, _VNET, self.item)
        ]
        apart = {subnet.name.lower() for subnet in separate}
        with of_item(self.item):
            nodes = [known(element) for element in expand(self.item.props, "subnets[]")]
            inline = [node for node in nodes if not apart or _name(node).lower() not in apart]
        return [*(Subnet(self, self.item, node, self._network) for node in inline), *separate]

    def subnet(self, name: str) -> Subnet | None:
        """The subnet of a name."""
        return next((subnet for subnet in self.subnets if subnet.name.lower() == name.lower()), None)

    @cached_property
    def own_peerings(self) -> list[Peering]:
        """The sides of peerings within its own properties."""
        with of_item(self.item):
            nodes = [known(element) for element in expand(self.item.props, "virtualNetworkPeerings[]")]
        return [Peering(self.item, node, self, self._network) for node in nodes]

    @cached_property
    def peerings(self) -> list[Peering]:
        """Its sides of peerings."""
        separate = self._network.children(_PEERING, _VNET, self.item)
        return [*self.own_peerings, *(Peering(item, item.props, self, self._network) for item in separate)]

    def peering_with(self, other: "Vnet") -> Peering | None:
        """This network's side of its peering with another.

        Raises:
            UnidentifiedError: a peering may be the one, and nobody knows yet.
        """
        unclear: SeveralError | None = None
        for peering in self.peerings:
            try:
                if peering.remote is other:
                    return peering
            except SeveralError as several:
                unclear = several if other.item.urn in several.candidates else unclear
        if unclear is not None:
            raise unclear
        return None

    @cached_property
    def peers(self) -> "list[Vnet]":
        """The networks of the stack that it exchanges traffic with."""
        return [remote for peering in self.peerings if isinstance(remote := peering.remote, Vnet)]

    @cached_property
    def inside(self) -> Inside:
        """What is connected to it: its addresses, its peers', and what gateways bring."""
        connected = [vnet for vnet in self.peers if self._exchanges(vnet)]
        spaces = [found for vnet in [self, *connected] for found in vnet.space]
        return Inside((*spaces, *self._network.gateway_blocks(self, connected)))

    def _exchanges(self, other: "Vnet") -> bool:
        mine = self.peering_with(other)
        return mine is not None and mine.flag("allowVirtualNetworkAccess")

    def uses_gateways_of(self, other: "Vnet") -> bool:
        """Whether a peer's gateways serve it too."""
        mine = self.peering_with(other)
        return mine is not None and mine.flag("useRemoteGateways")

"""Virtual networks with all that hangs on them: read when asked, unknown where it is unknown."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from gate.nodes import ABSENT, Node, UndecidedError, UnidentifiedError, expand, known, texts
from gate.stack import Item, Stack

from topology.addresses import Block, Place, block, blocks
from topology.references import Found, Outside, References, part
from topology.security import Group

_VNET, _SUBNET = "network:VirtualNetwork", "network:Subnet"
_GROUP, _TABLE, _NAT = "network:NetworkSecurityGroup", "network:RouteTable", "network:NatGateway"
_PEERING = "network:VirtualNetworkPeering"


@dataclass(frozen=True)
class Route:
    """A route of one's own.

    Attributes:
        name: Its name in the table.
        prefix: The addresses that it is for; None for a service tag.
        hop: The kind of the next hop, in lower case.
        address: The next hop's address, where the kind has one.
    """

    name: str
    prefix: Block | None
    hop: str
    address: str


class RouteTable:
    """A route table with its routes, those that are resources of their own included."""

    def __init__(self, item: Item, separate: list[Item]) -> None:
        self.item = item
        self._separate = separate

    @property
    def name(self) -> str:
        """Its name in the program."""
        return self.item.name

    @cached_property
    def routes(self) -> list[Route]:
        """The routes, the most special first.

        Raises:
            UndecidedError: a property of a route is unknown.
        """
        nodes = [known(element) for element in expand(self.item.props, "routes[]")]
        found = [_route(node) for node in [*nodes, *(item.props for item in self._separate)]]
        return sorted(found, key=lambda route: route.prefix.last - route.prefix.first if route.prefix else 0)


def _route(node: Node) -> Route:
    name = node.text("name") or node.text("routeName")
    hop = node.text("nextHopType").lower()
    return Route(name, block(node.text("addressPrefix")), hop, node.text("nextHopIpAddress"))


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
        return self.node.text("name") or self.node.text("subnetName")

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Its addresses."""
        return blocks([*texts(self.node, "addressPrefix"), *texts(self.node, "addressPrefixes[]")])

    @property
    def place(self) -> Place:
        """All of it, as an end of traffic."""
        return Place(f"{self.vnet.name}/{self.name}", self.blocks)

    @cached_property
    def group(self) -> Group | Outside | None:
        """The network security group on it."""
        found = self._carried("networkSecurityGroup", _GROUP)
        return self._network.group(found) if isinstance(found, Item) else found

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

    def _policy(self, wanted: str) -> bool:
        # https://learn.microsoft.com/azure/private-link/disable-private-endpoint-network-policy: off where not set
        return self.node.text("privateEndpointNetworkPolicies").lower() in {"enabled", wanted}

    @property
    def groups_hold_for_endpoints(self) -> bool:
        """Whether security groups decide about traffic to private endpoints in it."""
        return self._policy("networksecuritygroupenabled")

    @property
    def routes_hold_for_endpoints(self) -> bool:
        """Whether routes decide about traffic to private endpoints in it."""
        return self._policy("routetableenabled")


@dataclass(frozen=True)
class Peering:
    """One side of a peering: a network of the stack, and what it says about the other side.

    Attributes:
        item: The resource that says it.
        node: Where in it.
        vnet: Whose side it is.
        remote: The other network.
    """

    item: Item
    node: Node
    vnet: "Vnet"
    remote: "Vnet | Outside"

    def flag(self, name: str) -> bool:
        """A switch of the peering; what is not set is off."""
        return self.node.get(name) is True


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
    def space(self) -> tuple[Block, ...]:
        """Its addresses."""
        return blocks(texts(self.item.props, "addressSpace.addressPrefixes[]"))

    @cached_property
    def dns_servers(self) -> list[str]:
        """The addresses of its own DNS servers; none where it asks Azure's."""
        return texts(self.item.props, "dhcpOptions.dnsServers[]")

    @cached_property
    def subnets(self) -> list[Subnet]:
        """Its subnets."""
        inline = [Subnet(self, self.item, known(node), self._network) for node in expand(self.item.props, "subnets[]")]
        separate = self._network.children(_SUBNET, _VNET, self.item)
        return [*inline, *(Subnet(self, item, item.props, self._network) for item in separate)]

    def subnet(self, name: str) -> Subnet | None:
        """The subnet of a name."""
        return next((subnet for subnet in self.subnets if subnet.name.lower() == name.lower()), None)

    @cached_property
    def peerings(self) -> list[Peering]:
        """Its sides of peerings.

        Raises:
            UnidentifiedError: nobody knows yet which network is at the other side of one.
        """
        separate = self._network.children(_PEERING, _VNET, self.item)
        sides = [(item, item.props) for item in separate]
        sides += [(self.item, known(node)) for node in expand(self.item.props, "virtualNetworkPeerings[]")]
        return [self._peering(item, node) for item, node in sides]

    def _peering(self, item: Item, node: Node) -> Peering:
        found = self._network.references.by_id(item, node, "remoteVirtualNetwork.id", _VNET)
        if found is None:
            raise UndecidedError(f"remoteVirtualNetwork.id of '{item.name}'")
        return Peering(item, node, self, self._network.vnet(found) if isinstance(found, Item) else found)

    def peering_with(self, other: "Vnet") -> Peering | None:
        """This network's side of its peering with another."""
        return next((peering for peering in self.peerings if peering.remote is other), None)

    @cached_property
    def peers(self) -> "list[Vnet]":
        """The networks of the stack that it exchanges traffic with."""
        return [peering.remote for peering in self.peerings if isinstance(peering.remote, Vnet)]

    @cached_property
    def inside(self) -> tuple[Block, ...]:
        """What the tag `VirtualNetwork` stands for in it: its addresses, its peers', and what gateways connect."""
        connected = [vnet for vnet in self.peers if self._exchanges(vnet)]
        spaces = [found for vnet in [self, *connected] for found in vnet.space]
        return (*spaces, *self._network.gateway_blocks(self, connected))

    def _exchanges(self, other: "Vnet") -> bool:
        mine = self.peering_with(other)
        return mine is not None and mine.flag("allowVirtualNetworkAccess")


class Network:
    """All networks of a stack."""

    def __init__(self, stack: Stack, references: References) -> None:
        self._stack = stack
        self.references = references

    @cached_property
    def vnets(self) -> list[Vnet]:
        """The virtual networks."""
        return list(self._vnets.values())

    @cached_property
    def _vnets(self) -> dict[str, Vnet]:
        return {item.urn: Vnet(item, self) for item in self._stack.of_type(_VNET)}

    @cached_property
    def _groups(self) -> dict[str, Group]:
        return {
            item.urn: Group(item, self.children("network:SecurityRule", _GROUP, item))
            for item in self._stack.of_type(_GROUP)
        }

    @cached_property
    def _tables(self) -> dict[str, RouteTable]:
        return {
            item.urn: RouteTable(item, self.children("network:Route", _TABLE, item))
            for item in self._stack.of_type(_TABLE)
        }

    def peerings_of(self, item: Item) -> list[Peering]:
        """The sides of peerings that a resource says: a peering one, a network those within it."""
        return self._peerings.get(item.urn, [])

    @cached_property
    def _peerings(self) -> dict[str, list[Peering]]:
        found: dict[str, list[Peering]] = {}
        for vnet in self.vnets:
            for peering in vnet.peerings:
                found.setdefault(peering.item.urn, []).append(peering)
        return found

    def connected(self, home: Vnet) -> list[Vnet]:
        """Networks peered with one, from either side: half a peering says what was meant."""
        return list(dict.fromkeys([*home.peers, *self._peered_from.get(home.item.urn, [])]))

    @cached_property
    def _peered_from(self) -> dict[str, list[Vnet]]:
        found: dict[str, list[Vnet]] = {}
        for vnet in self.vnets:
            for peer in vnet.peers:
                found.setdefault(peer.item.urn, []).append(vnet)
        return found

    def vnet(self, item: Item) -> Vnet:
        """The virtual network of a resource."""
        return self._vnets[item.urn]

    def group(self, item: Item) -> Group:
        """The security group of a resource."""
        return self._groups[item.urn]

    def table(self, item: Item) -> RouteTable:
        """The route table of a resource."""
        return self._tables[item.urn]

    @cached_property
    def subnets(self) -> list[Subnet]:
        """The subnets of all networks."""
        return [subnet for vnet in self.vnets for subnet in vnet.subnets]

    def subnets_said_by(self, item: Item) -> list[Subnet]:
        """The subnets that a resource says: a subnet itself, a network those within it."""
        return self._subnets_by_item.get(item.urn, [])

    @cached_property
    def _subnets_by_item(self) -> dict[str, list[Subnet]]:
        found: dict[str, list[Subnet]] = {}
        for subnet in self.subnets:
            found.setdefault(subnet.item.urn, []).append(subnet)
        return found

    def children(self, kind: str, parent_kind: str, parent: Item) -> list[Item]:
        """The resources of a type that belong to one of another type.

        Raises:
            UnidentifiedError: nobody knows yet what one of them belongs to.
        """
        return self._families(kind, parent_kind).get(parent.urn, [])

    def _families(self, kind: str, parent_kind: str) -> dict[str, list[Item]]:
        if kind not in self._known_families:
            found: dict[str, list[Item]] = {}
            for item in self._stack.of_type(kind):
                parent = self.references.parent(item, parent_kind)
                if isinstance(parent, Item):
                    found.setdefault(parent.urn, []).append(item)
            self._known_families[kind] = found
        return self._known_families[kind]

    @cached_property
    def _known_families(self) -> dict[str, dict[str, list[Item]]]:
        return {}

    def subnet_of(self, item: Item, node: Node, path: str) -> Subnet | Outside | None:
        """The subnet that an id below a node of a resource names.

        Raises:
            UnidentifiedError: the id is unknown, and the property comes from no single subnet.
        """
        try:
            found = node.at(path)
        except UndecidedError as unknown:
            return self._subnet_by_source(item, unknown.path)
        if found.value is ABSENT:
            return None
        return self._subnet_of_id(str(found.value))

    def _subnet_of_id(self, arm_id: str) -> Subnet | Outside:
        vnet = self.references.named(arm_id, _VNET)
        if isinstance(vnet, Item):
            subnet = self.vnet(vnet).subnet(part(arm_id, "subnets"))
            if subnet is not None:
                return subnet
        return Outside(arm_id)

    def _subnet_by_source(self, item: Item, path: str) -> Subnet:
        sources = item.sources(path.replace("[", ".").partition(".")[0])
        separate = [subnet for subnet in self.subnets if subnet.item.type == _SUBNET and subnet.item.urn in sources]
        inline = [subnet for subnet in self.subnets if subnet.item.type == _VNET and subnet.item.urn in sources]
        for found in (separate, inline):
            if len(found) == 1:
                return found[0]
        raise UnidentifiedError(f"{path} of '{item.name}'")

    def gateways_of(self, vnet: Vnet) -> list[Item]:
        """The VPN and ExpressRoute gateways in a network."""
        return [item for item, home in self._gateways if home is vnet]

    @cached_property
    def _gateways(self) -> list[tuple[Item, Vnet]]:
        found = []
        for item in self._stack.of_type("network:VirtualNetworkGateway"):
            for node in expand(item.props, "ipConfigurations[]"):
                subnet = self.subnet_of(item, known(node), "subnet.id")
                if isinstance(subnet, Subnet):
                    found.append((item, subnet.vnet))
        return found

    def gateway_blocks(self, vnet: Vnet, connected: list[Vnet]) -> tuple[Block, ...]:
        """What gateways bring into a network: its own, and those that its peers share with it."""
        homes = [vnet, *(other for other in connected if self._shares(other, vnet))]
        return tuple(found for home in homes for gateway in self.gateways_of(home) for found in self._behind(gateway))

    def _shares(self, other: Vnet, vnet: Vnet) -> bool:
        mine = vnet.peering_with(other)
        return mine is not None and mine.flag("useRemoteGateways")

    def _behind(self, gateway: Item) -> Iterator[Block]:
        """People's VPN clients, and the sites that connections of the gateway lead to."""
        yield from blocks(texts(gateway.props, "vpnClientConfiguration.vpnClientAddressPool.addressPrefixes[]"))
        for connection in self._stack.of_type("network:VirtualNetworkGatewayConnection"):
            near = self.references.by_id(
                connection, connection.props, "virtualNetworkGateway1.id", "network:VirtualNetworkGateway"
            )
            if near is gateway:
                far = self.references.by_id(
                    connection, connection.props, "localNetworkGateway2.id", "network:LocalNetworkGateway"
                )
                if isinstance(far, Item):
                    yield from blocks(texts(far.props, "localNetworkAddressSpace.addressPrefixes[]"))

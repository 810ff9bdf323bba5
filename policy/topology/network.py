"""Virtual networks with all that hangs on them: read when asked, unknown where it is unknown."""

from collections.abc import Iterator
from functools import cached_property, partial

from gate.nodes import ABSENT, Node, OutsideError, UndecidedError, expand, known, texts
from gate.stack import Item, Stack

from topology.addresses import Block, Inside, Place, blocks
from topology.gateways import Gateways
from topology.index import Index
from topology.openings import EVERYTHING_OUT, Opening, openings
from topology.references import Found, Outside, References, SeveralError, of_item, part
from topology.routes import RouteTable
from topology.security import OUTBOUND, Group

_VNET, _SUBNET = "network:VirtualNetwork", "network:Subnet"
_GROUP, _TABLE, _NAT = "network:NetworkSecurityGroup", "network:RouteTable", "network:NatGateway"
_PEERING = "network:VirtualNetworkPeering"
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


class Network:
    """All networks of a stack."""

    def __init__(self, stack: Stack, references: References) -> None:
        self._stack = stack
        self.references = references
        self._known_families: dict[str, Index[Item]] = {}

    def gateways_of(self, vnet: Vnet) -> list[Item]:
        """The VPN and ExpressRoute gateways in a network."""
        return self._gateways.of(vnet.item)

    def gateway_blocks(self, vnet: Vnet, connected: list[Vnet]) -> tuple[Block, ...]:
        """What gateways bring into a network: its own, and those that its peers share with it."""
        homes = [vnet, *(other for other in connected if vnet.uses_gateways_of(other))]
        return tuple(found for home in homes for found in self._gateways.behind(home.item))

    @cached_property
    def _gateways(self) -> Gateways:
        return Gateways(self._stack, self.references, self._home_of_gateway)

    def _home_of_gateway(self, gateway: Item, node: Node) -> Item | None:
        subnet = self.subnet_of(gateway, node, "subnet.id", always="GatewaySubnet")
        return subnet.vnet.item if isinstance(subnet, Subnet) else None

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
            item.urn: Group(item, partial(self.children, "network:SecurityRule", _GROUP, item), self.references)
            for item in self._stack.of_type(_GROUP)
        }

    @cached_property
    def _tables(self) -> dict[str, RouteTable]:
        return {
            item.urn: RouteTable(item, partial(self.children, "network:Route", _TABLE, item), self.references)
            for item in self._stack.of_type(_TABLE)
        }

    def peerings_of(self, item: Item) -> list[Peering]:
        """The sides of peerings that a resource says: a peering one, a network those within it.

        Raises:
            UnidentifiedError: nobody knows yet whose side it is.
        """
        if item.type == _VNET:
            return self.vnet(item).own_peerings
        return [Peering(item, item.props, self.vnet_or_outside(self.references.parent(item, _VNET)), self)]

    def connected(self, home: Vnet) -> list[Vnet]:
        """Networks peered with one, from either side: half a peering says what was meant."""
        return list(dict.fromkeys([*home.peers, *self._peered_from.of(home.item)]))

    @cached_property
    def _peered_from(self) -> Index[Vnet]:
        found = Index[Vnet]()
        for vnet in self.vnets:
            for peering in vnet.peerings:
                found.add(vnet, peering.is_with)
        return found

    def vnet(self, item: Item) -> Vnet:
        """The virtual network of a resource."""
        return self._vnets[item.urn]

    def vnet_or_outside(self, found: Found) -> Vnet | Outside:
        """The virtual network of a resource, if it is one of this stack."""
        return self.vnet(found) if isinstance(found, Item) else found

    def group(self, item: Item) -> Group:
        """The security group of a resource."""
        return self._groups[item.urn]

    def table(self, item: Item) -> RouteTable:
        """The route table of a resource."""
        return self._tables[item.urn]

    def subnets_said_by(self, item: Item) -> list[Subnet]:
        """The subnets that a resource says: a subnet itself, a network those within it.

        Raises:
            UnidentifiedError: nobody knows yet which network a subnet is in.
        """
        home = self.vnet_or_outside(item if item.type == _VNET else self.references.parent(item, _VNET))
        return [subnet for subnet in home.subnets if subnet.item is item] if isinstance(home, Vnet) else []

    def children(self, kind: str, parent_kind: str, parent: Item) -> list[Item]:
        """The resources of a type that belong to one of another type.

        Raises:
            UnidentifiedError: one may belong to it, and nobody knows yet.
        """
        if kind not in self._known_families:
            found = self._known_families[kind] = Index[Item]()
            for item in self._stack.of_type(kind):
                found.add(item, partial(self.references.parent, item, parent_kind))
        return self._known_families[kind].of(parent)

    def subnet_of(self, item: Item, node: Node, path: str, always: str = "") -> Subnet | Outside | None:
        """The subnet that an id below a node of a resource names.

        Args:
            item: Whose property it is.
            node: Where in it.
            path: The path of the id below the node.
            always: The name that Azure demands of the subnet, where it does.

        Raises:
            SeveralError: the id is unknown, and the property comes from no single subnet; candidates are networks.
        """
        try:
            found = node.at(path)
        except UndecidedError as unknown:
            return self._subnet_by_source(item, unknown.path, always)
        if found.value is ABSENT:
            return None
        return self._subnet_of_id(str(found.value))

    def vnet_of(self, item: Item, node: Node, path: str) -> Vnet | Outside | None:
        """The network of a subnet that an id names, which may be known where the subnet is not.

        Raises:
            SeveralError: the network is not known either.
        """
        try:
            found = self.subnet_of(item, node, path)
        except SeveralError as several:
            if len(several.candidates) != 1:
                raise
            return self._vnets[next(iter(several.candidates))]
        if isinstance(found, Outside):
            return self.vnet_or_outside(self.references.named(found.id, _VNET))
        return found.vnet if found else None

    def _subnet_of_id(self, arm_id: str) -> Subnet | Outside:
        vnet = self.references.named(arm_id, _VNET)
        if isinstance(vnet, Item):
            subnet = self.vnet(vnet).subnet(part(arm_id, "subnets"))
            if subnet is not None:
                return subnet
        return Outside(arm_id)

    def _subnet_by_source(self, item: Item, path: str, always: str) -> Subnet | Outside:
        try:
            source = self.references.by_source(item, path, _SUBNET)
        except SeveralError:
            source = self._network_of_subnet(item, path)
        home = self.vnet_or_outside(source if source.type == _VNET else self.references.parent(source, _VNET))
        if isinstance(home, Outside):
            return home
        subnets = [subnet for subnet in home.subnets if source.type == _VNET or subnet.item is source]
        found = [subnet for subnet in subnets if subnet.name == always] or subnets
        if len(found) == 1:
            return found[0]
        raise SeveralError(f"{path} of '{item.name}'", [home.item], "a subnet of")

    def _network_of_subnet(self, item: Item, path: str) -> Item:
        try:
            return self.references.by_source(item, path, _SUBNET, _VNET)
        except SeveralError as several:
            raise SeveralError(f"{path} of '{item.name}'", self._homes(several), "a subnet of") from several

    def _homes(self, several: SeveralError) -> Iterator[Item]:
        """The networks of the subnets and networks that may be meant."""
        for item in self._stack.of_type(_VNET, _SUBNET):
            if item.urn in several.candidates:
                home = item if item.type == _VNET else self.references.parent(item, _VNET)
                if isinstance(home, Item):
                    yield home

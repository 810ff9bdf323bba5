"""All virtual networks of a stack, with what hangs on them."""

from collections.abc import Iterator
from functools import cached_property, partial

from gate.nodes import ABSENT, Node, UndecidedError
from gate.stack import Item, Stack

from topology.addresses import Block
from topology.gateways import Gateways
from topology.index import Index
from topology.references import Found, Outside, References, SeveralError, part
from topology.routes import RouteTable
from topology.security import Group
from topology.vnets import Peering, Subnet, Vnet

_VNET, _SUBNET, _PEERING = "network:VirtualNetwork", "network:Subnet", "network:VirtualNetworkPeering"
_GROUP, _TABLE = "network:NetworkSecurityGroup", "network:RouteTable"


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

    def other_side(self, side: Peering) -> Peering | None:
        """The other side of a peering with another stack's network, where this stack says that side too, as spokes do.

        Args:
            side: A side of which one network is another stack's.
        """
        here, there = side.vnet, side.remote
        if isinstance(here, Vnet) and isinstance(there, Outside):
            items = self._stack.of_type(_PEERING)
            theirs = [item for item in items if self.references.belongs_outside(item, _VNET, there)]
            found = [Peering(item, item.props, there, self) for item in theirs]
            return next((peering for peering in found if peering.remote is here), None)
        if isinstance(here, Outside) and isinstance(there, Vnet):
            mine = [(peering, peering.remote) for peering in there.peerings]
            return next(
                (peering for peering, far in mine if isinstance(far, Outside)
                 and self.references.belongs_outside(side.item, _VNET, far)),
                None,
            )  # fmt: skip
        return None

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

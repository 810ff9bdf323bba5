"""Who works with the platform: machines in subnets, Azure Bastion, people behind gateways, networks of other stacks."""

from collections.abc import Iterator
from dataclasses import dataclass

from gate.nodes import UndecidedError, expand, known, texts
from gate.stack import Item, Stack
from topology import Machines, Subnet, Topology, Vnet
from topology.addresses import Block, Place, blocks
from topology.answers import Answer, all_of, no
from topology.hops import passes
from topology.private_link import Endpoint
from topology.security import INBOUND, OUTBOUND, Question

from report.reach.facts import Party
from report.reach.outside import Beyond, Others, beyond, unclear_of
from report.reach.peered import comes_in

_INTERFACE, _MACHINE = "network:NetworkInterface", "compute:VirtualMachine"
_BASTION, _BASTIONS = "network:BastionHost", "AzureBastionSubnet"
_GATEWAY, _SITE = "network:VirtualNetworkGateway", "network:LocalNetworkGateway"


@dataclass(frozen=True)
class Behind:
    """People or a site behind a gateway, whose addresses are known.

    Attributes:
        block: Their addresses.
        home: The network of the gateway.
    """

    block: Block
    home: Vnet


@dataclass(frozen=True)
class Consumer:
    """Somebody who opens connections.

    Attributes:
        party: Who.
        source: Where from.
    """

    party: Party
    source: Subnet | Machines | Behind | Beyond

    @property
    def machines(self) -> Machines | None:
        """The machines, where it is some of the stack's own."""
        return self.source if isinstance(self.source, Machines) else None

    @property
    def way(self) -> str:
        """By which way they come, where that is worth a word."""
        return self.source.way if isinstance(self.source, Beyond) else ""


@dataclass(frozen=True)
class Everybody:
    """All who work with a stack, and what is not known of them.

    Attributes:
        consumers: Who opens connections.
        unclear: What is not known.
        elsewhere: Whom the stack's own machines may connect to in networks of other stacks.
    """

    consumers: tuple[Consumer, ...]
    unclear: tuple[str, ...]
    elsewhere: tuple[tuple[Party, Beyond], ...] = ()


def everybody(stack: Stack, topology: Topology, others: Others | None = None) -> Everybody:
    """Who works with a stack.

    Args:
        stack: Its resources.
        topology: Their network.
        others: What is known of networks of other stacks; without it, who is there is left out.
    """
    found: dict[str, Consumer] = {}
    unclear: list[str] = []
    for look in (_machines, _bastions, _behind_gateways):
        for one in look(stack, topology):
            if isinstance(one, Consumer):
                found.setdefault(one.party.key, one)
            else:
                unclear.append(one)
    elsewhere: list[tuple[Party, Beyond]] = []
    if others is not None:
        unclear += unclear_of(topology)
        found.update({party.key: Consumer(party, source) for party, source in beyond(topology, others)})
        elsewhere += beyond(topology, others, OUTBOUND)
    return Everybody(tuple(found.values()), tuple(dict.fromkeys(unclear)), tuple(elsewhere))


def _machines(stack: Stack, topology: Topology) -> Iterator[Consumer | str]:
    for vnet in topology.network.vnets:
        try:
            inside = topology.machines_in(vnet)
        except UndecidedError as unknown:
            yield f"what runs in {vnet.name} ({unknown.path})"
            continue
        for machines in inside:
            try:
                subnet = machines.subnet
            except UndecidedError as unknown:
                yield f"where '{machines.name}' runs ({unknown.path})"
                continue
            key = f"{machines.item.urn}@{subnet.vnet.item.urn}/{subnet.name}"
            yield Consumer(Party(key, _name(machines, stack), subnet.name), machines)


def _name(machines: Machines, stack: Stack) -> str:
    """The machine's name; an interface is called by the machine that it is of."""
    item = machines.item
    if item.type != _INTERFACE:
        return item.name
    segment = item.id_segment("networkInterfaces", "networkInterfaceName")
    owners = [user for user in stack.referring(item, segment, "networkProfile") if user.type == _MACHINE]
    return owners[0].name if owners else item.name


def _bastions(stack: Stack, topology: Topology) -> Iterator[Consumer | str]:
    for bastion in stack.of_type(_BASTION):
        for element in expand(bastion.props, "ipConfigurations[]"):
            try:
                subnet = topology.network.subnet_of(bastion, known(element), "subnet.id", _BASTIONS)
            except UndecidedError as unknown:
                yield f"where '{bastion.name}' is ({unknown.path})"
                continue
            if isinstance(subnet, Subnet):
                yield Consumer(Party(bastion.urn, bastion.name, subnet.name), subnet)


def _behind_gateways(stack: Stack, topology: Topology) -> Iterator[Consumer | str]:
    for gateway in stack.of_type(_GATEWAY):
        if gateway.props.text("gatewayType").lower() == "expressroute":
            yield f"who comes in by '{gateway.name}' (Azure learns the addresses from the circuit)"
    for vnet in topology.network.vnets:
        try:
            found = topology.network.gateway_blocks(vnet, [])
        except UndecidedError as unknown:
            yield f"who comes in by the gateways of {vnet.name} ({unknown.path})"
            continue
        for block in found:
            name = _owner(block, stack)
            yield Consumer(Party(f"{vnet.item.urn}<{name}", f"{name} ({block})"), Behind(block, vnet))


def _owner(block: Block, stack: Stack) -> str:
    """Whose addresses these are: VPN clients of a gateway, or a site."""
    pools = (
        (_GATEWAY, "vpnClientConfiguration.vpnClientAddressPool.addressPrefixes[]", "VPN clients of"),
        (_SITE, "localNetworkAddressSpace.addressPrefixes[]", "site"),
    )
    for kind, path, what in pools:
        for item in stack.of_type(kind):
            if block in blocks(_known_texts(item, path)):
                return f"{what} {item.name}"
    return "a site"


def _known_texts(item: Item, path: str) -> list[str]:
    try:
        return texts(item.props, path)
    except UndecidedError:
        return []


def reaches(
    topology: Topology, consumer: Consumer, target: Endpoint | Machines, port: int, protocol: str = "tcp"
) -> Answer:
    """Whether somebody reaches a private endpoint or machines.

    Raises:
        UndecidedError: it depends on what is not known here.
    """
    source = consumer.source
    if not isinstance(source, Behind | Beyond):
        return topology.can(source, target, port, protocol)
    home = target.subnet
    if not isinstance(home, Subnet):
        raise UndecidedError(f"the subnet of '{target.name}'")
    found = source.blocks if isinstance(source, Beyond) else (source.block,)
    asked = Question(Place(consumer.party.name, found), target.place, port, protocol)
    if isinstance(source, Beyond):
        return comes_in(source, home, target, asked)
    return _comes_in(source, home, target, asked)


def _comes_in(source: Behind, home: Subnet, target: Endpoint | Machines, asked: Question) -> Answer:
    """Whether traffic that a gateway brings gets to a subnet, and through the groups there."""
    if not any(inside.covers(source.block) for inside in home.vnet.inside.blocks):
        return no(f"{home.vnet.name} does not use the gateways of {source.home.name}")
    guards = [home.group]
    if isinstance(target, Endpoint) and not home.groups_hold_for_endpoints:
        guards = []
    if isinstance(target, Machines):
        guards.append(target.guard)
    way = Answer(True, (f"{home.vnet.name} is connected to the gateways of {source.home.name}",))
    return all_of([lambda: way, *((lambda guard=guard: passes(guard, INBOUND, home, asked)) for guard in guards)])

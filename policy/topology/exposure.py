"""What the internet can reach: each way in, with the hops that open it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from gate.nodes import Node, UndecidedError, expand, known
from gate.stack import Item, Stack

from topology.addresses import ANY, EVERYTHING, INTERNET, Block, Inside, Place, blocks, is_private
from topology.firewall import Firewall
from topology.machines import Inventory, Machines
from topology.security import (
    ALL_PORTS,
    INBOUND,
    Group,
    Question,
    SecurityRule,
    decide,
    has_port,
    ports_to_try,
)
from topology.vnets import Subnet

_ANYONE = Place("the internet", (EVERYTHING, *blocks(("::/0",))))
_TRANSPORT = ("tcp", "udp")


CLOSED = frozenset({"disabled", "securedbyperimeter"})
"""Values of a switch for public network access with which a service does not answer the internet."""


@dataclass(frozen=True)
class Exposure:
    """One way in from the internet.

    Attributes:
        item: What is reached.
        how: How, as a phrase that names each hop.
        declared: Whether a platform has it on purpose: Bastion's 443, the gateways of a VPN or of ExpressRoute.
    """

    item: Item
    how: str
    declared: bool = False


def _interface(item: Item, inventory: Inventory) -> Iterator[Exposure]:
    """A network interface with a public address, as far as its groups let the internet in."""
    for machines in inventory.of(item):
        if not machines.node.may_have("publicIPAddress"):
            continue
        if not isinstance(machines.home, Subnet):
            yield Exposure(item, "has a public address in a subnet of another stack")
            continue
        yield from _opened(item, machines)


def _opened(item: Item, machines: Machines) -> Iterator[Exposure]:
    guards = [guard for guard in (machines.subnet.group, machines.guard) if guard]
    groups = [guard for guard in guards if isinstance(guard, Group)]
    if len(groups) < len(guards):
        yield Exposure(item, "has a public address, behind a security group of another stack")
    elif not groups:  # a standard address lets nothing in without a group, but a group elsewhere is one edit away
        yield Exposure(item, f"has a public address, and no security group guards {machines.subnet.name}")
    else:
        yield from dict.fromkeys(_let_in(item, groups, machines))


def _let_in(item: Item, groups: Sequence[Group], machines: Machines) -> Iterator[Exposure]:
    ports = ports_to_try([text for group in groups for rule in group.rules(INBOUND) for text in rule.ports])
    for protocol in _TRANSPORT:
        for port in ports:
            asked = Question(_ANYONE, machines.place, port, protocol, ALL_PORTS)
            for rules in _ways(groups, asked, machines.subnet.inside):
                names = " and ".join(f"{rule} of '{group.name}'" for rule, group in zip(rules, groups, strict=True))
                what = f"lets {_who(rules[-1])} in on {protocol} {_ports_text(rules[-1], port)}"
                yield Exposure(item, f"has a public address, and {names} {what}")


def _ways(groups: Sequence[Group], asked: Question, inside: Inside) -> Iterator[list[SecurityRule]]:
    """The rules, one of each group, that let a piece of the internet in."""
    if not groups:
        yield []
        return
    for ruling in decide(groups[0].rules(INBOUND), asked, inside, leniently=True):
        source, destination = ruling.flow.source, ruling.flow.destination
        if ruling.rule.allows and source.block and _is_public(source.block, inside):
            there = () if destination.block is None else (destination.block,)
            piece = replace(
                asked,
                source=Place("the internet", (source.block,)),
                destination=replace(asked.destination, blocks=there),
            )
            yield from ([ruling.rule, *rest] for rest in _ways(groups[1:], piece, inside))


def _is_public(piece: Block, inside: Inside) -> bool:
    return not is_private(piece) and not any(own.covers(piece) for own in inside.blocks)


def _who(rule: SecurityRule) -> str:
    everyone = {ANY, INTERNET, "0.0.0.0/0", "any"} & set(rule.sources)
    return "the internet" if everyone else ", ".join(rule.sources)


def _ports_text(rule: SecurityRule, port: int) -> str:
    return next(text for text in rule.ports if has_port(text, port))


def _bastion(item: Item, _inventory: Inventory) -> Iterator[Exposure]:
    if item.props.get("enablePrivateOnlyBastion") is not True:
        yield Exposure(item, "answers browsers on tcp 443", declared=True)


def _gateway(item: Item, _inventory: Inventory) -> Iterator[Exposure]:
    yield Exposure(item, "answers VPN clients or other sites", declared=True)


def _machines(item: Item, inventory: Inventory) -> Iterator[Exposure]:
    for machines in inventory.of(item):
        if machines.node.may_have("publicIPAddressConfiguration"):
            yield Exposure(item, "gives each of its machines a public address")


def _nodes(path: str) -> Callable[[Item, Inventory], Iterator[Exposure]]:
    def look(item: Item, _inventory: Inventory) -> Iterator[Exposure]:
        for element in expand(item.props, path):
            if known(element).get("enableNodePublicIP") is True:
                yield Exposure(item, "gives its nodes public addresses")

    return look


def _containers(item: Item, _inventory: Inventory) -> Iterator[Exposure]:
    if item.props.text("ipAddress.type").lower() == "public":
        yield Exposure(item, "has a public address")


def _balancer(item: Item, _inventory: Inventory) -> Iterator[Exposure]:
    for element in expand(item.props, "frontendIPConfigurations[]"):
        node = known(element)
        if node.may_have("publicIPAddress") or node.may_have("publicIPPrefix"):
            yield Exposure(item, f"publishes what is behind its frontend '{node.text('name')}'")


def _cluster(item: Item, inventory: Inventory) -> Iterator[Exposure]:
    yield from _nodes("agentPoolProfiles[]")(item, inventory)
    if item.props.get("apiServerAccessProfile.enablePrivateCluster") is not True:
        yield Exposure(item, "has a public API server")


def _compute(item: Item, _inventory: Inventory) -> Iterator[Exposure]:
    props: Node = item.props.at("properties.properties")
    kind = item.props.text("properties.computeType").lower()
    if kind in {"amlcompute", "computeinstance"} and props.get("enableNodePublicIp") is not False:
        yield Exposure(item, "gives its nodes public addresses")


def _service(path: str) -> Callable[[Item, Inventory], Iterator[Exposure]]:
    def look(item: Item, _inventory: Inventory) -> Iterator[Exposure]:
        value = item.props.text(path)
        if value.lower() not in CLOSED:
            yield Exposure(item, f"answers the internet: {path} is {value or 'not set'!r}")

    return look


# How each type can be reached from the internet. Services that no line names are held to azure-any-public-access.
_WAYS: Mapping[str, Callable[[Item, Inventory], Iterator[Exposure]]] = {
    "compute:VirtualMachine": _machines,
    "compute:VirtualMachineScaleSet": _machines,
    "containerinstance:ContainerGroup": _containers,
    "containerregistry:Registry": _service("publicNetworkAccess"),
    "containerservice:AgentPool": _nodes(""),
    "containerservice:ManagedCluster": _cluster,
    "keyvault:Vault": _service("properties.publicNetworkAccess"),
    "machinelearningservices:Compute": _compute,
    "machinelearningservices:OnlineEndpoint": _service("properties.publicNetworkAccess"),
    "machinelearningservices:Workspace": _service("publicNetworkAccess"),
    "network:ApplicationGateway": _balancer,
    "network:BastionHost": _bastion,
    "network:LoadBalancer": _balancer,
    "network:NetworkInterface": _interface,
    "network:VirtualNetworkGateway": _gateway,
    "storage:StorageAccount": _service("publicNetworkAccess"),
}

EXPOSABLE = (*sorted(_WAYS), "network:AzureFirewall")
"""The types whose ways in are looked at."""

UNDECLARED = tuple(kind for kind in EXPOSABLE if kind not in {"network:BastionHost", "network:VirtualNetworkGateway"})
"""Those that no platform opens on purpose."""


def exposures_of(item: Item, inventory: Inventory, firewalls: Sequence[Firewall]) -> list[Exposure]:
    """How the internet reaches a resource.

    Raises:
        UndecidedError: what decides on it is unknown.
    """
    if item.type in _WAYS:
        return list(_WAYS[item.type](item, inventory))
    forwards = [rule for firewall in firewalls if firewall.item is item for rule in firewall.forwards]
    return [Exposure(item, f"forwards what comes in, by rule '{rule.name}'") for rule in forwards]


def all_exposures(stack: Stack, inventory: Inventory, firewalls: Sequence[Firewall]) -> list[Exposure]:
    """How the internet reaches a stack; what cannot be decided counts as a way in."""
    found: list[Exposure] = []
    for item in stack.of_type(*EXPOSABLE):
        try:
            found += exposures_of(item, inventory, firewalls)
        except UndecidedError as unknown:
            found.append(Exposure(item, f"may be reached: {unknown.path} is not known yet"))
    return found

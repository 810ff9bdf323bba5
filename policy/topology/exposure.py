"""What the internet can reach: each way in, with the hops that open it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from gate.nodes import Node, UndecidedError, expand, known
from gate.stack import Item, Stack

from topology.addresses import THE_INTERNET
from topology.firewall import Firewall
from topology.network import Network, Subnet
from topology.references import Outside, References
from topology.security import INBOUND, Group, Question, SecurityRule, decide, ports_to_try

_TRANSPORT = ("tcp", "udp")


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


def _interface(item: Item, network: Network, references: References) -> Iterator[Exposure]:
    """A network interface with a public address, as far as its groups let the internet in."""
    own = references.by_id(item, item.props, "networkSecurityGroup.id", "network:NetworkSecurityGroup")
    for element in expand(item.props, "ipConfigurations[]"):
        node = known(element)
        if not node.may_have("publicIPAddress"):
            continue
        subnet = network.subnet_of(item, node, "subnet.id")
        if not isinstance(subnet, Subnet):
            yield Exposure(item, "has a public address in a subnet of another stack")
            continue
        groups = [found for found in (subnet.group, network.group(own) if isinstance(own, Item) else own) if found]
        yield from _opened(item, subnet, groups)


def _opened(item: Item, subnet: Subnet, groups: Sequence[Group | Outside]) -> Iterator[Exposure]:
    unread = [group for group in groups if not isinstance(group, Group)]
    if unread:
        yield Exposure(item, "has a public address, behind a security group of another stack")
        return
    read = [group for group in groups if isinstance(group, Group)]
    if not read:  # a standard address lets nothing in without a group, but a group elsewhere is one edit away
        yield Exposure(item, f"has a public address, and no security group guards {subnet.name}")
    for port, protocol in _ports(read):
        rules = [_lets_in(group, subnet, port, protocol) for group in read]
        if all(rules):
            names = " and ".join(f"{rule} of '{group.name}'" for rule, group in zip(rules, read, strict=True))
            yield Exposure(item, f"has a public address, and {names} lets the internet in on {protocol} {port}")


def _ports(groups: list[Group]) -> Iterator[tuple[int, str]]:
    for protocol in _TRANSPORT:
        for port in ports_to_try([rule for group in groups for rule in group.rules(INBOUND)]):
            yield port, protocol


def _lets_in(group: Group, subnet: Subnet, port: int, protocol: str) -> SecurityRule | None:
    asked = Question(THE_INTERNET, subnet.place, port, protocol)
    rulings = decide(group.rules(INBOUND), asked, subnet.vnet.inside)
    return next((ruling.rule for ruling in rulings if ruling.rule.allows), None)


def _bastion(item: Item, _network: Network, _references: References) -> Iterator[Exposure]:
    if item.props.get("enablePrivateOnlyBastion") is not True:
        yield Exposure(item, "answers browsers on tcp 443", declared=True)


def _gateway(item: Item, _network: Network, _references: References) -> Iterator[Exposure]:
    yield Exposure(item, "answers VPN clients or other sites", declared=True)


def _set_of_machines(item: Item, _network: Network, _references: References) -> Iterator[Exposure]:
    interfaces = "virtualMachineProfile.networkProfile.networkInterfaceConfigurations[].ipConfigurations[]"
    for element in expand(item.props, interfaces):
        if known(element).may_have("publicIPAddressConfiguration"):
            yield Exposure(item, "gives each of its machines a public address")


def _containers(item: Item, _network: Network, _references: References) -> Iterator[Exposure]:
    if item.props.text("ipAddress.type").lower() == "public":
        yield Exposure(item, "has a public address")


def _balancer(item: Item, _network: Network, _references: References) -> Iterator[Exposure]:
    for element in expand(item.props, "frontendIPConfigurations[]"):
        node = known(element)
        if node.may_have("publicIPAddress") or node.may_have("publicIPPrefix"):
            yield Exposure(item, f"publishes what is behind its frontend '{node.text('name')}'")


def _cluster(item: Item, _network: Network, _references: References) -> Iterator[Exposure]:
    if item.props.get("apiServerAccessProfile.enablePrivateCluster") is not True:
        yield Exposure(item, "has a public API server")


def _compute(item: Item, _network: Network, _references: References) -> Iterator[Exposure]:
    props: Node = item.props.at("properties.properties")
    kind = item.props.text("properties.computeType").lower()
    if kind in {"amlcompute", "computeinstance"} and props.get("enableNodePublicIp") is not False:
        yield Exposure(item, "gives its nodes public addresses")


def _service(path: str) -> Callable[[Item, Network, References], Iterator[Exposure]]:
    def look(item: Item, _network: Network, _references: References) -> Iterator[Exposure]:
        value = item.props.text(path)
        if value.lower() not in {"disabled", "securedbyperimeter"}:
            yield Exposure(item, f"answers the internet: {path} is {value or 'not set'!r}")

    return look


# How each type can be reached from the internet. Services that no line names are held to azure-any-public-access.
_WAYS: Mapping[str, Callable[[Item, Network, References], Iterator[Exposure]]] = {
    "compute:VirtualMachineScaleSet": _set_of_machines,
    "containerinstance:ContainerGroup": _containers,
    "containerregistry:Registry": _service("publicNetworkAccess"),
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


def exposures_of(item: Item, network: Network, references: References, firewalls: list[Firewall]) -> list[Exposure]:
    """How the internet reaches a resource.

    Raises:
        UndecidedError: what decides on it is unknown.
    """
    if item.type in _WAYS:
        return list(_WAYS[item.type](item, network, references))
    forwards = [rule for firewall in firewalls if firewall.item is item for rule in firewall.forwards]
    return [Exposure(item, f"forwards what comes in, by rule '{rule.name}'") for rule in forwards]


def all_exposures(stack: Stack, network: Network, references: References, firewalls: list[Firewall]) -> list[Exposure]:
    """How the internet reaches a stack; what cannot be decided counts as a way in."""
    found: list[Exposure] = []
    for item in stack.of_type(*EXPOSABLE):
        try:
            found += exposures_of(item, network, references, firewalls)
        except UndecidedError as unknown:
            found.append(Exposure(item, f"may be reached: {unknown.path} is not known yet"))
    return found

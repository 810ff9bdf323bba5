"""What stands in subnets: endpoints, machines, and what Azure keeps in subnets made for it."""

from collections.abc import Iterator, Mapping

from gate.nodes import Node
from gate.stack import Item, Stack
from topology import Endpoint, Subnet, Topology

from report.drawing.known import NOT_KNOWN, key_of, known_or, subnets_of, text_of
from report.drawing.picture import Thing
from report.reach.consumers import Consumer
from report.reach.services import service_of
from report.words import type_of

GATEWAY, BASTION, FIREWALL = "network:VirtualNetworkGateway", "network:BastionHost", "network:AzureFirewall"

# Types that stand in a subnet of their own, with the path above its id.
_PLACED = {
    BASTION: "ipConfigurations[]",
    GATEWAY: "ipConfigurations[]",
    FIREWALL: "ipConfigurations[]",
    "dnsresolver:InboundEndpoint": "ipConfigurations[]",
    "dnsresolver:OutboundEndpoint": "",
}

_SIZES = ("properties.properties.vmSize", "sku.name", "vmSize", "hardwareProfile.vmSize")
_MACHINE, _CLUSTER = "compute:VirtualMachine", "containerservice:ManagedCluster"


def things_of(
    stack: Stack, topology: Topology, consumers: tuple[Consumer, ...], addresses: Mapping[str, str]
) -> Iterator[tuple[str, Thing]]:
    """What stands in which subnet, by the subnet's key.

    Args:
        stack: The resources.
        topology: Their network.
        consumers: Who works with it.
        addresses: Private addresses by URN, where Azure has given them.
    """
    for endpoint in topology.link.endpoints:
        home = home_of(endpoint)
        if home is not None:
            yield key_of(home), _endpoint(endpoint, addresses)
    machines = {item.name: item for item in stack.of_type(_MACHINE)}
    for consumer in consumers:
        if consumer.machines is not None:
            yield key_of(consumer.machines.subnet), _machines(consumer, machines, addresses)
    for kind, path in _PLACED.items():
        for item in stack.of_type(kind):
            for subnet in subnets_of(item, path, topology):
                yield key_of(subnet), Thing(key=item.urn, title=item.name, note=_what(item, topology, addresses))


def home_of(endpoint: Endpoint) -> Subnet | None:
    """The subnet of an endpoint, where it is one of the stack that is known."""
    found = known_or(None, lambda: endpoint.subnet)
    return found if isinstance(found, Subnet) else None


def targets_of(endpoint: Endpoint) -> list[Item]:
    """The services of the stack that an endpoint leads to."""
    nothing: list[Node] = []
    connections = known_or(nothing, lambda: list(endpoint.connections))
    found = [_target(endpoint, connection) for connection in connections]
    return [one for one in found if isinstance(one, Item)]


def _target(endpoint: Endpoint, connection: Node) -> object:
    return known_or(None, lambda: endpoint.leads_to(connection))


def _endpoint(endpoint: Endpoint, addresses: Mapping[str, str]) -> Thing:
    title = known_or(NOT_KNOWN, lambda: service_of(endpoint).name)
    fixed = known_or("", lambda: str(endpoint.place.blocks[0]))
    address = addresses.get(endpoint.item.urn, "") or ("" if "/" in fixed else fixed)
    return Thing(key=endpoint.item.urn, title=title, note=_joined(endpoint.name, address))


def _machines(consumer: Consumer, machines: Mapping[str, Item], addresses: Mapping[str, str]) -> Thing:
    found = consumer.machines
    if found is None:
        raise ValueError("only machines stand in subnets")
    owner = machines.get(consumer.party.name, found.item)
    size = ("" if owner.type == _CLUSTER else text_of(owner, *_SIZES)) or found.what
    return Thing(key=found.item.urn, title=consumer.party.name, note=_joined(size, addresses.get(found.item.urn, "")))


def _what(item: Item, topology: Topology, addresses: Mapping[str, str]) -> str:
    tier, address = text_of(item, "sku.tier", "sku.name"), addresses.get(item.urn, "")
    kind = type_of(item.type)
    for firewall in topology.firewalls:
        if firewall.item is item:
            address = known_or("", lambda one=firewall: one.address)  # type: ignore[misc] # read at once
    return _joined(text_of(item, "gatewayType"), tier, address) or kind


def _joined(*words: str) -> str:
    return " · ".join(filter(None, words))

"""Private services: each has its endpoints, and whoever works with it resolves its names and reaches it."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from functools import partial
from typing import TypeVar

from gate.model import HIGH, MEDIUM, Rule, StackCheck
from gate.nodes import OutsideError
from gate.stack import Item, Stack
from topology import Endpoint, Topology, Vnet
from topology.answers import first_problem
from topology.exposure import CLOSED
from topology.machines import TRAINING, Machines
from topology.references import Outside
from topology.training import WORKSPACE_PORTS

from rules.private_endpoints import DATA, SWITCHES, is_closed
from rules.topology_peering import FAMILY

T = TypeVar("T")

_CLUSTER = "containerservice:ManagedCluster"
_ENDPOINT, _ZONE, _LINK = "network:PrivateEndpoint", "privatedns:PrivateZone", "privatedns:VirtualNetworkLink"
_DNS_PAGE = "https://learn.microsoft.com/azure/private-link/private-endpoint-dns"

# Ports that clients use, by sub-resource; 443 where a sub-resource is not named. 445: SMB, for the code file share.
_PORTS = {"file": (443, 445)}


def consumers_of(endpoint: Endpoint, topology: Topology) -> Iterator[Machines]:
    """What works with a private service: machines in its network, in peers, and where its names are resolved.

    The cluster's own endpoint is for the cluster's own nodes, which Azure connects itself.

    Raises:
        UnidentifiedError: more may work with it, and nobody knows yet; those that are known come before.
    """
    if endpoint.groups == ["management"]:
        return
    home = endpoint.vnet
    near = [home, *topology.network.connected(home)] if isinstance(home, Vnet) else []
    for vnet in near:
        yield from topology.machines_in(vnet)
    for vnet in topology.link.vnets_linked(endpoint):
        if vnet not in near:
            yield from topology.machines_in(vnet)


def _homes_of(found: Iterable[Machines]) -> Iterator[Vnet]:
    return _each_once(machines.vnet for machines in found if isinstance(machines.vnet, Vnet))


def _that_differ(found: Iterable[Machines]) -> Iterator[Machines]:
    """One of each kind of machines whose traffic meets the same rules."""
    return _each_once(found, lambda machines: (machines.alike, machines.what == TRAINING))


def _each_once(found: Iterable[T], what: Callable[[T], Hashable] = id) -> Iterator[T]:
    """Values that differ, the first of each kind, as they come: later ones may be unknown."""
    seen: set[Hashable] = set()
    for one in found:
        if what(one) not in seen:
            seen.add(what(one))
            yield one


def _is_outside(endpoint: Endpoint) -> None:
    """Says that nobody knows here who is around an endpoint.

    Raises:
        OutsideError: it is in a network of another stack.
    """
    if isinstance(endpoint.vnet, Outside):
        raise OutsideError(f"the network of '{endpoint.name}'")


def everybody_resolves(item: Item, stack: Stack) -> str | None:
    """What is wrong with the names of an endpoint, for those who work with it."""
    topology = stack.derived(Topology)
    endpoint = topology.link.endpoint(item)
    return first_problem(_lookups(endpoint, topology))


def _lookups(endpoint: Endpoint, topology: Topology) -> Iterator[Callable[[], str | None]]:
    yield partial(_is_outside, endpoint)
    for vnet in _homes_of(consumers_of(endpoint, topology)):
        yield partial(_is_not_resolved, vnet, endpoint, topology)


def _is_not_resolved(vnet: Vnet, endpoint: Endpoint, topology: Topology) -> str | None:
    answer = topology.resolves(vnet, endpoint)
    return None if answer.yes else f"machines in {vnet.name} do not resolve it: {answer}"


def everybody_reaches(item: Item, stack: Stack) -> str | None:
    """What is wrong with the way to an endpoint, for those who work with it."""
    topology = stack.derived(Topology)
    endpoint = topology.link.endpoint(item)
    return first_problem(_attempts(endpoint, topology))


def _attempts(endpoint: Endpoint, topology: Topology) -> Iterator[Callable[[], str | None]]:
    yield partial(_is_outside, endpoint)
    for machines in _that_differ(consumers_of(endpoint, topology)):
        for protocol, port in _used(endpoint, machines):
            yield partial(_is_not_reached, machines, endpoint, protocol, port, topology)


def _is_not_reached(machines: Machines, endpoint: Endpoint, protocol: str, port: int, topology: Topology) -> str | None:
    answer = topology.can(machines, endpoint, port, protocol)
    where = f"'{machines.name}' in {machines.subnet.name}"
    return None if answer.yes else f"{where} does not reach it on {protocol} {port}: {answer}"


def _used(endpoint: Endpoint, machines: Machines) -> list[tuple[str, int]]:
    """Protocols and ports that machines use of an endpoint."""
    if machines.what == TRAINING and "amlworkspace" in endpoint.groups:
        return list(WORKSPACE_PORTS)
    return [("tcp", port) for port in sorted({port for group in endpoint.groups for port in _PORTS.get(group, (443,))})]


def zones_are_complete(item: Item, stack: Stack) -> str | None:
    """What is wrong with the zones that an endpoint writes its records into."""
    endpoint = stack.derived(Topology).link.endpoint(item)
    needed, there = endpoint.zones_needed, endpoint.zones
    missing = [zone for zone in needed if zone not in there]
    if missing:
        return f"its zone group lacks {', '.join(missing)}, which {', '.join(endpoint.groups)} needs"
    foreign = sorted(zone for zone in there if needed and zone not in needed)
    return (
        f"its zone group holds {', '.join(foreign)}, which is not for {', '.join(endpoint.groups)}" if foreign else None
    )


def zone_is_linked(item: Item, stack: Stack) -> str | None:
    """What is wrong with the links of a zone: a network whose machines need its names has none."""
    topology = stack.derived(Topology)
    zone = topology.link.zone(item)
    using = topology.link.using(item)
    vnets = (vnet for endpoint in using for vnet in _homes_of(consumers_of(endpoint, topology)))
    needing = dict.fromkeys([*vnets, *_around_clusters(item, stack)])
    missing = [vnet.name for vnet in needing if not zone.is_linked(vnet)]
    return f"is not linked to {', '.join(missing)}, whose machines need its names" if missing else None


def _around_clusters(zone: Item, stack: Stack) -> Iterator[Vnet]:
    """Networks with machines around a private cluster whose API server has its name in a zone.

    The endpoint of the API server is no resource of the stack: Azure makes it.
    """
    topology = stack.derived(Topology)
    for cluster in stack.of_type(_CLUSTER):
        named = topology.references.by_id(cluster, cluster.props, "apiServerAccessProfile.privateDNSZone", _ZONE)
        if named is zone:
            for home in _homes_of(topology.inventory.of(cluster)):
                yield from (vnet for vnet in (home, *topology.network.connected(home)) if topology.machines_in(vnet))


def zone_is_alone(item: Item, stack: Stack) -> str | None:
    """What is wrong with a link: its network resolves the same names in another zone too."""
    topology = stack.derived(Topology)
    zone = topology.link.zone_of(item)
    vnet = topology.link.linked_vnet(item)
    if zone is None or isinstance(vnet, Outside):
        return None
    for other in topology.link.zones_named(zone.name):
        if other is not zone and other.is_linked(vnet):
            return f"{vnet.name} is linked to two zones {zone.name}, '{zone.item.name}' and '{other.item.name}'"
    return None


def is_not_pointless(service: Item, stack: Stack) -> str | None:
    """What is wrong with a service that has private endpoints: it is open all the same."""
    if is_closed(service) or service.props.text(SWITCHES[service.type]).lower() in CLOSED:
        return None
    names = [endpoint.name for endpoint in stack.derived(Topology).link.leading_to(service)]
    return f"'{', '.join(names)}' leads to it, and {SWITCHES[service.type]} is not 'Disabled'" if names else None


def data_is_beside_the_workspace(workspace: Item, stack: Stack) -> str | None:
    """What is wrong with where a workspace's endpoints are."""
    topology = stack.derived(Topology)
    store = topology.references.by_id(workspace, workspace.props, "storageAccount", "storage:StorageAccount")
    if store is None:
        return None
    if not isinstance(store, Item):
        raise OutsideError(f"storage account {store.name}")
    homes = _networks(topology.link.leading_to(workspace))
    endpoints = topology.link.leading_to(store)
    for group in DATA:
        leading = [endpoint for endpoint in endpoints if group in endpoint.groups]
        if homes and leading and not set(homes) & set(_networks(leading)):
            return f"its endpoint is in {', '.join(homes.values())}, and '{leading[0].name}' to its storage is not"
    return None


def _networks(endpoints: Iterable[Endpoint]) -> dict[str, str]:
    """The networks of endpoints: what tells them apart, and what a message calls them."""
    found: dict[str, str] = {}
    for endpoint in endpoints:
        if isinstance(endpoint.vnet, Vnet):
            found[endpoint.vnet.item.urn] = endpoint.vnet.name
        elif isinstance(endpoint.vnet, Outside):
            network = endpoint.vnet.id.lower().partition("/subnets/")[0]
            found[network] = network.rpartition("/")[2]
    return found


RULES = (
    Rule(
        id="azure-topology-endpoint-pointless",
        demands="A service that has a private endpoint is closed to the public network.",
        why="The endpoint looks like a lock, and the front door is open.",
        fix="switch public network access off",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/private-link/private-endpoint-overview",
        stack=(StackCheck(of=tuple(SWITCHES), judge=is_not_pointless),),
    ),
    Rule(
        id="azure-topology-zonegroup-complete",
        demands="A private endpoint writes its records into all zones of its sub-resource, and no others.",
        why="The name of a zone that is missing resolves to the public address: the notebooks of a workspace are the"
        " usual victim.",
        fix="list exactly the zones that Microsoft documents for the sub-resource in the endpoint's zone group",
        family=FAMILY,
        severity=HIGH,
        url=_DNS_PAGE,
        stack=(StackCheck(of=(_ENDPOINT,), judge=zones_are_complete),),
    ),
    Rule(
        id="azure-topology-zone-links",
        demands="A private DNS zone is linked to every network whose machines work with its services.",
        why="Machines in a network without the link resolve the public address, and are refused.",
        fix="add a VirtualNetworkLink from the zone to the network",
        family=FAMILY,
        severity=HIGH,
        url=_DNS_PAGE,
        stack=(StackCheck(of=(_ZONE,), judge=zone_is_linked),),
    ),
    Rule(
        id="azure-topology-zone-duplicate",
        demands="A network is linked to one zone of a name.",
        why="Azure refuses the second link, and records in the zone that lost are seen by nobody.",
        fix="keep one zone of each name, and let all endpoints write into it",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/dns/private-dns-virtual-network-links",
        stack=(StackCheck(of=(_LINK,), judge=zone_is_alone),),
    ),
    Rule(
        id="azure-topology-service-resolves",
        demands="Whoever works with a private service resolves its names to its endpoint.",
        why="A name that resolves to the public address is refused there, hours into a deployment.",
        fix="complete the zone group, and link its zones to the network that answers for the machines",
        family=FAMILY,
        severity=HIGH,
        url=_DNS_PAGE,
        stack=(StackCheck(of=(_ENDPOINT,), judge=everybody_resolves),),
    ),
    Rule(
        id="azure-topology-service-reachable",
        demands="Whoever works with a private service reaches its endpoint.",
        why="A blocked port shows as a job that hangs, or a datastore that cannot be mounted.",
        fix="allow the port in both security groups, and peer the networks",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/machine-learning/how-to-secure-training-vnet",
        stack=(StackCheck(of=(_ENDPOINT,), judge=everybody_reaches),),
    ),
    Rule(
        id="azure-topology-endpoints-one-vnet",
        demands="A workspace and its storage account have endpoints in the same network.",
        why="Studio shows data only where both are in one network.",
        fix="put the endpoints of the workspace and of its storage account into one network",
        family=FAMILY,
        severity=MEDIUM,
        url="https://learn.microsoft.com/azure/machine-learning/how-to-enable-studio-virtual-network",
        stack=(StackCheck(of=("machinelearningservices:Workspace",), judge=data_is_beside_the_workspace),),
    ),
)

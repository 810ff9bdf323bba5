"""The address plan: ranges that lie where they must, and subnets that options need."""

import ipaddress
import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from components.settings.checks.model import Location, Problem, Valid
from components.vocabulary import RESERVED_ADDRESSES_PER_SUBNET

AML, BASTION = ("network", "aml"), ("network", "bastion")


def isolates_compute(valid: Valid) -> bool:
    """Whether compute lives in the workspace's managed network instead of the training subnet."""
    return bool(valid.get("workspace", "managedNetwork", "isolationMode", default="Disabled") != "Disabled")


@dataclass(frozen=True)
class SubnetUse:
    """A subnet, and when it is needed: it is refused where nothing uses it."""

    vnet: tuple[str, ...]
    name: str
    user: str
    needed: Callable[[Valid], bool]

    @property
    def path(self) -> Location:
        """Where a stack file names it."""
        return (*self.vnet, "subnets", self.name)


def _has(*path: str) -> Callable[[Valid], bool]:
    return lambda valid: valid.has(*path)


def _any_of(*checks: Callable[[Valid], bool]) -> Callable[[Valid], bool]:
    return lambda valid: any(check(valid) for check in checks)


SUBNETS: tuple[SubnetUse, ...] = (
    SubnetUse(AML, "privateEndpoints", "every workspace", lambda _: True),
    SubnetUse(AML, "training", "compute outside a managed network", lambda valid: not isolates_compute(valid)),
    SubnetUse(AML, "aks", "inference.aks", _has("inference", "aks")),
    SubnetUse(BASTION, "bastion", "access.bastion", _has("access", "bastion")),
    SubnetUse(BASTION, "jumpHost", "access.jumpHost", _has("access", "jumpHost")),
    SubnetUse(BASTION, "agents", "agents.vm or agents.vmss", _any_of(_has("agents", "vm"), _has("agents", "vmss"))),
    SubnetUse(BASTION, "agentContainers", "agents.container", _has("agents", "container")),
    SubnetUse(BASTION, "managedAgents", "agents.managed", _has("agents", "managed")),
    SubnetUse(
        BASTION,
        "gateway",
        "access.vpnGateway or access.expressRoute",
        _any_of(_has("access", "vpnGateway"), _has("access", "expressRoute")),
    ),
    SubnetUse(BASTION, "firewall", "network.egress.firewall", _has("network", "egress", "firewall")),
    SubnetUse(
        BASTION,
        "firewallManagement",
        "a Basic network.egress.firewall",
        lambda valid: valid.get("network", "egress", "firewall", "sku") == "Basic",
    ),
    SubnetUse(BASTION, "dnsInbound", "access.dnsResolver", _has("access", "dnsResolver")),
    SubnetUse(
        BASTION,
        "dnsOutbound",
        "access.dnsResolver.forward",
        lambda valid: bool(valid.get("access", "dnsResolver", "forward")),
    ),
)


def subnets_are_there_where_needed_and_only_there(valid: Valid) -> Iterable[Problem]:
    """Each option has its subnet, and no range is set aside that nothing uses."""
    for subnet in SUBNETS:
        plan = valid.get(*subnet.vnet, "subnets")
        if not isinstance(plan, dict) or subnet.name == "privateEndpoints":
            continue
        there = plan.get(subnet.name) is not None
        if subnet.needed(valid) and not there:
            yield Problem(subnet.path, f"is missing: {subnet.user} needs it")
        elif there and not subnet.needed(valid):
            reason = (
                "compute lives in the network of workspace.managedNetwork"
                if subnet.name == "training"
                else f"only {subnet.user} uses it"
            )
            yield Problem(subnet.path, f"must not be set: {reason}", str(plan[subnet.name]))


def subnets_lie_inside_their_vnet(valid: Valid) -> Iterable[Problem]:
    """Each subnet is a part of its VNet's address space (`NetcfgSubnetRangeOutsideVnet` otherwise)."""
    for subnet in SUBNETS:
        space, own = valid.range(*subnet.vnet, "addressSpace"), valid.range(*subnet.path)
        if space and own and not own.subnet_of(space):
            yield Problem(subnet.path, f"must lie inside {'.'.join(subnet.vnet)}.addressSpace {space}", str(own))


def subnets_do_not_overlap(valid: Valid) -> Iterable[Problem]:
    """No two subnets of a VNet share an address (`NetcfgSubnetRangesOverlap` otherwise)."""
    for first, second in itertools.combinations(SUBNETS, 2):
        one, other = valid.range(*first.path), valid.range(*second.path)
        if first.vnet == second.vnet and one and other and one.overlaps(other):
            yield Problem(second.path, f"must not overlap subnet {first.name} {one}", str(other))


def _further_ranges(valid: Valid) -> Iterable[tuple[Location, str]]:
    """Ranges beside the VNets that traffic must find its way to: clients, sites, pods, services."""
    gateway: Location = ("access", "vpnGateway")
    yield (*gateway, "pointToSite", "addressPool"), "clients come in with it"
    for position, _ in valid.entries(*gateway, "sites"):
        for number, _ in valid.entries(*gateway, "sites", position, "addressRanges"):
            yield (*gateway, "sites", position, "addressRanges", number), "the site has it"
    for number, _ in valid.entries("access", "expressRoute", "addressRanges"):
        yield ("access", "expressRoute", "addressRanges", number), "it comes in by ExpressRoute"
    peering: Location = ("access", "expressRoute", "circuit", "privatePeering")
    yield (*peering, "primaryRange"), "routers on the first link have it"
    yield (*peering, "secondaryRange"), "routers on the second link have it"
    if valid.has("inference", "aks"):
        yield ("inference", "aks", "podRange"), "pods have it"
        yield ("inference", "aks", "serviceRange"), "the cluster's services have it"


_DEFAULT_RANGES = {"podRange": "10.244.0.0/16", "serviceRange": "10.245.0.0/16"}


def routed_ranges_do_not_overlap(valid: Valid) -> Iterable[Problem]:
    """VNets are peered, and reach clients, sites and pods: no two of them share an address."""
    places: list[tuple[Location, str]] = [
        ((*AML, "addressSpace"), "they are peered"),
        ((*BASTION, "addressSpace"), "they are peered"),
        *_further_ranges(valid),
    ]
    ranges = [(path, why, _range(valid, path)) for path, why in places]
    for (first, _, one), (second, why, other) in itertools.combinations(ranges, 2):
        if one and other and one.overlaps(other):
            where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in first).lstrip(".")
            yield Problem(second, f"must not overlap {where} {one}: {why}", str(other))


def _range(valid: Valid, path: Location) -> ipaddress.IPv4Network | None:
    found = valid.range(*path)
    if found is None and valid.get(*path) is None and path[-1] in _DEFAULT_RANGES:
        return ipaddress.IPv4Network(_DEFAULT_RANGES[str(path[-1])])
    return found


# Addresses that each private endpoint takes: one for each name it answers to, rounded up.
# https://learn.microsoft.com/azure/private-link/private-endpoint-overview
ENDPOINT_ADDRESSES = {"amlworkspace": 6, "registry": 3, "azuremonitor": 20}
ALWAYS_LINKED = ("amlworkspace", "blob", "file", "vault", "registry")


def linked_groups(valid: Valid) -> list[str]:
    """The sub-resources that private endpoints are made for."""
    further = [str(group) for _, group in valid.entries("privateLink", "subResources")]
    monitor = ["azuremonitor"] if valid.has("monitor", "privateLinkScope") else []
    return [*ALWAYS_LINKED, *further, *monitor]


def _tenants(valid: Valid) -> Iterable[tuple[Location, int, str]]:
    """Subnets with how many addresses they give out at most, and to what."""
    clusters = [i for i, _ in valid.entries("compute", "clusters")]
    nodes = sum(valid.whole("compute", "clusters", i, "maxNodes", default=0) for i in clusters)
    instances = sum(1 for _ in valid.entries("compute", "instances"))
    yield (*AML, "subnets", "training"), nodes + instances, "nodes and instances at most"
    endpoints = sum(ENDPOINT_ADDRESSES.get(group, 1) for group in linked_groups(valid))
    endpoints += valid.has("monitor", "flowLogs")  # their own account's blobs
    yield (*AML, "subnets", "privateEndpoints"), endpoints, "endpoint addresses"
    machines = valid.whole("agents", "vm", "count", default=1) if valid.has("agents", "vm") else 0
    scaled = valid.whole("agents", "vmss", "most", default=5) if valid.has("agents", "vmss") else 0
    yield (*BASTION, "subnets", "agents"), machines + scaled, "agents at most"
    if valid.has("agents", "container"):
        count = valid.whole("agents", "container", "count", default=1)
        yield (*BASTION, "subnets", "agentContainers"), count, "agents"
    if valid.has("agents", "managed"):
        count = valid.whole("agents", "managed", "most", default=2)
        yield (*BASTION, "subnets", "managedAgents"), count, "agents at most"
    if valid.has("inference", "aks"):
        # Three system nodes, one node more of each pool while it is upgraded; the API server's, the load balancer's.
        count = valid.whole("inference", "aks", "maxNodes", default=3) + 7
        yield (*AML, "subnets", "aks"), count, "nodes and their services' addresses"


def subnets_hold_what_lives_in_them(valid: Valid) -> Iterable[Problem]:
    """Everything that an option puts into a subnet fits in at once, beside what Azure keeps for itself."""
    for path, count, what in _tenants(valid):
        subnet, needed = valid.range(*path), count + RESERVED_ADDRESSES_PER_SUBNET
        if subnet and subnet.num_addresses < needed:
            yield Problem(
                path,
                f"must have {needed} addresses or more ({count} {what}, {RESERVED_ADDRESSES_PER_SUBNET} kept by Azure)",
                str(subnet),
            )


CHECKS = (
    subnets_are_there_where_needed_and_only_there,
    subnets_lie_inside_their_vnet,
    subnets_do_not_overlap,
    routed_ranges_do_not_overlap,
    subnets_hold_what_lives_in_them,
)

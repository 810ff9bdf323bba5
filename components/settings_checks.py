"""What must hold between settings: each check sees only values that are right by themselves.

A check never hides another: it runs even where other settings are wrong, and skips what it cannot read.
"""

import ipaddress
import itertools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from components.vocabulary import GPU_SIZE_PREFIXES, REGIONS, RESERVED_ADDRESSES_PER_SUBNET

Location = tuple[str | int, ...]

# Tags this program sets itself.
RESERVED_TAGS = frozenset({"workload", "environment", "managedBy"})


@dataclass(frozen=True)
class Problem:
    """One mistake: where, what must hold, and the value given."""

    location: Location
    message: str
    given: str | None = None

    def line(self, project: str) -> str:
        """The line a person reads."""
        key = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in self.location).lstrip(".")
        got = f", got {self.given}" if self.given is not None else ""
        return f"  config '{project}:{key}' {self.message}{got}"


class Valid:
    """The config's values without those known to be wrong, read by path."""

    def __init__(self, raw: Mapping[str, Any], invalid: Collection[Location]) -> None:
        self._raw = raw
        self._invalid = invalid

    def get(self, *path: str | int, default: Any = None) -> Any:
        """The value at `path`; `default` where it is absent, or wrong, or inside something wrong."""
        value: Any = self._raw
        for depth, part in enumerate(path, start=1):
            if path[:depth] in self._invalid:
                return default
            try:
                value = value[part]
            except (KeyError, IndexError, TypeError):
                return default
        return value

    def whole(self, *path: str | int, default: int) -> int:
        """The whole number at `path`."""
        try:
            return int(self.get(*path, default=default))
        except (TypeError, ValueError):
            return default

    def range(self, *path: str | int) -> ipaddress.IPv4Network | None:
        """The address range at `path`, if it is one, whatever else is wrong with it."""
        value = self._raw.get(path[0]) if isinstance(path[0], str) else None
        for part in path[1:]:
            value = value.get(part) if isinstance(value, Mapping) else None
        try:
            return ipaddress.IPv4Network(str(value))
        except ValueError:
            return None

    def entries(self, *path: str | int) -> Iterator[tuple[int, Any]]:
        """The entries of the list at `path` with their positions."""
        value = self.get(*path, default=[])
        return enumerate(value) if isinstance(value, list) else iter(())


# Every range a stack file names: the VNet's, then its subnets'.
ADDRESS_PLAN: dict[tuple[str, ...], tuple[str, ...]] = {
    ("network", "aml"): ("privateEndpoints", "training"),
    ("network", "bastion"): ("bastion", "jumpHost", "agents"),
}


def subnets_lie_inside_their_vnet(valid: Valid) -> Iterable[Problem]:
    """Each subnet is a part of its VNet's address space (`NetcfgSubnetRangeOutsideVnet` otherwise)."""
    for vnet, subnets in ADDRESS_PLAN.items():
        space = valid.range(*vnet, "addressSpace")
        for subnet in subnets:
            own = valid.range(*vnet, "subnets", subnet)
            if space and own and not own.subnet_of(space):
                yield Problem(
                    (*vnet, "subnets", subnet),
                    f"must lie inside {'.'.join(vnet)}.addressSpace {space}",
                    str(own),
                )


def subnets_do_not_overlap(valid: Valid) -> Iterable[Problem]:
    """No two subnets of a VNet share an address (`NetcfgSubnetRangesOverlap` otherwise)."""
    for vnet, subnets in ADDRESS_PLAN.items():
        for first, second in itertools.combinations(subnets, 2):
            one, other = valid.range(*vnet, "subnets", first), valid.range(*vnet, "subnets", second)
            if one and other and one.overlaps(other):
                yield Problem((*vnet, "subnets", second), f"must not overlap subnet {first} {one}", str(other))


def vnets_do_not_overlap(valid: Valid) -> Iterable[Problem]:
    """Peered VNets share no address: Azure refuses the peering otherwise."""
    for first, second in itertools.combinations(ADDRESS_PLAN, 2):
        one, other = valid.range(*first, "addressSpace"), valid.range(*second, "addressSpace")
        if one and other and one.overlaps(other):
            yield Problem(
                (*second, "addressSpace"),
                f"must not overlap {'.'.join(first)}.addressSpace {one}: they are peered",
                str(other),
            )


def training_subnet_holds_all_nodes(valid: Valid) -> Iterable[Problem]:
    """Nodes of all clusters and all instances fit in the training subnet at once."""
    nodes = sum(
        valid.whole("compute", "clusters", i, "maxNodes", default=0) for i, _ in valid.entries("compute", "clusters")
    )
    instances = sum(1 for _ in valid.entries("compute", "instances"))
    yield from _holds(
        valid, ("network", "aml", "subnets", "training"), nodes + instances, "nodes and instances at most"
    )


def agents_subnet_holds_all_agents(valid: Valid) -> Iterable[Problem]:
    """All agents fit in their subnet."""
    yield from _holds(
        valid,
        ("network", "bastion", "subnets", "agents"),
        valid.whole("agentPool", "count", default=1),
        "agents",
    )


def _holds(valid: Valid, path: Location, count: int, what: str) -> Iterable[Problem]:
    subnet = valid.range(*path)
    needed = count + RESERVED_ADDRESSES_PER_SUBNET
    if subnet and subnet.num_addresses < needed:
        yield Problem(
            path,
            f"must have {needed} addresses or more ({count} {what}, {RESERVED_ADDRESSES_PER_SUBNET} kept by Azure)",
            str(subnet),
        )


# Endpoints of workspace, blob, file, vault and registry, with room for the monitor scope's: each endpoint takes
# one address a name it answers to (the workspace's about five, the registry's two, the scope's about ten).
PRIVATE_ENDPOINT_ADDRESSES = 24


def endpoint_subnet_holds_all_endpoints(valid: Valid) -> Iterable[Problem]:
    """The addresses of all private endpoints fit in their subnet."""
    yield from _holds(
        valid,
        ("network", "aml", "subnets", "privateEndpoints"),
        PRIVATE_ENDPOINT_ADDRESSES,
        "endpoint addresses",
    )


def compute_names_are_unique(valid: Valid) -> Iterable[Problem]:
    """Names of clusters and instances are unique in the workspace, whatever their case."""
    seen: dict[str, str] = {}
    for kind in ("clusters", "instances"):
        for position, _ in valid.entries("compute", kind):
            name = valid.get("compute", kind, position, "name")
            if not isinstance(name, str):
                continue
            here = f"compute.{kind}[{position}]"
            if name.lower() in seen:
                yield Problem(
                    ("compute", kind, position, "name"),
                    f"must be unique, {seen[name.lower()]} has it too",
                    name,
                )
            seen.setdefault(name.lower(), here)


def clusters_have_room_to_scale(valid: Valid) -> Iterable[Problem]:
    """A cluster's smallest node count is not above its largest."""
    for position, _ in valid.entries("compute", "clusters"):
        least = valid.whole("compute", "clusters", position, "minNodes", default=0)
        most = valid.whole("compute", "clusters", position, "maxNodes", default=least)
        if least > most:
            yield Problem(
                ("compute", "clusters", position, "minNodes"),
                f"must not be above maxNodes {most}",
                str(least),
            )


def images_are_built_on_a_cpu_cluster(valid: Valid) -> Iterable[Problem]:
    """`workspace.imageBuildCluster` names a cluster of this stack with a CPU size."""
    wanted = valid.get("workspace", "imageBuildCluster")
    names = {valid.get("compute", "clusters", i, "name"): i for i, _ in valid.entries("compute", "clusters")}
    if not isinstance(wanted, str) or not names:
        return
    if wanted not in names:
        known = ", ".join(str(name) for name in names if name)
        yield Problem(("workspace", "imageBuildCluster"), f"must name a cluster of compute.clusters ({known})", wanted)
        return
    size = valid.get("compute", "clusters", names[wanted], "vmSize", default="")
    if str(size).startswith(GPU_SIZE_PREFIXES):
        yield Problem(
            ("workspace", "imageBuildCluster"),
            f"must name a cluster with a CPU size, this one has {size}",
            wanted,
        )


def zones_exist_in_the_region(valid: Valid) -> Iterable[Problem]:
    """Zones are asked for only where the region has them, and each once."""
    zones = [zone for _, zone in valid.entries("zones")]
    location = valid.get("location")
    if zones and REGIONS.get(location) is False:
        yield Problem(("zones",), f"must be empty: {location} has no availability zones", str(zones))
    if len(set(zones)) != len(zones):
        yield Problem(("zones",), "must name each zone once", str(zones))
    if valid.get("workspace", "registryZoneRedundancy") is True and REGIONS.get(location) is False:
        yield Problem(
            ("workspace", "registryZoneRedundancy"),
            f"must be false: {location} has no availability zones",
            "true",
        )


def token_goes_with_its_authentication(valid: Valid) -> Iterable[Problem]:
    """A personal access token is there exactly where the agents register with one."""
    with_token = valid.get("agentPool", "authentication", default="managedIdentity") == "personalAccessToken"
    has_token = bool(valid.get("agentToken"))
    if with_token and not has_token:
        yield Problem(
            ("agentToken",),
            "is missing: agentPool.authentication is personalAccessToken. "
            "Set it with: pulumi config set --secret agentToken",
        )
    if has_token and not with_token:
        yield Problem(
            ("agentToken",), "is not used: agentPool.authentication is managedIdentity. Remove one of the two"
        )


def tags_leave_ours_alone(valid: Valid) -> Iterable[Problem]:
    """Tags of the stack do not replace those the program sets."""
    tags = valid.get("tags", default={})
    for name in sorted(RESERVED_TAGS & set(tags if isinstance(tags, dict) else {})):
        yield Problem(("tags", name), "must not be set: the program sets it itself", str(tags[name]))


CHECKS: tuple[Callable[[Valid], Iterable[Problem]], ...] = (
    subnets_lie_inside_their_vnet,
    subnets_do_not_overlap,
    vnets_do_not_overlap,
    training_subnet_holds_all_nodes,
    agents_subnet_holds_all_agents,
    endpoint_subnet_holds_all_endpoints,
    compute_names_are_unique,
    clusters_have_room_to_scale,
    images_are_built_on_a_cpu_cluster,
    zones_exist_in_the_region,
    token_goes_with_its_authentication,
    tags_leave_ours_alone,
)

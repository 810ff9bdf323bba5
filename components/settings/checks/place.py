"""Where the platform stands: region, cloud, zones, names of DNS zones, tags."""

from collections.abc import Iterable

from components.clouds import CHINA, PUBLIC, Cloud, cloud_of
from components.settings.checks.model import Location, Problem, Valid
from components.settings.checks.network import linked_groups
from components.vocabulary import REGIONS

# Tags this program sets itself.
RESERVED_TAGS = frozenset({"workload", "environment", "managedBy"})


def zones_exist_in_the_region(valid: Valid) -> Iterable[Problem]:
    """Zones are asked for only where the region has them, and each once."""
    zones = [zone for _, zone in valid.entries("zones")]
    location = valid.get("location")
    if zones and REGIONS.get(location) is False:
        yield Problem(("zones",), f"must be empty: {location} has no availability zones", str(zones))
    if len(set(zones)) != len(zones):
        yield Problem(("zones",), "must name each zone once", str(zones))
    if valid.has("workspace", "registry", "zoneRedundancy") and REGIONS.get(location) is False:
        yield Problem(
            ("workspace", "registry", "zoneRedundancy"),
            f"must be false: {location} has no availability zones",
            "true",
        )


# What exists in some of the clouds only.
# https://learn.microsoft.com/azure/devops/managed-devops-pools/overview
# https://learn.microsoft.com/azure/devops/pipelines/agents/scale-set-agents (sovereign clouds)
# https://learn.microsoft.com/azure/container-instances/container-instances-virtual-network-concepts (managed identity)
CLOUDS_OF: dict[Location, tuple[Cloud, ...]] = {
    ("agents", "managed"): (PUBLIC,),
    ("agents", "vmss"): (PUBLIC,),
    ("agents", "container"): (PUBLIC, CHINA),
}


def options_exist_in_the_cloud(valid: Valid) -> Iterable[Problem]:
    """Options are asked for only where the region's cloud has them."""
    location = valid.get("location")
    if location not in REGIONS:
        return
    cloud = cloud_of(location)
    for path, clouds in CLOUDS_OF.items():
        if cloud not in clouds and valid.has(*path):
            yield Problem(path, f"must not be set: {cloud.name} ({location}) does not have it")
    if "azuremonitor" not in cloud.zones and valid.has("monitor", "privateLinkScope"):
        yield Problem(
            ("monitor", "privateLinkScope"),
            f"must be false: {cloud.name} ({location}) documents no zones for it",
            "true",
        )


def a_cluster_without_accounts_is_trusted_in_its_cloud(valid: Valid) -> Iterable[Problem]:
    """Azure ML comes into a cluster without local accounts by Trusted Access, which the public cloud alone has.

    https://learn.microsoft.com/azure/aks/trusted-access-feature
    """
    location, aks = valid.get("location"), ("inference", "aks")
    if location not in REGIONS or not valid.has(*aks) or valid.get(*aks, "attach", default=True) is False:
        return
    cloud = cloud_of(location)
    if cloud is not PUBLIC and not valid.has(*aks, "localAccounts"):
        yield Problem(
            (*aks, "localAccounts"),
            f"must be true: {cloud.name} ({location}) attaches no cluster without them",
            "false",
        )


def existing_zones_are_zones_in_use(valid: Valid) -> Iterable[Problem]:
    """Zones of a hub are named by what they are, and are among those that this stack's endpoints write to."""
    given, location = valid.get("privateLink", "existingZones", default={}), valid.get("location")
    if not isinstance(given, dict) or location not in REGIONS:
        return
    cloud = cloud_of(location)
    groups = [group for group in linked_groups(valid) if group in cloud.zones]
    if valid.has("inference", "aks"):
        groups.append("management")
    in_use = cloud.zones_of_all(groups, location)
    for zone, arm_id in given.items():
        path = ("privateLink", "existingZones", zone)
        if zone not in in_use:
            yield Problem(path, f"must be one of the zones in use: {', '.join(sorted(in_use))}")
        elif not str(arm_id).lower().endswith(f"/providers/microsoft.network/privatednszones/{zone}"):
            yield Problem(path, "must be the id of that private DNS zone", str(arm_id))
    if valid.has("privateLink", "zoneGroupsOwnedByPolicy") and not given:
        yield Problem(
            ("privateLink", "zoneGroupsOwnedByPolicy"),
            "must be false: a central policy writes zone groups for privateLink.existingZones, and none are named",
            "true",
        )


def tags_leave_ours_alone(valid: Valid) -> Iterable[Problem]:
    """Tags of the stack do not replace those the program sets."""
    tags = valid.get("tags", default={})
    for name in sorted(RESERVED_TAGS & set(tags if isinstance(tags, dict) else {})):
        yield Problem(("tags", name), "must not be set: the program sets it itself", str(tags[name]))


CHECKS = (
    zones_exist_in_the_region,
    options_exist_in_the_cloud,
    a_cluster_without_accounts_is_trusted_in_its_cloud,
    existing_zones_are_zones_in_use,
    tags_leave_ours_alone,
)

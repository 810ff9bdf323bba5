"""Availability zones and partner regions: what a region has to have for a request that wants to be spread."""

from __future__ import annotations

from collections.abc import Iterator

from local.azure.diff import normal_location
from local.azure.errors import ArmError
from local.azure.regions import REGIONS, Region
from local.azure.request import Request, Rule
from local.azure.values import objects, texts

_ZONES = ("1", "2", "3")
_GEO = ("GRS", "RAGRS", "GZRS", "RAGZRS")


def region_of(request: Request) -> Region | None:
    """Give the region that a request is for; None where there is none of that name."""
    return REGIONS.get(normal_location(str(request.get("location") or "")))


def _zones(request: Request) -> Iterator[ArmError]:
    """Hold the zones of any resource against its region; which numbers a type takes is for its own rules."""
    zones, region = texts(request.get("zones")), region_of(request)
    if not zones or region is None:
        return
    kind = request.type.rsplit("/", 1)[-1]
    if not region.zones:
        yield ArmError(
            "ResourceTypeNotSupportAvailabilityZones",
            f"The resource type '{kind}' does not support availability zones at location '{region.name}': "
            f"{request.name} cannot be in zones.",
            "zones",
        )
    elif not set(zones) <= set(_ZONES):
        yield ArmError(
            "InvalidAvailabilityZone",
            f"The zone(s) '{','.join(zones)}' for resource '{request.type}/{request.name}' is not supported. The "
            f"supported zones for location '{region.name}' are '{','.join(_ZONES)}'.",
            "zones",
        )
    if len(set(zones)) != len(zones):
        yield ArmError("InvalidParameter", f"The zones of {request.name} are named twice: {', '.join(zones)}.", "zones")


def _storage(request: Request) -> Iterator[ArmError]:
    region, sku = region_of(request), str(request.get("sku.name") or "")
    copies = sku.rpartition("_")[2]
    if region is None:
        return
    if copies.endswith("ZRS") and not region.zones:
        yield _no_such_sku(request, sku, f"{region.name} has no availability zones")
    if copies in _GEO and not region.paired:
        yield _no_such_sku(request, sku, f"{region.name} has no paired region")


def _no_such_sku(request: Request, sku: str, reason: str) -> ArmError:
    return ArmError(
        "InvalidValuesForRequestParameters",
        f"Values for request parameters are invalid: sku. Storage account {request.name} cannot be {sku}: {reason}.",
        "sku.name",
    )


def _registry(request: Request) -> Iterator[ArmError]:
    region = region_of(request)
    if region is not None and not region.zones and request.get("zoneRedundancy") == "Enabled":
        yield ArmError(
            "InvalidParameter",
            f"Registry {request.name} cannot be zone-redundant: {region.name} has no availability zones.",
            "zoneRedundancy",
        )


def _pools(request: Request) -> Iterator[ArmError]:
    """Look at the node pools of a cluster; those of their own are where the cluster is."""
    above = request.find(request.id.parent.text) if request.id.parent else None
    place = request.get("location") or (above.properties.get("location") if above else "")
    region = REGIONS.get(normal_location(str(place)))
    pools = objects(request.get("agentPoolProfiles")) or [dict(request.inputs)]
    for pool in pools if region is not None and not region.zones else ():
        zones = texts(pool.get("availabilityZones"))
        if zones:
            yield ArmError(
                "AvailabilityZoneNotSupported",
                f"Preflight validation check for resource(s) for container service {request.name} failed. The zone(s) "
                f"'{','.join(zones)}' for resource '{pool.get('name') or request.name}' is not supported. The "
                f"supported zones for location '{place}' are ''.",
                "availabilityZones",
            )


_REGIONS = "https://learn.microsoft.com/azure/reliability/regions-list"

# What holds for every type. Zones that do not exist:
# https://github.com/hashicorp/terraform-provider-azurerm/issues/6296 (observed)
ZONES = Rule(_zones, "observed", "https://github.com/kubernetes-sigs/cluster-api-provider-azure/issues/294")

RULES: dict[str, tuple[Rule, ...]] = {
    "Microsoft.Storage/storageAccounts": (
        Rule(_storage, "observed", "https://github.com/MicrosoftDocs/azure-docs/issues/47207"),
    ),
    "Microsoft.ContainerRegistry/registries": (
        Rule(_registry, "documented", "https://learn.microsoft.com/azure/container-registry/zone-redundancy"),
    ),
    "Microsoft.ContainerService/managedClusters": (Rule(_pools, "documented", _REGIONS),),
    "Microsoft.ContainerService/managedClusters/agentPools": (Rule(_pools, "documented", _REGIONS),),
}

"""The regions of Azure: which there are, which have availability zones, which have a partner far away.

https://learn.microsoft.com/azure/reliability/regions-list and .../regions-paired (documented), with what opened since.
Those of Government and China: https://learn.microsoft.com/azure/azure-government/documentation-government-welcome and
https://learn.microsoft.com/azure/china/overview-datacenter-region (documented).
"""

from __future__ import annotations

from dataclasses import dataclass

from local.azure.ids import RESOURCE_GROUP


@dataclass(frozen=True)
class Region:
    """One region.

    Attributes:
        name: As Azure writes it, such as `westeurope`.
        zones: Whether it has availability zones.
        paired: Whether it has a partner that geo-redundant storage copies to.
    """

    name: str
    zones: bool
    paired: bool


# With zones and a partner, without zones, without a partner.
_BOTH = (
    *("australiaeast", "brazilsouth", "canadacentral", "centralindia", "centralus", "eastasia", "eastus", "eastus2"),
    *("francecentral", "germanywestcentral", "japaneast", "japanwest", "koreacentral", "northeurope", "norwayeast"),
    *("southafricanorth", "southcentralus", "southeastasia", "swedencentral", "switzerlandnorth", "uaenorth"),
    *("uksouth", "westeurope", "westus2", "westus3", "usgovvirginia", "chinanorth3"),
)
_NO_ZONES = (
    *("australiacentral", "australiacentral2", "australiasoutheast", "brazilsoutheast", "canadaeast", "francesouth"),
    *("germanynorth", "jioindiacentral", "jioindiawest", "koreasouth", "northcentralus", "norwaywest"),
    *("southafricawest", "southindia", "swedensouth", "switzerlandwest", "uaecentral", "ukwest", "westcentralus"),
    *("westindia", "westus", "usdodcentral", "usdodeast", "usgovarizona", "usgovtexas"),
    *("chinaeast", "chinaeast2", "chinaeast3", "chinanorth", "chinanorth2"),
)
_NO_PARTNER = (
    *("austriaeast", "belgiumcentral", "chilecentral", "denmarkeast", "indonesiacentral", "israelcentral"),
    *("italynorth", "malaysiawest", "mexicocentral", "newzealandnorth", "polandcentral", "qatarcentral"),
    "spaincentral",
)
REGIONS: dict[str, Region] = {
    **{name: Region(name, zones=True, paired=True) for name in _BOTH},
    **{name: Region(name, zones=False, paired=True) for name in _NO_ZONES},
    **{name: Region(name, zones=True, paired=False) for name in _NO_PARTNER},
}

# Types that are in few places, most of them in no region at all.
PLACES: dict[str, tuple[str, ...]] = {
    "Microsoft.Insights/actionGroups": ("global", "swedencentral", "germanywestcentral", "northcentralus"),
    "Microsoft.Insights/activityLogAlerts": ("global", "westeurope", "northeurope"),
    "Microsoft.Insights/metricAlerts": ("global",),
    "Microsoft.Insights/privateLinkScopes": ("global",),
    "Microsoft.Network/privateDnsZones": ("global",),
    "Microsoft.Network/privateDnsZones/virtualNetworkLinks": ("global",),
}


def places(kind: str) -> tuple[str, ...]:
    """Give where resources of a type can be."""
    return PLACES.get(kind, tuple(sorted(REGIONS)))


def refusal(kind: str, location: str) -> tuple[str, str] | None:
    """Give code and message for a place where resources of a type cannot be; None for one where they can.

    Codes: https://github.com/cloud-barista/cb-spider/issues/527 (observed), and
    https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-sku-not-available (documented).

    Args:
        kind: The ARM type.
        location: The place, as `diff.normal_location` writes it.
    """
    allowed = places(kind)
    if location in allowed:
        return None
    listed = ",".join(allowed)
    if kind == RESOURCE_GROUP:
        return (
            "LocationNotAvailableForResourceGroup",
            f"The provided location '{location}' is not available for resource group. List of available regions is "
            f"'{listed}'.",
        )
    return (
        "LocationNotAvailableForResourceType",
        f"The provided location '{location}' is not available for resource type '{kind}'. List of available regions "
        f"for the resource type is '{listed}'.",
    )

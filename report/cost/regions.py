"""Under which region the price list keeps a meter."""

from report.cost.meters import Meter

GLOBAL = "Global"

# Peering locations by zone of ExpressRoute: the zone of a circuit's price is that of the place where it comes in.
# https://azure.microsoft.com/pricing/details/expressroute/,
# https://learn.microsoft.com/azure/expressroute/expressroute-locations-providers
_ZONE_1 = (
    "Amsterdam", "Amsterdam2", "Chicago", "Dallas", "Dublin", "Frankfurt", "Frankfurt2", "London", "London2",
    "Los Angeles", "Los Angeles2", "Madrid", "Marseille", "Milan", "New York", "Paris", "Paris2", "Seattle",
    "Silicon Valley", "Silicon Valley2", "Stockholm", "Washington DC", "Washington DC2", "Zurich",
)  # fmt: skip
_ZONE_2 = (
    "Busan", "Canberra", "Canberra2", "Hong Kong", "Hong Kong2", "Melbourne", "Osaka", "Perth", "Seoul", "Seoul2",
    "Singapore", "Singapore2", "Sydney", "Sydney2", "Taipei", "Tokyo", "Tokyo2", "Tokyo3",
)  # fmt: skip
CIRCUIT_ZONES = {**dict.fromkeys(_ZONE_1, "Zone 1"), **dict.fromkeys(_ZONE_2, "Zone 2")}


def is_region(listed: str) -> bool:
    """Whether what the list keeps a price under is an Azure region, not `Global` or a zone."""
    return listed.isalnum() and listed.islower()


def is_government(region: str) -> bool:
    """Whether a region is one of Azure Government."""
    return region.startswith(("usgov", "usdod"))


def is_china(region: str) -> bool:
    """Whether a region is one of Azure operated by 21Vianet, which has a price list and a currency of its own."""
    return region.startswith("china")


def listed_under(meter: Meter, region: str) -> str:
    """The `armRegionName` that the list keeps a meter under.

    Args:
        meter: The meter.
        region: The Azure region of the resource; for a circuit, the place where it comes in or its zone.

    Returns:
        `Global`, a zone, or the region itself. In other clouds what is global here has a region of its own. DNS is
        charged by zone, and Zone 1 is taken for all regions of the public cloud.
    """
    if meter.scope == "circuit":
        return CIRCUIT_ZONES.get(region, region)
    if meter.scope == "region":
        return region
    if is_government(region):
        return "US Gov" if meter.scope == "global" else "US Gov Zone 1"
    if is_china(region):
        return region if meter.scope == "global" else "Zone 1 (China)"
    return GLOBAL if meter.scope == "global" else "Zone 1"

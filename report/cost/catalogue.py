"""Every meter that a stack's settings can lead to: what the price table is refreshed for, and tested against."""

from collections.abc import Iterable, Iterator

from report.cost import meters
from report.cost.meters import Meter

SIZES = (
    "Standard_B2s_v2", "Standard_D2s_v3", "Standard_D4s_v3", "Standard_D2s_v5", "Standard_D4s_v5", "Standard_D8s_v5",
    "Standard_D2ads_v5", "Standard_NC4as_T4_v3", "Standard_NC40ads_H100_v5", "Standard_NC6s_v3",
)  # fmt: skip
"""Sizes of machines that the stack files, the settings' defaults and the tests name; any other is asked for by name."""

_PLAIN = (
    meters.PRIVATE_ENDPOINT, meters.PRIVATE_LINK_IN, meters.PRIVATE_LINK_OUT, meters.PRIVATE_ZONE,
    meters.PRIVATE_QUERIES, meters.RESOLVER_IN, meters.RESOLVER_OUT, meters.RESOLVER_RULES, meters.PEERING_IN,
    meters.PEERING_OUT, meters.PUBLIC_IP, meters.NAT_GATEWAY, meters.NAT_DATA, meters.CONTAINER_CPU,
    meters.CONTAINER_MEMORY, meters.KUBERNETES, meters.KUBERNETES_LONG_TERM, meters.LOGS, meters.LOGS_KEPT,
    meters.FLOW_LOGS, meters.TRAFFIC_ANALYTICS, meters.TRAFFIC_ANALYTICS_FAST, meters.METRIC_ALERT,
    meters.DYNAMIC_ALERT, meters.MAILS, meters.DEFENDER_STORAGE, meters.DEFENDER_VAULTS, meters.DEFENDER_ARM,
    meters.DEFENDER_CORES, *meters.DEFENDER_SERVERS.values(),
)  # fmt: skip


def machines(sizes: Iterable[str] = SIZES) -> Iterator[Meter]:
    """Hours of machines: each size with both systems, and as Spot."""
    for size in sizes:
        yield meters.machine(size)
        yield meters.machine(size, "Windows")
        yield meters.machine(size, spot=True)


def services() -> Iterator[Meter]:
    """Every meter but those of machines."""
    yield from _PLAIN
    for sku in meters.BASTIONS:
        yield from (meters.bastion(sku), meters.bastion_unit(sku), meters.bastion_data(sku))
    for sku in meters.VPN_GATEWAYS:
        yield meters.vpn_gateway(sku)
        yield from (meters.vpn_connection(sku, "S2S"), meters.vpn_connection(sku, "P2S"))
    yield from map(meters.express_route_gateway, meters.EXPRESS_ROUTE_GATEWAYS)
    yield from _circuits()
    for tier in meters.FIREWALLS:
        yield from (meters.firewall(tier), meters.firewall_data(tier))
    yield from _disks()
    for redundancy in meters.REDUNDANCIES:
        yield from (meters.blob_data(redundancy), meters.blob_writes(redundancy), meters.blob_reads(redundancy))
        yield meters.file_data(redundancy)
    yield from (meters.vault_operations("Standard"), meters.key_operations("Standard"), meters.key_rotation("Standard"))
    yield from (meters.registry("Premium"), meters.registry_data("Premium"))
    for minutes in meters.ALERT_MINUTES:
        yield from (meters.log_alert(minutes), meters.log_alert_series(minutes))


def _circuits() -> Iterator[Meter]:
    for mbps in meters.BANDWIDTHS:
        for tier in ("Standard", "Premium"):
            for family in ("MeteredData", "UnlimitedData"):
                yield meters.circuit(tier, family, mbps)
        if mbps >= 1000:  # https://learn.microsoft.com/azure/expressroute/expressroute-faqs (ExpressRoute Local)
            yield meters.circuit("Local", "UnlimitedData", mbps)
        yield meters.circuit_data(mbps)


def _disks() -> Iterator[Meter]:
    for kind, gib in (("StandardSSD_LRS", 32), ("StandardSSD_LRS", 128), ("Premium_LRS", 128), ("Premium_LRS", 256)):
        found = meters.disk(kind, gib)
        if found is not None:
            yield from (meter for meter in found if meter is not None)


def catalogue() -> tuple[Meter, ...]:
    """All of them, each once."""
    return tuple(sorted({*services(), *machines()}))

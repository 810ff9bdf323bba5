"""Azure's meters: what a price is a price of, in the words of Azure's public price list.

A meter is named as the retail prices API names it, so that a price can be looked up there and nothing has to be
translated: https://learn.microsoft.com/rest/api/cost-management/retail-prices/azure-retail-prices.
Machines are the exception: the list names the product of each series, so a machine's meter is its size, its system and
whether it is Spot; `report.cost.retail` knows which rows of the list that is.
"""

from dataclasses import dataclass
from typing import Literal

Scope = Literal["region", "global", "dns", "circuit"]
"""Where the list keeps a meter: under the region, under the cloud, or under a zone of DNS or of ExpressRoute."""

MACHINES = "Virtual Machines"
System = Literal["Linux", "Windows"]


@dataclass(frozen=True, order=True)
class Meter:
    """One meter of the price list.

    Attributes:
        service: `serviceName`.
        product: `productName`; empty for machines.
        sku: `skuName`; for machines `armSkuName`, such as Standard_D4s_v5.
        name: `meterName`; for machines the system, with ` Spot` behind it where it is.
        unit: `unitOfMeasure`, which quantities are counted in.
        scope: Where the list keeps it.
    """

    service: str
    product: str
    sku: str
    name: str
    unit: str
    scope: Scope = "region"

    @property
    def label(self) -> str:
        """How a person reads it."""
        if self.service == MACHINES:
            return f"{MACHINES}: {self.sku} {self.name}"
        said = set(self.sku.split()) <= set(self.name.split())
        return f"{self.product}: {self.name}" if said else f"{self.product}: {self.name} ({self.sku})"


HOUR, GB, GB_MONTH, MONTH, DAY = "1 Hour", "1 GB", "1 GB/Month", "1/Month", "1/Day"
TEN_THOUSAND, MILLION = "10K", "1M"

_PRIVATE_LINK = ("Virtual Network", "Virtual Network Private Link", "Standard")
PRIVATE_ENDPOINT = Meter(*_PRIVATE_LINK, "Standard Private Endpoint", HOUR, "global")
PRIVATE_LINK_IN = Meter(*_PRIVATE_LINK, "Standard Data Processed - Ingress", GB, "global")
PRIVATE_LINK_OUT = Meter(*_PRIVATE_LINK, "Standard Data Processed - Egress", GB, "global")

PRIVATE_ZONE = Meter("Azure DNS", "Azure DNS", "Private", "Private Zone", "1", "dns")
PRIVATE_QUERIES = Meter("Azure DNS", "Azure DNS", "Private", "Private Queries", MILLION, "dns")
_RESOLVER = ("Azure DNS", "Azure DNS", "Private Resolver")
RESOLVER_IN = Meter(*_RESOLVER, "Private Resolver Inbound Endpoint", "1", "dns")
RESOLVER_OUT = Meter(*_RESOLVER, "Private Resolver Outbound Endpoint", "1", "dns")
RESOLVER_RULES = Meter(*_RESOLVER, "Private Resolver DNS Forwarding Ruleset", "1", "dns")

_PEERING = ("Virtual Network", "Virtual Network Peering", "Intra-Region")
PEERING_IN = Meter(*_PEERING, "Intra-Region Ingress", GB, "global")
PEERING_OUT = Meter(*_PEERING, "Intra-Region Egress", GB, "global")

PUBLIC_IP = Meter("Virtual Network", "IP Addresses", "Standard", "Standard IPv4 Static Public IP", HOUR)
NAT_GATEWAY = Meter("NAT Gateway", "NAT Gateway", "Standard", "Standard Gateway", HOUR, "global")
NAT_DATA = Meter("NAT Gateway", "NAT Gateway", "Standard", "Standard Data Processed", GB, "global")

VPN_GATEWAYS = ("VpnGw1AZ", "VpnGw2AZ", "VpnGw3AZ", "VpnGw4AZ", "VpnGw5AZ")
EXPRESS_ROUTE_GATEWAYS = ("ErGw1AZ", "ErGw2AZ", "ErGw3AZ")
FIREWALLS = ("Basic", "Standard", "Premium")
BASTIONS = ("Standard", "Premium")
BANDWIDTHS = (50, 100, 200, 500, 1000, 2000, 5000, 10000)


def bastion(sku: str) -> Meter:
    """A host with its first two scale units."""
    return Meter("Azure Bastion", "Azure Bastion", sku, f"{sku} Gateway", HOUR)


def bastion_unit(sku: str) -> Meter:
    """A scale unit beyond two."""
    return Meter("Azure Bastion", "Azure Bastion", sku, f"{sku} Additional Gateway", HOUR)


def bastion_data(sku: str) -> Meter:
    """What a host sends out."""
    return Meter("Azure Bastion", "Azure Bastion", sku, f"{sku} Data Transfer Out", GB)


def vpn_gateway(sku: str) -> Meter:
    """A VPN gateway, with ten tunnels to sites and 128 to people."""
    return Meter("VPN Gateway", "VPN Gateway", sku, sku, HOUR)


def vpn_connection(sku: str, kind: Literal["S2S", "P2S"]) -> Meter:
    """A tunnel beyond those that are included; the list has those of the two largest without AZ in their name."""
    listed = sku.removesuffix("AZ") if sku in ("VpnGw4AZ", "VpnGw5AZ") else sku
    return Meter("VPN Gateway", "VPN Gateway", listed, f"{kind} Connection", HOUR)


def express_route_gateway(sku: str) -> Meter:
    """An ExpressRoute gateway."""
    return Meter("ExpressRoute", "ExpressRoute Gateway", sku, f"{sku} Gateway", HOUR)


def circuit(tier: str, family: str, mbps: int) -> Meter:
    """An ExpressRoute circuit: `Standard Metered Data 50 Mbps Circuit`."""
    speed = f"{mbps} Mbps" if mbps < 1000 else f"{mbps // 1000} Gbps"
    plan = "Metered Data" if family == "MeteredData" else "Unlimited Data"
    return Meter("ExpressRoute", "ExpressRoute", f"{speed} {plan}", f"{tier} {plan} {speed} Circuit", MONTH, "circuit")


def circuit_data(mbps: int) -> Meter:
    """What leaves Azure by a metered circuit."""
    speed = f"{mbps} Mbps" if mbps < 1000 else f"{mbps // 1000} Gbps"
    sku = f"{speed} Metered Data"
    return Meter("ExpressRoute", "ExpressRoute", sku, "Metered Data - Data Transfer Out", GB, "circuit")


def firewall(tier: str) -> Meter:
    """A firewall in a network of one's own."""
    return Meter("Azure Firewall", "Azure Firewall", tier, f"{tier} Deployment", HOUR)


def firewall_data(tier: str) -> Meter:
    """What a firewall looks at."""
    return Meter("Azure Firewall", "Azure Firewall", tier, f"{tier} Data Processed", GB)


def machine(size: str, system: System = "Linux", *, spot: bool = False) -> Meter:
    """An hour of a machine."""
    return Meter(MACHINES, "", size, f"{system} Spot" if spot else system, HOUR)


_DISKS = {
    "Premium": ("Premium SSD Managed Disks", "P"),
    "PremiumV2": None,
    "StandardSSD": ("Standard SSD Managed Disks", "E"),
    "Standard": ("Standard HDD Managed Disks", "S"),
}
# https://learn.microsoft.com/azure/virtual-machines/disks-types: sizes are rounded up to one of these.
_DISK_STEPS = {4: 1, 8: 2, 16: 3, 32: 4, 64: 6, 128: 10, 256: 15, 512: 20, 1024: 30, 2048: 40, 4096: 50}


def disk(kind: str, gib: int) -> tuple[Meter, Meter | None] | None:
    """A managed disk and its operations, where they cost; None for a kind or size that the list has otherwise.

    Args:
        kind: `storageAccountType`, such as StandardSSD_LRS.
        gib: Its size in GiB.
    """
    family, _, redundancy = kind.partition("_")
    step = next((number for size, number in _DISK_STEPS.items() if gib <= size), None)
    listed = _DISKS.get(family)
    if listed is None or step is None or (listed[1] == "S" and step < 4):
        return None
    product, letter = listed
    sku = f"{letter}{step} {redundancy}"
    itself = Meter("Storage", product, sku, f"{sku} Disk", MONTH)
    operations = Meter("Storage", product, sku, f"{sku} Disk Operations", TEN_THOUSAND)
    return itself, None if letter == "P" else operations


_CONTAINERS = ("Container Instances", "Container Instances", "Standard")
CONTAINER_CPU = Meter(*_CONTAINERS, "Standard vCPU Duration", HOUR)
CONTAINER_MEMORY = Meter(*_CONTAINERS, "Standard Memory Duration", "1 GB Hour")

_KUBERNETES = ("Azure Kubernetes Service", "Azure Kubernetes Service", "Standard")
KUBERNETES = Meter(*_KUBERNETES, "Standard Uptime SLA", HOUR)
KUBERNETES_LONG_TERM = Meter(*_KUBERNETES, "Standard Long Term Support", HOUR)

REDUNDANCIES = ("LRS", "ZRS", "GRS", "GZRS")


def blob_data(redundancy: str) -> Meter:
    """Blobs kept, in the hot tier."""
    return Meter("Storage", "General Block Blob v2", f"Hot {redundancy}", f"Hot {redundancy} Data Stored", GB_MONTH)


def blob_writes(redundancy: str) -> Meter:
    """Writing blobs."""
    name = f"Hot {redundancy} Write Operations"
    return Meter("Storage", "General Block Blob v2", f"Hot {redundancy}", name, TEN_THOUSAND)


def blob_reads(redundancy: str) -> Meter:
    """Reading blobs."""
    name = "Hot ZRS Read Operations" if redundancy in ("ZRS", "GZRS") else "Hot Read Operations"
    return Meter("Storage", "General Block Blob v2", f"Hot {redundancy}", name, TEN_THOUSAND)


def file_data(redundancy: str) -> Meter:
    """Files kept, in the tier that shares have by default (transaction optimized)."""
    return Meter("Storage", "Files v2", f"Standard {redundancy}", f"{redundancy} Data Stored", GB_MONTH)


_VAULT = ("Key Vault", "Key Vault")


def vault_operations(sku: str) -> Meter:
    """Reading and writing secrets, and keys of 2,048 bits."""
    return Meter(*_VAULT, sku, "Operations", TEN_THOUSAND)


def key_operations(sku: str) -> Meter:
    """Using keys of more than 2,048 bits, or of another kind than RSA."""
    return Meter(*_VAULT, sku, "Advanced Key Operations", TEN_THOUSAND)


def key_rotation(sku: str) -> Meter:
    """A new version of a key by its rotation policy."""
    return Meter(*_VAULT, sku, "Automated Key Rotation", "1 Rotation")


def registry(sku: str) -> Meter:
    """A container registry."""
    return Meter("Container Registry", "Container Registry", sku, f"{sku} Registry Unit", DAY)


def registry_data(sku: str) -> Meter:
    """Images beyond what the registry includes."""
    return Meter("Container Registry", "Container Registry", sku, "Data Stored", GB_MONTH)


_LOGS = ("Log Analytics", "Log Analytics", "Analytics Logs")
LOGS = Meter(*_LOGS, "Analytics Logs Data Ingestion", GB)
LOGS_KEPT = Meter(*_LOGS, "Analytics Logs Data Retention", GB_MONTH)

_WATCHER = ("Network Watcher", "Network Watcher", "Standard")
FLOW_LOGS = Meter(*_WATCHER, "Standard VNet Flow Logs Collected", GB)
TRAFFIC_ANALYTICS = Meter(*_WATCHER, "Standard Traffic Analytics Processing", GB)
TRAFFIC_ANALYTICS_FAST = Meter(*_WATCHER, "Standard Traffic Analytics Processing at 10-Minute Interval", GB)

METRIC_ALERT = Meter("Azure Monitor", "Azure Monitor", "Alerts", "Alerts Metric Monitored", MONTH)
DYNAMIC_ALERT = Meter("Azure Monitor", "Azure Monitor", "Alerts", "Alerts Dynamic Threshold", MONTH)
MAILS = Meter("Azure Monitor", "Azure Monitor", "Emails", "Emails", "1")
ALERT_MINUTES = (1, 5, 10, 15)


def log_alert(minutes: int) -> Meter:
    """A rule that asks the logs every so many minutes: 1, 5, 10 or 15, and 15 for whatever is less often."""
    return Meter("Azure Monitor", "Azure Monitor", "Alerts", _every("System Log", minutes), MONTH)


def log_alert_series(minutes: int) -> Meter:
    """A resource that such a rule watches by itself."""
    return Meter("Azure Monitor", "Azure Monitor", "Alerts", _every("Resource", minutes), MONTH)


def _every(what: str, minutes: int) -> str:
    listed = max(step for step in ALERT_MINUTES if step <= max(minutes, 1))
    return f"Alerts {what} Monitored at {listed} Minute Frequency"


_DEFENDER = "Microsoft Defender for Cloud"
_PER_HOUR = "1/Hour"
DEFENDER_SERVERS = {
    "P1": Meter(_DEFENDER, "Microsoft Defender for Servers", "Standard P1", "Standard P1 Node", _PER_HOUR),
    "P2": Meter(_DEFENDER, "Microsoft Defender for Servers", "Standard P2", "Standard P2 Node", _PER_HOUR),
}
DEFENDER_STORAGE = Meter(_DEFENDER, "Microsoft Defender for Storage", "Standard", "Standard Node", _PER_HOUR)
DEFENDER_VAULTS = Meter(_DEFENDER, "Microsoft Defender for Key Vault", "Per node Std", "Per node Std Node", _PER_HOUR)
DEFENDER_ARM = Meter(
    _DEFENDER, "Microsoft Defender for Resource Manager", "Per node Std", "Per node Std Node", _PER_HOUR
)
DEFENDER_CORES = Meter(
    _DEFENDER, "Microsoft Defender for Containers", "Standard vCore", "Standard vCore vCore Pack", _PER_HOUR
)

"""Networks: private endpoints, names, peerings, addresses, and the way out."""

from collections.abc import Iterator
from decimal import Decimal

from report.cost import meters
from report.cost.context import MILLION, Context, Mapping_, Use, at, no_price, not_yet, number, text, use
from report.cost.model import HOURS, Resource


def private_endpoint(context: Context, _resource: Resource) -> Iterator[Use]:
    """Hours, and what goes through. https://azure.microsoft.com/pricing/details/private-link/."""
    yield use(meters.PRIVATE_ENDPOINT, HOURS, "all hours")
    for meter in (meters.PRIVATE_LINK_IN, meters.PRIVATE_LINK_OUT):
        yield use(meter, context.usage.private_endpoint_gb, "usage privateEndpointGb")


def private_zone(context: Context, _resource: Resource) -> Iterator[Use]:
    """Zones and queries. https://azure.microsoft.com/pricing/details/dns/."""
    yield use(meters.PRIVATE_ZONE, 1, "one zone")
    yield use(meters.PRIVATE_QUERIES, context.usage.dns_queries / MILLION, "usage dnsQueries")


def resolver_inbound(_context: Context, _resource: Resource) -> Iterator[Use]:
    """An endpoint, by the month. https://azure.microsoft.com/pricing/details/dns/."""
    yield use(meters.RESOLVER_IN, 1, "one endpoint")


def resolver_outbound(_context: Context, _resource: Resource) -> Iterator[Use]:
    """The same in the other direction."""
    yield use(meters.RESOLVER_OUT, 1, "one endpoint")


def resolver_rules(_context: Context, _resource: Resource) -> Iterator[Use]:
    """A ruleset, by the month."""
    yield use(meters.RESOLVER_RULES, 1, "one ruleset")


def peering(context: Context, _resource: Resource) -> Iterator[Use]:
    """Both directions at this end; the other end's peering pays for its own.

    https://azure.microsoft.com/pricing/details/virtual-network/. Both VNets of the platform are in one region.
    """
    for meter in (meters.PEERING_IN, meters.PEERING_OUT):
        yield use(meter, context.usage.peering_gb, "usage peeringGb")


def public_ip(_context: Context, resource: Resource) -> Iterator[Use]:
    """Hours of a Standard IPv4 address; IPv6 costs nothing.

    https://azure.microsoft.com/pricing/details/ip-addresses/.
    """
    if text(resource, "publicIPAddressVersion") == "IPv6":
        return
    sku, tier = text(resource, "sku.name"), text(resource, "sku.tier")
    if sku == "Standard" and tier in (None, "Regional"):
        yield use(meters.PUBLIC_IP, HOURS, "all hours")
    else:
        yield no_price(f"public IP address, SKU {sku} {tier or ''}".strip(), "none that this platform makes")


def nat_gateway(context: Context, resource: Resource) -> Iterator[Use]:
    """Hours, and what goes through. https://azure.microsoft.com/pricing/details/azure-nat-gateway/."""
    sku = text(resource, "sku.name")
    if sku != "Standard":
        yield no_price(f"NAT gateway, SKU {sku}", "none that this platform makes")
        return
    yield use(meters.NAT_GATEWAY, HOURS, "all hours")
    yield use(meters.NAT_DATA, context.usage.nat_gb, "usage natGb")


def firewall(context: Context, resource: Resource) -> Iterator[Use]:
    """Hours by tier, and what goes through.

    Capacity units are paid where a minimum is reserved (prescaling), which the platform does not.
    https://azure.microsoft.com/pricing/details/azure-firewall/
    """
    tier = text(resource, "sku.tier")
    if text(resource, "sku.name") == "AZFW_Hub" or at(resource, "autoscaleConfiguration"):
        yield no_price("firewall in a virtual hub or with reserved capacity", "none that this platform makes")
    elif tier is None:
        yield not_yet("the firewall's tier")
    else:
        yield use(meters.firewall(tier), HOURS, "all hours")
        yield use(meters.firewall_data(tier), context.usage.firewall_gb, "usage firewallGb")


def flow_log(context: Context, resource: Resource) -> Iterator[Use]:
    """What is collected, and what traffic analytics makes of it.

    https://azure.microsoft.com/pricing/details/network-watcher/
    """
    if at(resource, "enabled") is False:
        return
    gigabytes = context.usage.flow_log_gb
    yield use(meters.FLOW_LOGS, gigabytes, "usage flowLogGb")
    analytics = "flowAnalyticsConfiguration.networkWatcherFlowAnalyticsConfiguration"
    if at(resource, f"{analytics}.enabled"):
        fast = number(at(resource, f"{analytics}.trafficAnalyticsInterval"), 60) == Decimal(10)
        yield use(meters.TRAFFIC_ANALYTICS_FAST if fast else meters.TRAFFIC_ANALYTICS, gigabytes, "usage flowLogGb")


MAPPINGS: dict[str, Mapping_] = {
    "network:PrivateEndpoint": private_endpoint,
    "privatedns:PrivateZone": private_zone,
    "dnsresolver:InboundEndpoint": resolver_inbound,
    "dnsresolver:OutboundEndpoint": resolver_outbound,
    "dnsresolver:DnsForwardingRuleset": resolver_rules,
    "network:VirtualNetworkPeering": peering,
    "network:PublicIPAddress": public_ip,
    "network:NatGateway": nat_gateway,
    "network:AzureFirewall": firewall,
    "network:FlowLog": flow_log,
}

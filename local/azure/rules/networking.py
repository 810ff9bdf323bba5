"""All rules of the Microsoft.Network families, each family in a file of its own."""

from __future__ import annotations

from local.azure.request import Rule
from local.azure.rules import (
    attachments,
    bastion,
    connections,
    dns_resolver,
    express_route,
    firewall,
    firewall_policy,
    firewall_rules,
    flow_logs,
    gateways,
    interfaces,
    limits,
    network,
    peering,
    private_link,
    public_ips,
    record_sets,
    routes,
    security_rules,
    service_endpoints,
    subnet_rules,
    vpn_clients,
    zone_groups,
)

FAMILIES: tuple[dict[str, tuple[Rule, ...]], ...] = (
    attachments.RULES,
    limits.RULES,  # what is too much is not looked at one by one
    network.RULES,
    interfaces.RULES,
    bastion.RULES,
    subnet_rules.RULES,
    service_endpoints.RULES,
    security_rules.RULES,
    peering.RULES,
    public_ips.RULES,
    routes.RULES,
    private_link.RULES,
    zone_groups.RULES,
    firewall_policy.RULES,
    firewall_rules.RULES,
    firewall.RULES,
    gateways.RULES,
    vpn_clients.RULES,
    express_route.RULES,
    connections.RULES,
    dns_resolver.RULES,
    record_sets.RULES,
    flow_logs.RULES,
)

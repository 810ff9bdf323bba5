"""DNS private resolvers, their endpoints, and the rulesets that forward names.

Facts without an address: https://learn.microsoft.com/azure/dns/dns-private-resolver-overview#restrictions (documented).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from typing import Any

from local.azure.diff import normal_location
from local.azure.errors import ArmError
from local.azure.occupancy import occupants
from local.azure.request import Request, Rule
from local.azure.rules.ranges import is_address, overlap, prefixes
from local.azure.rules.subnets import demands_delegation, network_of
from local.azure.store import Record
from local.azure.values import dig, objects

RESOLVERS = "Microsoft.Network/dnsResolvers"
RULESETS = "Microsoft.Network/dnsForwardingRulesets"
DELEGATION = "Microsoft.Network/dnsResolvers"

_LARGEST, _SMALLEST = 24, 28
_KEPT = [ipaddress.ip_network(f"10.0.{number}.0/24") for number in range(1, 17)]
_LABEL = r"[a-zA-Z0-9_]([a-zA-Z0-9_-]{0,61}[a-zA-Z0-9_])?"
_DOMAIN = re.compile(rf"\.|({_LABEL}\.)+")
_AZURE_DNS = "168.63.129.16"
_MOST_RULES, _MOST_SERVERS, _MOST_ENDPOINTS = 1000, 6, 2


def _resolver(request: Request) -> Iterator[ArmError]:
    """A resolver is in its network's region, and the only one there."""
    network = request.find(request.get("virtualNetwork.id"))
    if network is None:
        return
    yield from _same_region(request, network, "virtualNetwork.id")
    for other in request.store.of_type(RESOLVERS):
        same = str(dig(other.inputs, "virtualNetwork.id")).lower() == network.id.lower()
        if same and other.arm_id.key != request.id.key:
            yield ArmError(
                "Conflict",
                f"Virtual network {network.id} is referenced by DNS resolver {other.id} already.",
                "virtualNetwork.id",
            )


def _same_region(request: Request, other: Record, target: str) -> Iterator[ArmError]:
    theirs, ours = str(other.properties.get("location")), normal_location(str(request.get("location")))
    if theirs != ours:
        yield ArmError(
            "BadRequest", f"{other.id} is in {theirs}: {request.type} '{request.name}' must be too, got {ours}.", target
        )


def _inbound(request: Request) -> Iterator[ArmError]:
    configurations = objects(request.inputs.get("ipConfigurations"))
    subnets = {str(dig(one, "subnet.id")).lower() for one in configurations}
    if len(subnets) != 1:
        yield ArmError(
            "BadRequest",
            "All IP configurations of an inbound endpoint must be in the same subnet, and there is at least one.",
            "ipConfigurations",
        )
    for index, one in enumerate(configurations):
        target = f"ipConfigurations[{index}]"
        yield from _endpoint_subnet(request, dig(one, "subnet.id"), "inbound", f"{target}.subnet.id")
        if one.get("privateIpAllocationMethod") == "Static" and not one.get("privateIpAddress"):
            yield ArmError(
                "BadRequest",
                "privateIpAllocationMethod Static needs a privateIpAddress.",
                f"{target}.privateIpAddress",
            )
    yield from _parent_region(request)
    before = objects(request.old.inputs.get("ipConfigurations")) if request.old else configurations
    if [_place(one) for one in before] != [_place(one) for one in configurations]:
        yield ArmError(
            "BadRequest",
            f"The IP configurations of inbound endpoint {request.name} cannot be changed after creation.",
            "ipConfigurations",
        )


def _place(configuration: dict[str, Any]) -> tuple[str, str]:
    """Say where a configuration is: its subnet, and its address if that was asked for."""
    static = configuration.get("privateIpAllocationMethod") == "Static"
    address = str(configuration.get("privateIpAddress")) if static else ""
    return str(dig(configuration, "subnet.id")).lower(), address


def _outbound(request: Request) -> Iterator[ArmError]:
    yield from _endpoint_subnet(request, request.get("subnet.id"), "outbound", "subnet.id")
    yield from _parent_region(request)


def _parent_region(request: Request) -> Iterator[ArmError]:
    resolver = request.find(request.id.parent.text) if request.id.parent else None
    if resolver is not None:
        yield from _same_region(request, resolver, "location")


def _endpoint_subnet(request: Request, subnet_id: Any, direction: str, target: str) -> Iterator[ArmError]:
    """Say what the service says about a subnet that it cannot use.

    Source: https://github.com/Azure/azure-rest-api-specs/issues/21744 (observed).
    """
    subnet = request.find(subnet_id)
    resolver = request.find(request.id.parent.text) if request.id.parent else None
    if subnet is None or resolver is None:
        return
    network = network_of(request, subnet)
    if network is None or network.id.lower() != str(dig(resolver.inputs, "virtualNetwork.id")).lower():
        yield ArmError(
            "BadRequest", f"Subnet {subnet.id} is not in the virtual network of DNS resolver {resolver.name}.", target
        )
    yield from demands_delegation(request, subnet_id, DELEGATION, target)
    ranges = prefixes(subnet.inputs, target)
    others = [user for user in occupants(request.store, subnet) if user.arm_id.key != request.id.key]
    odd = [one for one in ranges if one.version != 4 or not _LARGEST <= one.prefixlen <= _SMALLEST]
    if odd or others or overlap(ranges, _KEPT):
        yield ArmError(
            "BadRequest",
            f"The specified subnet {subnet.id} could not be used to provision the {direction} endpoint. Please make "
            "sure you use a subnet of at least /28 and at most /24 size, which is not currently in use by any other "
            "DNS resolver endpoint or any other Azure service workloads, and does not collide with the reserved subnet "
            f"spaces of '{';'.join(map(str, _KEPT))}'.",
            target,
        )


def _ruleset(request: Request) -> Iterator[ArmError]:
    endpoints = objects(request.inputs.get("dnsResolverOutboundEndpoints"))
    target = "dnsResolverOutboundEndpoints"
    if not 1 <= len(endpoints) <= _MOST_ENDPOINTS:
        yield ArmError(
            "BadRequest", f"A ruleset has one or {_MOST_ENDPOINTS} outbound endpoints, got {len(endpoints)}.", target
        )
    for index, one in enumerate(endpoints):
        endpoint = request.find(one.get("id"))
        if endpoint is not None:
            yield from _same_region(request, endpoint, f"{target}[{index}].id")


def _forwarding(request: Request) -> Iterator[ArmError]:
    domain, servers = str(request.get("domainName")), objects(request.inputs.get("targetDnsServers"))
    if not _DOMAIN.fullmatch(domain) or len(domain) > 255:
        yield ArmError(
            "BadRequest", f"Domain name '{domain}' must be a name that ends with a dot, or a dot alone.", "domainName"
        )
    if not 1 <= len(servers) <= _MOST_SERVERS:
        yield ArmError(
            "BadRequest",
            f"A forwarding rule has 1 to {_MOST_SERVERS} target DNS servers, got {len(servers)}.",
            "targetDnsServers",
        )
    for index, one in enumerate(servers):
        address, port = one.get("ipAddress"), one.get("port")
        if not is_address(address) or address == _AZURE_DNS or not (port is None or 1 <= port <= 65535):
            yield ArmError(
                "BadRequest",
                f"Target DNS server {address}:{port} must be an IP address other than Azure's own {_AZURE_DNS}, with a "
                "port from 1 to 65535.",
                f"targetDnsServers[{index}]",
            )
    parent = request.id.parent
    siblings = request.store.children(parent.text, request.type) if parent else []
    others = [one for one in siblings if one.arm_id.key != request.id.key]
    if len(others) >= _MOST_RULES:
        yield ArmError("BadRequest", f"A ruleset has up to {_MOST_RULES} rules.", "")
    for other in others:
        if str(other.inputs.get("domainName")).lower() == domain.lower():
            yield ArmError("Conflict", f"Rule {other.name} is for {domain} already.", "domainName")


def _link(request: Request) -> Iterator[ArmError]:
    """A network is linked to one ruleset, of its own region."""
    network = request.find(request.get("virtualNetwork.id"))
    ruleset = request.find(request.id.parent.text) if request.id.parent else None
    if network is None or ruleset is None:
        return
    regions = (str(network.properties.get("location")), str(ruleset.properties.get("location")))
    if regions[0] != regions[1]:
        yield ArmError(
            "BadRequest",
            f"Virtual network {network.name} is in {regions[0]}, ruleset {ruleset.name} in {regions[1]}.",
            "virtualNetwork.id",
        )
    for other in request.store.of_type(request.type):
        same = str(dig(other.inputs, "virtualNetwork.id")).lower() == network.id.lower()
        if same and other.arm_id.key != request.id.key:
            yield ArmError(
                "Conflict",
                f"Virtual network {network.id} is linked to a ruleset by {other.id} already.",
                "virtualNetwork",
            )


_DOCS = "https://learn.microsoft.com/azure/dns/"
_LIMITS = "https://learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits"
_OVERVIEW = _DOCS + "dns-private-resolver-overview"
_RULESETS = _DOCS + "private-resolver-endpoints-rulesets"

RULES: dict[str, tuple[Rule, ...]] = {
    RESOLVERS: (Rule(_resolver, "documented", _OVERVIEW),),
    f"{RESOLVERS}/inboundEndpoints": (
        Rule(_inbound, "observed", "https://github.com/Azure/azure-rest-api-specs/issues/21744"),
    ),
    f"{RESOLVERS}/outboundEndpoints": (
        Rule(_outbound, "observed", "https://github.com/Azure/azure-rest-api-specs/issues/21744"),
    ),
    RULESETS: (Rule(_ruleset, "documented", _LIMITS),),
    f"{RULESETS}/forwardingRules": (Rule(_forwarding, "documented", _RULESETS),),
    f"{RULESETS}/virtualNetworkLinks": (Rule(_link, "documented", _RULESETS),),
}

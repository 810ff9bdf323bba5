"""Firewall policies: what each tier can do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from local.azure.diff import normal_location
from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.rules.firewall import TIERS, tier_of
from local.azure.rules.ranges import cidr, is_address
from local.azure.values import dig, texts

# What only higher tiers have: the property, what makes it count, what Azure calls it, the lowest tier.
# https://learn.microsoft.com/azure/firewall/choose-firewall-sku (documented)
_FEATURES: tuple[tuple[str, tuple[Any, ...] | None, str, str], ...] = (
    ("intrusionDetection", None, "Intrusion Detection", "Premium"),
    ("transportSecurity", None, "Transport Security", "Premium"),
    ("dnsSettings.enableProxy", (True,), "DNS Proxy", "Standard"),
    ("dnsSettings.servers", None, "DNS Servers", "Standard"),
    ("explicitProxy.enableExplicitProxy", (True,), "Explicit Proxy", "Standard"),
    ("threatIntelMode", ("Deny",), "Threat Intelligence", "Standard"),
)


def _tier(request: Request) -> Iterator[ArmError]:
    if tier_of(request.inputs) not in TIERS:
        yield ArmError("InvalidRequestPropertyValue", f"sku.tier must be one of {', '.join(TIERS)}.", "sku.tier")
    before = tier_of(request.old.inputs) if request.old else tier_of(request.inputs)
    if before != tier_of(request.inputs):
        # https://github.com/hashicorp/terraform-provider-azurerm/issues/29114 (observed: another policy is needed)
        yield ArmError(
            "FirewallPolicyTierChangeNotAllowed",
            f"Firewall Policy {request.name} has tier {before}, which cannot be changed.",
            "sku.tier",
        )


def _features(request: Request) -> Iterator[ArmError]:
    tier = tier_of(request.inputs)
    for path, values, name, lowest in _FEATURES:
        asked = request.get(path)
        counts = asked in values if values else asked not in (None, [])
        if counts and TIERS.index(tier) < TIERS.index(lowest):
            yield ArmError(
                "FirewallPolicyHigherTierOnlyProperties",
                f"Firewall Policy {request.name} contains higher tier only properties - {name}: {tier} has none, "
                f"{lowest} does.",
                path,
            )


def _servers(request: Request) -> Iterator[ArmError]:
    for index, server in enumerate(texts(request.get("dnsSettings.servers"))):
        if not is_address(server):
            yield ArmError(
                "InvalidIPAddressFormat", f"'{server}' is not an IP address.", f"dnsSettings.servers[{index}]"
            )


def _parent(request: Request) -> Iterator[ArmError]:
    parent = request.find(request.get("basePolicy.id"))
    if parent is None:
        return
    if parent.properties.get("location") != normal_location(str(request.get("location"))):
        yield ArmError(
            "FirewallPolicyBasePolicyLocationMismatch",
            f"Base policy {parent.name} must be in the region of {request.name}.",
            "basePolicy",
        )
    if TIERS.index(tier_of(parent.inputs)) > TIERS.index(tier_of(request.inputs)):
        yield ArmError(
            "FirewallPolicyBasePolicyTierMismatch",
            f"Base policy {parent.name} has tier {tier_of(parent.inputs)}, which is higher than "
            f"{tier_of(request.inputs)}.",
            "basePolicy",
        )


def _private_ranges(request: Request) -> Iterator[ArmError]:
    for text in texts(dig(request.inputs, "snat.privateRanges")):
        if text != "IANAPrivateRanges" and not is_address(text):
            cidr(text, "snat.privateRanges")
    yield from ()


_DOCS = "https://learn.microsoft.com/azure/firewall/"

RULES: dict[str, tuple[Rule, ...]] = {
    "Microsoft.Network/firewallPolicies": (
        Rule(_tier, "documented", _DOCS + "choose-firewall-sku"),
        Rule(_features, "observed", "https://github.com/Azure/missionlz/issues/736"),
        Rule(_servers, "assumed", _DOCS + "dns-settings"),
        Rule(_parent, "documented", "https://learn.microsoft.com/azure/firewall-manager/policy-overview"),
        Rule(_private_ranges, "assumed", _DOCS + "snat-private-range"),
    ),
}

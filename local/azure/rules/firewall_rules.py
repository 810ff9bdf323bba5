"""Rule collection groups of a firewall policy: priorities, and what a rule must and may say.

Facts without an address: https://learn.microsoft.com/azure/firewall/policy-rule-sets (documented).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.rules.firewall import TIERS, tier_of
from local.azure.rules.ranges import is_address, is_range
from local.azure.rules.service_tags import is_service_tag
from local.azure.values import dig, objects, texts

GROUPS = "Microsoft.Network/firewallPolicies/ruleCollectionGroups"

_FILTER, _NAT = "FirewallPolicyFilterRuleCollection", "FirewallPolicyNatRuleCollection"
_ACTIONS = {_FILTER: ("Allow", "Deny"), _NAT: ("DNAT", "Dnat")}
_LOWEST, _HIGHEST = 100, 65000

# https://learn.microsoft.com/azure/firewall/fqdn-tags#current-fqdn-tags (documented)
_FQDN_TAGS = frozenset(
    text.lower()
    for text in (
        *("WindowsUpdate", "WindowsDiagnostics", "MicrosoftActiveProtectionService", "AppServiceEnvironment"),
        *("AzureBackup", "AzureHDInsight", "WindowsVirtualDesktop", "AzureKubernetesService", "MicrosoftIntune"),
        *("Windows365", "CitrixHdxPlusForWindows365"),
    )
)
_OFFICE = re.compile(r"office365(\.\w+)+", re.IGNORECASE)
_FQDN = re.compile(
    r"\*|(\*\.?)?([a-zA-Z0-9_]([a-zA-Z0-9_-]*[a-zA-Z0-9_])?)(\.[a-zA-Z0-9_]([a-zA-Z0-9_-]*[a-zA-Z0-9_])?)*"
)
_PROTOCOLS = ("Http", "Https", "Mssql")
_IP_PROTOCOLS = ("Any", "TCP", "UDP", "ICMP")
_PORTS = re.compile(r"\*|(\d{1,5})(?:-(\d{1,5}))?")


def _priorities(request: Request) -> Iterator[ArmError]:
    collections = objects(request.get("ruleCollections"))
    for target, priority in [
        ("priority", request.get("priority")),
        *((f"ruleCollections[{i}].priority", one.get("priority")) for i, one in enumerate(collections)),
    ]:
        if not (isinstance(priority, int) and _LOWEST <= priority <= _HIGHEST):
            what = "Group" if target == "priority" else ""
            yield ArmError(
                f"FirewallPolicyRuleCollection{what}InvalidPriorityValue",
                f"Invalid priority value {priority} in rule collection group {request.name}, should be in the range of "
                f"{_LOWEST} - {_HIGHEST}.",
                target,
            )


def _unique(request: Request) -> Iterator[ArmError]:
    """A priority is had once: among a policy's groups, and among a group's collections; so is a name."""
    parent = request.id.parent
    for other in request.store.children(parent.text, GROUPS) if parent else ():
        if other.arm_id.key != request.id.key and other.inputs.get("priority") == request.get("priority"):
            yield ArmError(
                "FirewallPolicyRuleCollectionGroupPriorityNotUnique",
                f"Rule collection group {other.name} has priority {request.get('priority')} already.",
                "priority",
            )
    collections = objects(request.get("ruleCollections"))
    for what in ("name", "priority"):
        yield from _twice([str(one.get(what)) for one in collections], f"RuleCollection{what.title()}", what)
    for one in collections:
        yield from _twice([str(rule.get("name")) for rule in objects(one.get("rules"))], "RuleName", "name of a rule")


def _twice(found: list[str], code: str, what: str) -> Iterator[ArmError]:
    for text in sorted({text for text in found if found.count(text) > 1}):
        yield ArmError(
            f"FirewallPolicy{code}NotUnique", f"'{text}' is used more than once as {what}.", "ruleCollections"
        )


def _collections(request: Request) -> Iterator[ArmError]:
    for index, one in enumerate(objects(request.get("ruleCollections"))):
        kind, action = str(one.get("ruleCollectionType")), str(dig(one, "action.type"))
        target = f"ruleCollections[{index}]"
        if action not in _ACTIONS.get(kind, ()):
            yield ArmError(
                "FirewallPolicyRuleCollectionInvalidAction",
                f"Rule collection {one.get('name')} is a {kind} and takes the action "
                f"{' or '.join(_ACTIONS.get(kind, ()))}, got '{action}'.",
                f"{target}.action.type",
            )
        kinds = sorted({str(rule.get("ruleType")) for rule in objects(one.get("rules"))})
        if len(kinds) > 1 or (kind == _NAT and kinds not in ([], ["NatRule"])):
            yield ArmError(
                "FirewallPolicyRuleCollectionRuleTypesMixed",
                f"Rule collection {one.get('name')} of {kind} has rules of {', '.join(kinds)}: rules of one fitting "
                "kind belong in one collection.",
                f"{target}.rules",
            )


def _rules(request: Request) -> Iterator[ArmError]:
    for i, collection in enumerate(objects(request.get("ruleCollections"))):
        for j, rule in enumerate(objects(collection.get("rules"))):
            check = _BY_TYPE.get(str(rule.get("ruleType")))
            target = f"ruleCollections[{i}].rules[{j}]"
            yield from _sources(rule, target)
            yield from check(request, rule, target) if check else ()


def _sources(rule: Mapping[str, Any], target: str) -> Iterator[ArmError]:
    if not texts(rule.get("sourceAddresses")) and not texts(rule.get("sourceIpGroups")):
        yield _missing(rule, "sourceAddresses or sourceIpGroups", target)
    for text in texts(rule.get("sourceAddresses")):
        if text != "*" and not is_range(text):
            yield _no_address(rule, text, f"{target}.sourceAddresses")


def _application(request: Request, rule: Mapping[str, Any], target: str) -> Iterator[ArmError]:
    named = {name: texts(rule.get(name)) for name in ("targetFqdns", "fqdnTags", "targetUrls", "webCategories")}
    if not any(named.values()):
        yield _missing(rule, " or ".join(named), target)
    if named["fqdnTags"] and (named["targetFqdns"] or named["targetUrls"]):
        yield ArmError(
            "FirewallPolicyApplicationRuleFqdnTagsWithFqdns",
            f"Firewall Policy Application Rule {rule.get('name')} has FQDN tags and FQDNs: it takes one or the other.",
            f"{target}.fqdnTags",
        )
    for text in named["fqdnTags"]:
        if text.lower() not in _FQDN_TAGS and not _OFFICE.fullmatch(text):
            hint = " It is a service tag, which belongs in a network rule." if is_service_tag(text) else ""
            yield ArmError(
                "FirewallPolicyApplicationRuleInvalidFqdnTag",
                f"Firewall Policy Application Rule {rule.get('name')}: '{text}' is not an FQDN tag.{hint}",
                f"{target}.fqdnTags",
            )
    for text in named["targetFqdns"]:
        if not _FQDN.fullmatch(text):
            yield ArmError(
                "FirewallPolicyRuleInvalidFqdn",
                f"Firewall Policy Application Rule {rule.get('name')}: '{text}' is not an FQDN; a wildcard can only "
                "stand at its beginning, and no scheme, port or path belongs to it.",
                f"{target}.targetFqdns",
            )
    yield from _web_protocols(rule, target)
    yield from _web_features(request, rule, target)


def _web_protocols(rule: Mapping[str, Any], target: str) -> Iterator[ArmError]:
    protocols = objects(rule.get("protocols"))
    if not protocols:
        yield _missing(rule, "protocols", target)
    for one in protocols:
        kind, port = str(one.get("protocolType")), one.get("port")
        if kind.title() not in _PROTOCOLS or not (port is None or 1 <= port <= 64000):
            yield ArmError(
                "FirewallPolicyApplicationRuleInvalidProtocol",
                f"Firewall Policy Application Rule {rule.get('name')}: protocol {kind}:{port} must be one of "
                f"{', '.join(_PROTOCOLS)} with a port from 1 to 64000.",
                f"{target}.protocols",
            )


def _web_features(request: Request, rule: Mapping[str, Any], target: str) -> Iterator[ArmError]:
    """https://learn.microsoft.com/azure/firewall/choose-firewall-sku (documented)."""
    policy = request.find(request.id.parent.text) if request.id.parent else None
    have = TIERS.index(tier_of(policy.inputs)) if policy else len(TIERS)
    for name, lowest in (("targetUrls", "Premium"), ("terminateTLS", "Premium"), ("webCategories", "Standard")):
        if rule.get(name) and have < TIERS.index(lowest):
            yield ArmError(
                "FirewallPolicyHigherTierOnlyProperties",
                f"Firewall Policy rule {rule.get('name')} contains higher tier only properties - {name}: it needs "
                f"{lowest}.",
                f"{target}.{name}",
            )


def _network(request: Request, rule: Mapping[str, Any], target: str) -> Iterator[ArmError]:
    if not any(texts(rule.get(name)) for name in ("destinationAddresses", "destinationIpGroups", "destinationFqdns")):
        # https://github.com/Azure/azure-cli/issues/18932 (observed)
        yield _missing(rule, "destinationAddresses, destinationIpGroups or destinationFqdns", target)
    for text in texts(rule.get("destinationAddresses")):
        if text != "*" and not is_range(text) and not is_service_tag(text):
            yield _no_address(rule, text, f"{target}.destinationAddresses")
    if texts(rule.get("destinationFqdns")):
        yield from _needs_proxy(request, rule, f"{target}.destinationFqdns")
    yield from _ip_protocols(rule, target, _IP_PROTOCOLS)
    yield from _ports(rule, target)


def _nat(request: Request, rule: Mapping[str, Any], target: str) -> Iterator[ArmError]:
    to = [name for name in ("translatedAddress", "translatedFqdn") if rule.get(name)]
    if len(to) != 1:
        yield _missing(rule, "translatedAddress or translatedFqdn, and not both", target)
    if rule.get("translatedFqdn"):
        yield from _needs_proxy(request, rule, f"{target}.translatedFqdn")
    if len(texts(rule.get("destinationAddresses"))) != 1 or len(texts(rule.get("destinationPorts"))) != 1:
        yield _missing(rule, "exactly one of destinationAddresses and of destinationPorts", target)
    if rule.get("translatedAddress") and not is_address(rule.get("translatedAddress")):
        yield _no_address(rule, str(rule.get("translatedAddress")), f"{target}.translatedAddress")
    if not str(rule.get("translatedPort") or "").isdigit():
        yield _missing(rule, "translatedPort", target)
    yield from _ip_protocols(rule, target, ("TCP", "UDP"))
    yield from _ports(rule, target)


def _needs_proxy(request: Request, rule: Mapping[str, Any], target: str) -> Iterator[ArmError]:
    """The firewall knows what a name stands for only when it answers for it."""
    policy = request.find(request.id.parent.text) if request.id.parent else None
    if policy is not None and dig(policy.inputs, "dnsSettings.enableProxy") is not True:
        yield ArmError(
            "FirewallPolicyDNSProxyMustBeEnabled",
            f"In order to use FQDNs in rule {rule.get('name')}, DNS Proxy must be enabled in Firewall Policy "
            f"{policy.name}.",
            target,
        )


def _ip_protocols(rule: Mapping[str, Any], target: str, allowed: tuple[str, ...]) -> Iterator[ArmError]:
    protocols = texts(rule.get("ipProtocols"))
    if not protocols or any(one.lower() not in [a.lower() for a in allowed] for one in protocols):
        yield ArmError(
            "FirewallPolicyRuleInvalidProtocol",
            f"Firewall Policy rule {rule.get('name')}: ipProtocols must be of {', '.join(allowed)}, got "
            f"{', '.join(protocols) or 'none'}.",
            f"{target}.ipProtocols",
        )


def _ports(rule: Mapping[str, Any], target: str) -> Iterator[ArmError]:
    ports = texts(rule.get("destinationPorts"))
    if not ports:
        yield _missing(rule, "destinationPorts", target)
    for text in ports:
        match = _PORTS.fullmatch(text)
        low, high = (int(match[1] or 1), int(match[2] or match[1] or 1)) if match else (0, 0)
        if not 1 <= low <= high <= 65535:
            yield ArmError(
                "FirewallPolicyRuleInvalidPort",
                f"Firewall Policy rule {rule.get('name')}: '{text}' is not a port, nor a range of ports.",
                f"{target}.destinationPorts",
            )


def _missing(rule: Mapping[str, Any], what: str, target: str) -> ArmError:
    return ArmError(
        "FirewallPolicyRulePropertyMissing",
        f"Firewall Policy {rule.get('ruleType')} {rule.get('name')} must have {what} specified.",
        target,
    )


def _no_address(rule: Mapping[str, Any], text: str, target: str) -> ArmError:
    # https://github.com/hashicorp/terraform-provider-azurerm/issues/8312 (observed)
    return ArmError(
        "AzureFirewallRuleInvalidIpAddressOrRangeFormat",
        f"AzureFirewallRule {rule.get('name')}: Invalid IP address value or range or Service Tag {text}.",
        target,
    )


_Check = Callable[[Request, Mapping[str, Any], str], Iterator[ArmError]]
_BY_TYPE: dict[str, _Check] = {"ApplicationRule": _application, "NetworkRule": _network, "NatRule": _nat}
_DOCS = "https://learn.microsoft.com/azure/firewall/"

RULES: dict[str, tuple[Rule, ...]] = {
    GROUPS: (
        Rule(_priorities, "documented", _DOCS + "policy-rule-sets"),
        Rule(_unique, "assumed", _DOCS + "policy-rule-sets"),
        Rule(_collections, "documented", _DOCS + "policy-rule-sets"),
        Rule(_rules, "documented", _DOCS + "rule-processing"),
    ),
}

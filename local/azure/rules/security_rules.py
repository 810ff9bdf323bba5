"""Rules of network security groups.

Tags in lists: https://github.com/hashicorp/terraform-provider-azurerm/issues/5617 (observed).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.rules.flows import ends
from local.azure.rules.ranges import Network, overlap
from local.azure.rules.service_tags import is_service_tag
from local.azure.values import objects, texts

_NAME = re.compile(r"[a-zA-Z0-9]([a-zA-Z0-9\-._]{0,78}[a-zA-Z0-9_])?")
_MOST_RULES = 1000
_LAST_PORT = 65535
_LONGEST_DESCRIPTION = 140
_LOWEST, _HIGHEST = 100, 4096
_SIDES = ("source", "destination")
# The ways to say the ports or the addresses of a side.
_FORMS = tuple(
    forms
    for side in _SIDES
    for forms in (
        (f"{side}PortRange", f"{side}PortRanges"),
        (f"{side}AddressPrefix", f"{side}AddressPrefixes", f"{side}ApplicationSecurityGroups"),
    )
)
_PLATFORM = ("azureplatformdns", "azureplatformimds", "azureplatformlkm")


def _security_rules(request: Request) -> Iterator[ArmError]:
    seen: dict[tuple[Any, Any], str] = {}
    for index, rule in enumerate(objects(request.inputs.get("securityRules"))):
        priority, name = rule.get("priority"), str(rule.get("name"))
        target = f"securityRules[{index}].priority"
        if not (isinstance(priority, int) and _LOWEST <= priority <= _HIGHEST):
            yield ArmError(
                "SecurityRuleInvalidPriority",
                f"Security rule has invalid Priority. Value provided: {priority} Allowed range 100-4096.",
                target,
            )
        clash = seen.setdefault((rule.get("direction"), priority), name)
        if clash != name:
            yield ArmError(
                "SecurityRuleConflict",
                f"Security rule {name} conflicts with rule {clash}. Rules cannot have the same Priority and Direction.",
                target,
            )


def _names(request: Request) -> Iterator[ArmError]:
    rules = objects(request.inputs.get("securityRules"))
    names = [str(rule.get("name")) for rule in rules]
    if len(rules) > _MOST_RULES:
        yield ArmError(
            "SecurityRulesPerNetworkSecurityGroupLimitReached",
            f"A network security group takes {_MOST_RULES} rules, got {len(rules)}.",
            "securityRules",
        )
    for index, name in enumerate(names):
        if not _NAME.fullmatch(name):
            yield ArmError("InvalidResourceName", f"Resource name {name} is invalid.", f"securityRules[{index}].name")
        if [one.lower() for one in names].index(name.lower()) != index:
            yield ArmError(
                "DuplicateResourceName",
                f"Resource {request.id.text} has two child resources with the same name ({name}).",
                f"securityRules[{index}].name",
            )


def _ends(request: Request) -> Iterator[ArmError]:
    for index, rule in enumerate(objects(request.inputs.get("securityRules"))):
        for side in _SIDES:
            yield from _ports(rule, side, f"securityRules[{index}].{side}Port")
            yield from _addresses(rule, side, f"securityRules[{index}].{side}Address")


def _forms(request: Request) -> Iterator[ArmError]:
    """Each side is said in one form; an empty text or list is none: Azure writes both itself."""
    for index, rule in enumerate(objects(request.inputs.get("securityRules"))):
        for forms in _FORMS:
            given = [form for form in forms if rule.get(form)]
            if len(given) > 1:
                yield ArmError(
                    "SecurityRuleParametersConflict",
                    f"Security rule {rule.get('name')} must specify one of {', '.join(forms)}, got "
                    f"{' and '.join(given)}.",
                    f"securityRules[{index}].{given[1]}",
                )


def _families(request: Request) -> Iterator[ArmError]:
    """All addresses of a rule, of both sides, are IPv4 or all are IPv6."""
    for index, rule in enumerate(objects(request.inputs.get("securityRules"))):
        given = [text for side in _SIDES for text in ends(rule, f"{side}Address", "Prefix") if _is_range(text)]
        if len({ipaddress.ip_network(text).version for text in given}) > 1:
            yield ArmError(
                "ResourceCannotContainAddressPrefixesFromDifferentAddressFamilies",
                f"Resource {request.id.text}/securityRules/{rule.get('name')} contains IP addresses or prefixes that "
                "belong to different address families. All IP addresses or prefixes in the resource should belong to "
                "the same address family.",
                f"securityRules[{index}]",
            )


def _ports(rule: Mapping[str, Any], side: str, target: str) -> Iterator[ArmError]:
    given = ends(rule, f"{side}Port")
    for text in given or [""]:
        low, _, high = text.partition("-")
        numbers = [low, high] if "-" in text else [low]
        legal = all(one.isdigit() and int(one) <= _LAST_PORT for one in numbers) and (
            len(numbers) == 1 or int(low) <= int(high)
        )
        if text != "*" and not legal:
            yield ArmError(
                "SecurityRuleInvalidPortRange",
                f"Security rule has invalid Port range. Value provided: {text}. Value should be an integer OR integer "
                f"range with '-' delimiter. Valid range 0-{_LAST_PORT}.",
                f"{target}Range",
            )


def _addresses(rule: Mapping[str, Any], side: str, target: str) -> Iterator[ArmError]:
    groups = objects(rule.get(f"{side}ApplicationSecurityGroups"))
    listed = texts(rule.get(f"{side}AddressPrefixes"))
    for text in ends(rule, f"{side}Address", "Prefix") or ([] if groups else [""]):
        if text in listed and (text == "*" or is_service_tag(text)):
            yield ArmError(
                "SecurityRuleParameterContainsUnsupportedValue",
                f"Security rule parameter {side.capitalize()}AddressPrefix for rule {rule.get('name')} cannot specify "
                "existing VIRTUALNETWORK, INTERNET, AZURELOADBALANCER, '*' or system tags. Unsupported value used: "
                f"{text}.",
                f"{target}Prefixes",
            )
        elif text != "*" and not is_service_tag(text) and not _is_range(text):
            yield ArmError(
                "SecurityRuleInvalidAddressPrefix",
                f"Security rule {rule.get('name')} has invalid Address prefix. Value provided: {text}",
                f"{target}Prefix",
            )


def _overlaps(request: Request) -> Iterator[ArmError]:
    """A list of ranges has each address once."""
    for index, rule in enumerate(objects(request.inputs.get("securityRules"))):
        for side in _SIDES:
            listed = [text for text in texts(rule.get(f"{side}AddressPrefixes")) if _is_range(text)]
            hit = _first_overlap([ipaddress.ip_network(text) for text in listed])
            if hit:
                yield ArmError(
                    "OverlappingSubnetsNotPermittedInSecurityRule",
                    f"Security rule parameter {side.capitalize()}AddressPrefix for rule {rule.get('name')} contains "
                    f"overlapping subnets {hit[0]} and {hit[1]}.",
                    f"securityRules[{index}].{side}AddressPrefixes",
                )


def _first_overlap(ranges: list[Network]) -> tuple[Network, Network] | None:
    """Find two ranges that share an address: in order of their beginnings, neighbours are enough to look at."""
    ordered = sorted(ranges, key=lambda one: (one.version, int(one.network_address), one.prefixlen))
    return next(((a, b) for a, b in pairwise(ordered) if overlap([a], [b])), None)


def _platform(request: Request) -> Iterator[ArmError]:
    """What every machine needs of the host can be switched off by a rule, and is open without one."""
    for index, rule in enumerate(objects(request.inputs.get("securityRules"))):
        ends_ = [text.lower() for side in _SIDES for text in ends(rule, f"{side}Address", "Prefix")]
        if rule.get("access") == "Allow" and any(text in _PLATFORM for text in ends_):
            yield ArmError(
                "SecurityRuleInvalidAccessType",
                f"Security rule {rule.get('name')} has invalid Access type. Value provided: Allow. Allowed: Deny.",
                f"securityRules[{index}].access",
            )


def _descriptions(request: Request) -> Iterator[ArmError]:
    for index, rule in enumerate(objects(request.inputs.get("securityRules"))):
        if len(str(rule.get("description") or "")) > _LONGEST_DESCRIPTION:
            yield ArmError(
                "SecurityRuleInvalidDescription",
                f"Security rule {rule.get('name')} has a description of more than {_LONGEST_DESCRIPTION} characters.",
                f"securityRules[{index}].description",
            )


def _is_range(text: str) -> bool:
    try:
        ipaddress.ip_network(text)
    except ValueError:
        return False
    return True


_DOCS = "https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview"

RULES: dict[str, tuple[Rule, ...]] = {
    "Microsoft.Network/networkSecurityGroups": (
        Rule(_names, "documented", _DOCS),
        Rule(_security_rules, "documented", _DOCS),
        Rule(_ends, "observed", "https://github.com/hashicorp/terraform-provider-azurerm/issues/16761"),
        # That Azure refuses is observed, the code is assumed.
        Rule(_forms, "observed", "https://github.com/hashicorp/terraform-provider-azurerm/issues/29619"),
        Rule(_families, "observed", "https://github.com/hashicorp/terraform-provider-azurerm/issues/12534"),
        Rule(_overlaps, "observed", "https://github.com/kubernetes-sigs/cloud-provider-azure/issues/6775"),
        Rule(_platform, "documented", "https://learn.microsoft.com/azure/virtual-network/service-tags-overview"),
        # The length is documented, the code assumed.
        Rule(
            _descriptions,
            "documented",
            "https://learn.microsoft.com/azure/templates/microsoft.network/"
            "networksecuritygroups#securityrulepropertiesformat",
        ),
    ),
}

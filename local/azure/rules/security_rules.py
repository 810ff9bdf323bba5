"""Rules of network security groups.

Tags in lists: https://github.com/hashicorp/terraform-provider-azurerm/issues/5617 (observed).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Mapping
from typing import Any

from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.rules.flows import ends
from local.azure.rules.service_tags import is_service_tag
from local.azure.values import objects, texts

_NAME = re.compile(r"[a-zA-Z0-9]([a-zA-Z0-9\-._]{0,78}[a-zA-Z0-9_])?")
_MOST_RULES = 1000
_LAST_PORT = 65535
_LOWEST, _HIGHEST = 100, 4096
_SIDES = ("source", "destination")


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
    ),
}

"""Rule collection groups of a firewall policy: each rule is broken once, and answers with its code."""

from __future__ import annotations

import pytest

from tests.unit.azure import samples_network as net
from tests.unit.azure.harness import Engine, Inputs, RefusedError
from tests.unit.azure.samples import changed

GROUP_KIND = "network:FirewallPolicyRuleCollectionGroup"


@pytest.fixture
def hub(azure: Engine) -> Engine:
    net.build_hub(azure)
    return azure


@pytest.fixture
def ruled(hub: Engine) -> Engine:
    hub.create("network:FirewallPolicy", net.policy())
    return hub


def refuse(azure: Engine, kind: str, inputs: Inputs, code: str) -> None:
    with pytest.raises(RefusedError, match=f'Code="{code}"'):
        azure.create(kind, inputs)


RULES: dict[str, tuple[Inputs, str]] = {
    "no source": (net.web_rule(sourceAddresses=[]), "FirewallPolicyRulePropertyMissing"),
    "a source that is none": (
        net.web_rule(sourceAddresses=["here"]),
        "AzureFirewallRuleInvalidIpAddressOrRangeFormat",
    ),
    "no target": (net.web_rule(targetFqdns=[]), "FirewallPolicyRulePropertyMissing"),
    "names and tags": (net.web_rule(fqdnTags=["WindowsUpdate"]), "FirewallPolicyApplicationRuleFqdnTagsWithFqdns"),
    "a service tag as FQDN tag": (
        net.web_rule(targetFqdns=[], fqdnTags=["AzureMonitor"]),
        "FirewallPolicyApplicationRuleInvalidFqdnTag",
    ),
    "a URL as name": (net.web_rule(targetFqdns=["https://pypi.org"]), "FirewallPolicyRuleInvalidFqdn"),
    "a wildcard inside": (net.web_rule(targetFqdns=["pypi.*.org"]), "FirewallPolicyRuleInvalidFqdn"),
    "no web protocol": (net.web_rule(protocols=[]), "FirewallPolicyRulePropertyMissing"),
    "another web protocol": (
        net.web_rule(protocols=[{"protocolType": "Gopher", "port": 70}]),
        "FirewallPolicyApplicationRuleInvalidProtocol",
    ),
    "URLs without Premium": (net.web_rule(targetUrls=["pypi.org/simple"]), "FirewallPolicyHigherTierOnlyProperties"),
    "no destination": (net.tag_rule(destinationAddresses=[]), "FirewallPolicyRulePropertyMissing"),
    "a name as address": (
        net.tag_rule(destinationAddresses=["pypi.org"]),
        "AzureFirewallRuleInvalidIpAddressOrRangeFormat",
    ),
    "another IP protocol": (net.tag_rule(ipProtocols=["SCTP"]), "FirewallPolicyRuleInvalidProtocol"),
    "no port": (net.tag_rule(destinationPorts=[]), "FirewallPolicyRulePropertyMissing"),
    "a port that is none": (net.tag_rule(destinationPorts=["70000"]), "FirewallPolicyRuleInvalidPort"),
    "ports upside down": (net.tag_rule(destinationPorts=["9-8"]), "FirewallPolicyRuleInvalidPort"),
}
NAT_RULES: dict[str, tuple[Inputs, str]] = {
    "nowhere to go": (net.nat_rule(translatedAddress=""), "FirewallPolicyRulePropertyMissing"),
    "two ways to go": (net.nat_rule(translatedFqdn="a.example"), "FirewallPolicyRulePropertyMissing"),
    "two destinations": (
        net.nat_rule(destinationAddresses=["203.0.113.9", "203.0.113.10"]),
        "FirewallPolicyRulePropertyMissing",
    ),
    "no port to go to": (net.nat_rule(translatedPort=""), "FirewallPolicyRulePropertyMissing"),
    "a target that is no address": (
        net.nat_rule(translatedAddress="here"),
        "AzureFirewallRuleInvalidIpAddressOrRangeFormat",
    ),
    "ICMP": (net.nat_rule(ipProtocols=["ICMP"]), "FirewallPolicyRuleInvalidProtocol"),
}


@pytest.mark.parametrize("case", RULES.values(), ids=RULES)
def test_azure_refuses_a_rule_with(ruled: Engine, case: tuple[Inputs, str]) -> None:
    rule, code = case
    refuse(ruled, GROUP_KIND, net.rule_group(net.collection(rule)), code)


@pytest.mark.parametrize("case", NAT_RULES.values(), ids=NAT_RULES)
def test_azure_refuses_a_translation_with(ruled: Engine, case: tuple[Inputs, str]) -> None:
    rule, code = case
    refuse(ruled, GROUP_KIND, net.rule_group(net.collection(rule, action="DNAT")), code)


ONE, TWO = net.collection(net.web_rule(), name="a"), net.collection(net.web_rule(), name="b", priority=201)
GROUPS: dict[str, tuple[Inputs, str]] = {
    "a priority of 99": (net.rule_group(priority=99), "FirewallPolicyRuleCollectionGroupInvalidPriorityValue"),
    "a priority of 65001": (net.rule_group(priority=65001), "FirewallPolicyRuleCollectionGroupInvalidPriorityValue"),
    "a collection's priority of 99": (
        net.rule_group({**ONE, "priority": 99}),
        "FirewallPolicyRuleCollectionInvalidPriorityValue",
    ),
    "another group's priority": (
        net.rule_group(name="second"),
        "FirewallPolicyRuleCollectionGroupPriorityNotUnique",
    ),
    "one priority twice": (
        net.rule_group(ONE, {**TWO, "priority": 200}, priority=301),
        "FirewallPolicyRuleCollectionPriorityNotUnique",
    ),
    "one name twice": (
        net.rule_group(ONE, {**TWO, "name": "a"}, priority=301),
        "FirewallPolicyRuleCollectionNameNotUnique",
    ),
    "one rule's name twice": (
        net.rule_group(net.collection(net.web_rule(), net.web_rule()), priority=301),
        "FirewallPolicyRuleNameNotUnique",
    ),
    "rules of two kinds in a collection": (
        net.rule_group(net.collection(net.web_rule(), net.tag_rule()), priority=301),
        "FirewallPolicyRuleCollectionRuleTypesMixed",
    ),
    "translations in a filter": (
        net.rule_group(net.collection(net.web_rule(), action="DNAT"), priority=301),
        "FirewallPolicyRuleCollectionRuleTypesMixed",
    ),
    "an action that is none": (
        net.rule_group(net.collection(net.web_rule(), action="Log"), priority=301),
        "FirewallPolicyRuleCollectionInvalidAction",
    ),
}


@pytest.mark.parametrize("case", GROUPS.values(), ids=GROUPS)
def test_azure_refuses_a_group_with(ruled: Engine, case: tuple[Inputs, str]) -> None:
    ruled.create(GROUP_KIND, net.rule_group(name="first"))
    inputs, code = case
    refuse(ruled, GROUP_KIND, {**inputs, "ruleCollectionGroupName": inputs["ruleCollectionGroupName"] + "x"}, code)


def test_names_in_network_rules_need_the_firewall_to_answer_for_them(hub: Engine) -> None:
    made, _ = hub.create("network:FirewallPolicy", changed(net.policy(), "dnsSettings", None))
    named = net.rule_group(net.collection(net.tag_rule(destinationFqdns=["time.example"])))
    refuse(hub, GROUP_KIND, named, "FirewallPolicyDNSProxyMustBeEnabled")
    hub.update("network:FirewallPolicy", made, net.policy())
    hub.create(GROUP_KIND, named)


def test_translations_to_names_need_it_too(hub: Engine) -> None:
    hub.create("network:FirewallPolicy", changed(net.policy(), "dnsSettings", None))
    rule = net.nat_rule(translatedAddress="", translatedFqdn="web.example")
    named = net.rule_group(net.collection(rule, action="DNAT"))
    refuse(hub, GROUP_KIND, named, "FirewallPolicyDNSProxyMustBeEnabled")


def test_a_group_needs_its_policy(hub: Engine) -> None:
    refuse(hub, GROUP_KIND, net.rule_group(), "ParentResourceNotFound")

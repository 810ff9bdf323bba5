"""Rule collection groups of a firewall policy."""

from __future__ import annotations

import pytest

from tests.unit.azure import samples_network as net
from tests.unit.azure.harness import Engine, refuse
from tests.unit.azure.samples import changed

GROUP_KIND = "network:FirewallPolicyRuleCollectionGroup"


@pytest.fixture
def hub(azure: Engine) -> Engine:
    net.build_hub(azure)
    return azure


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

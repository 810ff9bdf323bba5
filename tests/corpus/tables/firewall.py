"""Azure Firewall, its policies and their rules."""

from __future__ import annotations

from tests.corpus.model import Bad, Family, Good
from tests.corpus.worlds import hub, policed
from tests.unit.azure import samples_network as net

# fmt: off

POLICY = Good("Standard", "network:FirewallPolicy", hub, net.policy())
BASIC_POLICY = Good("Basic", "network:FirewallPolicy", hub, net.policy("Basic"))
PREMIUM_POLICY = Good("Premium, with intrusion detection", "network:FirewallPolicy", hub, net.policy("Premium", intrusionDetection={"mode": "Alert"}))
PLAIN_POLICY = Good("Standard without proxy", "network:FirewallPolicy", hub, net.policy(dnsSettings={"enableProxy": False}))

FIREWALL = Good("Standard", "network:AzureFirewall", policed, net.firewall())
PREMIUM = Good("Premium", "network:AzureFirewall", policed, net.firewall("Premium"))
BASIC = Good("Basic, managed over a subnet of its own", "network:AzureFirewall", hub, net.firewall("Basic"), (BASIC_POLICY,))
MANAGED = Good("Standard, managed over a subnet of its own", "network:AzureFirewall", policed, net.firewall(managementIpConfiguration=net.configuration("m", net.MANAGEMENT_SUBNET, "pip-mgmt")))

WEB = Good("names of web servers", "network:FirewallPolicyRuleCollectionGroup", policed, net.rule_group())
TAGS = Good("service tags", "network:FirewallPolicyRuleCollectionGroup", policed, net.rule_group(net.collection(net.tag_rule())))
NAMES = Good("names in network rules", "network:FirewallPolicyRuleCollectionGroup", policed, net.rule_group(net.collection(net.tag_rule(destinationFqdns=["time.example"], destinationAddresses=[]))))
DNAT = Good("a translation", "network:FirewallPolicyRuleCollectionGroup", policed, net.rule_group(net.collection(net.nat_rule(), action="DNAT")))
MIXED = Good("two collections", "network:FirewallPolicyRuleCollectionGroup", policed, net.rule_group(net.collection(net.web_rule()), net.collection(net.tag_rule(), name="more", priority=300)))

GOOD = (POLICY, BASIC_POLICY, PREMIUM_POLICY, PLAIN_POLICY, FIREWALL, PREMIUM, BASIC, MANAGED, WEB, TAGS, NAMES, DNAT, MIXED)

BAD: tuple[Bad, ...] = ()

FAMILY = Family("firewall", GOOD, BAD)

"""Azure Firewall, its policies and their rules."""

from __future__ import annotations

from tests.corpus.model import Bad, Family, Good
from tests.corpus.worlds import hub, policed
from tests.unit.azure import samples as given
from tests.unit.azure import samples_network as net
from tests.unit.azure.harness import NETWORK as IDS

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
GROUP_TWO = Good("beside the firewall's", "resources:ResourceGroup", policed, {"resourceGroupName": "rg2", "location": "westeurope"})
EGRESS = Good("a default route to an appliance", "network:RouteTable", policed, net.route_table())
ROUTED = Good("a firewall's subnet with routes", "network:VirtualNetwork", policed, net.hub(net.subnet("AzureFirewallSubnet", "10.40.0.0/26", routeTable={"id": EGRESS.id}), name="routed", space="10.40.0.0/16"), (EGRESS,))
SMALL = Good("a small subnet for a firewall", "network:VirtualNetwork", policed, net.hub(net.subnet("AzureFirewallSubnet", "10.30.0.0/27"), name="small", space="10.30.0.0/16"))
FAR_POLICY = Good("in another region", "network:FirewallPolicy", hub, net.policy() | {"firewallPolicyName": "far", "location": "northeurope"})
HIGH_POLICY = Good("Premium, a parent", "network:FirewallPolicy", hub, net.policy("Premium") | {"firewallPolicyName": "base"})
OWN_NAMES = Good("names in network rules of a policy", "network:FirewallPolicyRuleCollectionGroup", hub, NAMES.inputs, (POLICY,))
OWN_FIREWALL = Good("with a policy that was made with it", "network:AzureFirewall", hub, net.firewall(), (POLICY,))

GOOD = (POLICY, BASIC_POLICY, PREMIUM_POLICY, PLAIN_POLICY, FIREWALL, PREMIUM, BASIC, MANAGED, WEB, TAGS, NAMES, DNAT, MIXED, GROUP_TWO, EGRESS, ROUTED, SMALL, FAR_POLICY, HIGH_POLICY, OWN_NAMES, OWN_FIREWALL)


BAD = (
    Bad(POLICY, "a tier that is none", {"sku.tier": "Gold"}, "InvalidRequestPropertyValue", "sku.tier"),
    Bad(POLICY, "intrusion detection in Standard", {"intrusionDetection": {"mode": "Off"}}, "FirewallPolicyHigherTierOnlyProperties", "intrusionDetection"),
    Bad(POLICY, "a proxy in Basic", {"sku.tier": "Basic"}, "FirewallPolicyHigherTierOnlyProperties", "dnsSettings.enableProxy"),
    Bad(POLICY, "a server that is no address", {"dnsSettings.servers": ["dns.example"]}, "InvalidIPAddressFormat", "dnsSettings.servers[0]"),
    Bad(POLICY, "a private range that is none", {"snat": {"privateRanges": ["10.0.0.0/33"]}}, "InvalidAddressPrefixFormat", "10.0.0.0/33"),
    Bad(POLICY, "a policy keeps its tier", {"sku.tier": "Premium"}, "FirewallPolicyTierChangeNotAllowed", "sku.tier", "update"),
    Bad(BASIC_POLICY, "denials in Basic", {"threatIntelMode": "Deny"}, "FirewallPolicyHigherTierOnlyProperties", "threatIntelMode"),
    Bad(FIREWALL, "a tier that is none", {"sku.tier": "Gold"}, "InvalidRequestPropertyValue", "sku.tier"),
    Bad(FIREWALL, "a firewall with another subnet", {"ipConfigurations[0].subnet.id": net.PLAIN}, "AzureFirewallSubnetNameInvalid", "ipConfigurations[0].subnet"),
    Bad(FIREWALL, "a firewall with no subnet", {"ipConfigurations": []}, "AzureFirewallIpConfigurationSubnetMissing", "ipConfigurations"),
    Bad(FIREWALL, "a firewall with two subnets", {"ipConfigurations[+]": {"name": "d", "subnet": {"id": net.FIREWALL_SUBNET}, "publicIPAddress": {"id": f"{IDS}/publicIPAddresses/pip-vpn"}}}, "AzureFirewallIpConfigurationSubnetMissing", "ipConfigurations"),
    Bad(FIREWALL, "a firewall with no address", {"ipConfigurations[0].publicIPAddress": None}, "AzureFirewallIpConfigurationPublicIpMissing", "ipConfigurations[0].publicIPAddress.id"),
    Bad(FIREWALL, "rules beside a policy", {"networkRuleCollections": [{"name": "n", "priority": 100, "action": {"type": "Allow"}, "rules": []}]}, "AzureFirewallPolicyAndRuleCollectionsConflict", "networkRuleCollections"),
    Bad(FIREWALL, "a hub's settings", {"hubIPAddresses": {"publicIPs": {"count": 1}}}, "AzureFirewallInvalidRequest", "hubIPAddresses"),
    Bad(FIREWALL, "a firewall with another region", {"location": "northeurope"}, "InvalidResourceReference", "location"),
    Bad(FIREWALL, "a policy that is not there", {"firewallPolicy.id": f"{net.POLICY_ID}x"}, "InvalidResourceReference", "firewallPolicy.id"),
    Bad(FIREWALL, "a name of 57 letters", {"azureFirewallName": "a" * 57}, "InvalidResourceName", "name"),
    Bad(FIREWALL, "a firewall keeps its zones", {"zones": ["1"]}, "PropertyChangeNotAllowed", "zones", "update"),
    Bad(FIREWALL, "a firewall keeps its SKU", {"sku.name": "AZFW_Hub"}, "PropertyChangeNotAllowed", "sku.name", "update"),
    Bad(FIREWALL, "a firewall keeps its region", {"location": "northeurope"}, "InvalidResourceLocation", "location", "update"),
    Bad(MANAGED, "another management subnet", {"managementIpConfiguration.subnet.id": net.PLAIN}, "AzureFirewallSubnetNameInvalid", "managementIpConfiguration.subnet"),
    Bad(MANAGED, "management without address", {"managementIpConfiguration.publicIPAddress": None}, "AzureFirewallManagementIpConfigRequiresSubnetAndPublicIp", "managementIpConfiguration"),
    Bad(MANAGED, "one name for both", {"managementIpConfiguration.name": "c"}, "AzureFirewallManagementIpConfigNameNotUnique", "managementIpConfiguration.name"),
    Bad(MANAGED, "one address for both", {"managementIpConfiguration.publicIPAddress.id": f"{IDS}/publicIPAddresses/pip-afw"}, "PublicIPAddressInUse", "managementIpConfiguration.publicIPAddress.id"),
    Bad(MANAGED, "a policy of a lower tier's", {"sku.tier": "Basic"}, "AzureFirewallPolicyTierMismatch", "firewallPolicy"),
    Bad(MANAGED, "a firewall keeps its tier to Basic", {"sku.tier": "Basic"}, "AzureFirewallSkuTierChangeNotAllowed", "sku.tier", "update"),
    Bad(WEB, "a rule with no source", {"ruleCollections[0].rules[0].sourceAddresses": []}, "FirewallPolicyRulePropertyMissing", "ruleCollections[0].rules[0]"),
    Bad(WEB, "a source that is none", {"ruleCollections[0].rules[0].sourceAddresses[0]": "here"}, "AzureFirewallRuleInvalidIpAddressOrRangeFormat", "ruleCollections[0].rules[0].sourceAddresses"),
    Bad(WEB, "a rule with no target", {"ruleCollections[0].rules[0].targetFqdns": []}, "FirewallPolicyRulePropertyMissing", "ruleCollections[0].rules[0]"),
    Bad(WEB, "a rule with names and tags", {"ruleCollections[0].rules[0].fqdnTags": ["WindowsUpdate"]}, "FirewallPolicyApplicationRuleFqdnTagsWithFqdns", "ruleCollections[0].rules[0].fqdnTags"),
    Bad(WEB, "a service tag as FQDN tag", {"ruleCollections[0].rules[0].targetFqdns": [], "ruleCollections[0].rules[0].fqdnTags": ["AzureMonitor"]}, "FirewallPolicyApplicationRuleInvalidFqdnTag", "ruleCollections[0].rules[0].fqdnTags"),
    Bad(WEB, "a rule with a URL as name", {"ruleCollections[0].rules[0].targetFqdns": ["https://pypi.org"]}, "FirewallPolicyRuleInvalidFqdn", "ruleCollections[0].rules[0].targetFqdns"),
    Bad(WEB, "a wildcard inside", {"ruleCollections[0].rules[0].targetFqdns": ["pypi.*.org"]}, "FirewallPolicyRuleInvalidFqdn", "ruleCollections[0].rules[0].targetFqdns"),
    Bad(WEB, "a rule with no web protocol", {"ruleCollections[0].rules[0].protocols": []}, "FirewallPolicyRulePropertyMissing", "ruleCollections[0].rules[0]"),
    Bad(WEB, "another web protocol", {"ruleCollections[0].rules[0].protocols[0].protocolType": "Gopher"}, "FirewallPolicyApplicationRuleInvalidProtocol", "ruleCollections[0].rules[0].protocols"),
    Bad(WEB, "URLs without Premium", {"ruleCollections[0].rules[0].targetUrls": ["pypi.org/simple"]}, "FirewallPolicyHigherTierOnlyProperties", "ruleCollections[0].rules[0].targetUrls"),
    Bad(WEB, "a priority of 99", {"priority": 99}, "FirewallPolicyRuleCollectionGroupInvalidPriorityValue", "priority"),
    Bad(WEB, "a priority of 65001", {"priority": 65001}, "FirewallPolicyRuleCollectionGroupInvalidPriorityValue", "priority"),
    Bad(WEB, "a collection's priority of 99", {"ruleCollections[0].priority": 99}, "FirewallPolicyRuleCollectionInvalidPriorityValue", "ruleCollections[0].priority"),
    Bad(WEB, "one priority twice", {"ruleCollections[+]": {"ruleCollectionType": "FirewallPolicyFilterRuleCollection", "name": "b", "priority": 200, "action": {"type": "Allow"}, "rules": [{"ruleType": "ApplicationRule", "name": "packages", "sourceAddresses": ["10.10.3.0/24"], "protocols": [{"protocolType": "Https", "port": 443}], "targetFqdns": ["pypi.org", "*.pythonhosted.org"]}]}}, "FirewallPolicyRuleCollectionPriorityNotUnique", "ruleCollections"),
    Bad(WEB, "a group with one name twice", {"ruleCollections[0].name": "a", "ruleCollections[+]": {"ruleCollectionType": "FirewallPolicyFilterRuleCollection", "name": "a", "priority": 201, "action": {"type": "Allow"}, "rules": [{"ruleType": "ApplicationRule", "name": "packages", "sourceAddresses": ["10.10.3.0/24"], "protocols": [{"protocolType": "Https", "port": 443}], "targetFqdns": ["pypi.org", "*.pythonhosted.org"]}]}}, "FirewallPolicyRuleCollectionNameNotUnique", "ruleCollections"),
    Bad(WEB, "one rule's name twice", {"ruleCollections[0].rules[+]": {"ruleType": "ApplicationRule", "name": "packages", "sourceAddresses": ["10.10.3.0/24"], "protocols": [{"protocolType": "Https", "port": 443}], "targetFqdns": ["pypi.org", "*.pythonhosted.org"]}}, "FirewallPolicyRuleNameNotUnique", "ruleCollections"),
    Bad(WEB, "rules of two kinds in a collection", {"ruleCollections[0].rules[+]": {"ruleType": "NetworkRule", "name": "azure", "ipProtocols": ["TCP"], "sourceAddresses": ["10.10.3.0/24"], "destinationAddresses": ["AzureMachineLearning", "Storage.WestEurope", "10.0.0.1-10.0.0.9"], "destinationPorts": ["443", "8787-8788"]}}, "FirewallPolicyRuleCollectionRuleTypesMixed", "ruleCollections[0].rules"),
    Bad(WEB, "translations in a filter", {"ruleCollections[0].ruleCollectionType": "FirewallPolicyNatRuleCollection", "ruleCollections[0].action.type": "DNAT"}, "FirewallPolicyRuleCollectionRuleTypesMixed", "ruleCollections[0].rules"),
    Bad(WEB, "an action that is none", {"ruleCollections[0].action.type": "Log"}, "FirewallPolicyRuleCollectionInvalidAction", "ruleCollections[0].action.type"),
    Bad(TAGS, "a rule with no destination", {"ruleCollections[0].rules[0].destinationAddresses": []}, "FirewallPolicyRulePropertyMissing", "ruleCollections[0].rules[0]"),
    Bad(TAGS, "a name as address", {"ruleCollections[0].rules[0].destinationAddresses": ["pypi.org"]}, "AzureFirewallRuleInvalidIpAddressOrRangeFormat", "ruleCollections[0].rules[0].destinationAddresses"),
    Bad(TAGS, "another IP protocol", {"ruleCollections[0].rules[0].ipProtocols[0]": "SCTP"}, "FirewallPolicyRuleInvalidProtocol", "ruleCollections[0].rules[0].ipProtocols"),
    Bad(TAGS, "a rule with no port", {"ruleCollections[0].rules[0].destinationPorts": []}, "FirewallPolicyRulePropertyMissing", "ruleCollections[0].rules[0]"),
    Bad(TAGS, "a port that is none", {"ruleCollections[0].rules[0].destinationPorts": ["70000"]}, "FirewallPolicyRuleInvalidPort", "ruleCollections[0].rules[0].destinationPorts"),
    Bad(TAGS, "ports upside down", {"ruleCollections[0].rules[0].destinationPorts": ["9-8"]}, "FirewallPolicyRuleInvalidPort", "ruleCollections[0].rules[0].destinationPorts"),
    Bad(DNAT, "a translation with nowhere to go", {"ruleCollections[0].rules[0].translatedAddress": ""}, "FirewallPolicyRulePropertyMissing", "ruleCollections[0].rules[0]"),
    Bad(DNAT, "a translation with two ways to go", {"ruleCollections[0].rules[0].translatedFqdn": "a.example"}, "FirewallPolicyRulePropertyMissing", "ruleCollections[0].rules[0]"),
    Bad(DNAT, "two destinations", {"ruleCollections[0].rules[0].destinationAddresses[+]": "203.0.113.10"}, "FirewallPolicyRulePropertyMissing", "ruleCollections[0].rules[0]"),
    Bad(DNAT, "no port to go to", {"ruleCollections[0].rules[0].translatedPort": ""}, "FirewallPolicyRulePropertyMissing", "ruleCollections[0].rules[0]"),
    Bad(DNAT, "a target that is no address", {"ruleCollections[0].rules[0].translatedAddress": "here"}, "AzureFirewallRuleInvalidIpAddressOrRangeFormat", "ruleCollections[0].rules[0].translatedAddress"),
    Bad(DNAT, "a translation with ICMP", {"ruleCollections[0].rules[0].ipProtocols[0]": "ICMP"}, "FirewallPolicyRuleInvalidProtocol", "ruleCollections[0].rules[0].ipProtocols"),
    Bad(POLICY, "a name that ends in a dot", {"firewallPolicyName": "afwp."}, "InvalidResourceName", "name"),
    Bad(WEB, "a name that ends in a dot", {"ruleCollectionGroupName": "default."}, "InvalidResourceName", "name"),
    Bad(BASIC, "another subnet.id, later", {"managementIpConfiguration.subnet.id": net.GATEWAY_SUBNET}, "PropertyChangeNotAllowed", "managementIpConfiguration.subnet.id", "update"),
    Bad(FIREWALL, "sku.name that is none", {"sku.name": "Sometimes"}, "InvalidRequestFormat", "sku.name"),
    Bad(PREMIUM_POLICY, "intrusionDetection.mode that is none", {"intrusionDetection.mode": "Sometimes"}, "InvalidRequestFormat", "intrusionDetection.mode"),
    Bad(FIREWALL, "a group that is not its network's", {"resourceGroupName": "rg2"}, "AzureFirewallAndVnetResourceGroupMismatch", "resourceGroupName", also=(GROUP_TWO,)),
    Bad(FIREWALL, "a default route, and no other way for its management", {"ipConfigurations[0].subnet.id": f"{ROUTED.id}/subnets/AzureFirewallSubnet"}, "AzureFirewallSubnetDefaultRouteNotToInternet", "ipConfigurations[0].subnet", also=(ROUTED,)),
    Bad(FIREWALL, "a subnet of 27 bits", {"ipConfigurations[0].subnet.id": f"{SMALL.id}/subnets/AzureFirewallSubnet"}, "SubnetSizeTooSmall", "ipConfigurations[0].subnet", also=(SMALL,)),
    Bad(POLICY, "a parent of another region", {"basePolicy": {"id": FAR_POLICY.id}}, "FirewallPolicyBasePolicyLocationMismatch", "basePolicy", also=(FAR_POLICY,)),
    Bad(POLICY, "a parent of a higher tier", {"basePolicy": {"id": HIGH_POLICY.id}}, "FirewallPolicyBasePolicyTierMismatch", "basePolicy", also=(HIGH_POLICY,)),
    Bad(POLICY, "private ranges that are none", {"snat": {"privateRanges": ["10.0.0.0/33"]}}, "InvalidAddressPrefixFormat", "snat.privateRanges"),
    Bad(POLICY, "that a firewall has", {}, "FirewallPolicyInUse", "afwp", "delete", also=(OWN_FIREWALL,)),
    Bad(WEB, "a priority that another group has", {"ruleCollectionGroupName": "two"}, "FirewallPolicyRuleCollectionGroupPriorityNotUnique", "priority", also=(WEB,)),
    Bad(OWN_NAMES, "names of a firewall that does not answer for them", {}, "FirewallPolicyDNSProxyMustBeEnabled", "ruleCollections[0].rules[0].destinationFqdns", also=(PLAIN_POLICY,), without=(POLICY,)),
    Bad(FIREWALL, "two in a subnet", {"azureFirewallName": "two", "ipConfigurations[0].publicIPAddress.id": given.address_id("pip-vpn")}, "SubnetInUse", "ipConfigurations[0].subnet", also=(FIREWALL,)),
    Bad(WEB, "a port beyond what the firewall reads", {"ruleCollections[0].rules[0].protocols[0].port": 64001}, "FirewallPolicyApplicationRuleInvalidProtocol", "ruleCollections[0].rules[0].protocols"),
    Bad(DNAT, "an action that is none for translations", {"ruleCollections[0].action.type": "SNAT"}, "FirewallPolicyRuleCollectionInvalidAction", "ruleCollections[0].action.type"),
)

FAMILY = Family("firewall", GOOD, BAD)

"""Networks and their subnets, security groups, peerings."""

from __future__ import annotations

from tests.corpus.model import Bad, Family, Good
from tests.corpus.worlds import networked, routed, spoked
from tests.unit.azure import samples as given
from tests.unit.azure import samples_network as net
from tests.unit.azure.harness import NETWORK as IDS
from tests.unit.azure.harness import SCOPE

# fmt: off

GROUP = Good("a group", "resources:ResourceGroup", networked, {"resourceGroupName": "rg2", "location": "westeurope"})
TAGGED_GROUP = Good("a group with tags", "resources:ResourceGroup", networked, {"resourceGroupName": "rg.(2)_x", "location": "North Europe", "tags": {"env": "dev"}})

RULES = Good("one rule", "network:NetworkSecurityGroup", networked, given.security_group(name="other"))
TWO_RULES = Good("two rules", "network:NetworkSecurityGroup", networked, given.security_group(given.rule("a"), given.rule("b", 101), name="other"))

NETWORK = Good("two subnets", "network:VirtualNetwork", networked, given.network(net.subnet("a", "10.20.0.0/24"), net.subnet("b", "10.20.1.0/24"), name="other", space="10.20.0.0/16"))
SPOKE = Good("one subnet", "network:VirtualNetwork", routed, given.network(net.subnet("s", "10.20.0.0/26"), name="other", space="10.20.0.0/16"))
BASTION_NETWORK = Good("a subnet for Bastion", "network:VirtualNetwork", routed, given.network(net.subnet("AzureBastionSubnet", "10.20.0.0/26"), name="other", space="10.20.0.0/16"))
GATEWAY_NETWORK = Good("a subnet for gateways", "network:VirtualNetwork", routed, given.network(net.subnet("GatewaySubnet", "10.20.0.0/26"), name="other", space="10.20.0.0/16"))
FIREWALL_NETWORK = Good("a subnet for a firewall", "network:VirtualNetwork", routed, given.network(net.subnet("AzureFirewallSubnet", "10.20.0.0/26"), name="other", space="10.20.0.0/16"))
MANAGED_NETWORK = Good("a subnet for a firewall's management", "network:VirtualNetwork", routed, given.network(net.subnet("AzureFirewallManagementSubnet", "10.20.0.0/26"), name="other", space="10.20.0.0/16"))
EMPTY_NETWORK = Good("servers for names and no subnets", "network:VirtualNetwork", networked, given.in_group(virtualNetworkName="other", addressSpace={"addressPrefixes": ["10.20.0.0/16", "10.21.0.0/16"]}, dhcpOptions={"dnsServers": ["10.20.0.4"]}))

SUBNET = Good("one in a network", "network:Subnet", networked, net.own_subnet("new", "10.0.9.0/24", "vnet"))
DELEGATED = Good("a delegated one", "network:Subnet", routed, net.own_subnet("new", "10.10.9.0/24", delegations=net.delegation("Microsoft.ContainerInstance/containerGroups")))
SERVED = Good("one with service endpoint and policy", "network:Subnet", routed, net.own_subnet("new", "10.10.9.0/24", serviceEndpoints=[{"service": "Microsoft.Storage"}], serviceEndpointPolicies=[{"id": net.ENDPOINT_POLICY_ID}]))

PEERING = Good("a spoke to its hub", "network:VirtualNetworkPeering", spoked, net.peering("spoke", "hub"))
TRANSIT = Good("a hub that lends its gateway", "network:VirtualNetworkPeering", spoked, net.peering("hub", "spoke", allowGatewayTransit=True, allowForwardedTraffic=True))
ACI = net.delegation("Microsoft.ContainerInstance/containerGroups")
NEW_CARD = Good("an interface in a subnet", "network:NetworkInterface", networked, given.interface("in-new", f"{IDS}/virtualNetworks/vnet/subnets/new"), (SUBNET,))
OTHER_CARD = Good("an interface in a network", "network:NetworkInterface", networked, given.interface("in-other", f"{IDS}/virtualNetworks/other/subnets/a"), (NETWORK,))
OTHER_SUBNET = Good("one more in a network", "network:Subnet", networked, net.own_subnet("c", "10.20.9.0/24", "other"), (NETWORK,))
GUARDED = Good("one with a security group", "network:Subnet", networked, net.own_subnet("guarded", "10.0.9.0/24", "vnet", networkSecurityGroup={"id": RULES.id}), (RULES,))
LOCK = Good("a lock on the group", "authorization:ManagementLockByScope", networked, given.lock(SCOPE))
READ_LOCK = Good("a read-only lock on the group", "authorization:ManagementLockByScope", networked, given.lock(SCOPE, "ReadOnly"))
OTHER_GATEWAY = Good("a gateway in a network", "network:VirtualNetworkGateway", routed, net.express(ipConfigurations=[net.configuration("c", f"{GATEWAY_NETWORK.id}/subnets/GatewaySubnet", None)]), (GATEWAY_NETWORK,))
GATEWAY_SUBNET = Good("for gateways", "network:Subnet", spoked, net.own_subnet("GatewaySubnet", "10.20.1.0/27", "spoke"))
SPOKE_GATEWAY = Good("a gateway in a spoke", "network:VirtualNetworkGateway", spoked, net.express(virtualNetworkGatewayName="ers", ipConfigurations=[net.configuration("c", GATEWAY_SUBNET.id, None)]), (GATEWAY_SUBNET,))
BASTION_SUBNET = Good("for Bastion", "network:Subnet", spoked, net.own_subnet("AzureBastionSubnet", "10.20.2.0/26", "spoke"))
MANAGEMENT_SUBNET = Good("for a firewall's management", "network:Subnet", spoked, net.own_subnet("AzureFirewallManagementSubnet", "10.20.3.0/26", "spoke"))
INBOUND_SUBNET = Good("for a resolver", "network:Subnet", spoked, net.own_subnet("inbound", "10.20.4.0/28", "spoke", delegations=net.resolver_delegation()))
SPOKE_RESOLVER = Good("a resolver in a spoke", "dnsresolver:DnsResolver", spoked, net.resolver(virtualNetwork={"id": f"{IDS}/virtualNetworks/spoke"}))
SPOKE_INBOUND = Good("an endpoint in a spoke", "dnsresolver:InboundEndpoint", spoked, net.inbound(subnet={"id": INBOUND_SUBNET.id}), (INBOUND_SUBNET, SPOKE_RESOLVER))
FAR_POLICY = Good("in another region", "network:ServiceEndpointPolicy", routed, net.endpoint_policy() | {"serviceEndpointPolicyName": "far", "location": "northeurope"})
GATEWAY = Good("a gateway in the hub", "network:VirtualNetworkGateway", spoked, net.express())
HUB_SPOKE = Good("a hub to its spoke", "network:VirtualNetworkPeering", spoked, net.peering("hub", "spoke"))
USES = Good("a spoke that uses the gateway of its hub", "network:VirtualNetworkPeering", spoked, net.peering("spoke", "hub", useRemoteGateways=True), (GATEWAY,))
APART = Good("a network apart", "network:VirtualNetwork", spoked, net.hub(net.subnet("GatewaySubnet", "10.30.0.0/27"), name="third", space="10.30.0.0/16"))
APART_GATEWAY = Good("a gateway in a third network", "network:VirtualNetworkGateway", spoked, net.express(virtualNetworkGatewayName="er3", ipConfigurations=[net.configuration("c", f"{APART.id}/subnets/GatewaySubnet", None)]), (APART,))
THIRD = Good("a spoke to a third network", "network:VirtualNetworkPeering", spoked, net.peering("spoke", "third"), (APART, APART_GATEWAY))
HUB_THIRD = Good("a hub to a third network", "network:VirtualNetworkPeering", spoked, net.peering("hub", "third"), (APART, APART_GATEWAY))
TWIN = Good("the addresses of the spoke again", "network:VirtualNetwork", spoked, net.hub(net.subnet("s", "10.20.0.0/24"), name="twin", space="10.20.0.0/16"))
TWIN_HUB = Good("a twin of the spoke to the hub", "network:VirtualNetworkPeering", spoked, net.peering("twin", "hub"), (TWIN,))
HUB_APART = Good("a third network to the hub", "network:VirtualNetworkPeering", spoked, net.peering("third", "hub"), (APART,))
SPELLED = Good("empty values beside those that count", "network:NetworkSecurityGroup", networked, given.security_group(given.rule(sourceAddressPrefix="", sourceAddressPrefixes=["10.0.0.0/8", "172.16.0.0/12"], sourcePortRanges=[], destinationAddressPrefixes=[], destinationPortRange="", destinationPortRanges=["80", "443"]), name="other"))
SIXTH = Good("addresses of version 6", "network:NetworkSecurityGroup", networked, given.security_group(given.rule(sourceAddressPrefix="fd00::/8", destinationAddressPrefix="fd01::/16"), name="other"))

GOOD = (SPELLED, SIXTH, GROUP, TAGGED_GROUP, RULES, TWO_RULES, NETWORK, SPOKE, BASTION_NETWORK, GATEWAY_NETWORK, FIREWALL_NETWORK, MANAGED_NETWORK, EMPTY_NETWORK, SUBNET, DELEGATED, SERVED, PEERING, TRANSIT, NEW_CARD, OTHER_CARD, OTHER_SUBNET, GUARDED, LOCK, READ_LOCK, OTHER_GATEWAY, GATEWAY_SUBNET, SPOKE_GATEWAY, BASTION_SUBNET, MANAGEMENT_SUBNET, INBOUND_SUBNET, SPOKE_RESOLVER, SPOKE_INBOUND, FAR_POLICY, GATEWAY, HUB_SPOKE, USES, APART, APART_GATEWAY, THIRD, HUB_THIRD, TWIN, TWIN_HUB, HUB_APART)


BAD = (
    Bad(RULES, "addresses in two forms", {"securityRules[0].destinationAddressPrefixes": ["10.0.0.0/8"]}, "SecurityRuleParametersConflict", "securityRules[0].destinationAddressPrefixes"),
    Bad(RULES, "ports in two forms", {"securityRules[0].destinationPortRanges": ["443"]}, "SecurityRuleParametersConflict", "securityRules[0].destinationPortRanges"),
    Bad(SPELLED, "sources of both versions", {"securityRules[0].sourceAddressPrefixes[1]": "fd00::/8"}, "ResourceCannotContainAddressPrefixesFromDifferentAddressFamilies", "securityRules/deny"),
    Bad(SIXTH, "from one version to the other", {"securityRules[0].destinationAddressPrefix": "10.0.0.0/8"}, "ResourceCannotContainAddressPrefixesFromDifferentAddressFamilies", "securityRules/deny"),
    Bad(GROUP, "a group name that ends in a dot", {"resourceGroupName": "rg."}, "InvalidResourceName", "name"),
    Bad(RULES, "a word in an object of a list", {"securityRules[0].protocol": "Http"}, "InvalidRequestFormat", "securityRules[0].protocol"),
    Bad(RULES, "a priority below 100", {"securityRules[0].priority": 99}, "SecurityRuleInvalidPriority", "securityRules[0].priority"),
    Bad(RULES, "a priority above 4096", {"securityRules[0].priority": 4097}, "SecurityRuleInvalidPriority", "securityRules[0].priority"),
    Bad(RULES, "a security group name with a space", {"networkSecurityGroupName": "a b"}, "InvalidResourceName", "name"),
    Bad(TWO_RULES, "two rules of one priority and direction", {"securityRules[1].priority": 100}, "SecurityRuleConflict", "securityRules[1].priority"),
    Bad(NETWORK, "a subnet name twice", {"subnets[1].name": "A"}, "DuplicateResourceName", "subnets"),
    Bad(NETWORK, "a nat gateway serves one network", {"subnets[0].natGateway": {"id": f"{IDS}/natGateways/nat"}}, "NatGatewayCannotBeUsedBySubnetsBelongingToDifferentVirtualNetworks", "subnets[0].natGateway"),
    Bad(SPOKE, "a subnet below /29", {"addressSpace.addressPrefixes[0]": "10.0.0.0/16", "subnets[0].addressPrefix": "10.0.0.0/30"}, "NetcfgInvalidSubnet", "subnets[0].addressPrefix"),
    Bad(SPOKE, "bits behind the prefix", {"subnets[0].addressPrefix": "10.0.0.5/24"}, "InvalidCIDRNotation", "10.0.0.5/24"),
    Bad(SPOKE, "an address range that is none", {"subnets[0].addressPrefix": "10.0.0/24"}, "InvalidAddressPrefixFormat", "10.0.0/24"),
    Bad(SPOKE, "an unknown service", {"subnets[0].delegations": [{"name": "d", "serviceName": "Microsoft.Network/managedResolvers"}]}, "InvalidServiceNameOnDelegation", "subnets[0].delegations"),
    Bad(SPOKE, "to give a subnet two services", {"subnets[0].delegations": [{"name": "d", "serviceName": "Microsoft.ContainerInstance/containerGroups"}, {"name": "e", "serviceName": "Microsoft.Network/dnsResolvers"}]}, "SubnetHasMoreThanOneDelegation", "subnets[0].delegations"),
    Bad(SPOKE, "a policy without service endpoint", {"subnets[0].serviceEndpointPolicies": [{"id": net.ENDPOINT_POLICY_ID}]}, "ServiceEndpointPolicyRequiresServiceEndpoint", "subnets[0].serviceEndpointPolicies[0]"),
    Bad(SPOKE, "dns servers are addresses", {"dhcpOptions": {"dnsServers": ["10.10.1.4", "dns.example"]}}, "NetcfgInvalidIPAddress", "dhcpOptions.dnsServers[1]"),
    Bad(BASTION_NETWORK, "a Bastion subnet whose rules are not complete", {"addressSpace.addressPrefixes[0]": "10.0.0.0/16", "subnets[0].addressPrefix": "10.0.0.0/26", "subnets[0].networkSecurityGroup": {"id": f"{IDS}/networkSecurityGroups/nsg"}}, "NetworkSecurityGroupNotCompliantForAzureBastionSubnet", "subnets[0].networkSecurityGroup"),
    Bad(BASTION_NETWORK, "to give a subnet NAT for Bastion", {"subnets[0].natGateway": {"id": f"{IDS}/natGateways/nat"}}, "NatGatewayCannotBeAttachedForAzureBastionSubnet", "subnets[0].natGateway"),
    Bad(BASTION_NETWORK, "routes for Bastion", {"subnets[0].routeTable": {"id": f"{IDS}/routeTables/egress"}}, "RouteTableCannotBeAttachedForAzureBastionSubnet", "subnets[0].routeTable"),
    Bad(GATEWAY_NETWORK, "a security group for a gateway's subnet", {"subnets[0].networkSecurityGroup": {"id": f"{IDS}/networkSecurityGroups/nsg"}}, "NetworkSecurityGroupCannotBeAttachedToGatewaySubnet", "subnets[0].networkSecurityGroup"),
    Bad(GATEWAY_NETWORK, "a NAT gateway for a gateway's subnet", {"subnets[0].natGateway": {"id": f"{IDS}/natGateways/nat"}}, "NatGatewayCannotBeAttachedToGatewaySubnet", "subnets[0].natGateway"),
    Bad(GATEWAY_NETWORK, "a delegation for a gateway's subnet", {"subnets[0].delegations": [{"name": "d", "serviceName": "Microsoft.ContainerInstance/containerGroups"}]}, "SubnetCannotBeDelegated", "subnets[0].delegations"),
    Bad(FIREWALL_NETWORK, "NSG for the firewall", {"subnets[0].networkSecurityGroup": {"id": f"{IDS}/networkSecurityGroups/nsg"}}, "NetworkSecurityGroupCannotBeAttachedToAzureFirewallSubnet", "subnets[0].networkSecurityGroup"),
    Bad(MANAGED_NETWORK, "NSG for the firewall's management", {"subnets[0].networkSecurityGroup": {"id": f"{IDS}/networkSecurityGroups/nsg"}}, "NetworkSecurityGroupCannotBeAttachedToAzureFirewallSubnet", "subnets[0].networkSecurityGroup"),
    Bad(MANAGED_NETWORK, "routes for the firewall's management", {"subnets[0].routeTable": {"id": f"{IDS}/routeTables/egress"}}, "AzureFirewallManagementSubnetRouteNotAllowed", "subnets[0].routeTable"),
    *(
        Bad(EMPTY_NETWORK, f"addresses that Azure keeps, {text}", {"addressSpace.addressPrefixes": [text]}, "AddressPrefixNotAllowed", text)
        for text in ("127.0.0.0/16", "169.254.0.0/24", "168.63.129.0/24", "224.0.0.0/8", "239.255.0.0/16", "255.255.255.0/24")
    ),
    *(
        Bad(EMPTY_NETWORK, f"addresses that are none, {text}", {"addressSpace.addressPrefixes": [text]}, code, text)
        for text, code in (("10.0.0.1/16", "InvalidCIDRNotation"), ("10.0.0.0/33", "InvalidAddressPrefixFormat"), ("10.0.0/8", "InvalidAddressPrefixFormat"))
    ),
    Bad(EMPTY_NETWORK, "a subnet outside its network", {"subnets": [{"name": "s0", "addressPrefix": "10.9.0.0/24"}, {"name": "s1", "addressPrefix": "11.0.0.0/24"}]}, "NetcfgSubnetRangeOutsideVnet", "subnets[0].addressPrefix"),
    Bad(EMPTY_NETWORK, "subnets that overlap", {"addressSpace.addressPrefixes": ["10.0.0.0/16"], "subnets": [{"name": "s0", "addressPrefix": "10.0.0.0/24"}, {"name": "s1", "addressPrefix": "10.0.0.128/25"}]}, "NetcfgSubnetRangesOverlap", "subnets[1].addressPrefix"),
    Bad(EMPTY_NETWORK, "a route table on the Bastion subnet", {"addressSpace.addressPrefixes": ["10.0.0.0/16"], "subnets": [{"name": "AzureBastionSubnet", "addressPrefix": "10.0.0.0/26", "routeTable": {"id": f"{IDS}/routeTables/rt"}}]}, "RouteTableCannotBeAttachedForAzureBastionSubnet", "subnets[0].routeTable"),
    Bad(SUBNET, "a standalone subnet over another one", {"addressPrefix": "10.0.0.64/26"}, "NetcfgSubnetRangesOverlap", "addressPrefix"),
    Bad(SUBNET, "a standalone subnet outside", {"addressPrefix": "10.7.0.0/33"}, "InvalidAddressPrefixFormat", "10.7.0.0/33"),
    Bad(PEERING, "a remote network that is not there", {"remoteVirtualNetwork.id": f"{IDS}/virtualNetworks/absent"}, "InvalidResourceReference", "remoteVirtualNetwork.id"),
    Bad(PEERING, "a remote gateway is used where there is one", {"useRemoteGateways": True}, "RemoteVnetHasNoGateways", "useRemoteGateways"),
    Bad(SUBNET, "a name that ends in a dot", {"subnetName": "new."}, "InvalidResourceName", "name"),
    Bad(PEERING, "a name that ends in a dot", {"virtualNetworkPeeringName": "to-hub."}, "InvalidResourceName", "name"),
    Bad(NETWORK, "a name that ends in a dot", {"virtualNetworkName": "other."}, "InvalidResourceName", "name"),
    Bad(SUBNET, "privateEndpointNetworkPolicies that is none", {"privateEndpointNetworkPolicies": "Sometimes"}, "InvalidRequestFormat", "privateEndpointNetworkPolicies"),
    Bad(NETWORK, "privateEndpointVNetPolicies that is none", {"privateEndpointVNetPolicies": "Sometimes"}, "InvalidRequestFormat", "privateEndpointVNetPolicies"),
    Bad(PEERING, "peeringState that is none", {"peeringState": "Sometimes"}, "InvalidRequestFormat", "peeringState"),
    Bad(NETWORK, "no address space", {"addressSpace.addressPrefixes": []}, "NoAddressPrefixOrPoolProvided", "addressSpace.addressPrefixes"),
    Bad(EMPTY_NETWORK, "a network in the loopback range", {"addressSpace.addressPrefixes[1]": "127.0.0.0/16"}, "AddressPrefixNotAllowed", "addressSpace.addressPrefixes"),
    Bad(EMPTY_NETWORK, "a network in the range of multicasts", {"addressSpace.addressPrefixes[1]": "224.0.0.0/16"}, "AddressPrefixNotAllowed", "addressSpace.addressPrefixes"),
    Bad(EMPTY_NETWORK, "a network over the address of Azure's own services", {"addressSpace.addressPrefixes[1]": "168.63.129.0/24"}, "AddressPrefixNotAllowed", "addressSpace.addressPrefixes"),
    Bad(EMPTY_NETWORK, "address prefixes that overlap", {"addressSpace.addressPrefixes[1]": "10.20.128.0/17"}, "NetcfgInvalidVirtualNetworkPrefix", "addressSpace.addressPrefixes"),
    Bad(NETWORK, "a subnet without addresses", {"subnets[0].addressPrefix": None}, "NoAddressPrefixOrPoolProvided", "subnets[0].addressPrefix"),
    Bad(GATEWAY_NETWORK, "a default route on the subnet of a gateway, later", {"subnets[0].routeTable": {"id": f"{IDS}/routeTables/egress"}}, "RouteTableCannotBeAttachedToGatewaySubnet", "subnets[0].routeTable", "update", also=(OTHER_GATEWAY,)),
    Bad(NETWORK, "another range below an interface, later", {"subnets[0].addressPrefix": "10.20.9.0/24"}, "InUsePrefixCannotBeDeleted", "subnets[0].addressPrefix", "update", also=(OTHER_CARD,)),
    Bad(NETWORK, "without a subnet that is in use, later", {"subnets[0]": None}, "InUseSubnetCannotBeDeleted", "other", "update", also=(OTHER_CARD,)),
    Bad(NETWORK, "without the addresses of its subnets, later", {"addressSpace.addressPrefixes[0]": "10.20.0.0/24"}, "NetcfgSubnetRangeOutsideVnet", "subnets[1].addressPrefix", "update"),
    Bad(APART, "the addresses of a peer, later", {"addressSpace.addressPrefixes[+]": "10.10.128.0/17"}, "VnetAddressSpacesOverlap", "addressSpace.addressPrefixes", "update", also=(HUB_APART,)),
    Bad(GATEWAY_SUBNET, "a security group for a gateway's subnet", {"networkSecurityGroup": {"id": f"{IDS}/networkSecurityGroups/nsg"}}, "NetworkSecurityGroupCannotBeAttachedToGatewaySubnet", "networkSecurityGroup"),
    Bad(GATEWAY_SUBNET, "a default route on the subnet of a gateway, later", {"routeTable": {"id": f"{IDS}/routeTables/egress"}}, "RouteTableCannotBeAttachedToGatewaySubnet", "routeTable", "update", also=(SPOKE_GATEWAY,)),
    Bad(BASTION_SUBNET, "a Bastion subnet whose rules are not complete", {"networkSecurityGroup": {"id": f"{IDS}/networkSecurityGroups/nsg"}}, "NetworkSecurityGroupNotCompliantForAzureBastionSubnet", "networkSecurityGroup"),
    Bad(MANAGEMENT_SUBNET, "routes for a firewall's management", {"routeTable": {"id": f"{IDS}/routeTables/egress"}}, "AzureFirewallManagementSubnetRouteNotAllowed", "routeTable"),
    Bad(DELEGATED, "a service that takes no subnets", {"delegations[0].serviceName": "Microsoft.Network/managedResolvers"}, "InvalidServiceNameOnDelegation", "delegations"),
    Bad(INBOUND_SUBNET, "without the delegation that something stands on, later", {"delegations": None}, "SubnetMissingRequiredDelegation", "delegations", "update", also=(SPOKE_INBOUND,)),
    Bad(SUBNET, "a delegation over an interface, later", {"delegations": ACI}, "ResourceNotPermittedOnDelegatedSubnet", "delegations", "update", also=(NEW_CARD,)),
    Bad(SUBNET, "another range below an interface, later", {"addressPrefix": "10.0.10.0/24"}, "InUsePrefixCannotBeDeleted", "addressPrefix", "update", also=(NEW_CARD,)),
    Bad(OTHER_SUBNET, "a NAT gateway of another network", {"natGateway": {"id": f"{IDS}/natGateways/nat"}}, "NatGatewayCannotBeUsedBySubnetsBelongingToDifferentVirtualNetworks", "natGateway"),
    Bad(SERVED, "a policy without service endpoint", {"serviceEndpoints": None}, "ServiceEndpointPolicyRequiresServiceEndpoint", "serviceEndpointPolicies[0]"),
    Bad(SERVED, "a policy of another region", {"serviceEndpointPolicies[0].id": FAR_POLICY.id}, "InvalidResourceReference", "serviceEndpointPolicies[0]", also=(FAR_POLICY,)),
    Bad(SUBNET, "with an interface in it", {}, "InUseSubnetCannotBeDeleted", "new", "delete", also=(NEW_CARD,)),
    Bad(RULES, "that a subnet has", {}, "InUseNetworkSecurityGroupCannotBeDeleted", "other", "delete", also=(GUARDED,)),
    Bad(RULES, "in a locked group", {}, "ScopeLocked", "other", "delete", also=(LOCK,)),
    Bad(RULES, "in a group that is read only", {}, "ScopeLocked", "other", also=(READ_LOCK,)),
    Bad(RULES, "in a group that is read only, later", {"tags": {"env": "dev"}}, "ScopeLocked", "other", "update", also=(READ_LOCK,)),
    Bad(PEERING, "a peering of networks that overlap", {"remoteVirtualNetwork.id": TWIN.id}, "VnetAddressSpacesOverlap", "remoteVirtualNetwork.id", also=(TWIN,)),
    Bad(PEERING, "a peering of the same networks twice", {"virtualNetworkPeeringName": "again"}, "AnotherPeeringAlreadyReferencesRemoteVnet", "remoteVirtualNetwork.id", also=(PEERING,)),
    Bad(HUB_SPOKE, "a peer with the addresses of another one", {"virtualNetworkPeeringName": "to-twin", "remoteVirtualNetwork.id": TWIN.id}, "VnetAddressSpaceOverlapsWithAlreadyPeeredVnet", "remoteVirtualNetwork.id", also=(HUB_SPOKE, TWIN)),
    Bad(TWIN_HUB, "to a network that has a peer with the same addresses", {}, "VnetAddressSpaceOverlapsWithAlreadyPeeredVnet", "remoteVirtualNetwork.id", also=(HUB_SPOKE,)),
    Bad(HUB_THIRD, "another's gateway beside its own", {"useRemoteGateways": True}, "VnetHasGateways", "useRemoteGateways", also=(GATEWAY,)),
    Bad(THIRD, "a second gateway elsewhere", {"useRemoteGateways": True}, "VnetUsesRemoteGatewaysAlready", "useRemoteGateways", also=(USES,)),
    Bad(USES, "a gateway that is not lent", {}, "PeeringGatewayTransitNotAllowed", "useRemoteGateways", also=(HUB_SPOKE,)),
    Bad(SPOKE_GATEWAY, "in a network that uses another's", {}, "VnetUsesRemoteGatewaysAlready", "ipConfigurations[0].subnet", also=(USES,)),
    Bad(RULES, "1001 rules", {"securityRules": [given.rule(f"r{i}", 100 + i) for i in range(1001)]}, "SecurityRulesPerNetworkSecurityGroupLimitReached", "securityRules"),
    Bad(RULES, "a rule's name with a space", {"securityRules[0].name": "a b"}, "InvalidResourceName", "securityRules[0].name"),
    Bad(TWO_RULES, "a rule's name twice", {"securityRules[1].name": "A"}, "DuplicateResourceName", "securityRules[1].name"),
    Bad(RULES, "a range of ports from the end", {"securityRules[0].destinationPortRange": "443-80"}, "SecurityRuleInvalidPortRange", "securityRules[0].destinationPortRange"),
    Bad(RULES, "a port beyond the last one", {"securityRules[0].destinationPortRange": "65536"}, "SecurityRuleInvalidPortRange", "securityRules[0].destinationPortRange"),
    Bad(RULES, "no ports", {"securityRules[0].sourcePortRange": None}, "SecurityRuleInvalidPortRange", "securityRules[0].sourcePortRange"),
    Bad(RULES, "everybody in a list", {"securityRules[0].sourceAddressPrefix": None, "securityRules[0].sourceAddressPrefixes": ["*", "10.0.0.0/8"]}, "SecurityRuleParameterContainsUnsupportedValue", "securityRules[0].sourceAddressPrefixes"),
    Bad(RULES, "a service tag in a list", {"securityRules[0].sourceAddressPrefix": None, "securityRules[0].sourceAddressPrefixes": ["Internet", "10.0.0.0/8"]}, "SecurityRuleParameterContainsUnsupportedValue", "securityRules[0].sourceAddressPrefixes"),
    Bad(RULES, "addresses that are none", {"securityRules[0].sourceAddressPrefix": "everywhere.example"}, "SecurityRuleInvalidAddressPrefix", "securityRules[0].sourceAddressPrefix"),
    Bad(TAGGED_GROUP, "a tag with a sign that is kept", {"tags": {"a<b": "x"}}, "InvalidTagNameCharacters", "tags"),
    Bad(TAGGED_GROUP, "a tag's name of 513 characters", {"tags": {"n" * 513: "x"}}, "InvalidTagNameLength", "tags"),
    Bad(TAGGED_GROUP, "a tag's value of 257 characters", {"tags.env": "x" * 257}, "InvalidTagValueLength", "tags.env"),
    Bad(TAGGED_GROUP, "51 tags", {"tags": {f"t{i}": "x" for i in range(51)}}, "InvalidTags", "tags"),
    Bad(NETWORK, "a name of one letter", {"virtualNetworkName": "v"}, "InvalidResourceName", "name"),
)

FAMILY = Family("network", GOOD, BAD)

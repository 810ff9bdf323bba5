"""Networks and their subnets, security groups, peerings."""

from __future__ import annotations

from tests.corpus.model import Bad, Family, Good
from tests.corpus.worlds import networked, routed, spoked
from tests.unit.azure import samples as given
from tests.unit.azure import samples_network as net
from tests.unit.azure.harness import NETWORK as IDS

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

GOOD = (GROUP, TAGGED_GROUP, RULES, TWO_RULES, NETWORK, SPOKE, BASTION_NETWORK, GATEWAY_NETWORK, FIREWALL_NETWORK, MANAGED_NETWORK, EMPTY_NETWORK, SUBNET, DELEGATED, SERVED, PEERING, TRANSIT)


BAD = (
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
    Bad(SPOKE, "dns servers are addresses", {"dhcpOptions": {"dnsServers": ["10.10.1.4", "dns.example"]}}, "InvalidIPAddressFormat", "dhcpOptions.dnsServers[1]"),
    Bad(BASTION_NETWORK, "a Bastion subnet whose rules are not complete", {"addressSpace.addressPrefixes[0]": "10.0.0.0/16", "subnets[0].addressPrefix": "10.0.0.0/26", "subnets[0].networkSecurityGroup": {"id": f"{IDS}/networkSecurityGroups/nsg"}}, "NetworkSecurityGroupNotCompliantForAzureBastionSubnet", "subnets[0].networkSecurityGroup"),
    Bad(BASTION_NETWORK, "to give a subnet NAT for Bastion", {"subnets[0].natGateway": {"id": f"{IDS}/natGateways/nat"}}, "NatGatewayCannotBeAttachedForAzureBastionSubnet", "subnets[0].natGateway"),
    Bad(BASTION_NETWORK, "routes for Bastion", {"subnets[0].routeTable": {"id": f"{IDS}/routeTables/egress"}}, "RouteTableCannotBeAttachedForAzureBastionSubnet", "subnets[0].routeTable"),
    Bad(GATEWAY_NETWORK, "a security group for a gateway's subnet", {"subnets[0].networkSecurityGroup": {"id": f"{IDS}/networkSecurityGroups/nsg"}}, "NetworkSecurityGroupCannotBeAttachedToGatewaySubnet", "subnets[0].networkSecurityGroup"),
    Bad(GATEWAY_NETWORK, "a NAT gateway for a gateway's subnet", {"subnets[0].natGateway": {"id": f"{IDS}/natGateways/nat"}}, "NatGatewayCannotBeAttachedToGatewaySubnet", "subnets[0].natGateway"),
    Bad(GATEWAY_NETWORK, "a delegation for a gateway's subnet", {"subnets[0].delegations": [{"name": "d", "serviceName": "Microsoft.ContainerInstance/containerGroups"}]}, "SubnetCannotBeDelegated", "subnets[0].delegations"),
    Bad(FIREWALL_NETWORK, "NSG for the firewall", {"subnets[0].networkSecurityGroup": {"id": f"{IDS}/networkSecurityGroups/nsg"}}, "NetworkSecurityGroupCannotBeAttachedToAzureFirewallSubnet", "subnets[0].networkSecurityGroup"),
    Bad(MANAGED_NETWORK, "NSG for the firewall's management", {"subnets[0].networkSecurityGroup": {"id": f"{IDS}/networkSecurityGroups/nsg"}}, "NetworkSecurityGroupCannotBeAttachedToAzureFirewallSubnet", "subnets[0].networkSecurityGroup"),
    Bad(MANAGED_NETWORK, "routes for the firewall's management", {"subnets[0].routeTable": {"id": f"{IDS}/routeTables/egress"}}, "AzureFirewallManagementSubnetRouteNotAllowed", "subnets[0].routeTable"),
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
)

FAMILY = Family("network", GOOD, BAD)

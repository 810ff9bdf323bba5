"""Networks and their subnets, security groups, peerings."""

from __future__ import annotations

from tests.corpus.model import Bad, Family, Good
from tests.corpus.worlds import networked, routed, spoked
from tests.unit.azure import samples as given
from tests.unit.azure import samples_network as net

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

BAD: tuple[Bad, ...] = (
    Bad(NETWORK, "a subnet outside its network", {"subnets[1].addressPrefix": "11.0.0.0/24"}, "NetcfgSubnetRangeOutsideVnet", "subnets[1].addressPrefix"),
)

FAMILY = Family("network", GOOD, BAD)

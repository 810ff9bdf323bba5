"""Public addresses, NAT gateways, interfaces, Bastion; routes, service endpoint policies and flow logs."""

from __future__ import annotations

from tests.corpus.model import Bad, Family, Good
from tests.corpus.worlds import hub, networked, routed
from tests.unit.azure import samples as given
from tests.unit.azure import samples_network as net
from tests.unit.azure.harness import NETWORK as IDS
from tests.unit.azure.harness import SCOPE

# fmt: off

ADDRESS = Good("a Standard one", "network:PublicIPAddress", networked, given.public_ip("other"))
ZONED = Good("one over three zones, with a name", "network:PublicIPAddress", networked, {**net.address("other"), "dnsSettings": {"domainNameLabel": "mlops-demo"}, "idleTimeoutInMinutes": 10})
NAT = Good("without addresses yet", "network:NatGateway", networked, given.in_group(natGatewayName="other", sku={"name": "Standard"}, idleTimeoutInMinutes=10))
NAT_ADDRESSED = Good("with an address", "network:NatGateway", networked, given.in_group(natGatewayName="other", sku={"name": "Standard"}, publicIpAddresses=[{"id": given.address_id("other")}]), (ADDRESS,))
CARD = Good("an address of Azure's choice", "network:NetworkInterface", networked, given.interface())
STATIC = Good("an address of one's own", "network:NetworkInterface", networked, given.interface("static", privateIPAddress="10.0.0.9", privateIPAllocationMethod="Static"))
HUB_CARD = Good("one in the hub", "network:NetworkInterface", routed, given.interface("nic", net.PLAIN))
BASTION = Good("Standard", "network:BastionHost", networked, given.bastion())

TABLE = Good("a default route", "network:RouteTable", routed, net.route_table(name="other"))
BARE_TABLE = Good("no routes", "network:RouteTable", networked, given.in_group(routeTableName="other"))
ROUTE = Good("a service tag straight out", "network:Route", routed, net.own_route())
APPLIANCE = Good("a range to an appliance", "network:Route", routed, net.own_route("there", "10.99.0.0/16", nextHopType="VirtualAppliance", nextHopIpAddress="10.10.1.4"))
ENDPOINT_POLICY = Good("an account and an alias", "network:ServiceEndpointPolicy", routed, net.endpoint_policy() | {"serviceEndpointPolicyName": "other"})

FLOW_LOG = Good("a network", "network:FlowLog", routed, net.flow_log())
ANALYTICS = Good("a network, looked into", "network:FlowLog", routed, net.analytics())
WATCHER = Good("another region", "network:NetworkWatcher", hub, net.watcher())

GOOD = (ADDRESS, ZONED, NAT, NAT_ADDRESSED, CARD, STATIC, HUB_CARD, BASTION, TABLE, BARE_TABLE, ROUTE, APPLIANCE, ENDPOINT_POLICY, FLOW_LOG, ANALYTICS, WATCHER)


BAD = (
    Bad(ADDRESS, "a Basic public address", {"sku.name": "Basic"}, "IPv4BasicSkuPublicIpCountLimitReached", "sku.name"),
    Bad(ADDRESS, "a public address without SKU", {"sku": None}, "IPv4BasicSkuPublicIpCountLimitReached", "sku.name"),
    Bad(ADDRESS, "a dynamic Standard address", {"publicIPAllocationMethod": "Dynamic"}, "StandardSkuPublicIPAddressesMustBeStatic", "publicIPAllocationMethod"),
    Bad(NAT_ADDRESSED, "a NAT gateway without SKU", {"sku": None}, "NatGatewaySkuNotSupported", "sku.name"),
    Bad(NAT_ADDRESSED, "a public address for two", {"publicIpAddresses[0].id": f"{IDS}/publicIPAddresses/pip"}, "PublicIPAddressInUse", "publicIpAddresses[0].id"),
    Bad(CARD, "an interface in another region", {"location": "northeurope"}, "InvalidResourceReference", "location"),
    Bad(CARD, "a subnet that is not there", {"ipConfigurations[0].subnet.id": f"{given.NETWORK_ID}/subnets/absent"}, "InvalidResourceReference", "ipConfigurations[0].subnet.id"),
    Bad(STATIC, "an address Azure keeps", {"ipConfigurations[0].privateIPAddress": "10.0.0.3"}, "PrivateIPAddressInReservedRange", "10.0.0.3"),
    Bad(STATIC, "an address of another subnet", {"ipConfigurations[0].privateIPAddress": "10.0.1.9"}, "PrivateIPAddressNotInSubnet", "10.0.1.9"),
    Bad(STATIC, "a text that is no address", {"ipConfigurations[0].privateIPAddress": "ten"}, "InvalidIPAddressFormat", "ten"),
    Bad(HUB_CARD, "an interface in the gateways' subnet", {"ipConfigurations[0].subnet.id": net.GATEWAY_SUBNET}, "ResourceNotPermittedOnDelegatedSubnet", "ipConfigurations[0].subnet.id"),
    Bad(HUB_CARD, "an interface in the firewall's subnet", {"ipConfigurations[0].subnet.id": net.FIREWALL_SUBNET}, "ResourceNotPermittedOnDelegatedSubnet", "ipConfigurations[0].subnet.id"),
    Bad(HUB_CARD, "an interface in a delegated subnet", {"ipConfigurations[0].subnet.id": net.INBOUND_SUBNET}, "ResourceNotPermittedOnDelegatedSubnet", "ipConfigurations[0].subnet.id"),
    Bad(BASTION, "a number above the range", {"scaleUnits": 51}, "InvalidRequestFormat", "scaleUnits"),
    Bad(BASTION, "a number below the range", {"scaleUnits": 1}, "InvalidRequestFormat", "scaleUnits"),
    Bad(BASTION, "a word outside the vocabulary", {"sku.name": "Golden"}, "InvalidRequestFormat", "sku.name"),
    Bad(BASTION, "Bastion in another subnet", {"ipConfigurations[0].subnet.id": given.ENDPOINTS}, "BastionHostSubnetNameInvalid", "ipConfigurations[0].subnet.id"),
    Bad(BASTION, "a bastion's region", {"location": "northeurope"}, "InvalidResourceLocation", "location", "update"),
    Bad(TABLE, "a hop that is none", {"routes[0].nextHopType": "Wormhole"}, "InvalidRequestPropertyValue", "routes[0].nextHopType"),
    Bad(TABLE, "an appliance without address", {"routes[0].nextHopIpAddress": ""}, "RouteNextHopIpAddressMissing", "routes[0].nextHopIpAddress"),
    Bad(TABLE, "an address without appliance", {"routes[0].nextHopType": "Internet"}, "RouteNextHopIpAddressNotAllowed", "routes[0].nextHopIpAddress"),
    Bad(TABLE, "an appliance that is no address", {"routes[0].nextHopIpAddress": "firewall"}, "InvalidIPAddressFormat", "routes[0].nextHopIpAddress"),
    Bad(TABLE, "a range that is none", {"routes[0].addressPrefix": "10.0.0.1/8"}, "InvalidCIDRNotation", "10.0.0.1/8"),
    Bad(TABLE, "a tag that is none", {"routes[0].addressPrefix": "AzureMoonbase"}, "InvalidAddressPrefixFormat", "AzureMoonbase"),
    Bad(TABLE, "a table with a range twice", {"routes[+]": {"name": "b", "addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.10.1.4"}}, "RouteConflict", "routes"),
    Bad(TABLE, "a table with a name twice", {"routes[0].name": "a", "routes[+]": {"name": "A", "addressPrefix": "10.0.0.0/8", "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.10.1.4"}}, "DuplicateResourceName", "routes"),
    Bad(BARE_TABLE, "a group that is not there", {"resourceGroupName": "absent"}, "ResourceGroupNotFound", "absent"),
    Bad(BARE_TABLE, "a resource without location", {"location": ""}, "LocationRequired", "location"),
    Bad(ROUTE, "a route of its own as it would in the table", {"nextHopType": "VirtualAppliance"}, "RouteNextHopIpAddressMissing", "nextHopIpAddress"),
    Bad(ENDPOINT_POLICY, "a service that has none", {"serviceEndpointPolicyDefinitions[0].service": "Microsoft.KeyVault"}, "ServiceEndpointPolicyDefinitionInvalidService", "serviceEndpointPolicyDefinitions[0].service"),
    Bad(ENDPOINT_POLICY, "a definition of nothing", {"serviceEndpointPolicyDefinitions[0].serviceResources": []}, "ServiceEndpointPolicyDefinitionMissingServiceResources", "serviceEndpointPolicyDefinitions[0].serviceResources"),
    Bad(ENDPOINT_POLICY, "an endpoint policy for a vault", {"serviceEndpointPolicyDefinitions[0].serviceResources[0]": "/subscriptions/99999999-9999-4999-8999-999999999999/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv-demo"}, "ServiceEndpointPolicyDefinitionInvalidServiceResource", "serviceEndpointPolicyDefinitions[0].serviceResources"),
    Bad(ENDPOINT_POLICY, "an alias as account", {"serviceEndpointPolicyDefinitions[0].serviceResources[0]": "/services/Azure/MachineLearning"}, "ServiceEndpointPolicyDefinitionInvalidServiceResource", "serviceEndpointPolicyDefinitions[0].serviceResources"),
    Bad(ENDPOINT_POLICY, "an account as alias", {"serviceEndpointPolicyDefinitions[0].service": "Global"}, "ServiceEndpointPolicyDefinitionInvalidServiceResource", "serviceEndpointPolicyDefinitions[0].serviceResources"),
    Bad(ENDPOINT_POLICY, "an account that is not there", {"serviceEndpointPolicyDefinitions[0].serviceResources[0]": f"{given.STORAGE_ID}x"}, "InvalidResourceReference", "serviceEndpointPolicyDefinitions[0].serviceResources[0]"),
    Bad(ENDPOINT_POLICY, "an endpoint policy has one definition a service and takes groups and subscriptions", {"serviceEndpointPolicyDefinitions[1].service": "Microsoft.Storage", "serviceEndpointPolicyDefinitions[1].serviceResources": [SCOPE, "/subscriptions/7e57ab1e-0000-4000-8000-000000000002"]}, "ServiceEndpointPolicyDefinitionServiceNotUnique", "serviceEndpointPolicyDefinitions"),
    Bad(FLOW_LOG, "a security group", {"targetResourceId": f"{IDS}/networkSecurityGroups/nsg"}, "NsgFlowLogCreationBlocked", "targetResourceId"),
    Bad(FLOW_LOG, "a flow log of an address", {"targetResourceId": f"{IDS}/publicIPAddresses/pip-vpn"}, "InvalidFlowLogTarget", "targetResourceId"),
    Bad(FLOW_LOG, "a network that is not there", {"targetResourceId": f"{net.HUB_ID}x"}, "InvalidResourceReference", "targetResourceId"),
    Bad(FLOW_LOG, "a flow log of another region", {"location": "northeurope"}, "FlowLogRegionMismatch", "location"),
    Bad(FLOW_LOG, "a year and a day", {"retentionPolicy.days": 366}, "InvalidRequestPropertyValue", "retentionPolicy.days"),
    Bad(FLOW_LOG, "a flow log of a third version", {"format.version": 3}, "InvalidRequestPropertyValue", "format.version"),
    Bad(FLOW_LOG, "a watcher of a region without networks", {"networkWatcherName": "NetworkWatcher_northeurope"}, "ParentResourceNotFound", "Microsoft.Network/networkWatchers/flowLogs"),
    Bad(FLOW_LOG, "a flow log of another group", {"resourceGroupName": "rg"}, "ParentResourceNotFound", "Microsoft.Network/networkWatchers/flowLogs"),
    Bad(ANALYTICS, "analysis without workspace", {"flowAnalyticsConfiguration.networkWatcherFlowAnalyticsConfiguration.workspaceResourceId": ""}, "TrafficAnalyticsWorkspaceMissing", "flowAnalyticsConfiguration.networkWatcherFlowAnalyticsConfiguration"),
    Bad(ANALYTICS, "analysis each minute", {"flowAnalyticsConfiguration.networkWatcherFlowAnalyticsConfiguration.trafficAnalyticsInterval": 1}, "InvalidRequestPropertyValue", "flowAnalyticsConfiguration.networkWatcherFlowAnalyticsConfiguration.trafficAnalyticsInterval"),
    Bad(ANALYTICS, "analysis elsewhere", {"flowAnalyticsConfiguration.networkWatcherFlowAnalyticsConfiguration.workspaceRegion": "northeurope"}, "InvalidTAWorkspaceRegion", "flowAnalyticsConfiguration.networkWatcherFlowAnalyticsConfiguration.workspaceRegion"),
    Bad(ANALYTICS, "analysis in another workspace", {"flowAnalyticsConfiguration.networkWatcherFlowAnalyticsConfiguration.workspaceId": "7e57ab1e-0000-4000-8000-000000000001"}, "InvalidTAWorkspaceId", "flowAnalyticsConfiguration.networkWatcherFlowAnalyticsConfiguration.workspaceId"),
    Bad(BASTION, "a name that ends in a dot", {"bastionHostName": "bas."}, "InvalidResourceName", "name"),
    Bad(NAT, "a name that ends in a dot", {"natGatewayName": "other."}, "InvalidResourceName", "name"),
    Bad(CARD, "a name that ends in a dot", {"networkInterfaceName": "nic."}, "InvalidResourceName", "name"),
    Bad(WATCHER, "a name that ends in a dot", {"networkWatcherName": "nw."}, "InvalidResourceName", "name"),
    Bad(FLOW_LOG, "a name that ends in a dot", {"flowLogName": "fl."}, "InvalidResourceName", "name"),
    Bad(ADDRESS, "a name that ends in a dot", {"publicIpAddressName": "other."}, "InvalidResourceName", "name"),
    Bad(TABLE, "a name that ends in a dot", {"routeTableName": "other."}, "InvalidResourceName", "name"),
    Bad(ROUTE, "a name that ends in a dot", {"routeName": "azure."}, "InvalidResourceName", "name"),
    Bad(ENDPOINT_POLICY, "a name that ends in a dot", {"serviceEndpointPolicyName": "other."}, "InvalidResourceName", "name"),
    Bad(FLOW_LOG, "format.type that is none", {"format.type": "Sometimes"}, "InvalidRequestFormat", "format.type"),
    Bad(STATIC, "privateIPAllocationMethod that is none", {"ipConfigurations[0].privateIPAllocationMethod": "Sometimes"}, "InvalidRequestFormat", "ipConfigurations[0].privateIPAllocationMethod"),
    Bad(ADDRESS, "sku.name that is none", {"sku.name": "Sometimes"}, "InvalidRequestFormat", "sku.name"),
)

FAMILY = Family("addresses", GOOD, BAD)

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
FAR_ADDRESS = Good("in another region", "network:PublicIPAddress", networked, given.public_ip("far") | {"location": "northeurope"})
DEVELOPER = Good("for developers", "network:BastionHost", networked, given.in_group(bastionHostName="bas-dev", sku={"name": "Developer"}, virtualNetwork={"id": given.NETWORK_ID}))
SMALL = Good("a small subnet for Bastion", "network:VirtualNetwork", networked, given.network(net.subnet("AzureBastionSubnet", "10.20.0.0/27"), name="small", space="10.20.0.0/16"))
ROUTED = Good("one with routes", "network:Subnet", networked, net.own_subnet("routed", "10.0.9.0/24", "vnet", routeTable={"id": BARE_TABLE.id}), (BARE_TABLE,))
TRANSLATED = Good("one with a NAT gateway", "network:Subnet", networked, net.own_subnet("translated", "10.0.9.0/24", "vnet", natGateway={"id": NAT.id}), (NAT,))
SERVED = Good("one with a service endpoint policy", "network:Subnet", routed, net.own_subnet("served", "10.10.9.0/24", serviceEndpoints=[{"service": "Microsoft.Storage"}], serviceEndpointPolicies=[{"id": ENDPOINT_POLICY.id}]), (ENDPOINT_POLICY,))
MACHINE = Good("one with an interface", "compute:VirtualMachine", networked, given.machine(), (CARD,))
FAST = Good("fast disks", "storage:StorageAccount", routed, given.storage("stfast") | {"sku": {"name": "Premium_LRS"}})
KEYLESS = Good("no keys", "storage:StorageAccount", routed, given.storage("stkeyless", allowSharedKeyAccess=False))
FAR_ACCOUNT = Good("in another region", "storage:StorageAccount", routed, given.storage("stfar") | {"location": "northeurope"})

GOOD = (ADDRESS, ZONED, NAT, NAT_ADDRESSED, CARD, STATIC, HUB_CARD, BASTION, TABLE, BARE_TABLE, ROUTE, APPLIANCE, ENDPOINT_POLICY, FLOW_LOG, ANALYTICS, WATCHER, FAR_ADDRESS, DEVELOPER, SMALL, ROUTED, TRANSLATED, SERVED, MACHINE, FAST, KEYLESS, FAR_ACCOUNT)


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
    Bad(ANALYTICS, "analysis without workspace", {"flowAnalyticsConfiguration.networkWatcherFlowAnalyticsConfiguration.workspaceResourceId": None}, "TrafficAnalyticsWorkspaceMissing", "flowAnalyticsConfiguration.networkWatcherFlowAnalyticsConfiguration"),
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
    Bad(NAT, "a time-out of 3 minutes", {"idleTimeoutInMinutes": 3}, "InvalidRequestFormat", "idleTimeoutInMinutes"),
    Bad(NAT_ADDRESSED, "17 addresses", {"publicIpAddresses": [{"id": ADDRESS.id}] * 17}, "InvalidRequestFormat", "publicIpAddresses"),
    Bad(NAT, "two zones", {"zones": ["1", "2"]}, "InvalidRequestFormat", "zones"),
    Bad(NAT, "a SKU that is none", {"sku.name": "Basic"}, "NatGatewaySkuNotSupported", "sku.name"),
    Bad(NAT_ADDRESSED, "an address of another region", {"publicIpAddresses[0].id": FAR_ADDRESS.id}, "InvalidResourceReference", "publicIpAddresses[0].id", also=(FAR_ADDRESS,)),
    Bad(CARD, "no configuration", {"ipConfigurations": []}, "InvalidRequestFormat", "ipConfigurations"),
    Bad(STATIC, "an address of one's own that is not said", {"ipConfigurations[0].privateIPAddress": None}, "InvalidRequestFormat", "ipConfigurations[0].privateIPAddress"),
    Bad(CARD, "two configurations and none the first", {"ipConfigurations[+]": {"name": "d", "subnet": {"id": given.ENDPOINTS}}}, "InvalidRequestFormat", "ipConfigurations"),
    Bad(CARD, "a public address that another one has", {"ipConfigurations[0].publicIPAddress": {"id": given.address_id()}}, "PublicIPAddressInUse", "ipConfigurations[0].publicIPAddress"),
    Bad(ZONED, "a fourth zone", {"zones": ["4"]}, "InvalidAvailabilityZone", "zones"),
    Bad(ZONED, "fewer zones, later", {"zones": ["1"]}, "ResourceAvailabilityZonesCannotBeModified", "zones", "update"),
    Bad(ADDRESS, "zones, later", {"zones": ["1", "2", "3"]}, "ResourceAvailabilityZonesCannotBeModified", "zones", "update"),
    Bad(ZONED, "a time-out of 31 minutes", {"idleTimeoutInMinutes": 31}, "InvalidRequestFormat", "idleTimeoutInMinutes"),
    Bad(ZONED, "a name that begins with a digit", {"dnsSettings.domainNameLabel": "1-mlops"}, "InvalidDomainNameLabel", "dnsSettings.domainNameLabel"),
    Bad(ADDRESS, "that a NAT gateway has", {}, "PublicIPAddressCannotBeDeleted", "other", "delete", also=(NAT_ADDRESSED,)),
    Bad(BASTION, "recorded sessions in Standard", {"enableSessionRecording": True}, "BadRequest", "enableSessionRecording"),
    Bad(BASTION, "tunnels in Basic", {"sku.name": "Basic", "enableTunneling": True}, "BadRequest", "enableTunneling"),
    Bad(BASTION, "three scale units in Basic", {"sku.name": "Basic", "scaleUnits": 3}, "BadRequest", "scaleUnits"),
    Bad(BASTION, "back to Basic, later", {"sku.name": "Basic"}, "BadRequest", "sku.name", "update"),
    Bad(DEVELOPER, "for developers of no network", {"virtualNetwork": None}, "BadRequest", "virtualNetwork"),
    Bad(BASTION, "no configuration", {"ipConfigurations": []}, "BadRequest", "ipConfigurations"),
    Bad(BASTION, "no public address", {"ipConfigurations[0].publicIPAddress": None}, "InvalidRequestFormat", "ipConfigurations[0].publicIPAddress"),
    Bad(BASTION, "a public address that another one has", {"ipConfigurations[0].publicIPAddress.id": given.address_id()}, "PublicIPAddressInUse", "ipConfigurations[0].publicIPAddress.id"),
    Bad(BASTION, "two in a subnet", {"bastionHostName": "two", "ipConfigurations[0].publicIPAddress.id": ADDRESS.id}, "SubnetInUse", "ipConfigurations[0].subnet.id", also=(BASTION, ADDRESS)),
    Bad(BASTION, "a subnet of 27 bits", {"ipConfigurations[0].subnet.id": f"{SMALL.id}/subnets/AzureBastionSubnet"}, "SubnetSizeTooSmall", "ipConfigurations[0].subnet.id", also=(SMALL,)),
    Bad(DEVELOPER, "another network, later", {"virtualNetwork.id": SMALL.id}, "PropertyChangeNotAllowed", "virtualNetwork.id", "update", also=(SMALL,)),
    Bad(TABLE, "401 routes", {"routes": [net.route(f"r{i}", f"10.{i // 250}.{i % 250}.0/24") for i in range(401)]}, "RoutesPerRouteTableLimitExceeded", "routes"),
    Bad(BARE_TABLE, "that a subnet has", {}, "InUseRouteTableCannotBeDeleted", "other", "delete", also=(ROUTED,)),
    Bad(NAT, "that a subnet has", {}, "CannotDeleteNatGatewayAssociatedToSubnet", "other", "delete", also=(TRANSLATED,)),
    Bad(ENDPOINT_POLICY, "that a subnet has", {}, "InUseServiceEndpointPolicyCannotBeDeleted", "other", "delete", also=(SERVED,)),
    Bad(CARD, "that a machine has", {}, "NicInUse", "nic", "delete", also=(MACHINE,)),
    Bad(MACHINE, "an interface that another one has", {"vmName": "two"}, "NicInUse", "networkProfile.networkInterfaces[0].id", also=(MACHINE,)),
    Bad(WATCHER, "two in a region", {"networkWatcherName": "two"}, "NetworkWatcherCountLimitReached", "location", also=(WATCHER,)),
    Bad(FLOW_LOG, "an account with fast disks", {"storageId": FAST.id}, "FlowLogPremiumStorageNotSupported", "storageId", also=(FAST,)),
    Bad(FLOW_LOG, "an account without keys, by nobody", {"storageId": KEYLESS.id}, "KeyBasedAuthenticationNotPermitted", "identity", also=(KEYLESS,)),
    Bad(NAT, "a SKU that is to come", {"sku.name": "Premium"}, "NatGatewaySkuNotSupported", "sku.name"),
    Bad(BARE_TABLE, "a route in a state that is none", {"routes": [net.route() | {"provisioningState": "Lost"}]}, "InvalidRequestFormat", "routes[0].provisioningState"),
    Bad(TABLE, "a hop of the future", {"routes[0].nextHopType": "Teleporter"}, "InvalidRequestPropertyValue", "routes[0].nextHopType"),
    Bad(ROUTE, "a hop that is none", {"nextHopType": "Teleporter"}, "InvalidRequestPropertyValue", "nextHopType"),
    Bad(FLOW_LOG, "an account of another region", {"storageId": FAR_ACCOUNT.id}, "FlowLogRegionMismatch", "storageId", also=(FAR_ACCOUNT,)),
)

FAMILY = Family("addresses", GOOD, BAD)

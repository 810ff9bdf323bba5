"""Where things are and what they may name; what was right when it was attached and has to stay right; other sides."""

from __future__ import annotations

from typing import Any

from tests.corpus.model import Bad, Family, Good
from tests.corpus.worlds import gated, networked, routed, scattered, serviced, spoked
from tests.corpus.worlds_full import full, parted, peering, registering, spoke
from tests.unit.azure import samples as given
from tests.unit.azure import samples_network as net
from tests.unit.azure.harness import NETWORK as IDS
from tests.unit.azure.harness import SCOPE, Inputs

# fmt: off


def _elsewhere(resource_id: str) -> str:
    return resource_id.replace(resource_id.split("/")[2], "99999999-9999-4999-8999-999999999999")


def _configuration(name: str = "a", **other: Any) -> Inputs:
    return {"name": name, "subnet": {"id": net.PLAIN}, **other}


def _storage(**other: Any) -> Inputs:
    return given.in_group(accountName="stother", **other)


NEAR = Good("one with what is near", "network:Subnet", scattered, net.own_subnet("new", "10.10.9.0/24", networkSecurityGroup={"id": f"{IDS}/networkSecurityGroups/nsg"}))
SERVICES = Good("one with two service endpoints", "network:Subnet", routed, net.own_subnet("new", "10.10.9.0/24", serviceEndpoints=[{"service": "Microsoft.Storage.Global"}, {"service": "Microsoft.KeyVault"}]))
OTHER_RANGES = Good("one with other ranges in the list, which do not count", "network:Subnet", routed, net.own_subnet("new", "10.10.9.0/24", addressPrefixes=["10.10.3.0/25"]))
BOTH_NAMES = Good("one whose range is there by both names", "network:Subnet", routed, net.own_subnet("new", "10.10.9.0/24", addressPrefixes=["10.10.9.0/24"]))
DUAL = Good("both kinds of addresses", "network:VirtualNetwork", networked, {**net.hub(name="dual"), "addressSpace": {"addressPrefixes": ["10.20.0.0/16", "fd00::/48"]}, "subnets": [{"name": "s", "addressPrefixes": ["10.20.0.0/24", "fd00::/64"]}]})
CARD = Good("two configurations", "network:NetworkInterface", scattered, {**given.interface(), "networkSecurityGroup": {"id": f"{IDS}/networkSecurityGroups/nsg"}, "ipConfigurations": [_configuration(primary=True, privateIPAllocationMethod="Static", privateIPAddress="10.10.3.9"), _configuration("b")]})
SPREAD = Good("two ranges side by side", "network:NetworkSecurityGroup", networked, given.security_group({key: value for key, value in given.rule(description="x" * 140, sourceAddressPrefixes=["10.0.0.0/25", "10.0.0.128/25"]).items() if key != "sourceAddressPrefix"}, name="other"))
TAGGED = Good("a tag for a region", "network:NetworkSecurityGroup", networked, given.security_group(given.rule(sourceAddressPrefix="Storage.GermanyWestCentral"), name="other"))
SHUT = Good("no names from Azure", "network:NetworkSecurityGroup", networked, given.security_group(given.rule(direction="Outbound", destinationAddressPrefix="AzurePlatformDNS"), name="other"))
LABELLED = Good("one with a label", "network:PublicIPAddress", networked, {**net.address("labelled"), "dnsSettings": {"domainNameLabel": "ml-demo"}})
ZONAL = Good("in one zone", "network:NatGateway", networked, given.in_group(natGatewayName="zonal", sku={"name": "Standard"}, zones=["1"]))
PLAIN_NAT = Good("in no zone", "network:NatGateway", networked, given.in_group(natGatewayName="plain", sku={"name": "Standard"}))
SPARE = Good("a spare one", "network:PublicIPAddress", networked, given.public_ip("spare"))
TABLE = Good("a range to an appliance", "network:RouteTable", routed, net.route_table(net.route(prefix="10.0.0.0/8"), name="other"))
POLICY = Good("for a firewall in zones", "network:FirewallPolicy", gated, net.policy())
FIREWALL = Good("in zones", "network:AzureFirewall", gated, net.firewall(), (POLICY,))
BASTION = Good("in no zone", "network:BastionHost", networked, given.bastion())
HUB_SIDE, SPOKE_SIDE = (Good(f"from {local} to {remote}, once more", "network:VirtualNetworkPeering", spoked, net.peering(local, remote)) for local, remote in (("hub", "spoke"), ("spoke", "hub")))
THIRD = Good("a third one", "network:VirtualNetwork", routed, given.network(net.subnet("s", "10.30.0.0/24"), name="third", space="10.30.0.0/16"))
ADDRESSED = Good("addresses of one's own", "network:PrivateEndpoint", serviced, {**given.endpoint(given.REGISTRY_ID, "registry", "static"), "ipConfigurations": [{"name": name, "groupId": "registry", "memberName": name, "privateIPAddress": f"10.0.0.{number}"} for number, name in ((40, "registry"), (41, "registry_data_westeurope"))]})
VAULT = Good("a vault, its interface named", "network:PrivateEndpoint", serviced, {**given.endpoint(name="named"), "customNetworkInterfaceName": "nic-named"})
FILES = Good("for files only", "storage:StorageAccount", serviced, _storage(kind="FileStorage", sku={"name": "Premium_LRS"}))
FILES_ENDPOINT = Good("files", "network:PrivateEndpoint", serviced, given.endpoint(f"{SCOPE}/providers/Microsoft.Storage/storageAccounts/stother", "file", "files"), (FILES,))
NAMED_CARD = Good("one with a name that an endpoint wants", "network:NetworkInterface", serviced, given.interface("nic-named"))
ZONE, OTHER_ZONE = (Good(f"for machines, {name}", "privatedns:PrivateZone", routed, given.zone(name)) for name in ("a.example", "b.example"))
LINK, OTHER_LINK = (Good(f"with registration in {zone.inputs['privateZoneName']}", "privatedns:VirtualNetworkLink", routed, {**given.link(), "privateZoneName": zone.inputs["privateZoneName"], "registrationEnabled": True, "virtualNetwork": {"id": net.HUB_ID}}, (zone,)) for zone in (ZONE, OTHER_ZONE))
TWENTY = Good("twenty addresses", "privatedns:PrivateRecordSet", routed, {**net.record(aRecords=[{"ipv4Address": f"10.0.0.{number}"} for number in range(20)]), "privateZoneName": "a.example"}, (ZONE,))

BASTION_RULES = Good("all that Bastion needs", "network:NetworkSecurityGroup", routed, net.bastion_group())
GUARDED = Good("a subnet for Bastion with all its rules", "network:VirtualNetwork", routed, given.network(net.subnet("AzureBastionSubnet", "10.30.0.0/26", networkSecurityGroup={"id": BASTION_RULES.id}), name="guarded", space="10.30.0.0/16"), (BASTION_RULES,))
STRAIGHT = Good("straight out", "network:RouteTable", routed, net.route_table({"name": "out", "addressPrefix": "0.0.0.0/0", "nextHopType": "Internet"}, name="straight"))
MANAGED = Good("a firewall's management with its routes", "network:VirtualNetwork", routed, given.network(net.subnet("AzureFirewallManagementSubnet", "10.31.0.0/26", routeTable={"id": STRAIGHT.id}), name="managed", space="10.31.0.0/16"), (STRAIGHT,))
ROUTED = Good("gateways with their routes", "network:VirtualNetwork", routed, given.network(net.subnet("GatewaySubnet", "10.32.0.0/27", routeTable={"id": TABLE.id}), name="gateways", space="10.32.0.0/16"), (TABLE,))
ROUTED_GATEWAY = Good("behind routes of its own", "network:VirtualNetworkGateway", routed, net.express(ipConfigurations=[net.configuration("c", f"{ROUTED.id}/subnets/GatewaySubnet", None)]), (ROUTED,))
LENT = Good("one that a spoke may use", "network:VirtualNetworkGateway", spoked, net.express())
LENDING = Good("a hub that lends its gateway, once more", "network:VirtualNetworkPeering", spoked, net.peering("hub", "spoke", allowGatewayTransit=True), (LENT,))
BORROWING = Good("a spoke that uses it", "network:VirtualNetworkPeering", spoked, net.peering("spoke", "hub", useRemoteGateways=True), (LENT, LENDING))
TO_THIRD, FROM_THIRD = (Good(f"from {local} to {remote}", "network:VirtualNetworkPeering", spoked, net.peering(local, remote), (THIRD,)) for local, remote in (("hub", "third"), ("third", "hub")))
PEERED = Good("a spoke whose hub has another", "network:VirtualNetwork", spoked, given.network(net.subnet("s", "10.20.0.0/24"), name="spoke", space="10.20.0.0/16"), (SPOKE_SIDE, HUB_SIDE, TO_THIRD, FROM_THIRD), adopted=True)

NEAR_NETWORK = Good("one with a subnet and what is near", "network:VirtualNetwork", scattered, net.hub(net.subnet("s", "10.30.0.0/24", networkSecurityGroup={"id": f"{IDS}/networkSecurityGroups/nsg"}), name="near", space="10.30.0.0/16"))
OWN_ROUTE = Good("a range beside that of its table", "network:Route", routed, net.own_route("there", "10.99.0.0/16") | {"routeTableName": "other"}, (TABLE,))
LAST_SIDE = Good("the 500th of a hub", "network:VirtualNetworkPeering", full, peering(500))
LAST_LINK = Good("the 100th with registration", "privatedns:VirtualNetworkLink", full, registering(100))
NEW_SIDE = Good("from a spoke that was peered with the hub to a third network", "network:VirtualNetworkPeering", parted, net.peering("spoke", "third"), (THIRD,))

GOOD = (OTHER_RANGES, NEAR, SERVICES, BOTH_NAMES, DUAL, CARD, SPREAD, TAGGED, SHUT, LABELLED, ZONAL, PLAIN_NAT, SPARE, TABLE, POLICY, FIREWALL, BASTION, HUB_SIDE, SPOKE_SIDE, THIRD, ADDRESSED, VAULT, FILES, FILES_ENDPOINT, NAMED_CARD, ZONE, OTHER_ZONE, LINK, TWENTY, BASTION_RULES, GUARDED, STRAIGHT, MANAGED, ROUTED, ROUTED_GATEWAY, LENT, LENDING, BORROWING, TO_THIRD, FROM_THIRD, PEERED, NEAR_NETWORK, OWN_ROUTE, LAST_SIDE, LAST_LINK, NEW_SIDE)
MEMBERS = "PrivateEndpointIpConfigurationMissingMemberNamesRequiredByFps"
KEPT = "CannotChangePrivateLinkConnectionOnPrivateEndpoint"


BAD = (
    Bad(NEAR, "a security group of another region", {"networkSecurityGroup.id": f"{IDS}/networkSecurityGroups/far"}, "InvalidResourceReference", "networkSecurityGroup.id"),
    Bad(NEAR, "a route table of another region", {"routeTable": {"id": f"{IDS}/routeTables/far"}}, "InvalidResourceReference", "routeTable.id"),
    Bad(NEAR, "a NAT gateway of another region", {"natGateway": {"id": f"{IDS}/natGateways/far"}}, "InvalidResourceReference", "natGateway.id"),
    Bad(NEAR, "a security group of another subscription", {"networkSecurityGroup.id": _elsewhere(f"{IDS}/networkSecurityGroups/nsg")}, "InvalidResourceReference", "networkSecurityGroup.id"),
    Bad(NEAR, "a name where an id belongs", {"networkSecurityGroup.id": "nsg"}, "LinkedInvalidPropertyId", "networkSecurityGroup.id"),
    Bad(NEAR, "an id with a slash at its end", {"networkSecurityGroup.id": f"{IDS}/networkSecurityGroups/nsg/"}, "InvalidRequestFormat", "InvalidJsonReferenceFormat"),
    Bad(NEAR, "the id of something else", {"networkSecurityGroup.id": f"{IDS}/routeTables/egress"}, "InvalidRequestFormat", "InvalidJsonReferenceWrongType"),
    Bad(SERVICES, "a service endpoint for a typing mistake", {"serviceEndpoints[0].service": "Microsoft.Stroage"}, "InvalidServiceEndpointService", "serviceEndpoints"),
    Bad(SERVICES, "a service endpoint twice", {"serviceEndpoints[0].service": "microsoft.keyvault"}, "DuplicateServiceEndpoint", "serviceEndpoints"),
    Bad(SERVICES, "both endpoints of storage", {"serviceEndpoints[1].service": "Microsoft.Storage"}, "DuplicateServiceEndpoint", "serviceEndpoints"),
    Bad(BOTH_NAMES, "a range that only the name for one has", {"addressPrefix": "10.10.3.0/25"}, "NetcfgSubnetRangesOverlap", "addressPrefix"),
    Bad(DUAL, "an IPv6 range that is no /64", {"subnets[0].addressPrefixes[1]": "fd00::/80"}, "NetcfgInvalidSubnet", "subnets[0].addressPrefix"),
    Bad(DUAL, "a subnet with IPv6 alone", {"subnets[0].addressPrefixes[0]": None}, "NetcfgInvalidSubnet", "subnets[0].addressPrefix"),
    Bad(DUAL, "a subnet with a space in its name", {"subnets[0].name": "a b"}, "InvalidResourceName", "subnets[0].name"),
    Bad(CARD, "an interface's security group of another region", {"networkSecurityGroup.id": f"{IDS}/networkSecurityGroups/far"}, "InvalidResourceReference", "networkSecurityGroup.id"),
    Bad(CARD, "a subnet of another subscription", {"ipConfigurations[0].subnet.id": _elsewhere(net.PLAIN), "ipConfigurations[1].subnet.id": _elsewhere(net.PLAIN)}, "InvalidResourceReference", "ipConfigurations[0].subnet.id"),
    Bad(CARD, "an interface in two subnets", {"ipConfigurations[1].subnet.id": f"{net.HUB_ID}/subnets/second"}, "IpConfigurationsOnSameNicCannotUseDifferentSubnets", "ipConfigurations"),
    Bad(CARD, "an interface that goes to another network", {"ipConfigurations": [_configuration(subnet={"id": given.ENDPOINTS})]}, "NicCannotBeMovedToAnotherVirtualNetwork", "ipConfigurations[0].subnet.id", "update"),
    Bad(CARD, "two configurations of one name", {"ipConfigurations[1].name": "A"}, "DuplicateResourceName", "ipConfigurations"),
    Bad(CARD, "one address for two configurations", {"ipConfigurations[1].privateIPAllocationMethod": "Static", "ipConfigurations[1].privateIPAddress": "10.10.3.9"}, "PrivateIPAddressIsAllocated", "ipConfigurations[1].privateIPAddress"),
    Bad(CARD, "a configuration without subnet", {"ipConfigurations[1].subnet": None}, "SubnetIsRequired", "ipConfigurations[1].subnet"),
    Bad(CARD, "no primary configuration", {"ipConfigurations[0].primary": None}, "InvalidRequestFormat", "ipConfigurations"),
    Bad(CARD, "a static configuration without address", {"ipConfigurations[0].privateIPAddress": None}, "InvalidRequestFormat", "ipConfigurations[0].privateIPAddress"),
    Bad(SPREAD, "ranges that overlap", {"sourceAddressPrefix": None, "securityRules[0].sourceAddressPrefixes[+]": "10.0.0.0/8"}, "OverlappingSubnetsNotPermittedInSecurityRule", "securityRules[0].sourceAddressPrefixes"),
    Bad(SPREAD, "a range twice", {"securityRules[0].sourceAddressPrefixes[1]": "10.0.0.0/25"}, "OverlappingSubnetsNotPermittedInSecurityRule", "securityRules[0].sourceAddressPrefixes"),
    Bad(SPREAD, "a description of 141 characters", {"securityRules[0].description": "x" * 141}, "SecurityRuleInvalidDescription", "securityRules[0].description"),
    Bad(TAGGED, "a tag for a region that is none", {"securityRules[0].sourceAddressPrefix": "Storage.westeurpoe"}, "SecurityRuleInvalidAddressPrefix", "securityRules[0].sourceAddressPrefix"),
    Bad(TAGGED, "a tag without regions for one", {"securityRules[0].sourceAddressPrefix": "AzureActiveDirectory.westeurope"}, "SecurityRuleInvalidAddressPrefix", "securityRules[0].sourceAddressPrefix"),
    Bad(TAGGED, "a tag that is there in parts only", {"securityRules[0].sourceAddressPrefix": "AzureFrontDoor"}, "SecurityRuleInvalidAddressPrefix", "securityRules[0].sourceAddressPrefix"),
    Bad(SHUT, "what is open anyhow", {"securityRules[0].access": "Allow"}, "SecurityRuleInvalidAccessType", "securityRules[0].access"),
    Bad(LABELLED, "a label that is taken", {"publicIpAddressName": "second"}, "DnsRecordInUse", "dnsSettings.domainNameLabel", also=(LABELLED,)),
    Bad(LABELLED, "zones in a region without", {"location": "westus"}, "ResourceTypeNotSupportAvailabilityZones", "zones"),
    Bad(LABELLED, "a zone that is none", {"zones[0]": "4"}, "InvalidAvailabilityZone", "zones"),
    Bad(ZONAL, "another zone", {"zones[0]": "2"}, "ResourceAvailabilityZonesCannotBeModified", "zones", "update"),
    Bad(ZONAL, "an address of another subscription", {"publicIpAddresses": [{"id": _elsewhere(given.address_id("pip-bas"))}]}, "InvalidResourceReference", "publicIpAddresses[0].id"),
    Bad(PLAIN_NAT, "a zone where there was none", {"zones": ["1"]}, "ResourceAvailabilityZonesCannotBeModified", "zones", "update"),
    Bad(BASTION, "a configuration without name", {"ipConfigurations[0].name": None}, "InvalidRequestFormat", "ipConfigurations[0].name"),
    Bad(BASTION, "zones where there were none", {"zones": ["1"]}, "PropertyChangeNotAllowed", "zones", "update"),
    Bad(TABLE, "a route with a space in its name", {"routes[0].name": "a b"}, "InvalidResourceName", "routes[0].name"),
    Bad(FIREWALL, "an address in no zone", {"ipConfigurations[0].publicIPAddress.id": given.address_id("unzoned")}, "ZonalAzureFirewallCannotReferenceNoZonePublicIp", "ipConfigurations[0].publicIPAddress.id"),
    Bad(HUB_SIDE, "a peering that leads to another network", {"remoteVirtualNetwork.id": THIRD.id}, "PropertyChangeNotAllowed", "remoteVirtualNetwork.id", "update", (THIRD,)),
    Bad(HUB_SIDE, "a peering that leads nowhere", {"remoteVirtualNetwork": {}}, "InvalidRequestFormat", "remoteVirtualNetwork"),
    Bad(ADDRESSED, "one address where two are needed", {"ipConfigurations[1]": None}, MEMBERS, "registry_data_westeurope"),
    Bad(ADDRESSED, "an address of a subnet that is another", {"ipConfigurations[0].privateIPAddress": "10.0.1.40"}, "PrivateIPAddressNotInSubnet", "10.0.1.40"),
    Bad(ADDRESSED, "an address that Azure keeps", {"ipConfigurations[0].privateIPAddress": "10.0.0.1"}, "PrivateIPAddressInReservedRange", "10.0.0.1"),
    Bad(VAULT, "no connection", {"privateLinkServiceConnections": []}, "InvalidRequestFormat", "privateLinkServiceConnections"),
    Bad(VAULT, "two connections", {"privateLinkServiceConnections[+]": {"name": "d", "privateLinkServiceId": given.STORAGE_ID, "groupIds": ["blob"]}}, "InvalidRequestFormat", "privateLinkServiceConnections"),
    Bad(VAULT, "an interface whose name is taken", {"privateEndpointName": "again"}, "ResourceAlreadyExists", "customNetworkInterfaceName", also=(NAMED_CARD,)),
    Bad(VAULT, "another target", {"privateLinkServiceConnections[0].privateLinkServiceId": given.STORAGE_ID, "privateLinkServiceConnections[0].groupIds[0]": "blob"}, KEPT, "privateLinkServiceConnections", "update"),
    Bad(VAULT, "another name of the connection", {"privateLinkServiceConnections[0].name": "d"}, KEPT, "privateLinkServiceConnections", "update"),
    Bad(VAULT, "another name of the interface", {"customNetworkInterfaceName": "nic-other"}, "NameOfExistingPrivateEndpointNicCannotBeChanged", "customNetworkInterfaceName", "update"),
    Bad(FILES_ENDPOINT, "tables of an account for files", {"privateLinkServiceConnections[0].groupIds[0]": "table"}, "InvalidPrivateLinkServiceGroupId", "privateLinkServiceConnections.groupIds"),
    Bad(FILES_ENDPOINT, "a second region that cannot be read", {"privateLinkServiceConnections[0].groupIds[0]": "file_secondary"}, "InvalidPrivateLinkServiceGroupId", "privateLinkServiceConnections.groupIds"),
    Bad(ZONE, "a name of Azure's own", {"privateZoneName": "azure.com"}, "BadRequest", "privateZoneName"),
    Bad(ZONE, "a single label", {"privateZoneName": "corp"}, "BadRequest", "privateZoneName"),
    Bad(LINK, "a second zone that registers", {"privateZoneName": "b.example"}, "Conflict", "a.example", also=(OTHER_ZONE, LINK)),
    Bad(LINK, "another network", {"virtualNetwork.id": THIRD.id}, "BadRequest", "virtualNetwork.id", "update", (THIRD,)),
    Bad(BASTION_RULES, "a rule that Bastion needs is taken away", {"securityRules[0]": None}, "NetworkSecurityGroupNotCompliantForAzureBastionSubnet", "securityRules", "update", (GUARDED,)),
    Bad(GUARDED, "a rule that Bastion needs was never there", {"subnets[0].networkSecurityGroup.id": f"{IDS}/networkSecurityGroups/nsg"}, "NetworkSecurityGroupNotCompliantForAzureBastionSubnet", "subnets[0].networkSecurityGroup"),
    Bad(STRAIGHT, "a second route for a firewall's management", {"routes[+]": {"name": "b", "addressPrefix": "10.0.0.0/8", "nextHopType": "None"}}, "AzureFirewallManagementSubnetRouteNotAllowed", "routes", "update", (MANAGED,)),
    Bad(TABLE, "a default route for a gateway that stands", {"routes[0].addressPrefix": "0.0.0.0/0"}, "RouteTableCannotBeAttachedToGatewaySubnet", "routes", "update", (ROUTED_GATEWAY,)),
    Bad(LENT, "a gateway that another network uses", {}, "VirtualNetworkGatewayCannotBeDeleted", "virtualNetworkPeerings/", "delete", (BORROWING,)),
    Bad(PEERED, "a network that grows into its peer", {"addressSpace.addressPrefixes[+]": "10.10.0.0/17"}, "VnetAddressSpacesOverlap", "addressSpace.addressPrefixes", "update"),
    Bad(PEERED, "a network that grows into its peer's peer", {"addressSpace.addressPrefixes[+]": "10.30.0.0/17"}, "VnetAddressSpaceOverlapsWithAlreadyPeeredVnet", "addressSpace.addressPrefixes", "update"),
    Bad(TWENTY, "a record too many", {"aRecords[+]": {"ipv4Address": "10.0.0.99"}}, "BadRequest", "aRecords"),
    Bad(NEAR_NETWORK, "a security group's name in a subnet", {"subnets[0].networkSecurityGroup.id": "nsg"}, "LinkedInvalidPropertyId", "subnets[0].networkSecurityGroup.id"),
    Bad(NEAR_NETWORK, "a security group of another subscription in a subnet", {"subnets[0].networkSecurityGroup.id": _elsewhere(f"{IDS}/networkSecurityGroups/nsg")}, "InvalidResourceReference", "subnets[0].networkSecurityGroup.id"),
    Bad(NEAR_NETWORK, "a security group of another region in a subnet", {"subnets[0].networkSecurityGroup.id": f"{IDS}/networkSecurityGroups/far"}, "InvalidResourceReference", "subnets[0].networkSecurityGroup.id"),
    Bad(NEAR_NETWORK, "a service endpoint for a typing mistake", {"subnets[0].serviceEndpoints": [{"service": "Microsoft.Stroage"}]}, "InvalidServiceEndpointService", "subnets[0].serviceEndpoints"),
    Bad(NEAR_NETWORK, "3001 subnets", {"subnets": [net.subnet(f"s{i}", f"10.30.{i // 32}.{i % 32 * 8}/29") for i in range(3001)]}, "SubnetsPerVirtualNetworkLimitReached", "takes 3000 subnets"),
    Bad(FIREWALL, "a subnet's name", {"ipConfigurations[0].subnet.id": "AzureFirewallSubnet"}, "LinkedInvalidPropertyId", "ipConfigurations[0].subnet.id"),
    Bad(FIREWALL, "an address of another subscription", {"ipConfigurations[0].publicIPAddress.id": _elsewhere(given.address_id("pip-afw"))}, "InvalidResourceReference", "ipConfigurations[0].publicIPAddress.id"),
    Bad(POLICY, "a firewall as its parent", {"basePolicy": {"id": _elsewhere(net.FIREWALL_ID)}}, "InvalidRequestFormat", "InvalidJsonReferenceWrongType"),
    Bad(BASTION, "a network in place of its subnet", {"ipConfigurations[0].subnet.id": given.NETWORK_ID}, "InvalidRequestFormat", "InvalidJsonReferenceWrongType"),
    Bad(BASTION, "a subnet of another subscription", {"ipConfigurations[0].subnet.id": _elsewhere(given.BASTION_SUBNET)}, "InvalidResourceReference", "ipConfigurations[0].subnet.id"),
    Bad(ZONAL, "an address's name", {"publicIpAddresses": [{"id": "pip-bas"}]}, "LinkedInvalidPropertyId", "publicIpAddresses[0].id"),
    Bad(CARD, "a route table in place of a security group", {"networkSecurityGroup.id": f"{IDS}/routeTables/egress"}, "InvalidRequestFormat", "InvalidJsonReferenceWrongType"),
    Bad(VAULT, "a network in place of its subnet", {"subnet.id": given.NETWORK_ID}, "InvalidRequestFormat", "InvalidJsonReferenceWrongType"),
    Bad(VAULT, "a subnet of another subscription", {"subnet.id": _elsewhere(given.ENDPOINTS)}, "InvalidResourceReference", "subnet.id"),
    Bad(LENT, "a network in place of its subnet", {"ipConfigurations[0].subnet.id": net.HUB_ID}, "InvalidRequestFormat", "InvalidJsonReferenceWrongType"),
    Bad(LENT, "a subnet of another subscription", {"ipConfigurations[0].subnet.id": _elsewhere(net.GATEWAY_SUBNET)}, "InvalidResourceReference", "ipConfigurations[0].subnet.id"),
    Bad(HUB_SIDE, "a subnet in place of a network", {"remoteVirtualNetwork.id": net.PLAIN}, "InvalidRequestFormat", "InvalidJsonReferenceWrongType"),
    Bad(OWN_ROUTE, "a default route in the table of a gateway that stands", {"addressPrefix": "0.0.0.0/0"}, "RouteTableCannotBeAttachedToGatewaySubnet", "addressPrefix", also=(ROUTED_GATEWAY,)),
    Bad(NEW_SIDE, "a hub whose side was left alone", {"remoteVirtualNetwork.id": net.HUB_ID}, "RemotePeeringIsDisconnected", "remoteVirtualNetwork.id"),
    Bad(LAST_SIDE, "the 501st", {"virtualNetworkPeeringName": "to-spoke501", "remoteVirtualNetwork.id": spoke(501)}, "PeeringsPerVirtualNetworkLimitReached", "takes 500 virtualNetworkPeerings", also=(LAST_SIDE,)),
    Bad(LAST_LINK, "the 101st with registration", {"virtualNetworkLinkName": "spoke101", "virtualNetwork.id": spoke(101)}, "BadRequest", "registrationEnabled", also=(LAST_LINK,)),
)

FAMILY = Family("attachments", GOOD, BAD)

"""Private endpoints, their zone groups, private zones with links and records, the resolver and its rules."""

from __future__ import annotations

from tests.corpus.model import Bad, Family, Good
from tests.corpus.worlds import hub, networked, platform, resolving, ruled, serviced, zoned
from tests.unit.azure import samples as given
from tests.unit.azure import samples_network as net

# fmt: off

ENDPOINT = Good("a vault", "network:PrivateEndpoint", serviced, given.endpoint())
BLOB_ENDPOINT = Good("blobs", "network:PrivateEndpoint", serviced, given.endpoint(given.STORAGE_ID, "blob", "blob"))
REGISTRY_ENDPOINT = Good("a registry", "network:PrivateEndpoint", serviced, given.endpoint(given.REGISTRY_ID, "registry", "registry"))
WORKSPACE_ENDPOINT = Good("a workspace, its interface named", "network:PrivateEndpoint", platform, given.endpoint(given.WORKSPACE_ID, "amlworkspace", "again") | {"customNetworkInterfaceName": "nic-again"})

ZONE = Good("for vaults", "privatedns:PrivateZone", networked, given.zone())
OWN_ZONE = Good("one's own", "privatedns:PrivateZone", networked, given.zone("corp.example") | {"tags": {"env": "dev"}})
LINK = Good("to a network", "privatedns:VirtualNetworkLink", zoned, given.link())
RECORD = Good("an address", "privatedns:PrivateRecordSet", zoned, net.record())
ALIAS = Good("an alias", "privatedns:PrivateRecordSet", zoned, net.record("CNAME", "alias", cnameRecord={"cname": "host.example"}))
TEXTS = Good("texts", "privatedns:PrivateRecordSet", zoned, net.record("TXT", "note", txtRecords=[{"value": ["a"]}]))

ZONE_GROUP = Good("one zone", "network:PrivateDnsZoneGroup", zoned, given.zone_group("pe-vault", "privatelink.vaultcore.azure.net"))

RESOLVER = Good("in the hub", "dnsresolver:DnsResolver", hub, net.resolver())
INBOUND = Good("an address of Azure's choice", "dnsresolver:InboundEndpoint", resolving, net.inbound())
INBOUND_STATIC = Good("an address of one's own", "dnsresolver:InboundEndpoint", resolving, net.inbound(privateIpAllocationMethod="Static", privateIpAddress="10.10.2.9"))
OUTBOUND = Good("in the hub", "dnsresolver:OutboundEndpoint", resolving, net.outbound())
RULESET = Good("one endpoint", "dnsresolver:DnsForwardingRuleset", resolving, net.ruleset(), (OUTBOUND,))
FORWARDING = Good("a domain", "dnsresolver:ForwardingRule", ruled, net.forwarding())
RULESET_LINK = Good("to the hub", "dnsresolver:PrivateResolverVirtualNetworkLink", ruled, net.ruleset_link())
DELEGATED = Good("a delegated one beside endpoints", "network:Subnet", serviced, net.own_subnet("aci", "10.0.9.0/28", "vnet", delegations=net.delegation("Microsoft.ContainerInstance/containerGroups")))
STANDARD_REGISTRY = Good("Standard, without endpoint", "containerregistry:Registry", serviced, given.registry("Standard") | {"registryName": "crstandard"})
ELSEWHERE = "/subscriptions/99999999-9999-4999-8999-999999999999/resourceGroups/hub/providers/Microsoft.Network/privateDnsZones"
GROUP_TWO = Good("a second group", "resources:ResourceGroup", zoned, {"resourceGroupName": "rg2", "location": "westeurope"})
TWIN_ZONE = Good("the same zone in another group", "privatedns:PrivateZone", zoned, given.zone() | {"resourceGroupName": "rg2"}, (GROUP_TWO,))
TWIN_LINK = Good("to the same zone in another group", "privatedns:VirtualNetworkLink", zoned, given.link() | {"resourceGroupName": "rg2"}, (TWIN_ZONE,))
OWN_LINK = Good("one that registers machines", "privatedns:VirtualNetworkLink", zoned, given.link() | {"privateZoneName": "corp.example", "registrationEnabled": True}, (OWN_ZONE,))
ZONE_LINK = Good("to a zone that was made with it", "privatedns:VirtualNetworkLink", networked, given.link(), (ZONE,))
SIX = Good("addresses of version 6", "privatedns:PrivateRecordSet", zoned, net.record("AAAA", "six", aaaaRecords=[{"ipv6Address": "fd00::4"}]))
MAIL = Good("mail", "privatedns:PrivateRecordSet", zoned, net.record("MX", "mail", mxRecords=[{"preference": 10, "exchange": "mail.example"}]))
POINTER = Good("a name for an address", "privatedns:PrivateRecordSet", zoned, net.record("PTR", "4", ptrRecords=[{"ptrdname": "host.example"}]))
SERVICE = Good("a service", "privatedns:PrivateRecordSet", zoned, net.record("SRV", "_ldap._tcp", srvRecords=[{"priority": 0, "weight": 5, "port": 389, "target": "host.example"}]))
RUNNER_ALIAS = Good("an alias of a runner", "privatedns:PrivateRecordSet", zoned, net.record("CNAME", "runner", cnameRecord={"cname": "host.example"}))
SECOND_NETWORK = Good("a spoke", "network:VirtualNetwork", hub, net.hub(net.subnet("s", "10.20.0.0/28", delegations=net.resolver_delegation()), name="spoke", space="10.20.0.0/16"))
FAR_NETWORK = Good("in another region", "network:VirtualNetwork", hub, net.hub(net.subnet("s", "10.30.0.0/24"), name="far", space="10.30.0.0/16") | {"location": "northeurope"})

GOOD = (ENDPOINT, BLOB_ENDPOINT, REGISTRY_ENDPOINT, WORKSPACE_ENDPOINT, ZONE, OWN_ZONE, LINK, RECORD, ALIAS, TEXTS, ZONE_GROUP, RESOLVER, INBOUND, INBOUND_STATIC, OUTBOUND, RULESET, FORWARDING, RULESET_LINK, DELEGATED, STANDARD_REGISTRY, GROUP_TWO, TWIN_ZONE, TWIN_LINK, OWN_LINK, ZONE_LINK, SIX, MAIL, POINTER, SERVICE, RUNNER_ALIAS, SECOND_NETWORK, FAR_NETWORK)


BAD = (
    Bad(ENDPOINT, "an endpoint group of another service", {"privateLinkServiceConnections[0].groupIds[0]": "blob"}, "InvalidPrivateLinkServiceGroupId", "privateLinkServiceConnections.groupIds"),
    Bad(ENDPOINT, "an endpoint without group", {"privateLinkServiceConnections[0].groupIds": None}, "MissingParameterOnPrivateLinkServiceConnection", "privateLinkServiceConnections.groupIds"),
    Bad(ENDPOINT, "a connection without name", {"privateLinkServiceConnections[0].name": None}, "InvalidRequestFormat", "privateLinkServiceConnections"),
    Bad(ENDPOINT, "an endpoint without subnet", {"subnet": None}, "InvalidRequestFormat", "subnet"),
    Bad(BLOB_ENDPOINT, "an endpoint with two groups", {"privateLinkServiceConnections[0].groupIds[+]": "file"}, "OnlyOneGroupIdPermitted", "privateLinkServiceConnections.groupIds"),
    Bad(ZONE, "a private zone in a region", {"location": "westeurope"}, "LocationNotAvailableForResourceType", "location"),
    Bad(RECORD, "a name that is none", {"relativeRecordSetName": "run ner"}, "InvalidDomainName", "relativeRecordSetName"),
    Bad(RECORD, "records of another type", {"recordType": "TXT"}, "BadRequest", "aRecords"),
    Bad(RECORD, "a record set with no time", {"ttl": None}, "BadRequest", "ttl"),
    Bad(RECORD, "an address that is none", {"aRecords[0].ipv4Address": "fd00::1"}, "BadRequest", "aRecords[0].ipv4Address"),
    Bad(RECORD, "a type that is none", {"recordType": "B"}, "InvalidResourceType", " could not be found in "),
    Bad(RECORD, "a record set with no zone", {"privateZoneName": "absent.example"}, "ParentResourceNotFound", "Microsoft.Network/privateDnsZones/A"),
    Bad(ALIAS, "an alias of nothing", {"cnameRecord.cname": None}, "BadRequest", "cnameRecord"),
    Bad(ALIAS, "an alias at the top", {"relativeRecordSetName": "@"}, "BadRequest", "relativeRecordSetName"),
    Bad(INBOUND, "an endpoint needs configurations of one subnet in its region", {"ipConfigurations[+]": {"subnet": {"id": net.OUTBOUND_SUBNET}}}, "BadRequest", "ipConfigurations"),
    Bad(INBOUND, "an inbound endpoint has the next free address and keeps it", {"ipConfigurations[0].privateIpAllocationMethod": "Static", "ipConfigurations[0].privateIpAddress": "10.10.2.9"}, "BadRequest", "ipConfigurations", "update"),
    Bad(INBOUND_STATIC, "an inbound endpoint has the address that it asks for", {"ipConfigurations[0].privateIpAddress": None}, "BadRequest", "ipConfigurations[0].privateIpAddress"),
    Bad(OUTBOUND, "an endpoint needs configurations of one subnet in its region", {"location": "northeurope"}, "BadRequest", "location"),
    Bad(RULESET, "a ruleset with no endpoint", {"dnsResolverOutboundEndpoints": []}, "BadRequest", "dnsResolverOutboundEndpoints"),
    Bad(RULESET, "a ruleset with something else", {"dnsResolverOutboundEndpoints[0].id": net.RESOLVER_ID}, "BadRequest", "dnsResolverOutboundEndpoints[0].id"),
    Bad(RULESET, "a ruleset with another region", {"location": "northeurope"}, "BadRequest", "dnsResolverOutboundEndpoints[0].id"),
    Bad(FORWARDING, "no dot at the end", {"domainName": "corp.example"}, "BadRequest", "domainName"),
    Bad(FORWARDING, "a name that is none", {"domainName": "corp example."}, "BadRequest", "domainName"),
    Bad(FORWARDING, "forwarding with no server", {"targetDnsServers": []}, "BadRequest", "targetDnsServers"),
    Bad(FORWARDING, "forwarding with seven servers", {"targetDnsServers": [{"ipAddress": "192.168.0.1"}, {"ipAddress": "192.168.0.2"}, {"ipAddress": "192.168.0.3"}, {"ipAddress": "192.168.0.4"}, {"ipAddress": "192.168.0.5"}, {"ipAddress": "192.168.0.6"}, {"ipAddress": "192.168.0.7"}]}, "BadRequest", "targetDnsServers"),
    Bad(FORWARDING, "a server that is no address", {"targetDnsServers[0].ipAddress": "dns"}, "BadRequest", "targetDnsServers[0]"),
    Bad(FORWARDING, "Azure's own server", {"targetDnsServers[0].ipAddress": "168.63.129.16"}, "BadRequest", "targetDnsServers[0]"),
    Bad(FORWARDING, "a port that is none", {"targetDnsServers[0].port": 70000}, "BadRequest", "targetDnsServers[0]"),
    Bad(FORWARDING, "a name is forwarded once", {"domainName": "other.example."}, "BadRequest", "domainName", "update"),
    Bad(RULESET, "a name that ends in a dot", {"dnsForwardingRulesetName": "frs."}, "InvalidResourceName", "name"),
    Bad(FORWARDING, "a name that ends in a dot", {"forwardingRuleName": "corp."}, "InvalidResourceName", "name"),
    Bad(RULESET_LINK, "a name that ends in a dot", {"virtualNetworkLinkName": "hub."}, "InvalidResourceName", "name"),
    Bad(RESOLVER, "a name that ends in a dot", {"dnsResolverName": "dnspr."}, "InvalidResourceName", "name"),
    Bad(INBOUND, "a name that ends in a dot", {"inboundEndpointName": "in."}, "InvalidResourceName", "name"),
    Bad(OUTBOUND, "a name that ends in a dot", {"outboundEndpointName": "out."}, "InvalidResourceName", "name"),
    Bad(ZONE_GROUP, "a name that ends in a dot", {"privateDnsZoneGroupName": "default."}, "InvalidResourceName", "name"),
    Bad(LINK, "a name that ends in a dot", {"virtualNetworkLinkName": "aml."}, "InvalidResourceName", "name"),
    Bad(ENDPOINT, "a name that ends in a dot", {"privateEndpointName": "pe."}, "InvalidResourceName", "name"),
    Bad(WORKSPACE_ENDPOINT, "another customNetworkInterfaceName, later", {"customNetworkInterfaceName": "other"}, "NameOfExistingPrivateEndpointNicCannotBeChanged", "customNetworkInterfaceName", "update"),
    Bad(OUTBOUND, "another subnet.id, later", {"subnet.id": net.GATEWAY_SUBNET}, "BadRequest", "subnet.id", "update"),
    Bad(FORWARDING, "forwardingRuleState that is none", {"forwardingRuleState": "Sometimes"}, "InvalidRequestFormat", "forwardingRuleState"),
    Bad(INBOUND, "privateIpAllocationMethod that is none", {"ipConfigurations[0].privateIpAllocationMethod": "Sometimes"}, "InvalidRequestFormat", "ipConfigurations[0].privateIpAllocationMethod"),
    Bad(ENDPOINT, "privateEndpointNetworkPolicies that is none", {"subnet.privateEndpointNetworkPolicies": "Sometimes"}, "InvalidRequestFormat", "subnet.privateEndpointNetworkPolicies"),
    Bad(LINK, "resolutionPolicy that is none", {"resolutionPolicy": "Sometimes"}, "InvalidRequestFormat", "resolutionPolicy"),
    Bad(LINK, "a region where it is not", {"location": "westus"}, "LocationNotAvailableForResourceType", "location"),
    Bad(ENDPOINT, "another region than its subnet's", {"location": "northeurope"}, "InvalidResourceReference", "location"),
    Bad(ENDPOINT, "a delegated subnet", {"subnet.id": DELEGATED.id}, "ResourceNotPermittedOnDelegatedSubnet", "subnet.id", also=(DELEGATED,)),
    Bad(REGISTRY_ENDPOINT, "a registry that is not Premium", {"privateLinkServiceConnections[0].privateLinkServiceId": STANDARD_REGISTRY.id}, "PrivateEndpointNotSupported", "privateLinkServiceConnections", also=(STANDARD_REGISTRY,)),
    Bad(ZONE_GROUP, "a zone without name", {"privateDnsZoneConfigs[0].name": ""}, "InvalidRequestFormat", "privateDnsZoneConfigs[0]"),
    Bad(ZONE_GROUP, "something that is no zone", {"privateDnsZoneConfigs[0].privateDnsZoneId": given.NETWORK_ID}, "InvalidRequestFormat", "privateDnsZoneConfigs[0].privateDnsZoneId"),
    Bad(ZONE_GROUP, "a zone twice", {"privateDnsZoneConfigs[+]": {"name": "again", "privateDnsZoneId": f"{ELSEWHERE}/privatelink.vaultcore.azure.net"}}, "DuplicateResourceName", "privateDnsZoneConfigs"),
    Bad(ZONE_GROUP, "six zones", {"privateDnsZoneConfigs": [{"name": f"z{i}", "privateDnsZoneId": f"{ELSEWHERE}/z{i}.example"} for i in range(6)]}, "InvalidRequestFormat", "privateDnsZoneConfigs"),
    Bad(ZONE_GROUP, "a second group", {"privateDnsZoneGroupName": "two"}, "BadRequest", "privateDnsZoneGroupName", also=(ZONE_GROUP,)),
    Bad(OWN_ZONE, "one label", {"privateZoneName": "corp"}, "BadRequest", "privateZoneName"),
    Bad(OWN_ZONE, "a name with a space", {"privateZoneName": "cor p.example"}, "BadRequest", "privateZoneName"),
    Bad(ZONE, "with a link", {}, "CannotDeleteResource", "nested resources", "delete", also=(ZONE_LINK,)),
    Bad(LINK, "a network twice", {"virtualNetworkLinkName": "again"}, "Conflict", "virtualNetwork.id", also=(LINK,)),
    Bad(LINK, "two zones of one name", {}, "BadRequest", "virtualNetwork.id", also=(TWIN_LINK,)),
    Bad(LINK, "a second zone that registers machines", {"registrationEnabled": True}, "Conflict", "registrationEnabled", also=(OWN_LINK,)),
    Bad(OWN_LINK, "a way back to the internet for a zone of one's own", {"resolutionPolicy": "NxDomainRedirect"}, "BadRequest", "resolutionPolicy"),
    Bad(RECORD, "beside an alias", {}, "Conflict", "relativeRecordSetName", also=(RUNNER_ALIAS,)),
    Bad(RUNNER_ALIAS, "an alias beside others", {}, "Conflict", "relativeRecordSetName", also=(RECORD,)),
    Bad(ALIAS, "an alias at the top of a zone", {"relativeRecordSetName": "@"}, "BadRequest", "relativeRecordSetName"),
    Bad(ALIAS, "an alias of an empty name", {"cnameRecord.cname": ""}, "BadRequest", "cnameRecord"),
    Bad(TEXTS, "a text of 1025 characters", {"txtRecords[0].value": ["x" * 1025]}, "BadRequest", "txtRecords[0]"),
    Bad(SIX, "an address of version 4", {"aaaaRecords[0].ipv6Address": "10.0.0.4"}, "BadRequest", "aaaaRecords[0].ipv6Address"),
    Bad(SIX, "a name with a space", {"relativeRecordSetName": "a b"}, "InvalidDomainName", "relativeRecordSetName"),
    Bad(SIX, "no time, for version 6", {"ttl": None}, "BadRequest", "ttl"),
    Bad(SIX, "version 6 beside an alias", {"relativeRecordSetName": "runner"}, "Conflict", "relativeRecordSetName", also=(RUNNER_ALIAS,)),
    Bad(MAIL, "mail for a name with a space", {"relativeRecordSetName": "a b"}, "InvalidDomainName", "relativeRecordSetName"),
    Bad(MAIL, "mail for less than no time", {"ttl": -1}, "BadRequest", "ttl"),
    Bad(MAIL, "mail beside an alias", {"relativeRecordSetName": "runner"}, "Conflict", "relativeRecordSetName", also=(RUNNER_ALIAS,)),
    Bad(POINTER, "a pointer with a space", {"relativeRecordSetName": "a b"}, "InvalidDomainName", "relativeRecordSetName"),
    Bad(POINTER, "addresses in a pointer", {"aRecords": [{"ipv4Address": "10.0.0.4"}]}, "BadRequest", "aRecords"),
    Bad(POINTER, "a pointer beside an alias", {"relativeRecordSetName": "runner"}, "Conflict", "relativeRecordSetName", also=(RUNNER_ALIAS,)),
    Bad(SERVICE, "a service with a space", {"relativeRecordSetName": "a b"}, "InvalidDomainName", "relativeRecordSetName"),
    Bad(SERVICE, "addresses in a service", {"aRecords": [{"ipv4Address": "10.0.0.4"}]}, "BadRequest", "aRecords"),
    Bad(SERVICE, "a service beside an alias", {"relativeRecordSetName": "runner"}, "Conflict", "relativeRecordSetName", also=(RUNNER_ALIAS,)),
    Bad(ALIAS, "an alias with a space", {"relativeRecordSetName": "a b"}, "InvalidDomainName", "relativeRecordSetName"),
    Bad(ALIAS, "addresses in an alias", {"aRecords": [{"ipv4Address": "10.0.0.4"}]}, "BadRequest", "aRecords"),
    Bad(TEXTS, "texts with a space in their name", {"relativeRecordSetName": "a b"}, "InvalidDomainName", "relativeRecordSetName"),
    Bad(TEXTS, "texts beside an alias", {"relativeRecordSetName": "runner"}, "Conflict", "relativeRecordSetName", also=(RUNNER_ALIAS,)),
    Bad(RESOLVER, "two in a network", {"dnsResolverName": "two"}, "Conflict", "virtualNetwork.id", also=(RESOLVER,)),
    Bad(RESOLVER, "another network, later", {"virtualNetwork.id": SECOND_NETWORK.id}, "Conflict", "virtualNetwork.id", "update", also=(SECOND_NETWORK,)),
    Bad(RESOLVER, "with an inbound endpoint", {}, "CannotDeleteResource", "nested resources", "delete", also=(INBOUND,)),
    Bad(RESOLVER, "with an outbound endpoint", {}, "CannotDeleteResource", "nested resources", "delete", also=(OUTBOUND,)),
    Bad(OUTBOUND, "two in a subnet", {"outboundEndpointName": "two"}, "BadRequest", "subnet.id", also=(OUTBOUND,)),
    Bad(OUTBOUND, "a subnet of another network", {"subnet.id": f"{SECOND_NETWORK.id}/subnets/s"}, "BadRequest", "subnet.id", also=(SECOND_NETWORK,)),
    Bad(OUTBOUND, "that a ruleset has", {}, "BadRequest", "out", "delete", also=(RULESET,)),
    Bad(RULESET, "with a link", {}, "CannotDeleteResource", "nested resources", "delete", also=(RULESET_LINK,)),
    Bad(FORWARDING, "a domain twice", {"forwardingRuleName": "again"}, "Conflict", "domainName", also=(FORWARDING,)),
    Bad(RULESET_LINK, "a network twice", {"virtualNetworkLinkName": "again"}, "Conflict", "virtualNetwork", also=(RULESET_LINK,)),
    Bad(RULESET_LINK, "a network of another region", {"virtualNetwork.id": FAR_NETWORK.id}, "BadRequest", "virtualNetwork.id", also=(FAR_NETWORK,)),
    Bad(RULESET_LINK, "another network, later", {"virtualNetwork.id": SECOND_NETWORK.id}, "BadRequest", "virtualNetwork.id", "update", also=(SECOND_NETWORK,)),
    Bad(LINK, "no zone", {"privateZoneName": "absent.example"}, "ParentResourceNotFound", "Microsoft.Network/privateDnsZones/virtualNetworkLinks"),
    Bad(SIX, "21 addresses", {"aaaaRecords": [{"ipv6Address": f"fd00::{i}"} for i in range(21)]}, "BadRequest", "aaaaRecords"),
    Bad(MAIL, "21 servers", {"mxRecords": [{"preference": i, "exchange": "mail.example"} for i in range(21)]}, "BadRequest", "mxRecords"),
    Bad(POINTER, "21 names", {"ptrRecords": [{"ptrdname": f"host{i}.example"} for i in range(21)]}, "BadRequest", "ptrRecords"),
    Bad(SERVICE, "21 services", {"srvRecords": [{"priority": i, "weight": 5, "port": 389, "target": "host.example"} for i in range(21)]}, "BadRequest", "srvRecords"),
    Bad(TEXTS, "21 texts", {"txtRecords": [{"value": [f"{i}"]} for i in range(21)]}, "BadRequest", "txtRecords"),
)

FAMILY = Family("private link", GOOD, BAD)

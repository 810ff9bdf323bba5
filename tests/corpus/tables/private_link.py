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

GOOD = (ENDPOINT, BLOB_ENDPOINT, REGISTRY_ENDPOINT, WORKSPACE_ENDPOINT, ZONE, OWN_ZONE, LINK, RECORD, ALIAS, TEXTS, ZONE_GROUP, RESOLVER, INBOUND, INBOUND_STATIC, OUTBOUND, RULESET, FORWARDING, RULESET_LINK)


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
    Bad(WORKSPACE_ENDPOINT, "another customNetworkInterfaceName, later", {"customNetworkInterfaceName": "other"}, "PropertyChangeNotAllowed", "customNetworkInterfaceName", "update"),
    Bad(OUTBOUND, "another subnet.id, later", {"subnet.id": net.GATEWAY_SUBNET}, "BadRequest", "subnet.id", "update"),
    Bad(FORWARDING, "forwardingRuleState that is none", {"forwardingRuleState": "Sometimes"}, "InvalidRequestFormat", "forwardingRuleState"),
    Bad(INBOUND, "privateIpAllocationMethod that is none", {"ipConfigurations[0].privateIpAllocationMethod": "Sometimes"}, "InvalidRequestFormat", "ipConfigurations[0].privateIpAllocationMethod"),
    Bad(ENDPOINT, "privateEndpointNetworkPolicies that is none", {"subnet.privateEndpointNetworkPolicies": "Sometimes"}, "InvalidRequestFormat", "subnet.privateEndpointNetworkPolicies"),
    Bad(LINK, "resolutionPolicy that is none", {"resolutionPolicy": "Sometimes"}, "InvalidRequestFormat", "resolutionPolicy"),
    Bad(LINK, "a region where it is not", {"location": "westus"}, "LocationNotAvailableForResourceType", "location"),
)

FAMILY = Family("private link", GOOD, BAD)

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

BAD: tuple[Bad, ...] = ()

FAMILY = Family("private link", GOOD, BAD)

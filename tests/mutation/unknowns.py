"""Mutants in which what the network is decided by is not known until deployment: none may pass for decided."""

from collections.abc import Iterator
from functools import partial

from pulumi_policy import EnforcementLevel

from tests.mutation.change_table import Row
from tests.mutation.change_table import mutants as rows_of
from tests.mutation.plan import Plan, Planned
from tests.mutation.verdict import Mutant, rules_named
from tests.policy.gate import UNKNOWN

_PARTS = ("azure-topology-*", "azure-network-*", "azure-*-private-endpoint")
_ANY = tuple(rule.id for rule in rules_named(_PARTS) if rule.enforcement is EnforcementLevel.MANDATORY)

# Properties by type; the first few places are enough, as the others are like them.
_DECIDING = {
    "network:VirtualNetworkPeering": (
        "allowVirtualNetworkAccess",
        "allowForwardedTraffic",
        "allowGatewayTransit",
        "useRemoteGateways",
        "remoteVirtualNetwork.id",
        "virtualNetworkName",
    ),
    "network:VirtualNetwork": (
        "addressSpace.addressPrefixes",
        "dhcpOptions.dnsServers",
        "subnets",
        "subnets[].name",
        "subnets[].addressPrefix",
        "subnets[].networkSecurityGroup.id",
        "subnets[].natGateway.id",
        "subnets[].routeTable.id",
        "subnets[].privateEndpointNetworkPolicies",
    ),
    "network:NetworkSecurityGroup": (
        "securityRules",
        "securityRules[].access",
        "securityRules[].direction",
        "securityRules[].priority",
        "securityRules[].sourceAddressPrefix",
        "securityRules[].destinationAddressPrefix",
        "securityRules[].destinationPortRange",
        "securityRules[].protocol",
    ),
    "network:RouteTable": (
        "routes",
        "routes[].addressPrefix",
        "routes[].nextHopType",
        "routes[].nextHopIpAddress",
    ),
    "network:PrivateEndpoint": (
        "privateLinkServiceConnections",
        "privateLinkServiceConnections[].groupIds",
        "subnet.id",
    ),
    "network:PrivateDnsZoneGroup": (
        "privateDnsZoneConfigs",
        "privateDnsZoneConfigs[].privateDnsZoneId",
        "privateEndpointName",
    ),
    "privatedns:PrivateZone": ("privateZoneName",),
    "privatedns:VirtualNetworkLink": ("virtualNetwork.id", "privateZoneName"),
    "network:NatGateway": ("publicIpAddresses",),
    "network:AzureFirewall": ("ipConfigurations", "firewallPolicy.id"),
    "network:FirewallPolicyRuleCollectionGroup": ("ruleCollections", "ruleCollections[].action.type"),
    "network:NetworkInterface": ("ipConfigurations", "ipConfigurations[].subnet.id"),
}
_MOST = 3


def _is_id(path: str) -> bool:
    """Whether a property says which resource is meant: that may be open until deployment."""
    return path.endswith((".id", "Id", "Name", "nextHopIpAddress", "publicIpAddresses"))


def _is_set(leaf: str, _plan: Plan, resource: Planned, element: str) -> bool:
    return resource.at(".".join(filter(None, (element, leaf)))) is not None


def _row(kind: str, path: str) -> Row:
    set_there = partial(_is_set, path.rpartition("[]")[2].lstrip("."))
    what = "id" if _is_id(path) else "value"
    return Row(what, kind, path, UNKNOWN, _ANY, when=set_there, sources=(), most=_MOST, planning=not _is_id(path))


_ROWS = tuple(_row(kind, path) for kind, paths in _DECIDING.items() for path in paths)


def mutants(plan: Plan) -> Iterator[Mutant]:
    """Each property of the table, not known and from nowhere, where it is set."""
    return rows_of("unknown", _ROWS, plan)

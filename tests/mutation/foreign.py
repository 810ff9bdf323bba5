"""Mutants that hang the stack on what another subscription holds, under the same name or under another."""

from collections.abc import Iterator
from typing import Any

from tests.mutation.change_table import Row
from tests.mutation.change_table import mutants as rows_of
from tests.mutation.plan import Plan, Planned
from tests.mutation.verdict import Mutant

_VNET, _PEERING = "network:VirtualNetwork", "network:VirtualNetworkPeering"
_FIREWALL, _LINK = "network:AzureFirewall", "privatedns:VirtualNetworkLink"
_THEIRS = "/subscriptions/0bad0bad-0000-4000-8000-000000000001/resourceGroups/rg-theirs/providers"
_NETWORK = f"{_THEIRS}/Microsoft.Network"


def _there(path: str) -> Any:
    """The same id in another subscription."""

    def made(_plan: Plan, resource: Planned, element: str) -> str:
        parts = str(resource.at(".".join(filter(None, (element, path))))).split("/")
        return "/".join([*parts[:2], "0bad0bad-0000-4000-8000-000000000001", *parts[3:]])

    return made


def _has(path: str) -> Any:
    return lambda _plan, resource, element: resource.at(".".join(filter(None, (element, path)))) is not None


# The property with an id, of what each element is, and a resource of others that the id could mean.
_NAMED = (
    (_VNET, "subnets[].", "networkSecurityGroup.id", "networkSecurityGroups/x", "azure-network-foreign-nsg"),
    (_VNET, "subnets[].", "routeTable.id", "routeTables/x", "azure-network-foreign-way-out"),
    (_VNET, "subnets[].", "natGateway.id", "natGateways/x", "azure-network-foreign-way-out"),
    (_FIREWALL, "", "firewallPolicy.id", "firewallPolicies/x", "azure-network-foreign-firewall-policy"),
    (_PEERING, "", "remoteVirtualNetwork.id", "virtualNetworks/x", "azure-network-foreign-peering"),
    (_LINK, "", "virtualNetwork.id", "virtualNetworks/x", "azure-network-foreign-zone-link"),
)
_ELSEWHERE = tuple(
    Row(where, kind, f"{each}{path}", value, (rule,), when=_has(path), sources=sources, most=4)
    for kind, each, path, theirs, rule in _NAMED
    for where, value, sources in (
        ("of-the-same-name", _there(path), None),
        ("of-others", f"{_NETWORK}/{theirs}", ()),
    )
)
_MORE = (
    Row(
        "base-policy",
        "network:FirewallPolicy",
        "basePolicy",
        {"id": f"{_NETWORK}/firewallPolicies/x"},
        ("azure-network-foreign-firewall-policy",),
    ),
    Row(
        "peered-inline",
        _VNET,
        "virtualNetworkPeerings",
        [{"name": "x", "remoteVirtualNetwork": {"id": f"{_NETWORK}/virtualNetworks/x"}}],
        ("azure-network-foreign-peering",),
    ),
    Row(
        "account",
        "network:PrivateEndpoint",
        "privateLinkServiceConnections[].privateLinkServiceId",
        f"{_THEIRS}/Microsoft.Storage/storageAccounts/theirs",
        ("azure-network-foreign-endpoint",),
        most=3,
    ),
    Row(
        "account-asked-for",
        "network:PrivateEndpoint",
        "manualPrivateLinkServiceConnections",
        [{"privateLinkServiceId": f"{_THEIRS}/Microsoft.Storage/storageAccounts/theirs", "groupIds": ["blob"]}],
        ("azure-network-foreign-endpoint",),
        most=1,
    ),
    Row(
        "machine-elsewhere",
        "network:NetworkInterface",
        "ipConfigurations[].subnet.id",
        _there("subnet.id"),
        ("azure-network-foreign-subnet",),
        most=2,
    ),
    Row(
        "compute-elsewhere",
        "machinelearningservices:Compute",
        "properties.properties.subnet.id",
        f"{_NETWORK}/virtualNetworks/x/subnets/training",
        ("azure-network-foreign-subnet",),
        when=_has("properties.properties.subnet.id"),
        most=2,
    ),
    Row(
        "workspace-let-in",
        "storage:StorageAccount",
        "networkRuleSet.resourceAccessRules",
        [{"resourceId": f"{_THEIRS}/Microsoft.MachineLearningServices/workspaces/theirs", "tenantId": "theirs"}],
        ("azure-storage-account-foreign-access",),
        most=1,
    ),
    Row(
        "logs",
        "monitor:DiagnosticSetting",
        "workspaceId",
        f"{_THEIRS}/Microsoft.OperationalInsights/workspaces/theirs",
        ("azure-monitor-diagnosticsetting-foreign",),
        most=3,
    ),
)


def mutants(plan: Plan) -> Iterator[Mutant]:
    """All rows."""
    yield from rows_of("foreign", (*_ELSEWHERE, *_MORE), plan)

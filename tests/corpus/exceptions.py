"""What no bad request can reach, each with the reason."""

from __future__ import annotations

_NARROWER = "the rules of the family are narrower, and come first"
_NOTHING = "the rules of all types of records are one list: this type has no records that it looks at"
_ZONE = "the record comes with the zone, and nobody makes it"
_ALL_ZONES = "the network's region has zones, and the network goes first: test_azure_sizes.py takes them away"
_HUNDREDS = "it takes as many as the limit: test_azure_sizes.py lowers it"

# By the name of the guard or the branch, as `python -m tests.corpus` prints it.
EXCEPTIONS: dict[str, str] = {
    "rule microsoft.network/privatednszones/mx record_sets._records": _NOTHING,
    "rule microsoft.network/privatednszones/ptr record_sets._records": _NOTHING,
    "rule microsoft.network/privatednszones/srv record_sets._records": _NOTHING,
    "rule microsoft.network/privatednszones/soa record_sets._name": _ZONE,
    "rule microsoft.network/privatednszones/soa record_sets._shape": _ZONE,
    "rule microsoft.network/privatednszones/soa record_sets._records": _ZONE,
    "rule microsoft.network/privatednszones/soa record_sets._alone": _ZONE,
    "rule microsoft.containerservice/managedclusters/agentpools kubernetes_pools._introduced": (
        "the rules of pools are one list for clusters and pools: only a cluster introduces pools"
    ),
    "rule microsoft.machinelearningservices/workspaces/onlineendpoints/deployments endpoints._legacy": (
        "a workspace of the old kind has no endpoint that a deployment could be in"
    ),
    "limit Microsoft.Authorization/locks": _NARROWER,
    "limit Microsoft.Authorization/roleAssignments": _NARROWER,
    "limit Microsoft.Insights/diagnosticSettings": _NARROWER,
    "limit Microsoft.KeyVault/vaults/keys": _NARROWER,
    "limit Microsoft.Network/firewallPolicies/ruleCollectionGroups": _NARROWER,
    "limit Microsoft.Network/natGateways": _NARROWER,
    "limit Microsoft.Network/routeTables/routes": _NARROWER,
    "limit Microsoft.OperationalInsights/workspaces": _NARROWER,
    "rules/constraints.py refusals 1": _NARROWER,
    "rule microsoft.containerservice/managedclusters availability._pools": _ALL_ZONES,
    "rule microsoft.containerservice/managedclusters/agentpools availability._pools": _ALL_ZONES,
    "rules/availability.py _pools 1": _ALL_ZONES,
    "rule microsoft.machinelearningservices/workspaces/batchendpoints ml_sizes._endpoints": _HUNDREDS,
    "rule microsoft.machinelearningservices/workspaces/computes ml_sizes._computes": _HUNDREDS,
    "rule microsoft.machinelearningservices/workspaces/onlineendpoints ml_sizes._endpoints": _HUNDREDS,
    "rules/ml_sizes.py _computes 1": _HUNDREDS,
    "rules/ml_sizes.py _deployments 1": _HUNDREDS,
    "rules/ml_sizes.py _endpoints 1": _HUNDREDS,
    "rules/taken_names.py _deleted 1": "it takes a deletion before: test_azure_kept_names.py",
    "rules/dns_resolver.py _forwarding 4": "it takes a thousand rules: test_azure_resolver.py puts them there by hand",
    "rule microsoft.network/virtualnetworks/subnets limits._children": (
        "it takes three thousand subnets: test_azure_attached.py lowers the number"
    ),
    "rule microsoft.network/privatednszones/virtualnetworklinks limits._children": (
        "it takes a thousand links: test_azure_attached.py lowers the number"
    ),
    "rule microsoft.network/publicipaddresses quota._addresses": "it takes a thousand addresses",
    "rules/quota.py _addresses 1": "it takes a thousand addresses",
}

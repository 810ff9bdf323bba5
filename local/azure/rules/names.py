"""Which names Azure accepts. Which are taken is in `taken_names.py`.

Lengths and characters: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
(documented); for Azure ML, the patterns of its API specification.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from local.azure.errors import ArmError
from local.azure.request import Request
from local.azure.rules import taken_names

_NETWORK = re.compile(r"[a-zA-Z0-9]([a-zA-Z0-9\-._]{0,78}[a-zA-Z0-9_])?")
_NETWORK_RULE = "1-80 letters, digits, '.', '_' or '-', beginning with a letter or digit and not ending in '.' or '-'"


@dataclass(frozen=True)
class NameRule:
    """How the resources of one type may be called."""

    pattern: re.Pattern[str]
    says: str
    code: str = "InvalidResourceName"


_NETWORK_NAME = NameRule(_NETWORK, _NETWORK_RULE)

NAMES: dict[str, NameRule] = {
    "Microsoft.Resources/resourceGroups": NameRule(
        re.compile(r"[\w\-.()]{0,89}[\w\-()]"), "1-90 letters, digits, '.', '_', '-' or brackets, not ending in '.'"
    ),
    **dict.fromkeys(
        (
            "Microsoft.Network/bastionHosts",
            "Microsoft.Network/connections",
            "Microsoft.Network/dnsForwardingRulesets",
            "Microsoft.Network/dnsForwardingRulesets/forwardingRules",
            "Microsoft.Network/dnsForwardingRulesets/virtualNetworkLinks",
            "Microsoft.Network/dnsResolvers",
            "Microsoft.Network/dnsResolvers/inboundEndpoints",
            "Microsoft.Network/dnsResolvers/outboundEndpoints",
            "Microsoft.Network/expressRouteCircuits",
            "Microsoft.Network/expressRouteCircuits/authorizations",
            "Microsoft.Network/firewallPolicies",
            "Microsoft.Network/firewallPolicies/ruleCollectionGroups",
            "Microsoft.Network/localNetworkGateways",
            "Microsoft.Network/natGateways",
            "Microsoft.Network/networkInterfaces",
            "Microsoft.Network/networkSecurityGroups",
            "Microsoft.Network/networkWatchers",
            "Microsoft.Network/networkWatchers/flowLogs",
            "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
            "Microsoft.Network/publicIPAddresses",
            "Microsoft.Network/routeTables",
            "Microsoft.Network/routeTables/routes",
            "Microsoft.Network/serviceEndpointPolicies",
            "Microsoft.Network/virtualNetworkGateways",
            "Microsoft.Network/virtualNetworks/subnets",
            "Microsoft.Network/virtualNetworks/virtualNetworkPeerings",
            "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
        ),
        _NETWORK_NAME,
    ),
    "Microsoft.Network/azureFirewalls": NameRule(
        re.compile(r"[a-zA-Z0-9]([a-zA-Z0-9\-._]{0,54}[a-zA-Z0-9_])?"),
        "1-56 letters, digits, '.', '_' or '-', beginning with a letter or digit and not ending in '.' or '-'",
    ),
    **dict.fromkeys(
        ("Microsoft.Network/virtualNetworks", "Microsoft.Network/privateEndpoints"),
        NameRule(
            re.compile(r"[a-zA-Z0-9][a-zA-Z0-9\-._]{0,62}[a-zA-Z0-9_]"),
            "2-64 letters, digits, '.', '_' or '-', beginning with a letter or digit and not ending in '.' or '-'",
        ),
    ),
    "Microsoft.Storage/storageAccounts": NameRule(
        re.compile(r"[a-z0-9]{3,24}"), "3-24 lower-case letters and digits", "AccountNameInvalid"
    ),
    "Microsoft.KeyVault/vaults": NameRule(
        re.compile(r"(?!.*--)[a-zA-Z][a-zA-Z0-9-]{1,22}[a-zA-Z0-9]"),
        "3-24 letters, digits and single '-', beginning with a letter and ending in a letter or digit",
        "VaultNameNotValid",
    ),
    "Microsoft.ContainerRegistry/registries": NameRule(
        re.compile(r"[a-zA-Z0-9]{5,50}"), "5-50 letters and digits", "RegistryNameInvalid"
    ),
    "Microsoft.MachineLearningServices/workspaces": NameRule(
        re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_-]{2,32}"),
        "3-33 letters, digits, '_' or '-', beginning with a letter or digit",
    ),
    "Microsoft.OperationalInsights/workspaces": NameRule(
        re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]"),
        "4-63 letters, digits or '-', beginning and ending with a letter or digit",
    ),
    "Microsoft.ManagedIdentity/userAssignedIdentities": NameRule(
        re.compile(r"[0-9a-zA-Z][0-9a-zA-Z\-_]{2,127}"),
        "3-128 letters, digits, '_' or '-', beginning with a letter or digit",
    ),
    "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials": NameRule(
        re.compile(r"[a-zA-Z0-9][a-zA-Z0-9\-_]{2,119}"),
        "3-120 letters, digits, '_' or '-', beginning with a letter or digit",
    ),
    **dict.fromkeys(
        ("Microsoft.KeyVault/vaults/keys", "Microsoft.KeyVault/vaults/secrets"),
        NameRule(re.compile(r"[a-zA-Z0-9-]{1,127}"), "1-127 letters, digits or '-'"),
    ),
    "Microsoft.Compute/diskEncryptionSets": NameRule(
        re.compile(r"[a-zA-Z0-9_-]{1,80}"), "1-80 letters, digits, '_' or '-'"
    ),
    **dict.fromkeys(
        (
            "Microsoft.Storage/storageAccounts/blobServices/containers",
            "Microsoft.Storage/storageAccounts/fileServices/shares",
            "Microsoft.Storage/storageAccounts/queueServices/queues",
        ),
        NameRule(
            re.compile(r"(?!.*--)[a-z0-9$][a-z0-9-]{1,61}[a-z0-9]"),
            "3-63 lower-case letters, digits and single '-', beginning and ending with a letter or digit",
        ),
    ),
    "Microsoft.Storage/storageAccounts/tableServices/tables": NameRule(
        re.compile(r"[A-Za-z][A-Za-z0-9]{2,62}"), "3-63 letters and digits, beginning with a letter"
    ),
    "Microsoft.Authorization/locks": NameRule(
        re.compile(r"[\w\-.()]{0,89}[\w\-()]"), "1-90 letters, digits, '.', '_', '-' or brackets, not ending in '.'"
    ),
    "Microsoft.Authorization/policyAssignments": NameRule(
        re.compile(r"[^#<>%&:\\?/]{0,63}[^#<>%&:\\?/. ]"),
        "1-64 characters but #<>%&:\\?/, not ending in '.' or a space",
    ),
    "Microsoft.Authorization/policyExemptions": NameRule(
        re.compile(r"[^#<>%&:\\?/]{0,127}[^#<>%&:\\?/. ]"),
        "1-128 characters but #<>%&:\\?/, not ending in '.' or a space",
    ),
    "Microsoft.Resources/deployments": NameRule(
        re.compile(r"[-\w._()]{1,64}"), "1-64 letters, digits, '.', '_', '-' or brackets", "InvalidDeploymentName"
    ),
    "Microsoft.Consumption/budgets": NameRule(re.compile(r"[a-zA-Z0-9_-]{1,63}"), "1-63 letters, digits, '_' or '-'"),
    **dict.fromkeys(
        (
            "Microsoft.Insights/actionGroups",
            "Microsoft.Insights/activityLogAlerts",
            "Microsoft.Insights/diagnosticSettings",
            "Microsoft.Insights/metricAlerts",
            "Microsoft.Insights/scheduledQueryRules",
            "microsoft.insights/components",
        ),
        NameRule(
            re.compile(r"[^*#&+:<>?@%{}\\/|]{0,259}[^*#&+:<>?@%{}\\/|. ]"),
            "1-260 characters but *#&+:<>?@%{}\\/|, not ending in '.' or a space",
        ),
    ),
    **dict.fromkeys(
        (
            "Microsoft.Insights/dataCollectionEndpoints",
            "Microsoft.Insights/dataCollectionRules",
            "Microsoft.Insights/dataCollectionRuleAssociations",
        ),
        NameRule(
            re.compile(r"[a-zA-Z0-9][a-zA-Z0-9._-]{1,62}[a-zA-Z0-9]"),
            "3-64 letters, digits, '.', '_' or '-', beginning and ending with a letter or digit",
        ),
    ),
    "Microsoft.Insights/privateLinkScopes": NameRule(
        re.compile(r"[a-zA-Z0-9()_][a-zA-Z0-9()_.\-]{0,253}[a-zA-Z0-9()_\-]"),
        "2-255 letters, digits, '.', '_', '-' or brackets, not ending in '.'",
    ),
}

_MACHINE = NameRule(
    re.compile(r"""(?!_)[^\\/"'\[\]:|<>+=;,?*@&\s]{0,63}[^\\/"'\[\]:|<>+=;,?*@&\s.\-]"""),
    "1-64 letters, digits, '.', '_' or '-', not beginning with '_' and not ending in '.' or '-'",
)
_ENDPOINT = NameRule(
    re.compile(r"(?!.*--)[a-zA-Z][a-zA-Z0-9-]{1,30}[a-zA-Z0-9]"),
    "3-32 letters, digits or single '-', beginning with a letter and ending in a letter or digit",
    "BadArgument",
)
NAMES |= {
    "Microsoft.Compute/virtualMachines": _MACHINE,
    "Microsoft.Compute/virtualMachineScaleSets": _MACHINE,
    "Microsoft.ContainerInstance/containerGroups": NameRule(
        re.compile(r"(?=.{1,63}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?"),
        "1-63 lower-case letters, digits or '-', beginning and ending with a letter or digit",
        "InvalidContainerGroupName",
    ),
    "Microsoft.ContainerService/managedClusters": NameRule(
        re.compile(r"[a-zA-Z0-9]([-_a-zA-Z0-9]{0,61}[a-zA-Z0-9])?"),
        "1-63 letters, digits, '_' or '-', beginning and ending with a letter or digit",
        "InvalidParameter",
    ),
    "Microsoft.ContainerService/managedClusters/trustedAccessRoleBindings": NameRule(
        re.compile(r"[A-Za-z0-9-]{1,24}"), "1-24 letters, digits or '-'", "InvalidParameter"
    ),
    "Microsoft.DevCenter/devcenters": NameRule(
        re.compile(r"[a-zA-Z0-9][a-zA-Z0-9-]{2,25}"), "3-26 letters, digits or '-', beginning with a letter or digit"
    ),
    "Microsoft.DevCenter/projects": NameRule(
        re.compile(r"[a-zA-Z0-9][a-zA-Z0-9\-_.]{2,62}"),
        "3-63 letters, digits, '.', '_' or '-', beginning with a letter or digit",
    ),
    "Microsoft.DevOpsInfrastructure/pools": NameRule(
        re.compile(r"[a-zA-Z0-9][a-zA-Z0-9\-.]{1,42}[a-zA-Z0-9-]"),
        "3-44 letters, digits, '.' or '-', beginning with a letter or digit and not ending in '.'",
    ),
    "Microsoft.MachineLearningServices/workspaces/batchEndpoints": _ENDPOINT,
    "Microsoft.MachineLearningServices/workspaces/datastores": NameRule(
        re.compile(r"[a-zA-Z0-9_]{1,255}"), "letters, digits and '_'"
    ),
    "Microsoft.MachineLearningServices/workspaces/onlineEndpoints": _ENDPOINT,
    "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments": _ENDPOINT,
    "Microsoft.MachineLearningServices/workspaces/outboundRules": NameRule(
        re.compile(r"(?!__SYS)[a-zA-Z0-9][a-zA-Z0-9_-]{2,32}"),
        "3-33 letters, digits, '_' or '-', beginning with a letter or digit",
    ),
}

_CLUSTER = NameRule(
    re.compile(r"[a-zA-Z][a-zA-Z0-9-]{1,30}[a-zA-Z0-9]"),
    "3-32 letters, digits or '-', beginning with a letter and ending in a letter or digit",
)
_INSTANCE = NameRule(
    re.compile(r"(?!.*-\d+$)[a-zA-Z][a-zA-Z0-9-]{1,22}[a-zA-Z0-9]"),
    "3-24 letters, digits or '-', beginning with a letter, and no '-' followed only by digits",
)
_COMPUTE = {"AmlCompute": _CLUSTER, "ComputeInstance": _INSTANCE, "Kubernetes": _INSTANCE}


def legal_name(kind: str, name: str) -> bool:
    """Say whether Azure takes a name for a type, where it is given in a list of its parent."""
    return NAMES[kind].pattern.fullmatch(name) is not None


def refusals(request: Request) -> Iterator[ArmError]:
    """Refuse an illegal name, and at creation one that is taken."""
    rule = _rule(request)
    if rule is not None and not rule.pattern.fullmatch(request.name):
        yield ArmError(rule.code, f"'{request.name}' is not a valid name for {request.type}: use {rule.says}.", "name")
    if request.old is None:
        yield from taken_names.refusals(request)


def _rule(request: Request) -> NameRule | None:
    if request.type == "Microsoft.MachineLearningServices/workspaces/computes":
        return _COMPUTE.get(str(request.get("properties.computeType")))
    return NAMES.get(request.type)

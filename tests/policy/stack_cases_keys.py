"""Changes to how the stack's services are encrypted, monitored and closed to each other."""

from rules import diagnostics
from rules.diagnostics import LOGGED

from tests.policy.compliant import COMPLIANT, example
from tests.policy.gate import DROP, UNKNOWN, put
from tests.policy.stack_case import Case, add, both, deps, drop, edit

_ML_KEY = "azure-machinelearning-workspace-cmk-key"
_ST_KEY = "azure-storage-account-cmk-key"
_CR_KEY = "azure-containerregistry-registry-cmk-key"
_SUBNET = "azure-machinelearning-managednetwork-subnet"
_EGRESS = "azure-machinelearning-onlinedeployment-egress"
_DEPLOYMENT = COMPLIANT["machinelearningservices:OnlineDeployment"]
_ENDPOINT = COMPLIANT["monitor:DataCollectionEndpoint"]
_LOGS = {kind: rule.id for rule in diagnostics.RULES for look in rule.stack for kind in look.of}

CASES = [
    Case(
        "a workspace is encrypted with no key",
        edit("mlw", "encryption.keyVaultProperties.keyIdentifier", DROP),
        _ML_KEY,
        "mlw",
        "encryption.status says that it is on, and encryption.keyVaultProperties.keyIdentifier is not set",
    ),
    Case(
        "nobody may read a workspace's key",
        edit("mlw", "identity.type", "UserAssigned"),
        _ML_KEY,
        "mlw",
        "encryption.identity.userAssignedIdentity is not set",
    ),
    Case(
        "nobody knows where a workspace's key comes from",
        edit("mlw", "encryption.keyVaultProperties.keyIdentifier", UNKNOWN),
        _ML_KEY,
        "mlw",
        "undecided: encryption.keyVaultProperties.keyIdentifier",
    ),
    Case(
        "an account is encrypted with no key",
        edit("st", "encryption.keyVaultProperties", DROP),
        _ST_KEY,
        "st",
        "encryption.keyVaultProperties.keyName, encryption.keyVaultProperties.keyVaultUri is not set",
    ),
    Case(
        "nobody may read a registry's key",
        edit("cr", "encryption.keyVaultProperties.identity", DROP),
        _CR_KEY,
        "cr",
        "encryption.keyVaultProperties.identity is not set",
    ),
    Case(
        "a cluster has a subnet beside the managed network",
        edit("mlw", "managedNetwork.isolationMode", "AllowOnlyApprovedOutbound"),
        _SUBNET,
        "cpu",
        "properties.properties.subnet is set, must not be: the workspace has a managed network",
    ),
    Case(
        "serverless compute has a subnet beside the managed network",
        both(
            edit("mlw", "managedNetwork.isolationMode", "AllowInternetOutbound"),
            edit("mlw", "serverlessComputeSettings.serverlessComputeCustomSubnet", UNKNOWN),
        ),
        _SUBNET,
        "mlw",
        "serverlessComputeCustomSubnet is set",
    ),
    Case(
        "nobody knows whether a workspace has a managed network",
        edit("mlw", "managedNetwork.isolationMode", UNKNOWN),
        _SUBNET,
        "ci",
        "undecided: managedNetwork.isolationMode",
    ),
    Case(
        "a deployment reaches the Internet",
        add(
            example(
                "machinelearningservices:OnlineDeployment",
                "blue",
                put(_DEPLOYMENT, "properties.egressPublicNetworkAccess", DROP),
            )
        ),
        _EGRESS,
        "blue",
        "properties.egressPublicNetworkAccess is not set (Azure then uses 'Enabled')",
    ),
    Case(
        "nobody knows whether a deployment reaches the Internet",
        add(
            example(
                "machinelearningservices:OnlineDeployment",
                "blue",
                put(_DEPLOYMENT, "properties.egressPublicNetworkAccess", UNKNOWN),
            )
        ),
        _EGRESS,
        "blue",
        "undecided: properties.egressPublicNetworkAccess",
    ),
    Case(
        "a data collection endpoint in a scope is open",
        add(
            example(
                "monitor:DataCollectionEndpoint", "dce", put(_ENDPOINT, "networkAcls.publicNetworkAccess", "Enabled")
            ),
            example("monitor:PrivateLinkScopedResource", "link-dce", {}, {"linkedResourceId": ["dce"]}),
        ),
        "azure-monitor-scoped-public-access",
        "dce",
        "networkAcls.publicNetworkAccess is 'Enabled'",
    ),
    Case(
        "a data collection endpoint without a scope is open",
        add(example("monitor:DataCollectionEndpoint", "dce", put(_ENDPOINT, "networkAcls", DROP))),
        "azure-monitor-public-ingestion",
        "dce",
        "stays public: no private link scope of this stack holds it",
    ),
    Case(
        "telemetry without a scope is open",
        both(drop("link-appi"), edit("appi", "publicNetworkAccessForQuery", "Enabled")),
        "azure-monitor-public-ingestion",
        "appi",
        "stays public: no private link scope of this stack holds it",
    ),
    Case(
        "a diagnostic setting sends its logs nowhere",
        edit("diag-kv", "workspaceId", DROP),
        "azure-monitor-diagnosticsetting-target",
        "diag-kv",
        "none of workspaceId, storageAccountId, eventHubAuthorizationRuleId, marketplacePartnerId is set",
    ),
    Case(
        "nobody knows where a diagnostic setting sends its logs",
        deps("diag-kv", workspaceId=[]),
        "azure-monitor-diagnosticsetting-target",
        "diag-kv",
        "undecided: workspaceId",
    ),
    *(
        Case(
            f"{name} has no diagnostic setting",
            drop(f"diag-{name}"),
            "azure-monitor-diagnostics-missing",
            name,
            "no DiagnosticSetting of this stack is for it",
        )
        for name in ("nsg-training", "vnet", "pip-nat", "bas", "log")
    ),
    Case(
        "a service of an account has no diagnostic setting",
        drop("diag-st-queueServices"),
        "azure-storage-account-logs",
        "st",
        "no DiagnosticSetting of this stack has logs enabled for its queueServices",
    ),
    Case(
        "a diagnostic setting is for an account, and nobody knows for which of its services",
        both(
            drop("diag-st-queueServices"),
            edit("diag-st-blobServices", "resourceUri", UNKNOWN),
            deps("diag-st-blobServices", resourceUri=["st"]),
        ),
        "azure-storage-account-logs",
        "st",
        "has logs enabled for its blobServices, queueServices",
    ),
    Case(
        "a diagnostic setting sends metrics only",
        both(edit("diag-kv", "logs", []), edit("diag-kv", "metrics", [{"category": "AllMetrics", "enabled": True}])),
        "azure-keyvault-vault-logs",
        "kv",
        "no DiagnosticSetting of this stack has logs enabled",
    ),
    Case(
        "nobody knows whether a diagnostic setting sends logs",
        edit("diag-kv", "logs", UNKNOWN),
        "azure-keyvault-vault-logs",
        "kv",
        "undecided: logs",
    ),
    *(
        Case(
            f"{kind} has no diagnostic setting",
            add(example(kind, "unlogged", {**COMPLIANT[kind], LOGGED[kind][1]: "unlogged"})),
            _LOGS[kind],
            "unlogged",
            "no DiagnosticSetting of this stack is for it",
        )
        for kind in LOGGED
    ),
]

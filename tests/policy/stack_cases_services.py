"""Changes to the stack's services."""

from tests.policy.compliant import COMPLIANT
from tests.policy.gate import DROP, UNKNOWN, R, put
from tests.policy.stack_case import Case, add, both, drop, edit

_ROLE = "authorization:RoleAssignment"
_CONTRIBUTING = "b24988ac-6180-42a0-ab88-20f7382dd24c"
_CONTRIBUTOR = {"roleDefinitionId": f"/x/roleDefinitions/{_CONTRIBUTING}"}
_BLOB_READER = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"
_KEYS = "17d1049b-9a84-46fb-8f53-869881c3d3ab"
_MANAGEMENT = "/providers/Microsoft.Management/managementGroups/all"
_AKS = COMPLIANT["containerservice:ManagedCluster"]
_ATTACHED = R(
    "machinelearningservices:Compute",
    "attached",
    {"properties": {"computeType": "Kubernetes", "resourceId": "/x/Microsoft.ContainerService/managedClusters/aks"}},
)

_UNSCOPED = "azure-monitor-closed-unscoped"
_ENDPOINT = {"dataCollectionEndpointName": "dce", "networkAcls": {"publicNetworkAccess": "Disabled"}}

CASES = [
    Case(
        "closed logs are in no scope",
        drop("link-log"),
        _UNSCOPED,
        "log",
        "no private link scope of this stack holds it",
    ),
    Case(
        "a cluster's name goes into a zone of another region",
        add(
            R(
                "containerservice:ManagedCluster",
                "aks",
                put(
                    {**_AKS, "location": "eastasia"},
                    "apiServerAccessProfile.privateDNSZone",
                    "/x/privateDnsZones/privatelink.japaneast.azmk8s.io",
                ),
            )
        ),
        "azure-containerservice-cluster-private-zone",
        "aks",
        "privateDNSZone is privatelink.japaneast.azmk8s.io, must be privatelink.eastasia.azmk8s.io",
    ),
    Case(
        "closed telemetry is in no scope",
        drop("link-appi"),
        _UNSCOPED,
        "appi",
        "publicNetworkAccessForIngestion is 'Disabled'",
    ),
    Case(
        "a closed data collection endpoint is in no scope",
        add(R("monitor:DataCollectionEndpoint", "dce", _ENDPOINT)),
        _UNSCOPED,
        "dce",
        "networkAcls.publicNetworkAccess is 'Disabled'",
    ),
    Case(
        "a cluster is in no subnet",
        edit("cpu", "properties.properties.subnet", DROP),
        "azure-machinelearning-compute-subnet",
        "cpu",
        "properties.properties.subnet is not set",
    ),
    Case(
        "nobody knows whether an instance is in a subnet",
        edit("ci", "properties.properties.subnet", UNKNOWN),
        "azure-machinelearning-compute-subnet",
        "ci",
        "undecided: properties.properties.subnet",
    ),
    Case(
        "images are built on a cluster that is not there",
        edit("mlw", "imageBuildCompute", "gpu"),
        "azure-machinelearning-workspace-image-build",
        "mlw",
        "imageBuildCompute names 'gpu', must be a compute cluster of this stack (cpu)",
    ),
    Case(
        "images are built on an instance",
        edit("mlw", "imageBuildCompute", "ci"),
        "azure-machinelearning-workspace-image-build",
        "mlw",
        "must be a compute cluster",
    ),
    Case(
        "images are built nowhere, for a registry that is not known yet",
        both(edit("mlw", "imageBuildCompute", DROP), edit("mlw", "containerRegistry", UNKNOWN)),
        "azure-machinelearning-workspace-image-build",
        "mlw",
        "imageBuildCompute is not set",
    ),
    Case(
        "logs in a private link scope go in over the Internet",
        edit("log", "publicNetworkAccessForIngestion", "Enabled"),
        "azure-monitor-scoped-public-access",
        "log",
        "publicNetworkAccessForIngestion is 'Enabled'",
    ),
    Case(
        "telemetry in a private link scope is read over the Internet",
        edit("appi", "publicNetworkAccessForQuery", DROP),
        "azure-monitor-scoped-public-access",
        "appi",
        "publicNetworkAccessForQuery is not set",
    ),
    Case(
        "nobody knows whether logs go in over the Internet",
        edit("log", "publicNetworkAccessForIngestion", UNKNOWN),
        "azure-monitor-scoped-public-access",
        "log",
        "undecided: publicNetworkAccessForIngestion",
    ),
    Case(
        "open logs are in no private link scope",
        both(drop("link-log"), edit("log", "publicNetworkAccessForIngestion", "Enabled")),
        "azure-monitor-public-ingestion",
        "log",
        "stays public: no private link scope",
    ),
    Case(
        "a private link scope is in PrivateOnly mode",
        edit("ampls", "accessModeSettings.queryAccessMode", "PrivateOnly"),
        "azure-monitor-scope-access-mode",
        "ampls",
        "queryAccessMode is 'PrivateOnly', must be 'Open'",
    ),
    Case(
        "a cluster keeps local accounts",
        add(R("containerservice:ManagedCluster", "aks", put(_AKS, "disableLocalAccounts", DROP))),
        "azure-containerservice-cluster-local-accounts",
        "aks",
        "disableLocalAccounts is not set (Azure then uses false), must be True",
    ),
    Case(
        "nobody knows whether a cluster keeps local accounts",
        add(R("containerservice:ManagedCluster", "aks", put(_AKS, "disableLocalAccounts", UNKNOWN))),
        "azure-containerservice-cluster-local-accounts",
        "aks",
        "undecided: disableLocalAccounts",
    ),
    Case(
        "a cluster keeps local accounts for Machine Learning",
        add(R("containerservice:ManagedCluster", "aks", put(_AKS, "disableLocalAccounts", False)), _ATTACHED),
        "azure-containerservice-cluster-local-accounts-attached",
        "aks",
        "keeps local accounts, with which Azure Machine Learning comes in",
    ),
    Case(
        "a cluster for Machine Learning has no local accounts",
        add(R("containerservice:ManagedCluster", "aks", _AKS), _ATTACHED),
        "azure-containerservice-cluster-local-accounts-attached",
        "aks",
        "disableLocalAccounts is True, and no TrustedAccessRoleBinding of this stack lets",
    ),
    Case(
        "a vault has no diagnostic setting",
        drop("diag-kv"),
        "azure-keyvault-vault-logs",
        "kv",
        "no DiagnosticSetting of this stack is for it",
    ),
    *(
        Case(
            f"{role} is given on {what}",
            add(R(_ROLE, "ra", {"roleDefinitionId": f"/x/roleDefinitions/{role}", "scope": scope}, deps)),
            "azure-authorization-roleassignment-scope",
            "ra",
            says,
        )
        for role, what, scope, deps, says in (
            (_BLOB_READER, "a subscription", "/subscriptions/0", {}, "must be a single resource for role 2a2b9908"),
            (_BLOB_READER, "management groups", _MANAGEMENT, {}, f"scope is '{_MANAGEMENT}', must be a single"),
            (_BLOB_READER, "everything", "/", {}, "scope is '/', must be a single resource"),
            (_BLOB_READER, "nobody knows what", UNKNOWN, {}, "undecided: scope"),
            (_KEYS, "a group", "/subscriptions/0/resourceGroups/rg", {}, "resource for Storage Account Contributor"),
            (_KEYS, "a group that is made", UNKNOWN, {"scope": ["rg"]}, "undecided: scope"),
            (_CONTRIBUTING, "a subscription", "/subscriptions/0", {}, "must be a single resource for role b24988ac"),
        )
    ),
    Case(
        "an identity contributes to a whole group",
        add(R("authorization:RoleAssignment", "ra", {**_CONTRIBUTOR, "scope": "/subscriptions/0/resourceGroups/rg"})),
        "azure-authorization-roleassignment-contributor-scope",
        "ra",
        "Contributor on /subscriptions/0/resourceGroups/rg",
    ),
    Case(
        "nobody knows what an identity contributes to",
        add(R("authorization:RoleAssignment", "ra", {**_CONTRIBUTOR, "scope": UNKNOWN}, {"scope": ["rg"]})),
        "azure-authorization-roleassignment-contributor-scope",
        "ra",
        "undecided: scope",
    ),
    Case(
        "telemetry has no workspace",
        edit("appi", "workspaceResourceId", DROP),
        "azure-applicationinsights-component-workspace",
        "appi",
        "workspaceResourceId is not set",
    ),
    Case(
        "a workspace acts with an identity of its own",
        edit("mlw", "primaryUserAssignedIdentity", DROP),
        "azure-machinelearning-workspace-user-identity",
        "mlw",
        "primaryUserAssignedIdentity is not set",
    ),
    Case(
        "an account has no settings for its blobs",
        drop("st-blobs"),
        "azure-storage-account-soft-delete",
        "st",
        "no BlobServiceProperties of this stack are for it",
    ),
    Case(
        "nobody knows an account's name, nor whose settings for blobs there are",
        both(edit("st", "accountName", UNKNOWN), edit("st-blobs", "accountName", UNKNOWN)),
        "azure-storage-account-soft-delete",
        "st",
        "no BlobServiceProperties of this stack are for it",
    ),
    Case(
        "the settings for blobs are another account's",
        edit("st-blobs", "accountName", "other"),
        "azure-storage-account-soft-delete",
        "st",
        "so a deleted blob is gone at once",
    ),
]

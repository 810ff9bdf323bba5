"""Keys and local accounts: everything signs in with Entra ID, so that access has a name and can be taken away."""

from gate.model import HIGH, MEDIUM, Rule, equals, is_set, prop
from gate.nodes import Node

FAMILY = "keys-and-local-auth"


def is_managed_compute(compute: Node) -> bool:
    """Whether a Machine Learning compute is a cluster or an instance, which Azure makes (others are attached)."""
    return compute.text("properties.computeType").lower() in {"amlcompute", "computeinstance"}


def _takes_keys(account: Node) -> bool:
    """Whether signatures can be made with an account's keys."""
    return account.get("allowSharedKeyAccess") is not False


RULES = (
    Rule(
        id="azure-storage-account-shared-key",
        demands="A storage account refuses shared keys.",
        why="A key opens everything in the account, names nobody, and is valid until somebody rotates it.",
        fix="set allow_shared_key_access to False and give identities data roles",
        default="true",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/storage/common/shared-key-authorization-prevent",
        control="8c6a50c6-9ffd-4ae7-986f-5fa6111f9a54",
        benchmark=("IM-1",),
        checkov=("CKV2_AZURE_40",),
        checks=(prop("storage:StorageAccount", "allowSharedKeyAccess", equals(False), default="true"),),
    ),
    Rule(
        id="azure-storage-account-sas-expiry",
        demands="A storage account that takes shared keys says how long a shared access signature may be valid.",
        why="A signature made with a key is valid for as long as whoever made it liked, and cannot be taken back.",
        fix="set allow_shared_key_access to False, or sas_policy with a period and the action Block",
        default="any period",
        family=FAMILY,
        severity=MEDIUM,
        url="https://learn.microsoft.com/azure/storage/common/sas-expiration-policy",
        control="bc1b984e-ddae-40cc-801a-050a030e4fbe",
        checkov=("CKV2_AZURE_41",),
        checks=(prop("storage:StorageAccount", "sasPolicy.sasExpirationPeriod", is_set(), when=_takes_keys),),
    ),
    Rule(
        id="azure-storage-account-local-users",
        demands="A storage account has no local users.",
        why="A local user signs in with a password or a key of the account's own, past Entra ID.",
        fix="set is_local_user_enabled to False",
        default="not documented; set it, so that no default can switch it on",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/storage/blobs/secure-file-transfer-protocol-support-authorize-access",
        checkov=("CKV_AZURE_244",),
        checks=(prop("storage:StorageAccount", "isLocalUserEnabled", equals(False)),),
    ),
    Rule(
        id="azure-containerregistry-registry-admin-user",
        demands="A container registry has no admin user.",
        why="The admin user is one shared password with the right to push.",
        fix="leave admin_user_enabled out, or set it to False, and give identities AcrPull or AcrPush",
        default="false",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/container-registry/container-registry-authentication#admin-account",
        control="dc921057-6b28-4fbe-9b83-f7bec05db6c2",
        checkov=("CKV_AZURE_137",),
        checks=(prop("containerregistry:Registry", "adminUserEnabled", equals(False), absent_ok=True),),
    ),
    Rule(
        id="azure-keyvault-vault-rbac",
        demands="A key vault authorizes by role assignments.",
        why="Vault access policies let anyone with Contributor on the vault grant themselves its secrets.",
        fix="set properties.enable_rbac_authorization to True",
        default="false",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/key-vault/general/rbac-access-policy",
        control="12d4fa5e-1f9f-4c21-97a9-b99b3c6611b5",
        benchmark=("PA-7",),
        checks=(prop("keyvault:Vault", "properties.enableRbacAuthorization", equals(True), default="false"),),
    ),
    Rule(
        id="azure-machinelearning-workspace-datastore-auth",
        demands="A workspace reads its own datastores by identity.",
        why="With access keys the workspace stores the account's key and hands it to every job.",
        fix='set system_datastores_auth_mode to "Identity"',
        default="'AccessKey'",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/machine-learning/how-to-disable-local-auth-storage",
        checks=(
            prop(
                "machinelearningservices:Workspace",
                "systemDatastoresAuthMode",
                equals("Identity"),
                default="'AccessKey'",
            ),
        ),
    ),
    Rule(
        id="azure-machinelearning-datastore-credentials",
        demands="A datastore holds no credentials.",
        why="A key, a shared access signature or a client secret in a datastore is readable by every"
        " user of the workspace.",
        fix="use NoneDatastoreCredentialsArgs, and give identities data roles on the storage account",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/machine-learning/how-to-identity-based-service-authentication",
        checks=(prop("machinelearningservices:Datastore", "properties.credentials.credentialsType", equals("None")),),
    ),
    Rule(
        id="azure-machinelearning-compute-local-auth",
        demands="Compute clusters and instances have local authentication off.",
        why="A local account on a node is outside Entra ID: no conditional access, no audit by name.",
        fix="set properties.disable_local_auth to True",
        default="false",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/machine-learning/how-to-integrate-azure-policy",
        control="e96a9a5f-07ca-471b-9bc5-6a0f33cbd68f",
        benchmark=("IM-1",),
        checkov=("CKV_AZURE_142",),
        checks=(
            prop(
                "machinelearningservices:Compute",
                "properties.disableLocalAuth",
                equals(True),
                when=is_managed_compute,
                default="false",
            ),
        ),
    ),
    Rule(
        id="azure-operationalinsights-workspace-local-auth",
        demands="A Log Analytics workspace refuses workspace keys.",
        why="Whoever has the workspace key can write forged logs.",
        fix="set features.disable_local_auth to True",
        default="false",
        family=FAMILY,
        severity=MEDIUM,
        url="https://learn.microsoft.com/azure/azure-monitor/logs/manage-access",
        control="e15effd4-2278-4c65-a0da-4d6f6d1890e2",
        checks=(prop("operationalinsights:Workspace", "features.disableLocalAuth", equals(True), default="false"),),
    ),
    Rule(
        id="azure-applicationinsights-component-local-auth",
        demands="Application Insights takes telemetry from Entra identities only.",
        why="The instrumentation key is not a secret: whoever sees it can write forged telemetry.",
        fix="set disable_local_auth to True and give identities Monitoring Metrics Publisher",
        default="false",
        family=FAMILY,
        severity=MEDIUM,
        url="https://learn.microsoft.com/azure/azure-monitor/app/azure-ad-authentication",
        control="199d5677-e4d9-4264-9465-efe1839c06bd",
        checks=(prop("applicationinsights:Component", "disableLocalAuth", equals(True), default="false"),),
    ),
)

"""Demands on the workspace, its services, monitoring and governance."""

from tests.policy.compliant import COMPLIANT
from tests.policy.examples.common import PASSWORD
from tests.policy.gate import put
from tests.policy.row import FAILS, PASSES, judged, rows

_SERVERLESS = "serverlessComputeSettings.serverlessComputeNoPublicIP"
_ML_WORKSPACE = COMPLIANT["machinelearningservices:Workspace"]

_OUTBOUND = "managedNetwork.outboundRules"
_MANAGED = put(
    _ML_WORKSPACE,
    "managedNetwork",
    {
        "isolationMode": "AllowOnlyApprovedOutbound",
        "outboundRules": {
            "site": {"type": "FQDN", "destination": "*.anaconda.org"},
            "tag": {"type": "ServiceTag", "destination": {"serviceTag": "AzureMonitor", "portRanges": "*"}},
            "web": {"type": "ServiceTag", "destination": {"serviceTag": "AzureFrontDoor", "portRanges": "443"}},
        },
    },
)

ROWS = [
    *rows(
        "containerregistry:Registry",
        ("azure-containerregistry-registry-default-deny", "networkRuleSet.defaultAction", "Allow", FAILS),
    ),
    *rows(
        "operationalinsights:Workspace",
        ("azure-operationalinsights-workspace-retention", "retentionInDays", 7, PASSES),
    ),
    *rows(
        "machinelearningservices:Workspace",
        ("azure-machinelearning-workspace-public-access", "publicNetworkAccess", "Enabled", FAILS),
        ("azure-machinelearning-workspace-public-behind-vnet", "allowPublicAccessWhenBehindVnet", True, PASSES),
        ("azure-machinelearning-workspace-datastore-auth", "systemDatastoresAuthMode", "AccessKey", FAILS),
        ("azure-machinelearning-workspace-cmk", "encryption.status", "Disabled", FAILS),
        ("azure-machinelearning-workspace-identity", "identity.type", "None", FAILS),
    ),
    *rows(
        "machinelearningservices:OnlineEndpoint",
        ("azure-machinelearning-onlineendpoint-public-access", "properties.publicNetworkAccess", "Enabled", FAILS),
        ("azure-machinelearning-endpoint-auth", "properties.authMode", "Key", FAILS),
    ),
    *rows(
        "machinelearningservices:Registry",
        ("azure-machinelearning-registry-public-access", "publicNetworkAccess", "Enabled", FAILS),
        (
            "azure-machinelearning-registry-public-access",
            "registryProperties.publicNetworkAccess",
            "Enabled",
            PASSES,
        ),
    ),
    *rows(
        "storage:StorageAccount",
        ("azure-storage-account-public-access", "publicNetworkAccess", "Enabled", FAILS),
        ("azure-storage-account-public-access", "publicNetworkAccess", "SecuredByPerimeter", FAILS),
        ("azure-storage-account-default-deny", "networkRuleSet.defaultAction", "Allow", FAILS),
        ("azure-storage-account-anonymous-blobs", "allowBlobPublicAccess", True, FAILS),
        ("azure-storage-account-sftp", "isSftpEnabled", True, PASSES),
        ("azure-storage-account-shared-key", "allowSharedKeyAccess", True, FAILS),
        ("azure-storage-account-tls", "minimumTlsVersion", "TLS1_1", FAILS),
        ("azure-storage-account-secure-transfer", "enableHttpsTrafficOnly", False, PASSES),
        ("azure-storage-account-cross-tenant-replication", "allowCrossTenantReplication", True, FAILS),
        ("azure-storage-account-infrastructure-encryption", "encryption.requireInfrastructureEncryption", False, FAILS),
        ("azure-storage-account-cmk", "encryption.keySource", "Microsoft.Storage", FAILS),
    ),
    *rows(
        "storage:BlobContainer",
        ("azure-storage-container-anonymous", "publicAccess", "Blob", PASSES),
    ),
    *rows(
        "keyvault:Vault",
        ("azure-keyvault-vault-public-access", "properties.publicNetworkAccess", "enabled", FAILS),
        ("azure-keyvault-vault-default-deny", "properties.networkAcls.defaultAction", "Allow", FAILS),
        ("azure-keyvault-vault-rbac", "properties.enableRbacAuthorization", False, FAILS),
        ("azure-keyvault-vault-purge-protection", "properties.enablePurgeProtection", False, FAILS),
        ("azure-keyvault-vault-soft-delete", "properties.enableSoftDelete", False, PASSES),
    ),
    *rows(
        "containerregistry:Registry",
        ("azure-containerregistry-registry-public-access", "publicNetworkAccess", "Enabled", FAILS),
        ("azure-containerregistry-registry-premium", "sku.name", "Standard", FAILS),
        ("azure-containerregistry-registry-anonymous-pull", "anonymousPullEnabled", True, PASSES),
        ("azure-containerregistry-registry-export", "policies.exportPolicy.status", "enabled", FAILS),
        ("azure-containerregistry-registry-admin-user", "adminUserEnabled", True, PASSES),
        ("azure-containerregistry-registry-cmk", "encryption.status", "disabled", FAILS),
    ),
    *rows(
        "machinelearningservices:Datastore",
        ("azure-machinelearning-datastore-credentials", "properties.credentials.credentialsType", "AccountKey", FAILS),
    ),
    *rows(
        "machinelearningservices:BatchEndpoint",
        ("azure-machinelearning-batchendpoint-auth", "properties.authMode", "Key", FAILS),
        ("azure-machinelearning-endpoint-keys", "properties.keys", {"primaryKey": PASSWORD}, PASSES),
    ),
    *rows(
        "operationalinsights:Workspace",
        ("azure-operationalinsights-workspace-local-auth", "features.disableLocalAuth", False, FAILS),
    ),
    *rows(
        "applicationinsights:Component",
        ("azure-applicationinsights-component-local-auth", "disableLocalAuth", False, FAILS),
    ),
    *rows(
        "machinelearningservices:Workspace",
        ("azure-machinelearning-workspace-serverless-public-ip", _SERVERLESS, False, FAILS),
        base=put(_ML_WORKSPACE, _SERVERLESS, True),
    ),
    *rows(
        "authorization:RoleAssignment",
        (
            "azure-authorization-roleassignment-privileged",
            "roleDefinitionId",
            "/x/roleDefinitions/8E3AF657-a8ff-443c-a75c-2fe8c4bcb635",
            PASSES,
        ),
        (
            "azure-authorization-roleassignment-privileged",
            "roleDefinitionId",
            "/x/roleDefinitions/18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
            PASSES,
        ),
        (
            "azure-authorization-roleassignment-privileged",
            "roleDefinitionId",
            "/x/roleDefinitions/f58310d9-a9f6-439a-9e8d-f62e7b41a168/",
            PASSES,
        ),
        *(
            ("azure-authorization-roleassignment-privileged", "roleDefinitionId", f"/x/roleDefinitions/{role}", PASSES)
            for role in ("8b54135c-b56d-4d72-a534-26097cfdc8d8", "66f75aeb-eabe-4b70-9f1e-c350c4c9ad04")
        ),
    ),
    *rows(
        "machinelearningservices:OnlineEndpoint",
        ("azure-machinelearning-endpoint-keys", "properties.keys", {"primaryKey": PASSWORD}, PASSES),
    ),
    *rows(
        "machinelearningservices:Workspace",
        (
            "azure-machinelearning-managednetwork-internet",
            "managedNetwork.isolationMode",
            "AllowInternetOutbound",
            PASSES,
        ),
        base=_MANAGED,
    ),
    *judged(
        "machinelearningservices:Workspace",
        ("azure-machinelearning-managednetwork-any", f"{_OUTBOUND}.site.destination", "*", PASSES),
        ("azure-machinelearning-managednetwork-any", f"{_OUTBOUND}.tag.destination.serviceTag", "Internet", PASSES),
        (
            "azure-machinelearning-managednetwork-wide",
            f"{_OUTBOUND}.site.destination",
            "*.blob.core.windows.net",
            PASSES,
        ),
        ("azure-machinelearning-managednetwork-wide", f"{_OUTBOUND}.web.destination.serviceTag", "Internet", PASSES),
        base=_MANAGED,
    ),
    *rows(
        "machinelearningservices:ManagedNetworkSettingsRule",
        ("azure-machinelearning-managednetwork-any", "properties.destination", "*.com", PASSES),
        ("azure-machinelearning-managednetwork-wide", "properties.destination", "*.azurewebsites.net", PASSES),
    ),
    *rows(
        "machinelearningservices:OnlineDeployment",
        (
            "azure-machinelearning-deployment-plain-secrets",
            "properties.environmentVariables.MODE",
            "AZP_TOKEN=0123456789abcdef",
            PASSES,
        ),
        (
            "azure-machinelearning-deployment-plain-secrets",
            "properties.environmentVariables.API_KEY",
            "x",
            PASSES,
        ),
    ),
    *rows(
        "machinelearningservices:BatchDeployment",
        (
            "azure-machinelearning-deployment-plain-secrets",
            "properties.environmentVariables.PASSWORD",
            "x",
            PASSES,
        ),
    ),
    *rows(
        "keyvault:Key",
        ("azure-keyvault-key-exportable", "properties.attributes.exportable", True, PASSES),
        ("azure-keyvault-key-enabled", "properties.attributes.enabled", False, PASSES),
    ),
    *judged(
        "keyvault:Key",
        ("azure-keyvault-key-rotation", "properties.rotationPolicy.lifetimeActions.1.action.type", "notify", FAILS),
    ),
    *rows(
        "keyvault:Secret",
        ("azure-keyvault-secret-expiry", "properties.attributes.expires", "", FAILS),
        ("azure-keyvault-secret-content-type", "properties.contentType", "", FAILS),
    ),
    *rows(
        "containerregistry:Registry",
        ("azure-containerregistry-registry-retention", "policies.retentionPolicy.status", "disabled", FAILS),
        ("azure-containerregistry-registry-quarantine", "policies.quarantinePolicy.status", "disabled", FAILS),
    ),
    *rows(
        "storage:BlobServiceProperties",
        ("azure-storage-services-soft-delete", "deleteRetentionPolicy.enabled", False, FAILS),
        ("azure-storage-services-cors", "cors.corsRules.0.allowedOrigins.0", "*", PASSES),
        ("azure-storage-services-cors", "cors.corsRules.0.allowedOrigins.0", "https://*", PASSES),
    ),
    *rows(
        "storage:FileServiceProperties",
        ("azure-storage-services-soft-delete", "shareDeleteRetentionPolicy.enabled", False, FAILS),
        ("azure-storage-services-cors", "cors.corsRules.0.allowedOrigins.0", "*", PASSES),
    ),
    *rows(
        "storage:StorageAccount",
        ("azure-storage-account-local-users", "isLocalUserEnabled", True, FAILS),
        ("azure-storage-account-trusted-services", "networkRuleSet.bypass", "Logging", PASSES),
    ),
    *rows(
        "keyvault:Vault",
        ("azure-keyvault-vault-trusted-services", "properties.networkAcls.bypass", "None", PASSES),
    ),
    *rows(
        "containerregistry:Registry",
        ("azure-containerregistry-registry-trusted-services", "networkRuleBypassOptions", "None", PASSES),
    ),
    *rows(
        "keyvault:Key",
        ("azure-keyvault-key-expiry", "properties.rotationPolicy.attributes.expiryTime", "", FAILS),
        ("azure-keyvault-key-hsm", "properties.kty", "RSA", FAILS),
    ),
]

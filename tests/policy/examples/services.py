"""Compliant services: workspace, storage, vault, registry, monitoring, governance."""

from datetime import UTC, datetime, timedelta
from typing import Any

from rules.deployments import KINDS

from tests.policy.examples.common import OFF, PASSWORD
from tests.policy.examples.compute import aml_compute

INSTANCE = aml_compute(
    "ComputeInstance",
    sshSettings={"sshPublicAccess": OFF},
    applicationSharingPolicy="Personal",
    idleTimeBeforeShutdown="PT60M",
)

_PLAN = {"type": "Microsoft.Security/pricings", "name": "KeyVaults", "properties": {"pricingTier": "Standard"}}

MACHINE_LEARNING: dict[str, dict[str, Any]] = {
    "machinelearningservices:BatchDeployment": {"properties": {"environmentVariables": {"MODE": "fast"}}},
    "machinelearningservices:BatchEndpoint": {"properties": {"authMode": "AADToken"}},
    "machinelearningservices:Compute": aml_compute(
        "AmlCompute", remoteLoginPortPublicAccess=OFF, scaleSettings={"minNodeCount": 0, "maxNodeCount": 4}
    ),
    "machinelearningservices:Datastore": {"properties": {"credentials": {"credentialsType": "None"}}},
    "machinelearningservices:ManagedNetworkSettingsRule": {
        "properties": {"type": "FQDN", "destination": "*.anaconda.org"}
    },
    "machinelearningservices:OnlineDeployment": {
        "workspaceName": "mlw",
        "properties": {
            "endpointComputeType": "Managed",
            "egressPublicNetworkAccess": OFF,
            "environmentVariables": {"MODE": "fast"},
        },
    },
    "machinelearningservices:OnlineEndpoint": {"properties": {"authMode": "AADToken", "publicNetworkAccess": OFF}},
    "machinelearningservices:Registry": {"publicNetworkAccess": OFF},
    "machinelearningservices:Workspace": {
        "workspaceName": "mlw",
        "publicNetworkAccess": OFF,
        "systemDatastoresAuthMode": "Identity",
        "identity": {"type": "SystemAssigned"},
        "primaryUserAssignedIdentity": "/x/userAssignedIdentities/mlw",
        "encryption": {
            "status": "Enabled",
            "keyVaultProperties": {
                "keyIdentifier": "https://kv.vault.azure.net/keys/cmk/1",
                "keyVaultArmId": "/x/Microsoft.KeyVault/vaults/kv",
            },
        },
        "containerRegistry": "/subscriptions/0/x/Microsoft.ContainerRegistry/registries/cr",
        "imageBuildCompute": "cpu",
    },
}

SERVICES: dict[str, dict[str, Any]] = {
    "containerregistry:Registry": {
        "registryName": "cr",
        "publicNetworkAccess": OFF,
        "networkRuleBypassOptions": "AzureServices",
        "adminUserEnabled": False,
        "sku": {"name": "Premium"},
        "networkRuleSet": {"defaultAction": "Deny"},
        "policies": {
            "exportPolicy": {"status": "disabled"},
            "retentionPolicy": {"status": "enabled", "days": 30},
            "quarantinePolicy": {"status": "enabled"},
        },
        "encryption": {
            "status": "enabled",
            "keyVaultProperties": {"keyIdentifier": "https://kv.vault.azure.net/keys/cmk", "identity": "client-id"},
        },
    },
    "keyvault:Key": {
        "properties": {
            "kty": "RSA-HSM",
            "keySize": 3072,
            "attributes": {"enabled": True, "exportable": False},
            "rotationPolicy": {
                "attributes": {"expiryTime": "P730D"},
                "lifetimeActions": [
                    {"action": {"type": "notify"}, "trigger": {"timeBeforeExpiry": "P30D"}},
                    {"action": {"type": "rotate"}, "trigger": {"timeAfterCreate": "P365D"}},
                ],
            },
        }
    },
    "keyvault:Secret": {
        "properties": {"contentType": "password", "attributes": {"expires": 1893456000}, "value": PASSWORD}
    },
    "keyvault:Vault": {
        "vaultName": "kv",
        "properties": {
            "publicNetworkAccess": "disabled",
            "networkAcls": {"defaultAction": "Deny", "bypass": "AzureServices"},
            "enableRbacAuthorization": True,
            "enablePurgeProtection": True,
        },
    },
    "storage:BlobContainer": {"containerName": "data"},
    "storage:BlobServiceProperties": {
        "accountName": "st",
        "deleteRetentionPolicy": {"enabled": True, "days": 7},
        "cors": {"corsRules": [{"allowedOrigins": ["https://ml.azure.com"]}]},
    },
    "storage:FileServiceProperties": {
        "shareDeleteRetentionPolicy": {"enabled": True, "days": 7},
        "cors": {"corsRules": [{"allowedOrigins": ["https://ml.azure.com"]}]},
    },
    "storage:StorageAccount": {
        "accountName": "st",
        "publicNetworkAccess": OFF,
        "networkRuleSet": {"defaultAction": "Deny", "bypass": "AzureServices"},
        "allowBlobPublicAccess": False,
        "allowSharedKeyAccess": False,
        "isLocalUserEnabled": False,
        "sasPolicy": {"sasExpirationPeriod": "1.00:00:00", "expirationAction": "Block"},
        "allowCrossTenantReplication": False,
        "minimumTlsVersion": "TLS1_2",
        "identity": {"type": "SystemAssigned"},
        "encryption": {
            "keySource": "Microsoft.Keyvault",
            "keyVaultProperties": {"keyName": "cmk", "keyVaultUri": "https://kv.vault.azure.net"},
            "requireInfrastructureEncryption": True,
        },
    },
}

MONITORING: dict[str, dict[str, Any]] = {
    "applicationinsights:Component": {
        "resourceName": "appi",
        "disableLocalAuth": True,
        "publicNetworkAccessForIngestion": OFF,
        "publicNetworkAccessForQuery": OFF,
        "workspaceResourceId": "/subscriptions/0/x/Microsoft.OperationalInsights/workspaces/log",
    },
    "monitor:ActionGroup": {
        "enabled": True,
        "webhookReceivers": [{"name": "chat", "serviceUri": "https://hooks.example/Hunter2!"}],
        "azureFunctionReceivers": [{"name": "f", "httpTriggerUrl": "https://f.example/Hunter2!"}],
        "logicAppReceivers": [{"name": "l", "callbackUrl": "https://l.example/Hunter2!"}],
        "automationRunbookReceivers": [{"name": "a", "serviceUri": "https://a.example/Hunter2!"}],
    },
    "monitor:ActivityLogAlert": {"enabled": True, "actions": {"actionGroups": [{"actionGroupId": "/x/ag"}]}},
    "monitor:AutoscaleSetting": {"autoscaleSettingName": "as"},
    "monitor:DataCollectionEndpoint": {
        "dataCollectionEndpointName": "dce",
        "networkAcls": {"publicNetworkAccess": OFF},
    },
    "monitor:DataCollectionRule": {"dataCollectionRuleName": "dcr"},
    "monitor:DiagnosticSetting": {
        "workspaceId": "/subscriptions/0/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/log",
        "logs": [{"categoryGroup": "audit", "enabled": False}, {"categoryGroup": "allLogs", "enabled": True}],
    },
    "monitor:MetricAlert": {"enabled": True, "actions": [{"actionGroupId": "/x/ag"}]},
    "monitor:PrivateLinkScope": {
        "scopeName": "ampls",
        "accessModeSettings": {"ingestionAccessMode": "Open", "queryAccessMode": "Open"},
    },
    "monitor:PrivateLinkScopedResource": {"linkedResourceId": "/x/Microsoft.Insights/components/appi"},
    "monitor:ScheduledQueryRule": {"enabled": True, "actions": {"actionGroups": ["/x/ag"]}},
    "operationalinsights:Workspace": {
        "workspaceName": "log",
        "retentionInDays": 90,
        "features": {"disableLocalAuth": True},
        "publicNetworkAccessForIngestion": OFF,
        "publicNetworkAccessForQuery": OFF,
    },
}

GOVERNANCE: dict[str, dict[str, Any]] = {
    "authorization:ManagementLockAtResourceGroupLevel": {"level": "CanNotDelete"},
    "authorization:ManagementLockAtResourceLevel": {"level": "CanNotDelete"},
    "authorization:ManagementLockByScope": {"level": "CanNotDelete"},
    "authorization:PolicyAssignment": {
        "enforcementMode": "Default",
        "overrides": [{"kind": "policyEffect", "value": "audit"}],
        "parameters": {"effect": {"value": "Deny"}},
    },
    "authorization:PolicyDefinition": {
        "policyRule": {
            "then": {
                "effect": "modify",
                "details": {
                    "operations": [
                        {
                            "operation": "addOrReplace",
                            "field": "Microsoft.Storage/storageAccounts/publicNetworkAccess",
                            "value": "Disabled",
                        },
                        {"operation": "add", "field": "tags['workload']", "value": "mlops"},
                    ]
                },
            }
        }
    },
    "authorization:PolicyExemption": {"expiresOn": (datetime.now(UTC) + timedelta(days=200)).isoformat()},
    "authorization:RoleAssignment": {
        "roleDefinitionId": "/x/roleDefinitions/ba92f5b4-2d11-453d-a403-e96b0029c9fe",
        "scope": "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/st",
        "principalType": "Group",
    },
    "authorization:RoleDefinition": {
        "permissions": [
            {
                "actions": ["Microsoft.Storage/*", "Microsoft.Authorization/*/read"],
                "dataActions": ["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"],
            },
            {"actions": ["*/read"]},
        ]
    },
    "consumption:Budget": {"notifications": {"forecast": {"enabled": True, "contactEmails": ["ops@contoso.example"]}}},
    "resources:ResourceGroup": {"resourceGroupName": "rg", "location": "westeurope"},
    **{kind: {"properties": {"mode": "Incremental", "template": {"resources": [_PLAN]}}} for kind in KINDS},
    "security:Pricing": {"pricingName": "KeyVaults", "pricingTier": "Standard"},
    "security:SecurityContact": {
        "emails": "ops@contoso.example",
        "notificationsByRole": {"state": "On", "roles": ["Owner"]},
        "notificationsSources": [{"sourceType": "Alert", "minimalSeverity": "High"}],
        "phone": "+49 30 901820",
    },
}

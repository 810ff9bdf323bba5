"""Workspaces with identities, keys and a managed network, and what is in them: compute, endpoints, datastores."""

from __future__ import annotations

from typing import Any

from local.azure import facts
from tests.unit.azure import samples as given
from tests.unit.azure import samples_encryption as keys
from tests.unit.azure.harness import GROUP, SCOPE, Engine, Inputs
from tests.unit.azure.samples import in_group

IDENTITIES = f"{SCOPE}/providers/Microsoft.ManagedIdentity/userAssignedIdentities"
IDENTITY = f"{IDENTITIES}/id-mlw"
CONTRIBUTOR = "b24988ac-6180-42a0-ab88-20f7382dd24c"
VAULT_ADMINISTRATOR = "00482a5a-887f-4fb3-b363-3b7fe8e74483"
APPROVED = "AllowOnlyApprovedOutbound"
ENDPOINT_ID = f"{given.WORKSPACE_ID}/onlineEndpoints/score"
USER = {"objectId": "77777777-7777-4777-8777-777777777777", "tenantId": facts.TENANT}


def assigned(**other: Any) -> Inputs:
    """Give a workspace that acts as an identity of yours only."""
    identity = {"type": "UserAssigned", "userAssignedIdentities": [IDENTITY]}
    return given.workspace() | {"identity": identity, "primaryUserAssignedIdentity": IDENTITY, **other}


def rights() -> dict[str, Inputs]:
    """Give what such an identity needs before the workspace is made."""
    return {
        "storageAccount": keys.grant(given.STORAGE_ID, CONTRIBUTOR, IDENTITY),
        "keyVault": keys.grant(given.VAULT_ID, CONTRIBUTOR, IDENTITY),
        "vault data": keys.grant(given.VAULT_ID, VAULT_ADMINISTRATOR, IDENTITY),
        "containerRegistry": keys.grant(given.REGISTRY_ID, CONTRIBUTOR, IDENTITY),
        "applicationInsights": keys.grant(given.INSIGHTS_ID, CONTRIBUTOR, IDENTITY),
    }


def encrypted(**encryption: Any) -> Inputs:
    """Give a workspace with a key of its owner's."""
    key = {"keyVaultArmId": keys.VAULT, "keyIdentifier": f"{keys.KEY_URI}/{keys.key_version()}"}
    return given.workspace(encryption={"status": "Enabled", "keyVaultProperties": key, **encryption})


def isolated(mode: str = APPROVED, rules: Inputs | None = None, **other: Any) -> Inputs:
    """Give a workspace with a network that the service manages."""
    network = {"isolationMode": mode, **({"outboundRules": rules} if rules else {}), **other}
    return given.workspace(managedNetwork=network)


def host(name: str = "pypi.org") -> Inputs:
    return {"type": "FQDN", "destination": name, "category": "UserDefined"}


def tag(**other: Any) -> Inputs:
    destination = {"serviceTag": "DataFactory", "protocol": "TCP", "portRanges": "80, 8080-8089", **other}
    return {"type": "ServiceTag", "destination": destination, "category": "UserDefined"}


def link(target: str = given.REGISTRY_ID, part: str = "registry") -> Inputs:
    destination = {"serviceResourceId": target, "subresourceTarget": part, "sparkEnabled": False}
    return {"type": "PrivateEndpoint", "destination": destination, "category": "UserDefined"}


def own_rule(rule: Inputs, name: str = "pypi") -> Inputs:
    """Give a rule that is a resource of its own."""
    return {"resourceGroupName": GROUP, "workspaceName": "mlw-demo", "ruleName": name, "properties": rule}


def schedule(action: str = "Stop", **other: Any) -> Inputs:
    return {
        "action": action,
        "status": "Enabled",
        "triggerType": "Cron",
        "cron": {"expression": "0 18 * * 1-5", "timeZone": "W. Europe Standard Time"},
        **other,
    }


def recurrence(**other: Any) -> Inputs:
    asked = {
        "frequency": "Week",
        "interval": 1,
        "timeZone": "W. Europe Standard Time",
        "schedule": {"hours": [8], "minutes": [30], "weekDays": ["Monday", "Tuesday"]},
        **other,
    }
    return {"action": "Start", "status": "Enabled", "triggerType": "Recurrence", "recurrence": asked}


def personal(*schedules: Inputs, **properties: Any) -> Inputs:
    """Give an instance for one person that stops when nobody works."""
    asked = {
        "applicationSharingPolicy": "Personal",
        "computeInstanceAuthorizationType": "personal",
        "personalComputeInstanceSettings": {"assignedUser": USER},
        "idleTimeBeforeShutdown": "PT30M",
        "schedules": {"computeStartStop": list(schedules or [schedule(), recurrence()])},
        "sshSettings": {"sshPublicAccess": "Disabled"},
        **properties,
    }
    return given.instance(**asked)


def online(name: str = "score", identity: Inputs | None = None, **properties: Any) -> Inputs:
    return in_group(
        workspaceName="mlw-demo",
        endpointName=name,
        identity=identity or {"type": "SystemAssigned"},
        properties={"authMode": "AADToken", "publicNetworkAccess": "Disabled", **properties},
    )


def batch(name: str = "nightly", **properties: Any) -> Inputs:
    return in_group(
        workspaceName="mlw-demo",
        endpointName=name,
        identity={"type": "SystemAssigned"},
        properties={"authMode": "AADToken", **properties},
    )


def deployment(capacity: int = 1, name: str = "blue", **properties: Any) -> Inputs:
    asked = {"endpointComputeType": "Managed", "instanceType": "Standard_DS3_v2", **properties}
    return in_group(
        workspaceName="mlw-demo",
        endpointName="score",
        deploymentName=name,
        sku={"name": "Default", "capacity": capacity},
        properties={key: value for key, value in asked.items() if value is not None},
    )


def datastore(credentials: Inputs | None = None, **other: Any) -> Inputs:
    properties = {
        "datastoreType": "AzureBlob",
        "accountName": "stdemo",
        "containerName": "data",
        "serviceDataAccessAuthIdentity": "WorkspaceSystemAssignedIdentity",
        "credentials": credentials or {"credentialsType": "None"},
        **other,
    }
    return {
        "resourceGroupName": GROUP,
        "workspaceName": "mlw-demo",
        "name": "data",
        "properties": {key: value for key, value in properties.items() if value is not None},
    }


def build_identity(azure: Engine) -> None:
    """Make an identity that a workspace can act as, without any role."""
    azure.create("managedidentity:UserAssignedIdentity", in_group(resourceName="id-mlw"))


def build_keys(azure: Engine) -> None:
    """Make a key of one's own in a protected vault, and an identity that may wrap with it."""
    azure.create("managedidentity:UserAssignedIdentity", keys.identity())
    azure.create("keyvault:Vault", keys.vault())
    azure.create("keyvault:Key", keys.key())
    azure.create("authorization:RoleAssignment", keys.grant())

"""A protected vault with a key, an identity that may wrap with it, and what is encrypted with it."""

from __future__ import annotations

from typing import Any

from local.azure import facts
from tests.unit.azure import samples as given
from tests.unit.azure.harness import GROUP, SCOPE, Engine, Inputs
from tests.unit.azure.samples import in_group

IDENTITY = f"{SCOPE}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-cmk"
VAULT = f"{SCOPE}/providers/Microsoft.KeyVault/vaults/kv-cmk"
KEY = f"{VAULT}/keys/cmk"
URI = "https://kv-cmk.vault.azure.net"
KEY_URI = f"{URI}/keys/cmk"
WRAPPER = "e147488a-f6f5-4113-8e2d-b22465e65bf6"
NETWORK = {"defaultAction": "Deny", "bypass": "AzureServices"}


def identity(name: str = "id-cmk") -> Inputs:
    return in_group(resourceName=name)


def vault(**properties: Any) -> Inputs:
    protected = {"enablePurgeProtection": True, "publicNetworkAccess": "Disabled", "networkAcls": NETWORK}
    return given.vault("kv-cmk", **{**protected, **properties})


def key(name: str = "cmk", **properties: Any) -> Inputs:
    rotation = {
        "attributes": {"expiryTime": "P1Y"},
        "lifetimeActions": [
            {"action": {"type": "rotate"}, "trigger": {"timeAfterCreate": "P10M"}},
            {"action": {"type": "notify"}, "trigger": {"timeBeforeExpiry": "P30D"}},
        ],
    }
    wanted = {"kty": "RSA", "keySize": 3072, "rotationPolicy": rotation, **properties}
    kept = {name: value for name, value in wanted.items() if value is not None}
    return {"resourceGroupName": GROUP, "vaultName": "kv-cmk", "keyName": name, "properties": kept}


def secret(name: str = "password") -> Inputs:
    properties = {"value": "hunter2", "contentType": "text/plain"}
    return {"resourceGroupName": GROUP, "vaultName": "kv-cmk", "secretName": name, "properties": properties}


def grant(scope: str = VAULT, role: str = WRAPPER, identity_id: str = IDENTITY, **other: Any) -> Inputs:
    definitions = f"/subscriptions/{facts.SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions"
    return {
        "scope": scope,
        "roleAssignmentName": facts.guid(scope + role + identity_id, "test"),
        "principalId": facts.guid(identity_id, "principal"),
        "principalType": "ServicePrincipal",
        "roleDefinitionId": f"{definitions}/{role}",
        **other,
    }


def storage(**encryption: Any) -> Inputs:
    wanted = {
        "keySource": "Microsoft.Keyvault",
        "requireInfrastructureEncryption": True,
        "encryptionIdentity": {"encryptionUserAssignedIdentity": IDENTITY},
        "keyVaultProperties": {"keyVaultUri": f"{URI}/", "keyName": "cmk"},
        "services": {part: {"enabled": True, "keyType": "Account"} for part in ("blob", "file", "queue", "table")},
        **encryption,
    }
    kept = {name: value for name, value in wanted.items() if value is not None}
    assigned = {"type": "UserAssigned", "userAssignedIdentities": [IDENTITY]}
    return given.storage("stcmk", identity=assigned, encryption=kept)


def registry(key_uri: str = KEY_URI, client: str = "", **other: Any) -> Inputs:
    properties = {"identity": client or facts.guid(IDENTITY, "client"), "keyIdentifier": key_uri}
    return in_group(
        registryName="crcmk",
        **{
            "sku": {"name": "Premium"},
            "publicNetworkAccess": "Disabled",
            "identity": {"type": "UserAssigned", "userAssignedIdentities": {IDENTITY: {}}},
            "encryption": {"status": "enabled", "keyVaultProperties": properties},
            "policies": {
                "exportPolicy": {"status": "disabled"},
                "quarantinePolicy": {"status": "enabled"},
                "retentionPolicy": {"status": "enabled", "days": 30},
            },
            **other,
        },
    )


def key_version() -> str:
    return facts.guid(KEY_URI, "version").replace("-", "")


def disks(**other: Any) -> Inputs:
    return in_group(
        diskEncryptionSetName="des",
        **{
            "identity": {"type": "UserAssigned", "userAssignedIdentities": [IDENTITY]},
            "encryptionType": "EncryptionAtRestWithPlatformAndCustomerKeys",
            "activeKey": {"keyUrl": f"{KEY_URI}/{key_version()}", "sourceVault": {"id": VAULT}},
            "rotationToLatestKeyVersionEnabled": True,
            **other,
        },
    )


def build(azure: Engine) -> None:
    """Make vault, key, identity and the role that lets it wrap."""
    azure.create("resources:ResourceGroup", given.group())
    azure.create("managedidentity:UserAssignedIdentity", identity())
    azure.create("keyvault:Vault", vault())
    azure.create("keyvault:Key", key())
    azure.create("authorization:RoleAssignment", grant())

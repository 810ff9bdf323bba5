"""Customer-managed keys: what vault, key, identity, storage, registry and disks demand of each other."""

from __future__ import annotations

from typing import Any

import pytest

from local.azure import facts
from tests.unit.azure import samples as base
from tests.unit.azure import samples_encryption as given
from tests.unit.azure.harness import SCOPE, Engine, Inputs, RefusedError
from tests.unit.azure.life import live
from tests.unit.azure.samples import changed

Case = tuple[str, Inputs, str]


@pytest.fixture
def keyed(azure: Engine) -> Engine:
    """A subscription with a protected vault, a key, and an identity that may wrap with it."""
    given.build(azure)
    return azure


def refuse(azure: Engine, kind: str, inputs: Inputs, code: str) -> str:
    with pytest.raises(RefusedError) as caught:
        azure.create(kind, inputs)
    assert f'Code="{code}"' in str(caught.value)
    return str(caught.value)


_ABSENT = f"{given.URI}/keys/absent"
_BAD_VERSION = f"{given.KEY_URI}/0123456789abcdef0123456789abcdef"
_OTHER = given.IDENTITY.replace("id-cmk", "id-other")
_EXTRA = {"type": "UserAssigned", "userAssignedIdentities": [given.IDENTITY, _OTHER]}

USERS: dict[str, Case] = {
    "storage with a source that is none": (
        "storage:StorageAccount",
        given.storage(keySource="Sesame"),
        "InvalidRequestPropertyValue",
    ),
    "storage without key": (
        "storage:StorageAccount",
        given.storage(keyVaultProperties=None),
        "InvalidRequestPropertyValue",
    ),
    "storage with a key that is not there": (
        "storage:StorageAccount",
        given.storage(keyVaultProperties={"keyVaultUri": given.URI, "keyName": "absent"}),
        "KeyVaultKeyNotFound",
    ),
    "storage with a version that is not there": (
        "storage:StorageAccount",
        given.storage(keyVaultProperties={"keyVaultUri": given.URI, "keyName": "cmk", "keyVersion": "0" * 32}),
        "KeyVaultKeyNotFound",
    ),
    "storage with an identity that it does not have": (
        "storage:StorageAccount",
        given.storage(encryptionIdentity={"encryptionUserAssignedIdentity": _OTHER}),
        "InvalidRequestPropertyValue",
    ),
    "storage with the identity it will have": (
        "storage:StorageAccount",
        changed(given.storage(encryptionIdentity=None), "identity", {"type": "SystemAssigned"}),
        "KeyVaultAuthenticationFailure",
    ),
    "storage with two identities": (
        "storage:StorageAccount",
        changed(given.storage(), "identity", _EXTRA),
        "InvalidRequestPropertyValue",
    ),
    "storage whose blobs have a key of their own": (
        "storage:StorageAccount",
        given.storage(services={"blob": {"keyType": "Service"}}),
        "InvalidRequestPropertyValue",
    ),
    "a registry with a key that is not there": (
        "containerregistry:Registry",
        given.registry(_ABSENT),
        "CmkKeyNotFound",
    ),
    "a registry with a version that is not there": (
        "containerregistry:Registry",
        given.registry(_BAD_VERSION),
        "CmkKeyNotFound",
    ),
    "a registry with another's identity": (
        "containerregistry:Registry",
        given.registry(client=facts.guid(_OTHER, "client")),
        "CmkIdentityNotFound",
    ),
    "a registry with an identity that is not there": (
        "containerregistry:Registry",
        given.registry(identity={"type": "UserAssigned", "userAssignedIdentities": {given.IDENTITY + "x": {}}}),
        "FailedIdentityOperation",
    ),
    "a Standard registry with a key": (
        "containerregistry:Registry",
        given.registry(sku={"name": "Standard"}, publicNetworkAccess="Enabled", policies=None),
        "FeatureNotSupportedForSku",
    ),
    "disks without key": ("compute:DiskEncryptionSet", given.disks(activeKey=None), "InvalidParameter"),
    "disks without identity": ("compute:DiskEncryptionSet", given.disks(identity=None), "InvalidParameter"),
    "disks with a key without version": (
        "compute:DiskEncryptionSet",
        given.disks(activeKey={"keyUrl": given.KEY_URI}),
        "InvalidParameter",
    ),
    "disks with a key that is not there": (
        "compute:DiskEncryptionSet",
        given.disks(activeKey={"keyUrl": f"{_ABSENT}/{given.key_version()}"}),
        "KeyVaultKeyNotFound",
    ),
    "disks with a vault that the key is not in": (
        "compute:DiskEncryptionSet",
        given.disks(
            activeKey={"keyUrl": f"{given.KEY_URI}/{given.key_version()}", "sourceVault": {"id": base.VAULT_ID}}
        ),
        "InvalidParameter",
    ),
    "disks in another region than the vault": (
        "compute:DiskEncryptionSet",
        given.disks(location="northeurope"),
        "InvalidParameter",
    ),
}


def without_nothing(inputs: Inputs) -> Inputs:
    return {name: value for name, value in inputs.items() if value is not None}


@pytest.mark.parametrize("case", USERS.values(), ids=USERS)
def test_azure_refuses_what_uses_a_key(keyed: Engine, case: Case) -> None:
    kind, inputs, code = case
    keyed.create("keyvault:Vault", base.vault())
    keyed.create("managedidentity:UserAssignedIdentity", given.identity("id-other"))
    refuse(keyed, kind, without_nothing(inputs), code)


CONSUMERS: dict[str, tuple[str, Inputs, str, str]] = {
    "storage": (
        "storage:StorageAccount",
        given.storage(),
        "KeyVaultAuthenticationFailure",
        "KeyVaultPolicyError",
    ),
    "a registry": ("containerregistry:Registry", given.registry(), "CmkAccessDenied", "CmkVaultNotProtected"),
    "disks": ("compute:DiskEncryptionSet", given.disks(), "KeyVaultAccessForbidden", "InvalidParameter"),
}


@pytest.mark.parametrize("case", CONSUMERS.values(), ids=CONSUMERS)
def test_whoever_uses_a_key_needs_a_role_on_it(azure: Engine, case: tuple[str, Inputs, str, str]) -> None:
    kind, inputs, code, _ = case
    given.build(azure)
    assignment = f"{given.VAULT}/providers/Microsoft.Authorization/roleAssignments/"
    azure.delete(assignment + given.grant()["roleAssignmentName"])
    azure.create("authorization:RoleAssignment", given.grant(role="21090545-7ca7-4776-b22c-e363652d74d2"))
    refuse(azure, kind, inputs, code)
    azure.create("authorization:RoleAssignment", given.grant(given.KEY))
    azure.create(kind, inputs)


@pytest.mark.parametrize("scope", [given.KEY, given.VAULT, SCOPE, f"/subscriptions/{facts.SUBSCRIPTION}"])
def test_a_role_above_the_key_is_one_on_the_key(azure: Engine, scope: str) -> None:
    given.build(azure)
    assignment = f"{given.VAULT}/providers/Microsoft.Authorization/roleAssignments/"
    azure.delete(assignment + given.grant()["roleAssignmentName"])
    azure.create("authorization:RoleAssignment", given.grant(scope))
    azure.create("storage:StorageAccount", given.storage())


@pytest.mark.parametrize("case", CONSUMERS.values(), ids=CONSUMERS)
def test_a_key_is_used_only_where_it_cannot_be_purged(azure: Engine, case: tuple[str, Inputs, str, str]) -> None:
    kind, inputs, _, code = case
    azure.create("resources:ResourceGroup", base.group())
    azure.create("managedidentity:UserAssignedIdentity", given.identity())
    azure.create("keyvault:Vault", changed(given.vault(), "properties.enablePurgeProtection", None))
    azure.create("keyvault:Key", given.key())
    azure.create("authorization:RoleAssignment", given.grant())
    assert "purge protection" in refuse(azure, kind, inputs, code)


@pytest.mark.parametrize("case", CONSUMERS.values(), ids=CONSUMERS)
def test_a_vault_that_lets_no_service_in_keeps_these_out(azure: Engine, case: tuple[str, Inputs, str, str]) -> None:
    kind, inputs, code, _ = case
    given.build(azure)
    closed = given.vault(networkAcls={"defaultAction": "Deny", "bypass": "None"})
    azure.update("keyvault:Vault", given.VAULT, closed)
    refuse(azure, kind, inputs, code)


UNSUITABLE: dict[str, Inputs] = {
    "a curve": given.key("odd", kty="EC", keySize=None),
    "a key that is switched off": given.key("odd", attributes={"enabled": False}),
}


@pytest.mark.parametrize("inputs", UNSUITABLE.values(), ids=UNSUITABLE)
def test_a_key_must_be_suitable(keyed: Engine, inputs: Inputs) -> None:
    keyed.create("keyvault:Key", inputs)
    uri = f"{given.URI}/keys/odd"
    properties = {"keyVaultUri": given.URI, "keyName": "odd"}
    refuse(keyed, "storage:StorageAccount", given.storage(keyVaultProperties=properties), "KeyVaultInvalidKey")
    refuse(keyed, "containerregistry:Registry", given.registry(uri), "CmkKeyNotSupported")
    version = facts.guid(uri, "version").replace("-", "")
    refuse(
        keyed,
        "compute:DiskEncryptionSet",
        given.disks(activeKey={"keyUrl": f"{uri}/{version}"}),
        "InvalidParameter",
    )


def test_an_access_policy_does_where_roles_are_not_used(azure: Engine) -> None:
    azure.create("resources:ResourceGroup", base.group())
    azure.create("managedidentity:UserAssignedIdentity", given.identity())
    policy = {
        "tenantId": facts.TENANT,
        "objectId": facts.guid(given.IDENTITY, "principal"),
        "permissions": {"keys": ["get", "wrapKey"]},
    }
    poor = given.vault(enableRbacAuthorization=False, accessPolicies=[policy])
    azure.create("keyvault:Vault", poor)
    azure.create("keyvault:Key", given.key())
    refuse(azure, "storage:StorageAccount", given.storage(), "KeyVaultAuthenticationFailure")
    enough = {**policy, "permissions": {"keys": ["Get", "WrapKey", "UnwrapKey"]}}
    azure.update("keyvault:Vault", given.VAULT, changed(poor, "properties.accessPolicies", [enough]))
    azure.create("storage:StorageAccount", given.storage())


FIXED: dict[str, tuple[str, Inputs, Inputs, str]] = {
    "infrastructure encryption": (
        "storage:StorageAccount",
        given.storage(requireInfrastructureEncryption=None),
        given.storage(),
        "RequireInfrastructureEncryptionCannotBeChanged",
    ),
    "the keys of queues": (
        "storage:StorageAccount",
        given.storage(services=None),
        given.storage(services={"queue": {"keyType": "Account"}}),
        "EncryptionKeyTypeCannotBeChanged",
    ),
    "the keys of tables": (
        "storage:StorageAccount",
        given.storage(),
        given.storage(services={"queue": {"keyType": "Account"}}),
        "EncryptionKeyTypeCannotBeChanged",
    ),
    "a registry's encryption, off": (
        "containerregistry:Registry",
        given.registry(),
        changed(given.registry(), "encryption", {"status": "disabled"}),
        "CannotUpdateEncryptionStatus",
    ),
    "a registry's encryption, on": (
        "containerregistry:Registry",
        changed(given.registry(), "encryption", None),
        given.registry(),
        "CannotUpdateEncryptionStatus",
    ),
    "how disks are encrypted": (
        "compute:DiskEncryptionSet",
        given.disks(),
        given.disks(encryptionType="EncryptionAtRestWithCustomerKey"),
        "PropertyChangeNotAllowed",
    ),
    "how long a vault keeps what is deleted": (
        "keyvault:Vault",
        base.vault("kv-x", softDeleteRetentionInDays=30),
        base.vault("kv-x", softDeleteRetentionInDays=60),
        "BadRequest",
    ),
}


@pytest.mark.parametrize("case", FIXED.values(), ids=FIXED)
def test_azure_does_not_change(keyed: Engine, case: tuple[str, Inputs, Inputs, str]) -> None:
    kind, before, after, code = case
    made, _ = keyed.create(kind, before)
    with pytest.raises(RefusedError, match=f'Code="{code}"'):
        keyed.update(kind, made, after)


LIVES: dict[str, tuple[str, Inputs]] = {
    "an identity": ("managedidentity:UserAssignedIdentity", given.identity("id-new")),
    "a vault": ("keyvault:Vault", base.vault("kv-new", softDeleteRetentionInDays=7)),
    "storage": ("storage:StorageAccount", given.storage()),
    "a registry": ("containerregistry:Registry", given.registry()),
    "a registry with a fixed version of the key": (
        "containerregistry:Registry",
        given.registry(f"{given.KEY_URI}/{given.key_version()}"),
    ),
    "a disk encryption set": ("compute:DiskEncryptionSet", given.disks()),
    "a disk encryption set with an identity of its own": (
        "compute:DiskEncryptionSet",
        given.disks(identity={"type": "SystemAssigned"}),
    ),
}


@pytest.mark.parametrize("case", LIVES.values(), ids=LIVES)
def test_what_is_right_is_accepted_kept_and_deleted(keyed: Engine, case: tuple[str, Inputs]) -> None:
    live(keyed, *case)


def test_services_say_which_key_they_use(keyed: Engine) -> None:
    _, account = keyed.create("storage:StorageAccount", given.storage())
    _, registry = keyed.create("containerregistry:Registry", given.registry())
    version = f"{given.KEY_URI}/{given.key_version()}"
    assert account["encryption"]["keyVaultProperties"]["currentVersionedKeyIdentifier"] == version
    properties: Any = registry["encryption"]["keyVaultProperties"]
    assert (properties["versionedKeyIdentifier"], properties["keyRotationEnabled"]) == (version, True)


def test_a_disk_encryption_set_stays_while_a_machine_uses_it(keyed: Engine) -> None:
    for kind, inputs in (
        ("network:NetworkSecurityGroup", base.security_group()),
        ("network:VirtualNetwork", base.network({"name": "endpoints", "addressPrefix": "10.0.0.0/24"})),
        ("network:NetworkInterface", base.interface()),
        ("compute:DiskEncryptionSet", given.disks()),
    ):
        keyed.create(kind, inputs)
    made = f"{SCOPE}/providers/Microsoft.Compute/diskEncryptionSets/des"
    disk = {"createOption": "FromImage", "managedDisk": {"diskEncryptionSet": {"id": made}}}
    keyed.create("compute:VirtualMachine", changed(base.machine(), "storageProfile", {"osDisk": disk}))
    with pytest.raises(RefusedError, match='Code="OperationNotAllowed"'):
        keyed.delete(made)

"""Customer-managed keys: what vault, key, identity, storage, registry and disks demand of each other."""

from __future__ import annotations

from typing import Any

import pytest

from local.azure import facts
from tests.unit.azure import samples as base
from tests.unit.azure import samples_encryption as given
from tests.unit.azure.harness import SCOPE, Engine, Inputs, RefusedError, refuse
from tests.unit.azure.samples import changed


@pytest.fixture
def keyed(azure: Engine) -> Engine:
    """A subscription with a protected vault, a key, and an identity that may wrap with it."""
    given.build(azure)
    return azure


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
    keyed.create("compute:VirtualMachine", changed(base.machine(), "storageProfile.osDisk", disk))
    with pytest.raises(RefusedError, match='Code="OperationNotAllowed"'):
        keyed.delete(made)

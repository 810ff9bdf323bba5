"""Keys of one's own, in the order that Azure needs, on everything that the settings name."""

from collections.abc import Sequence
from typing import Any, Literal

import pulumi
import pytest

from components.encryption import Encryption, EncryptionArgs
from components.services import WorkspaceServices, WorkspaceServicesArgs
from components.settings import EncryptionSettings
from components.vault import Vault, VaultArgs
from components.workspace import Workspace, WorkspaceArgs
from tests.support.platform import demo_platform, settings_of
from tests.support.recorder import Recording, record

Kinds = Sequence[Literal["workspace", "storage", "registry", "disks"]]
ALL: Kinds = ("workspace", "storage", "registry", "disks")


def encrypted(kinds: Kinds, *, user_assigned: bool = False, rotate_after_days: int = 365) -> Recording:
    settings = settings_of("dev")
    encryption = EncryptionSettings(customer_managed_keys=tuple(kinds), rotate_after_days=rotate_after_days)

    def program() -> None:
        assert settings.workspace
        platform = demo_platform()
        vault = Vault("vault", VaultArgs(platform=platform, retention_days=90))
        keys = Encryption("encryption", EncryptionArgs(platform=platform, settings=encryption, vault=vault))
        services = WorkspaceServices(
            "services",
            WorkspaceServicesArgs(
                platform=platform,
                settings=settings.workspace,
                monitor_is_private=False,
                infrastructure_encryption=True,
                storage_key=keys.key if "storage" in kinds else None,
                registry_key=keys.key if "registry" in kinds else None,
            ),
        )
        identity = None
        if user_assigned:
            from components.identity import UserIdentity  # noqa: PLC0415 - only here

            identity = UserIdentity.create("workspace", platform, pulumi.ResourceOptions())
        Workspace(
            "workspace",
            WorkspaceArgs(
                platform=platform,
                settings=settings.workspace,
                services=services,
                vault_id=vault.vault_id,
                identity=identity,
                key=keys.key if "workspace" in kinds else None,
                after=[],
            ),
        )

    return record(program)


@pytest.fixture(scope="module")
def everything() -> Recording:
    return encrypted(ALL)


def test_whatever_uses_the_key_waits_for_the_key_and_for_the_role_of_the_identity_that_uses_it(
    everything: Recording,
) -> None:
    key, role = everything.one("keyvault:Key"), everything.one("authorization:RoleAssignment", "role-cmk-vault")
    for kind in (
        "storage:StorageAccount",
        "containerregistry:Registry",
        "compute:DiskEncryptionSet",
        "machinelearningservices:Workspace",
    ):
        user = everything.one(kind)
        assert user.depends_on(key), kind
        assert user.depends_on(role), kind


def test_the_identity_may_use_keys_and_nothing_else(everything: Recording) -> None:
    [role] = everything.of("authorization:RoleAssignment")
    # Key Vault Crypto Service Encryption User
    assert role.inputs["roleDefinitionId"].endswith("e147488a-f6f5-4113-8e2d-b22465e65bf6")
    assert role.depends_on(everything.one("managedidentity:UserAssignedIdentity"), "principalId")
    assert role.depends_on(everything.one("keyvault:Vault"), "scope")


@pytest.mark.parametrize(("days", "expiry"), [(365, "P730D"), (180, "P360D")])
def test_the_key_rotates_and_is_of_a_kind_that_all_services_take(days: int, expiry: str) -> None:
    properties = encrypted(["disks"], rotate_after_days=days).one("keyvault:Key").inputs["properties"]
    assert (properties["kty"], properties["keySize"]) == ("RSA", 3072)
    assert properties["attributes"] == {"enabled": True, "exportable": False}
    policy = properties["rotationPolicy"]
    assert policy["attributes"]["expiryTime"] == expiry
    triggers = {action["action"]["type"]: action["trigger"] for action in policy["lifetimeActions"]}
    assert triggers == {"rotate": {"timeAfterCreate": f"P{days}D"}, "notify": {"timeBeforeExpiry": "P30D"}}


def test_storage_follows_the_key_without_a_version(everything: Recording) -> None:
    inputs = everything.one("storage:StorageAccount").inputs
    assert inputs["encryption"]["keySource"] == "Microsoft.Keyvault"
    assert inputs["encryption"]["keyVaultProperties"]["keyName"] == "cmk"
    assert "keyVersion" not in inputs["encryption"]["keyVaultProperties"]
    [identity] = inputs["identity"]["userAssignedIdentities"]
    assert inputs["encryption"]["encryptionIdentity"]["encryptionUserAssignedIdentity"] == identity
    for service in ("blob", "file", "queue", "table"):
        assert inputs["encryption"]["services"][service] == {"enabled": True, "keyType": "Account"}


def test_disks_follow_the_key_by_themselves(everything: Recording) -> None:
    disks = everything.one("compute:DiskEncryptionSet")
    assert disks.inputs["encryptionType"] == "EncryptionAtRestWithCustomerKey"
    assert disks.inputs["rotationToLatestKeyVersionEnabled"] is True
    assert list(disks.request.ignoreChanges) == ["activeKey.keyUrl"]


def test_the_workspace_uses_the_key_and_not_where_a_closed_vault_is_out_of_reach(everything: Recording) -> None:
    inputs = everything.one("machinelearningservices:Workspace").inputs
    assert inputs["encryption"]["status"] == "Enabled"
    # https://learn.microsoft.com/azure/machine-learning/concept-customer-managed-keys (service-side encryption)
    assert "enableServiceSideCMKEncryption" not in inputs
    # It stays its own identity, and may use that of the key too.
    assert inputs["identity"]["type"] == "SystemAssigned,UserAssigned"
    assert inputs["identity"]["userAssignedIdentities"] == [inputs["encryption"]["identity"]["userAssignedIdentity"]]
    assert "primaryUserAssignedIdentity" not in inputs


def test_a_user_assigned_workspace_has_both_identities_and_works_as_its_own() -> None:
    inputs = encrypted(ALL, user_assigned=True).one("machinelearningservices:Workspace").inputs
    assert inputs["identity"]["type"] == "UserAssigned"
    assert len(inputs["identity"]["userAssignedIdentities"]) == 2
    assert inputs["primaryUserAssignedIdentity"].endswith("/userAssignedIdentities/id-mlops-demo-workspace")


@pytest.mark.parametrize(
    ("kind", "resource", "path"),
    [
        ("storage", "storage:StorageAccount", "encryption.keyVaultProperties"),
        ("registry", "containerregistry:Registry", "encryption"),
        ("workspace", "machinelearningservices:Workspace", "encryption"),
    ],
)
def test_only_what_is_named_is_encrypted_with_the_key(kind: str, resource: str, path: str) -> None:
    others: Any = [one for one in ALL if one != kind]
    inner: Any = encrypted(others).one(resource).inputs
    *parents, last = path.split(".")
    for part in parents:
        inner = inner[part]
    assert last not in inner


def test_without_disks_there_is_no_encryption_set() -> None:
    assert encrypted(["storage"]).of("compute:DiskEncryptionSet") == []

"""Keys of one's own: a key in the private vault, an identity that may use it, and the disks' encryption set.

The order is Azure's: the vault, the identity, its role on the vault, the key; then what is encrypted with it.
https://learn.microsoft.com/azure/storage/common/customer-managed-keys-configure-new-account
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import compute, keyvault

from components.identity import Grant, RoleGrants, RoleGrantsArgs, UserIdentity
from components.platform import Platform
from components.settings import EncryptionSettings
from components.vault import Vault

KEY_SIZE = 3072
"""Bits of the RSA key: storage, registry, disks and Azure ML take 2048, 3072 and 4096."""


@dataclass(frozen=True, kw_only=True)
class CustomerKey:
    """A key that a service encrypts with.

    Attributes:
        vault_uri: address of the vault.
        key_name: name of the key in it.
        key_uri: address of the key, whose newest version counts.
        key_uri_with_version: address of the version that it had when it was made.
        identity_id: identity that may use it.
        identity_client_id: client id of that identity.
        usable: what to wait for before using it.
    """

    vault_uri: pulumi.Output[str]
    key_name: str
    key_uri: pulumi.Output[str]
    key_uri_with_version: pulumi.Output[str]
    identity_id: pulumi.Output[str]
    identity_client_id: pulumi.Output[str]
    usable: Sequence[pulumi.Resource]


@dataclass(frozen=True, kw_only=True)
class EncryptionArgs:
    """What encryption is made from.

    Attributes:
        platform: Required. Where everything goes.
        settings: Required. What is encrypted with the key, and its rotation.
        vault: Required. The vault that holds the key.
    """

    platform: Platform
    settings: EncryptionSettings
    vault: Vault


class Encryption(pulumi.ComponentResource):
    """A key of one's own, and the encryption set that puts it on disks.

    Attributes:
        key: the key.
        disk_encryption_set_id: the set; None where disks keep Microsoft's key.
        manual_steps: what a person does once in the directory.
    """

    key: CustomerKey
    disk_encryption_set_id: pulumi.Output[str] | None
    manual_steps: list[pulumi.Output[str]]

    def __init__(self, name: str, args: EncryptionArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-mlops:encryption:Encryption", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self._args = args
        platform, vault = args.platform, args.vault
        identity = UserIdentity.create("cmk", platform, self._child)
        grants = RoleGrants(
            "key-roles",
            RoleGrantsArgs(
                platform=platform,
                grants=[
                    Grant(
                        name="cmk-vault",
                        principal_id=identity.principal_id,
                        role="Key Vault Crypto Service Encryption User",
                        scope=vault.vault_id,
                        why="Services wrap and unwrap their own keys with the key.",
                    )
                ],
            ),
            opts=self._child,
        )
        key = self._key()
        self.key = CustomerKey(
            vault_uri=vault.vault_uri,
            key_name="cmk",
            key_uri=key.key_uri,
            key_uri_with_version=key.key_uri_with_version,
            identity_id=identity.identity_id,
            identity_client_id=identity.client_id,
            # Its property carries the edge to the key; the role is carried by none.
            usable=[key, *grants.assignments],
        )
        disks = "disks" in args.settings.customer_managed_keys
        self.disk_encryption_set_id = self._disk_encryption_set() if disks else None
        self.manual_steps = [_cosmos_db_step(vault)] if "workspace" in args.settings.customer_managed_keys else []
        self.register_outputs({"key_uri": self.key.key_uri, "disk_encryption_set_id": self.disk_encryption_set_id})

    def _key(self) -> keyvault.Key:
        platform, rotate_after = self._args.platform, self._args.settings.rotate_after_days
        return keyvault.Key(
            "cmk",
            resource_group_name=platform.resource_group_name,
            vault_name=self._args.vault.vault_name,
            key_name="cmk",
            properties=keyvault.KeyPropertiesArgs(
                kty="RSA",
                key_size=KEY_SIZE,
                key_ops=["wrapKey", "unwrapKey"],
                attributes=keyvault.KeyAttributesArgs(enabled=True, exportable=False),
                # https://learn.microsoft.com/azure/key-vault/keys/how-to-configure-key-rotation
                rotation_policy=keyvault.RotationPolicyArgs(
                    # Old versions stay usable long enough for everything to have moved on.
                    attributes=keyvault.KeyRotationPolicyAttributesArgs(expiry_time=f"P{2 * rotate_after}D"),
                    lifetime_actions=[
                        keyvault.LifetimeActionArgs(
                            action=keyvault.ActionArgs(type=keyvault.KeyRotationPolicyActionType.ROTATE),
                            trigger=keyvault.TriggerArgs(time_after_create=f"P{rotate_after}D"),
                        ),
                        keyvault.LifetimeActionArgs(
                            action=keyvault.ActionArgs(type=keyvault.KeyRotationPolicyActionType.NOTIFY),
                            trigger=keyvault.TriggerArgs(time_before_expiry="P30D"),
                        ),
                    ],
                ),
            ),
            tags=platform.tags,
            opts=pulumi.ResourceOptions.merge(
                self._child,
                # Keys are deleted by the vault's data plane alone, which is reached from inside the network only: the
                # key goes with its vault.
                pulumi.ResourceOptions(protect=platform.protect_data, retain_on_delete=True),
            ),
        )

    def _disk_encryption_set(self) -> pulumi.Output[str]:
        platform, key = self._args.platform, self.key
        name = platform.names.of("des")
        encryption_set = compute.DiskEncryptionSet(
            "disk-encryption",
            resource_group_name=platform.resource_group_name,
            disk_encryption_set_name=name,
            location=platform.location,
            identity=compute.EncryptionSetIdentityArgs(
                type=compute.DiskEncryptionSetIdentityType.USER_ASSIGNED,
                user_assigned_identities=[key.identity_id],
            ),
            encryption_type=compute.DiskEncryptionSetType.ENCRYPTION_AT_REST_WITH_CUSTOMER_KEY,
            active_key=compute.KeyForDiskEncryptionSetArgs(
                key_url=key.key_uri_with_version, source_vault=compute.SourceVaultArgs(id=self._args.vault.vault_id)
            ),
            rotation_to_latest_key_version_enabled=True,
            tags=platform.tags,
            opts=pulumi.ResourceOptions.merge(
                self._child,
                # The set moves on to new versions of the key by itself.
                pulumi.ResourceOptions(depends_on=list(key.usable), ignore_changes=["activeKey.keyUrl"]),
            ),
        )
        return platform.id_of(encryption_set, "Microsoft.Compute/diskEncryptionSets", name)


# https://learn.microsoft.com/azure/machine-learning/how-to-setup-customer-managed-keys
_COSMOS_DB_APPLICATION = "a232010e-820c-4083-83bb-3ace5fc29d0b"


def _cosmos_db_step(vault: Vault) -> pulumi.Output[str]:
    """Azure ML keeps the workspace's metadata in a Cosmos DB account, whose service opens the key by itself."""
    return vault.vault_id.apply(
        lambda vault_id: (
            "Before the workspace is made, let Azure Cosmos DB use the key of its metadata: az role assignment "
            'create --role "Key Vault Crypto Service Encryption User" --assignee '
            f"{_COSMOS_DB_APPLICATION} --scope {vault_id}"
        )
    )

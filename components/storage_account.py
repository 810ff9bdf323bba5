"""A storage account as all accounts here are: closed to the public network, without keys, encrypted."""

import pulumi
from pulumi_azure_native import storage

from components.encryption import CustomerKey
from components.platform import Platform


def closed_account(  # noqa: PLR0913 - one row of settings, read by their names
    name: str,
    *,
    platform: Platform,
    abbreviation: str,
    sku: str,
    infrastructure_encryption: bool,
    key: CustomerKey | None,
    opts: pulumi.ResourceOptions,
) -> storage.StorageAccount:
    """A storage account that Entra roles alone open, by private link and for Azure's trusted services.

    Args:
        name: Pulumi's name of it.
        platform: where everything goes.
        abbreviation: start of its name in Azure, which ends in the stack's suffix.
        sku: redundancy, such as Standard_LRS.
        infrastructure_encryption: whether it is encrypted a second time below. Cannot be changed later.
        key: key of one's own; None for Microsoft's.
        opts: its parent, and what it waits for; it holds data, so it is protected where data is.
    """
    usable = pulumi.ResourceOptions(
        protect=platform.protect_data,
        # It is made once the identity may use the key.
        depends_on=list(key.usable if key else ()),
    )
    return storage.StorageAccount(
        name,
        resource_group_name=platform.resource_group_name,
        account_name=platform.names.unique_compact(abbreviation),
        location=platform.location,
        # No hierarchical namespace: a workspace's default storage cannot have one.
        kind="StorageV2",
        sku=storage.SkuArgs(name=sku),
        access_tier=storage.AccessTier.HOT,
        is_hns_enabled=False,
        public_network_access="Disabled",
        # Trusted services: Azure Machine Learning, Network Watcher.
        # https://learn.microsoft.com/azure/storage/common/storage-network-security-trusted-azure-services
        network_rule_set=storage.NetworkRuleSetArgs(default_action=storage.DefaultAction.DENY, bypass="AzureServices"),
        allow_blob_public_access=False,
        allow_shared_key_access=False,
        allow_cross_tenant_replication=False,
        default_to_o_auth_authentication=True,
        enable_https_traffic_only=True,
        minimum_tls_version="TLS1_2",
        is_local_user_enabled=False,
        is_sftp_enabled=False,
        identity=(
            storage.IdentityArgs(type="UserAssigned", user_assigned_identities=[key.identity_id]) if key else None
        ),
        encryption=_encryption(key, infrastructure_encryption),
        tags=platform.tags,
        opts=pulumi.ResourceOptions.merge(opts, usable),
    )


def _encryption(key: CustomerKey | None, infrastructure_encryption: bool) -> storage.EncryptionArgs:
    service = storage.EncryptionServiceArgs(enabled=True, key_type="Account")
    return storage.EncryptionArgs(
        key_source="Microsoft.Keyvault" if key else "Microsoft.Storage",
        # No version: the account follows the key's rotation.
        key_vault_properties=(
            storage.KeyVaultPropertiesArgs(key_name=key.key_name, key_vault_uri=key.vault_uri) if key else None
        ),
        encryption_identity=(
            storage.EncryptionIdentityArgs(encryption_user_assigned_identity=key.identity_id) if key else None
        ),
        require_infrastructure_encryption=infrastructure_encryption,
        # Queues and tables can have a key of their own only if that is said at creation.
        services=storage.EncryptionServicesArgs(blob=service, file=service, queue=service, table=service),
    )

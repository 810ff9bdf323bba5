"""The key vault: keys and secrets of the platform, closed to the public network."""

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import keyvault

from components.platform import Platform


@dataclass(frozen=True, kw_only=True)
class VaultArgs:
    """What the vault is made from.

    Attributes:
        platform: Required. Where everything goes.
        retention_days: Required. Days a deleted vault can be recovered, 7-90.
    """

    platform: Platform
    retention_days: int


class Vault(pulumi.ComponentResource):
    """A key vault that only Entra roles open, by private link and for Azure's trusted services.

    Attributes:
        vault_id: ARM id.
        vault_name: its name.
        vault_uri: address of its data plane.
    """

    vault_id: pulumi.Output[str]
    vault_name: pulumi.Output[str]
    vault_uri: pulumi.Output[str]

    def __init__(self, name: str, args: VaultArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-mlops:vault:Vault", name, None, opts)
        platform = args.platform
        vault = keyvault.Vault(
            "vault",
            resource_group_name=platform.resource_group_name,
            # Deleted, its name stays reserved until it is purged, which purge protection forbids.
            vault_name=platform.names.unique("kv"),
            location=platform.location,
            properties=keyvault.VaultPropertiesArgs(
                tenant_id=platform.client.tenant_id,
                sku=keyvault.SkuArgs(family="A", name=keyvault.SkuName.STANDARD),
                public_network_access="Disabled",
                # Trusted services: storage, registry, disks and Azure ML read the key and the secrets by it.
                network_acls=keyvault.NetworkRuleSetArgs(default_action="Deny", bypass="AzureServices"),
                enable_rbac_authorization=True,
                enable_soft_delete=True,
                enable_purge_protection=True,
                soft_delete_retention_in_days=args.retention_days,
                enabled_for_deployment=False,
                enabled_for_disk_encryption=False,
                enabled_for_template_deployment=False,
            ),
            tags=platform.tags,
            opts=pulumi.ResourceOptions(parent=self, protect=platform.protect_data),
        )
        self.vault_id, self.vault_name = vault.id, vault.name
        self.vault_uri = vault.properties.vault_uri.apply(lambda uri: uri or "")
        self.register_outputs({"vault_id": self.vault_id, "vault_name": self.vault_name, "vault_uri": self.vault_uri})

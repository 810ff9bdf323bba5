"""The services that a workspace is made of: storage, registry, logs; the vault is in `vault.py`.

They are apart from the workspace because their private endpoints come between: a workspace that cannot reach its
storage, vault and registry by private link is created broken.
"""

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import (
    applicationinsights,
    containerregistry,
    operationalinsights,
    storage,
)

from components.encryption import CustomerKey
from components.log_analytics import log_analytics
from components.platform import Platform, known_id
from components.settings import WorkspaceSettings
from components.storage_account import closed_account

DATA_CONTAINER = "training-data"
"""Blob container for data sets, beside those that the workspace makes for itself."""


@dataclass(frozen=True, kw_only=True)
class WorkspaceServicesArgs:
    """What the services are made from.

    Attributes:
        platform: Required. Where everything goes.
        settings: Required. Redundancy and retention.
        monitor_is_private: Required. Whether logs come and go through a private link scope only.
        infrastructure_encryption: Required. Whether the storage account is encrypted a second time below.
        storage_key: Required. Key of one's own for the storage account; None for Microsoft's.
        registry_key: Required. Key of one's own for the registry; None for Microsoft's.
    """

    platform: Platform
    settings: WorkspaceSettings
    monitor_is_private: bool
    infrastructure_encryption: bool
    storage_key: CustomerKey | None
    registry_key: CustomerKey | None


class WorkspaceServices(pulumi.ComponentResource):
    """What a workspace depends on, every one closed to the public network.

    Attributes:
        storage_id: storage account.
        storage_name: its name.
        registry_id: container registry.
        registry_name: its name.
        registry_login_server: its host name.
        log_analytics_id: Log Analytics workspace.
        insights_id: Application Insights component.
        data_container: name of the blob container for data sets.
    """

    storage_id: pulumi.Output[str]
    storage_name: pulumi.Output[str]
    registry_id: pulumi.Output[str]
    registry_name: pulumi.Output[str]
    registry_login_server: pulumi.Output[str]
    log_analytics_id: pulumi.Output[str]
    insights_id: pulumi.Output[str]
    data_container: pulumi.Output[str]

    def __init__(self, name: str, args: WorkspaceServicesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-mlops:services:WorkspaceServices", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self._data = pulumi.ResourceOptions(parent=self, protect=args.platform.protect_data)  # holds data
        self._args, self._platform, self._settings = args, args.platform, args.settings
        self._monitor_access = "Disabled" if args.monitor_is_private else "Enabled"

        account = self._storage()
        self.storage_id, self.storage_name = account.id, account.name
        registry = self._registry()
        self.registry_id, self.registry_name = registry.id, registry.name
        self.registry_login_server = registry.login_server
        self.log_analytics_id = self._log_analytics().id
        self.insights_id = self._insights()
        self.data_container = self._data_container(account)
        self.register_outputs(
            {
                "storage_id": self.storage_id,
                "storage_name": self.storage_name,
                "registry_id": self.registry_id,
                "registry_name": self.registry_name,
                "log_analytics_id": self.log_analytics_id,
                "insights_id": self.insights_id,
                "data_container": self.data_container,
            }
        )

    def _storage(self) -> storage.StorageAccount:
        return closed_account(
            "storage",
            platform=self._platform,
            abbreviation="st",
            sku=self._settings.storage_sku,
            infrastructure_encryption=self._args.infrastructure_encryption,
            key=self._args.storage_key,
            opts=self._child,
        )

    def _data_container(self, account: storage.StorageAccount) -> pulumi.Output[str]:
        container = storage.BlobContainer(
            "training-data",
            resource_group_name=self._platform.resource_group_name,
            account_name=account.name,
            container_name=DATA_CONTAINER,
            public_access=storage.PublicAccess.NONE,
            opts=self._data,
        )
        return known_id(container, DATA_CONTAINER)

    def _registry(self) -> containerregistry.Registry:
        platform, settings, key = self._platform, self._settings.registry, self._args.registry_key
        return containerregistry.Registry(
            "registry",
            resource_group_name=platform.resource_group_name,
            registry_name=platform.names.unique_compact("cr"),
            location=platform.location,
            # The only kind that takes a private endpoint.
            sku=containerregistry.SkuArgs(name="Premium"),
            public_network_access="Disabled",
            network_rule_bypass_options="AzureServices",
            network_rule_set=containerregistry.NetworkRuleSetArgs(default_action="Deny"),
            admin_user_enabled=settings.admin_user,
            anonymous_pull_enabled=False,
            data_endpoint_enabled=False,
            zone_redundancy="Enabled" if settings.zone_redundancy else "Disabled",
            policies=containerregistry.PoliciesArgs(
                export_policy=containerregistry.ExportPolicyArgs(
                    status="enabled" if settings.allow_export else "disabled"
                ),
                quarantine_policy=containerregistry.QuarantinePolicyArgs(
                    status="enabled" if settings.quarantine else "disabled"
                ),
                retention_policy=containerregistry.RetentionPolicyArgs(
                    status="disabled" if settings.retention_days is None else "enabled",
                    days=settings.retention_days,
                ),
            ),
            identity=(
                containerregistry.IdentityPropertiesArgs(
                    type=containerregistry.ResourceIdentityType.USER_ASSIGNED,
                    user_assigned_identities=key.identity_id.apply(
                        lambda identity: {identity: containerregistry.UserIdentityPropertiesArgs()}
                    ),
                )
                if key
                else None
            ),
            # No version: the registry follows the key's rotation.
            encryption=(
                containerregistry.EncryptionPropertyArgs(
                    status="enabled",
                    key_vault_properties=containerregistry.KeyVaultPropertiesArgs(
                        identity=key.identity_client_id, key_identifier=key.key_uri
                    ),
                )
                if key
                else None
            ),
            tags=platform.tags,
            opts=pulumi.ResourceOptions.merge(
                self._data,
                # It is made once the identity may use the key.
                pulumi.ResourceOptions(depends_on=list(key.usable if key else ())),
            ),
        )

    def _log_analytics(self) -> operationalinsights.Workspace:
        self._logs = log_analytics(
            self._platform,
            retention_days=self._settings.log_retention_days,
            public=not self._args.monitor_is_private,
            opts=self._data,
        )
        return self._logs

    def _insights(self) -> pulumi.Output[str]:
        """Workspace-based Application Insights: classic components are retired."""
        platform = self._platform
        name = platform.names.of("appi")
        component = applicationinsights.Component(
            "insights",
            resource_group_name=platform.resource_group_name,
            resource_name_=name,
            location=platform.location,
            kind="web",
            application_type="web",
            ingestion_mode="LogAnalytics",
            workspace_resource_id=self._logs.id,
            disable_local_auth=True,
            public_network_access_for_ingestion=self._monitor_access,
            public_network_access_for_query=self._monitor_access,
            tags=platform.tags,
            opts=self._child,
        )
        # Azure answers with this one namespace in lower case.
        return platform.id_of(component, "microsoft.insights/components", name)

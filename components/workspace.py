"""The Azure Machine Learning workspace, and the services it is made of: storage, vault, registry, logs.

Two components, because the services' private endpoints come between them: a workspace that cannot reach its storage,
vault and registry by private link is created broken.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import (
    applicationinsights,
    containerregistry,
    keyvault,
    machinelearningservices,
    operationalinsights,
    storage,
)

from components.platform import Platform, known_id, object_id
from components.settings import WorkspaceSettings

DATA_CONTAINER = "training-data"
"""Blob container for data sets, beside those that the workspace makes for itself."""


@dataclass(frozen=True, kw_only=True)
class WorkspaceServicesArgs:
    """What the services are made from.

    Attributes:
        platform: Required. Where everything goes.
        settings: Required. Redundancy and retention.
        monitor_is_private: Required. Whether logs come and go through a private link scope only.
    """

    platform: Platform
    settings: WorkspaceSettings
    monitor_is_private: bool


class WorkspaceServices(pulumi.ComponentResource):
    """What a workspace depends on, every one closed to the public network.

    Attributes:
        storage_id: storage account.
        storage_name: its name.
        vault_id: key vault.
        vault_name: its name.
        registry_id: container registry.
        registry_name: its name.
        log_analytics_id: Log Analytics workspace.
        insights_id: Application Insights component.
        data_container: name of the blob container for data sets.
    """

    storage_id: pulumi.Output[str]
    storage_name: pulumi.Output[str]
    vault_id: pulumi.Output[str]
    vault_name: pulumi.Output[str]
    registry_id: pulumi.Output[str]
    registry_name: pulumi.Output[str]
    log_analytics_id: pulumi.Output[str]
    insights_id: pulumi.Output[str]
    data_container: pulumi.Output[str]

    def __init__(self, name: str, args: WorkspaceServicesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-mlops:workspace:WorkspaceServices", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self._data = pulumi.ResourceOptions(parent=self, protect=args.platform.protect_data)  # holds data
        self._platform, self._settings = args.platform, args.settings
        self._monitor_access = "Disabled" if args.monitor_is_private else "Enabled"

        account = self._storage()
        self.storage_id, self.storage_name = account.id, account.name
        vault = self._vault()
        self.vault_id, self.vault_name = vault.id, vault.name
        registry = self._registry()
        self.registry_id, self.registry_name = registry.id, registry.name
        self.log_analytics_id = self._log_analytics().id
        self.insights_id = self._insights()
        self.data_container = self._data_container(account)
        self.register_outputs(
            {
                "storage_id": self.storage_id,
                "storage_name": self.storage_name,
                "vault_id": self.vault_id,
                "vault_name": self.vault_name,
                "registry_id": self.registry_id,
                "registry_name": self.registry_name,
                "log_analytics_id": self.log_analytics_id,
                "insights_id": self.insights_id,
                "data_container": self.data_container,
            }
        )

    def _storage(self) -> storage.StorageAccount:
        platform = self._platform
        return storage.StorageAccount(
            "storage",
            resource_group_name=platform.resource_group_name,
            account_name=platform.names.unique_compact("st"),
            location=platform.location,
            # No hierarchical namespace: a workspace's default storage cannot have one.
            kind="StorageV2",
            sku=storage.SkuArgs(name=self._settings.storage_sku),
            is_hns_enabled=False,
            public_network_access="Disabled",
            network_rule_set=storage.NetworkRuleSetArgs(
                default_action=storage.DefaultAction.DENY,
                # Azure Machine Learning itself is a trusted service of the account.
                bypass="AzureServices",
            ),
            allow_blob_public_access=False,
            allow_shared_key_access=False,
            allow_cross_tenant_replication=False,
            default_to_o_auth_authentication=True,
            enable_https_traffic_only=True,
            minimum_tls_version="TLS1_2",
            is_local_user_enabled=False,
            is_sftp_enabled=False,
            encryption=storage.EncryptionArgs(
                key_source="Microsoft.Storage",
                require_infrastructure_encryption=True,
                services=storage.EncryptionServicesArgs(
                    blob=storage.EncryptionServiceArgs(enabled=True, key_type="Account"),
                    file=storage.EncryptionServiceArgs(enabled=True, key_type="Account"),
                ),
            ),
            tags=platform.tags,
            opts=self._data,
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

    def _vault(self) -> keyvault.Vault:
        platform = self._platform
        return keyvault.Vault(
            "vault",
            resource_group_name=platform.resource_group_name,
            vault_name=platform.names.unique("kv"),
            location=platform.location,
            properties=keyvault.VaultPropertiesArgs(
                tenant_id=platform.client.tenant_id,
                sku=keyvault.SkuArgs(family="A", name=keyvault.SkuName.STANDARD),
                public_network_access="Disabled",
                network_acls=keyvault.NetworkRuleSetArgs(default_action="Deny", bypass="AzureServices"),
                enable_rbac_authorization=True,
                enable_soft_delete=True,
                enable_purge_protection=True,
                soft_delete_retention_in_days=self._settings.vault_retention_days,
                enabled_for_deployment=False,
                enabled_for_disk_encryption=False,
                enabled_for_template_deployment=False,
            ),
            tags=platform.tags,
            opts=self._data,
        )

    def _registry(self) -> containerregistry.Registry:
        platform = self._platform
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
            admin_user_enabled=False,
            anonymous_pull_enabled=False,
            data_endpoint_enabled=False,
            zone_redundancy="Enabled" if self._settings.registry_zone_redundancy else "Disabled",
            policies=containerregistry.PoliciesArgs(
                export_policy=containerregistry.ExportPolicyArgs(status="disabled"),
            ),
            tags=platform.tags,
            opts=self._data,
        )

    def _log_analytics(self) -> operationalinsights.Workspace:
        platform = self._platform
        self._logs = operationalinsights.Workspace(
            "logs",
            resource_group_name=platform.resource_group_name,
            # Deleted, its name stays reserved for 14 days.
            workspace_name=platform.names.unique("log"),
            location=platform.location,
            sku=operationalinsights.WorkspaceSkuArgs(name="PerGB2018"),
            retention_in_days=self._settings.log_retention_days,
            public_network_access_for_ingestion=self._monitor_access,
            public_network_access_for_query=self._monitor_access,
            features=operationalinsights.WorkspaceFeaturesArgs(
                disable_local_auth=True, enable_log_access_using_only_resource_permissions=True
            ),
            tags=platform.tags,
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


@dataclass(frozen=True, kw_only=True)
class WorkspaceArgs:
    """What the workspace is made from.

    Attributes:
        platform: Required. Where everything goes.
        settings: Required. API mode and image builds.
        services: Required. The services it depends on.
        after: Required. Endpoints of the services with their zone groups: it reaches them by private link.
    """

    platform: Platform
    settings: WorkspaceSettings
    services: WorkspaceServices
    after: Sequence[pulumi.Resource]


class Workspace(pulumi.ComponentResource):
    """The workspace, closed to the public network, and its identity-based datastore.

    Attributes:
        workspace_id: ARM id.
        workspace_name: its name.
        principal_id: object id of its system-assigned identity.
        studio_url: address of the studio, for a browser inside the network.
        datastore_name: datastore of the data container.
    """

    workspace_id: pulumi.Output[str]
    workspace_name: pulumi.Output[str]
    principal_id: pulumi.Output[str]
    studio_url: pulumi.Output[str]
    datastore_name: pulumi.Output[str]

    def __init__(self, name: str, args: WorkspaceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-mlops:workspace:Workspace", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        platform = args.platform
        workspace = self._workspace(args)
        self.workspace_id, self.workspace_name = workspace.id, workspace.name
        self.principal_id = object_id(workspace.identity)
        self.studio_url = workspace.id.apply(
            lambda arm_id: f"https://ml.azure.com/?wsid={arm_id}&tid={platform.client.tenant_id}"
        )
        self.datastore_name = self._datastore(args)
        self.register_outputs(
            {
                "workspace_id": self.workspace_id,
                "workspace_name": self.workspace_name,
                "principal_id": self.principal_id,
                "studio_url": self.studio_url,
                "datastore_name": self.datastore_name,
            }
        )

    def _workspace(self, args: WorkspaceArgs) -> machinelearningservices.Workspace:
        platform, services = args.platform, args.services
        return machinelearningservices.Workspace(
            "workspace",
            resource_group_name=platform.resource_group_name,
            # Deleted, its name stays reserved for 14 days.
            workspace_name=platform.names.unique("mlw"),
            location=platform.location,
            friendly_name=platform.names.of("mlw"),
            kind="Default",
            sku=machinelearningservices.SkuArgs(name="Basic", tier=machinelearningservices.SkuTier.BASIC),
            identity=machinelearningservices.ManagedServiceIdentityArgs(type="SystemAssigned"),
            storage_account=services.storage_id,
            key_vault=services.vault_id,
            container_registry=services.registry_id,
            application_insights=services.insights_id,
            public_network_access="Disabled",
            # With shared keys off, the system datastores too must sign in as whoever uses them.
            system_datastores_auth_mode="identity",
            # ACR tasks run outside the network, where a private registry is out of reach.
            image_build_compute=args.settings.image_build_cluster,
            v1_legacy_mode=args.settings.v1_legacy_mode,
            tags=platform.tags,
            opts=pulumi.ResourceOptions.merge(
                self._child,
                pulumi.ResourceOptions(protect=platform.protect_data, depends_on=list(args.after)),
            ),
        )

    def _datastore(self, args: WorkspaceArgs) -> pulumi.Output[str]:
        """A datastore without credentials: whoever reads it signs in with their own identity."""
        name = "training_data"
        datastore = machinelearningservices.Datastore(
            "training-data-store",
            resource_group_name=args.platform.resource_group_name,
            workspace_name=self.workspace_name,
            name=name,
            properties=machinelearningservices.AzureBlobDatastoreArgs(
                datastore_type="AzureBlob",
                account_name=args.services.storage_name,
                container_name=args.services.data_container,
                endpoint="core.windows.net",
                protocol="https",
                credentials=machinelearningservices.NoneDatastoreCredentialsArgs(credentials_type="None"),
                service_data_access_auth_identity="WorkspaceSystemAssignedIdentity",
                subscription_id=args.platform.client.subscription_id,
                resource_group=args.platform.resource_group_name,
            ),
            # The service checks from outside the network, where the account is out of reach.
            skip_validation=True,
            opts=self._child,
        )
        return known_id(datastore, name)

"""Flow logs of the VNets: who talked to whom, kept in a storage account of their own.

https://learn.microsoft.com/azure/network-watcher/vnet-flow-logs-overview
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import network, storage

from components.identity import Grant, RoleGrants, RoleGrantsArgs, UserIdentity
from components.platform import Platform
from components.settings import FlowLogSettings

# Azure makes a network watcher in every region by itself, once the first VNet is there, always under these names.
# https://learn.microsoft.com/azure/network-watcher/network-watcher-create
WATCHER_GROUP = "NetworkWatcherRG"
ANALYTICS_INTERVAL = 60
"""Minutes between two runs of traffic analytics, 10 or 60: the longer one costs less."""


@dataclass(frozen=True, kw_only=True)
class FlowLogsArgs:
    """What the flow logs are made from.

    Attributes:
        platform: Required. Where everything goes.
        settings: Required. Retention, traffic analytics.
        vnet_ids: Required. VNets to log, by a short key.
        log_analytics_id: Required. Log Analytics workspace of traffic analytics.
        infrastructure_encryption: Required. Whether the account encrypts twice.
    """

    platform: Platform
    settings: FlowLogSettings
    vnet_ids: Mapping[str, pulumi.Output[str]]
    log_analytics_id: pulumi.Output[str]
    infrastructure_encryption: bool


class FlowLogs(pulumi.ComponentResource):
    """A flow log a VNet, and the account that they are written to.

    Network Watcher writes as a trusted service of the account, with an identity instead of a key. People read the
    logs through a private endpoint, which whoever uses this component adds for `storage_id`.

    Attributes:
        storage_id: storage account.
        storage_name: its name.
        logs: the flow logs, by the VNets' keys.
    """

    storage_id: pulumi.Output[str]
    storage_name: pulumi.Output[str]
    logs: dict[str, network.FlowLog]

    def __init__(self, name: str, args: FlowLogsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-mlops:flow_logs:FlowLogs", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self._args = args
        account = self._storage()
        self.storage_id, self.storage_name = account.id, account.name
        identity = UserIdentity.create("flow-logs", args.platform, self._child)
        # https://learn.microsoft.com/azure/network-watcher/vnet-flow-logs-managed-identity
        grant = Grant(
            name="flow-logs",
            principal_id=identity.principal_id,
            role="Storage Blob Data Contributor",
            scope=self.storage_id,
            why="Network Watcher writes flow logs with this identity, as the account takes no keys.",
        )
        roles = RoleGrants("flow-log-roles", RoleGrantsArgs(platform=args.platform, grants=[grant]), self._child)
        self.logs = {}
        # Each log writes its retention into the account's one lifecycle policy: two at once lose one of the rules.
        # https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/network_watcher_flow_log
        before: list[pulumi.Resource] = list(roles.assignments)
        for key, vnet_id in args.vnet_ids.items():
            self.logs[key] = self._log(key, vnet_id, identity, before)
            before = [self.logs[key]]
        self.register_outputs({"storage_id": self.storage_id, "storage_name": self.storage_name})

    def _storage(self) -> storage.StorageAccount:
        platform = self._args.platform
        return storage.StorageAccount(
            "flow-log-storage",
            resource_group_name=platform.resource_group_name,
            account_name=platform.names.unique_compact("stlog"),
            # Network Watcher takes an account of its own region, of the standard tier.
            location=platform.location,
            kind="StorageV2",
            sku=storage.SkuArgs(name="Standard_LRS"),
            access_tier=storage.AccessTier.HOT,
            public_network_access="Disabled",
            network_rule_set=storage.NetworkRuleSetArgs(
                default_action=storage.DefaultAction.DENY,
                # Network Watcher is a trusted service of the account.
                # https://learn.microsoft.com/azure/storage/common/storage-network-security-trusted-azure-services
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
                require_infrastructure_encryption=self._args.infrastructure_encryption,
                services=storage.EncryptionServicesArgs(
                    blob=storage.EncryptionServiceArgs(enabled=True, key_type="Account"),
                    file=storage.EncryptionServiceArgs(enabled=True, key_type="Account"),
                ),
            ),
            tags=platform.tags,
            opts=pulumi.ResourceOptions.merge(self._child, pulumi.ResourceOptions(protect=platform.protect_data)),
        )

    def _log(
        self, key: str, vnet_id: pulumi.Output[str], identity: UserIdentity, before: list[pulumi.Resource]
    ) -> network.FlowLog:
        platform, settings = self._args.platform, self._args.settings
        return network.FlowLog(
            f"flow-log-{key}",
            resource_group_name=WATCHER_GROUP,
            network_watcher_name=f"NetworkWatcher_{platform.location}",
            flow_log_name=platform.names.of("fl", key),
            location=platform.location,
            target_resource_id=vnet_id,
            storage_id=self.storage_id,
            enabled=True,
            format=network.FlowLogFormatParametersArgs(type=network.FlowLogFormatType.JSON, version=2),
            retention_policy=network.RetentionPolicyParametersArgs(enabled=True, days=settings.retention_days),
            identity=network.ManagedServiceIdentityArgs(
                type=network.ResourceIdentityType.USER_ASSIGNED, user_assigned_identities=[identity.identity_id]
            ),
            flow_analytics_configuration=self._analytics(),
            tags=platform.tags,
            opts=pulumi.ResourceOptions.merge(
                self._child,
                pulumi.ResourceOptions(
                    # The first waits for the identity's role: no property of the log carries it.
                    depends_on=before,
                    # A log does not survive its VNet, not even where a new one has the same name.
                    replace_on_changes=["targetResourceId"],
                ),
            ),
        )

    def _analytics(self) -> network.TrafficAnalyticsPropertiesArgs:
        """Said outright when off too: left out, Azure would keep what was on before."""
        enabled = self._args.settings.traffic_analytics
        return network.TrafficAnalyticsPropertiesArgs(
            network_watcher_flow_analytics_configuration=network.TrafficAnalyticsConfigurationPropertiesArgs(
                enabled=enabled,
                workspace_resource_id=self._args.log_analytics_id if enabled else None,
                workspace_region=self._args.platform.location if enabled else None,
                traffic_analytics_interval=ANALYTICS_INTERVAL if enabled else None,
            )
        )

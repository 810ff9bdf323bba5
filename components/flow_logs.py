"""Flow logs of the VNets: who talked to whom, kept in a storage account of their own.

https://learn.microsoft.com/azure/network-watcher/vnet-flow-logs-overview
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import network, storage

from components.encryption import CustomerKey
from components.identity import Grant, RoleGrants, RoleGrantsArgs, UserIdentity
from components.platform import Platform
from components.settings import FlowLogSettings
from components.storage_account import closed_account

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
        storage_key: Required. Key of one's own for the account; None for Microsoft's.
    """

    platform: Platform
    settings: FlowLogSettings
    vnet_ids: Mapping[str, pulumi.Output[str]]
    log_analytics_id: pulumi.Output[str]
    infrastructure_encryption: bool
    storage_key: CustomerKey | None


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
        """An account of the VNets' region and of the standard tier, as Network Watcher demands."""
        return closed_account(
            "flow-log-storage",
            platform=self._args.platform,
            abbreviation="stlog",
            sku="Standard_LRS",
            infrastructure_encryption=self._args.infrastructure_encryption,
            key=self._args.storage_key,
            opts=self._child,
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

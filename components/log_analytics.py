"""The Log Analytics workspace that a stack's logs go to."""

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import operationalinsights

from components.platform import Platform


def log_analytics(
    platform: Platform, *, retention_days: int, public: bool, opts: pulumi.ResourceOptions
) -> operationalinsights.Workspace:
    """A Log Analytics workspace.

    Args:
        platform: where it goes.
        retention_days: days that it keeps data, 30-730.
        public: whether logs come and go by the public side, and not by a private link scope alone.
        opts: its parent and protection.
    """
    access = "Enabled" if public else "Disabled"
    return operationalinsights.Workspace(
        "logs",
        resource_group_name=platform.resource_group_name,
        # Deleted, its name stays reserved for 14 days.
        workspace_name=platform.names.unique("log"),
        location=platform.location,
        sku=operationalinsights.WorkspaceSkuArgs(name="PerGB2018"),
        retention_in_days=retention_days,
        public_network_access_for_ingestion=access,
        public_network_access_for_query=access,
        features=operationalinsights.WorkspaceFeaturesArgs(
            disable_local_auth=True, enable_log_access_using_only_resource_permissions=True
        ),
        tags=platform.tags,
        opts=opts,
    )


@dataclass(frozen=True, kw_only=True)
class HubLogsArgs:
    """What a hub's logs are made from.

    Attributes:
        platform: Required. Where everything goes.
        retention_days: Optional. Days that they are kept; 30 by default, which cost nothing extra.
    """

    platform: Platform
    retention_days: int = 30


class HubLogs(pulumi.ComponentResource):
    """The logs of a stack that has no workspace.

    Attributes:
        log_analytics_id: Log Analytics workspace.
    """

    log_analytics_id: pulumi.Output[str]

    def __init__(self, name: str, args: HubLogsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-mlops:log_analytics:HubLogs", name, None, opts)
        data = pulumi.ResourceOptions(parent=self, protect=args.platform.protect_data)
        made = log_analytics(args.platform, retention_days=args.retention_days, public=True, opts=data)
        self.log_analytics_id = made.id
        self.register_outputs({"log_analytics_id": self.log_analytics_id})

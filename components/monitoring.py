"""Azure Monitor by private link only: a private link scope with the services that belong to it."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import monitor

from components.platform import Platform, known_id


@dataclass(frozen=True, kw_only=True)
class MonitorScopeArgs:
    """What the scope is made from.

    Attributes:
        platform: Required. Where everything goes.
        services: Required. Log Analytics workspaces and Application Insights components, by a short name.
    """

    platform: Platform
    services: Mapping[str, pulumi.Output[str]]


class MonitorScope(pulumi.ComponentResource):
    """An Azure Monitor private link scope.

    Attributes:
        scope_id: ARM id, known before creation.
        linked: the links to its services; its endpoint comes after them.
    """

    scope_id: pulumi.Output[str]
    linked: list[monitor.PrivateLinkScopedResource]

    def __init__(self, name: str, args: MonitorScopeArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-mlops:monitoring:MonitorScope", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        platform = args.platform
        scope_name = platform.names.of("ampls")
        scope = monitor.PrivateLinkScope(
            "monitor-scope",
            resource_group_name=platform.resource_group_name,
            scope_name=scope_name,
            location="global",
            # Azure Machine Learning needs the open mode: other scopes' resources stay reachable.
            # https://learn.microsoft.com/azure/machine-learning/how-to-secure-workspace-vnet
            access_mode_settings=monitor.AccessModeSettingsArgs(ingestion_access_mode="Open", query_access_mode="Open"),
            tags=platform.tags,
            opts=child,
        )
        self.scope_id = platform.id_of(scope, "Microsoft.Insights/privateLinkScopes", scope_name)
        self.linked = [
            monitor.PrivateLinkScopedResource(
                f"monitor-scope-{key}",
                resource_group_name=platform.resource_group_name,
                scope_name=known_id(scope, scope_name),
                name=platform.names.of("ampls", key),
                kind="Resource",
                linked_resource_id=service_id,
                opts=child,
            )
            for key, service_id in args.services.items()
        ]
        self.register_outputs({"scope_id": self.scope_id})

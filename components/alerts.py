"""Alerts: mails about failed runs and nodes, slow endpoints, the way out and the ways in, and silent machines."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import monitor

from components import alert_rules
from components.alert_rules import MetricRule
from components.heartbeats import Heartbeats, HeartbeatsArgs, WatchedMachine
from components.platform import Platform
from components.settings import AlertSettings

SHORT_NAME_LENGTH = 12
"""Most characters of an action group's short name, which stands in the mails' subject."""


@dataclass(frozen=True, kw_only=True)
class AlertsArgs:
    """What the alerts are made from.

    Attributes:
        platform: Required. Where everything goes.
        settings: Required. Who is told, and limits.
        log_analytics_id: Required. Log Analytics workspace that machines' signs of life go to.
        workspace_id: Required. Azure Machine Learning workspace.
        online_endpoint_ids: Optional. Online endpoints by name in the settings.
        machines: Optional. Machines whose signs of life are watched, by a short name.
        firewall_id: Optional. The firewall, where there is one.
        vpn_gateway_id: Optional. The VPN gateway, where it has tunnels to sites.
        express_route_gateway_id: Optional. The ExpressRoute gateway, where it is connected.
        collection_endpoint_id: Conditional. `CollectionEndpoint.endpoint_id`; required with a private link scope.
    """

    platform: Platform
    settings: AlertSettings
    log_analytics_id: pulumi.Output[str]
    workspace_id: pulumi.Output[str]
    online_endpoint_ids: Mapping[str, pulumi.Output[str]]
    machines: Mapping[str, WatchedMachine]
    firewall_id: pulumi.Output[str] | None = None
    vpn_gateway_id: pulumi.Output[str] | None = None
    express_route_gateway_id: pulumi.Output[str] | None = None
    collection_endpoint_id: pulumi.Output[str] | None = None


class Alerts(pulumi.ComponentResource):
    """An action group, and what it is called for.

    Attributes:
        action_group_id: ARM id, known before creation.
    """

    action_group_id: pulumi.Output[str]

    def __init__(self, name: str, args: AlertsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-mlops:alerts:Alerts", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self._platform = args.platform
        self.action_group_id = self._action_group(args.settings)
        for label, (target, rules) in _watched(args).items():
            for rule in rules:
                self._metric(f"{label}-{rule.key}", target, rule)
        if args.machines:
            Heartbeats(
                "heartbeats",
                HeartbeatsArgs(
                    platform=args.platform,
                    machines=args.machines,
                    log_analytics_id=args.log_analytics_id,
                    action_group_id=self.action_group_id,
                    silent_minutes=args.settings.silent_minutes,
                    endpoint_id=args.collection_endpoint_id,
                ),
                opts=self._child,
            )
        self.register_outputs({"action_group_id": self.action_group_id})

    def _action_group(self, settings: AlertSettings) -> pulumi.Output[str]:
        platform = self._platform
        group_name = platform.names.of("ag")
        group = monitor.ActionGroup(
            "action-group",
            resource_group_name=platform.resource_group_name,
            action_group_name=group_name,
            location="Global",
            group_short_name=f"{platform.names.workload}-{platform.names.environment}"[:SHORT_NAME_LENGTH],
            enabled=True,
            email_receivers=[
                monitor.MicrosoftCommonEmailReceiverArgs(
                    name=f"mail-{number}", email_address=address, use_common_alert_schema=True
                )
                for number, address in enumerate(settings.emails, start=1)
            ],
            tags=platform.tags,
            opts=self._child,
        )
        return platform.id_of(group, "Microsoft.Insights/actionGroups", group_name)

    def _metric(self, label: str, target: pulumi.Output[str], rule: MetricRule) -> None:
        platform = self._platform
        window, frequency = rule.window
        monitor.MetricAlert(
            f"alert-{label}",
            resource_group_name=platform.resource_group_name,
            rule_name=platform.names.of("alert", label),
            location="global",
            description=rule.says,
            enabled=True,
            severity=rule.severity,
            scopes=[target],
            window_size=window,
            evaluation_frequency=frequency,
            auto_mitigate=True,
            criteria=monitor.MetricAlertSingleResourceMultipleMetricCriteriaArgs(
                odata_type="Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
                all_of=[
                    monitor.MetricCriteriaArgs(
                        name=rule.key,
                        criterion_type="StaticThresholdCriterion",
                        metric_namespace=rule.namespace,
                        metric_name=rule.metric,
                        time_aggregation=rule.aggregation,
                        operator=rule.operator,
                        threshold=rule.threshold,
                        dimensions=[
                            monitor.MetricDimensionArgs(name=dimension, operator="Include", values=list(values))
                            for dimension, values in rule.only.items()
                        ],
                    )
                ],
            ),
            actions=[monitor.MetricAlertActionArgs(action_group_id=self.action_group_id)],
            tags=platform.tags,
            opts=self._child,
        )


def _watched(args: AlertsArgs) -> dict[str, tuple[pulumi.Output[str], tuple[MetricRule, ...]]]:
    """What metrics are watched of, with the rules, by a label that is part of the alerts' names."""
    there: dict[str, tuple[pulumi.Output[str] | None, tuple[MetricRule, ...]]] = {
        "workspace": (args.workspace_id, alert_rules.WORKSPACE),
        "firewall": (args.firewall_id, alert_rules.FIREWALL),
        "vpn": (args.vpn_gateway_id, alert_rules.VPN_GATEWAY),
        "express-route": (args.express_route_gateway_id, alert_rules.EXPRESS_ROUTE_GATEWAY),
    }
    endpoint = alert_rules.endpoint_rules(args.settings.latency_ms)
    there |= {f"endpoint-{name}": (target, endpoint) for name, target in args.online_endpoint_ids.items()}
    return {label: (target, rules) for label, (target, rules) in there.items() if target is not None}

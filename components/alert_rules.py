"""What an alert is raised for: metrics and thresholds, as a table to hold against Microsoft's lists.

Metrics: https://learn.microsoft.com/azure/azure-monitor/reference/metrics-index (names are case sensitive).
Thresholds: https://learn.microsoft.com/azure/machine-learning/monitor-azure-machine-learning#machine-learning-alert-rules
and https://azure.github.io/azure-monitor-baseline-alerts (Microsoft's baseline).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class MetricRule:
    """One metric, and when it is too much or too little.

    Attributes:
        key: short name, part of the alert's names.
        namespace: ARM type of what is watched.
        metric: name of the metric.
        aggregation: how the values of a window become one.
        operator: how that is compared with the threshold.
        threshold: the limit, in the metric's unit.
        severity: 0 (critical) to 4 (verbose).
        window: length of the window and distance of the checks, ISO 8601.
        only: values of dimensions; all by default.
        says: what a person reads in the mail.
    """

    key: str
    namespace: str
    metric: str
    aggregation: Literal["Average", "Total"]
    operator: Literal["GreaterThan", "LessThan"]
    threshold: float
    severity: int
    says: str
    window: tuple[str, str] = ("PT5M", "PT5M")
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


_WORKSPACE = "Microsoft.MachineLearningServices/workspaces"
_ENDPOINT = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints"
_FIREWALL = "Microsoft.Network/azureFirewalls"
_GATEWAY = "Microsoft.Network/virtualNetworkGateways"


def _more(key: str, metric: str, threshold: float, says: str) -> MetricRule:
    return MetricRule(
        key=key, namespace=_WORKSPACE, metric=metric, threshold=threshold, says=says,
        aggregation="Total" if threshold == 0 else "Average", operator="GreaterThan", severity=3,
    )  # fmt: skip


WORKSPACE = (
    _more("failed-runs", "Failed Runs", 0, "A run has failed."),
    _more("failed-deployments", "Model Deploy Failed", 0, "A model could not be deployed."),
    # Nodes that did not start, or that Azure gives up for another reason.
    _more("unusable-nodes", "Unusable Nodes", 0, "Nodes of a cluster did not start or do not work."),
    _more("quota", "Quota Utilization Percentage", 90, "Clusters are about to reach their quota."),
)

FIREWALL = (
    MetricRule(
        key="health", namespace=_FIREWALL, metric="FirewallHealth", aggregation="Average", operator="LessThan",
        threshold=90, severity=0, says="The firewall is not healthy: it is the only way out.",
    ),
    MetricRule(
        key="snat-ports", namespace=_FIREWALL, metric="SNATPortUtilization", aggregation="Average",
        operator="GreaterThan", threshold=80, severity=1, says="The firewall runs out of ports for new connections.",
    ),
)  # fmt: skip

# Both gateways measure every five minutes.
VPN_GATEWAY = (
    MetricRule(
        key="tunnels", namespace=_GATEWAY, metric="TunnelAverageBandwidth", aggregation="Average", operator="LessThan",
        threshold=1, severity=1, says="Nothing goes through the tunnels to the sites.",
    ),
)  # fmt: skip
EXPRESS_ROUTE_GATEWAY = (
    MetricRule(
        key="traffic", namespace=_GATEWAY, metric="ExpressRouteGatewayBitsPerSecond", aggregation="Average",
        operator="LessThan", threshold=1, severity=1, says="Nothing comes through ExpressRoute.",
    ),
    MetricRule(
        key="load", namespace=_GATEWAY, metric="ExpressRouteGatewayCpuUtilization", aggregation="Average",
        operator="GreaterThan", threshold=80, severity=2, says="The ExpressRoute gateway is at its limit.",
    ),
)  # fmt: skip


def endpoint_rules(latency_ms: int) -> tuple[MetricRule, ...]:
    """Rules of an online endpoint.

    Args:
        latency_ms: milliseconds that the slowest hundredth of requests may take.
    """
    return (
        MetricRule(
            key="latency", namespace=_ENDPOINT, metric="RequestLatency_P99", aggregation="Average",
            operator="GreaterThan", threshold=latency_ms, severity=2, says="The endpoint answers slowly.",
        ),
        MetricRule(
            key="errors", namespace=_ENDPOINT, metric="RequestsPerMinute", aggregation="Average",
            operator="GreaterThan", threshold=0, severity=1, says="The endpoint answers with errors of its own.",
            only={"statusCodeClass": ("5xx",)},
        ),
    )  # fmt: skip

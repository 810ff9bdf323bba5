"""Alerts: somebody is told, and over a channel that others cannot read."""

from gate.model import ADVISORY, LOW, MEDIUM, Check, Demand, Rule, equals, is_set, prop

from rules.monitoring import FAMILY

_GROUP = "monitor:ActionGroup"
_GROUPS_PAGE = "https://learn.microsoft.com/azure/azure-monitor/alerts/action-groups"
_ALERTS_PAGE = "https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-overview"
_METRIC, _LOG, _ACTIVITY = "monitor:MetricAlert", "monitor:ScheduledQueryRule", "monitor:ActivityLogAlert"

_https = Demand("an address that starts with https://", lambda value: str(value).lower().startswith("https://"))


def _over_tls(path: str, *, absent_ok: bool = False) -> Check:
    # The address is a secret: whoever has it can send alerts of their own.
    return prop(_GROUP, path, _https, absent_ok=absent_ok, secret=True)


RULES = (
    Rule(
        id="azure-monitor-actiongroup-https",
        demands="Alerts are sent to addresses with TLS.",
        why="An alert says what is wrong with the platform, and its address often holds a key.",
        fix="use an https:// address",
        family=FAMILY,
        severity=MEDIUM,
        url=_GROUPS_PAGE,
        checks=(
            _over_tls("webhookReceivers[].serviceUri"),
            _over_tls("azureFunctionReceivers[].httpTriggerUrl"),
            _over_tls("logicAppReceivers[].callbackUrl"),
            _over_tls("automationRunbookReceivers[].serviceUri", absent_ok=True),
        ),
    ),
    Rule(
        id="azure-monitor-alert-enabled",
        demands="Alerts and action groups are on.",
        why="What is off looks in a program like what is on, and tells nobody.",
        fix="leave enabled out, or set it to True",
        default="true",
        family=FAMILY,
        severity=LOW,
        enforcement=ADVISORY,  # alerts are muted while somebody works on what they watch
        url=_ALERTS_PAGE,
        checks=(prop((_METRIC, _LOG, _ACTIVITY, _GROUP), "enabled", equals(True), absent_ok=True),),
    ),
    Rule(
        id="azure-monitor-alert-actions",
        demands="An alert names an action group.",
        why="Otherwise it fires, and nobody is told.",
        fix="set actions with the id of an action group",
        default="none",
        family=FAMILY,
        severity=LOW,
        enforcement=ADVISORY,  # some look at alerts in the portal
        url=_ALERTS_PAGE,
        checks=(
            prop(_METRIC, "actions", is_set()),
            prop((_LOG, _ACTIVITY), "actions.actionGroups", is_set()),
        ),
    ),
)

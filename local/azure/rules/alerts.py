"""Alerts: on metrics, on what queries find in logs, and on what happens to resources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from local.azure import ids
from local.azure.durations import seconds
from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.rules.metric_names import METRICS
from local.azure.values import dig, objects, texts

_PREFIX = "Microsoft.Azure.Monitor."
_SINGLE, _MULTIPLE = (f"{_PREFIX}{one}ResourceMultipleMetricCriteria" for one in ("Single", "Multiple"))
_METRIC_FREQUENCIES = ("PT1M", "PT5M", "PT15M", "PT30M", "PT1H")
_METRIC_WINDOWS = (*_METRIC_FREQUENCIES, "PT6H", "PT12H", "P1D")
_MOST_CRITERIA, _MOST_ACTIONS = 5, 5
_COMPARE = ("Equals", "GreaterThan", "GreaterThanOrEqual", "LessThan", "LessThanOrEqual")
_DYNAMIC = ("GreaterThan", "LessThan", "GreaterOrLessThan")
_AGGREGATIONS = ("Average", "Count", "Maximum", "Minimum", "Total")
_QUERY_KINDS = ("LogAlert", "LogToMetric", "SimpleLogAlert")
_QUERY_FREQUENCIES = (
    *("PT1M", "PT5M", "PT10M", "PT15M", "PT30M", "PT45M", "PT1H", "PT2H", "PT3H", "PT4H", "PT5H", "PT6H", "P1D"),
)
_QUERY_WINDOWS = (*_QUERY_FREQUENCIES, "P2D")
_EVENTS = (
    *("Administrative", "ServiceHealth", "ResourceHealth", "Alert", "Autoscale", "Recommendation", "Security"),
    "Policy",
)


def _bad(message: str, target: str = "") -> ArmError:
    return ArmError("BadRequest", message, target)


def _timing(request: Request, frequencies: tuple[str, ...], windows: tuple[str, ...]) -> Iterator[ArmError]:
    for name, allowed in (("evaluationFrequency", frequencies), ("windowSize", windows)):
        value = request.get(name)
        if value not in allowed:
            yield _bad(f"{name} must be one of {', '.join(allowed)}, got {value}.", name)
    often, window = (seconds(request.get(name)) for name in ("evaluationFrequency", "windowSize"))
    if often is not None and window is not None and often > window:
        yield _bad("windowSize must not be shorter than evaluationFrequency.", "windowSize")


def _severity(request: Request) -> Iterator[ArmError]:
    severity = request.get("severity")
    if severity is not None and severity not in range(5):
        yield _bad(f"Alert severity must be from 0 to 4, got {severity}.", "severity")


def _metric(request: Request) -> Iterator[ArmError]:
    yield from _severity(request)
    yield from _timing(request, _METRIC_FREQUENCIES, _METRIC_WINDOWS)
    if len(objects(request.get("actions"))) > _MOST_ACTIONS:
        yield _bad(f"An alert has at most {_MOST_ACTIONS} action groups.", "actions")
    kind, scopes = request.get("criteria.odataType"), texts(request.get("scopes"))
    if not scopes:
        yield _bad("An alert needs a scope.", "scopes")
    wide = len(scopes) > 1 or any(_is_wide(scope) for scope in scopes)
    if wide and kind == _SINGLE:
        yield _bad(f"Several resources need criteria of the type {_MULTIPLE}.", "criteria.odataType")
    for name in ("targetResourceType", "targetResourceRegion") if wide else ():
        if not request.get(name):
            yield _bad(f"{name} is mandatory where the scope is a group, a subscription or several resources.", name)
    if kind in (_SINGLE, _MULTIPLE):
        yield from _criteria(request, scopes)


def _is_wide(scope: str) -> bool:
    found = ids.parse(scope)
    return found is not None and found.type in (ids.RESOURCE_GROUP, ids.SUBSCRIPTION)


def _criteria(request: Request, scopes: list[str]) -> Iterator[ArmError]:
    criteria = objects(request.get("criteria.allOf"))
    if not 1 <= len(criteria) <= _MOST_CRITERIA:
        yield _bad(f"An alert has 1 to {_MOST_CRITERIA} criteria, got {len(criteria)}.", "criteria.allOf")
    names = [one.get("name") for one in criteria]
    kinds = {str(request.get("targetResourceType") or "").lower()} - {""} or {
        found.type.lower() for found in map(ids.parse, scopes) if found is not None
    }
    for index, one in enumerate(criteria):
        where = f"criteria.allOf[{index}]"
        if names.index(one.get("name")) != index:
            yield _bad(f"The criterion name '{one.get('name')}' is used twice.", f"{where}.name")
        for reason in _criterion(one):
            yield _bad(reason, where)
        if one.get("skipMetricValidation") is not True:
            yield from _known_metric(one, kinds, where)


def _criterion(one: dict[str, Any]) -> Iterator[str]:
    dynamic = one.get("criterionType") == "DynamicThresholdCriterion"
    allowed = _DYNAMIC if dynamic else _COMPARE
    if one.get("operator") not in allowed:
        yield f"The operator must be one of {', '.join(allowed)}, got {one.get('operator')}."
    if one.get("timeAggregation") not in _AGGREGATIONS:
        yield f"timeAggregation must be one of {', '.join(_AGGREGATIONS)}, got {one.get('timeAggregation')}."
    if dynamic:
        yield from _failing(one.get("failingPeriods") or {})


def _failing(periods: dict[str, Any]) -> Iterator[str]:
    least, number = (periods.get(name) or 1 for name in ("minFailingPeriodsToAlert", "numberOfEvaluationPeriods"))
    if not 1 <= least <= number <= 6:
        yield "minFailingPeriodsToAlert must not be above numberOfEvaluationPeriods, and both are from 1 to 6."


def _known_metric(one: dict[str, Any], kinds: set[str], where: str) -> Iterator[ArmError]:
    name, namespace = str(one.get("metricName")), str(one.get("metricNamespace") or "").lower()
    for kind in kinds:
        known = METRICS.get(kind)
        own = namespace in ("", kind)
        if own and known is not None and name.lower() not in (metric.lower() for metric in known):
            yield _bad(
                f"Couldn't find a metric named {name}. Make sure the name is correct. (Those that are known here are "
                "in local/azure/rules/metric_names.py.)",
                f"{where}.metricName",
            )


def _query_rule(request: Request) -> Iterator[ArmError]:
    kind, scopes = request.get("kind") or "LogAlert", texts(request.get("scopes"))
    if kind not in _QUERY_KINDS:
        yield _bad(f"kind must be one of {', '.join(_QUERY_KINDS)}, got {kind}.", "kind")
    if len(scopes) != 1:
        yield _bad(f"A rule has exactly one scope, got {len(scopes)}.", "scopes")
    yield from _severity(request)
    if kind == "LogAlert":
        yield from _timing(request, _QUERY_FREQUENCIES, _QUERY_WINDOWS)
        if request.get("severity") is None:
            yield _bad("severity is required for rules of kind LogAlert.", "severity")
    if request.get("muteActionsDuration") and request.get("autoMitigate") is not False:
        yield _bad("autoMitigate must be false when muteActionsDuration is set.", "muteActionsDuration")
    if len(texts(request.get("actions.actionGroups"))) > _MOST_ACTIONS:
        yield _bad(f"An alert has at most {_MOST_ACTIONS} action groups.", "actions.actionGroups")
    conditions = objects(request.get("criteria.allOf"))
    if len(conditions) != 1:
        yield _bad(f"A rule has exactly one condition, got {len(conditions)}.", "criteria.allOf")
    for condition in conditions if kind == "LogAlert" else ():
        for reason in _condition(condition):
            yield _bad(reason, "criteria.allOf[0]")


def _same_scope(request: Request) -> Iterator[ArmError]:
    before, after = (texts(inputs.get("scopes")) for inputs in ((request.old or request).inputs, request.inputs))
    if [one.lower() for one in before] != [one.lower() for one in after]:
        yield _bad("Scope can not be updated", "scopes")


def _condition(one: dict[str, Any]) -> Iterator[str]:
    dynamic = one.get("criterionType") == "DynamicThresholdCriterion"
    if not str(one.get("query") or "").strip():
        yield "A condition needs a query."
    allowed = _DYNAMIC if dynamic else _COMPARE
    if one.get("operator") not in allowed:
        yield f"The operator must be one of {', '.join(allowed)}, got {one.get('operator')}."
    aggregation = one.get("timeAggregation")
    if aggregation not in _AGGREGATIONS:
        yield f"timeAggregation must be one of {', '.join(_AGGREGATIONS)}, got {aggregation}."
    elif (aggregation != "Count") != bool(one.get("metricMeasureColumn")):
        yield "metricMeasureColumn belongs to every timeAggregation but Count."
    if not dynamic and one.get("threshold") is None:
        yield "A static condition needs a threshold."
    yield from _failing(one.get("failingPeriods") or {})


def _activity(request: Request) -> Iterator[ArmError]:
    scopes = texts(request.get("scopes"))
    if not scopes:
        yield _bad("An activity log alert needs a scope.", "scopes")
    conditions = objects(request.get("condition.allOf"))
    categories = [one.get("equals") for one in conditions if str(one.get("field")).lower() == "category"]
    if not categories or any(category not in _EVENTS for category in categories):
        yield _bad(f"A condition must say that category equals one of {', '.join(_EVENTS)}.", "condition.allOf")
    for index, one in enumerate(conditions):
        ways = [name for name in ("equals", "containsAny", "anyOf") if one.get(name)]
        if len(ways) != 1 or (ways != ["anyOf"] and not one.get("field")):
            yield _bad(
                "A condition has a field with equals or containsAny, or else anyOf.", f"condition.allOf[{index}]"
            )


def _actions(request: Request) -> Iterator[ArmError]:
    """Alerts call action groups and nothing else."""
    named = [one.get("actionGroupId") for one in objects(request.get("actions"))]
    inner = request.get("actions")
    if isinstance(inner, dict):
        groups = inner.get("actionGroups") or []
        named = [one if isinstance(one, str) else dig(one, "actionGroupId") for one in groups]
    for one in named:
        found = ids.parse(str(one))
        if found is None or found.type.lower() != "microsoft.insights/actiongroups":
            yield _bad(f"'{one}' is not the id of an action group.", "actions")


_DOCS = "https://learn.microsoft.com/azure/azure-monitor/alerts/"
_CALLS = Rule(_actions, "documented", _DOCS + "action-groups")

RULES: dict[str, tuple[Rule, ...]] = {
    "Microsoft.Insights/metricAlerts": (
        Rule(_metric, "documented", _DOCS + "alerts-create-metric-alert-rule"),
        _CALLS,
    ),
    "Microsoft.Insights/scheduledQueryRules": (
        Rule(_query_rule, "documented", _DOCS + "alerts-create-log-alert-rule"),
        Rule(_same_scope, "observed", "https://github.com/pulumi/pulumi-azure-native/issues/4839"),
        _CALLS,
    ),
    "Microsoft.Insights/activityLogAlerts": (
        Rule(_activity, "documented", _DOCS + "alerts-create-activity-log-alert-rule"),
        _CALLS,
    ),
}

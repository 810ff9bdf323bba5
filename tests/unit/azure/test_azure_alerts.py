"""Alerts on metrics, on queries and on what happens to resources."""

from __future__ import annotations

from typing import Any

import pytest

from local.azure.rules.diagnostic_categories import CATEGORIES
from local.azure.rules.metric_names import METRICS
from tests.unit.azure import samples as base
from tests.unit.azure import samples_monitoring as given
from tests.unit.azure.harness import SCOPE, Engine, Inputs, RefusedError
from tests.unit.azure.life import live
from tests.unit.azure.samples import changed

Case = tuple[str, Inputs, str]
_METRIC, _QUERY, _ACTIVITY = "monitor:MetricAlert", "monitor:ScheduledQueryRule", "monitor:ActivityLogAlert"
_BAD = "BadRequest"


@pytest.fixture
def alerted(platform: Engine) -> Engine:
    """A subscription with a workspace and an action group."""
    platform.create("monitor:ActionGroup", given.mails())
    return platform


def metric(**other: Any) -> Inputs:
    return given.metric_alert(given.criterion(**other))


def query(**other: Any) -> Inputs:
    return given.query_alert(given.condition(**other))


def periods(least: int, number: int) -> Inputs:
    return {"minFailingPeriodsToAlert": least, "numberOfEvaluationPeriods": number}


CASES: dict[str, Case] = {
    "a severity of five": (_METRIC, given.metric_alert(severity=5), _BAD),
    "a check each two minutes": (_METRIC, given.metric_alert(evaluationFrequency="PT2M"), _BAD),
    "a window of two minutes": (_METRIC, given.metric_alert(windowSize="PT2M"), _BAD),
    "a window shorter than the pause": (
        _METRIC,
        given.metric_alert(evaluationFrequency="PT15M", windowSize="PT5M"),
        _BAD,
    ),
    "an alert on nothing": (_METRIC, given.metric_alert(scopes=[]), _BAD),
    "an alert on what is not there": (
        _METRIC,
        given.metric_alert(scopes=[base.WORKSPACE_ID + "x"]),
        "ResourceNotFound",
    ),
    "an alert in a region": (
        _METRIC,
        given.metric_alert(location="westeurope"),
        "LocationNotAvailableForResourceType",
    ),
    "two resources with criteria for one": (
        _METRIC,
        given.metric_alert(scopes=[base.WORKSPACE_ID, base.VAULT_ID]),
        _BAD,
    ),
    "a group whose resources are not named": (
        _METRIC,
        changed(given.across(SCOPE), "targetResourceType", None),
        _BAD,
    ),
    "a group whose region is not named": (_METRIC, changed(given.across(SCOPE), "targetResourceRegion", None), _BAD),
    "no criteria": (_METRIC, changed(given.metric_alert(), "criteria.allOf", []), _BAD),
    "six criteria": (_METRIC, given.metric_alert(*(given.criterion(name=f"c{i}") for i in range(6))), _BAD),
    "two criteria of one name": (_METRIC, given.metric_alert(given.criterion(), given.criterion()), _BAD),
    "a metric that is none": (_METRIC, metric(metric="Unhappy Runs"), _BAD),
    "a comparison that is none": (_METRIC, metric(operator="Around"), _BAD),
    "an aggregation that is none": (_METRIC, metric(timeAggregation="Median"), _BAD),
    "a dynamic criterion of a static kind": (
        _METRIC,
        given.across(
            base.VAULT_ID,
            criteria={
                "odataType": given.across()["criteria"]["odataType"],
                "allOf": [given.dynamic(metric="Availability", metricNamespace=None, operator="Equals")],
            },
        ),
        _BAD,
    ),
    "more failures than checks": (
        _METRIC,
        given.across(
            base.VAULT_ID,
            criteria={
                "odataType": given.across()["criteria"]["odataType"],
                "allOf": [given.dynamic(metric="Availability", metricNamespace=None, failingPeriods=periods(5, 4))],
            },
        ),
        _BAD,
    ),
    "an action that is no action group": (
        _METRIC,
        given.metric_alert(actions=[{"actionGroupId": base.LOGS_ID}]),
        _BAD,
    ),
    "six actions": (_METRIC, given.metric_alert(actions=[{"actionGroupId": given.MAILS}] * 6), _BAD),
    "an action group that is not there": (
        _METRIC,
        given.metric_alert(actions=[{"actionGroupId": given.MAILS + "x"}]),
        "ResourceNotFound",
    ),
    "a query rule of a kind that is none": (_QUERY, given.query_alert(kind="Guess"), _BAD),
    "a query of two workspaces": (_QUERY, given.query_alert(scopes=[base.LOGS_ID, base.INSIGHTS_ID]), _BAD),
    "a query each seven minutes": (_QUERY, given.query_alert(evaluationFrequency="PT7M"), _BAD),
    "a query over seven minutes": (_QUERY, given.query_alert(windowSize="PT7M"), _BAD),
    "a query without severity": (_QUERY, changed(given.query_alert(), "severity", None), _BAD),
    "a query of severity six": (_QUERY, given.query_alert(severity=6), _BAD),
    "a query that is mute and mends itself": (_QUERY, given.query_alert(muteActionsDuration="PT1H"), _BAD),
    "a query with two conditions": (_QUERY, given.query_alert(given.condition(), given.condition()), _BAD),
    "an empty query": (_QUERY, query(query=" "), _BAD),
    "a query compared with nothing": (_QUERY, query(threshold=None), _BAD),
    "a query compared somehow": (_QUERY, query(operator="Around"), _BAD),
    "a query aggregated somehow": (_QUERY, query(timeAggregation="Median"), _BAD),
    "an average of no column": (_QUERY, query(timeAggregation="Average"), _BAD),
    "a count of a column": (_QUERY, query(metricMeasureColumn="x"), _BAD),
    "more failing queries than queries": (_QUERY, query(failingPeriods=periods(3, 2)), _BAD),
    "seven queries": (_QUERY, query(failingPeriods=periods(1, 7)), _BAD),
    "a query for no action group": (_QUERY, given.query_alert(actions={"actionGroups": [base.LOGS_ID]}), _BAD),
    "six query actions": (_QUERY, given.query_alert(actions={"actionGroups": [given.MAILS] * 6}), _BAD),
    "an event of nothing": (_ACTIVITY, given.activity_alert(scopes=[]), _BAD),
    "an event of no category": (_ACTIVITY, given.activity_alert({"field": "level", "equals": "Error"}), _BAD),
    "an event of a category that is none": (
        _ACTIVITY,
        given.activity_alert({"field": "category", "equals": "Gossip"}),
        _BAD,
    ),
    "an event that equals and contains": (
        _ACTIVITY,
        given.activity_alert({"field": "category", "equals": "Policy", "containsAny": ["x"]}),
        _BAD,
    ),
    "an event alert for no action group": (
        _ACTIVITY,
        given.activity_alert(actions={"actionGroups": [{"actionGroupId": base.LOGS_ID}]}),
        _BAD,
    ),
    "an event alert in a region of its own": (
        _ACTIVITY,
        given.activity_alert(location="eastus"),
        "LocationNotAvailableForResourceType",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_azure_refuses(alerted: Engine, case: Case) -> None:
    kind, inputs, code = case
    with pytest.raises(RefusedError, match=f'Code="{code}"'):
        alerted.create(kind, inputs)


LIVES: dict[str, tuple[str, Inputs]] = {
    "a metric": (_METRIC, given.metric_alert()),
    "a metric by another case": (_METRIC, metric(metric="failed runs")),
    "a metric of one's own": (_METRIC, metric(metric="mine", metricNamespace="Custom/Runs")),
    "a metric on trust": (_METRIC, metric(metric="New Runs", skipMetricValidation=True)),
    "a metric of a group": (_METRIC, given.across(SCOPE)),
    "a metric of two vaults": (
        _METRIC,
        given.across(
            base.VAULT_ID,
            base.VAULT_ID.upper().replace(base.VAULT_ID.split("/")[2].upper(), base.VAULT_ID.split("/")[2]),
        ),
    ),
    "a query": (_QUERY, given.query_alert()),
    "a query that is mute for an hour": (
        _QUERY,
        given.query_alert(muteActionsDuration="PT1H", autoMitigate=False),
    ),
    "a query of an average": (_QUERY, query(timeAggregation="Average", metricMeasureColumn="CounterValue")),
    "an event": (_ACTIVITY, given.activity_alert()),
    "an event of several kinds": (
        _ACTIVITY,
        given.activity_alert(
            {"field": "category", "equals": "Administrative"},
            {"anyOf": [{"field": "level", "equals": "Error"}, {"field": "level", "equals": "Critical"}]},
        ),
    ),
}


@pytest.mark.parametrize("case", LIVES.values(), ids=LIVES)
def test_what_is_right_is_accepted_kept_and_deleted(alerted: Engine, case: tuple[str, Inputs]) -> None:
    live(alerted, *case)


def test_the_scope_of_a_query_stays(alerted: Engine) -> None:
    made, _ = alerted.create(_QUERY, given.query_alert())
    other = given.query_alert(scopes=[base.INSIGHTS_ID])
    assert not alerted.diff(_QUERY, given.query_alert(), other).replaces
    with pytest.raises(RefusedError, match="Scope can not be updated"):
        alerted.update(_QUERY, made, other)
    alerted.update(_QUERY, made, given.query_alert(severity=3))


def test_an_alert_may_outlive_its_action_group(alerted: Engine) -> None:
    alerted.create(_METRIC, given.metric_alert())
    alerted.delete(given.MAILS)


@pytest.mark.parametrize("kind", sorted(METRICS))
def test_metrics_are_written_once(kind: str) -> None:
    names = [name.lower() for name in METRICS[kind]]
    assert kind == kind.lower()
    assert len(names) == len(set(names))


def test_what_sends_metrics_by_its_services_has_metrics_of_its_services() -> None:
    assert {kind for kind in CATEGORIES if kind.startswith("microsoft.storage/")} <= METRICS.keys()

"""Alerts on metrics, on queries and on what happens to resources."""

from __future__ import annotations

import pytest

from local.azure.rules.diagnostic_categories import CATEGORIES
from local.azure.rules.metric_names import METRICS
from tests.unit.azure import samples as base
from tests.unit.azure import samples_monitoring as given
from tests.unit.azure.harness import Engine, RefusedError

_METRIC, _QUERY, _ACTIVITY = "monitor:MetricAlert", "monitor:ScheduledQueryRule", "monitor:ActivityLogAlert"


@pytest.fixture
def alerted(platform: Engine) -> Engine:
    """A subscription with a workspace and an action group."""
    platform.create("monitor:ActionGroup", given.mails())
    return platform


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

"""Alerts on metrics, queries and events, and whom they call."""

from __future__ import annotations

from tests.corpus.model import Bad, Family, Good
from tests.corpus.worlds import monitored
from tests.unit.azure import samples_monitoring as watch
from tests.unit.azure.harness import SCOPE

# fmt: off

MAILS = Good("mails", "monitor:ActionGroup", monitored, watch.mails(actionGroupName="other"))
METRIC = Good("a metric", "monitor:MetricAlert", monitored, watch.metric_alert())
OWN_METRIC = Good("a metric of one's own", "monitor:MetricAlert", monitored, watch.metric_alert(watch.criterion("mine", metricNamespace="Custom/Runs")))
TRUSTED_METRIC = Good("a metric on trust", "monitor:MetricAlert", monitored, watch.metric_alert(watch.criterion("New Runs", skipMetricValidation=True)))
DYNAMIC = Good("a threshold that learns", "monitor:MetricAlert", monitored, watch.metric_alert(watch.dynamic(), criteria={"odataType": "Microsoft.Azure.Monitor.MultipleResourceMultipleMetricCriteria", "allOf": [watch.dynamic()]}))
ACROSS = Good("all vaults of a group", "monitor:MetricAlert", monitored, watch.across(SCOPE))
QUERY = Good("a query", "monitor:ScheduledQueryRule", monitored, watch.query_alert())
MUTE_QUERY = Good("a query that is mute for an hour", "monitor:ScheduledQueryRule", monitored, watch.query_alert(muteActionsDuration="PT1H", autoMitigate=False))
AVERAGE = Good("a query of an average", "monitor:ScheduledQueryRule", monitored, watch.query_alert(watch.condition(timeAggregation="Average", metricMeasureColumn="CounterValue")))
EVENT = Good("an event", "monitor:ActivityLogAlert", monitored, watch.activity_alert())
EVENTS = Good("an event of several kinds", "monitor:ActivityLogAlert", monitored, watch.activity_alert({"field": "category", "equals": "Administrative"}, {"anyOf": [{"field": "level", "equals": "Error"}, {"field": "level", "equals": "Critical"}]}))

GOOD = (MAILS, METRIC, OWN_METRIC, TRUSTED_METRIC, DYNAMIC, ACROSS, QUERY, MUTE_QUERY, AVERAGE, EVENT, EVENTS)

BAD: tuple[Bad, ...] = ()

FAMILY = Family("alerts", GOOD, BAD)

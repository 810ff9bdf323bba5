"""Alerts on metrics, queries and events, and whom they call."""

from __future__ import annotations

from tests.corpus.model import Bad, Family, Good
from tests.corpus.worlds import monitored
from tests.unit.azure import samples as given
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
OTHER_CASE = Good("a metric in other letters", "monitor:MetricAlert", monitored, watch.metric_alert(watch.criterion("failed runs")))

GOOD = (MAILS, METRIC, OWN_METRIC, TRUSTED_METRIC, DYNAMIC, ACROSS, QUERY, MUTE_QUERY, AVERAGE, EVENT, EVENTS, OTHER_CASE)


BAD = (
    Bad(MAILS, "a short name of 13 characters", {"groupShortName": "xxxxxxxxxxxxx"}, "BadRequest", "groupShortName"),
    Bad(MAILS, "an address that is none", {"emailReceivers[0].emailAddress": "ops"}, "BadRequest", "emailReceivers[0].emailAddress"),
    Bad(MAILS, "two receivers of one name", {"emailReceivers[0].name": "a", "emailReceivers[+]": {"name": "A", "emailAddress": "b@b.eu"}}, "BadRequest", "emailReceivers"),
    Bad(MAILS, "a webhook to nowhere", {"webhookReceivers": [{"name": "w", "serviceUri": "ftp://x"}]}, "BadRequest", "webhookReceivers[0].serviceUri"),
    Bad(MAILS, "an action group in a region", {"location": "westeurope"}, "LocationNotAvailableForResourceType", "location"),
    Bad(METRIC, "a severity of five", {"severity": 5}, "BadRequest", "severity"),
    Bad(METRIC, "a check each two minutes", {"evaluationFrequency": "PT2M"}, "BadRequest", "evaluationFrequency"),
    Bad(METRIC, "a window of two minutes", {"windowSize": "PT2M"}, "BadRequest", "windowSize"),
    Bad(METRIC, "a window shorter than the pause", {"evaluationFrequency": "PT15M", "windowSize": "PT5M"}, "BadRequest", "windowSize"),
    Bad(METRIC, "an alert on nothing", {"scopes": []}, "BadRequest", "scopes"),
    Bad(METRIC, "an alert on what is not there", {"scopes[0]": f"{given.WORKSPACE_ID}x"}, "ResourceNotFound", "scopes[0]"),
    Bad(METRIC, "an alert in a region", {"location": "westeurope"}, "LocationNotAvailableForResourceType", "location"),
    Bad(METRIC, "two resources with criteria for one", {"scopes[+]": given.VAULT_ID}, "BadRequest", "criteria.odataType"),
    Bad(METRIC, "no criteria", {"criteria.allOf": []}, "BadRequest", "criteria.allOf"),
    Bad(METRIC, "two criteria of one name", {"criteria.allOf[+]": {"name": "one", "criterionType": "StaticThresholdCriterion", "metricName": "Failed Runs", "metricNamespace": "Microsoft.MachineLearningServices/workspaces", "operator": "GreaterThan", "threshold": 0, "timeAggregation": "Total"}}, "BadRequest", "criteria.allOf[1].name"),
    Bad(METRIC, "a metric that is none", {"criteria.allOf[0].metricName": "Unhappy Runs"}, "BadRequest", "criteria.allOf[0].metricName"),
    Bad(METRIC, "a comparison that is none", {"criteria.allOf[0].operator": "Around"}, "BadRequest", "criteria.allOf[0]"),
    Bad(METRIC, "an aggregation that is none", {"criteria.allOf[0].timeAggregation": "Median"}, "BadRequest", "criteria.allOf[0]"),
    Bad(METRIC, "an action that is no action group", {"actions[0].actionGroupId": given.LOGS_ID}, "BadRequest", "actions"),
    Bad(METRIC, "an action group that is not there", {"actions[0].actionGroupId": f"{watch.MAILS}x"}, "ResourceNotFound", "actions[0].actionGroupId"),
    Bad(DYNAMIC, "a dynamic criterion of a static kind", {"criteria.allOf[0].operator": "Equals"}, "BadRequest", "criteria.allOf[0]"),
    Bad(DYNAMIC, "more failures than checks", {"criteria.allOf[0].failingPeriods.minFailingPeriodsToAlert": 5}, "BadRequest", "criteria.allOf[0]"),
    Bad(ACROSS, "a group whose resources are not named", {"targetResourceType": None}, "BadRequest", "targetResourceType"),
    Bad(ACROSS, "a group whose region is not named", {"targetResourceRegion": None}, "BadRequest", "targetResourceRegion"),
    Bad(QUERY, "a query rule of a kind that is none", {"kind": "Guess"}, "BadRequest", "kind"),
    Bad(QUERY, "a query of two workspaces", {"scopes[+]": given.INSIGHTS_ID}, "BadRequest", "scopes"),
    Bad(QUERY, "a query each seven minutes", {"evaluationFrequency": "PT7M"}, "BadRequest", "evaluationFrequency"),
    Bad(QUERY, "a query over seven minutes", {"windowSize": "PT7M"}, "BadRequest", "windowSize"),
    Bad(QUERY, "a query without severity", {"severity": None}, "BadRequest", "severity"),
    Bad(QUERY, "a query of severity six", {"severity": 6}, "BadRequest", "severity"),
    Bad(QUERY, "a query with two conditions", {"criteria.allOf[+]": {"query": "Heartbeat | where TimeGenerated > ago(10m)", "operator": "LessThan", "threshold": 1, "timeAggregation": "Count", "failingPeriods": {"minFailingPeriodsToAlert": 1, "numberOfEvaluationPeriods": 1}}}, "BadRequest", "criteria.allOf"),
    Bad(QUERY, "an empty query", {"criteria.allOf[0].query": " "}, "BadRequest", "criteria.allOf[0]"),
    Bad(QUERY, "a query compared with nothing", {"criteria.allOf[0].threshold": None}, "BadRequest", "criteria.allOf[0]"),
    Bad(QUERY, "a query compared somehow", {"criteria.allOf[0].operator": "Around"}, "BadRequest", "criteria.allOf[0]"),
    Bad(QUERY, "a query aggregated somehow", {"criteria.allOf[0].timeAggregation": "Median"}, "BadRequest", "criteria.allOf[0]"),
    Bad(QUERY, "a count of a column", {"criteria.allOf[0].metricMeasureColumn": "x"}, "BadRequest", "criteria.allOf[0]"),
    Bad(QUERY, "more failing queries than queries", {"criteria.allOf[0].failingPeriods.minFailingPeriodsToAlert": 3}, "BadRequest", "criteria.allOf[0]"),
    Bad(QUERY, "seven queries", {"criteria.allOf[0].failingPeriods.numberOfEvaluationPeriods": 7}, "BadRequest", "criteria.allOf[0]"),
    Bad(QUERY, "a query for no action group", {"actions.actionGroups[0]": given.LOGS_ID}, "BadRequest", "actions"),
    Bad(QUERY, "the scope of a query stays", {"scopes[0]": given.INSIGHTS_ID}, "BadRequest", "scopes", "update"),
    Bad(MUTE_QUERY, "a query that is mute and mends itself", {"autoMitigate": None}, "BadRequest", "muteActionsDuration"),
    Bad(AVERAGE, "an average of no column", {"criteria.allOf[0].metricMeasureColumn": None}, "BadRequest", "criteria.allOf[0]"),
    Bad(EVENT, "an event of nothing", {"scopes": []}, "BadRequest", "scopes"),
    Bad(EVENT, "an event of no category", {"condition.allOf[0].equals": "Error"}, "BadRequest", "condition.allOf"),
    Bad(EVENT, "an event of a category that is none", {"condition.allOf[0].equals": "Gossip"}, "BadRequest", "condition.allOf"),
    Bad(EVENT, "an event that equals and contains", {"condition.allOf[0].containsAny": ["x"]}, "BadRequest", "condition.allOf[0]"),
    Bad(EVENT, "an event alert for no action group", {"actions.actionGroups[0].actionGroupId": given.LOGS_ID}, "BadRequest", "actions"),
    Bad(EVENT, "an event alert in a region of its own", {"location": "eastus"}, "LocationNotAvailableForResourceType", "location"),
    Bad(MAILS, "a name that ends in a dot", {"actionGroupName": "other."}, "InvalidResourceName", "name"),
    Bad(EVENT, "a name that ends in a dot", {"activityLogAlertName": "alert-health."}, "InvalidResourceName", "name"),
    Bad(METRIC, "a name that ends in a dot", {"ruleName": "alert-metric."}, "InvalidResourceName", "name"),
    Bad(QUERY, "a name that ends in a dot", {"ruleName": "alert-query."}, "InvalidResourceName", "name"),
    Bad(QUERY, "criterionType that is none", {"criteria.allOf[0].criterionType": "Sometimes"}, "BadRequest", "criteria.allOf[0].criterionType"),
    Bad(METRIC, "six action groups", {"actions": [{"actionGroupId": watch.MAILS}] * 6}, "BadRequest", "actions"),
    Bad(QUERY, "six action groups", {"actions.actionGroups": [watch.MAILS] * 6}, "BadRequest", "actions.actionGroups"),
    Bad(MAILS, "an identity of a kind that is none", {"identity": {"type": "Borrowed"}}, "BadRequest", "identity.type"),
    Bad(MAILS, "a system for incidents that is none", {"incidentReceivers": [{"name": "one", "incidentManagementService": "Post", "connection": {"id": "x", "name": "x"}, "mappings": {}}]}, "BadRequest", "incidentReceivers[0].incidentManagementService"),
    Bad(DYNAMIC, "a sensitivity that is none", {"criteria.allOf[0].alertSensitivity": "Nervous"}, "BadRequest", "criteria.allOf[0].alertSensitivity"),
    Bad(METRIC, "six criteria", {"criteria.allOf": [watch.criterion(name=f"c{n}") for n in range(6)]}, "BadRequest", "criteria.allOf"),
)

FAMILY = Family("alerts", GOOD, BAD)

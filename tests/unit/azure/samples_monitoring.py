"""Diagnostic settings, alerts, data collection."""

from __future__ import annotations

from typing import Any

from tests.unit.azure import samples as base
from tests.unit.azure.harness import GROUP, NETWORK, SCOPE, Engine, Inputs
from tests.unit.azure.samples import in_group

_INSIGHTS = f"{SCOPE}/providers/Microsoft.Insights"
MAILS = f"{_INSIGHTS}/actionGroups/ag"
ENDPOINT = f"{_INSIGHTS}/dataCollectionEndpoints/dce"
RULE = f"{_INSIGHTS}/dataCollectionRules/dcr"
MACHINE = f"{SCOPE}/providers/Microsoft.Compute/virtualMachines/vm"
CARD = f"{NETWORK}/networkInterfaces/nic"
BLOBS = f"{base.STORAGE_ID}/blobServices/default"


def mails(**other: Any) -> Inputs:
    receiver = {"name": "ops", "emailAddress": "ops@example.com", "useCommonAlertSchema": True}
    given = {"location": "global", "groupShortName": "ops", "emailReceivers": [receiver], "enabled": True}
    return in_group(**{"actionGroupName": "ag", **given, **other})


def setting(target: str = base.VAULT_ID, **other: Any) -> Inputs:
    given = {
        "resourceUri": target,
        "name": "to-logs",
        "workspaceId": base.LOGS_ID,
        "logs": [{"categoryGroup": "allLogs", "enabled": True}],
        "metrics": [{"category": "AllMetrics", "enabled": True}],
    }
    return {key: value for key, value in {**given, **other}.items() if value is not None}


def criterion(metric: str = "Failed Runs", **other: Any) -> Inputs:
    given = {
        "name": "one",
        "criterionType": "StaticThresholdCriterion",
        "metricName": metric,
        "metricNamespace": "Microsoft.MachineLearningServices/workspaces",
        "operator": "GreaterThan",
        "threshold": 0,
        "timeAggregation": "Total",
    }
    return {key: value for key, value in {**given, **other}.items() if value is not None}


def metric_alert(*criteria: Inputs, **other: Any) -> Inputs:
    kind = "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria"
    given = {
        "location": "global",
        "scopes": [base.WORKSPACE_ID],
        "criteria": {"odataType": kind, "allOf": list(criteria or [criterion()])},
        "severity": 2,
        "enabled": True,
        "evaluationFrequency": "PT5M",
        "windowSize": "PT15M",
        "autoMitigate": True,
        "actions": [{"actionGroupId": MAILS}],
    }
    return in_group(**{"ruleName": "alert-metric", **given, **other})


def dynamic(**other: Any) -> Inputs:
    periods = {"minFailingPeriodsToAlert": 2, "numberOfEvaluationPeriods": 4}
    given = {"criterionType": "DynamicThresholdCriterion", "alertSensitivity": "Medium", "failingPeriods": periods}
    return criterion(**{**given, "operator": "GreaterOrLessThan", "threshold": None, **other})


def across(*scopes: str, **other: Any) -> Inputs:
    """An alert on several resources of one type."""
    kind = "Microsoft.Azure.Monitor.MultipleResourceMultipleMetricCriteria"
    given = {
        "scopes": list(scopes),
        "criteria": {"odataType": kind, "allOf": [criterion("Availability", metricNamespace=None)]},
        "targetResourceType": "Microsoft.KeyVault/vaults",
        "targetResourceRegion": "westeurope",
    }
    return metric_alert(**{**given, **other})


def condition(**other: Any) -> Inputs:
    given = {
        "query": "Heartbeat | where TimeGenerated > ago(10m)",
        "operator": "LessThan",
        "threshold": 1,
        "timeAggregation": "Count",
        "failingPeriods": {"minFailingPeriodsToAlert": 1, "numberOfEvaluationPeriods": 1},
    }
    return {key: value for key, value in {**given, **other}.items() if value is not None}


def query_alert(*conditions: Inputs, **other: Any) -> Inputs:
    given = {
        "kind": "LogAlert",
        "scopes": [base.LOGS_ID],
        "criteria": {"allOf": list(conditions or [condition()])},
        "severity": 1,
        "evaluationFrequency": "PT5M",
        "windowSize": "PT10M",
        "actions": {"actionGroups": [MAILS]},
    }
    return in_group(**{"ruleName": "alert-query", **given, **other})


def activity_alert(*conditions: Inputs, **other: Any) -> Inputs:
    given = {
        "location": "global",
        "scopes": [SCOPE],
        "condition": {"allOf": list(conditions or [{"field": "category", "equals": "ServiceHealth"}])},
        "actions": {"actionGroups": [{"actionGroupId": MAILS}]},
    }
    return in_group(**{"activityLogAlertName": "alert-health", **given, **other})


def endpoint(**other: Any) -> Inputs:
    given = {"kind": "Linux", "networkAcls": {"publicNetworkAccess": "Disabled"}}
    return in_group(**{"dataCollectionEndpointName": "dce", **given, **other})


def counters(**other: Any) -> Inputs:
    given = {
        "name": "perf",
        "streams": ["Microsoft-Perf"],
        "samplingFrequencyInSeconds": 60,
        "counterSpecifiers": ["\\Processor Information(_Total)\\% Processor Time"],
    }
    return {**given, **other}


def rule(**other: Any) -> Inputs:
    given = {
        "kind": "Linux",
        "dataCollectionEndpointId": ENDPOINT,
        "dataSources": {"performanceCounters": [counters()]},
        "destinations": {"logAnalytics": [{"name": "logs", "workspaceResourceId": base.LOGS_ID}]},
        "dataFlows": [{"streams": ["Microsoft-Perf"], "destinations": ["logs"]}],
    }
    return in_group(**{"dataCollectionRuleName": "dcr", **given, **other})


def association(name: str = "to-rule", **other: Any) -> Inputs:
    given = {"resourceUri": MACHINE, "associationName": name, "dataCollectionRuleId": RULE, **other}
    return {key: value for key, value in given.items() if value is not None}


def to_endpoint(**other: Any) -> Inputs:
    given = {"dataCollectionRuleId": None, "dataCollectionEndpointId": ENDPOINT, **other}
    return association("configurationAccessEndpoint", **given)


def scope(**other: Any) -> Inputs:
    modes = {"ingestionAccessMode": "Open", "queryAccessMode": "Open"}
    return {
        "resourceGroupName": GROUP,
        "location": "global",
        "scopeName": "ampls",
        "accessModeSettings": modes,
        **other,
    }


def linked(name: str, resource: str) -> Inputs:
    return {"resourceGroupName": GROUP, "scopeName": "ampls", "name": name, "linkedResourceId": resource}


def build(azure: Engine) -> None:
    """Make what alerts call, what agents report to, and a machine; the platform is there already."""
    azure.create("monitor:ActionGroup", mails())
    azure.create("monitor:PrivateLinkScope", scope())
    azure.create("monitor:DataCollectionEndpoint", endpoint())
    azure.create("monitor:DataCollectionRule", rule())
    azure.create("network:NetworkInterface", base.interface())
    azure.create("compute:VirtualMachine", base.machine())

"""Read-only properties of Log Analytics, Application Insights, alerts, diagnostic settings and data collection."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from local.azure import facts
from local.azure.request import Request
from local.azure.values import objects
from local.azure.wire import Properties


def _logs(request: Request, answer: Properties) -> Properties:
    access = {f"publicNetworkAccessFor{what}": "Enabled" for what in ("Ingestion", "Query")}
    features = {"enableLogAccessUsingOnlyResourcePermissions": True, **(answer.get("features") or {})}
    capping = {"dailyQuotaGb": -1, **(answer.get("workspaceCapping") or {}), "dataIngestionStatus": "RespectQuota"}
    return {
        "retentionInDays": 30,
        "sku": {"name": "PerGB2018"},
        **access,
        **answer,
        "features": features,
        "workspaceCapping": capping,
        "customerId": facts.guid(request.id.text, "customer"),
        "createdDate": facts.CREATED,
        "modifiedDate": facts.CREATED,
    }


def _insights(request: Request, answer: Properties) -> Properties:
    key, application = facts.guid(request.id.text, "instrumentation"), facts.guid(request.id.text, "application")
    location = answer.get("location")
    connection = (
        f"InstrumentationKey={key};IngestionEndpoint=https://{location}-0.in.applicationinsights.azure.com/;"
        f"LiveEndpoint=https://{location}.livediagnostics.monitor.azure.com/;ApplicationId={application}"
    )
    return {
        "retentionInDays": 90,
        **answer,
        "instrumentationKey": key,
        "appId": application,
        "applicationId": request.name,
        "connectionString": connection,
        "tenantId": request.tenant,
        "creationDate": facts.CREATED,
    }


def _diagnostics(request: Request, answer: Properties) -> Properties:
    return {
        **answer,
        "name": request.name,
        "logs": [_with_retention(item) for item in objects(answer.get("logs"))],
        "metrics": [_with_retention(item) for item in objects(answer.get("metrics"))],
    }


def _with_retention(item: Mapping[str, Any]) -> Properties:
    return {"retentionPolicy": {"enabled": False, "days": 0}, **item}


def _action_group(request: Request, answer: Properties) -> Properties:  # noqa: ARG001 - the table's signature
    emails = [
        {"useCommonAlertSchema": False, **one, "status": "Enabled"} for one in objects(answer.get("emailReceivers"))
    ]
    return {"enabled": True, **answer, "emailReceivers": emails}


def _metric_alert(request: Request, answer: Properties) -> Properties:  # noqa: ARG001 - the table's signature
    return {"autoMitigate": True, **answer, "isMigrated": False, "lastUpdatedTime": facts.CREATED}


def _query_rule(request: Request, answer: Properties) -> Properties:  # noqa: ARG001 - the table's signature
    defaults = {"kind": "LogAlert", "enabled": True, "autoMitigate": True, "skipQueryValidation": False}
    added = {"isLegacyLogAnalyticsRule": False, "isWorkspaceAlertsStorageConfigured": False}
    version = {"createdWithApiVersion": answer.get("azureApiVersion")}
    return {**defaults, "checkWorkspaceAlertsStorageConfigured": False, **answer, **added, **version}


def _activity_alert(request: Request, answer: Properties) -> Properties:  # noqa: ARG001 - the table's signature
    return {"enabled": True, **answer}


def _endpoint(request: Request, answer: Properties) -> Properties:
    location = answer.get("location")
    host = f"{request.name.lower()}-{facts.guid(request.id.text, 'host')[:4]}.{location}-1"
    acls = {"publicNetworkAccess": "Enabled", **(answer.get("networkAcls") or {})}
    return {
        **answer,
        "networkAcls": acls,
        "immutableId": f"dce-{facts.guid(request.id.text, 'immutable').replace('-', '')}",
        "configurationAccess": {"endpoint": f"https://{host}.handler.control.monitor.azure.com"},
        "logsIngestion": {"endpoint": f"https://{host}.ingest.monitor.azure.com"},
        "metricsIngestion": {"endpoint": f"https://{host}.metrics.ingest.monitor.azure.com"},
    }


def _rule(request: Request, answer: Properties) -> Properties:
    destinations = dict(answer.get("destinations") or {})
    if "logAnalytics" in destinations:
        destinations["logAnalytics"] = [_with_id(request, one) for one in objects(destinations["logAnalytics"])]
    immutable = f"dcr-{facts.guid(request.id.text, 'immutable').replace('-', '')}"
    return {**answer, "destinations": destinations, "immutableId": immutable}


def _with_id(request: Request, destination: Mapping[str, Any]) -> Properties:
    workspace = request.find(destination.get("workspaceResourceId"))
    return {**destination, "workspaceId": workspace.properties.get("customerId") if workspace else None}


FILL: dict[str, Callable[[Request, Properties], Properties]] = {
    "Microsoft.Insights/actionGroups": _action_group,
    "Microsoft.Insights/activityLogAlerts": _activity_alert,
    "Microsoft.Insights/components": _insights,
    "Microsoft.Insights/dataCollectionEndpoints": _endpoint,
    "Microsoft.Insights/dataCollectionRules": _rule,
    "Microsoft.Insights/diagnosticSettings": _diagnostics,
    "Microsoft.Insights/metricAlerts": _metric_alert,
    "Microsoft.Insights/scheduledQueryRules": _query_rule,
    "Microsoft.OperationalInsights/workspaces": _logs,
}

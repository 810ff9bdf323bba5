"""Logs and insights, diagnostic settings, data collection, private link scopes."""

from __future__ import annotations

from tests.corpus.model import Bad, Family, Good
from tests.corpus.worlds import monitored
from tests.unit.azure import samples as given
from tests.unit.azure import samples_monitoring as watch
from tests.unit.azure.harness import SCOPE

# fmt: off

LOGS = Good("closed to the internet", "operationalinsights:Workspace", monitored, given.logs() | {"workspaceName": "log-other", "retentionInDays": 90, "publicNetworkAccessForIngestion": "Disabled", "publicNetworkAccessForQuery": "Disabled"})
RESERVED = Good("with a reservation", "operationalinsights:Workspace", monitored, given.logs() | {"workspaceName": "log-other", "sku": {"name": "CapacityReservation", "capacityReservationLevel": 100}})
INSIGHTS = Good("on Log Analytics", "applicationinsights:Component", monitored, given.insights() | {"resourceName": "appi-other", "retentionInDays": 365, "samplingPercentage": 50, "disableLocalAuth": True})
SCOPE_OF_LINKS = Good("open", "monitor:PrivateLinkScope", monitored, watch.scope(scopeName="other"))
LINKED = Good("an endpoint for agents", "monitor:PrivateLinkScopedResource", monitored, watch.linked("dce", watch.ENDPOINT))
LINKED_LOGS = Good("logs", "monitor:PrivateLinkScopedResource", monitored, watch.linked("logs", given.LOGS_ID))
SETTING = Good("a vault to logs", "monitor:DiagnosticSetting", monitored, watch.setting())
CATEGORIES = Good("a vault, by category", "monitor:DiagnosticSetting", monitored, watch.setting(logs=[{"category": "AuditEvent", "enabled": True}], metrics=None, logAnalyticsDestinationType="Dedicated"))
TO_STORAGE = Good("a vault to storage", "monitor:DiagnosticSetting", monitored, watch.setting(workspaceId=None, storageAccountId=given.STORAGE_ID))
MACHINE_SETTING = Good("metrics of a machine", "monitor:DiagnosticSetting", monitored, watch.setting(watch.MACHINE, logs=None))
BLOB_SETTING = Good("a part of storage", "monitor:DiagnosticSetting", monitored, watch.setting(watch.BLOBS, logs=[{"category": "StorageWrite", "enabled": True}], metrics=[{"category": "Transaction", "enabled": True}]))
ACTIVITY_SETTING = Good("a subscription", "monitor:DiagnosticSetting", monitored, watch.setting(SCOPE.rsplit("/", 2)[0], logs=[{"category": "Administrative", "enabled": True}], metrics=None))
ENDPOINT = Good("private", "monitor:DataCollectionEndpoint", monitored, watch.endpoint(dataCollectionEndpointName="new"))
RULE = Good("counters to logs", "monitor:DataCollectionRule", monitored, watch.rule(dataCollectionRuleName="new"))
RULE_OF_TWO = Good("counters and syslog to logs", "monitor:DataCollectionRule", monitored, watch.rule(dataCollectionRuleName="new", dataSources={"performanceCounters": [watch.counters()], "syslog": [{"name": "log", "streams": ["Microsoft-Syslog"], "facilityNames": ["*"], "logLevels": ["Error"]}]}, dataFlows=[{"streams": ["Microsoft-Perf", "Microsoft-Syslog"], "destinations": ["logs"]}]))
ASSOCIATION = Good("a machine and a rule", "monitor:DataCollectionRuleAssociation", monitored, watch.association())
TO_ENDPOINT = Good("a machine and an endpoint", "monitor:DataCollectionRuleAssociation", monitored, watch.to_endpoint())

GOOD = (LOGS, RESERVED, INSIGHTS, SCOPE_OF_LINKS, LINKED, LINKED_LOGS, SETTING, CATEGORIES, TO_STORAGE, MACHINE_SETTING, BLOB_SETTING, ACTIVITY_SETTING, ENDPOINT, RULE, RULE_OF_TWO, ASSOCIATION, TO_ENDPOINT)

BAD: tuple[Bad, ...] = ()

FAMILY = Family("monitoring", GOOD, BAD)

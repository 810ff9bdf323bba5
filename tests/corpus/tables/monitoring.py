"""Logs and insights, diagnostic settings, data collection, private link scopes."""

from __future__ import annotations

from tests.corpus.model import Bad, Family, Good
from tests.corpus.worlds import monitored
from tests.unit.azure import samples as given
from tests.unit.azure import samples_monitoring as watch
from tests.unit.azure.harness import NETWORK as IDS
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
FAR = Good("in another region, for logs", "storage:StorageAccount", monitored, given.storage("stfar") | {"location": "northeurope"})
FAR_ENDPOINT = Good("in another region", "monitor:DataCollectionEndpoint", monitored, watch.endpoint(dataCollectionEndpointName="far", location="northeurope"))
OWN_RULE = Good("one that sends to an endpoint that was made with it", "monitor:DataCollectionRule", monitored, watch.rule(dataCollectionRuleName="new", dataCollectionEndpointId=ENDPOINT.id), (ENDPOINT,))
OWN_ASSOCIATION = Good("a machine and a rule that was made with it", "monitor:DataCollectionRuleAssociation", monitored, watch.association(dataCollectionRuleId=RULE.id), (RULE,))
FIVE = tuple(Good(f"of a vault, number {n}", "monitor:DiagnosticSetting", monitored, watch.setting(name=f"n{n}", workspaceId=given.LOGS_ID if n % 2 else None, storageAccountId=None if n % 2 else given.STORAGE_ID, logs=None if n > 3 else [{"category": ("AuditEvent", "AzurePolicyEvaluationDetails")[n // 2], "enabled": True}], metrics=[{"category": "AllMetrics", "enabled": True}] if n > 3 else None)) for n in range(5))
SCOPES = tuple(Good(f"number {n}", "monitor:PrivateLinkScope", monitored, watch.scope(scopeName=f"s{n}")) for n in range(5))
LINKS = tuple(Good(f"an endpoint in scope {n}", "monitor:PrivateLinkScopedResource", monitored, watch.linked("dce", watch.ENDPOINT) | {"scopeName": f"s{n}"}, (scope,)) for n, scope in enumerate(SCOPES))
SCOPED_LOGS = Good("for a scope", "operationalinsights:Workspace", monitored, given.logs() | {"workspaceName": "log-scoped"})
SCOPED_COMPONENT = Good("for a scope", "applicationinsights:Component", monitored, given.insights() | {"resourceName": "appi-scoped"})
OF_LOGS = Good("logs that were made with it", "monitor:PrivateLinkScopedResource", monitored, watch.linked("scoped-logs", SCOPED_LOGS.id), (SCOPED_LOGS,))
OF_COMPONENT = Good("a component that was made with it", "monitor:PrivateLinkScopedResource", monitored, watch.linked("scoped-appi", SCOPED_COMPONENT.id), (SCOPED_COMPONENT,))

GOOD = (SCOPED_LOGS, SCOPED_COMPONENT, OF_LOGS, OF_COMPONENT, LOGS, RESERVED, INSIGHTS, SCOPE_OF_LINKS, LINKED, LINKED_LOGS, SETTING, CATEGORIES, TO_STORAGE, MACHINE_SETTING, BLOB_SETTING, ACTIVITY_SETTING, ENDPOINT, RULE, RULE_OF_TWO, ASSOCIATION, TO_ENDPOINT, FAR, FAR_ENDPOINT, OWN_RULE, OWN_ASSOCIATION)


BAD = (
    Bad(SCOPED_LOGS, "that a private link scope has", {}, "Conflict", OF_LOGS.id, "delete", also=(OF_LOGS,)),
    Bad(SCOPED_COMPONENT, "that a private link scope has", {}, "Conflict", OF_COMPONENT.id, "delete", also=(OF_COMPONENT,)),
    Bad(LOGS, "logs kept for 29 days", {"retentionInDays": 29}, "InvalidParameter", "retentionInDays"),
    Bad(LOGS, "access that is none", {"publicNetworkAccessForIngestion": "Sometimes"}, "InvalidRequestPropertyValue", "publicNetworkAccessForIngestion"),
    Bad(RESERVED, "a tier that is none", {"sku.name": "Golden"}, "InvalidParameter", "sku.name"),
    Bad(RESERVED, "a tier that is sold no more", {"sku.name": "Free"}, "InvalidPricingTier", "sku.name"),
    Bad(RESERVED, "a reservation without level", {"sku.capacityReservationLevel": None}, "InvalidCapacityReservationLevel", "sku.capacityReservationLevel"),
    Bad(RESERVED, "a quota of next to nothing", {"sku.name": "PerGB2018", "workspaceCapping": {"dailyQuotaGb": 0.01}}, "InvalidParameter", "workspaceCapping.dailyQuotaGb"),
    Bad(RESERVED, "a Log Analytics name of 3 characters", {"workspaceName": "log"}, "InvalidResourceName", "name"),
    Bad(INSIGHTS, "insights without a workspace", {"workspaceResourceId": None}, "BadRequest", "workspaceResourceId"),
    Bad(INSIGHTS, "insights in a vault", {"workspaceResourceId": given.VAULT_ID}, "BadRequest", "workspaceResourceId"),
    Bad(INSIGHTS, "insights kept for 31 days", {"retentionInDays": 31}, "BadRequest", "retentionInDays"),
    Bad(INSIGHTS, "more samples than there are", {"samplingPercentage": 101}, "BadRequest", "samplingPercentage"),
    Bad(INSIGHTS, "insights with access that is none", {"publicNetworkAccessForQuery": "No"}, "InvalidRequestPropertyValue", "publicNetworkAccessForQuery"),
    Bad(SCOPE_OF_LINKS, "a scope of no known mode", {"accessModeSettings.ingestionAccessMode": "Closed"}, "InvalidRequestPropertyValue", "accessModeSettings.ingestionAccessMode"),
    Bad(SCOPE_OF_LINKS, "a scope in a region", {"location": "westeurope"}, "LocationNotAvailableForResourceType", "location"),
    Bad(LINKED, "a vault in a scope", {"linkedResourceId": given.VAULT_ID}, "BadRequest", "linkedResourceId"),
    Bad(SETTING, "a setting for what sends nothing", {"resourceUri": f"{IDS}/routeTables/rt"}, "ResourceTypeNotSupported", "resourceUri"),
    Bad(SETTING, "a setting for what is not there", {"resourceUri": f"{given.VAULT_ID}x"}, "ParentResourceNotFound", "Microsoft.Insights/diagnosticSettings"),
    Bad(SETTING, "a category that is none", {"logs[0].category": "Gossip"}, "BadRequest", "logs[0].category"),
    Bad(SETTING, "a group that is none", {"logs[0].categoryGroup": "gossip"}, "BadRequest", "logs[0].categoryGroup"),
    Bad(SETTING, "metrics that are none", {"metrics[0].category": "Everything"}, "BadRequest", "metrics[0].category"),
    Bad(SETTING, "a log of neither category nor group", {"logs[0].categoryGroup": None}, "BadRequest", "logs[0]"),
    Bad(SETTING, "categories and groups", {"logs[0].categoryGroup": None, "logs[0].category": "AuditEvent", "logs[+]": {"enabled": True, "categoryGroup": "audit"}}, "BadRequest", "logs"),
    Bad(SETTING, "a table that is neither", {"logAnalyticsDestinationType": "Mine"}, "BadRequest", "logAnalyticsDestinationType"),
    Bad(SETTING, "a retention in the setting", {"logs[0].retentionPolicy": {"enabled": True, "days": 30}}, "BadRequest", "logs[0].retentionPolicy"),
    Bad(SETTING, "a setting to a workspace that is not there", {"workspaceId": f"{given.LOGS_ID}x"}, "ResourceNotFound", "workspaceId"),
    Bad(SETTING, "a diagnostic setting without target", {"workspaceId": None}, "BadRequest", "workspaceId, storageAccountId"),
    Bad(SETTING, "a diagnostic setting without category", {"logs": None, "metrics": None}, "BadRequest", "logs"),
    Bad(MACHINE_SETTING, "an account's logs, which its services have", {"logs": [{"enabled": True, "category": "StorageRead"}]}, "BadRequest", "logs[0].category"),
    Bad(MACHINE_SETTING, "metrics of what has none", {"resourceUri": f"{IDS}/networkSecurityGroups/nsg"}, "BadRequest", "metrics[0].category"),
    Bad(ENDPOINT, "an endpoint with access that is none", {"networkAcls.publicNetworkAccess": "Maybe"}, "InvalidPayload", "networkAcls.publicNetworkAccess"),
    Bad(ENDPOINT, "an endpoint of a kind that is none", {"kind": "Solaris"}, "InvalidPayload", "kind"),
    Bad(RULE, "a rule of a kind that is none", {"kind": "Solaris"}, "InvalidPayload", "kind"),
    Bad(RULE, "a rule without destinations", {"destinations.logAnalytics": None}, "InvalidPayload", "destinations"),
    Bad(RULE, "a rule without flows", {"dataFlows": []}, "InvalidPayload", "dataFlows"),
    Bad(RULE, "a flow to nowhere", {"dataFlows[0].destinations[0]": "elsewhere"}, "InvalidPayload", "dataFlows[0].destinations"),
    Bad(RULE, "a flow from nothing", {"dataFlows[0].streams[0]": "Microsoft-Syslog"}, "InvalidPayload", "dataFlows[0].streams"),
    Bad(RULE, "a stream that is declared nowhere", {"dataFlows[0].streams[0]": "Custom-Mine"}, "InvalidPayload", "dataFlows[0].streams"),
    Bad(RULE, "counters to metrics", {"destinations.logAnalytics": None, "destinations.azureMonitorMetrics": {"name": "logs"}}, "InvalidPayload", "dataFlows[0].streams"),
    Bad(RULE, "a name of 33 characters", {"dataSources.performanceCounters[0].name": "x" * 33}, "InvalidPayload", "dataSources.performanceCounters"),
    Bad(RULE, "a name twice", {"dataSources.performanceCounters[+]": {"name": "perf", "streams": ["Microsoft-Perf"], "samplingFrequencyInSeconds": 60, "counterSpecifiers": ["\\Processor Information(_Total)\\% Processor Time"]}}, "InvalidPayload", "dataSources.performanceCounters"),
    Bad(RULE, "a sample each hour", {"dataSources.performanceCounters[0].samplingFrequencyInSeconds": 3600}, "InvalidPayload", "dataSources.performanceCounters[0]"),
    Bad(RULE, "a sample of nothing", {"dataSources.performanceCounters[0].counterSpecifiers": []}, "InvalidPayload", "dataSources.performanceCounters[0]"),
    Bad(RULE, "a rule in another region than its logs", {"location": "northeurope"}, "InvalidPayload", "destinations.logAnalytics"),
    Bad(ASSOCIATION, "an association with nothing", {"dataCollectionRuleId": None}, "InvalidPayload", "An association names either"),
    Bad(ASSOCIATION, "an association with both", {"dataCollectionEndpointId": watch.ENDPOINT}, "InvalidPayload", "An association names either"),
    Bad(ASSOCIATION, "an association with a rule by the endpoint's name", {"associationName": "configurationAccessEndpoint"}, "InvalidPayload", "associationName"),
    Bad(ASSOCIATION, "an association of what is not there", {"resourceUri": f"{watch.MACHINE}x"}, "ParentResourceNotFound", "Microsoft.Insights/dataCollectionRuleAssociations"),
    Bad(TO_ENDPOINT, "an association with an endpoint by another name", {"associationName": "mine"}, "InvalidPayload", "associationName"),
    Bad(SETTING, "a name that ends in a dot", {"name": "to-logs."}, "InvalidResourceName", "name"),
    Bad(INSIGHTS, "a name that ends in a dot", {"resourceName": "appi-other."}, "InvalidResourceName", "name"),
    Bad(ENDPOINT, "a name that ends in a dot", {"dataCollectionEndpointName": "new."}, "InvalidResourceName", "name"),
    Bad(RULE, "a name that ends in a dot", {"dataCollectionRuleName": "new."}, "InvalidResourceName", "name"),
    Bad(ASSOCIATION, "a name that ends in a dot", {"associationName": "to-rule."}, "InvalidResourceName", "name"),
    Bad(SCOPE_OF_LINKS, "a name that ends in a dot", {"scopeName": "other."}, "InvalidResourceName", "name"),
    Bad(INSIGHTS, "applicationType that is none", {"applicationType": "Sometimes"}, "BadRequest", "applicationType"),
    Bad(RULE_OF_TWO, "facilityNames that is none", {"dataSources.syslog[0].facilityNames": ["Sometimes"]}, "BadRequest", "dataSources.syslog[0].facilityNames[0]"),
    Bad(LINKED, "kind that is none", {"kind": "Sometimes"}, "BadRequest", "kind"),
    Bad(SETTING, "the same logs to one place twice", {"name": "again"}, "Conflict", "to-logs", also=(SETTING,)),
    Bad(TO_STORAGE, "an account of another region", {"storageAccountId": FAR.id}, "BadRequest", "storageAccountId", also=(FAR,)),
    Bad(TO_ENDPOINT, "an endpoint of another region", {"dataCollectionEndpointId": FAR_ENDPOINT.id}, "InvalidPayload", "dataCollectionEndpointId", also=(FAR_ENDPOINT,)),
    Bad(ENDPOINT, "that a rule has", {}, "InvalidOperation", "new", "delete", also=(OWN_RULE,)),
    Bad(RULE, "that a machine has", {}, "InvalidOperation", "new", "delete", also=(OWN_ASSOCIATION,)),
    Bad(LINKED, "the same twice", {"name": "again"}, "Conflict", "linkedResourceId", also=(LINKED,)),
    Bad(MACHINE_SETTING, "fewer than no days", {"metrics[0].retentionPolicy": {"enabled": False, "days": -1}}, "BadRequest", "metrics[0].retentionPolicy"),
    Bad(CATEGORIES, "a sixth setting", {"name": "six", "logs": None, "metrics": [{"category": "AllMetrics", "enabled": True}], "logAnalyticsDestinationType": None}, "BadRequest", "5 diagnostic settings", also=FIVE),
    Bad(LINKED, "a sixth scope", {}, "BadRequest", "linkedResourceId", also=LINKS),
    Bad(LOGS, "a SKU of another time", {"publicNetworkAccessForIngestion": "Sometimes"}, "InvalidRequestPropertyValue", "publicNetworkAccessForIngestion"),
    Bad(SCOPE_OF_LINKS, "an exclusion in a mode that is none", {"accessModeSettings.exclusions": [{"privateEndpointConnectionName": "pe", "ingestionAccessMode": "Ajar"}]}, "BadRequest", "accessModeSettings.exclusions[0].ingestionAccessMode"),
    Bad(ENDPOINT, "an identity of a kind that is none", {"identity": {"type": "Borrowed"}}, "BadRequest", "identity.type"),
)

FAMILY = Family("monitoring", GOOD, BAD)

"""Log Analytics, Application Insights, private link scopes, diagnostic settings, data collection."""

from __future__ import annotations

from typing import Any

import pytest

from local.azure.rules.diagnostic_categories import CATEGORIES
from tests.unit.azure import samples as base
from tests.unit.azure import samples_monitoring as given
from tests.unit.azure.harness import GROUP, SCOPE, Engine, Inputs, RefusedError
from tests.unit.azure.life import live
from tests.unit.azure.samples import changed, in_group

Case = tuple[str, Inputs, str]
_LOGS, _INSIGHTS = "operationalinsights:Workspace", "applicationinsights:Component"
_SETTING, _RULE = "monitor:DiagnosticSetting", "monitor:DataCollectionRule"
_LINK, _GROUP = "monitor:PrivateLinkScopedResource", "monitor:ActionGroup"
_ENDPOINT, _ASSOCIATION = "monitor:DataCollectionEndpoint", "monitor:DataCollectionRuleAssociation"
_KEPT = {"enabled": True, "days": 30}


def logs(**other: object) -> Inputs:
    return changed(base.logs(), "workspaceName", "log-new") | other


def component(**other: object) -> Inputs:
    return changed(base.insights(), "resourceName", "appi-new") | other


def setting(**other: Any) -> Inputs:
    return given.setting(**{"name": "another", **other})


def rule(**other: object) -> Inputs:
    return changed(given.rule(), "dataCollectionRuleName", "dcr-new") | other


def flow(*streams: str, to: str = "logs") -> list[Inputs]:
    return [{"streams": list(streams), "destinations": [to]}]


def log(**other: object) -> list[Inputs]:
    return [{"enabled": True, **other}]


@pytest.fixture
def monitored(platform: Engine) -> Engine:
    """A subscription with a workspace, a machine, and what monitoring needs."""
    given.build(platform)
    return platform


CASES: dict[str, Case] = {
    "a tier that is none": (_LOGS, logs(sku={"name": "Golden"}), "InvalidParameter"),
    "a tier that is sold no more": (_LOGS, logs(sku={"name": "Free"}), "InvalidPricingTier"),
    "a reservation without level": (
        _LOGS,
        logs(sku={"name": "CapacityReservation"}),
        "InvalidCapacityReservationLevel",
    ),
    "logs kept for 29 days": (_LOGS, logs(retentionInDays=29), "InvalidParameter"),
    "a quota of next to nothing": (_LOGS, logs(workspaceCapping={"dailyQuotaGb": 0.01}), "InvalidParameter"),
    "access that is none": (
        _LOGS,
        logs(publicNetworkAccessForIngestion="Sometimes"),
        "InvalidRequestPropertyValue",
    ),
    "insights without a workspace": (_INSIGHTS, changed(component(), "workspaceResourceId", None), "BadRequest"),
    "insights in a vault": (_INSIGHTS, component(workspaceResourceId=base.VAULT_ID), "BadRequest"),
    "insights kept for 31 days": (_INSIGHTS, component(retentionInDays=31), "BadRequest"),
    "more samples than there are": (_INSIGHTS, component(samplingPercentage=101), "BadRequest"),
    "insights with access that is none": (
        _INSIGHTS,
        component(publicNetworkAccessForQuery="No"),
        "InvalidRequestPropertyValue",
    ),
    "a scope of no known mode": (
        "monitor:PrivateLinkScope",
        given.scope(scopeName="other", accessModeSettings={"ingestionAccessMode": "Closed", "queryAccessMode": "Open"}),
        "InvalidRequestPropertyValue",
    ),
    "a scope in a region": (
        "monitor:PrivateLinkScope",
        given.scope(scopeName="other", location="westeurope"),
        "LocationNotAvailableForResourceType",
    ),
    "a vault in a scope": (_LINK, given.linked("kv", base.VAULT_ID), "BadRequest"),
    "a short name of 13 characters": (_GROUP, given.mails(actionGroupName="b", groupShortName="x" * 13), "BadRequest"),
    "an address that is none": (
        _GROUP,
        given.mails(actionGroupName="b", emailReceivers=[{"name": "a", "emailAddress": "ops"}]),
        "BadRequest",
    ),
    "two receivers of one name": (
        _GROUP,
        given.mails(
            actionGroupName="b",
            emailReceivers=[{"name": "a", "emailAddress": "a@example.com"}, {"name": "A", "emailAddress": "b@b.eu"}],
        ),
        "BadRequest",
    ),
    "a webhook to nowhere": (
        _GROUP,
        given.mails(actionGroupName="b", webhookReceivers=[{"name": "w", "serviceUri": "ftp://x"}]),
        "BadRequest",
    ),
    "an action group in a region": (
        _GROUP,
        given.mails(actionGroupName="b", location="westeurope"),
        "LocationNotAvailableForResourceType",
    ),
    "a setting for what sends nothing": (
        _SETTING,
        setting(target=f"{SCOPE}/providers/Microsoft.Network/routeTables/rt"),
        "ResourceTypeNotSupported",
    ),
    "a setting for what is not there": (_SETTING, setting(target=base.VAULT_ID + "x"), "ParentResourceNotFound"),
    "a category that is none": (_SETTING, setting(logs=log(category="Gossip")), "BadRequest"),
    "a group that is none": (_SETTING, setting(logs=log(categoryGroup="gossip")), "BadRequest"),
    "an account's logs, which its services have": (
        _SETTING,
        setting(target=base.STORAGE_ID, logs=log(category="StorageRead")),
        "BadRequest",
    ),
    "metrics that are none": (_SETTING, setting(metrics=log(category="Everything")), "BadRequest"),
    "metrics of what has none": (
        _SETTING,
        setting(
            target=f"{SCOPE}/providers/Microsoft.Network/networkSecurityGroups/nsg",
            logs=log(category="NetworkSecurityGroupEvent"),
        ),
        "BadRequest",
    ),
    "a log of neither category nor group": (_SETTING, setting(logs=log()), "BadRequest"),
    "categories and groups": (
        _SETTING,
        setting(logs=log(category="AuditEvent") + log(categoryGroup="audit")),
        "BadRequest",
    ),
    "a table that is neither": (_SETTING, setting(logAnalyticsDestinationType="Mine"), "BadRequest"),
    "a retention in the setting": (
        _SETTING,
        setting(logs=log(categoryGroup="audit", retentionPolicy=_KEPT)),
        "BadRequest",
    ),
    "a setting to a workspace that is not there": (
        _SETTING,
        setting(workspaceId=base.LOGS_ID + "x"),
        "ResourceNotFound",
    ),
    "an endpoint with access that is none": (
        _ENDPOINT,
        given.endpoint(dataCollectionEndpointName="new", networkAcls={"publicNetworkAccess": "Maybe"}),
        "InvalidPayload",
    ),
    "an endpoint of a kind that is none": (
        _ENDPOINT,
        given.endpoint(dataCollectionEndpointName="new", kind="Solaris"),
        "InvalidPayload",
    ),
    "a rule of a kind that is none": (_RULE, rule(kind="Solaris"), "InvalidPayload"),
    "a rule without destinations": (_RULE, rule(destinations={}), "InvalidPayload"),
    "a rule without flows": (_RULE, rule(dataFlows=[]), "InvalidPayload"),
    "a flow to nowhere": (_RULE, rule(dataFlows=flow("Microsoft-Perf", to="elsewhere")), "InvalidPayload"),
    "a flow from nothing": (_RULE, rule(dataFlows=flow("Microsoft-Syslog")), "InvalidPayload"),
    "a stream that is declared nowhere": (_RULE, rule(dataFlows=flow("Custom-Mine")), "InvalidPayload"),
    "counters to metrics": (
        _RULE,
        rule(destinations={"azureMonitorMetrics": {"name": "logs"}}),
        "InvalidPayload",
    ),
    "a name of 33 characters": (
        _RULE,
        rule(dataSources={"performanceCounters": [given.counters(name="x" * 33)]}),
        "InvalidPayload",
    ),
    "a name twice": (
        _RULE,
        rule(dataSources={"performanceCounters": [given.counters(), given.counters()]}),
        "InvalidPayload",
    ),
    "a sample each hour": (
        _RULE,
        rule(dataSources={"performanceCounters": [given.counters(samplingFrequencyInSeconds=3600)]}),
        "InvalidPayload",
    ),
    "a sample of nothing": (
        _RULE,
        rule(dataSources={"performanceCounters": [given.counters(counterSpecifiers=[])]}),
        "InvalidPayload",
    ),
    "a rule in another region than its logs": (_RULE, rule(location="northeurope"), "InvalidPayload"),
    "an association with nothing": (_ASSOCIATION, given.association(dataCollectionRuleId=None), "InvalidPayload"),
    "an association with both": (
        _ASSOCIATION,
        given.association(dataCollectionEndpointId=given.ENDPOINT),
        "InvalidPayload",
    ),
    "an association with an endpoint by another name": (
        _ASSOCIATION,
        given.to_endpoint(associationName="mine"),
        "InvalidPayload",
    ),
    "an association with a rule by the endpoint's name": (
        _ASSOCIATION,
        given.association("configurationAccessEndpoint"),
        "InvalidPayload",
    ),
    "an association of what is not there": (
        _ASSOCIATION,
        given.association(resourceUri=given.MACHINE + "x"),
        "ParentResourceNotFound",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_azure_refuses(monitored: Engine, case: Case) -> None:
    kind, inputs, code = case
    with pytest.raises(RefusedError, match=f'Code="{code}"'):
        monitored.create(kind, inputs)


LIVES: dict[str, tuple[str, Inputs]] = {
    "a workspace": (
        _LOGS,
        logs(retentionInDays=90, publicNetworkAccessForIngestion="Disabled", publicNetworkAccessForQuery="Disabled"),
    ),
    "a workspace with a reservation": (
        _LOGS,
        logs(sku={"name": "CapacityReservation", "capacityReservationLevel": 100}),
    ),
    "insights": (_INSIGHTS, component(retentionInDays=365, samplingPercentage=50, disableLocalAuth=True)),
    "a scope": ("monitor:PrivateLinkScope", given.scope(scopeName="other")),
    "a link to an endpoint": (_LINK, given.linked("dce", given.ENDPOINT)),
    "an action group": (_GROUP, given.mails(actionGroupName="other")),
    "a setting": (_SETTING, setting()),
    "a setting with categories": (
        _SETTING,
        setting(logs=log(category="AuditEvent"), metrics=None, logAnalyticsDestinationType="Dedicated"),
    ),
    "a setting to storage": (_SETTING, setting(workspaceId=None, storageAccountId=base.STORAGE_ID)),
    "a setting for metrics only": (_SETTING, setting(target=given.MACHINE, logs=None)),
    "a setting for a part of storage": (
        _SETTING,
        setting(target=given.BLOBS, logs=log(category="StorageWrite"), metrics=log(category="Transaction")),
    ),
    "a setting for a subscription": (
        _SETTING,
        setting(target=SCOPE.rsplit("/", 2)[0], logs=log(category="Administrative"), metrics=None),
    ),
    "an endpoint": (_ENDPOINT, given.endpoint(dataCollectionEndpointName="new")),
    "a rule": (_RULE, rule()),
    "a rule with sources of several kinds": (
        _RULE,
        rule(
            dataSources={
                "performanceCounters": [given.counters()],
                "syslog": [
                    {"name": "log", "streams": ["Microsoft-Syslog"], "facilityNames": ["*"], "logLevels": ["Error"]}
                ],
            },
            dataFlows=flow("Microsoft-Perf", "Microsoft-Syslog"),
        ),
    ),
    "an association with a rule": (_ASSOCIATION, given.association()),
    "an association with an endpoint": (_ASSOCIATION, given.to_endpoint()),
}


@pytest.mark.parametrize("case", LIVES.values(), ids=LIVES)
def test_what_is_right_is_accepted_kept_and_deleted(monitored: Engine, case: tuple[str, Inputs]) -> None:
    live(monitored, *case)


CLASHES: dict[str, Inputs] = {
    "the same group": given.setting(name="second"),
    "a category of the group": given.setting(name="second", logs=log(category="AuditEvent"), metrics=None),
    "the same metrics": given.setting(name="second", logs=None),
}


@pytest.mark.parametrize("second", CLASHES.values(), ids=CLASHES)
def test_a_category_goes_to_one_place_once(monitored: Engine, second: Inputs) -> None:
    monitored.create(_SETTING, given.setting())
    with pytest.raises(RefusedError, match=r'Code="Conflict".*is already used in diagnostic setting') as caught:
        monitored.create(_SETTING, second)
    assert "'to-logs'" in str(caught.value)
    elsewhere = {key: value for key, value in second.items() if key != "workspaceId"}
    monitored.create(_SETTING, {**elsewhere, "storageAccountId": base.STORAGE_ID})


def test_a_resource_has_five_settings_at_most(monitored: Engine) -> None:
    for index in range(5):
        name = {"workspaceName": f"log-{index}"}
        workspace, _ = monitored.create(_LOGS, base.logs() | name)
        monitored.create(_SETTING, given.setting(name=f"s{index}", workspaceId=workspace))
    with pytest.raises(RefusedError, match="limit of 5"):
        monitored.create(_SETTING, given.setting(name="s5", workspaceId=base.LOGS_ID))


def test_a_setting_of_one_part_does_not_count_for_another(monitored: Engine) -> None:
    part = {"logs": log(category="StorageRead"), "metrics": None}
    monitored.create(_SETTING, given.setting(given.BLOBS, **part))
    monitored.create(_SETTING, given.setting(given.BLOBS.replace("blobServices", "fileServices"), **part))


def test_storage_takes_logs_of_its_own_region(monitored: Engine) -> None:
    account = changed(base.storage("stfar"), "location", "northeurope")
    far, _ = monitored.create("storage:StorageAccount", account)
    with pytest.raises(RefusedError, match="should be in the same region"):
        monitored.create(_SETTING, given.setting(workspaceId=None, storageAccountId=far))


def test_an_old_setting_keeps_its_retention(monitored: Engine) -> None:
    made, _ = monitored.create(_SETTING, given.setting())
    kept = given.setting(logs=log(categoryGroup="allLogs", retentionPolicy=_KEPT))
    assert monitored.update(_SETTING, made, kept)["logs"][0]["retentionPolicy"] == _KEPT


def test_a_resource_is_linked_to_a_scope_once_and_to_five_at_most(monitored: Engine) -> None:
    monitored.create(_LINK, given.linked("logs", base.LOGS_ID))
    with pytest.raises(RefusedError, match='Code="Conflict"'):
        monitored.create(_LINK, given.linked("again", base.LOGS_ID))
    for index in range(4):
        monitored.create("monitor:PrivateLinkScope", given.scope(scopeName=f"s{index}"))
        monitored.create(_LINK, given.linked("logs", base.LOGS_ID) | {"scopeName": f"s{index}"})
    monitored.create("monitor:PrivateLinkScope", given.scope(scopeName="s5"))
    with pytest.raises(RefusedError, match="at most 5 scopes"):
        monitored.create(_LINK, given.linked("logs", base.LOGS_ID) | {"scopeName": "s5"})


def test_an_endpoint_and_a_rule_say_where_to_send_to(monitored: Engine) -> None:
    read = monitored.plugin.cloud.read
    endpoint, rule_of_it = read(given.ENDPOINT), read(given.RULE)
    assert endpoint.properties["logsIngestion"]["endpoint"].endswith(".westeurope-1.ingest.monitor.azure.com")
    assert endpoint.properties["immutableId"].startswith("dce-")
    assert rule_of_it.properties["immutableId"].startswith("dcr-")
    assert rule_of_it.properties["destinations"]["logAnalytics"][0]["workspaceId"]


def test_what_machines_are_associated_with_stays(monitored: Engine) -> None:
    monitored.create(_ASSOCIATION, given.association())
    monitored.create(_ASSOCIATION, given.to_endpoint())
    for held in (given.RULE, given.ENDPOINT):
        with pytest.raises(RefusedError, match='Code="InvalidOperation"'):
            monitored.delete(held)
    monitored.delete(given.MACHINE)
    monitored.delete(given.RULE)
    monitored.delete(given.ENDPOINT)


def test_an_endpoint_is_in_the_region_of_its_machine(monitored: Engine) -> None:
    far = given.endpoint(dataCollectionEndpointName="far", location="northeurope")
    made, _ = monitored.create(_ENDPOINT, far)
    with pytest.raises(RefusedError, match=r'Code="InvalidPayload".*must be in the region of vm'):
        monitored.create(_ASSOCIATION, given.to_endpoint(dataCollectionEndpointId=made))


@pytest.mark.parametrize("kind", sorted(CATEGORIES))
def test_types_in_the_table_are_written_as_ids_are_compared(kind: str) -> None:
    row = CATEGORIES[kind]
    assert kind == kind.lower()
    assert row.logs or row.metrics
    assert bool(row.groups) <= bool(row.logs)


def test_a_group_keeps_its_place(monitored: Engine) -> None:
    made, _ = monitored.create(_GROUP, in_group(**{**given.mails(actionGroupName="b"), "location": "swedencentral"}))
    assert made.startswith(f"{SCOPE}/providers/Microsoft.Insights")
    assert GROUP in made

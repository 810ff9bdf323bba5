"""Log Analytics, Application Insights, private link scopes, diagnostic settings, data collection."""

from __future__ import annotations

from typing import Any

import pytest

from local.azure.rules.diagnostic_categories import CATEGORIES
from tests.unit.azure import samples as base
from tests.unit.azure import samples_monitoring as given
from tests.unit.azure.harness import GROUP, SCOPE, Engine, Inputs, RefusedError
from tests.unit.azure.samples import changed, in_group

_LOGS, _INSIGHTS = "operationalinsights:Workspace", "applicationinsights:Component"
_SETTING, _RULE = "monitor:DiagnosticSetting", "monitor:DataCollectionRule"
_LINK, _GROUP = "monitor:PrivateLinkScopedResource", "monitor:ActionGroup"
_ENDPOINT, _ASSOCIATION = "monitor:DataCollectionEndpoint", "monitor:DataCollectionRuleAssociation"
_KEPT = {"enabled": True, "days": 30}


def logs(**other: object) -> Inputs:
    return changed(base.logs(), "workspaceName", "log-new") | other


def setting(**other: Any) -> Inputs:
    return given.setting(**{"name": "another", **other})


def log(**other: object) -> list[Inputs]:
    return [{"enabled": True, **other}]


@pytest.fixture
def monitored(platform: Engine) -> Engine:
    """A subscription with a workspace, a machine, and what monitoring needs."""
    given.build(platform)
    return platform


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

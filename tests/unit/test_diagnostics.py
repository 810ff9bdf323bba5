"""The inventory of what is made, and a diagnostic setting for each of it that can have one."""

from collections.abc import Callable
from dataclasses import dataclass

import pulumi
import pytest
from pulumi_azure_native import (
    applicationinsights,
    containerservice,
    keyvault,
    network,
    operationalinsights,
    resources,
    storage,
)
from pulumi_random import RandomString

from components.diagnostic_settings import SENT
from components.diagnostics import SETTING_NAME, Diagnostics, DiagnosticsArgs
from components.inventory import Inventory
from tests.support.recorder import Recording, Registration, record


@dataclass
class Made:
    """What a program made, and what the inventory noted of it."""

    recording: Recording
    inventory: Inventory


def with_inventory(program: Callable[[Inventory], object]) -> Made:
    inventory = Inventory()

    def whole() -> None:
        pulumi.runtime.register_stack_transformation(inventory)
        program(inventory)

    return Made(record(whole), inventory)


def diagnosed(*made: Callable[[], object]) -> Recording:
    """The settings for what is made, sent to a workspace that is itself no part of the inventory's beginning."""

    def program(inventory: Inventory) -> None:
        for make in made:
            make()
        target = pulumi.Output.from_input("/subscriptions/s/logs")
        Diagnostics("diagnostics", DiagnosticsArgs(log_analytics_id=target, inventory=inventory))

    return with_inventory(program).recording


def vault() -> keyvault.Vault:
    properties = keyvault.VaultPropertiesArgs(
        tenant_id="t", sku=keyvault.SkuArgs(family="A", name=keyvault.SkuName.STANDARD)
    )
    return keyvault.Vault("vault", resource_group_name="rg", properties=properties)


def account() -> storage.StorageAccount:
    return storage.StorageAccount(
        "account", resource_group_name="rg", kind="StorageV2", sku=storage.SkuArgs(name="Standard_LRS")
    )


def settings(recording: Recording) -> list[Registration]:
    return recording.of("monitor:DiagnosticSetting")


# --- The inventory ---------------------------------------------------------------------------------------------------


def test_it_notes_azure_resources_only_wherever_they_are_made() -> None:
    class Part(pulumi.ComponentResource):
        def __init__(self) -> None:
            super().__init__("test:index:Part", "part")
            resources.ResourceGroup("inside", opts=pulumi.ResourceOptions(parent=self))

    def program(_: Inventory) -> None:
        resources.ResourceGroup("outside")
        RandomString("suffix", length=6)
        Part()

    noted = with_inventory(program).inventory.so_far()
    assert [(one.kind, one.name) for one in noted] == [
        ("resources:ResourceGroup", "outside"),
        ("resources:ResourceGroup", "inside"),
    ]


def test_it_changes_nothing() -> None:
    def program() -> None:
        resources.ResourceGroup("group", tags={"a": "b"}, opts=pulumi.ResourceOptions(protect=True))

    plain, noted = record(program), with_inventory(lambda _: program()).recording
    assert [(r.urn, r.inputs, r.request.protect) for r in plain.resources] == [
        (r.urn, r.inputs, r.request.protect) for r in noted.resources
    ]


def test_what_is_made_later_is_not_in_an_earlier_answer() -> None:
    seen: list[int] = []

    def program(inventory: Inventory) -> None:
        seen.append(len(inventory.so_far()))
        resources.ResourceGroup("group")
        seen.append(len(inventory.so_far()))
        seen.append(len(inventory.so_far({"keyvault:Vault"})))

    with_inventory(program)
    assert seen == [0, 1, 0]


# --- The settings ----------------------------------------------------------------------------------------------------


def test_a_resource_that_has_logs_sends_them_to_log_analytics() -> None:
    recording = diagnosed(vault)
    setting = recording.one("monitor:DiagnosticSetting", "diagnostics-keyvault-vault-vault")
    assert setting.inputs["resourceUri"].endswith("/azure-native:keyvault:Vault/vault")
    assert setting.depends_on(recording.one("keyvault:Vault"), "resourceUri")
    assert setting.inputs["name"] == SETTING_NAME
    assert setting.inputs["workspaceId"] == "/subscriptions/s/logs"
    assert setting.inputs["logs"] == [{"categoryGroup": "allLogs", "enabled": True}]
    assert setting.inputs["metrics"] == [{"category": "AllMetrics", "enabled": True}]
    # AZKVAuditLogs instead of AzureDiagnostics: https://learn.microsoft.com/azure/azure-monitor/reference/tables/azkvauditlogs
    assert setting.inputs["logAnalyticsDestinationType"] == "Dedicated"


def test_a_storage_account_sends_its_metrics_and_each_service_its_logs() -> None:
    recording = diagnosed(account)
    found = {
        s.inputs["resourceUri"].rpartition("/azure-native:storage:StorageAccount/account")[2]: s
        for s in settings(recording)
    }
    # https://learn.microsoft.com/azure/storage/blobs/monitor-blob-storage: logs are those of the services.
    assert set(found) == {
        "",
        "/blobServices/default",
        "/fileServices/default",
        "/queueServices/default",
        "/tableServices/default",
    }
    assert "logs" not in found[""].inputs
    assert found[""].inputs["metrics"] == [{"category": "AllMetrics", "enabled": True}]
    categories = [log["category"] for log in found["/blobServices/default"].inputs["logs"]]
    assert categories == ["StorageRead", "StorageWrite", "StorageDelete"]
    assert all(s.depends_on(recording.one("storage:StorageAccount"), "resourceUri") for s in found.values())


def test_log_analytics_logs_who_queries_it() -> None:
    recording = diagnosed(lambda: operationalinsights.Workspace("logs", resource_group_name="rg"))
    assert settings(recording)[0].inputs["logs"] == [{"categoryGroup": "audit", "enabled": True}]


def test_kubernetes_leaves_the_flood_of_reads_out() -> None:
    recording = diagnosed(lambda: containerservice.ManagedCluster("aks", resource_group_name="rg"))
    categories = [log["category"] for log in settings(recording)[0].inputs["logs"]]
    assert "kube-audit-admin" in categories
    assert "kube-audit" not in categories


def test_security_groups_have_no_metrics_to_send() -> None:
    # A category that a resource does not have fails the setting: "Metric category 'AllMetrics' is not supported".
    recording = diagnosed(lambda: network.NetworkSecurityGroup("nsg", resource_group_name="rg"))
    assert "metrics" not in settings(recording)[0].inputs


@pytest.mark.parametrize(
    "make",
    [
        # Stored in Log Analytics already: a setting would store everything twice.
        lambda: applicationinsights.Component("insights", resource_group_name="rg", kind="web"),
        # https://learn.microsoft.com/azure/azure-monitor/reference/supported-metrics/microsoft-network-natgateways-metrics
        lambda: network.NatGateway("nat", resource_group_name="rg"),
        lambda: network.RouteTable("routes", resource_group_name="rg"),
    ],
    ids=["insights", "nat", "routes"],
)
def test_what_has_nothing_to_send_has_no_setting(make: Callable[[], object]) -> None:
    assert settings(diagnosed(make)) == []


def test_two_resources_of_one_name_have_a_setting_each() -> None:
    recording = diagnosed(
        lambda: network.PublicIPAddress("bastion", resource_group_name="rg"),
        lambda: network.BastionHost("bastion", resource_group_name="rg"),
    )
    assert len(settings(recording)) == 2


@pytest.mark.parametrize("kind", sorted(SENT))
def test_every_setting_sends_something_once(kind: str) -> None:
    for sent in SENT[kind]:
        assert sent.group or sent.categories or sent.metrics
        # "Diagnostic setting does not support mix of log category and log category group."
        # https://github.com/Azure/azure-rest-api-specs/issues/22719
        assert not (sent.group and sent.categories)
        assert len(set(sent.categories)) == len(sent.categories)
    assert len({sent.below for sent in SENT[kind]}) == len(SENT[kind])

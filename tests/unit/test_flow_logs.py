"""Flow logs of the VNets, in an account of their own that takes no keys."""

from typing import Any

import pulumi
import pytest

from components.flow_logs import FlowLogs, FlowLogsArgs
from components.identity import ROLES
from components.settings import FlowLogSettings
from tests.support.platform import demo_platform
from tests.support.recorder import SUFFIX, Recording, record

KEYS = ("aml", "bastion")


def flow_logs(protect_data: bool = False, infrastructure_encryption: bool = True, **settings: Any) -> Recording:
    def program() -> None:
        FlowLogs(
            "flow-logs",
            FlowLogsArgs(
                platform=demo_platform(protect_data=protect_data),
                settings=FlowLogSettings(**settings),
                vnet_ids={key: pulumi.Output.from_input(f"/vnets/{key}") for key in KEYS},
                log_analytics_id=pulumi.Output.from_input("/logs"),
                infrastructure_encryption=infrastructure_encryption,
                storage_key=None,
            ),
        )

    return record(program)


@pytest.fixture(scope="module")
def recording() -> Recording:
    return flow_logs()


def test_each_vnet_has_a_log_in_the_watcher_that_azure_made(recording: Recording) -> None:
    logs = {log.inputs["targetResourceId"]: log.inputs for log in recording.of("network:FlowLog")}
    assert set(logs) == {"/vnets/aml", "/vnets/bastion"}
    for log in logs.values():
        # https://learn.microsoft.com/azure/network-watcher/network-watcher-create
        assert (log["resourceGroupName"], log["networkWatcherName"]) == ("NetworkWatcherRG", "NetworkWatcher_eastasia")
        # The account, the watcher and the network are in one region.
        assert log["location"] == recording.one("storage:StorageAccount").inputs["location"] == "eastasia"
        assert log["enabled"] is True
        assert log["format"] == {"type": "JSON", "version": 2}
    assert logs["/vnets/aml"]["flowLogName"] == "fl-mlops-demo-aml"


def test_the_account_is_closed_but_to_trusted_services(recording: Recording) -> None:
    account = recording.one("storage:StorageAccount").inputs
    assert account["publicNetworkAccess"] == "Disabled"
    assert account["networkRuleSet"] == {"defaultAction": "Deny", "bypass": "AzureServices"}
    assert account["allowSharedKeyAccess"] is False
    assert account["allowBlobPublicAccess"] is False
    assert account["minimumTlsVersion"] == "TLS1_2"
    assert account["accountName"] == f"stlogmlopsdemo{SUFFIX}"
    # 24 characters at most, at the longest settings too: 8 of the workload, 5 of the environment.
    assert len("stlog") + 8 + 5 + len(SUFFIX) <= 24


def test_network_watcher_writes_with_an_identity_that_may(recording: Recording) -> None:
    # https://learn.microsoft.com/azure/network-watcher/vnet-flow-logs-managed-identity
    identity = recording.one("managedidentity:UserAssignedIdentity")
    role = recording.one("authorization:RoleAssignment")
    assert role.inputs["roleDefinitionId"].endswith(ROLES["Storage Blob Data Contributor"])
    assert role.depends_on(recording.one("storage:StorageAccount"), "scope")
    assert role.depends_on(identity, "principalId")
    for log in recording.of("network:FlowLog"):
        assert log.inputs["identity"]["type"] == "UserAssigned"
        (used,) = log.inputs["identity"]["userAssignedIdentities"]
        assert used.endswith("/Microsoft.ManagedIdentity/userAssignedIdentities/id-mlops-demo-flow-logs")
        assert log.depends_on(identity, "identity")


def test_the_logs_wait_for_the_role_and_for_each_other(recording: Recording) -> None:
    first, second = (recording.one("network:FlowLog", f"flow-log-{key}") for key in KEYS)
    assert first.depends_on(recording.one("authorization:RoleAssignment"))
    assert second.depends_on(first)


def test_retention_and_analytics_are_settings(recording: Recording) -> None:
    log = recording.of("network:FlowLog")[0].inputs
    analytics = log["flowAnalyticsConfiguration"]["networkWatcherFlowAnalyticsConfiguration"]
    assert log["retentionPolicy"] == {"enabled": True, "days": 90}
    assert analytics == {
        "enabled": True,
        "workspaceResourceId": "/logs",
        "workspaceRegion": "eastasia",
        "trafficAnalyticsInterval": 60,
    }
    other = flow_logs(retention_days=30, traffic_analytics=False).of("network:FlowLog")[0].inputs
    assert other["retentionPolicy"]["days"] == 30
    # Left out, it would stay as it was.
    assert other["flowAnalyticsConfiguration"] == {"networkWatcherFlowAnalyticsConfiguration": {"enabled": False}}


def test_what_it_keeps_is_data() -> None:
    assert flow_logs(protect_data=True).one("storage:StorageAccount").request.protect
    assert not flow_logs().one("storage:StorageAccount").request.protect


@pytest.mark.parametrize("twice", [True, False])
def test_encryption_is_that_of_the_platform(twice: bool) -> None:
    account = flow_logs(infrastructure_encryption=twice).one("storage:StorageAccount").inputs
    assert account["encryption"]["requireInfrastructureEncryption"] is twice

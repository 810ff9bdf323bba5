"""Alerts: who is told, of what, and the agents that send machines' signs of life."""

import dataclasses
import re
from typing import Any

import pulumi
import pytest
from pulumi_azure_native import resources

from components import alert_rules
from components.alerts import SHORT_NAME_LENGTH, Alerts, AlertsArgs
from components.heartbeats import WatchedMachine, silent
from components.naming import Names
from components.settings import AlertSettings
from tests.support.platform import demo_platform
from tests.support.recorder import SUBSCRIPTION, Recording, Registration, record

GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-mlops-demo"
GROUP_ID = f"{GROUP}/providers/Microsoft.Insights/actionGroups/ag-mlops-demo"


def out(text: str) -> pulumi.Output[str]:
    return pulumi.Output.from_input(text)


def machine(name: str, **more: Any) -> WatchedMachine:
    return WatchedMachine(vm_id=out(f"/Subscriptions/s/VM/{name}"), vm_name=out(name), **more)


def alerts(longest: bool = False, emails: tuple[str, ...] = ("ops@example.org",), **more: Any) -> Recording:
    """The alerts with what is given; only the workspace is there otherwise."""

    def program() -> None:
        platform = demo_platform()
        if longest:
            names = Names(workload="workload", environment="stage", suffix=platform.names.suffix)
            platform = dataclasses.replace(platform, names=names)
        settings = {key: more.pop(key) for key in ("silent_minutes", "latency_ms") if key in more}
        # Machines depend on what only a running program can make.
        made = {key: value() if callable(value) else value for key, value in more.items()}
        defaults: dict[str, Any] = {"online_endpoint_ids": {}, "machines": {}}
        Alerts(
            "alerts",
            AlertsArgs(
                platform=platform,
                settings=AlertSettings(emails=emails, **settings),
                log_analytics_id=out("/logs"),
                workspace_id=out("/workspace"),
                **(defaults | made),
            ),
        )

    return record(program)


def metrics(recording: Recording, scope: str) -> dict[str, Registration]:
    """Metric alerts of one resource, by metric."""
    found = [alert for alert in recording.of("monitor:MetricAlert") if alert.inputs["scopes"] == [scope]]
    return {criterion(alert)["metricName"]: alert for alert in found}


def criterion(alert: Registration) -> dict[str, Any]:
    (only,) = alert.inputs["criteria"]["allOf"]
    assert isinstance(only, dict)
    return only


@pytest.fixture(scope="module")
def with_machines() -> Recording:
    return alerts(
        machines=lambda: {
            "agent-01": machine("vm-agent-01"),
            "agent-02": machine("vm-agent-02"),
            "jump": machine("vm-jump", system="Windows", always_on=False),
        },
        collection_endpoint_id=lambda: out("/dce"),
    )


# --- Who is told -----------------------------------------------------------------------------------------------------


def test_everybody_in_the_settings_gets_mails() -> None:
    group = alerts(emails=("a@example.org", "b@example.org")).one("monitor:ActionGroup").inputs
    assert [r["emailAddress"] for r in group["emailReceivers"]] == ["a@example.org", "b@example.org"]
    assert len({r["name"] for r in group["emailReceivers"]}) == 2
    assert group["location"] == "Global"
    assert group["enabled"] is True


def test_the_short_name_is_short_enough_at_the_longest_settings() -> None:
    # https://learn.microsoft.com/azure/azure-monitor/alerts/action-groups
    group = alerts(longest=True).one("monitor:ActionGroup").inputs
    assert 1 <= len(group["groupShortName"]) <= SHORT_NAME_LENGTH


def test_every_alert_tells_the_group(with_machines: Recording) -> None:
    group = with_machines.one("monitor:ActionGroup")
    for alert in with_machines.of("monitor:MetricAlert"):
        assert alert.inputs["actions"] == [{"actionGroupId": GROUP_ID}]
        assert alert.depends_on(group, "actions")
        assert alert.inputs["enabled"] is True
    silence = with_machines.one("monitor:ScheduledQueryRule")
    assert silence.inputs["actions"] == {"actionGroups": [GROUP_ID]}
    assert silence.depends_on(group, "actions")


# --- Of what: https://learn.microsoft.com/azure/machine-learning/monitor-azure-machine-learning#machine-learning-alert-rules


@pytest.mark.parametrize(
    ("metric", "aggregation", "threshold"),
    [
        ("Failed Runs", "Total", 0),
        ("Model Deploy Failed", "Total", 0),
        ("Unusable Nodes", "Total", 0),
        ("Quota Utilization Percentage", "Average", 90),
    ],
)
def test_the_workspace_is_watched(metric: str, aggregation: str, threshold: int) -> None:
    rule = criterion(metrics(alerts(), "/workspace")[metric])
    assert (rule["timeAggregation"], rule["operator"], rule["threshold"]) == (aggregation, "GreaterThan", threshold)
    assert rule["metricNamespace"] == "Microsoft.MachineLearningServices/workspaces"
    assert rule["criterionType"] == "StaticThresholdCriterion"


def test_what_is_not_there_is_not_watched() -> None:
    recording = alerts()
    assert {alert.inputs["scopes"][0] for alert in recording.of("monitor:MetricAlert")} == {"/workspace"}
    for kind in ("monitor:ScheduledQueryRule", "monitor:DataCollectionRule", "compute:VirtualMachineExtension"):
        assert recording.of(kind) == []


def test_each_endpoint_is_watched_for_latency_and_errors() -> None:
    recording = alerts(online_endpoint_ids=lambda: {"a": out("/endpoint/a"), "b": out("/endpoint/b")}, latency_ms=700)
    for scope in ("/endpoint/a", "/endpoint/b"):
        found = metrics(recording, scope)
        # https://learn.microsoft.com/azure/azure-monitor/reference/supported-metrics/microsoft-machinelearningservices-workspaces-onlineendpoints-metrics
        assert set(found) == {"RequestLatency_P99", "RequestsPerMinute"}
        latency, errors = criterion(found["RequestLatency_P99"]), criterion(found["RequestsPerMinute"])
        assert (latency["threshold"], latency["dimensions"]) == (700, [])
        assert errors["dimensions"] == [{"name": "statusCodeClass", "operator": "Include", "values": ["5xx"]}]
        assert (errors["operator"], errors["threshold"]) == ("GreaterThan", 0)


def test_the_way_out_and_the_ways_in_are_watched_where_they_are() -> None:
    recording = alerts(
        firewall_id=lambda: out("/firewall"),
        vpn_gateway_id=lambda: out("/vpn"),
        express_route_gateway_id=lambda: out("/express-route"),
    )
    health = criterion(metrics(recording, "/firewall")["FirewallHealth"])
    assert (health["operator"], health["threshold"]) == ("LessThan", 90)
    assert "TunnelAverageBandwidth" in metrics(recording, "/vpn")
    assert "ExpressRouteGatewayBitsPerSecond" in metrics(recording, "/express-route")


def test_names_are_unique_and_legal() -> None:
    recording = alerts(
        longest=True, online_endpoint_ids=lambda: {"a" * 17: out("/endpoint")}, firewall_id=lambda: out("/f")
    )
    names = [alert.inputs["ruleName"] for alert in recording.of("monitor:MetricAlert")]
    assert len(set(names)) == len(names)
    # https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftinsights
    assert all(re.fullmatch(r"[^*#&+:<>?@%{}\\/|]{1,260}", name) and name[-1] not in " ." for name in names)


@pytest.mark.parametrize(
    "rules", [alert_rules.WORKSPACE, alert_rules.FIREWALL, alert_rules.VPN_GATEWAY, alert_rules.EXPRESS_ROUTE_GATEWAY]
)
def test_a_window_is_not_shorter_than_the_distance_of_its_checks(rules: tuple[alert_rules.MetricRule, ...]) -> None:
    for rule in rules:
        window, frequency = (int(re.fullmatch(r"PT(\d+)M", length)[1]) for length in rule.window)  # type: ignore[index]
        assert window >= frequency
        assert 0 <= rule.severity <= 4


# --- Signs of life ---------------------------------------------------------------------------------------------------


def test_each_machine_has_the_agent_of_its_system(with_machines: Recording) -> None:
    agents = {e.inputs["vmName"]: e.inputs for e in with_machines.of("compute:VirtualMachineExtension")}
    assert {name: agent["type"] for name, agent in agents.items()} == {
        "vm-agent-01": "AzureMonitorLinuxAgent",
        "vm-agent-02": "AzureMonitorLinuxAgent",
        "vm-jump": "AzureMonitorWindowsAgent",
    }
    assert all(agent["publisher"] == "Microsoft.Azure.Monitor" for agent in agents.values())
    assert all(agent["enableAutomaticUpgrade"] is True for agent in agents.values())
    # It signs in with the machine's identity: there is nothing to hand over.
    assert all("protectedSettings" not in agent for agent in agents.values())


def test_each_machine_has_the_rule_of_its_system(with_machines: Recording) -> None:
    rules = {rule.inputs["kind"]: rule.inputs for rule in with_machines.of("monitor:DataCollectionRule")}
    assert set(rules) == {"Linux", "Windows"}
    for rule in rules.values():
        (target,) = rule["destinations"]["logAnalytics"]
        assert target["workspaceResourceId"] == "/logs"
        assert rule["dataFlows"] == [{"streams": ["Microsoft-Perf"], "destinations": [target["name"]]}]
        assert rule["dataSources"]["performanceCounters"][0]["counterSpecifiers"]
    associations = [
        a for a in with_machines.of("monitor:DataCollectionRuleAssociation") if "dataCollectionRuleId" in a.inputs
    ]
    by_machine = {a.inputs["resourceUri"]: a.inputs["dataCollectionRuleId"].rpartition("-")[2] for a in associations}
    assert {uri.rpartition("/")[2]: system for uri, system in by_machine.items()} == {
        "vm-agent-01": "linux",
        "vm-agent-02": "linux",
        "vm-jump": "windows",
    }


def test_with_a_private_link_scope_agents_ask_at_the_closed_endpoint(with_machines: Recording) -> None:
    endpoints = [
        a.inputs
        for a in with_machines.of("monitor:DataCollectionRuleAssociation")
        if "dataCollectionEndpointId" in a.inputs
    ]
    assert len(endpoints) == 3
    # Azure takes no other name: https://learn.microsoft.com/azure/azure-monitor/data-collection/data-collection-rule-associations
    assert {e["associationName"] for e in endpoints} == {"configurationAccessEndpoint"}
    assert {e["dataCollectionEndpointId"] for e in endpoints} == {"/dce"}
    assert {r.inputs["dataCollectionEndpointId"] for r in with_machines.of("monitor:DataCollectionRule")} == {"/dce"}


def test_without_a_scope_there_is_no_endpoint() -> None:
    recording = alerts(machines=lambda: {"agent-01": machine("vm-agent-01")})
    assert [a.inputs["associationName"] for a in recording.of("monitor:DataCollectionRuleAssociation")] == [
        "to-log-analytics"
    ]
    assert "dataCollectionEndpointId" not in recording.one("monitor:DataCollectionRule").inputs


def test_the_agent_waits_for_the_machines_other_extensions() -> None:
    def machines() -> dict[str, WatchedMachine]:
        # Stands for the other extension: two at once on one machine are refused.
        return {"agent-01": machine("vm-agent-01", after=[resources.ResourceGroup("other-extension")])}

    recording = alerts(machines=machines)
    other = recording.one("resources:ResourceGroup", "other-extension")
    assert recording.one("compute:VirtualMachineExtension").depends_on(other)


def test_silence_is_an_alarm_only_of_what_is_always_on(with_machines: Recording) -> None:
    rule = with_machines.one("monitor:ScheduledQueryRule").inputs
    (condition,) = rule["criteria"]["allOf"]
    assert '"/subscriptions/s/vm/vm-agent-01", "/subscriptions/s/vm/vm-agent-02"' in condition["query"]
    assert "vm-jump" not in condition["query"]
    assert (condition["operator"], condition["threshold"], condition["timeAggregation"]) == ("GreaterThan", 0, "Count")
    assert rule["windowSize"] == "PT15M"
    assert rule["scopes"] == ["/logs"]


def test_where_everything_is_switched_off_at_night_there_is_no_alarm() -> None:
    recording = alerts(machines=lambda: {"jump": machine("vm-jump", always_on=False)})
    assert recording.of("monitor:ScheduledQueryRule") == []
    assert len(recording.of("compute:VirtualMachineExtension")) == 1


# https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-create-log-alert-rule: PT1H, never PT60M
@pytest.mark.parametrize(("minutes", "window"), [(10, "PT10M"), (30, "PT30M"), (60, "PT1H")])
def test_how_long_silence_lasts_is_a_setting(minutes: int, window: str) -> None:
    recording = alerts(machines=lambda: {"a": machine("a")}, silent_minutes=minutes)
    rule = recording.one("monitor:ScheduledQueryRule").inputs
    assert rule["windowSize"] == window
    assert f"ago({minutes}m)" in rule["criteria"]["allOf"][0]["query"]


def test_the_query_finds_machines_that_never_sent_a_sign() -> None:
    # Expected machines are on the left of the anti-join: one that is nowhere in Heartbeat stays.
    query = silent(["/Subscriptions/S/vm-a"], 10)
    assert query.startswith('datatable(_ResourceId: string) ["/subscriptions/s/vm-a"]')
    assert "join kind=leftanti (Heartbeat" in query

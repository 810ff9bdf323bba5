"""Signs of life of machines: Azure Monitor's agent on each, and an alert on what falls silent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pulumi
from pulumi_azure_native import compute, monitor

from components.machine import Machine
from components.platform import Platform

System = Literal["Linux", "Windows"]

# https://learn.microsoft.com/azure/azure-monitor/agents/azure-monitor-agent-manage (type and version by system)
AGENTS: dict[System, tuple[str, str]] = {
    "Linux": ("AzureMonitorLinuxAgent", "1.21"),
    "Windows": ("AzureMonitorWindowsAgent", "1.0"),
}
# A rule must collect something; the agent then sends a heartbeat a minute to wherever that goes.
# https://learn.microsoft.com/azure/azure-monitor/vm/data-collection-performance
COUNTERS: dict[System, tuple[str, ...]] = {
    "Linux": (
        "Processor(*)\\% Processor Time",
        "Memory(*)\\% Used Memory",
        "Logical Disk(*)\\% Used Space",
    ),
    "Windows": (
        "\\Processor Information(_Total)\\% Processor Time",
        "\\Memory\\% Committed Bytes In Use",
        "\\LogicalDisk(*)\\% Free Space",
    ),
}
SAMPLE_SECONDS = 300
# Azure takes an endpoint's association under this name only.
# https://learn.microsoft.com/azure/azure-monitor/data-collection/data-collection-rule-associations
ENDPOINT_ASSOCIATION = "configurationAccessEndpoint"


@dataclass(frozen=True, kw_only=True)
class WatchedMachine:
    """A machine with a system-assigned identity.

    Attributes:
        vm_id: ARM id.
        vm_name: name, tied to the machine.
        system: operating system.
        always_on: False for what is switched off on purpose: its silence is no alarm.
        after: its other extensions: Azure installs one at a time (`OperationNotAllowed` otherwise).
    """

    vm_id: pulumi.Output[str]
    vm_name: pulumi.Output[str]
    system: System = "Linux"
    always_on: bool = True
    after: Sequence[pulumi.Resource] = ()

    @classmethod
    def of(cls, machine: Machine, *, always_on: bool = True) -> "WatchedMachine":
        """A machine of ours."""
        return cls(
            vm_id=machine.vm_id,
            vm_name=machine.vm_name,
            system=machine.system,
            always_on=always_on,
            after=machine.extensions,
        )


@dataclass(frozen=True, kw_only=True)
class HeartbeatsArgs:
    """What the agents and their alert are made from.

    Attributes:
        platform: Required. Where everything goes.
        machines: Required. What to watch, by a short name; one at least.
        log_analytics_id: Required. Log Analytics workspace that heartbeats go to.
        action_group_id: Required. Who is told.
        silent_minutes: Required. Minutes without a heartbeat after which a machine is silent: 10, 15, 30 or 60.
        endpoint_id: Conditional. Data collection endpoint that agents take their orders from; required where a private
            link scope secures Azure Monitor, as agents ask at the public one otherwise.
    """

    platform: Platform
    machines: Mapping[str, WatchedMachine]
    log_analytics_id: pulumi.Output[str]
    action_group_id: pulumi.Output[str]
    silent_minutes: int
    endpoint_id: pulumi.Output[str] | None = None


class Heartbeats(pulumi.ComponentResource):
    """Agents, what they collect, and the alert on silent machines."""

    def __init__(self, name: str, args: HeartbeatsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-mlops:heartbeats:Heartbeats", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self._args = args
        systems = sorted({machine.system for machine in args.machines.values()})
        rule_ids = {system: self._rule(system) for system in systems}
        for key, machine in args.machines.items():
            self._agent(key, machine)
            self._associate(f"{key}-rule", machine, "to-log-analytics", rule_id=rule_ids[machine.system])
            if args.endpoint_id is not None:
                self._associate(f"{key}-endpoint", machine, ENDPOINT_ASSOCIATION, endpoint_id=args.endpoint_id)
        if any(machine.always_on for machine in args.machines.values()):
            self._alert()
        self.register_outputs({})

    def _rule(self, system: System) -> pulumi.Output[str]:
        platform, stream, target = self._args.platform, "Microsoft-Perf", "log-analytics"
        name = platform.names.of("dcr", system.lower())
        rule = monitor.DataCollectionRule(
            f"collection-rule-{system.lower()}",
            resource_group_name=platform.resource_group_name,
            data_collection_rule_name=name,
            location=platform.location,
            kind=system,
            data_collection_endpoint_id=self._args.endpoint_id,
            data_sources=monitor.DataCollectionRuleDataSourcesArgs(
                performance_counters=[
                    monitor.PerfCounterDataSourceArgs(
                        name="load",
                        streams=[stream],
                        sampling_frequency_in_seconds=SAMPLE_SECONDS,
                        counter_specifiers=list(COUNTERS[system]),
                    )
                ]
            ),
            destinations=monitor.DataCollectionRuleDestinationsArgs(
                log_analytics=[
                    monitor.LogAnalyticsDestinationArgs(name=target, workspace_resource_id=self._args.log_analytics_id)
                ]
            ),
            data_flows=[monitor.DataFlowArgs(streams=[stream], destinations=[target])],
            tags=platform.tags,
            opts=self._child,
        )
        return platform.id_of(rule, "Microsoft.Insights/dataCollectionRules", name)

    def _agent(self, key: str, machine: WatchedMachine) -> None:
        platform = self._args.platform
        kind, version = AGENTS[machine.system]
        compute.VirtualMachineExtension(
            f"{key}-monitor-agent",
            resource_group_name=platform.resource_group_name,
            vm_name=machine.vm_name,
            vm_extension_name=kind,
            location=platform.location,
            # It signs in with the machine's system-assigned identity, which needs no role for that.
            publisher="Microsoft.Azure.Monitor",
            type=kind,
            type_handler_version=version,
            auto_upgrade_minor_version=True,
            enable_automatic_upgrade=True,
            tags=platform.tags,
            opts=pulumi.ResourceOptions.merge(self._child, pulumi.ResourceOptions(depends_on=list(machine.after))),
        )

    def _associate(
        self,
        label: str,
        machine: WatchedMachine,
        name: str,
        rule_id: pulumi.Output[str] | None = None,
        endpoint_id: pulumi.Output[str] | None = None,
    ) -> None:
        monitor.DataCollectionRuleAssociation(
            f"collection-{label}",
            resource_uri=machine.vm_id,
            association_name=name,
            data_collection_rule_id=rule_id,
            data_collection_endpoint_id=endpoint_id,
            opts=self._child,
        )

    def _alert(self) -> None:
        platform, minutes = self._args.platform, self._args.silent_minutes
        expected = [machine.vm_id for machine in self._args.machines.values() if machine.always_on]
        monitor.ScheduledQueryRule(
            "alert-silent-machines",
            resource_group_name=platform.resource_group_name,
            rule_name=platform.names.of("alert", "silent-machines"),
            location=platform.location,
            kind="LogAlert",
            description="A machine gives no sign of life: Azure Pipelines has fewer agents, or nobody can work on it.",
            enabled=True,
            severity=1,
            scopes=[self._args.log_analytics_id],
            evaluation_frequency="PT5M",
            # Azure takes its own list of lengths only, as it writes them.
            window_size="PT1H" if minutes == 60 else f"PT{minutes}M",
            criteria=monitor.ScheduledQueryRuleCriteriaArgs(
                all_of=[
                    monitor.ConditionArgs(
                        query=pulumi.Output.all(*expected).apply(lambda vm_ids: silent(vm_ids, minutes)),
                        time_aggregation="Count",
                        operator="GreaterThan",
                        threshold=0,
                        # One alert a machine.
                        resource_id_column="_ResourceId",
                        dimensions=[monitor.DimensionArgs(name="Machine", operator="Include", values=["*"])],
                        failing_periods=monitor.ConditionFailingPeriodsArgs(
                            number_of_evaluation_periods=1, min_failing_periods_to_alert=1
                        ),
                    )
                ]
            ),
            auto_mitigate=True,
            # Before the first heartbeat has come, the table may not be there to check the query against.
            skip_query_validation=True,
            actions=monitor.ActionsArgs(action_groups=[self._args.action_group_id]),
            tags=platform.tags,
            opts=self._child,
        )


def silent(vm_ids: Sequence[str], minutes: int) -> str:
    """A query for the machines without a heartbeat: those that never sent one are among them.

    Args:
        vm_ids: ARM ids of the machines that are expected to be on.
        minutes: length of the silence.
    """
    expected = ", ".join(f'"{vm_id.lower()}"' for vm_id in vm_ids)
    return (
        f"datatable(_ResourceId: string) [{expected}]\n"
        f"| join kind=leftanti (Heartbeat | where TimeGenerated > ago({minutes}m)"
        " | project _ResourceId = tolower(_ResourceId)) on _ResourceId\n"
        '| extend Machine = tostring(split(_ResourceId, "/")[-1])'
    )


@dataclass(frozen=True, kw_only=True)
class CollectionEndpointArgs:
    """What the endpoint is made from.

    Attributes:
        platform: Required. Where everything goes.
    """

    platform: Platform


class CollectionEndpoint(pulumi.ComponentResource):
    """A data collection endpoint, closed to the public network: for a private link scope, before its own endpoint.

    Attributes:
        endpoint_id: ARM id, known before creation: one of the scope's services, and `HeartbeatsArgs.endpoint_id`.
    """

    endpoint_id: pulumi.Output[str]

    def __init__(self, name: str, args: CollectionEndpointArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-mlops:heartbeats:CollectionEndpoint", name, None, opts)
        platform = args.platform
        endpoint_name = platform.names.of("dce")
        endpoint = monitor.DataCollectionEndpoint(
            "collection-endpoint",
            resource_group_name=platform.resource_group_name,
            data_collection_endpoint_name=endpoint_name,
            location=platform.location,
            network_acls=monitor.DataCollectionEndpointNetworkAclsArgs(public_network_access="Disabled"),
            tags=platform.tags,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.endpoint_id = platform.id_of(endpoint, "Microsoft.Insights/dataCollectionEndpoints", endpoint_name)
        self.register_outputs({"endpoint_id": self.endpoint_id})

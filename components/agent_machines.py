"""Self-hosted Azure Pipelines agents on virtual machines inside the network.

Each machine runs `agent_init.sh` through its own CustomScript extension. The script travels in protected settings
only, which Azure encrypts and never gives back: it may hold a token or a secret.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import compute

from components.agent_registration import Registration
from components.machine import Machine, MachineArgs
from components.platform import Platform
from components.settings import VmAgents


@dataclass(frozen=True, kw_only=True)
class AgentMachinesArgs:
    """What the agents are made from.

    Attributes:
        platform: Required. Where everything goes.
        machines: Required. Count, size, pool.
        registration: Required. What they register with.
        subnet_id: Required. Subnet of the agents.
        settled: Required. What to wait for before attaching to the subnet.
        way_out: Optional. What to wait for before starting, as the script downloads at once; nothing by default.
        disk_encryption_set_id: Optional. Disk encryption set with the key of their disks; a key of Azure's by default.
    """

    platform: Platform
    machines: VmAgents
    registration: Registration
    subnet_id: pulumi.Output[str]
    settled: Sequence[pulumi.Resource]
    way_out: Sequence[pulumi.Resource] = ()
    disk_encryption_set_id: pulumi.Output[str] | None = None


class AgentMachines(pulumi.ComponentResource):
    """Machines with one agent each, spread over the stack's zones.

    Attributes:
        pool: name of the agent pool.
        agent_names: names of the machines, which are the agents' names too.
        addresses: their private addresses.
        principal_ids: object ids of their identities, by short name.
        machines: the machines, by short name.
        manual_steps: what a person does in Azure DevOps.
    """

    pool: str
    agent_names: list[str]
    addresses: pulumi.Output[Sequence[str]]
    principal_ids: dict[str, pulumi.Output[str]]
    machines: dict[str, Machine]
    manual_steps: list[pulumi.Output[str]]

    def __init__(self, name: str, args: AgentMachinesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-mlops:agent_machines:AgentMachines", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self._args = args
        platform, zones = args.platform, args.platform.zones
        self._script = args.registration.script()
        self.pool = args.machines.pool
        roles = [f"agent-{number:02d}" for number in range(1, args.machines.count + 1)]
        self.agent_names = [platform.names.of("vm", role) for role in roles]
        machines = {
            role: self._agent(role, zones[index % len(zones)] if zones else None) for index, role in enumerate(roles)
        }
        self.addresses = pulumi.Output.all(*(machine.private_ip for machine in machines.values()))
        self.principal_ids = {role: machine.principal_id for role, machine in machines.items()}
        self.machines = machines
        identities = dict(zip(self.agent_names, self.principal_ids.values(), strict=True))
        # Registration is tried for half an hour after the machine is there: see agent_init.sh.
        late = "within half an hour after the machine is made; if later, make its extension agent-init anew"
        self.manual_steps = args.registration.admission_steps(identities, late)
        self.register_outputs({"pool": self.pool, "agent_names": self.agent_names, "addresses": self.addresses})

    def _agent(self, role: str, zone: str | None) -> Machine:
        platform = self._args.platform
        machine = Machine(
            role,
            MachineArgs(
                platform=platform,
                role=role,
                subnet_id=self._args.subnet_id,
                settings=self._args.machines,
                zone=zone,
                settled=self._args.settled,
                after=self._args.way_out,
                disk_encryption_set_id=self._args.disk_encryption_set_id,
            ),
            opts=self._child,
        )
        script = compute.VirtualMachineExtension(
            f"{role}-init",
            resource_group_name=platform.resource_group_name,
            vm_name=machine.vm_name,
            vm_extension_name="agent-init",
            location=platform.location,
            # https://learn.microsoft.com/azure/virtual-machines/extensions/custom-script-linux
            publisher="Microsoft.Azure.Extensions",
            type="CustomScript",
            type_handler_version="2.1",
            auto_upgrade_minor_version=True,
            protected_settings={"script": self._script},
            tags=platform.tags,
            opts=pulumi.ResourceOptions.merge(
                self._child,
                pulumi.ResourceOptions(
                    # As long as Azure lets a script run.
                    custom_timeouts=pulumi.CustomTimeouts(create="90m", update="90m"),
                    additional_secret_outputs=["protectedSettings"],
                ),
            ),
        )
        machine.extensions.append(script)
        return machine

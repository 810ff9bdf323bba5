"""Self-hosted Azure Pipelines agents on virtual machines inside the network.

Each machine runs `agent_init.sh` through its own CustomScript extension. The script travels in protected settings
only, which Azure encrypts and never gives back: with a personal access token it holds a secret.
"""

import base64
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template

import pulumi
from pulumi_azure_native import compute

from components.machine import Machine, MachineArgs
from components.platform import Platform
from components.settings import AgentPoolSettings

SCRIPT = Path(__file__).with_name("agent_init.sh")


@dataclass(frozen=True, kw_only=True)
class AgentPoolArgs:
    """What the agents are made from.

    Attributes:
        platform: Required. Where everything goes.
        settings: Required. Count, size, organization, pool.
        token: Required. The agents' personal access token, a secret; empty where they sign in with their identity.
        subnet_id: Required. Subnet of the agents.
        settled: Required. What to wait for before attaching to the subnet.
    """

    platform: Platform
    settings: AgentPoolSettings
    token: pulumi.Output[str]
    subnet_id: pulumi.Output[str]
    settled: Sequence[pulumi.Resource]


class AgentPool(pulumi.ComponentResource):
    """Machines with one agent each, spread over the stack's zones.

    Attributes:
        pool: name of the agent pool.
        agent_names: names of the machines, which are the agents' names too.
        addresses: their private addresses.
        principal_ids: object ids of their identities, by short name.
    """

    pool: str
    agent_names: list[str]
    addresses: pulumi.Output[Sequence[str]]
    principal_ids: dict[str, pulumi.Output[str]]

    def __init__(self, name: str, args: AgentPoolArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-mlops:agent_pool:AgentPool", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self._args = args
        platform, zones = args.platform, args.platform.zones
        self._protected_settings = args.token.apply(
            lambda token: {"script": encoded(render_init_script(args.settings, token))}
        )
        self.pool = args.settings.pool
        roles = [f"agent-{number:02d}" for number in range(1, args.settings.count + 1)]
        self.agent_names = [platform.names.of("vm", role) for role in roles]
        machines = {
            role: self._agent(role, zones[index % len(zones)] if zones else None) for index, role in enumerate(roles)
        }
        self.addresses = pulumi.Output.all(*(machine.private_ip for machine in machines.values()))
        self.principal_ids = {role: machine.principal_id for role, machine in machines.items()}
        self.register_outputs({"pool": self.pool, "agent_names": self.agent_names, "addresses": self.addresses})

    def _agent(self, role: str, zone: str | None) -> Machine:
        platform, settings = self._args.platform, self._args.settings
        machine = Machine(
            role,
            MachineArgs(
                platform=platform,
                role=role,
                subnet_id=self._args.subnet_id,
                settings=settings,
                zone=zone,
                settled=self._args.settled,
            ),
            opts=self._child,
        )
        compute.VirtualMachineExtension(
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
            protected_settings=self._protected_settings,
            tags=platform.tags,
            opts=self._child,
        )
        return machine


def render_init_script(settings: AgentPoolSettings, token: str) -> str:
    """`agent_init.sh` with its values filled in, each quoted for the shell.

    Args:
        settings: the agents' settings.
        token: personal access token; empty where agents sign in with their machine's identity.
    """
    values = {
        "AGENT_VERSION": settings.agent_version,
        "AGENT_DOWNLOAD_URL": settings.download_url.replace("{version}", settings.agent_version),
        "ADO_ORG_SERVICE_URL": settings.organization_url,
        "AGENT_POOL": settings.pool,
        "ADO_PAT": token,
    }
    return _ScriptTemplate(SCRIPT.read_text()).substitute({name: shlex.quote(text) for name, text in values.items()})


class _ScriptTemplate(Template):
    """`@{NAME}` marks a value, so that the shell's own `$NAME` stays as it is."""

    delimiter = "@"


def encoded(script: str) -> str:
    """The script as the extension takes it: base64."""
    return base64.b64encode(script.encode()).decode()

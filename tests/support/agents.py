"""Records the build agents alone, with stand-ins for what they are put into."""

from dataclasses import replace
from typing import Any

import pulumi
from pulumi_azure_native import network, resources

from components.agent_pool import Agents, AgentsArgs
from components.naming import Names
from components.settings import AgentSettings
from tests.support.platform import demo_platform
from tests.support.recorder import Recording, Registration, record

URL = "https://dev.azure.com/contoso"
TOKEN = "hunter2-token-nobody-may-see"
SECRET = "hunter2-secret-nobody-may-see"
CLIENT = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
SERVICE = "99999999-8888-7777-6666-555555555555"
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBkShoZsiCtvBDXpEoDHYf3BQZz61hzZ99yMJrrTx91/"
DISKS = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/diskEncryptionSets/des"

MACHINE = {"vm_size": "Standard_D2s_v5", "ssh_public_key": KEY}
VM = {"vm": {**MACHINE, "pool": "machines"}}
VMSS = {"vmss": {**MACHINE, "pool": "elastic", "most": 7}}
CONTAINER = {"container": {"pool": "boxes", "image": "agents/linux:3", "count": 2, "cpu": 1, "memory_gb": 3}}
MANAGED = {"managed": {"infrastructure_principal": SERVICE, "projects": ["Bread", "Butter"], "most": 3}}
BY_SECRET = {"authentication": "servicePrincipal", "client_id": CLIENT}
BY_TOKEN = {"authentication": "personalAccessToken"}


def settings(*parts: dict[str, Any], **changes: Any) -> AgentSettings:
    """Settings of agents, from the parts above."""
    merged: dict[str, Any] = {"organization_url": URL}
    for part in parts:
        merged |= part
    return AgentSettings.model_validate(merged | changes)


def record_agents(
    agents: AgentSettings,
    *,
    zones: tuple[str, ...] = (),
    names: tuple[str, str] = ("mlops", "demo"),
    keys: bool = False,
    without: str | None = None,
) -> Recording:
    """What `Agents` registers for these settings; the outputs are its attributes, of machines their ids.

    Args:
        agents: the settings.
        zones: the stack's zones.
        names: the stack's workload and environment.
        keys: whether disks have a key of one's own.
        without: an argument of `Agents` that is left out.
    """

    def program() -> None:
        platform = demo_platform(zones=zones)
        suffix = platform.names.suffix
        platform = replace(platform, names=Names(workload=names[0], environment=names[1], suffix=suffix))
        vnet = network.VirtualNetwork("vnet", resource_group_name=platform.resource_group_name)

        def subnet(name: str) -> pulumi.Output[str]:
            return platform.id_of(vnet, "Microsoft.Network/virtualNetworks/subnets", "vnet", name)

        given: dict[str, Any] = {
            "agents_subnet_id": subnet("agents"),
            "containers_subnet_id": subnet("containers"),
            "managed_subnet_id": subnet("managed"),
            "vnet_id": platform.id_of(vnet, "Microsoft.Network/virtualNetworks", "vnet"),
            "disk_encryption_set_id": pulumi.Output.from_input(DISKS) if keys else None,
        }
        if without:
            del given[without]
        made = Agents(
            "agents",
            AgentsArgs(
                platform=platform,
                settings=agents,
                token=pulumi.Output.secret(TOKEN),
                client_secret=pulumi.Output.secret(SECRET),
                registry_id=pulumi.Output.from_input("/registry"),
                registry_login_server=pulumi.Output.from_input("crmlops.azurecr.io"),
                settled=[resources.ResourceGroup("settled")],
                way_out=[resources.ResourceGroup("way-out")],
                after=[resources.ResourceGroup("registry-endpoint")],
                **given,
            ),
        )
        for name in ("pools", "agent_names", "addresses", "principal_ids", "manual_steps"):
            pulumi.export(name, getattr(made, name))
        pulumi.export("machines", {role: machine.vm_id for role, machine in made.machines.items()})

    return record(program)


def in_order(recording: Recording, kind: str) -> list[Registration]:
    """Resources of a type by name: the order of registration is left to chance."""
    return sorted(recording.of(kind), key=lambda resource: resource.name)


def stand_in(recording: Recording, name: str) -> Any:
    """One of the stand-ins: `settled`, `way-out`, `registry-endpoint`; or `vnet`."""
    return recording.one("network:VirtualNetwork" if name == "vnet" else "resources:ResourceGroup", name)

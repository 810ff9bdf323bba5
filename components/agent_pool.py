"""The build agents of a stack: every kind that its settings name, together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from components.agent_containers import AgentContainers, AgentContainersArgs
from components.agent_machines import AgentMachines, AgentMachinesArgs
from components.agent_managed_pool import ManagedAgentPool, ManagedAgentPoolArgs
from components.agent_registration import Registration
from components.agent_scale_set import AgentScaleSet, AgentScaleSetArgs
from components.machine import Machine
from components.platform import Platform
from components.settings import AgentSettings


@dataclass(frozen=True, kw_only=True)
class AgentsArgs:
    """What the agents are made from.

    Attributes:
        platform: Required. Where everything goes.
        settings: Required. Which kinds there are, and how agents register.
        token: Required. Personal access token, a secret; empty where another way of signing in is set.
        client_secret: Required. Secret of a service principal; empty where another way of signing in is set.
        agents_subnet_id: Conditional. Subnet of machines; required by settings.vm and settings.vmss.
        containers_subnet_id: Conditional. Subnet delegated to container groups; required by settings.container.
        managed_subnet_id: Conditional. Subnet delegated to Managed DevOps Pools; required by settings.managed.
        vnet_id: Required. The BASTION VNET, which has these subnets.
        registry_id: Conditional. Registry that holds the image of container agents; required by settings.container.
        registry_login_server: Conditional. Its host name.
        disk_encryption_set_id: Optional. Disk encryption set with the key of disks; a key of Azure's by default.
        settled: Required. What to wait for before attaching to a subnet.
        way_out: Optional. What agents that register by themselves need to get out, beyond their subnet; nothing by
            default.
        after: Optional. What container agents need to pull their image: the registry's private endpoint, its names and
            their links; nothing by default.
    """

    platform: Platform
    settings: AgentSettings
    token: pulumi.Output[str]
    client_secret: pulumi.Output[str]
    agents_subnet_id: pulumi.Output[str] | None = None
    containers_subnet_id: pulumi.Output[str] | None = None
    managed_subnet_id: pulumi.Output[str] | None = None
    vnet_id: pulumi.Output[str]
    registry_id: pulumi.Output[str] | None = None
    registry_login_server: pulumi.Output[str] | None = None
    disk_encryption_set_id: pulumi.Output[str] | None = None
    settled: Sequence[pulumi.Resource]
    way_out: Sequence[pulumi.Resource] = ()
    after: Sequence[pulumi.Resource] = ()


class Agents(pulumi.ComponentResource):
    """Build agents of all kinds.

    Attributes:
        pools: names of their agent pools; that of a Managed DevOps Pool carries the stack's suffix.
        agent_names: names of the agents that are known beforehand: machines and containers.
        addresses: private addresses of the machines, by agent's name.
        principal_ids: object ids of the agents' identities, by a short name.
        machines: the machines that run on and on, by a short name.
        manual_steps: what a person does afterwards, in Azure DevOps above all: a line each.
    """

    pools: list[pulumi.Output[str]]
    agent_names: list[str]
    addresses: pulumi.Output[Mapping[str, str]]
    principal_ids: dict[str, pulumi.Output[str]]
    machines: dict[str, Machine]
    manual_steps: list[pulumi.Output[str]]

    def __init__(self, name: str, args: AgentsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-mlops:agent_pool:Agents", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self._args = args
        self.pools, self.agent_names, self.manual_steps = [], [], []
        self.addresses = pulumi.Output.from_input({})
        self.principal_ids, self.machines = {}, {}
        self._machines()
        self._scale_set()
        self._containers()
        self._managed_pool()
        self.register_outputs({"pools": self.pools, "agent_names": self.agent_names, "addresses": self.addresses})

    def _registration(self, pool: str) -> Registration:
        return Registration(
            settings=self._args.settings,
            pool=pool,
            tenant_id=self._args.platform.client.tenant_id,
            token=self._args.token,
            client_secret=self._args.client_secret,
        )

    def _machines(self) -> None:
        args, settings = self._args, self._args.settings.vm
        if settings is None:
            return
        made = AgentMachines(
            "agent-machines",
            AgentMachinesArgs(
                platform=args.platform,
                machines=settings,
                registration=self._registration(settings.pool),
                subnet_id=_given(args.agents_subnet_id, "agents_subnet_id"),
                settled=args.settled,
                way_out=args.way_out,
                disk_encryption_set_id=args.disk_encryption_set_id,
            ),
            opts=self._child,
        )
        self.pools.append(pulumi.Output.from_input(made.pool))
        self.agent_names += made.agent_names
        self.addresses = made.addresses.apply(lambda found: dict(zip(made.agent_names, found, strict=True)))
        self.principal_ids |= made.principal_ids
        self.machines = made.machines
        self.manual_steps += made.manual_steps

    def _scale_set(self) -> None:
        args, settings = self._args, self._args.settings.vmss
        if settings is None:
            return
        made = AgentScaleSet(
            "agent-scale-set",
            AgentScaleSetArgs(
                platform=args.platform,
                settings=settings,
                organization_url=args.settings.organization_url,
                subnet_id=_given(args.agents_subnet_id, "agents_subnet_id"),
                settled=args.settled,
                disk_encryption_set_id=args.disk_encryption_set_id,
            ),
            opts=self._child,
        )
        self.pools.append(pulumi.Output.from_input(made.pool))
        self.principal_ids["agent-scale-set"] = made.principal_id
        self.manual_steps += made.manual_steps

    def _containers(self) -> None:
        args, settings = self._args, self._args.settings.container
        if settings is None:
            return
        made = AgentContainers(
            "agent-containers",
            AgentContainersArgs(
                platform=args.platform,
                settings=settings,
                registration=self._registration(settings.pool),
                subnet_id=_given(args.containers_subnet_id, "containers_subnet_id"),
                registry_id=_given(args.registry_id, "registry_id"),
                registry_login_server=_given(args.registry_login_server, "registry_login_server"),
                settled=args.settled,
                after=[*args.way_out, *args.after],
            ),
            opts=self._child,
        )
        self.pools.append(pulumi.Output.from_input(made.pool))
        self.agent_names += made.agent_names
        self.principal_ids["agent-containers"] = made.principal_id
        self.manual_steps += made.manual_steps

    def _managed_pool(self) -> None:
        args, settings = self._args, self._args.settings.managed
        if settings is None:
            return
        made = ManagedAgentPool(
            "managed-agents",
            ManagedAgentPoolArgs(
                platform=args.platform,
                settings=settings,
                organization_url=args.settings.organization_url,
                subnet_id=_given(args.managed_subnet_id, "managed_subnet_id"),
                vnet_id=args.vnet_id,
                settled=args.settled,
            ),
            opts=self._child,
        )
        self.pools.append(made.pool)
        self.principal_ids["managed-agents"] = made.principal_id
        self.manual_steps += made.manual_steps


def _given(value: pulumi.Output[str] | None, name: str) -> pulumi.Output[str]:
    """What a kind of agents needs: a subnet, a registry.

    Raises:
        ValueError: the caller did not give it.
    """
    if value is None:
        raise ValueError(f"{name} is missing: the settings name agents that need it")
    return value

"""Azure Pipelines agents in container instances inside the network, with an image from the private registry.

The image is the user's own, made as Microsoft describes; it is in the registry before the agents are made, as Azure
pulls it while it makes them (`InaccessibleImage` otherwise). Its start script reads AZP_URL, AZP_POOL and
AZP_AGENT_NAME, and for its credentials
  - AZP_TOKEN, or AZP_CLIENTID, AZP_CLIENTSECRET and AZP_TENANTID: Microsoft's start.sh does;
  - with a managed identity, AZURE_CLIENT_ID: the script must sign in as that identity itself (az login --identity
    --client-id "$AZURE_CLIENT_ID") and set AZP_TOKEN to an Entra token for Azure DevOps (az account get-access-token
    --resource 499b84ac-1321-427f-aa17-267ca6975798), which Microsoft's start.sh does not do.
https://learn.microsoft.com/azure/devops/pipelines/agents/docker

A container group in a VNet pulls from a registry without public access through the registry's private endpoint, if
  - it signs in with a managed identity that has AcrPull;
  - the registry lets trusted Azure services in (network rule bypass AzureServices);
  - the zone of the registry is linked to this VNet, as container groups ask Azure's own DNS, not the VNet's servers.
https://learn.microsoft.com/azure/container-instances/using-azure-container-registry-mi
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import containerinstance

from components.agent_registration import Registration
from components.identity import Grant, RoleGrants, RoleGrantsArgs, UserIdentity
from components.platform import Platform
from components.settings import ContainerAgents

LABEL = "agent-containers"


@dataclass(frozen=True, kw_only=True)
class AgentContainersArgs:
    """What the agents are made from.

    Attributes:
        platform: Required. Where everything goes.
        settings: Required. Count, image, size, pool.
        registration: Required. What they register with.
        subnet_id: Required. Subnet delegated to container groups.
        registry_id: Required. Registry that holds the image.
        registry_login_server: Required. Its host name.
        settled: Required. What to wait for before attaching to the subnet.
        after: Required. The registry's private endpoint, its names and their links: Azure pulls the image through
            them while it makes the group. And the way out, as agents register at once.
    """

    platform: Platform
    settings: ContainerAgents
    registration: Registration
    subnet_id: pulumi.Output[str]
    registry_id: pulumi.Output[str]
    registry_login_server: pulumi.Output[str]
    settled: Sequence[pulumi.Resource]
    after: Sequence[pulumi.Resource]


class AgentContainers(pulumi.ComponentResource):
    """Container groups with one agent each, spread over the stack's zones.

    Attributes:
        pool: name of the agent pool.
        agent_names: names of the groups, which are the agents' names too.
        principal_id: object id of the identity that all of them have.
        manual_steps: what a person does in Azure DevOps, and with the image.
    """

    pool: str
    agent_names: list[str]
    principal_id: pulumi.Output[str]
    manual_steps: list[pulumi.Output[str]]

    def __init__(self, name: str, args: AgentContainersArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-mlops:agent_containers:AgentContainers", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self._args = args
        platform, zones = args.platform, args.platform.zones
        self.pool = args.settings.pool
        self._identity = UserIdentity.create(LABEL, platform, self._child)
        self.principal_id = self._identity.principal_id
        self._may_pull = self._grants().assignments
        roles = [f"agent-container-{number:02d}" for number in range(1, args.settings.count + 1)]
        self.agent_names = [platform.names.of("ci", role) for role in roles]
        before: list[pulumi.Resource] = []
        for index, role in enumerate(roles):
            before = [self._group(role, zones[index % len(zones)] if zones else None, before)]
        self.manual_steps = [
            pulumi.Output.format(
                "Keep the image {0}/{1} in the registry, with a start script that registers an agent from the "
                "variables that components/agent_containers.py names.",
                *(args.registry_login_server, args.settings.image),
            ),
            *args.registration.admission_steps(
                {platform.names.of("id", LABEL): self.principal_id}, "until then the containers start again and again"
            ),
        ]
        self.register_outputs({"pool": self.pool, "agent_names": self.agent_names})

    def _grants(self) -> RoleGrants:
        return RoleGrants(
            f"{LABEL}-roles",
            RoleGrantsArgs(
                platform=self._args.platform,
                grants=[
                    Grant(
                        name=f"{LABEL}-registry",
                        principal_id=self.principal_id,
                        role="AcrPull",
                        scope=self._args.registry_id,
                        why="Container agents pull their image.",
                    )
                ],
            ),
            opts=self._child,
        )

    def _group(
        self, role: str, zone: str | None, before: Sequence[pulumi.Resource]
    ) -> containerinstance.ContainerGroup:
        platform, identity_id = self._args.platform, self._identity.identity_id
        holds_secret = self._args.registration.settings.authentication != "managedIdentity"
        azure_name = platform.names.of("ci", role)
        return containerinstance.ContainerGroup(
            f"ci-{role}",
            resource_group_name=platform.resource_group_name,
            container_group_name=azure_name,
            location=platform.location,
            os_type=containerinstance.OperatingSystemTypes.LINUX,
            sku=containerinstance.ContainerGroupSku.STANDARD,
            restart_policy=containerinstance.ContainerGroupRestartPolicy.ALWAYS,
            # No ip_address: an agent calls out only, so the group's private address needs no open port.
            subnet_ids=[containerinstance.ContainerGroupSubnetIdArgs(id=self._args.subnet_id)],
            identity=containerinstance.ContainerGroupIdentityArgs(
                type=containerinstance.ResourceIdentityType.USER_ASSIGNED, user_assigned_identities=[identity_id]
            ),
            image_registry_credentials=[
                containerinstance.ImageRegistryCredentialArgs(
                    server=self._args.registry_login_server, identity=identity_id
                )
            ],
            containers=[self._container(azure_name)],
            zones=[zone] if zone else None,
            tags=platform.tags,
            opts=pulumi.ResourceOptions.merge(
                self._child,
                pulumi.ResourceOptions(
                    # Without its role and the registry's endpoint, the first pull fails and the group with it. Groups
                    # of one subnet made at once answer ServiceAssociationLinkNotReady:
                    # https://github.com/hashicorp/terraform-provider-azurerm/issues/15025
                    depends_on=[*self._args.settled, *self._args.after, *self._may_pull, *before],
                    # A group cannot move to another subnet or zone, nor change its size.
                    # https://learn.microsoft.com/azure/container-instances/container-instances-update
                    replace_on_changes=["subnetIds", "zones", "containers[*].resources"],
                    additional_secret_outputs=["containers"] if holds_secret else None,
                ),
            ),
        )

    def _container(self, agent_name: str) -> containerinstance.ContainerArgs:
        settings = self._args.settings
        return containerinstance.ContainerArgs(
            name="agent",
            image=self._args.registry_login_server.apply(lambda server: f"{server}/{settings.image}"),
            resources=containerinstance.ResourceRequirementsArgs(
                requests=containerinstance.ResourceRequestsArgs(cpu=settings.cpu, memory_in_gb=settings.memory_gb)
            ),
            environment_variables=self._args.registration.environment(agent_name, self._identity.client_id),
        )

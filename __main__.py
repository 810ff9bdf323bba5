"""The platform of one stack: read it from top to bottom as the architecture, in the order Azure needs.

Networks, then the workspace's services with their private endpoints, then the workspace with its own, then compute.
"""

import pulumi
from pulumi_azure_native import resources
from pulumi_random import RandomString

from components.access import Access, AccessArgs
from components.agent_pool import AgentPool, AgentPoolArgs
from components.compute import TrainingCompute, TrainingComputeArgs
from components.identity import Principals, RoleGrants, RoleGrantsArgs, Scopes, platform_grants
from components.monitoring import MonitorScope, MonitorScopeArgs
from components.naming import SUFFIX_LENGTH, Names, common_tags
from components.network import Network, NetworkArgs
from components.platform import Client, Platform
from components.private_link import DnsZones, DnsZonesArgs, PrivateEndpoint, PrivateEndpointArgs
from components.settings_loader import load_settings
from components.transformations import delete_before_replace, drop_version_aliases
from components.workspace import Workspace, WorkspaceArgs, WorkspaceServices, WorkspaceServicesArgs

settings = load_settings()
pulumi.runtime.register_stack_transformation(drop_version_aliases)
pulumi.runtime.register_stack_transformation(delete_before_replace)

# Letters only: a name that ends in a hyphen and digits alone is refused for compute instances.
suffix = RandomString("suffix", length=SUFFIX_LENGTH, upper=False, numeric=False, special=False)
names = Names(workload=settings.workload, environment=settings.environment, suffix=suffix.result)
tags = common_tags(settings.workload, settings.environment, settings.tags)
group = resources.ResourceGroup("platform", resource_group_name=names.of("rg"), location=settings.location, tags=tags)
platform = Platform(
    client=Client.current(),
    location=settings.location,
    names=names,
    tags=tags,
    group=group,
    group_name=names.of("rg"),
    zones=settings.zones,
    protect_data=settings.protect_data,
)
monitor_is_private = settings.monitor.private_link_scope

network = Network(
    "network", NetworkArgs(platform=platform, plan=settings.network, monitor_is_private=monitor_is_private)
)

services = WorkspaceServices(
    "services",
    WorkspaceServicesArgs(platform=platform, settings=settings.workspace, monitor_is_private=monitor_is_private),
)
targets = {
    "blob": services.storage_id,
    "file": services.storage_id,
    "vault": services.vault_id,
    "registry": services.registry_id,
}
scope = None
if monitor_is_private:
    scope = MonitorScope(
        "monitor",
        MonitorScopeArgs(
            platform=platform, services={"logs": services.log_analytics_id, "insights": services.insights_id}
        ),
    )
    targets["azuremonitor"] = scope.scope_id

zones = DnsZones(
    "private-dns",
    DnsZonesArgs(
        platform=platform,
        groups=[*targets, "amlworkspace"],
        vnet_ids={"aml": network.aml_vnet_id, "bastion": network.bastion_vnet_id},
    ),
)
endpoints: dict[str, PrivateEndpoint] = {}
for sub_resource, target in targets.items():
    first: list[pulumi.Resource] = []
    if sub_resource == "file":  # two endpoints of one account at once answer StorageAccountOperationInProgress
        first = [endpoints["blob"].endpoint]
    elif sub_resource == "azuremonitor" and scope:  # takes its names from the services linked to the scope by then
        first = [*scope.linked]
    endpoints[sub_resource] = PrivateEndpoint(
        f"pep-{sub_resource}",
        PrivateEndpointArgs(
            platform=platform,
            subnet_id=network.private_endpoint_subnet_id,
            target_id=target,
            group=sub_resource,
            zone_ids=zones.ids(sub_resource),
            after=[*network.settled, *first],
        ),
    )

workspace = Workspace(
    "workspace",
    WorkspaceArgs(
        platform=platform,
        settings=settings.workspace,
        services=services,
        after=[endpoint.zone_group for endpoint in endpoints.values()],
    ),
)
workspace_endpoint = PrivateEndpoint(
    "pep-workspace",
    PrivateEndpointArgs(
        platform=platform,
        subnet_id=network.private_endpoint_subnet_id,
        target_id=workspace.workspace_id,
        group="amlworkspace",
        zone_ids=zones.ids("amlworkspace"),
        after=network.settled,
    ),
)
compute = TrainingCompute(
    "compute",
    TrainingComputeArgs(
        platform=platform,
        settings=settings.compute,
        workspace_name=workspace.workspace_name,
        subnet_id=network.training_subnet_id,
        vnet=network.aml_vnet,
        after=[*network.settled, *zones.links, workspace_endpoint.zone_group],
    ),
)

access = Access(
    "access",
    AccessArgs(
        platform=platform,
        settings=settings.access,
        bastion_subnet_id=network.bastion_subnet_id,
        jump_host_subnet_id=network.jump_host_subnet_id,
        settled=network.settled,
    ),
)
token = settings.agent_token
agents = AgentPool(
    "agents",
    AgentPoolArgs(
        platform=platform,
        settings=settings.agent_pool,
        token=pulumi.Output.secret(token.get_secret_value() if token else ""),
        subnet_id=network.agents_subnet_id,
        settled=network.settled,
    ),
)
RoleGrants(
    "roles",
    RoleGrantsArgs(
        platform=platform,
        grants=platform_grants(
            Principals(workspace=workspace.principal_id, computes=compute.principal_ids, agents=agents.principal_ids),
            Scopes(
                workspace=workspace.workspace_id,
                registry=services.registry_id,
                storage=services.storage_id,
                storage_endpoints={key: endpoints[key].endpoint_id for key in ("blob", "file")},
            ),
            settings.workspace.registry_role,
        ),
    ),
)

# What a person needs next.
pulumi.export("resourceGroup", names.of("rg"))
pulumi.export("workspaceId", workspace.workspace_id)
pulumi.export("workspaceName", workspace.workspace_name)
pulumi.export("studioUrl", workspace.studio_url)
pulumi.export("openJumpHost", access.open_jump_host)
pulumi.export("jumpHostAddress", access.jump_host_address)
pulumi.export("agentPool", agents.pool)
pulumi.export(
    "agents", pulumi.Output.all(agents.agent_names, agents.addresses).apply(lambda both: dict(zip(*both, strict=True)))
)
pulumi.export(
    "privateEndpoints", {"workspace": workspace_endpoint.addresses} | {k: e.addresses for k, e in endpoints.items()}
)
pulumi.export("egressAddresses", network.egress_addresses)
pulumi.export("computeClusters", compute.cluster_names)
pulumi.export("computeInstances", compute.instance_names)

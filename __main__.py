"""The platform of one stack: read it from top to bottom as the architecture, in the order Azure needs.

Networks with the ways out and in; the workspace's services with their private endpoints; the workspace with its own;
compute and inference; people's and pipelines' way to it; who may do what; what watches over it.
"""

import pulumi
from pulumi_azure_native import resources
from pulumi_random import RandomString
from pydantic import SecretStr

from components.access import Access, AccessArgs
from components.agent_pool import Agents, AgentsArgs
from components.alerts import Alerts, AlertsArgs
from components.compute import TrainingCompute, TrainingComputeArgs
from components.diagnostics import Diagnostics, DiagnosticsArgs
from components.dns_resolver import DnsResolver, DnsResolverArgs
from components.encryption import Encryption, EncryptionArgs
from components.firewall import Firewall, FirewallArgs
from components.flow_logs import FlowLogs, FlowLogsArgs
from components.gateways import Gateways, GatewaysArgs
from components.governance import Governance, GovernanceArgs
from components.grants import Principals, Scopes, platform_grants
from components.heartbeats import CollectionEndpoint, CollectionEndpointArgs, WatchedMachine
from components.identity import RoleGrants, RoleGrantsArgs
from components.immutable import replace_what_cannot_change
from components.inference import Endpoints, EndpointsArgs
from components.inventory import Inventory
from components.kubernetes import Kubernetes, KubernetesArgs
from components.monitoring import MonitorScope, MonitorScopeArgs
from components.naming import SUFFIX_LENGTH, Names, common_tags
from components.network import Network, NetworkArgs, Peering, PeeringArgs
from components.platform import Client, Platform
from components.private_link import (
    DnsZones,
    DnsZonesArgs,
    PrivateEndpoint,
    PrivateEndpointArgs,
    PrivateEndpoints,
    PrivateEndpointsArgs,
    Target,
    service_targets,
)
from components.services import WorkspaceServices, WorkspaceServicesArgs
from components.settings.loader import load_settings
from components.subnets import consumers, dns_servers
from components.transformations import delete_before_replace, drop_version_aliases
from components.vault import Vault, VaultArgs
from components.workspace import Workspace, WorkspaceArgs
from components.workspace_identity import WorkspaceIdentity, WorkspaceIdentityArgs

settings = load_settings()
inventory = Inventory()
for transformation in (inventory, drop_version_aliases, delete_before_replace, replace_what_cannot_change):
    pulumi.runtime.register_stack_transformation(transformation)

# Letters only: a name that ends in a hyphen and digits alone is refused for compute instances.
suffix = RandomString("suffix", length=SUFFIX_LENGTH, upper=False, numeric=False, special=False)
names = Names(workload=settings.workload, environment=settings.environment, suffix=suffix.result)
tags = common_tags(settings.workload, settings.environment, settings.tags)
group = resources.ResourceGroup("platform", resource_group_name=names.of("rg"), location=settings.location, tags=tags)
platform = Platform(
    client=Client.current(settings.location),
    location=settings.location,
    names=names,
    tags=tags,
    group=group,
    group_name=names.of("rg"),
    zones=settings.zones,
    protect_data=settings.protect_data,
)


def secret(value: SecretStr | None) -> pulumi.Output[str]:
    """A secret of the settings, as one of the engine's; empty where it is not set."""
    return pulumi.Output.secret(value.get_secret_value() if value else "")


# --- Networks, and the ways out ---------------------------------------------------------------------------------------

network = Network("network", NetworkArgs(platform=platform, settings=settings))
subnet_ids = network.subnet_ids
gateways = Gateways(
    "gateways",
    GatewaysArgs(
        platform=platform,
        settings=settings.access,
        subnet_id=subnet_ids.get("gateway"),
        shared_keys={site: secret(key) for site, key in settings.vpn_shared_keys.items()},
        authorization_key=secret(settings.express_route_key) if settings.express_route_key else None,
    ),
)
peering = Peering(
    "peering", PeeringArgs(platform=platform, aml=network.aml, bastion=network.bastion, gateways=gateways.made)
)
vnet_ids = {"aml": network.aml.id, "bastion": network.bastion.id}
firewall, way_out = None, list[pulumi.Resource]()
if settings.network.egress.firewall and settings.network.bastion.subnets.firewall:
    firewall = Firewall(
        "firewall",
        FirewallArgs(
            platform=platform,
            settings=settings.network.egress.firewall,
            range=settings.network.bastion.subnets.firewall,
            subnet_id=subnet_ids["firewall"],
            management_subnet_id=subnet_ids.get("firewall_management"),
            sources=consumers(settings),
            compute_rules=network.compute_rules,
            settled=peering.settled,
        ),
    )
    way_out.append(firewall.firewall)

resolver = None
if settings.access.dns_resolver and settings.network.bastion.subnets.dns_inbound:
    resolver = DnsResolver(
        "dns-resolver",
        DnsResolverArgs(
            platform=platform,
            settings=settings.access.dns_resolver,
            vnet_id=network.bastion.id,
            inbound_subnet_id=subnet_ids["dns_inbound"],
            inbound_range=settings.network.bastion.subnets.dns_inbound,
            outbound_subnet_id=subnet_ids.get("dns_outbound"),
            forwarding_vnet_ids=vnet_ids,
            settled=peering.settled,
        ),
    )
# Machines start with downloads: by then their way out is there, and so is what their VNet asks for names.
machines_wait = list(way_out)
if resolver and resolver.inbound_address in dns_servers(settings)["bastion"]:
    machines_wait.append(resolver.inbound)

# --- The workspace's services, with a key of one's own where the settings say so --------------------------------------

vault = Vault("vault", VaultArgs(platform=platform, retention_days=settings.workspace.vault_retention_days))
encrypted = settings.encryption.customer_managed_keys
encryption = None
if encrypted:
    encryption = Encryption("encryption", EncryptionArgs(platform=platform, settings=settings.encryption, vault=vault))
disk_encryption_set_id = encryption.disk_encryption_set_id if encryption else None
storage_key = encryption.key if encryption and "storage" in encrypted else None
services = WorkspaceServices(
    "services",
    WorkspaceServicesArgs(
        platform=platform,
        settings=settings.workspace,
        monitor_is_private=settings.monitor.private_link_scope,
        infrastructure_encryption=settings.encryption.infrastructure_encryption,
        storage_key=storage_key,
        registry_key=encryption.key if encryption and "registry" in encrypted else None,
    ),
)

# --- Azure Monitor ----------------------------------------------------------------------------------------------------

watch = settings.monitor
flow_logs = None
if watch.flow_logs:
    flow_logs = FlowLogs(
        "flow-logs",
        FlowLogsArgs(
            platform=platform,
            settings=watch.flow_logs,
            vnet_ids=vnet_ids,
            log_analytics_id=services.log_analytics_id,
            infrastructure_encryption=settings.encryption.infrastructure_encryption,
            storage_key=storage_key,
        ),
    )
collection, scope = None, None
if watch.private_link_scope:
    monitored = {"logs": services.log_analytics_id, "insights": services.insights_id}
    if watch.alerts or settings.inference.aks:
        collection = CollectionEndpoint("collection", CollectionEndpointArgs(platform=platform))
        monitored["collection"] = collection.endpoint_id
    scope = MonitorScope("monitor", MonitorScopeArgs(platform=platform, services=monitored))

# --- Private endpoints of the services, and the names that they answer to ---------------------------------------------

targets = service_targets(
    storage_id=services.storage_id,
    vault_id=vault.vault_id,
    registry_id=services.registry_id,
    further=settings.private_link.sub_resources,
)
if scope:  # takes its names from the services linked to the scope by then
    targets.append(Target(label="azuremonitor", group="azuremonitor", id=scope.scope_id, after=scope.linked))
if flow_logs:
    targets.append(Target(label="flow-logs", group="blob", id=flow_logs.storage_id))
named = [target.group for target in targets] + ["amlworkspace"] + (["management"] if settings.inference.aks else [])
zones = DnsZones(
    "private-dns",
    DnsZonesArgs(platform=platform, groups=named, vnet_ids=vnet_ids, existing=settings.private_link.existing_zones),
)
endpoints = PrivateEndpoints(
    "endpoints",
    PrivateEndpointsArgs(
        platform=platform,
        subnet_id=subnet_ids["private_endpoints"],
        targets=targets,
        zones=zones,
        zones_are_left_alone=settings.private_link.zone_groups_owned_by_policy,
        settled=peering.settled,
    ),
)

# --- The workspace with its own endpoint, then compute and inference --------------------------------------------------

identity = None
if settings.workspace.identity == "UserAssigned":
    identity = WorkspaceIdentity(
        "workspace-identity",
        WorkspaceIdentityArgs(
            platform=platform,
            services={"storage": services.storage_id, "vault": vault.vault_id, "insights": services.insights_id},
            registry_id=services.registry_id,
            registry_role=settings.workspace.registry_role,
        ),
    )
workspace = Workspace(
    "workspace",
    WorkspaceArgs(
        platform=platform,
        settings=settings.workspace,
        services=services,
        vault_id=vault.vault_id,
        identity=identity.identity if identity else None,
        key=encryption.key if encryption and "workspace" in encrypted else None,
        after=endpoints.named,
    ),
)
workspace_endpoint = PrivateEndpoint(
    "pep-workspace",
    PrivateEndpointArgs(
        platform=platform,
        subnet_id=subnet_ids["private_endpoints"],
        target_id=workspace.workspace_id,
        label="amlworkspace",
        group="amlworkspace",
        zone_ids=zones.ids("amlworkspace"),
        zones_are_left_alone=settings.private_link.zone_groups_owned_by_policy,
        after=peering.settled,
    ),
)
# Azure refuses compute without a public address before the workspace has its endpoint, and nodes start at once.
reachable = [*zones.links, workspace_endpoint.zone_group]
compute = TrainingCompute(
    "compute",
    TrainingComputeArgs(
        platform=platform,
        settings=settings.compute,
        workspace_name=workspace.workspace_name,
        subnet_id=subnet_ids.get("training"),
        vnet=network.aml.resource if "training" in subnet_ids else None,
        after=[*peering.settled, *way_out, *reachable],
    ),
)
serving = Endpoints(
    "inference",
    EndpointsArgs(
        platform=platform,
        settings=settings.inference,
        workspace_name=workspace.workspace_name,
        after=reachable,
    ),
)
cluster = None
if settings.inference.aks:
    [zone_id] = zones.ids("management").values()
    cluster = Kubernetes(
        "kubernetes",
        KubernetesArgs(
            platform=platform,
            settings=settings.inference.aks,
            subnet_id=subnet_ids["aks"],
            vnet=network.aml.resource,
            vnet_id=network.aml.id,
            zone_id=zone_id,
            outbound="userDefinedRouting" if firewall else "userAssignedNATGateway",
            workspace_name=workspace.workspace_name,
            registry_id=services.registry_id,
            log_analytics_id=services.log_analytics_id,
            disk_encryption_set_id=disk_encryption_set_id,
            certificate=secret(settings.scoring_certificate),
            key=secret(settings.scoring_key),
            after=[*peering.settled, *way_out, *zones.links],
            workspace_ready=reachable,
            workspace_principal_id=identity.identity.principal_id if identity else None,
            data_collection_endpoint_id=collection.endpoint_id if collection else None,
            defender="Containers" in settings.governance.defender,
        ),
    )

# --- The ways in, for people and for pipelines ------------------------------------------------------------------------

access = Access(
    "access",
    AccessArgs(
        platform=platform,
        settings=settings.access,
        bastion_subnet_id=subnet_ids.get("bastion"),
        jump_host_subnet_id=subnet_ids.get("jump_host"),
        vault_name=vault.vault_name,
        disk_encryption_set_id=disk_encryption_set_id,
        settled=peering.settled,
        after=machines_wait,
    ),
)
agents = Agents(
    "agents",
    AgentsArgs(
        platform=platform,
        settings=settings.agents,
        token=secret(settings.agent_token),
        client_secret=secret(settings.agent_client_secret),
        agents_subnet_id=subnet_ids.get("agents"),
        containers_subnet_id=subnet_ids.get("agent_containers"),
        managed_subnet_id=subnet_ids.get("managed_agents"),
        vnet_id=network.bastion.id,
        registry_id=services.registry_id,
        registry_login_server=services.registry_login_server,
        disk_encryption_set_id=disk_encryption_set_id,
        settled=peering.settled,
        way_out=machines_wait,
        after=[endpoints.made["registry"].zone_group, *zones.links],
    ),
)

# --- Who may do what --------------------------------------------------------------------------------------------------

RoleGrants(
    "roles",
    RoleGrantsArgs(
        platform=platform,
        grants=platform_grants(
            Principals(
                workspace=workspace.principal_id,
                computes=compute.principal_ids | (cluster.compute_principal_ids if cluster else {}),
                instances=compute.instance_principal_ids,
                agents=agents.principal_ids,
            ),
            Scopes(
                workspace=workspace.workspace_id,
                registry=services.registry_id,
                storage=services.storage_id,
                storage_endpoints={
                    kind: endpoints.made[kind].endpoint_id
                    for kind in ("blob", "file", *settings.private_link.sub_resources)
                },
                jump_host=access.jump_host_id,
            ),
            people=settings.people,
            user_assigned=identity is not None,
            registry_role=settings.workspace.registry_role,
        ),
    ),
)

# --- What watches over it: made last, as it looks at everything that was made before ----------------------------------

if watch.alerts:
    jump_host = access.jump_host
    switched_off = settings.access.jump_host is not None and settings.access.jump_host.shutdown is not None
    Alerts(
        "alerts",
        AlertsArgs(
            platform=platform,
            settings=watch.alerts,
            log_analytics_id=services.log_analytics_id,
            workspace_id=workspace.workspace_id,
            online_endpoint_ids={name: serving.endpoint_ids[name] for name in serving.online_names},
            machines={
                **{role: WatchedMachine.of(machine) for role, machine in agents.machines.items()},
                **({"jump-host": WatchedMachine.of(jump_host, always_on=not switched_off)} if jump_host else {}),
            },
            firewall_id=firewall.firewall_id if firewall else None,
            vpn_gateway_id=gateways.connected_ids.get("vpn"),
            express_route_gateway_id=gateways.connected_ids.get("express_route"),
            collection_endpoint_id=collection.endpoint_id if collection else None,
        ),
    )
if watch.diagnostics:
    Diagnostics("diagnostics", DiagnosticsArgs(log_analytics_id=services.log_analytics_id, inventory=inventory))
Governance("governance", GovernanceArgs(platform=platform, settings=settings, inventory=inventory))

# --- What a person needs next -----------------------------------------------------------------------------------------

outputs = {
    "resourceGroup": names.of("rg"),
    "location": settings.location,
    "addressSpaces": {
        "aml": str(settings.network.aml.address_space),
        "bastion": str(settings.network.bastion.address_space),
    },
    "workspaceId": workspace.workspace_id,
    "workspaceName": workspace.workspace_name,
    "studioUrl": workspace.studio_url,
    "openJumpHost": access.open_jump_host,
    "jumpHostAddress": access.jump_host_address,
    "agentPools": agents.pools,
    "agents": agents.addresses,
    "privateEndpoints": {"workspace": workspace_endpoint.addresses}
    | {label: endpoint.addresses for label, endpoint in endpoints.made.items()},
    "egressAddresses": network.nat_addresses | ({"firewall": firewall.public_address} if firewall else {}),
    "computeClusters": compute.cluster_names,
    "computeInstances": compute.instance_names,
    "onlineEndpoints": serving.online_names,
    "batchEndpoints": serving.batch_names,
    "scoringUris": serving.scoring_uris,
    "kubernetesCluster": cluster.cluster_id if cluster else None,
    "gatewayAddresses": gateways.public_addresses,
    "vpnSharedKeys": gateways.generated_keys,
    "expressRouteServiceKey": gateways.service_key,
    "dnsResolverAddress": resolver.inbound_address if resolver else None,
    "manualSteps": [
        step
        for part in (encryption, zones, gateways, access, resolver, agents, cluster)
        for step in (part.manual_steps if part else ())
    ],
}
for name, value in outputs.items():
    if value not in (None, {}, []):
        pulumi.export(name, value)

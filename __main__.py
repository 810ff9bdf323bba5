"""The platform of one stack: read it from top to bottom as the architecture, in the order Azure needs.

Networks with the ways out; the workload: workspace, services, private endpoints, compute; people's and pipelines' way
to it; who may do what; what watches over it. A stack without workspace is a hub, for others to use; one that names a
hub uses its ways in, agents and private DNS zones, and has an AML VNET alone.
"""

import pulumi
from pulumi_azure_native import resources
from pulumi_random import RandomString

from components import hub as hubs
from components.access import Access, AccessArgs
from components.agent_pool import Agents, AgentsArgs
from components.alerts import Alerts, AlertsArgs
from components.diagnostics import Diagnostics, DiagnosticsArgs
from components.dns_resolver import DnsResolver, DnsResolverArgs
from components.firewall import Firewall, FirewallArgs
from components.gateways import Gateways, GatewaysArgs
from components.governance import Governance, GovernanceArgs
from components.grants import Principals, Scopes, people_grants, platform_grants
from components.heartbeats import WatchedMachine
from components.identity import RoleGrants, RoleGrantsArgs
from components.immutable import replace_what_cannot_change
from components.inventory import Inventory
from components.log_analytics import HubLogs, HubLogsArgs
from components.naming import SUFFIX_LENGTH, Names, common_tags
from components.network import Network, NetworkArgs, Peering, PeeringArgs
from components.platform import Client, Platform
from components.private_link import DnsZones, DnsZonesArgs
from components.settings.loader import load_settings
from components.subnets import consumers, dns_servers
from components.transformations import delete_before_replace, drop_version_aliases
from components.workload import Workload, WorkloadArgs, secret

settings = load_settings()
hub = hubs.read_hub(settings)
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
hubs.check_subscription(hub, platform)

# --- Networks, and the ways out ---------------------------------------------------------------------------------------

network = Network("network", NetworkArgs(platform=platform, settings=settings, hub=hub))
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
    "peering",
    PeeringArgs(
        platform=platform,
        aml=network.aml,
        bastion=network.bastion,
        gateways=gateways.made,
        hub_has_gateways=hub is not None and hub.has_gateways,
    ),
)
vnet_ids = {key: vnet.id for key, vnet in network.made.items()}
ways_in = settings.network.bastion
firewall, way_out = None, list[pulumi.Resource]()
if settings.network.egress.firewall and ways_in and ways_in.subnets.firewall:
    firewall = Firewall(
        "firewall",
        FirewallArgs(
            platform=platform,
            settings=settings.network.egress.firewall,
            range=ways_in.subnets.firewall,
            subnet_id=subnet_ids["firewall"],
            management_subnet_id=subnet_ids.get("firewall_management"),
            sources=consumers(settings),
            compute_rules=network.compute_rules,
            settled=peering.settled,
        ),
    )
    way_out.append(firewall.firewall)

resolver = None
if settings.access.dns_resolver and ways_in and ways_in.subnets.dns_inbound:
    resolver = DnsResolver(
        "dns-resolver",
        DnsResolverArgs(
            platform=platform,
            settings=settings.access.dns_resolver,
            vnet_id=network.bastion.id,
            inbound_subnet_id=subnet_ids["dns_inbound"],
            inbound_range=ways_in.subnets.dns_inbound,
            outbound_subnet_id=subnet_ids.get("dns_outbound"),
            forwarding_vnet_ids=vnet_ids,
            settled=peering.settled,
        ),
    )
# Machines start with downloads: by then their way out is there, and so is what their VNet asks for names.
machines_wait = list(way_out)
if resolver and resolver.inbound_address in dns_servers(settings)["bastion"]:
    machines_wait.append(resolver.inbound)

# --- The workload: workspace, services, private endpoints and their names, compute, inference -------------------------

workload = None
if settings.workspace:
    workload = Workload(
        WorkloadArgs(
            platform=platform,
            settings=settings,
            network=network,
            hub=hub,
            settled=peering.settled,
            way_out=way_out,
            behind_firewall=firewall is not None,
        ),
        settings.workspace,
    )
    log_analytics_id = workload.services.log_analytics_id
else:
    log_analytics_id = HubLogs("logs", HubLogsArgs(platform=platform)).log_analytics_id

# --- The ways in, for people and for pipelines ------------------------------------------------------------------------

disk_encryption_set_id = workload.disk_encryption_set_id if workload else None
access = Access(
    "access",
    AccessArgs(
        platform=platform,
        settings=settings.access,
        bastion_subnet_id=subnet_ids.get("bastion"),
        jump_host_subnet_id=subnet_ids.get("jump_host"),
        vault_name=workload.vault.vault_name if workload else None,
        disk_encryption_set_id=disk_encryption_set_id,
        settled=peering.settled,
        after=machines_wait,
    ),
)
agents = None
if settings.agents:
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
            registry_id=workload.services.registry_id if workload else None,
            registry_login_server=workload.services.registry_login_server if workload else None,
            disk_encryption_set_id=disk_encryption_set_id,
            settled=peering.settled,
            way_out=machines_wait,
            after=[workload.endpoints.made["registry"].zone_group, *workload.zones.links] if workload else (),
        ),
    )

# --- A hub's zones: made last, so that they go first. Azure keeps them while spokes are linked, and all else stays ----

shared_zones = None
if not workload:
    shared_zones = DnsZones(
        "private-dns",
        DnsZonesArgs(
            platform=platform,
            groups=hubs.hub_groups(platform.cloud),
            vnet_ids=vnet_ids,
            existing={},
            protect=settings.protect_data,  # spokes' names are in them
            after=[noted.resource for noted in inventory.so_far()],
        ),
    )

# --- Who may do what --------------------------------------------------------------------------------------------------

if agents:
    agent_principals = agents.principal_ids
else:
    agent_principals = {name: pulumi.Output.from_input(found) for name, found in (hub.agents if hub else {}).items()}
if workload:
    cluster = workload.cluster
    grants = platform_grants(
        Principals(
            workspace=workload.workspace.principal_id,
            computes=workload.compute.principal_ids | (cluster.compute_principal_ids if cluster else {}),
            instances=workload.compute.instance_principal_ids,
            agents=agent_principals,
        ),
        Scopes(
            workspace=workload.workspace.workspace_id,
            registry=workload.services.registry_id,
            storage=workload.services.storage_id,
            storage_endpoints=workload.storage_endpoints,
            jump_host=access.jump_host_id,
        ),
        people=settings.people,
        user_assigned=workload.identity is not None,
        registry_role=settings.workspace.registry_role if settings.workspace else None,
    )
else:
    grants = people_grants(settings.people, {"jump_host": access.jump_host_id})
RoleGrants("roles", RoleGrantsArgs(platform=platform, grants=grants))

# --- What watches over it: made last, as it looks at everything that was made before ----------------------------------

watch = settings.monitor
if watch.alerts and workload:
    jump_host = access.jump_host
    switched_off = settings.access.jump_host is not None and settings.access.jump_host.shutdown is not None
    machines = agents.machines if agents else {}
    Alerts(
        "alerts",
        AlertsArgs(
            platform=platform,
            settings=watch.alerts,
            log_analytics_id=log_analytics_id,
            workspace_id=workload.workspace.workspace_id,
            online_endpoint_ids={name: workload.serving.endpoint_ids[name] for name in workload.serving.online_names},
            machines={
                **{role: WatchedMachine.of(machine) for role, machine in machines.items()},
                **({"jump-host": WatchedMachine.of(jump_host, always_on=not switched_off)} if jump_host else {}),
            },
            firewall_id=firewall.firewall_id if firewall else None,
            vpn_gateway_id=gateways.connected_ids.get("vpn"),
            express_route_gateway_id=gateways.connected_ids.get("express_route"),
            collection_endpoint_id=workload.collection.endpoint_id if workload.collection else None,
        ),
    )
if watch.diagnostics:
    Diagnostics("diagnostics", DiagnosticsArgs(log_analytics_id=log_analytics_id, inventory=inventory))
Governance("governance", GovernanceArgs(platform=platform, settings=settings, inventory=inventory))

# --- What a person needs next, and what spokes need of a hub ----------------------------------------------------------

outputs = {
    "resourceGroup": names.of("rg"),
    "location": settings.location,
    "addressSpaces": {
        name: str(plan.address_space)
        for name, plan in {"aml": settings.network.aml, "bastion": settings.network.bastion}.items()
        if plan
    },
    "openJumpHost": access.open_jump_host,
    "jumpHostAddress": access.jump_host_address,
    "agentPools": agents.pools if agents else None,
    "agents": agents.addresses if agents else None,
    "egressAddresses": network.nat_addresses | ({"firewall": firewall.public_address} if firewall else {}),
    "gatewayAddresses": gateways.public_addresses,
    "vpnSharedKeys": gateways.generated_keys,
    "expressRouteServiceKey": gateways.service_key,
    "dnsResolverAddress": resolver.inbound_address if resolver else None,
    "manualSteps": [
        step
        for part in (
            workload and workload.encryption,
            workload and workload.zones,
            gateways,
            access,
            resolver,
            agents,
            workload and workload.cluster,
        )
        for step in (part.manual_steps if part else ())
    ],
}
if workload:
    outputs |= workload.outputs
if shared_zones and agents:
    outputs[hubs.OUTPUT] = hubs.told(
        platform,
        settings,
        vnet_id=network.bastion.id,
        zones=shared_zones.all_ids(),
        agents=agents.principal_ids,
        has_gateways=bool(gateways.made),
    )
for name, value in outputs.items():
    if value not in (None, {}, []):
        pulumi.export(name, value)

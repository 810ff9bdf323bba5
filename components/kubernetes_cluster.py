"""A private Kubernetes cluster (AKS): a pool for the cluster's own pods, and one for models.

Its API server has a private address only, people sign in with Entra ID, pods act with identities of their own, nothing
has a public address, and versions follow a channel: no number that goes out of support is written anywhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pulumi
from pulumi_azure_native import containerservice as aks

from components.identity import UserIdentity
from components.platform import Platform, known_id
from components.settings import AksSettings, MaintenanceSettings
from components.vocabulary import GPU_SIZE_PREFIXES

CLUSTER = "Microsoft.ContainerService/managedClusters"
Outbound = Literal["userDefinedRouting", "userAssignedNATGateway"]

# Keeps everything else off the nodes that the cluster itself depends on.
# https://learn.microsoft.com/azure/aks/use-system-pools
SYSTEM_TAINT = "CriticalAddonsOnly=true:NoSchedule"
SYSTEM_POOL, MODELS_POOL = "system", "models"
MOST_SYSTEM_NODES = 3
IMAGE_CLEANING_HOURS = 168
"""Hours between two cleanings of images that no pod uses: a week, as Azure's own tool has it."""

# https://learn.microsoft.com/azure/aks/planned-maintenance#schedule-configuration-types-for-planned-maintenance
UPGRADES = {"version": "aksManagedAutoUpgradeSchedule", "nodes": "aksManagedNodeOSUpgradeSchedule"}


@dataclass(frozen=True, kw_only=True)
class KubernetesClusterArgs:
    """What the cluster is made from.

    Attributes:
        platform: Required. Where everything goes.
        settings: Required. Sizes, ranges, channels, administrators.
        subnet_id: Required. Subnet of the nodes, the API server's endpoint and the internal load balancer.
        vnet: Required. Its VNet: nodes do not move to another one, they are replaced with it.
        zone_id: Required. Private DNS zone that the API server's name is written to.
        outbound: Required. The way out of the subnet: a route table to the firewall, or its NAT gateway.
        control_plane: Required. Identity that the cluster works as.
        nodes: Required. Identity that nodes pull images with.
        log_analytics_id: Required. Log Analytics workspace of Container insights and Defender.
        defender: Required. Whether the subscription has the Defender plan Containers, whose sensor goes on the nodes.
        disk_encryption_set_id: Required. Disk encryption set of the nodes' disks; None for a key of Azure's.
        after: Required. Roles of both identities, names, and the way out.
    """

    platform: Platform
    settings: AksSettings
    subnet_id: pulumi.Output[str]
    vnet: pulumi.Resource
    zone_id: pulumi.Output[str]
    outbound: Outbound
    control_plane: UserIdentity
    nodes: UserIdentity
    log_analytics_id: pulumi.Output[str]
    defender: bool
    disk_encryption_set_id: pulumi.Output[str] | None
    after: Sequence[pulumi.Resource]


class KubernetesCluster(pulumi.ComponentResource):
    """The cluster with both pools.

    Attributes:
        cluster: the cluster itself, for what must be replaced together with it.
        models_pool: the pool that models run on, for what needs nodes to run on.
        cluster_id: ARM id, known before creation.
        cluster_name: name, tied to the cluster.
        private_fqdn: name of the API server, in the private zone.
        issuer_url: who issues the tokens of its service accounts.
    """

    cluster_id: pulumi.Output[str]
    cluster_name: pulumi.Output[str]
    private_fqdn: pulumi.Output[str]
    issuer_url: pulumi.Output[str]

    def __init__(self, name: str, args: KubernetesClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-mlops:kubernetes_cluster:KubernetesCluster", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self._args = args
        azure_name = args.platform.names.of("aks")
        self.cluster = self._cluster(azure_name)
        self.cluster_id = args.platform.id_of(self.cluster, CLUSTER, azure_name)
        self.cluster_name = known_id(self.cluster, azure_name)
        self.private_fqdn = self.cluster.private_fqdn
        self.issuer_url = self.cluster.oidc_issuer_profile.apply(lambda found: (found and found.issuer_url) or "")
        self.models_pool = self._models_pool()
        if args.settings.maintenance:
            self._maintenance(args.settings.maintenance)
        self.register_outputs({"cluster_id": self.cluster_id, "private_fqdn": self.private_fqdn})

    def _cluster(self, azure_name: str) -> aks.ManagedCluster:
        args, platform, settings = self._args, self._args.platform, self._args.settings
        system_pool = self._pool(settings.system_vm_size, _least_system_nodes(platform), MOST_SYSTEM_NODES)
        return aks.ManagedCluster(
            "cluster",
            resource_group_name=platform.resource_group_name,
            resource_name_=azure_name,
            location=platform.location,
            sku=aks.ManagedClusterSKUArgs(name="Base", tier=settings.tier),
            # https://learn.microsoft.com/azure/aks/long-term-support: the Premium tier is for that alone.
            support_plan="AKSLongTermSupport" if settings.tier == "Premium" else None,
            dns_prefix=azure_name,
            node_resource_group=platform.names.of("rg", "aks-nodes"),
            identity=aks.ManagedClusterIdentityArgs(
                type=aks.ResourceIdentityType.USER_ASSIGNED, user_assigned_identities=[args.control_plane.identity_id]
            ),
            identity_profile={
                "kubeletidentity": aks.UserAssignedIdentityArgs(
                    resource_id=args.nodes.identity_id,
                    client_id=args.nodes.client_id,
                    object_id=args.nodes.principal_id,
                )
            },
            api_server_access_profile=aks.ManagedClusterAPIServerAccessProfileArgs(
                enable_private_cluster=True,
                # Azure Machine Learning does not support a private cluster with a public name.
                # https://learn.microsoft.com/azure/machine-learning/how-to-secure-kubernetes-inferencing-environment
                enable_private_cluster_public_fqdn=False,
                private_dns_zone=args.zone_id,
                # It would lead past the private API server, through Azure Resource Manager.
                disable_run_command=True,
            ),
            aad_profile=aks.ManagedClusterAADProfileArgs(
                managed=True,
                enable_azure_rbac=True,
                admin_group_object_ids=list(settings.admin_groups),
                tenant_id=platform.client.tenant_id,
            ),
            enable_rbac=True,
            disable_local_accounts=not settings.local_accounts,
            network_profile=_network_profile(settings, args.outbound),
            oidc_issuer_profile=aks.ManagedClusterOIDCIssuerProfileArgs(enabled=True),
            security_profile=self._security_profile(),
            auto_upgrade_profile=aks.ManagedClusterAutoUpgradeProfileArgs(
                upgrade_channel=settings.upgrade_channel, node_os_upgrade_channel="NodeImage"
            ),
            addon_profiles=self._addons(),
            disk_encryption_set_id=args.disk_encryption_set_id,
            agent_pool_profiles=[
                aks.ManagedClusterAgentPoolProfileArgs(
                    name=SYSTEM_POOL, mode="System", node_taints=[SYSTEM_TAINT], **system_pool
                )
            ],
            tags={**platform.tags, "systemPool": self._system_pool_in_words()},
            opts=self._cluster_options(),
        )

    def _cluster_options(self) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(
            parent=self,
            # The cluster writes its name into the zone and joins the subnet with its identity's roles, and its nodes
            # pull their first images through the way out: without either its creation fails.
            # https://learn.microsoft.com/azure/aks/private-clusters#configuration-options-for-private-dns
            depends_on=list(self._args.after),
            replace_with=[self._args.vnet],
            # Azure changes both by itself: autoscaling and upgrades. The list also comes to hold the models' pool.
            ignore_changes=["agentPoolProfiles", "kubernetesVersion"],
            # So a change of what is fixed in the system pool would pass unseen: the tag says it.
            replace_on_changes=["tags.systemPool"],
        )

    def _system_pool_in_words(self) -> str:
        """What cannot be changed about the system pool."""
        args = self._args
        words = [args.settings.system_vm_size]
        words += ["zones", *args.platform.zones] if args.platform.zones else []
        words += ["encrypted-at-host"] if args.settings.encryption_at_host else []
        words += ["own-key"] if args.disk_encryption_set_id is not None else []
        return " ".join(words)

    def _pool(self, vm_size: str, least: int, most: int) -> dict[str, Any]:
        """What both pools have in common; the cluster's own profile and a pool by itself take the same arguments."""
        args = self._args
        return {
            "vm_size": vm_size,
            "vnet_subnet_id": args.subnet_id,
            "availability_zones": list(args.platform.zones) or None,
            "type": "VirtualMachineScaleSets",
            "os_type": "Linux",
            # AKS's default; Azure ML's pages name no other system for its extension.
            "os_sku": "Ubuntu",
            # Left to AKS: on the host wherever the size has room, which is faster and costs nothing. Not so with a key
            # of one's own: a disk on the host takes a new version of the key only when its node is made anew.
            # https://learn.microsoft.com/azure/aks/azure-disk-customer-managed-keys#limitations
            "os_disk_type": "Managed" if args.disk_encryption_set_id is not None else None,
            "enable_auto_scaling": True,
            "count": least,
            "min_count": least,
            "max_count": most,
            "enable_node_public_ip": False,
            "enable_encryption_at_host": args.settings.encryption_at_host,
            # Drivers that AKS installs for GPUs on Ubuntu are not signed.
            # https://learn.microsoft.com/azure/aks/use-trusted-launch#limitations
            "security_profile": aks.AgentPoolSecurityProfileArgs(
                enable_vtpm=True, enable_secure_boot=not vm_size.startswith(GPU_SIZE_PREFIXES)
            ),
            # One node more at a time: the subnet has room for that many.
            "upgrade_settings": aks.AgentPoolUpgradeSettingsArgs(max_surge="1"),
            "tags": args.platform.tags,
        }

    def _models_pool(self) -> aks.AgentPool:
        platform, settings = self._args.platform, self._args.settings
        return aks.AgentPool(
            "models-pool",
            resource_group_name=platform.resource_group_name,
            resource_name_=self.cluster_name,
            agent_pool_name=MODELS_POOL,
            mode="User",
            scale_down_mode="Delete",
            **self._pool(settings.vm_size, settings.min_nodes, settings.max_nodes),
            opts=pulumi.ResourceOptions.merge(
                self._child,
                # Azure changes both by itself: autoscaling and upgrades.
                pulumi.ResourceOptions(
                    ignore_changes=["count", "orchestratorVersion"], replace_on_changes=["vnetSubnetID"]
                ),
            ),
        )

    def _security_profile(self) -> aks.ManagedClusterSecurityProfileArgs:
        defender = aks.ManagedClusterSecurityProfileDefenderArgs(
            log_analytics_workspace_resource_id=self._args.log_analytics_id,
            security_monitoring=aks.ManagedClusterSecurityProfileDefenderSecurityMonitoringArgs(enabled=True),
        )
        return aks.ManagedClusterSecurityProfileArgs(
            workload_identity=aks.ManagedClusterSecurityProfileWorkloadIdentityArgs(enabled=True),
            image_cleaner=aks.ManagedClusterSecurityProfileImageCleanerArgs(
                enabled=True, interval_hours=IMAGE_CLEANING_HOURS
            ),
            defender=defender if self._args.defender else None,
        )

    def _addons(self) -> dict[str, aks.ManagedClusterAddonProfileArgs]:
        return {
            "azurepolicy": aks.ManagedClusterAddonProfileArgs(enabled=True),
            # With the cluster's identity: keys of Log Analytics are off. What is collected: kubernetes_monitoring.py.
            "omsagent": aks.ManagedClusterAddonProfileArgs(
                enabled=True,
                config={
                    "logAnalyticsWorkspaceResourceID": self._args.log_analytics_id,
                    "useAADAuth": "true",
                },
            ),
        }

    def _maintenance(self, window: MaintenanceSettings) -> None:
        for what, config in UPGRADES.items():
            aks.MaintenanceConfiguration(
                f"maintenance-{what}",
                resource_group_name=self._args.platform.resource_group_name,
                resource_name_=self.cluster_name,
                config_name=config,
                maintenance_window=aks.MaintenanceWindowArgs(
                    schedule=aks.ScheduleArgs(weekly=aks.WeeklyScheduleArgs(day_of_week=window.day, interval_weeks=1)),
                    start_time=f"{window.start[:2]}:{window.start[2:]}",
                    utc_offset=window.utc_offset,
                    duration_hours=window.hours,
                ),
                opts=self._child,
            )


def _least_system_nodes(platform: Platform) -> int:
    """A node in each zone; two where there are none, as Azure asks of production clusters.

    https://learn.microsoft.com/azure/aks/use-system-pools
    """
    return MOST_SYSTEM_NODES if platform.zones else 2


def _network_profile(settings: AksSettings, outbound: Outbound) -> aks.ContainerServiceNetworkProfileArgs:
    """Overlay with Cilium, which Microsoft recommends: pods take no addresses of the subnet, policies are enforced.

    https://learn.microsoft.com/azure/aks/use-network-policies#network-policy-options-in-aks
    """
    return aks.ContainerServiceNetworkProfileArgs(
        network_plugin="azure",
        network_plugin_mode="overlay",
        network_dataplane="cilium",
        network_policy="cilium",
        pod_cidr=str(settings.pod_range),
        service_cidr=str(settings.service_range),
        # The tenth address, as Azure has it in its own default; the first is the API server's.
        dns_service_ip=str(settings.service_range[10]),
        outbound_type=outbound,
        load_balancer_sku="standard",
    )

"""The workspace with all that is its own, in the order Azure needs: what a stack has that is no hub.

Services, their private endpoints and names, the workspace with its own endpoint, compute, inference. A function of the
settings like `__main__.py`, and apart from it because a hub goes without.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pydantic import SecretStr

from components.compute import TrainingCompute, TrainingComputeArgs
from components.encryption import Encryption, EncryptionArgs
from components.flow_logs import FlowLogs, FlowLogsArgs
from components.heartbeats import CollectionEndpoint, CollectionEndpointArgs
from components.hub import Hub
from components.inference import Endpoints, EndpointsArgs
from components.kubernetes import Kubernetes, KubernetesArgs
from components.monitoring import MonitorScope, MonitorScopeArgs
from components.network import Network
from components.platform import Platform
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
from components.settings import Settings, WorkspaceSettings
from components.vault import Vault, VaultArgs
from components.workspace import Workspace, WorkspaceArgs
from components.workspace_identity import WorkspaceIdentity, WorkspaceIdentityArgs


def secret(value: SecretStr | None) -> pulumi.Output[str]:
    """A secret of the settings, as one of the engine's; empty where it is not set."""
    return pulumi.Output.secret(value.get_secret_value() if value else "")


@dataclass(frozen=True, kw_only=True)
class WorkloadArgs:
    """What the workload is made from.

    Attributes:
        platform: Required. Where everything goes.
        settings: Required. All settings of the stack.
        network: Required. Its networks.
        hub: Required. The hub whose zones are used; None for zones of its own.
        settled: Required. What to wait for before attaching to a subnet.
        way_out: Required. What machines need to get out, beyond their subnet.
        behind_firewall: Required. Whether a firewall is the way out.
    """

    platform: Platform
    settings: Settings
    network: Network
    hub: Hub | None
    settled: Sequence[pulumi.Resource]
    way_out: Sequence[pulumi.Resource]
    behind_firewall: bool


class Workload:
    """The workspace, what it needs, and what runs in it: see the attributes, in the order they are made.

    Attributes:
        vault: the key vault.
        encryption: keys of one's own, or None.
        services: storage, registry, logs.
        flow_logs: flow logs of the networks, or None.
        collection: data collection endpoint of a private link scope, or None.
        scope: private link scope of Azure Monitor, or None.
        zones: the private DNS zones that the endpoints write to.
        endpoints: the services' private endpoints.
        identity: a user-assigned identity of the workspace, or None.
        workspace: the workspace.
        workspace_endpoint: its private endpoint.
        compute: clusters and instances.
        serving: online and batch endpoints.
        cluster: a Kubernetes cluster, or None.
    """

    def __init__(self, args: WorkloadArgs, workspace: WorkspaceSettings) -> None:
        """Makes everything.

        Args:
            args: what it is made from.
            workspace: the settings of the workspace.
        """
        self._args, self._platform, self._settings = args, args.platform, args.settings
        self._workspace_settings = workspace
        self._subnet_ids = args.network.subnet_ids
        self._encrypted = args.settings.encryption.customer_managed_keys

        self._make_services()
        self._make_monitor()
        self._make_endpoints()
        self._make_workspace()
        # Azure refuses compute without a public address before the workspace has its endpoint, and nodes start at once.
        self._reachable = [*self.zones.links, self.workspace_endpoint.zone_group]
        self._make_compute()
        self.cluster = self._kubernetes()

    @property
    def disk_encryption_set_id(self) -> pulumi.Output[str] | None:
        """Disk encryption set with the key of disks; None for a key of Azure's."""
        return self.encryption.disk_encryption_set_id if self.encryption else None

    @property
    def storage_endpoints(self) -> Mapping[str, pulumi.Output[str]]:
        """Private endpoints of the storage account, by sub-resource."""
        kinds = ("blob", "file", *self._settings.private_link.sub_resources)
        return {kind: self.endpoints.made[kind].endpoint_id for kind in kinds}

    @property
    def outputs(self) -> dict[str, Any]:
        """What the stack puts out about it."""
        return {
            "workspaceId": self.workspace.workspace_id,
            "workspaceName": self.workspace.workspace_name,
            "studioUrl": self.workspace.studio_url,
            "privateEndpoints": {"workspace": self.workspace_endpoint.addresses}
            | {label: endpoint.addresses for label, endpoint in self.endpoints.made.items()},
            "computeClusters": self.compute.cluster_names,
            "computeInstances": self.compute.instance_names,
            "onlineEndpoints": self.serving.online_names,
            "batchEndpoints": self.serving.batch_names,
            "scoringUris": self.serving.scoring_uris,
            "kubernetesCluster": self.cluster.cluster_id if self.cluster else None,
        }

    def _make_services(self) -> None:
        """The workspace's services, with a key of one's own where the settings say so."""
        platform, settings = self._platform, self._settings
        self.vault = Vault(
            "vault", VaultArgs(platform=platform, retention_days=self._workspace_settings.vault_retention_days)
        )
        self.encryption = (
            Encryption("encryption", EncryptionArgs(platform=platform, settings=settings.encryption, vault=self.vault))
            if self._encrypted
            else None
        )
        key = self.encryption.key if self.encryption else None
        self._storage_key = key if "storage" in self._encrypted else None
        self.services = WorkspaceServices(
            "services",
            WorkspaceServicesArgs(
                platform=platform,
                settings=self._workspace_settings,
                monitor_is_private=settings.monitor.private_link_scope,
                infrastructure_encryption=settings.encryption.infrastructure_encryption,
                storage_key=self._storage_key,
                registry_key=key if "registry" in self._encrypted else None,
            ),
        )

    def _make_monitor(self) -> None:
        platform, settings, watch = self._platform, self._settings, self._settings.monitor
        self.flow_logs, self.collection, self.scope = None, None, None
        if watch.flow_logs:
            self.flow_logs = FlowLogs(
                "flow-logs",
                FlowLogsArgs(
                    platform=platform,
                    settings=watch.flow_logs,
                    vnet_ids={key: vnet.id for key, vnet in self._args.network.made.items()},
                    log_analytics_id=self.services.log_analytics_id,
                    infrastructure_encryption=settings.encryption.infrastructure_encryption,
                    storage_key=self._storage_key,
                ),
            )
        if watch.private_link_scope:
            monitored = {"logs": self.services.log_analytics_id, "insights": self.services.insights_id}
            if watch.alerts or settings.inference.aks:
                self.collection = CollectionEndpoint("collection", CollectionEndpointArgs(platform=platform))
                monitored["collection"] = self.collection.endpoint_id
            self.scope = MonitorScope("monitor", MonitorScopeArgs(platform=platform, services=monitored))

    def _make_endpoints(self) -> None:
        """Private endpoints of the services, and the names that they answer to."""
        platform, settings, link = self._platform, self._settings, self._settings.private_link
        targets = service_targets(
            storage_id=self.services.storage_id,
            vault_id=self.vault.vault_id,
            registry_id=self.services.registry_id,
            further=link.sub_resources,
        )
        if self.scope:  # takes its names from the services linked to the scope by then
            targets.append(
                Target(label="azuremonitor", group="azuremonitor", id=self.scope.scope_id, after=self.scope.linked)
            )
        if self.flow_logs:
            targets.append(Target(label="flow-logs", group="blob", id=self.flow_logs.storage_id))
        named = [target.group for target in targets] + ["amlworkspace"]
        named += ["management"] if settings.inference.aks else []
        self.zones = DnsZones(
            "private-dns",
            DnsZonesArgs(
                platform=platform,
                groups=named,
                vnet_ids={key: vnet.id for key, vnet in self._args.network.made.items()},
                existing=link.existing_zones,
                hub=self._args.hub,
            ),
        )
        self.endpoints = PrivateEndpoints(
            "endpoints",
            PrivateEndpointsArgs(
                platform=platform,
                subnet_id=self._subnet_ids["private_endpoints"],
                targets=targets,
                zones=self.zones,
                zones_are_left_alone=link.zone_groups_owned_by_policy,
                settled=self._args.settled,
            ),
        )

    def _make_workspace(self) -> None:
        """The workspace with its own endpoint."""
        platform, settings = self._platform, self._workspace_settings
        self.identity = None
        if settings.identity == "UserAssigned":
            self.identity = WorkspaceIdentity(
                "workspace-identity",
                WorkspaceIdentityArgs(
                    platform=platform,
                    services={
                        "storage": self.services.storage_id,
                        "vault": self.vault.vault_id,
                        "insights": self.services.insights_id,
                    },
                    registry_id=self.services.registry_id,
                    registry_role=settings.registry_role,
                ),
            )
        self.workspace = Workspace(
            "workspace",
            WorkspaceArgs(
                platform=platform,
                settings=settings,
                services=self.services,
                vault_id=self.vault.vault_id,
                identity=self.identity.identity if self.identity else None,
                key=self.encryption.key if self.encryption and "workspace" in self._encrypted else None,
                after=self.endpoints.named,
            ),
        )
        self.workspace_endpoint = PrivateEndpoint(
            "pep-workspace",
            PrivateEndpointArgs(
                platform=platform,
                subnet_id=self._subnet_ids["private_endpoints"],
                target_id=self.workspace.workspace_id,
                label="amlworkspace",
                group="amlworkspace",
                zone_ids=self.zones.ids("amlworkspace"),
                zones_are_left_alone=self._settings.private_link.zone_groups_owned_by_policy,
                after=self._args.settled,
            ),
        )

    def _make_compute(self) -> None:
        """Clusters and instances, and where models are served."""
        args, platform, settings = self._args, self._platform, self._settings
        if settings.compute is None:
            raise TypeError("compute is missing: the settings have a workspace")
        aml = args.network.aml
        self.compute = TrainingCompute(
            "compute",
            TrainingComputeArgs(
                platform=platform,
                settings=settings.compute,
                workspace_name=self.workspace.workspace_name,
                subnet_id=self._subnet_ids.get("training"),
                vnet=aml.resource if aml and "training" in self._subnet_ids else None,
                after=[*args.settled, *args.way_out, *self._reachable],
            ),
        )
        self.serving = Endpoints(
            "inference",
            EndpointsArgs(
                platform=platform,
                settings=settings.inference,
                workspace_name=self.workspace.workspace_name,
                after=self._reachable,
            ),
        )

    def _kubernetes(self) -> Kubernetes | None:
        args, settings, aml = self._args, self._settings, self._args.network.aml
        if settings.inference.aks is None or aml is None or aml.resource is None:
            return None
        [zone_id] = self.zones.ids("management").values()
        return Kubernetes(
            "kubernetes",
            KubernetesArgs(
                platform=self._platform,
                settings=settings.inference.aks,
                subnet_id=self._subnet_ids["aks"],
                vnet=aml.resource,
                vnet_id=aml.id,
                zone_id=zone_id,
                outbound="userDefinedRouting" if args.behind_firewall else "userAssignedNATGateway",
                workspace_name=self.workspace.workspace_name,
                registry_id=self.services.registry_id,
                log_analytics_id=self.services.log_analytics_id,
                disk_encryption_set_id=self.disk_encryption_set_id,
                certificate=secret(settings.scoring_certificate),
                key=secret(settings.scoring_key),
                after=[*args.settled, *args.way_out, *self.zones.links],
                workspace_ready=self._reachable,
                workspace_principal_id=self.identity.identity.principal_id if self.identity else None,
                data_collection_endpoint_id=self.collection.endpoint_id if self.collection else None,
                defender="Containers" in settings.governance.defender,
            ),
        )

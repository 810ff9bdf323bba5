"""Compute of the workspace: clusters and instances in the training subnet, private and keyless."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import machinelearningservices as ml

from components.platform import Platform, object_id
from components.settings import ClusterSettings, ComputeSettings, InstanceSettings
from components.vocabulary import RETIRED_SIZES


@dataclass(frozen=True, kw_only=True)
class TrainingComputeArgs:
    """What the compute is made from.

    Attributes:
        platform: Required. Where everything goes.
        settings: Required. Clusters and instances.
        workspace_name: Required. Workspace that they belong to.
        subnet_id: Required. Training subnet.
        vnet: Required. Its VNet: nodes do not move to another one, they are replaced with it.
        after: Required. The workspace's private endpoint, its names and their links. Without it Azure refuses compute
            that has no public IP ("requires workspace private endpoint").
    """

    platform: Platform
    settings: ComputeSettings
    workspace_name: pulumi.Output[str]
    subnet_id: pulumi.Output[str]
    vnet: pulumi.Resource
    after: Sequence[pulumi.Resource]


class TrainingCompute(pulumi.ComponentResource):
    """Clusters and instances.

    Attributes:
        cluster_names: names of the clusters.
        instance_names: names of the instances, with the stack's suffix.
        principal_ids: object ids of their identities, by name in the settings.
    """

    cluster_names: list[str]
    instance_names: pulumi.Output[Sequence[str]]
    principal_ids: dict[str, pulumi.Output[str]]

    def __init__(self, name: str, args: TrainingComputeArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-mlops:compute:TrainingCompute", name, None, opts)
        self._args = args
        self._attached = pulumi.ResourceOptions(parent=self, depends_on=list(args.after), replace_with=[args.vnet])
        _warn_of_retired_sizes(self, args.settings)

        computes = {
            **{cluster.name: self._cluster(cluster) for cluster in args.settings.clusters},
            **{instance.name: self._instance(instance) for instance in args.settings.instances},
        }
        self.principal_ids = {key: object_id(compute.identity) for key, compute in computes.items()}
        self.cluster_names = [cluster.name for cluster in args.settings.clusters]
        self.instance_names = pulumi.Output.all(
            *(args.platform.names.with_suffix(instance.name) for instance in args.settings.instances)
        )
        self.register_outputs({"cluster_names": self.cluster_names, "instance_names": self.instance_names})

    def _compute(
        self, label: str, name: pulumi.Input[str], properties: ml.AmlComputeArgs | ml.ComputeInstanceArgs
    ) -> ml.Compute:
        platform = self._args.platform
        return ml.Compute(
            label,
            resource_group_name=platform.resource_group_name,
            workspace_name=self._args.workspace_name,
            compute_name=name,
            location=platform.location,
            identity=ml.ManagedServiceIdentityArgs(type="SystemAssigned"),
            properties=properties,
            tags=platform.tags,
            opts=self._attached,
        )

    def _cluster(self, cluster: ClusterSettings) -> ml.Compute:
        return self._compute(
            f"cluster-{cluster.name}",
            cluster.name,
            ml.AmlComputeArgs(
                compute_type="AmlCompute",
                compute_location=self._args.platform.location,
                disable_local_auth=True,
                properties=ml.AmlComputePropertiesArgs(
                    vm_size=cluster.vm_size,
                    vm_priority=cluster.priority,
                    os_type="Linux",
                    subnet=ml.ResourceIdArgs(id=self._args.subnet_id),
                    enable_node_public_ip=False,
                    isolated_network=False,
                    remote_login_port_public_access="Disabled",
                    scale_settings=ml.ScaleSettingsArgs(
                        min_node_count=cluster.min_nodes,
                        max_node_count=cluster.max_nodes,
                        node_idle_time_before_scale_down=cluster.idle_before_scale_down,
                    ),
                ),
            ),
        )

    def _instance(self, instance: InstanceSettings) -> ml.Compute:
        return self._compute(
            f"instance-{instance.name}",
            self._args.platform.names.with_suffix(instance.name),
            ml.ComputeInstanceArgs(
                compute_type="ComputeInstance",
                compute_location=self._args.platform.location,
                disable_local_auth=True,
                properties=ml.ComputeInstancePropertiesArgs(
                    vm_size=instance.vm_size,
                    subnet=ml.ResourceIdArgs(id=self._args.subnet_id),
                    enable_node_public_ip=False,
                    ssh_settings=ml.ComputeInstanceSshSettingsArgs(ssh_public_access="Disabled"),
                    application_sharing_policy="Personal",
                    compute_instance_authorization_type="personal",
                    idle_time_before_shutdown=instance.idle_shutdown,
                ),
            ),
        )


def _warn_of_retired_sizes(component: pulumi.Resource, settings: ComputeSettings) -> None:
    sizes = {compute.name: compute.vm_size for compute in settings.clusters}
    sizes |= {compute.name: compute.vm_size for compute in settings.instances}
    for name, size in sizes.items():
        if size in RETIRED_SIZES:
            pulumi.log.warn(f"compute {name}: {size} is {RETIRED_SIZES[size]}", component)

"""Compute of the workspace: clusters and instances, private and keyless, in the training subnet or the managed network.

In the workspace's own managed network Azure places compute by itself: a subnet is then refused, and no public IP is
still asked for. https://learn.microsoft.com/azure/machine-learning/how-to-managed-network-compute
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import machinelearningservices as ml

from components.platform import Platform, object_id
from components.settings import ClusterSettings, ComputeSettings, InstanceSettings, ScheduleSettings
from components.vocabulary import RETIRED_SIZES


@dataclass(frozen=True, kw_only=True)
class TrainingComputeArgs:
    """What the compute is made from.

    Attributes:
        platform: Required. Where everything goes.
        settings: Required. Clusters and instances.
        workspace_name: Required. Workspace that they belong to.
        subnet_id: Required. Training subnet; None where the workspace's managed network isolates compute.
        vnet: Required. The subnet's VNet: nodes do not move to another one, they are replaced with it. None with it.
        after: Required. The workspace's private endpoint, its names and their links. Without it Azure refuses compute
            that has no public IP ("requires workspace private endpoint"), in a managed network too.
    """

    platform: Platform
    settings: ComputeSettings
    workspace_name: pulumi.Output[str]
    subnet_id: pulumi.Output[str] | None
    vnet: pulumi.Resource | None
    after: Sequence[pulumi.Resource]


class TrainingCompute(pulumi.ComponentResource):
    """Clusters and instances.

    Attributes:
        cluster_names: names of the clusters.
        instance_names: names of the instances, with the stack's suffix.
        principal_ids: object ids of their identities, by name in the settings.
        instance_principal_ids: those of instances only.
    """

    cluster_names: list[str]
    instance_names: pulumi.Output[Sequence[str]]
    principal_ids: dict[str, pulumi.Output[str]]
    instance_principal_ids: dict[str, pulumi.Output[str]]

    def __init__(self, name: str, args: TrainingComputeArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-mlops:compute:TrainingCompute", name, None, opts)
        self._args = args
        self._subnet = ml.ResourceIdArgs(id=args.subnet_id) if args.subnet_id is not None else None
        self._attached = pulumi.ResourceOptions(
            parent=self,
            # Azure refuses compute without public IP as long as the workspace has no private endpoint.
            depends_on=list(args.after),
            replace_with=[args.vnet] if args.vnet else None,
        )
        asked: list[ClusterSettings | InstanceSettings] = [*args.settings.clusters, *args.settings.instances]
        for compute in asked:
            warn_of_retired_size(self, f"compute {compute.name}", compute.vm_size)

        clusters = {cluster.name: self._cluster(cluster) for cluster in args.settings.clusters}
        instances = {instance.name: self._instance(instance) for instance in args.settings.instances}
        self.instance_principal_ids = {name: object_id(made.identity) for name, made in instances.items()}
        self.principal_ids = {name: object_id(made.identity) for name, made in clusters.items()}
        self.principal_ids |= self.instance_principal_ids
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
                    subnet=self._subnet,
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
                    subnet=self._subnet,
                    enable_node_public_ip=False,
                    ssh_settings=ml.ComputeInstanceSshSettingsArgs(ssh_public_access="Disabled"),
                    application_sharing_policy="Personal",
                    compute_instance_authorization_type="personal",
                    personal_compute_instance_settings=self._owner(instance),
                    idle_time_before_shutdown=instance.idle_shutdown,
                    schedules=_schedules(instance.schedules),
                ),
            ),
        )

    def _owner(self, instance: InstanceSettings) -> ml.PersonalComputeInstanceSettingsArgs | None:
        """Whose instance it is; None leaves it to whoever deploys.

        https://learn.microsoft.com/azure/machine-learning/how-to-create-compute-instance#create-on-behalf-of
        """
        if instance.assigned_user is None:
            return None
        tenant = self._args.platform.client.tenant_id
        return ml.PersonalComputeInstanceSettingsArgs(
            assigned_user=ml.AssignedUserArgs(object_id=instance.assigned_user, tenant_id=tenant)
        )


def _schedules(schedules: Sequence[ScheduleSettings]) -> ml.ComputeSchedulesArgs | None:
    """Times at which an instance starts and stops.

    Without a start time, as in Microsoft's own template: Azure begins at once, and there is no date to keep in step.
    https://learn.microsoft.com/azure/machine-learning/how-to-create-compute-instance#schedule-automatic-start-and-stop
    """
    if not schedules:
        return None
    return ml.ComputeSchedulesArgs(
        compute_start_stop=[
            ml.ComputeStartStopScheduleArgs(
                action=schedule.action,
                status="Enabled",
                trigger_type="Cron",
                cron=ml.CronArgs(expression=schedule.cron, time_zone=schedule.time_zone),
            )
            for schedule in schedules
        ]
    )


def warn_of_retired_size(component: pulumi.Resource, what: str, size: str) -> None:
    """Says that Azure no longer sells a size, and what to use instead: it stays expressible, as quotas may live on.

    Args:
        component: what the warning is about.
        what: who asks for the size, such as `compute gpu-cluster`.
        size: virtual machine size, in any case.
    """
    retired = {name.lower(): reason for name, reason in RETIRED_SIZES.items()}
    if size.lower() in retired:
        pulumi.log.warn(f"{what}: {size} is {retired[size.lower()]}", component)

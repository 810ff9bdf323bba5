"""Kubernetes for models (AKS): identities and their roles, the private cluster, and its attachment to the workspace.

The order is Azure's: identities, their roles, the cluster, its pool for models, the extension, the attachment.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.clouds import PUBLIC
from components.compute import warn_of_retired_size
from components.identity import Grant, RoleGrants, RoleGrantsArgs, UserIdentity
from components.kubernetes_attachment import (
    COMPUTE_NAME,
    EXTENSION_NAMESPACE,
    KubernetesAttachment,
    KubernetesAttachmentArgs,
)
from components.kubernetes_cluster import KubernetesCluster, KubernetesClusterArgs, Outbound
from components.kubernetes_monitoring import ContainerInsights, ContainerInsightsArgs
from components.platform import Platform
from components.settings import AksSettings


@dataclass(frozen=True, kw_only=True)
class KubernetesArgs:
    """What the cluster and its attachment are made from.

    Attributes:
        platform: Required. Where everything goes.
        settings: Required. The cluster, and how models are served on it.
        subnet_id: Required. Subnet of the nodes, the API server's endpoint and the internal load balancer.
        vnet: Required. Its VNet: nodes do not move to another one, they are replaced with it.
        vnet_id: Required. Id of that VNet.
        zone_id: Required. Private DNS zone of the region's API servers, linked to whoever uses the cluster.
        outbound: Required. The way out of the subnet: a route table to the firewall, or its NAT gateway.
        workspace_name: Required. Workspace that it is attached to.
        registry_id: Required. Registry that nodes pull images from.
        log_analytics_id: Required. Log Analytics workspace of Container insights and Defender.
        disk_encryption_set_id: Required. Disk encryption set of the nodes' disks; None for a key of Azure's.
        certificate: Required. Certificate of the scoring host in PEM form, a secret; empty where the Kubernetes secret
            of the settings holds it.
        key: Required. Its private key in PEM form, a secret; empty with it.
        after: Required. The way out, the zone's links, and what to wait for before attaching to the subnet.
        workspace_ready: Required. The workspace's private endpoint and its names.
        workspace_principal_id: Optional. Object id of the workspace's user-assigned identity, which needs roles on the
            cluster; none by default, for a system-assigned one that Azure ML gives its roles.
        data_collection_endpoint_id: Conditional. Endpoint that Azure Monitor's agent takes its orders from; required
            where a private link scope secures Azure Monitor.
        defender: Optional. Whether the subscription has the Defender plan Containers; no by default.
    """

    platform: Platform
    settings: AksSettings
    subnet_id: pulumi.Output[str]
    vnet: pulumi.Resource
    vnet_id: pulumi.Output[str]
    zone_id: pulumi.Output[str]
    outbound: Outbound
    workspace_name: pulumi.Output[str]
    registry_id: pulumi.Output[str]
    log_analytics_id: pulumi.Output[str]
    disk_encryption_set_id: pulumi.Output[str] | None
    certificate: pulumi.Output[str]
    key: pulumi.Output[str]
    after: Sequence[pulumi.Resource]
    workspace_ready: Sequence[pulumi.Resource]
    workspace_principal_id: pulumi.Output[str] | None = None
    data_collection_endpoint_id: pulumi.Output[str] | None = None
    defender: bool = False


class Kubernetes(pulumi.ComponentResource):
    """A private cluster, attached to the workspace unless the settings say otherwise.

    Attributes:
        cluster_id: ARM id, known before creation.
        cluster_name: its name.
        private_fqdn: name of its API server, in the private zone.
        compute_principal_ids: object id of the identity that the compute target works as, by the target's name: it
            wants the roles of any other compute. Empty where the cluster is not attached.
        principal_ids: object ids of all identities made here, by a short name.
        manual_steps: what a person does afterwards, from inside the network.
    """

    cluster_id: pulumi.Output[str]
    cluster_name: pulumi.Output[str]
    private_fqdn: pulumi.Output[str]
    compute_principal_ids: dict[str, pulumi.Output[str]]
    principal_ids: dict[str, pulumi.Output[str]]
    manual_steps: list[pulumi.Output[str]]

    def __init__(self, name: str, args: KubernetesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-mlops:kubernetes:Kubernetes", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self._args = args
        self._warn()
        platform = args.platform
        control_plane = UserIdentity.create("aks", platform, self._child)
        nodes = UserIdentity.create("aks-nodes", platform, self._child)
        roles = RoleGrants(
            "kubernetes-roles",
            RoleGrantsArgs(platform=platform, grants=self._grants(control_plane, nodes)),
            opts=self._child,
        )
        cluster = self._cluster(control_plane, nodes, roles)
        ContainerInsights(
            "container-insights",
            ContainerInsightsArgs(
                platform=platform,
                cluster_id=cluster.cluster_id,
                log_analytics_id=args.log_analytics_id,
                endpoint_id=args.data_collection_endpoint_id,
            ),
            opts=self._child,
        )
        self.cluster_id, self.cluster_name = cluster.cluster_id, cluster.cluster_name
        self.private_fqdn = cluster.private_fqdn
        self.principal_ids = {"aks": control_plane.principal_id, "aks-nodes": nodes.principal_id}
        self.compute_principal_ids = {}
        self.manual_steps = [self._sign_in()]
        if args.settings.attach:
            attachment = self._attachment(cluster)
            self.compute_principal_ids = {COMPUTE_NAME: attachment.models.principal_id}
            self.manual_steps += self._serving_steps(attachment)
        self.principal_ids |= self.compute_principal_ids
        self.register_outputs({"cluster_id": self.cluster_id, "private_fqdn": self.private_fqdn})

    def _grants(self, control_plane: UserIdentity, nodes: UserIdentity) -> list[Grant]:
        """Roles that both identities need before the cluster is made.

        https://learn.microsoft.com/azure/aks/private-clusters#configuration-options-for-private-dns
        https://learn.microsoft.com/azure/aks/pre-created-kubelet-managed-identity
        https://learn.microsoft.com/azure/aks/azure-disk-customer-managed-keys
        """
        args, cluster = self._args, control_plane.principal_id
        grants = [
            Grant(name="aks-zone", principal_id=cluster, role="Private DNS Zone Contributor", scope=args.zone_id,
                  why="The cluster writes the name of its API server."),
            Grant(name="aks-vnet", principal_id=cluster, role="Network Contributor", scope=args.vnet_id,
                  why="The cluster puts nodes, endpoint and load balancer into its subnet, and links its zone."),
            Grant(name="aks-nodes", principal_id=cluster, role="Managed Identity Operator", scope=nodes.identity_id,
                  why="The cluster gives its nodes their identity."),
            Grant(name="aks-nodes-registry", principal_id=nodes.principal_id, role="AcrPull", scope=args.registry_id,
                  why="Nodes pull the images of models."),
        ]  # fmt: skip
        if args.disk_encryption_set_id is not None:
            grants.append(
                Grant(name="aks-disks", principal_id=cluster, role="Reader", scope=args.disk_encryption_set_id,
                      why="The cluster encrypts the disks of its nodes with the key.")
            )  # fmt: skip
        return grants

    def _cluster(self, control_plane: UserIdentity, nodes: UserIdentity, roles: RoleGrants) -> KubernetesCluster:
        args = self._args
        return KubernetesCluster(
            "kubernetes-cluster",
            KubernetesClusterArgs(
                platform=args.platform,
                settings=args.settings,
                subnet_id=args.subnet_id,
                vnet=args.vnet,
                zone_id=args.zone_id,
                outbound=args.outbound,
                control_plane=control_plane,
                nodes=nodes,
                log_analytics_id=args.log_analytics_id,
                defender=args.defender,
                disk_encryption_set_id=args.disk_encryption_set_id,
                after=[*roles.assignments, *args.after],
            ),
            opts=self._child,
        )

    def _attachment(self, cluster: KubernetesCluster) -> KubernetesAttachment:
        args = self._args
        return KubernetesAttachment(
            "kubernetes-attachment",
            KubernetesAttachmentArgs(
                platform=args.platform,
                settings=args.settings,
                cluster=cluster,
                workspace_name=args.workspace_name,
                workspace_principal_id=args.workspace_principal_id,
                certificate=args.certificate,
                key=args.key,
                workspace_ready=args.workspace_ready,
            ),
            opts=self._child,
        )

    def _sign_in(self) -> pulumi.Output[str]:
        group = self._args.platform.group_name
        return self.cluster_name.apply(
            lambda name: (
                "Sign in to the Kubernetes cluster from inside the network, as a member of its admin groups: az aks "
                f"get-credentials --resource-group {group} --name {name} && kubelogin convert-kubeconfig -l azurecli"
            )
        )

    def _serving_steps(self, attachment: KubernetesAttachment) -> list[pulumi.Output[str]]:
        """What the API server's private side, and a DNS that is not Azure's, want of a person.

        https://learn.microsoft.com/azure/machine-learning/how-to-attach-kubernetes-to-workspace
        https://learn.microsoft.com/azure/machine-learning/how-to-secure-kubernetes-online-endpoint
        """
        settings = self._args.settings
        host, namespace, secret = settings.scoring_host, settings.namespace, settings.tls_secret
        renew = f"Renew the certificate of {host} in time: put the new one into scoringCertificate and scoringKey"
        make_secret = (
            f"Make the TLS secret of {host} before inference.aks.attach is switched on: kubectl create namespace "
            f"{EXTENSION_NAMESPACE} && kubectl create secret generic {secret} --namespace {EXTENSION_NAMESPACE} "
            "--from-file=cert.pem --from-file=key.pem"
        )
        return [
            attachment.models.client_id.apply(
                lambda client: (
                    f"Make the namespace that models run in: kubectl create namespace {namespace} && "
                    f"kubectl annotate serviceaccount default --namespace {namespace} "
                    f"azure.workload.identity/client-id={client}"
                )
            ),
            attachment.has_certificate.apply(lambda held: renew if held else make_secret),
            pulumi.Output.from_input(
                f"Let {host} resolve to the internal load balancer of models: kubectl get service azureml-fe "
                f"--namespace {EXTENSION_NAMESPACE} --output jsonpath={{.status.loadBalancer.ingress[0].ip}}"
            ),
        ]

    def _warn(self) -> None:
        settings, cloud = self._args.settings, self._args.platform.cloud
        for what, size in (("system pool", settings.system_vm_size), ("models' pool", settings.vm_size)):
            warn_of_retired_size(self, f"Kubernetes, {what}", size)
        if not settings.attach or settings.local_accounts:
            return
        # https://learn.microsoft.com/azure/machine-learning/how-to-deploy-kubernetes-extension#limitations says that
        # it cannot; https://github.com/Azure/AML-Kubernetes/blob/master/docs/azureml-aks-ta-support.md says how.
        reason = (
            "Azure ML comes in by AKS Trusted Access, which its own pages do not promise: where attaching fails, set "
            if cloud is PUBLIC
            else f"{cloud.name} has no AKS Trusted Access for Azure ML, so attaching fails: set "
        )
        pulumi.log.warn(f"inference.aks.localAccounts is false: {reason}it to true", self)

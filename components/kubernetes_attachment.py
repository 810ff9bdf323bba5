"""Azure Machine Learning on a Kubernetes cluster: its extension, its way in, and the cluster as a compute target.

Everything it needs of the cluster goes through the API server's private side: models are served by an internal load
balancer with TLS, and the workspace comes in by AKS Trusted Access where the cluster has no local accounts.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import containerservice, kubernetesconfiguration, managedidentity
from pulumi_azure_native import machinelearningservices as ml

from components.identity import Grant, RoleGrants, RoleGrantsArgs, UserIdentity
from components.kubernetes_cluster import KubernetesCluster
from components.platform import Platform
from components.settings import AksSettings
from components.vocabulary import GPU_SIZE_PREFIXES

WORKSPACE = "Microsoft.MachineLearningServices/workspaces"
COMPUTE_NAME = "kubernetes"
"""The cluster's name among the workspace's computes."""

EXTENSION_NAMESPACE = "azureml"
"""The one Kubernetes namespace that Azure ML's extension goes to."""

NODES_FOR_HIGH_AVAILABILITY = 3
"""Nodes that three routers of requests need, one each: `INSUFFICIENT_NODE` otherwise."""

# Who may exchange a token of a service account for one of Entra ID, by cloud.
# https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations
AUDIENCES = {
    "public": "api://AzureADTokenExchange",
    "usgovernment": "api://AzureADTokenExchangeUSGov",
    "china": "api://AzureADTokenExchangeChina",
}

# What Azure ML finds on the cluster and shows as the attachment's: instance types are made there, with kubectl.
# https://learn.microsoft.com/azure/machine-learning/how-to-manage-kubernetes-instance-types
FOUND_ON_THE_CLUSTER = (
    "defaultInstanceType",
    "extensionInstanceReleaseTrain",
    "extensionPrincipalId",
    "instanceTypes",
    "vcName",
)

# What a user-assigned identity of the workspace needs on the cluster before it is attached; Azure ML gives a
# system-assigned one the same by itself.
# https://learn.microsoft.com/azure/machine-learning/how-to-attach-kubernetes-to-workspace
WORKSPACE_ROLES: tuple[tuple[str, str, str], ...] = (
    ("extension", "Kubernetes Extension Contributor", "The workspace finds its extension on the cluster."),
    ("admin", "Azure Kubernetes Service Cluster Admin Role", "The workspace fetches its way into the cluster."),
)
_BY_LOCAL_ACCOUNTS = ("reader", "Reader", "The workspace finds the cluster.")
_BY_TRUSTED_ACCESS = ("contributor", "Contributor", "The workspace finds the cluster, and comes in by Trusted Access.")


@dataclass(frozen=True, kw_only=True)
class KubernetesAttachmentArgs:
    """What the attachment is made from.

    Attributes:
        platform: Required. Where everything goes.
        settings: Required. Namespace, host name, TLS, local accounts.
        cluster: Required. The cluster.
        workspace_name: Required. The workspace.
        workspace_principal_id: Required. Object id of its user-assigned identity; None for a system-assigned one.
        certificate: Required. Certificate in PEM form, a secret; empty where a Kubernetes secret holds it.
        key: Required. Its private key in PEM form, a secret; empty with it.
        workspace_ready: Required. The workspace's private endpoint and its names.
    """

    platform: Platform
    settings: AksSettings
    cluster: KubernetesCluster
    workspace_name: pulumi.Output[str]
    workspace_principal_id: pulumi.Output[str] | None
    certificate: pulumi.Output[str]
    key: pulumi.Output[str]
    workspace_ready: Sequence[pulumi.Resource]


class KubernetesAttachment(pulumi.ComponentResource):
    """The extension, the way in, and the compute target.

    Attributes:
        models: identity that the compute target works as.
        has_certificate: whether the extension holds the certificate itself.
    """

    models: UserIdentity
    has_certificate: pulumi.Output[bool]

    def __init__(self, name: str, args: KubernetesAttachmentArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-mlops:kubernetes_attachment:KubernetesAttachment", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self._args = args
        self.models = UserIdentity.create("aks-models", args.platform, self._child)
        self.has_certificate = pulumi.Output.unsecret(args.certificate.apply(bool))
        self._federation()
        binding = [] if args.settings.local_accounts else [self._trusted_access()]
        extension = self._extension(binding)
        self._compute([extension, *binding, *self._workspace_roles(), *args.workspace_ready])
        self.register_outputs({"compute_name": COMPUTE_NAME})

    def _trusted_access(self) -> containerservice.TrustedAccessRoleBinding:
        """Lets the workspace in without an account of the cluster's own.

        https://github.com/Azure/AML-Kubernetes/blob/master/docs/azureml-aks-ta-support.md
        """
        args = self._args
        return containerservice.TrustedAccessRoleBinding(
            "trusted-access",
            resource_group_name=args.platform.resource_group_name,
            resource_name_=args.cluster.cluster_name,
            trusted_access_role_binding_name="azureml",
            source_resource_id=args.workspace_name.apply(lambda name: args.platform.id_text(WORKSPACE, name)),
            roles=[f"{WORKSPACE}/mlworkload"],
            opts=pulumi.ResourceOptions.merge(
                self._child,
                # Two operations on one cluster at once answer OperationNotAllowed.
                # https://github.com/Azure/telescope/pull/1213
                pulumi.ResourceOptions(depends_on=[args.cluster.models_pool]),
            ),
        )

    def _extension(self, binding: Sequence[pulumi.Resource]) -> kubernetesconfiguration.Extension:
        args = self._args
        return kubernetesconfiguration.Extension(
            "azureml-extension",
            resource_group_name=args.platform.resource_group_name,
            cluster_rp="Microsoft.ContainerService",
            cluster_resource_name="managedClusters",
            cluster_name=args.cluster.cluster_name,
            extension_name="azureml",
            extension_type="Microsoft.AzureML.Kubernetes",
            identity=kubernetesconfiguration.IdentityArgs(
                type=kubernetesconfiguration.ResourceIdentityType.SYSTEM_ASSIGNED
            ),
            auto_upgrade_minor_version=True,
            release_train="stable",
            scope=kubernetesconfiguration.ScopeArgs(
                cluster=kubernetesconfiguration.ScopeClusterArgs(release_namespace=EXTENSION_NAMESPACE)
            ),
            configuration_settings=self._settings(),
            configuration_protected_settings=self._protected_settings(),
            opts=pulumi.ResourceOptions(
                parent=self,
                # Its pods run on the models' pool only: without nodes the installation never ends. And two operations
                # on one cluster at once answer OperationNotAllowed.
                depends_on=[args.cluster.models_pool, *binding],
                # Azure moves it to newer versions and writes how it is.
                ignore_changes=["version", "statuses"],
                additional_secret_outputs=["configurationProtectedSettings"],
            ),
        )

    def _settings(self) -> pulumi.Output[dict[str, str]]:
        """Settings as they reach the extension: Azure's own tool derives the second half from what a person says.

        https://learn.microsoft.com/azure/machine-learning/how-to-deploy-kubernetes-extension
        https://github.com/Azure/AML-Kubernetes/blob/master/files/deployextension.json
        """
        args, location = self._args, self._args.platform.location
        many_nodes = args.settings.min_nodes >= NODES_FOR_HIGH_AVAILABILITY
        settings = {
            "enableTraining": "False",
            "enableInference": "True",
            "allowInsecureConnections": "False",
            "inferenceRouterServiceType": "LoadBalancer",
            "internalLoadBalancerProvider": "azure",
            "inferenceRouterHA": str(many_nodes),
            "sslCname": args.settings.scoring_host,
            "installNvidiaDevicePlugin": str(args.settings.vm_size.startswith(GPU_SIZE_PREFIXES)),
            "scoringFe.serviceType.internalLoadBalancer": "True",
            "clusterPurpose": "FastProd" if many_nodes else "DevTest",
            "location": location,
            "jobSchedulerLocation": location,
            "domain": f"{location}.cloudapp.azure.com",
            # Neither relay nor bus: AKS is reached directly.
            "relayserver.enabled": "false",
            "servicebus.enabled": "false",
            "nginxIngress.enabled": "true",
        }
        secret = args.settings.tls_secret
        return pulumi.Output.all(args.cluster.cluster_id, args.cluster.cluster_name, self.has_certificate).apply(
            lambda found: {
                **settings,
                "cluster_name": found[0],
                "clusterId": found[0],
                "prometheus.prometheusSpec.externalLabels.cluster_name": found[0],
                "cluster_name_friendly": found[1],
                **({} if found[2] else {"sslSecret": secret, "scoringFe.sslSecret": secret}),
            }
        )

    def _protected_settings(self) -> pulumi.Output[dict[str, str]]:
        """Certificate and key, a secret; nothing where a Kubernetes secret holds them."""
        return pulumi.Output.all(self._args.certificate, self._args.key).apply(
            lambda pair: (
                {"scoringFe.sslCert": _encoded(pair[0]), "scoringFe.sslKey": _encoded(pair[1])} if pair[0] else {}
            )
        )

    def _workspace_roles(self) -> list[pulumi.Resource]:
        principal_id = self._args.workspace_principal_id
        if principal_id is None:
            return []
        last = _BY_LOCAL_ACCOUNTS if self._args.settings.local_accounts else _BY_TRUSTED_ACCESS
        grants = [
            Grant(name=f"workspace-aks-{what}", principal_id=principal_id, role=role,
                  scope=self._args.cluster.cluster_id, why=why)
            for what, role, why in (*WORKSPACE_ROLES, last)
        ]  # fmt: skip
        table = RoleGrantsArgs(platform=self._args.platform, grants=grants)
        return [*RoleGrants("workspace-roles", table, opts=self._child).assignments]

    def _compute(self, after: Sequence[pulumi.Resource]) -> ml.Compute:
        args, platform = self._args, self._args.platform
        return ml.Compute(
            "compute",
            resource_group_name=platform.resource_group_name,
            workspace_name=args.workspace_name,
            compute_name=COMPUTE_NAME,
            location=platform.location,
            identity=ml.ManagedServiceIdentityArgs(
                type="UserAssigned", user_assigned_identities=[self.models.identity_id]
            ),
            properties=ml.KubernetesArgs(
                compute_type="Kubernetes",
                compute_location=platform.location,
                resource_id=args.cluster.cluster_id,
                properties=ml.KubernetesPropertiesArgs(namespace=args.settings.namespace),
            ),
            tags=platform.tags,
            opts=pulumi.ResourceOptions(
                parent=self,
                # Attaching asks for the extension, for a way in, and for the workspace's roles on the cluster; the
                # cluster in turn reaches the workspace by its private endpoint.
                depends_on=list(after),
                # An attachment does not outlive its cluster, though the new one has the same id.
                replace_with=[args.cluster.cluster],
                ignore_changes=[f"properties.properties.{name}" for name in FOUND_ON_THE_CLUSTER],
            ),
        )

    def _federation(self) -> None:
        """Lets pods of the models' namespace exchange the token of their service account for the models' identity.

        Azure ML runs models as the namespace's default service account, and hands them tokens with a container of its
        own: it does not document workload identity for them. The federation serves whatever else runs beside the
        models, in pods labelled `azure.workload.identity/use`.
        https://learn.microsoft.com/azure/machine-learning/reference-kubernetes
        https://learn.microsoft.com/azure/aks/workload-identity-overview
        """
        args = self._args
        managedidentity.FederatedIdentityCredential(
            "models-federation",
            resource_group_name=args.platform.resource_group_name,
            resource_name_=self.models.identity_id.apply(lambda arm_id: arm_id.rsplit("/", 1)[-1]),
            federated_identity_credential_resource_name="kubernetes",
            issuer=args.cluster.issuer_url,
            subject=f"system:serviceaccount:{args.settings.namespace}:default",
            audiences=[AUDIENCES[args.platform.cloud.environment]],
            opts=self._child,
        )


def _encoded(pem: str) -> str:
    """A PEM file as the extension takes it: base64 of the whole."""
    return base64.b64encode(pem.encode()).decode()

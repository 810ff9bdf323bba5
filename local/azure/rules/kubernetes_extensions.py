"""Extensions of Kubernetes clusters, Azure ML's above all, and the bindings that let services in without accounts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.rules.kubernetes_plan import all_pools
from local.azure.store import Record
from local.azure.values import dig, texts

EXTENSIONS = "Microsoft.KubernetesConfiguration/extensions"
BINDINGS = "Microsoft.ContainerService/managedClusters/trustedAccessRoleBindings"
AZURE_ML = "microsoft.azureml.kubernetes"
ML_ROLE = "Microsoft.MachineLearningServices/workspaces/mlworkload"

# Types that Microsoft publishes for AKS. https://learn.microsoft.com/azure/aks/cluster-extensions (documented)
_TYPES = frozenset(
    (
        *(AZURE_ML, "microsoft.flux", "microsoft.dapr", "microsoft.azuremonitor.containers"),
        *("microsoft.azuredefender.kubernetes", "microsoft.policyinsights", "microsoft.appconfiguration"),
        *("microsoft.dataprotection.kubernetes", "microsoft.azurecontainerstorage", "microsoft.argocd"),
    )
)
_ROUTERS = ("loadbalancer", "nodeport", "clusterip")


def _shape(request: Request) -> Iterator[ArmError]:
    kind = str(request.get("extensionType") or "").lower()
    if kind not in _TYPES:
        yield ArmError(
            "ExtensionTypeRegistrationGetFailed",
            f"Extension type {request.get('extensionType')} registration get failed: it is not known.",
            "extensionType",
        )
    automatic = request.get("autoUpgradeMinorVersion") is not False
    if request.get("version") and automatic:
        yield ArmError(
            "BadRequest", "To pin a version, autoUpgradeMinorVersion must be 'false'.", "autoUpgradeMinorVersion"
        )
    if request.get("scope.cluster") is not None and request.get("scope.namespace") is not None:
        yield ArmError("BadRequest", "The scope is either a cluster or a namespace.", "scope")


def _cluster(request: Request) -> Iterator[ArmError]:
    cluster = _of(request)
    if cluster is None:
        return
    if dig(cluster.inputs, "identity.type") in (None, "None"):
        yield ArmError("BadRequest", f"Cluster {cluster.name} needs a managed identity for extensions.")
    for other in installed(request, cluster, str(request.get("extensionType"))):
        if other.arm_id.key != request.id.key:
            yield ArmError(
                "Conflict",
                f"Extension type {request.get('extensionType')} is installed already, as {other.name}.",
                "extensionType",
            )


def _of(request: Request) -> Record | None:
    return request.find(request.id.parent.text) if request.id.parent else None


def installed(request: Request, cluster: Record, kind: str) -> list[Record]:
    """Give the extensions of one type that a cluster has."""
    found = request.store.children(cluster.id, EXTENSIONS)
    return [one for one in found if str(one.inputs.get("extensionType")).lower() == kind.lower()]


def _machine_learning(request: Request) -> Iterator[ArmError]:
    """Hold the settings of Azure ML's extension against each other: a mistake fails the installation."""
    settings: Mapping[str, Any] = request.get("configurationSettings") or {}
    secret: Mapping[str, Any] = request.get("configurationProtectedSettings") or {}
    cluster = _of(request)
    if str(request.get("extensionType")).lower() != AZURE_ML or cluster is None:
        return
    if not _on(settings, "enableTraining") and not _on(settings, "enableInference"):
        yield _failed("set enableTraining or enableInference to True.")
    if not _on(settings, "enableInference"):
        return
    if str(settings.get("inferenceRouterServiceType")).lower() not in _ROUTERS:
        yield _failed("inferenceRouterServiceType is required: loadBalancer, nodePort or clusterIP.")
    # The names that ARM gets; sslCertPemFile and sslKeyPemFile are the CLI's, for files that it reads itself.
    # https://github.com/Azure/AML-Kubernetes/blob/master/files/deployextension.json (observed)
    certified = settings.get("sslSecret") or settings.get("scoringFe.sslSecret")
    certified = certified or (secret.get("scoringFe.sslCert") and secret.get("scoringFe.sslKey"))
    if not _on(settings, "allowInsecureConnections") and not (certified and settings.get("sslCname")):
        yield _failed("E40007 INVALID_SSL_SETTING: HTTPS needs sslCname and sslSecret, or certificate and key.")
    nodes = sum(pool.most for pool in all_pools(request, cluster))
    if _on(settings, "inferenceRouterHA", default="True") and nodes < 3:
        yield _failed(f"E40002 INSUFFICIENT_NODE: inferenceRouterHA needs three nodes, the cluster has {nodes}.")
    provider = settings.get("internalLoadBalancerProvider")
    if provider not in (None, "azure"):
        yield _failed("E40003 INTERNAL_LOAD_BALANCER_NOT_SUPPORT: internalLoadBalancerProvider must be azure.")


def _on(settings: Mapping[str, Any], name: str, default: str = "False") -> bool:
    return str(settings.get(name, default)).lower() == "true"


def _failed(reason: str) -> ArmError:
    return ArmError(
        "ExtensionOperationFailed",
        f"The extension operation failed with the following error: Helm installation failed: {reason}",
        "configurationSettings",
    )


def _binding(request: Request) -> Iterator[ArmError]:
    source = request.find(request.get("sourceResourceId"))
    if source is not None and source.type.lower() == "microsoft.machinelearningservices/workspaces":
        odd = [role for role in texts(request.get("roles")) if not role.lower().startswith(source.type.lower())]
        if odd or not texts(request.get("roles")):
            yield ArmError("BadRequest", f"{source.type} has roles such as {ML_ROLE}, not {odd}.", "roles")
    siblings = request.store.children(request.id.parent.text, BINDINGS) if request.id.parent else []
    if request.old is None and len(siblings) >= 8:
        yield ArmError("BadRequest", "A cluster takes 8 trusted access role bindings at most.", "roles")


_ML_DOCS = "https://learn.microsoft.com/azure/machine-learning/"

RULES: dict[str, tuple[Rule, ...]] = {
    EXTENSIONS: (
        Rule(_shape, "documented", "https://learn.microsoft.com/azure/aks/cluster-extensions"),
        Rule(_cluster, "documented", "https://learn.microsoft.com/azure/aks/cluster-extensions"),
        Rule(_machine_learning, "documented", _ML_DOCS + "how-to-deploy-kubernetes-extension"),
    ),
    BINDINGS: (Rule(_binding, "documented", "https://learn.microsoft.com/azure/aks/trusted-access-feature"),),
}

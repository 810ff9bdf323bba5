"""Compute of Azure ML workspaces: clusters and instances in your subnet or the managed network, and attached AKS."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from local.azure import durations, private_links
from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.rules import grants
from local.azure.rules.kubernetes_extensions import AZURE_ML, BINDINGS, ML_ROLE, installed
from local.azure.rules.ml_network import mode_of
from local.azure.rules.ranges import overlap, prefixes
from local.azure.rules.sizes import read
from local.azure.rules.skus import retired
from local.azure.rules.subnets import reserved_for
from local.azure.store import Record
from local.azure.values import dig, texts

_DOCKER = [ipaddress.ip_network("172.17.0.0/16")]  # the bridge of the container engine on every node
_OWN = "properties.properties"
_NAMESPACE = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")
_CLUSTERS = ("microsoft.containerservice/managedclusters", "microsoft.kubernetes/connectedclusters")


def workspace_of(request: Request) -> Record | None:
    """Give the workspace that something is part of."""
    return request.find(request.id.parent.text) if request.id.parent else None


def _kind(request: Request) -> str:
    return str(request.get("properties.computeType"))


def _no_public_ip(request: Request) -> Iterator[ArmError]:
    """Demand the workspace's private endpoint, with your own network and with a managed one."""
    workspace = request.id.parent
    if request.get(f"{_OWN}.enableNodePublicIp") is not False or workspace is None:
        return
    if not _has_endpoint(request, workspace.key):
        yield ArmError(
            "UserError",
            "Provided EnableNodePublicIp 'False' requires workspace private endpoint.",
            f"{_OWN}.enableNodePublicIp",
        )


def _has_endpoint(request: Request, workspace: str) -> bool:
    return any(private_links.leads_to(one, workspace) for one in request.store.of_type(private_links.ENDPOINTS))


def _subnet(request: Request) -> Iterator[ArmError]:
    target = f"{_OWN}.subnet.id"
    subnet = request.find(request.get(target))
    if subnet is None:
        named = request.get(target) is not None  # in another subscription, which has a refusal of its own
        if request.get(f"{_OWN}.enableNodePublicIp") is False and not named and not _managed(request):
            yield ArmError("BadRequest", "Compute without public IP needs a subnet or a managed network.", target)
        return
    if subnet.inputs.get("delegations"):
        yield ArmError("BadRequest", f"Subnet {subnet.id} is delegated: compute needs one that is not.", target)
    keeper = reserved_for(subnet)
    if keeper:
        yield ArmError("BadRequest", f"Subnet {subnet.id} is for {keeper} only: compute needs one that is not.", target)
    if overlap(prefixes(subnet.inputs, target), _DOCKER):
        yield ArmError("BadRequest", f"Subnet {subnet.id} is in 172.17.0.0/16, which the nodes' Docker uses.", target)
    if _managed(request):
        yield ArmError("BadRequest", "A workspace with a managed network cannot have compute in your subnet.", target)


def _managed(request: Request) -> bool:
    workspace = workspace_of(request)
    return workspace is not None and mode_of(workspace.inputs) != "Disabled"


def _region(request: Request) -> Iterator[ArmError]:
    """An instance stands in the workspace's region, and so does a cluster in a managed network."""
    workspace = workspace_of(request)
    wanted = request.get("properties.computeLocation") or request.get("location")
    bound = _kind(request) == "ComputeInstance" or (_kind(request) == "AmlCompute" and _managed(request))
    if workspace is None or not bound or not wanted:
        return
    if str(wanted).replace(" ", "").lower() != workspace.properties.get("location"):
        what = "instance" if _kind(request) == "ComputeInstance" else "cluster in a managed network"
        yield ArmError("BadRequest", f"A compute {what} must be in the workspace's region.", "location")


def _size(request: Request) -> Iterator[ArmError]:
    size = str(request.get(f"{_OWN}.vmSize") or "")
    if retired(size):
        yield ArmError(
            "SkuNotAvailable",
            f"The requested VM size {size} is not available in the current region: it has been retired.",
            f"{_OWN}.vmSize",
        )
    elif size and read(size) is None:
        yield ArmError("BadRequest", f"The VM size {size} is not supported: there is no such size.", f"{_OWN}.vmSize")


def _nodes(request: Request) -> Iterator[ArmError]:
    settings = request.get(f"{_OWN}.scaleSettings") or {}
    low, high = settings.get("minNodeCount") or 0, settings.get("maxNodeCount")
    if isinstance(high, int) and low > high:
        yield ArmError(
            "InvalidRequestPropertyValue",
            f"minNodeCount {low} is larger than maxNodeCount {high}.",
            f"{_OWN}.scaleSettings",
        )
    idle = settings.get("nodeIdleTimeBeforeScaleDown")
    if idle is not None and durations.seconds(idle) is None:
        yield ArmError(
            "InvalidRequestPropertyValue",
            f"nodeIdleTimeBeforeScaleDown must be an ISO 8601 duration, got '{idle}'.",
            f"{_OWN}.scaleSettings.nodeIdleTimeBeforeScaleDown",
        )


def _identity(request: Request) -> Iterator[ArmError]:
    kind = str(request.get("identity.type") or "None").replace(" ", "")
    if _kind(request) == "AmlCompute" and kind == "SystemAssigned,UserAssigned":
        yield ArmError(
            "BadRequest", "A compute cluster has one system-assigned identity or user-assigned ones.", "identity.type"
        )


def _attached(request: Request) -> Iterator[ArmError]:
    """Look at a Kubernetes cluster that is to be attached."""
    if _kind(request) != "Kubernetes":
        return
    if _managed(request):
        yield ArmError("BadRequest", "Kubernetes is not supported in a workspace with a managed network.")
    cluster_id, namespace = request.get("properties.resourceId"), request.get(f"{_OWN}.namespace")
    if namespace is not None and not _NAMESPACE.fullmatch(str(namespace)):
        yield ArmError("BadRequest", f"'{namespace}' is not the name of a namespace.", f"{_OWN}.namespace")
    cluster = request.find(cluster_id)
    if not cluster_id or (cluster is not None and cluster.type.lower() not in _CLUSTERS):
        yield ArmError("BadRequest", f"'{cluster_id}' is not a Kubernetes cluster.", "properties.resourceId")
    elif cluster is not None:
        yield from _attachable(request, cluster)


def _attachable(request: Request, cluster: Record) -> Iterator[ArmError]:
    target, workspace = "properties.resourceId", workspace_of(request)
    if not installed(request, cluster, AZURE_ML):
        yield ArmError(
            "UserError",
            f"The extension {AZURE_ML} is not installed in cluster {cluster.name}: extension not installed.",
            target,
        )
    closed = cluster.inputs.get("disableLocalAccounts") is True
    ranges = texts(dig(cluster.inputs, "apiServerAccessProfile.authorizedIPRanges"))
    if workspace is not None and (closed or ranges) and not _trusted(request, cluster, workspace):
        yield ArmError(
            "UserError",
            f"Cluster {cluster.name} has local accounts disabled or authorized IP ranges: it needs a trusted access "
            f"role binding for {ML_ROLE} to workspace {workspace.name}.",
            target,
        )
    if workspace is not None and dig(workspace.inputs, "identity.type") == "UserAssigned":
        yield from _granted(request, cluster, workspace)


def _trusted(request: Request, cluster: Record, workspace: Record) -> bool:
    for binding in request.store.children(cluster.id, BINDINGS):
        roles = {role.lower() for role in texts(binding.inputs.get("roles"))}
        source = str(binding.inputs.get("sourceResourceId")).lower()
        if source == workspace.id.lower() and ML_ROLE.lower() in roles:
            return True
    return False


def _granted(request: Request, cluster: Record, workspace: Record) -> Iterator[ArmError]:
    principal = grants.principal_of(request, workspace.inputs.get("primaryUserAssignedIdentity"))
    wanted = {
        "Kubernetes Extension Contributor": (grants.KUBERNETES_EXTENSION_CONTRIBUTOR, "extension not installed"),
        "Azure Kubernetes Service Cluster Admin": (grants.CLUSTER_ADMIN, "internal server error"),
    }
    for name, (role, says) in wanted.items():
        if not grants.holds(request, principal, cluster.arm_id, {role, *grants.MANAGERS}):
            yield ArmError(
                "UserError",
                f"Failed to attach cluster {cluster.name}: {says}. The workspace's identity lacks the role {name}.",
                "properties.resourceId",
            )


_DOCS = "https://learn.microsoft.com/azure/machine-learning/"

RULES: dict[str, tuple[Rule, ...]] = {
    "Microsoft.MachineLearningServices/workspaces/computes": (
        # With a managed network too: https://github.com/MicrosoftDocs/azure-ai-docs/pull/225 (observed)
        Rule(_no_public_ip, "observed", "https://github.com/Azure/data-product-analytics/issues/70"),
        Rule(_subnet, "documented", _DOCS + "how-to-secure-training-vnet"),
        Rule(_region, "documented", _DOCS + "how-to-managed-network-compute"),
        Rule(
            _size, "documented", "https://learn.microsoft.com/azure/virtual-machines/sizes/retirement/ncv3-retirement"
        ),
        Rule(_nodes, "assumed", _DOCS + "how-to-create-attach-compute-cluster"),
        Rule(_identity, "documented", _DOCS + "how-to-identity-based-service-authentication"),
        Rule(_attached, "documented", _DOCS + "how-to-attach-kubernetes-to-workspace"),
    ),
}

"""Read-only properties of AKS node pools, and of the extensions of clusters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from local.azure import facts
from local.azure.request import Request
from local.azure.rules.kubernetes_plan import cluster_of
from local.azure.rules.kubernetes_versions import full
from local.azure.wire import Properties

_IMAGES = {"Linux": "AKSUbuntu-2204gen2containerd-202611.05.0", "Windows": "AKSWindows-2022-containerd-20348.261105"}
_VERSION = "1.1.100"  # what an extension is at whose version is not pinned


def pool_answer(asked: Mapping[str, Any], plane: str) -> Properties:
    """Say a node pool as the service does.

    Args:
        asked: The pool's properties in the request.
        plane: The version of the cluster's control plane, which a pool has that asks for no other.
    """
    system = str(asked.get("osType") or "Linux")
    version = full(asked["orchestratorVersion"]) if asked.get("orchestratorVersion") else plane
    return {
        "count": asked.get("minCount") if asked.get("enableAutoScaling") is True else 1,
        "mode": "User",
        "osSKU": "Ubuntu" if system == "Linux" else "Windows2022",
        "osDiskType": "Managed",
        "osDiskSizeGB": 128,
        "kubeletDiskType": "OS",
        "enableFIPS": False,
        "scaleDownMode": "Delete",
        "upgradeSettings": {"maxSurge": "10%"},
        "orchestratorVersion": version,
        **asked,
        "osType": system,
        "type": asked.get("type") or "VirtualMachineScaleSets",
        "currentOrchestratorVersion": version,
        "nodeImageVersion": _IMAGES.get(system),
        "powerState": {"code": "Running"},
        "provisioningState": "Succeeded",
    }


def _pool(request: Request, answer: Properties) -> Properties:
    """Answer a pool of its own; as in extensions of machines, `type` is what was asked for, so that imports find it."""
    cluster = cluster_of(request)
    plane = str(cluster.properties.get("currentKubernetesVersion")) if cluster else ""
    kind = {"type": request.get("type") or "VirtualMachineScaleSets"}
    return {**pool_answer({**answer, **kind}, plane), "name": request.name}


def _extension(request: Request, answer: Properties) -> Properties:
    principal = facts.guid(request.id.text, "principal")
    # The service makes an identity of its own for the extension on AKS.
    identity = {"type": "SystemAssigned", "principalId": principal, "tenantId": request.tenant}
    namespace = str(request.get("extensionType")).rsplit(".", 1)[-1].lower()
    return {
        "autoUpgradeMinorVersion": True,
        "releaseTrain": "Stable",
        "scope": {"cluster": {"releaseNamespace": namespace}},
        **answer,
        "currentVersion": request.get("version") or _VERSION,
        "isSystemExtension": False,
        "aksAssignedIdentity": identity,
        "statuses": [],
    }


FILL: dict[str, Callable[[Request, Properties], Properties]] = {
    "Microsoft.ContainerService/managedClusters/agentPools": _pool,
    "Microsoft.KubernetesConfiguration/extensions": _extension,
}

WRITE_ONLY: dict[str, tuple[str, ...]] = {
    "azure-native:kubernetesconfiguration:Extension": ("configurationProtectedSettings",),
}

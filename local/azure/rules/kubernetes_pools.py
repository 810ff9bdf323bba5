"""Node pools of AKS clusters.

The codes are the service's own, as its resource provider declares them; where each is documented, the rule says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.rules import disks
from local.azure.rules.kubernetes_plan import POOLS, Pool, all_pools, asked_pools, cluster_of, pools_after
from local.azure.rules.kubernetes_versions import minor
from local.azure.rules.sizes import read
from local.azure.rules.skus import one_core, retired
from local.azure.values import objects, texts

_NAME = re.compile(r"[a-z][a-z0-9]{0,11}")
_CRITICAL = "CriticalAddonsOnly=true:NoSchedule"
_RESERVED_LABEL = "kubernetes.azure.com/"
_MOST_NODES = 1000

# What stays as it was made. The size of a pool of its own is left out: the provider replaces the pool for it.
_FIXED = {
    "vnetSubnetID": "PropertyChangeNotAllowed",
    "podSubnetID": "PropertyChangeNotAllowed",
    "availabilityZones": "PropertyChangeNotAllowed",
    "maxPods": "PropertyChangeNotAllowed",
    "osType": "PropertyChangeNotAllowed",
    "osDiskSizeGB": "PropertyChangeNotAllowed",
    "enableEncryptionAtHost": "PropertyChangeNotAllowed",
    "enableFIPS": "PropertyChangeNotAllowed",
    "enableNodePublicIP": "PropertyChangeNotAllowed",
    "vmSize": "PropertyChangeNotAllowed",
    "osDiskType": "CannotChangeOSDiskType",
    "kubeletDiskType": "CannotChangeKubeletDisk",
}


# What stands for one that is left out. The others are then as the size, the image or the network has it.
_UNSET: dict[str, Any] = {
    "vnetSubnetID": "",
    "podSubnetID": "",
    "availabilityZones": [],
    "osType": "Linux",
    "enableEncryptionAtHost": False,
    "enableNodePublicIP": False,
    "kubeletDiskType": "OS",
}
# GB; 0 is the default of the size
_SMALLEST_DISK, _LARGEST_DISK = 30, 2048


def _invalid(pool: Pool, path: str, details: str) -> ArmError:
    return ArmError(
        "InvalidParameter",
        f"The value of parameter agentPoolProfile.{path} is invalid. Error details: {details} Please see "
        "https://aka.ms/aks-naming-rules for more details.",
        pool.at(path),
    )


def _names(request: Request) -> Iterator[ArmError]:
    seen: set[str] = set()
    for pool in asked_pools(request):
        if not _NAME.fullmatch(pool.name):
            yield _invalid(pool, "name", f"'{pool.name}' must match the pattern ^[a-z][a-z0-9]{{0,11}}$.")
        elif pool.windows and len(pool.name) > 6:
            yield ArmError(
                "WindowsAgentPoolNameTooLong",
                f"Windows agent pool name '{pool.name}' must be 6 characters at most.",
                pool.at("name"),
            )
        if pool.name in seen:
            yield _invalid(pool, "name", f"'{pool.name}' is used more than once.")
        seen.add(pool.name)


def _system(request: Request) -> Iterator[ArmError]:
    """Demand a pool that the cluster's own pods can run on."""
    for pool in (pool for pool in asked_pools(request) if pool.system):
        if pool.windows:
            yield ArmError("SystemPoolMustBeLinux", f"System node pool {pool.name} must be Linux.", pool.at("osType"))
        if pool.asked.get("scaleSetPriority") == "Spot":
            yield ArmError(
                "SystemPoolMustBeRegular",
                f"System node pool {pool.name} must be regular, not spot.",
                pool.at("scaleSetPriority"),
            )
        if one_core(str(pool.asked.get("vmSize") or "")):
            yield ArmError(
                "SystemPoolSkuTooLow",
                f"The system node pool {pool.name} must use a VM sku with more than 2 cores and 4GB memory.",
                pool.at("vmSize"),
            )
        if pool.nodes < 1:
            yield _invalid(pool, "count", "A system node pool has at least one node.")
    yield from _some_system(request)


def _some_system(request: Request) -> Iterator[ArmError]:
    system = [pool for pool in pools_after(request) if pool.system]
    if not system:
        yield ArmError("MustDefineAtLeastOneSystemPool", "Must define at least one system pool.", "agentPoolProfiles")
    elif all(_tainted(pool) for pool in system):
        yield ArmError(
            "SystemPoolHasRestrictedTaint",
            f"All system node pools have taints: at least one may have no other than {_CRITICAL}.",
            "agentPoolProfiles",
        )


def _tainted(pool: Pool) -> bool:
    hard = [taint for taint in texts(pool.asked.get("nodeTaints")) if not taint.endswith(":PreferNoSchedule")]
    return any(taint != _CRITICAL for taint in hard)


def _scaling(request: Request) -> Iterator[ArmError]:
    for pool in asked_pools(request):
        low, high, count = (pool.asked.get(name) for name in ("minCount", "maxCount", "count"))
        if pool.asked.get("enableAutoScaling") is not True:
            if low is not None or high is not None:
                yield _invalid(pool, "minCount", "minCount and maxCount must be null when autoscaling is disabled.")
            if count is not None and not 0 <= count <= _MOST_NODES:
                yield _invalid(pool, "count", f"The count must be from 0 to {_MOST_NODES}.")
            continue
        least = 1 if pool.system else 0
        if low is None or high is None or not least <= low <= high <= _MOST_NODES:
            yield _invalid(pool, "minCount", f"{least} <= minCount <= maxCount <= {_MOST_NODES} must hold.")
        elif count is not None and request.old is None and not low <= count <= high:
            yield _invalid(pool, "count", f"The count {count} must be from minCount {low} to maxCount {high}.")


def _pods(request: Request) -> Iterator[ArmError]:
    for pool in asked_pools(request):
        most = pool.asked.get("maxPods")
        if most is None:
            continue
        if most < 10:
            yield ArmError("InsufficientMaxPods", f"maxPods {most} must be 10 at least.", pool.at("maxPods"))
        elif most > 250:
            yield ArmError("MaxPodsLimitExceeded", f"maxPods {most} must be 250 at most.", pool.at("maxPods"))
        elif most * pool.nodes < 30 and pool.nodes:
            yield ArmError(
                "InsufficientAgentPoolMaxPodsPerAgentPool",
                f"maxPods {most} * {pool.nodes} nodes is less than the 30 pods that an agent pool must hold.",
                pool.at("maxPods"),
            )


def _zones(request: Request) -> Iterator[ArmError]:
    for pool in asked_pools(request):
        zones = texts(pool.asked.get("availabilityZones"))
        if zones and pool.asked.get("type", "VirtualMachineScaleSets") == "AvailabilitySet":
            yield ArmError(
                "VMSSRequiredForAvailabilityZone", "Availability zones need a scale set.", pool.at("availabilityZones")
            )
        for zone in zones:
            if not zone.isdigit():
                yield ArmError(
                    "InvalidAvailabilityZoneFormat", f"'{zone}' is no number of a zone.", pool.at("availabilityZones")
                )
            elif zone not in ("1", "2", "3"):
                yield ArmError(
                    "AvailabilityZoneNotSupported",
                    f"Preflight validation check for resource(s) failed: zone '{zone}' is not supported.",
                    pool.at("availabilityZones"),
                )


def _machines(request: Request) -> Iterator[ArmError]:
    for pool in asked_pools(request):
        size = str(pool.asked.get("vmSize") or "")
        if not size and request.old is None:
            yield _invalid(pool, "vmSize", "A node pool needs the size of its machines.")
        if retired(size):
            yield ArmError(
                "VMSizeNotSupported", f"The VM size {size} is not supported: it is retired.", pool.at("vmSize")
            )
        elif size and read(size) is None:
            # https://github.com/MicrosoftDocs/azure-docs/issues/94262 (observed)
            yield ArmError(
                "BadRequest",
                f"The VM size of AgentPoolProfile:{pool.name} is not allowed in your subscription: there is no {size}.",
                pool.at("vmSize"),
            )
        for label in pool.asked.get("nodeLabels") or {}:
            if str(label).startswith(_RESERVED_LABEL):
                yield ArmError("NodeLabelKeyNotAllowed", f"Label {label} is reserved for AKS.", pool.at("nodeLabels"))


def _disks(request: Request) -> Iterator[ArmError]:
    if request.type == POOLS:
        cluster = cluster_of(request)
        set_id: Any = cluster.inputs.get("diskEncryptionSetID") if cluster else None
    else:
        set_id = request.get("diskEncryptionSetID")
        yield from disks.usable(request, set_id, "diskEncryptionSetID")
    for pool in asked_pools(request):
        if set_id and pool.asked.get("osDiskType") == "Ephemeral":
            yield ArmError(
                "EphemeralOSAndBYOKNotSupported",
                f"Ephemeral OS disks of {pool.name} cannot be encrypted with a disk encryption set.",
                pool.at("osDiskType"),
            )


def _disk_sizes(request: Request) -> Iterator[ArmError]:
    for pool in asked_pools(request):
        size = pool.asked.get("osDiskSizeGB") or 0
        if size and not _SMALLEST_DISK <= size <= _LARGEST_DISK:
            yield ArmError(
                "InvalidParameter",
                f"The OSDiskSize for Agent {pool.name} cannot be less than {_SMALLEST_DISK}GB or larger than "
                f"{_LARGEST_DISK}GB.",
                pool.at("osDiskSizeGB"),
            )


def _version(request: Request) -> Iterator[ArmError]:
    """Hold a pool's version against its cluster's: not newer, and not more than three minor versions older."""
    cluster = cluster_of(request) if request.type == POOLS else None
    plane = cluster.properties.get("currentKubernetesVersion") if cluster else request.get("kubernetesVersion")
    above = minor(plane)
    for pool in asked_pools(request):
        below = minor(pool.asked.get("orchestratorVersion"))
        if above and below and not (below <= above and above[1] - below[1] <= 3):
            yield ArmError(
                "NodePoolMcVersionIncompatible",
                f"Node pool version {pool.asked.get('orchestratorVersion')} and control plane version {plane} are "
                "incompatible.",
                pool.at("orchestratorVersion"),
            )


def _kept(request: Request) -> Iterator[ArmError]:
    if request.old is None:
        return
    if request.type == POOLS:
        before = {request.name: request.old.inputs}
    else:
        before = {str(one.get("name")): one for one in objects(request.old.inputs.get("agentPoolProfiles"))}
    for pool in asked_pools(request):
        old = before.get(pool.name) or {}
        for name, code in _FIXED.items() if old else ():
            was, wanted = (one.get(name, _UNSET.get(name)) for one in (old, pool.asked))
            if was is not None and was != wanted:
                yield ArmError(code, f"Changing property 'properties.{name}' is not allowed.", pool.at(name))


def _introduced(request: Request) -> Iterator[ArmError]:
    """A cluster begins with its pools; those that come later are made one by one, as resources of their own."""
    if request.old is None or request.type == POOLS:
        return
    known = {pool.name for pool in all_pools(request, request.old)}
    for pool in asked_pools(request):
        if pool.name not in known:
            yield ArmError(
                "BadRequest",
                "A new agent pool was introduced. Adding agent pools to an existing cluster is not allowed through "
                "managed cluster operations. For agent pool specific change, please use per agent pool operations: "
                "https://aka.ms/agent-pool-rest-api",
                "agentPoolProfiles",
            )


_DOCS = "https://learn.microsoft.com/azure/aks/"
_CODES = "https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/error-codes/aks-error-code"

POOL_RULES: tuple[Rule, ...] = (
    Rule(_names, "documented", _DOCS + "use-system-pools#limitations"),
    Rule(_system, "documented", _DOCS + "use-system-pools"),
    Rule(_scaling, "documented", _DOCS + "cluster-autoscaler"),
    Rule(_pods, "documented", _DOCS + "concepts-network-ip-address-planning#maximum-pods-per-node"),
    Rule(_zones, "documented", _CODES),
    Rule(_machines, "observed", _CODES),
    Rule(_disks, "documented", _DOCS + "azure-disk-customer-managed-keys"),
    Rule(_disk_sizes, "observed", "https://github.com/pulumi/pulumi-azure-native/issues/663"),
    Rule(_version, "documented", _DOCS + "manage-node-pools"),
    Rule(_introduced, "observed", "https://github.com/Azure/AKS/issues/4383"),
    Rule(_kept, "observed", "https://github.com/hashicorp/terraform-provider-azurerm/issues/7093"),
)

"""Kubernetes: the nodes, their disks, and the network that their pods are in."""

from gate.model import ADVISORY, LOW, MEDIUM, Check, Rule, equals, prop
from gate.nodes import Node, texts

from rules.kubernetes import CLUSTER, FAMILY, POOL

_POOLS_PAGE = "https://learn.microsoft.com/azure/aks/use-system-pools"
_SYSTEM_TAINT = "CriticalAddonsOnly=true:NoSchedule"


def takes_other_pods(pool: Node) -> str | None:
    """What to know about a pool of system nodes: any pod may be placed on them."""
    if pool.text("mode").lower() != "system" or _SYSTEM_TAINT in texts(pool, "nodeTaints[]"):
        return None
    return f"{pool.path}.nodeTaints".lstrip(".") + f" has no {_SYSTEM_TAINT}, so other pods crowd out the system's"


RULES = (
    Rule(
        id="azure-containerservice-cluster-network-plugin",
        demands="A Kubernetes cluster's network is Azure CNI.",
        why="Azure retires kubenet, and its route table takes 400 nodes at most.",
        fix='set network_profile.network_plugin to "azure", with network_plugin_mode "overlay" to spare addresses',
        default="not documented; set it, so that no default can be meant",
        family=FAMILY,
        severity=MEDIUM,
        url="https://learn.microsoft.com/azure/aks/concepts-network-cni-overview",
        control="46238e2f-3f6f-4589-9f3f-77bed4116e67",
        checkov=("CKV2_AZURE_29",),
        checks=(prop(CLUSTER, "networkProfile.networkPlugin", equals("azure")),),
    ),
    Rule(
        id="azure-containerservice-cluster-tier",
        demands="A Kubernetes cluster's API server has an agreed availability.",
        why="On the Free tier nobody owes you that it answers, and it slows down with a few nodes more.",
        fix='set sku.tier to "Standard"',
        default="'Free'",
        family=FAMILY,
        severity=LOW,
        enforcement=ADVISORY,  # a matter of cost
        url="https://learn.microsoft.com/azure/aks/free-standard-pricing-tiers",
        checkov=("CKV_AZURE_170",),
        checks=(prop(CLUSTER, "sku.tier", equals("Standard", "Premium"), default="'Free'"),),
    ),
    Rule(
        id="azure-containerservice-nodepool-type",
        demands="Kubernetes nodes are scale sets or virtual machines of their own.",
        why="Azure has given up availability sets: no node images, no zones, one pool.",
        fix='set type to "VirtualMachineScaleSets"',
        default="not documented; set it, so that no default can be meant",
        family=FAMILY,
        severity=MEDIUM,
        url="https://learn.microsoft.com/azure/aks/availability-sets-on-aks",
        checkov=("CKV_AZURE_169",),
        checks=(
            prop(CLUSTER, "agentPoolProfiles[].type", equals("VirtualMachineScaleSets", "VirtualMachines")),
            prop(POOL, "type", equals("VirtualMachineScaleSets", "VirtualMachines")),
        ),
    ),
    Rule(
        id="azure-containerservice-nodepool-system",
        demands="System nodes of a Kubernetes cluster are for the system's pods.",
        why="A pod that eats a node's memory otherwise takes name resolution along.",
        fix=f'set node_taints to ["{_SYSTEM_TAINT}"] on the system pool, and add a pool for models',
        default="no taint",
        family=FAMILY,
        severity=LOW,
        enforcement=ADVISORY,  # a small cluster has one pool for everything
        url=_POOLS_PAGE,
        checkov=("CKV_AZURE_232",),
        checks=(
            Check(of=(CLUSTER,), each="agentPoolProfiles[]", judge=takes_other_pods),
            Check(of=(POOL,), judge=takes_other_pods),
        ),
    ),
    Rule(
        id="azure-containerservice-nodepool-ephemeral-disk",
        demands="System disks of Kubernetes nodes are on the host.",
        why="What a node writes is otherwise kept on remote storage, and nodes start slower.",
        fix='leave os_disk_type out, or set it to "Ephemeral"',
        default="'Ephemeral' where the size has room for it",
        family=FAMILY,
        severity=LOW,
        enforcement=ADVISORY,  # not every size has room, and a key of one's own is rotated on managed disks only
        url="https://learn.microsoft.com/azure/aks/concepts-storage#ephemeral-os-disk",
        checkov=("CKV_AZURE_226",),
        checks=(
            prop(CLUSTER, "agentPoolProfiles[].osDiskType", equals("Ephemeral"), absent_ok=True),
            prop(POOL, "osDiskType", equals("Ephemeral"), absent_ok=True),
        ),
    ),
    Rule(
        id="azure-containerservice-nodepool-encryption-at-host",
        demands="Kubernetes nodes encrypt disks and caches at the host.",
        why="Temporary disks and caches are otherwise in clear text on the host.",
        fix="set enable_encryption_at_host to True",
        default="false",
        family=FAMILY,
        severity=MEDIUM,
        enforcement=ADVISORY,  # needs the feature EncryptionAtHost registered in the subscription
        url="https://learn.microsoft.com/azure/aks/enable-host-encryption",
        control="41425d9f-d1a5-499a-9932-f8ed8453932c",
        checkov=("CKV_AZURE_227",),
        checks=(
            prop(CLUSTER, "agentPoolProfiles[].enableEncryptionAtHost", equals(True), default="false"),
            prop(POOL, "enableEncryptionAtHost", equals(True), default="false"),
        ),
    ),
)

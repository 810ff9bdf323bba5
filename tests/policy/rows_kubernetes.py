"""Demands on Kubernetes nodes and add-ons."""

from tests.policy.row import FAILS, PASSES, judged, rows

_ROTATION = "addonProfiles.azureKeyvaultSecretsProvider.config.enableSecretRotation"

ROWS = [
    *rows(
        "containerservice:ManagedCluster",
        ("azure-containerservice-cluster-network-plugin", "networkProfile.networkPlugin", "kubenet", FAILS),
        ("azure-containerservice-cluster-tier", "sku.tier", "Free", FAILS),
        ("azure-containerservice-nodepool-type", "agentPoolProfiles.0.type", "AvailabilitySet", FAILS),
        ("azure-containerservice-nodepool-ephemeral-disk", "agentPoolProfiles.0.osDiskType", "Managed", PASSES),
        ("azure-containerservice-cluster-dashboard", "addonProfiles.kubeDashboard.enabled", True, PASSES),
        ("azure-containerservice-cluster-secret-rotation", _ROTATION, "false", FAILS),
        ("azure-containerservice-cluster-monitoring", "addonProfiles.omsagent.enabled", False, FAILS),
    ),
    *judged(
        "containerservice:ManagedCluster",
        ("azure-containerservice-nodepool-system", "agentPoolProfiles.0.nodeTaints", ["gpu=true:NoSchedule"], FAILS),
    ),
    *rows(
        "containerservice:AgentPool",
        ("azure-containerservice-nodepool-type", "type", "AvailabilitySet", FAILS),
        ("azure-containerservice-nodepool-ephemeral-disk", "osDiskType", "Managed", PASSES),
    ),
    *judged(
        "containerservice:AgentPool",
        ("azure-containerservice-nodepool-system", "mode", "System", PASSES),
    ),
]

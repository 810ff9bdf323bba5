"""The plans of Microsoft Defender for Cloud, with their sub-plans and extensions.

https://learn.microsoft.com/rest/api/defenderforcloud/pricings/update (documented)
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """One plan.

    Attributes:
        name: As Azure writes it.
        subplans: What can be chosen; the first one is what Azure takes by itself.
        extensions: What can be switched on in it.
        deprecated: The plan that replaces it; empty when it is current.
    """

    name: str
    subplans: tuple[str, ...] = ()
    extensions: tuple[str, ...] = ()
    deprecated: str = ""


_ALL = (
    Plan(
        "VirtualMachines", ("P2", "P1"), ("MdeDesignatedSubscription", "AgentlessVmScanning", "FileIntegrityMonitoring")
    ),
    Plan("SqlServers"),
    Plan("AppServices"),
    Plan(
        "StorageAccounts",
        ("DefenderForStorageV2", "PerStorageAccount", "PerTransaction"),
        ("OnUploadMalwareScanning", "SensitiveDataDiscovery"),
    ),
    Plan("SqlServerVirtualMachines"),
    Plan("KubernetesService", deprecated="Containers"),
    Plan("ContainerRegistry", deprecated="Containers"),
    Plan("KeyVaults", ("PerKeyVault", "PerTransaction")),
    Plan("Dns", deprecated="VirtualMachines"),
    Plan("Arm", ("PerSubscription", "PerApiCall")),
    Plan("OpenSourceRelationalDatabases"),
    Plan("CosmosDbs"),
    Plan(
        "Containers",
        (),
        (
            *("ContainerRegistriesVulnerabilityAssessments", "AgentlessDiscoveryForKubernetes"),
            *("AgentlessVmScanning", "ContainerSensor", "ContainerIntegrityContribution"),
        ),
    ),
    Plan(
        "CloudPosture",
        (),
        (
            *("SensitiveDataDiscovery", "ContainerRegistriesVulnerabilityAssessments"),
            *("AgentlessDiscoveryForKubernetes", "AgentlessVmScanning", "EntraPermissionsManagement", "ApiPosture"),
        ),
    ),
    Plan("Api", ("P1", "P2", "P3", "P4", "P5")),
    Plan("AI", (), ("AIPromptEvidence", "AIModelScanner", "AIPromptSharingWithPurview")),
    Plan("FoundationalCspm"),
    Plan("Discovery"),
)
PLANS = {plan.name.lower(): plan for plan in _ALL}

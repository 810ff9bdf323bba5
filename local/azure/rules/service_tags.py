"""Service tags: names for the addresses of Azure's services, kept up by Microsoft.

https://learn.microsoft.com/azure/virtual-network/service-tags-overview#available-service-tags (documented)
"""

from __future__ import annotations

import re

from local.azure.regions import REGIONS

_TAGS = frozenset(
    text.lower()
    for text in (
        *("ActionGroup", "ApiManagement", "ApplicationInsightsAvailability", "AppConfiguration", "AppService"),
        *("AppServiceManagement", "AutonomousDevelopmentPlatform", "AzureActiveDirectory"),
        *("AzureActiveDirectoryDomainServices", "AzureAdvancedThreatProtection", "AzureArcInfrastructure"),
        *("AzureAttestation", "AzureBackup", "AzureBotService", "AzureCloud", "AzureCognitiveSearch"),
        *("AzureConnectors", "AzureContainerAppsService", "AzureContainerRegistry", "AzureCosmosDB"),
        *("AzureDatabricks", "AzureDataExplorerManagement", "AzureDeviceUpdate", "AzureDevOps", "AzureDigitalTwins"),
        *("AzureEventGrid", "AzureFrontDoor", "AzureHealthcareAPIs", "AzureInformationProtection", "AzureIoTHub"),
        *("AzureKeyVault", "AzureLoadBalancer", "AzureLoadTestingInstanceManagement", "AzureMachineLearning"),
        *("AzureMachineLearningInference", "AzureManagedGrafana", "AzureMonitor", "AzureMonitorForSAP"),
        *("AzureOpenDatasets", "AzurePlatformDNS", "AzurePlatformIMDS", "AzurePlatformLKM", "AzureResourceManager"),
        *("AzureSentinel", "AzureSignalR", "AzureSiteRecovery", "AzureSphere", "AzureSpringCloud", "AzureStack"),
        *("AzureTrafficManager", "AzureUpdateDelivery", "AzureVirtualDesktop", "AzureWebPubSub"),
        *("BatchNodeManagement", "ChaosStudio", "CognitiveServicesFrontend", "CognitiveServicesManagement"),
        *("DataFactory", "DataFactoryManagement", "EventHub", "GatewayManager", "GuestAndHybridManagement"),
        *("HDInsight", "Internet", "KustoAnalytics", "LogicApps", "LogicAppsManagement"),
        *("M365ManagementActivityApi", "MicrosoftCloudAppSecurity", "MicrosoftContainerRegistry"),
        *("MicrosoftDefenderForEndpoint", "MicrosoftPurviewPolicyDistribution", "OneDsCollector", "PowerBI"),
        *("PowerPlatformInfra", "PowerPlatformPlex", "PowerQueryOnline", "SCCservice", "Scuba", "ServiceBus"),
        *("ServiceFabric", "Sql", "SqlManagement", "Storage", "StorageMover", "StorageSyncService"),
        *("VirtualNetwork", "WindowsAdminCenter", "WindowsVirtualDesktop"),
    )
)
# Tags without regions, of those that networks for machine learning name (documented, the same table).
_WHOLE = frozenset(
    text.lower()
    for text in (
        *("AzureActiveDirectory", "AzureLoadBalancer", "AzureMachineLearning", "AzurePlatformDNS", "AzurePlatformIMDS"),
        *("AzurePlatformLKM", "AzureResourceManager", "AzureTrafficManager", "GatewayManager", "Internet"),
        "VirtualNetwork",
    )
)
# Tags that are a part of a service each: there is none for the whole of it.
_PARTS = {"azurefrontdoor": frozenset({"backend", "firstparty", "frontend", "microsoftsecurity"})}
# How the list of tags spells some regions beside their names.
# https://learn.microsoft.com/azure/virtual-network/service-tags-overview#discover-service-tags-by-using-downloadable-json-files
_SHORT = frozenset(
    (
        *("brazilse", "centralfrance", "germanyn", "germanywc", "norwaye", "norwayw", "southfrance", "switzerlandn"),
        "switzerlandw",
    )
)
_FORM = re.compile(r"(\w+)(?:\.(\w+))?")  # a tag, and the region or the part of the service that it is narrowed to


def is_service_tag(text: object) -> bool:
    """Say whether a text is a service tag, narrowed to a region or not."""
    match = _FORM.fullmatch(str(text))
    if match is None or match[1].lower() not in _TAGS:
        return False
    tag, narrowed = match[1].lower(), (match[2] or "").lower()
    if tag in _PARTS:
        return narrowed in _PARTS[tag]
    return not narrowed or (tag not in _WHOLE and narrowed in REGIONS.keys() | _SHORT)

"""Service tags: names for the addresses of Azure's services, kept up by Microsoft.

https://learn.microsoft.com/azure/virtual-network/service-tags-overview#available-service-tags (documented)
"""

from __future__ import annotations

import re

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
_FORM = re.compile(r"(\w+)(\.\w+)?")  # a tag, and the region or the part of the service that it is narrowed to


def is_service_tag(text: object) -> bool:
    """Say whether a text is a service tag, narrowed to a region or not."""
    match = _FORM.fullmatch(str(text))
    return match is not None and match[1].lower() in _TAGS

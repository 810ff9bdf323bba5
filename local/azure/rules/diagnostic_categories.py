"""What each type of resource can send to Azure Monitor: categories of logs, groups of them, and metrics.

Types, categories and groups: https://learn.microsoft.com/azure/azure-monitor/reference/logs-index and metrics-index
(documented); groups also as in the built-in policies "Enable logging by category group for ..." of
https://github.com/Azure/azure-policy. To support a further type, add its line.

Not here, because their metrics are not exportable and they write no logs: NAT gateways, private endpoints, private DNS
zones, DNS resolvers, connections, disks.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Categories:
    """What one type of resource can send.

    Attributes:
        logs: Categories of logs.
        groups: Groups of them that can be asked for at once.
        metrics: Categories of metrics.
    """

    logs: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ("AllMetrics",)


_BOTH, _ALL = ("audit", "allLogs"), ("allLogs",)
_METRICS_ONLY = Categories()
_STORED = Categories(("StorageRead", "StorageWrite", "StorageDelete"), _BOTH, ("AllMetrics", "Transaction", "Capacity"))

CATEGORIES: dict[str, Categories] = {
    "microsoft.compute/virtualmachines": _METRICS_ONLY,
    "microsoft.compute/virtualmachinescalesets": _METRICS_ONLY,
    "microsoft.containerinstance/containergroups": Categories(("ContainerInstanceLog", "ContainerEvent"), _ALL),
    "microsoft.containerregistry/registries": Categories(
        ("ContainerRegistryLoginEvents", "ContainerRegistryRepositoryEvents"), _BOTH
    ),
    "microsoft.containerservice/managedclusters": Categories(
        (
            *("kube-apiserver", "kube-audit", "kube-audit-admin", "kube-controller-manager", "kube-scheduler"),
            *("cluster-autoscaler", "cloud-controller-manager", "guard", "csi-azuredisk-controller"),
            *("csi-azurefile-controller", "csi-snapshot-controller"),
        ),
        _BOTH,
    ),
    "microsoft.devcenter/devcenters": Categories(("DataplaneAuditEvent",), _BOTH),
    "microsoft.devopsinfrastructure/pools": Categories(("ProvisioningLogs",), _ALL),
    "microsoft.insights/components": Categories(
        (
            *("AppAvailabilityResults", "AppBrowserTimings", "AppDependencies", "AppEvents", "AppExceptions"),
            *("AppMetrics", "AppPageViews", "AppPerformanceCounters", "AppRequests", "AppSystemEvents", "AppTraces"),
        ),
        _ALL,
    ),
    "microsoft.insights/datacollectionrules": Categories(("LogErrors", "LogTroubleshooting"), _ALL),
    "microsoft.keyvault/vaults": Categories(("AuditEvent", "AzurePolicyEvaluationDetails"), _BOTH),
    "microsoft.machinelearningservices/registries": Categories(
        ("RegistryAssetReadEvent", "RegistryAssetWriteEvent"), _BOTH, ()
    ),
    "microsoft.machinelearningservices/workspaces": Categories(
        (
            *("AmlComputeClusterEvent", "AmlComputeClusterNodeEvent", "AmlComputeJobEvent"),
            *("AmlComputeCpuGpuUtilization", "AmlRunStatusChangedEvent", "ModelsChangeEvent", "ModelsReadEvent"),
            *("ModelsActionEvent", "DeploymentReadEvent", "DeploymentEventACI", "DeploymentEventAKS"),
            *("InferencingOperationAKS", "InferencingOperationACI", "EnvironmentChangeEvent", "EnvironmentReadEvent"),
            *("DataLabelChangeEvent", "DataLabelReadEvent", "ComputeInstanceEvent", "DataStoreChangeEvent"),
            *("DataStoreReadEvent", "DataSetChangeEvent", "DataSetReadEvent", "PipelineChangeEvent"),
            *("PipelineReadEvent", "RunEvent", "RunReadEvent"),
        ),
        _BOTH,
    ),
    "microsoft.machinelearningservices/workspaces/onlineendpoints": Categories(
        ("AmlOnlineEndpointTrafficLog", "AmlOnlineEndpointConsoleLog", "AmlOnlineEndpointEventLog"), _ALL
    ),
    "microsoft.machinelearningservices/workspaces/onlineendpoints/deployments": _METRICS_ONLY,
    "microsoft.network/azurefirewalls": Categories(
        (
            *("AzureFirewallApplicationRule", "AzureFirewallNetworkRule", "AzureFirewallDnsProxy", "AZFWNetworkRule"),
            *("AZFWApplicationRule", "AZFWNatRule", "AZFWThreatIntel", "AZFWIdpsSignature", "AZFWDnsQuery"),
            *("AZFWFqdnResolveFailure", "AZFWApplicationRuleAggregation", "AZFWNetworkRuleAggregation"),
            *("AZFWNatRuleAggregation", "AZFWFatFlow", "AZFWFlowTrace"),
        ),
        _ALL,
    ),
    "microsoft.network/bastionhosts": Categories(("BastionAuditLogs",), _BOTH),
    "microsoft.network/dnsresolverpolicies": Categories(("DnsResponse",), _ALL, ()),
    "microsoft.network/expressroutecircuits": Categories(("PeeringRouteLog",), _ALL),
    "microsoft.network/loadbalancers": Categories(("LoadBalancerHealthEvent",), _ALL),
    "microsoft.network/networkinterfaces": _METRICS_ONLY,
    "microsoft.network/networksecuritygroups": Categories(
        ("NetworkSecurityGroupEvent", "NetworkSecurityGroupRuleCounter"), _ALL, ()
    ),
    "microsoft.network/publicipaddresses": Categories(
        ("DDoSProtectionNotifications", "DDoSMitigationFlowLogs", "DDoSMitigationReports"), _BOTH
    ),
    "microsoft.network/virtualnetworkgateways": Categories(
        (
            *("GatewayDiagnosticLog", "TunnelDiagnosticLog", "RouteDiagnosticLog", "IKEDiagnosticLog"),
            "P2SDiagnosticLog",
        ),
        _BOTH,
    ),
    "microsoft.network/virtualnetworks": Categories(("VMProtectionAlerts",), _ALL),
    "microsoft.operationalinsights/workspaces": Categories(("Audit", "SummaryLogs", "Jobs"), _BOTH),
    "microsoft.resources/subscriptions": Categories(
        (
            *("Administrative", "Security", "ServiceHealth", "Alert", "Recommendation", "Policy", "Autoscale"),
            "ResourceHealth",
        ),
        (),
        (),
    ),
    "microsoft.storage/storageaccounts": Categories((), (), ("AllMetrics", "Transaction", "Capacity")),
    "microsoft.storage/storageaccounts/blobservices": _STORED,
    "microsoft.storage/storageaccounts/fileservices": _STORED,
    "microsoft.storage/storageaccounts/queueservices": _STORED,
    "microsoft.storage/storageaccounts/tableservices": _STORED,
}

"""Platform metrics by type of resource, as far as alerts on a machine learning platform are likely to use them.

https://learn.microsoft.com/azure/azure-monitor/reference/metrics-index (documented); names that alerts use also as in
https://github.com/Azure/azure-monitor-baseline-alerts. A type that is not here is not checked.
"""

from __future__ import annotations

_STORAGE = ("Availability", "Egress", "Ingress", "SuccessE2ELatency", "SuccessServerLatency", "Transactions")
_MACHINE = (
    *("Percentage CPU", "Available Memory Bytes", "Available Memory Percentage", "VmAvailabilityMetric"),
    *("Network In", "Network Out", "Network In Total", "Network Out Total", "Inbound Flows", "Outbound Flows"),
    *("Disk Read Bytes", "Disk Write Bytes", "Disk Read Operations/Sec", "Disk Write Operations/Sec"),
    *("OS Disk Queue Depth", "OS Disk IOPS Consumed Percentage", "OS Disk Bandwidth Consumed Percentage"),
    *("OS Disk Read Bytes/sec", "OS Disk Write Bytes/sec", "OS Disk Latency", "Temp Disk Queue Depth"),
    *("OS Disk Read Operations/Sec", "OS Disk Write Operations/Sec", "OS Disk Max Burst IOPS"),
    *("Data Disk Queue Depth", "Data Disk IOPS Consumed Percentage", "Data Disk Bandwidth Consumed Percentage"),
    *("Data Disk Read Bytes/sec", "Data Disk Write Bytes/sec", "Data Disk Latency", "Data Disk Max Burst IOPS"),
    *("Data Disk Read Operations/Sec", "Data Disk Write Operations/Sec", "CPU Credits Consumed"),
    *("CPU Credits Remaining", "VM Cached Bandwidth Consumed Percentage", "VM Cached IOPS Consumed Percentage"),
    *("VM Uncached Bandwidth Consumed Percentage", "VM Uncached IOPS Consumed Percentage"),
)
_DDOS = (
    *("IfUnderDDoSAttack", "BytesInDDoS", "PacketsInDDoS", "TCPBytesInDDoS", "TCPPacketsInDDoS", "UDPBytesInDDoS"),
    *("UDPPacketsInDDoS", "VipAvailability", "ByteCount", "PacketCount", "SynCount"),
)

METRICS: dict[str, tuple[str, ...]] = {
    "microsoft.compute/virtualmachines": _MACHINE,
    "microsoft.compute/virtualmachinescalesets": _MACHINE,
    "microsoft.containerinstance/containergroups": (
        *("CpuUsage", "MemoryUsage", "NetworkBytesReceivedPerSecond", "NetworkBytesTransmittedPerSecond"),
    ),
    "microsoft.containerregistry/registries": (
        *("AgentPoolCPUTime", "RunDuration", "StorageUsed", "SuccessfulPullCount", "SuccessfulPushCount"),
        *("TotalPullCount", "TotalPushCount"),
    ),
    "microsoft.containerservice/managedclusters": (
        *("apiserver_cpu_usage_percentage", "apiserver_memory_usage_percentage", "apiserver_current_inflight_requests"),
        *("cluster_autoscaler_cluster_safe_to_autoscale", "cluster_autoscaler_scale_down_in_cooldown"),
        *("cluster_autoscaler_unneeded_nodes_count", "cluster_autoscaler_unschedulable_pods_count"),
        *("etcd_cpu_usage_percentage", "etcd_database_usage_percentage", "etcd_memory_usage_percentage"),
        *("kube_node_status_allocatable_cpu_cores", "kube_node_status_allocatable_memory_bytes"),
        *("kube_node_status_condition", "kube_pod_status_phase", "kube_pod_status_ready"),
        *("node_cpu_usage_millicores", "node_cpu_usage_percentage", "node_disk_usage_bytes"),
        *("node_disk_usage_percentage", "node_memory_rss_bytes", "node_memory_rss_percentage"),
        *("node_memory_working_set_bytes", "node_memory_working_set_percentage", "node_network_in_bytes"),
        "node_network_out_bytes",
    ),
    "microsoft.insights/components": (
        *("availabilityResults/availabilityPercentage", "availabilityResults/count", "availabilityResults/duration"),
        *("dependencies/count", "dependencies/duration", "dependencies/failed", "exceptions/browser"),
        *("exceptions/count", "exceptions/server", "pageViews/count", "pageViews/duration"),
        *("performanceCounters/exceptionsPerSecond", "performanceCounters/memoryAvailableBytes"),
        *("performanceCounters/processCpuPercentage", "performanceCounters/processorCpuPercentage"),
        *("performanceCounters/processPrivateBytes", "performanceCounters/requestExecutionTime"),
        *("performanceCounters/requestsInQueue", "performanceCounters/requestsPerSecond", "requests/count"),
        *("requests/duration", "requests/failed", "requests/rate", "traces/count"),
        *("browserTimings/networkDuration", "browserTimings/processingDuration", "browserTimings/receiveDuration"),
        *("browserTimings/sendDuration", "browserTimings/totalDuration"),
    ),
    "microsoft.keyvault/vaults": (
        *("Availability", "SaturationShoebox", "ServiceApiHit", "ServiceApiLatency", "ServiceApiResult"),
    ),
    "microsoft.machinelearningservices/workspaces": (
        *("Active Cores", "Active Nodes", "Cancel Requested Runs", "Cancelled Runs", "Completed Runs"),
        *("CpuCapacityMillicores", "CpuMemoryCapacityMegabytes", "CpuMemoryUtilizationMegabytes"),
        *("CpuMemoryUtilizationPercentage", "CpuUtilization", "CpuUtilizationMillicores"),
        *("CpuUtilizationPercentage", "DiskAvailMegabytes", "DiskReadMegabytes", "DiskUsedMegabytes"),
        *("DiskWriteMegabytes", "Errors", "Failed Runs", "Finalizing Runs", "GpuCapacityMilliGPUs"),
        *("GpuEnergyJoules", "GpuMemoryCapacityMegabytes", "GpuMemoryUtilization", "GpuMemoryUtilizationMegabytes"),
        *("GpuMemoryUtilizationPercentage", "GpuUtilization", "GpuUtilizationMilliGPUs"),
        *("GpuUtilizationPercentage", "IBReceiveMegabytes", "IBTransmitMegabytes", "Idle Cores", "Idle Nodes"),
        *("Leaving Cores", "Leaving Nodes", "Model Deploy Failed", "Model Deploy Started"),
        *("Model Deploy Succeeded", "Model Register Failed", "Model Register Succeeded"),
        *("NetworkInputMegabytes", "NetworkOutputMegabytes", "Not Responding Runs", "Not Started Runs"),
        *("Preempted Cores", "Preempted Nodes", "Preparing Runs", "Provisioning Runs", "Queued Runs"),
        *("Quota Utilization Percentage", "Started Runs", "Starting Runs", "StorageAPIFailureCount"),
        *("StorageAPISuccessCount", "Total Cores", "Total Nodes", "Unusable Cores", "Unusable Nodes", "Warnings"),
    ),
    "microsoft.machinelearningservices/workspaces/onlineendpoints": (
        *("ConnectionsActive", "DataCollectionErrorsPerMinute", "DataCollectionEventsPerMinute", "NetworkBytes"),
        *("NewConnectionsPerSecond", "RequestLatency", "RequestLatency_P50", "RequestLatency_P90"),
        *("RequestLatency_P95", "RequestLatency_P99", "RequestsPerMinute"),
    ),
    "microsoft.machinelearningservices/workspaces/onlineendpoints/deployments": (
        *("CpuMemoryUtilizationPercentage", "CpuUtilizationPercentage", "DataCollectionErrorsPerMinute"),
        *("DataCollectionEventsPerMinute", "DeploymentCapacity", "DiskUtilization", "GpuEnergyJoules"),
        *("GpuMemoryUtilizationPercentage", "GpuUtilizationPercentage", "RequestLatency_P50", "RequestLatency_P90"),
        *("RequestLatency_P95", "RequestLatency_P99", "RequestsPerMinute"),
    ),
    "microsoft.network/azurefirewalls": (
        *("ApplicationRuleHit", "DataProcessed", "FirewallHealth", "FirewallLatencyPng", "NetworkRuleHit"),
        *("ObservedCapacity", "SNATPortUtilization", "Throughput"),
    ),
    "microsoft.network/bastionhosts": ("pingmesh", "sessions", "total", "usage_user", "used"),
    "microsoft.network/connections": ("BitsInPerSecond", "BitsOutPerSecond"),
    "microsoft.network/expressroutecircuits": (
        *("ArpAvailability", "BgpAvailability", "BitsInPerSecond", "BitsOutPerSecond", "EgressBandwidthUtilization"),
        *("FastPathRoutesCountForCircuit", "GlobalReachBitsInPerSecond", "GlobalReachBitsOutPerSecond"),
        *("IngressBandwidthUtilization", "QosDropBitsInPerSecond", "QosDropBitsOutPerSecond"),
    ),
    "microsoft.network/loadbalancers": (
        *("AllocatedSnatPorts", "ByteCount", "DipAvailability", "GlobalBackendAvailability", "PacketCount"),
        *("SnatConnectionCount", "SYNCount", "UsedSnatPorts", "VipAvailability"),
    ),
    "microsoft.network/natgateways": (
        *("ByteCount", "DatapathAvailability", "PacketCount", "PacketDropCount", "SNATConnectionCount"),
        "TotalConnectionCount",
    ),
    "microsoft.network/privatednszones": (
        *("QueryVolume", "RecordSetCapacityUtilization", "RecordSetCount", "VirtualNetworkLinkCapacityUtilization"),
        *("VirtualNetworkLinkCount", "VirtualNetworkWithRegistrationCapacityUtilization"),
        "VirtualNetworkWithRegistrationLinkCount",
    ),
    "microsoft.network/privateendpoints": ("PEBytesIn", "PEBytesOut"),
    "microsoft.network/publicipaddresses": _DDOS,
    "microsoft.network/virtualnetworkgateways": (
        *("AverageBandwidth", "BgpPeerStatus", "BgpRoutesAdvertised", "BgpRoutesLearned", "MmsaCount", "QmsaCount"),
        *("P2SBandwidth", "P2SConnectionCount", "InboundFlowsCount", "UserVpnRouteCount", "VnetAddressPrefixCount"),
        *("TunnelAverageBandwidth", "TunnelEgressBytes", "TunnelEgressPacketDropCount", "TunnelEgressPackets"),
        *("TunnelEgressPacketDropTSMismatch", "TunnelIngressBytes", "TunnelIngressPacketDropCount"),
        *("TunnelIngressPackets", "TunnelIngressPacketDropTSMismatch", "TunnelNatAllocations", "TunnelPeakPackets"),
        *("ExpressRouteGatewayActiveFlows", "ExpressRouteGatewayBitsPerSecond"),
        *("ExpressRouteGatewayCountOfRoutesAdvertisedToPeer", "ExpressRouteGatewayCountOfRoutesLearnedFromPeer"),
        *("ExpressRouteGatewayCpuUtilization", "ExpressRouteGatewayFrequencyOfRoutesChanged"),
        *("ExpressRouteGatewayMaxFlowsCreationRate", "ExpressRouteGatewayNumberOfVmInVnet"),
        "ExpressRouteGatewayPacketsPerSecond",
    ),
    "microsoft.network/virtualnetworks": (
        "IfUnderDDoSAttack",
        "PingMeshAverageRoundtripMs",
        "PingMeshProbesFailedPercent",
    ),
    "microsoft.storage/storageaccounts": ("UsedCapacity", *_STORAGE),
    "microsoft.storage/storageaccounts/blobservices": (
        *("BlobCapacity", "BlobCount", "BlobProvisionedSize", "ContainerCount", "IndexCapacity"),
        *_STORAGE,
    ),
    "microsoft.storage/storageaccounts/fileservices": (
        *("FileCapacity", "FileCount", "FileShareCapacityQuota", "FileShareCount", "FileShareSnapshotCount"),
        *("FileShareSnapshotSize", "FileShareProvisionedIOPS", "FileShareProvisionedBandwidthMiBps"),
        *_STORAGE,
    ),
    "microsoft.storage/storageaccounts/queueservices": (
        *("QueueCapacity", "QueueCount", "QueueMessageCount"),
        *_STORAGE,
    ),
    "microsoft.storage/storageaccounts/tableservices": (
        *("TableCapacity", "TableCount", "TableEntityCount"),
        *_STORAGE,
    ),
}

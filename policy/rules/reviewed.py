"""Types that were looked at and make nothing reachable by themselves: no rule names them, and nothing is reported."""

NOTHING_TO_DEMAND = frozenset(
    {
        "authorization:PolicySetDefinition",
        "compute:AvailabilitySet",
        "compute:DiskAccess",
        "containerservice:MaintenanceConfiguration",
        "devcenter:Project",
        "devtestlab:GlobalSchedule",
        "dnsresolver:DnsForwardingRuleset",
        "dnsresolver:DnsResolver",
        "dnsresolver:InboundEndpoint",
        "dnsresolver:OutboundEndpoint",
        "dnsresolver:PrivateResolverVirtualNetworkLink",
        "maintenance:ConfigurationAssignment",
        "maintenance:MaintenanceConfiguration",
        "monitor:DataCollectionRuleAssociation",
        "monitor:PrivateLinkScopedResource",
        "network:ApplicationSecurityGroup",
        "network:NatGateway",
        "network:NetworkWatcher",
        "resources:ResourceGroup",
        "storage:FileShare",
        "storage:ManagementPolicy",
        "storage:Queue",
        "storage:Table",
    }
)

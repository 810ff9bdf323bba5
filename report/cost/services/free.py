"""What costs nothing by itself, and the page that says so.

What such a resource makes others do may cost: a diagnostic setting fills a log workspace, whose line counts it.
"""

_PRICING = "https://azure.microsoft.com/pricing/details"
_LEARN = "https://learn.microsoft.com/azure"

_NETWORK = ("part of Azure Virtual Network, which is free", f"{_PRICING}/virtual-network/")
_ACCESS = (
    "Azure role-based access control is part of the subscription",
    f"{_LEARN}/role-based-access-control/overview",
)
_IDENTITY = (
    "managed identities are free",
    "https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/overview",
)
_MANAGEMENT = ("part of Azure Resource Manager, which is free", f"{_LEARN}/azure-resource-manager/management/overview")
_COLLECTION = ("collecting is free, what is collected is paid for in the log workspace", f"{_PRICING}/monitor/")
_LEARNING = (
    "Azure Machine Learning adds no charge to what it runs on",
    f"{_PRICING}/machine-learning/",
)
_RESOLVER = ("paid for by its endpoints and rulesets", f"{_PRICING}/dns/")
_KUBERNETES = ("part of the cluster, paid for by its tier and its nodes", f"{_PRICING}/kubernetes-service/")
_POOL = ("a Managed DevOps Pool is paid for by its machines", f"{_LEARN}/devops/managed-devops-pools/pricing")

FREE: dict[str, tuple[str, str]] = {
    "applicationinsights:Component": (
        "its data is in a log workspace, which is paid for it",
        f"{_LEARN}/azure-monitor/app/create-workspace-resource",
    ),
    "authorization:ManagementLockByScope": _MANAGEMENT,
    "authorization:PolicyAssignment": ("Azure Policy is free for resources of Azure", f"{_PRICING}/azure-policy/"),
    "authorization:RoleAssignment": _ACCESS,
    "compute:DiskEncryptionSet": (
        "uses of the key are paid for in the vault",
        f"{_LEARN}/virtual-machines/disk-encryption-overview",
    ),
    "compute:VirtualMachineExtension": ("part of the machine", f"{_LEARN}/virtual-machines/extensions/overview"),
    "consumption:Budget": ("Cost Management is free for Azure", f"{_PRICING}/cost-management/"),
    "containerservice:MaintenanceConfiguration": _KUBERNETES,
    "containerservice:TrustedAccessRoleBinding": _KUBERNETES,
    "devcenter:DevCenter": _POOL,
    "devcenter:Project": _POOL,
    "devtestlab:GlobalSchedule": ("switching a machine off saves money", f"{_LEARN}/virtual-machines/auto-shutdown-vm"),
    "dnsresolver:DnsResolver": _RESOLVER,
    "dnsresolver:ForwardingRule": _RESOLVER,
    "dnsresolver:PrivateResolverVirtualNetworkLink": _RESOLVER,
    "keyvault:Secret": ("operations are paid for in the vault", f"{_PRICING}/key-vault/"),
    "kubernetesconfiguration:Extension": (
        "runs on the nodes, which are paid for",
        f"{_LEARN}/machine-learning/how-to-attach-kubernetes-anywhere",
    ),
    "machinelearningservices:BatchEndpoint": _LEARNING,
    "machinelearningservices:Datastore": _LEARNING,
    "machinelearningservices:ManagedNetworkSettingsRule": (
        "a rule is free, a firewall that it needs is paid for with the workspace",
        f"{_LEARN}/machine-learning/how-to-managed-network#pricing",
    ),
    "managedidentity:FederatedIdentityCredential": _IDENTITY,
    "managedidentity:UserAssignedIdentity": _IDENTITY,
    "monitor:DataCollectionEndpoint": _COLLECTION,
    "monitor:DataCollectionRule": _COLLECTION,
    "monitor:DataCollectionRuleAssociation": _COLLECTION,
    "monitor:DiagnosticSetting": _COLLECTION,
    "monitor:PrivateLinkScope": (
        "its private endpoint is paid for",
        f"{_LEARN}/azure-monitor/logs/private-link-security",
    ),
    "monitor:PrivateLinkScopedResource": (
        "its private endpoint is paid for",
        f"{_LEARN}/azure-monitor/logs/private-link-security",
    ),
    "network:FirewallPolicy": ("a policy of one firewall is free", f"{_PRICING}/firewall-manager/"),
    "network:FirewallPolicyRuleCollectionGroup": (
        "a policy of one firewall is free",
        f"{_PRICING}/firewall-manager/",
    ),
    "network:LocalNetworkGateway": ("describes the other end of a tunnel", f"{_PRICING}/vpn-gateway/"),
    "network:NetworkInterface": _NETWORK,
    "network:NetworkSecurityGroup": _NETWORK,
    "network:PrivateDnsZoneGroup": ("part of the private endpoint", f"{_PRICING}/private-link/"),
    "network:RouteTable": _NETWORK,
    "network:ServiceEndpointPolicy": _NETWORK,
    "network:VirtualNetwork": _NETWORK,
    "network:VirtualNetworkGatewayConnection": (
        "the gateway includes ten tunnels and counts those beyond",
        f"{_PRICING}/vpn-gateway/",
    ),
    "privatedns:VirtualNetworkLink": ("zones and queries are paid for", f"{_PRICING}/dns/"),
    "resources:ResourceGroup": _MANAGEMENT,
    "storage:BlobContainer": ("what is in it is paid for with the account", f"{_PRICING}/storage/blobs/"),
}

NOT_COUNTED = (
    "traffic to the internet and to other regions (bandwidth) beyond what services charge for themselves",
    "disks and load balancers that Azure ML and AKS add to compute",
    "parallel jobs of Azure DevOps beyond the first",
    "licences, support, taxes, reservations, savings plans, and your own discounts",
)
"""What an estimate leaves out, and says that it does."""

"""What Azure never changes on a resource that exists: a plan says "replace" where it would otherwise fail half-way.

The provider replaces by itself only what its API specification marks; anything else it sends as an update, and Azure
refuses that at deployment. Data stays guarded: what is protected is not replaced but refused, at preview already.
"""

import copy

import pulumi

# Inputs by type (without `azure-native:`), as Pulumi writes their paths. Only what is known in every preview: an output
# of a resource that is updated is unknown then, and would look like a change.
FIXED: dict[str, tuple[str, ...]] = {
    # https://learn.microsoft.com/azure/aks/configure-azure-cni-overlay, .../private-clusters, .../upgrade-aks-cluster
    "containerservice:ManagedCluster": (
        "apiServerAccessProfile.enablePrivateCluster",
        "apiServerAccessProfile.privateDNSZone",
        "dnsPrefix",
        "diskEncryptionSetID",
        "networkProfile.dnsServiceIP",
        "networkProfile.podCidr",
        "networkProfile.serviceCidr",
        "nodeResourceGroup",
    ),
    "containerservice:AgentPool": ("availabilityZones", "enableEncryptionAtHost", "osDiskType", "vmSize"),
    # https://learn.microsoft.com/azure/container-instances/container-instances-update#limitations
    "containerinstance:ContainerGroup": (
        "containers[*].resources",
        "osType",
        "restartPolicy",
        "subnetIds",
    ),
    # https://learn.microsoft.com/azure/container-registry/zone-redundancy, .../tutorial-customer-managed-keys
    "containerregistry:Registry": ("encryption.status", "zoneRedundancy"),
    # https://learn.microsoft.com/azure/virtual-machines/linux/tutorial-manage-vm (properties set at creation), and
    # .../disks-enable-host-based-encryption-portal: switched on machines that are deallocated only
    "compute:VirtualMachine": (
        "osProfile.adminUsername",
        "osProfile.computerName",
        "osProfile.linuxConfiguration.ssh",
        "securityProfile.encryptionAtHost",
        "securityProfile.securityType",
        "storageProfile.imageReference",
        "zones",
    ),
    "compute:VirtualMachineScaleSet": (
        "virtualMachineProfile.osProfile.adminUsername",
        "virtualMachineProfile.osProfile.computerNamePrefix",
        "zones",
    ),
    # https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview
    "keyvault:Vault": ("properties.softDeleteRetentionInDays", "properties.tenantId"),
    # https://learn.microsoft.com/azure/machine-learning/concept-customer-managed-keys, .../concept-data-encryption
    "machinelearningservices:Workspace": ("encryption.status", "hbiWorkspace"),
    # https://learn.microsoft.com/azure/machine-learning/how-to-create-attach-compute-cluster
    "machinelearningservices:Compute": (
        "properties.computeType",
        "properties.properties.enableNodePublicIp",
        # Said at creation only: a new instance has an empty disk, so a plan must say so.
        "properties.properties.idleTimeBeforeShutdown",
        "properties.properties.personalComputeInstanceSettings",
        "properties.properties.remoteLoginPortPublicAccess",
        "properties.properties.subnet.id",
        "properties.properties.vmPriority",
        "properties.properties.vmSize",
    ),
    # https://learn.microsoft.com/azure/vpn-gateway/about-gateway-skus
    "network:VirtualNetworkGateway": ("gatewayType", "vpnGatewayGeneration", "vpnType"),
    "network:AzureFirewall": ("sku.name", "zones"),
    # https://learn.microsoft.com/azure/expressroute/expressroute-howto-circuit-portal-resource-manager#modify
    "network:ExpressRouteCircuit": (
        "serviceProviderProperties.peeringLocation",
        "serviceProviderProperties.serviceProviderName",
    ),
    # https://learn.microsoft.com/rest/api/consumption/budgets/create-or-update
    "consumption:Budget": ("timeGrain", "timePeriod.startDate"),
    "network:PrivateEndpoint": ("customNetworkInterfaceName",),
    # https://learn.microsoft.com/azure/dns/private-dns-virtual-network-links: a new VNet of its name is another one
    "privatedns:VirtualNetworkLink": ("virtualNetwork",),
    # https://learn.microsoft.com/azure/storage/common/infrastructure-encryption-enable
    "storage:StorageAccount": ("encryption.requireInfrastructureEncryption", "encryption.services"),
}


def replace_what_cannot_change(
    args: pulumi.ResourceTransformationArgs,
) -> pulumi.ResourceTransformationResult | None:
    """Replaces a resource, and says so at preview, where a setting changes that Azure fixes at creation."""
    fixed = FIXED.get(args.type_.removeprefix("azure-native:"), ())
    if not fixed:
        return None
    opts = copy.copy(args.opts)
    opts.replace_on_changes = [*(opts.replace_on_changes or []), *fixed]
    return pulumi.ResourceTransformationResult(props=args.props, opts=opts)

"""Kubernetes: clusters."""

from __future__ import annotations

from tests.corpus.model import Bad, Family, Good
from tests.corpus.worlds import clusterless, kubernetes
from tests.unit.azure import samples as given
from tests.unit.azure import samples_encryption as keys
from tests.unit.azure import samples_kubernetes as aks
from tests.unit.azure import samples_network as net
from tests.unit.azure.harness import NETWORK as IDS

# fmt: off

CLUSTER = Good("a private one", "containerservice:ManagedCluster", kubernetes, aks.cluster())
FIXED_CLUSTER = Good("one that does not scale", "containerservice:ManagedCluster", kubernetes, aks.cluster(aks.fixed()))
TWO_POOLS = Good("two pools", "containerservice:ManagedCluster", kubernetes, aks.cluster(aks.pool(), aks.pool("user", mode="User")))
LONG_TERM = Good("supported for long", "containerservice:ManagedCluster", kubernetes, aks.cluster(kubernetesVersion="1.32", supportPlan="AKSLongTermSupport", sku={"name": "Base", "tier": "Premium"}))
RANGES = Good("a public one for known ranges", "containerservice:ManagedCluster", kubernetes, aks.cluster(apiServerAccessProfile={"authorizedIPRanges": ["198.51.100.0/24"]}))
WINDOWS = Good("a pool of Windows nodes", "containerservice:ManagedCluster", kubernetes, aks.cluster(aks.pool(), aks.pool("win", mode="User", osType="Windows", osSKU="Windows2022")))
NODE_GROUP = Good("a group for nodes", "resources:ResourceGroup", kubernetes, {"resourceGroupName": "rg-nodes", "location": "westeurope"})
ZONE_RIGHT = Good("a right to the zone", "authorization:RoleAssignment", clusterless, aks.roles()["zone"])
NETWORK_RIGHT = Good("a right to the network", "authorization:RoleAssignment", clusterless, aks.roles()["network"])
ENTITLED = Good("with rights that were made with it", "containerservice:ManagedCluster", clusterless, aks.cluster(), (ZONE_RIGHT, NETWORK_RIGHT))
ROUTED = Good("through a firewall", "containerservice:ManagedCluster", kubernetes, aks.cluster(aks.pool(vnetSubnetID=aks.ROUTED), networkProfile=aks.profile(outboundType="userDefinedRouting")))
EMPTY_TABLE = Good("no routes for nodes", "network:RouteTable", kubernetes, given.in_group(routeTableName="empty"))
EMPTY_SUBNET = Good("for nodes, without routes", "network:Subnet", kubernetes, net.own_subnet("empty", "10.40.9.0/24", "aks", routeTable={"id": EMPTY_TABLE.id}), (EMPTY_TABLE,))
STRAIGHT_TABLE = Good("straight out for nodes", "network:RouteTable", kubernetes, net.route_table(net.route(nextHopType="Internet", nextHopIpAddress=None), name="straight"))
STRAIGHT_SUBNET = Good("for nodes, straight out", "network:Subnet", kubernetes, net.own_subnet("straight", "10.40.9.0/24", "aks", routeTable={"id": STRAIGHT_TABLE.id}), (STRAIGHT_TABLE,))
BARE_NAT = Good("no address for nodes", "network:NatGateway", kubernetes, given.in_group(natGatewayName="bare", sku={"name": "Standard"}))
BARE_SUBNET = Good("for nodes, translated to nothing", "network:Subnet", kubernetes, net.own_subnet("bare-nat", "10.40.9.0/24", "aks", natGateway={"id": BARE_NAT.id}), (BARE_NAT,))
WRAPPER = Good("one that wraps, for nodes", "managedidentity:UserAssignedIdentity", kubernetes, keys.identity())
VAULT = Good("for the key of nodes", "keyvault:Vault", kubernetes, keys.vault())
KEY = Good("for nodes", "keyvault:Key", kubernetes, keys.key(), (VAULT,), stays="its vault is closed to who deploys")
WRAP_RIGHT = Good("the right to wrap, for nodes", "authorization:RoleAssignment", kubernetes, keys.grant(), (WRAPPER, VAULT))
DISKS = Good("for nodes", "compute:DiskEncryptionSet", kubernetes, keys.disks(), (WRAPPER, KEY, WRAP_RIGHT))
ENCRYPTED = Good("disks with a key of one's own", "containerservice:ManagedCluster", kubernetes, aks.cluster(diskEncryptionSetID=DISKS.id), (DISKS,))
ENCRYPTED_POOL = Good("in a cluster with a key of one's own", "containerservice:AgentPool", kubernetes, aks.agent_pool(), (ENCRYPTED,))
FULL = Good("thirty pods a node, disks in the machine", "containerservice:ManagedCluster", kubernetes, aks.cluster(aks.pool(maxPods=30, osDiskType="Ephemeral", vmSize="Standard_D8ds_v5")))

GOOD = (CLUSTER, FIXED_CLUSTER, TWO_POOLS, LONG_TERM, RANGES, WINDOWS, NODE_GROUP, ZONE_RIGHT, NETWORK_RIGHT, ENTITLED, ROUTED, EMPTY_TABLE, EMPTY_SUBNET, STRAIGHT_TABLE, STRAIGHT_SUBNET, BARE_NAT, BARE_SUBNET, WRAPPER, VAULT, KEY, WRAP_RIGHT, DISKS, ENCRYPTED, ENCRYPTED_POOL, FULL)


BAD = (
    Bad(CLUSTER, "a version that was retired", {"kubernetesVersion": "1.29"}, "K8sVersionNotSupported", "kubernetesVersion"),
    Bad(CLUSTER, "a disk of 10 GB", {"agentPoolProfiles[0].osDiskSizeGB": 10}, "InvalidParameter", "agentPoolProfiles[0].osDiskSizeGB"),
    Bad(CLUSTER, "a version that is still to come", {"kubernetesVersion": "1.40.0"}, "K8sVersionNotSupported", "kubernetesVersion"),
    Bad(CLUSTER, "an old version without long-term support", {"kubernetesVersion": "1.32"}, "K8sVersionNotSupported", "kubernetesVersion"),
    Bad(CLUSTER, "long-term support without the premium tier", {"supportPlan": "AKSLongTermSupport"}, "InvalidParameter", "supportPlan"),
    Bad(CLUSTER, "a channel that is none", {"autoUpgradeProfile.upgradeChannel": "weekly"}, "InvalidParameter", "autoUpgradeProfile.upgradeChannel"),
    Bad(CLUSTER, "a channel for nodes that is none", {"autoUpgradeProfile.nodeOSUpgradeChannel": "Weekly"}, "InvalidParameter", "autoUpgradeProfile.nodeOSUpgradeChannel"),
    Bad(CLUSTER, "a tier that is none", {"sku.tier": "Paid"}, "InvalidParameter", "sku.tier"),
    Bad(CLUSTER, "the node group is the cluster's", {"nodeResourceGroup": "rg"}, "NodeResourceGroupSameAsResourceGroup", "nodeResourceGroup"),
    Bad(CLUSTER, "a node group that ends in a dot", {"nodeResourceGroup": "nodes."}, "InvalidParameter", "nodeResourceGroup"),
    Bad(CLUSTER, "workload identity without issuer", {"oidcIssuerProfile.enabled": False}, "InvalidParameter", "securityProfile.workloadIdentity.enabled"),
    Bad(CLUSTER, "monitoring without a workspace", {"addonProfiles.omsagent": {"enabled": True}}, "LogAnalyticsWorkspaceNotSet", "addonProfiles.omsagent"),
    Bad(CLUSTER, "Defender without a workspace", {"securityProfile.defender": {"securityMonitoring": {"enabled": True}}}, "LogAnalyticsWorkspaceNotSetForAzureDefender", "securityProfile.defender"),
    Bad(CLUSTER, "a name with a blank", {"resourceName": "a b"}, "InvalidParameter", "name"),
    Bad(CLUSTER, "no identity", {"identity": None}, "InvalidParameter", "servicePrincipalProfile"),
    Bad(CLUSTER, "two identities", {"identity.userAssignedIdentities[+]": aks.KUBELET}, "InvalidParameter", "identity.userAssignedIdentities"),
    Bad(CLUSTER, "a custom zone with an identity of the service's", {"identity.type": "SystemAssigned", "identity.userAssignedIdentities": None}, "SystemAssignedIdentityNotSupportedForCustomPrivateDNSZone", "identity.type"),
    Bad(CLUSTER, "a kubelet identity beside one of the service's", {"identity.type": "SystemAssigned", "identity.userAssignedIdentities": None, "identityProfile": {"kubeletidentity": {"resourceId": aks.KUBELET, "clientId": "c", "objectId": "o"}}}, "CustomKubeletIdentityOnlySupportedOnUserAssignedMSICluster", "identityProfile.kubeletidentity"),
    Bad(CLUSTER, "a kubelet identity by half", {"identityProfile": {"kubeletidentity": {"resourceId": aks.KUBELET}}}, "CustomKubeletIdentityPropertyError", "identityProfile.kubeletidentity"),
    Bad(CLUSTER, "a kubelet identity that may not be assigned", {"identityProfile": {"kubeletidentity": {"resourceId": aks.KUBELET, "clientId": "c", "objectId": "o"}}}, "CustomKubeletIdentityMissingPermissionError", "identityProfile.kubeletidentity"),
    Bad(CLUSTER, "no local accounts and nobody else", {"aadProfile": None}, "BadRequest", "disableLocalAccounts"),
    Bad(CLUSTER, "people without RBAC", {"enableRBAC": False}, "RBACNotEnabledForAAD", "enableRBAC"),
    Bad(CLUSTER, "people of the old kind", {"aadProfile.managed": False}, "InvalidParameter", "aadProfile.managed"),
    Bad(CLUSTER, "a group that is none", {"aadProfile.adminGroupObjectIDs[0]": "admins"}, "InvalidAdminGroupObjectID", "aadProfile.adminGroupObjectIDs"),
    Bad(CLUSTER, "neither prefix nor subdomain", {"dnsPrefix": None}, "InvalidParameter", "dnsPrefix"),
    Bad(CLUSTER, "a prefix with a dot", {"dnsPrefix": "a.b"}, "InvalidParameter", "dnsPrefix"),
    Bad(CLUSTER, "a subdomain without a zone of one's own", {"dnsPrefix": None, "apiServerAccessProfile.privateDNSZone": "system", "fqdnSubdomain": "aks"}, "InvalidParameter", "fqdnSubdomain"),
    Bad(CLUSTER, "a zone for a public cluster", {"apiServerAccessProfile.enablePrivateCluster": False}, "InvalidParameter", "apiServerAccessProfile.privateDNSZone"),
    Bad(CLUSTER, "ranges for a private cluster", {"apiServerAccessProfile.authorizedIPRanges": ["198.51.100.0/24"]}, "InvalidParameter", "apiServerAccessProfile.authorizedIPRanges"),
    Bad(CLUSTER, "a zone that is none", {"apiServerAccessProfile.privateDNSZone": "mine"}, "InvalidPrivateDNSZoneMode", "apiServerAccessProfile.privateDNSZone"),
    Bad(CLUSTER, "a zone of another service", {"apiServerAccessProfile.privateDNSZone": f"{IDS}/privateDnsZones/privatelink.blob.core.windows.net"}, "ResourceNotFound", "apiServerAccessProfile.privateDNSZone"),
    Bad(CLUSTER, "an id that is no zone's", {"apiServerAccessProfile.privateDNSZone": aks.NETWORK_ID}, "InvalidPrivateDNSZoneResourceID", "apiServerAccessProfile.privateDNSZone"),
    Bad(CLUSTER, "no zone and no public name", {"apiServerAccessProfile.privateDNSZone": "none"}, "NonePrivateDNSZonePublicFQDNDisabledError", "apiServerAccessProfile.privateDNSZone"),
    Bad(CLUSTER, "a public cluster, later", {"apiServerAccessProfile.enablePrivateCluster": False}, "PropertyChangeNotAllowed", "apiServerAccessProfile.enablePrivateCluster", "update"),
    Bad(CLUSTER, "a cluster does not become back a version", {"kubernetesVersion": "1.35"}, "OperationNotAllowed", "kubernetesVersion", "update"),
    Bad(CLUSTER, "a cluster does not become without issuer", {"oidcIssuerProfile.enabled": False}, "OIDCIssuerCannotBeDisabled", "oidcIssuerProfile.enabled", "update"),
    Bad(CLUSTER, "services on top of the network", {"networkProfile.serviceCidr": "10.40.0.0/16"}, "ServiceCidrOverlapExistingSubnetsCidr", "networkProfile.serviceCidr"),
    Bad(CLUSTER, "pods on top of the network", {"networkProfile.podCidr": "10.40.0.0/16"}, "PodCidrOverlapExistingSubnetsCidr", "networkProfile.podCidr"),
    Bad(CLUSTER, "pods on top of services", {"networkProfile.podCidr": "172.20.0.0/16"}, "PodCidrOverlapServiceCidr", "networkProfile.podCidr"),
    Bad(CLUSTER, "services in a range that AKS keeps", {"networkProfile.serviceCidr": "172.31.0.0/16"}, "InvalidParameter", "networkProfile.serviceCidr"),
    Bad(CLUSTER, "services in a /12", {"networkProfile.serviceCidr": "172.16.0.0/12"}, "InvalidParameter", "networkProfile.serviceCidr"),
    Bad(CLUSTER, "services in a range that is none", {"networkProfile.serviceCidr": "172.20.0.0/40"}, "CidrStringParseError", "172.20.0.0/40"),
    Bad(CLUSTER, "pods without overlay", {"networkProfile.networkPluginMode": None}, "InvalidParameter", "networkProfile.podCidr"),
    Bad(CLUSTER, "DNS outside of services", {"networkProfile.dnsServiceIP": "10.0.0.10"}, "DnsServiceIpOutOfServiceCidr", "networkProfile.dnsServiceIP"),
    Bad(CLUSTER, "DNS at its default outside of services", {"networkProfile.dnsServiceIP": None}, "DnsServiceIpOutOfServiceCidr", "networkProfile.dnsServiceIP"),
    Bad(CLUSTER, "DNS at the API server's address", {"networkProfile.dnsServiceIP": "172.20.0.1"}, "DnsServiceIpConflicting", "networkProfile.dnsServiceIP"),
    Bad(CLUSTER, "DNS at the broadcast address", {"networkProfile.dnsServiceIP": "172.20.255.255"}, "DnsBroadcastAddressConflicting", "networkProfile.dnsServiceIP"),
    Bad(CLUSTER, "DNS at no address", {"networkProfile.dnsServiceIP": "dns"}, "DnsServiceIpParseError", "networkProfile.dnsServiceIP"),
    Bad(CLUSTER, "a plug-in that is none", {"networkProfile.networkPlugin": "flannel"}, "UnknownNetworkPlugin", "networkProfile.networkPlugin"),
    Bad(CLUSTER, "a mode of another plug-in", {"networkProfile.networkPlugin": "kubenet"}, "InvalidParameter", "networkProfile.networkPluginMode"),
    Bad(CLUSTER, "Azure's policies with kubenet", {"networkProfile.networkPlugin": "kubenet", "networkProfile.networkPluginMode": None, "networkProfile.networkPolicy": "azure"}, "NetworkPolicyAzureNotSupportedForKubenet", "networkProfile.networkPolicy"),
    Bad(CLUSTER, "Cilium's policies on another data plane", {"networkProfile.networkDataplane": "azure"}, "NetworkPolicyNotSupported", "networkProfile.networkPolicy"),
    Bad(CLUSTER, "a basic load balancer", {"networkProfile.loadBalancerSku": "basic"}, "InvalidLoadBalancerSku", "networkProfile.loadBalancerSku"),
    Bad(CLUSTER, "a way out that is none", {"networkProfile.outboundType": "proxy"}, "UnsupportedOutboundType", "networkProfile.outboundType"),
    Bad(CLUSTER, "NAT that the subnet does not have", {"agentPoolProfiles[0].vnetSubnetID": aks.BARE}, "SubnetNotAssociatedWithNATGateway", "agentPoolProfiles[0].vnetSubnetID"),
    Bad(CLUSTER, "NAT without a subnet", {"agentPoolProfiles[0].vnetSubnetID": None}, "UserAssignedNATGatewayWithManagedVNetNotAllowed", "networkProfile.outboundType"),
    Bad(CLUSTER, "NAT of the service's in a subnet of one's own", {"networkProfile.outboundType": "managedNATGateway"}, "ManagedNATGatewayWithCustomVNetNotAllowed", "networkProfile.outboundType"),
    Bad(CLUSTER, "routes that the subnet does not have", {"networkProfile.outboundType": "userDefinedRouting"}, "ExistingRouteTableNotAssociatedWithSubnet", "agentPoolProfiles[0].vnetSubnetID"),
    Bad(CLUSTER, "routes beside a load balancer", {"networkProfile.outboundType": "userDefinedRouting", "networkProfile.loadBalancerProfile": {"managedOutboundIPs": {"count": 1}}}, "InvalidUserDefinedRoutingWithLoadBalancerProfile", "networkProfile.loadBalancerProfile"),
    Bad(CLUSTER, "routes beside public addresses", {"networkProfile.outboundType": "userDefinedRouting", "agentPoolProfiles[0].enableNodePublicIP": True}, "UDRWithNodePublicIPNotAllowed", "agentPoolProfiles[0].enableNodePublicIP"),
    Bad(CLUSTER, "a subnet of another service", {"agentPoolProfiles[0].vnetSubnetID": aks.TAKEN}, "SubnetIsDelegated", "agentPoolProfiles[0].vnetSubnetID"),
    Bad(CLUSTER, "a subnet that is not there", {"agentPoolProfiles[0].vnetSubnetID": f"{aks.NETWORK_ID}/subnets/x"}, "ResourceNotFound", "agentPoolProfiles[0].vnetSubnetID"),
    Bad(CLUSTER, "another region", {"location": "northeurope", "apiServerAccessProfile.privateDNSZone": "system"}, "InvalidParameter", "agentPoolProfiles[0].vnetSubnetID"),
    Bad(CLUSTER, "a subnet of two ranges", {"agentPoolProfiles[0].vnetSubnetID": aks.TWO}, "MultipleAddressPrefixesSubnetNotSupported", "agentPoolProfiles[0].vnetSubnetID"),
    Bad(CLUSTER, "an integrated API server in a subnet below /28", {"apiServerAccessProfile.enableVnetIntegration": True, "apiServerAccessProfile.subnetId": aks.TINY}, "ApiserverSubnetConfigError", "apiServerAccessProfile.subnetId"),
    Bad(CLUSTER, "an integrated API server in a subnet of another service", {"apiServerAccessProfile.enableVnetIntegration": True, "apiServerAccessProfile.subnetId": aks.TAKEN}, "SubnetMissingRequiredDelegation", "apiServerAccessProfile.subnetId"),
    Bad(CLUSTER, "a name of 13", {"agentPoolProfiles[0].name": "aaaaaaaaaaaaa"}, "InvalidParameter", "agentPoolProfiles[0].name"),
    Bad(CLUSTER, "a name with capitals", {"agentPoolProfiles[0].name": "System"}, "InvalidParameter", "agentPoolProfiles[0].name"),
    Bad(CLUSTER, "a name that begins with a digit", {"agentPoolProfiles[0].name": "1system"}, "InvalidParameter", "agentPoolProfiles[0].name"),
    Bad(CLUSTER, "a system pool of Windows", {"agentPoolProfiles[0].osType": "Windows"}, "SystemPoolMustBeLinux", "agentPoolProfiles[0].osType"),
    Bad(CLUSTER, "a system pool that can be taken away", {"agentPoolProfiles[0].scaleSetPriority": "Spot"}, "SystemPoolMustBeRegular", "agentPoolProfiles[0].scaleSetPriority"),
    Bad(CLUSTER, "a system pool of one core", {"agentPoolProfiles[0].vmSize": "Standard_D1_v2"}, "SystemPoolSkuTooLow", "agentPoolProfiles[0].vmSize"),
    Bad(CLUSTER, "no system pool", {"agentPoolProfiles[0].mode": "User"}, "MustDefineAtLeastOneSystemPool", "agentPoolProfiles"),
    Bad(CLUSTER, "system pools that nothing may run on", {"agentPoolProfiles[0].nodeTaints": ["a=b:NoSchedule"]}, "SystemPoolHasRestrictedTaint", "agentPoolProfiles"),
    Bad(CLUSTER, "limits without scaling", {"agentPoolProfiles[0].enableAutoScaling": False}, "InvalidParameter", "agentPoolProfiles[0].minCount"),
    Bad(CLUSTER, "limits in the wrong order", {"agentPoolProfiles[0].minCount": 4}, "InvalidParameter", "agentPoolProfiles[0].minCount"),
    Bad(CLUSTER, "a system pool that scales to nothing", {"agentPoolProfiles[0].minCount": 0}, "InvalidParameter", "agentPoolProfiles[0].minCount"),
    Bad(CLUSTER, "scaling without limits", {"agentPoolProfiles[0].maxCount": None}, "InvalidParameter", "agentPoolProfiles[0].minCount"),
    Bad(CLUSTER, "more nodes at first than at most", {"agentPoolProfiles[0].count": 4}, "InvalidParameter", "agentPoolProfiles[0].count"),
    Bad(CLUSTER, "9 pods a node", {"agentPoolProfiles[0].maxPods": 9}, "InsufficientMaxPods", "agentPoolProfiles[0].maxPods"),
    Bad(CLUSTER, "251 pods a node", {"agentPoolProfiles[0].maxPods": 251}, "MaxPodsLimitExceeded", "agentPoolProfiles[0].maxPods"),
    Bad(CLUSTER, "a zone that is no number", {"agentPoolProfiles[0].availabilityZones": ["one"]}, "InvalidAvailabilityZoneFormat", "agentPoolProfiles[0].availabilityZones"),
    Bad(CLUSTER, "a fourth zone", {"agentPoolProfiles[0].availabilityZones": ["4"]}, "AvailabilityZoneNotSupported", "agentPoolProfiles[0].availabilityZones"),
    Bad(CLUSTER, "no size", {"agentPoolProfiles[0].vmSize": None}, "InvalidParameter", "agentPoolProfiles[0].vmSize"),
    Bad(CLUSTER, "a retired size", {"agentPoolProfiles[0].vmSize": "Standard_NC6s_v3"}, "VMSizeNotSupported", "agentPoolProfiles[0].vmSize"),
    Bad(CLUSTER, "a label of AKS", {"agentPoolProfiles[0].nodeLabels": {"kubernetes.azure.com/mode": "system"}}, "NodeLabelKeyNotAllowed", "agentPoolProfiles[0].nodeLabels"),
    Bad(CLUSTER, "a pool that is newer than its cluster", {"agentPoolProfiles[0].orchestratorVersion": "1.37"}, "NodePoolMcVersionIncompatible", "agentPoolProfiles[0].orchestratorVersion"),
    Bad(CLUSTER, "a pool that is four versions behind", {"agentPoolProfiles[0].orchestratorVersion": "1.32"}, "NodePoolMcVersionIncompatible", "agentPoolProfiles[0].orchestratorVersion"),
    Bad(CLUSTER, "another size of a pool's machines", {"agentPoolProfiles[0].vmSize": "Standard_D8s_v5"}, "PropertyChangeNotAllowed", "agentPoolProfiles[0].vmSize", "update"),
    Bad(CLUSTER, "another subnet for a pool", {"agentPoolProfiles[0].vnetSubnetID": aks.ROUTED}, "PropertyChangeNotAllowed", "agentPoolProfiles[0].vnetSubnetID", "update"),
    Bad(CLUSTER, "a pool's disks in the clear, later", {"agentPoolProfiles[0].enableEncryptionAtHost": False}, "PropertyChangeNotAllowed", "agentPoolProfiles[0].enableEncryptionAtHost", "update"),
    Bad(FIXED_CLUSTER, "a subnet without room", {"agentPoolProfiles[0].count": 4, "agentPoolProfiles[0].vnetSubnetID": aks.SMALL}, "InsufficientSubnetSize", "agentPoolProfiles[0].vnetSubnetID"),
    Bad(FIXED_CLUSTER, "pods that take the subnet's addresses", {"networkProfile.networkPluginMode": None, "networkProfile.networkPolicy": "azure", "networkProfile.networkDataplane": None, "networkProfile.podCidr": None, "agentPoolProfiles[0].count": 8}, "InsufficientSubnetSize", "agentPoolProfiles[0].vnetSubnetID"),
    Bad(FIXED_CLUSTER, "a system pool without nodes", {"agentPoolProfiles[0].count": 0}, "InvalidParameter", "agentPoolProfiles[0].count"),
    Bad(FIXED_CLUSTER, "more nodes than there can be", {"agentPoolProfiles[0].count": 1001}, "InvalidParameter", "agentPoolProfiles[0].count"),
    Bad(FIXED_CLUSTER, "29 pods in all", {"agentPoolProfiles[0].maxPods": 29}, "InsufficientAgentPoolMaxPodsPerAgentPool", "agentPoolProfiles[0].maxPods"),
    Bad(FIXED_CLUSTER, "zones of an availability set", {"agentPoolProfiles[0].type": "AvailabilitySet"}, "VMSSRequiredForAvailabilityZone", "agentPoolProfiles[0].availabilityZones"),
    Bad(TWO_POOLS, "a name twice", {"agentPoolProfiles[1].name": "system"}, "InvalidParameter", "agentPoolProfiles[1].name"),
    Bad(WINDOWS, "a Windows name of 7", {"agentPoolProfiles[1].name": "windows"}, "WindowsAgentPoolNameTooLong", "agentPoolProfiles[1].name"),
    Bad(WINDOWS, "a pool that comes later is a resource of its own", {"agentPoolProfiles[1].name": "user"}, "BadRequest", "agentPoolProfiles", "update"),
    Bad(CLUSTER, "osSKU that is none", {"agentPoolProfiles[0].osSKU": "Sometimes"}, "InvalidParameter", "agentPoolProfiles[0].osSKU"),
    Bad(CLUSTER, "a node group that exists", {}, "NodeResourceGroupAlreadyExists", "nodeResourceGroup", also=(NODE_GROUP,)),
    Bad(CLUSTER, "more processors than there are", {"agentPoolProfiles[0].count": 300, "agentPoolProfiles[0].maxCount": 500}, "InsufficientSubnetSize", "agentPoolProfiles[0].vnetSubnetID"),
    Bad(FIXED_CLUSTER, "more processors than there are, without scaling", {"agentPoolProfiles[0].count": 300}, "InsufficientSubnetSize", "agentPoolProfiles[0].vnetSubnetID"),
    Bad(CLUSTER, "a size that is none", {"agentPoolProfiles[0].vmSize": "Standard_X1"}, "BadRequest", "agentPoolProfiles[0].vmSize"),
    Bad(ENTITLED, "no right to the zone", {}, "CustomPrivateDNSZoneMissingPermissionError", "apiServerAccessProfile.privateDNSZone", without=(ZONE_RIGHT,)),
    Bad(ENTITLED, "no right to the network", {}, "CreateOrUpdateVirtualNetworkLinkFailed", "apiServerAccessProfile.privateDNSZone", without=(NETWORK_RIGHT,)),
    Bad(ROUTED, "no default route", {"agentPoolProfiles[0].vnetSubnetID": EMPTY_SUBNET.id}, "RouteTableMissingDefaultRouteError", "agentPoolProfiles[0].vnetSubnetID", also=(EMPTY_SUBNET,)),
    Bad(ROUTED, "a default route straight out", {"agentPoolProfiles[0].vnetSubnetID": STRAIGHT_SUBNET.id}, "RouteTableInvalidNextHop", "agentPoolProfiles[0].vnetSubnetID", also=(STRAIGHT_SUBNET,)),
    Bad(CLUSTER, "a NAT gateway without address", {"agentPoolProfiles[0].vnetSubnetID": BARE_SUBNET.id}, "NATGatewayNotAssociatedWithPublicIPOrIPPrefix", "agentPoolProfiles[0].vnetSubnetID", also=(BARE_SUBNET,)),
    Bad(ENCRYPTED, "a key of one's own for disks in the machine", {"agentPoolProfiles[0].osDiskType": "Ephemeral"}, "EphemeralOSAndBYOKNotSupported", "agentPoolProfiles[0].osDiskType"),
    Bad(ENCRYPTED_POOL, "a key of one's own for disks in the machine", {"osDiskType": "Ephemeral"}, "EphemeralOSAndBYOKNotSupported", "osDiskType"),
    Bad(CLUSTER, "more processors than there are for a family", {"agentPoolProfiles[0].count": 100, "agentPoolProfiles[0].maxCount": 100}, "ErrCode_InsufficientVCPUQuota", "agentPoolProfiles"),
    Bad(FULL, "more pods a node, later", {"agentPoolProfiles[0].maxPods": 100}, "PropertyChangeNotAllowed", "agentPoolProfiles[0].maxPods", "update"),
    Bad(FULL, "disks outside the machine, later", {"agentPoolProfiles[0].osDiskType": "Managed"}, "CannotChangeOSDiskType", "agentPoolProfiles[0].osDiskType", "update"),
)

FAMILY = Family("kubernetes", GOOD, BAD)

"""Kubernetes: a private API server, nodes in a subnet, no public load balancer."""

from rules.model import ADVISORY, CRITICAL, HIGH, LOW, Rule, equals, is_set, is_unset, prop

FAMILY = "kubernetes"
_CLUSTER = "containerservice:ManagedCluster"
_POOL = "containerservice:AgentPool"

RULES = (
    Rule(
        id="azure-containerservice-cluster-private",
        demands="A Kubernetes cluster's API server is private.",
        why="Otherwise it answers from the Internet.",
        fix="set api_server_access_profile.enable_private_cluster to True",
        default="false",
        family=FAMILY,
        severity=CRITICAL,
        url="https://learn.microsoft.com/azure/aks/private-clusters",
        control="040732e8-d947-40b8-95d6-854c95024bf8",
        checks=(prop(_CLUSTER, "apiServerAccessProfile.enablePrivateCluster", equals(True), default="false"),),
    ),
    Rule(
        id="azure-containerservice-cluster-public-access",
        demands="A Kubernetes cluster does not turn public network access on.",
        why="It would contradict the private API server.",
        fix='leave public_network_access out, or set it to "Disabled"',
        default="what the private API server says",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/aks/private-clusters",
        checks=(prop(_CLUSTER, "publicNetworkAccess", equals("Disabled"), absent_ok=True),),
    ),
    Rule(
        id="azure-containerservice-cluster-public-fqdn",
        demands="A private Kubernetes cluster has no public name.",
        why="The public name tells the Internet the API server's private address (and nothing more).",
        fix="set api_server_access_profile.enable_private_cluster_public_fqdn to False",
        default="true",
        family=FAMILY,
        severity=LOW,
        enforcement=ADVISORY,  # a leaked private address is no way in
        url="https://learn.microsoft.com/azure/aks/private-clusters#disable-a-public-fqdn",
        checks=(
            prop(_CLUSTER, "apiServerAccessProfile.enablePrivateClusterPublicFQDN", equals(False), default="true"),
        ),
    ),
    Rule(
        id="azure-containerservice-cluster-outbound",
        demands="A Kubernetes cluster has no public load balancer for its way out.",
        why="The default load balancer comes with public addresses that any service of the cluster can"
        " then be published on.",
        fix='set network_profile.outbound_type to "userDefinedRouting" or "userAssignedNATGateway"',
        default="'loadBalancer'",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/aks/egress-outboundtype",
        checks=(
            prop(
                _CLUSTER,
                "networkProfile.outboundType",
                equals("userDefinedRouting", "userAssignedNATGateway", "managedNATGateway", "none", "block"),
                default="'loadBalancer'",
            ),
        ),
    ),
    Rule(
        id="azure-containerservice-nodepool-public-ip",
        demands="Kubernetes nodes have no public IPs.",
        why="Each node would be reachable from the Internet.",
        fix="leave enable_node_public_ip out, or set it to False",
        default="false",
        family=FAMILY,
        severity=CRITICAL,
        url="https://learn.microsoft.com/azure/aks/use-node-public-ips",
        checks=(
            prop(_CLUSTER, "agentPoolProfiles[].enableNodePublicIP", equals(False), absent_ok=True),
            prop(_POOL, "enableNodePublicIP", equals(False), absent_ok=True),
            prop(_CLUSTER, "agentPoolProfiles[].nodePublicIPPrefixID", is_unset(), absent_ok=True),
            prop(_POOL, "nodePublicIPPrefixID", is_unset(), absent_ok=True),
        ),
    ),
    Rule(
        id="azure-containerservice-nodepool-subnet",
        demands="Kubernetes nodes are in a subnet of yours.",
        why="Otherwise Azure makes a network for them that no rule of yours covers and no private endpoint is in.",
        fix="set vnet_subnet_id on each pool",
        default="a network of Azure's",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/aks/concepts-network",
        checks=(
            prop(_CLUSTER, "agentPoolProfiles[].vnetSubnetID", is_set()),
            prop(_POOL, "vnetSubnetID", is_set()),
        ),
    ),
)

"""Kubernetes: a private API server, nodes in a subnet, no public load balancer."""

from gate.model import ADVISORY, CRITICAL, HIGH, LOW, MEDIUM, Check, Rule, StackCheck, equals, is_set, is_unset, prop
from gate.nodes import ABSENT, Node
from gate.stack import Item, Stack
from topology import Topology
from topology.references import part
from topology.zones import zones_of

FAMILY = "kubernetes"
CLUSTER = "containerservice:ManagedCluster"
POOL = "containerservice:AgentPool"
_ZONE = "privatedns:PrivateZone"
_BINDING = "containerservice:TrustedAccessRoleBinding"
_ACCOUNTS_PAGE = "https://learn.microsoft.com/azure/aks/manage-local-accounts-managed-azure-ad"


def _is_attached(cluster: Item, stack: Stack) -> bool:
    """Whether a Machine Learning workspace of the stack uses the cluster."""
    segment = cluster.id_segment("Microsoft.ContainerService/managedClusters", "resourceName")
    return any(
        compute.refers_to(cluster, segment, "properties")
        for compute in stack.of_type("machinelearningservices:Compute")
    )


def has_no_local_accounts(cluster: Item, stack: Stack) -> str | None:
    """What is wrong with the local accounts of a cluster that is not for Machine Learning."""
    value = cluster.props.get("disableLocalAccounts")
    if value is True or _is_attached(cluster, stack):
        return None
    seen = "not set (Azure then uses false)" if value is ABSENT else repr(value)
    return f"disableLocalAccounts is {seen}, must be True"


def _trusts_machine_learning(cluster: Item, stack: Stack) -> bool:
    """Whether Machine Learning comes in by trusted access, which needs no account of the cluster's own."""
    return any(
        binding.depends_on(cluster, "resourceName")
        or binding.props.text("resourceName") == cluster.props.text("resourceName") != ""
        for binding in stack.of_type(_BINDING)
    )


def needs_local_accounts(cluster: Item, stack: Stack) -> str | None:
    """What to know about the local accounts of a cluster that Machine Learning uses."""
    if not _is_attached(cluster, stack):
        return None
    if cluster.props.get("disableLocalAccounts") is not True:
        return "keeps local accounts, with which Azure Machine Learning comes in"
    if _trusts_machine_learning(cluster, stack):
        return None
    return "disableLocalAccounts is True, and no TrustedAccessRoleBinding of this stack lets Azure Machine Learning in"


def is_for_machine_learning(role: Node) -> str | None:
    """What to know about a role that a service of Azure holds in a cluster."""
    name = role.text("")
    own = name.lower().startswith("microsoft.machinelearningservices/workspaces/")
    return None if own or not name else f"{role.path} is {name!r}, a role of another service"


def zone_is_for_clusters(cluster: Item, stack: Stack) -> str | None:
    """What is wrong with the zone that a private cluster writes its name into: Azure takes those of its region only.

    One level of one's own may stand before the zone's name.
    """
    references = stack.derived(Topology).references
    zone = references.by_id(cluster, cluster.props, "apiServerAccessProfile.privateDNSZone", _ZONE)
    if zone is None:
        return None
    name = zone.props.text("privateZoneName").lower() if isinstance(zone, Item) else part(zone.id, "privateDnsZones")
    wanted = zones_of("management", cluster.props.text("location"))
    if (
        not name or name in wanted or name.partition(".")[2] in wanted
    ):  # no zone: "system" and "none" are words of Azure's
        return None
    return f"apiServerAccessProfile.privateDNSZone is {name}, must be {wanted[0]} or a zone right below it"


RULES = (
    Rule(
        id="azure-containerservice-cluster-private-zone",
        demands="A private cluster's own DNS zone has the name that Azure takes in its region.",
        why="Azure refuses the cluster, half an hour into the deployment.",
        fix="name the zone privatelink.<region>.azmk8s.io, or let Azure make one",
        default="a zone of Azure's",
        family=FAMILY,
        severity=MEDIUM,
        url="https://learn.microsoft.com/azure/aks/private-clusters#configure-a-private-dns-zone",
        stack=(StackCheck(of=(CLUSTER,), judge=zone_is_for_clusters),),
    ),
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
        checkov=("CKV_AZURE_115",),
        checks=(prop(CLUSTER, "apiServerAccessProfile.enablePrivateCluster", equals(True), default="false"),),
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
        checks=(prop(CLUSTER, "publicNetworkAccess", equals("Disabled"), absent_ok=True),),
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
        checks=(prop(CLUSTER, "apiServerAccessProfile.enablePrivateClusterPublicFQDN", equals(False), default="true"),),
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
                CLUSTER,
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
        checkov=("CKV_AZURE_143",),
        checks=(
            prop(CLUSTER, "agentPoolProfiles[].enableNodePublicIP", equals(False), absent_ok=True),
            prop(POOL, "enableNodePublicIP", equals(False), absent_ok=True),
            prop(CLUSTER, "agentPoolProfiles[].nodePublicIPPrefixID", is_unset(), absent_ok=True),
            prop(POOL, "nodePublicIPPrefixID", is_unset(), absent_ok=True),
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
            prop(CLUSTER, "agentPoolProfiles[].vnetSubnetID", is_set()),
            prop(POOL, "vnetSubnetID", is_set()),
        ),
    ),
    Rule(
        id="azure-containerservice-cluster-local-accounts",
        demands="A Kubernetes cluster has no local accounts, unless a Machine Learning workspace uses it.",
        why="The static admin credential bypasses Entra ID and cannot be revoked without rotating certificates.",
        fix="set disable_local_accounts to True together with aad_profile",
        default="false",
        family=FAMILY,
        severity=HIGH,
        url=_ACCOUNTS_PAGE,
        control="993c2fcd-2b29-49d2-9eb0-df2c3a730c32",
        checkov=("CKV_AZURE_141",),
        stack=(StackCheck(of=(CLUSTER,), judge=has_no_local_accounts),),
    ),
    Rule(
        id="azure-containerservice-cluster-local-accounts-attached",
        demands="That a cluster keeps local accounts for Machine Learning's sake is known.",
        why="Azure Machine Learning fetches the static credential when it attaches a cluster without trusted access.",
        fix="disable them and add a TrustedAccessRoleBinding with the role"
        " Microsoft.MachineLearningServices/workspaces/mlworkload, or keep the right to list credentials to few",
        default="false",
        family=FAMILY,
        severity=MEDIUM,
        enforcement=ADVISORY,  # Microsoft's own pages ask for them, and trusted access is not in every cloud
        url="https://learn.microsoft.com/azure/machine-learning/how-to-deploy-kubernetes-extension#limitations",
        stack=(StackCheck(of=(CLUSTER,), judge=needs_local_accounts),),
    ),
    Rule(
        id="azure-containerservice-cluster-trusted-access",
        demands="Trusted access to a Kubernetes cluster is for Azure Machine Learning.",
        why="Whoever may use the service that is trusted works inside the cluster, past its private API server.",
        fix="list roles of Microsoft.MachineLearningServices/workspaces only",
        family=FAMILY,
        severity=MEDIUM,
        enforcement=ADVISORY,  # backup and other services of Azure come in this way too
        url="https://learn.microsoft.com/azure/aks/trusted-access-feature",
        checks=(Check(of=(_BINDING,), each="roles[]", judge=is_for_machine_learning),),
    ),
)

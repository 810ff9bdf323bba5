"""Identities: each may do what its use needs, as a table of who needs which role on what."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from gate.model import ADVISORY, HIGH, LOW, Rule, StackCheck
from gate.nodes import expand, known
from gate.stack import Item, Stack
from topology import Topology
from topology.identities import has_system_identity, own_identities
from topology.references import Found
from topology.vnets import Subnet

from rules.keys import is_managed_compute
from rules.topology_peering import FAMILY

_WORKSPACE, _COMPUTE = "machinelearningservices:Workspace", "machinelearningservices:Compute"
_STORAGE, _VAULT = "storage:StorageAccount", "keyvault:Vault"
_REGISTRY, _INSIGHTS = "containerregistry:Registry", "applicationinsights:Component"
_IDENTITY, _CLUSTER, _ZONE = (
    "managedidentity:UserAssignedIdentity",
    "containerservice:ManagedCluster",
    "privatedns:PrivateZone",
)

Targets = Callable[[Item, Topology, Stack], Iterable[Found | None]]
Who = Callable[[Item, Topology, Stack], Iterable[Found | None]]


@dataclass(frozen=True, kw_only=True)
class Need:
    """One line: who needs one of some roles on what, and what for.

    Attributes:
        roles: The roles, any of which will do.
        on: What it is needed on.
        so_that: What does not work without.
        who: Whose identities need it; those that are no resources of the stack are left out.
        must_be: Whether a resource without any identity is wrong too.
    """

    roles: tuple[str, ...]
    on: Targets
    so_that: str
    who: Who
    must_be: Callable[[Item], bool] = lambda _: False


def _identity(item: Item, topology: Topology, _stack: Stack) -> list[Found | None]:
    """The identity that a resource works as: a user-assigned one where it has one, else its own."""
    users = own_identities(item, topology.references)
    return [*users] if users else [item] if has_system_identity(item) else []


def _user_identity(item: Item, topology: Topology, _stack: Stack) -> list[Found | None]:
    return [*own_identities(item, topology.references)]


def _named(path: str, kind: str = _IDENTITY) -> Targets:
    """The resource whose id is at a path."""

    def find(item: Item, topology: Topology, _stack: Stack) -> list[Found | None]:
        parents, marker, leaf = path.rpartition("[]")
        nodes = [known(element) for element in expand(item.props, parents + marker)]
        return [topology.references.by_id(item, node, leaf.lstrip("."), kind) for node in nodes]

    return find


def _primary(item: Item, topology: Topology, _stack: Stack) -> list[Found | None]:
    """The user-assigned identity that a workspace works as; none where it works as itself."""
    if item.is_given("primaryUserAssignedIdentity"):
        return [topology.references.by_id(item, item.props, "primaryUserAssignedIdentity", _IDENTITY)]
    return [] if has_system_identity(item) else [*own_identities(item, topology.references)]


def _workspace_identity(item: Item, topology: Topology, stack: Stack) -> list[Found | None]:
    return _primary(item, topology, stack) or [item]


def _itself(item: Item, _topology: Topology, _stack: Stack) -> list[Found | None]:
    return [item]


def _all(kind: str) -> Targets:
    return lambda _item, _topology, stack: list(stack.of_type(kind))


def _workspace_of(item: Item, topology: Topology) -> Item | None:
    found = topology.references.parent(item, _WORKSPACE)
    return found if isinstance(found, Item) else None


def _of_its_workspace(path: str, kind: str) -> Targets:
    """What a compute's workspace names."""

    def find(item: Item, topology: Topology, stack: Stack) -> Iterable[Found | None]:
        workspace = _workspace_of(item, topology)
        return [] if workspace is None else _named(path, kind)(workspace, topology, stack)

    return find


def _its_workspace(item: Item, topology: Topology, _stack: Stack) -> list[Found | None]:
    return [_workspace_of(item, topology)] if item.props.text("properties.computeType") == "ComputeInstance" else []


def _data(group: str) -> Targets:
    """The workspace's storage account, where its data is read by identity and the sub-resource has an endpoint."""

    def find(item: Item, topology: Topology, _stack: Stack) -> list[Found | None]:
        workspace = _workspace_of(item, topology)
        if workspace is None or workspace.props.text("systemDatastoresAuthMode").lower() != "identity":
            return []
        store = topology.references.by_id(workspace, workspace.props, "storageAccount", _STORAGE)
        groups = topology.link.leading_to(store) if isinstance(store, Item) else []
        return [store] if any(group in endpoint.groups for endpoint in groups) else []

    return find


def _endpoints_of_its_storage(item: Item, topology: Topology, _stack: Stack) -> list[Found | None]:
    store = topology.references.by_id(item, item.props, "storageAccount", _STORAGE)
    return [endpoint.item for endpoint in topology.link.leading_to(store)] if isinstance(store, Item) else []


def _node_networks(item: Item, topology: Topology, _stack: Stack) -> list[Found | None]:
    nodes = [known(element) for element in expand(item.props, "agentPoolProfiles[]")]
    found = [topology.network.subnet_of(item, node, "vnetSubnetID") for node in nodes]
    return [subnet.vnet.item for subnet in found if isinstance(subnet, Subnet)]


def _pool_network(item: Item, topology: Topology, _stack: Stack) -> list[Found | None]:
    subnet = topology.network.subnet_of(item, item.props, "fabricProfile.networkProfile.subnetId")
    return [subnet.vnet.item] if isinstance(subnet, Subnet) else []


def _attached_clusters(item: Item, topology: Topology, stack: Stack) -> list[Found | None]:
    """Clusters that a workspace attaches as compute."""
    attached = [
        compute
        for compute in stack.of_type(_COMPUTE)
        if compute.props.text("properties.computeType").lower() == "kubernetes"
        and _workspace_of(compute, topology) is item
    ]
    return [
        topology.references.by_id(compute, compute.props, "properties.resourceId", _CLUSTER) for compute in attached
    ]


def _key_vault(switch: str, on: str, key: str) -> Targets:
    """The vault with the key that a service is encrypted with, as a switch says; the key is in a property."""

    def find(item: Item, _topology: Topology, stack: Stack) -> list[Found | None]:
        if item.props.text(switch).lower() != on:
            return []
        return [vault for vault in stack.of_type(_VAULT) if item.depends_on(vault, key)]

    return find


def _has_nodes(item: Item) -> bool:
    """Whether nodes of Azure Machine Learning's own work as the identity of a compute, and as nothing without one."""
    return is_managed_compute(item.props)


_CRYPTO = ("Key Vault Crypto Service Encryption User", "Key Vault Crypto Officer", "Key Vault Administrator")
_PULL = ("AcrPull", "AcrPush", "Contributor")
_BLOB = ("Storage Blob Data Contributor", "Storage Blob Data Owner")


def _encrypted(switch: str, on: str, key: str = "encryption") -> Need:
    return Need(
        roles=_CRYPTO,
        on=_key_vault(switch, on, key),
        so_that="the service reads its key",
        who=_user_identity,
    )


# https://learn.microsoft.com/azure/machine-learning/how-to-identity-based-service-authentication
# https://learn.microsoft.com/azure/machine-learning/how-to-enable-studio-virtual-network
# https://learn.microsoft.com/azure/machine-learning/how-to-attach-kubernetes-to-workspace
# https://learn.microsoft.com/azure/aks/private-clusters and /azure/aks/use-managed-identity
# https://learn.microsoft.com/azure/devops/managed-devops-pools/configure-networking
NEEDS: Mapping[str, tuple[Need, ...]] = {
    _WORKSPACE: (
        Need(roles=("Reader",), on=_endpoints_of_its_storage, so_that="studio shows data", who=_workspace_identity),
        Need(roles=("Contributor",), on=_itself, so_that="the workspace manages its computes", who=_primary),
        Need(
            roles=("Contributor",),
            on=_named("storageAccount", _STORAGE),
            so_that="the workspace manages its containers and shares",
            who=_primary,
        ),
        Need(roles=_BLOB, on=_named("storageAccount", _STORAGE), so_that="studio previews data", who=_primary),
        Need(
            roles=("Contributor",),
            on=_named("keyVault", _VAULT),
            so_that="the workspace manages its vault",
            who=_primary,
        ),
        Need(
            roles=("Key Vault Administrator",),
            on=_named("keyVault", _VAULT),
            so_that="the workspace keeps its secrets",
            who=_primary,
        ),
        Need(
            roles=("Contributor",),
            on=_named("applicationInsights", _INSIGHTS),
            so_that="the workspace manages its telemetry",
            who=_primary,
        ),
        Need(
            roles=_PULL,
            on=_named("containerRegistry", _REGISTRY),
            so_that="the workspace pulls the images of environments",
            who=_primary,
        ),
        *(
            Need(roles=(role,), on=_attached_clusters, so_that="the workspace runs models there", who=_primary)
            for role in (
                "Kubernetes Extension Contributor",
                "Azure Kubernetes Service Cluster Admin Role",
                "Contributor",
            )
        ),
        _encrypted("encryption.status", "enabled"),
    ),
    _COMPUTE: (
        Need(
            roles=_PULL,
            on=_of_its_workspace("containerRegistry", _REGISTRY),
            so_that="nodes pull the images of environments",
            who=_identity,
            must_be=_has_nodes,
        ),
        Need(roles=_BLOB, on=_data("blob"), so_that="jobs read and write data", who=_identity),
        Need(
            roles=("Storage File Data Privileged Contributor",),
            on=_data("file"),
            so_that="the code file share is mounted",
            who=_identity,
        ),
        Need(
            roles=("Storage Queue Data Contributor",),
            on=_data("queue"),
            so_that="parallel jobs keep their work lists",
            who=_identity,
        ),
        Need(
            roles=("Storage Table Data Contributor",),
            on=_data("table"),
            so_that="parallel jobs keep their state",
            who=_identity,
        ),
        Need(roles=("Contributor",), on=_its_workspace, so_that="the instance shuts itself down", who=_identity),
    ),
    _CLUSTER: (
        Need(
            roles=("Network Contributor",),
            on=_node_networks,
            so_that="the cluster puts nodes and load balancers into its subnet",
            who=_user_identity,
        ),
        Need(
            roles=("Private DNS Zone Contributor",),
            on=_named("apiServerAccessProfile.privateDNSZone", _ZONE),
            so_that="the cluster writes the name of its API server",
            who=_user_identity,
        ),
        Need(
            roles=("Managed Identity Operator",),
            on=_named("identityProfile.kubeletidentity.resourceId"),
            so_that="the cluster gives its nodes their identity",
            who=_user_identity,
        ),
        Need(
            roles=("Reader",),
            on=_named("diskEncryptionSetID", "compute:DiskEncryptionSet"),
            so_that="the cluster encrypts its disks",
            who=_user_identity,
        ),
        Need(
            roles=_PULL,
            on=_all(_REGISTRY),
            so_that="nodes pull images",
            who=_named("identityProfile.kubeletidentity.resourceId"),
        ),
    ),
    "compute:DiskEncryptionSet": (_encrypted("encryptionType", "encryptionatrestwithcustomerkey", "activeKey"),),
    "containerinstance:ContainerGroup": (
        Need(
            roles=_PULL,
            on=_all(_REGISTRY),
            so_that="the group's image is pulled",
            who=_named("imageRegistryCredentials[].identity"),
        ),
    ),
    _REGISTRY: (_encrypted("encryption.status", "enabled"),),
    _STORAGE: (_encrypted("encryption.keySource", "microsoft.keyvault"),),
    "network:FlowLog": (
        Need(roles=_BLOB, on=_named("storageId", _STORAGE), so_that="flow logs are written", who=_user_identity),
    ),
}


def has_the_roles(item: Item, stack: Stack) -> str | None:
    """What the identities of a resource may not do, and need to."""
    topology = stack.derived(Topology)
    for need in NEEDS[item.type]:
        principals = [found for found in need.who(item, topology, stack) if isinstance(found, Item)]
        targets = [found for found in need.on(item, topology, stack) if isinstance(found, Item)]
        if targets and not principals and need.must_be(item):
            return f"has no identity, and needs {need.roles[0]} on '{_names(targets)}', so that {need.so_that}"
        for target in targets if principals else []:
            held = [one for principal in principals for one in topology.roles.of(principal)]
            if not topology.roles.holds(held, need.roles, target):
                return f"'{_names(principals)}' needs {need.roles[0]} on '{target.name}', so that {need.so_that}"
    return None


def _names(found: list[Item]) -> str:
    return "', '".join(item.name for item in found)


def pool_may_join(item: Item, stack: Stack) -> str | None:
    """What the service principal of Managed DevOps Pools may not do with the network of a pool.

    Its object id differs by tenant: any principal that is no resource of the stack is taken for it.
    """
    topology = stack.derived(Topology)
    for network in _pool_network(item, topology, stack):
        for role in ("Reader", "Network Contributor"):
            if isinstance(network, Item) and not topology.roles.holds(topology.roles.of_others, (role,), network):
                return f"nobody from outside has {role} on '{network.name}', which the pool's service principal needs"
    return None


def may_do_something(identity: Item, stack: Stack) -> str | None:
    """What to know about an identity without roles."""
    topology = stack.derived(Topology)
    return None if topology.roles.of(identity) else "has no role on anything in this stack"


RULES = (
    Rule(
        id="azure-topology-identity-roles",
        demands="Each identity has the roles that its use needs.",
        why="A role that is missing shows hours later, as an image that is not pulled or data that is not read.",
        fix="assign the role on the resource",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/machine-learning/how-to-identity-based-service-authentication",
        stack=(
            StackCheck(of=tuple(NEEDS), judge=has_the_roles),
            StackCheck(of=("devopsinfrastructure:Pool",), judge=pool_may_join),
        ),
    ),
    Rule(
        id="azure-topology-identity-unused",
        demands="A user-assigned identity may do something.",
        why="An identity without roles is one whose roles were forgotten, or that nobody uses.",
        fix="assign the role that it was made for, or remove it",
        family=FAMILY,
        severity=LOW,
        enforcement=ADVISORY,  # its roles may be given in another stack
        url="https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/"
        "managed-identity-best-practice-recommendations",
        stack=(StackCheck(of=(_IDENTITY,), judge=may_do_something),),
    ),
)

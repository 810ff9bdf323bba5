"""Machine Learning compute: no public addresses, inside the network, and image builds that can reach the registry."""

from gate.model import ADVISORY, CRITICAL, HIGH, LOW, MEDIUM, Check, Demand, Rule, StackCheck, equals, is_set, prop
from gate.nodes import Node
from gate.stack import Item, Stack

from rules.keys import is_managed_compute
from rules.sign_in import is_cluster, is_instance

FAMILY = "machine-learning"
_WORKSPACE = "machinelearningservices:Workspace"
_COMPUTE = "machinelearningservices:Compute"
_TRAINING_PAGE = "https://learn.microsoft.com/azure/machine-learning/how-to-secure-training-vnet"


def has_managed_network(workspace: Item) -> bool:
    """Whether Azure keeps the network of a workspace's compute."""
    return workspace.props.text("managedNetwork.isolationMode").lower() not in {"", "disabled"}


def workspaces_of(part: Item, stack: Stack) -> list[Item]:
    """The workspace of the stack that a part of one (a compute, an endpoint) belongs to."""
    found = stack.of_type(_WORKSPACE)
    linked = [workspace for workspace in found if part.depends_on(workspace, "workspaceName")]
    return linked or [w for w in found if w.props.text("workspaceName") == part.props.text("workspaceName")]


def compute_is_in_a_network(compute: Item, stack: Stack) -> str | None:
    """What is wrong with the network of a cluster or instance."""
    if not is_managed_compute(compute.props) or compute.props.has("properties.properties.subnet"):
        return None
    # In a workspace with a managed network Azure places compute itself and refuses a subnet.
    if any(has_managed_network(workspace) for workspace in workspaces_of(compute, stack)):
        return None
    return "properties.properties.subnet is not set (Azure then uses a network of its own), must be a subnet of yours"


def image_builds_have_a_cluster(workspace: Item, stack: Stack) -> str | None:
    """What is wrong with where a workspace builds images."""
    if not workspace.props.may_have("containerRegistry"):
        return None
    if not workspace.props.has("imageBuildCompute"):
        return "imageBuildCompute is not set (Azure then builds in the registry's own tasks), must name a cluster"
    wanted = workspace.props.text("imageBuildCompute")
    clusters = [item for item in stack.of_type(_COMPUTE) if is_cluster(item.props)]
    names = {item.props.text("computeName") for item in clusters}
    if wanted == "" or wanted in names:  # empty means serverless compute
        return None
    known = ", ".join(sorted(names)) or "none"
    return f"imageBuildCompute names '{wanted}', must be a compute cluster of this stack ({known})"


def acts_with_a_made_identity(workspace: Item, stack: Stack) -> str | None:
    """What to know about the identity of a workspace."""
    del stack
    given = workspace.is_given("primaryUserAssignedIdentity")
    return (
        None if given else "primaryUserAssignedIdentity is not set, so the workspace acts with an identity of its own"
    )


_no_nodes = Demand("0", lambda value: value == 0 and not isinstance(value, bool))


def _has_serverless_settings(workspace: Node) -> bool:
    return workspace.has("serverlessComputeSettings")


def has_an_identity(workspace: Node) -> str | None:
    """What is wrong with the identity of a workspace."""
    kind = workspace.text("identity.type").replace(" ", "").lower()
    if {"systemassigned", "userassigned"} & set(kind.split(",")):
        return None
    return f"identity.type is {kind or 'not set'!r}, must be 'SystemAssigned' or 'UserAssigned'"


RULES = (
    Rule(
        id="azure-machinelearning-workspace-identity",
        demands="A workspace has an identity.",
        why="Without one Azure refuses the workspace, and it could read neither its storage nor its vault.",
        fix='set identity to ManagedServiceIdentityArgs(type="SystemAssigned")',
        default="none",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/machine-learning/how-to-identity-based-service-authentication",
        checks=(Check(of=(_WORKSPACE,), judge=has_an_identity),),
    ),
    Rule(
        id="azure-machinelearning-compute-public-ip",
        demands="Compute clusters and instances have no public IP.",
        why="A node with a public IP answers the Internet and needs inbound rules for Azure's control plane.",
        fix="set properties.properties.enable_node_public_ip to False",
        default="true",
        family=FAMILY,
        severity=CRITICAL,
        url=f"{_TRAINING_PAGE}#compute-instancecluster-with-no-public-ip",
        checks=(
            prop(
                _COMPUTE,
                "properties.properties.enableNodePublicIp",
                equals(False),
                when=is_managed_compute,
                default="true",
            ),
        ),
    ),
    Rule(
        id="azure-machinelearning-compute-subnet",
        demands="Compute clusters and instances are in a subnet, or in the workspace's managed network.",
        why="Elsewhere they reach neither the private endpoints nor anything you control, and everything else.",
        fix="set properties.properties.subnet.id",
        default="a network of Azure's",
        family=FAMILY,
        severity=CRITICAL,
        url=_TRAINING_PAGE,
        control="7804b5c7-01dc-4723-969b-ae300cc07ff1",
        benchmark=("NS-2",),
        stack=(StackCheck(of=(_COMPUTE,), judge=compute_is_in_a_network),),
    ),
    Rule(
        id="azure-machinelearning-workspace-serverless-public-ip",
        demands="Serverless compute of a workspace has no public IP.",
        why="Its nodes run your code with your data, like a cluster's.",
        fix="set serverless_compute_settings.serverless_compute_no_public_ip to True",
        default="false",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/machine-learning/how-to-use-serverless-compute",
        checks=(
            prop(
                _WORKSPACE,
                "serverlessComputeSettings.serverlessComputeNoPublicIP",
                equals(True),
                when=_has_serverless_settings,
                default="false",
            ),
        ),
    ),
    Rule(
        id="azure-machinelearning-workspace-image-build",
        demands="A workspace with a registry of its own builds images on a compute cluster of the stack.",
        why="The registry's own build tasks run outside the network and cannot reach a private registry,"
        " so every build fails.",
        fix='set image_build_compute to the name of a CPU cluster (or "" for serverless compute)',
        default="tasks of the registry",
        family=FAMILY,
        severity=MEDIUM,
        url="https://learn.microsoft.com/azure/machine-learning/how-to-secure-workspace-vnet#enable-azure-container-registry-ac"
        "r",
        stack=(StackCheck(of=(_WORKSPACE,), judge=image_builds_have_a_cluster),),
    ),
    Rule(
        id="azure-machinelearning-instance-sharing",
        demands="What runs on a compute instance is for the person it belongs to.",
        why="With Shared every user of the workspace opens its notebooks and terminals, as its owner.",
        fix='set properties.properties.application_sharing_policy to "Personal"',
        default="'Shared'",
        family=FAMILY,
        severity=MEDIUM,
        url="https://learn.microsoft.com/azure/machine-learning/how-to-manage-compute-instance",
        checks=(
            prop(
                _COMPUTE,
                "properties.properties.applicationSharingPolicy",
                equals("Personal"),
                when=is_instance,
                default="'Shared'",
            ),
        ),
    ),
    Rule(
        id="azure-machinelearning-cluster-min-nodes",
        demands="A compute cluster has no nodes while it has no jobs.",
        why="Nodes that wait are paid for like nodes that work.",
        fix="set properties.properties.scale_settings.min_node_count to 0",
        default="0",
        family=FAMILY,
        severity=LOW,
        enforcement=ADVISORY,  # a matter of cost, against minutes of waiting
        url="https://learn.microsoft.com/azure/machine-learning/how-to-manage-optimize-cost",
        checkov=("CKV_AZURE_150",),
        checks=(
            prop(
                _COMPUTE,
                "properties.properties.scaleSettings.minNodeCount",
                _no_nodes,
                when=is_cluster,
                absent_ok=True,
            ),
        ),
    ),
    Rule(
        id="azure-machinelearning-workspace-user-identity",
        demands="A workspace acts with an identity that was made for it beforehand.",
        why="Its roles then stand in the program, and outlive the workspace when it is made anew.",
        fix="set identity to a user-assigned identity, and primary_user_assigned_identity to its id",
        default="an identity of its own",
        family=FAMILY,
        severity=LOW,
        enforcement=ADVISORY,  # Azure gives the workspace's own identity the same roles by itself
        url="https://learn.microsoft.com/azure/machine-learning/how-to-identity-based-service-authentication",
        control="5f0c7d88-c7de-45b8-ac49-db49e72eaa78",
        stack=(StackCheck(of=(_WORKSPACE,), judge=acts_with_a_made_identity),),
    ),
    Rule(
        id="azure-machinelearning-instance-idle-shutdown",
        demands="A compute instance shuts down when idle.",
        why="A forgotten instance is paid for around the clock.",
        fix='set properties.properties.idle_time_before_shutdown, for instance to "PT60M"',
        default="never",
        family=FAMILY,
        severity=LOW,
        enforcement=ADVISORY,  # a matter of cost
        url="https://learn.microsoft.com/azure/machine-learning/how-to-create-compute-instance#configure-idle-shutdown",
        control="679ddf89-ab8f-48a5-9029-e76054077449",
        checks=(prop(_COMPUTE, "properties.properties.idleTimeBeforeShutdown", is_set(), when=is_instance),),
    ),
)

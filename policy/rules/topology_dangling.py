"""References: what a property names is there."""

from collections.abc import Iterator

from gate.model import HIGH, Rule, StackCheck
from gate.nodes import Node, UndecidedError, leaves
from gate.stack import ANY, Item, Stack
from topology import Topology
from topology.references import KINDS, Outside, part

from rules.topology_peering import FAMILY

_GROUP = "resources:ResourceGroup"
_NETWORK = {
    kind.rpartition("/")[2].lower(): name
    for name, (kind, _) in KINDS.items()
    if name.startswith(("network:", "privatedns:"))
}


def own_groups(stack: Stack) -> frozenset[str]:
    """The names, in lower case, of the resource groups that the stack makes."""
    return frozenset(_known_texts(stack.of_type(_GROUP)))


def _known_texts(groups: list[Item]) -> Iterator[str]:
    for group in groups:
        try:
            yield group.props.text("resourceGroupName").lower()
        except UndecidedError:
            continue


def names_what_is_there(item: Item, stack: Stack) -> str | None:
    """What is wrong with the ids in a resource: one names a part of the network that nobody makes."""
    topology, groups = stack.derived(Topology), stack.derived(own_groups)
    for _, leaf in leaves(item.props):
        if (
            isinstance(leaf, Node)
            and isinstance(leaf.value, str)
            and "/providers/microsoft.network/" in leaf.value.lower()
        ):
            kind = _kind(leaf.value)
            if kind and part(leaf.value, "resourceGroups") in groups and _is_missing(leaf.value, kind, topology):
                return f"{leaf.path} names {leaf.value.rpartition('/providers/')[2]}, which this stack does not make"
    return None


def _kind(arm_id: str) -> str:
    """The type of the resource right below the provider in an id; empty for types that are not looked up."""
    below = arm_id.lower().rpartition("/providers/microsoft.network/")[2].split("/")
    return _NETWORK.get(below[0], "")


def _is_missing(arm_id: str, kind: str, topology: Topology) -> bool:
    found = topology.references.named(arm_id, kind)
    if isinstance(found, Outside):
        return True
    subnet = part(arm_id, "subnets")
    return bool(subnet) and kind == "network:VirtualNetwork" and topology.network.vnet(found).subnet(subnet) is None


RULES = (
    Rule(
        id="azure-topology-dangling",
        demands="Parts of the network that are named in the stack's own resource groups are made by the stack.",
        why="An id of something that is not there is accepted by no service, in the middle of a deployment.",
        fix="make the resource, or correct the id",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-not-found",
        stack=(StackCheck(of=(ANY,), judge=names_what_is_there),),
    ),
)

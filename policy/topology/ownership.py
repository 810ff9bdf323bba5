"""Whose a resource is that an id means: this stack's, its hub's, or somebody else's.

Apart from `references`, which finds a resource by its name: a name says nothing of the subscription that it is in.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property

from gate.nodes import ABSENT, Node, OutsideError, UndecidedError, UnidentifiedError, leaves
from gate.stack import Item, Stack

from topology import Topology
from topology.references import Outside, part

_PEERING, _VNET = "network:VirtualNetworkPeering", "network:VirtualNetwork"
_SUBSCRIPTION = re.compile(r"^/subscriptions/([^/]+)/", re.IGNORECASE)


class Ownership:
    """Tells a stack's own resources from those of others.

    Args:
        stack: Its resources.
    """

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._references = stack.derived(Topology).references

    @cached_property
    def subscription(self) -> str:
        """The stack's subscription, in lower case: the one that most ids are in; empty where no id is known."""
        found = Counter(name for item in self._stack.items for name in _subscriptions(item))
        return found.most_common(1)[0][0] if found else ""

    @cached_property
    def hub_groups(self) -> frozenset[str]:
        """The resource groups of hubs: of networks elsewhere whose side of a peering this stack says too, as spokes do.

        It is written in the stack's own subscription, so that nobody else's network can pass for a hub.
        """
        return frozenset(group for item in self._stack.of_type(_PEERING) for group in self._group_of_hub(item))

    def _group_of_hub(self, peering: Item) -> Iterator[str]:
        try:
            theirs = self._references.parent(peering, _VNET)
            ours = self._references.by_id(peering, peering.props, "remoteVirtualNetwork.id", _VNET)
            group = peering.props.text("resourceGroupName").lower()
        except UndecidedError:
            return
        if isinstance(theirs, Outside) and isinstance(ours, Item) and group:
            yield group

    def is_foreign(self, item: Item, node: Node, path: str, *kinds: str) -> str:
        """The id at a path below a node of a resource, where it means a resource of somebody else's; empty elsewhere.

        Args:
            item: Whose property it is.
            node: Where in it.
            path: The path of the id below the node.
            kinds: The types that it may be of; any where there are none.

        Raises:
            UnidentifiedError: it is not known yet, and comes from no resource of the types.
        """
        try:
            found = node.at(path)
        except UndecidedError as unknown:
            self.must_come_from_here(item, unknown, *kinds)
            return ""
        if found.value is ABSENT:
            return ""
        arm_id = str(found.value)
        return "" if self._is_ours(arm_id, kinds) or self._is_hubs(arm_id) else arm_id

    def must_come_from_here(self, item: Item, unknown: UndecidedError, *kinds: str) -> None:
        """Refuses a value that is not known yet, unless its property comes from a resource of the stack.

        Raises:
            UnidentifiedError: it comes from none of the types.
        """
        top = unknown.path.replace("[", ".").partition(".")[0]
        sources = [source for urn in item.sources(top) if (source := self._stack.item(urn)) is not None]
        if not any(not kinds or source.type in kinds for source in sources):
            raise UnidentifiedError(f"{unknown.path} of '{item.name}'")

    def _is_ours(self, arm_id: str, kinds: tuple[str, ...]) -> bool:
        if not self._is_in_subscription(arm_id):
            return False
        if not kinds:
            return arm_id.rstrip("/").rpartition("/")[2].lower() in self._names
        try:
            return isinstance(self._references.named(arm_id, *kinds), Item)
        except OutsideError:
            return False
        except UndecidedError:  # one of several of the stack
            return True

    def _is_hubs(self, arm_id: str) -> bool:
        return self._is_in_subscription(arm_id) and part(arm_id, "resourceGroups") in self.hub_groups

    def _is_in_subscription(self, arm_id: str) -> bool:
        found = _SUBSCRIPTION.match(arm_id)
        return found is not None and found[1].lower() == self.subscription

    @cached_property
    def _names(self) -> frozenset[str]:
        """What the stack's resources are called in Azure, in lower case."""
        return frozenset(name for item in self._stack.items for name in _own_names(item))


def _subscriptions(item: Item) -> Iterator[str]:
    for _, leaf in leaves(item.props):
        if isinstance(leaf, Node) and isinstance(leaf.value, str) and (found := _SUBSCRIPTION.match(leaf.value)):
            yield found[1].lower()


def _own_names(item: Item) -> Iterator[str]:
    """The values of a resource's properties that are its name or its parents'."""
    for key, member in item.props.items():
        if key.endswith("Name") and key != "resourceGroupName" and isinstance(member, Node):
            yield member.text("").lower()

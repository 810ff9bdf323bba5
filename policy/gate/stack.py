"""The whole stack as the stack-wide rules see it.

The engine hands stack-wide analysis each resource's *outputs*, and at preview azure-native's outputs say "unknown"
for every property that nobody set, so absent and unknown look the same there. The analysis of single resources sees
the inputs, earlier in the same process. The gate keeps those, and a stack-wide rule reads them where it can.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar

from gate.nodes import ABSENT, Node, UndecidedError, is_list, is_mapping, is_nothing, leaves
from gate.tokens import azure_type, is_provider

T = TypeVar("T")

ANY = "*"
"""In a check's types: every azure-native type."""

PROVIDER = "provider"
"""In a check's types: providers themselves, of whatever package."""


@dataclass(frozen=True, kw_only=True)
class Resource:
    """A resource as the engine plans or knows it.

    Attributes:
        urn: Its URN.
        token: Its type token.
        name: Its name in the program.
        props: Its properties, as `gate.wire` reads them.
        parent: The URN of its parent, empty where it has none.
        provider: The type token of the provider that makes it, empty where none does: components, providers.
        sources: The URNs of the resources that each property comes from.
    """

    urn: str
    token: str
    name: str
    props: Mapping[str, Any]
    parent: str = ""
    provider: str = ""
    sources: Mapping[str, frozenset[str]] = field(default_factory=dict)


class Item:
    """A resource of azure-native in a stack: its normalized type, its properties and what they depend on."""

    def __init__(self, resource: Resource, kind: str) -> None:
        self.resource = resource
        self.type = kind
        self.props = Node(resource.props)
        self._segments: dict[str, frozenset[str]] = {}

    @property
    def urn(self) -> str:
        """The resource's URN."""
        return self.resource.urn

    @property
    def name(self) -> str:
        """The resource's name in the program."""
        return self.resource.name

    def depends_on(self, other: "Item", path: str = "") -> bool:
        """Whether a property of this resource (any, or the one named) comes from the other resource."""
        return other.urn in self.sources(path)

    def sources(self, path: str = "") -> frozenset[str]:
        """The URNs of the resources that a property (any, or the one named) comes from."""
        found = self.resource.sources
        return found.get(path, frozenset()) if path else frozenset().union(*found.values())

    def is_given(self, path: str) -> bool:
        """Whether something is set at a path: a known value, or one that comes from elsewhere and is not known yet.

        Raises:
            UndecidedError: it is unknown, and nothing says where it comes from.
        """
        try:
            return not is_nothing(self.props.get(path))
        except UndecidedError:
            if self.sources(path.partition(".")[0]):
                return True
            raise

    def segments(self, path: str = "") -> frozenset[str]:
        """The parts of ARM ids, such as `/publicipaddresses/pip-nat`, in the known texts below a path."""
        if path not in self._segments:
            self._segments[path] = frozenset(_segments(self.props, path))
        return self._segments[path]

    def refers_to(self, other: "Item", segment: str, path: str = "") -> bool:
        """Whether this resource uses the other one, by property dependency or by a known id."""
        return self.depends_on(other, path) or (bool(segment) and segment in self.segments(path))

    def id_segment(self, kind: str, *name_properties: str) -> str:
        """The tail of this resource's ARM id, such as `/publicIPAddresses/pip-nat`; empty when its name is unknown."""
        for prop in name_properties:
            try:
                name = self.props.text(prop)
            except UndecidedError:
                continue
            if name:
                return f"/{kind}/{name}".lower()
        return ""


_LONGEST_SEGMENT = 3
"""`/Microsoft.Storage/storageAccounts/name`: a kind with its namespace, and a name."""


def _segments(props: Node, path: str) -> Iterator[str]:
    try:
        node = props.at(path)
    except UndecidedError:
        return
    found = leaves(node) if is_mapping(node.value) or is_list(node.value) else [("", node)]
    for _, leaf in found:
        if isinstance(leaf, Node) and leaf.value is not ABSENT and isinstance(leaf.value, str) and "/" in leaf.value:
            parts = leaf.value.lower().split("/")[1:]
            for length in range(2, _LONGEST_SEGMENT + 1):
                for start in range(len(parts) - length + 1):
                    yield "/" + "/".join(parts[start : start + length])


class Stack:
    """The resources of a stack.

    Args:
        resources: Each with its properties as deployed or planned, and what they come from.
        inputs: Properties by URN that take their place: the inputs, where they were seen.
    """

    def __init__(self, resources: Sequence[Resource], inputs: Mapping[str, Mapping[str, Any]]) -> None:
        self._resources = resources
        self._inputs = inputs
        self._derived: dict[Callable[[Stack], Any], Any] = {}

    @cached_property
    def items(self) -> list[Item]:
        """Every azure-native resource."""
        return [
            Item(self._with_inputs(resource), kind)
            for resource in self._resources
            if (kind := azure_type(resource.token)) is not None
        ]

    @cached_property
    def _providers(self) -> list[Item]:
        return [Item(self._with_inputs(one), PROVIDER) for one in self._resources if is_provider(one.token)]

    def _with_inputs(self, resource: Resource) -> Resource:
        """The resource with its inputs; with its outputs where nobody saw those (a resource that is only read)."""
        return replace(resource, props=self._inputs.get(resource.urn, resource.props))

    @cached_property
    def _of_type(self) -> dict[str, list[Item]]:
        found: dict[str, list[Item]] = {}
        for item in self.items:
            found.setdefault(item.type, []).append(item)
        return found

    @cached_property
    def _by_urn(self) -> dict[str, Item]:
        return {item.urn: item for item in self.items}

    @cached_property
    def _tokens(self) -> dict[str, str]:
        return {resource.urn: resource.token for resource in self._resources}

    @cached_property
    def _referrers(self) -> dict[str, list[Item]]:
        found: dict[str, list[Item]] = {}
        for item in self.items:
            for key in item.sources() | item.segments():
                found.setdefault(key, []).append(item)
        return found

    def of_type(self, *types: str) -> list[Item]:
        """The resources of some types, or of `ANY`, or of `PROVIDER`."""
        if PROVIDER in types:
            return self._providers
        if ANY in types:
            return self.items
        return [item for kind in types for item in self._of_type.get(kind, [])]

    def derived(self, make: Callable[["Stack"], T]) -> T:
        """What is made from the whole stack, made once however many rules ask for it."""
        if make not in self._derived:
            self._derived[make] = make(self)
        found: T = self._derived[make]
        return found

    def item(self, urn: str) -> Item | None:
        """The resource of a URN; None where it is not azure-native, or not in the stack."""
        return self._by_urn.get(urn)

    def token_of(self, urn: str) -> str:
        """The type token of any resource of the stack; empty where it has none of that URN."""
        return self._tokens.get(urn, "")

    def referring(self, item: Item, segment: str, *paths: str) -> list[Item]:
        """The other resources that use one, by property dependency or by a known id that has a segment.

        Args:
            item: The resource that is used.
            segment: The tail of its ARM id, as `Item.id_segment` gives it; empty where it is not known.
            paths: The properties that count; any where there are none.
        """
        keys = [key for key in (item.urn, segment) if key]
        users = {user.urn: user for key in keys for user in self._referrers.get(key, []) if user.urn != item.urn}
        return [user for user in users.values() if any(user.refers_to(item, segment, path) for path in paths or ("",))]

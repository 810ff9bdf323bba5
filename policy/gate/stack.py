"""The whole stack as the stack-wide rules see it.

The engine hands stack-wide policies each resource's *outputs*, and at preview azure-native's outputs say "unknown"
for every property that nobody set, so absent and unknown look the same there. Resource policies see the inputs,
earlier in the same process. `Inputs` keeps those, and a stack-wide rule reads them where it can.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pulumi_policy import PolicyResource

from gate.nodes import Node, UndecidedError, is_list, is_mapping, is_nothing, leaves
from gate.tokens import azure_type

ANY = "*"
"""In a check's types: every azure-native type."""


class Inputs:
    """The inputs of each resource that a resource policy has seen in this process."""

    def __init__(self) -> None:
        self._by_urn: dict[str, Mapping[str, Any]] = {}

    def remember(self, urn: str, props: Mapping[str, Any]) -> None:
        """Keep a resource's inputs."""
        self._by_urn[urn] = props

    def of(self, resource: PolicyResource) -> Mapping[str, Any]:
        """A resource's inputs, or its outputs where no resource policy saw it (a resource that is only read)."""
        return self._by_urn.get(resource.urn, resource.props)


@dataclass(frozen=True)
class Item:
    """A resource of the stack: its normalized type, its properties and what its properties depend on."""

    resource: PolicyResource
    type: str
    props: Node

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
        found = self.resource.property_dependencies
        wanted = [found.get(path, [])] if path else list(found.values())
        return any(dep.urn == other.urn for deps in wanted for dep in deps)

    def is_given(self, path: str) -> bool:
        """Whether something is set at a path: a known value, or one that comes from elsewhere and is not known yet.

        Raises:
            UndecidedError: it is unknown, and nothing says where it comes from.
        """
        try:
            return not is_nothing(self.props.get(path))
        except UndecidedError:
            if self.resource.property_dependencies.get(path.partition(".")[0]):
                return True
            raise

    def mentions(self, segment: str, path: str = "") -> bool:
        """Whether a known text below a path holds an ARM id segment such as `/publicIPAddresses/pip-nat`."""
        try:
            node = self.props.at(path)
        except UndecidedError:
            return False
        values = [node] if not is_mapping(node.value) and not is_list(node.value) else []
        values += [leaf for _, leaf in leaves(node) if isinstance(leaf, Node)]
        return any(_has_segment(value.value, segment) for value in values)

    def refers_to(self, other: "Item", segment: str, path: str = "") -> bool:
        """Whether this resource uses the other one, by property dependency or by a known id."""
        return self.depends_on(other, path) or (bool(segment) and self.mentions(segment, path))

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


def _has_segment(value: Any, segment: str) -> bool:
    return isinstance(value, str) and (value.lower().endswith(segment) or f"{segment}/" in value.lower())


class Stack:
    """The resources of a stack."""

    def __init__(self, resources: list[PolicyResource], inputs: Inputs) -> None:
        self._resources = resources
        self._inputs = inputs

    @cached_property
    def items(self) -> list[Item]:
        """Every azure-native resource."""
        return [
            Item(resource, kind, Node(self._inputs.of(resource)))
            for resource in self._resources
            if (kind := azure_type(resource.resource_type)) is not None
        ]

    def of_type(self, *types: str) -> list[Item]:
        """The resources of some types, or of `ANY`."""
        return [item for item in self.items if item.type in types or ANY in types]

"""A stack as the engine planned it, and pure functions that change it."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from gate.stack import Resource
from gate.tokens import azure_type

from tests.policy.gate import DROP, put, wired
from tests.support.stackfiles import PROJECT

NO_SOURCES: frozenset[str] = frozenset()
_COMPONENTS = f"{PROJECT}:"


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A resource as the engine planned it.

    Attributes:
        urn: Its URN.
        token: Its type token.
        name: Its name in the program.
        props: Its inputs as JSON; unknown and secret values are marked as in the engine's protocol.
        parent: The URN of its parent, empty where it has none.
        provider: The type token of the provider that makes it; empty where none does.
        sources: The URNs of the resources that each property comes from.
    """

    urn: str
    token: str
    name: str
    props: Mapping[str, Any]
    parent: str = ""
    provider: str = ""
    sources: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def kind(self) -> str:
        """Its type as `module:Name`; empty where it is not azure-native."""
        return azure_type(self.token) or ""

    @cached_property
    def resource(self) -> Resource:
        """The resource as the gate sees it."""
        return Resource(
            urn=self.urn,
            token=self.token,
            name=self.name,
            props=wired(self.props),
            parent=self.parent,
            provider=self.provider,
            sources=self.sources,
        )

    def at(self, path: str) -> Any:
        """The value at a path such as `subnets.0.name`; None where there is none."""
        value: Any = self.props
        for step in path.split(".") if path else ():
            if isinstance(value, list):
                value = value[int(step)] if step.isdigit() and int(step) < len(value) else None
            else:
                value = value.get(step) if isinstance(value, dict) else None
        return value

    def label(self, path: str) -> str:
        """A path to be read, and to stay: elements of lists that have a name are called by it, not by their number."""
        steps = path.split(".")
        names = (self.at(f"{'.'.join(steps[: position + 1])}.name") for position in range(len(steps)))
        named = (str(name) if step.isdigit() and name else step for step, name in zip(steps, names, strict=True))
        return f"{self.name}.{'.'.join(named)}"

    def elements(self, path: str) -> Iterator[str]:
        """The paths of the elements that `subnets[]` or `a.b[].c[]` selects, such as `subnets.0`."""
        head, marker, rest = path.partition("[]")
        if not marker:
            yield head
            return
        for position in range(len(self.at(head) or ())):
            place = f"{head}.{position}"
            yield from (f"{place}.{found}".rstrip(".") for found in self._below(place).elements(rest.lstrip(".")))

    def _below(self, path: str) -> "Planned":
        value = self.at(path)
        return replace(self, props=value if isinstance(value, dict) else {})


@dataclass(frozen=True)
class Plan:
    """All resources of a stack, in the order of their URNs."""

    stack: str
    resources: tuple[Planned, ...]

    @cached_property
    def _by_urn(self) -> dict[str, Planned]:
        return {resource.urn: resource for resource in self.resources}

    def get(self, urn: str) -> Planned:
        """The resource of a URN."""
        return self._by_urn[urn]

    def of(self, *kinds: str) -> list[Planned]:
        """The resources of some types, as `module:Name`."""
        return [resource for resource in self.resources if resource.kind in kinds]

    def named(self, name: str) -> Planned:
        """The resource of a name in the program; components, which may share it, aside."""
        [found] = self.all_named(name)
        return found

    def all_named(self, name: str) -> list[Planned]:
        """The same where there is none in some stacks."""
        return [r for r in self.resources if r.name == name and not r.token.startswith(_COMPONENTS)]

    def users(self, urn: str) -> set[str]:
        """The resources that have a property from one, and those that have one from these, and so on."""
        found: set[str] = set()
        new = {urn}
        while new:
            new = {r.urn for r in self.resources if new & NO_SOURCES.union(*r.sources.values())} - found
            found |= new
        return found


Change = Callable[[Plan], Plan]


def change(plan: Plan, urn: str, path: str, value: Any, sources: Iterable[str] | None = None) -> Plan:
    """The plan with the value at a path of a resource replaced, or taken away with `DROP`.

    Args:
        plan: The plan.
        urn: The resource.
        path: Where, such as `subnets.0.name`.
        value: The new value.
        sources: The URNs that the property comes from now; as before where there are none.
    """
    old = plan.get(urn)
    top = path.partition(".")[0]
    found = old.sources if sources is None else {**old.sources, top: frozenset(sources)}
    return _with(plan, replace(old, props=put(old.props, path, value), sources=found))


def edit(plan: Plan, urn: str, path: str, how: Callable[[Any], Any]) -> Plan:
    """The plan with a value made from the one that was there; `how` must not change it in place."""
    return change(plan, urn, path, how(plan.get(urn).at(path)))


def _with(plan: Plan, changed: Planned) -> Plan:
    return replace(plan, resources=tuple(changed if r.urn == changed.urn else r for r in plan.resources))


def replaced(plan: Plan, old: str, new: str) -> Plan:
    """The plan with a text replaced wherever it stands, as if the program had it from one place."""
    return replace(plan, resources=tuple(_replaced(r, old, new) for r in plan.resources))


def _replaced(resource: Planned, old: str, new: str) -> Planned:
    text = json.dumps(resource.props)
    return replace(resource, props=json.loads(text.replace(old, new))) if old in text else resource


def add(plan: Plan, *more: Planned) -> Plan:
    """The plan with more resources."""
    return replace(plan, resources=plan.resources + more)


def drop(plan: Plan, *urns: str) -> Plan:
    """The plan without some resources: whoever had a property from one has the same value from nowhere."""
    gone = frozenset(urns)
    kept = (r for r in plan.resources if r.urn not in gone)
    return replace(plan, resources=tuple(_without_sources(r, gone) for r in kept))


def drop_with_users(plan: Plan, urn: str) -> Plan:
    """The plan without a resource and all that use it."""
    return drop(plan, urn, *plan.users(urn))


def _without_sources(resource: Planned, gone: frozenset[str]) -> Planned:
    if not gone & NO_SOURCES.union(*resource.sources.values()):
        return resource
    return replace(resource, sources={prop: found - gone for prop, found in resource.sources.items()})


__all__ = ["DROP", "Change", "Plan", "Planned", "add", "change", "drop", "drop_with_users", "edit", "replaced"]

"""A change to the compliant stack, and what the gate must then say."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from tests.policy.compliant import stack
from tests.policy.gate import R, put

Change = Callable[[list[R]], list[R]]


@dataclass(frozen=True)
class Case:
    """A change to the stack, the rule it trips on which resource, and what the message says."""

    title: str
    change: Change
    rule: str
    name: str
    says: str

    def __str__(self) -> str:
        return self.title.replace(" ", "-")


def edit(name: str, path: str, value: Any) -> Change:
    return lambda resources: [replace(r, props=put(r.props, path, value)) if r.name == name else r for r in resources]


def deps(name: str, **found: list[str]) -> Change:
    return lambda resources: [replace(r, deps={**r.deps, **found}) if r.name == name else r for r in resources]


def add(*more: R) -> Change:
    return lambda resources: [*resources, *more]


def drop(*names: str) -> Change:
    return lambda resources: [r for r in resources if r.name not in names]


def both(*changes: Change) -> Change:
    def change(resources: list[R]) -> list[R]:
        for one in changes:
            resources = one(resources)
        return resources

    return change


def changed(change: Change) -> list[R]:
    return change(stack())

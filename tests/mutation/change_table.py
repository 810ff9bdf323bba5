"""Tables of changes to properties: one row is one thing wrong with each planned resource that it fits."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import partial
from typing import Any

from tests.mutation.plan import DROP, Plan, Planned, change
from tests.mutation.verdict import Mutant

Value = Callable[[Plan, Planned, str], Any]
"""A new value that follows from the plan, the resource and the element that is changed."""


@dataclass(frozen=True)
class Row:
    """A change.

    Attributes:
        what: A word for it.
        kind: The type of the resources that it fits.
        path: The property; `[]` stands for each element of a list.
        value: The new value, `DROP`, or a function that makes it.
        killers: Rules that refuse it.
        name: Which resources of the type, as a name with wildcards.
        when: Which elements, by the plan, the resource and the element's path.
        sources: The resource, by name, that the property comes from now; empty is none, None is those of before.
        most: How many places of a plan are changed, for those that are all alike.
        planning: Whether it must be refused at preview, and not only at deployment.
    """

    what: str
    kind: str
    path: str
    value: Any
    killers: tuple[str, ...]
    name: str = "*"
    when: Callable[[Plan, Planned, str], bool] = lambda _plan, _resource, _element: True
    sources: tuple[str, ...] | None = None
    most: int = 1000
    planning: bool = True


def mutants(mutator: str, rows: Sequence[Row], plan: Plan) -> Iterator[Mutant]:
    """Each row on each place of the plan that it fits."""
    for row in rows:
        if not all(plan.all_named(name) for name in row.sources or ()):
            continue
        for resource, element in list(_places(row, plan))[: row.most]:
            path = _leaf(row, element)
            value = row.value(plan, resource, element) if callable(row.value) else row.value
            if resource.at(path) == (None if value is DROP else value):
                continue
            yield Mutant(
                id=f"{plan.stack}/{mutator}/{row.what}/{resource.label(path)}",
                stack=plan.stack,
                change=partial(change, urn=resource.urn, path=path, value=value, sources=_urns(row, plan)),
                killers=row.killers,
                planning=row.planning,
            )


def _places(row: Row, plan: Plan) -> Iterator[tuple[Planned, str]]:
    each = row.path[: row.path.rfind("[]") + 2] if "[]" in row.path else ""
    for resource in plan.of(row.kind):
        if fnmatchcase(resource.name, row.name):
            for element in resource.elements(each) if each else ("",):
                if row.when(plan, resource, element):
                    yield resource, element


def _leaf(row: Row, element: str) -> str:
    leaf = row.path.rpartition("[]")[2].lstrip(".")
    return ".".join(filter(None, (element, leaf)))


def _urns(row: Row, plan: Plan) -> list[str] | None:
    return None if row.sources is None else [plan.named(name).urn for name in row.sources]

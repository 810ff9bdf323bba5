"""A property that the gate demands, with a wrong value."""

from dataclasses import dataclass, replace
from typing import Any

from tests.policy.compliant import COMPLIANT

PASSES, FAILS = False, True
"""What happens to a resource without the property."""


@dataclass(frozen=True)
class Row:
    """A demanded property.

    Attributes:
        kind: the type that has it.
        rule: the rule that demands it.
        path: where it is.
        wrong: a value that the rule refuses.
        absent_fails: whether a resource without it fails.
        props: a compliant resource.
        exact: whether messages name the property itself, and not an element that it is part of.
    """

    kind: str
    rule: str
    path: str
    wrong: Any
    absent_fails: bool
    props: dict[str, Any]
    exact: bool = True

    def __str__(self) -> str:
        return f"{self.rule}@{self.kind}.{self.path}"


def judged(kind: str, *found: tuple[str, str, Any, bool], base: dict[str, Any] | None = None) -> list[Row]:
    """The same for rules with logic of their own, whose messages name an element or say in words what is wrong."""
    return [replace(row, exact=False) for row in rows(kind, *found, base=base)]


def rows(kind: str, *found: tuple[str, str, Any, bool], base: dict[str, Any] | None = None) -> list[Row]:
    """Rows of one type: rule, path, wrong value, whether a resource without the property fails."""
    return [Row(kind, *row, props=COMPLIANT[kind] if base is None else base) for row in found]

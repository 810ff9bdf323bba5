"""What a row of the corpus is: a request that Azure accepts, or one thing changed in it that Azure refuses."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from local.azure import arm_types, facts
from tests.unit.azure.harness import Engine, Inputs

World = Callable[[Engine], None]
Operation = Literal["create", "update", "delete"]
_STEP = re.compile(r"(?P<name>[^.\[\]]+)|\[(?P<index>\d+|\+)\]")


@dataclass(frozen=True, eq=False)
class Good:
    """A request that Azure accepts.

    Attributes:
        what: A few words, unique among the good requests of its type.
        kind: Its type as the SDK has it, such as `network:VirtualNetwork`.
        world: Makes what is there before; see `worlds.py`.
        inputs: The request.
        needs: Other good requests that have to be made before it, in this order.
        stays: Why the resource cannot be deleted; empty when it can.
        adopted: It is there from the start, and the request updates it.
    """

    what: str
    kind: str
    world: World
    inputs: Inputs = field(repr=False)
    needs: tuple[Good, ...] = field(default=(), repr=False)
    stays: str = ""
    adopted: bool = False

    @property
    def token(self) -> str:
        """Pulumi's type token."""
        return f"azure-native:{self.kind}"

    @property
    def id(self) -> str:
        """The id that the resource has or will have."""
        return arm_types.arm_type(self.token).id(facts.SUBSCRIPTION, self.inputs).text

    @property
    def before(self) -> tuple[Good, ...]:
        """Everything it needs, and what that needs in turn, each once."""
        found: dict[Good, None] = {}
        for one in self.needs:
            found.update(dict.fromkeys((*one.before, one)))
        return tuple(found)

    def make(self, azure: Engine) -> None:
        """Send the request."""
        if self.adopted:
            azure.update(self.kind, self.id, self.inputs)
        else:
            azure.create(self.kind, self.inputs)

    def __str__(self) -> str:
        """Name it for a test's id."""
        return f"{self.kind}: {self.what}"


@dataclass(frozen=True, eq=False)
class Bad:
    """One thing that is wrong with a good request, and how Azure refuses it.

    Attributes:
        good: The request that is accepted without the change.
        what: A few words, unique for its type.
        change: What is different, by path, such as `subnets[0].addressPrefix`; `[+]` adds to a list, None takes out.
        code: Azure's code.
        names: What the answer has to say of the resource or the property: its target, or a part of its message.
        operation: Whether the changed request makes the resource or updates the one that the good request made;
            `delete` deletes that one.
        also: Further good requests, made after what the good one needs (and after the good one itself, when it is
            updated or deleted): what stands in the way.
        without: Of what the good one needs, what is missing.
    """

    good: Good
    what: str
    change: Mapping[str, Any] = field(repr=False)
    code: str
    names: str
    operation: Operation = "create"
    also: tuple[Good, ...] = field(default=(), repr=False)
    without: tuple[Good, ...] = field(default=(), repr=False)

    @property
    def inputs(self) -> Inputs:
        """The request with the change in it."""
        asked: Any = self.good.inputs
        for path, value in self.change.items():
            asked = changed(asked, path, value)
        found: Inputs = asked
        return found

    def __str__(self) -> str:
        """Name it for a test's id."""
        return f"{self.good.kind}: {self.what}"


@dataclass(frozen=True)
class Family:
    """The rows about types that belong together."""

    name: str
    good: tuple[Good, ...]
    bad: tuple[Bad, ...]


def changed(value: Any, path: str, wanted: Any) -> Any:
    """Copy a value with one thing in it set; None takes it out.

    Args:
        value: An object or a list.
        path: Where the thing is, such as `rules[1].name` or `rules[+]`.
        wanted: What it becomes.
    """
    return _set(value, [match.group("name") or match.group("index") for match in _STEP.finditer(path)], wanted)


def _set(value: Any, steps: list[str], wanted: Any) -> Any:
    step, *rest = steps
    if step == "+" or isinstance(value, list):
        items = list(value or [])
        if step == "+":
            return [*items, _set({}, rest, wanted) if rest else wanted]
        items[int(step)] = _set(items[int(step)], rest, wanted) if rest else wanted
        return [item for item in items if item is not None]
    inner = _set((value or {}).get(step), rest, wanted) if rest else wanted
    return {key: item for key, item in {**(value or {}), step: inner}.items() if item is not None}

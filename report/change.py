"""A change of a stack: each resource before and after, and what the engine does with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from gate.stack import Stack
from topology import Topology

from report.records import Record, stack_of


class Operation(Enum):
    """What becomes of a resource, the gravest first."""

    DELETE = "delete"
    REPLACE = "replace"
    UPDATE = "update"
    CREATE = "create"
    IMPORT = "import"
    SAME = "same"
    """Nothing, or it is only read."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """What the engine does with one resource.

    Attributes:
        operation: What becomes of it.
        before: As it is; None where it is not there yet.
        after: As it will be; None where it goes.
        paths: The properties that the provider compared and found different; none where it said nothing.
    """

    operation: Operation
    before: Record | None
    after: Record | None
    paths: tuple[str, ...] = ()

    @property
    def record(self) -> Record:
        """The resource: as it will be, or as it was where it goes."""
        found = self.after or self.before
        if found is None:
            raise ValueError("a step has a resource")
        return found


@dataclass(frozen=True, kw_only=True)
class Change:
    """A change of a stack.

    Attributes:
        stack: The stack's name.
        project: The project's name.
        steps: What becomes of each resource.
        planned: Whether it is a plan; otherwise it is what stands.
        errors: What went wrong while it was planned: there may be more to it than its steps say.
    """

    stack: str
    project: str
    steps: tuple[Step, ...]
    planned: bool
    errors: tuple[str, ...] = ()

    @cached_property
    def in_order(self) -> list[Step]:
        """The steps by URN: the engine's own order differs from run to run."""
        return sorted(self.steps, key=lambda step: step.record.urn)

    @cached_property
    def before(self) -> Stack:
        """The stack as it is."""
        return stack_of(step.before for step in self.in_order if step.before is not None)

    @cached_property
    def after(self) -> Stack:
        """The stack as it will be."""
        return stack_of(step.after for step in self.in_order if step.after is not None)

    @cached_property
    def networks(self) -> tuple[Topology, Topology]:
        """The networks before and after."""
        return Topology(self.before), Topology(self.after)

    @cached_property
    def spaces(self) -> dict[str, tuple[str, ...]]:
        """Addresses at the other side of a peering by its URN, where Azure has told them."""
        records = [record for step in self.steps for record in (step.before, step.after) if record is not None]
        return {record.urn: record.space for record in records if record.space}

    @property
    def is_new(self) -> bool:
        """Whether nothing of the stack is there yet."""
        return self.planned and not any(step.before for step in self.steps)

    def of(self, *operations: Operation) -> Iterator[Step]:
        """The steps with some operations, components aside."""
        return (step for step in self.steps if step.operation in operations and step.record.custom)

"""What changes, as a person thinks of it: what is lost first, then by part of the platform, alike things together."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from report.change import Change, Operation, Step
from report.groups import Group, group_of, holds_data
from report.properties import FOLLOWS, PropertyChange, differences

CHANGING = tuple(operation for operation in Operation if operation is not Operation.SAME)


@dataclass(frozen=True)
class Item:
    """Resources that change in the same way: mostly one.

    Attributes:
        names: Their names in the program.
        kinds: Their types, as `storage:StorageAccount`.
        operation: What becomes of it.
        properties: What differs, where they stay or are replaced.
        protected: Whether the engine refuses to delete one of them.
    """

    names: tuple[str, ...]
    kinds: tuple[str, ...]
    operation: Operation
    properties: tuple[PropertyChange, ...] = ()
    protected: bool = False


@dataclass(frozen=True)
class Alike:
    """Resources of one type that are made, deleted or imported: only their names tell them apart."""

    operation: Operation
    kind: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """What changes in one part of the platform.

    Attributes:
        group: The part.
        counts: How many resources each operation is about.
        changed: Those that are updated or replaced, each with what differs.
        alike: The others.
    """

    group: Group
    counts: dict[Operation, int]
    changed: tuple[Item, ...]
    alike: tuple[Alike, ...]


@dataclass(frozen=True)
class Changes:
    """What a plan changes.

    Attributes:
        counts: How many resources each operation is about, components aside.
        unchanged: How many stay as they are.
        losses: Resources with people's data that are deleted or replaced.
        parts: The rest by part of the platform, and the losses once more.
    """

    counts: dict[Operation, int]
    unchanged: int
    losses: tuple[Item, ...]
    parts: tuple[Part, ...]


def changes_of(change: Change) -> Changes:
    """What a change does to resources."""
    steps = list(change.of(*CHANGING))
    by_group = {group: [step for step in steps if group_of(step.record) is group] for group in Group}
    lost = [step for step in steps if step.operation in {Operation.DELETE, Operation.REPLACE}]
    return Changes(
        counts=_counts(steps),
        unchanged=sum(1 for _ in change.of(Operation.SAME)),
        losses=tuple(_item(step) for step in lost if holds_data(step.before or step.record)),
        parts=tuple(_part(group, found) for group, found in by_group.items() if found),
    )


def _part(group: Group, steps: Sequence[Step]) -> Part:
    lasting = {Operation.UPDATE, Operation.REPLACE}
    changed = _merged(_item(step) for step in steps if step.operation in lasting)
    rest = [step for step in steps if step.operation not in lasting]
    return Part(group, _counts(steps), tuple(sorted(changed, key=_gravest_first)), tuple(_alike(rest)))


def _merged(items: Iterable[Item]) -> Iterable[Item]:
    """Items of which the same properties get the same values, such as a tag's, as one."""
    found: dict[Hashable, list[Item]] = {}
    for item in items:
        found.setdefault((item.operation, tuple(map(_what, item.properties))), []).append(item)
    for alike in found.values():
        names = sorted(name for item in alike for name in item.names)
        kinds = sorted({kind for item in alike for kind in item.kinds})
        properties = alike[0].properties
        if len({item.properties for item in alike}) > 1:  # the old values differ: each resource had its own
            properties = tuple(replace(one, old="…") for one in properties)
        protected = any(item.protected for item in alike)
        yield Item(tuple(names), tuple(kinds), alike[0].operation, properties, protected)


def _what(change: PropertyChange) -> Hashable:
    return change.path, change.new if change.new == FOLLOWS else (change.old, change.new)


def _alike(steps: Iterable[Step]) -> Iterable[Alike]:
    def what(step: Step) -> tuple[int, str]:
        return CHANGING.index(step.operation), step.record.kind

    for (place, kind), found in groupby(sorted(steps, key=what), key=what):
        yield Alike(CHANGING[place], kind, tuple(sorted(step.record.name for step in found)))


def _item(step: Step) -> Item:
    before, after = step.before, step.after
    properties = differences(before.inputs, after.inputs, step.paths) if before and after else []
    protected = before is not None and before.protect
    return Item((step.record.name,), (step.record.kind,), step.operation, tuple(properties), protected)


def _gravest_first(item: Item) -> tuple[int, str, str]:
    return CHANGING.index(item.operation), item.kinds[0], item.names[0]


def _counts(steps: Iterable[Step]) -> dict[Operation, int]:
    found = [step.operation for step in steps]
    return {operation: found.count(operation) for operation in CHANGING if operation in found}

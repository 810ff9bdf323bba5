"""What is deployed held against what a stack's state says of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from local.azure import masks, template
from local.azure.cloud import Cloud
from local.azure.standing import PRICINGS
from local.azure.store import Store
from local.stackstate import SECRET, Kept

_PREFIX = "azure-native:"


@dataclass(frozen=True)
class Change:
    """One property that differs, its values as JSON, `-` where there is none."""

    path: str
    state: str
    azure: str


@dataclass(frozen=True)
class Drift:
    """One resource that is not as the state says.

    Attributes:
        kind: No state has it, properties differ, or only the state has it.
        id: Its ARM id.
        type: Its ARM type; Pulumi's where it is gone.
        name: Its name in the program; empty where no state has it.
        changes: The properties that differ.
    """

    kind: Literal["UNKNOWN", "CHANGED", "GONE"]
    id: str
    type: str
    name: str = ""
    changes: tuple[Change, ...] = ()


def find(store: Store, state: Iterable[Kept], others: Iterable[Kept]) -> list[Drift]:
    """Find everything that is not as a state says.

    Args:
        store: What is deployed.
        state: The resources of the stack.
        others: Those of the other stacks that are deployed to the same store.
    """
    own = [one for one in state if one.type.startswith(_PREFIX)]
    known = {one.id.lower() for one in (*own, *others)}
    return [*_unknown(store, known), *(drift for one in own if (drift := _compared(store, one)) is not None)]


def _unknown(store: Store, known: set[str]) -> Iterator[Drift]:
    for record in template.deployed(store):
        # a subscription has its Defender plans in any case, whoever sets them
        if record.id.lower() not in known and record.type != PRICINGS:
            yield Drift("UNKNOWN", record.id, record.type)


def _compared(store: Store, kept: Kept) -> Drift | None:
    record = store.get(kept.id)
    if record is None:
        return Drift("GONE", kept.id, kept.type, kept.name)
    now = (Cloud(store).read(record.id) or record).properties
    changes = tuple(_changes(masks.mask(kept.outputs), masks.mask(now), ""))
    return Drift("CHANGED", record.id, record.type, kept.name, changes) if changes else None


def _changes(before: Any, after: Any, path: str) -> Iterator[Change]:
    if before in (after, SECRET):
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in sorted(before.keys() | after.keys()):
            yield from _changes(before.get(key), after.get(key), f"{path}.{key}" if path else key)
    elif isinstance(before, list) and isinstance(after, list):
        for index in range(max(len(before), len(after))):
            yield from _changes(_item(before, index), _item(after, index), f"{path}[{index}]")
    else:
        yield Change(path, _shown(before), _shown(after))


def _item(values: list[Any], index: int) -> Any:
    return values[index] if index < len(values) else None


def _shown(value: Any) -> str:
    return "-" if value is None else json.dumps(value)

"""State, store and log of one deployment side by side: nothing acknowledged is lost, nothing is there twice."""

from __future__ import annotations

from collections import Counter

from local.azure.ids import ArmId
from local.azure.journal import OK
from local.azure.store import Record, Store
from local.project import Project
from local.stackstate import Kept, Stacks
from tests.e2e.lives import STANDING

_AZURE = "azure-native:"
_ALL = 1_000_000


def resources(project: Project, stack: str) -> list[Kept]:
    """What the state says is in Azure."""
    return [one for one in Stacks(project).resources(stack) if one.type.startswith(_AZURE)]


def check_acknowledged(store: Store) -> None:
    """What Azure said it wrote is there, and what it said is gone is not."""
    there = {record.id.lower() for record in store.resources()}
    last: dict[str, str] = {}
    for entry in store.noted(_ALL):
        if entry.result == OK and entry.method in ("PUT", "DELETE"):
            key = entry.id.lower()
            last[key] = entry.method
            if entry.method == "DELETE":  # with all that is under it
                last |= {one: "DELETE" for one in last if one.startswith(f"{key}/")}
    lost = [key for key, method in last.items() if method == "PUT" and key not in there]
    back = [key for key, method in last.items() if method == "DELETE" and key in there]
    assert not lost, f"acknowledged, and lost: {lost}"
    assert not back, f"deleted, and back: {back}"


def check_once(project: Project, stack: str) -> None:
    """No two resources of the state are one in Azure."""
    ids = Counter(one.id.lower() for one in resources(project, stack))
    assert not [one for one, times in ids.items() if times > 1], "in the state twice"


def check_same(project: Project, stack: str, store: Store) -> None:
    """The state and Azure have the same resources."""
    kept = {one.id.lower() for one in resources(project, stack)}
    asked = {record.id.lower() for record in store.resources() if _asked_for(record)}
    assert kept == asked, f"only in the state: {kept - asked}; only in Azure: {asked - kept}"


def _asked_for(record: Record) -> bool:
    return not record.comes_with and record.type != STANDING and bool(ArmId(record.id).name)

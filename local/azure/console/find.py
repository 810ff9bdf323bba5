"""Find resources by what people call them, and say what there is where they are mistaken."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from local.azure import ids
from local.azure.arm_types import TYPES
from local.azure.ids import ArmId
from local.azure.store import Record, Store
from local.errors import LocalError

_SHOWN = 3


def resource(store: Store, text: str) -> Record:
    """Find one resource by its id, its name or `parent/name`, in any case.

    Raises:
        LocalError: There is none, or there are several.
    """
    found = store.get(text.rstrip("/")) if text.startswith("/") else None
    if found is not None:
        return found
    records = store.resources()
    named = [one for one in records if short_name(one.arm_id).lower() == text.lower()]
    named = named or [one for one in records if one.name.lower() == text.lower()]
    if not named:
        near = difflib.get_close_matches(text, [short_name(one.arm_id) for one in records], n=3)
        raise LocalError(f"nothing that is deployed is called '{text}'{_meant(near)}: `azure list` shows what there is")
    if len(named) > 1:
        raise LocalError(f"{len(named)} resources are called '{text}', name one by its id: {_listed(named)}")
    return named[0]


def group(store: Store, text: str) -> ArmId:
    """Find a resource group by its name, in any case.

    Raises:
        LocalError: There is none.
    """
    groups = {home.key: home for one in store.resources() if (home := one.arm_id.group) is not None}
    for home in groups.values():
        if home.name.lower() == text.lower():
            return home
    there = ", ".join(sorted(home.name for home in groups.values())) or "none"
    raise LocalError(f"there is no resource group '{text}'; there is {there}")


def of_type(records: Iterable[Record], text: str) -> list[Record]:
    """Keep the resources of a type, by its ARM type, the end of it, or the SDK's name, in any case.

    Raises:
        LocalError: No such type is known.
    """
    wanted = text.lower()
    known = {arm.type.rpartition("/")[2] for arm in TYPES.values()} | {"A", "AAAA", "CNAME", "TXT", "SRV", "MX", "PTR"}
    given = [one for one in records if _is_of(wanted, one.type, one.token)]
    if not given and not any(_is_of(wanted, arm.type, arm.token) for arm in TYPES.values()) and text not in known:
        near = difflib.get_close_matches(text, known, n=3)
        raise LocalError(f"'{text}' is no type that the emulator knows{_meant(near)}")
    return given


def _is_of(wanted: str, kind: str, token: str) -> bool:
    return kind.lower() == wanted or kind.lower().endswith(f"/{wanted}") or token.lower().endswith(f":{wanted}")


def short_name(one: ArmId) -> str:
    """Give a resource's name behind those of its parents: `vnet/subnet`."""
    if one.type in (ids.RESOURCE_GROUP, ids.SUBSCRIPTION):
        return one.name
    return "/".join(one.text.rpartition("/providers/")[2].split("/")[2::2])


def _meant(near: list[str]) -> str:
    return f" (meant {' or '.join(near)}?)" if near else ""


def _listed(records: list[Record]) -> str:
    shown = ", ".join(one.id for one in records[:_SHOWN])
    return f"{shown} and {len(records) - _SHOWN} more" if len(records) > _SHOWN else shown

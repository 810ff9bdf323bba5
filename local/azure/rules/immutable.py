"""Properties that the provider sends as an update and that Azure refuses to change."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from local.azure.diff import normal_location
from local.azure.errors import ArmError
from local.azure.request import Request
from local.azure.rules.fixed import FIXED, Fixed
from local.azure.values import dig


def refusals(request: Request) -> Iterator[ArmError]:
    """Refuse to change what is fixed at creation."""
    if request.old is None:
        return
    yield from _location(request)
    for fixed in FIXED.get(request.type, ()):
        if _hidden_change(request, fixed) if fixed.hidden else _change(request.old.inputs, request.inputs, fixed):
            yield ArmError(
                fixed.code,
                f"Changing property '{fixed.path}' of {request.type} '{request.name}' is not allowed.",
                fixed.path,
            )


def fingerprints(request: Request) -> dict[str, str]:
    """Give what to know the hidden properties of a resource by: of those that it gets now, or has from now on.

    Returns:
        Fingerprints by path; of what an update leaves out there is none.
    """
    found = {one: request.get(one.path) for one in FIXED.get(request.type, ()) if one.hidden}
    return {
        one.path: _fingerprint(request, _or(value, one.unset))
        for one, value in found.items()
        if request.old is None or value is not None
    }


def _fingerprint(request: Request, value: object) -> str:
    return hashlib.sha256(f"{request.id.key} {value}".encode()).hexdigest()


def _change(old: Mapping[str, Any], new: Mapping[str, Any], fixed: Fixed) -> bool:
    before, after = (_or(dig(one, fixed.path), fixed.unset) for one in (old, new))
    return before is not None and not _same(before, after)


def _hidden_change(request: Request, fixed: Fixed) -> bool:
    """Say whether a hidden property changes; a file of an older version does not know what it was."""
    before, after = request.store.fingerprint(request.id.text, fixed.path), fingerprints(request).get(fixed.path)
    return None not in (before, after) and before != after


def _or(value: Any, default: Any) -> Any:
    return default if value is None else value


def _location(request: Request) -> Iterator[ArmError]:
    before = request.old.inputs.get("location") if request.old else None
    after = request.inputs.get("location")
    if isinstance(before, str) and isinstance(after, str) and normal_location(before) != normal_location(after):
        # https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors (documented)
        yield ArmError(
            "InvalidResourceLocation",
            f"The resource '{request.name}' already exists in location '{before}'. A resource with the same name "
            f"cannot be created in location '{after}'.",
            "location",
        )


def _same(before: object, after: object) -> bool:
    if isinstance(before, str) and isinstance(after, str):
        return before.lower() == after.lower()
    return before == after

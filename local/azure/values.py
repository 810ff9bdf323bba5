"""Small helpers to look into nested properties."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def dig(value: Any, path: str) -> Any:
    """Follow a dotted path such as `sku.name`; None where it ends early."""
    for step in path.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(step)
    return value


def texts(value: Any) -> list[str]:
    """Give the strings of a list; an empty list for anything else."""
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def objects(value: Any) -> list[dict[str, Any]]:
    """Give the objects of a list; an empty list for anything else."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def without(value: Any, path: str) -> Any:
    """Copy a value without one property; a step ending in `[]` goes through the items of a list."""
    step, _, rest = path.partition(".")
    name = step.removesuffix("[]")
    if not isinstance(value, Mapping) or name not in value:
        return value
    if not rest:
        return {key: item for key, item in value.items() if key != name}
    inner = value[name]
    if step.endswith("[]"):
        changed: Any = [without(item, rest) for item in inner] if isinstance(inner, list) else inner
    else:
        changed = without(inner, rest)
    return {**value, name: changed}

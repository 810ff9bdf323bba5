"""How a resource's properties differ: elements of lists are told apart by their names, not by their places."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gate.wire import UNKNOWN, Secret

_NAMES = ("name", "key", "id")
_LONGEST = 120
"""Characters of a value that are shown."""

FOLLOWS = "known after deployment"
"""How an unknown value reads: it comes from another resource that changes."""


@dataclass(frozen=True)
class PropertyChange:
    """A property with the value that it had, and has then.

    Attributes:
        path: Where, as `securityRules['FromAgents'].access`.
        old: The old value in words; empty where it was not set.
        new: The new one; empty where it is not set any more.
    """

    path: str
    old: str
    new: str


def differences(before: Mapping[str, Any], after: Mapping[str, Any], said: Sequence[str] = ()) -> list[PropertyChange]:
    """What differs between the properties of a resource.

    Args:
        before: As they are.
        after: As they will be.
        said: Paths that the provider found different: secrets among them differ although nobody sees how.
    """
    found = list(_compared(before, after, ""))
    known = [change.path for change in found]
    for path in said:
        told = any(path.startswith(one) or one.startswith(path) for one in known)
        if not told and (_is_hidden(before, path) or _is_hidden(after, path)):
            found.append(PropertyChange(path, "[secret]", "[another secret]"))
            known.append(path)
    return found


def _compared(old: Any, new: Any, path: str) -> Iterator[PropertyChange]:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in dict.fromkeys([*old, *new]):
            place = f"{path}.{key}" if path else str(key)
            yield from _member(old.get(key), new.get(key), place)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _lists(old, new, path)
    elif not _same(old, new):
        yield PropertyChange(path, said(old), said(new))


def _member(old: Any, new: Any, path: str) -> Iterator[PropertyChange]:
    if old is None or new is None:
        if old is not new:
            yield PropertyChange(path, said(old), said(new))
    else:
        yield from _compared(old, new, path)


def _lists(old: list[Any], new: list[Any], path: str) -> Iterator[PropertyChange]:
    names = _names(old), _names(new)
    if names[0] is not None and names[1] is not None:
        before, after = dict(zip(names[0], old, strict=True)), dict(zip(names[1], new, strict=True))
        for name in dict.fromkeys([*before, *after]):
            yield from _member(before.get(name), after.get(name), f"{path}['{name}']")
    elif _are_plain(old) and _are_plain(new):
        if sorted(map(str, old)) != sorted(map(str, new)):
            yield PropertyChange(path, said(old), said(new))
    else:
        for place in range(max(len(old), len(new))):
            was, will_be = (values[place] if place < len(values) else None for values in (old, new))
            yield from _member(was, will_be, f"{path}[{place}]")


def _names(values: list[Any]) -> list[str] | None:
    """What the elements of a list are called, where each has a name of its own."""
    for key in _NAMES:
        found = [value.get(key) for value in values if isinstance(value, Mapping)]
        names = [name for name in found if isinstance(name, str)]
        if len(names) == len(values) == len(set(names)):
            return names
    return None


def _are_plain(values: list[Any]) -> bool:
    return all(isinstance(value, str | int | float | bool) for value in values)


def _same(old: Any, new: Any) -> bool:
    if old is UNKNOWN or new is UNKNOWN or isinstance(old, Secret) or isinstance(new, Secret):
        return (old is UNKNOWN and new is UNKNOWN) or (isinstance(old, Secret) and isinstance(new, Secret))
    return bool(old == new)


def _is_hidden(props: Mapping[str, Any], path: str) -> bool:
    value: Any = props
    for step in path.replace("[", ".").replace("]", "").replace('"', "").split("."):
        if isinstance(value, Secret):
            return True
        if isinstance(value, list):
            value = value[int(step)] if step.isdigit() and int(step) < len(value) else None
        else:
            value = value.get(step) if isinstance(value, Mapping) else None
    return isinstance(value, Secret)


def said(value: Any) -> str:
    """A value in words, on one line, not too long."""
    text = _said(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _said(value: Any) -> str:
    if value is None:
        return ""
    if value is UNKNOWN:
        return FOLLOWS
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_said(member)}" for key, member in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_said, value)) + "]"
    return "[secret]" if isinstance(value, Secret) else _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else _last_of_id(" ".join(str(value).split()))


def _last_of_id(text: str) -> str:
    """An ARM id without the subscription and the group that all have in common: they make a line unreadable."""
    if not text.startswith("/subscriptions/"):
        return text
    return text.partition("/providers/")[2] or text.rpartition("/")[2]

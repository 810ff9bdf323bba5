"""Hold a request's properties against the SDK's shapes and name every mistake with its path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from local.azure import schema
from local.azure.schema import Anything, Choice, Entries, Items, Nested, ObjectSpec, Scalar, Shape
from local.azure.wire import Secret, Unknown

_SHOWN = 20  # a vocabulary longer than this is cut short in a message


@dataclass(frozen=True)
class Mistake:
    """One thing wrong with a request."""

    path: str
    reason: str


def mistakes(spec: ObjectSpec, properties: Mapping[str, Any]) -> list[Mistake]:
    """Find everything wrong with a resource's inputs.

    Values that are not known yet pass, secrets are looked into but never shown.

    Args:
        spec: What the type takes.
        properties: The inputs by Azure's names; names that begin with `__` are the engine's and the provider's own.

    Returns:
        Every mistake, in the order of the properties.
    """
    given = {key: value for key, value in properties.items() if not key.startswith("__")}
    return list(_object(spec, given, ""))


def _object(spec: ObjectSpec, value: Mapping[str, Any], path: str) -> Iterator[Mistake]:
    for name in sorted(spec.required - value.keys()):
        yield Mistake(_join(path, name), f"missing required property '{_join(path, name)}'")
    for name, item in value.items():
        where = _join(path, name)
        if name not in spec.properties:
            yield Mistake(where, f"unknown property '{where}': {_known(spec, name)}")
        else:
            yield from _value(spec.properties[name], item, where)
            yield from _constant(spec, name, item, where)


def _constant(spec: ObjectSpec, name: str, item: Any, where: str) -> Iterator[Mistake]:
    expected = spec.constants.get(name)
    if expected is not None and isinstance(item, str) and item != expected:
        yield Mistake(where, f"'{where}' must be '{expected}', got '{item}'")


def _known(spec: ObjectSpec, name: str) -> str:
    camel = "".join(part if i == 0 else part.capitalize() for i, part in enumerate(name.split("_")))
    if camel != name and camel in spec.properties:
        return f"did you mean '{camel}'? (a plain dict under a union of types is not translated: use the Args class)"
    names = sorted(spec.properties)
    return f"{spec.name} has {', '.join(names[:_SHOWN])}{', ...' if len(names) > _SHOWN else ''}"


def _value(shape: Shape, value: Any, path: str) -> Iterator[Mistake]:
    if isinstance(value, Secret):
        yield from _value(shape, value.value, path)
    elif isinstance(value, Unknown) or value is None or isinstance(shape, Anything):
        return
    elif isinstance(shape, Scalar):
        yield from _scalar(shape, value, path)
    elif isinstance(shape, Items):
        yield from _items(shape, value, path)
    elif not isinstance(value, Mapping):
        yield Mistake(path, f"'{path}' must be an object, got {_name(value)}")
    elif isinstance(shape, Entries):
        for key, item in value.items():
            yield from _value(shape.item, item, f'{path}["{key}"]')
    elif isinstance(shape, Nested):
        yield from _object(schema.nested(shape.of), value, path)
    else:
        yield from _union(shape, value, path)


def _items(shape: Items, value: Any, path: str) -> Iterator[Mistake]:
    if not isinstance(value, list):
        yield Mistake(path, f"'{path}' must be a list, got {_name(value)}")
        return
    for index, item in enumerate(value):
        yield from _value(shape.item, item, f"{path}[{index}]")


def _scalar(shape: Scalar, value: Any, path: str) -> Iterator[Mistake]:
    if not _fits(shape.kind, value):
        yield Mistake(path, f"'{path}' must be a {shape.kind}, got {_name(value)}")
    elif shape.values and value not in shape.values:
        allowed = ", ".join(str(item) for item in shape.values[:_SHOWN])
        yield Mistake(path, f"'{path}' must be one of {allowed}")


def _fits(kind: str, value: Any) -> bool:
    if kind == "boolean":
        return isinstance(value, bool)
    if kind == "string":
        return isinstance(value, str)
    if isinstance(value, bool):
        return False
    return isinstance(value, int) or (kind == "number" and isinstance(value, float))


def _union(shape: Choice, value: Mapping[str, Any], path: str) -> Iterator[Mistake]:
    specs = [schema.nested(member) for member in shape.members]
    tags = {name for spec in specs for name in spec.constants}
    given = {tag: value[tag] for tag in tags if tag in value}
    if any(isinstance(tag, Unknown) for tag in given.values()):
        return
    fitting = [s for s in specs if s.constants and all(value.get(k) == v for k, v in s.constants.items())]
    if fitting:
        yield from _object(fitting[0], value, path)
    elif tags:
        tag = sorted(tags)[0]
        allowed = ", ".join(sorted(str(s.constants[tag]) for s in specs if tag in s.constants))
        yield Mistake(_join(path, tag), f"'{_join(path, tag)}' must be one of {allowed}{_hint(value, tag)}")
    else:
        yield from _closest(specs, value, path)


def _hint(value: Mapping[str, Any], tag: str) -> str:
    snake = "".join(f"_{c.lower()}" if c.isupper() else c for c in tag)
    if snake in value:
        return f"; got '{snake}' (a plain dict under a union of types is not translated: use the Args class)"
    return ""


def _closest(specs: list[ObjectSpec], value: Mapping[str, Any], path: str) -> Iterator[Mistake]:
    """Without a discriminator the member with the fewest mistakes speaks for the union."""
    yield from min((list(_object(spec, value, path)) for spec in specs), key=len)


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _name(value: Any) -> str:
    kinds = {bool: "a boolean", str: "a string", int: "a number", float: "a number", list: "a list"}
    return kinds.get(type(value), "an object")

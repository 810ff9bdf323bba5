"""What the published API specifications say of single properties: lengths, patterns, ranges, vocabularies.

The limits are in `local/azure/data/constraints.json`, read from the specifications by `data/read_constraints.py` at the
API versions that the SDK uses; vocabularies are the SDK's own enums, which come from the same specifications.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from local.azure import schema
from local.azure.errors import ArmError
from local.azure.request import Request
from local.azure.schema import Choice, Entries, Items, Nested, ObjectSpec, Scalar, Shape

_SHOWN = 20  # a vocabulary longer than this is cut short in a message
_FILE = Path(__file__).parents[1] / "data" / "constraints.json"

# How the services call a value that they do not take, by namespace.
CODES: dict[str, str] = {
    "microsoft.authorization": "InvalidRequestContent",
    "microsoft.compute": "InvalidParameter",
    "microsoft.consumption": "BadRequest",
    "microsoft.containerinstance": "InvalidRequestContent",
    "microsoft.containerregistry": "InvalidParameter",
    "microsoft.containerservice": "InvalidParameter",
    "microsoft.devcenter": "ValidationError",
    "microsoft.devopsinfrastructure": "ValidationError",
    "microsoft.devtestlab": "BadRequest",
    "microsoft.insights": "BadRequest",
    "microsoft.keyvault": "BadRequest",
    "microsoft.kubernetesconfiguration": "BadRequest",
    "microsoft.machinelearningservices": "ValidationError",
    "microsoft.managedidentity": "BadRequest",
    "microsoft.network": "InvalidRequestFormat",
    "microsoft.operationalinsights": "InvalidParameter",
    "microsoft.resources": "InvalidRequestContent",
    "microsoft.security": "InvalidInputJson",
    "microsoft.storage": "InvalidRequestPropertyValue",
}

# The specification has one pattern for all kinds of compute, and it is an instance's: a cluster's name may be longer.
# https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules (documented)
_OWN_NAMES = frozenset({"Microsoft.MachineLearningServices/workspaces/computes"})

# Vocabularies that Azure itself widens without a new API version: a word outside them means nothing.
OPEN: dict[tuple[str, str], str] = {
    ("DataFlowArgs", "streams"): "each solution brings streams of its own",
    ("ExtensionDataSourceArgs", "streams"): "each solution brings streams of its own",
    ("HardwareProfileArgs", "vmSize"): "sizes are sold per region: the specification names the first ones only",
}


def refusals(request: Request) -> Iterator[ArmError]:
    """Find every property that is outside what the specification allows."""
    module = request.token.split(":")[1]
    spec = schema.resource(request.token).args
    given = {name: value for name, value in request.inputs.items() if not name.startswith("__")}
    code = CODES[request.type.split("/")[0].lower()]
    if request.type not in _OWN_NAMES:
        for reason in _mistakes(_read()["names"].get(request.type, {}), request.name, "name"):
            yield ArmError(code, reason, "name")
    for path, reason in _object(module, spec, given, ""):
        yield ArmError(code, reason, path)


@functools.cache
def _read() -> Mapping[str, Any]:
    read: Mapping[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return read


def limits() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    """Give the limits by the SDK's class, such as `network:BastionHostArgs`, and property."""
    found: Mapping[str, Mapping[str, Mapping[str, Any]]] = _read()["classes"]
    return found


def _object(module: str, spec: ObjectSpec, value: Mapping[str, Any], path: str) -> Iterator[tuple[str, str]]:
    rows = limits().get(f"{module}:{spec.name}", {})
    for name, row in rows.items():
        if row.get("required") and value.get(name) is None:
            yield _join(path, name), f"'{_join(path, name)}' is required."
    for name, item in value.items():
        if item is not None and name in spec.properties:
            where, shape = _join(path, name), spec.properties[name]
            yield from ((where, reason) for reason in _mistakes(rows.get(name, {}), item, where))
            words = rows.get(name, {}).get("words") or _words(shape)
            if (spec.name, name) not in OPEN:
                yield from _outside(words, item, where)
            yield from _inner(module, shape, item, where)


def _words(shape: Shape) -> Sequence[str]:
    if isinstance(shape, Items | Entries):
        return _words(shape.item)
    return shape.words if isinstance(shape, Scalar) else ()


def _outside(words: Sequence[str], value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _outside(words, item, f"{path}[{index}]")
    elif words and isinstance(value, str) and value.lower() not in (word.lower() for word in words):
        allowed = ", ".join(words[:_SHOWN])
        yield path, f"The value '{value}' is not allowed for property '{path}'. Allowed values are: {allowed}."


def _inner(module: str, shape: Shape, value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(shape, Items) and isinstance(value, list):
        for index, item in enumerate(value):
            yield from _inner(module, shape.item, item, f"{path}[{index}]")
    elif isinstance(value, Mapping):
        if isinstance(shape, Entries):
            for key, item in value.items():
                yield from _inner(module, shape.item, item, f'{path}["{key}"]')
        member = _member(shape, value)
        if member is not None:
            yield from _object(module, member, value, path)


def _member(shape: Shape, value: Mapping[str, Any]) -> ObjectSpec | None:
    """Give what an object is: of a union, the member whose constants the value has."""
    if isinstance(shape, Nested):
        return schema.nested(shape.of)
    for member in map(schema.nested, shape.members if isinstance(shape, Choice) else ()):
        if member.constants and all(value.get(key) == constant for key, constant in member.constants.items()):
            return member
    return None


def _mistakes(row: Mapping[str, Any], value: Any, path: str) -> Iterator[str]:
    if isinstance(value, list):
        yield from _length(row, len(value), path, "items")
        for index, item in enumerate(value):
            yield from _mistakes(row.get("items", {}), item, f"{path}[{index}]")
    elif isinstance(value, str):
        yield from _length(row, len(value), path, "characters")
        pattern = row.get("pattern")
        if pattern and not re.search(pattern, value):
            yield f"'{path}' does not match the pattern '{pattern}'."  # the value may be a secret
    elif isinstance(value, int | float) and not isinstance(value, bool):
        low, high = row.get("minValue"), row.get("maxValue")
        if (low is not None and value < low) or (high is not None and value > high):
            yield f"'{path}' must be {_span(low, high)}, got {value}."


def _length(row: Mapping[str, Any], length: int, path: str, unit: str) -> Iterator[str]:
    low, high = row.get("minLength"), row.get("maxLength")
    if (low is not None and length < low) or (high is not None and length > high):
        yield f"'{path}' must have {_span(low, high)} {unit}, got {length}."


def _span(low: Any, high: Any) -> str:
    if low is None:
        return f"at most {high}"
    return f"at least {low}" if high is None else f"from {low} to {high}"


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name

"""What a preview answers: the inputs that come back as they are, and everything else unknown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from local.azure import schema
from local.azure.schema import Anything, Entries, Items, Nested, ObjectSpec, Scalar, Shape
from local.azure.wire import UNKNOWN, Properties, Secret, Unknown

# An update cannot change these, so the real provider keeps their old values known.
_STABLE = ("name", "location")


def outputs(response: ObjectSpec, inputs: Mapping[str, Any]) -> Properties:
    """Foretell the outputs of a creation.

    As the real provider does, a response property takes the input of the same name where the shapes agree and is
    unknown otherwise: even `name`, because the input is called `vaultName` or the like.
    """
    return {name: _foretell(shape, inputs.get(name, UNKNOWN)) for name, shape in response.properties.items()}


def update_outputs(response: ObjectSpec, inputs: Mapping[str, Any], old: Mapping[str, Any]) -> Properties:
    """Foretell the outputs of an update, in which a few properties cannot change."""
    return outputs(response, inputs) | {name: old[name] for name in _STABLE if name in old}


def _foretell(shape: Shape, value: Any) -> Any:  # noqa: PLR0911 - one return for each shape
    if isinstance(value, Secret):
        return Secret(_foretell(shape, value.value))
    if isinstance(value, Unknown):
        return UNKNOWN
    if isinstance(shape, Anything):
        return value  # unions and open objects are echoed
    if isinstance(shape, Scalar):
        return UNKNOWN if isinstance(value, list | Mapping) else value
    if isinstance(shape, Items) and isinstance(value, list):
        return [_foretell(shape.item, item) for item in value]
    if isinstance(shape, Entries) and isinstance(value, Mapping):
        return {key: _foretell(shape.item, item) for key, item in value.items()}
    if isinstance(shape, Nested) and isinstance(value, Mapping):
        return outputs(schema.nested(shape.of), value)
    return UNKNOWN

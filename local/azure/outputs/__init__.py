"""What Azure adds to an answer: read-only properties and defaults, by ARM type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from local.azure import facts, schema
from local.azure.diff import normal_location
from local.azure.outputs import computing, governance, monitoring, networking, services
from local.azure.request import Request
from local.azure.schema import Choice, Entries, Items, Nested, ObjectSpec, ResourceSpec, Shape
from local.azure.values import without
from local.azure.wire import Properties

Fill = Callable[[Request, Properties], Properties]

_FILL: dict[str, Fill] = {
    name.lower(): fill
    for family in (networking.FILL, services.FILL, monitoring.FILL, governance.FILL, computing.FILL)
    for name, fill in family.items()
}

# What Azure takes and never gives back; it is not stored either.
WRITE_ONLY: dict[str, tuple[str, ...]] = {
    **networking.WRITE_ONLY,
    **computing.WRITE_ONLY,
    "azure-native:keyvault:Secret": ("properties.value",),
}


def stored_inputs(token: str, inputs: Mapping[str, Any]) -> Properties:
    """Give the inputs without what Azure never gives back."""
    kept: Properties = {key: value for key, value in inputs.items() if not key.startswith("__")}
    for path in WRITE_ONLY.get(token, ()):
        kept = without(kept, path)
    return kept


def answer(spec: ResourceSpec, request: Request) -> Properties:
    """Build what Azure answers to a request."""
    echoed = _object(spec.response, stored_inputs(request.token, request.inputs))
    filled = _common(spec, request) | echoed
    if "location" in filled and isinstance(filled["location"], str):
        filled["location"] = normal_location(filled["location"])
    if isinstance(filled.get("identity"), Mapping):
        filled["identity"] = _identity(request, filled["identity"])
    fill = _FILL.get(request.type.lower())
    filled = fill(request, filled) if fill else filled
    return {key: value for key, value in filled.items() if key in spec.response.properties}


def _common(spec: ResourceSpec, request: Request) -> Properties:
    found: Properties = {
        "name": request.name,
        "type": request.type,
        "azureApiVersion": spec.api_version,
        "provisioningState": "Succeeded",
        "etag": f'W/"{facts.guid(request.id.text, "etag")}"',
        "resourceGuid": facts.guid(request.id.text, "resource"),
    }
    return {key: value for key, value in found.items() if key in spec.response.properties}


def _identity(request: Request, asked: Mapping[str, Any]) -> Properties:
    kind = str(asked.get("type", ""))
    result: Properties = {"type": kind}
    if "systemassigned" in kind.lower():
        result |= {"principalId": facts.guid(request.id.text, "principal"), "tenantId": request.tenant}
    assigned = asked.get("userAssignedIdentities")
    if assigned:
        result["userAssignedIdentities"] = {str(text): _assigned(request, str(text)) for text in assigned}
    return result


def _assigned(request: Request, identity_id: str) -> Properties:
    record = request.store.get(identity_id)
    found = record.properties if record else {}
    return {name: found[name] for name in ("principalId", "clientId") if name in found}


def _object(spec: ObjectSpec, value: Mapping[str, Any]) -> Properties:
    return {key: _echo(spec.properties[key], item) for key, item in value.items() if key in spec.properties}


def _echo(shape: Shape, value: Any) -> Any:
    """Keep of an input what the response has a place for."""
    if isinstance(shape, Items) and isinstance(value, list):
        return [_echo(shape.item, item) for item in value]
    if isinstance(shape, Nested) and isinstance(value, Mapping):
        return _object(schema.nested(shape.of), value)
    if isinstance(shape, Entries) and isinstance(value, Mapping):
        return {key: _echo(shape.item, item) for key, item in value.items()}
    if isinstance(shape, Choice):
        return dict(value) if isinstance(value, Mapping) else value
    return value

"""What a read answers as inputs: those of before with what has changed in Azure since, or those of an import."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from local.azure import schema
from local.azure.arm_types import ArmType
from local.azure.schema import Choice, Entries, Items, Nested, ObjectSpec, ResourceSpec, Shape
from local.azure.wire import Properties

# Lists whose items are resources of their own: unset in the inputs means that others look after them.
KEPT_WHEN_UNSET: dict[str, tuple[str, ...]] = {
    "azure-native:keyvault:Vault": ("properties.accessPolicies",),
    "azure-native:network:ExpressRouteCircuit": ("authorizations", "peerings"),
    "azure-native:network:ExpressRouteCircuitPeering": ("connections",),
    "azure-native:network:NetworkSecurityGroup": ("securityRules",),
    "azure-native:network:RouteTable": ("routes",),
    "azure-native:network:ServiceEndpointPolicy": ("serviceEndpointPolicyDefinitions",),
    "azure-native:network:VirtualNetwork": ("subnets", "virtualNetworkPeerings"),
    "azure-native:network:VirtualNetworkGateway": ("natRules",),
}


def imported_inputs(spec: ResourceSpec, arm: ArmType, resource_id: str, outputs: Mapping[str, Any]) -> Properties:
    """Make inputs from an id and what Azure answers, for a resource that the program has not seen before.

    Empty lists and objects are left out, as in the real provider: Azure answers them where nobody asked for any.
    """
    filled = {key: _without_empty(value) for key, value in as_inputs(spec, outputs).items()}
    return {key: value for key, value in filled.items() if value is not None} | arm.parse(resource_id)


def _without_empty(value: Any) -> Any:
    """Take empty lists and objects out at any depth; None when nothing is left."""
    if isinstance(value, Mapping):
        kept = {key: _without_empty(item) for key, item in value.items()}
        return {key: item for key, item in kept.items() if item is not None} or None
    if isinstance(value, list):
        return [item for item in map(_without_empty, value) if item is not None] or None
    return value


def refreshed_inputs(
    spec: ResourceSpec, inputs: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]
) -> Properties:
    """Carry what changed in Azure over to the inputs.

    As in the real provider, old and new outputs are compared in the shape of inputs and only differences are taken
    over: defaults that Azure fills in do not become inputs.

    Args:
        spec: The resource's type.
        inputs: The inputs of the last update.
        before: The outputs of the last update.
        after: The outputs now.
    """
    unset = [path for path in KEPT_WHEN_UNSET.get(spec.token, ()) if "." not in path and path not in inputs]
    old, new = (
        {key: value for key, value in as_inputs(spec, outputs).items() if key not in unset}
        for outputs in (before, after)
    )
    return _apply(inputs, old, new)


def as_inputs(spec: ResourceSpec, outputs: Mapping[str, Any]) -> Properties:
    """Leave out of the outputs what is no input."""
    return _object(spec.args, outputs)


def _object(spec: ObjectSpec, value: Mapping[str, Any]) -> Properties:
    return {key: _project(spec.properties[key], item) for key, item in value.items() if key in spec.properties}


def _project(shape: Shape, value: Any) -> Any:
    if isinstance(shape, Items) and isinstance(value, list):
        return [_project(shape.item, item) for item in value]
    if not isinstance(value, Mapping):
        return value
    if isinstance(shape, Items):
        return sorted(value)  # a set of strings is an object in Azure's answer: userAssignedIdentities
    if isinstance(shape, Entries):
        return {key: _project(shape.item, item) for key, item in value.items()}
    if isinstance(shape, Nested):
        return _object(schema.nested(shape.of), value)
    return _member(shape, value) if isinstance(shape, Choice) else value


def _member(shape: Choice, value: Mapping[str, Any]) -> Any:
    for spec in map(schema.nested, shape.members):
        if spec.constants and all(value.get(name) == constant for name, constant in spec.constants.items()):
            return _object(spec, value)
    return dict(value)


def _apply(inputs: Mapping[str, Any], old: Mapping[str, Any], new: Mapping[str, Any]) -> Properties:
    result = {key: value for key, value in inputs.items() if key in new or key not in old}
    for key, value in new.items():
        if key not in old or old[key] != value:
            result[key] = _apply_value(inputs.get(key, value), old.get(key), value)
    return result


def _apply_value(base: Any, old: Any, new: Any) -> Any:
    if isinstance(base, Mapping) and isinstance(old, Mapping) and isinstance(new, Mapping):
        return _apply(base, old, new)
    if isinstance(base, list) and isinstance(old, list) and isinstance(new, list):
        shared = min(len(base), len(old))
        return [_apply_value(base[i], old[i], item) if i < shared else item for i, item in enumerate(new)]
    return new

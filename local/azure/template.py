"""What is deployed, as a template of Azure Resource Manager: for scanners made by others, and for reading.

Source: https://learn.microsoft.com/azure/azure-resource-manager/templates/syntax (documented).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from local.azure import ids, masks, references, refresh, schema
from local.azure.arm_shape import arm_form
from local.azure.arm_types import TYPES
from local.azure.cloud import Cloud
from local.azure.deployments import DEPLOYMENTS
from local.azure.ids import ArmId
from local.azure.store import Record, Store
from local.azure.wire import Properties

_SCHEMAS = "https://schema.management.azure.com/schemas/"
_GROUP_SCHEMA = _SCHEMAS + "2019-04-01/deploymentTemplate.json#"
_SUBSCRIPTION_SCHEMA = _SCHEMAS + "2018-05-01/subscriptionDeploymentTemplate.json#"
_DEPLOYMENT_VERSION = "2022-09-01"
_OWN = ("azureApiVersion", "id", "name")  # where a resource is stands beside its properties


def of_group(store: Store, group: str) -> Properties:
    """Give the template of one resource group.

    Args:
        store: What is deployed.
        group: The group's id.
    """
    return _template(store, _GROUP_SCHEMA, _in_group(deployed(store), group))


def of_everything(store: Store) -> Properties:
    """Give the template of a subscription, with a deployment inside for each resource group."""
    records = deployed(store)
    groups = {one.arm_id.group.key: one.arm_id.group for one in records if one.arm_id.group}
    top = [one for one in records if one.arm_id.group is None or one.type == ids.RESOURCE_GROUP]
    template = _template(store, _SUBSCRIPTION_SCHEMA, top)
    template["resources"] += [_deployment(store, records, group) for group in groups.values()]
    return template


def deployed(store: Store) -> list[Record]:
    """Give what somebody asked for; what Azure brought along comes again by itself."""
    return [one for one in store.resources() if not one.comes_with and one.type != DEPLOYMENTS]


def _in_group(records: Iterable[Record], group: str) -> list[Record]:
    """Give what is in a group, without the group itself."""
    homes = ((one, one.arm_id.group) for one in records if one.type != ids.RESOURCE_GROUP)
    return [one for one, home in homes if home is not None and home.key == group.lower()]


def _template(store: Store, kind: str, records: list[Record]) -> Properties:
    known = {one.arm_id.key: one.arm_id for one in records}
    return {
        "$schema": kind,
        "contentVersion": "1.0.0.0",
        "resources": [_resource(store, one, known) for one in records],
    }


def _deployment(store: Store, records: list[Record], group: ArmId) -> Properties:
    inside = _in_group(records, group.text)
    others = {other.key: other for one in inside for other in _groups_needed(one) if other.key != group.key}
    made = {one.arm_id.key for one in records}
    needed = [f"[subscriptionResourceId('{ids.RESOURCE_GROUP}', '{group.name}')]"] if group.key in made else []
    needed += [f"[subscriptionResourceId('{DEPLOYMENTS}', '{other.name}')]" for other in others.values()]
    return {
        "type": DEPLOYMENTS,
        "apiVersion": _DEPLOYMENT_VERSION,
        "name": group.name,
        "resourceGroup": group.name,
        "dependsOn": needed,
        "properties": {
            "mode": "Incremental",
            "expressionEvaluationOptions": {"scope": "inner"},
            "template": of_group(store, group.text),
        },
    }


def _groups_needed(record: Record) -> list[ArmId]:
    """Give the groups whose resources a resource names, as far as those have to be there first."""
    named = references.used_ids(record.inputs, record.arm_id).values()
    return [one.group for one in named if one.group is not None and one.type != ids.RESOURCE_GROUP]


def _resource(store: Store, record: Record, known: Mapping[str, ArmId]) -> Properties:
    spec, own = schema.resource(record.token), record.arm_id
    answer = (Cloud(store).read(record.id) or record).properties
    # what was asked for, where the answer has it elsewhere: the properties of keys
    given = refresh.as_inputs(spec, record.inputs) | refresh.as_inputs(spec, answer)
    values = {key: value for key, value in given.items() if key not in _hidden(record)}
    form = arm_form(spec, masks.leave_out(values), answered=False)
    found: Properties = {"type": record.type, "apiVersion": spec.api_version, "name": _name(own)}
    if _is_extension(own) and own.parent is not None:
        found["scope"] = _relative(own.parent)
    for key in ("location", "tags", "sku", "kind", "identity", "zones", "plan"):
        if key in form:
            found[key] = _identity(form[key]) if key == "identity" else _plain(form[key])
    needed = _needed(record, known)
    found |= {"dependsOn": needed} if needed else {}
    rest = {key: value for key, value in form.items() if key not in found}
    return {**found, **_plain(rest)}


def _hidden(record: Record) -> tuple[str, ...]:
    """Give the inputs that are part of the id."""
    return (*TYPES[record.token].parameters, *_OWN)


def _identity(identity: Mapping[str, Any]) -> Properties:
    """Write the identities of the user's own as an object, as Azure does."""
    assigned = identity.get("userAssignedIdentities")
    return {**identity, "userAssignedIdentities": {key: {} for key in assigned}} if assigned else dict(identity)


def _plain(value: Any) -> Any:
    """Write a text that looks like an expression as a text."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    is_expression = isinstance(value, str) and value.startswith("[") and value.endswith("]")
    return f"[{value}" if is_expression else value


def _needed(record: Record, known: Mapping[str, ArmId]) -> list[str]:
    """Give the expressions of what a resource of the template needs: its parent or scope, and all that it names."""
    named = [*references.used_ids(record.inputs, record.arm_id).values(), record.arm_id.parent]
    found = [_nearest(one, known) for one in named if one is not None]
    return sorted({_expression(one) for one in found if one is not None and one.key != record.arm_id.key})


def _nearest(wanted: ArmId, known: Mapping[str, ArmId]) -> ArmId | None:
    """Give the resource of the template that something is, or is a part of."""
    at: ArmId | None = wanted
    while at is not None and at.key not in known:
        at = at.parent
    return known[at.key] if at is not None else None


def _expression(one: ArmId) -> str:
    return f"[{_function(one)}]"


def _function(one: ArmId) -> str:
    names = "".join(f", '{name}'" for name in _name(one).split("/"))
    if _is_extension(one) and one.parent is not None:
        return f"extensionResourceId({_function(one.parent)}, '{one.type}'{names})"
    in_subscription = one.group is None or one.type == ids.RESOURCE_GROUP
    return f"{'subscriptionResourceId' if in_subscription else 'resourceId'}('{one.type}'{names})"


def _is_extension(one: ArmId) -> bool:
    """Say whether a resource hangs on another one, rather than on a group or a subscription."""
    return one.text.lower().count("/providers/") > 1


def _name(one: ArmId) -> str:
    """Give a name as templates have it: `parent/child`."""
    if one.type == ids.RESOURCE_GROUP:
        return one.name
    return "/".join(one.text.rpartition("/providers/")[2].split("/")[2::2])


def _relative(one: ArmId) -> str:
    """Give an id as `scope` takes it: without the group."""
    return one.text.partition("/providers/")[2]

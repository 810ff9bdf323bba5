"""Every ARM id in a request must be the id of something that exists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from local.azure import ids
from local.azure.companions import comes_along
from local.azure.errors import ArmError
from local.azure.ids import ArmId
from local.azure.request import Request
from local.azure.watchers import made_by_azure
from local.azure.wire import strings

# Types that exist without anybody having made them, and why.
_ALWAYS_THERE = {
    "microsoft.authorization/roledefinitions": "built-in roles are part of every subscription",
    "microsoft.authorization/policydefinitions": "built-in policies are part of every subscription",
    "microsoft.authorization/policysetdefinitions": "built-in initiatives are part of every subscription",
    "microsoft.resources/subscriptions": "the subscription is where the request goes",
    "microsoft.compute/locations/publishers": "marketplace images",
    "microsoft.compute/locations/publishers/artifacttypes/offers/skus/versions": "marketplace images",
    "microsoft.storage/storageaccounts/blobservices": "comes with the account, always named default",
    "microsoft.storage/storageaccounts/fileservices": "comes with the account, always named default",
    "microsoft.storage/storageaccounts/queueservices": "comes with the account, always named default",
    "microsoft.storage/storageaccounts/tableservices": "comes with the account, always named default",
}
# Properties whose ids Azure takes on trust: it looks them up later or not at all.
_ON_TRUST: dict[str, tuple[str, ...]] = {
    "microsoft.authorization/policyassignments": ("notScopes", "parameters"),
    "microsoft.consumption/budgets": ("filter",),
}
_SERVICES = ("blobservices", "fileservices", "queueservices", "tableservices")


def used_ids(inputs: Mapping[str, Any], own: ArmId) -> dict[str, ArmId]:
    """Give every ARM id in the inputs by property path, leaving out the resource's own."""
    found = {path: ids.parse(text) for path, text in strings(dict(inputs))}
    return {path: one for path, one in found.items() if one is not None and not one.is_within(own)}


def refusals(request: Request) -> Iterator[ArmError]:
    """Find what the request needs and Azure does not have: the group, the parent, and everything named."""
    yield from _group(request)
    yield from _parent(request)
    trusted = _ON_TRUST.get(request.type.lower(), ())
    for path, used in used_ids(request.inputs, request.id).items():
        if path.startswith(trusted):
            continue
        if used.subscription == request.subscription.lower() and not exists(request, used):
            yield _not_found(request, used, path)


def exists(request: Request, used: ArmId) -> bool:
    """Say whether a resource is there; what comes with its parent is there when the parent is."""
    store = request.store
    if store.get(used.text) is not None or made_by_azure(store, used) or comes_along(store, used):
        return True
    if used.type.lower() not in _ALWAYS_THERE:
        return False
    comes_with_parent = used.type.lower().endswith(_SERVICES)
    return not comes_with_parent or (used.parent is not None and exists(request, used.parent))


def _group(request: Request) -> Iterator[ArmError]:
    group = request.id.group
    if group is not None and group.key != request.id.key and not exists(request, group):
        yield ArmError("ResourceGroupNotFound", f"Resource group '{group.name}' could not be found.")


def _parent(request: Request) -> Iterator[ArmError]:
    parent = request.id.parent
    is_child = parent is not None and parent.type not in (ids.RESOURCE_GROUP, ids.SUBSCRIPTION)
    if parent is None or not is_child or exists(request, parent):
        return
    # https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-parent-resource (documented)
    yield ArmError(
        "ParentResourceNotFound",
        f"Failed to perform 'write' on resource(s) of type '{request.type}', because the parent resource "
        f"'{parent.text}' could not be found.",
    )


def _not_found(request: Request, used: ArmId, path: str) -> ArmError:
    if used.type == ids.RESOURCE_GROUP:
        return ArmError("ResourceGroupNotFound", f"Resource group '{used.name}' could not be found.", path)
    if request.type.lower().startswith("microsoft.network/"):
        # https://learn.microsoft.com/azure/networking/troubleshoot-failed-state (documented)
        return ArmError(
            "InvalidResourceReference",
            f"Resource {used.text} referenced by resource {request.id.text} was not found. Please make sure that the "
            "referenced resource exists, and that both resources are in the same region.",
            path,
        )
    group = used.group.name if used.group else ""
    # https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-not-found (documented)
    return ArmError(
        "ResourceNotFound",
        f"The Resource '{used.type}/{used.name}' under resource group '{group}' was not found.",
        path,
    )

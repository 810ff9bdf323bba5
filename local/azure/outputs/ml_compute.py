"""Read-only properties of compute in Azure ML: clusters, instances, and Kubernetes that is attached."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from local.azure import addresses, facts
from local.azure.hosts import hosts_of
from local.azure.request import Request
from local.azure.values import dig
from local.azure.wire import Properties

_SECONDS = {"nodeIdleTimeBeforeScaleDown": "PT120S"}  # what a cluster does that is not told when to scale down
_INSTANCE_TYPE = {
    "resources": {"requests": {"cpu": "100m", "memory": "2Gi"}, "limits": {"cpu": "2", "memory": "8Gi"}},
}


def _compute(request: Request, answer: Properties) -> Properties:
    workspace = request.find(request.id.parent.text) if request.id.parent else None
    location = workspace.properties.get("location") if workspace else None
    properties = answer.get("properties") or {}
    kind = str(properties.get("computeType"))
    added = {
        "provisioningState": "Succeeded",
        "createdOn": facts.CREATED,
        "modifiedOn": facts.CREATED,
        "isAttachedCompute": kind not in ("AmlCompute", "ComputeInstance"),
    }
    own = _OWN[kind](request, properties.get("properties") or {}) if kind in _OWN else properties.get("properties")
    filled = {"computeLocation": location, "disableLocalAuth": False, **properties, **added}
    return {"location": location, **answer, "properties": filled if own is None else {**filled, "properties": own}}


def _cluster(request: Request, asked: Mapping[str, Any]) -> Properties:  # noqa: ARG001 - the table's signature
    settings = asked.get("scaleSettings") or {}
    nodes = settings.get("minNodeCount") or 0
    states = dict.fromkeys(("running", "preparing", "unusable", "leaving", "preempted"), 0)
    return {
        "osType": "Linux",
        "vmPriority": "Dedicated",
        "remoteLoginPortPublicAccess": "NotSpecified",
        "isolatedNetwork": False,
        "enableNodePublicIp": True,
        **asked,
        "scaleSettings": {"minNodeCount": 0, **_SECONDS, **settings},
        "allocationState": "Steady",
        "allocationStateTransitionTime": facts.CREATED,
        "currentNodeCount": nodes,
        "targetNodeCount": nodes,
        "nodeStateCounts": {"idleNodeCount": nodes, **{f"{name}NodeCount": count for name, count in states.items()}},
    }


def _instance(request: Request, asked: Mapping[str, Any]) -> Properties:
    workspace = request.find(request.id.parent.text) if request.id.parent else None
    location = workspace.properties.get("location") if workspace else None
    host = f"https://{request.name}.{location}.{hosts_of(location).instances}"
    ssh = asked.get("sshSettings") or {}
    return {
        "applicationSharingPolicy": "Shared",
        "computeInstanceAuthorizationType": "personal",
        "enableNodePublicIp": True,
        **asked,
        "sshSettings": {"sshPublicAccess": "Disabled", **ssh, "adminUserName": "azureuser", "sshPort": 22},
        "state": "Running",
        "applications": [
            {"displayName": "Jupyter", "endpointUri": f"{host}/tree/"},
            {"displayName": "Jupyter Lab", "endpointUri": f"{host}/lab"},
        ],
        "connectivityEndpoints": _addresses(request, asked),
        "createdBy": {"userId": facts.OBJECT, "userOrgId": request.tenant, "userName": "local"},
        "errors": [],
        "lastOperation": {
            "operationName": "Create",
            "operationTime": facts.CREATED,
            "operationStatus": "Succeeded",
            "operationTrigger": "User",
        },
    }


def _addresses(request: Request, asked: Mapping[str, Any]) -> Properties:
    """An instance in a subnet has an address there, and keeps it."""
    kept = dig(request.old.properties, "properties.properties.connectivityEndpoints") if request.old else None
    if isinstance(kept, dict):
        return kept
    subnet = request.find(dig(asked, "subnet.id"))
    if subnet is None:
        return {}
    return {"privateIpAddress": addresses.allocate(request.store, subnet, 1, but=request.id.text)[0]}


def _kubernetes(request: Request, asked: Mapping[str, Any]) -> Properties:  # noqa: ARG001 - the table's signature
    types = asked.get("instanceTypes") or {"defaultinstancetype": _INSTANCE_TYPE}
    first = next(iter(types))
    return {"namespace": "default", "defaultInstanceType": first, **asked, "instanceTypes": types}


_OWN: dict[str, Callable[[Request, Mapping[str, Any]], Properties]] = {
    "AmlCompute": _cluster,
    "ComputeInstance": _instance,
    "Kubernetes": _kubernetes,
}

FILL: dict[str, Callable[[Request, Properties], Properties]] = {
    "Microsoft.MachineLearningServices/workspaces/computes": _compute,
}

WRITE_ONLY: dict[str, tuple[str, ...]] = {
    "azure-native:machinelearningservices:Compute": (
        "properties.properties.adminPassword",
        "properties.properties.userAccountCredentials.adminUserPassword",
        "properties.properties.administratorAccount.password",
        "properties.properties.relayConnectionString",
        "properties.properties.serviceBusConnectionString",
    ),
}

"""Read-only properties of Azure ML, virtual machines and scale sets."""

from __future__ import annotations

from collections.abc import Callable

from local.azure import facts
from local.azure.request import Request
from local.azure.wire import Properties


def _workspace(request: Request, answer: Properties) -> Properties:
    location, workspace = answer.get("location"), facts.guid(request.id.text, "workspace")
    host = f"ml-{request.name[:20]}-{location}-{workspace}.{location}.notebooks.azure.net"
    sku = answer.get("sku") or {"name": "Basic"}
    return {
        "kind": "Default",
        "hbiWorkspace": False,
        "v1LegacyMode": False,
        **answer,
        "sku": {"tier": sku.get("name"), **sku},
        "workspaceId": workspace,
        "tenantId": request.tenant,
        "discoveryUrl": f"https://{location}.api.azureml.ms/discovery",
        "mlFlowTrackingUri": f"azureml://{location}.api.azureml.ms/mlflow/v1.0{request.id.text}",
        "notebookInfo": {
            "fqdn": host,
            "resourceId": facts.guid(request.id.text, "notebook").replace("-", ""),
            "isPrivateLinkEnabled": answer.get("publicNetworkAccess") == "Disabled",
        },
        "serviceProvisionedResourceGroup": "",
        "storageHnsEnabled": False,
        "privateLinkCount": 0,
        "privateEndpointConnections": [],
    }


def _compute(request: Request, answer: Properties) -> Properties:
    workspace = request.find(request.id.parent.text) if request.id.parent else None
    location = workspace.properties.get("location") if workspace else None
    properties = answer.get("properties") or {}
    added = {
        "provisioningState": "Succeeded",
        "createdOn": facts.CREATED,
        "modifiedOn": facts.CREATED,
        "isAttachedCompute": False,
    }
    return {"location": location, **answer, "properties": {"computeLocation": location, **properties, **added}}


def _datastore(request: Request, answer: Properties) -> Properties:
    return {**answer, "name": request.name, "properties": {**(answer.get("properties") or {}), "isDefault": False}}


def _machine(request: Request, answer: Properties) -> Properties:
    return {**answer, "vmId": facts.guid(request.id.text, "vm"), "timeCreated": facts.CREATED}


def _set(request: Request, answer: Properties) -> Properties:
    return {**answer, "uniqueId": facts.guid(request.id.text, "set"), "timeCreated": facts.CREATED}


FILL: dict[str, Callable[[Request, Properties], Properties]] = {
    "Microsoft.Compute/virtualMachines": _machine,
    "Microsoft.Compute/virtualMachineScaleSets": _set,
    "Microsoft.MachineLearningServices/workspaces": _workspace,
    "Microsoft.MachineLearningServices/workspaces/computes": _compute,
    "Microsoft.MachineLearningServices/workspaces/datastores": _datastore,
}

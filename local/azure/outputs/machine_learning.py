"""Read-only properties of Azure ML: workspaces, datastores, endpoints, deployments and rules for what goes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from local.azure import facts
from local.azure.hosts import hosts_of
from local.azure.request import Request
from local.azure.rules.endpoints import scoring_host
from local.azure.rules.ml_network import made_by_itself, mode_of
from local.azure.values import dig
from local.azure.wire import Properties

_APPROVED = "AllowOnlyApprovedOutbound"


def _workspace(request: Request, answer: Properties) -> Properties:
    location, workspace = answer.get("location"), facts.guid(request.id.text, "workspace")
    names = hosts_of(location)
    host = names.notebooks_of(request.name, str(location), workspace)
    sku = answer.get("sku") or {"name": "Basic"}
    return {
        "kind": "Default",
        "hbiWorkspace": False,
        "v1LegacyMode": False,
        **answer,
        "managedNetwork": _managed_network(request, answer.get("managedNetwork") or {}),
        "sku": {"tier": sku.get("name"), **sku},
        "workspaceId": workspace,
        "tenantId": request.tenant,
        "discoveryUrl": f"https://{location}.{names.workspace}/discovery",
        "mlFlowTrackingUri": f"azureml://{location}.{names.workspace}/mlflow/v1.0{request.id.text}",
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


def _managed_network(request: Request, asked: Mapping[str, Any]) -> Properties:
    """Say the rules that the service adds beside those asked for; nothing is built before it is provisioned."""
    mode = mode_of(request.inputs)
    if mode == "Disabled":
        return {**asked, "isolationMode": mode, "outboundRules": {}}
    active = "Active" if request.get("provisionNetworkNow") is True else "Inactive"
    own: Mapping[str, Any] = asked.get("outboundRules") or {}
    rules = {name: {"category": "UserDefined", **rule, "status": active} for name, rule in own.items()}
    for (service, part), name in made_by_itself(request, request.inputs).items():
        destination = {"serviceResourceId": service, "subresourceTarget": part, "sparkEnabled": False}
        rules[name] = {
            "type": "PrivateEndpoint",
            "category": "Required",
            "status": active,
            "destination": {**destination, "sparkStatus": "Inactive"},
        }
    firewall = {"firewallSku": asked.get("firewallSku") or "Standard"} if mode == _APPROVED else {}
    return {
        **asked,
        **firewall,
        "isolationMode": mode,
        "networkId": facts.guid(request.id.text, "managed network"),
        "status": {"status": active, "sparkReady": False},
        "outboundRules": rules,
    }


def _outbound_rule(request: Request, answer: Properties) -> Properties:
    workspace = request.find(request.id.parent.text) if request.id.parent else None
    status = dig(workspace.properties, "managedNetwork.status.status") if workspace else None
    asked = answer.get("properties") or {}
    rule = {"category": "UserDefined", **asked, "status": status or "Inactive"}
    return {**answer, "name": request.name, "properties": rule}


def _datastore(request: Request, answer: Properties) -> Properties:
    return {**answer, "name": request.name, "properties": {**(answer.get("properties") or {}), "isDefault": False}}


def _online(request: Request, answer: Properties) -> Properties:
    host = scoring_host(request.id, answer.get("location"))
    asked = answer.get("properties") or {}
    added = {
        "provisioningState": "Succeeded",
        "scoringUri": f"https://{host}/score",
        "swaggerUri": f"https://{host}/swagger.json",
    }
    return {**answer, "properties": {"publicNetworkAccess": "Enabled", "traffic": {}, **asked, **added}}


def _batch(request: Request, answer: Properties) -> Properties:
    host = scoring_host(request.id, answer.get("location"))
    added = {"provisioningState": "Succeeded", "scoringUri": f"https://{host}/jobs"}
    return {**answer, "properties": {**(answer.get("properties") or {}), **added}}


def _deployment(request: Request, answer: Properties) -> Properties:  # noqa: ARG001 - the table's signature
    defaults = {"appInsightsEnabled": False, "egressPublicNetworkAccess": "Enabled"}
    asked = answer.get("properties") or {}
    return {**answer, "properties": {**defaults, **asked, "provisioningState": "Succeeded"}}


_TYPE = "Microsoft.MachineLearningServices/workspaces"
FILL: dict[str, Callable[[Request, Properties], Properties]] = {
    _TYPE: _workspace,
    f"{_TYPE}/batchEndpoints": _batch,
    f"{_TYPE}/datastores": _datastore,
    f"{_TYPE}/onlineEndpoints": _online,
    f"{_TYPE}/onlineEndpoints/deployments": _deployment,
    f"{_TYPE}/outboundRules": _outbound_rule,
}

WRITE_ONLY: dict[str, tuple[str, ...]] = {
    "azure-native:machinelearningservices:BatchEndpoint": ("properties.keys",),
    "azure-native:machinelearningservices:Datastore": ("properties.credentials.secrets",),
    "azure-native:machinelearningservices:OnlineEndpoint": ("properties.keys",),
}

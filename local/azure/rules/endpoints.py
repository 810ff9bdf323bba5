"""Inference endpoints of Azure ML workspaces, their deployments, and datastores: what only the v2 API has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from local.azure.diff import normal_location
from local.azure.errors import ArmError
from local.azure.hosts import hosts_of
from local.azure.ids import ArmId
from local.azure.request import Request, Rule
from local.azure.rules.ml_network import WORKSPACES, mode_of
from local.azure.rules.sizes import read
from local.azure.rules.skus import retired
from local.azure.store import Record
from local.azure.values import dig

ONLINE, BATCH = f"{WORKSPACES}/onlineEndpoints", f"{WORKSPACES}/batchEndpoints"
DEPLOYMENTS, DATASTORES = f"{ONLINE}/deployments", f"{WORKSPACES}/datastores"
_MODES = {ONLINE: ("Key", "AMLToken", "AADToken"), BATCH: ("AADToken",)}
# Settings by which a datastore names its account and the part of it.
_STORES = {
    "AzureBlob": ("accountName", "containerName"),
    "AzureFile": ("accountName", "fileShareName"),
    "AzureDataLakeGen2": ("accountName", "filesystem"),
}


def _workspace(request: Request) -> Record | None:
    path = request.id.text.split("/")
    at = [part.lower() for part in path].index("workspaces")
    return request.find("/".join(path[: at + 2]))


def _legacy(request: Request) -> Iterator[ArmError]:
    workspace = _workspace(request)
    if workspace is not None and workspace.inputs.get("v1LegacyMode") is True:
        yield ArmError(
            "UserError",
            f"v1_legacy_mode is enabled for workspace {workspace.name}: the v2 API is blocked. Set it to false to use "
            f"{request.type.rsplit('/', 1)[-1]}.",
            "v1LegacyMode",
        )


def _taken(request: Request) -> Iterator[ArmError]:
    here = normal_location(str(request.get("location") or ""))
    for other in request.store.of_type(request.type):
        same = other.name.lower() == request.name.lower() and other.properties.get("location") == here
        if same and other.arm_id.key != request.id.key:
            yield ArmError(
                "UserError",
                f"The specified endpoint name '{request.name}' is not available. Endpoint names must be unique within "
                "the region. Please choose a different name and try again.",
                "name",
            )


def _common(request: Request) -> Iterator[ArmError]:
    workspace = _workspace(request)
    here = normal_location(str(request.get("location") or ""))
    if workspace is not None and workspace.properties.get("location") != here:
        yield ArmError("BadRequest", f"The endpoint must be in the workspace's region, not in {here}.", "location")
    mode = request.get("properties.authMode")
    if mode not in _MODES[request.type]:
        yield ArmError(
            "UserError", f"authMode '{mode}' is none of {', '.join(_MODES[request.type])}.", "properties.authMode"
        )


def _online(request: Request) -> Iterator[ArmError]:
    access = request.get("properties.publicNetworkAccess")
    if access not in (None, "Enabled", "Disabled"):
        yield ArmError(
            "BadRequest",
            f"publicNetworkAccess '{access}' is neither Enabled nor Disabled.",
            "properties.publicNetworkAccess",
        )
    yield from _compute(request)
    deployments = {one.name.lower() for one in request.store.children(request.id.text, DEPLOYMENTS)}
    for name in ("traffic", "mirrorTraffic"):
        shares: Mapping[str, Any] = request.get(f"properties.{name}") or {}
        for deployment in shares:
            if deployment.lower() not in deployments:
                yield ArmError(
                    "BadRequest", f"Deployment '{deployment}' of {name} does not exist.", f"properties.{name}"
                )
        total = sum(shares.values())
        if (name == "traffic" and total not in (0, 100)) or total > 100 or any(one < 0 for one in shares.values()):
            yield ArmError(
                "BadRequest", f"The shares of {name} must add up to 0 or 100, got {total}.", f"properties.{name}"
            )
        if name == "mirrorTraffic" and total > 50:
            yield ArmError(
                "BadRequest", "At most 50 percent of the traffic can be mirrored.", "properties.mirrorTraffic"
            )


def _compute(request: Request) -> Iterator[ArmError]:
    """An endpoint with a compute runs on Kubernetes; one without is managed."""
    named, workspace = request.get("properties.compute"), _workspace(request)
    if not named or workspace is None:
        return
    compute = request.find(named) or request.find(f"{workspace.id}/computes/{named}")
    if compute is None:
        yield ArmError("ComputeNotFound", f"Cannot find Kubernetes compute '{named}'.", "properties.compute")
    elif dig(compute.inputs, "properties.computeType") != "Kubernetes":
        yield ArmError(
            "NotSupported",
            f"Creation of Online Endpoints on compute '{compute.name}' is not supported: it is not Kubernetes.",
            "properties.compute",
        )


def _batch(request: Request) -> Iterator[ArmError]:
    default = request.get("properties.defaults.deploymentName")
    if default and request.find(f"{request.id.text}/deployments/{default}") is None:
        yield ArmError("UserError", f"The deployment '{default}' does not exist.", "properties.defaults.deploymentName")


def _deployment(request: Request) -> Iterator[ArmError]:
    endpoint, workspace = request.find(request.id.parent.text) if request.id.parent else None, _workspace(request)
    kind, size = request.get("properties.endpointComputeType"), str(request.get("properties.instanceType") or "")
    if endpoint is None or workspace is None:
        return
    if (kind == "Kubernetes") != bool(dig(endpoint.inputs, "properties.compute")):
        yield ArmError(
            "BadArgument", f"A {kind} deployment does not go with this endpoint.", "properties.endpointComputeType"
        )
    if kind == "Managed" and not size:
        yield ArmError("BadArgument", "A managed deployment needs an instance type.", "properties.instanceType")
    if retired(size):
        yield ArmError("SkuNotAvailable", f"The instance type {size} has been retired.", "properties.instanceType")
    elif size and read(size) is None:
        yield ArmError("BadArgument", f"There is no instance type {size}.", "properties.instanceType")
    if (request.get("sku.capacity") or 0) < 1:
        yield ArmError("BadArgument", "A deployment needs one instance at least.", "sku.capacity")
    if kind == "Managed" and not _provisioned(request, workspace):
        yield ArmError(
            "WorkspaceManagedNetworkNotReady",
            f"The managed network of workspace {workspace.name} is not provisioned: provision it, or make a compute "
            "instance first.",
        )


def _provisioned(request: Request, workspace: Record) -> bool:
    if mode_of(workspace.inputs) == "Disabled" or workspace.inputs.get("provisionNetworkNow") is True:
        return True
    computes = request.store.children(workspace.id, f"{WORKSPACES}/computes")
    return any(dig(one.inputs, "properties.computeType") == "ComputeInstance" for one in computes)


def _datastore(request: Request) -> Iterator[ArmError]:
    kind = str(request.get("properties.datastoreType"))
    for name in _STORES.get(kind, ()):
        if not request.get(f"properties.{name}"):
            yield ArmError("UserError", f"A datastore of type {kind} needs {name}.", f"properties.{name}")
    if request.get("skipValidation") is True:
        return
    account = _account(request)
    keyed = request.get("properties.credentials.credentialsType") == "AccountKey"
    if account is not None and keyed and account.inputs.get("allowSharedKeyAccess") is False:
        yield ArmError(
            "KeyBasedAuthenticationNotPermitted",
            f"Key based authentication is not permitted on storage account {account.name}.",
            "properties.credentials",
        )


def _account(request: Request) -> Record | None:
    name = str(request.get("properties.accountName")).lower()
    found = request.store.of_type("Microsoft.Storage/storageAccounts")
    return next((one for one in found if one.name.lower() == name), None)


def scoring_host(endpoint: ArmId, location: object) -> str:
    """Give the host name that an endpoint answers at."""
    return f"{endpoint.name}.{location}.{hosts_of(location).scoring}"


_DOCS = "https://learn.microsoft.com/azure/machine-learning/"
_V2 = Rule(_legacy, "documented", _DOCS + "how-to-configure-network-isolation-with-v2")
_UNIQUE = Rule(_taken, "observed", "https://github.com/ansible-collections/azure/pull/2231")
_BOTH = Rule(_common, "documented", _DOCS + "concept-endpoints-online-auth")

RULES: dict[str, tuple[Rule, ...]] = {
    ONLINE: (_V2, _UNIQUE, _BOTH, Rule(_online, "documented", _DOCS + "how-to-safely-rollout-online-endpoints")),
    BATCH: (_V2, _UNIQUE, _BOTH, Rule(_batch, "documented", _DOCS + "how-to-use-batch-model-deployments")),
    DEPLOYMENTS: (_V2, Rule(_deployment, "documented", _DOCS + "how-to-troubleshoot-online-endpoints")),
    DATASTORES: (
        _V2,
        Rule(_datastore, "observed", "https://github.com/hashicorp/terraform-provider-azurerm/issues/22150"),
    ),
}

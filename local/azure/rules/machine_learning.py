"""Azure ML workspaces and the compute in them."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.rules.ranges import overlap, prefixes
from local.azure.rules.skus import retired
from local.azure.values import dig, objects, texts

_DOCKER = [ipaddress.ip_network("172.17.0.0/16")]  # the bridge of the container engine on every node
_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")


def _storage(request: Request) -> Iterator[ArmError]:
    account = request.find(request.get("storageAccount"))
    if account is None:
        return
    if account.inputs.get("isHnsEnabled"):
        yield ArmError("BadRequest", "Cannot use storage with HNS enabled.", "storageAccount")
    if account.inputs.get("kind") in ("BlobStorage", "BlockBlobStorage") or _premium(account.inputs):
        yield ArmError("BadRequest", "The workspace needs a general-purpose storage account.", "storageAccount")


def _premium(account: dict[str, object]) -> bool:
    return str(dig(account, "sku.name")).startswith("Premium")


def _dependencies(request: Request) -> Iterator[ArmError]:
    if request.get("kind") in ("Project", "Hub"):
        return
    for name in ("storageAccount", "keyVault", "applicationInsights"):
        if not request.get(name) and not (name == "applicationInsights" and request.old):
            yield ArmError("BadRequest", f"Missing dependent resources in workspace json: {name}.", name)
    if not request.get("identity.type"):
        yield ArmError("BadRequest", "The workspace needs a managed identity.", "identity")


def _image_build(request: Request) -> Iterator[ArmError]:
    name = request.get("imageBuildCompute")
    if name and not re.fullmatch(r"[a-zA-Z][a-zA-Z0-9-]{1,30}[a-zA-Z0-9]", str(name)):
        yield ArmError(
            "ImageBuildComputeNotValid", f"'{name}' cannot be the name of a compute cluster.", "imageBuildCompute"
        )


def _identity(request: Request) -> Iterator[ArmError]:
    primary = request.get("primaryUserAssignedIdentity")
    assigned = {text.lower() for text in texts(request.get("identity.userAssignedIdentities"))}
    if primary and str(primary).lower() not in assigned:
        yield ArmError(
            "BadRequest",
            "The primary user-assigned identity must be among the workspace's user-assigned identities.",
            "primaryUserAssignedIdentity",
        )


_ISOLATION = ("Disabled", "AllowInternetOutbound", "AllowOnlyApprovedOutbound")


def _isolation(request: Request) -> Iterator[ArmError]:
    before = dig(request.old.inputs, "managedNetwork.isolationMode") if request.old else None
    after = request.get("managedNetwork.isolationMode")
    if before in _ISOLATION and (after or "Disabled") in _ISOLATION[: _ISOLATION.index(before)]:
        yield ArmError(
            "BadRequest",
            f"The managed network's isolation mode cannot go from {before} back to {after or 'Disabled'}.",
            "managedNetwork.isolationMode",
        )


def _no_public_ip(request: Request) -> Iterator[ArmError]:
    workspace = request.id.parent
    if request.get("properties.properties.enableNodePublicIp") is not False or workspace is None:
        return
    if not _has_endpoint(request, workspace.key):
        yield ArmError(
            "UserError",
            "Provided EnableNodePublicIp 'False' requires workspace private endpoint.",
            "properties.properties.enableNodePublicIp",
        )


def _has_endpoint(request: Request, workspace: str) -> bool:
    for endpoint in request.store.of_type("Microsoft.Network/privateEndpoints"):
        for connection in objects(endpoint.inputs.get("privateLinkServiceConnections")):
            if str(connection.get("privateLinkServiceId")).lower() == workspace:
                return True
    return False


def _subnet(request: Request) -> Iterator[ArmError]:
    target = "properties.properties.subnet.id"
    subnet = request.find(request.get(target))
    if subnet is None:
        if request.get("properties.properties.enableNodePublicIp") is False and not _managed(request):
            yield ArmError("BadRequest", "Compute without public IP needs a subnet or a managed network.", target)
        return
    if subnet.inputs.get("delegations"):
        yield ArmError("BadRequest", f"Subnet {subnet.id} is delegated: compute needs one that is not.", target)
    if overlap(prefixes(subnet.inputs, target), _DOCKER):
        yield ArmError("BadRequest", f"Subnet {subnet.id} is in 172.17.0.0/16, which the nodes' Docker uses.", target)
    if _managed(request):
        yield ArmError("BadRequest", "A workspace with a managed network cannot have compute in your subnet.", target)


def _managed(request: Request) -> bool:
    workspace = request.find(request.id.parent.text) if request.id.parent else None
    mode = dig(workspace.inputs, "managedNetwork.isolationMode") if workspace else None
    return mode not in (None, "Disabled")


def _instance_region(request: Request) -> Iterator[ArmError]:
    workspace = request.find(request.id.parent.text) if request.id.parent else None
    wanted = request.get("properties.computeLocation") or request.get("location")
    if workspace is None or request.get("properties.computeType") != "ComputeInstance" or not wanted:
        return
    if str(wanted).replace(" ", "").lower() != workspace.properties.get("location"):
        yield ArmError("BadRequest", "A compute instance must be in the workspace's region.", "location")


def _size(request: Request) -> Iterator[ArmError]:
    size = str(request.get("properties.properties.vmSize") or "")
    if retired(size):
        yield ArmError(
            "SkuNotAvailable",
            f"The requested VM size {size} is not available in the current region: it has been retired.",
            "properties.properties.vmSize",
        )


def _nodes(request: Request) -> Iterator[ArmError]:
    low = request.get("properties.properties.scaleSettings.minNodeCount") or 0
    high = request.get("properties.properties.scaleSettings.maxNodeCount")
    if isinstance(high, int) and low > high:
        yield ArmError(
            "InvalidRequestPropertyValue",
            f"minNodeCount {low} is larger than maxNodeCount {high}.",
            "properties.properties.scaleSettings",
        )


def _idle(request: Request) -> Iterator[ArmError]:
    text = request.get("properties.properties.idleTimeBeforeShutdown")
    if text is None:
        return
    match = _DURATION.fullmatch(str(text))
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups()) if match else (0, 0, 0, 0)
    total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    if not 15 * 60 <= total <= 3 * 24 * 3600:
        yield ArmError(
            "InvalidRequestPropertyValue",
            f"idleTimeBeforeShutdown must be an ISO 8601 duration from PT15M to P3D, got '{text}'.",
            "properties.properties.idleTimeBeforeShutdown",
        )


_DOCS = "https://learn.microsoft.com/azure/machine-learning/"

RULES: dict[str, tuple[Rule, ...]] = {
    "Microsoft.MachineLearningServices/workspaces": (
        Rule(_dependencies, "assumed", _DOCS + "how-to-manage-workspace"),
        Rule(_storage, "observed", "https://github.com/microsoft/AzureTRE/issues/1920"),
        Rule(_image_build, "documented", _DOCS + "how-to-secure-workspace-vnet"),
        Rule(_identity, "documented", _DOCS + "how-to-identity-based-service-authentication"),
        Rule(_isolation, "documented", _DOCS + "how-to-managed-network"),
    ),
    "Microsoft.MachineLearningServices/workspaces/computes": (
        Rule(_no_public_ip, "observed", "https://github.com/Azure/data-product-analytics/issues/70"),
        Rule(_subnet, "documented", _DOCS + "how-to-secure-training-vnet"),
        Rule(_instance_region, "documented", _DOCS + "how-to-secure-training-vnet"),
        Rule(
            _size, "documented", "https://learn.microsoft.com/azure/virtual-machines/sizes/retirement/ncv3-retirement"
        ),
        Rule(_nodes, "assumed", _DOCS + "how-to-create-attach-compute-cluster"),
        Rule(_idle, "documented", _DOCS + "how-to-create-compute-instance"),
    ),
}

"""Managed DevOps Pools, and the dev center and project that they belong to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from local.azure.errors import ArmError
from local.azure.ids import ArmId
from local.azure.request import Request, Rule
from local.azure.rules import grants
from local.azure.rules.places import in_region
from local.azure.rules.ranges import prefixes
from local.azure.rules.sizes import read
from local.azure.rules.skus import retired
from local.azure.rules.subnets import demands_delegation
from local.azure.values import dig, objects, texts

_SERVICE = "Microsoft.DevOpsInfrastructure/pools"
_SUBNET = "fabricProfile.networkProfile.subnetId"
_SPAN = re.compile(r"(?:(\d+)\.)?([01]?\d|2[0-3]):([0-5]\d):([0-5]\d)")
_ORGANIZATION = re.compile(r"https://(dev\.azure\.com/[\w.-]+|[\w-]+\.visualstudio\.com)/?", re.IGNORECASE)
_BUFFER = re.compile(r"\*|[0-9][0-9]?|100")
_WELL_KNOWN = re.compile(r"(ubuntu-(22|24)\.04(-minimal)?|windows-(2019|2022|2025))(/[\w.-]+)?")


def _project(request: Request) -> Iterator[ArmError]:
    if not request.get("devCenterId"):
        yield ArmError("ValidationError", "A project needs a dev center.", "devCenterId")
    boxes = request.get("maxDevBoxesPerUser")
    if boxes is not None and boxes < 0:
        yield ArmError("ValidationError", "maxDevBoxesPerUser must not be negative.", "maxDevBoxesPerUser")


def _pool(request: Request) -> Iterator[ArmError]:
    most = request.get("maximumConcurrency")
    if not 1 <= most <= 10000:
        yield ArmError(
            "ValidationError", f"maximumConcurrency must be from 1 to 10000, got {most}.", "maximumConcurrency"
        )
    kind = str(request.get("identity.type") or "None")
    if "SystemAssigned" in kind:
        # github.com/hashicorp/terraform-provider-azurerm, managed_devops_pool_resource.go (observed)
        yield ArmError("ValidationError", "A pool takes user-assigned identities only.", "identity.type")


def _machines(request: Request) -> Iterator[ArmError]:
    size = str(request.get("fabricProfile.sku.name") or "")
    if retired(size):
        yield ArmError(
            "SkuNotAvailable", f"The VM size {size} is not available: it has been retired.", "fabricProfile.sku.name"
        )
    elif size and read(size) is None:
        yield ArmError("ValidationError", f"There is no VM size {size}.", "fabricProfile.sku.name")
    images = objects(request.get("fabricProfile.images"))
    if not images:
        yield ArmError("ValidationError", "A pool needs at least one image.", "fabricProfile.images")
    for index, image in enumerate(images):
        yield from _image(image, f"fabricProfile.images[{index}]")


def _image(image: dict[str, object], target: str) -> Iterator[ArmError]:
    known, own = image.get("wellKnownImageName"), image.get("resourceId")
    if bool(known) == bool(own):
        yield ArmError("ValidationError", "An image is named by 'resourceId' or by 'wellKnownImageName'.", target)
    elif known and not _WELL_KNOWN.fullmatch(str(known)):
        yield ArmError("ValidationError", f"There is no well-known image '{known}'.", f"{target}.wellKnownImageName")
    buffer = image.get("buffer")
    if buffer is not None and not _BUFFER.fullmatch(str(buffer)):
        yield ArmError("ValidationError", f"A buffer is '*' or from 0 to 100, got '{buffer}'.", f"{target}.buffer")


def _subnet(request: Request) -> Iterator[ArmError]:
    subnet_id = request.get(_SUBNET)
    subnet = request.find(subnet_id)
    yield from demands_delegation(request, subnet_id, _SERVICE, _SUBNET)
    yield from in_region(request, subnet_id, _SUBNET, "ValidationError")
    if subnet is None:
        return
    others = [user for user in request.store.users(subnet.id) if user.arm_id.key != request.id.key]
    pools = [other for other in others if other.type == request.type]
    if pools:
        yield ArmError("ValidationError", f"Subnet {subnet.id} is used by pool {pools[0].name} already.", _SUBNET)
    room = sum(one.num_addresses - 5 for one in prefixes(subnet.inputs, _SUBNET) if one.version == 4)
    if room < request.get("maximumConcurrency"):
        yield ArmError(
            "ValidationError",
            f"Subnet {subnet.id} has room for {room} agents, the pool is to have {request.get('maximumConcurrency')}.",
            _SUBNET,
        )
    yield from _service_principal(request, subnet.arm_id)


def _service_principal(request: Request, subnet: ArmId) -> Iterator[ArmError]:
    """Demand that somebody who can be the service has both roles: its object id is another one in each tenant."""
    network = subnet.parent or subnet
    manage = grants.holders(request, network, {grants.NETWORK_CONTRIBUTOR, *grants.MANAGERS})
    read = manage & grants.holders(request, network, {grants.READER, *grants.MANAGERS})
    if not read and request.store.get(network.text) is not None:
        group = network.group.name if network.group else ""
        yield ArmError(
            "UnauthorizedAccessToVirtualNetwork",
            f"DevOpsInfrastructure service principal does not have Read access to virtual network {network.name} in "
            f"resource group {group}. Give Reader and Network Contributor access to DevOpsInfrastructure service "
            "principal and try again.",
            _SUBNET,
        )


def _organizations(request: Request) -> Iterator[ArmError]:
    if request.get("organizationProfile.kind") != "AzureDevOps":
        return
    target = "organizationProfile.organizations"
    organizations = objects(request.get(target))
    if not organizations:
        yield ArmError("ValidationError", "A pool serves at least one organization.", target)
    for index, one in enumerate(organizations):
        if not _ORGANIZATION.fullmatch(str(one.get("url"))):
            yield ArmError(
                "ValidationError",
                f"'{one.get('url')}' is not the address of an organization.",
                f"{target}[{index}].url",
            )
    shares = [one.get("parallelism") for one in organizations]
    total = sum(share for share in shares if isinstance(share, int))
    if total > request.get("maximumConcurrency"):
        yield ArmError("ValidationError", f"The organizations' parallelism {total} is more than the pool has.", target)
    if len(organizations) > 1 and None in shares:
        yield ArmError("ValidationError", "Each of several organizations needs its parallelism.", target)
    permission = request.get("organizationProfile.permissionProfile") or {}
    if permission.get("kind") == "SpecificAccounts" and not texts(permission.get("users")) + texts(
        permission.get("groups")
    ):
        yield ArmError(
            "ValidationError", "SpecificAccounts needs users or groups.", "organizationProfile.permissionProfile"
        )


def _agents(request: Request) -> Iterator[ArmError]:
    for name in ("maxAgentLifetime", "gracePeriodTimeSpan"):
        text = request.get(f"agentProfile.{name}")
        if text is not None and not _within_a_week(str(text)):
            yield ArmError(
                "ValidationError",
                f"{name} must be written d.hh:mm:ss and be 7.00:00:00 at most, got '{text}'.",
                f"agentProfile.{name}",
            )
    manual = request.get("agentProfile.resourcePredictionsProfile.kind") == "Manual"
    if manual and dig(request.get("agentProfile"), "resourcePredictions") is None:
        yield ArmError("ValidationError", "Manual predictions need a schedule.", "agentProfile.resourcePredictions")


def _within_a_week(text: str) -> bool:
    match = _SPAN.fullmatch(text)
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups()) if match else (8, 0, 0, 0)
    return (days * 24 + hours) * 3600 + minutes * 60 + seconds <= 7 * 24 * 3600


_DOCS = "https://learn.microsoft.com/azure/devops/managed-devops-pools/"

RULES: dict[str, tuple[Rule, ...]] = {
    "Microsoft.DevCenter/projects": (
        Rule(_project, "assumed", "https://learn.microsoft.com/azure/templates/microsoft.devcenter/projects"),
    ),
    _SERVICE: (
        Rule(_pool, "documented", "https://learn.microsoft.com/azure/templates/microsoft.devopsinfrastructure/pools"),
        Rule(_machines, "documented", _DOCS + "configure-images"),
        Rule(_organizations, "documented", _DOCS + "configure-security"),
        Rule(_agents, "documented", _DOCS + "configure-scaling"),
        Rule(_subnet, "documented", _DOCS + "configure-networking"),
    ),
}

"""Container groups: what runs in them, where, and where their images come from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.rules import grants
from local.azure.rules.places import in_region
from local.azure.rules.subnets import demands_delegation
from local.azure.store import Record
from local.azure.values import dig, objects, texts

_SERVICE = "Microsoft.ContainerInstance/containerGroups"
_NAME = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
_PULLERS = frozenset({grants.ACR_PULL, grants.ACR_PUSH, *grants.MANAGERS})

# The most that a group may have: cores and GB. https://learn.microsoft.com/azure/container-instances/
# container-instances-resource-and-quota-limits (documented)
_LIMITS = {"Standard": (31.0, 240.0), "Confidential": (31.0, 180.0), "Dedicated": (31.0, 240.0), "Spot": (4.0, 16.0)}
_CONTAINERS, _PORTS, _VOLUMES = 60, 5, 20

# What cannot change while the group lives.
_FIXED = ("osType", "restartPolicy", "subnetIds", "sku", "priority", "zones", "diagnostics")
_DEFAULTS = {"restartPolicy": "Always", "sku": "Standard", "priority": "Regular"}


def _shape(request: Request) -> Iterator[ArmError]:
    name, system = request.name, request.get("osType")
    if system not in ("Linux", "Windows"):
        yield ArmError(
            "InvalidOsType",
            f"The 'osType' for container group '{name}' is invalid. The value must be one of 'Windows,Linux'.",
            "osType",
        )
    policy = request.get("restartPolicy")
    if policy not in (None, "Always", "OnFailure", "Never"):
        yield ArmError(
            "InvalidRestartPolicy",
            f"The 'restartPolicy' for container group '{name}' is invalid. The value must be one of "
            "'Always,OnFailure,Never'.",
            "restartPolicy",
        )
    counts = (("containers", _CONTAINERS), ("volumes", _VOLUMES))
    for target, most in counts:
        if len(objects(request.get(target))) > most:
            yield ArmError("ContainerGroupQuotaReached", f"Container group '{name}' takes {most} {target}.", target)
    if not objects(request.get("containers")):
        yield ArmError("MissingContainers", f"Container group '{name}' has no containers.", "containers")


def _containers(request: Request) -> Iterator[ArmError]:
    names: list[str] = []
    for target, one in _each_container(request):
        name = str(one.get("name"))
        if not _NAME.fullmatch(name) or len(name) > 63 or name in names:
            yield ArmError(
                "InvalidContainerName",
                f"The container name '{name}' in container group '{request.name}' is invalid. The container name must "
                "contain no more than 63 characters, must match the regex '[a-z0-9]([-a-z0-9]*[a-z0-9])?' (e.g. "
                "'my-name') and must be used once.",
                f"{target}.name",
            )
        names.append(name)
        if not one.get("image"):
            yield ArmError("MissingImage", f"Container '{name}' in '{request.name}' has no image.", f"{target}.image")


def _each_container(request: Request) -> list[tuple[str, Mapping[str, Any]]]:
    return [
        (f"{kind}[{index}]", one)
        for kind in ("containers", "initContainers")
        for index, one in enumerate(objects(request.get(kind)))
    ]


def _resources(request: Request) -> Iterator[ArmError]:
    requests = [dig(one, "resources.requests") or {} for one in objects(request.get("containers"))]
    for index, asked in enumerate(requests):
        if not asked.get("cpu") or not asked.get("memoryInGB"):
            name = objects(request.get("containers"))[index].get("name")
            yield ArmError(
                "ResourceRequestsNotSpecified",
                f"The resource requests are not specified in container '{name}' of contain group '{request.name}'. "
                "Both memory and CPU requests are required since API version '2017-07-01-preview'.",
                f"containers[{index}].resources.requests",
            )
    kind = "Spot" if request.get("priority") == "Spot" else str(request.get("sku") or "Standard")
    cores, memory = _LIMITS.get(kind, _LIMITS["Standard"])
    total = [sum(float(asked.get(name) or 0) for asked in requests) for name in ("cpu", "memoryInGB")]
    if total[0] > cores or total[1] > memory:
        yield ArmError(
            "ServiceUnavailable",
            f"The requested resource is not available in the location '{request.get('location')}': container group "
            f"'{request.name}' asks for {total[0]:g} CPU and {total[1]:g} GB, the most is {cores:g} and {memory:g}.",
            "containers",
        )


def _address(request: Request) -> Iterator[ArmError]:
    address, subnets = request.get("ipAddress"), objects(request.get("subnetIds"))
    if not address:
        return
    invalid = f"IP Address type in container group '{request.name}' is invalid."
    if address.get("type") == "Private" and not subnets:
        yield ArmError(
            "PrivateIPAddressNotSupported",
            f"{invalid} Private IP address is only supported when network profile is defined.",
            "ipAddress.type",
        )
    if address.get("type") != "Private" and subnets:
        yield ArmError(
            "PublicIPAddressNotSupported",
            f"{invalid} Public IP address is not supported when the group is in a virtual network.",
            "ipAddress.type",
        )
    if address.get("dnsNameLabel") and subnets:
        yield ArmError(
            "DnsNameLabelNotSupported",
            f"Container group '{request.name}' is private: it has no DNS name label.",
            "ipAddress",
        )
    ports = objects(address.get("ports"))
    if not ports or len(ports) > _PORTS:
        yield ArmError(
            "MissingIpAddressPorts" if not ports else "TooManyIpAddressPorts",
            f"The ports in the 'ipAddress' of container group '{request.name}' cannot be empty, or more than {_PORTS}.",
            "ipAddress.ports",
        )


def _subnets(request: Request) -> Iterator[ArmError]:
    for index, item in enumerate(objects(request.get("subnetIds"))):
        target = f"subnetIds[{index}].id"
        yield from demands_delegation(request, item.get("id"), _SERVICE, target)
        yield from in_region(request, item.get("id"), target)


def _pulls(request: Request) -> Iterator[ArmError]:
    own = {text.lower() for text in texts(request.get("identity.userAssignedIdentities"))}
    for index, one in enumerate(objects(request.get("imageRegistryCredentials"))):
        target = f"imageRegistryCredentials[{index}]"
        identity = one.get("identity")
        if identity and str(identity).lower() not in own:
            yield ArmError(
                "InvalidImageRegistryIdentity",
                f"The identity in the 'imageRegistryCredentials' of container group '{request.name}' not found in "
                "container group identity list",
                f"{target}.identity",
            )
        if not identity and not one.get("username"):
            yield ArmError(
                "InvalidImageRegistryCredential",
                f"The 'username' in the 'imageRegistryCredentials' of container group '{request.name}' is missing.",
                f"{target}.username",
            )


def _images(request: Request) -> Iterator[ArmError]:
    """Refuse images of registries that do not let the group in. Whether the image is in there nobody knows here."""
    credentials = {str(c.get("server")).lower(): c for c in objects(request.get("imageRegistryCredentials"))}
    for target, one in _each_container(request):
        server = str(one.get("image")).split("/")[0].lower()
        registry = _registry(request, server)
        if registry is not None and not _lets_in(request, registry, credentials.get(server)):
            yield ArmError(
                "InaccessibleImage",
                f"The image '{one.get('image')}' in container group '{request.name}' is not accessible. Please check "
                "the image and registry credential.",
                f"{target}.image",
            )


def _registry(request: Request, server: str) -> Record | None:
    found = request.store.of_type("Microsoft.ContainerRegistry/registries")
    return next((one for one in found if str(one.properties.get("loginServer")).lower() == server), None)


def _lets_in(request: Request, registry: Record, credential: Mapping[str, Any] | None) -> bool:
    """Say whether a registry lets a group in: by identity, by password or anonymously, and through its firewall."""
    closed = registry.inputs.get("publicNetworkAccess") == "Disabled"
    identity = (credential or {}).get("identity")
    if closed and (not identity or registry.inputs.get("networkRuleBypassOptions") == "None"):
        return False
    if identity:
        principal = grants.principal_of(request, identity)
        return grants.holds(request, principal, registry.arm_id, _PULLERS)
    if credential and str(credential.get("username")).lower() == registry.name.lower():
        return registry.inputs.get("adminUserEnabled") is True
    return credential is not None or registry.inputs.get("anonymousPullEnabled") is True


def _update(request: Request) -> Iterator[ArmError]:
    if request.old is None:
        return
    before, after = (_lasting(inputs) for inputs in (request.old.inputs, request.inputs))
    if before != after:
        yield ArmError(
            "InvalidContainerGroupUpdate",
            f"The updates on container group '{request.name}' are invalid. If you are going to update the os type, "
            "restart policy, network profile, CPU, memory or GPU resources for a container group, you must delete it "
            "first and then create a new one.",
            next((name for name in before if before[name] != after[name]), ""),
        )


def _lasting(inputs: Mapping[str, Any]) -> dict[str, Any]:
    fixed: dict[str, Any] = {name: inputs.get(name, _DEFAULTS.get(name)) for name in _FIXED}
    fixed["diagnostics"] = dig(inputs, "diagnostics.logAnalytics.workspaceId")
    fixed["resources"] = {str(one.get("name")): one.get("resources") for one in objects(inputs.get("containers"))}
    return fixed


_DOCS = "https://learn.microsoft.com/azure/container-instances/"

RULES: dict[str, tuple[Rule, ...]] = {
    _SERVICE: (
        Rule(_shape, "observed", "https://github.com/MicrosoftLearning/mslearn-azure-developer/pull/67"),
        Rule(_containers, "observed", "https://learn.microsoft.com/azure/container-instances/container-instances-faq"),
        Rule(_resources, "documented", _DOCS + "container-instances-resource-and-quota-limits"),
        Rule(_address, "observed", "https://github.com/hashicorp/terraform-provider-azurerm/issues/11102"),
        Rule(_subnets, "documented", _DOCS + "container-instances-virtual-network-concepts"),
        Rule(_pulls, "observed", "https://github.com/MicrosoftDocs/azure-docs/issues/117644"),
        Rule(_images, "documented", _DOCS + "using-azure-container-registry-mi"),
        Rule(_update, "observed", "https://github.com/MicrosoftDocs/azure-docs/issues/38067"),
    ),
}

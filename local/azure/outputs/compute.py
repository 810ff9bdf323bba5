"""Read-only properties of virtual machines and scale sets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from local.azure import facts
from local.azure.request import Request
from local.azure.rules.machine_os import WINDOWS, Profile, profile_of, system_of
from local.azure.values import dig, objects
from local.azure.wire import Properties

_AGENT = {"provisionVMAgent": True}
_WINDOWS = {**_AGENT, "enableAutomaticUpdates": True, "patchSettings": {"patchMode": "AutomaticByOS"}}
_LINUX = {**_AGENT, "disablePasswordAuthentication": False, "patchSettings": {"patchMode": "ImageDefault"}}


def _machine(request: Request, answer: Properties) -> Properties:
    answer = _described(request, answer)
    answer["storageProfile"] = _with_disks(request, answer.get("storageProfile") or {})
    return {**answer, "vmId": facts.guid(request.id.text, "vm"), "timeCreated": facts.CREATED}


def _set(request: Request, answer: Properties) -> Properties:
    profile = answer.get("virtualMachineProfile")
    if isinstance(profile, Mapping):
        described = _described(request, dict(profile))
        answer = {**answer, "virtualMachineProfile": {**described, "timeCreated": facts.CREATED}}
    size = answer.get("sku") or {}
    return {
        "orchestrationMode": "Uniform",
        "overprovision": True,
        "singlePlacementGroup": True,
        "doNotRunExtensionsOnOverprovisionedVMs": False,
        "platformFaultDomainCount": 5,
        **answer,
        "sku": {"capacity": 1, "tier": "Standard", **size},
        "uniqueId": facts.guid(request.id.text, "set"),
        "timeCreated": facts.CREATED,
    }


def _described(request: Request, answer: Properties) -> Properties:
    """Fill in what the operating system's settings and disks are when nobody asks for anything else."""
    profile = profile_of(request)
    system, storage = system_of(profile), answer.get("storageProfile")
    if isinstance(answer.get("osProfile"), Mapping):
        answer = {**answer, "osProfile": _os(profile, answer["osProfile"])}
    if isinstance(storage, Mapping) and isinstance(storage.get("osDisk"), Mapping):
        disk = {"osType": system or None, "caching": "None", **storage["osDisk"]}
        disk["managedDisk"] = {"storageAccountType": "Standard_LRS", **(disk.get("managedDisk") or {})}
        filled = {key: value for key, value in disk.items() if value is not None}
        answer = {**answer, "storageProfile": {**storage, "osDisk": filled}}
    return answer


def _os(profile: Profile, asked: Mapping[str, Any]) -> Properties:
    system = system_of(profile)
    name, defaults = ("windowsConfiguration", _WINDOWS) if system == WINDOWS else ("linuxConfiguration", _LINUX)
    found = {"allowExtensionOperations": True, "requireGuestProvisionSignal": True, "secrets": [], **asked}
    return {**found, name: {**defaults, **(asked.get(name) or {})}} if system else found


def _with_disks(request: Request, storage: Mapping[str, Any]) -> Properties:
    """Name the disks that come along with a machine."""
    found = dict(storage)
    if isinstance(found.get("osDisk"), Mapping):
        kept = dig(request.old.properties, "storageProfile.osDisk.name") if request.old else None
        named = {"name": kept, **found["osDisk"]} if kept else found["osDisk"]
        found["osDisk"] = _named(request, named, "OsDisk_1", "os")
    disks = objects(found.get("dataDisks"))
    if disks:
        found["dataDisks"] = [
            _named(request, disk, f"DataDisk_{disk.get('lun')}", f"data {disk.get('lun')}") for disk in disks
        ]
    return found


def _named(request: Request, disk: Mapping[str, Any], part: str, purpose: str) -> Properties:
    unique = facts.guid(request.id.text, purpose).replace("-", "")
    name = disk.get("name") or f"{request.name}_{part}_{unique}"
    group = request.id.group
    disk_id = f"{group.text if group else ''}/providers/Microsoft.Compute/disks/{name}"
    return {
        "deleteOption": "Detach",
        **disk,
        "name": name,
        "managedDisk": {**(disk.get("managedDisk") or {}), "id": disk_id},
    }


FILL: dict[str, Callable[[Request, Properties], Properties]] = {
    "Microsoft.Compute/virtualMachines": _machine,
    "Microsoft.Compute/virtualMachineScaleSets": _set,
}

# Passwords, scripts and answer files: Azure takes them and does not give them back.
_SECRET = (
    "osProfile.adminPassword",
    "osProfile.customData",
    "osProfile.windowsConfiguration.additionalUnattendContent[].content",
    "userData",
)
WRITE_ONLY: dict[str, tuple[str, ...]] = {
    "azure-native:compute:VirtualMachine": _SECRET,
    "azure-native:compute:VirtualMachineExtension": ("protectedSettings",),
    "azure-native:compute:VirtualMachineScaleSet": (
        *(f"virtualMachineProfile.{path}" for path in _SECRET),
        "virtualMachineProfile.extensionProfile.extensions[].protectedSettings",
    ),
}

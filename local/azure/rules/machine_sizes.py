"""Whether machines of a size boot an image and take its disks: for a machine, and for those of a scale set."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from typing import Any

from local.azure.errors import ArmError
from local.azure.request import Request
from local.azure.rules import images
from local.azure.rules.machine_os import profile_of
from local.azure.rules.sizes import build
from local.azure.values import dig, objects

_CUSTOM_DATA = 87380  # characters, of at most 64 KB in Base64
_DATA_ONLY = ("UltraSSD_LRS", "PremiumV2_LRS")
_KEY_KINDS = ("ssh-rsa", "ssh-ed25519")


def size_of(request: Request) -> str:
    """Give the size that is asked for."""
    return str(request.get("hardwareProfile.vmSize") or request.get("sku.name") or "")


def image(request: Request) -> Iterator[ArmError]:
    """Refuse an image that the marketplace does not have."""
    asked = dig(profile_of(request), "storageProfile.imageReference") or {}
    if asked.get("publisher") and not images.exists(asked):
        yield ArmError(
            "PlatformImageNotFound",
            f"The platform image '{images.name_of(asked)}' is not available. Verify that all fields in the storage "
            "profile are correct. (Those that are known here are in local/azure/rules/images.py.)",
            "imageReference",
        )


def boots(request: Request) -> Iterator[ArmError]:
    """Refuse an image for other processors, or of a generation that the size does not boot."""
    size, asked = size_of(request), dig(profile_of(request), "storageProfile.imageReference") or {}
    made, arm, generation = build(size), images.is_arm(asked), images.generation(asked)
    if made is None or not asked:
        return
    if arm is not None and arm != made.arm:
        there, wanted = ("Arm64", "x64") if made.arm else ("x64", "Arm64")
        yield ArmError(
            "BadRequest",
            f"Cannot create a VM of size '{size}' because this VM size only supports a CPU Architecture of '{there}', "
            f"but an image or disk with CPU Architecture '{wanted}' was given. Please check that the CPU Architecture "
            "of the image or disk is compatible with that of the VM size.",
            "vmSize",
        )
    elif generation is not None and generation not in made.generations:
        yield ArmError(
            "BadRequest",
            f"The selected VM size '{size}' cannot boot Hypervisor Generation '{generation}'. If this was a Create "
            "operation please check that the Hypervisor Generation of the Image matches the Hypervisor Generation of "
            "the selected VM Size. For more information, see https://aka.ms/azuregen2vm",
            "vmSize",
        )


def disks(request: Request) -> Iterator[ArmError]:
    """Refuse disks that the size does not take, or that nothing boots from."""
    size, storage = size_of(request), profile_of(request).get("storageProfile") or {}
    made, data = build(size), objects(storage.get("dataDisks"))
    named = [("osDisk", storage.get("osDisk") or {}), *((f"dataDisks[{i}]", disk) for i, disk in enumerate(data))]
    for where, disk in named:
        kind = str(dig(disk, "managedDisk.storageAccountType") or "")
        if kind.startswith("Premium") and made is not None and not made.premium:
            yield ArmError(
                "InvalidParameter",
                f"Requested operation cannot be performed because the VM size {size} does not support the storage "
                f"account type {kind} of disk '{disk.get('name') or where}'. Consider updating the VM to a size that "
                "supports Premium storage.",
                f"storageProfile.{where}.managedDisk.storageAccountType",
            )
        if where == "osDisk" and kind in _DATA_ONLY:
            yield ArmError(
                "InvalidParameter",
                f"The storage account type {kind} is for data disks only.",
                "storageProfile.osDisk.managedDisk.storageAccountType",
            )


def custom_data(request: Request) -> Iterator[ArmError]:
    """Demand data for cloud-init in Base64. It may hold secrets, so it is not in the message."""
    data = dig(profile_of(request), "osProfile.customData")
    if data is not None and not (_is_base64(str(data)) and len(str(data)) <= _CUSTOM_DATA):
        yield ArmError(
            "InvalidParameter",
            "Custom data in OSProfile must be in Base64 encoding and with a maximum length of "
            f"{_CUSTOM_DATA} characters.",
            "customData",
        )


def _is_base64(text: str) -> bool:
    try:
        base64.b64decode(text, validate=True)
    except binascii.Error:
        return False
    return True


def ssh_keys(request: Request) -> Iterator[ArmError]:
    """Demand keys of a kind that Azure takes, where the agent in the machine puts them."""
    profile = dig(profile_of(request), "osProfile") or {}
    home = f"/home/{profile.get('adminUsername')}/.ssh/authorized_keys"
    for index, key in enumerate(objects(dig(profile, "linuxConfiguration.ssh.publicKeys"))):
        where = f"linuxConfiguration.ssh.publicKeys[{index}]"
        if key.get("path") not in (None, home):
            yield ArmError(
                "InvalidParameter",
                f"Destination path for SSH public keys is currently limited to its default value {home} due to a known "
                "issue in Linux provisioning agent.",
                f"{where}.path",
            )
        if not _is_key(key):
            yield ArmError(
                "InvalidParameter",
                f"The value of parameter {where}.keyData is invalid: it must be a key of {' or '.join(_KEY_KINDS)}.",
                f"{where}.keyData",
            )


def _is_key(key: Mapping[str, Any]) -> bool:
    words = str(key.get("keyData") or "").split()
    return len(words) >= 2 and words[0] in _KEY_KINDS and _is_base64(words[1])

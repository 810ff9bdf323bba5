"""What a machine starts from: an image, or a disk that has a system on it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.rules.machine_os import profile_of
from local.azure.values import dig

_STORAGE = "storageProfile"
# How large the disks of marketplace images are, in GB, by publisher and SKU; of others nothing is known.
# https://github.com/scalar-labs/scalar-terraform/pull/230, https://github.com/Azure/azure-sdk-for-python/issues/23051
# (observed), https://learn.microsoft.com/azure/virtual-machines/windows/faq (documented)
_SIZES: tuple[tuple[str, re.Pattern[str], int], ...] = (
    ("canonical", re.compile(".*"), 30),
    ("microsoftwindowsserver", re.compile(".*smalldisk.*", re.IGNORECASE), 30),
    ("microsoftwindowsserver", re.compile(".*"), 127),
)


def _system(request: Request) -> Iterator[ArmError]:
    """A new machine has an image for its disk, or a disk that is attached as it is."""
    if request.old is not None:
        return
    storage = request.get(_STORAGE) or {}
    disk = storage.get("osDisk")
    if not disk:
        yield _missing("osDisk")
    elif disk.get("createOption") == "Attach":
        if not (dig(disk, "managedDisk.id") or dig(disk, "vhd.uri")):
            yield _missing("osDisk.managedDisk")
    elif not (storage.get("imageReference") or dig(disk, "image.uri")):
        yield _missing("imageReference")


def _missing(name: str) -> ArmError:
    return ArmError("InvalidParameter", f"Required parameter '{name}' is missing (null).", name)


def _room(request: Request) -> Iterator[ArmError]:
    """The disk of the system is as large as that of its image at least."""
    storage = profile_of(request).get(_STORAGE) or {}
    asked, needed = dig(storage, "osDisk.diskSizeGB"), _size_of(storage.get("imageReference") or {})
    if isinstance(asked, int | float) and needed is not None and asked < needed:
        yield ArmError(
            "OperationNotAllowed",
            f"The specified disk size {asked:g} GB is smaller than the size of the corresponding disk in the VM image: "
            f"{needed} GB. This is not allowed. Please choose equal or greater size or do not specify an explicit "
            "size.",
            "osDisk.diskSizeGB",
        )


def _size_of(image: Mapping[str, Any]) -> int | None:
    publisher, sku = str(image.get("publisher") or "").lower(), str(image.get("sku") or "")
    return next((size for who, skus, size in _SIZES if who == publisher and skus.fullmatch(sku)), None)


_ROOM = Rule(_room, "observed", "https://github.com/hitachienergy/epiphany/issues/1049")

RULES: dict[str, tuple[Rule, ...]] = {
    "Microsoft.Compute/virtualMachines": (
        Rule(_system, "observed", "https://github.com/Azure/azure-powershell/issues/4001"),
        _ROOM,
    ),
    "Microsoft.Compute/virtualMachineScaleSets": (_ROOM,),
}

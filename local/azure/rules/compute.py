"""Virtual machines and scale sets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.rules.skus import retired
from local.azure.values import dig, objects

_BAD = re.compile(r"""[\\/"\[\]:|<>+=;,?*@&\s]|^_|[.\-]$""")


def _computer_name(request: Request) -> Iterator[ArmError]:
    name = request.get("osProfile.computerName")
    windows = request.get("osProfile.windowsConfiguration") is not None
    if name is not None and (_BAD.search(str(name)) or len(str(name)) > (15 if windows else 64)):
        yield ArmError("InvalidParameter", f"'{name}' is not a valid computer name.", "osProfile.computerName")


def _size(request: Request) -> Iterator[ArmError]:
    size = str(request.get("hardwareProfile.vmSize") or request.get("sku.name") or "")
    if retired(size):
        yield ArmError(
            "SkuNotAvailable", f"The requested VM size {size} is not available: it has been retired.", "vmSize"
        )


def _way_in(request: Request) -> Iterator[ArmError]:
    """Linux without a password needs a key."""
    profile = request.get("osProfile") or request.get("virtualMachineProfile.osProfile")
    linux: Any = dig(profile, "linuxConfiguration")
    if linux is None:
        return
    keys = objects(dig(linux, "ssh.publicKeys"))
    if linux.get("disablePasswordAuthentication") is True and not keys:
        yield ArmError(
            "InvalidParameter",
            "Required parameter 'linuxConfiguration.ssh.publicKeys' is missing: password authentication is off.",
            "osProfile.linuxConfiguration.ssh.publicKeys",
        )


def _free_interface(request: Request) -> Iterator[ArmError]:
    for index, item in enumerate(objects(request.get("networkProfile.networkInterfaces"))):
        card = request.find(item.get("id"))
        others = [u for u in request.store.users(card.id) if u.arm_id.key != request.id.key] if card else []
        if card is not None and others:
            yield ArmError(
                "NicInUse",
                f"Network Interface {card.id} is used by existing resource {others[0].id}.",
                f"networkProfile.networkInterfaces[{index}].id",
            )


_DOCS = "https://learn.microsoft.com/azure/virtual-machines/"
_MACHINE = (
    Rule(_size, "documented", _DOCS + "sizes/retirement/ncv3-retirement"),
    Rule(_way_in, "documented", _DOCS + "linux/create-ssh-keys-detailed"),
)

RULES: dict[str, tuple[Rule, ...]] = {
    "Microsoft.Compute/virtualMachines": (
        Rule(_computer_name, "documented", _DOCS + "windows/faq"),
        *_MACHINE,
        Rule(_free_interface, "documented", _DOCS + "network-overview"),
    ),
    "Microsoft.Compute/virtualMachineScaleSets": _MACHINE,
}

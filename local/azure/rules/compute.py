"""Virtual machines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.rules import disks, images, machine_os, machine_sizes
from local.azure.rules.machine_os import WINDOWS, profile_of, system_of
from local.azure.rules.sizes import read
from local.azure.rules.skus import retired
from local.azure.values import dig, objects

_BAD = re.compile(r"""[\\/"\[\]:|<>+=;,?*@&\s]|^_|[.\-]$""")


def _computer_name(request: Request) -> Iterator[ArmError]:
    name = request.get("osProfile.computerName")
    windows = system_of(request.inputs) == WINDOWS
    if name is None:
        return
    if _BAD.search(str(name)) or len(str(name)) > (15 if windows else 64) or (windows and str(name).isdigit()):
        yield ArmError("InvalidParameter", f"'{name}' is not a valid computer name.", "osProfile.computerName")


def size(request: Request) -> Iterator[ArmError]:
    """Refuse sizes that are not sold any more."""
    found = str(request.get("hardwareProfile.vmSize") or request.get("sku.name") or "")
    if retired(found):
        yield ArmError(
            "SkuNotAvailable", f"The requested VM size {found} is not available: it has been retired.", "vmSize"
        )
    elif found and read(found) is None:
        # https://github.com/sassoftware/viya4-iac-azure/issues/116 (observed)
        yield ArmError(
            "InvalidParameter",
            f"The value {found} provided for the VM size is not valid: no region has such a size. Find out more on the "
            "available VM sizes in each region at https://aka.ms/azure-regions.",
            "vmSize",
        )


def security(request: Request) -> Iterator[ArmError]:
    """Look at Trusted Launch: what boots that way, and settings that mean nothing without it.

    vTPM and secure boot may be left out of Trusted Launch: https://github.com/Azure/azure-cli/issues/23935 (observed).
    """
    profile = profile_of(request)
    kind, uefi = dig(profile, "securityProfile.securityType"), dig(profile, "securityProfile.uefiSettings")
    image = dig(profile, "storageProfile.imageReference") or {}
    if kind == "TrustedLaunch" and images.generation(image) == 1:
        yield ArmError(
            "BadRequest",
            "Use of TrustedLaunch setting is not supported for the provided image. Please select Trusted Launch "
            "Supported Gen2 OS Image. For more information, see https://aka.ms/TrustedLaunch-FAQ.",
            "securityProfile.securityType",
        )
    if uefi is not None and kind in (None, "Standard"):
        yield ArmError(
            "BadRequest", "UEFI settings need a security type such as TrustedLaunch.", "securityProfile.uefiSettings"
        )
    if kind == "ConfidentialVM" and dig(uefi, "vTpmEnabled") is not True:
        yield ArmError("BadRequest", "A confidential machine needs a vTPM.", "securityProfile.uefiSettings.vTpmEnabled")


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


def _public_key(request: Request) -> Iterator[ArmError]:
    """A key is RSA or Ed25519; one that is left out is made up later."""
    key = request.get("publicKey")
    if key is not None and not _PUBLIC_KEY.match(str(key)):
        yield ArmError(
            "InvalidParameter",
            "The value of parameter publicKey is invalid: use the text of an ssh-rsa or ssh-ed25519 public key.",
            "publicKey",
        )


_PUBLIC_KEY = re.compile(r"ssh-(rsa|ed25519) [A-Za-z0-9+/]+={0,2}(\s|$)")
_DOCS = "https://learn.microsoft.com/azure/virtual-machines/"
_PATCHES = _DOCS + "automatic-vm-guest-patching"

# What holds for a single machine and for the machines of a scale set.
COMMON = (
    Rule(size, "documented", _DOCS + "sizes/retirement/ncv3-retirement"),
    Rule(machine_os.configuration, "assumed", _DOCS + "windows/hybrid-use-benefit-licensing"),
    Rule(machine_os.way_in, "observed", "https://github.com/MicrosoftDocs/azure-docs/issues/15617"),
    Rule(machine_os.password, "documented", _DOCS + "windows/faq"),
    Rule(machine_os.user, "documented", _DOCS + "windows/faq"),
    Rule(machine_os.patching, "documented", _PATCHES),
    Rule(security, "observed", "https://github.com/Azure/azure-cli/issues/27975"),
    Rule(machine_sizes.image, "observed", "https://github.com/clear-code/firefox-support-common/pull/31"),
    Rule(machine_sizes.boots, "observed", "https://github.com/loft-sh/devpod/issues/731"),
    Rule(machine_sizes.disks, "observed", "https://github.com/google/cloud-forensics-utils/issues/488"),
    Rule(machine_sizes.custom_data, "documented", _DOCS + "custom-data"),
    Rule(machine_sizes.ssh_keys, "documented", _DOCS + "linux/mac-create-ssh-keys#supported-ssh-key-formats"),
    Rule(disks.encryption, "observed", "https://github.com/hashicorp/terraform-provider-azurerm/issues/9177"),
)

RULES: dict[str, tuple[Rule, ...]] = {
    "Microsoft.Compute/virtualMachines": (
        Rule(_computer_name, "documented", _DOCS + "windows/faq"),
        *COMMON,
        Rule(_free_interface, "documented", _DOCS + "network-overview"),
    ),
    "Microsoft.Compute/sshPublicKeys": (Rule(_public_key, "documented", _DOCS + "linux/mac-create-ssh-keys"),),
}

"""Scale sets of uniform machines, as pools of build agents use them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.rules.compute import COMMON
from local.azure.rules.machine_os import WINDOWS, profile_of, system_of
from local.azure.rules.places import in_region
from local.azure.rules.subnets import demands_plain
from local.azure.values import dig, objects, texts

_BAD_PREFIX = re.compile(r"""[\\/"'\[\]:|<>+=;,?*@&\s_.]|^-""")
_HEALTH = ("applicationhealthlinux", "applicationhealthwindows")
# Azure appends six characters to the prefix of each name. A Windows name has 15 characters, a Linux name 64.
_LONGEST_PREFIX = {WINDOWS: 9}


def _model(request: Request) -> Iterator[ArmError]:
    """Demand what a uniform set cannot be without. Without a profile a set is flexible and may be empty."""
    if request.get("orchestrationMode") == "Flexible":
        return
    for path in (
        "sku.name",
        "upgradePolicy",
        "virtualMachineProfile.osProfile",
        "virtualMachineProfile.storageProfile",
    ):
        if request.get(path) is None:
            yield _missing(path.removeprefix("virtualMachineProfile."))
    if request.get("upgradePolicy") is not None and request.get("upgradePolicy.mode") is None:
        yield _missing("upgradePolicy.mode")
    if not dig(request.get("virtualMachineProfile"), "osProfile.computerNamePrefix") and not request.old:
        yield _missing("osProfile.computerNamePrefix")


def _missing(path: str) -> ArmError:
    return ArmError("InvalidParameter", f"Required parameter '{path}' is missing (null).", path)


def _rolling(request: Request) -> Iterator[ArmError]:
    extensions = objects(dig(profile_of(request), "extensionProfile.extensions"))
    watched = any(str(one.get("type")).lower() in _HEALTH for one in extensions)
    probe = dig(profile_of(request), "networkProfile.healthProbe.id")
    automatic = request.get("upgradePolicy.automaticOSUpgradePolicy.enableAutomaticOSUpgrade") is True
    if (request.get("upgradePolicy.mode") == "Rolling" or automatic) and not watched and not probe:
        yield ArmError(
            "BadRequest",
            "Rolling Upgrade mode is not supported for this Virtual Machine Scale Set because a health probe or health "
            "extension was not provided.",
            "upgradePolicy.mode",
        )


def _capacity(request: Request) -> Iterator[ArmError]:
    capacity = request.get("sku.capacity")
    most = 100 if request.get("singlePlacementGroup") is True else 1000
    if capacity is not None and not 0 <= capacity <= most:
        yield ArmError(
            "InvalidParameter", f"The value of parameter sku.capacity is invalid: from 0 to {most}.", "sku.capacity"
        )


def _placement(request: Request) -> Iterator[ArmError]:
    """A set can be let grow beyond one placement group, and not be squeezed into one again."""
    before = request.old is not None and request.old.inputs.get("singlePlacementGroup") is False
    if before and request.get("singlePlacementGroup") is not False:
        yield ArmError(
            "PropertyChangeNotAllowed",
            "Changing property 'singlePlacementGroup' from false to true is not allowed.",
            "singlePlacementGroup",
        )


def _fewer_zones(request: Request) -> Iterator[ArmError]:
    """A set can spread to further zones, and does not leave one."""
    gone = set(texts(request.old.inputs.get("zones"))) - set(texts(request.get("zones"))) if request.old else set()
    if gone:
        yield ArmError(
            "PropertyChangeNotAllowed",
            f"Changing property 'zones' is not allowed: {request.name} does not leave zone {', '.join(sorted(gone))}.",
            "zones",
        )


def _name_prefix(request: Request) -> Iterator[ArmError]:
    prefix = dig(profile_of(request), "osProfile.computerNamePrefix")
    system = system_of(profile_of(request))
    longest = _LONGEST_PREFIX.get(system, 58)
    if prefix is not None and (_BAD_PREFIX.search(prefix) or not 1 <= len(prefix) <= longest or prefix.isdigit()):
        yield ArmError(
            "InvalidParameter",
            f"{system or 'Linux'} computer name prefix '{prefix}' cannot be more than {longest} characters long, be "
            "entirely numeric, or contain special characters.",
            "osProfile.computerNamePrefix",
        )


def _interfaces(request: Request) -> Iterator[ArmError]:
    cards = objects(dig(profile_of(request), "networkProfile.networkInterfaceConfigurations"))
    target = "networkProfile.networkInterfaceConfigurations"
    if profile_of(request) and not cards:
        yield _missing(target)
    first = [card for card in cards if card.get("primary") is True or len(cards) == 1]
    if cards and len(first) != 1:
        yield ArmError("InvalidParameter", "Exactly one network interface configuration must be primary.", target)
    for index, card in enumerate(cards):
        configurations = objects(card.get("ipConfigurations"))
        if not configurations:
            yield _missing(f"{target}[{index}].ipConfigurations")
        for number, one in enumerate(configurations):
            yield from _subnet(request, one, f"{target}[{index}].ipConfigurations[{number}].subnet.id")


def _subnet(request: Request, configuration: dict[str, Any], target: str) -> Iterator[ArmError]:
    subnet_id = dig(configuration, "subnet.id")
    if not subnet_id:
        yield _missing(target)
    yield from demands_plain(request, subnet_id, target)
    yield from in_region(request, subnet_id, target)


_DOCS = "https://learn.microsoft.com/azure/virtual-machine-scale-sets/"

RULES: dict[str, tuple[Rule, ...]] = {
    "Microsoft.Compute/virtualMachineScaleSets": (
        Rule(_model, "observed", "https://github.com/MicrosoftDocs/azure-docs/issues/74002"),
        *COMMON,
        Rule(_rolling, "observed", "https://github.com/Azure/vm-scale-sets/issues/34"),
        Rule(_capacity, "documented", _DOCS + "virtual-machine-scale-sets-placement-groups"),
        Rule(_placement, "documented", _DOCS + "virtual-machine-scale-sets-placement-groups"),
        Rule(
            _fewer_zones,
            "observed",
            "https://github.com/hashicorp/terraform-provider-azurerm/blob/main/internal/services/compute/"
            "linux_virtual_machine_scale_set_resource.go",
        ),
        Rule(
            _name_prefix,
            "documented",
            "https://learn.microsoft.com/azure/templates/microsoft.compute/virtualmachinescalesets",
        ),
        Rule(_interfaces, "assumed", _DOCS + "virtual-machine-scale-sets-networking"),
    ),
}

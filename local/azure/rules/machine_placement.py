"""Where a machine stands, whether it may be taken away, and the numbers of its disks."""

from __future__ import annotations

from collections.abc import Iterator

from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.rules.machine_os import profile_of
from local.azure.values import objects, texts

_MACHINES, _SETS = "Microsoft.Compute/virtualMachines", "Microsoft.Compute/virtualMachineScaleSets"
_LAST_LUN = 63


def _zones(request: Request) -> Iterator[ArmError]:
    """A machine stands in one zone; which zones there are is said in regions.py."""
    zones = texts(request.get("zones"))
    if len(zones) > 1:
        yield ArmError("InvalidParameter", f"A machine stands in one zone, got {', '.join(zones)}.", "zones")


def _eviction(request: Request) -> Iterator[ArmError]:
    profile = profile_of(request)
    if profile.get("evictionPolicy") is not None and profile.get("priority") not in ("Spot", "Low"):
        yield ArmError(
            "InvalidParameter",
            "An eviction policy is for machines of priority Spot only.",
            "evictionPolicy",
        )


def _luns(request: Request) -> Iterator[ArmError]:
    """Each data disk has a number of its own."""
    disks = objects((profile_of(request).get("storageProfile") or {}).get("dataDisks"))
    luns = [disk.get("lun") for disk in disks]
    for index, lun in enumerate(luns):
        target = f"storageProfile.dataDisks[{index}].lun"
        if not (isinstance(lun, int) and 0 <= lun <= _LAST_LUN):
            yield ArmError("InvalidParameter", f"The value {lun} of parameter dataDisk.lun is out of range.", target)
        if luns.index(lun) != index:
            yield ArmError("InvalidParameter", f"The LUN {lun} is used by more than one data disk.", target)


_DOCS = "https://learn.microsoft.com/azure/"
_ZONES = Rule(_zones, "assumed", _DOCS + "reliability/availability-zones-overview")
_RULES = (
    Rule(_eviction, "observed", "https://github.com/ray-project/ray/pull/46959"),
    Rule(_luns, "observed", "https://github.com/Azure/azure-cli/issues/6965"),
)

RULES: dict[str, tuple[Rule, ...]] = {_MACHINES: (_ZONES, *_RULES), _SETS: _RULES}

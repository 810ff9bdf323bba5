"""What does not change while a machine runs, and the interfaces that it needs to run at all."""

from __future__ import annotations

from collections.abc import Iterator

from local.azure.diff import normal_location
from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.rules.machine_os import WINDOWS, system_of
from local.azure.rules.sizes import build
from local.azure.values import dig, objects

# Security types, from that which protects less to that which protects more: there is no way back.
_TYPES = ("Standard", "TrustedLaunch")


def _interfaces(request: Request) -> Iterator[ArmError]:
    named = objects(request.get("networkProfile.networkInterfaces"))
    target = "networkProfile.networkInterfaces"
    if not named:
        yield ArmError(
            "InvalidParameter", f"Required parameter '{target}' is missing (null): {request.name} has none.", target
        )
    if len(named) > 1 and sum(one.get("primary") is True for one in named) != 1:
        yield ArmError("InvalidParameter", "Exactly one network interface of several must be primary.", target)
    here = normal_location(str(request.get("location") or ""))
    for index, one in enumerate(named):
        card = request.find(one.get("id"))
        there = str(card.properties.get("location")) if card else here
        if there != here:
            yield ArmError(
                "InvalidResourceReference",
                f"Resource {one.get('id')} referenced by resource {request.id.text} was not found. Please make sure "
                "that the referenced resource exists, and that both resources are in the same region: "
                f"{there} is not {here}.",
                f"{target}[{index}].id",
            )


def _other_interfaces(request: Request) -> Iterator[ArmError]:
    if request.old is None:
        return
    before, after = (
        {str(one.get("id")).lower() for one in objects(dig(inputs, "networkProfile.networkInterfaces"))}
        for inputs in (request.old.inputs, request.inputs)
    )
    if before != after:
        yield ArmError(
            "AddingOrDeletingNetworkInterfacesOnARunningVirtualMachineNotSupported",
            f"Virtual machine {request.id.text} must be stop-deallocated before its network interfaces can be changed.",
            "networkProfile.networkInterfaces",
        )


def _disk_name(request: Request) -> Iterator[ArmError]:
    """Azure names the disk where nobody does, and an update that leaves the name out keeps it."""
    path = "storageProfile.osDisk.name"
    before, after = dig(request.old.properties, path) if request.old else None, request.get(path)
    if before is not None and after is not None and str(after).lower() != str(before).lower():
        yield ArmError("PropertyChangeNotAllowed", "Changing property 'osDisk.name' is not allowed.", path)


def _security_type(request: Request) -> Iterator[ArmError]:
    path = "securityProfile.securityType"
    before = str(dig(request.old.inputs, path) or "Standard") if request.old else ""
    after = str(request.get(path) or "Standard")
    back = before in _TYPES and after in _TYPES and _TYPES.index(after) < _TYPES.index(before)
    if before and before != after and (back or "ConfidentialVM" in (before, after)):
        yield ArmError(
            "PropertyChangeNotAllowed",
            f"Changing property '{path}' of {request.name} from {before} to {after} is not allowed.",
            path,
        )


def _resize(request: Request) -> Iterator[ArmError]:
    """A Windows machine keeps or lacks a temporary disk through a change of its size; on Linux it may come and go."""
    before, after = (
        build(str(dig(inputs, "hardwareProfile.vmSize") or ""))
        for inputs in (request.old.inputs if request.old else {}, request.inputs)
    )
    if before is None or after is None or system_of(request.inputs) != WINDOWS:
        return
    if None not in (before.own_disk, after.own_disk) and before.own_disk != after.own_disk:
        yield ArmError(
            "OperationNotAllowed",
            f"Unable to resize the VM '{request.name}' since changing from resource disk to non-resource disk VM size "
            "and vice-versa is not allowed. Please refer to https://aka.ms/AAah4sj for more details.",
            "hardwareProfile.vmSize",
        )


_DOCS = "https://learn.microsoft.com/azure/virtual-machines/"

RULES: dict[str, tuple[Rule, ...]] = {
    "Microsoft.Compute/virtualMachines": (
        Rule(_interfaces, "documented", _DOCS + "network-overview"),
        Rule(_other_interfaces, "observed", "https://github.com/Azure/azure-powershell/issues/4565"),
        Rule(_disk_name, "observed", "https://github.com/hashicorp/terraform-provider-azurerm/pull/16323"),
        Rule(_security_type, "documented", _DOCS + "trusted-launch-existing-vm"),
        Rule(_resize, "documented", _DOCS + "azure-vms-no-temp-disk"),
    ),
}

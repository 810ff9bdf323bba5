"""Machines that agents and people work on, their disks, and containers."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from report.cost import meters
from report.cost.context import (
    TEN_THOUSAND,
    Context,
    Mapping_,
    Use,
    at,
    ends_with,
    items,
    no_price,
    not_yet,
    number,
    said,
    text,
    use,
)
from report.cost.meters import System
from report.cost.model import HOURS, Resource

# Sizes of the images' own disks in GiB, which a machine's disk has where nothing else is asked for.
# https://learn.microsoft.com/azure/virtual-machines/windows/expand-os-disk (127 GB),
# https://ubuntu.com/azure and https://learn.microsoft.com/azure/virtual-machines/linux/expand-disks (30 GB)
_IMAGE_GIB = {"canonical": 30, "microsoftwindowsserver": 127}


def virtual_machine(context: Context, resource: Resource) -> Iterator[Use]:
    """Hours by size and system, and its disks, which are paid while it is off too.

    https://azure.microsoft.com/pricing/details/virtual-machines/linux/,
    https://azure.microsoft.com/pricing/details/managed-disks/
    """
    size = text(resource, "hardwareProfile.vmSize")
    if size is None:
        yield not_yet("the machine's size")
        return
    system: System = "Windows" if at(resource, "osProfile.windowsConfiguration") is not None else "Linux"
    spot = text(resource, "priority") in ("Spot", "Low")
    if _is_switched_off(context, resource):
        hours, basis = context.usage.shutdown_machine_hours, "usage shutdownMachineHours: a schedule switches it off"
    else:
        hours, basis = context.usage.machine_hours, "usage machineHours"
    yield use(meters.machine(size, system, spot=spot), hours, basis)
    yield from _disks(context, at(resource, "storageProfile"), Decimal(1))


def _is_switched_off(context: Context, machine: Resource) -> bool:
    name = text(machine, "vmName")
    return name is not None and any(
        ends_with(at(schedule, "targetResourceId"), name) and text(schedule, "status") == "Enabled"
        for schedule in context.of("devtestlab:GlobalSchedule")
    )


def scale_set(context: Context, resource: Resource) -> Iterator[Use]:
    """Machines that always run, and those that Azure Pipelines adds; each with a disk for as long as it is there."""
    size = text(resource, "sku.name")
    if size is None:
        yield not_yet("the scale set's size")
        return
    profile = at(resource, "virtualMachineProfile") or {}
    system: System = "Windows" if "windowsConfiguration" in (profile.get("osProfile") or {}) else "Linux"
    always = (number(at(resource, "sku.capacity"), 0) or Decimal(0)) * HOURS
    hours = always + context.usage.scale_set_machine_hours
    yield use(meters.machine(size, system), hours, f"{said(always)} hours of its capacity, usage scaleSetMachineHours")
    yield from _disks(context, profile.get("storageProfile"), hours / HOURS)


def _disks(context: Context, storage: Any, machines: Decimal) -> Iterator[Use]:
    """The disks of so many machines; part of a machine is one that is there for part of the month."""
    storage = storage if isinstance(storage, dict) else {}
    image = str((storage.get("imageReference") or {}).get("publisher", "")).lower()
    for one, by_image in [(storage.get("osDisk"), _IMAGE_GIB.get(image))] + [
        (data, None) for data in storage.get("dataDisks") or ()
    ]:
        if not isinstance(one, dict):
            yield not_yet("a machine's disk")
            continue
        kind = (one.get("managedDisk") or {}).get("storageAccountType")
        size = number(one.get("diskSizeGB"), by_image)
        if not isinstance(kind, str) or size is None:
            yield not_yet("the size or kind of a machine's disk")
            continue
        yield from disk(context, kind, int(size), machines)


def disk(context: Context, kind: str, gib: int, machines: Decimal) -> Iterator[Use]:
    """A disk of each of so many machines, and its operations."""
    found = meters.disk(kind, gib)
    if found is None:
        yield no_price(f"disk of {gib} GiB, {kind}", "none that this platform makes")
        return
    itself, operations = found
    yield use(itself, machines, f"{gib} GiB, {said(machines.quantize(Decimal('0.01')))} of a month's disks")
    if operations is not None:
        amount = context.usage.disk_operations / TEN_THOUSAND * machines
        yield use(operations, amount, "usage diskOperations")


def container_group(context: Context, resource: Resource) -> Iterator[Use]:
    """Cores and memory by the hour. https://azure.microsoft.com/pricing/details/container-instances/."""
    if text(resource, "osType") not in (None, "Linux") or text(resource, "sku") not in (None, "Standard"):
        yield no_price("container group of Windows, or confidential", "none that this platform makes")
        return
    hours = context.usage.machine_hours
    for container in items(resource, "containers"):
        asked = (container.get("resources") or {}).get("requests") or {}
        cores, memory = number(asked.get("cpu")), number(asked.get("memoryInGB"))
        if cores is None or memory is None:
            yield not_yet("a container's cores or memory")
            continue
        yield use(meters.CONTAINER_CPU, cores * hours, f"{said(cores)} cores, usage machineHours")
        yield use(meters.CONTAINER_MEMORY, memory * hours, f"{said(memory)} GB, usage machineHours")


def managed_pool(context: Context, resource: Resource) -> Iterator[Use]:
    """The machines of a Managed DevOps Pool cost what machines cost; their disks' size is Microsoft's business.

    https://learn.microsoft.com/azure/devops/managed-devops-pools/pricing
    """
    size = text(resource, "fabricProfile.sku.name")
    if size is None:
        yield not_yet("the pool's size")
        return
    images = [str(one.get("wellKnownImageName", "")) for one in items(resource, "fabricProfile.images")]
    system: System = "Windows" if any(image.startswith("windows") for image in images) else "Linux"
    yield use(meters.machine(size, system), context.usage.managed_agent_hours, "usage managedAgentHours")
    yield no_price("disks of a Managed DevOps Pool", "their size is that of Microsoft's images")


MAPPINGS: dict[str, Mapping_] = {
    "compute:VirtualMachine": virtual_machine,
    "compute:VirtualMachineScaleSet": scale_set,
    "containerinstance:ContainerGroup": container_group,
    "devopsinfrastructure:Pool": managed_pool,
}

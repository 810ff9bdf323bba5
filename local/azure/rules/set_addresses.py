"""Room for the machines of a scale set: apart, as Azure looks for addresses last of all, when it makes them."""

from __future__ import annotations

from collections.abc import Iterator

from local.azure import addresses
from local.azure.errors import ArmError
from local.azure.request import Request, Rule


def _room(request: Request) -> Iterator[ArmError]:
    """Each machine has an address in each of its subnets."""
    for subnet_id, count in addresses.needed_by_set(request.inputs).items():
        subnet = request.find(subnet_id)
        if subnet is None:
            continue
        try:
            addresses.allocate(request.store, subnet, count, but=request.id.text)
        except ArmError as full:
            yield ArmError(full.code, full.message, "sku.capacity")


RULES: dict[str, tuple[Rule, ...]] = {
    "Microsoft.Compute/virtualMachineScaleSets": (
        # The code: https://github.com/MicrosoftDocs/azure-docs/issues/88211 (observed)
        Rule(_room, "observed", "https://github.com/Azure/AKS/issues/2531"),
    ),
}

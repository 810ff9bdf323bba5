"""Links of private DNS zones."""

from __future__ import annotations

from collections.abc import Iterator

from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.values import dig


def _linked_once(request: Request) -> Iterator[ArmError]:
    parent = request.id.parent
    others = request.store.children(parent.text, request.type) if parent else []
    network = str(request.get("virtualNetwork.id")).lower()
    for other in others:
        same = str(dig(other.inputs, "virtualNetwork.id")).lower() == network
        if same and other.arm_id.key != request.id.key:
            yield ArmError(
                "Conflict", f"{network} is linked to this zone already, by {other.name}.", "virtualNetwork.id"
            )


RULES: dict[str, tuple[Rule, ...]] = {
    "Microsoft.Network/privateDnsZones/virtualNetworkLinks": (
        Rule(_linked_once, "documented", "https://learn.microsoft.com/azure/dns/private-dns-virtual-network-links"),
    ),
}

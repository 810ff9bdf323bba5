"""Peerings of virtual networks, and whose gateway goes with them.

Facts without an address: https://learn.microsoft.com/azure/virtual-network/virtual-network-manage-peering (documented).
"""

from __future__ import annotations

from collections.abc import Iterator

from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.rules.ranges import address_space, overlap
from local.azure.store import Record
from local.azure.values import dig, objects

GATEWAYS = "Microsoft.Network/virtualNetworkGateways"
PEERINGS = "Microsoft.Network/virtualNetworks/virtualNetworkPeerings"


def gateways_of(request: Request, network_id: str) -> list[Record]:
    """Give the gateways that stand in a virtual network."""
    inside = f"{network_id.lower()}/subnets/"
    return [
        gateway
        for gateway in request.store.of_type(GATEWAYS)
        for one in objects(gateway.inputs.get("ipConfigurations"))
        if str(dig(one, "subnet.id")).lower().startswith(inside)
    ]


def _ends(request: Request) -> tuple[Record, Record] | None:
    """Give both networks, when both are here."""
    parent = request.id.parent
    local, remote = request.find(parent.text if parent else None), request.find(request.get("remoteVirtualNetwork.id"))
    return (local, remote) if local and remote else None


def _addresses(request: Request) -> Iterator[ArmError]:
    ends = _ends(request)
    hit = overlap(address_space(ends[0].inputs), address_space(ends[1].inputs)) if ends else None
    if ends and hit:
        yield ArmError(
            "VnetAddressSpacesOverlap",
            f"Cannot create or update peering {request.id.text}. Virtual networks {ends[0].id} and {ends[1].id} cannot "
            f"be peered because their address spaces overlap. Overlapping address prefixes: {hit[0]}, {hit[1]}.",
            "remoteVirtualNetwork.id",
        )


def _remote_gateway(request: Request) -> Iterator[ArmError]:
    """Whoever uses the other network's gateway needs one there."""
    ends = _ends(request)
    if ends is None or request.get("useRemoteGateways") is not True:
        return
    if not gateways_of(request, ends[1].id):
        yield ArmError(
            "RemoteVnetHasNoGateways",
            f"Peering {request.id.text} cannot have UseRemoteGateway flag set to true because remote virtual network "
            f"{ends[1].id} referenced by the peering does not have any gateways.",
            "useRemoteGateways",
        )


def _own_gateway(request: Request) -> Iterator[ArmError]:
    ends = _ends(request)
    if ends is None or request.get("useRemoteGateways") is not True:
        return
    local = ends[0]
    own = gateways_of(request, local.id)
    if own:
        yield ArmError(
            "VnetHasGateways",
            f"Peering {request.id.text} cannot have UseRemoteGateway flag set to true because virtual network "
            f"{local.id} has a gateway of its own: {own[0].id}.",
            "useRemoteGateways",
        )
    for other in request.store.children(local.id, PEERINGS):
        if other.arm_id.key != request.id.key and other.inputs.get("useRemoteGateways") is True:
            yield ArmError(
                "VnetUsesRemoteGatewaysAlready",
                f"Peering {request.id.text} cannot have UseRemoteGateway flag set to true because peering {other.id} "
                "has it: a virtual network uses one remote gateway.",
                "useRemoteGateways",
            )


def _transit(request: Request) -> Iterator[ArmError]:
    """One side uses the gateway only if the other side lets it."""
    ends = _ends(request)
    back = _way_back(request, *ends) if ends else None
    if back is None:
        return
    mine = (request.get("useRemoteGateways") is True, request.get("allowGatewayTransit") is True)
    theirs = (back.inputs.get("useRemoteGateways") is True, back.inputs.get("allowGatewayTransit") is True)
    for user, owner, uses, allows in (
        (request.id.text, back.id, mine[0], theirs[1]),
        (back.id, request.id.text, theirs[0], mine[1]),
    ):
        if uses and not allows:
            yield ArmError(
                "PeeringGatewayTransitNotAllowed",
                f"Peering {user} has UseRemoteGateway flag set to true, which needs AllowGatewayTransit flag set to "
                f"true on the corresponding peering {owner}.",
                "allowGatewayTransit" if user == back.id else "useRemoteGateways",
            )


def _way_back(request: Request, local: Record, remote: Record) -> Record | None:
    for one in request.store.children(remote.id, PEERINGS):
        if str(dig(one.inputs, "remoteVirtualNetwork.id")).lower() == local.id.lower():
            return one
    return None


_MANAGE = "https://learn.microsoft.com/azure/virtual-network/virtual-network-manage-peering"

RULES: dict[str, tuple[Rule, ...]] = {
    PEERINGS: (
        Rule(
            _addresses,
            "documented",
            "https://learn.microsoft.com/azure/virtual-network/virtual-network-troubleshoot-peering-issues",
        ),
        Rule(_remote_gateway, "observed", "https://github.com/Azure/bicep/issues/12191"),
        Rule(_own_gateway, "documented", _MANAGE),
        Rule(_transit, "documented", _MANAGE),
    ),
}

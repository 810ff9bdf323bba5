"""Peerings of virtual networks, and whose gateway goes with them.

Facts without an address: https://learn.microsoft.com/azure/virtual-network/virtual-network-manage-peering (documented).
"""

from __future__ import annotations

from collections.abc import Iterator

from local.azure import peerings
from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.rules.ranges import Network, address_space, overlap
from local.azure.store import Record
from local.azure.values import dig, objects

GATEWAYS = "Microsoft.Network/virtualNetworkGateways"
PEERINGS = peerings.PEERINGS


def gateways_of(request: Request, network_id: str) -> list[Record]:
    """Give the gateways that stand in a virtual network."""
    inside = f"{network_id.lower()}/subnets/"
    return [
        gateway
        for gateway in request.store.of_type(GATEWAYS)
        for one in objects(gateway.inputs.get("ipConfigurations"))
        if str(dig(one, "subnet.id")).lower().startswith(inside)
    ]


def _remote(request: Request) -> Iterator[ArmError]:
    if not request.get("remoteVirtualNetwork.id"):
        yield ArmError(
            "InvalidRequestFormat",
            "Cannot parse the request: a peering needs a remote virtual network.",
            "remoteVirtualNetwork",
        )


def _other_side(request: Request) -> Iterator[ArmError]:
    """A side that was left alone has to be written again before it finds a new partner."""
    back = peerings.way_back(request.store, request.id, request.inputs)
    if back is not None and back.properties.get("peeringState") == peerings.DISCONNECTED:
        yield ArmError(
            "RemotePeeringIsDisconnected",
            f"Cannot create or update peering {request.id.text} because remote peering {back.id} referencing parent "
            f"virtual network {request.id.parent.text if request.id.parent else ''} is in Disconnected state. Update "
            "or re-create the remote peering to get it back to Initiated state. Peering gets Disconnected when remote "
            "vnet or remote peering is deleted and re-created.",
            "remoteVirtualNetwork.id",
        )


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


def _peered(request: Request, network: Record, but: Record | None = None) -> list[Record]:
    """Give the networks that a network is peered with, but one."""
    peerings = request.store.children(network.id, PEERINGS)
    found = [request.find(dig(one.inputs, "remoteVirtualNetwork.id")) for one in peerings]
    return [one for one in found if one is not None and (but is None or one.id != but.id)]


def _others(request: Request) -> Iterator[ArmError]:
    """A network's peers must not overlap among themselves either, and each is peered with once."""
    ends = _ends(request)
    if ends is None:
        return
    local, remote = ends
    for other in request.store.children(local.id, PEERINGS):
        same = str(dig(other.inputs, "remoteVirtualNetwork.id")).lower() == remote.id.lower()
        if same and other.arm_id.key != request.id.key:
            yield ArmError(
                "AnotherPeeringAlreadyReferencesRemoteVnet",
                f"Peering {other.id} already references remote virtual network {remote.id}. Cannot add another peering "
                f"{request.id.text} referencing the same remote virtual network.",
                "remoteVirtualNetwork.id",
            )
    for third in _peered(request, local, remote):
        hit = overlap(address_space(remote.inputs), address_space(third.inputs))
        if hit:
            yield _crossing(request, remote, local, third, hit)
    for third in _peered(request, remote, local):
        hit = overlap(address_space(local.inputs), address_space(third.inputs))
        if hit:
            yield _crossing(request, local, remote, third, hit)


def _crossing(request: Request, one: Record, two: Record, third: Record, hit: tuple[Network, Network]) -> ArmError:
    return ArmError(
        "VnetAddressSpaceOverlapsWithAlreadyPeeredVnet",
        f"Cannot create or update peering {request.id.text}. Virtual networks {one.id} and {two.id} cannot be peered "
        f"because address space of the first virtual network overlaps with address space of virtual network {third.id} "
        f"already peered with the second virtual network. Overlapping address prefixes: {hit[0]}, {hit[1]}.",
        "remoteVirtualNetwork.id",
    )


def _space(request: Request) -> Iterator[ArmError]:
    """A peered network cannot grow into the addresses of its peers."""
    if request.old is None:
        return
    for peer in _peered(request, request.old):
        hit = overlap(address_space(request.inputs), address_space(peer.inputs))
        if hit:
            yield ArmError(
                "VnetAddressSpacesOverlap",
                f"Virtual network {request.id.text} is peered with {peer.id}: their address spaces must not overlap. "
                f"Overlapping address prefixes: {hit[0]}, {hit[1]}.",
                "addressSpace.addressPrefixes",
            )
        for third in _peered(request, peer, request.old):
            far = overlap(address_space(request.inputs), address_space(third.inputs))
            if far:
                yield ArmError(
                    "VnetAddressSpaceOverlapsWithAlreadyPeeredVnet",
                    f"The address space of virtual network {request.id.text} overlaps with that of {third.id}, which "
                    f"{peer.id} is peered with too. Overlapping address prefixes: {far[0]}, {far[1]}.",
                    "addressSpace.addressPrefixes",
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
    back = peerings.way_back(request.store, request.id, request.inputs) if ends else None
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
                f"Peering {user} cannot have UseRemoteGateways flag set to true, because corresponding remote peering "
                f"{owner} has AllowGatewayTransit flag set to false.",
                "allowGatewayTransit" if user == back.id else "useRemoteGateways",
            )


_MANAGE = "https://learn.microsoft.com/azure/virtual-network/virtual-network-manage-peering"

RULES: dict[str, tuple[Rule, ...]] = {
    PEERINGS: (
        Rule(_remote, "documented", _MANAGE),
        Rule(_other_side, "observed", "https://github.com/hashicorp/terraform-provider-azurerm/issues/14051"),
        Rule(
            _addresses,
            "documented",
            "https://learn.microsoft.com/azure/virtual-network/virtual-network-troubleshoot-peering-issues",
        ),
        Rule(_others, "observed", "https://github.com/alan-turing-institute/data-safe-haven/issues/2152"),
        Rule(_remote_gateway, "observed", "https://github.com/Azure/bicep/issues/12191"),
        Rule(_own_gateway, "documented", _MANAGE),
        # https://github.com/hashicorp/terraform-provider-azurerm/issues/2872 has the words; the code is assumed
        Rule(_transit, "observed", "https://github.com/hashicorp/terraform-provider-azurerm/issues/2872"),
    ),
    "Microsoft.Network/virtualNetworks": (
        Rule(
            _space,
            "documented",
            "https://learn.microsoft.com/azure/virtual-network/update-virtual-network-peering-address-space",
        ),
    ),
}

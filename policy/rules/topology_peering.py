"""Peerings and addresses: networks that mean to exchange traffic do, both ways, and no address is there twice."""

from collections.abc import Iterator
from functools import partial

from gate.model import HIGH, Rule, StackCheck
from gate.nodes import OutsideError
from gate.stack import Item, Stack
from topology import Topology, Vnet
from topology.answers import first_problem
from topology.references import Outside
from topology.vnets import Peering

FAMILY = "topology"
_VNET, _PEERING = "network:VirtualNetwork", "network:VirtualNetworkPeering"
_PEERING_PAGE = "https://learn.microsoft.com/azure/virtual-network/virtual-network-manage-peering"

# A switch of one side, and the switch of the other side that makes sense of it.
_PAIRS = (
    ("allowVirtualNetworkAccess", "allowVirtualNetworkAccess"),
    ("allowForwardedTraffic", "allowForwardedTraffic"),
    ("useRemoteGateways", "allowGatewayTransit"),
    ("allowGatewayTransit", "useRemoteGateways"),
)


def is_complete(item: Item, stack: Stack) -> str | None:
    """What is wrong with one side of a peering."""
    topology = stack.derived(Topology)
    sides = topology.network.peerings_of(item)
    return first_problem(partial(_first, _problems(side, topology)) for side in sides)


def _first(problems: Iterator[str]) -> str | None:
    return next(problems, None)


def _problems(side: Peering, topology: Topology) -> Iterator[str]:
    here, there = side.vnet, side.remote
    if not side.flag("allowVirtualNetworkAccess"):
        yield "allowVirtualNetworkAccess is not True, so no traffic passes"
    back = topology.network.other_side(side)
    if isinstance(here, Outside) and back is None:
        raise OutsideError(f"network {here.name}, whose side of a peering it is,")
    if isinstance(there, Outside) and back is None:
        raise OutsideError(f"the other side of the peering, {there.name},")
    if isinstance(here, Vnet) and isinstance(there, Vnet):
        back = there.peering_with(here)
    if back is None:
        yield f"{there.name} is not peered back with {here.name}, so no traffic passes"
        return
    for mine, theirs in _PAIRS:
        if side.flag(mine) != back.flag(theirs):
            yield f"{mine} is {side.flag(mine)}, and {theirs} of '{back.item.name}' is {back.flag(theirs)}"
    if isinstance(here, Vnet) and topology.network.gateways_of(here) and not side.flag("allowGatewayTransit"):
        yield f"allowGatewayTransit is not True: who comes in by the gateway of {here.name} stops there"


def has_addresses_of_its_own(item: Item, stack: Stack) -> str | None:
    """What is wrong with the addresses of a network: an overlap with a peer, a gateway's clients, inside itself."""
    topology = stack.derived(Topology)
    return next(_overlaps(topology.network.vnet(item), topology), None)


def _overlaps(vnet: Vnet, topology: Topology) -> Iterator[str]:
    for peer in vnet.peers:
        if any(mine.overlaps(theirs) for mine in vnet.space for theirs in peer.space):
            yield f"its addresses overlap those of {peer.name}, which it is peered with"
    for beyond in topology.network.gateway_blocks(vnet, vnet.peers):
        if any(mine.overlaps(beyond) for mine in vnet.space):
            yield f"its addresses overlap {beyond}, which a gateway connects"
    subnets = vnet.subnets
    for number, subnet in enumerate(subnets):
        if not all(any(space.covers(part) for space in vnet.space) for part in subnet.blocks):
            yield f"subnet {subnet.name} is not within the network's addresses"
        for other in subnets[number + 1 :]:
            if any(mine.overlaps(theirs) for mine in subnet.blocks for theirs in other.blocks):
                yield f"subnets {subnet.name} and {other.name} overlap"


RULES = (
    Rule(
        id="azure-topology-peering",
        demands="A peering is there both ways, with the same switches on both sides, and shares the gateway.",
        why="A peering of which one side is missing or closed carries nothing, and Azure says so to nobody.",
        fix="peer both ways; allow virtual network access and forwarded traffic on both sides; let the side with the"
        " gateway allow transit and the other one use it",
        default="allowVirtualNetworkAccess, allowForwardedTraffic and gateway transit are off",
        family=FAMILY,
        severity=HIGH,
        url=_PEERING_PAGE,
        stack=(StackCheck(of=(_PEERING, _VNET), judge=is_complete),),
    ),
    Rule(
        id="azure-topology-address-overlap",
        demands="Networks that are connected have addresses of their own, and so have their subnets.",
        why="Azure refuses peerings of overlapping networks, and a VPN client never reaches what has its own address.",
        fix="give each network a range that no other one has",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/virtual-network/virtual-network-peering-overview",
        stack=(StackCheck(of=(_VNET,), judge=has_addresses_of_its_own),),
    ),
)

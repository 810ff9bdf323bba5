"""What a single hop says of traffic: a security group, a peering, a route, a firewall."""

from collections.abc import Sequence
from functools import partial

from gate.nodes import OutsideError, UndecidedError

from topology.addresses import INTERNET, is_private
from topology.answers import YES, Answer, all_of, no
from topology.firewall import Firewall
from topology.references import Outside
from topology.routes import GATEWAY, LOCAL, NOTHING, Choice, Route
from topology.security import Group, Question, decide
from topology.vnets import Subnet, Vnet

Guard = Group | Outside | None
"""A security group, one of another stack, or none."""


def passes(guard: Guard, direction: str, subnet: Subnet, asked: Question) -> Answer:
    """What a security group says of all of some traffic; without one, everything passes."""
    if guard is None:
        return YES
    if isinstance(guard, Outside):
        raise OutsideError(f"the rules of security group {guard.name}")
    decided: dict[str, None] = {}
    for ruling in decide(guard.rules(direction), asked, subnet.inside):
        if not ruling.rule.allows:
            ends = f"from {ruling.flow.source} to {ruling.flow.destination}"
            return no(f"{direction} rule {ruling.rule} of '{guard.name}' denies {asked.protocol} {asked.port} {ends}")
        decided[str(ruling.rule)] = None
    return Answer(True, (f"{direction} rule {', '.join(decided)} of '{guard.name}' allows it",))


def routes_of(source: Subnet) -> list[Route]:
    """The routes of one's own that hold in a subnet.

    Raises:
        OutsideError: their table is not of this stack.
    """
    if isinstance(source.table, Outside):
        raise OutsideError(f"the routes of table {source.table.name}")
    return source.table.routes if source.table else []


def connected(source: Subnet, target: Subnet) -> Answer:
    """Whether two subnets' networks are one, or exchange traffic: each must say so of the other."""
    here, there = source.vnet, target.vnet
    if here is there:
        return YES
    for near, far, start, end in ((here, there, source, target), (there, here, target, source)):
        side = near.peering_with(far)
        if side is None:
            return no(f"{near.name} is not peered with {far.name}")
        if not side.flag("allowVirtualNetworkAccess"):
            return no(f"peering '{side.item.name}' does not allow virtual network access")
        if not side.holds_for(start, end):
            return no(f"peering '{side.item.name}' is not for subnets {start.name} and {end.name}")
    return Answer(True, (f"{here.name} is peered with {there.name}",))


def _takes_forwarded(vnet: Vnet, sender: Vnet) -> Answer:
    side = vnet.peering_with(sender)
    if side is not None and not side.flag("allowForwardedTraffic"):
        return no(f"peering '{side.item.name}' does not allow forwarded traffic, and so nothing from firewalls")
    return YES


def _home(firewall: Firewall) -> Subnet:
    if not isinstance(firewall.subnet, Subnet):
        raise OutsideError(f"the subnet of firewall '{firewall.name}'")
    return firewall.subnet


def beside(source: Subnet, firewall: Firewall) -> Answer:
    """Whether a firewall can be a subnet's next hop: in its network, or in a peer whose forwarded traffic it takes.

    https://learn.microsoft.com/azure/virtual-network/virtual-network-manage-peering
    """
    home = _home(firewall)
    return all_of([partial(connected, source, home), partial(_takes_forwarded, source.vnet, home.vnet)])


def onward(firewall: Firewall, home: Subnet) -> Answer:
    """Whether a firewall gets what it lets through to a subnet."""
    near = _home(firewall)
    return all_of([partial(connected, near, home), partial(_takes_forwarded, home.vnet, near.vnet)])


def beyond(choice: Choice, firewall: Firewall) -> Answer:
    """Whether a firewall gets what it lets through out of the networks."""
    if choice.piece is not None and is_private(choice.piece):
        raise OutsideError(f"where {choice.piece} is")
    return has_public_address(firewall)


def has_public_address(firewall: Firewall) -> Answer:
    """Whether a firewall gets out of the networks."""
    return YES if firewall.has_public_address else no(f"firewall '{firewall.name}' has no public address")


def filtered(firewall: Firewall, asked: Question, names: Sequence[str]) -> Answer:
    """What the rules of a firewall say of all of some traffic."""
    steps: list[str] = []
    for verdict in firewall.decides(asked, names):
        what = f"{asked}{f' ({verdict.name})' if verdict.name else ''}"
        if verdict.rule is None:
            return no(f"no rule of firewall '{firewall.name}' allows {what} from {verdict.source}")
        word = "allows" if verdict.rule.allows else "denies"
        steps.append(f"rule '{verdict.rule.name}' of firewall '{firewall.name}' {word} {what}")
        if not verdict.rule.allows:
            return no(f"{steps[-1]} from {verdict.source}")
    return Answer(True, tuple(dict.fromkeys(steps)))


def lost(route: Route, asked: Question) -> Answer:
    """What becomes of traffic at a next hop from which it comes to no place of this stack."""
    if route.hop == NOTHING:
        return no(f"route '{route.name}' drops {asked}")
    if route.hop == LOCAL:
        return no(f"route '{route.name}' keeps {asked} in the network, where nothing has the address")
    if route.hop == GATEWAY:
        raise OutsideError(f"the site that route '{route.name}' leads to")
    raise UndecidedError(f"nextHopType of route '{route.name}'")


def nowhere(route: Route) -> Answer:
    """What becomes of traffic to a next hop where nothing is."""
    return no(f"route '{route.name}' sends it to {route.address}, and no firewall of this stack is there")


def to_nobody(choice: Choice, asked: Question) -> Answer:
    """What becomes of private addresses that no subnet of the stack has: a gateway or a peer may know them."""
    if choice.route is not None and choice.route.hop != INTERNET:
        return lost(choice.route, asked)
    raise OutsideError(f"where {choice.piece} is")

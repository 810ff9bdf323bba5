"""Whether traffic gets from a network of another stack to one's own, or there: as far as this stack decides it."""

from functools import partial

from gate.nodes import OutsideError
from topology import Endpoint, Machines, Subnet, Vnet
from topology.addresses import Inside, is_private
from topology.answers import YES, Answer, all_of, no
from topology.hops import Guard, routes_of
from topology.security import INBOUND, OUTBOUND, Group, Question, decide

from report.reach.outside import Beyond


def comes_in(source: Beyond, home: Subnet, target: Endpoint | Machines, asked: Question) -> Answer:
    """Whether what comes by a peering gets to a subnet, and through the groups there.

    Raises:
        OutsideError: it depends on which addresses the other network has, or on rules of another stack.
        UndecidedError: it depends on what is not known yet.
    """
    guards: list[Guard] = [home.group]
    if isinstance(target, Endpoint) and not home.groups_hold_for_endpoints:
        guards = []
    if isinstance(target, Machines):
        guards.append(target.guard)
    asking = partial(_passes, INBOUND, source, _connected(home, source), asked)
    return all_of([partial(_peered, source, home.vnet), *(partial(asking, guard) for guard in guards)])


def goes_out(source: Machines, target: Beyond, asked: Question) -> Answer:
    """Whether machines get to a network of another stack, and through the groups on their way out.

    Raises:
        OutsideError: it depends on which addresses the other network has, or on rules of another stack.
        UndecidedError: it depends on what is not known yet.
    """
    home = source.subnet
    asking = partial(_passes, OUTBOUND, target, _connected(home, target), asked)
    groups = (partial(asking, guard) for guard in (source.guard, home.group))
    return all_of([partial(_peered, target, home.vnet), *groups, partial(_not_routed_elsewhere, home, target)])


def _not_routed_elsewhere(home: Subnet, target: Beyond) -> Answer:
    """A route of one's own may win over the peering; one for everything never does, as it is less specific."""
    for route in routes_of(home):
        inner = route.prefix if route.prefix is not None and is_private(route.prefix) else None
        if inner is not None and any(inner.overlaps(one) for one in target.blocks):
            raise OutsideError(f"whether route '{route.name}' is more specific than {target.name}")
    return YES


def _connected(home: Subnet, other: Beyond) -> Inside:
    """What the tag `VirtualNetwork` stands for: what is peered is in it."""
    return Inside((*home.inside.blocks, *other.blocks), home.inside.routed)


def _peered(source: Beyond, home: Vnet) -> Answer:
    pair = (home.item.urn, source.key)
    sides = source.now.sides.get(pair)
    if sides is None:
        if home.item.urn in source.now.unclear:
            raise source.now.unclear[home.item.urn]
        return no(f"{home.name} is not peered with {source.name}")
    if sides.there is None and pair in source.said_back:
        return no(f"{source.name} is not peered with {home.name}")
    for side in filter(None, (sides.here, sides.there)):
        if not side.flag("allowVirtualNetworkAccess"):
            return no(f"peering '{side.item.name}' does not allow virtual network access")
        if side.item.props.get("peerCompleteVnets") is False:
            raise OutsideError(f"which subnets of {source.name} peering '{side.item.name}' is for")
    if source.behind and not sides.here.flag("useRemoteGateways"):
        return no(f"{home.name} does not use the gateways of {source.name}")
    return Answer(True, (f"{home.name} is peered with {source.name}",))


def _passes(direction: str, other: Beyond, inside: Inside, asked: Question, guard: Guard) -> Answer:
    """What a security group says of all of them; where it lets some pass, nobody knows whether these are somebody."""
    if guard is None:
        return YES
    if not isinstance(guard, Group):
        raise OutsideError(f"the rules of security group {guard.name}")
    denied: dict[str, str] = {}
    allowed: dict[str, None] = {}
    everybody: set[str] = set()
    for ruling in decide(guard.rules(direction), asked, inside):
        who = str(ruling.flow.source if direction == INBOUND else ruling.flow.destination)
        everybody.add(who)
        if ruling.rule.allows:
            allowed[str(ruling.rule)] = None
        else:
            denied.setdefault(who, f"from {ruling.flow.source} to {ruling.flow.destination}|{ruling.rule}")
    if not denied:
        return Answer(True, (f"{direction} rule {', '.join(allowed)} of '{guard.name}' allows it",))
    if len(denied) < len(everybody):
        raise OutsideError(f"which addresses {other.name} has")
    ends, _, rule = next(iter(denied.values())).partition("|")
    return no(f"{direction} rule {rule} of '{guard.name}' denies {asked.protocol} {asked.port} {ends}")

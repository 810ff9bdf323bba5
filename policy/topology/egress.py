"""What machines in a subnet can reach outside their networks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from gate.nodes import OutsideError, UndecidedError

from topology.addresses import INTERNET, Place, addresses, block, contains, service
from topology.answers import Answer
from topology.firewall_rules import NAT, FirewallRule
from topology.machines import Machines
from topology.openings import ANYWHERE, EVERYTHING_OUT, Opening, openings
from topology.reach import End, Reach, Traffic
from topology.references import Outside
from topology.security import OUTBOUND, Group, Question, SecurityRule, decide, port_range
from topology.vnets import Subnet


@dataclass(frozen=True)
class Egress:
    """Something outside that machines reach.

    Attributes:
        destination: A service tag, addresses, or a host name that a firewall knows.
        ports: Ports, as a rule writes them.
        protocol: Transport protocol.
        way: By which rules and hops.
        place: Where that is.
        names: The host name, where it is one.
    """

    destination: str
    ports: str
    protocol: str
    way: Answer
    place: Place
    names: tuple[str, ...] = ()

    @property
    def port(self) -> int:
        """One of the ports."""
        return port_range(self.ports)[0]


def egress_of(source: Subnet | Machines, reach: Reach, unclear: list[UndecidedError] | None = None) -> list[Egress]:
    """What machines, or any in a subnet, can reach outside.

    Args:
        source: Where they are.
        reach: Answers about traffic.
        unclear: Where to note what cannot be decided of single destinations; without it, that ends the search.

    Raises:
        OutsideError: the way leads through another stack.
        UndecidedError: what decides is unknown.
    """
    found: dict[tuple[str, str, str], Egress] = {}
    for step, opening in _opened(End.of(source)):
        for find in _ways(step, opening, source, reach):
            try:
                one = find()
            except UndecidedError as error:
                if unclear is None:
                    raise
                unclear.append(error)
                continue
            if one.way.yes:
                found.setdefault((one.destination, one.ports, one.protocol), one)
    return list(found.values())


def _opened(end: End) -> Iterator[tuple[str, Opening]]:
    """What a rule of one security group opens outside, and the others let through too."""
    groups = [guard for guard in end.guards if guard is not None]
    if any(isinstance(group, Outside) for group in groups):
        raise OutsideError(f"a security group of {end.place.label}")
    read = {group.name: group.rules(OUTBOUND) for group in groups if isinstance(group, Group)}
    for name, rules in read.items() or [("", [EVERYTHING_OUT])]:
        for opening in openings(rules, end.place, end.subnet.inside):
            others = (other for key, other in read.items() if key != name)
            if _is_outside(opening, end) and all(_lets(other, opening, end) for other in others):
                step = f"outbound rule {opening.rule} of '{name}' allows it"
                yield step if name else "no security group is in the way", opening


def _is_outside(opening: Opening, end: End) -> bool:
    if opening.place is ANYWHERE:  # its public part is asked for as the internet
        return False
    inside = end.subnet.vnet.inside.blocks
    return not opening.place.blocks or not all(any(own.covers(one) for own in inside) for one in opening.place.blocks)


def _lets(rules: list[SecurityRule], opening: Opening, end: End) -> bool:
    asked = Question(end.place, opening.place, opening.port, opening.protocol)
    return any(found.rule.allows for found in decide(rules, asked, end.subnet.inside, leniently=True))


Find = Callable[[], Egress]
"""Finds out whether machines reach something."""


def _ways(step: str, opening: Opening, source: Subnet | Machines, reach: Reach) -> Iterator[Find]:
    """What an opening leads to; where all of it is reached, no rule of a firewall is asked for parts of it."""
    traffic = Traffic.to(source, opening.place, opening.port, opening.protocol)
    reached: list[Egress] = []

    def whole() -> Egress:
        out = reach.way_out(traffic)
        way = Answer(out.yes, (step, *out.steps))
        one = Egress(opening.place.label, opening.ports, opening.protocol, way, opening.place)
        reached.extend([one] if out.yes else [])
        return one

    yield whole
    for firewall in [] if reached else reach.firewalls_towards(traffic):
        for rule in firewall.rules:
            if rule.allows and rule.kind != NAT:
                yield from _through(rule, step, opening, source, reach)


def _through(
    rule: FirewallRule, step: str, opening: Opening, source: Subnet | Machines, reach: Reach
) -> Iterator[Find]:
    """What of an opening a rule of a firewall lets through."""

    def part(label: str, place: Place, names: tuple[str, ...], ports: str, port: int) -> Egress:
        out = reach.way_out(Traffic.to(source, place, port, opening.protocol, names))
        return Egress(label, ports, opening.protocol, Answer(out.yes, (step, *out.steps)), place, names)

    for ports in rule.ports:
        port = _common(ports, opening.ports)
        for label, place, names in _narrower(rule, opening) if port is not None else ():
            yield partial(part, label, place, names, ports, port or 0)


def _common(ports: str, others: str) -> int | None:
    (first, last), (other_first, other_last) = port_range(ports), port_range(others)
    lowest = max(first, other_first)
    return lowest if lowest <= min(last, other_last) else None


def _narrower(rule: FirewallRule, opening: Opening) -> Iterator[tuple[str, Place, tuple[str, ...]]]:
    for name in rule.names:
        yield name, opening.place, (name,)
    for text in rule.destinations:
        if block(text) and opening.place.tag == INTERNET:
            yield text, addresses(text), ()
        elif opening.place.tag and contains(opening.place.tag, text.lower()):
            yield text, service(text), ()

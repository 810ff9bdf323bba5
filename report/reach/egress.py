"""What machines reach outside of their networks, and by which way."""

import re
from collections.abc import Iterable, Iterator
from functools import partial

from gate.nodes import UndecidedError
from topology import Egress, Machines, Topology
from topology.reach import Traffic

from report.reach.consumers import Everybody
from report.reach.facts import Fact, Holds, Party, Section, decided, not_known

# The steps that name a way: the words of topology.reach.
_WAYS = re.compile(r"(?:leads to )?(firewall '[^']+')$|^(NAT gateway '[^']+')|(a service endpoint for \S+)")


def egress_facts(people: Everybody, topology: Topology) -> Iterator[Fact]:
    """For machines of the stack, each destination that they reach."""
    for consumer in people.consumers:
        if consumer.machines is not None:
            yield from _of(consumer.party, consumer.machines, topology)


def _of(who: Party, machines: Machines, topology: Topology) -> Iterator[Fact]:
    unclear: list[UndecidedError] = []
    try:
        found = topology.egress(machines, unclear)
    except UndecidedError as unknown:
        found, unclear = [], [unknown]
    labels = _labels(one.destination for one in found)
    for one in found:
        what = Party(one.destination.lower(), labels[one.destination.lower()])
        detail = f"{one.protocol} {'any port' if one.ports == '*' else one.ports}"
        steps = one.way.steps
        yield Fact(Section.EGRESS, who, what, detail, Holds.YES, steps, _way(steps), asked=one)
    for error in {error.path: error for error in unclear}.values():
        what = Party(f"?{error.path}", "all that they may reach outside")
        yield Fact(Section.EGRESS, who, what, "", Holds.UNKNOWN, (not_known(error),))


def _labels(destinations: Iterable[str]) -> dict[str, str]:
    """How destinations are written: a service tag as Azure writes it, where one rule does."""
    labels: dict[str, str] = {}
    for text in destinations:
        labels[text.lower()] = min(text, labels.get(text.lower(), text))  # capitals sort first
    return {**labels, "internet": "the whole internet"}


def _way(steps: Iterable[str]) -> str:
    for step in steps:
        found = _WAYS.search(step)
        if found:
            return next(group for group in found.groups() if group)
    return ""


def why_not_outside(topology: Topology, machines: Machines, asked: Egress) -> tuple[str, ...]:
    """What keeps machines from something outside that they reach at another time; nothing where it is not known."""
    traffic = Traffic.to(machines, asked.place, asked.port or 1, asked.protocol, asked.names)
    for find in (topology.reach.way_out, topology.reach.to_outside):
        holds, steps = decided(partial(find, traffic))
        if holds is Holds.NO:
            return steps[-1:]
    return ()

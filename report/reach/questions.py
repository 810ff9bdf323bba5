"""The questions that are asked of a network, each of every two parties that it may be about."""

from collections.abc import Hashable, Iterator, Sequence
from functools import partial
from itertools import product

from gate.nodes import UndecidedError
from gate.stack import Stack
from topology import Subnet, Topology
from topology.addresses import Place
from topology.security import INBOUND, OUTBOUND, Question

from report.reach.consumers import Consumer, Everybody, everybody, reaches
from report.reach.egress import egress_facts, why_not_outside
from report.reach.exposure import exposure_facts
from report.reach.facts import Fact, Facts, Holds, Party, Section, decided
from report.reach.groups import groups_of, rules_of
from report.reach.names import name_facts
from report.reach.outside import Beyond, Others
from report.reach.peered import goes_out
from report.reach.ports import Ports, detail_of, pieces_of
from report.reach.roles import role_facts
from report.reach.services import service_of, used

_TRANSPORT = ("tcp", "udp")


def asked(stack: Stack, topology: Topology, cuts: Sequence[str], others: Others | None = None) -> Facts:
    """All facts about a stack.

    Args:
        stack: Its resources.
        topology: Their network.
        cuts: Ports that rules tell apart, before and after, as `port_texts` finds them.
        others: What is known of networks of other stacks, before and after.
    """
    people = everybody(stack, topology, others)
    found = [
        *exposure_facts(topology),
        *_paths(people, topology),
        *_sideways(people, topology, pieces_of(cuts)),
        *_elsewhere(people, pieces_of(cuts)),
        *name_facts(people, stack, topology),
        *egress_facts(people, topology),
        *role_facts(stack),
        *(_unclear(text) for text in people.unclear),
    ]
    parties = frozenset(one.party.key for one in people.consumers) | {item.urn for item in stack.items}
    return Facts({fact.key: fact for fact in found}, parties, partial(_why_not, people, topology))


def _why_not(people: Everybody, topology: Topology, fact: Fact) -> tuple[str, ...]:
    machines = next((one.machines for one in people.consumers if one.party.key == fact.who.key), None)
    return why_not_outside(topology, machines, fact.asked) if machines and fact.asked else ()


def _unclear(text: str) -> Fact:
    return Fact(Section.PATHS, Party(text, text), Party("", ""), "", Holds.UNKNOWN, (text,))


def _paths(people: Everybody, topology: Topology) -> Iterator[Fact]:
    for consumer in people.consumers:
        for endpoint in topology.link.endpoints:
            target = service_of(endpoint)
            for protocol, port in used(endpoint, consumer):
                holds, why = decided(partial(reaches, topology, consumer, endpoint, port, protocol))
                # Azure Bastion is for machines; who of another stack should come in, its rules know
                meant = not isinstance(consumer.source, Subnet | Beyond)
                detail = f"{protocol} {port}"
                yield Fact(Section.PATHS, consumer.party, target, detail, holds, why, consumer.way, meant)


def _sideways(people: Everybody, topology: Topology, pieces: Sequence[Ports]) -> Iterator[Fact]:
    pairs = [(one, other, other.machines) for one in people.consumers for other in people.consumers if one is not other]
    answers: dict[Hashable, tuple[Holds, tuple[str, ...]]] = {}
    for consumer, target, machines in pairs:
        if machines is None:
            continue
        for protocol, piece in product(_TRANSPORT, pieces):
            alike = (_alike(consumer), machines.alike, protocol, piece)
            if alike not in answers:
                answers[alike] = decided(partial(reaches, topology, consumer, machines, piece[0], protocol))
            detail = detail_of(protocol, piece)
            yield Fact(Section.SIDEWAYS, consumer.party, target.party, detail, *answers[alike], consumer.way)


def _elsewhere(people: Everybody, pieces: Sequence[Ports]) -> Iterator[Fact]:
    """From machines of the stack to networks of other stacks."""
    answers: dict[Hashable, tuple[Holds, tuple[str, ...]]] = {}
    for consumer, (party, there) in product(people.consumers, people.elsewhere):
        machines = consumer.machines
        if machines is None:
            continue
        target = Party(party.key, f"{party.name} in {party.where}")
        for protocol, piece in product(_TRANSPORT, pieces):
            alike = (machines.alike, party.key, protocol, piece)
            if alike not in answers:
                question = Question(machines.place, Place(target.name, there.blocks), piece[0], protocol)
                answers[alike] = decided(partial(goes_out, machines, there, question))
            detail = detail_of(protocol, piece)
            yield Fact(Section.SIDEWAYS, consumer.party, target, detail, *answers[alike], there.way)


def _alike(consumer: Consumer) -> Hashable:
    """What is the same for those whose traffic meets the same rules."""
    return consumer.machines.alike if consumer.machines else consumer.party.key


def port_texts(*topologies: Topology) -> list[str]:
    """The ports and ranges of ports that rules of security groups and firewalls name."""
    found: dict[str, None] = {}
    for topology in topologies:
        for group in groups_of(topology):
            for direction in (INBOUND, OUTBOUND):
                found.update(dict.fromkeys(text for rule in rules_of(group, direction) for text in rule.ports))
        for firewall in topology.firewalls:
            try:
                found.update(dict.fromkeys(text for rule in firewall.rules for text in rule.ports))
            except UndecidedError:  # the answers that depend on it are unknown, whatever the ports
                continue
    return list(found)

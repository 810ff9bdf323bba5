"""What the rules of a security group let through that no rule before them decides about."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from topology.addresses import ANY, EVERYTHING, THE_INTERNET, VIRTUAL_NETWORK, Inside, Place, addresses, block, service
from topology.security import OUTBOUND, Question, SecurityRule, decide, port_range, ports_to_try

ANYWHERE = Place("anywhere", (EVERYTHING,))
EVERYTHING_OUT = SecurityRule(
    name="none",
    direction=OUTBOUND,
    priority=0,
    allows=True,
    protocol=ANY,
    sources=(ANY,),
    destinations=(ANY,),
    ports=(ANY,),
)
"""What a subnet without a security group may send."""

_PROTOCOLS = ("tcp", "udp", "icmp")


@dataclass(frozen=True)
class Opening:
    """Something that a rule lets through.

    Attributes:
        rule: The rule.
        destination: One of its destinations, as it says it; the tag of the network where it names security groups.
        place: Where that is.
        ports: One of its ports or ranges of ports, as it says it.
        port: One of these that it decides about.
        protocol: A transport protocol.
    """

    rule: SecurityRule
    destination: str
    place: Place
    ports: str
    port: int
    protocol: str


def openings(rules: Sequence[SecurityRule], source: Place, inside: Inside) -> Iterator[Opening]:
    """What the rules of one direction let a place send.

    Args:
        rules: The rules, by priority.
        source: Where traffic starts.
        inside: What the tag `VirtualNetwork` stands for there.
    """
    texts = [text for rule in rules for text in rule.ports]
    for rule in rules:
        if rule.allows:
            for (destination, place), ports in itertools.product(_places(rule, inside), rule.ports):
                for protocol in _PROTOCOLS if rule.protocol == ANY else (rule.protocol,):
                    for port in ports_to_try(texts, port_range(ports)):
                        asked = Question(source, place, port, protocol)
                        if any(found.rule is rule for found in decide(rules, asked, inside, leniently=True)):
                            yield Opening(rule, destination, place, ports, port, protocol)
                            break


def _places(rule: SecurityRule, inside: Inside) -> Iterator[tuple[str, Place]]:
    for text in rule.destinations:
        if text == ANY:
            yield text, THE_INTERNET
            yield text, ANYWHERE
        elif text == VIRTUAL_NETWORK:
            yield text, Place(text, inside.blocks)
            yield text, THE_INTERNET  # where default routes are part of the tag
        else:
            yield text, addresses(text) if block(text) else service(text)
    if rule.destination_groups:
        yield VIRTUAL_NETWORK, Place("application security groups", inside.blocks, groups=rule.destination_groups)

"""What machines in a subnet can reach outside their networks."""

from collections.abc import Iterator
from dataclasses import dataclass

from topology.addresses import ANY, INTERNET, VIRTUAL_NETWORK, Place, addresses, block, service
from topology.network import Subnet
from topology.reach import Answer, Reach, Traffic
from topology.security import OUTBOUND, Group, SecurityRule


@dataclass(frozen=True)
class Egress:
    """Something outside that a subnet reaches.

    Attributes:
        destination: A service tag, or addresses.
        ports: Ports, as a rule writes them.
        protocol: Transport protocol.
        way: By which rules and hops.
    """

    destination: str
    ports: str
    protocol: str
    way: Answer


def egress_of(source: Subnet, reach: Reach) -> list[Egress]:
    """What machines in a subnet can reach outside.

    Raises:
        OutsideError: the way leads through another stack.
    """
    asked = list(dict.fromkeys(_candidates(source)))
    found = [
        Egress(place.label, ports, protocol, reach.to_outside(Traffic.to(source, place, _port(ports), protocol)))
        for place, ports, protocol in asked
    ]
    return [one for one in found if one.way.yes]


def _port(ports: str) -> int:
    return 443 if ports == ANY else int(ports.partition("-")[0])


def _candidates(source: Subnet) -> Iterator[tuple[Place, str, str]]:
    """All that the group's allowing rules name, and the internet."""
    rules = source.group.rules(OUTBOUND) if isinstance(source.group, Group) else []
    for rule in rules:
        if rule.allows:
            yield from _of_rule(rule, source)
    yield service(INTERNET), "443", "tcp"


def _of_rule(rule: SecurityRule, source: Subnet) -> Iterator[tuple[Place, str, str]]:
    for text in rule.destinations:
        found = block(text)
        if text == VIRTUAL_NETWORK or (found and any(own.covers(found) for own in source.vnet.inside)):
            continue
        place = service(INTERNET) if text == ANY else addresses(text) if found else service(text)
        for ports in rule.ports:
            for protocol in ("tcp", "udp") if rule.protocol == ANY else (rule.protocol,):
                yield place, ports, protocol

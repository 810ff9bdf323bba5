"""Network security groups: which rule decides about a flow.

Rules are taken by priority, the lowest number first, and the first that matches decides; below them stand Azure's own.
https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview
"""

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from gate.nodes import ABSENT, Node, expand, known, texts
from gate.stack import Item

from topology.addresses import (
    ANY,
    INTERNET,
    LOAD_BALANCER,
    VIRTUAL_NETWORK,
    Inside,
    Match,
    Place,
    Point,
    cuts,
    matches,
    points,
)
from topology.references import Outside, References, of_item

INBOUND, OUTBOUND = "inbound", "outbound"
_HIGHEST_PORT = 65535

Ports = tuple[int, int]
ALL_PORTS: Ports = (0, _HIGHEST_PORT)

CLIENT_PORTS: Ports = (1024, _HIGHEST_PORT)
"""Ports that clients send from: no system takes a well-known one for that (RFC 6335)."""


@dataclass(frozen=True)
class SecurityRule:
    """One rule, in lower case where Azure does not tell cases apart.

    Attributes:
        name: Its name in the group.
        direction: `inbound` or `outbound`.
        priority: 100 to 4096, and 65000 or more for Azure's own.
        allows: Whether traffic that matches may pass.
        protocol: `tcp`, `udp`, `icmp`, `esp`, `ah` or `*`.
        sources: Prefixes, ranges and tags.
        destinations: The same of the other end.
        ports: Destination ports and ranges of ports.
        source_groups: Application security groups in place of addresses, as `Place.groups` has them.
        destination_groups: The same of the other end.
        source_ports: Ports that traffic comes from, and ranges of ports.
    """

    name: str
    direction: str
    priority: int
    allows: bool
    protocol: str
    sources: tuple[str, ...]
    destinations: tuple[str, ...]
    ports: tuple[str, ...]
    source_groups: frozenset[str] = frozenset()
    destination_groups: frozenset[str] = frozenset()
    source_ports: tuple[str, ...] = (ANY,)

    def match(self, flow: "Flow", inside: Inside) -> Match:
        """Whether the rule is about a flow."""
        on_ports = is_among(self.ports, flow.port) and is_among(self.source_ports, flow.source_port)
        if not on_ports or self.protocol not in {ANY, flow.protocol}:
            return Match.NO
        return min(
            _end_matches(self.sources, self.source_groups, flow.source, inside),
            _end_matches(self.destinations, self.destination_groups, flow.destination, inside),
        )

    @property
    def is_default(self) -> bool:
        """Whether it is one of Azure's own, below all others."""
        return self in DEFAULTS

    def __str__(self) -> str:
        """How an explanation names the rule."""
        return f"'{self.name}' ({self.priority})"


@dataclass(frozen=True)
class Flow:
    """From a piece of one place to a piece of another, on one port."""

    source: Point
    destination: Point
    port: int
    protocol: str
    source_port: int = _HIGHEST_PORT


@dataclass(frozen=True)
class Question:
    """Traffic from a place to a place.

    Attributes:
        source: Where it starts.
        destination: Where it ends.
        port: Destination port.
        protocol: `tcp`, `udp`, `icmp`, `esp` or `ah`.
        source_ports: The lowest and the highest port that it may come from.
    """

    source: Place
    destination: Place
    port: int
    protocol: str
    source_ports: Ports = CLIENT_PORTS

    def __str__(self) -> str:
        """How an explanation names it."""
        return f"{self.protocol} {self.port} to {self.destination.label}"


@dataclass(frozen=True)
class Ruling:
    """Which rule decided about a flow."""

    flow: Flow
    rule: SecurityRule


def has_port(ports: str, port: int) -> bool:
    """Whether `443`, `8080-8090` or `*` holds a port."""
    first, last = port_range(ports)
    return first <= port <= last


def is_among(ranges: Sequence[str], port: int) -> bool:
    """Whether one of some ranges holds a port."""
    return any(has_port(ports, port) for ports in ranges)


@cache
def port_range(text: str) -> Ports:
    """The lowest and the highest port of `443`, `8080-8090` or `*`."""
    if text.strip() == ANY:
        return ALL_PORTS
    first, _, last = text.partition("-")
    return int(first), int(last or first)


def ports_to_try(texts: Sequence[str], within: Ports = ALL_PORTS) -> list[int]:
    """One port of each range that no text tells apart, of those within two ends."""
    lowest, highest = within
    starts = {lowest, *(start for first, last in map(port_range, texts) for start in (first, last + 1))}
    return sorted(start for start in starts if lowest <= start <= highest)


def _end_matches(wanted: Sequence[str], groups: frozenset[str], point: Point, inside: Inside) -> Match:
    if groups & point.groups:
        return Match.SURELY
    return max((matches(text, point, inside) for text in wanted), default=Match.NO)


def _default(name: str, direction: str, priority: int, **ends: str) -> SecurityRule:
    return SecurityRule(
        name=name,
        direction=direction,
        priority=priority,
        allows=name.startswith("Allow"),
        protocol=ANY,
        sources=(ends.get("source", ANY),),
        destinations=(ends.get("destination", ANY),),
        ports=(ANY,),
    )


# https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview#default-security-rules
DEFAULTS = (
    _default("AllowVnetInBound", INBOUND, 65000, source=VIRTUAL_NETWORK, destination=VIRTUAL_NETWORK),
    _default("AllowAzureLoadBalancerInBound", INBOUND, 65001, source=LOAD_BALANCER),
    _default("DenyAllInBound", INBOUND, 65500),
    _default("AllowVnetOutBound", OUTBOUND, 65000, source=VIRTUAL_NETWORK, destination=VIRTUAL_NETWORK),
    _default("AllowInternetOutBound", OUTBOUND, 65001, destination=INTERNET),
    _default("DenyAllOutBound", OUTBOUND, 65500),
)


def decide(
    rules: Sequence[SecurityRule], asked: Question, inside: Inside, *, leniently: bool = False
) -> Iterator[Ruling]:
    """The rule that decides for each piece of the two places that the rules tell apart.

    Args:
        rules: Rules of one direction, by priority, the last of which matches everything.
        asked: The traffic.
        inside: What the tag `VirtualNetwork` stands for at the group.
        leniently: Where only Azure knows whether a rule matches, whether one that allows is taken to, and one that
            denies not to: what may get through. Otherwise it is the other way round: what surely does.
    """
    near = points(asked.source, cuts((text for rule in rules for text in rule.sources), inside))
    far = points(asked.destination, cuts((text for rule in rules for text in rule.destinations), inside))
    from_ports = ports_to_try([text for rule in rules for text in rule.source_ports], asked.source_ports)
    for start, end, source_port in itertools.product(near, far, from_ports):
        flow = Flow(start, end, asked.port, asked.protocol, source_port)
        yield Ruling(flow, next(rule for rule in rules if rule.match(flow, inside) >= _enough(rule, leniently)))


def _enough(rule: SecurityRule, leniently: bool) -> Match:
    return Match.MAYBE if rule.allows is leniently else Match.SURELY


class Group:
    """A network security group with its rules, those that are resources of their own included.

    Args:
        item: The group.
        separate: Finds the rules beside it.
        references: Finds the application security groups that rules name.
    """

    def __init__(self, item: Item, separate: Callable[[], list[Item]], references: References) -> None:
        self.item = item
        self._separate = separate
        self._references = references

    @property
    def name(self) -> str:
        """Its name in the program."""
        return self.item.name

    @cached_property
    def _own(self) -> list[SecurityRule]:
        with of_item(self.item):
            inline = [self._rule(self.item, known(element)) for element in expand(self.item.props, "securityRules[]")]
        return [*inline, *(self._separate_rule(item) for item in self._separate())]

    def rules(self, direction: str) -> list[SecurityRule]:
        """The rules of a direction, Azure's own last.

        Raises:
            UndecidedError: a property of a rule is unknown.
        """
        return [rule for rule in self._ordered if rule.direction == direction]

    @cached_property
    def _ordered(self) -> list[SecurityRule]:
        return sorted([*self._own, *DEFAULTS], key=lambda rule: rule.priority)

    def _separate_rule(self, item: Item) -> SecurityRule:
        with of_item(item):
            return self._rule(item, item.props)

    def _rule(self, item: Item, node: Node) -> SecurityRule:
        return SecurityRule(
            name=node.text("name") or node.text("securityRuleName"),
            direction=node.text("direction").lower(),
            priority=int(node.get("priority")),
            allows=node.text("access").lower() == "allow",
            protocol=node.text("protocol").lower(),
            sources=_end(node, "source"),
            destinations=_end(node, "destination"),
            ports=_either(node, "destinationPortRange", "destinationPortRanges"),
            source_groups=self._groups(item, node, "source"),
            destination_groups=self._groups(item, node, "destination"),
            source_ports=_either(node, "sourcePortRange", "sourcePortRanges") or (ANY,),
        )

    def _groups(self, item: Item, node: Node, end: str) -> frozenset[str]:
        return application_groups(self._references, item, node, f"{end}ApplicationSecurityGroups[]")


def application_groups(references: References, item: Item, node: Node, path: str) -> frozenset[str]:
    """The application security groups that a list of ids below a node names, as `Place.groups` has them.

    Raises:
        UnidentifiedError: nobody knows yet which they are.
    """
    found = references.listed(item, node, f"{path}.id", "network:ApplicationSecurityGroup")
    return frozenset(group.id.lower() if isinstance(group, Outside) else group.urn for group in found)


def _either(node: Node, one: str, several: str) -> tuple[str, ...]:
    return (*texts(node, one), *texts(node, f"{several}[]"))


def _end(node: Node, end: str) -> tuple[str, ...]:
    """Prefixes of one end; an end that names neither addresses nor groups is every address."""
    found = _either(node, f"{end}AddressPrefix", f"{end}AddressPrefixes")
    grouped = node.get(f"{end}ApplicationSecurityGroups") is not ABSENT
    return tuple(text.lower() for text in found) or (() if grouped else (ANY,))

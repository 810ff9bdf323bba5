"""Network security groups: which rule decides about a flow.

Rules are taken by priority, the lowest number first, and the first that matches decides; below them stand Azure's own.
https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from gate.nodes import ABSENT, Node, expand, known, texts
from gate.stack import Item

from topology.addresses import ANY, INTERNET, LOAD_BALANCER, VIRTUAL_NETWORK, Block, Place, Point, cuts, matches, points

INBOUND, OUTBOUND = "inbound", "outbound"
_HIGHEST_PORT = 65535


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
        source_groups: Names of application security groups, in place of addresses.
        destination_groups: The same of the other end.
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

    def matches(self, flow: "Flow", inside: tuple[Block, ...]) -> bool:
        """Whether the rule is about a flow."""
        return (
            self.protocol in {ANY, flow.protocol}
            and any(has_port(ports, flow.port) for ports in self.ports)
            and _end_matches(self.sources, self.source_groups, flow.source, inside)
            and _end_matches(self.destinations, self.destination_groups, flow.destination, inside)
        )

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


@dataclass(frozen=True)
class Question:
    """Traffic from a place to a place.

    Attributes:
        source: Where it starts.
        destination: Where it ends.
        port: Destination port.
        protocol: `tcp`, `udp`, `icmp`, `esp` or `ah`.
    """

    source: Place
    destination: Place
    port: int
    protocol: str

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
    if ports.strip() == ANY:
        return True
    first, _, last = ports.partition("-")
    return int(first) <= port <= int(last or first)


def ports_to_try(rules: Sequence[SecurityRule]) -> list[int]:
    """One port of each range that no rule tells apart."""
    starts = {0}
    for text in {text for rule in rules for text in rule.ports if text.strip() != ANY}:
        first, _, last = text.partition("-")
        starts |= {int(first), int(last or first) + 1}
    return sorted(start for start in starts if start <= _HIGHEST_PORT)


def _end_matches(wanted: Sequence[str], groups: frozenset[str], point: Point, inside: tuple[Block, ...]) -> bool:
    return any(matches(text, point, inside) for text in wanted) or bool(groups & point.groups)


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


def decide(rules: Sequence[SecurityRule], asked: Question, inside: tuple[Block, ...]) -> Iterator[Ruling]:
    """The rule that decides for each piece of the two places that the rules tell apart.

    Args:
        rules: Rules of one direction, by priority, the last of which matches everything.
        asked: The traffic.
        inside: What the tag `VirtualNetwork` stands for at the group.
    """
    near = cuts((text for rule in rules for text in rule.sources), inside)
    far = cuts((text for rule in rules for text in rule.destinations), inside)
    for start in points(asked.source, near):
        for end in points(asked.destination, far):
            flow = Flow(start, end, asked.port, asked.protocol)
            yield Ruling(flow, next(rule for rule in rules if rule.matches(flow, inside)))


class Group:
    """A network security group with its rules, those that are resources of their own included.

    Args:
        item: The group.
        separate: The rules beside it.
    """

    def __init__(self, item: Item, separate: Sequence[Item]) -> None:
        self.item = item
        self._separate = separate

    @property
    def name(self) -> str:
        """Its name in the program."""
        return self.item.name

    @cached_property
    def _own(self) -> list[SecurityRule]:
        inline = [_rule(known(element)) for element in expand(self.item.props, "securityRules[]")]
        return [*inline, *(_rule(item.props) for item in self._separate)]

    def rules(self, direction: str) -> list[SecurityRule]:
        """The rules of a direction, Azure's own last.

        Raises:
            UndecidedError: a property of a rule is unknown.
        """
        return sorted(
            (rule for rule in [*self._own, *DEFAULTS] if rule.direction == direction), key=lambda rule: rule.priority
        )


def _rule(node: Node) -> SecurityRule:
    direction = node.text("direction").lower()
    return SecurityRule(
        name=node.text("name") or node.text("securityRuleName"),
        direction=direction,
        priority=int(node.get("priority")),
        allows=node.text("access").lower() == "allow",
        protocol=node.text("protocol").lower(),
        sources=_end(node, "source"),
        destinations=_end(node, "destination"),
        ports=_either(node, "destinationPortRange", "destinationPortRanges"),
        source_groups=_groups(node, "sourceApplicationSecurityGroups"),
        destination_groups=_groups(node, "destinationApplicationSecurityGroups"),
    )


def _either(node: Node, one: str, several: str) -> tuple[str, ...]:
    return (*texts(node, one), *texts(node, f"{several}[]"))


def _end(node: Node, end: str) -> tuple[str, ...]:
    """Prefixes of one end; an end that names neither addresses nor groups is every address."""
    found = _either(node, f"{end}AddressPrefix", f"{end}AddressPrefixes")
    grouped = node.get(f"{end}ApplicationSecurityGroups") is not ABSENT
    return tuple(text.lower() for text in found) or (() if grouped else (ANY,))


def _groups(node: Node, path: str) -> frozenset[str]:
    return frozenset(found.rstrip("/").rpartition("/")[2].lower() for found in texts(node, f"{path}[].id"))

"""Security groups and routes against brute force: every address of a small space, judged as Microsoft's pages say."""

import ipaddress
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st
from topology.addresses import Block, Inside, Place, blocks
from topology.routes import Route, choices
from topology.security import DEFAULTS, OUTBOUND, Question, SecurityRule, decide

_SPACE = ipaddress.ip_network("10.0.0.0/27")
_NETWORK = (ipaddress.ip_network("10.0.0.0/28"), ipaddress.ip_network("10.0.0.24/29"))
_INSIDE = Inside(blocks(str(network) for network in _NETWORK))
_PORTS = (79, 80, 85, 90, 91, 443)
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_unhurried = settings(deadline=None)  # a busy machine is no mistake

_lengths = st.integers(27, 32)
_prefixes = st.builds(
    lambda number, length: str(ipaddress.ip_network((int(_SPACE[0]) + number, length), strict=False)),
    st.integers(0, 31),
    _lengths,
)
_ranges = st.builds(
    lambda ends: f"{_SPACE[ends[0]]}-{_SPACE[ends[1]]}",
    st.tuples(st.integers(0, 31), st.integers(0, 31)).map(lambda pair: (min(pair), max(pair))),
)
_ends = st.lists(_prefixes | _ranges | st.sampled_from(["*", "virtualnetwork", "internet"]), min_size=1, max_size=3)
_rules = st.lists(
    st.builds(
        SecurityRule,
        name=st.just("rule"),
        direction=st.just(OUTBOUND),
        priority=st.integers(100, 4096),
        allows=st.booleans(),
        protocol=st.sampled_from(["tcp", "udp", "*"]),
        sources=_ends.map(tuple),
        destinations=_ends.map(tuple),
        ports=st.lists(st.sampled_from(["*", "80", "80-90", "443"]), min_size=1, max_size=2).map(tuple),
    ),
    max_size=6,
    unique_by=lambda rule: rule.priority,
)
_places = st.lists(_prefixes | st.just("20.0.0.0/30"), min_size=1, max_size=2, unique=True)
_asked = st.tuples(_places, _places, st.sampled_from(_PORTS), st.sampled_from(["tcp", "udp"]))

Asked = tuple[list[str], list[str], int, str]
Verdicts = dict[tuple[str, str], bool]


# --- the oracle: it shares no code with what it judges


def _inside(address: Address) -> bool:
    return any(address in network for network in _NETWORK)


def _covers(text: str, address: Address) -> bool:
    if text in {"*", "virtualnetwork"}:
        return text == "*" or _inside(address)
    if text == "internet":
        return not _inside(address) and not address.is_private
    first, _, last = text.partition("-")
    if last:
        return int(ipaddress.ip_address(first)) <= int(address) <= int(ipaddress.ip_address(last))
    return address in ipaddress.ip_network(text)


def _has(ports: str, port: int) -> bool:
    first, _, last = ports.partition("-")
    return ports == "*" or int(first) <= port <= int(last or first)


def _oracle(rules: Sequence[SecurityRule], source: Address, destination: Address, port: int, protocol: str) -> bool:
    for rule in sorted(rules, key=lambda one: one.priority):
        about = rule.protocol in {"*", protocol} and any(_has(ports, port) for ports in rule.ports)
        near = any(_covers(text, source) for text in rule.sources)
        if about and near and any(_covers(text, destination) for text in rule.destinations):
            return rule.allows
    if _inside(source) and _inside(destination):  # AllowVnetOutBound
        return True
    return _covers("internet", destination)  # AllowInternetOutBound, or DenyAllOutBound


def _by_oracle(rules: Sequence[SecurityRule], asked: Asked) -> Verdicts:
    sources, destinations, port, protocol = asked
    pairs = product(_addresses(sources), _addresses(destinations))
    return {(str(a), str(b)): _oracle(rules, a, b, port, protocol) for a, b in pairs}


def _addresses(texts: Sequence[str]) -> Iterator[Address]:
    for text in texts:
        yield from ipaddress.ip_network(text)


# --- what is judged


def _decided(rules: Sequence[SecurityRule], asked: Asked) -> Verdicts:
    sources, destinations, port, protocol = asked
    question = Question(Place("near", blocks(sources)), Place("far", blocks(destinations)), port, protocol)
    own = [rule for rule in DEFAULTS if rule.direction == OUTBOUND]
    ordered = sorted([*rules, *own], key=lambda rule: rule.priority)
    found: Verdicts = {}
    for ruling in decide(ordered, question, _INSIDE):
        near, far = ruling.flow.source.block, ruling.flow.destination.block
        assert near is not None
        assert far is not None
        for source, destination in product(_each(near), _each(far)):
            assert found.setdefault((source, destination), ruling.rule.allows) is ruling.rule.allows
    return found


def _each(block: Block) -> Iterator[str]:
    return (str(ipaddress.ip_address(number)) for number in range(block.first, block.last + 1))


@_unhurried
@given(_rules, _asked)
def test_every_pair_of_addresses_has_the_oracles_verdict(rules: list[SecurityRule], asked: Asked) -> None:
    assert _decided(rules, asked) == _by_oracle(rules, asked)


@_unhurried
@given(_rules, _asked, _ends, _ends)
def test_an_allow_in_front_only_opens_and_a_denial_only_closes(
    rules: list[SecurityRule], asked: Asked, near: list[str], far: list[str]
) -> None:
    before = _decided(rules, asked)
    first = replace(DEFAULTS[-1], priority=99, sources=tuple(near), destinations=tuple(far))
    opened = _decided([replace(first, allows=True), *rules], asked)
    closed = _decided([replace(first, allows=False), *rules], asked)
    assert all(opened[pair] or not before[pair] for pair in before)
    assert not any(closed[pair] and not before[pair] for pair in before)


@_unhurried
@given(_rules, _asked)
def test_a_rule_behind_one_that_matches_everything_changes_nothing(rules: list[SecurityRule], asked: Asked) -> None:
    everything = replace(DEFAULTS[-1], priority=4097)
    behind = replace(DEFAULTS[-1], priority=4098, allows=True)
    assert _decided([*rules, everything], asked) == _decided([*rules, everything, behind], asked)


_hops = st.sampled_from(["none", "internet", "virtualappliance", "virtualnetworkgateway", "vnetlocal"])
_routes = st.dictionaries(_prefixes | st.just("0.0.0.0/0"), _hops, max_size=6)


def _best(routes: dict[str, str], address: Address) -> str | None:
    """The prefix of one's own route that decides, by the longest prefix; of two alike one's own wins."""
    own = {ipaddress.ip_network(prefix): prefix for prefix in routes}
    candidates = [(network.prefixlen, 1, prefix) for network, prefix in own.items() if address in network]
    candidates += [(network.prefixlen, 0, "") for network in _NETWORK if address in network]
    return max(candidates)[2] or None if candidates else None


@_unhurried
@given(_routes, _places)
def test_every_address_is_reached_by_the_oracles_route(routes: dict[str, str], places: list[str]) -> None:
    made = [Route(prefix, blocks([prefix])[0], "", hop, "") for prefix, hop in routes.items()]
    for choice in choices(made, _INSIDE.blocks, Place("far", blocks(places))):
        assert choice.piece is not None
        for address in map(ipaddress.ip_address, _each(choice.piece)):
            assert (choice.route.name if choice.route else None) == _best(routes, address)
            if choice.route is None:
                assert choice.inside is _inside(address)


@_unhurried
@given(_routes, _places)
def test_no_address_is_left_out(routes: dict[str, str], places: list[str]) -> None:
    made = [Route(prefix, blocks([prefix])[0], "", hop, "") for prefix, hop in routes.items()]
    found = [choice.piece for choice in choices(made, _INSIDE.blocks, Place("far", blocks(places)))]
    reached = {address for piece in found if piece is not None for address in _each(piece)}
    assert reached == {str(address) for address in _addresses(places)}

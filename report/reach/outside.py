"""Who comes from networks of other stacks, which are peered with the stack's own: a spoke's hub, say.

Of such a network the stack knows the id, and once it is deployed the addresses; never who is there, nor what that
network lets out. So those are told apart whom the rules here tell apart: addresses that a rule names, and all others.
Both times of a change are looked at for that, as otherwise somebody would come and go with the rule that names them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from gate.nodes import OutsideError, UndecidedError
from topology import Endpoint, Machines, Subnet, Topology, Vnet
from topology.addresses import Block, Inside, block, blocks, is_private, pieces
from topology.answers import YES, Answer, all_of, no
from topology.hops import Guard
from topology.references import Outside
from topology.security import INBOUND, Group, Question, decide
from topology.vnets import Peering

from report.reach.facts import Party
from report.reach.groups import groups_of, rules_of

# https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq#what-address-ranges-can-i-use-in-my-vnets
_PRIVATE = blocks(("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"))


@dataclass(frozen=True)
class Sides:
    """Both sides of a peering of a network with another stack's.

    Attributes:
        here: The network's own side.
        there: The other one, where this stack says it too, as spokes do.
    """

    here: Peering
    there: Peering | None


@dataclass(frozen=True)
class Now:
    """The peerings with networks of other stacks at one time.

    Attributes:
        sides: By the network's URN, and the other network's id in lower case.
        names: How people call the other networks, by id.
        unclear: Why it is not known which peerings a network has, by its URN.
    """

    sides: Mapping[tuple[str, str], Sides]
    names: Mapping[str, str]
    unclear: Mapping[str, UndecidedError]

    @classmethod
    def of(cls, topology: Topology) -> "Now":
        """Those of a stack."""
        sides: dict[tuple[str, str], Sides] = {}
        names: dict[str, str] = {}
        unclear: dict[str, UndecidedError] = {}
        for vnet in topology.network.vnets:
            try:
                found = [(peering, peering.remote) for peering in vnet.peerings]
                for peering, other in found:
                    if isinstance(other, Outside):
                        sides[vnet.item.urn, other.id.lower()] = Sides(peering, topology.network.other_side(peering))
                        names[other.id.lower()] = other.name
            except UndecidedError as unknown:
                unclear[vnet.item.urn] = unknown
        return cls(sides, names, unclear)


@dataclass(frozen=True)
class Others:
    """What is known of networks of other stacks, at either of two times.

    Attributes:
        names: How people call them, by id.
        said_back: Pairs, as in `Now.sides`, of which this stack says both sides: without the other one they are none.
        with_gateways: The ids of those whose gateways a network here uses.
        spaces: Their addresses by id, where Azure has told them.
        named: Private addresses elsewhere that rules here name, with the names of the rules that let them in.
        own: The addresses that the stack's networks have, and what its gateways bring.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    said_back: frozenset[tuple[str, str]] = frozenset()
    with_gateways: frozenset[str] = frozenset()
    spaces: Mapping[str, tuple[Block, ...]] = field(default_factory=dict)
    named: Mapping[Block, tuple[str, ...]] = field(default_factory=dict)
    own: tuple[Block, ...] = ()


def others_of(topologies: Iterable[Topology], told: Mapping[str, tuple[str, ...]]) -> Others:
    """What is known of networks of other stacks.

    Args:
        topologies: The stack's networks before and after.
        told: Addresses at the other side of a peering by its URN, as Azure tells them.
    """
    both = list(topologies)
    times = [Now.of(topology) for topology in both]
    pairs = [(pair, sides) for time in times for pair, sides in time.sides.items()]
    own = tuple(dict.fromkeys(found for topology in both for found in _own(topology)))
    return Others(
        names={key: name for time in times for key, name in time.names.items()},
        said_back=frozenset(pair for pair, sides in pairs if sides.there is not None),
        with_gateways=frozenset(pair[1] for pair, sides in pairs if _uses_gateways(sides)),
        spaces={pair[1]: blocks(told[sides.here.item.urn]) for pair, sides in pairs if told.get(sides.here.item.urn)},
        named=_named(both, own),
        own=own,
    )


def _uses_gateways(sides: Sides) -> bool:
    try:
        return sides.here.flag("useRemoteGateways")
    except UndecidedError:  # they may be used: who is behind them is not forgotten
        return True


def _own(topology: Topology) -> Iterator[Block]:
    for vnet in topology.network.vnets:
        try:
            yield from vnet.inside.blocks
        except UndecidedError:
            continue


def _named(topologies: Iterable[Topology], own: tuple[Block, ...]) -> dict[Block, tuple[str, ...]]:
    found: dict[Block, dict[str, None]] = {}
    for group in (group for topology in topologies for group in groups_of(topology)):
        for rule in rules_of(group, INBOUND):
            for one in (one for text in rule.sources if (one := block(text)) is not None):
                if is_private(one) and not any(inside.covers(one) for inside in own):
                    found.setdefault(one, {}).update({rule.name: None} if rule.allows else {})
    return {one: tuple(sorted(names)) for one, names in sorted(found.items())}


@dataclass(frozen=True)
class Beyond:
    """Some who come from a network of another stack.

    Attributes:
        key: The id of that network in lower case.
        name: How people call that network.
        blocks: Their addresses; some of these may be nobody's.
        behind: Whether they are behind that network's gateways, and not in it.
        now: The peerings at the time that is asked about.
        said_back: As in `Others`.
    """

    key: str
    name: str
    blocks: tuple[Block, ...]
    behind: bool
    now: Now
    said_back: frozenset[tuple[str, str]]

    @property
    def way(self) -> str:
        """By which way they come, and what is not known of it."""
        return f"the peering with {self.name}, if that network lets it out"


def beyond(topology: Topology, others: Others) -> Iterator[tuple[Party, Beyond] | str]:
    """Who comes from networks of other stacks; a text where that is not known."""
    now = Now.of(topology)
    for unknown in now.unclear.values():
        yield f"who comes in by a peering ({unknown.path})"
    for key, name in others.names.items():
        for where, whole, behind in _places(key, name, others):
            place = f"{key}{'<' if behind else ''}"
            inner = [one for one in others.named if any(part.overlaps(one) for part in whole)]
            for one in inner:
                finer = [other for other in inner if other != one and one.covers(other)]
                found = _without(_common(whole, one), [*finer, *others.own])
                if found:
                    party = Party(f"{place}<{one}", _called(one, others.named[one]), where)
                    yield party, Beyond(key, name, found, behind, now, others.said_back)
            found = _without(whole, [*inner, *others.own])
            if found:
                words = f"whoever {'else ' if inner else ''}is"
                party = Party(f"{place}<", words, where)
                yield party, Beyond(key, name, found, behind, now, others.said_back)


def _places(key: str, name: str, others: Others) -> Iterator[tuple[str, tuple[Block, ...], bool]]:
    """The network, and what is behind its gateways; one place where nobody knows which is which."""
    space, gateways = others.spaces.get(key), key in others.with_gateways
    if space is None:
        yield f"{name}{' or behind it' if gateways else ''}", _PRIVATE, False
        return
    yield name, space, False
    if gateways:
        yield f"networks behind {name}", _without(_PRIVATE, space), True


def _called(one: Block, rules: tuple[str, ...]) -> str:
    names = ", ".join(f"'{rule}'" for rule in rules[:3])
    return f"{one} ({names})" if names else str(one)


def _common(whole: tuple[Block, ...], one: Block) -> tuple[Block, ...]:
    return tuple(piece for part in whole for piece in pieces(part, [one]) if one.covers(piece))


def _without(whole: Iterable[Block], gone: Iterable[Block]) -> tuple[Block, ...]:
    edges = list(gone)
    found = (piece for part in whole for piece in pieces(part, edges))
    return tuple(piece for piece in found if not any(edge.covers(piece) for edge in edges))


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
    inside = Inside((*home.inside.blocks, *source.blocks), home.inside.routed)
    return all_of(
        [partial(_peered, source, home.vnet), *(partial(_passes, guard, source, inside, asked) for guard in guards)]
    )


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


def _passes(guard: Guard, source: Beyond, inside: Inside, asked: Question) -> Answer:
    """What a security group says of all of them; of whom it lets some in, nobody knows whether these are somebody."""
    if guard is None:
        return YES
    if not isinstance(guard, Group):
        raise OutsideError(f"the rules of security group {guard.name}")
    denied: dict[str, str] = {}
    allowed: dict[str, None] = {}
    everybody: set[str] = set()
    for ruling in decide(guard.rules(INBOUND), asked, inside):
        who = str(ruling.flow.source)
        everybody.add(who)
        if ruling.rule.allows:
            allowed[str(ruling.rule)] = None
        else:
            denied.setdefault(who, f"from {who} to {ruling.flow.destination}|{ruling.rule}")
    if not denied:
        return Answer(True, (f"{INBOUND} rule {', '.join(allowed)} of '{guard.name}' allows it",))
    if len(denied) < len(everybody):
        raise OutsideError(f"which addresses {source.name} has")
    ends, _, rule = next(iter(denied.values())).partition("|")
    return no(f"{INBOUND} rule {rule} of '{guard.name}' denies {asked.protocol} {asked.port} {ends}")

"""Who is in networks of other stacks, which are peered with the stack's own: a spoke's hub, say.

Of such a network the stack knows the id, and once it is deployed the addresses; never who is there, nor what that
network lets out. So those are told apart whom the rules here tell apart: addresses that a rule names, and all others.
Both times of a change are looked at for that, as otherwise somebody would come and go with the rule that names them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from gate.nodes import UndecidedError
from topology import Topology
from topology.addresses import Block, block, blocks, is_private, pieces
from topology.references import Outside
from topology.security import INBOUND, OUTBOUND
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
        named: Private addresses elsewhere that rules here name, with the names of the rules that allow them, by the
            direction of the rules.
        own: The addresses that the stack's networks have, and what its gateways bring.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    said_back: frozenset[tuple[str, str]] = frozenset()
    with_gateways: frozenset[str] = frozenset()
    spaces: Mapping[str, tuple[Block, ...]] = field(default_factory=dict)
    named: Mapping[str, Mapping[Block, tuple[str, ...]]] = field(default_factory=dict)
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
        named={direction: _named(both, own, direction) for direction in (INBOUND, OUTBOUND)},
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


def _named(topologies: Iterable[Topology], own: tuple[Block, ...], direction: str) -> dict[Block, tuple[str, ...]]:
    found: dict[Block, dict[str, None]] = {}
    for group in (group for topology in topologies for group in groups_of(topology)):
        for rule in rules_of(group, direction):
            far = rule.sources if direction == INBOUND else rule.destinations
            for one in (one for text in far if (one := block(text)) is not None):
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
        direction: Whether they are asked about as who comes in, or as who is gone out to.
    """

    key: str
    name: str
    blocks: tuple[Block, ...]
    behind: bool
    now: Now
    said_back: frozenset[tuple[str, str]]
    direction: str

    @property
    def way(self) -> str:
        """By which way they come or are reached, and what is not known of it."""
        return f"the peering with {self.name}, if that network lets it {'out' if self.direction == INBOUND else 'in'}"


def unclear_of(topology: Topology) -> Iterator[str]:
    """What is not known of who is at the other side of a peering."""
    for unknown in Now.of(topology).unclear.values():
        yield f"who is at the other side of a peering ({unknown.path})"


def beyond(topology: Topology, others: Others, direction: str = INBOUND) -> Iterator[tuple[Party, Beyond]]:
    """Who comes from networks of other stacks, or is gone out to there."""
    now, named = Now.of(topology), others.named.get(direction, {})
    for key, name in others.names.items():
        for where, whole, behind in _places(key, name, others):
            place = f"{key}{'<' if behind else ''}"
            inner = [one for one in named if any(part.overlaps(one) for part in whole)]
            rest = _without(whole, [*inner, *others.own])
            found = [(f"{place}<", f"whoever {'else ' if inner else ''}is", rest)]
            for one in inner:
                finer = [other for other in inner if other != one and one.covers(other)]
                blocks_of = _without(_common(whole, one), [*finer, *others.own])
                found.append((f"{place}<{one}", _called(one, named[one]), blocks_of))
            for party, words, space in found:
                if space:
                    source = Beyond(key, name, space, behind, now, others.said_back, direction)
                    yield Party(party, words, where), source


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

"""Addresses as blocks of numbers, and what a prefix, a range or a service tag of a rule covers."""

import ipaddress
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache

ANY = "*"
INTERNET, VIRTUAL_NETWORK, LOAD_BALANCER = "internet", "virtualnetwork", "azureloadbalancer"

_ANYTHING = frozenset({ANY, "any"})

_PART_OF_INTERNET = 7
"""Prefixes of this length or shorter stand for the Internet: nobody's own network is that large."""

# https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
_PLATFORM = "168.63.129.16"


@dataclass(frozen=True, order=True)
class Block:
    """Addresses from the first to the last, of one version of IP."""

    version: int
    first: int
    last: int

    def covers(self, other: "Block") -> bool:
        """Whether all of the other block is in this one."""
        return self.version == other.version and self.first <= other.first and other.last <= self.last

    def overlaps(self, other: "Block") -> bool:
        """Whether the blocks share an address."""
        return self.version == other.version and self.first <= other.last and other.first <= self.last

    def __str__(self) -> str:
        """As people write it: a prefix where it is one, else the two ends."""
        low, high = (ipaddress.ip_address(_bytes(self.version, end)) for end in (self.first, self.last))
        networks = list(ipaddress.summarize_address_range(low, high))
        return str(networks[0]).removesuffix("/32").removesuffix("/128") if len(networks) == 1 else f"{low}-{high}"


def _bytes(version: int, number: int) -> bytes:
    return number.to_bytes(_bits(version) // 8, "big")


@cache
def block(text: str) -> Block | None:
    """The addresses of `10.0.0.0/24`, `10.0.0.4` or `10.0.0.4-10.0.0.9`; None for a service tag and for nonsense."""
    first, _, last = text.strip().partition("-")
    try:
        low, high = ipaddress.ip_network(first, strict=False), ipaddress.ip_network(last or first, strict=False)
    except ValueError:
        return None
    return Block(low.version, int(low.network_address), int(high.broadcast_address))


def blocks(texts: Iterable[str]) -> tuple[Block, ...]:
    """The addresses of some texts, without those that are none."""
    return tuple(found for text in texts if (found := block(text)) is not None)


def _is_large(found: Block) -> bool:
    return found.last - found.first + 1 >= 1 << (_bits(found.version) - _PART_OF_INTERNET)


EVERYTHING = Block(4, 0, 2**32 - 1)


def _bits(version: int) -> int:
    return 32 if version == 4 else 128


_PRIVATE = blocks(("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", f"{_PLATFORM}/32", "fc00::/7"))


def is_private(found: Block) -> bool:
    """Whether a piece is of addresses that the internet does not have."""
    return any(private.covers(found) for private in _PRIVATE)


@dataclass(frozen=True)
class Place:
    """Where traffic starts or ends.

    Attributes:
        label: How a message names it.
        blocks: Its addresses.
        tag: Instead of addresses: a service tag in lower case, whose addresses only Azure knows.
        groups: The application security groups that all of it belongs to: their URNs, or ids of those elsewhere.
    """

    label: str
    blocks: tuple[Block, ...] = ()
    tag: str = ""
    groups: frozenset[str] = frozenset()


def service(tag: str) -> Place:
    """The place that a service tag names."""
    return Place(tag, tag=tag.lower())


THE_INTERNET = service("Internet")


def addresses(text: str) -> Place:
    """The place of a prefix, a range or an address."""
    return Place(text, blocks((text,)))


@dataclass(frozen=True)
class Point:
    """A piece of a place that no rule tells apart: one block of addresses, or a tag."""

    block: Block | None
    tag: str
    groups: frozenset[str]

    def __str__(self) -> str:
        """As people write it."""
        return self.tag if self.block is None else str(self.block)


def points(place: Place, edges: list[Block]) -> list[Point]:
    """A place, cut wherever a block begins or ends: what holds for one address of a piece holds for all of it."""
    if not place.blocks:
        return [Point(None, place.tag, place.groups)]
    return [Point(piece, "", place.groups) for whole in place.blocks for piece in pieces(whole, edges)]


def cuts(texts: Iterable[str], inside: "Inside") -> list[Block]:
    """Where `matches` may change its mind, for rules that hold these texts."""
    return [*blocks(texts), *inside.blocks, *inside.routed, *_PRIVATE]


def pieces(whole: Block, edges: Sequence[Block]) -> Iterator[Block]:
    """A block, cut wherever another one begins or ends."""
    starts = {whole.first}
    for cut in edges:
        if cut.overlaps(whole):
            starts |= {start for start in (cut.first, cut.last + 1) if whole.first < start <= whole.last}
    ordered = sorted(starts)
    for start, following in zip(ordered, [*ordered[1:], whole.last + 1], strict=True):
        yield Block(whole.version, start, following - 1)


class Match(IntEnum):
    """Whether a rule is about some traffic; what Azure alone knows is `MAYBE`."""

    NO = 0
    MAYBE = 1
    SURELY = 2


@dataclass(frozen=True)
class Inside:
    """What the tag `VirtualNetwork` stands for.

    "The virtual network address space, all connected on-premises address spaces, peered virtual networks [...] and
    address prefixes used on user-defined routes. This tag might also contain default routes."
    https://learn.microsoft.com/azure/virtual-network/service-tags-overview

    Attributes:
        blocks: The network's addresses, its peers', and what gateways connect.
        routed: Prefixes of the subnet's own routes, which the tag may hold too.
    """

    blocks: tuple[Block, ...] = ()
    routed: tuple[Block, ...] = ()


NOWHERE = Inside()


def matches(text: str, point: Point, inside: Inside) -> Match:
    """Whether a prefix, range or tag of a rule covers a point.

    Args:
        text: What the rule says.
        point: A piece that the rule does not divide.
        inside: What the tag `VirtualNetwork` stands for there.
    """
    wanted = text.strip().lower()
    if wanted in _ANYTHING:
        return Match.SURELY
    found = block(wanted)
    if point.block is None:
        return _tagged(wanted, found, point.tag, inside)
    if found is not None:
        return _certain(found.covers(point.block))
    return _tag_covers(wanted, point.block, inside)


def _certain(yes: bool) -> Match:
    return Match.SURELY if yes else Match.NO


def _tagged(wanted: str, found: Block | None, tag: str, inside: Inside) -> Match:
    """Whether a text of a rule covers a service, of whose addresses only Azure knows which they are."""
    if found is not None:
        return Match.SURELY if found == EVERYTHING else Match.MAYBE if _is_large(found) else Match.NO
    if wanted == VIRTUAL_NETWORK and tag != VIRTUAL_NETWORK:
        return Match.MAYBE if any(_is_large(routed) for routed in inside.routed) else Match.NO
    return _certain(contains(wanted, tag))


def _tag_covers(tag: str, piece: Block, inside: Inside) -> Match:
    within = any(part.covers(piece) for part in inside.blocks)
    public = not within and not is_private(piece)
    if tag == VIRTUAL_NETWORK:
        routed = any(part.covers(piece) for part in inside.routed)
        return Match.SURELY if within else Match.MAYBE if routed else Match.NO
    if tag == INTERNET:
        return _certain(public)
    if tag in _NOT_SERVICES:
        platform = block(_PLATFORM)
        return _certain(tag == LOAD_BALANCER and platform is not None and platform.covers(piece))
    return Match.MAYBE if public else Match.NO


# Tags that name no public addresses of Azure's services.
_NOT_SERVICES = frozenset({VIRTUAL_NETWORK, LOAD_BALANCER, INTERNET, "gatewaymanager"})


def contains(outer: str, inner: str) -> bool:
    """Whether one service tag covers another, both in lower case: `storage` covers `storage.eastasia`.

    https://learn.microsoft.com/azure/virtual-network/service-tags-overview
    """
    if outer == inner:
        return True
    if inner in {VIRTUAL_NETWORK, LOAD_BALANCER} or outer in {VIRTUAL_NETWORK, LOAD_BALANCER}:
        return False
    if outer == INTERNET:  # all public addresses, Azure's among them
        return True
    if outer.startswith("azurecloud") and inner not in _NOT_SERVICES:
        region = outer.partition(".")[2]
        return inner.endswith(f".{region}") if region else True
    return inner.startswith(f"{outer}.")

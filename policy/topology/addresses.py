"""Addresses as blocks of numbers, and what a prefix, a range or a service tag of a rule covers."""

import ipaddress
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

ANY = "*"
INTERNET, VIRTUAL_NETWORK, LOAD_BALANCER = "internet", "virtualnetwork", "azureloadbalancer"

# Everything that is not written as an address, and no service's tag either.
_ANYTHING = frozenset({ANY, "any", "0.0.0.0/0", "::/0"})

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
    return number.to_bytes(4 if version == 4 else 16, "big")


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


_PRIVATE = blocks(("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"))


@dataclass(frozen=True)
class Place:
    """Where traffic starts or ends.

    Attributes:
        label: How a message names it.
        blocks: Its addresses.
        tag: Instead of addresses: a service tag in lower case, whose addresses only Azure knows.
        groups: The names of the application security groups that all of it belongs to, in lower case.
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
    return [Point(piece, "", place.groups) for whole in place.blocks for piece in _pieces(whole, edges)]


def cuts(texts: Iterable[str], inside: Iterable[Block]) -> list[Block]:
    """Where `matches` may change its mind, for rules that hold these texts."""
    return [*blocks(texts), *inside, *_PRIVATE, *blocks((_PLATFORM,))]


def _pieces(whole: Block, edges: list[Block]) -> Iterator[Block]:
    starts = {whole.first}
    for cut in edges:
        if cut.overlaps(whole):
            starts |= {start for start in (cut.first, cut.last + 1) if whole.first < start <= whole.last}
    ordered = sorted(starts)
    for start, following in zip(ordered, [*ordered[1:], whole.last + 1], strict=True):
        yield Block(whole.version, start, following - 1)


def matches(text: str, point: Point, inside: tuple[Block, ...]) -> bool:
    """Whether a prefix, range or tag of a rule covers a point.

    Args:
        text: What the rule says.
        point: A piece that the rule does not divide.
        inside: What the tag `VirtualNetwork` stands for there: the network, its peers, what its gateways connect.
    """
    wanted = text.strip().lower()
    if wanted in _ANYTHING:
        return True
    if point.block is None:
        return contains(wanted, point.tag)
    found = block(wanted)
    if found is not None:
        return found.covers(point.block)
    return _tag_covers(wanted, point.block, inside)


def _tag_covers(tag: str, piece: Block, inside: tuple[Block, ...]) -> bool:
    within = any(part.covers(piece) for part in inside)
    if tag == VIRTUAL_NETWORK:
        return within
    if tag == INTERNET:
        return not within and not any(private.covers(piece) for private in _PRIVATE)
    platform = block(_PLATFORM)
    return tag == LOAD_BALANCER and platform is not None and platform.covers(piece)


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
    if outer == "azurecloud":
        return inner not in _NOT_SERVICES
    return inner.startswith(f"{outer}.")

"""Which addresses, service tags and names stand for the Internet."""

import ipaddress
from collections.abc import Iterable

from topology.addresses import NOWHERE, Block, blocks, cuts, pieces
from topology.addresses import is_private as is_private_block

_Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_ANYONE = {"*", "any", "internet", "0.0.0.0/0", "::/0"}

# Service tags that name no public caller: the network itself with its peers, the platform's health probes, and the
# control plane of gateways and Bastion. Every other tag (AzureCloud is every customer of Azure) is a set of public
# addresses.
_PRIVATE_TAGS = {"virtualnetwork", "azureloadbalancer", "gatewaymanager"}

_PART_OF_INTERNET = 7
"""Prefixes of this length or shorter stand for the Internet: nobody's own network is that large."""

_PRIVATE_RANGES = [
    ipaddress.ip_network(block)
    for block in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "100.64.0.0/10",  # shared address space, used inside networks only
        "168.63.129.16/32",  # the platform's own address in every virtual network
        "fc00::/7",
    )
]


def is_public(source: str) -> bool:
    """Whether a source of an NSG rule (prefix, range, tag) lets callers in from outside the private networks."""
    text = source.strip().lower()
    if text in _ANYONE:
        return True
    if not (text[:1].isdigit() or ":" in text):
        return text not in _PRIVATE_TAGS
    ends = [_network(end) for end in text.split("-")]
    return any(end is None or not is_private(end) for end in ends)


def covers_internet(destination: str) -> bool:
    """Whether a destination (prefix, range, tag) is the whole Internet, or a part that stands for it, such as half."""
    text = destination.strip().lower()
    if text in _ANYONE:
        return True
    ends = [_network(end) for end in text.split("-")]
    first, last = ends[0], ends[-1]
    if first is None or last is None or is_private(first):
        return False
    size = int(last.broadcast_address) - int(first.network_address) + 1
    return size >= (1 << (first.max_prefixlen - _PART_OF_INTERNET))


def cover_internet(destinations: Iterable[str]) -> bool:
    """Whether destinations together are the Internet: one of them by itself, or as many public addresses as in a /7.

    What is large in slices is as large: nobody's own sites have 33 million addresses. Tags are looked at one by one.
    """
    texts = list(destinations)
    if any(map(covers_internet, texts)):
        return True
    public = [
        piece for whole in blocks(texts) for piece in pieces(whole, cuts((), NOWHERE)) if not is_private_block(piece)
    ]
    return any(_count(public, version) >= 1 << (bits - _PART_OF_INTERNET) for version, bits in _BITS.items())


_BITS = {4: 32, 6: 128}


def _count(found: Iterable[Block], version: int) -> int:
    """How many addresses of a version some blocks hold together; what two hold counts once."""
    count, end = 0, -1
    for block in sorted(block for block in found if block.version == version):
        count += max(0, block.last - max(block.first - 1, end))
        end = max(end, block.last)
    return count


_MOST_PORTS = 1 << 15
"""Half of all ports: who opens as many means all of them."""


def opens_all_ports(ports: Iterable[str]) -> bool:
    """Whether ports and port ranges together are all ports: half of them or more, in whatever slices."""
    opened: set[int] = set()
    for text in ports:
        first, _, last = text.strip().partition("-")
        if first in _ANYONE:
            return True
        if first.isdigit() and (last or first).isdigit():
            opened.update(range(int(first), min(int(last or first), 65535) + 1))
    return len(opened) >= _MOST_PORTS


def prefix_length(source: str) -> int | None:
    """The length of an IPv4 prefix such as 10.0.0.0/24, 32 for one address; None for a range, a tag or IPv6."""
    network = _network(source)
    return network.prefixlen if isinstance(network, ipaddress.IPv4Network) else None


def _network(text: str) -> _Network | None:
    try:
        return ipaddress.ip_network(text.strip(), strict=False)
    except ValueError:
        return None


def is_private(network: _Network) -> bool:
    """Whether a network is within the private ranges."""
    return any(_contains(block, network) for block in _PRIVATE_RANGES)


def _contains(block: _Network, network: _Network) -> bool:
    if isinstance(block, ipaddress.IPv4Network):
        return isinstance(network, ipaddress.IPv4Network) and network.subnet_of(block)
    return isinstance(network, ipaddress.IPv6Network) and network.subnet_of(block)

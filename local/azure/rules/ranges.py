"""Address arithmetic: reading ranges as Azure does, and comparing them."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from typing import Any

from local.azure.errors import ArmError
from local.azure.values import dig, texts

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def cidr(text: str, target: str) -> Network:
    """Read an address range.

    Raises:
        ArmError: It is not one, or has bits set behind its prefix.
    """
    try:
        found = ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise ArmError(
            "InvalidAddressPrefixFormat", f"Address prefix '{text}' has an invalid format.", target
        ) from None
    if str(found) != text:
        raise ArmError(
            "InvalidCIDRNotation",
            f"The address prefix {text} has an invalid CIDR notation. For the given prefix length, the address prefix "
            f"should be {found}.",
            target,
        )
    return found


def prefixes(subnet: Mapping[str, Any], target: str) -> list[Network]:
    """Give a subnet's address ranges: where one is given alone and others in a list, the one counts.

    Source: https://github.com/virtual-kubelet/azure-aci/pull/634 and
    https://github.com/Azure/azure-sdk-for-java/pull/42524 (observed). That a
    subnet cannot have both is said of those in a pool of addresses: https://github.com/Azure/azure-powershell/issues/28176
    """
    given = texts([subnet.get("addressPrefix")]) or list(dict.fromkeys(texts(subnet.get("addressPrefixes"))))
    return [cidr(text, target) for text in given]


def address_space(network: Mapping[str, Any]) -> list[Network]:
    """Give a virtual network's address ranges."""
    path = "addressSpace.addressPrefixes"
    return [cidr(text, path) for text in texts(dig(network, path))]


def overlap(one: Iterable[Network], other: Iterable[Network]) -> tuple[Network, Network] | None:
    """Find two ranges that share an address."""
    others = list(other)
    return next(((a, b) for a in one for b in others if a.version == b.version and a.overlaps(b)), None)


def inside(small: Network, spaces: Iterable[Network]) -> bool:
    """Say whether a range lies within one of several."""
    return any(_within(small, space) for space in spaces)


def is_address(text: object, version: int | None = None) -> bool:
    """Say whether a text is one address, of a version (4 or 6) if one is asked for."""
    try:
        found = ipaddress.ip_address(str(text))
    except ValueError:
        return False
    return version in (None, found.version)


def is_range(text: object) -> bool:
    """Say whether a text is an address, a prefix, or a first and a last address with a hyphen between."""
    parts = str(text).split("-")
    if len(parts) == 2:
        return all(is_address(part) for part in parts)
    try:
        ipaddress.ip_network(str(text), strict=False)
    except ValueError:
        return False
    return True


def _within(small: Network, space: Network) -> bool:
    if isinstance(small, ipaddress.IPv4Network) and isinstance(space, ipaddress.IPv4Network):
        return small.subnet_of(space)
    if isinstance(small, ipaddress.IPv6Network) and isinstance(space, ipaddress.IPv6Network):
        return small.subnet_of(space)
    return False

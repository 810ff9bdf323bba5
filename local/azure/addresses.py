"""Private addresses: who has which, and the next one that is free."""

from __future__ import annotations

import ipaddress
from collections import Counter
from collections.abc import Collection, Container, Iterator, Mapping
from itertools import islice
from typing import Any

from local.azure.errors import ArmError
from local.azure.rules.ranges import Network, inside, prefixes
from local.azure.store import Record, Store
from local.azure.values import dig, objects
from local.azure.wire import strings

# What the types call the address that they have in a subnet.
_NAMES = ("privateipaddress", "ip")
_SETS = "microsoft.compute/virtualmachinescalesets"


def taken(store: Store, subnet: Record, but: str = "") -> dict[str, str]:
    """Give the addresses of a subnet that something has: an interface, a firewall, a resolver, a container group.

    The machines of a scale set have the first ones that nothing else has: no answer of Azure's to us tells which.

    Args:
        store: What exists.
        subnet: Where to look.
        but: The id of a resource whose addresses count as free.

    Returns:
        The owner's id by address.
    """
    ranges = prefixes(subnet.inputs, "addressPrefix")
    users = [user for user in store.users(subnet.id) if user.id.lower() != but.lower()]
    found = {
        text: user.id
        for user in users
        for path, text in strings(user.properties)
        if path.rpartition(".")[2].lower() in _NAMES and _is_in(text, ranges)
    }
    for user in users:
        found |= dict.fromkeys(islice(_free(subnet, found), of_machines(user, subnet)), user.id)
    return found


def of_machines(user: Record, subnet: Record) -> int:
    """Give how many addresses of a subnet the machines of a scale set have; none for what is no scale set."""
    return needed_by_set(user.properties)[subnet.id.lower()] if user.type.lower() == _SETS else 0


def needed_by_set(properties: Mapping[str, Any]) -> Counter[str]:
    """Give how many addresses a scale set needs, by the id of the subnet in small letters."""
    capacity = dig(properties, "sku.capacity")
    profile = dig(properties, "virtualMachineProfile.networkProfile")
    configurations = [
        one
        for card in objects(dig(profile, "networkInterfaceConfigurations"))
        for one in objects(card.get("ipConfigurations"))
        if one.get("privateIPAddressVersion") != "IPv6"
    ]
    each = Counter(str(dig(one, "subnet.id")).lower() for one in configurations)
    machines = capacity if isinstance(capacity, int) else 1
    return Counter({subnet: count * machines for subnet, count in each.items()})


def _free(subnet: Record, used: Container[str]) -> Iterator[str]:
    return (address for address in usable(subnet) if address not in used)


def _is_in(text: str, ranges: list[Network]) -> bool:
    try:
        return inside(ipaddress.ip_network(text), ranges)
    except ValueError:
        return False


def allocate(  # noqa: PLR0913 - what is free depends on all of it
    store: Store,
    subnet: Record,
    count: int,
    asked: str | None = None,
    *,
    but: str = "",
    besides: Collection[str] = (),
) -> list[str]:
    """Find free addresses in a subnet.

    Azure keeps the first four addresses and the last one of each subnet.

    Args:
        store: What exists.
        subnet: Where to look.
        count: How many are needed.
        asked: An address that the request names.
        but: The id of a resource whose addresses count as free.
        besides: Addresses that the same request takes already.

    Raises:
        ArmError: The address asked for is not to be had, or the subnet is full.
    """
    used = taken(store, subnet, but)
    if asked is not None:
        _demand_free(subnet, asked, used)
        return [asked]
    found = list(islice(_free(subnet, {*used, *besides}), count))
    if len(found) < count:
        raise ArmError("SubnetIsFull", f"Subnet {subnet.name} does not have enough capacity for {count} IP addresses.")
    return found


def usable(subnet: Record) -> Iterator[str]:
    """Give the addresses of a subnet that Azure does not keep for itself, the lowest first."""
    for one in prefixes(subnet.inputs, "addressPrefix"):
        for offset in range(4, one.num_addresses - 1):
            yield str(one.network_address + offset)


def _demand_free(subnet: Record, asked: str, used: dict[str, str]) -> None:
    try:
        address = ipaddress.ip_address(asked)
    except ValueError:
        raise ArmError("InvalidIPAddressFormat", f"'{asked}' is not an IP address.", "privateIPAddress") from None
    homes = [one for one in prefixes(subnet.inputs, "addressPrefix") if address in one]
    if not homes:
        raise ArmError(
            "PrivateIPAddressNotInSubnet",
            f"Private static IP address {asked} does not belong to the range of subnet prefix {subnet.name}.",
            "privateIPAddress",
        )
    offset = int(address) - int(homes[0].network_address)
    if offset < 4 or offset == homes[0].num_addresses - 1:
        raise ArmError(
            "PrivateIPAddressInReservedRange",
            f"Private static IP address {asked} falls within reserved IP range of subnet prefix {homes[0]}.",
            "privateIPAddress",
        )
    if asked in used:
        raise ArmError(
            "PrivateIPAddressIsAllocated",
            f"IP address {asked} is already allocated to resource {used[asked]}.",
            "privateIPAddress",
        )

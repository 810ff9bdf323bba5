"""Private addresses: who has which, and the next one that is free."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from local.azure.errors import ArmError
from local.azure.rules.network import prefixes
from local.azure.store import Record, Store
from local.azure.values import dig, objects


def taken(store: Store, subnet: Record, but: str = "") -> dict[str, str]:
    """Give the addresses of a subnet that network interfaces have, with the interface's id."""
    found: dict[str, str] = {}
    for card in store.users(subnet.id):
        if card.type == "Microsoft.Network/networkInterfaces" and card.id.lower() != but.lower():
            for configuration in objects(card.properties.get("ipConfigurations")):
                if str(dig(configuration, "subnet.id")).lower() == subnet.id.lower():
                    found[str(configuration.get("privateIPAddress"))] = card.id
    return found


def allocate(store: Store, subnet: Record, count: int, asked: str | None = None, but: str = "") -> list[str]:
    """Find free addresses in a subnet.

    Azure keeps the first four addresses and the last one of each subnet.

    Args:
        store: What exists.
        subnet: Where to look.
        count: How many are needed.
        asked: An address that the request names.
        but: The id of a network interface whose addresses count as free.

    Raises:
        ArmError: The address asked for is not to be had, or the subnet is full.
    """
    used = taken(store, subnet, but)
    if asked is not None:
        _demand_free(subnet, asked, used)
        return [asked]
    free = (address for address in usable(subnet) if address not in used)
    found = [address for address, _ in zip(free, range(count), strict=False)]
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

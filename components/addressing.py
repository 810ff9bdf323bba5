"""Addresses that are known before Azure gives them out."""

import ipaddress


def first_address(subnet: ipaddress.IPv4Network) -> str:
    """The first address of a subnet that Azure gives out: it keeps the four before for itself.

    https://learn.microsoft.com/azure/virtual-network/ip-services/private-ip-addresses
    """
    return str(subnet[4])

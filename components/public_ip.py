"""Public addresses, of the only kind that Azure's own services still take."""

import pulumi
from pulumi_azure_native import network

from components.platform import Platform

PUBLIC_IP = "Microsoft.Network/publicIPAddresses"


def public_ip(name: str, platform: Platform, azure_name: str, opts: pulumi.ResourceOptions) -> network.PublicIPAddress:
    """A Standard, static public address: the only kind Bastion, gateways and firewalls take."""
    return network.PublicIPAddress(
        name,
        resource_group_name=platform.resource_group_name,
        public_ip_address_name=azure_name,
        location=platform.location,
        sku=network.PublicIPAddressSkuArgs(name="Standard", tier="Regional"),
        public_ip_allocation_method="Static",
        public_ip_address_version="IPv4",
        zones=list(platform.zones) or None,
        tags=platform.tags,
        opts=opts,
    )

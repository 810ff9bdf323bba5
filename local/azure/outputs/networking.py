"""All read-only and all write-only properties of the Microsoft.Network families."""

from __future__ import annotations

from collections.abc import Callable

from local.azure.outputs import dns_resolver, firewall, gateways, network, private_endpoints
from local.azure.request import Request
from local.azure.wire import Properties

FILL: dict[str, Callable[[Request, Properties], Properties]] = {
    **network.FILL,
    **private_endpoints.FILL,
    **firewall.FILL,
    **gateways.FILL,
    **dns_resolver.FILL,
}

# Keys that Azure takes and does not give back.
WRITE_ONLY: dict[str, tuple[str, ...]] = {
    "azure-native:network:ExpressRouteCircuit": ("authorizationKey", "peerings[].sharedKey"),
    "azure-native:network:ExpressRouteCircuitPeering": ("sharedKey",),
    "azure-native:network:VirtualNetworkGateway": (
        "vpnClientConfiguration.radiusServerSecret",
        "vpnClientConfiguration.radiusServers[].radiusServerSecret",
    ),
    "azure-native:network:VirtualNetworkGatewayConnection": ("authorizationKey", "sharedKey"),
}

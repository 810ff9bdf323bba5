"""Read-only properties of gateways, connections and ExpressRoute circuits."""

from __future__ import annotations

from collections.abc import Callable

from local.azure import addresses, facts
from local.azure.outputs.network import child
from local.azure.request import Request
from local.azure.values import dig, objects
from local.azure.wire import Properties

_ASN = 65515  # of every gateway that is not given another
_MICROSOFT_ASN = 12076
_SECOND_GENERATION = ("VpnGw4AZ", "VpnGw5AZ")


def _gateway(request: Request, answer: Properties) -> Properties:
    configurations = [
        {"privateIPAllocationMethod": "Dynamic", **child(request, "ipConfigurations", one)}
        for one in objects(answer.get("ipConfigurations"))
    ]
    is_vpn = answer.get("gatewayType") == "Vpn"
    sku = answer.get("sku") or {}
    generation = "Generation2" if sku.get("name") in _SECOND_GENERATION else "Generation1"
    filled: Properties = {
        "activeActive": False,
        "enableBgp": False,
        "enablePrivateIpAddress": False,
        "vpnType": "RouteBased",
        "vpnGatewayGeneration": generation if is_vpn else "None",
        "allowRemoteVnetTraffic": False,
        "allowVirtualWanTraffic": False,
        "natRules": [],
        **answer,
        "sku": {"tier": sku.get("name"), **sku},
        "ipConfigurations": configurations,
    }
    return {**filled, "bgpSettings": _bgp(request, filled)} if is_vpn else filled


def _bgp(request: Request, filled: Properties) -> Properties:
    """Give the addresses that a VPN gateway speaks BGP from.

    A pair has the first two of its subnet; a gateway that stands alone has the last.
    Source: https://learn.microsoft.com/azure/vpn-gateway/bgp-howto (documented, by example).
    """
    asked = filled.get("bgpSettings") or {}
    configurations = objects(filled.get("ipConfigurations"))
    subnet = request.find(dig(configurations[0], "subnet.id")) if configurations else None
    usable = list(addresses.usable(subnet)) if subnet else []
    chosen = usable[: len(configurations)] if filled.get("activeActive") is True else usable[-1:]
    custom = {str(one.get("ipconfigurationId")).lower(): one for one in objects(asked.get("bgpPeeringAddresses"))}
    peers = [
        {
            "customBgpIpAddresses": [],
            **custom.get(str(one["id"]).lower(), {}),
            "ipconfigurationId": one["id"],
            "defaultBgpIpAddresses": [address],
            "tunnelIpAddresses": _public(request, one),
        }
        for one, address in zip(configurations, chosen, strict=False)
    ]
    settings = {"asn": _ASN, "peerWeight": 0, **asked}
    return {**settings, "bgpPeeringAddress": ",".join(chosen), "bgpPeeringAddresses": peers}


def _public(request: Request, configuration: Properties) -> list[str]:
    address = request.find(dig(configuration, "publicIPAddress.id"))
    return [str(address.properties.get("ipAddress"))] if address else []


def _connection(request: Request, answer: Properties) -> Properties:
    is_tunnel = request.get("connectionType") != "ExpressRoute"
    tunnel: Properties = {"connectionProtocol": "IKEv2", "connectionMode": "Default"} if is_tunnel else {}
    return {
        "enableBgp": False,
        "routingWeight": 0,
        "expressRouteGatewayBypass": False,
        "usePolicyBasedTrafficSelectors": False,
        "ipsecPolicies": [],
        "trafficSelectorPolicies": [],
        **tunnel,
        **answer,
        "connectionStatus": "Unknown",
        "ingressBytesTransferred": 0,
        "egressBytesTransferred": 0,
        "tunnelConnectionStatus": [],
    }


def _circuit(request: Request, answer: Properties) -> Properties:
    """A circuit begins unprovisioned; what its provider has done since stays."""
    before = request.old.properties if request.old else {}
    state = before.get("serviceProviderProvisioningState") or "NotProvisioned"
    lists: Properties = {
        name: [child(request, name, one) for one in objects(answer.get(name))]
        for name in ("authorizations", "peerings")
    }
    return {
        "allowClassicOperations": False,
        "globalReachEnabled": False,
        "gatewayManagerEtag": "",
        **answer,
        **lists,
        "circuitProvisioningState": "Enabled",
        "serviceKey": facts.guid(request.id.text, "service key"),
        "serviceProviderProvisioningState": state,
    }


def _peering(request: Request, answer: Properties) -> Properties:
    return {
        "azureASN": _MICROSOFT_ASN,
        "primaryAzurePort": "",
        "secondaryAzurePort": "",
        "state": "Enabled",
        "gatewayManagerEtag": "",
        "connections": [],
        **answer,
        "name": request.name,
        "lastModifiedBy": "Customer",
        "peeredConnections": [],
    }


def _authorization(request: Request, answer: Properties) -> Properties:
    """The key comes from Azure, and is what a connection from another subscription shows."""
    key = facts.guid(request.id.text, "authorization key")
    return {**answer, "name": request.name, "authorizationKey": key, "authorizationUseStatus": "Available"}


FILL: dict[str, Callable[[Request, Properties], Properties]] = {
    "Microsoft.Network/connections": _connection,
    "Microsoft.Network/expressRouteCircuits": _circuit,
    "Microsoft.Network/expressRouteCircuits/authorizations": _authorization,
    "Microsoft.Network/expressRouteCircuits/peerings": _peering,
    "Microsoft.Network/virtualNetworkGateways": _gateway,
}

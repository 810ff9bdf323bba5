"""Local network gateways, and connections of a gateway to one, to a circuit or to another gateway.

Facts without an address: https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-vpn-faq (documented).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.rules.express_route import AUTHORIZATIONS, CIRCUITS, peering_of
from local.azure.rules.gateways import kind_of, sku_of
from local.azure.rules.ranges import address_space, cidr, is_address, overlap
from local.azure.rules.subnets import network_of
from local.azure.store import Record
from local.azure.values import dig, objects, texts

CONNECTIONS = "Microsoft.Network/connections"
LOCAL_GATEWAYS = "Microsoft.Network/localNetworkGateways"

_SPACE = "localNetworkAddressSpace.addressPrefixes"
_HOST = re.compile(r"(?=.{1,253}$)[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?)+")
# Printable ASCII without space, hyphen and tilde: the FAQ on pre-shared keys.
_KEY = re.compile(r"[!-,.-}]{1,128}")

# What each kind of connection goes to, by the kind of gateway that it starts from.
_KINDS = {
    "IPsec": ("Vpn", "localNetworkGateway2"),
    "ExpressRoute": ("ExpressRoute", "peer"),
    "Vnet2Vnet": ("Vpn", "virtualNetworkGateway2"),
}
_FAST_PATH = ("UltraPerformance", "ErGw3AZ", "ErGwScale")


def _device(request: Request) -> Iterator[ArmError]:
    """A device on the other side has an address or a name."""
    address, name = request.get("gatewayIpAddress"), request.get("fqdn")
    if bool(address) == bool(name):
        yield ArmError(
            "LocalNetworkGatewayAddressInvalid",
            f"Local network gateway {request.name} needs one of gatewayIpAddress and fqdn.",
            "gatewayIpAddress",
        )
    if address and not is_address(address, 4):
        yield ArmError("InvalidIPAddressFormat", f"'{address}' is not an IPv4 address.", "gatewayIpAddress")
    if name and not _HOST.fullmatch(str(name)):
        yield ArmError("LocalNetworkGatewayFqdnInvalid", f"'{name}' is not a host name.", "fqdn")


def _site(request: Request) -> Iterator[ArmError]:
    """Without BGP, Azure knows only from here which addresses are on the other side."""
    ranges = [cidr(text, _SPACE) for text in texts(request.get(_SPACE))]
    if not ranges and request.get("bgpSettings") is None:
        yield ArmError(
            "LocalNetworkGatewayAddressSpaceMissing",
            f"Local network gateway {request.name} needs address prefixes or BGP settings.",
            _SPACE,
        )


def _ends(request: Request) -> Iterator[ArmError]:
    kind = str(request.get("connectionType"))
    gateway = request.find(request.get("virtualNetworkGateway1.id"))
    if kind not in _KINDS:
        yield ArmError(
            "InvalidRequestPropertyValue",
            f"connectionType must be one of {', '.join(_KINDS)}, got '{kind}'.",
            "connectionType",
        )
        return
    if not request.get("virtualNetworkGateway1.id"):
        yield _incomplete(request, "virtualNetworkGateway1")
    wanted, other = _KINDS[kind]
    if not request.get(f"{other}.id"):
        yield _incomplete(request, other)
    if gateway is not None and kind_of(gateway) != wanted:
        yield ArmError(
            "VirtualNetworkGatewayConnectionTypeMismatch",
            f"Connection {request.name} of type {kind} needs a gateway of type {wanted}; {gateway.name} is of type "
            f"{kind_of(gateway)}.",
            "connectionType",
        )
    second = request.find(request.get("virtualNetworkGateway2.id"))
    if kind == "Vnet2Vnet" and second is not None and kind_of(second) != wanted:
        yield ArmError(
            "VirtualNetworkGatewayConnectionTypeMismatch",
            f"Connection {request.name} of type {kind} needs a gateway of type {wanted} at its other end.",
            "virtualNetworkGateway2",
        )


def _incomplete(request: Request, name: str) -> ArmError:
    return ArmError(
        "VirtualNetworkGatewayConnectionIncomplete",
        f"Connection {request.name} of type {request.get('connectionType')} needs {name}.",
        f"{name}.id",
    )


def _region(request: Request) -> Iterator[ArmError]:
    gateway = request.find(request.get("virtualNetworkGateway1.id"))
    here = str(request.get("location")).replace(" ", "").lower()
    if gateway is not None and gateway.properties.get("location") != here:
        yield ArmError(
            "InvalidResourceReference",
            f"Resource {gateway.id} referenced by resource {request.id.text} is in "
            f"{gateway.properties.get('location')}, not {here}. Please make sure that both resources are in the same "
            "region.",
            "location",
        )


def _shared_key(request: Request) -> Iterator[ArmError]:
    """Azure makes a key up where none is given; what a key is made of is checked, and never shown."""
    key = request.get("sharedKey")
    if key is not None and not _KEY.fullmatch(str(key)):
        yield ArmError(
            "InvalidSharedKey",
            "The shared key must be 1 to 128 printable ASCII characters without space, hyphen and tilde.",
            "sharedKey",
        )


def _site_addresses(request: Request) -> Iterator[ArmError]:
    site = request.find(request.get("localNetworkGateway2.id"))
    if site is not None:
        yield from _apart(request, site.name, site.inputs, request.inputs, "localNetworkGateway2")


def _connected_site(request: Request) -> Iterator[ArmError]:
    """A site that is connected does not grow into the network that it is connected to."""
    for one in request.store.users(request.id.text):
        if one.type == CONNECTIONS:
            yield from _apart(request, request.name, request.inputs, one.inputs, _SPACE)


def _apart(
    request: Request, name: str, site: Mapping[str, Any], connection: Mapping[str, Any], target: str
) -> Iterator[ArmError]:
    network = _network(request, connection)
    theirs = [cidr(text, _SPACE) for text in texts(dig(site, _SPACE))]
    hit = overlap(theirs, address_space(network.inputs)) if network else None
    if network is not None and hit:
        yield ArmError(
            "ConnectionOverlappingAddressSpaces",
            f"Address prefix {hit[0]} of local network gateway {name} overlaps {hit[1]} of virtual network "
            f"{network.name}.",
            target,
        )


def _network(request: Request, connection: Mapping[str, Any]) -> Record | None:
    gateway = request.find(dig(connection, "virtualNetworkGateway1.id"))
    configurations = objects(gateway.inputs.get("ipConfigurations")) if gateway else []
    return network_of(request, request.find(dig(configurations[0], "subnet.id"))) if configurations else None


def _bgp(request: Request) -> Iterator[ArmError]:
    if request.get("enableBgp") is not True:
        return
    gateway = request.find(request.get("virtualNetworkGateway1.id"))
    site = request.find(request.get("localNetworkGateway2.id"))
    if gateway is not None and kind_of(gateway) == "Vpn" and gateway.inputs.get("enableBgp") is not True:
        yield ArmError(
            "BgpNotEnabledOnGateway", f"Connection {request.name} needs BGP on gateway {gateway.name}.", "enableBgp"
        )
    if site is not None and site.inputs.get("bgpSettings") is None:
        yield ArmError(
            "BgpNotEnabledOnLocalNetworkGateway",
            f"Connection {request.name} needs BGP settings on local network gateway {site.name}.",
            "enableBgp",
        )


def _policies(request: Request) -> Iterator[ArmError]:
    gateway = request.find(request.get("virtualNetworkGateway1.id"))
    policies = objects(request.get("ipsecPolicies"))
    if policies and gateway is not None and sku_of(gateway.inputs) == "Basic":
        yield ArmError("IpsecPoliciesNotSupportedForSku", "A Basic gateway takes no IPsec policy.", "ipsecPolicies")
    if request.get("usePolicyBasedTrafficSelectors") is True and not policies:
        yield ArmError(
            "PolicyBasedTrafficSelectorsNeedIpsecPolicy",
            "Policy-based traffic selectors need an IPsec policy.",
            "usePolicyBasedTrafficSelectors",
        )
    for index, one in enumerate(policies):
        seconds, kilobytes = one.get("saLifeTimeSeconds"), one.get("saDataSizeKilobytes")
        if not (isinstance(seconds, int) and 300 <= seconds <= 172799) or not (
            isinstance(kilobytes, int) and (kilobytes == 0 or kilobytes >= 1024)
        ):
            yield ArmError(
                "IpsecPolicyInvalid",
                f"An IPsec policy lasts from 300 to 172799 seconds and for 1024 kilobytes at least, got {seconds} and "
                f"{kilobytes}.",
                f"ipsecPolicies[{index}]",
            )


def _circuit(request: Request) -> Iterator[ArmError]:
    """A circuit can be connected once its provider has done its part and private peering is on.

    Source: https://learn.microsoft.com/azure/expressroute/expressroute-howto-linkvnet-arm#prerequisites (documented).
    """
    circuit = request.find(request.get("peer.id"))
    if circuit is None or circuit.type.lower() != CIRCUITS.lower():
        return
    state = circuit.properties.get("serviceProviderProvisioningState")
    if state != "Provisioned":
        yield ArmError(
            "ExpressRouteCircuitNotProvisioned",
            f"Circuit {circuit.name} has service provider provisioning state {state}: it must be Provisioned before a "
            "virtual network is connected to it.",
            "peer",
        )
    elif peering_of(request, circuit, "AzurePrivatePeering") is None:
        yield ArmError(
            "ExpressRouteCircuitHasNoPrivatePeering",
            f"Circuit {circuit.name} needs Azure private peering before a virtual network is connected to it.",
            "peer",
        )


def _authorization(request: Request) -> Iterator[ArmError]:
    """A key is one of the circuit's authorizations; for a circuit that is not here, Azure is believed to know it."""
    circuit, key = request.find(request.get("peer.id")), request.get("authorizationKey")
    if circuit is None or key is None:
        return
    known = [one.properties.get("authorizationKey") for one in request.store.children(circuit.id, AUTHORIZATIONS)]
    known += [one.get("authorizationKey") for one in objects(circuit.properties.get("authorizations"))]
    if key not in known:
        yield ArmError(
            "InvalidAuthorizationKey",
            f"The authorization key is not one of circuit {circuit.name}.",
            "authorizationKey",
        )


def _fast_path(request: Request) -> Iterator[ArmError]:
    """Source: https://learn.microsoft.com/azure/expressroute/about-fastpath (documented)."""
    gateway = request.find(request.get("virtualNetworkGateway1.id"))
    bypass = request.get("expressRouteGatewayBypass") is True
    if bypass and gateway is not None and sku_of(gateway.inputs) not in _FAST_PATH:
        yield ArmError(
            "ExpressRouteGatewayBypassNotSupportedForSku",
            f"FastPath needs a gateway of SKU {' or '.join(_FAST_PATH)}, got {sku_of(gateway.inputs)}.",
            "expressRouteGatewayBypass",
        )
    if request.get("enablePrivateLinkFastPath") is True and not bypass:
        yield ArmError(
            "PrivateLinkFastPathNeedsGatewayBypass",
            "enablePrivateLinkFastPath needs expressRouteGatewayBypass.",
            "enablePrivateLinkFastPath",
        )


_DOCS = "https://learn.microsoft.com/azure/"
_FAQ = _DOCS + "vpn-gateway/vpn-gateway-vpn-faq"
_PROVIDER = (
    "https://github.com/hashicorp/terraform-provider-azurerm/blob/main/internal/services/network/"
    "virtual_network_gateway_connection_resource.go"
)

RULES: dict[str, tuple[Rule, ...]] = {
    LOCAL_GATEWAYS: (
        Rule(_device, "documented", _DOCS + "vpn-gateway/vpn-gateway-about-vpn-gateway-settings#lng"),
        Rule(_site, "assumed", _DOCS + "vpn-gateway/vpn-gateway-about-vpn-gateway-settings#lng"),
        Rule(_connected_site, "observed", "https://github.com/MicrosoftDocs/azure-docs/issues/110829"),
    ),
    CONNECTIONS: (
        Rule(_ends, "observed", _PROVIDER),
        Rule(_region, "assumed", _DOCS + "vpn-gateway/vpn-gateway-about-vpn-gateway-settings"),
        Rule(_shared_key, "documented", _FAQ),
        Rule(_site_addresses, "observed", "https://github.com/MicrosoftDocs/azure-docs/issues/110829"),
        Rule(_bgp, "documented", _DOCS + "vpn-gateway/vpn-gateway-bgp-overview"),
        Rule(_policies, "documented", _DOCS + "vpn-gateway/vpn-gateway-about-compliance-crypto"),
        Rule(_circuit, "documented", _DOCS + "expressroute/expressroute-howto-linkvnet-arm"),
        Rule(_authorization, "documented", _DOCS + "expressroute/expressroute-howto-linkvnet-arm"),
        Rule(_fast_path, "documented", _DOCS + "expressroute/about-fastpath"),
    ),
}

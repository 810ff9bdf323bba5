"""Virtual network gateways: what VPN and ExpressRoute gateways need, and how they share a subnet.

Facts without an address: https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-vpn-gateway-settings
(documented).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.rules.network import in_region
from local.azure.rules.peering import GATEWAYS, PEERINGS, gateways_of
from local.azure.rules.public_ips import demands_address
from local.azure.rules.ranges import prefixes
from local.azure.rules.subnets import default_hop, demands_name, network_of
from local.azure.store import Record
from local.azure.values import dig, objects, texts

_ZONED = tuple(f"VpnGw{size}AZ" for size in range(1, 6))
_RETIRED = tuple(f"VpnGw{size}" for size in range(1, 6))
_EXPRESS_ZONED = ("ErGw1AZ", "ErGw2AZ", "ErGw3AZ", "ErGwScale")
_EXPRESS = ("Standard", "HighPerformance", "UltraPerformance", *_EXPRESS_ZONED)
_SKUS = {"Vpn": ("Basic", *_ZONED), "ExpressRoute": _EXPRESS}

# https://learn.microsoft.com/azure/vpn-gateway/about-gateway-skus (documented)
_GENERATIONS = {
    "Generation1": ("Basic", "VpnGw1AZ", "VpnGw2AZ", "VpnGw3AZ"),
    "Generation2": ("VpnGw2AZ", "VpnGw3AZ", "VpnGw4AZ", "VpnGw5AZ"),
}

# https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-bgp-overview (documented)
_RESERVED_ASNS = frozenset({8074, 8075, 12076, 23456, *range(65517, 65521), *range(64496, 64512), 65535})


def kind_of(gateway: Record | None) -> str:
    """Give a gateway's type: Vpn or ExpressRoute."""
    return str(gateway.inputs.get("gatewayType")) if gateway else ""


def sku_of(inputs: Any) -> str:
    """Give a gateway's SKU."""
    return str(dig(inputs, "sku.name") or "")


def _configurations(request: Request) -> list[tuple[str, dict[str, Any]]]:
    listed = enumerate(objects(request.inputs.get("ipConfigurations")))
    return [(f"ipConfigurations[{index}]", one) for index, one in listed]


def _sku(request: Request) -> Iterator[ArmError]:
    kind, sku, tier = str(request.get("gatewayType")), sku_of(request.inputs), request.get("sku.tier")
    if kind not in _SKUS:
        yield ArmError(
            "InvalidRequestPropertyValue",
            f"gatewayType must be one of {', '.join(_SKUS)}, got '{kind}'.",
            "gatewayType",
        )
        return
    if kind == "Vpn" and sku in _RETIRED and request.old is None:
        yield ArmError(
            "NonAzSkusNotAllowedForVPNGateway",
            "VpnGw1-5 non-AZ SKUs are no longer supported for VPN gateways. Only VpnGw1-5AZ SKUs can be created going "
            "forward.",
            "sku.name",
        )
    if sku not in (*_SKUS[kind], *(_RETIRED if kind == "Vpn" else ())) or tier not in (None, sku):
        yield ArmError(
            "InvalidGatewaySkuSpecifiedForGatewayDeploymentType",
            f"Gateway SKU {sku} (tier {tier}) is not one for type {kind}, which has {', '.join(_SKUS[kind])}.",
            "sku.name",
        )


def _resize(request: Request) -> Iterator[ArmError]:
    before = sku_of(request.old.inputs) if request.old else ""
    after = sku_of(request.inputs)
    if not before or before == after:
        return
    if request.get("gatewayType") == "ExpressRoute" and (before in _EXPRESS_ZONED) != (after in _EXPRESS_ZONED):
        yield ArmError(
            "ExpressRouteVirtualNetworkGatewayAutoscaleBoundsNotValid",
            f"Gateway {request.name} cannot go from {before} to {after}: availability-zone SKUs and others are not "
            "exchanged for each other.",
            "sku.name",
        )
    if "Basic" in (before, after):
        yield ArmError(
            "VirtualNetworkGatewaySkuResizeNotAllowed",
            f"Gateway {request.name} cannot be resized from {before} to {after}: delete it and make another.",
            "sku.name",
        )


def _generation(request: Request) -> Iterator[ArmError]:
    asked, sku = request.get("vpnGatewayGeneration"), sku_of(request.inputs)
    if asked in (None, "None"):
        return
    fitting = _GENERATIONS.get(str(asked), ()) if request.get("gatewayType") == "Vpn" else ()
    if sku not in (*fitting, *_RETIRED):
        yield ArmError(
            "VpnGatewayGenerationNotSupportedForSku",
            f"{asked} is not for {sku}: it has {', '.join(fitting) or 'none of this type'}.",
            "vpnGatewayGeneration",
        )


def _vpn_type(request: Request) -> Iterator[ArmError]:
    asked = request.get("vpnType")
    if asked == "PolicyBased" and sku_of(request.inputs) != "Basic":
        yield ArmError(
            "PolicyBasedVpnTypeNotSupportedForSku",
            f"vpnType PolicyBased needs SKU Basic, got {sku_of(request.inputs)}.",
            "vpnType",
        )


def _subnets(request: Request) -> Iterator[ArmError]:
    configurations = _configurations(request)
    if not configurations:
        yield ArmError(
            "VirtualNetworkGatewayIpConfigurationsMissing",
            f"Virtual network gateway {request.name} needs at least one IP configuration.",
            "ipConfigurations",
        )
    for target, one in configurations:
        subnet = request.find(dig(one, "subnet.id"))
        path = f"{target}.subnet"
        if not dig(one, "subnet.id"):
            yield ArmError("SubnetForGatewayIsRequired", "A gateway's IP configuration needs a subnet.", path)
        if subnet is not None:
            code = "VirtualNetworkGatewaySubnetNameInvalid"
            yield from demands_name(request, subnet, "GatewaySubnet", code, path)
            yield from _clear_way(request, subnet, path)
    networks = {str(dig(one, "subnet.id")).lower() for _, one in configurations}
    if len(networks) > 1:
        yield ArmError(
            "VirtualNetworkGatewayIpConfigurationsInDifferentSubnets",
            "All IP configurations of a gateway must be in the same GatewaySubnet.",
            "ipConfigurations",
        )


def _clear_way(request: Request, subnet: Record, target: str) -> Iterator[ArmError]:
    """A gateway reaches its managers straight, so its subnet has no route for everything else."""
    if default_hop(request, subnet.inputs) is not None:
        yield ArmError(
            "RouteTableCannotBeAttachedToGatewaySubnet",
            f"Gateway {request.name} cannot be created: a route table with a route for 0.0.0.0/0 is associated to the "
            "GatewaySubnet.",
            target,
        )


def _addresses(request: Request) -> Iterator[ArmError]:
    for target, one in _configurations(request):
        address = request.find(dig(one, "publicIPAddress.id"))
        path = f"{target}.publicIPAddress.id"
        if request.get("gatewayType") == "Vpn" and not dig(one, "publicIPAddress.id"):
            yield ArmError(
                "PublicIpForGatewayIsRequired",
                f"Public IP address reference is required for gateway IP configration {request.id.text}.",
                path,
            )
        yield from demands_address(request, dig(one, "publicIPAddress.id"), path)
        if address is not None and sku_of(request.inputs) in _ZONED and not texts(address.inputs.get("zones")):
            yield ArmError(
                "VmssVpnGatewayPublicIpsMustHaveZonesConfigured",
                "Standard Public IPs associated with VPN Gateways with AZ VPN skus must have zones configured. "
                f"{address.id} has none.",
                path,
            )
        if (
            address is not None
            and sku_of(request.inputs) in ("Basic", *_RETIRED)
            and texts(address.inputs.get("zones"))
        ):
            # https://github.com/Azure/Azure-Landing-Zones/issues/2660 (observed)
            yield ArmError(
                "RegionalVmssVpnGatewayPublicIpsMustNotHaveZonesConfigured",
                "Standard Public IPs associated with VPN gateways with non-AZ VPN skus cannot have zones configured. "
                f"{address.id} has.",
                path,
            )
    ids = [str(dig(one, "publicIPAddress.id")).lower() for _, one in _configurations(request)]
    if any(ids.count(one) > 1 for one in ids if one != "none"):
        yield ArmError("PublicIPAddressInUse", "Each IP configuration needs an address of its own.", "ipConfigurations")


def _active_active(request: Request) -> Iterator[ArmError]:
    count = len(_configurations(request))
    both = request.get("activeActive") is True
    if both and (request.get("gatewayType") != "Vpn" or sku_of(request.inputs) == "Basic"):
        yield ArmError(
            "ActiveActiveNotSupportedForGateway", "Active-active is for VPN gateways above Basic.", "activeActive"
        )
    if both != (count >= 2) or count > 3:
        wanted = "two IP configurations, or three with point-to-site clients" if both else "one IP configuration"
        yield ArmError(
            "VirtualNetworkGatewayIpConfigurationCountInvalid",
            f"Gateway {request.name} with activeActive {str(both).lower()} needs {wanted}, got {count}.",
            "ipConfigurations",
        )


def _bgp(request: Request) -> Iterator[ArmError]:
    if request.get("enableBgp") is True and sku_of(request.inputs) == "Basic":
        yield ArmError("BgpNotSupportedForSku", "A Basic gateway has no BGP.", "enableBgp")
    asn = request.get("bgpSettings.asn")
    if asn is not None and (asn in _RESERVED_ASNS or not 1 <= asn <= 4294967295):
        yield ArmError("InvalidBgpAsn", f"ASN {int(asn)} is reserved.", "bgpSettings.asn")


def _scale(request: Request) -> Iterator[ArmError]:
    low, high = (request.get(f"autoScaleConfiguration.bounds.{end}") for end in ("min", "max"))
    scales = sku_of(request.inputs) == "ErGwScale"
    fits = low is not None and high is not None and 1 <= low <= high <= 40
    if scales != (low is not None or high is not None) or (scales and not fits):
        yield ArmError(
            "ExpressRouteVirtualNetworkGatewayAutoscaleBoundsNotValid",
            f"Scale units from {low} to {high}: ErGwScale needs bounds from 1 to 40, other SKUs take none.",
            "autoScaleConfiguration.bounds",
        )


def _neighbours(request: Request) -> Iterator[ArmError]:
    """One gateway of a type in a network; of both types only in a subnet that is large enough for two.

    Source: https://learn.microsoft.com/azure/expressroute/expressroute-howto-coexist-resource-manager (documented).
    """
    configurations = _configurations(request)
    subnet = request.find(dig(configurations[0][1], "subnet.id")) if configurations else None
    network = network_of(request, subnet)
    if subnet is None or network is None:
        return
    kind = str(request.get("gatewayType"))
    for other in [one for one in gateways_of(request, network.id) if one.arm_id.key != request.id.key]:
        if kind_of(other) == kind:
            yield ArmError(
                "VirtualNetworkGatewayOfTypeAlreadyExists",
                f"Virtual network {network.name} has {other.id} already: it takes one gateway of type {kind}.",
                "gatewayType",
            )
            return
        yield from _coexistence(request, other, subnet)


def _coexistence(request: Request, other: Record, subnet: Record) -> Iterator[ArmError]:
    small = [one for one in prefixes(subnet.inputs, "subnet") if one.version == 4 and one.prefixlen > 27]
    if small:
        yield ArmError(
            "SubnetSizeTooSmall",
            f"GatewaySubnet must be /27 or larger for a VPN and an ExpressRoute gateway, got {small[0]}.",
            "ipConfigurations[0].subnet",
        )
    vpn = request.inputs if request.get("gatewayType") == "Vpn" else other.inputs
    if sku_of(vpn) == "Basic" or dig(vpn, "vpnType") == "PolicyBased":
        yield ArmError(
            "CoexistenceNotSupportedForGateway",
            "A Basic or policy-based VPN gateway cannot stand beside an ExpressRoute gateway.",
            "sku.name",
        )


def _uses_another(request: Request) -> Iterator[ArmError]:
    configurations = _configurations(request)
    subnet = request.find(dig(configurations[0][1], "subnet.id")) if configurations else None
    network = network_of(request, subnet)
    for peering in request.store.children(network.id, PEERINGS) if network and request.old is None else ():
        if peering.inputs.get("useRemoteGateways") is True:
            yield ArmError(
                "VnetUsesRemoteGatewaysAlready",
                f"Virtual network {network.name if network else ''} uses a remote gateway through {peering.id} and "
                "cannot have one of its own.",
                "ipConfigurations[0].subnet",
            )


_DOCS = "https://learn.microsoft.com/azure/"
_SETTINGS = _DOCS + "vpn-gateway/vpn-gateway-about-vpn-gateway-settings"
_PROVIDER = (
    "https://github.com/hashicorp/terraform-provider-azurerm/blob/main/internal/services/network/"
    "virtual_network_gateway_resource.go"
)

RULES: dict[str, tuple[Rule, ...]] = {
    GATEWAYS: (
        Rule(_sku, "documented", _DOCS + "vpn-gateway/about-gateway-skus"),
        Rule(_resize, "observed", _PROVIDER),
        Rule(_generation, "documented", _DOCS + "vpn-gateway/about-gateway-skus"),
        Rule(_vpn_type, "documented", _SETTINGS),
        Rule(in_region, "documented", _SETTINGS),
        Rule(_subnets, "documented", _SETTINGS),
        Rule(_addresses, "observed", "https://github.com/hashicorp/terraform-provider-azurerm/pull/6548"),
        Rule(_active_active, "documented", _DOCS + "vpn-gateway/about-active-active-gateways"),
        Rule(_bgp, "documented", _DOCS + "vpn-gateway/vpn-gateway-bgp-overview"),
        Rule(_scale, "observed", _PROVIDER),
        Rule(_neighbours, "documented", _DOCS + "expressroute/expressroute-howto-coexist-resource-manager"),
        Rule(_uses_another, "documented", _DOCS + "virtual-network/virtual-network-manage-peering"),
    ),
}

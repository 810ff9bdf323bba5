"""VPN and ExpressRoute: gateways, sites, circuits, connections."""

from __future__ import annotations

from tests.corpus.model import Bad, Family, Good
from tests.corpus.worlds import connected, gated, hub, peered, provisioned
from tests.unit.azure import samples_network as net

# fmt: off

VPN = Good("VPN", "network:VirtualNetworkGateway", gated, net.vpn())
PAIR = Good("a pair", "network:VirtualNetworkGateway", gated, net.vpn(activeActive=True, ipConfigurations=[net.configuration("c", net.GATEWAY_SUBNET, "pip-vpn"), net.configuration("d", net.GATEWAY_SUBNET, "pip-vpn2")]))
SPEAKER = Good("VPN that speaks BGP", "network:VirtualNetworkGateway", gated, net.vpn(enableBgp=True, bgpSettings={"asn": 65515}))
ENTRA = Good("people by Entra ID", "network:VirtualNetworkGateway", gated, net.vpn(vpnClientConfiguration=net.entra_clients()))
CERTIFICATES = Good("people by certificates", "network:VirtualNetworkGateway", gated, net.vpn(vpnClientConfiguration=net.certificate_clients()))
RADIUS = Good("people by RADIUS", "network:VirtualNetworkGateway", gated, net.vpn(vpnClientConfiguration=net.radius_clients()))
BASIC = Good("VPN, Basic", "network:VirtualNetworkGateway", gated, net.vpn(sku={"name": "Basic", "tier": "Basic"}))
EXPRESS = Good("ExpressRoute", "network:VirtualNetworkGateway", gated, net.express())
SCALING = Good("ExpressRoute that scales", "network:VirtualNetworkGateway", gated, net.express(sku={"name": "ErGwScale", "tier": "ErGwScale"}, autoScaleConfiguration={"bounds": {"min": 2, "max": 10}}))
FAST = Good("ExpressRoute, Ultra", "network:VirtualNetworkGateway", gated, net.express(sku={"name": "ErGw3AZ", "tier": "ErGw3AZ"}))

SITE = Good("a range", "network:LocalNetworkGateway", hub, net.site())
BGP_SITE = Good("BGP, no ranges", "network:LocalNetworkGateway", hub, net.site(localNetworkAddressSpace={"addressPrefixes": []}, bgpSettings={"asn": 65010, "bgpPeeringAddress": "192.168.0.1"}))
TUNNEL = Good("a tunnel", "network:VirtualNetworkGatewayConnection", connected, net.tunnel())
POLICED = Good("a tunnel with a policy", "network:VirtualNetworkGatewayConnection", connected, net.tunnel(ipsecPolicies=[net.ipsec()]))
EXPRESS_CONNECTION = Good("ExpressRoute", "network:VirtualNetworkGatewayConnection", peered, net.express_connection())

CIRCUIT = Good("metered", "network:ExpressRouteCircuit", hub, net.circuit())
UNLIMITED = Good("unlimited", "network:ExpressRouteCircuit", hub, net.circuit(sku={"name": "Standard_UnlimitedData", "tier": "Standard", "family": "UnlimitedData"}))
PRIVATE_PEERING = Good("private", "network:ExpressRouteCircuitPeering", provisioned, net.private_peering())
AUTHORIZATION = Good("for a hub", "network:ExpressRouteCircuitAuthorization", connected, net.authorization())

GOOD = (VPN, PAIR, SPEAKER, ENTRA, CERTIFICATES, RADIUS, BASIC, EXPRESS, SCALING, FAST, SITE, BGP_SITE, TUNNEL, POLICED, EXPRESS_CONNECTION, CIRCUIT, UNLIMITED, PRIVATE_PEERING, AUTHORIZATION)

BAD: tuple[Bad, ...] = ()

FAMILY = Family("gateways", GOOD, BAD)

"""Ways in: Bastion, VPN, ExpressRoute."""

from collections.abc import Iterator
from decimal import Decimal

from report.cost import meters
from report.cost.context import Context, Mapping_, Use, at, ends_with, no_price, not_yet, number, said, text, use
from report.cost.model import HOURS, Quantity, Resource

# How much a gateway includes. https://azure.microsoft.com/pricing/details/vpn-gateway/
INCLUDED_TUNNELS = 10
INCLUDED_CLIENTS = 128
# https://azure.microsoft.com/pricing/details/azure-bastion/
INCLUDED_SCALE_UNITS = 2


def bastion(context: Context, resource: Resource) -> Iterator[Use]:
    """Hours by SKU with two scale units, hours of further ones, and what is sent out.

    https://azure.microsoft.com/pricing/details/azure-bastion/
    """
    sku = text(resource, "sku.name")
    if sku is None:
        yield not_yet("the Bastion host's SKU")
        return
    if sku not in meters.BASTIONS:
        yield no_price(f"Bastion, SKU {sku}", "none that this platform makes")
        return
    yield use(meters.bastion(sku), HOURS, "all hours")
    units = number(at(resource, "scaleUnits"), INCLUDED_SCALE_UNITS) or Decimal(INCLUDED_SCALE_UNITS)
    if units > INCLUDED_SCALE_UNITS:
        more = units - INCLUDED_SCALE_UNITS
        yield use(meters.bastion_unit(sku), more * HOURS, f"{said(more)} scale unit(s) beyond {INCLUDED_SCALE_UNITS}")
    yield use(meters.bastion_data(sku), context.usage.bastion_out_gb, "usage bastionOutGb")


def gateway(context: Context, resource: Resource) -> Iterator[Use]:
    """Hours of a gateway by SKU; of a VPN gateway tunnels and people beyond those that are included.

    https://azure.microsoft.com/pricing/details/vpn-gateway/, https://azure.microsoft.com/pricing/details/expressroute/
    """
    sku, kind = text(resource, "sku.name"), text(resource, "gatewayType")
    if sku is None or kind is None:
        yield not_yet("the gateway's SKU")
    elif kind == "ExpressRoute":
        yield use(meters.express_route_gateway(sku), HOURS, "all hours")
    else:
        yield use(meters.vpn_gateway(sku), HOURS, "all hours")
        yield from _beyond_the_included(context, resource, sku)


def _beyond_the_included(context: Context, resource: Resource, sku: str) -> Iterator[Use]:
    name = text(resource, "virtualNetworkGatewayName")
    tunnels = sum(
        text(one, "connectionType") == "IPsec"
        and (name is None or ends_with(at(one, "virtualNetworkGateway1.id"), name))
        for one in context.of("network:VirtualNetworkGatewayConnection")
    )
    if tunnels > INCLUDED_TUNNELS:
        more = tunnels - INCLUDED_TUNNELS
        yield use(meters.vpn_connection(sku, "S2S"), more * HOURS, f"{more} tunnel(s) beyond {INCLUDED_TUNNELS}")
    clients = context.usage.vpn_clients
    if at(resource, "vpnClientConfiguration") and clients > INCLUDED_CLIENTS:
        more_clients = clients - INCLUDED_CLIENTS
        basis = f"usage vpnClients: {said(more_clients)} beyond {INCLUDED_CLIENTS}"
        yield use(meters.vpn_connection(sku, "P2S"), more_clients * HOURS, basis)


def circuit(context: Context, resource: Resource) -> Iterator[Use]:
    """A circuit by tier, plan and bandwidth, a month each, and what leaves Azure by a metered one.

    The provider's own bill comes on top. https://azure.microsoft.com/pricing/details/expressroute/
    """
    tier, family = text(resource, "sku.tier"), text(resource, "sku.family")
    mbps = number(at(resource, "serviceProviderProperties.bandwidthInMbps"))
    if tier is None or family is None or mbps is None:
        yield not_yet("the circuit's tier, plan or bandwidth")
        return
    # Local circuits have one plan, whatever is asked for.
    plan = "UnlimitedData" if tier == "Local" else family
    place = text(resource, "serviceProviderProperties.peeringLocation")
    yield Quantity(meter=meters.circuit(tier, plan, int(mbps)), amount=Decimal(1), basis="one circuit", region=place)
    if plan == "MeteredData":
        amount = context.usage.circuit_out_gb
        yield Quantity(meter=meters.circuit_data(int(mbps)), amount=amount, basis="usage circuitOutGb", region=place)


MAPPINGS: dict[str, Mapping_] = {
    "network:BastionHost": bastion,
    "network:VirtualNetworkGateway": gateway,
    "network:ExpressRouteCircuit": circuit,
}

"""VPN and ExpressRoute gateways and their clients."""

from __future__ import annotations

import pytest

from local.azure.store import Store
from tests.unit.azure import harness
from tests.unit.azure import samples as given
from tests.unit.azure import samples_network as net
from tests.unit.azure.harness import NETWORK, Engine, Inputs, RefusedError

KIND = "network:VirtualNetworkGateway"
PAIR = [net.configuration("c", net.GATEWAY_SUBNET, "pip-vpn"), net.configuration("d", net.GATEWAY_SUBNET, "pip-vpn2")]


@pytest.fixture
def hub(azure: Engine) -> Engine:
    net.build_hub(azure)
    azure.create("network:PublicIPAddress", given.public_ip("unzoned"))
    return azure


def refuse(azure: Engine, inputs: Inputs, code: str, kind: str = KIND) -> str:
    return harness.refuse(azure, kind, inputs, code)


def sku(name: str) -> Inputs:
    return {"name": name, "tier": name}


def test_clients_are_for_route_based_vpn_above_basic(hub: Engine) -> None:
    refuse(hub, net.express(vpnClientConfiguration=net.entra_clients()), "VpnClientConfigurationNotSupportedForGateway")
    basic = net.basic_vpn(vpnClientConfiguration=net.certificate_clients())
    refuse(hub, basic, "VpnClientConfigurationNotSupportedForSku")
    refuse(hub, net.vpn(customRoutes={"addressPrefixes": ["10.0.0.0/33"]}), "InvalidAddressPrefixFormat")


ACCEPTED: dict[str, Inputs] = {
    "Entra ID": net.vpn(vpnClientConfiguration=net.entra_clients()),
    "certificates": net.vpn(vpnClientConfiguration=net.certificate_clients()),
    "both": net.vpn(
        vpnClientConfiguration={
            **net.certificate_clients(),
            **net.entra_clients(vpnAuthenticationTypes=["AAD", "Certificate"]),
        }
    ),
    "a pair": net.vpn(activeActive=True, ipConfigurations=PAIR),
    "ExpressRoute without address": net.express(),
    "ExpressRoute that scales": net.express(
        sku=sku("ErGwScale"), autoScaleConfiguration={"bounds": {"min": 2, "max": 10}}
    ),
}


@pytest.mark.parametrize("inputs", ACCEPTED.values(), ids=ACCEPTED)
def test_azure_accepts_a_gateway_with(hub: Engine, inputs: Inputs) -> None:
    assert hub.create(KIND, inputs)[1]["provisioningState"] == "Succeeded"


def test_a_radius_secret_is_not_kept(hub: Engine, store: Store) -> None:
    radius = {"radiusServerAddress": "10.10.3.9", "radiusServerSecret": "hunter2"}
    servers = {"radiusServers": [{"radiusServerAddress": "10.10.3.8", "radiusServerSecret": "hunter2"}]}
    clients = {**net.certificate_clients(vpnAuthenticationTypes=["Certificate", "Radius"]), **radius, **servers}
    _, outputs = hub.create(KIND, net.vpn(vpnClientConfiguration=clients))
    assert "hunter2" not in str(outputs)
    assert "hunter2" not in str([(one.inputs, one.properties) for one in store.resources()])


def test_a_gateway_speaks_bgp_from_its_subnet(hub: Engine) -> None:
    made, outputs = hub.create(KIND, net.vpn(enableBgp=True))
    settings = outputs["bgpSettings"]
    assert (settings["asn"], settings["bgpPeeringAddress"]) == (65515, "10.10.0.30")
    public = hub.plugin.cloud.read(given.address_id("pip-vpn")).properties["ipAddress"]
    assert settings["bgpPeeringAddresses"][0]["tunnelIpAddresses"] == [public]
    hub.delete(made)
    _, pair = hub.create(KIND, net.vpn(activeActive=True, ipConfigurations=PAIR, bgpSettings={"asn": 65001}))
    assert (pair["bgpSettings"]["asn"], pair["bgpSettings"]["bgpPeeringAddress"]) == (65001, "10.10.0.4,10.10.0.5")


def test_both_types_share_a_subnet_of_27_bits_or_more(hub: Engine) -> None:
    hub.create(KIND, net.vpn())
    hub.create(KIND, net.express())
    small = net.hub(net.subnet("GatewaySubnet", "10.20.0.0/28"), name="small", space="10.20.0.0/16")
    hub.create("network:VirtualNetwork", small)
    where = f"{NETWORK}/virtualNetworks/small/subnets/GatewaySubnet"
    hub.create(
        KIND, net.express(virtualNetworkGatewayName="er2", ipConfigurations=[net.configuration("c", where, None)])
    )
    second = net.vpn(virtualNetworkGatewayName="vpn2", ipConfigurations=[net.configuration("c", where, "pip-vpn2")])
    refuse(hub, second, "SubnetSizeTooSmall")


def test_a_network_has_one_gateway_of_a_type(hub: Engine) -> None:
    hub.create(KIND, net.express())
    refuse(hub, net.express(virtualNetworkGatewayName="er2"), "VirtualNetworkGatewayOfTypeAlreadyExists")
    refuse(hub, net.basic_vpn(), "CoexistenceNotSupportedForGateway")


def test_a_gateway_is_not_made_behind_a_default_route(hub: Engine) -> None:
    hub.create("network:RouteTable", net.route_table())
    hub.update(
        "network:Subnet",
        net.GATEWAY_SUBNET,
        net.own_subnet("GatewaySubnet", "10.10.0.0/27", routeTable={"id": f"{NETWORK}/routeTables/egress"}),
    )
    refuse(hub, net.express(), "RouteTableCannotBeAttachedToGatewaySubnet")


def test_configurations_stand_in_one_subnet(hub: Engine) -> None:
    other = net.hub(net.subnet("GatewaySubnet", "10.20.0.0/27"), name="other", space="10.20.0.0/16")
    hub.create("network:VirtualNetwork", other)
    apart = [PAIR[0], net.configuration("d", f"{NETWORK}/virtualNetworks/other/subnets/GatewaySubnet", "pip-vpn2")]
    bad = net.vpn(activeActive=True, ipConfigurations=apart)
    refuse(hub, bad, "VirtualNetworkGatewayIpConfigurationsInDifferentSubnets")


def test_a_gateway_grows_within_its_family(hub: Engine) -> None:
    made, _ = hub.create(KIND, net.vpn())
    assert hub.update(KIND, made, net.vpn(sku=sku("VpnGw2AZ")))["sku"]["name"] == "VpnGw2AZ"


def test_a_subnet_with_a_gateway_stays(hub: Engine) -> None:
    hub.create(KIND, net.vpn())
    for doomed, code in (
        (net.GATEWAY_SUBNET, "InUseSubnetCannotBeDeleted"),
        (net.HUB_ID, "InUseSubnetCannotBeDeleted"),
        (given.address_id("pip-vpn"), "PublicIPAddressCannotBeDeleted"),
    ):
        with pytest.raises(RefusedError, match=code):
            hub.delete(doomed)

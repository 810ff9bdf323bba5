"""VPN and ExpressRoute gateways and their clients: each rule is broken once, and answers with its code."""

from __future__ import annotations

from typing import Any

import pytest

from local.azure.store import Store
from tests.unit.azure import samples as given
from tests.unit.azure import samples_network as net
from tests.unit.azure.harness import NETWORK, Engine, Inputs, RefusedError
from tests.unit.azure.samples import changed

KIND = "network:VirtualNetworkGateway"
PAIR = [net.configuration("c", net.GATEWAY_SUBNET, "pip-vpn"), net.configuration("d", net.GATEWAY_SUBNET, "pip-vpn2")]


@pytest.fixture
def hub(azure: Engine) -> Engine:
    net.build_hub(azure)
    azure.create("network:PublicIPAddress", given.public_ip("unzoned"))
    return azure


def refuse(azure: Engine, inputs: Inputs, code: str, kind: str = KIND) -> None:
    with pytest.raises(RefusedError, match=f'Code="{code}"'):
        azure.create(kind, inputs)


def refuse_update(azure: Engine, resource_id: str, inputs: Inputs, code: str) -> None:
    with pytest.raises(RefusedError, match=f'Code="{code}"'):
        azure.update(KIND, resource_id, inputs)


def sku(name: str) -> Inputs:
    return {"name": name, "tier": name}


GATEWAYS: dict[str, tuple[Inputs, str]] = {
    "a type that is none": (net.vpn(gatewayType="Carrier"), "InvalidRequestPropertyValue"),
    "a SKU without zones": (net.vpn(sku=sku("VpnGw1")), "NonAzSkusNotAllowedForVPNGateway"),
    "an ExpressRoute SKU for VPN": (
        net.vpn(sku=sku("ErGw1AZ")),
        "InvalidGatewaySkuSpecifiedForGatewayDeploymentType",
    ),
    "a VPN SKU for ExpressRoute": (
        net.express(sku=sku("VpnGw1AZ")),
        "InvalidGatewaySkuSpecifiedForGatewayDeploymentType",
    ),
    "a tier of another SKU": (
        net.vpn(sku={"name": "VpnGw1AZ", "tier": "VpnGw2AZ"}),
        "InvalidGatewaySkuSpecifiedForGatewayDeploymentType",
    ),
    "a second generation of the first size": (
        net.vpn(vpnGatewayGeneration="Generation2"),
        "VpnGatewayGenerationNotSupportedForSku",
    ),
    "a first generation of the fourth size": (
        net.vpn(sku=sku("VpnGw4AZ")),
        "VpnGatewayGenerationNotSupportedForSku",
    ),
    "policies for routes": (net.vpn(vpnType="PolicyBased"), "PolicyBasedVpnTypeNotSupportedForSku"),
    "no configuration": (net.vpn(ipConfigurations=[]), "VirtualNetworkGatewayIpConfigurationsMissing"),
    "another subnet": (
        net.vpn(ipConfigurations=[net.configuration("c", net.PLAIN, "pip-vpn")]),
        "VirtualNetworkGatewaySubnetNameInvalid",
    ),
    "no subnet": (
        net.vpn(ipConfigurations=[net.configuration("c", None, "pip-vpn")]),
        "SubnetForGatewayIsRequired",
    ),
    "no address": (
        net.vpn(ipConfigurations=[net.configuration("c", net.GATEWAY_SUBNET, None)]),
        "PublicIpForGatewayIsRequired",
    ),
    "an address without zones": (
        net.vpn(ipConfigurations=[net.configuration("c", net.GATEWAY_SUBNET, "unzoned")]),
        "VmssVpnGatewayPublicIpsMustHaveZonesConfigured",
    ),
    "an address twice": (
        net.vpn(activeActive=True, ipConfigurations=[PAIR[0], net.configuration("d", net.GATEWAY_SUBNET, "pip-vpn")]),
        "PublicIPAddressInUse",
    ),
    "a pair of one": (net.vpn(activeActive=True), "VirtualNetworkGatewayIpConfigurationCountInvalid"),
    "two for one": (net.vpn(ipConfigurations=PAIR), "VirtualNetworkGatewayIpConfigurationCountInvalid"),
    "a pair for ExpressRoute": (net.express(activeActive=True), "ActiveActiveNotSupportedForGateway"),
    "BGP in Basic": (
        net.vpn(sku=sku("Basic"), enableBgp=True),
        "BgpNotSupportedForSku",
    ),
    "a reserved ASN": (net.vpn(bgpSettings={"asn": 65517}), "InvalidBgpAsn"),
    "scaling without bounds": (
        net.express(sku=sku("ErGwScale")),
        "ExpressRouteVirtualNetworkGatewayAutoscaleBoundsNotValid",
    ),
    "bounds without scaling": (
        net.express(autoScaleConfiguration={"bounds": {"min": 1, "max": 2}}),
        "ExpressRouteVirtualNetworkGatewayAutoscaleBoundsNotValid",
    ),
    "another region": (changed(net.vpn(), "location", "northeurope"), "InvalidResourceReference"),
}


@pytest.mark.parametrize("case", GATEWAYS.values(), ids=GATEWAYS)
def test_azure_refuses_a_gateway_with(hub: Engine, case: tuple[Inputs, str]) -> None:
    refuse(hub, *case)


POOL = "vpnClientAddressPool.addressPrefixes"
CLIENTS: dict[str, tuple[Inputs, str]] = {
    "no pool": (changed(net.entra_clients(), POOL, []), "VpnClientAddressPoolMissing"),
    "a pool in the network": (
        changed(net.entra_clients(), POOL, ["10.10.9.0/24"]),
        "VpnClientAddressPoolOverlapsVnetAddressSpace",
    ),
    "no way to sign in": (
        {"vpnClientAddressPool": {"addressPrefixes": ["172.31.0.0/24"]}},
        "VpnClientAuthenticationMissing",
    ),
    "a protocol that is none": (net.entra_clients(vpnClientProtocols=["PPTP"]), "InvalidRequestPropertyValue"),
    "a method that is none": (net.entra_clients(vpnAuthenticationTypes=["Password"]), "InvalidRequestPropertyValue"),
    "Entra ID over IKEv2": (
        net.entra_clients(vpnClientProtocols=["OpenVPN", "IkeV2"]),
        "VpnClientAadAuthenticationNeedsOpenVpn",
    ),
    "Entra ID over nothing": (net.entra_clients(vpnClientProtocols=[]), "VpnClientAadAuthenticationNeedsOpenVpn"),
    "no audience": (changed(net.entra_clients(), "aadAudience", None), "VpnClientAadSettingsIncomplete"),
    "an issuer that is no address": (net.entra_clients(aadIssuer="sts"), "VpnClientAadSettingsInvalid"),
    "certificates without data": (
        net.certificate_clients(vpnClientRootCertificates=[{"name": "root", "publicCertData": ""}]),
        "VpnClientRootCertificateDataInvalid",
    ),
    "certificates with their lines": (
        net.certificate_clients(
            vpnClientRootCertificates=[{"name": "root", "publicCertData": "-----BEGIN CERTIFICATE-----"}]
        ),
        "VpnClientRootCertificateDataInvalid",
    ),
    "a thumbprint that is none": (
        net.certificate_clients(vpnClientRevokedCertificates=[{"name": "old", "thumbprint": "AB"}]),
        "VpnClientRevokedCertificateThumbprintInvalid",
    ),
    "a method without settings": (
        net.certificate_clients(vpnAuthenticationTypes=["Certificate", "Radius"]),
        "VpnClientAuthenticationSettingsMissing",
    ),
    "two methods that are not named": (
        changed({**net.certificate_clients(), **net.entra_clients()}, "vpnAuthenticationTypes", None),
        "VpnClientConfigurationHasMoreThanOneAuthentication",
    ),
    "RADIUS without secret": (
        changed(
            net.certificate_clients(radiusServerAddress="10.10.3.9"),
            "vpnAuthenticationTypes",
            ["Certificate", "Radius"],
        ),
        "VpnClientRadiusSettingsInvalid",
    ),
}


@pytest.mark.parametrize("case", CLIENTS.values(), ids=CLIENTS)
def test_azure_refuses_clients_with(hub: Engine, case: tuple[Inputs, str]) -> None:
    clients, code = case
    refuse(hub, net.vpn(vpnClientConfiguration=clients), code)


def test_clients_are_for_route_based_vpn_above_basic(hub: Engine) -> None:
    refuse(hub, net.express(vpnClientConfiguration=net.entra_clients()), "VpnClientConfigurationNotSupportedForGateway")
    basic = net.vpn(sku=sku("Basic"), vpnClientConfiguration=net.certificate_clients())
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
    refuse(hub, net.vpn(sku=sku("Basic")), "CoexistenceNotSupportedForGateway")


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


UPDATES: dict[str, tuple[Inputs, Any, str]] = {
    "type": (net.vpn(), net.express(virtualNetworkGatewayName="vpn"), "PropertyChangeNotAllowed"),
    "routing": (net.vpn(), net.vpn(vpnType="PolicyBased"), "PropertyChangeNotAllowed"),
    "generation": (net.vpn(), net.vpn(vpnGatewayGeneration="Generation2"), "PropertyChangeNotAllowed"),
    "size below Basic": (
        net.vpn(),
        net.vpn(sku=sku("Basic")),
        "VirtualNetworkGatewaySkuResizeNotAllowed",
    ),
    "zones": (
        net.express(),
        net.express(sku=sku("Standard")),
        "ExpressRouteVirtualNetworkGatewayAutoscaleBoundsNotValid",
    ),
}


@pytest.mark.parametrize("case", UPDATES.values(), ids=UPDATES)
def test_a_gateway_keeps_its(hub: Engine, case: tuple[Inputs, Inputs, str]) -> None:
    before, after, code = case
    made, _ = hub.create(KIND, before)
    refuse_update(hub, made, after, code)


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

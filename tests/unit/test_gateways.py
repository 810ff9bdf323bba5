"""VPN and ExpressRoute gateways, alone and together."""

import dataclasses
import re
from typing import Any

import pulumi
import pytest
from pydantic import ValidationError

from components.gateways import Gateways, GatewaysArgs
from components.naming import Names
from components.settings import AccessSettings
from components.settings.access import PrivatePeeringSettings
from tests.support.platform import demo_platform
from tests.support.recorder import SUBSCRIPTION, TENANT, Recording, Registration, record, strings_in

PEOPLE = {"address_pool": "172.20.0.0/24"}
CERTIFICATE = "M" * 120
SITES = [
    {"name": "taipei", "gateway_address": "203.0.113.7", "address_ranges": ["192.168.0.0/20", "192.168.32.0/20"]},
    {"name": "tokyo", "gateway_address": "203.0.113.8", "address_ranges": ["192.168.64.0/20"]},
    {"name": "osaka", "gateway_address": "203.0.113.9", "address_ranges": ["192.168.80.0/20"]},
]
CIRCUIT_ID = (
    f"/subscriptions/{SUBSCRIPTION}/resourceGroups/hub/providers/Microsoft.Network/expressRouteCircuits/erc-hub"
)
EXPRESS = {"address_ranges": ["10.100.0.0/16"]}
CIRCUIT = {"provider": "Equinix", "peering_location": "Hong Kong", "bandwidth_mbps": 200}
PEERING = {"peer_asn": 65010, "vlan_id": 100, "primary_range": "10.200.0.0/30", "secondary_range": "10.200.0.4/30"}
SHARED_KEY = "key-of-taipei"
AUTHORIZATION = "authorization-of-the-hub"


def recorded(
    location: str = "eastasia", zones: tuple[str, ...] = (), longest: bool = False, **access: Any
) -> Recording:
    def program() -> None:
        platform = demo_platform(location, zones)
        if longest:
            names = Names(workload="w" * 8, environment="e" * 5, suffix=platform.names.suffix)
            platform = dataclasses.replace(platform, names=names)
        gateways = Gateways(
            "gateways",
            GatewaysArgs(
                platform=platform,
                settings=AccessSettings.model_validate(access),
                subnet_id=pulumi.Output.from_input("gateway-subnet"),
                shared_keys={"taipei": pulumi.Output.from_input(SHARED_KEY)},
            ),
        )
        pulumi.export("made", [resource.urn for resource in gateways.made])
        pulumi.export("gateway_ids", gateways.gateway_ids)
        pulumi.export("connected", sorted(gateways.connected_ids))
        pulumi.export("client_ranges", gateways.client_ranges)
        pulumi.export("manual_steps", pulumi.Output.all(*gateways.manual_steps))
        pulumi.export("generated", sorted(gateways.generated_keys))
        secrets = [*gateways.generated_keys.values(), *([gateways.service_key] if gateways.service_key else [])]
        pulumi.export("all_secret", pulumi.Output.all(*(one.is_secret() for one in secrets)))
        pulumi.export("has_service_key", gateways.service_key is not None)

    config = {"azure-native:environment": "china" if location.startswith("china") else "usgovernment"}
    return record(program, config if location.startswith(("china", "usgov")) else None)


@pytest.fixture(scope="module")
def vpn() -> Recording:
    return recorded(vpn_gateway={"sku": "VpnGw2AZ", "point_to_site": PEOPLE, "sites": SITES}, zones=("1", "2", "3"))


@pytest.fixture(scope="module")
def both() -> Recording:
    return recorded(vpn_gateway={"point_to_site": PEOPLE}, express_route=EXPRESS | {"circuit_id": CIRCUIT_ID})


def gateway(recording: Recording, name: str = "vpn-gateway") -> Registration:
    return recording.one("network:VirtualNetworkGateway", name)


def connection(recording: Recording, name: str) -> Registration:
    return recording.one("network:VirtualNetworkGatewayConnection", name)


def test_nothing_is_made_where_nothing_is_asked_for() -> None:
    recording = recorded(bastion={})
    assert [r.kind for r in recording.azure] == ["azure-native:resources:ResourceGroup"]
    assert recording.outputs["made"] == recording.outputs["manual_steps"] == []


def test_a_vpn_gateway_is_route_based_in_the_gateway_subnet(vpn: Recording) -> None:
    made = gateway(vpn)
    assert (made.inputs["gatewayType"], made.inputs["vpnType"]) == ("Vpn", "RouteBased")
    assert made.inputs["sku"] == {"name": "VpnGw2AZ", "tier": "VpnGw2AZ"}
    assert made.inputs["disableIPSecReplayProtection"] is False
    (configuration,) = made.inputs["ipConfigurations"]
    assert made.inputs["activeActive"] is False  # two configurations are needed otherwise
    assert configuration["subnet"]["id"] == "gateway-subnet"
    assert made.depends_on(vpn.one("network:PublicIPAddress", "pip-vpn"), "ipConfigurations")


def test_its_public_address_is_standard_and_static(vpn: Recording) -> None:
    address = vpn.one("network:PublicIPAddress", "pip-vpn").inputs
    assert address["sku"] == {"name": "Standard", "tier": "Regional"}
    assert address["publicIPAllocationMethod"] == "Static"


# A gateway of these sizes answers VmssVpnGatewayPublicIpsMustHaveZonesConfigured otherwise, but where there are none:
# https://learn.microsoft.com/azure/vpn-gateway/gateway-sku-consolidation#can-i-deploy-vpngw-1-5-az-skus-in-all-regions
@pytest.mark.parametrize(
    ("location", "given", "expected"),
    [("eastasia", (), ["1", "2", "3"]), ("eastasia", ("2",), ["2"]), ("westus", (), None)],
)
def test_the_gateways_public_addresses_have_zones_where_the_region_has(
    location: str, given: tuple[str, ...], expected: list[str] | None
) -> None:
    options: dict[str, Any] = {
        "vpn_gateway": {"point_to_site": PEOPLE},
        "express_route": EXPRESS | {"circuit_id": CIRCUIT_ID},
    }
    recording = recorded(location, given, **options)
    addresses = recording.of("network:PublicIPAddress")
    assert len(addresses) == 2
    assert [address.inputs.get("zones") for address in addresses] == [expected] * 2


# https://learn.microsoft.com/azure/vpn-gateway/about-gateway-skus
@pytest.mark.parametrize(
    ("sku", "generation"),
    [("VpnGw1AZ", "Generation1"), ("VpnGw2AZ", "Generation2"), ("VpnGw5AZ", "Generation2")],
)
def test_the_generation_is_one_that_has_the_size(sku: str, generation: str) -> None:
    made = gateway(recorded(vpn_gateway={"sku": sku, "point_to_site": PEOPLE}))
    assert made.inputs["vpnGatewayGeneration"] == generation
    assert "ipConfigurations" in made.request.replaceOnChanges


# https://learn.microsoft.com/azure/vpn-gateway/point-to-site-entra-gateway and openvpn-azure-ad-tenant
@pytest.mark.parametrize(
    ("location", "tenant", "audience", "issuer"),
    [
        ("eastasia", "login.microsoftonline.com", "c632b3df-fb67-4d84-bdcf-b95ad541b5c8", "sts.windows.net"),
        ("usgovvirginia", "login.microsoftonline.us", "51bb15d4-3a4f-4ebf-9dca-40096fe32426", "sts.windows.net"),
        ("chinanorth3", "login.chinacloudapi.cn", "49f817b6-84ae-4cc0-928c-73f27289b3aa", "sts.chinacloudapi.cn"),
    ],
)
def test_people_sign_in_with_entra_by_openvpn(location: str, tenant: str, audience: str, issuer: str) -> None:
    recording = recorded(location, vpn_gateway={"point_to_site": PEOPLE})
    assert gateway(recording).inputs["vpnClientConfiguration"] == {
        "vpnClientAddressPool": {"addressPrefixes": ["172.20.0.0/24"]},
        "vpnClientProtocols": ["OpenVPN"],
        "vpnAuthenticationTypes": ["AAD"],
        "aadTenant": f"https://{tenant}/{TENANT}",
        "aadAudience": audience,
        "aadIssuer": f"https://{issuer}/{TENANT}/",
    }
    # Microsoft's own registration, in the public cloud, needs no consent; the older application does.
    consents = [step for step in recording.outputs["manual_steps"] if "admin_consent" in step]
    assert len(consents) == (0 if location == "eastasia" else 1)
    assert all(f"client_id={audience}" in step and tenant in step for step in consents)


def test_people_may_sign_in_with_certificates() -> None:
    people = PEOPLE | {"authentication": "Certificate", "root_certificates": {"root": CERTIFICATE}}
    recording = recorded("chinanorth3", vpn_gateway={"point_to_site": people})
    clients = gateway(recording).inputs["vpnClientConfiguration"]
    assert clients["vpnAuthenticationTypes"] == ["Certificate"]
    assert clients["vpnClientRootCertificates"] == [{"name": "root", "publicCertData": CERTIFICATE}]
    assert not any(key.startswith("aad") for key in clients)
    assert not any("consent" in step for step in recording.outputs["manual_steps"])


def test_people_get_a_profile(vpn: Recording) -> None:
    command = "az network vnet-gateway vpn-client generate --resource-group rg-mlops-demo --name vgw-mlops-demo"
    assert any(command in step for step in vpn.outputs["manual_steps"])
    assert vpn.outputs["client_ranges"] == ["172.20.0.0/24"]


def test_a_gateway_for_sites_alone_takes_no_clients() -> None:
    recording = recorded(vpn_gateway={"sites": SITES[:1]})
    assert "vpnClientConfiguration" not in gateway(recording).inputs
    assert recording.outputs["client_ranges"] == []


def test_each_site_is_known_by_its_device_and_ranges(vpn: Recording) -> None:
    site = vpn.one("network:LocalNetworkGateway", "site-taipei").inputs
    assert site["gatewayIpAddress"] == "203.0.113.7"
    assert site["localNetworkAddressSpace"] == {"addressPrefixes": ["192.168.0.0/20", "192.168.32.0/20"]}


# https://learn.microsoft.com/azure/vpn-gateway/ipsec-ike-policy-howto: GCM wants itself as integrity
def test_a_tunnel_speaks_ikev2_with_strong_algorithms(vpn: Recording) -> None:
    tunnel = connection(vpn, "tunnel-taipei")
    assert (tunnel.inputs["connectionType"], tunnel.inputs["connectionProtocol"]) == ("IPsec", "IKEv2")
    (policy,) = tunnel.inputs["ipsecPolicies"]
    assert (policy["ikeEncryption"], policy["ikeIntegrity"], policy["dhGroup"]) == ("AES256", "SHA384", "ECP384")
    assert policy["ipsecEncryption"] == policy["ipsecIntegrity"] == "GCMAES256"
    assert policy["pfsGroup"] == "ECP384"
    assert policy["saLifeTimeSeconds"] >= 300
    assert policy["saDataSizeKilobytes"] >= 1024
    assert tunnel.depends_on(gateway(vpn), "virtualNetworkGateway1")
    assert tunnel.depends_on(vpn.one("network:LocalNetworkGateway", "site-taipei"), "localNetworkGateway2")


# https://github.com/hashicorp/terraform-provider-azurerm/issues/10582: AnotherOperationInProgress otherwise
def test_tunnels_of_one_gateway_are_written_one_after_the_other(vpn: Recording) -> None:
    taipei, tokyo, osaka = (connection(vpn, f"tunnel-{name}") for name in ("taipei", "tokyo", "osaka"))
    assert tokyo.depends_on(taipei)
    assert osaka.depends_on(tokyo)
    assert not taipei.depends_on(tokyo)


def test_shared_keys_are_those_given_or_generated_and_secret_everywhere(vpn: Recording) -> None:
    assert connection(vpn, "tunnel-taipei").inputs["sharedKey"] == SHARED_KEY
    assert connection(vpn, "tunnel-tokyo").inputs["sharedKey"] == "Generated-vpn-key-tokyo-1"
    assert all("sharedKey" in connection(vpn, f"tunnel-{site['name']}").secrets for site in SITES)
    assert vpn.outputs["generated"] == ["osaka", "tokyo"]
    assert vpn.outputs["all_secret"] == [True, True]
    key = vpn.one("random:index/randomPassword:RandomPassword", "vpn-key-tokyo").inputs
    # No space, hyphen or tilde: https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-vpn-faq
    assert key["special"] is False
    assert 32 <= key["length"] <= 128
    assert not any(secret in text for text in strings_in(vpn.outputs) for secret in (SHARED_KEY, "Generated-"))


def test_the_sites_devices_are_to_be_configured(vpn: Recording) -> None:
    taipei, tokyo = (next(s for s in vpn.outputs["manual_steps"] if f"site {n} " in s) for n in ("taipei", "tokyo"))
    assert "the key of vpnSharedKeys.taipei" in taipei
    assert "the generated key" in tokyo
    assert all("AES256, SHA384, ECP384" in step and "GCMAES256" in step for step in (taipei, tokyo))


# https://learn.microsoft.com/azure/expressroute/how-to-configure-coexisting-gateway-portal: either first
def test_both_gateways_are_made_side_by_side_and_awaited_by_peerings(both: Recording) -> None:
    people, line = gateway(both), gateway(both, "express-route-gateway")
    assert not people.depends_on(line)
    assert not line.depends_on(people)
    assert both.outputs["made"] == [people.urn, line.urn]
    assert set(both.outputs["gateway_ids"]) == {"vpn", "express_route"}
    names = {r.inputs["virtualNetworkGatewayName"] for r in (people, line)}
    assert {one.rsplit("/", 1)[1] for one in both.outputs["gateway_ids"].values()} == names


def test_an_express_route_gateway_has_no_generation(both: Recording) -> None:
    made = gateway(both, "express-route-gateway")
    assert (made.inputs["gatewayType"], made.inputs["vpnGatewayGeneration"]) == ("ExpressRoute", "None")
    assert made.inputs["sku"] == {"name": "ErGw1AZ", "tier": "ErGw1AZ"}
    assert made.inputs["ipConfigurations"][0]["subnet"]["id"] == "gateway-subnet"
    assert "ipConfigurations" in made.request.replaceOnChanges


def test_a_circuit_that_exists_is_connected_at_once(both: Recording) -> None:
    made = connection(both, "express-route-connection")
    assert made.inputs["connectionType"] == "ExpressRoute"
    assert made.inputs["peer"] == {"id": CIRCUIT_ID}
    assert made.inputs["expressRouteGatewayBypass"] is False
    assert "authorizationKey" not in made.inputs
    assert made.depends_on(gateway(both, "express-route-gateway"), "virtualNetworkGateway1")
    assert both.of("network:ExpressRouteCircuit") == []
    assert both.outputs["has_service_key"] is False


def test_an_authorization_goes_into_the_connection_as_a_secret() -> None:
    def program() -> None:
        Gateways(
            "gateways",
            GatewaysArgs(
                platform=demo_platform(),
                settings=AccessSettings.model_validate({"express_route": EXPRESS | {"circuit_id": CIRCUIT_ID}}),
                subnet_id=pulumi.Output.from_input("gateway-subnet"),
                shared_keys={},
                authorization_key=pulumi.Output.from_input(AUTHORIZATION),
            ),
        )

    made = connection(record(program), "express-route-connection")
    assert made.inputs["authorizationKey"] == AUTHORIZATION
    assert "authorizationKey" in made.secrets


# Azure refuses a connection to a circuit that no provider has connected.
def test_a_circuit_made_here_waits_for_its_provider() -> None:
    recording = recorded(express_route=EXPRESS | {"circuit": CIRCUIT | {"private_peering": PEERING}})
    circuit = recording.one("network:ExpressRouteCircuit")
    assert circuit.inputs["sku"] == {"name": "Standard_MeteredData", "tier": "Standard", "family": "MeteredData"}
    assert circuit.inputs["serviceProviderProperties"] == {
        "serviceProviderName": "Equinix",
        "peeringLocation": "Hong Kong",
        "bandwidthInMbps": 200,
    }
    assert "serviceKey" in circuit.request.additionalSecretOutputs
    assert recording.outputs["all_secret"] == [True]
    assert recording.of("network:VirtualNetworkGatewayConnection") == []
    assert recording.of("network:ExpressRouteCircuitPeering") == []
    (step,) = recording.outputs["manual_steps"]
    assert "Equinix" in step
    assert "provisioned: true" in step
    assert not any("service-key-of" in text for text in strings_in(recording.outputs))


def test_a_circuit_that_its_provider_connected_is_peered_and_then_connected() -> None:
    circuit = CIRCUIT | {"provisioned": True, "private_peering": PEERING}
    recording = recorded(express_route=EXPRESS | {"circuit": circuit})
    peering = recording.one("network:ExpressRouteCircuitPeering")
    assert (peering.inputs["peeringName"], peering.inputs["peeringType"]) == ("AzurePrivatePeering",) * 2
    assert (peering.inputs["peerASN"], peering.inputs["vlanId"]) == (65010, 100)
    assert peering.inputs["primaryPeerAddressPrefix"] == "10.200.0.0/30"
    assert peering.inputs["secondaryPeerAddressPrefix"] == "10.200.0.4/30"
    made = connection(recording, "express-route-connection")
    assert made.depends_on(peering)
    assert made.depends_on(recording.one("network:ExpressRouteCircuit"), "peer")


def test_a_provider_that_routes_itself_makes_the_peering() -> None:
    recording = recorded(express_route=EXPRESS | {"circuit": CIRCUIT | {"provisioned": True}})
    assert recording.of("network:ExpressRouteCircuitPeering") == []
    assert len(recording.of("network:VirtualNetworkGatewayConnection")) == 1
    assert any("private peering" in step for step in recording.outputs["manual_steps"])


# https://learn.microsoft.com/azure/expressroute/expressroute-howto-routing-portal-resource-manager
@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"peer_asn": 65515}, "65515-65520"),
        ({"peer_asn": 65520}, "65515-65520"),
        ({"primary_range": "10.200.0.0/29"}, "a /30"),
        ({"secondary_range": "10.200.0.4/31"}, "a /30"),
        ({"vlan_id": 4095}, "4094"),
    ],
)
def test_private_peering_that_azure_refuses_is_a_mistake(changed: dict[str, Any], message: str) -> None:
    PrivatePeeringSettings.model_validate(PEERING)
    with pytest.raises(ValidationError, match=message):
        PrivatePeeringSettings.model_validate(PEERING | changed)


def test_names_are_legal_at_the_longest_settings() -> None:
    site = {"name": "s" * 20, "gateway_address": "203.0.113.7", "address_ranges": ["192.168.0.0/20"]}
    circuit = EXPRESS | {"circuit": CIRCUIT | {"provisioned": True, "private_peering": PEERING}}
    recording = recorded(longest=True, vpn_gateway={"point_to_site": PEOPLE, "sites": [site]}, express_route=circuit)
    # https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftnetwork
    pattern = re.compile(r"[a-zA-Z0-9]([a-zA-Z0-9._-]{0,78}[a-zA-Z0-9_])?")
    names = [
        value
        for made in recording.azure
        for key, value in made.inputs.items()
        if key.endswith("Name") and key != "resourceGroupName"
    ]
    assert len(names) > 7
    assert [name for name in names if not pattern.fullmatch(name)] == []


def test_gateways_need_their_subnet() -> None:
    def program() -> None:
        settings = AccessSettings.model_validate({"vpn_gateway": {"point_to_site": PEOPLE}})
        Gateways("gateways", GatewaysArgs(platform=demo_platform(), settings=settings, subnet_id=None, shared_keys={}))

    with pytest.raises(TypeError, match="GatewaySubnet"):
        record(program)


@pytest.mark.parametrize(
    ("access", "connected"),
    [
        ({"vpn_gateway": {"point_to_site": PEOPLE}}, []),
        ({"vpn_gateway": {"sites": SITES}}, ["vpn"]),
        ({"express_route": {**EXPRESS, "circuit": CIRCUIT}}, []),
        ({"express_route": {**EXPRESS, "circuit": {**CIRCUIT, "provisioned": True}}}, ["express_route"]),
        ({"express_route": {**EXPRESS, "circuit_id": CIRCUIT_ID}}, ["express_route"]),
    ],
)
def test_only_a_gateway_with_something_at_its_other_end_counts_as_connected(
    access: dict[str, Any], connected: list[str]
) -> None:
    assert recorded(**access).outputs["connected"] == connected

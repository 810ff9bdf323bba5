"""Local gateways and connections."""

from __future__ import annotations

import pytest

from local.azure import carrier
from local.azure.store import Store
from tests.unit.azure import samples as given
from tests.unit.azure import samples_network as net
from tests.unit.azure.harness import NETWORK, Engine, RefusedError, refuse
from tests.unit.azure.samples import changed

KIND = "network:VirtualNetworkGatewayConnection"
CIRCUIT, PEERING = "network:ExpressRouteCircuit", "network:ExpressRouteCircuitPeering"


@pytest.fixture
def ends(azure: Engine) -> Engine:
    """A hub with both gateways, a site and a circuit that its provider has not touched."""
    net.build_hub(azure)
    azure.create("network:VirtualNetworkGateway", net.vpn())
    azure.create("network:VirtualNetworkGateway", net.express())
    azure.create("network:LocalNetworkGateway", net.site())
    azure.create(CIRCUIT, net.circuit())
    return azure


def provision(azure: Engine, store: Store, state: carrier.State = "Provisioned") -> None:
    key = azure.plugin.cloud.read(net.CIRCUIT_ID).properties["serviceKey"]
    carrier.set_state(store, key, state)


def test_a_site_that_speaks_bgp_needs_no_ranges(ends: Engine) -> None:
    speaks = changed(net.site(bgpSettings={"asn": 65010, "bgpPeeringAddress": "192.168.0.1"}), "fqdn", None)
    bare = changed({**speaks, "localNetworkGatewayName": "other"}, "localNetworkAddressSpace", None)
    assert ends.create("network:LocalNetworkGateway", bare)[0].endswith("/other")


def test_azure_makes_up_a_key_where_none_is_given(ends: Engine) -> None:
    _, outputs = ends.create(KIND, changed(net.tunnel(ipsecPolicies=[net.ipsec()]), "sharedKey", None))
    assert (outputs["connectionStatus"], outputs["connectionProtocol"]) == ("Unknown", "IKEv2")
    assert "sharedKey" not in outputs


def test_a_site_in_the_network_itself_cannot_be_connected(ends: Engine) -> None:
    inner = {"localNetworkAddressSpace": {"addressPrefixes": ["10.10.8.0/24"]}}
    ends.create("network:LocalNetworkGateway", net.site(localNetworkGatewayName="inner", **inner))
    asked = net.tunnel(localNetworkGateway2={"id": f"{NETWORK}/localNetworkGateways/inner"})
    refuse(ends, KIND, asked, "ConnectionOverlappingAddressSpaces")


def test_a_basic_gateway_takes_no_policy(ends: Engine) -> None:
    ends.delete(net.EXPRESS_ID)
    ends.delete(net.VPN_ID)
    ends.create("network:PublicIPAddress", given.public_ip("unzoned"))
    ends.create("network:VirtualNetworkGateway", net.basic_vpn())
    refuse(ends, KIND, net.tunnel(ipsecPolicies=[net.ipsec()]), "IpsecPoliciesNotSupportedForSku")


def test_bgp_needs_both_ends(ends: Engine) -> None:
    ends.update("network:VirtualNetworkGateway", net.VPN_ID, net.vpn(enableBgp=True))
    refuse(ends, KIND, net.tunnel(enableBgp=True), "BgpNotEnabledOnLocalNetworkGateway")
    speaks = net.site(bgpSettings={"asn": 65010, "bgpPeeringAddress": "192.168.0.1"})
    ends.update("network:LocalNetworkGateway", net.SITE_ID, speaks)
    ends.create(KIND, net.tunnel(enableBgp=True))


@pytest.fixture
def peered(ends: Engine, store: Store) -> Engine:
    provision(ends, store)
    ends.create(PEERING, net.private_peering())
    return ends


def test_a_key_is_one_of_the_circuits_own(peered: Engine) -> None:
    text = refuse(peered, KIND, net.express_connection(authorizationKey="hunter2"), "InvalidAuthorizationKey")
    assert "hunter2" not in text
    _, outputs = peered.create("network:ExpressRouteCircuitAuthorization", net.authorization())
    key = outputs["authorizationKey"]
    _, connection = peered.create(KIND, net.express_connection(authorizationKey=key))
    assert key not in str(connection)


def test_a_circuit_elsewhere_is_believed_in(ends: Engine) -> None:
    other = net.CIRCUIT_ID.replace("7e57ab1e", "99999999")
    ends.create(KIND, net.express_connection(peer={"id": other}, authorizationKey="hunter2"))


def test_a_fast_path_needs_a_gateway_that_has_one(peered: Engine) -> None:
    fast = net.express_connection(expressRouteGatewayBypass=True)
    refuse(peered, KIND, fast, "ExpressRouteGatewayBypassNotSupportedForSku")
    alone = net.express_connection(enablePrivateLinkFastPath=True)
    refuse(peered, KIND, alone, "PrivateLinkFastPathNeedsGatewayBypass")


def test_both_ends_of_a_connection_stay(peered: Engine, store: Store) -> None:
    tunnel, _ = peered.create(KIND, net.tunnel())
    circuit, _ = peered.create(KIND, net.express_connection())
    for doomed, code in (
        (net.VPN_ID, "VirtualNetworkGatewayCannotBeDeleted"),
        (net.EXPRESS_ID, "VirtualNetworkGatewayCannotBeDeleted"),
        (net.SITE_ID, "LocalNetworkGatewayCannotBeDeleted"),
        (net.CIRCUIT_ID, "ExpressRouteCircuitCannotBeDeleted"),
    ):
        with pytest.raises(RefusedError, match=code):
            peered.delete(doomed)
    peered.delete(tunnel)
    peered.delete(circuit)
    peered.delete(net.SITE_ID)
    peered.delete(net.VPN_ID)
    with pytest.raises(RefusedError, match="deprovision"):
        peered.delete(net.CIRCUIT_ID)
    provision(peered, store, "NotProvisioned")
    peered.delete(net.CIRCUIT_ID)

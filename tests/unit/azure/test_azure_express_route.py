"""ExpressRoute circuits and their peerings: each rule is broken once, and answers with its code."""

from __future__ import annotations

from typing import Any

import pytest

from local.azure import carrier
from local.azure.store import Store
from tests.unit.azure import samples_network as net
from tests.unit.azure.harness import SCOPE, Engine, Inputs, RefusedError
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


def provision(azure: Engine, store: Store, *, routes: bool = False) -> None:
    key = azure.plugin.cloud.read(net.CIRCUIT_ID).properties["serviceKey"]
    carrier.set_state(store, key, "Provisioned", routes=routes)


def refuse(azure: Engine, kind: str, inputs: Inputs, code: str) -> str:
    with pytest.raises(RefusedError) as caught:
        azure.create(kind, inputs)
    assert f'Code="{code}"' in str(caught.value)
    return str(caught.value)


SKU = {"name": "Standard_MeteredData", "tier": "Standard", "family": "MeteredData"}
PROVIDER = {"serviceProviderName": "Equinix", "peeringLocation": "Amsterdam", "bandwidthInMbps": 200}
CIRCUITS: dict[str, tuple[Inputs, str]] = {
    "a name that is not its tier's": (
        net.circuit(sku={**SKU, "name": "Premium_MeteredData"}),
        "ExpressRouteCircuitSkuInvalid",
    ),
    "metered data at home": (
        net.circuit(sku={"name": "Local_MeteredData", "tier": "Local", "family": "MeteredData"}),
        "ExpressRouteCircuitSkuInvalid",
    ),
    "no provider": (
        changed(net.circuit(), "serviceProviderProperties", None),
        "ExpressRouteCircuitProviderInvalid",
    ),
    "no place": (
        net.circuit(serviceProviderProperties={**PROVIDER, "peeringLocation": ""}),
        "ExpressRouteCircuitProviderInvalid",
    ),
    "a bandwidth that is not sold": (
        net.circuit(serviceProviderProperties={**PROVIDER, "bandwidthInMbps": 300}),
        "ExpressRouteCircuitBandwidthInvalid",
    ),
}


@pytest.mark.parametrize("case", CIRCUITS.values(), ids=CIRCUITS)
def test_azure_refuses_a_circuit_with(ends: Engine, case: tuple[Inputs, str]) -> None:
    inputs, code = case
    refuse(ends, CIRCUIT, {**inputs, "circuitName": "other"}, code)


CIRCUIT_UPDATES: dict[str, tuple[Any, Any, str]] = {
    "less bandwidth": (
        "serviceProviderProperties.bandwidthInMbps",
        100,
        "ExpressRouteCircuitBandwidthDowngradeNotAllowed",
    ),
    "another provider": ("serviceProviderProperties.serviceProviderName", "Colt", "PropertyChangeNotAllowed"),
    "another place": ("serviceProviderProperties.peeringLocation", "London", "PropertyChangeNotAllowed"),
}


@pytest.mark.parametrize("case", CIRCUIT_UPDATES.values(), ids=CIRCUIT_UPDATES)
def test_a_circuit_does_not_change_to(ends: Engine, case: tuple[str, Any, str]) -> None:
    path, value, code = case
    with pytest.raises(RefusedError, match=f'Code="{code}"'):
        ends.update(CIRCUIT, net.CIRCUIT_ID, changed(net.circuit(), path, value))


def test_a_circuit_does_not_go_back_to_metered_data(ends: Engine) -> None:
    unlimited = {"name": "Standard_UnlimitedData", "tier": "Standard", "family": "UnlimitedData"}
    ends.update(CIRCUIT, net.CIRCUIT_ID, net.circuit(sku=unlimited))
    with pytest.raises(RefusedError, match='Code="ExpressRouteCircuitSkuChangeNotAllowed"'):
        ends.update(CIRCUIT, net.CIRCUIT_ID, net.circuit())


def test_a_circuit_waits_for_its_provider(ends: Engine, store: Store) -> None:
    before = ends.plugin.cloud.read(net.CIRCUIT_ID).properties
    assert before["serviceProviderProvisioningState"] == "NotProvisioned"
    refuse(ends, PEERING, net.private_peering(), "ExpressRouteCircuitNotProvisioned")
    refuse(ends, KIND, net.express_connection(), "ExpressRouteCircuitNotProvisioned")
    provision(ends, store)
    refuse(ends, KIND, net.express_connection(), "ExpressRouteCircuitHasNoPrivatePeering")
    ends.create(PEERING, net.private_peering())
    ends.create(KIND, net.express_connection())
    after = ends.update(CIRCUIT, net.CIRCUIT_ID, net.circuit(tags={"a": "b"}))
    assert (after["serviceProviderProvisioningState"], after["serviceKey"]) == ("Provisioned", before["serviceKey"])


PEERINGS: dict[str, tuple[Inputs, str]] = {
    "another name": (net.private_peering(peeringName="inner"), "ExpressRouteCircuitPeeringTypeInvalid"),
    "no VLAN": (net.private_peering(vlanId=4095), "ExpressRouteCircuitPeeringVlanInvalid"),
    "Microsoft's ASN": (net.private_peering(peerASN=12076), "ExpressRouteCircuitPeeringAsnInvalid"),
    "a range that is too large": (
        net.private_peering(primaryPeerAddressPrefix="192.168.15.0/29"),
        "ExpressRouteCircuitPeeringAddressPrefixInvalid",
    ),
    "no second range": (
        changed(net.private_peering(), "secondaryPeerAddressPrefix", None),
        "ExpressRouteCircuitPeeringAddressPrefixInvalid",
    ),
    "no configuration for Microsoft": (
        net.private_peering(peeringName="MicrosoftPeering", peeringType="MicrosoftPeering"),
        "ExpressRouteCircuitMicrosoftPeeringConfigMissing",
    ),
    "a key of 26 letters": (
        net.private_peering(sharedKey="k" * 26),
        "ExpressRouteCircuitPeeringSharedKeyInvalid",
    ),
}


@pytest.mark.parametrize("case", PEERINGS.values(), ids=PEERINGS)
def test_azure_refuses_a_peering_with(ends: Engine, store: Store, case: tuple[Inputs, str]) -> None:
    provision(ends, store)
    refuse(ends, PEERING, *case)


def test_a_list_of_peerings_is_authoritative_and_an_absent_one_is_not(ends: Engine, store: Store) -> None:
    provision(ends, store)
    ends.create(PEERING, net.private_peering())
    peering = f"{net.CIRCUIT_ID}/peerings/AzurePrivatePeering"
    ends.update(CIRCUIT, net.CIRCUIT_ID, net.circuit())
    assert store.get(peering) is not None
    ends.update(CIRCUIT, net.CIRCUIT_ID, net.circuit(peerings=[]))
    assert store.get(peering) is None


def test_a_group_stays_while_a_provider_serves_a_circuit_in_it(ends: Engine, store: Store) -> None:
    provision(ends, store)
    with pytest.raises(RefusedError, match='Code="ExpressRouteCircuitCannotBeDeleted"'):
        ends.delete(SCOPE)


def test_a_provider_that_looks_after_routing_makes_the_peering(ends: Engine, store: Store) -> None:
    provision(ends, store, routes=True)
    ends.create(KIND, net.express_connection())
    with pytest.raises(RefusedError, match="cannot create already existing"):
        ends.create(PEERING, net.private_peering())

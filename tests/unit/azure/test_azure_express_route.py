"""ExpressRoute circuits and their peerings."""

from __future__ import annotations

import pytest

from local.azure import carrier
from local.azure.store import Store
from tests.unit.azure import samples_network as net
from tests.unit.azure.harness import SCOPE, Engine, RefusedError, refuse

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

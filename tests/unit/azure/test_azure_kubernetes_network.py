"""Networks of AKS clusters: ranges, plug-ins, subnets and the way out."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.azure import harness
from tests.unit.azure import samples_kubernetes as given
from tests.unit.azure.harness import NETWORK, Engine, Inputs
from tests.unit.azure.life import live
from tests.unit.azure.samples import changed, in_group
from tests.unit.azure.samples_kubernetes import access, cluster, pool, profile

_KIND = "containerservice:ManagedCluster"


@pytest.fixture
def ready(azure: Engine) -> Engine:
    """A subscription with all that a private cluster needs before it."""
    given.build(azure)
    return azure


def networked(nodes: Inputs | None = None, **other: Any) -> Inputs:
    """Give a cluster with another network profile; None takes a property out."""
    kept = {key: value for key, value in profile(**other).items() if value is not None}
    pools = {key: value for key, value in (nodes or pool()).items() if value is not None}
    return cluster(pools, networkProfile=kept)


def refuse(azure: Engine, inputs: Inputs, code: str) -> str:
    return harness.refuse(azure, _KIND, inputs, code)


def test_routes_lead_everything_to_a_firewall(ready: Engine) -> None:
    routed = networked(pool(vnetSubnetID=given.ROUTED), outboundType="userDefinedRouting")
    live(ready, _KIND, routed)
    table = f"{NETWORK}/routeTables/egress"
    ready.update("network:RouteTable", table, in_group(routeTableName="egress", routes=[]))
    refuse(ready, routed, "RouteTableMissingDefaultRouteError")
    direct = {"name": "default", "addressPrefix": "0.0.0.0/0", "nextHopType": "Internet"}
    ready.update("network:RouteTable", table, in_group(routeTableName="egress", routes=[direct]))
    refuse(ready, routed, "RouteTableInvalidNextHop")


def test_a_nat_gateway_needs_an_address(ready: Engine) -> None:
    bare = in_group(natGatewayName="nat", sku={"name": "Standard"})
    ready.update("network:NatGateway", f"{NETWORK}/natGateways/nat", bare)
    refuse(ready, cluster(), "NATGatewayNotAssociatedWithPublicIPOrIPPrefix")


def test_an_integrated_api_server_has_a_subnet_of_its_own(ready: Engine) -> None:
    integrated = cluster(apiServerAccessProfile=access(enableVnetIntegration=True, subnetId=given.SERVERS))
    live(ready, _KIND, integrated)


def test_defaults_of_the_network_are_said(ready: Engine) -> None:
    asked = {"networkPlugin": "kubenet", "outboundType": "userAssignedNATGateway"}
    _, answer = live(ready, _KIND, cluster(networkProfile=asked))
    found = answer["networkProfile"]
    assert found["serviceCidr"] == "10.0.0.0/16"
    assert found["podCidrs"] == ["10.244.0.0/16"]
    assert found["dnsServiceIP"] == "10.0.0.10"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("networkProfile.podCidr", "192.168.0.0/17"),
        ("networkProfile.outboundType", "loadBalancer"),
        ("dnsPrefix", "other"),
        ("nodeResourceGroup", "rg-other"),
        ("location", "northeurope"),
    ],
)
def test_the_provider_makes_another_cluster_for(azure: Engine, path: str, value: str) -> None:
    answer = azure.diff(_KIND, cluster(), changed(cluster(), path, value))
    assert list(answer.replaces) == [path]


def test_the_provider_sends_other_changes_of_a_cluster_as_updates(azure: Engine) -> None:
    for path, value in (("networkProfile.loadBalancerSku", "standard"), ("kubernetesVersion", "1.37")):
        assert not azure.diff(_KIND, cluster(), changed(cluster(), path, value)).replaces

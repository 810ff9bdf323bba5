"""Networks of AKS clusters: ranges, plug-ins, subnets and the way out; each rule is broken once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.azure import samples_kubernetes as given
from tests.unit.azure.harness import NETWORK, Engine, Inputs, RefusedError
from tests.unit.azure.life import live
from tests.unit.azure.samples import changed, in_group
from tests.unit.azure.samples_kubernetes import access, cluster, fixed, pool, profile

_KIND = "containerservice:ManagedCluster"
_INVALID = "InvalidParameter"


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


NETWORKS: dict[str, tuple[Inputs, str]] = {
    "services on top of the network": (
        networked(serviceCidr="10.40.0.0/16", dnsServiceIP="10.40.0.10"),
        "ServiceCidrOverlapExistingSubnetsCidr",
    ),
    "pods on top of the network": (networked(podCidr="10.40.0.0/16"), "PodCidrOverlapExistingSubnetsCidr"),
    "pods on top of services": (networked(podCidr="172.20.0.0/16"), "PodCidrOverlapServiceCidr"),
    "services in a range that AKS keeps": (
        networked(serviceCidr="172.31.0.0/16", dnsServiceIP="172.31.0.10"),
        _INVALID,
    ),
    "services in a /12": (networked(serviceCidr="172.16.0.0/12"), _INVALID),
    "services in a range that is none": (networked(serviceCidr="172.20.0.0/40"), "CidrStringParseError"),
    "pods without overlay": (
        networked(networkPluginMode=None, networkPolicy="azure", networkDataplane="azure"),
        _INVALID,
    ),
    "DNS outside of services": (networked(dnsServiceIP="10.0.0.10"), "DnsServiceIpOutOfServiceCidr"),
    "DNS at its default outside of services": (networked(dnsServiceIP=None), "DnsServiceIpOutOfServiceCidr"),
    "DNS at the API server's address": (networked(dnsServiceIP="172.20.0.1"), "DnsServiceIpConflicting"),
    "DNS at the broadcast address": (networked(dnsServiceIP="172.20.255.255"), "DnsBroadcastAddressConflicting"),
    "DNS at no address": (networked(dnsServiceIP="dns"), "DnsServiceIpParseError"),
    "a plug-in that is none": (
        networked(networkPlugin="flannel", networkPluginMode=None, podCidr=None),
        "UnknownNetworkPlugin",
    ),
    "a mode of another plug-in": (networked(networkPlugin="kubenet"), _INVALID),
    "Azure's policies with kubenet": (
        networked(networkPlugin="kubenet", networkPluginMode=None, networkPolicy="azure", networkDataplane=None),
        "NetworkPolicyAzureNotSupportedForKubenet",
    ),
    "Cilium's policies on another data plane": (networked(networkDataplane="azure"), "NetworkPolicyNotSupported"),
    "a basic load balancer": (networked(loadBalancerSku="basic"), "InvalidLoadBalancerSku"),
    "a way out that is none": (networked(outboundType="proxy"), "UnsupportedOutboundType"),
    "NAT that the subnet does not have": (
        networked(pool(vnetSubnetID=given.BARE)),
        "SubnetNotAssociatedWithNATGateway",
    ),
    "NAT without a subnet": (
        networked(pool(vnetSubnetID=None)),
        "UserAssignedNATGatewayWithManagedVNetNotAllowed",
    ),
    "NAT of the service's in a subnet of one's own": (
        networked(outboundType="managedNATGateway"),
        "ManagedNATGatewayWithCustomVNetNotAllowed",
    ),
    "routes that the subnet does not have": (
        networked(outboundType="userDefinedRouting"),
        "ExistingRouteTableNotAssociatedWithSubnet",
    ),
    "routes beside a load balancer": (
        networked(
            pool(vnetSubnetID=given.ROUTED),
            outboundType="userDefinedRouting",
            loadBalancerProfile={"managedOutboundIPs": {"count": 1}},
        ),
        "InvalidUserDefinedRoutingWithLoadBalancerProfile",
    ),
    "routes beside public addresses": (
        networked(pool(vnetSubnetID=given.ROUTED, enableNodePublicIP=True), outboundType="userDefinedRouting"),
        "UDRWithNodePublicIPNotAllowed",
    ),
    "a subnet of another service": (networked(pool(vnetSubnetID=given.TAKEN)), "SubnetIsDelegated"),
    "a subnet without room": (networked(fixed(4, vnetSubnetID=given.SMALL)), "InsufficientSubnetSize"),
    "pods that take the subnet's addresses": (
        networked(
            fixed(8, maxPods=30), networkPluginMode=None, podCidr=None, networkPolicy="azure", networkDataplane=None
        ),
        "InsufficientSubnetSize",
    ),
    "a subnet that is not there": (networked(pool(vnetSubnetID=f"{given.NETWORK_ID}/subnets/x")), "ResourceNotFound"),
    "another region": (
        cluster(location="northeurope", apiServerAccessProfile=access(privateDNSZone="system")),
        _INVALID,
    ),
    "a subnet of two ranges": (networked(pool(vnetSubnetID=given.TWO)), "MultipleAddressPrefixesSubnetNotSupported"),
    "an integrated API server in a subnet below /28": (
        cluster(apiServerAccessProfile=access(enableVnetIntegration=True, subnetId=given.TINY)),
        "ApiserverSubnetConfigError",
    ),
    "an integrated API server in a subnet of another service": (
        cluster(apiServerAccessProfile=access(enableVnetIntegration=True, subnetId=given.TAKEN)),
        "SubnetMissingRequiredDelegation",
    ),
}


def refuse(azure: Engine, inputs: Inputs, code: str) -> str:
    with pytest.raises(RefusedError) as caught:
        azure.create(_KIND, inputs)
    assert f'Code="{code}"' in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("name", NETWORKS, ids=NETWORKS)
def test_a_network_is_refused(ready: Engine, name: str) -> None:
    refuse(ready, *NETWORKS[name])


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

"""Subnets, peerings and public addresses."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from local.azure import facts
from local.azure.cloud import Account
from local.azure.errors import ArmError
from tests.unit.azure import samples as given
from tests.unit.azure import samples_network as net
from tests.unit.azure.harness import NETWORK, Engine, Inputs, refuse, refuse_update

ACCOUNT = Account(facts.SUBSCRIPTION, facts.TENANT)
CONTAINERS = "Microsoft.ContainerInstance/containerGroups"


@pytest.fixture
def hub(azure: Engine) -> Engine:
    net.build_hub(azure)
    azure.create("network:NetworkSecurityGroup", given.security_group())
    azure.create("network:NatGateway", {**given.nat(), "publicIpAddresses": []})
    azure.create("network:RouteTable", net.route_table())
    azure.create("storage:StorageAccount", given.storage())
    azure.create("network:ServiceEndpointPolicy", net.endpoint_policy())
    return azure


def ref(kind: str, name: str) -> Inputs:
    return {"id": f"{NETWORK}/{kind}/{name}"}


NSG, NAT = ref("networkSecurityGroups", "nsg"), ref("natGateways", "nat")
ROUTES, POLICY = ref("routeTables", "egress"), ref("serviceEndpointPolicies", "sep")

ATTACHED: dict[str, tuple[str, dict[str, Any], str]] = {
    "NSG": ("GatewaySubnet", {"networkSecurityGroup": NSG}, "NetworkSecurityGroupCannotBeAttachedToGatewaySubnet"),
    "NAT": ("GatewaySubnet", {"natGateway": NAT}, "NatGatewayCannotBeAttachedToGatewaySubnet"),
    "delegation": ("GatewaySubnet", {"delegations": net.delegation(CONTAINERS)}, "SubnetCannotBeDelegated"),
    "NAT for Bastion": ("AzureBastionSubnet", {"natGateway": NAT}, "NatGatewayCannotBeAttachedForAzureBastionSubnet"),
    "routes for Bastion": (
        "AzureBastionSubnet",
        {"routeTable": ROUTES},
        "RouteTableCannotBeAttachedForAzureBastionSubnet",
    ),
    "NSG for the firewall": (
        "AzureFirewallSubnet",
        {"networkSecurityGroup": NSG},
        "NetworkSecurityGroupCannotBeAttachedToAzureFirewallSubnet",
    ),
    "NSG for the firewall's management": (
        "AzureFirewallManagementSubnet",
        {"networkSecurityGroup": NSG},
        "NetworkSecurityGroupCannotBeAttachedToAzureFirewallSubnet",
    ),
    "routes for the firewall's management": (
        "AzureFirewallManagementSubnet",
        {"routeTable": ROUTES},
        "AzureFirewallManagementSubnetRouteNotAllowed",
    ),
    "an unknown service": (
        "s",
        {"delegations": net.delegation("Microsoft.Network/managedResolvers")},
        "InvalidServiceNameOnDelegation",
    ),
    "two services": (
        "s",
        {"delegations": [*net.delegation(CONTAINERS), {"name": "e", "serviceName": "Microsoft.Network/dnsResolvers"}]},
        "SubnetHasMoreThanOneDelegation",
    ),
    "a policy without service endpoint": (
        "s",
        {"serviceEndpointPolicies": [POLICY]},
        "ServiceEndpointPolicyRequiresServiceEndpoint",
    ),
    "a policy with another service's endpoint": (
        "s",
        {"serviceEndpointPolicies": [POLICY], "serviceEndpoints": [{"service": "Microsoft.KeyVault"}]},
        "ServiceEndpointPolicyRequiresServiceEndpoint",
    ),
}


@pytest.mark.parametrize("case", ATTACHED.values(), ids=ATTACHED)
def test_azure_refuses_to_give_a_subnet(hub: Engine, case: tuple[str, dict[str, Any], str]) -> None:
    name, given_to_it, code = case
    prefix = "10.20.0.0/26"
    inline = net.hub(net.subnet(name, prefix, **given_to_it), name="other", space="10.20.0.0/16")
    assert 'Target="subnets[0].' in refuse(hub, "network:VirtualNetwork", inline, code)
    hub.create("network:VirtualNetwork", net.hub(net.subnet("x", "10.20.9.0/24"), name="other", space="10.20.0.0/16"))
    refuse(hub, "network:Subnet", net.own_subnet(name, prefix, "other", **given_to_it), code)


def test_azure_gives_a_subnet_what_belongs_to_it(hub: Engine) -> None:
    subnets = [
        net.subnet("AzureFirewallSubnet", "10.20.0.0/26", natGateway=NAT, routeTable=ROUTES),
        net.subnet("acis", "10.20.1.0/24", delegations=net.delegation(CONTAINERS), networkSecurityGroup=NSG),
        net.subnet(
            "training",
            "10.20.2.0/24",
            serviceEndpoints=[{"service": "Microsoft.Storage", "locations": ["westeurope"]}],
            serviceEndpointPolicies=[POLICY],
        ),
    ]
    _, outputs = hub.create("network:VirtualNetwork", net.hub(*subnets, name="other", space="10.20.0.0/16"))
    assert [one["name"] for one in outputs["subnets"]] == ["AzureFirewallSubnet", "acis", "training"]


def test_a_policy_of_another_region_does_not_fit(hub: Engine) -> None:
    far = {**net.endpoint_policy(), "serviceEndpointPolicyName": "far", "location": "northeurope"}
    hub.create("network:ServiceEndpointPolicy", far)
    asked = net.own_subnet(
        "s",
        "10.10.9.0/24",
        serviceEndpoints=[{"service": "Microsoft.Storage"}],
        serviceEndpointPolicies=[ref("serviceEndpointPolicies", "far")],
    )
    refuse(hub, "network:Subnet", asked, "InvalidResourceReference")


STANDING: dict[str, tuple[str, Inputs]] = {
    "an interface in the gateways' subnet": ("network:NetworkInterface", given.interface(subnet=net.GATEWAY_SUBNET)),
    "an interface in the firewall's subnet": ("network:NetworkInterface", given.interface(subnet=net.FIREWALL_SUBNET)),
    "an interface in a delegated subnet": ("network:NetworkInterface", given.interface(subnet=net.INBOUND_SUBNET)),
    "an endpoint in a delegated subnet": (
        "network:PrivateEndpoint",
        {**given.endpoint(given.STORAGE_ID, "blob"), "subnet": {"id": net.INBOUND_SUBNET}},
    ),
}


@pytest.mark.parametrize("case", STANDING.values(), ids=STANDING)
def test_what_is_kept_for_a_service_is_not_for_others(hub: Engine, case: tuple[str, Inputs]) -> None:
    refuse(hub, *case, "ResourceNotPermittedOnDelegatedSubnet")


def test_a_delegation_stays_while_something_stands_on_it(hub: Engine) -> None:
    hub.create("dnsresolver:DnsResolver", net.resolver())
    hub.create("dnsresolver:InboundEndpoint", net.inbound())
    bare = net.own_subnet("inbound", "10.10.2.0/28")
    refuse_update(hub, "network:Subnet", net.INBOUND_SUBNET, bare, "SubnetMissingRequiredDelegation")
    moved = net.own_subnet("inbound", "10.10.4.0/28", delegations=net.resolver_delegation())
    refuse_update(hub, "network:Subnet", net.INBOUND_SUBNET, moved, "InUsePrefixCannotBeDeleted")


def test_a_subnet_with_an_interface_is_not_delegated(hub: Engine) -> None:
    hub.create("network:NetworkInterface", given.interface(subnet=net.PLAIN))
    delegated = net.own_subnet("plain", "10.10.3.0/24", delegations=net.delegation(CONTAINERS))
    refuse_update(hub, "network:Subnet", net.PLAIN, delegated, "ResourceNotPermittedOnDelegatedSubnet")


def test_a_default_route_stays_away_from_a_gateway(hub: Engine) -> None:
    hub.create("network:VirtualNetworkGateway", net.express())
    asked = net.own_subnet("GatewaySubnet", "10.10.0.0/27", routeTable=ROUTES)
    code = "RouteTableCannotBeAttachedToGatewaySubnet"
    refuse_update(hub, "network:Subnet", net.GATEWAY_SUBNET, asked, code)


def test_a_nat_gateway_serves_one_network(hub: Engine) -> None:
    hub.create("network:Subnet", net.own_subnet("a", "10.10.9.0/24", natGateway=NAT))
    hub.create("network:Subnet", net.own_subnet("b", "10.10.10.0/24", natGateway=NAT))
    other = net.hub(net.subnet("s", "10.20.0.0/24", natGateway=NAT), name="other", space="10.20.0.0/16")
    code = "NatGatewayCannotBeUsedBySubnetsBelongingToDifferentVirtualNetworks"
    refuse(hub, "network:VirtualNetwork", other, code)


def test_dns_servers_are_addresses(hub: Engine) -> None:
    named = {**net.hub(name="other", space="10.20.0.0/16"), "subnets": [net.subnet("s", "10.20.0.0/24")]}
    bad = {**named, "dhcpOptions": {"dnsServers": ["10.10.1.4", "dns.example"]}}
    refuse(hub, "network:VirtualNetwork", bad, "NetcfgInvalidIPAddress")
    hub.create("network:VirtualNetwork", {**named, "dhcpOptions": {"dnsServers": ["10.10.1.4"]}})


def test_an_address_of_another_region_does_not_fit(hub: Engine) -> None:
    hub.create("network:PublicIPAddress", {**net.address("far"), "location": "northeurope"})
    asked = {**given.nat(), "natGatewayName": "two", "publicIpAddresses": [{"id": given.address_id("far")}]}
    refuse(hub, "network:NatGateway", asked, "InvalidResourceReference")


@pytest.fixture
def spoke(hub: Engine) -> Engine:
    hub.create("network:VirtualNetwork", net.hub(net.subnet("s", "10.20.0.0/24"), name="spoke", space="10.20.0.0/16"))
    return hub


def test_a_remote_gateway_is_used_where_there_is_one(spoke: Engine) -> None:
    uses = net.peering("spoke", "hub", useRemoteGateways=True)
    text = refuse(spoke, "network:VirtualNetworkPeering", uses, "RemoteVnetHasNoGateways")
    assert "does not have any gateways" in text
    spoke.create("network:VirtualNetworkGateway", net.express())
    spoke.create("network:VirtualNetworkPeering", uses)
    spoke.create("network:VirtualNetworkPeering", net.peering("hub", "spoke", allowGatewayTransit=True))


def test_a_remote_gateway_is_used_where_that_is_allowed(spoke: Engine) -> None:
    spoke.create("network:VirtualNetworkGateway", net.express())
    closed, _ = spoke.create("network:VirtualNetworkPeering", net.peering("hub", "spoke"))
    uses = net.peering("spoke", "hub", useRemoteGateways=True)
    refuse(spoke, "network:VirtualNetworkPeering", uses, "PeeringGatewayTransitNotAllowed")
    spoke.update("network:VirtualNetworkPeering", closed, net.peering("hub", "spoke", allowGatewayTransit=True))
    spoke.create("network:VirtualNetworkPeering", uses)
    shut = net.peering("hub", "spoke")
    refuse_update(spoke, "network:VirtualNetworkPeering", closed, shut, "PeeringGatewayTransitNotAllowed")


def test_a_network_has_its_own_gateway_or_uses_one_other(spoke: Engine) -> None:
    spoke.create("network:VirtualNetworkGateway", net.express())
    spoke.create("network:VirtualNetworkPeering", net.peering("spoke", "hub", useRemoteGateways=True))
    third = net.hub(net.subnet("GatewaySubnet", "10.30.0.0/27"), name="third", space="10.30.0.0/16")
    spoke.create("network:VirtualNetwork", third)
    gateway_subnet = f"{NETWORK}/virtualNetworks/third/subnets/GatewaySubnet"
    elsewhere = net.express(
        virtualNetworkGatewayName="er3", ipConfigurations=[net.configuration("c", gateway_subnet, None)]
    )
    spoke.create("network:VirtualNetworkGateway", elsewhere)
    second = net.peering("spoke", "third", useRemoteGateways=True)
    refuse(spoke, "network:VirtualNetworkPeering", second, "VnetUsesRemoteGatewaysAlready")
    owner = net.peering("hub", "third", useRemoteGateways=True)
    refuse(spoke, "network:VirtualNetworkPeering", owner, "VnetHasGateways")
    spoke.create("network:Subnet", net.own_subnet("GatewaySubnet", "10.20.1.0/27", "spoke"))
    own_subnet = f"{NETWORK}/virtualNetworks/spoke/subnets/GatewaySubnet"
    own = net.express(virtualNetworkGatewayName="ers", ipConfigurations=[net.configuration("c", own_subnet, None)])
    refuse(spoke, "network:VirtualNetworkGateway", own, "VnetUsesRemoteGatewaysAlready")


def together(azure: Engine, *requests: tuple[str, Inputs]) -> list[str]:
    """Make several things at once and give what Azure said to each: its name, or the code of a refusal."""
    begin = Barrier(len(requests))
    checked = [(f"azure-native:{kind}", azure.check(kind, inputs)) for kind, inputs in requests]

    def make(request: tuple[str, Inputs]) -> str:
        begin.wait()
        try:
            return str(azure.plugin.cloud.create(*request, ACCOUNT).name)
        except ArmError as refusal:
            return refusal.code

    with ThreadPoolExecutor(len(requests)) as pool:
        return list(pool.map(make, checked))


def test_two_subnets_of_a_network_are_not_made_at_once(hub: Engine) -> None:
    subnets = [("network:Subnet", net.own_subnet(f"s{i}", f"10.10.{20 + i}.0/24")) for i in range(2)]
    assert sorted(together(hub, *subnets))[0] == "AnotherOperationInProgress"
    beside = net.own_subnet("far", "10.20.1.0/24", "other")
    hub.create("network:VirtualNetwork", net.hub(net.subnet("s", "10.20.0.0/24"), name="other", space="10.20.0.0/16"))
    assert together(hub, ("network:Subnet", net.own_subnet("t", "10.10.30.0/24")), ("network:Subnet", beside)) == [
        "t",
        "far",
    ]


def test_both_directions_of_a_peering_are_not_made_at_once(spoke: Engine) -> None:
    directions = [
        ("network:VirtualNetworkPeering", net.peering(*ends)) for ends in (("hub", "spoke"), ("spoke", "hub"))
    ]
    assert sorted(together(spoke, *directions))[0] == "AnotherOperationInProgress"


def test_two_groups_of_a_policy_are_not_made_at_once(hub: Engine) -> None:
    hub.create("network:FirewallPolicy", net.policy())
    groups = [net.rule_group(name=f"g{number}", priority=300 + number) for number in range(2)]
    said = together(hub, *(("network:FirewallPolicyRuleCollectionGroup", group) for group in groups))
    assert sorted(said)[0] == "AnotherOperationInProgress"

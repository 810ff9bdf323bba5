"""Azure Firewall and its policies."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.azure import samples as given
from tests.unit.azure import samples_network as net
from tests.unit.azure.harness import NETWORK, Engine, RefusedError, refuse, refuse_update
from tests.unit.azure.samples import changed


@pytest.fixture
def hub(azure: Engine) -> Engine:
    net.build_hub(azure)
    return azure


@pytest.fixture
def ruled(hub: Engine) -> Engine:
    hub.create("network:FirewallPolicy", net.policy())
    return hub


MANAGED: dict[str, Any] = {"managementIpConfiguration": net.configuration("m", net.MANAGEMENT_SUBNET, "pip-mgmt")}


def test_a_basic_firewall_manages_itself_over_a_subnet_of_its_own(hub: Engine) -> None:
    hub.create("network:FirewallPolicy", net.policy("Basic"))
    unmanaged = changed(net.firewall("Basic"), "managementIpConfiguration", None)
    code = "AzureFirewallManagementIpConfigRequiresSubnetAndPublicIp"
    refuse(hub, "network:AzureFirewall", unmanaged, code)
    _, outputs = hub.create("network:AzureFirewall", net.firewall("Basic"))
    assert outputs["managementIpConfiguration"]["privateIPAddress"] == "10.10.1.68"


def test_a_premium_firewall_takes_a_standard_policy_and_not_the_other_way_round(hub: Engine) -> None:
    hub.create("network:FirewallPolicy", net.policy("Premium"))
    refuse(hub, "network:AzureFirewall", net.firewall(), "AzureFirewallPolicyTierMismatch")
    hub.create("network:FirewallPolicy", {**net.policy(), "firewallPolicyName": "std"})
    standard = {"id": f"{NETWORK}/firewallPolicies/std"}
    hub.create("network:AzureFirewall", net.firewall("Premium", firewallPolicy=standard))


def test_a_firewall_needs_26_bits(hub: Engine) -> None:
    small = net.hub(net.subnet("AzureFirewallSubnet", "10.20.0.0/27"), name="small", space="10.20.0.0/16")
    hub.create("network:VirtualNetwork", small)
    where = [net.configuration("c", f"{NETWORK}/virtualNetworks/small/subnets/AzureFirewallSubnet", "pip-afw")]
    bad = changed(net.firewall(ipConfigurations=where), "firewallPolicy", None)
    refuse(hub, "network:AzureFirewall", bad, "SubnetSizeTooSmall")


def test_a_firewall_is_in_the_group_of_its_network(ruled: Engine) -> None:
    ruled.create("resources:ResourceGroup", {"resourceGroupName": "rg2", "location": "westeurope"})
    elsewhere = {**net.firewall(), "resourceGroupName": "rg2"}
    refuse(ruled, "network:AzureFirewall", elsewhere, "AzureFirewallAndVnetResourceGroupMismatch")


def test_two_firewalls_do_not_share_a_subnet(ruled: Engine) -> None:
    ruled.create("network:AzureFirewall", net.firewall())
    second = {**net.firewall(), "azureFirewallName": "two"}
    second["ipConfigurations"] = [net.configuration("c", net.FIREWALL_SUBNET, "pip-vpn")]
    refuse(ruled, "network:AzureFirewall", second, "SubnetInUse")


def test_a_firewall_has_the_first_free_address_and_keeps_it(ruled: Engine) -> None:
    made, outputs = ruled.create("network:AzureFirewall", net.firewall())
    assert outputs["ipConfigurations"][0]["privateIPAddress"] == "10.10.1.4"
    after = ruled.update("network:AzureFirewall", made, net.firewall(tags={"a": "b"}))
    assert after["ipConfigurations"] == outputs["ipConfigurations"]


def test_a_firewall_without_management_goes_straight_out(ruled: Engine) -> None:
    ruled.create("network:RouteTable", net.route_table())
    routed = net.own_subnet("AzureFirewallSubnet", "10.10.1.0/26", routeTable={"id": f"{NETWORK}/routeTables/egress"})
    ruled.update("network:Subnet", net.FIREWALL_SUBNET, routed)
    refuse(ruled, "network:AzureFirewall", net.firewall(), "AzureFirewallSubnetDefaultRouteNotToInternet")
    ruled.create("network:AzureFirewall", net.firewall(**MANAGED))


def test_a_policy_stays_while_a_firewall_uses_it(ruled: Engine) -> None:
    firewall, _ = ruled.create("network:AzureFirewall", net.firewall())
    for doomed, code in (
        (net.POLICY_ID, "FirewallPolicyInUse"),
        (net.FIREWALL_SUBNET, "InUseSubnetCannotBeDeleted"),
        (given.address_id("pip-afw"), "PublicIPAddressCannotBeDeleted"),
    ):
        with pytest.raises(RefusedError, match=code):
            ruled.delete(doomed)
    ruled.delete(firewall)
    ruled.delete(net.POLICY_ID)


def test_a_policy_keeps_its_tier(ruled: Engine) -> None:
    refuse_update(
        ruled, "network:FirewallPolicy", net.POLICY_ID, net.policy("Premium"), "FirewallPolicyTierChangeNotAllowed"
    )

"""Networks, what is attached to them and where they are: what is nearly wrong and passes, and what is worked out."""

from __future__ import annotations

from typing import Any

import pytest

from local.azure import facts
from local.azure.rules.service_tags import is_service_tag
from tests.unit.azure import samples as given
from tests.unit.azure import samples_network as net
from tests.unit.azure.harness import NETWORK, Engine, Inputs, refuse, refuse_update

VNET, SUBNET, NSG, NIC = (
    "network:VirtualNetwork",
    "network:Subnet",
    "network:NetworkSecurityGroup",
    "network:NetworkInterface",
)
TABLE, NAT, ADDRESS = "network:RouteTable", "network:NatGateway", "network:PublicIPAddress"


@pytest.fixture
def hub(azure: Engine) -> Engine:
    """The hub network, and one thing of each kind that can be attached, in another region."""
    net.build_hub(azure)
    azure.create(NSG, {**given.security_group(name="far"), "location": "northeurope"})
    azure.create(NSG, given.security_group())
    azure.create(TABLE, {**net.route_table(name="far"), "location": "northeurope"})
    azure.create(NAT, {**given.nat(), "natGatewayName": "far", "publicIpAddresses": [], "location": "northeurope"})
    return azure


def ref(kind: str, name: str) -> Inputs:
    return {"id": f"{NETWORK}/{kind}/{name}"}


def elsewhere(resource_id: str) -> str:
    """Give the id that a resource would have in another subscription."""
    return resource_id.replace(facts.SUBSCRIPTION, "99999999-9999-4999-8999-999999999999")


def dual(*ranges: str) -> Inputs:
    """A network with both kinds of addresses, and one subnet."""
    asked = net.hub(name="dual", space="10.20.0.0/16")
    space = {"addressPrefixes": ["10.20.0.0/16", "fd00::/48"]}
    return {**asked, "addressSpace": space, "subnets": [{"name": "s", "addressPrefixes": list(ranges)}]}


def subnet(name: str = "s", prefix: str = "10.10.9.0/24", **other: Any) -> Inputs:
    return net.own_subnet(name, prefix, **other)


def endpoints(*services: str) -> Inputs:
    return subnet(serviceEndpoints=[{"service": one} for one in services])


def rule(**other: Any) -> Inputs:
    """A security group with one rule, whose single prefix goes where there is a list."""
    asked = given.rule(**other)
    for side in ("source", "destination"):
        if f"{side}AddressPrefixes" in other:
            del asked[f"{side}AddressPrefix"]
    return given.security_group(asked, name="other")


def interface(*configurations: Inputs) -> Inputs:
    return {**given.interface(), "ipConfigurations": list(configurations)}


def configuration(name: str = "a", subnet_id: str | None = net.PLAIN, **other: Any) -> Inputs:
    return {"name": name, **({"subnet": {"id": subnet_id}} if subnet_id else {}), **other}


def static(address: str = "10.10.3.9") -> Inputs:
    return {"privateIPAddress": address, "privateIPAllocationMethod": "Static"}


FIRST = configuration(primary=True)
GOOD: dict[str, tuple[str, Inputs]] = {
    "a network with both kinds of addresses": (VNET, dual("10.20.0.0/24", "fd00::/64")),
    "the same range by both names": (SUBNET, subnet(addressPrefixes=["10.10.9.0/24"])),
    "what is near": (SUBNET, subnet(networkSecurityGroup=ref("networkSecurityGroups", "nsg"))),
    "what is near, its id in capitals": (
        SUBNET,
        subnet(networkSecurityGroup={"id": f"{NETWORK.upper()}/networkSecurityGroups/NSG"}),
    ),
    "a peer in another subscription": (
        "network:VirtualNetworkPeering",
        {**given.peering(elsewhere(given.NETWORK_ID)), "virtualNetworkName": "hub"},
    ),
    "several service endpoints": (SUBNET, endpoints("Microsoft.Storage.Global", "Microsoft.KeyVault")),
    "ranges of a rule side by side": (NSG, rule(sourceAddressPrefixes=["10.0.0.0/25", "10.0.0.128/25"])),
    "a description of 140 characters": (NSG, rule(description="x" * 140)),
    "a tag for a region": (NSG, rule(destinationAddressPrefix="Storage.GermanyWestCentral")),
    "a region in other letters": (TABLE, {**net.route_table(), "location": "West Europe"}),
    "no zones in a region without": (ADDRESS, {**given.public_ip("other"), "location": "westus"}),
    "one zone": (ADDRESS, {**net.address("other"), "zones": ["2"]}),
    "two configurations of an interface": (NIC, interface(FIRST, configuration("b"))),
}


@pytest.mark.parametrize("case", GOOD.values(), ids=GOOD)
def test_azure_takes(hub: Engine, case: tuple[str, Inputs]) -> None:
    hub.create(*case)


def test_configurations_of_an_interface_have_an_address_each(hub: Engine) -> None:
    asked = interface({**FIRST}, configuration("b", **static("10.10.3.4")), configuration("c"))
    _, outputs = hub.create(NIC, asked)
    assert [one["privateIPAddress"] for one in outputs["ipConfigurations"]] == ["10.10.3.5", "10.10.3.4", "10.10.3.6"]


def test_an_interface_moves_within_its_network_only(hub: Engine) -> None:
    hub.create(SUBNET, subnet("two", "10.10.8.0/24"))
    far = net.hub(net.subnet("s", "10.20.0.0/24"), name="other", space="10.20.0.0/16")
    hub.create(VNET, far)
    card, _ = hub.create(NIC, interface(FIRST))
    moved = interface(configuration(subnet_id=f"{NETWORK}/virtualNetworks/other/subnets/s"))
    refuse_update(hub, NIC, card, moved, "NicCannotBeMovedToAnotherVirtualNetwork")
    answer = hub.update(NIC, card, interface(configuration(subnet_id=f"{net.HUB_ID}/subnets/two")))
    assert answer["ipConfigurations"][0]["privateIPAddress"] == "10.10.8.4"


def test_a_firewall_in_zones_has_addresses_in_zones(hub: Engine) -> None:
    hub.create(ADDRESS, given.public_ip("unzoned"))
    hub.create("network:FirewallPolicy", net.policy())
    bare = net.firewall(ipConfigurations=[net.configuration("c", net.FIREWALL_SUBNET, "unzoned")])
    text = refuse(hub, "network:AzureFirewall", bare, "ZonalAzureFirewallCannotReferenceNoZonePublicIp")
    assert 'Target="ipConfigurations[0].publicIPAddress.id"' in text
    hub.create("network:AzureFirewall", {**bare, "zones": []})


TAGS = {
    "Storage": True,
    "Storage.westeurope": True,
    "BatchNodeManagement.germanywc": True,
    "Storage.nowhere": False,
    "AzureFrontDoor": False,
    "AzureFrontDoor.FrontEnd": True,
    "AzureFrontDoor.westeurope": False,
    "AzureActiveDirectory": True,
    "AzureActiveDirectory.westeurope": False,
    "AzureMoonbase": False,
}


@pytest.mark.parametrize("tag", TAGS)
def test_a_tag_is_narrowed_to_what_there_is_of_it(tag: str) -> None:
    assert is_service_tag(tag) is TAGS[tag]

"""What was right when it was attached stays right: Bastion's security group, route tables, networks with peers."""

from __future__ import annotations

import pytest

from local.azure.rules import limits
from local.azure.store import Store
from tests.unit.azure import samples as given
from tests.unit.azure import samples_network as net
from tests.unit.azure.harness import NETWORK, Engine, Inputs, RefusedError, refuse, refuse_update

NSG, TABLE, PEERING = "network:NetworkSecurityGroup", "network:RouteTable", "network:VirtualNetworkPeering"
NAMES = ("hub", "vnet", "third")


def guarded() -> Inputs:
    """A network whose Bastion subnet has that group."""
    group = {"id": f"{NETWORK}/networkSecurityGroups/bastion"}
    subnet = net.subnet("AzureBastionSubnet", "10.20.0.0/26", networkSecurityGroup=group)
    return net.hub(subnet, name="guarded", space="10.20.0.0/16")


NOT_COMPLIANT = "NetworkSecurityGroupNotCompliantForAzureBastionSubnet"


@pytest.mark.parametrize("index", range(len(net.BASTION_RULES)), ids=["-".join(one) for one in net.BASTION_RULES])
def test_bastion_needs_each_of_its_rules_before_and_after(networked: Engine, index: int) -> None:
    group, _ = networked.create(NSG, net.bastion_group(index))
    refuse(networked, "network:VirtualNetwork", guarded(), NOT_COMPLIANT)
    networked.update(NSG, group, net.bastion_group(index, protocol="Udp"))
    refuse(networked, "network:VirtualNetwork", guarded(), NOT_COMPLIANT)
    networked.update(NSG, group, net.bastion_group())
    networked.create("network:VirtualNetwork", guarded())
    refuse_update(networked, NSG, group, net.bastion_group(index), NOT_COMPLIANT)
    refuse_update(networked, NSG, group, net.bastion_group(index, access="Deny"), NOT_COMPLIANT)
    networked.update(NSG, group, net.bastion_group(index, description="still there"))


def test_a_group_that_guards_something_else_may_change(networked: Engine) -> None:
    networked.update(NSG, f"{NETWORK}/networkSecurityGroups/nsg", given.security_group(given.rule("other", 200)))


@pytest.fixture
def routed(azure: Engine) -> Engine:
    """The hub with a table of harmless routes on the subnets of the gateways and of the firewall's management."""
    net.build_hub(azure)
    azure.create(TABLE, net.route_table(net.route(prefix="10.0.0.0/8"), name="gateways"))
    straight = {"name": "out", "addressPrefix": "0.0.0.0/0", "nextHopType": "Internet"}
    azure.create(TABLE, net.route_table(straight, name="management"))
    table = {"id": f"{NETWORK}/routeTables/gateways"}
    azure.update(
        "network:Subnet", net.GATEWAY_SUBNET, net.own_subnet("GatewaySubnet", "10.10.0.0/27", routeTable=table)
    )
    azure.update(
        "network:Subnet",
        net.MANAGEMENT_SUBNET,
        net.own_subnet(
            "AzureFirewallManagementSubnet", "10.10.1.64/26", routeTable={"id": f"{NETWORK}/routeTables/management"}
        ),
    )
    return azure


def test_a_table_of_a_gateway_gets_no_default_route(routed: Engine) -> None:
    code, table = "RouteTableCannotBeAttachedToGatewaySubnet", f"{NETWORK}/routeTables/gateways"
    routed.update(TABLE, table, net.route_table(net.route(), name="gateways"))  # nothing stands there yet
    routed.update(TABLE, table, net.route_table(net.route(prefix="10.0.0.0/8"), name="gateways"))
    routed.create("network:VirtualNetworkGateway", net.express())
    refuse_update(routed, TABLE, table, net.route_table(net.route(), name="gateways"), code)
    refuse(routed, "network:Route", {**net.own_route("d", "0.0.0.0/0"), "routeTableName": "gateways"}, code)
    routed.create("network:Route", {**net.own_route("e", "192.168.0.0/16"), "routeTableName": "gateways"})


def test_a_table_of_the_firewalls_management_goes_straight_out(routed: Engine) -> None:
    code, table = "AzureFirewallManagementSubnetRouteNotAllowed", f"{NETWORK}/routeTables/management"
    refuse_update(routed, TABLE, table, net.route_table(name="management"), code)
    refuse(routed, "network:Route", {**net.own_route("e", "192.168.0.0/16"), "routeTableName": "management"}, code)


@pytest.fixture
def three(azure: Engine) -> Engine:
    """Three networks that do not overlap, and a zone."""
    given.build_network(azure)
    azure.create("network:VirtualNetwork", net.hub())
    azure.create("network:VirtualNetwork", net.hub(net.subnet("s", "10.30.0.0/24"), name="third", space="10.30.0.0/16"))
    azure.create("privatedns:PrivateZone", given.zone())
    return azure


def peering(local: str, remote: str, **flags: bool) -> Inputs:
    home = {"resourceGroupName": "rg", "virtualNetworkName": local, "virtualNetworkPeeringName": f"to-{remote}"}
    return {**home, "remoteVirtualNetwork": {"id": f"{NETWORK}/virtualNetworks/{remote}"}, **flags}


def connect(azure: Engine, one: str, other: str) -> tuple[str, str]:
    return azure.create(PEERING, peering(one, other))[0], azure.create(PEERING, peering(other, one))[0]


def state(azure: Engine, peering_id: str) -> str:
    return str(azure.plugin.cloud.read(peering_id).properties["peeringState"])


@pytest.mark.parametrize("gone", ["peering", "network"])
def test_a_side_that_was_left_alone_is_written_again_first(three: Engine, gone: str) -> None:
    there, back = connect(three, "vnet", "hub")
    three.delete(there if gone == "peering" else given.NETWORK_ID)
    assert state(three, back) == "Disconnected"
    if gone == "network":
        three.create("network:VirtualNetwork", given.network())
    refuse(three, PEERING, peering("vnet", "hub"), "RemotePeeringIsDisconnected")
    three.update(PEERING, back, peering("hub", "vnet"))
    assert state(three, back) == "Connected"
    three.create(PEERING, peering("vnet", "hub"))
    assert (state(three, there), state(three, back)) == ("Connected", "Connected")


def test_both_sides_made_anew_find_each_other(three: Engine) -> None:
    there, back = connect(three, "vnet", "hub")
    three.delete(back)
    three.delete(there)
    connect(three, "vnet", "hub")


def test_a_peering_leads_to_one_network_and_keeps_it(three: Engine) -> None:
    refuse(three, PEERING, {**peering("vnet", "hub"), "remoteVirtualNetwork": {}}, "InvalidRequestFormat")
    there, _ = three.create(PEERING, peering("vnet", "hub"))
    asked = {**peering("vnet", "third"), "virtualNetworkPeeringName": "to-hub"}
    refuse_update(three, PEERING, there, asked, "PropertyChangeNotAllowed")


def test_a_gateway_stays_while_another_network_uses_it(three: Engine) -> None:
    gateway, _ = three.create("network:VirtualNetworkGateway", net.express())
    three.create(PEERING, peering("hub", "vnet", allowGatewayTransit=True))
    user, _ = three.create(PEERING, peering("vnet", "hub", useRemoteGateways=True))
    with pytest.raises(RefusedError, match='Code="VirtualNetworkGatewayCannotBeDeleted"'):
        three.delete(gateway)
    three.update(PEERING, user, peering("vnet", "hub"))
    three.delete(gateway)


def wider(*spaces: str) -> Inputs:
    return {**given.network(), "addressSpace": {"addressPrefixes": ["10.0.0.0/16", *spaces]}}


def test_a_network_grows_into_nobody_that_its_peers_know(three: Engine) -> None:
    connect(three, "vnet", "hub")
    refuse_update(three, "network:VirtualNetwork", given.NETWORK_ID, wider("10.10.0.0/20"), "VnetAddressSpacesOverlap")
    three.update("network:VirtualNetwork", given.NETWORK_ID, wider("10.30.0.0/20"))
    three.update("network:VirtualNetwork", given.NETWORK_ID, wider())
    connect(three, "hub", "third")
    code = "VnetAddressSpaceOverlapsWithAlreadyPeeredVnet"
    refuse_update(three, "network:VirtualNetwork", given.NETWORK_ID, wider("10.30.0.0/20"), code)
    three.update("network:VirtualNetwork", given.NETWORK_ID, wider("10.40.0.0/20"))


LIMITED = {
    "network:VirtualNetworkPeering": (peering("vnet", "hub"), peering("vnet", "third")),
    "network:Subnet": (net.own_subnet("a", "10.10.8.0/24"), net.own_subnet("b", "10.10.9.0/24")),
    "privatedns:VirtualNetworkLink": (given.link("a"), {**given.link("b"), "virtualNetwork": {"id": net.HUB_ID}}),
}


@pytest.mark.parametrize("kind", LIMITED)
def test_one_too_many_is_refused(three: Engine, store: Store, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = LIMITED[kind]
    made, _ = three.create(kind, first)
    record = store.get(made)
    assert record is not None
    assert record.arm_id.parent is not None
    _, code = limits.CHILDREN[record.type]
    there = len(store.children(record.arm_id.parent.text, record.type))
    monkeypatch.setitem(limits.CHILDREN, record.type, (there, code))
    refuse(three, kind, second, code)
    three.update(kind, made, first)
    monkeypatch.setitem(limits.CHILDREN, record.type, (there + 1, code))
    three.create(kind, second)

"""What a hub tells, what a spoke makes of it, and what is said where the two do not fit."""

import copy
from typing import Any

import pulumi
import pytest

from components.hub import OUTPUT, Hub
from tests.support import recorder
from tests.support.recorder import HUB, HUB_OUTPUT, Recording, record_stack
from tests.support.stackfiles import stack_file

ZONES = "/providers/Microsoft.Network/privateDnsZones/"


@pytest.fixture(scope="module")
def hub() -> Recording:
    return record_stack("hub")


@pytest.fixture(scope="module")
def spoke() -> Recording:
    return record_stack("spoke")


def made(recording: Recording, *kinds: str) -> dict[str, int]:
    return {kind: len(recording.of(kind)) for kind in kinds}


def test_a_hub_has_what_spokes_share_and_no_workspace(hub: Recording) -> None:
    there = ("network:VirtualNetwork", "network:BastionHost", "operationalinsights:Workspace")
    elsewhere = (
        "network:VirtualNetworkPeering",
        "network:PrivateEndpoint",
        "machinelearningservices:Workspace",
        "keyvault:Vault",
        "storage:StorageAccount",
    )
    assert made(hub, *there) == dict.fromkeys(there, 1)
    assert made(hub, *elsewhere) == dict.fromkeys(elsewhere, 0)
    zones = {zone.inputs["privateZoneName"] for zone in hub.of("privatedns:PrivateZone")}
    assert zones == HUB_OUTPUT["zones"].keys()


def test_what_a_hub_tells_is_what_a_spoke_reads(hub: Recording) -> None:
    found = Hub.model_validate(hub.outputs[OUTPUT])
    assert found.vnet_id.endswith(
        f"/resourceGroups/rg-hub-opt/providers/Microsoft.Network/virtualNetworks/{found.vnet_name}"
    )
    assert found.consumers == {"JumpHost": "10.0.0.64/28", "Agents": "10.0.1.0/26"}
    assert found.agents == {"agent-01": "principal-of-vm-agent-01"}
    assert not found.has_gateways
    assert {name.rpartition("/")[2] for name in found.zones.values()} == found.zones.keys()


def test_a_hubs_zones_come_after_all_else_so_that_they_go_first(hub: Recording) -> None:
    for zone in hub.of("privatedns:PrivateZone"):
        for kind in ("compute:VirtualMachine", "network:BastionHost", "network:VirtualNetwork"):
            assert all(zone.depends_on(other) for other in hub.of(kind))
            assert hub.of(kind)


def test_a_hub_that_protects_data_protects_its_zones() -> None:
    kept = record_stack("hub", protectData=True)
    for kind in ("privatedns:PrivateZone", "privatedns:VirtualNetworkLink"):
        assert all(one.request.protect for one in kept.of(kind))
        assert kept.of(kind)


def test_a_spoke_makes_no_part_of_the_hub_again(spoke: Recording) -> None:
    kinds = ("network:BastionHost", "compute:VirtualMachine", "privatedns:PrivateZone")
    assert not any(made(spoke, *kinds).values())
    assert [vnet.name for vnet in spoke.of("network:VirtualNetwork")] == ["vnet-aml"]


def test_a_spoke_peers_both_ways_and_uses_the_hubs_gateways(spoke: Recording) -> None:
    ours = spoke.one("network:VirtualNetworkPeering", "peer-aml-to-bastion").inputs
    theirs = spoke.one("network:VirtualNetworkPeering", "peer-bastion-to-aml").inputs
    assert (ours["remoteVirtualNetwork"]["id"], ours["useRemoteGateways"]) == (HUB_OUTPUT["vnetId"], True)
    assert (theirs["resourceGroupName"], theirs["virtualNetworkName"]) == ("rg-hub-test", "vnet-hub-test-bastion")
    assert theirs["allowGatewayTransit"]
    assert "opt" in theirs["virtualNetworkPeeringName"], "unique among the hub's peerings"


def test_a_spoke_links_the_hubs_zones_and_writes_its_names_there(spoke: Recording) -> None:
    vnet = spoke.one("network:VirtualNetwork")
    links = {link.inputs["privateZoneName"]: link for link in spoke.of("privatedns:VirtualNetworkLink")}
    written = {
        config["privateDnsZoneId"]
        for group in spoke.of("network:PrivateDnsZoneGroup")
        for config in group.inputs["privateDnsZoneConfigs"]
    }
    assert written == {HUB_OUTPUT["zones"][zone] for zone in links}
    for link in links.values():
        assert link.inputs["resourceGroupName"] == "rg-hub-test"
        assert link.inputs["virtualNetworkLinkName"] == "link-mlops-opt-aml"
        assert link.depends_on(vnet, "virtualNetwork")


def test_a_spoke_lets_in_who_comes_from_the_hub(spoke: Recording) -> None:
    [group] = [one for one in spoke.of("network:NetworkSecurityGroup") if one.name == "nsg-private-endpoints"]
    allowed = {rule.get("sourceAddressPrefix") for rule in group.inputs["securityRules"] if rule["access"] == "Allow"}
    assert allowed >= set(HUB_OUTPUT["consumers"].values())
    roles = [role.inputs for role in spoke.of("authorization:RoleAssignment")]
    assert [role for role in roles if role["principalId"] == HUB_OUTPUT["agents"]["agent-01"]]


def test_a_cluster_of_a_spoke_answers_by_the_hubs_zone() -> None:
    base = stack_file("spoke").config
    aml = {**base["network"]["aml"], "subnets": {**base["network"]["aml"]["subnets"], "aks": "10.10.8.0/24"}}
    aks = stack_file("kubernetes").config["inference"]["aks"]
    made_with = record_stack("spoke", network={"aml": aml}, inference={"aks": aks})
    zone = HUB_OUTPUT["zones"]["privatelink.eastasia.azmk8s.io"]
    cluster = made_with.one("containerservice:ManagedCluster")
    assert cluster.inputs["apiServerAccessProfile"]["privateDNSZone"] == zone
    assert [role for role in made_with.of("authorization:RoleAssignment") if role.inputs["scope"] == zone]


def with_hub(monkeypatch: pytest.MonkeyPatch, change: dict[str, Any] | None, **settings: Any) -> str:
    """What a spoke says of a hub that tells something else; None: tells nothing."""
    told = None if change is None else {**copy.deepcopy(HUB_OUTPUT), **change}
    outputs = {} if told is None else {OUTPUT: {key: value for key, value in told.items() if value is not None}}
    original = recorder._Azure.call

    def call(self: Any, args: Any) -> Any:
        if args.token.startswith("pulumi:pulumi:") and args.args["name"] == HUB:
            return {"name": HUB, "outputs": outputs, "secretOutputNames": []}
        return original(self, args)

    monkeypatch.setattr(recorder._Azure, "call", call)
    with pytest.raises(pulumi.RunError) as error:
        record_stack("spoke", **settings)
    return str(error.value)


def test_a_stack_that_is_no_hub_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    said = with_hub(monkeypatch, None)
    assert said.startswith(
        f"config 'secure-mlops:hub' must name a hub that is deployed, got {HUB}: it has no output hub"
    )


def test_a_hub_of_an_older_program_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    said = with_hub(monkeypatch, {"hasGateways": None})
    assert said.endswith("deploy it again (hasGateways)")


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"addressSpace": "10.10.0.0/16"}, "the hub's BASTION VNET 10.10.0.0/16"),
        ({"outside": {"Site-berlin-1": "10.10.15.0/24"}}, "the hub's Site-berlin-1 10.10.15.0/24"),
    ],
)
def test_addresses_that_the_hub_has_are_refused(monkeypatch: pytest.MonkeyPatch, change: Any, where: str) -> None:
    assert with_hub(monkeypatch, change) == (
        f"config 'secure-mlops:network.aml.addressSpace' must not overlap {where}: they are peered, got 10.10.0.0/20"
    )


def test_a_hub_in_another_subscription_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    other, here = "99999999-8888-4777-8666-555555555555", recorder.SUBSCRIPTION
    assert with_hub(monkeypatch, {"subscriptionId": other}) == (
        f"config 'secure-mlops:hub' names a hub in subscription {other}, and this stack goes to {here}: "
        "both must be in one, as the peering and the links in the hub are made from here"
    )


def test_a_hub_without_a_zone_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    zones = {zone: arm_id for zone, arm_id in HUB_OUTPUT["zones"].items() if zone != "privatelink.azurecr.io"}
    assert "names a hub in eastasia that has no zone privatelink.azurecr.io: " in with_hub(
        monkeypatch, {"zones": zones}
    )


def test_the_hub_of_the_tests_has_all_that_a_hub_tells(hub: Recording) -> None:
    """What answers the spokes of these tests is shaped like what a real hub says."""
    assert HUB_OUTPUT.keys() == hub.outputs[OUTPUT].keys()
    assert stack_file("spoke").config["hub"] == HUB

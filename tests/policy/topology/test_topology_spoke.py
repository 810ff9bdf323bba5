"""A spoke: a hub's network and zones are another stack's; what this one says of them itself is decided all the same."""

from collections.abc import Sequence
from typing import Any

import pytest

from tests.policy.gate import R
from tests.policy.topology.case import Change, both, drop, edit, look
from tests.policy.topology.ties import tied
from tests.policy.topology.world import REGISTRY, world

HUB = "/subscriptions/s/resourceGroups/hub/providers/Microsoft.Network"
PEERING, RESOLVES = "azure-topology-peering", "azure-topology-service-resolves"

# The registry's zone is the hub's, and linked to both networks from here.
ZONE_OF_HUB = both(
    drop(REGISTRY),
    edit("pep-registry-zones", "privateDnsZoneConfigs.0.privateDnsZoneId", f"{HUB}/privateDnsZones/{REGISTRY}"),
    edit(f"{REGISTRY}-aml", "resourceGroupName", "hub"),
    edit(f"{REGISTRY}-hub", "resourceGroupName", "hub"),
)
# One network is the hub's, and both sides of the peering are said here.
NETWORK_OF_HUB = both(
    edit("hub-to-aml", "virtualNetworkName", "vnet-hub"),
    edit("hub-to-aml", "resourceGroupName", "hub"),
    edit("aml-to-hub", "remoteVirtualNetwork", {"id": f"{HUB}/virtualNetworks/vnet-hub"}),
)


def messages(rule: str, *changes: Change) -> Sequence[str]:
    resources: list[R] = world()
    for change in changes:
        resources = change(resources)
    return look(tied(resources)).get(rule, [])


def test_names_in_a_hubs_zone_resolve_by_links_from_here() -> None:
    assert not messages(RESOLVES, ZONE_OF_HUB)


@pytest.mark.parametrize(
    "broken",
    [
        drop(f"{REGISTRY}-aml"),
        edit(f"{REGISTRY}-aml", "resourceGroupName", "another"),
        edit(f"{REGISTRY}-aml", "privateZoneName", "privatelink.azurecr.us"),
        edit(f"{REGISTRY}-aml", "virtualNetwork", {"id": f"{HUB}/virtualNetworks/vnet-hub"}),
    ],
    ids=["no link", "another group's zone", "another zone", "another network"],
)
def test_a_link_that_is_not_there_is_never_passed_over(broken: Change) -> None:
    [said] = messages(RESOLVES, ZONE_OF_HUB, broken)
    assert "pep-registry" in said
    assert f"not decided: whether zone {REGISTRY} is linked is not of this stack" in said


def test_a_peering_whose_sides_are_both_said_here_is_complete() -> None:
    assert not messages(PEERING, NETWORK_OF_HUB)


@pytest.mark.parametrize(
    ("name", "flag", "value", "says"),
    [
        ("hub-to-aml", "allowVirtualNetworkAccess", False, "allowVirtualNetworkAccess is not True"),
        ("aml-to-hub", "allowVirtualNetworkAccess", False, "allowVirtualNetworkAccess is not True"),
        ("hub-to-aml", "allowForwardedTraffic", False, "allowForwardedTraffic is"),
        ("aml-to-hub", "useRemoteGateways", True, "useRemoteGateways is True"),
    ],
)
def test_switches_of_such_a_peering_are_held_against_each_other(name: str, flag: str, value: Any, says: str) -> None:
    assert [said for said in messages(PEERING, NETWORK_OF_HUB, edit(name, flag, value)) if says in said]


@pytest.mark.parametrize(
    ("broken", "name"),
    [
        (drop("hub-to-aml"), "aml-to-hub"),
        (drop("aml-to-hub"), "hub-to-aml"),
        (edit("hub-to-aml", "resourceGroupName", "another"), "aml-to-hub"),
        (edit("hub-to-aml", "virtualNetworkName", "vnet-other"), "aml-to-hub"),
        (edit("hub-to-aml", "remoteVirtualNetwork", {"id": f"{HUB}/virtualNetworks/vnet-third"}), "aml-to-hub"),
    ],
    ids=["no side of the hub", "no side of ours", "another group", "another network", "another remote network"],
)
def test_half_a_peering_with_a_hub_is_never_passed_over(broken: Change, name: str) -> None:
    said = messages(PEERING, NETWORK_OF_HUB, broken)
    assert [one for one in said if f"'{name}'" in one and "not of this stack" in one]

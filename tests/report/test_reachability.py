"""One thing changed in a plan, and exactly the lines that tell of it; nothing for what comes to the same."""

import pytest

from report.reach import Kind, Line, Section, reachability_of
from report.source import change_of_plan, change_of_state
from tests.report.plans import UNKNOWN, Json, changed_plan, first_plan, named, state_of, with_value
from tests.report.reach_cases import FROM_HUB, HUB, OF_SPOKE, SAYS, TO_HUB, Edit


def lines(stack: str, *edits: Edit) -> list[tuple[Section, Kind, str, str]]:
    found: list[Line] = reachability_of(change_of_plan(changed_plan(stack, *edits)))
    return [(line.section, line.kind, line.text, line.why) for line in found]


@pytest.mark.parametrize("what", SAYS)
def test_a_change_says_exactly_what_it_does(what: str) -> None:
    stack, edits, expected = SAYS[what]
    assert lines(stack, *edits) == expected


@pytest.mark.parametrize("what", [what for what, (_, _, expected) in SAYS.items() if len(expected) == 1])
def test_the_way_back_says_the_opposite(what: str) -> None:
    stack, edits, [(section, kind, _, _)] = SAYS[what]
    forth = changed_plan(stack, *edits)
    back = [{**step, "oldState": step.get("newState"), "newState": step.get("oldState")} for step in forth["steps"]]
    for step in back:
        kinds = {(False, True): "create", (True, False): "delete"}
        step["op"] = kinds.get((step["oldState"] is not None, step["newState"] is not None), step["op"])
    found = {line.kind for line in reachability_of(change_of_plan({**forth, "steps": back})) if line.section is section}
    opposite = {Kind.OPENED: Kind.CLOSED, Kind.CLOSED: Kind.OPENED}
    assert found == {opposite.get(kind, kind)}


@pytest.mark.parametrize("stack", ["dev", "prod", "spoke"])
def test_what_stands_is_the_same_in_a_first_plan_and_in_the_state_after_it(stack: str) -> None:
    planned = {(line.section, line.whole) for line in reachability_of(change_of_plan(first_plan(stack)))}
    deployed = {(line.section, line.whole) for line in reachability_of(change_of_state(state_of(stack)))}
    assert planned == deployed


def test_what_stands_names_everybody() -> None:
    found = [line.whole for line in reachability_of(change_of_plan(first_plan("max")))]
    for name in ("vmss-agents", "managed-pool", "ci-agent-container-01", "models-pool", "VPN clients of", "site-hq"):
        assert any(name in line and "can reach" in line for line in found), name
    assert any("not known here: who comes in by 'express-route-gateway'" in line for line in found)
    outside = [line for line in found if "management.azure.com" in line]
    assert any("models-pool" in line for line in outside), "what is known is said beside what is not"
    assert any(line.startswith("nobody can tell all that they may reach outside of cluster") for line in found)


def test_what_stands_of_a_spoke_names_who_comes_from_the_hub_and_what_is_not_known_of_them() -> None:
    found = [line for line in reachability_of(change_of_plan(first_plan("spoke"))) if HUB in line.text]
    assert {line.kind for line in found} == {Kind.STANDS}
    line, there = found
    assert there.text == TO_HUB.replace("cannot", "can")
    assert there.why == "by the peering with vnet-hub-test-bastion, if that network lets it in"
    assert line.text == f"{FROM_HUB} in {HUB} can reach {OF_SPOKE}"
    assert line.why == "by the peering with vnet-hub-test-bastion, if that network lets it out"


def test_who_is_in_the_hub_and_who_behind_it_is_told_apart_once_azure_has_told_its_addresses() -> None:
    state = state_of("spoke")
    peering = named(state["deployment"]["resources"], "peer-aml-to-bastion")
    peering["outputs"] = {"remoteVirtualNetworkAddressSpace": {"addressPrefixes": ["10.0.0.0/22"]}}
    group = named(state["deployment"]["resources"], "nsg-training")["inputs"]
    group["securityRules"].append({**group["securityRules"][0], "sourceAddressPrefix": "10.0.0.0/8", "priority": 99})
    found = [line.text for line in reachability_of(change_of_state(state)) if "hub" in line.text.partition(" can ")[0]]
    assert found == [
        "172.20.0.0/24 ('FromVpnClients') in networks behind vnet-hub-test-bastion and 10.0.0.64/28 ('FromJumpHost')"
        f" and 10.0.1.0/26 ('FromAgents') in vnet-hub-test-bastion can reach {OF_SPOKE}",
        "10.0.0.0/8 ('WithinSubnet') in networks behind vnet-hub-test-bastion and 10.0.0.0/8 ('WithinSubnet'), "
        "10.0.0.64/28 ('FromJumpHost') and 10.0.1.0/26 ('FromAgents') in vnet-hub-test-bastion can connect to "
        "cluster-cpu-cluster and instance-notebook on any port",
    ]


def test_a_peering_with_nobody_knows_whom_is_said() -> None:
    edit = with_value("peer-aml-to-bastion", "remoteVirtualNetwork.id", UNKNOWN)
    found = lines("spoke", edit)
    assert any(
        kind is Kind.UNCLEAR and "who is at the other side of a peering (remoteVirtualNetwork.id" in text
        for _, kind, text, _ in found
    )
    assert not [text for _, kind, text, _ in found if kind is Kind.OPENED]


def table_to_the_hub(states: list[Json]) -> None:
    """A route table on the training subnet, with a route of one's own to addresses that the hub may have."""
    group = named(states, "nsg-training")
    route = {"name": "ToHub", "addressPrefix": "10.0.0.0/16", "nextHopType": "None"}
    inputs = {"resourceGroupName": group["inputs"]["resourceGroupName"], "routeTableName": "rt", "routes": [route]}
    urn = group["urn"].replace("NetworkSecurityGroup::nsg-training", "RouteTable::rt")
    states.append({**group, "urn": urn, "type": "azure-native:network:RouteTable", "inputs": inputs})
    scope = "/subscriptions/0/resourceGroups/rg-mlops-opt/providers/Microsoft.Network"
    named(states, "vnet-aml")["inputs"]["subnets"][1]["routeTable"] = {"id": f"{scope}/routeTables/rt"}


def hub_is_known(states: list[Json]) -> None:
    """Azure has told which addresses the hub has."""
    space = {"addressPrefixes": ["10.0.0.0/22"]}
    named(states, "peer-aml-to-bastion")["outputs"] = {"remoteVirtualNetworkAddressSpace": space}


def test_what_a_route_does_with_the_hubs_addresses_is_not_guessed() -> None:
    why = "not known here: whether route 'ToHub' is more specific than vnet-hub-test-bastion"
    found = [line for line in lines("spoke", table_to_the_hub) if line[3] == why]
    assert [(section, kind) for section, kind, _, _ in found] == [(Section.SIDEWAYS, Kind.UNCLEAR)]


def test_who_is_behind_the_hub_comes_by_its_gateways_alone() -> None:
    found = lines("spoke", hub_is_known, with_value("peer-aml-to-bastion", "useRemoteGateways", False))
    assert [(kind, text.partition(" can")[0], why) for _, kind, text, why in found] == [
        (
            Kind.CLOSED,
            "172.20.0.0/24 ('FromVpnClients') in networks behind vnet-hub-test-bastion",
            "vnet-aml does not use the gateways of vnet-hub-test-bastion",
        ),
        (
            Kind.CLOSED,
            "cluster-cpu-cluster and instance-notebook in snet-training",
            "vnet-aml does not use the gateways of vnet-hub-test-bastion",
        ),
    ]


def test_a_peering_for_some_subnets_is_unclear_as_the_hubs_subnets_are_not_known() -> None:
    found = lines("spoke", with_value("peer-aml-to-bastion", "peerCompleteVnets", False))
    assert {kind for _, kind, _, _ in found} == {Kind.UNCLEAR}
    assert {section for section, _, _, _ in found} == {Section.PATHS, Section.SIDEWAYS}

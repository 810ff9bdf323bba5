"""`can`: who reaches whom, and which hop or rule decided."""

import pytest
from topology.addresses import addresses, service

from tests.policy.topology.ask import Asked, asked, changed
from tests.policy.topology.case import (
    Change,
    add,
    both,
    edit,
    more_subnets,
    rule_changed,
    with_rules,
    without_rules,
)
from tests.policy.topology.cases_networks import CONNECTION, GATEWAY, GATEWAY_SUBNET, SITE
from tests.policy.topology.parts import deny, made, out, reference, rule, subnet
from tests.policy.topology.variants import first_preview, separate
from tests.policy.topology.world import JUMP

_ASG = "network:ApplicationSecurityGroup"


def test_an_answer_names_each_hop_and_the_rule_that_decided() -> None:
    it = asked()

    answer = it.topology.can(it.subnet("hub/agents"), it.endpoint("pep-blob"), 443)

    assert answer.yes
    assert answer.steps == (
        "outbound rule 'PrivateEndpoints' (100) of 'nsg-agents' allows it",
        "hub is peered with aml",
        "inbound rule 'FromAgents' (130) of 'nsg-endpoints' allows it",
    )


def test_an_answer_names_the_rule_that_denies_and_the_part_that_it_denies() -> None:
    it = asked(with_rules("nsg-endpoints", deny("Few", 105, "10.2.2.64/26", "*")))

    answer = it.topology.can(it.subnet("hub/agents"), it.endpoint("pep-blob"), 443)

    assert not answer.yes
    assert answer.steps[-1] == (
        "inbound rule 'Few' (105) of 'nsg-endpoints' denies tcp 443 from 10.2.2.64/26 to 10.1.0.0/24"
    )


def test_several_rules_may_decide_about_the_parts_of_a_subnet() -> None:
    halves = [rule(f"Half{n}", 101 + n, half, "*", "443") for n, half in enumerate(("10.2.2.0/25", "10.2.2.128/25"))]
    it = asked(with_rules("nsg-endpoints", *halves))

    answer = it.topology.can(it.subnet("hub/agents"), it.endpoint("pep-blob"), 443)

    assert "inbound rule 'Half0' (101), 'Half1' (102) of 'nsg-endpoints' allows it" in answer.steps


@pytest.mark.parametrize(
    ("port", "protocol", "reaches"),
    [(443, "tcp", True), (445, "tcp", True), (444, "tcp", False), (443, "udp", False), (443, "icmp", False)],
)
def test_ports_and_protocols_count(port: int, protocol: str, reaches: bool) -> None:
    it = asked()
    assert it.topology.can(it.subnet("hub/jump"), it.endpoint("pep-file"), port, protocol).yes is reaches


@pytest.mark.parametrize(
    ("ports", "reaches"),
    [("8000-9000", True), ("8080", True), ("*", True), ("8081-9000", False), ("1-8079 8082-9000", False)],
)
def test_ranges_of_ports_count(ports: str, reaches: bool) -> None:
    opened = with_rules("nsg-agents", rule("Some", 100, JUMP, "*", ports, "*"))
    it = asked(opened, with_rules("nsg-jump", out("Some", 99, "*", "*", "8080", "*")))
    for protocol in ("tcp", "udp", "icmp", "esp", "ah"):
        answer = it.topology.can(it.subnet("hub/jump"), it.subnet("hub/agents"), 8080, protocol)
        assert answer.yes is reaches, answer


@pytest.mark.parametrize(("priority", "reaches"), [(99, False), (101, True), (3999, True)])
def test_the_lowest_number_decides(priority: int, reaches: bool) -> None:
    it = asked(with_rules("nsg-agents", {**deny("No", priority, "*", "VirtualNetwork", outbound=True)}))
    assert it.topology.can(it.subnet("hub/agents"), it.endpoint("pep-vault"), 443).yes is reaches


def test_azures_own_rules_decide_last() -> None:
    it = asked(without_rules("nsg-agents", "DenyRest", "DenyNetwork"), with_rules("nsg-jump", out("All", 90, "*", "*")))
    agents, jump = it.subnet("hub/agents"), it.subnet("hub/jump")

    assert (
        "inbound rule 'AllowVnetInBound' (65000) of 'nsg-agents' allows it" in it.topology.can(jump, agents, 22).steps
    )
    assert "outbound rule 'AllowVnetOutBound' (65000)" in str(it.topology.can(agents, jump, 22))


def test_without_a_group_everything_passes() -> None:
    it = asked(edit("hub", "subnets.2.networkSecurityGroup", None), with_rules("nsg-jump", out("All", 90, "*", "*")))
    assert it.topology.can(it.subnet("hub/jump"), it.subnet("hub/agents"), 8080).steps == (
        "outbound rule 'All' (90) of 'nsg-jump' allows it",
    )


def test_a_rule_by_the_clients_port_is_no_rule_for_all_clients() -> None:
    it = asked(rule_changed("nsg-endpoints", "FromAgents", sourcePortRange="50000-51000"))
    answer = it.topology.can(it.subnet("hub/agents"), it.endpoint("pep-blob"), 443)
    assert not answer.yes
    assert "'DenyRest' (4096)" in str(answer)


def test_a_rule_for_all_ports_that_clients_send_from_is_enough() -> None:
    it = asked(rule_changed("nsg-endpoints", "FromAgents", sourcePortRange="1024-65535"))
    assert it.topology.can(it.subnet("hub/agents"), it.endpoint("pep-blob"), 443).yes


def test_ipv6_is_not_denied_by_a_rule_for_all_of_ipv4() -> None:
    it = asked(
        edit("hub", "addressSpace.addressPrefixes", ["10.2.0.0/16", "fd00:2::/48"]),
        edit(
            "hub",
            "subnets.2",
            subnet("agents", "", group="nsg-agents")
            | {"addressPrefix": None, "addressPrefixes": ["10.2.2.0/24", "fd00:2:0:2::/64"]},
        ),
        without_rules("nsg-agents", "DenyRest"),
        with_rules("nsg-agents", deny("Ipv4", 100, "0.0.0.0/0", "0.0.0.0/0")),
        with_rules("nsg-jump", out("All", 90, "*", "*")),
    )
    jump, topology = it.subnet("hub/jump"), it.topology
    assert not topology.can(jump, addresses("10.2.2.4"), 22).yes
    assert topology.can(jump, addresses("fd00:2:0:2::4"), 22).yes


# --- the tag of the network


def test_the_tag_of_the_network_holds_peers_and_what_gateways_connect() -> None:
    it = asked(
        more_subnets("hub", GATEWAY_SUBNET),
        add(GATEWAY, SITE, CONNECTION),
        edit("hub-to-aml", "allowGatewayTransit", True),
        edit("aml-to-hub", "useRemoteGateways", True),
    )
    inside = {str(block) for block in it.vnet("aml").inside.blocks}
    assert inside == {"10.1.0.0/16", "10.2.0.0/16", "172.16.0.0/24", "192.168.0.0/16"}


def test_the_tag_of_the_network_ends_where_a_peering_is_closed() -> None:
    it = asked(edit("aml-to-hub", "allowVirtualNetworkAccess", False))
    assert {str(block) for block in it.vnet("aml").inside.blocks} == {"10.1.0.0/16"}


def test_a_gateway_that_is_not_shared_brings_nothing() -> None:
    it = asked(more_subnets("hub", GATEWAY_SUBNET), add(GATEWAY))
    assert {str(block) for block in it.vnet("aml").inside.blocks} == {"10.1.0.0/16", "10.2.0.0/16"}


# https://learn.microsoft.com/azure/virtual-network/service-tags-overview: "This tag might also contain default routes."
def test_what_the_tag_may_hold_by_a_default_route_denies_and_does_not_allow() -> None:
    it = asked(with_rules("nsg-agents", deny("Inside", 99, "*", "VirtualNetwork", outbound=True)), firewall=True)
    denied = it.topology.can(it.subnet("hub/agents"), service("Internet"), 443)
    assert "outbound rule 'Inside' (99) of 'nsg-agents' denies" in str(denied)

    only_by_tag = asked(without_rules("nsg-agents", "Web"), firewall=True)
    answer = only_by_tag.topology.can(only_by_tag.subnet("hub/agents"), service("Internet"), 443)
    assert not answer.yes


# --- application security groups


def _grouped(*names: str, sources: bool = False) -> Change:
    """Machines in the agents' subnet of which only those in a group are let in on 22, or out to it."""
    ends = {
        f"{'source' if sources else 'destination'}AddressPrefix": None,
        f"{'source' if sources else 'destination'}ApplicationSecurityGroups": [reference(_ASG, "web")],
    }
    row = rule("Grouped", 100, JUMP, "*", "22") if not sources else rule("Grouped", 100, "*", "*", "22")
    groups = [reference(_ASG, name) for name in names]
    return both(
        add(made(_ASG, "web"), made(_ASG, "other")),
        with_rules("nsg-agents" if not sources else "nsg-jump", {**row, **ends}),
        with_rules("nsg-jump" if not sources else "nsg-agents", out("All", 90, "*", "*")),
        edit("nic-agent", "ipConfigurations.0.applicationSecurityGroups", groups),
    )


@pytest.mark.parametrize(
    ("names", "reaches"), [(("web",), True), (("other", "web"), True), (("other",), False), ((), False)]
)
def test_machines_are_reached_by_their_application_security_groups(names: tuple[str, ...], reaches: bool) -> None:
    it = asked(_grouped(*names))
    assert it.topology.can(it.machines("nic-jump"), it.machines("nic-agent"), 22).yes is reaches
    assert not it.topology.can(it.machines("nic-jump"), it.subnet("hub/agents"), 22).yes


@pytest.mark.parametrize(("names", "reaches"), [(("web",), True), (("other",), False)])
def test_machines_are_let_out_by_their_application_security_groups(names: tuple[str, ...], reaches: bool) -> None:
    it = asked(_grouped(*names, sources=True))
    assert it.topology.can(it.machines("nic-agent"), it.machines("nic-jump"), 22).yes is reaches


def test_application_security_groups_are_found_before_their_ids_are_known() -> None:
    resources = first_preview(separate(changed(_grouped("web"))))
    it = Asked(resources)
    assert it.topology.can(it.machines("nic-jump"), it.machines("nic-agent"), 22).yes

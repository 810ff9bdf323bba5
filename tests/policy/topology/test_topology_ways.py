"""`can` along routes, peerings, firewalls and NAT gateways, into endpoints' subnets and out to services."""

from typing import Any

import pytest
from gate.nodes import OutsideError, UndecidedError, UnidentifiedError
from topology.addresses import addresses, service

from tests.policy.gate import DROP, UNKNOWN
from tests.policy.topology.ask import Asked, asked, changed
from tests.policy.topology.case import Change, add, both, drop, edit, more, with_rules, without_rules
from tests.policy.topology.parts import (
    arm_id,
    interface,
    made,
    out,
    peering,
    reference,
    rule,
    subnet,
    vnet,
)
from tests.policy.topology.variants import first_preview, separate
from tests.policy.topology.world import AGENTS, ENDPOINTS

_INTERNET = service("Internet")


def _route(name: str, prefix: str, hop: str, address: str = "") -> dict[str, Any]:
    found = {"name": name, "addressPrefix": prefix, "nextHopType": hop}
    return {**found, "nextHopIpAddress": address} if address else found


def _open(*groups: str) -> Change:
    """Security groups that let everything through."""
    rules = [rule("In", 100, "*", "*", protocol="*"), out("Out", 100, "*", "*", protocol="*")]
    return both(*(edit(group, "securityRules", rules) for group in groups))


_POLICY = "subnets.0.privateEndpointNetworkPolicies"


def _routes(*routes: dict[str, Any], of: str = "subnets.2") -> Change:
    """A route table on the agents' subnet."""
    return both(
        add(made("network:RouteTable", "table", {"routes": list(routes)})),
        edit("hub", f"{of}.routeTable", reference("network:RouteTable", "table")),
    )


# --- endpoints


@pytest.mark.parametrize(
    ("policy", "denied"),
    [
        ("Enabled", True),
        ("NetworkSecurityGroupEnabled", True),
        ("RouteTableEnabled", False),
        ("Disabled", False),
        (DROP, False),
    ],
)
def test_a_group_holds_for_endpoints_where_the_policy_is_on(policy: Any, denied: bool) -> None:
    it = asked(edit("aml", _POLICY, policy), without_rules("nsg-endpoints", "FromAgents"))
    assert it.topology.can(it.subnet("hub/agents"), it.endpoint("pep-blob"), 443).yes is not denied


@pytest.mark.parametrize(
    ("policy", "prefix", "dropped"),
    [
        ("Enabled", ENDPOINTS, True),
        ("RouteTableEnabled", "10.1.0.0/16", True),
        # "A default route (0.0.0.0/0) won't invalidate private endpoint routes"
        ("RouteTableEnabled", "0.0.0.0/0", False),
        ("RouteTableEnabled", "10.0.0.0/8", False),
        ("NetworkSecurityGroupEnabled", ENDPOINTS, False),
        ("Disabled", ENDPOINTS, False),
    ],
)
# https://learn.microsoft.com/azure/private-link/disable-private-endpoint-network-policy
def test_routes_hold_for_endpoints_where_the_policy_is_on_and_the_prefix_is_long(
    policy: str, prefix: str, dropped: bool
) -> None:
    it = asked(edit("aml", _POLICY, policy), _routes(_route("away", prefix, "None")))
    answer = it.topology.can(it.subnet("hub/agents"), it.endpoint("pep-blob"), 443)
    assert answer.yes is not dropped
    assert ("route 'away' drops tcp 443 to 'pep-blob'" in str(answer)) is dropped


def test_an_endpoint_with_addresses_of_its_own_is_reached_at_those() -> None:
    own = [{"name": "ip", "privateIPAddress": "10.1.0.9"}]
    narrow = rule("Narrow", 90, AGENTS, "10.1.0.9/32", "443")
    it = asked(
        edit("pep-blob", "ipConfigurations", own),
        without_rules("nsg-endpoints", "FromAgents"),
        with_rules("nsg-endpoints", narrow),
    )
    agents = it.subnet("hub/agents")
    assert it.topology.can(agents, it.endpoint("pep-blob"), 443).yes
    assert not it.topology.can(agents, it.endpoint("pep-file"), 443).yes


def test_an_endpoint_may_be_in_an_application_security_group() -> None:
    asg = "network:ApplicationSecurityGroup"
    grouped = {
        **rule("Grouped", 90, AGENTS, "", "443"),
        "destinationAddressPrefix": None,
        "destinationApplicationSecurityGroups": [reference(asg, "blobs")],
    }
    it = asked(
        add(made(asg, "blobs")),
        edit("pep-blob", "applicationSecurityGroups", [reference(asg, "blobs")]),
        without_rules("nsg-endpoints", "FromAgents"),
        with_rules("nsg-endpoints", grouped),
    )
    agents = it.subnet("hub/agents")
    assert it.topology.can(agents, it.endpoint("pep-blob"), 443).yes
    assert not it.topology.can(agents, it.endpoint("pep-file"), 443).yes


# --- peerings

_ACCESS = "allowVirtualNetworkAccess"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (drop("hub-to-aml"), "hub is not peered with aml"),
        (drop("aml-to-hub"), "aml is not peered with hub"),
        (edit("hub-to-aml", _ACCESS, False), "peering 'hub-to-aml' does not allow virtual network access"),
        (edit("aml-to-hub", _ACCESS, DROP), "peering 'aml-to-hub' does not allow virtual network access"),
    ],
)
def test_a_peering_must_be_open_on_both_sides(change: Change, says: str) -> None:
    it = asked(change, _open("nsg-agents", "nsg-endpoints", "nsg-training"))
    agents, training = it.subnet("hub/agents"), it.subnet("aml/training")
    answers = [it.topology.can(agents, it.endpoint("pep-blob"), 443), it.topology.can(training, agents, 22)]
    assert [answer.yes for answer in answers] == [False, False]
    assert any(says in str(answer) for answer in answers)


def test_peerings_are_not_passed_on() -> None:
    far = vnet("far", "10.9.0.0/16", [subnet("machines", "10.9.1.0/24")])
    it = asked(add(far, peering("far-to-hub", "far", "hub"), peering("hub-to-far", "hub", "far")))
    answer = it.topology.can(it.subnet("far/machines"), it.subnet("aml/endpoints"), 443)
    assert str(answer) == "far is not peered with aml"


# https://learn.microsoft.com/azure/virtual-network/how-to-configure-subnet-peering
@pytest.mark.parametrize(
    ("names", "reaches"), [(["agents", "AzureBastionSubnet"], True), (["jump"], False), ([], False)]
)
def test_a_peering_of_some_subnets_is_for_these(names: list[str], reaches: bool) -> None:
    partly = {"peerCompleteVnets": False, "localSubnetNames": names, "remoteSubnetNames": ["endpoints"]}
    it = asked(*(edit("hub-to-aml", key, value) for key, value in partly.items()))
    answer = it.topology.can(it.subnet("hub/agents"), it.endpoint("pep-blob"), 443)
    assert answer.yes is reaches
    assert reaches or "peering 'hub-to-aml' is not for subnets agents and endpoints" in str(answer)


# --- routes inside


_OPEN = _open("nsg-agents", "nsg-training")


@pytest.mark.parametrize(
    ("routes", "says"),
    [
        ([_route("a", "10.1.1.0/24", "None")], "route 'a' drops tcp 22"),
        ([_route("a", "10.1.0.0/16", "None")], "route 'a' drops tcp 22"),  # as long as Azure's own: one's own decides
        ([_route("a", "10.0.0.0/8", "None")], ""),  # shorter than Azure's own
        ([_route("a", "10.1.0.0/16", "None"), _route("b", "10.1.1.0/24", "VnetLocal")], ""),
        ([_route("a", "10.1.1.128/25", "None")], "route 'a' drops tcp 22 to 10.1.1.128/25 of aml/training"),
        ([_route("a", "10.1.1.0/24", "Internet")], "route 'a' sends tcp 22 to aml/training to the internet"),
        ([_route("a", "10.1.1.0/24", "VirtualAppliance", "10.2.9.9")], "and no firewall of this stack is there"),
    ],
)
def test_the_longest_prefix_decides_inside(routes: list[dict[str, Any]], says: str) -> None:
    it = asked(_OPEN, _routes(*routes))
    answer = it.topology.can(it.subnet("hub/agents"), it.subnet("aml/training"), 22)
    assert answer.yes is not bool(says)
    assert says in str(answer)


def test_a_route_into_a_gateway_leads_to_another_site() -> None:
    it = asked(_OPEN, _routes(_route("site", "10.1.1.0/24", "VirtualNetworkGateway")))
    with pytest.raises(OutsideError, match="the site that route 'site' leads to"):
        it.topology.can(it.subnet("hub/agents"), it.subnet("aml/training"), 22)


def test_a_kind_of_next_hop_that_nobody_knows_is_not_guessed_at() -> None:
    it = asked(_OPEN, _routes(_route("new", "10.1.1.0/24", "SomethingNew")))
    with pytest.raises(UndecidedError, match="nextHopType of route 'new'"):
        it.topology.can(it.subnet("hub/agents"), it.subnet("aml/training"), 22)


# --- through a firewall

_FORWARDED, _LAST = "allowForwardedTraffic", "ruleCollections.2"


_SPOKE = both(
    add(
        vnet("spoke", "10.9.0.0/16", [subnet("machines", "10.9.1.0/24", table="routes")]),
        peering("spoke-to-hub", "spoke", "hub"),
        peering("hub-to-spoke", "hub", "spoke"),
    ),
    more(
        "collections",
        "ruleCollections",
        {
            "name": "spokes",
            "priority": 300,
            "action": {"type": "Allow"},
            "rules": [
                {
                    "ruleType": "NetworkRule",
                    "name": "to-training",
                    "ipProtocols": ["TCP"],
                    "sourceAddresses": ["10.9.1.0/24"],
                    "destinationAddresses": ["10.1.1.0/24"],
                    "destinationPorts": ["22"],
                }
            ],
        },
    ),
    _open("nsg-training"),
)


def test_networks_that_are_not_peered_meet_in_the_firewall_between_them() -> None:
    it = asked(_SPOKE, firewall=True)

    answer = it.topology.can(it.subnet("spoke/machines"), it.subnet("aml/training"), 22)

    assert answer.yes
    assert answer.steps[:4] == (
        "route 'to-firewall' leads to firewall 'firewall'",
        "spoke is peered with hub",
        "rule 'to-training' of firewall 'firewall' allows tcp 22 to aml/training",
        "hub is peered with aml",
    )


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (edit("spoke-to-hub", _FORWARDED, False), "peering 'spoke-to-hub' does not allow forwarded traffic"),
        (edit("aml-to-hub", _FORWARDED, False), "peering 'aml-to-hub' does not allow forwarded traffic"),
        (drop("hub-to-aml"), "hub is not peered with aml"),
        (drop("hub-to-spoke"), "hub is not peered with spoke"),
        (
            edit("collections", f"{_LAST}.action.type", "Deny"),
            "rule 'to-training' of firewall 'firewall' denies tcp 22",
        ),
        (
            edit("collections", f"{_LAST}.rules.0.destinationPorts", ["23"]),
            "no rule of firewall 'firewall' allows tcp 22",
        ),
        (
            edit("collections", f"{_LAST}.rules.0.destinationAddresses", ["10.1.1.0/25"]),
            "no rule of firewall 'firewall'",
        ),
    ],
)
def test_a_firewall_between_networks_must_be_let_in_and_let_through(change: Change, says: str) -> None:
    it = asked(_SPOKE, change, firewall=True)
    answer = it.topology.can(it.subnet("spoke/machines"), it.subnet("aml/training"), 22)
    assert not answer.yes
    assert says in str(answer)


def test_a_firewall_is_found_before_its_address_is_known() -> None:
    unknown = edit("routes", "routes.0.nextHopIpAddress", UNKNOWN)
    resources = first_preview(separate(changed(_SPOKE, unknown, firewall=True)))
    known_by = {"routes.to-firewall": {"nextHopIpAddress": ["firewall"]}}
    it = Asked(
        [
            r if r.name not in known_by else type(r)(r.kind, r.name, r.props, {**r.deps, **known_by[r.name]})
            for r in resources
        ]
    )
    assert it.topology.can(it.subnet("spoke/machines"), it.subnet("aml/training"), 22).yes


def test_what_a_machine_at_the_next_hop_lets_through_is_not_guessed_at() -> None:
    appliance = interface("nic-nva", "hub", "jump", privateIPAddress="10.2.1.9", privateIPAllocationMethod="Static")
    it = asked(_OPEN, add(appliance), _routes(_route("a", "10.1.1.0/24", "VirtualAppliance", "10.2.1.9")))
    with pytest.raises(OutsideError, match="what 'nic-nva' lets through, the next hop of route 'a'"):
        it.topology.can(it.subnet("hub/agents"), it.subnet("aml/training"), 22)


def test_a_next_hop_outside_all_networks_is_another_stacks() -> None:
    it = asked(_OPEN, _routes(_route("a", "10.1.1.0/24", "VirtualAppliance", "10.100.0.4")))
    with pytest.raises(OutsideError, match=r"what 10\.100\.0\.4 lets through, the next hop of route 'a'"):
        it.topology.can(it.subnet("hub/agents"), it.subnet("aml/training"), 22)


# --- addresses


def test_addresses_of_a_subnet_are_judged_as_the_subnet_is() -> None:
    it = asked(with_rules("nsg-jump", rule("One", 90, "*", "10.2.1.7/32", "22")), _open("nsg-agents"))
    agents = it.subnet("hub/agents")
    assert it.topology.can(agents, addresses("10.2.1.7"), 22).yes
    answer = it.topology.can(agents, addresses("10.2.1.6/31"), 22)
    assert "inbound rule 'DenyRest' (4096) of 'nsg-jump' denies tcp 22 from 10.2.2.0/24 to 10.2.1.6" in str(answer)


def test_an_address_that_two_networks_have_is_that_of_the_nearer_one() -> None:
    twin = vnet("twin", "10.2.0.0/16", [subnet("jump", "10.2.1.0/24")])
    it = asked(add(twin), _open("nsg-agents", "nsg-jump"))
    assert it.topology.can(it.subnet("hub/agents"), addresses("10.2.1.7"), 22).yes


def test_private_addresses_that_no_subnet_has_are_another_stacks() -> None:
    it = asked(_open("nsg-agents"))
    agents = it.subnet("hub/agents")
    with pytest.raises(OutsideError, match=r"where 10\.50\.0\.4 is"):
        it.topology.can(agents, addresses("10.50.0.4"), 22)


def test_public_addresses_are_reached_by_the_way_out() -> None:
    it = asked()
    assert "NAT gateway 'nat-hub'" in str(it.topology.can(it.subnet("hub/agents"), addresses("20.1.2.3"), 443))
    assert not it.topology.can(it.subnet("hub/agents"), addresses("20.1.2.3"), 22).yes


# --- ways out


def test_a_way_out_names_what_it_leads_through() -> None:
    it = asked()
    assert it.topology.can(it.subnet("aml/training"), service("AzureMonitor"), 443).steps == (
        "outbound rule 'Monitor' (190) of 'nsg-training' allows it",
        "NAT gateway 'nat-aml'",
    )


@pytest.mark.parametrize(
    ("routes", "says"),
    [
        ([_route("tag", "AzureMonitor", "None")], "route 'tag' drops"),
        ([_route("tag", "AzureMonitor", "Internet"), _route("all", "0.0.0.0/0", "None")], "NAT gateway 'nat-hub'"),
        ([_route("tag", "Storage", "None"), _route("cloud", "AzureCloud", "None")], "route 'cloud' drops"),
        ([_route("tag", "AzureMonitor", "Internet"), _route("cloud", "AzureCloud", "None")], "NAT gateway 'nat-hub'"),
        ([_route("low", "0.0.0.0/1", "None")], "route 'low' drops"),
        ([_route("site", "10.0.0.0/8", "None")], "NAT gateway 'nat-hub'"),
        ([_route("site", "203.0.113.0/24", "None")], "NAT gateway 'nat-hub'"),
        ([_route("all", "0.0.0.0/0", "VnetLocal")], "route 'all' keeps tcp 443 to AzureMonitor in the network"),
    ],
)
def test_a_service_is_reached_by_a_route_for_it_or_for_everything(routes: list[dict[str, Any]], says: str) -> None:
    it = asked(_routes(*routes))
    answer = it.topology.can(it.subnet("hub/agents"), service("AzureMonitor"), 443)
    assert says in str(answer)
    assert answer.yes is says.startswith("NAT")


def test_a_service_endpoint_goes_past_all_routes() -> None:
    it = asked(
        _routes(_route("all", "0.0.0.0/0", "None")),
        edit("hub", "subnets.2.serviceEndpoints", [{"service": "Microsoft.Storage"}]),
    )
    agents = it.subnet("hub/agents")
    answer = it.topology.can(agents, service("Storage.eastasia"), 443)
    assert "hub/agents has a service endpoint for microsoft.storage" in str(answer)
    assert not it.topology.can(agents, service("AzureMonitor"), 443).yes


def test_a_firewall_knows_names_where_they_are_said() -> None:
    it = asked(firewall=True)
    agents = it.subnet("hub/agents")
    answer = it.topology.can(agents, _INTERNET, 443)
    assert "no rule of firewall 'firewall' allows tcp 443 to Internet from 10.2.2.0/24" in str(answer)


@pytest.mark.parametrize("classic", [False, True])
def test_a_rule_of_a_firewall_may_be_about_an_ip_group(classic: bool) -> None:
    found = {"name": "grouped", "destinationAddresses": ["Sql"], "destinationPorts": ["1433"]}
    addressed = {"sourceAddresses": [], "sourceIpGroups": [arm_id("network:IpGroup", "people")]}
    it = asked(
        add(made("network:IpGroup", "people", {"ipAddresses": ["10.2.2.0/24"]})),
        _with_network_rule({**found, **addressed}, classic=classic),
        with_rules("nsg-agents", out("Sql", 90, "*", "Sql", "1433")),
        with_rules("nsg-jump", out("Sql", 90, "*", "Sql", "1433")),
        firewall=True,
    )
    answer = it.topology.can(it.subnet("hub/agents"), service("Sql"), 1433)
    assert "rule 'grouped' of firewall 'firewall' allows" in str(answer)
    assert not it.topology.can(it.subnet("hub/jump"), service("Sql"), 1433).yes


def _with_network_rule(found: dict[str, Any], *, classic: bool) -> Change:
    """A firewall with one more network rule: in its policy, or in its own properties in place of a policy."""
    if not classic:
        one = {"ruleType": "NetworkRule", "ipProtocols": ["TCP"], **found}
        return more(
            "collections",
            "ruleCollections",
            {"name": "more", "priority": 300, "action": {"type": "Allow"}, "rules": [one]},
        )
    own = [{"name": "own", "priority": 300, "action": {"type": "Allow"}, "rules": [{"protocols": ["TCP"], **found}]}]
    return both(edit("firewall", "firewallPolicy", DROP), edit("firewall", "networkRuleCollections", own))


def test_a_parents_rules_decide_before_those_of_the_policy() -> None:
    stop = {
        "ruleType": "NetworkRule",
        "name": "stop",
        "ipProtocols": ["Any"],
        "sourceAddresses": ["*"],
        "destinationAddresses": ["*"],
        "destinationPorts": ["*"],
    }
    parent = made("network:FirewallPolicy", "parent")
    its = made(
        "network:FirewallPolicyRuleCollectionGroup",
        "parents",
        {
            "firewallPolicyName": "mlops-parent",
            "priority": 9000,
            "ruleCollections": [{"name": "all", "priority": 9000, "action": {"type": "Deny"}, "rules": [stop]}],
        },
    )
    inherits = edit("policy", "basePolicy", reference("network:FirewallPolicy", "parent"))
    it = asked(add(parent, its), inherits, firewall=True)
    answer = it.topology.can(it.subnet("aml/training"), service("AzureMonitor"), 443)
    assert "rule 'stop' of firewall 'firewall' denies tcp 443 to AzureMonitor" in str(answer)


def test_a_no_that_is_sure_stands_whatever_another_stack_says() -> None:
    elsewhere = {"id": "/subscriptions/x/resourceGroups/y/providers/Microsoft.Network/networkSecurityGroups/theirs"}
    it = asked(edit("aml", "subnets.0.networkSecurityGroup", elsewhere), drop("hub-to-aml"), _open("nsg-agents"))
    assert "hub is not peered with aml" in str(it.topology.can(it.subnet("hub/agents"), it.endpoint("pep-blob"), 443))


def test_which_subnet_is_meant_is_said_where_it_is_not_known() -> None:
    it = Asked(first_preview(changed()))
    with pytest.raises(UnidentifiedError, match=r"subnet\.id of 'pep-blob' \(a subnet of aml\)"):
        it.topology.can(it.subnet("hub/agents"), it.endpoint("pep-blob"), 443)

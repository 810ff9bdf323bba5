"""Every type around the networks is accepted, read back, updated without a diff, imported and deleted."""

from __future__ import annotations

import pytest
from pulumi.runtime.proto.provider_pb2 import DiffResponse

from local.azure import carrier, facts
from local.azure.arm_types import arm_type
from local.azure.store import Store
from local.azure.wire import decode
from tests.unit.azure import samples as given
from tests.unit.azure import samples_network as net
from tests.unit.azure.harness import NETWORK, Engine, Inputs

# In the order in which they can be made; deleted the other way round.
EVERYTHING: dict[str, tuple[str, Inputs]] = {
    "a storage account": ("storage:StorageAccount", given.storage()),
    "logs": ("operationalinsights:Workspace", given.logs()),
    "a route table": ("network:RouteTable", net.route_table()),
    "a route of its own": ("network:Route", net.own_route()),
    "a service endpoint policy": ("network:ServiceEndpointPolicy", net.endpoint_policy()),
    "a firewall policy": ("network:FirewallPolicy", net.policy()),
    "a rule collection group": (
        "network:FirewallPolicyRuleCollectionGroup",
        net.rule_group(
            net.collection(net.web_rule()),
            net.collection(
                net.tag_rule(), net.tag_rule(name="ntp", destinationFqdns=["time.example"]), name="n", priority=300
            ),
            net.collection(net.nat_rule(), name="d", priority=400, action="DNAT"),
        ),
    ),
    "a firewall": ("network:AzureFirewall", net.firewall()),
    "a VPN gateway": ("network:VirtualNetworkGateway", net.vpn(vpnClientConfiguration=net.entra_clients())),
    "a local gateway": ("network:LocalNetworkGateway", net.site()),
    "a tunnel": ("network:VirtualNetworkGatewayConnection", net.tunnel()),
    "an ExpressRoute gateway": ("network:VirtualNetworkGateway", net.express()),
    "a circuit": ("network:ExpressRouteCircuit", net.circuit()),
    "an authorization": ("network:ExpressRouteCircuitAuthorization", net.authorization()),
    "a private peering": ("network:ExpressRouteCircuitPeering", net.private_peering()),
    "a connection to the circuit": ("network:VirtualNetworkGatewayConnection", net.express_connection()),
    "a resolver": ("dnsresolver:DnsResolver", net.resolver()),
    "an inbound endpoint": ("dnsresolver:InboundEndpoint", net.inbound()),
    "an outbound endpoint": ("dnsresolver:OutboundEndpoint", net.outbound()),
    "a ruleset": ("dnsresolver:DnsForwardingRuleset", net.ruleset()),
    "a forwarding rule": ("dnsresolver:ForwardingRule", net.forwarding()),
    "a link of a ruleset": ("dnsresolver:PrivateResolverVirtualNetworkLink", net.ruleset_link()),
    "a zone": ("privatedns:PrivateZone", given.zone()),
    "a record set": ("privatedns:PrivateRecordSet", net.record()),
    "a flow log": ("network:FlowLog", net.analytics()),
    "a watcher": ("network:NetworkWatcher", net.watcher()),
}


@pytest.fixture
def everything(azure: Engine, store: Store) -> Engine:
    net.build_hub(azure)
    for kind, inputs in EVERYTHING.values():
        _, outputs = azure.create(kind, inputs)
        if kind == "network:ExpressRouteCircuit":
            carrier.set_state(store, outputs["serviceKey"], "Provisioned")
    return azure


def record_id(azure: Engine, name: str) -> str:
    kind, inputs = EVERYTHING[name]
    own = arm_type(f"azure-native:{kind}").id(facts.SUBSCRIPTION, inputs).text
    assert azure.plugin.cloud.store.get(own) is not None
    return own


@pytest.mark.parametrize("name", EVERYTHING, ids=EVERYTHING)
def test_what_was_made_reads_back_imports_and_updates_without_a_change(everything: Engine, name: str) -> None:
    kind, inputs = EVERYTHING[name]
    made = record_id(everything, name)
    state = everything.plugin.cloud.read(made).properties
    stored = everything.plugin.cloud.store.get(made).inputs
    answer = everything.read(kind, made, stored, state)
    assert decode(answer.inputs) == stored
    assert decode(answer.properties) == {key: value for key, value in state.items() if value is not None}
    checked = everything.check(kind, inputs)
    assert (
        everything.diff(kind, checked, everything.check(kind, inputs, checked), state).changes == DiffResponse.DIFF_NONE
    )
    assert everything.update(kind, made, inputs) == decode(answer.properties)
    imported = decode(everything.read(kind, made).inputs)
    assert not everything.mistakes(kind, imported)


@pytest.mark.parametrize("name", ["a firewall", "a VPN gateway", "an inbound endpoint", "a ruleset", "a flow log"])
def test_what_was_imported_can_be_put_again(everything: Engine, name: str) -> None:
    kind, _ = EVERYTHING[name]
    made = record_id(everything, name)
    before = everything.plugin.cloud.read(made).properties
    imported = decode(everything.read(kind, made).inputs)
    assert everything.update(kind, made, imported) == before


def test_what_was_made_goes_in_the_other_order_and_the_networks_with_it(everything: Engine, store: Store) -> None:
    key = everything.plugin.cloud.read(net.CIRCUIT_ID).properties["serviceKey"]
    for name in reversed(EVERYTHING):
        if name == "a circuit":
            carrier.set_state(store, key, "NotProvisioned")
        everything.delete(record_id(everything, name))
    everything.delete(net.HUB_ID)
    for name in ("pip-afw", "pip-mgmt", "pip-vpn", "pip-vpn2"):
        everything.delete(given.address_id(name))
    assert [one.type for one in store.resources()] == ["Microsoft.Resources/resourceGroups"]


@pytest.mark.usefixtures("everything")
def test_keys_are_neither_stored_nor_answered(store: Store) -> None:
    assert "hunter2" not in str([(one.inputs, one.properties) for one in store.resources()])


def test_a_circuit_that_nobody_has_is_not_provisioned(azure: Engine, store: Store) -> None:
    net.build_hub(azure)
    with pytest.raises(LookupError, match="service key"):
        carrier.set_state(store, "00000000-0000-4000-8000-000000000000", "Provisioned")


@pytest.mark.usefixtures("everything")
def test_ids_are_those_of_arm(store: Store) -> None:
    ids = {one.id for one in store.resources()}
    assert {
        f"{NETWORK}/routeTables/egress/routes/azure",
        f"{net.POLICY_ID}/ruleCollectionGroups/default",
        f"{net.CIRCUIT_ID}/peerings/AzurePrivatePeering",
        f"{net.CIRCUIT_ID}/authorizations/hub",
        f"{NETWORK}/connections/s2s",
        f"{net.RESOLVER_ID}/inboundEndpoints/in",
        f"{net.RULESET_ID}/forwardingRules/corp",
        f"{net.RULESET_ID}/virtualNetworkLinks/hub",
        f"{net.WATCHER_ID}/flowLogs/fl",
        f"{NETWORK}/privateDnsZones/privatelink.vaultcore.azure.net/A/runner",
    } <= ids


REPLACED = {
    "a resolver's region": ("dnsresolver:DnsResolver", net.resolver(), ["location"]),
    "a ruleset's region": ("dnsresolver:DnsForwardingRuleset", net.ruleset(), ["location"]),
    "a gateway's region": ("network:VirtualNetworkGateway", net.vpn(), []),
    "a firewall's region": ("network:AzureFirewall", net.firewall(), []),
}


@pytest.mark.parametrize("case", REPLACED.values(), ids=REPLACED)
def test_the_provider_replaces_only_what_its_specification_says(
    azure: Engine, case: tuple[str, Inputs, list[str]]
) -> None:
    kind, inputs, replaces = case
    answer = azure.diff(kind, inputs, inputs | {"location": "northeurope"})
    assert answer.changes == DiffResponse.DIFF_SOME
    assert list(answer.replaces) == replaces

"""DNS private resolvers, rulesets and record sets."""

from __future__ import annotations

from typing import Any

import pytest

from local.azure.store import Record, Store
from tests.unit.azure import harness
from tests.unit.azure import samples as given
from tests.unit.azure import samples_network as net
from tests.unit.azure.harness import NETWORK, Engine, Inputs, RefusedError, refuse_update
from tests.unit.azure.samples import changed

RESOLVER, INBOUND, OUTBOUND = (f"dnsresolver:{kind}" for kind in ("DnsResolver", "InboundEndpoint", "OutboundEndpoint"))
RULESET, RULE = "dnsresolver:DnsForwardingRuleset", "dnsresolver:ForwardingRule"
LINK, RECORD = "dnsresolver:PrivateResolverVirtualNetworkLink", "privatedns:PrivateRecordSet"


@pytest.fixture
def hub(azure: Engine) -> Engine:
    net.build_hub(azure)
    return azure


@pytest.fixture
def resolving(hub: Engine) -> Engine:
    hub.create(RESOLVER, net.resolver())
    return hub


@pytest.fixture
def forwarding(resolving: Engine) -> Engine:
    resolving.create(OUTBOUND, net.outbound())
    resolving.create(RULESET, net.ruleset())
    return resolving


def refuse(azure: Engine, kind: str, inputs: Inputs, code: str, says: str = "") -> None:
    assert says in harness.refuse(azure, kind, inputs, code)


def network(name: str = "other", space: str = "10.20.0.0/16", **place: Any) -> Inputs:
    return {**net.hub(net.subnet("s", space.replace("/16", "/24")), name=name, space=space), **place}


def test_a_resolver_is_alone_in_its_network_and_of_its_region(resolving: Engine) -> None:
    refuse(resolving, RESOLVER, net.resolver(dnsResolverName="two"), "Conflict")
    resolving.create("network:VirtualNetwork", network(location="northeurope"))
    far = net.resolver(dnsResolverName="two", virtualNetwork={"id": f"{NETWORK}/virtualNetworks/other"})
    refuse(resolving, RESOLVER, far, "BadRequest", "northeurope")


def test_a_resolver_keeps_its_network(resolving: Engine) -> None:
    resolving.create("network:VirtualNetwork", network())
    moved = net.resolver(virtualNetwork={"id": f"{NETWORK}/virtualNetworks/other"})
    refuse_update(resolving, RESOLVER, net.RESOLVER_ID, moved, "Conflict")


SUBNETS: dict[str, tuple[str, str, bool]] = {
    "too small": ("10.10.5.0/29", "at least /28", True),
    "too large": ("10.10.6.0/23", "at most /24", True),
    "not delegated": ("10.10.5.0/28", "missing the delegation", False),
}


@pytest.mark.parametrize("case", SUBNETS.values(), ids=SUBNETS)
def test_an_endpoint_does_not_go_into_a_subnet_that_is(resolving: Engine, case: tuple[str, str, bool]) -> None:
    prefix, says, delegated = case
    delegations = net.resolver_delegation() if delegated else []
    made, _ = resolving.create("network:Subnet", net.own_subnet("odd", prefix, delegations=delegations))
    refuse(resolving, INBOUND, net.inbound(subnet={"id": made}), "BadRequest", says)
    refuse(resolving, OUTBOUND, net.outbound(made), "BadRequest", says)


def test_an_endpoint_does_not_go_into_the_ranges_that_the_service_keeps(hub: Engine) -> None:
    kept = net.subnet("inbound", "10.0.16.0/28", delegations=net.resolver_delegation())
    free = net.subnet("outbound", "10.0.17.0/28", delegations=net.resolver_delegation())
    hub.create("network:VirtualNetwork", net.hub(kept, free, name="low", space="10.0.0.0/16"))
    low = f"{NETWORK}/virtualNetworks/low"
    hub.create(RESOLVER, net.resolver(virtualNetwork={"id": low}))
    asked = net.inbound(subnet={"id": f"{low}/subnets/inbound"})
    refuse(hub, INBOUND, asked, "BadRequest", "reserved subnet spaces")
    hub.create(OUTBOUND, net.outbound(f"{low}/subnets/outbound"))


def test_endpoints_do_not_share_a_subnet_nor_leave_their_network(resolving: Engine) -> None:
    resolving.create(INBOUND, net.inbound())
    refuse(resolving, OUTBOUND, net.outbound(net.INBOUND_SUBNET), "BadRequest", "in use")
    away = net.subnet("s", "10.20.0.0/28", delegations=net.resolver_delegation())
    resolving.create("network:VirtualNetwork", net.hub(away, name="other", space="10.20.0.0/16"))
    elsewhere = net.outbound(f"{NETWORK}/virtualNetworks/other/subnets/s")
    refuse(resolving, OUTBOUND, elsewhere, "BadRequest", "not in the virtual network")


def test_an_endpoint_needs_configurations_of_one_subnet_in_its_region(resolving: Engine) -> None:
    two = net.inbound()
    two["ipConfigurations"] = [*two["ipConfigurations"], {"subnet": {"id": net.OUTBOUND_SUBNET}}]
    refuse(resolving, INBOUND, two, "BadRequest", "same subnet")
    refuse(resolving, INBOUND, changed(net.inbound(), "location", "northeurope"), "BadRequest", "must be too")
    refuse(resolving, OUTBOUND, changed(net.outbound(), "location", "northeurope"), "BadRequest", "must be too")


def test_an_inbound_endpoint_has_the_next_free_address_and_keeps_it(resolving: Engine) -> None:
    made, outputs = resolving.create(INBOUND, net.inbound())
    assert outputs["ipConfigurations"][0]["privateIpAddress"] == "10.10.2.4"
    after = resolving.update(INBOUND, made, {**net.inbound(), "tags": {"a": "b"}})
    assert after["ipConfigurations"] == outputs["ipConfigurations"]
    moved = net.inbound(privateIpAllocationMethod="Static", privateIpAddress="10.10.2.9")
    refuse_update(resolving, INBOUND, made, moved, "BadRequest")


def test_an_inbound_endpoint_has_the_address_that_it_asks_for(resolving: Engine) -> None:
    static = net.inbound(privateIpAllocationMethod="Static")
    refuse(resolving, INBOUND, static, "BadRequest", "needs a privateIpAddress")
    outside = net.inbound(privateIpAllocationMethod="Static", privateIpAddress="10.10.3.9")
    refuse(resolving, INBOUND, outside, "PrivateIPAddressNotInSubnet")
    kept = net.inbound(privateIpAllocationMethod="Static", privateIpAddress="10.10.2.3")
    refuse(resolving, INBOUND, kept, "PrivateIPAddressInReservedRange")
    asked = net.inbound(privateIpAllocationMethod="Static", privateIpAddress="10.10.2.9")
    made, outputs = resolving.create(INBOUND, asked)
    assert outputs["ipConfigurations"][0]["privateIpAddress"] == "10.10.2.9"
    resolving.update(INBOUND, made, asked)


def test_a_name_is_forwarded_once(forwarding: Engine) -> None:
    made, outputs = forwarding.create(RULE, net.forwarding(targetDnsServers=[{"ipAddress": "192.168.0.53"}]))
    assert (outputs["forwardingRuleState"], outputs["targetDnsServers"][0]["port"]) == ("Enabled", 53)
    refuse(forwarding, RULE, net.forwarding(forwardingRuleName="again"), "Conflict")
    refuse_update(forwarding, RULE, made, net.forwarding(domainName="other.example."), "BadRequest")


def test_a_ruleset_is_full_at_1000_rules(forwarding: Engine, store: Store) -> None:
    kind, token = "Microsoft.Network/dnsForwardingRulesets/forwardingRules", f"azure-native:{RULE}"
    with store.transaction():
        for number in range(1000):
            inputs = {"domainName": f"n{number}.example."}
            store.put(Record(f"{net.RULESET_ID}/forwardingRules/r{number}", kind, token, inputs, {}))
    refuse(forwarding, RULE, net.forwarding(), "BadRequest", "1000")


def test_a_network_is_linked_to_one_ruleset_of_its_region(forwarding: Engine) -> None:
    forwarding.create(LINK, net.ruleset_link())
    refuse(forwarding, LINK, net.ruleset_link("again"), "Conflict")
    forwarding.create("network:VirtualNetwork", network(location="northeurope"))
    far = net.ruleset_link("far", f"{NETWORK}/virtualNetworks/other")
    refuse(forwarding, LINK, far, "BadRequest", "northeurope")


def test_a_resolver_goes_from_the_outside_in(forwarding: Engine) -> None:
    link, _ = forwarding.create(LINK, net.ruleset_link())
    for doomed, code in (
        (net.RULESET_ID, "CannotDeleteResource"),
        (net.OUTBOUND_ID, "BadRequest"),
        (net.RESOLVER_ID, "CannotDeleteResource"),
        (net.OUTBOUND_SUBNET, "InUseSubnetCannotBeDeleted"),
    ):
        with pytest.raises(RefusedError, match=code):
            forwarding.delete(doomed)
    for one in (link, net.RULESET_ID, net.OUTBOUND_ID, net.RESOLVER_ID, net.OUTBOUND_SUBNET):
        forwarding.delete(one)


@pytest.fixture
def zoned(hub: Engine) -> Engine:
    hub.create("privatedns:PrivateZone", given.zone())
    return hub


ALIAS: dict[str, Any] = {"cnameRecord": {"cname": "host.example"}}


def test_an_alias_stands_alone(zoned: Engine) -> None:
    zoned.create(RECORD, net.record())
    refuse(zoned, RECORD, net.record("CNAME", **ALIAS), "Conflict")
    zoned.create(RECORD, net.record("TXT", txtRecords=[{"value": ["v=spf1"]}]))


def test_a_record_set_answers_with_its_full_name(zoned: Engine) -> None:
    made, outputs = zoned.create(RECORD, net.record())
    assert made == f"{NETWORK}/privateDnsZones/privatelink.vaultcore.azure.net/A/runner"
    assert outputs["fqdn"] == "runner.privatelink.vaultcore.azure.net."
    assert outputs["type"] == "Microsoft.Network/privateDnsZones/A"
    _, top = zoned.create(RECORD, net.record(name="@"))
    assert top["fqdn"] == "privatelink.vaultcore.azure.net."

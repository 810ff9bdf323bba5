"""The DNS Private Resolver, with forwarded domains and without."""

import dataclasses
import ipaddress
import re
from typing import Any

import pulumi
import pytest
from pulumi_azure_native import resources
from pydantic import ValidationError

from components.dns_resolver import LONGEST_NAME, DnsResolver, DnsResolverArgs, rule_name
from components.naming import Names
from components.settings import DnsResolverSettings
from tests.support.platform import demo_platform
from tests.support.recorder import Recording, record

INBOUND = ipaddress.IPv4Network("10.20.18.0/28")
FORWARD = {"corp.example.": ("192.168.0.10", "192.168.0.11"), "_msdcs.ad.example.": ("192.168.0.10",)}


def recorded(
    longest: bool = False, outbound: bool = True, forward: dict[str, tuple[str, ...]] | None = None
) -> Recording:
    def program() -> None:
        platform = demo_platform()
        if longest:
            names = Names(workload="w" * 8, environment="e" * 5, suffix=platform.names.suffix)
            platform = dataclasses.replace(platform, names=names)
        resolver = DnsResolver(
            "dns",
            DnsResolverArgs(
                platform=platform,
                settings=DnsResolverSettings(forward=forward or {}),
                vnet_id=pulumi.Output.from_input("bastion-vnet"),
                inbound_subnet_id=pulumi.Output.from_input("inbound-subnet"),
                inbound_range=INBOUND,
                outbound_subnet_id=pulumi.Output.from_input("outbound-subnet") if outbound else None,
                forwarding_vnet_ids={
                    "aml": pulumi.Output.from_input("aml-vnet"),
                    "bastion": pulumi.Output.from_input("bastion-vnet"),
                },
                settled=[resources.ResourceGroup("peering")],
            ),
        )
        pulumi.export("address", resolver.inbound_address)
        pulumi.export("id", resolver.resolver_id)
        pulumi.export("manual_steps", pulumi.Output.all(*resolver.manual_steps))

    return record(program)


@pytest.fixture(scope="module")
def plain() -> Recording:
    return recorded(outbound=False)


@pytest.fixture(scope="module")
def forwarding() -> Recording:
    return recorded(forward=FORWARD)


def test_the_resolver_stands_in_its_vnet_once_the_network_is_settled(plain: Recording) -> None:
    resolver = plain.one("dnsresolver:DnsResolver")
    assert resolver.inputs["virtualNetwork"] == {"id": "bastion-vnet"}
    assert resolver.depends_on(plain.one("resources:ResourceGroup", "peering"))
    assert plain.outputs["id"].endswith(f"/Microsoft.Network/dnsResolvers/{resolver.inputs['dnsResolverName']}")
    assert "virtualNetwork" in resolver.request.replaceOnChanges


# https://learn.microsoft.com/azure/dns/dns-private-resolver-overview#inbound-endpoints: the fifth address, static
def test_the_inbound_endpoint_has_the_address_that_vnets_name_before_it_is_there(plain: Recording) -> None:
    endpoint = plain.one("dnsresolver:InboundEndpoint")
    assert endpoint.inputs["ipConfigurations"] == [
        {
            "subnet": {"id": "inbound-subnet"},
            "privateIpAllocationMethod": "Static",
            "privateIpAddress": "10.20.18.4",
        }
    ]
    assert plain.outputs["address"] == "10.20.18.4"
    assert endpoint.depends_on(plain.one("dnsresolver:DnsResolver"), "dnsResolverName")
    assert "ipConfigurations" in endpoint.request.replaceOnChanges


def test_nothing_goes_out_where_no_domain_is_forwarded(plain: Recording) -> None:
    kinds = {r.kind.rsplit(":", 1)[1] for r in plain.azure if ":dnsresolver:" in r.kind}
    assert kinds == {"DnsResolver", "InboundEndpoint"}


def test_those_who_run_the_sites_dns_are_told_the_address(plain: Recording) -> None:
    (step,) = plain.outputs["manual_steps"]
    assert "10.20.18.4" in step


# https://learn.microsoft.com/azure/dns/private-resolver-endpoints-rulesets
def test_each_domain_has_a_rule_with_its_servers(forwarding: Recording) -> None:
    ruleset = forwarding.one("dnsresolver:DnsForwardingRuleset")
    rules = {r.inputs["domainName"]: r for r in forwarding.of("dnsresolver:ForwardingRule")}
    assert set(rules) == set(FORWARD)
    for domain, servers in FORWARD.items():
        targets = [{"ipAddress": server, "port": 53} for server in servers]
        assert rules[domain].inputs["targetDnsServers"] == targets
        assert rules[domain].inputs["forwardingRuleState"] == "Enabled"
        assert rules[domain].depends_on(ruleset, "dnsForwardingRulesetName")


def test_the_rules_go_out_by_the_outbound_endpoint_and_hold_in_both_vnets(forwarding: Recording) -> None:
    outbound, ruleset = (
        forwarding.one("dnsresolver:OutboundEndpoint"),
        forwarding.one("dnsresolver:DnsForwardingRuleset"),
    )
    assert outbound.inputs["subnet"] == {"id": "outbound-subnet"}
    assert ruleset.depends_on(outbound, "dnsResolverOutboundEndpoints")
    # An outbound endpoint cannot be deleted while a ruleset has it.
    assert "dnsResolverOutboundEndpoints" in ruleset.request.replaceOnChanges
    links = forwarding.of("dnsresolver:PrivateResolverVirtualNetworkLink")
    assert {link.inputs["virtualNetwork"]["id"] for link in links} == {"aml-vnet", "bastion-vnet"}
    assert all(link.depends_on(ruleset, "dnsForwardingRulesetName") for link in links)
    assert all("virtualNetwork" in link.request.replaceOnChanges for link in links)


# The rules hold in the inbound endpoint's own VNet, so one that leads back to it goes round in circles.
@pytest.mark.parametrize("server", ["10.20.18.4", "168.63.129.16"])
def test_a_domain_is_not_forwarded_in_circles(server: str) -> None:
    with pytest.raises(pulumi.RunError, match=f"corp.example. must not be forwarded to {server}"):
        recorded(forward={"corp.example.": ("192.168.0.10", server)})


def test_forwarded_domains_need_the_outbound_subnet() -> None:
    with pytest.raises(TypeError, match="outbound_subnet_id"):
        recorded(outbound=False, forward=FORWARD)


def test_a_rules_name_is_legal_and_its_own() -> None:
    plain = ["a.example.", "a_b.c.", "a.b_c.", "a.b.c.", "a-b.c.", "a.b-c.", "8.example.", "_x.y."]
    long = [f"{'l' * 60}.{'m' * 60}.", f"{'l' * 60}.{'m' * 59}n."]
    domains = [*plain, *long]
    names = [rule_name(domain) for domain in domains]
    assert len(set(names)) == len(domains)
    # https://learn.microsoft.com/azure/dns/private-resolver-endpoints-rulesets#rules
    assert all(re.fullmatch(r"[a-zA-Z][a-zA-Z0-9_-]*[a-zA-Z0-9]", name) and len(name) <= LONGEST_NAME for name in names)


# https://learn.microsoft.com/azure/dns/dns-private-resolver-overview#restrictions: six servers a rule
@pytest.mark.parametrize("servers", [[], [f"192.168.0.{i}" for i in range(7)]])
def test_a_domain_has_one_to_six_servers(servers: list[str]) -> None:
    with pytest.raises(ValidationError, match="corp"):
        DnsResolverSettings.model_validate({"forward": {"corp.example.": servers}})


def test_names_are_legal_at_the_longest_settings() -> None:
    recording = recorded(longest=True, forward=FORWARD)
    names: list[Any] = [
        value
        for made in recording.azure
        for key, value in made.inputs.items()
        if key.endswith("Name") and key not in {"resourceGroupName", "domainName"}
    ]
    assert len(names) > 10
    assert all(re.fullmatch(r"[a-zA-Z0-9]([a-zA-Z0-9_-]{0,78}[a-zA-Z0-9])?", name) for name in names)

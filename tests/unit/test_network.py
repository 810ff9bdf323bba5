"""Subnets, ways out and peerings that the options ask for, recorded from the network's components alone."""

from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from pulumi_azure_native import network

from components import firewall as firewall_module
from components import subnets
from components.firewall import Firewall, FirewallArgs
from components.firewall_rules import AZURE_ML
from components.network import Network, NetworkArgs, Peering, PeeringArgs
from components.settings import Settings
from tests.support.platform import demo_platform, settings_of
from tests.support.recorder import Recording, record


def networks(settings: Settings, then: Callable[[Network, Any], object] | None = None) -> Recording:
    """The network of a stack, and what `then` makes with it."""

    def program() -> None:
        platform = demo_platform(settings.location)
        made = Network("network", NetworkArgs(platform=platform, settings=settings))
        if then:
            then(made, platform)

    return record(program)


def subnets_of(recording: Recording) -> dict[str, dict[str, Any]]:
    return {s["name"]: s for vnet in recording.of("network:VirtualNetwork") for s in vnet.inputs["subnets"]}


def rules_of(recording: Recording, group: str) -> dict[str, dict[str, Any]]:
    return {r["name"]: r for r in recording.one("network:NetworkSecurityGroup", group).inputs["securityRules"]}


# --- Subnets ---------------------------------------------------------------------------------------------------------

# https://learn.microsoft.com/azure/virtual-network/subnet-delegation-overview
DELEGATIONS = [
    ("agents-container", "snet-agent-containers", "Microsoft.ContainerInstance/containerGroups"),
    ("agents-managed", "snet-managed-agents", "Microsoft.DevOpsInfrastructure/pools"),
    ("vpn-people-entra", "snet-dns-inbound", "Microsoft.Network/dnsResolvers"),
    ("vpn-sites", "snet-dns-outbound", "Microsoft.Network/dnsResolvers"),
]


@pytest.mark.parametrize(("stack", "name", "service"), DELEGATIONS)
def test_a_subnet_is_handed_to_the_service_that_lives_in_it(stack: str, name: str, service: str) -> None:
    subnet = subnets_of(networks(settings_of(stack)))[name]
    assert [d["serviceName"] for d in subnet["delegations"]] == [service]
    assert "/networkSecurityGroups/" in subnet["networkSecurityGroup"]["id"]


def test_no_other_subnet_is_delegated() -> None:
    delegated = {name for name, subnet in subnets_of(networks(settings_of("max"))).items() if "delegations" in subnet}
    assert delegated == {name for _, name, _ in DELEGATIONS}


def test_azures_own_subnets_carry_neither_group_nor_routes_nor_nat() -> None:
    found = subnets_of(networks(settings_of("max"))) | subnets_of(networks(settings_of("firewall-basic")))
    for name in (subnets.GATEWAY_SUBNET, subnets.FIREWALL_SUBNET, subnets.FIREWALL_MANAGEMENT_SUBNET):
        assert not {"networkSecurityGroup", "routeTable", "natGateway"} & found[name].keys(), name
    # https://learn.microsoft.com/azure/bastion/bastion-faq#udr
    assert not {"routeTable", "natGateway"} & found[subnets.BASTION_SUBNET].keys()


def test_there_is_no_subnet_that_no_option_asks_for() -> None:
    assert set(subnets_of(networks(settings_of("dev")))) == {
        "snet-private-endpoints", "snet-training", "AzureBastionSubnet", "snet-jump-host", "snet-agents",
    }  # fmt: skip
    assert "snet-training" not in subnets_of(networks(settings_of("managed-network")))


# --- Ways out --------------------------------------------------------------------------------------------------------


def test_behind_a_firewall_every_machine_goes_out_through_it() -> None:
    recording = networks(settings_of("firewall"))
    assert recording.of("network:NatGateway") == []
    [route] = recording.one("network:RouteTable").inputs["routes"]
    assert route["addressPrefix"] == "0.0.0.0/0"
    assert route["nextHopType"] == "VirtualAppliance"
    assert route["nextHopIpAddress"] == "10.10.18.4"  # the first that Azure gives out in 10.10.18.0/26
    routed = {name for name, subnet in subnets_of(recording).items() if "routeTable" in subnet}
    assert routed == {"snet-training", "snet-jump-host", "snet-agents"}


@pytest.mark.parametrize(
    ("stack", "aml", "bastion"),
    [
        ("dev", None, None),
        ("firewall", ["10.10.18.4"], ["10.10.18.4"]),
        ("firewall-basic", None, None),  # Basic has no DNS proxy
        ("vpn-people-entra", None, ["10.10.18.132"]),  # people on the VPN are given the VNet's DNS servers
        ("vpn-sites", None, None),  # sites forward to the resolver themselves
    ],
)
def test_vnets_name_their_dns_servers(stack: str, aml: list[str] | None, bastion: list[str] | None) -> None:
    recording = networks(settings_of(stack))
    for key, servers in (("vnet-aml", aml), ("vnet-bastion", bastion)):
        vnet = recording.one("network:VirtualNetwork", key)
        assert vnet.inputs.get("dhcpOptions", {}).get("dnsServers") == servers


def test_machines_may_ask_the_dns_servers_of_their_vnet() -> None:
    recording = networks(settings_of("firewall"))
    for group in ("nsg-training", "nsg-jump-host", "nsg-agents"):
        rule = rules_of(recording, group)["Dns0"]
        assert (rule["destinationAddressPrefix"], rule["destinationPortRange"], rule["access"]) == (
            "10.10.18.4", "53", "Allow",
        )  # fmt: skip
    assert not [name for name in rules_of(networks(settings_of("dev")), "nsg-agents") if name.startswith("Dns")]


# https://learn.microsoft.com/azure/machine-learning/how-to-prevent-data-loss-exfiltration
def test_the_endpoint_policy_names_azure_ml_and_this_group_and_guards_compute_alone() -> None:
    recording = networks(settings_of("endpoint-policy"))
    definitions = recording.one("network:ServiceEndpointPolicy").inputs["serviceEndpointPolicyDefinitions"]
    assert {(d["service"], *d["serviceResources"]) for d in definitions} == {
        ("Global", "/services/Azure/MachineLearning"),
        (
            "Microsoft.Storage",
            "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-mlops-demo",
        ),
    }
    guarded = {n: s for n, s in subnets_of(recording).items() if "serviceEndpointPolicies" in s}
    assert set(guarded) == {"snet-training"}
    assert [e["service"] for e in guarded["snet-training"]["serviceEndpoints"]] == ["Microsoft.Storage"]


# --- Security groups -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stack", "changes", "rule", "tag", "ports"),
    [
        ("keys", {}, "KeyVault", "AzureKeyVault.eastasia", "443"),
        ("firewall", {}, "Storage", "Storage.eastasia", "443,445"),
        ("dev", {}, "Storage", "Storage.eastasia", "443"),
    ],
)
def test_compute_gets_what_its_options_document(
    stack: str, changes: dict[str, Any], rule: str, tag: str, ports: str
) -> None:
    found = rules_of(networks(settings_of(stack, **changes)), "nsg-training")[rule]
    assert found["destinationAddressPrefix"] == tag
    assert (found.get("destinationPortRange") or ",".join(found["destinationPortRanges"])) == ports


def test_no_vault_of_others_without_high_business_impact() -> None:
    assert "KeyVault" not in rules_of(networks(settings_of("dev")), "nsg-training")


@pytest.mark.parametrize(
    ("stack", "sources", "port"),
    [
        ("dev", {"10.10.16.0/26"}, "22"),
        ("jump-windows", {"10.10.16.0/26"}, "3389"),
        ("vpn-people-certificate", {"172.20.0.0/24"}, "22"),  # no Bastion: sessions come from the VPN
    ],
)
def test_sessions_reach_the_jump_host_from_one_place(stack: str, sources: set[str], port: str) -> None:
    rules = rules_of(networks(settings_of(stack)), "nsg-jump-host").values()
    allowed = [r for r in rules if r["direction"] == "Inbound" and r["access"] == "Allow"]
    assert {r["sourceAddressPrefix"] for r in allowed} == sources
    assert {r["destinationPortRange"] for r in allowed} == {port}


@pytest.mark.parametrize(
    ("stack", "more"),
    [
        ("dev", set()),
        ("vpn-people-certificate", {"172.20.0.0/24"}),
        ("vpn-sites", {"192.168.0.0/17", "192.168.128.0/17"}),
        ("express-route-circuit", {"172.21.0.0/16"}),
        ("kubernetes", {"10.10.8.0/24"}),
    ],
)
def test_who_uses_the_services_reaches_their_endpoints(stack: str, more: set[str]) -> None:
    rules = rules_of(networks(settings_of(stack)), "nsg-private-endpoints").values()
    https = {r["sourceAddressPrefix"] for r in rules if r.get("destinationPortRanges") == ["443", "445"]}
    assert https == {"10.10.4.0/24", "10.10.16.64/28", "10.10.17.0/26"} | more
    assert [r["priority"] for r in rules if r["access"] == "Deny" and r["direction"] == "Inbound"] == [4096]


def test_models_on_the_cluster_are_called_from_inside_only() -> None:
    rules = rules_of(networks(settings_of("kubernetes")), "nsg-aks").values()
    inbound = {r["sourceAddressPrefix"] for r in rules if r["direction"] == "Inbound" and r["access"] == "Allow"}
    assert "Internet" not in inbound
    assert "*" not in inbound
    assert {"AzureLoadBalancer", "10.10.8.0/24", "10.10.16.64/28"} <= inbound


# --- Peering ---------------------------------------------------------------------------------------------------------


def peered(*, gateways: bool) -> Recording:
    def then(made: Network, platform: Any) -> None:
        waited: list[pulumi.Resource] = []
        if gateways:
            waited = [network.VirtualNetworkGateway("vpn", resource_group_name="g", virtual_network_gateway_name="vpn")]
        Peering("peering", PeeringArgs(platform=platform, aml=made.aml, bastion=made.bastion, gateways=waited))

    return networks(settings_of("dev"), then)


def test_the_aml_vnet_uses_the_gateways_of_the_other_once_they_are_there() -> None:
    recording = peered(gateways=True)
    offered = recording.one("network:VirtualNetworkPeering", "peer-bastion-to-aml")
    used = recording.one("network:VirtualNetworkPeering", "peer-aml-to-bastion")
    assert (offered.inputs["allowGatewayTransit"], offered.inputs["useRemoteGateways"]) == (True, False)
    assert (used.inputs["allowGatewayTransit"], used.inputs["useRemoteGateways"]) == (False, True)
    assert offered.depends_on(recording.one("network:VirtualNetworkGateway"))
    assert used.depends_on(offered)


def test_without_gateways_nothing_is_shared() -> None:
    for peering in peered(gateways=False).of("network:VirtualNetworkPeering"):
        assert (peering.inputs["allowGatewayTransit"], peering.inputs["useRemoteGateways"]) == (False, False)


# --- Firewall --------------------------------------------------------------------------------------------------------


def firewalled(stack: str) -> Recording:
    settings = settings_of(stack)

    def then(made: Network, platform: Any) -> None:
        assert settings.network.egress.firewall
        assert settings.network.bastion
        assert settings.network.bastion.subnets.firewall
        peering = Peering("peering", PeeringArgs(platform=platform, aml=made.aml, bastion=made.bastion, gateways=()))
        Firewall(
            "firewall",
            FirewallArgs(
                platform=platform,
                settings=settings.network.egress.firewall,
                range=settings.network.bastion.subnets.firewall,
                subnet_id=made.subnet_ids["firewall"],
                management_subnet_id=made.subnet_ids.get("firewall_management"),
                sources=subnets.consumers(settings),
                compute_rules=made.compute_rules,
                settled=peering.settled,
            ),
        )

    return networks(settings, then)


@pytest.mark.parametrize(
    ("stack", "tier", "intelligence", "proxy", "intrusion"),
    [
        ("firewall", "Standard", "Deny", True, None),
        ("firewall-basic", "Basic", "Alert", None, None),
        ("max", "Premium", "Deny", True, "Deny"),
    ],
)
def test_the_firewalls_policy_is_of_its_tier(
    stack: str, tier: str, intelligence: str, proxy: bool | None, intrusion: str | None
) -> None:
    recording = firewalled(stack)
    policy, firewall = recording.one("network:FirewallPolicy"), recording.one("network:AzureFirewall")
    assert policy.inputs["sku"]["tier"] == firewall.inputs["sku"]["tier"] == tier
    assert policy.inputs["threatIntelMode"] == intelligence
    assert policy.inputs.get("dnsSettings", {}).get("enableProxy") == proxy
    assert policy.inputs.get("intrusionDetection", {}).get("mode") == intrusion
    assert ("managementIpConfiguration" in firewall.inputs) == (tier == "Basic")


def test_the_firewall_comes_up_with_its_rules_after_the_peerings() -> None:
    recording = firewalled("firewall")
    firewall = recording.one("network:AzureFirewall")
    assert firewall.depends_on(recording.one("network:FirewallPolicyRuleCollectionGroup"))
    for peering in recording.of("network:VirtualNetworkPeering"):
        assert firewall.depends_on(peering)


# https://learn.microsoft.com/azure/machine-learning/how-to-access-azureml-behind-firewall
DOCUMENTED_TAGS = {
    ("AzureActiveDirectory", "80,443", "TCP"),
    ("AzureMachineLearning", "443,8787,18881", "TCP"),
    ("AzureMachineLearning", "5831", "UDP"),
    ("BatchNodeManagement.eastasia", "443", "TCP,UDP"),
    ("AzureResourceManager", "443", "TCP"),
    ("Storage.eastasia", "443,445", "TCP"),
    ("AzureFrontDoor.Frontend", "443", "TCP"),
    ("AzureFrontDoor.FirstParty", "443", "TCP"),
    ("MicrosoftContainerRegistry", "443", "TCP"),
    ("AzureMonitor", "443", "TCP"),
}


def collections_of(recording: Recording) -> dict[str, dict[str, Any]]:
    group = recording.one("network:FirewallPolicyRuleCollectionGroup")
    return {c["name"]: c for c in group.inputs["ruleCollections"]}


def test_the_firewall_lets_out_exactly_the_documented_service_tags_and_from_compute_alone() -> None:
    rules = collections_of(firewalled("firewall"))["service-tags"]["rules"]
    found = {(*r["destinationAddresses"], ",".join(r["destinationPorts"]), ",".join(r["ipProtocols"])) for r in rules}
    assert found == DOCUMENTED_TAGS
    assert {source for r in rules for source in r["sourceAddresses"]} == {"10.10.4.0/24"}


def test_host_names_are_let_out_by_who_needs_them() -> None:
    rules = {r["name"]: r for r in collections_of(firewalled("firewall"))["hosts"]["rules"]}
    training, jump, agents = "10.10.4.0/24", "10.10.16.64/28", "10.10.17.0/26"
    assert set(rules["azure-ml"]["targetFqdns"]) == set(AZURE_ML["public"])
    assert set(rules["azure-ml"]["sourceAddresses"]) == {training, jump, agents}
    assert rules["azure-devops"]["sourceAddresses"] == [agents]
    assert rules["own"]["targetFqdns"] == ["*.example.org"]
    assert not {"kubernetes", "managed-devops"} & rules.keys(), "a rule for somebody who is not there"
    for rule in rules.values():
        assert "*" not in rule.get("targetFqdns", []), rule["name"]
        assert {p["port"] for p in rule["protocols"]} <= {80, 443}


# What an agent's job asks for, from the sign-in to a trained model; by host names as clients were seen to ask for them.
# https://learn.microsoft.com/azure/devops/pipelines/agents/linux-agent (behind a firewall)
JOBS_HOSTS = {
    "packages.microsoft.com": "the Azure CLI",
    "login.microsoftonline.com": "az login",
    "management.azure.com": "az",
    "aka.ms": "the index of az's extensions",
    "azcliextensionsync.blob.core.windows.net": "the index of az's extensions",
    "azuremlsdktestpypi.blob.core.windows.net": "az's extension ml",
    "pypi.org": "what the extension ml needs",
    "files.pythonhosted.org": "what the extension ml needs",
    "download.agent.dev.azure.com": "the agent itself",
    "contoso.vsblob.visualstudio.com": "pipeline artifacts: what there is",
    "ajhvsblobprodcus363.vsblob.vsassets.io": "pipeline artifacts: what is in them",
    "wx3vsblobprodeus218.blob.core.windows.net": "pipeline artifacts: what is in them",
}


def reached(host: str, source: str, stack: str) -> bool:
    """Whether the firewall lets somebody out to a host; a star is for the first labels."""
    rules = collections_of(firewalled(stack))["hosts"]["rules"]
    named = [name for rule in rules if source in rule["sourceAddresses"] for name in rule.get("targetFqdns", [])]
    return any(host.endswith(name[1:]) if name.startswith("*") else host == name for name in named)


@pytest.mark.parametrize(("stack", "agents"), [("prod", "10.20.17.0/24"), ("max", "10.30.17.0/24")])
def test_an_agents_job_reaches_what_it_needs(stack: str, agents: str) -> None:
    assert not {host: why for host, why in JOBS_HOSTS.items() if not reached(host, agents, stack)}


def test_any_account_of_azure_storage_is_reached_from_agents_alone() -> None:
    anybodys = "somebody.blob.core.windows.net"
    assert reached(anybodys, "10.20.17.0/24", "prod")
    for other in ("10.20.4.0/22", "10.20.16.64/27"):
        assert not reached(anybodys, other, "prod")
    assert reached("azuremlsdktestpypi.blob.core.windows.net", "10.20.16.64/27", "prod"), "people call az ml too"


def test_nothing_comes_in_through_the_firewall() -> None:
    for collection in collections_of(firewalled("max")).values():
        assert collection["ruleCollectionType"] == "FirewallPolicyFilterRuleCollection"
        assert collection["action"]["type"] == "Allow"


def test_a_firewall_that_is_elsewhere_than_its_routes_lead_stops_the_deployment() -> None:
    assert firewall_module._as_routed("10.10.18.4", "10.10.18.4") == "10.10.18.4"
    assert firewall_module._as_routed(None, "10.10.18.4") == "10.10.18.4"
    with pytest.raises(pulumi.RunError, match=r"10\.10\.18\.5, but routes lead to 10\.10\.18\.4"):
        firewall_module._as_routed("10.10.18.5", "10.10.18.4")

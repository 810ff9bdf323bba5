"""What a machine gets when it asks for a name: by Azure DNS, a firewall, a resolver, and why it is not private."""

from __future__ import annotations

import pytest

from local.azure import resolution
from local.azure.resolution import Answer
from local.azure.store import Store
from tests.unit.azure import samples as given
from tests.unit.azure import samples_network as net
from tests.unit.azure.harness import NETWORK, Engine, Inputs
from tests.unit.azure.samples import zone_group
from tests.unit.azure.test_azure_records import BLOB_ZONE, VAULT_ZONE, ZONES, addresses, connect

VAULT = "kv-demo.vault.azure.net"
PRIVATE = f"kv-demo.{VAULT_ZONE}"


def ask(store: Store, name: str = VAULT, network: str = "vnet") -> Answer:
    found = resolution.network_named(store, network)
    assert found is not None
    return resolution.resolve(store, name, found)


def link(azure: Engine, network: str = given.NETWORK_ID, zone: str = VAULT_ZONE, **other: object) -> None:
    name = network.rpartition("/")[2]
    inputs = {**given.link(name), **given.zone(zone), "virtualNetwork": {"id": network}, **other}
    azure.create("privatedns:VirtualNetworkLink", inputs)


@pytest.fixture
def connected(serviced: Engine) -> Engine:
    """A vault with a private endpoint, and a hub network beside the vault's."""
    connect(serviced, given.VAULT_ID, "vault", VAULT_ZONE)
    for name in ("pip-afw", "pip-mgmt"):
        serviced.create("network:PublicIPAddress", net.address(name))
    serviced.create("network:VirtualNetwork", net.hub())
    return serviced


def peer(azure: Engine) -> None:
    azure.create("network:VirtualNetworkPeering", given.peering(net.HUB_ID))
    back = {**given.peering(given.NETWORK_ID), "virtualNetworkName": "hub"}
    azure.create("network:VirtualNetworkPeering", back)


def use_servers(azure: Engine, *servers: str) -> None:
    azure.update(
        "network:VirtualNetwork", given.NETWORK_ID, {**given.network(), "dhcpOptions": {"dnsServers": list(servers)}}
    )


def address_of_vault(store: Store) -> tuple[str, ...]:
    return tuple(addresses(store, f"{NETWORK}/privateEndpoints/pe")[VAULT])


def test_a_linked_zone_answers_for_the_public_name(connected: Engine, store: Store) -> None:
    link(connected)
    answer = ask(store, VAULT.upper() + ".")
    assert answer.private
    assert answer.addresses == address_of_vault(store)
    assert (answer.zone, answer.record) == (f"{ZONES}/{VAULT_ZONE}", f"{ZONES}/{VAULT_ZONE}/A/kv-demo")
    assert answer.path == (
        "asks Azure DNS in vnet",
        f"public DNS CNAME {VAULT} -> {PRIVATE}",
        f"zone {VAULT_ZONE}, linked by vnet",
        f"record A kv-demo -> {answer.addresses[0]}, by private endpoint pe",
    )


def test_an_endpoint_that_lost_its_target_leads_nowhere(connected: Engine, store: Store) -> None:
    link(connected)
    connected.delete(given.VAULT_ID)
    connected.create("keyvault:Vault", given.vault(createMode="recover"))
    answer = ask(store)
    assert not answer.private
    assert answer.reason == "private endpoint pe is Disconnected: it leads nowhere"


def test_a_zone_that_is_not_linked_leaves_the_public_address(connected: Engine, store: Store) -> None:
    link(connected, net.HUB_ID)
    answer = ask(store)
    assert not answer.private
    assert answer.reason == f"public DNS answers: zone {VAULT_ZONE} is not linked to vnet"


def test_without_a_zone_there_is_nothing_private(serviced: Engine, store: Store) -> None:
    serviced.create("network:PrivateEndpoint", given.endpoint())
    assert ask(store).reason == f"public DNS answers: there is no private zone for {PRIVATE}"


def test_a_hubs_zone_is_not_known_here(serviced: Engine, store: Store) -> None:
    zone = f"{ZONES}/{VAULT_ZONE}".replace("7e57ab1e", "00000000")
    serviced.create("network:PrivateEndpoint", given.endpoint())
    group = {**zone_group("pe"), "privateDnsZoneConfigs": [{"name": "z", "privateDnsZoneId": zone}]}
    serviced.create("network:PrivateDnsZoneGroup", group)
    assert ask(store).reason == f"zone {VAULT_ZONE} is in a subscription of which nothing is known here: {zone}"


def test_without_an_endpoint_the_name_is_public(serviced: Engine, store: Store) -> None:
    serviced.create("privatedns:PrivateZone", given.zone())
    link(serviced)
    answer = ask(store)
    assert answer.reason == f"public DNS answers: nothing that is deployed has a private endpoint for {VAULT}"
    assert answer.path == ("asks Azure DNS in vnet",)


def test_a_linked_zone_without_the_record_says_that_the_name_does_not_exist(serviced: Engine, store: Store) -> None:
    serviced.create("network:PrivateEndpoint", given.endpoint())
    serviced.create("privatedns:PrivateZone", given.zone())
    link(serviced)
    assert ask(store).reason == f"zone {VAULT_ZONE} has no record for {PRIVATE}: the name does not exist here"


def test_a_link_that_falls_back_asks_public_dns(serviced: Engine, store: Store) -> None:
    serviced.create("network:PrivateEndpoint", given.endpoint())
    serviced.create("privatedns:PrivateZone", given.zone())
    link(serviced, resolutionPolicy="NxDomainRedirect")
    assert ask(store).reason.endswith("its link falls back to public DNS")


def test_a_wildcard_answers_for_every_endpoint_of_a_workspace(platform: Engine, store: Store) -> None:
    api = "privatelink.api.azureml.ms"
    connect(platform, given.WORKSPACE_ID, "amlworkspace", api)
    link(platform, zone=api)
    record = store.get(given.WORKSPACE_ID)
    assert record is not None
    number = record.properties["workspaceId"]
    answer = ask(store, f"score.{number}.inference.westeurope.api.azureml.ms")
    assert answer.record.endswith(f"/A/*.{number}.inference.westeurope")
    cert = ask(store, f"{number}.workspace.westeurope.cert.api.azureml.ms")
    assert cert.record.endswith(f"/A/{number}.workspace.westeurope.cert"), "the record of the name itself comes first"
    assert answer.addresses != cert.addresses


def test_instances_and_scoring_hosts_answer_at_the_workspaces_endpoint(platform: Engine, store: Store) -> None:
    api = "privatelink.api.azureml.ms"
    connect(platform, given.WORKSPACE_ID, "amlworkspace", api)
    link(platform, zone=api)
    platform.create("machinelearningservices:Compute", given.instance())
    endpoint = given.in_group(workspaceName="mlw-demo", endpointName="score", properties={"authMode": "AADToken"})
    platform.create("machinelearningservices:OnlineEndpoint", endpoint)
    assert ".workspace.westeurope" in ask(store, "ci-dev.westeurope.instances.azureml.ms").record
    assert "*." in ask(store, "score.westeurope.inference.ml.azure.com").record
    assert not ask(store, "other.westeurope.instances.azureml.ms").private


def test_a_firewalls_proxy_asks_in_its_own_network(connected: Engine, store: Store) -> None:
    link(connected, net.HUB_ID)
    peer(connected)
    connected.create("network:FirewallPolicy", net.policy())
    connected.create("network:AzureFirewall", net.firewall())
    use_servers(connected, "10.10.1.4")
    answer = ask(store)
    assert answer.addresses == address_of_vault(store)
    assert answer.path[0] == "asks 10.10.1.4, the DNS proxy of firewall afw, and that Azure DNS in hub"


def test_a_firewall_without_a_proxy_does_not_answer(connected: Engine, store: Store) -> None:
    link(connected, net.HUB_ID)
    peer(connected)
    connected.create("network:FirewallPolicy", net.policy(dnsSettings={"enableProxy": False}))
    connected.create("network:AzureFirewall", net.firewall())
    use_servers(connected, "10.10.1.4")
    assert ask(store).reason == "firewall afw does not answer: its policy has no DNS proxy"


def test_a_proxy_may_ask_a_server_that_is_not_azures(connected: Engine, store: Store) -> None:
    link(connected, net.HUB_ID)
    peer(connected)
    connected.create(
        "network:FirewallPolicy", net.policy(dnsSettings={"enableProxy": True, "servers": ["192.168.0.53"]})
    )
    connected.create("network:AzureFirewall", net.firewall())
    use_servers(connected, "10.10.1.4")
    assert ask(store).reason == "192.168.0.53 is no server of Azure's: what it answers is not known here"


def make_resolver(azure: Engine) -> None:
    azure.create("dnsresolver:DnsResolver", net.resolver())
    azure.create("dnsresolver:InboundEndpoint", net.inbound())


def test_an_inbound_endpoint_asks_in_its_own_network(connected: Engine, store: Store) -> None:
    link(connected, net.HUB_ID)
    peer(connected)
    make_resolver(connected)
    use_servers(connected, "10.10.2.4")
    answer = ask(store)
    assert answer.addresses == address_of_vault(store)
    assert answer.path[0] == "asks 10.10.2.4, inbound endpoint in of resolver dnspr, and that Azure DNS in hub"


def test_a_server_in_a_network_that_is_not_peered_cannot_be_reached(connected: Engine, store: Store) -> None:
    link(connected, net.HUB_ID)
    make_resolver(connected)
    use_servers(connected, "10.10.2.4")
    assert ask(store).reason == "vnet is not peered with hub: 10.10.2.4 cannot be reached"


def test_the_next_server_is_asked_when_the_first_does_not_answer(connected: Engine, store: Store) -> None:
    link(connected)
    use_servers(connected, "192.168.0.53", "168.63.129.16")
    answer = ask(store)
    assert answer.addresses == address_of_vault(store)
    assert answer.path[2] == "asks Azure DNS in vnet"


def forward(azure: Engine, domain: str, server: str, name: str = "corp") -> None:
    rule = net.forwarding(domainName=domain, targetDnsServers=[{"ipAddress": server}], forwardingRuleName=name)
    azure.create("dnsresolver:ForwardingRule", rule)


def test_a_rule_forwards_what_no_linked_zone_holds(connected: Engine, store: Store) -> None:
    link(connected, net.HUB_ID)
    make_resolver(connected)
    peer(connected)
    connected.create("dnsresolver:OutboundEndpoint", net.outbound())
    connected.create("dnsresolver:DnsForwardingRuleset", net.ruleset())
    connected.create("dnsresolver:PrivateResolverVirtualNetworkLink", net.ruleset_link("vnet", given.NETWORK_ID))
    forward(connected, ".", "192.168.0.53", "all")
    forward(connected, f"{VAULT_ZONE}.", "10.10.2.4")
    assert ask(store, "db.corp.example").reason.startswith("192.168.0.53 is no server of Azure's")
    answer = ask(store, PRIVATE)
    assert "rule frs/corp forwards it" in answer.path, "the closest rule"
    assert answer.addresses == address_of_vault(store)
    link(connected)
    assert not [step for step in ask(store, PRIVATE).path if step.startswith("rule ")], "a linked zone comes first"


def test_rules_that_send_a_question_in_a_circle_end(connected: Engine, store: Store) -> None:
    make_resolver(connected)
    connected.create("dnsresolver:OutboundEndpoint", net.outbound())
    connected.create("dnsresolver:DnsForwardingRuleset", net.ruleset())
    connected.create("dnsresolver:PrivateResolverVirtualNetworkLink", net.ruleset_link())
    forward(connected, ".", "10.10.2.4")
    assert ask(store, network="hub").reason == "the question goes in a circle"


def corporate(azure: Engine, **records: Inputs) -> None:
    azure.create("privatedns:PrivateZone", given.zone("corp.example"))
    link(azure, zone="corp.example")
    for name, record in records.items():
        azure.create(
            "privatedns:PrivateRecordSet", {**net.record(name=name, **record), "privateZoneName": "corp.example"}
        )


def test_records_of_ones_own_are_followed(networked: Engine, store: Store) -> None:
    alias = {"kind": "CNAME", "cnameRecord": {"cname": "runner.corp.example."}}
    corporate(networked, runner={}, ci=alias)
    answer = ask(store, "ci.corp.example")
    assert answer.addresses == ("10.10.3.4",)
    assert "record CNAME ci -> runner.corp.example." in answer.path


def test_a_public_address_in_a_private_zone_is_not_private(networked: Engine, store: Store) -> None:
    corporate(networked, web={"aRecords": [{"ipv4Address": "203.0.113.9"}]})
    answer = ask(store, "web.corp.example")
    assert answer.addresses == ("203.0.113.9",)
    assert not answer.private


def test_the_closest_zone_answers(serviced: Engine, store: Store) -> None:
    corporate(serviced, runner={})
    serviced.create("privatedns:PrivateZone", given.zone("ci.corp.example"))
    link(serviced, zone="ci.corp.example")
    assert "zone ci.corp.example has no record" in ask(store, "runner.ci.corp.example").reason


def test_an_endpoints_group_in_another_zone_leaves_the_name_unanswered(connected: Engine, store: Store) -> None:
    connected.create("privatedns:PrivateZone", given.zone(BLOB_ZONE))
    link(connected)
    group = f"{NETWORK}/privateEndpoints/pe/privateDnsZoneGroups/default"
    connected.update("network:PrivateDnsZoneGroup", group, zone_group("pe", BLOB_ZONE))
    assert "has no record" in ask(store).reason


@pytest.mark.usefixtures("connected")
def test_networks_are_found_by_name_and_id(store: Store) -> None:
    for text in ("HUB", net.HUB_ID.upper()):
        found = resolution.network_named(store, text)
        assert found is not None
        assert found.id == net.HUB_ID
    assert resolution.network_named(store, "nowhere") is None
    assert resolution.network_names(store) == ["hub", "vnet"]

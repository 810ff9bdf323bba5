"""Private endpoints and private DNS: each rule is broken once, and nearly; what goes leaves its endpoints cut off."""

from __future__ import annotations

from typing import Any

import pytest

from local.azure.rules import limits
from local.azure.wire import Properties
from tests.unit.azure import samples as given
from tests.unit.azure import samples_network as net
from tests.unit.azure.harness import NETWORK, Engine, Inputs, refuse, refuse_update

PE, ZONE, LINK, RECORDS = (
    "network:PrivateEndpoint",
    "privatedns:PrivateZone",
    "privatedns:VirtualNetworkLink",
    "privatedns:PrivateRecordSet",
)


def connection(target: str = given.VAULT_ID, group: str = "vault", name: str = "c") -> Inputs:
    return {"name": name, "privateLinkServiceId": target, "groupIds": [group]}


def endpoint(*connections: Inputs, **other: Any) -> Inputs:
    return {**given.endpoint(), "privateLinkServiceConnections": list(connections), **other}


def static(address: str, group: str = "vault", member: str = "default") -> Inputs:
    return {"name": member, "groupId": group, "memberName": member, "privateIPAddress": address}


def addresses(outputs: Properties) -> list[str]:
    return [one["ipAddresses"][0] for one in outputs["customDnsConfigs"]]


def test_an_endpoint_has_the_addresses_that_it_asks_for(serviced: Engine) -> None:
    asked = [static("10.0.0.4", "registry", "registry_data_westeurope"), static("10.0.0.40", "registry", "registry")]
    both = endpoint(connection(given.REGISTRY_ID, "registry"), ipConfigurations=asked)
    _, outputs = serviced.create(PE, both)
    assert addresses(outputs) == ["10.0.0.4", "10.0.0.40"]
    _, next_one = serviced.create(PE, {**given.endpoint(), "privateEndpointName": "pe2"})
    assert addresses(next_one) == ["10.0.0.5"]


def test_two_endpoints_may_lead_to_the_same_part(serviced: Engine) -> None:
    serviced.create(PE, endpoint(connection(), customNetworkInterfaceName="nic-one"))
    serviced.create(PE, {**endpoint(connection(), customNetworkInterfaceName="nic-two"), "privateEndpointName": "pe2"})


TAKEN: dict[str, dict[str, Any]] = {
    "taken": {"ipConfigurations": [static("10.0.0.4")]},
    "by hand": {
        "privateLinkServiceConnections": [],
        "manualPrivateLinkServiceConnections": [{**connection(), "requestMessage": "please"}],
    },
}


def test_an_endpoint_does_not_take_what_another_has(serviced: Engine) -> None:
    serviced.create("network:NetworkInterface", given.interface())  # has 10.0.0.4
    refuse(serviced, PE, endpoint(connection(), **TAKEN["taken"]), "PrivateIPAddressIsAllocated")
    _, outputs = serviced.create(PE, {**endpoint(), **TAKEN["by hand"]})
    state = outputs["manualPrivateLinkServiceConnections"][0]["privateLinkServiceConnectionState"]
    assert state["status"] == "Pending"


def test_an_endpoint_that_is_written_as_it_is_stays(serviced: Engine) -> None:
    made, outputs = serviced.create(PE, endpoint(connection()))
    again = serviced.update(PE, made, {**endpoint(connection(given.VAULT_ID.upper(), "VAULT")), "tags": {"a": "b"}})
    assert addresses(again) == addresses(outputs)
    by_hand = {**endpoint(), **TAKEN["by hand"]}
    refuse_update(serviced, PE, made, by_hand, "CannotChangePrivateLinkConnectionOnPrivateEndpoint")
    named = {**endpoint(connection()), "customNetworkInterfaceName": "nic-pe"}
    refuse_update(serviced, PE, made, named, "NameOfExistingPrivateEndpointNicCannotBeChanged")


def status(azure: Engine, endpoint_id: str) -> str:
    connections = azure.plugin.cloud.read(endpoint_id).properties["privateLinkServiceConnections"]
    return str(connections[0]["privateLinkServiceConnectionState"]["status"])


def test_what_is_made_again_does_not_get_its_endpoint_back(serviced: Engine) -> None:
    made, _ = serviced.create(PE, endpoint(connection(given.REGISTRY_ID, "registry")))
    kept, _ = serviced.create(PE, {**endpoint(connection()), "privateEndpointName": "pe2"})
    assert status(serviced, made) == "Approved"
    serviced.delete(given.REGISTRY_ID)
    assert (status(serviced, made), status(serviced, kept)) == ("Disconnected", "Approved")
    serviced.create("containerregistry:Registry", given.registry())
    serviced.update(PE, made, endpoint(connection(given.REGISTRY_ID, "registry")))
    assert status(serviced, made) == "Disconnected"
    serviced.delete(made)
    serviced.create(PE, endpoint(connection(given.REGISTRY_ID, "registry")))
    assert status(serviced, made) == "Approved"


def test_compute_needs_an_endpoint_that_is_connected(platform: Engine) -> None:
    platform.create("machinelearningservices:Compute", given.cluster())
    platform.delete(given.WORKSPACE_ID)
    other = given.workspace()
    purged = platform.plugin.cloud.store
    purged.purge(given.WORKSPACE_ID)
    platform.create("machinelearningservices:Workspace", other)
    text = refuse(platform, "machinelearningservices:Compute", given.cluster(), "UserError")
    assert "requires workspace private endpoint" in text


ZONES = {
    "a name of Azure's own": ("azure.com", False),
    "a name of Azure's own in Government": ("core.usgovcloudapi.net", False),
    "a name of Azure's own in capitals": ("Windows.NET", False),
    "a single label": ("corp", False),
    "thirty-five labels": (".".join("a" * 35), False),
    "a label of 64 characters": (f"{'a' * 64}.example", False),
    "below a name of Azure's own": ("privatelink.monitor.azure.com", True),
    "thirty-four labels": (".".join("a" * 34), True),
    "a label of 63 characters": (f"{'a' * 63}.example", True),
}


@pytest.mark.parametrize("case", ZONES.values(), ids=ZONES)
def test_a_zone_has_a_name_of_its_own(networked: Engine, case: tuple[str, bool]) -> None:
    name, good = case
    if good:
        networked.create(ZONE, given.zone(name))
    else:
        refuse(networked, ZONE, given.zone(name), "BadRequest")


def link(zone: str, network: str = given.NETWORK_ID, *, registers: bool = True, name: str = "aml") -> Inputs:
    names = {"privateZoneName": zone, "virtualNetworkLinkName": name}
    return {**given.link(), **names, "registrationEnabled": registers, "virtualNetwork": {"id": network}}


def test_a_network_registers_in_one_zone(networked: Engine) -> None:
    for zone in ("a.example", "b.example"):
        networked.create(ZONE, given.zone(zone))
    networked.create(LINK, link("a.example"))
    assert "a.example" in refuse(networked, LINK, link("b.example"), "Conflict")
    made, _ = networked.create(LINK, link("b.example", registers=False))
    refuse_update(networked, LINK, made, link("b.example"), "Conflict")


def test_a_link_keeps_its_network(networked: Engine) -> None:
    networked.create("network:VirtualNetwork", net.hub())
    networked.create(ZONE, given.zone("a.example"))
    made, _ = networked.create(LINK, link("a.example"))
    refuse_update(networked, LINK, made, link("a.example", net.HUB_ID), "BadRequest")
    networked.update(LINK, made, link("a.example", registers=False))


def test_a_zone_takes_so_many_networks_that_register(networked: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    networked.create("network:VirtualNetwork", net.hub())
    networked.create(ZONE, given.zone("a.example"))
    networked.create(LINK, link("a.example"))
    monkeypatch.setattr(limits, "MOST_REGISTERING", 1)
    refuse(networked, LINK, link("a.example", net.HUB_ID, name="hub"), "BadRequest")
    networked.create(LINK, link("a.example", net.HUB_ID, registers=False, name="hub"))


@pytest.mark.parametrize(("count", "good"), [(0, True), (20, True), (21, False)])
def test_a_record_set_has_twenty_records(networked: Engine, count: int, good: bool) -> None:
    networked.create(ZONE, given.zone())
    asked = net.record(aRecords=[{"ipv4Address": f"10.0.0.{number}"} for number in range(count)])
    if good:
        networked.create(RECORDS, asked)
    else:
        refuse(networked, RECORDS, asked, "BadRequest")


def test_a_zone_of_another_cloud_gets_no_records(serviced: Engine) -> None:
    serviced.create(PE, given.endpoint())
    serviced.create(ZONE, given.zone("privatelink.vaultcore.azure.cn"))
    zone = f"{NETWORK}/privateDnsZones/privatelink.vaultcore.azure.cn"
    group = {"resourceGroupName": "rg", "privateEndpointName": "pe", "privateDnsZoneGroupName": "default"}
    configs = [{"name": "z", "privateDnsZoneId": zone}]
    serviced.create("network:PrivateDnsZoneGroup", {**group, "privateDnsZoneConfigs": configs})
    assert not serviced.plugin.cloud.store.below(zone)

"""Record sets that Azure writes into private zones: those of private endpoints, and those of machines."""

from __future__ import annotations

import pytest

from local.azure.store import Record, Store
from tests.unit.azure import samples as given
from tests.unit.azure import samples_network as net
from tests.unit.azure.harness import GROUP, NETWORK, Engine, Inputs, RefusedError
from tests.unit.azure.samples import zone_group

ZONES = f"{NETWORK}/privateDnsZones"
VAULT_ZONE, BLOB_ZONE = "privatelink.vaultcore.azure.net", "privatelink.blob.core.windows.net"
OWN_ZONE = "corp.example"


def connect(azure: Engine, target: str, part: str, *zones: str, name: str = "pe") -> str:
    """Make an endpoint with its zones and zone group."""
    for zone in zones:
        if azure.plugin.cloud.store.get(f"{ZONES}/{zone}") is None:
            azure.create("privatedns:PrivateZone", given.zone(zone))
    endpoint, _ = azure.create("network:PrivateEndpoint", given.endpoint(target, part, name))
    azure.create("network:PrivateDnsZoneGroup", zone_group(name, *zones))
    return endpoint


def written(store: Store, zone: str) -> dict[str, list[str]]:
    """The addresses in a zone by name."""
    sets = store.children(f"{ZONES}/{zone}", "Microsoft.Network/privateDnsZones/A")
    return {one.name: [str(record["ipv4Address"]) for record in one.properties["aRecords"]] for one in sets}


def addresses(store: Store, endpoint: str) -> dict[str, list[str]]:
    found = store.get(endpoint)
    assert found is not None
    return {one["fqdn"]: one["ipAddresses"] for one in found.properties["customDnsConfigs"]}


def record(store: Store, zone: str, name: str) -> Record:
    found = store.get(f"{ZONES}/{zone}/A/{name}")
    assert found is not None
    return found


def test_a_zone_group_writes_the_endpoints_name_as_azure_does(serviced: Engine, store: Store) -> None:
    endpoint = connect(serviced, given.VAULT_ID, "vault", VAULT_ZONE)
    [(_, address)] = addresses(store, endpoint).items()
    assert written(store, VAULT_ZONE) == {"kv-demo": address}
    asked = {"privateZoneName": VAULT_ZONE, "recordType": "A", "relativeRecordSetName": "kv-demo"}
    answer = serviced.invoke("azure-native:privatedns:getPrivateRecordSet", {"resourceGroupName": GROUP, **asked})
    assert (answer["ttl"], answer["fqdn"]) == (10, f"kv-demo.{VAULT_ZONE}.")
    assert answer["metadata"]["creator"].startswith("created by private endpoint pe with resource guid ")
    assert answer["isAutoRegistered"] is False


def test_a_zone_group_answers_with_what_it_wrote(serviced: Engine, store: Store) -> None:
    endpoint = connect(serviced, given.VAULT_ID, "vault", VAULT_ZONE)
    group = store.get(f"{endpoint}/privateDnsZoneGroups/default")
    assert group is not None
    [configuration] = group.properties["privateDnsZoneConfigs"]
    [told] = configuration["recordSets"]
    assert (told["recordSetName"], told["ipAddresses"]) == ("kv-demo", written(store, VAULT_ZONE)["kv-demo"])


def test_a_registry_has_its_own_name_and_that_of_its_data(serviced: Engine, store: Store) -> None:
    connect(serviced, given.REGISTRY_ID, "registry", "privatelink.azurecr.io")
    assert written(store, "privatelink.azurecr.io").keys() == {"crdemo", "crdemo.westeurope.data"}


def test_a_workspace_has_names_in_two_zones_one_of_them_a_wildcard(platform: Engine, store: Store) -> None:
    zones = ("privatelink.api.azureml.ms", "privatelink.notebooks.azure.net")
    connect(platform, given.WORKSPACE_ID, "amlworkspace", *zones)
    workspace = store.get(given.WORKSPACE_ID)
    assert workspace is not None
    number = workspace.properties["workspaceId"]
    api = {f"{number}.workspace.westeurope", f"{number}.workspace.westeurope.cert", f"*.{number}.inference.westeurope"}
    assert written(store, zones[0]).keys() == api
    assert written(store, zones[1]).keys() == {f"ml-mlw-demo-westeurope-{number}.westeurope"}
    assert len({one for zone in zones for found in written(store, zone).values() for one in found}) == 4


def test_names_whose_zone_is_not_in_the_group_are_not_written(platform: Engine, store: Store) -> None:
    connect(platform, given.WORKSPACE_ID, "amlworkspace", "privatelink.api.azureml.ms")
    assert len(written(store, "privatelink.api.azureml.ms")) == 3, "the notebooks zone is the one that is forgotten"


def test_a_monitor_scope_has_names_of_azure_monitor_and_of_its_workspaces(serviced: Engine, store: Store) -> None:
    serviced.create(
        "monitor:PrivateLinkScope",
        {"resourceGroupName": GROUP, "scopeName": "ampls", "location": "global",
         "accessModeSettings": {"ingestionAccessMode": "Open", "queryAccessMode": "Open"}},
    )  # fmt: skip
    link = {"resourceGroupName": GROUP, "scopeName": "ampls", "name": "log", "linkedResourceId": given.LOGS_ID}
    serviced.create("monitor:PrivateLinkScopedResource", link)
    zones = [
        "monitor.azure.com",
        "oms.opinsights.azure.com",
        "ods.opinsights.azure.com",
        "agentsvc.azure-automation.net",
    ]
    zones = [*(f"privatelink.{zone}" for zone in zones), BLOB_ZONE]
    scope = given.LOGS_ID.split("/providers/")[0] + "/providers/Microsoft.Insights/privateLinkScopes/ampls"
    connect(serviced, scope, "azuremonitor", *zones)
    logs = store.get(given.LOGS_ID)
    assert logs is not None
    assert [len(written(store, zone)) for zone in zones] == [7, 1, 1, 1, 1]
    assert written(store, zones[2]).keys() == {logs.properties["customerId"]}
    assert "westeurope.in.ai" in written(store, zones[0])


@pytest.mark.parametrize(
    ("location", "zone"),
    [("usgovvirginia", "privatelink.vaultcore.usgovcloudapi.net"), ("chinanorth3", "privatelink.vaultcore.azure.cn")],
)
def test_other_clouds_have_names_of_their_own(azure: Engine, store: Store, location: str, zone: str) -> None:
    azure.create("resources:ResourceGroup", {**given.group(), "location": location})
    network = given.network(net.subnet("endpoints", "10.0.0.0/24"))
    azure.create("network:VirtualNetwork", {**network, "location": location})
    azure.create("keyvault:Vault", {**given.vault(), "location": location})
    azure.create("privatedns:PrivateZone", given.zone(zone))
    azure.create("network:PrivateEndpoint", {**given.endpoint(), "location": location})
    azure.create("network:PrivateDnsZoneGroup", zone_group("pe", zone))
    assert written(store, zone).keys() == {"kv-demo"}


def test_records_go_with_their_group(serviced: Engine, store: Store) -> None:
    endpoint = connect(serviced, given.VAULT_ID, "vault", VAULT_ZONE)
    serviced.delete(f"{endpoint}/privateDnsZoneGroups/default")
    assert written(store, VAULT_ZONE) == {}


def test_records_go_with_their_endpoint(serviced: Engine, store: Store) -> None:
    serviced.delete(connect(serviced, given.VAULT_ID, "vault", VAULT_ZONE))
    assert written(store, VAULT_ZONE) == {}


def test_another_zone_in_the_group_takes_the_records_along(serviced: Engine, store: Store) -> None:
    endpoint = connect(serviced, given.VAULT_ID, "vault", VAULT_ZONE)
    group = f"{endpoint}/privateDnsZoneGroups/default"
    serviced.create("privatedns:PrivateZone", given.zone(BLOB_ZONE))
    serviced.update("network:PrivateDnsZoneGroup", group, zone_group("pe", BLOB_ZONE))
    assert written(store, VAULT_ZONE) == {}
    serviced.update("network:PrivateDnsZoneGroup", group, zone_group("pe", VAULT_ZONE))
    assert written(store, VAULT_ZONE).keys() == {"kv-demo"}


def test_the_last_of_two_endpoints_has_the_name_and_takes_it_along(serviced: Engine, store: Store) -> None:
    connect(serviced, given.VAULT_ID, "vault", VAULT_ZONE)
    second = connect(serviced, given.VAULT_ID, "vault", VAULT_ZONE, name="pe2")
    assert written(store, VAULT_ZONE) == {"kv-demo": next(iter(addresses(store, second).values()))}
    serviced.delete(second)
    assert written(store, VAULT_ZONE) == {}


def test_what_somebody_made_stays_when_an_endpoint_goes(serviced: Engine, store: Store) -> None:
    endpoint = connect(serviced, given.VAULT_ID, "vault", VAULT_ZONE)
    serviced.create("privatedns:PrivateRecordSet", net.record())
    serviced.delete(endpoint)
    assert written(store, VAULT_ZONE) == {"runner": ["10.10.3.4"]}


def test_a_zone_goes_with_all_its_records_but_not_while_it_is_linked(serviced: Engine, store: Store) -> None:
    connect(serviced, given.VAULT_ID, "vault", VAULT_ZONE)
    serviced.create("privatedns:PrivateRecordSet", net.record())
    link, _ = serviced.create("privatedns:VirtualNetworkLink", given.link())
    with pytest.raises(RefusedError, match="CannotDeleteResource"):
        serviced.delete(f"{ZONES}/{VAULT_ZONE}")
    serviced.delete(link)
    serviced.delete(f"{ZONES}/{VAULT_ZONE}")
    assert written(store, VAULT_ZONE) == {}


def register(azure: Engine, *, enabled: bool = True) -> str:
    azure.create("privatedns:PrivateZone", given.zone(OWN_ZONE))
    link, _ = azure.create("privatedns:VirtualNetworkLink", registration(enabled=enabled))
    return link


def registration(*, enabled: bool) -> Inputs:
    return {**given.link(), **given.zone(OWN_ZONE), "virtualNetworkLinkName": "own", "registrationEnabled": enabled}


def make_machine(azure: Engine) -> str:
    azure.create("network:NetworkInterface", given.interface())
    machine, _ = azure.create("compute:VirtualMachine", given.machine(adminPassword="Hunter-2-Hunter"))
    return machine


def test_machines_register_in_the_zone_that_their_network_registers_in(networked: Engine, store: Store) -> None:
    machine = make_machine(networked)
    assert register(networked)
    assert written(store, OWN_ZONE) == {"jump": ["10.0.0.4"]}, "machines that were there before the link"
    assert record(store, OWN_ZONE, "jump").properties["isAutoRegistered"] is True
    networked.delete(machine)
    assert written(store, OWN_ZONE) == {}
    networked.create("compute:VirtualMachine", given.machine(adminPassword="Hunter-2-Hunter"))
    assert written(store, OWN_ZONE) == {"jump": ["10.0.0.4"]}, "and those that come after it"


def test_without_registration_nothing_is_registered(networked: Engine, store: Store) -> None:
    register(networked, enabled=False)
    make_machine(networked)
    assert written(store, OWN_ZONE) == {}


def test_machines_of_other_networks_do_not_register(networked: Engine, store: Store) -> None:
    networked.create("network:VirtualNetwork", net.hub())
    networked.create("network:NetworkInterface", given.interface(subnet=net.PLAIN))
    networked.create("compute:VirtualMachine", given.machine(adminPassword="Hunter-2-Hunter"))
    register(networked)
    assert written(store, OWN_ZONE) == {}


@pytest.mark.parametrize("how", ["deleted", "switched off"])
def test_registered_machines_go_with_the_registration(networked: Engine, store: Store, how: str) -> None:
    make_machine(networked)
    link = register(networked)
    if how == "deleted":
        networked.delete(link)
    else:
        networked.update("privatedns:VirtualNetworkLink", link, registration(enabled=False))
    assert written(store, OWN_ZONE) == {}


def test_registration_leaves_alone_what_somebody_made(networked: Engine, store: Store) -> None:
    register(networked)
    networked.create("privatedns:PrivateRecordSet", {**net.record(name="jump"), "privateZoneName": OWN_ZONE})
    make_machine(networked)
    assert written(store, OWN_ZONE) == {"jump": ["10.10.3.4"]}

"""What an update changes, keeps and may not touch."""

from __future__ import annotations

from local.azure.store import Store
from tests.unit.azure import samples as given
from tests.unit.azure.harness import NETWORK, Engine, refuse_update
from tests.unit.azure.samples import changed


def test_the_impact_of_a_workspace_is_fixed(platform: Engine) -> None:
    platform.delete(f"{NETWORK}/privateEndpoints/pe-mlw")
    platform.delete(given.WORKSPACE_ID)
    other = changed(given.workspace(hbiWorkspace=True), "workspaceName", "mlw-other")
    made, _ = platform.create("machinelearningservices:Workspace", other)
    refuse_update(
        platform, "machinelearningservices:Workspace", made, changed(other, "hbiWorkspace", False), "BadRequest"
    )


def test_managed_network_isolation_goes_one_way(serviced: Engine) -> None:
    inputs = given.workspace(managedNetwork={"isolationMode": "AllowInternetOutbound"})
    made, _ = serviced.create("machinelearningservices:Workspace", inputs)
    refuse_update(serviced, "machinelearningservices:Workspace", made, given.workspace(), "BadRequest")
    tighter = given.workspace(managedNetwork={"isolationMode": "AllowOnlyApprovedOutbound"})
    serviced.update("machinelearningservices:Workspace", made, tighter)


def test_purge_protection_is_not_taken_off(networked: Engine) -> None:
    made, _ = networked.create("keyvault:Vault", given.vault(enablePurgeProtection=True))
    refuse_update(networked, "keyvault:Vault", made, given.vault(), "BadRequest")


def test_an_update_of_what_is_gone_is_refused(networked: Engine) -> None:
    refuse_update(
        networked, "network:RouteTable", f"{NETWORK}/routeTables/absent", given.route_table(), "ResourceNotFound"
    )


def test_subnets_left_out_of_an_update_are_kept(networked: Engine) -> None:
    outputs = networked.update("network:VirtualNetwork", given.NETWORK_ID, changed(given.network(), "subnets", None))
    assert [subnet["name"] for subnet in outputs["subnets"]] == ["endpoints", "training", "AzureBastionSubnet"]


def test_the_list_of_subnets_is_authoritative(networked: Engine, store: Store) -> None:
    outputs = networked.update("network:VirtualNetwork", given.NETWORK_ID, given.network(*given.subnets()[:1]))
    assert [subnet["name"] for subnet in outputs["subnets"]] == ["endpoints"]
    assert store.get(given.TRAINING) is None


def test_a_subnet_in_use_is_not_dropped_from_the_list(networked: Engine, store: Store) -> None:
    networked.create("network:NetworkInterface", given.interface())
    less = given.network(*given.subnets()[1:])
    refuse_update(networked, "network:VirtualNetwork", given.NETWORK_ID, less, "InUseSubnetCannotBeDeleted")
    assert store.get(given.ENDPOINTS) is not None


def test_a_subnet_in_use_keeps_its_addresses(networked: Engine) -> None:
    networked.create("network:NetworkInterface", given.interface())
    moved = [changed(given.subnets()[0], "addressPrefix", "10.0.7.0/24"), *given.subnets()[1:]]
    refuse_update(
        networked, "network:VirtualNetwork", given.NETWORK_ID, given.network(*moved), "InUsePrefixCannotBeDeleted"
    )


def test_a_network_does_not_shrink_below_its_subnets(networked: Engine) -> None:
    smaller = changed(given.network(space="10.0.0.0/24"), "subnets", None)
    refuse_update(networked, "network:VirtualNetwork", given.NETWORK_ID, smaller, "NetcfgSubnetRangeOutsideVnet")


def test_rules_left_out_of_an_update_are_kept(networked: Engine) -> None:
    group = f"{NETWORK}/networkSecurityGroups/nsg"
    without_rules = changed(given.security_group(), "securityRules", None)
    outputs = networked.update("network:NetworkSecurityGroup", group, without_rules)
    assert [rule["name"] for rule in outputs["securityRules"]] == ["deny"]


def test_a_subnet_of_its_own_shows_in_its_network(networked: Engine) -> None:
    inputs = {
        "resourceGroupName": "rg",
        "virtualNetworkName": "vnet",
        "subnetName": "new",
        "addressPrefix": "10.0.8.0/24",
    }
    made, outputs = networked.create("network:Subnet", inputs)
    assert made == f"{given.NETWORK_ID}/subnets/new"
    assert outputs["privateEndpointNetworkPolicies"] == "Disabled"
    network = networked.plugin.cloud.read(given.NETWORK_ID)
    assert made in [subnet["id"] for subnet in network.properties["subnets"]]


def test_an_interface_keeps_its_address_through_an_update(networked: Engine) -> None:
    made, before = networked.create("network:NetworkInterface", given.interface())
    networked.create("network:NetworkInterface", given.interface("other"))
    after = networked.update("network:NetworkInterface", made, {**given.interface(), "tags": {"a": "b"}})
    assert after["ipConfigurations"][0]["privateIPAddress"] == before["ipConfigurations"][0]["privateIPAddress"]


def test_an_endpoint_keeps_its_addresses_through_an_update(serviced: Engine) -> None:
    made, before = serviced.create("network:PrivateEndpoint", given.endpoint())
    after = serviced.update("network:PrivateEndpoint", made, {**given.endpoint(), "tags": {"a": "b"}})
    assert after["customDnsConfigs"] == before["customDnsConfigs"]
    assert after["tags"] == {"a": "b"}

"""What Azure refuses to delete, and what it takes along."""

from __future__ import annotations

import pytest

from local.azure.store import Store
from tests.unit.azure import samples as given
from tests.unit.azure.harness import NETWORK, SCOPE, Engine, Inputs, RefusedError, refuse_delete

IN_USE = {
    "a subnet with an interface": (given.ENDPOINTS, "InUseSubnetCannotBeDeleted"),
    "a network with an interface": (given.NETWORK_ID, "InUseSubnetCannotBeDeleted"),
    "a security group on a subnet": (
        f"{NETWORK}/networkSecurityGroups/nsg",
        "InUseNetworkSecurityGroupCannotBeDeleted",
    ),
    "a route table on a subnet": (f"{NETWORK}/routeTables/rt", "InUseRouteTableCannotBeDeleted"),
    "a NAT gateway on a subnet": (f"{NETWORK}/natGateways/nat", "CannotDeleteNatGatewayAssociatedToSubnet"),
    "a public address of a NAT gateway": (given.address_id(), "PublicIPAddressCannotBeDeleted"),
    "an interface of a machine": (f"{NETWORK}/networkInterfaces/nic", "NicInUse"),
}


@pytest.mark.parametrize("case", IN_USE.values(), ids=IN_USE)
def test_what_is_in_use_stays(networked: Engine, case: tuple[str, str]) -> None:
    networked.create("network:NetworkInterface", given.interface())
    networked.create("compute:VirtualMachine", given.machine())
    refuse_delete(networked, *case)


def test_a_subnet_with_a_private_endpoint_stays_until_the_endpoint_goes(serviced: Engine) -> None:
    endpoint, _ = serviced.create("network:PrivateEndpoint", given.endpoint())
    refuse_delete(serviced, given.ENDPOINTS, "InUseSubnetCannotBeDeleted")
    serviced.delete(endpoint)
    serviced.delete(given.ENDPOINTS)


def test_a_subnet_with_compute_stays(platform: Engine) -> None:
    platform.create("machinelearningservices:Compute", given.cluster())
    refuse_delete(platform, given.TRAINING, "InUseSubnetCannotBeDeleted")


def test_a_subnet_with_bastion_stays(networked: Engine) -> None:
    networked.create("network:BastionHost", given.bastion())
    refuse_delete(networked, given.BASTION_SUBNET, "InUseSubnetCannotBeDeleted")


def test_the_interface_of_a_private_endpoint_goes_with_it_and_not_before(serviced: Engine, store: Store) -> None:
    endpoint, outputs = serviced.create("network:PrivateEndpoint", given.endpoint())
    card = outputs["networkInterfaces"][0]["id"]
    refuse_delete(serviced, card, "NicInUse")
    serviced.delete(endpoint)
    assert store.get(card) is None


def test_a_zone_goes_after_its_links(networked: Engine) -> None:
    zone, _ = networked.create("privatedns:PrivateZone", given.zone())
    link, _ = networked.create("privatedns:VirtualNetworkLink", given.link())
    refuse_delete(networked, zone, "CannotDeleteResource")
    networked.delete(link)
    networked.delete(zone)


def test_a_peered_network_can_be_deleted(networked: Engine) -> None:
    remote, _ = networked.create(
        "network:VirtualNetwork",
        given.network({"name": "s", "addressPrefix": "10.1.0.0/24"}, name="remote", space="10.1.0.0/16"),
    )
    networked.create("network:VirtualNetworkPeering", given.peering(remote))
    networked.delete(given.NETWORK_ID)
    networked.delete(remote)


def test_a_locked_scope_stays_with_all_below_and_above_it(serviced: Engine) -> None:
    container = {"resourceGroupName": "rg", "accountName": "stdemo", "containerName": "data"}
    below, _ = serviced.create("storage:BlobContainer", container)
    lock, _ = serviced.create("authorization:ManagementLockByScope", given.lock(given.STORAGE_ID))
    for scope in (given.STORAGE_ID, below, SCOPE):
        refuse_delete(serviced, scope, "ScopeLocked")
    serviced.delete(lock)
    serviced.delete(given.STORAGE_ID)


def test_a_read_only_lock_stops_changes_too(networked: Engine) -> None:
    networked.create("authorization:ManagementLockByScope", given.lock(SCOPE, "ReadOnly"))
    with pytest.raises(RefusedError, match='Code="ScopeLocked"'):
        networked.update("network:RouteTable", f"{NETWORK}/routeTables/rt", given.route_table())


def test_a_resource_group_takes_its_content_along(platform: Engine, store: Store) -> None:
    platform.delete(SCOPE)
    assert store.resources() == []
    assert {name.name for name in store.soft_deleted()} == {"kv-demo", "mlw-demo", "log-demo"}


def test_a_resource_group_stays_while_another_group_uses_its_network(networked: Engine) -> None:
    networked.create("resources:ResourceGroup", {"resourceGroupName": "rg2", "location": "westeurope"})
    networked.create("network:NetworkInterface", {**given.interface(), "resourceGroupName": "rg2"})
    refuse_delete(networked, SCOPE, "InUseSubnetCannotBeDeleted")


def test_a_parent_takes_its_children_along(platform: Engine, store: Store) -> None:
    cluster, _ = platform.create("machinelearningservices:Compute", given.cluster())
    platform.delete(given.WORKSPACE_ID)
    assert store.get(cluster) is None


def test_what_is_gone_already_is_deleted_without_complaint(networked: Engine) -> None:
    networked.delete(f"{NETWORK}/routeTables/never")


SOFT = {
    "a vault": ("keyvault:Vault", given.vault(), given.VAULT_ID, "ConflictError"),
    "a workspace": ("machinelearningservices:Workspace", given.workspace(), given.WORKSPACE_ID, "BadRequest"),
}


@pytest.mark.parametrize("case", SOFT.values(), ids=SOFT)
def test_a_soft_deleted_name_stays_taken(platform: Engine, case: tuple[str, Inputs, str, str]) -> None:
    kind, inputs, resource_id, code = case
    platform.delete(resource_id)
    with pytest.raises(RefusedError, match=f'Code="{code}"'):
        platform.create(kind, inputs)


def test_a_vault_can_be_recovered(serviced: Engine, store: Store) -> None:
    serviced.delete(given.VAULT_ID)
    serviced.create("keyvault:Vault", given.vault(createMode="recover"))
    assert store.soft_deleted() == []


def test_a_workspace_name_is_taken_in_its_group_only(platform: Engine) -> None:
    platform.delete(given.WORKSPACE_ID)
    platform.create("resources:ResourceGroup", {"resourceGroupName": "rg2", "location": "westeurope"})
    platform.create("machinelearningservices:Workspace", {**given.workspace(), "resourceGroupName": "rg2"})


def test_a_log_analytics_workspace_made_again_is_recovered(serviced: Engine, store: Store) -> None:
    serviced.delete(given.INSIGHTS_ID)
    serviced.delete(given.LOGS_ID)
    assert [name.name for name in store.soft_deleted()] == ["log-demo"]
    serviced.create("operationalinsights:Workspace", given.logs())
    assert store.soft_deleted() == []

"""Refusals that take more than one change to a good request: the others are in the corpus."""

from __future__ import annotations

import pytest

from local.azure import facts
from local.azure.store import Store
from tests.unit.azure import samples as given
from tests.unit.azure.harness import NETWORK, SCOPE, Engine, Inputs, RefusedError, refuse
from tests.unit.azure.samples import changed

_ABSENT = f"{NETWORK}/virtualNetworks/vnet/subnets/absent"


def with_subnets(*prefixes: str) -> Inputs:
    return given.network(*({"name": f"s{i}", "addressPrefix": text} for i, text in enumerate(prefixes)), name="other")


def test_compute_without_public_address_needs_the_workspace_endpoint_first(serviced: Engine) -> None:
    serviced.create("machinelearningservices:Workspace", given.workspace())
    text = refuse(serviced, "machinelearningservices:Compute", given.cluster(), "UserError")
    assert "requires workspace private endpoint" in text
    serviced.create("network:PrivateEndpoint", given.endpoint(given.WORKSPACE_ID, "amlworkspace"))
    serviced.create("machinelearningservices:Compute", given.cluster())


def test_compute_does_not_mix_your_subnet_with_a_managed_network(serviced: Engine) -> None:
    serviced.create(
        "machinelearningservices:Workspace", given.workspace(managedNetwork={"isolationMode": "AllowInternetOutbound"})
    )
    serviced.create("network:PrivateEndpoint", given.endpoint(given.WORKSPACE_ID, "amlworkspace"))
    assert "managed network" in refuse(serviced, "machinelearningservices:Compute", given.cluster(), "BadRequest")


def test_a_static_address_is_given_once(networked: Engine) -> None:
    wanted = {"privateIPAddress": "10.0.0.9", "privateIPAllocationMethod": "Static"}
    networked.create("network:NetworkInterface", given.interface("one", **wanted))
    refuse(networked, "network:NetworkInterface", given.interface("two", **wanted), "PrivateIPAddressIsAllocated")


def test_a_full_subnet_has_no_address_left(networked: Engine) -> None:
    networked.create(
        "network:VirtualNetwork",
        given.network({"name": "s", "addressPrefix": "10.5.0.0/29"}, name="tiny", space="10.5.0.0/24"),
    )
    subnet = f"{NETWORK}/virtualNetworks/tiny/subnets/s"
    given_addresses = [
        networked.create("network:NetworkInterface", given.interface(f"n{i}", subnet))[1]["ipConfigurations"][0][
            "privateIPAddress"
        ]
        for i in range(3)
    ]
    assert given_addresses == ["10.5.0.4", "10.5.0.5", "10.5.0.6"]
    refuse(networked, "network:NetworkInterface", given.interface("n3", subnet), "SubnetIsFull")


def test_a_scope_links_only_what_is_monitored(serviced: Engine) -> None:
    modes = {"ingestionAccessMode": "Open", "queryAccessMode": "Open"}
    scope = {"resourceGroupName": "rg", "location": "global", "scopeName": "ampls", "accessModeSettings": modes}
    serviced.create("monitor:PrivateLinkScope", scope)
    linked = {"resourceGroupName": "rg", "scopeName": "ampls", "name": "kv", "linkedResourceId": given.VAULT_ID}
    refuse(serviced, "monitor:PrivateLinkScopedResource", linked, "BadRequest")


def test_a_missing_reference_names_the_property(networked: Engine) -> None:
    text = refuse(networked, "network:NetworkInterface", given.interface(subnet=_ABSENT), "InvalidResourceReference")
    assert _ABSENT in text
    assert 'Target="ipConfigurations[0].subnet.id"' in text


def test_references_are_found_in_any_case(networked: Engine) -> None:
    networked.create(
        "network:NetworkInterface",
        given.interface(subnet=given.ENDPOINTS.upper().replace(facts.SUBSCRIPTION.upper(), facts.SUBSCRIPTION)),
    )


def test_ids_in_another_subscription_are_taken_on_trust(serviced: Engine) -> None:
    serviced.create("privatedns:PrivateZone", given.zone())
    elsewhere = given.NETWORK_ID.replace(facts.SUBSCRIPTION, "99999999-9999-4999-8999-999999999999")
    serviced.create("privatedns:VirtualNetworkLink", changed(given.link(), "virtualNetwork.id", elsewhere))


def test_a_refusal_stores_nothing(networked: Engine, store: Store) -> None:
    before = store.resources()
    refuse(networked, "network:VirtualNetwork", with_subnets("11.0.0.0/24"), "NetcfgSubnetRangeOutsideVnet")
    assert store.resources() == before


def test_what_exists_is_not_made_again(networked: Engine) -> None:
    with pytest.raises(RefusedError, match="cannot create already existing resource"):
        networked.create("network:RouteTable", given.route_table())


def test_a_type_without_a_line_in_the_table_is_a_loud_error(networked: Engine) -> None:
    inputs = given.in_group(availabilitySetName="a")
    with pytest.raises(RefusedError, match=r"does not support azure-native:compute:AvailabilitySet.*arm_types.py"):
        networked.create("compute:AvailabilitySet", inputs)


def test_the_scope_of_a_group_is_a_scope(networked: Engine) -> None:
    networked.create("authorization:RoleAssignment", given.role(SCOPE))
    networked.create(
        "authorization:RoleAssignment",
        given.role(f"/subscriptions/{facts.SUBSCRIPTION}", "44444444-4444-4444-8444-444444444444"),
    )

"""What the provider replaces, and what it sends as an update."""

from __future__ import annotations

import pytest
from pulumi.runtime.proto.provider_pb2 import DiffResponse, PropertyDiff

from local.azure.wire import UNKNOWN, Secret
from tests.unit.azure import samples as given
from tests.unit.azure.harness import Engine, Inputs
from tests.unit.azure.samples import changed

Case = tuple[str, Inputs, str, object, list[str]]

REPLACES: dict[str, Case] = {
    "a name": ("network:RouteTable", given.route_table(), "routeTableName", "rt2", ["routeTableName"]),
    "a group": ("network:RouteTable", given.route_table(), "resourceGroupName", "rg2", ["resourceGroupName"]),
    "a parent": (
        "network:VirtualNetworkPeering",
        given.peering("x"),
        "virtualNetworkName",
        "b",
        ["virtualNetworkName"],
    ),
    "a scope": ("authorization:RoleAssignment", given.role(), "scope", "/subscriptions/x", ["scope"]),
    "a principal": ("authorization:RoleAssignment", given.role(), "principalId", "p", ["principalId"]),
    "an endpoint's subnet": ("network:PrivateEndpoint", given.endpoint(), "subnet.id", "x", ["subnet.id"]),
    "an unknown subnet": ("network:PrivateEndpoint", given.endpoint(), "subnet.id", UNKNOWN, ["subnet.id"]),
    "an address's SKU": ("network:PublicIPAddress", given.public_ip(), "sku.name", "Basic", ["sku.name"]),
    "a network's region": ("network:VirtualNetwork", given.network(), "location", "northeurope", ["location"]),
    "a namespace": (
        "storage:StorageAccount",
        given.storage(isHnsEnabled=False),
        "isHnsEnabled",
        True,
        ["isHnsEnabled"],
    ),
    "an application type": (
        "applicationinsights:Component",
        given.insights(),
        "applicationType",
        "other",
        ["applicationType"],
    ),
    "a region of Log Analytics": (
        "operationalinsights:Workspace",
        given.logs(),
        "location",
        "northeurope",
        ["location"],
    ),
}

UPDATES: dict[str, Case] = {
    "tags": ("network:RouteTable", given.route_table(), "tags", {"a": "b"}, []),
    "a cluster's size": ("machinelearningservices:Compute", given.cluster(), "properties.properties.vmSize", "x", []),
    "a bastion's region": ("network:BastionHost", given.bastion(), "location", "northeurope", []),
    "a role": ("authorization:RoleAssignment", given.role(), "roleDefinitionId", "other", []),
    "an unknown tag": ("network:RouteTable", given.route_table(), "tags", {"a": UNKNOWN}, []),
}


@pytest.mark.parametrize("case", REPLACES.values(), ids=REPLACES)
def test_the_provider_replaces_for(azure: Engine, case: Case) -> None:
    kind, inputs, path, value, replaces = case
    answer = azure.diff(kind, inputs, changed(inputs, path, value))
    assert list(answer.replaces) == replaces
    assert answer.deleteBeforeReplace
    assert answer.changes == DiffResponse.DIFF_SOME
    assert answer.detailedDiff[replaces[0]].kind == PropertyDiff.UPDATE_REPLACE


@pytest.mark.parametrize("case", UPDATES.values(), ids=UPDATES)
def test_the_provider_updates_for(azure: Engine, case: Case) -> None:
    kind, inputs, path, value, _ = case
    answer = azure.diff(kind, inputs, changed(inputs, path, value))
    assert answer.changes == DiffResponse.DIFF_SOME
    assert not answer.replaces
    assert not answer.deleteBeforeReplace


@pytest.mark.parametrize(
    ("path", "value"),
    [("location", "West Europe"), ("resourceGroupName", "RG"), ("__createBeforeDelete", True)],
)
def test_the_provider_sees_no_change_in(azure: Engine, path: str, value: object) -> None:
    answer = azure.diff("network:RouteTable", given.route_table(), changed(given.route_table(), path, value))
    assert answer.changes == DiffResponse.DIFF_NONE
    assert not answer.detailedDiff


def test_a_secret_is_compared_by_its_value(azure: Engine) -> None:
    old, new = {**given.route_table(), "tags": {"a": "b"}}, {**given.route_table(), "tags": Secret({"a": "b"})}
    assert azure.diff("network:RouteTable", old, new).changes == DiffResponse.DIFF_NONE


def test_paths_go_into_lists(azure: Engine) -> None:
    old = given.network()
    longer = given.network(
        changed(given.subnets()[0], "addressPrefix", "10.0.5.0/24"), *given.subnets()[1:], {"name": "new"}
    )
    answer = azure.diff("network:VirtualNetwork", old, longer)
    kinds = {path: one.kind for path, one in answer.detailedDiff.items()}
    assert kinds == {"subnets[0].addressPrefix": PropertyDiff.UPDATE, "subnets[3]": PropertyDiff.ADD}
    shorter = azure.diff("network:VirtualNetwork", longer, changed(longer, "subnets", longer["subnets"][:3]))
    assert {path: one.kind for path, one in shorter.detailedDiff.items()} == {"subnets[3]": PropertyDiff.DELETE}


def test_spelling_out_what_azure_has_replaces_nothing(azure: Engine) -> None:
    old = changed(given.network(), "location", None)
    same = azure.diff("network:VirtualNetwork", old, given.network(), {"location": "westeurope"})
    other = azure.diff("network:VirtualNetwork", old, given.network(), {"location": "northeurope"})
    assert not same.replaces
    assert list(other.replaces) == ["location"]


def test_a_property_taken_out_is_a_deletion(azure: Engine) -> None:
    old = {**given.route_table(), "tags": {"a": "b"}}
    assert azure.diff("network:RouteTable", old, given.route_table()).detailedDiff["tags"].kind == PropertyDiff.DELETE


def test_a_made_up_name_allows_creation_before_deletion(azure: Engine) -> None:
    old = {**given.route_table(), "__createBeforeDelete": True}
    answer = azure.diff("network:RouteTable", old, {**old, "routeTableName": "other"})
    assert list(answer.replaces) == ["routeTableName"]
    assert not answer.deleteBeforeReplace


def test_an_imported_resource_does_not_change_for_its_api_version(azure: Engine) -> None:
    imported, state = given.route_table(), {"azureApiVersion": "2024-05-01"}
    checked = azure.check("network:RouteTable", imported)
    assert azure.diff("network:RouteTable", imported, checked, state).changes == DiffResponse.DIFF_NONE

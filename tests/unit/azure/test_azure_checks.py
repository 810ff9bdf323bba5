"""What a request may hold, by the SDK's own classes, and what the provider fills in."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from local.azure.wire import UNKNOWN, Secret
from tests.unit.azure import samples as given
from tests.unit.azure.harness import Engine, RefusedError
from tests.unit.azure.samples import changed


def test_every_mistake_is_named_with_its_path(azure: Engine) -> None:
    rule = {**given.rule(), "priority": "first", "colour": "red"}
    del rule["protocol"]
    found = azure.mistakes("network:NetworkSecurityGroup", {**given.security_group(rule), "secure": True, "tags": "a"})
    assert set(found) == {
        "securityRules[0].priority",
        "securityRules[0].colour",
        "securityRules[0].protocol",
        "secure",
        "tags",
    }
    assert "must be a integer, got a string" in found["securityRules[0].priority"]
    assert "missing required property 'securityRules[0].protocol'" in found["securityRules[0].protocol"]


def test_a_closed_vocabulary_refuses_other_words(azure: Engine) -> None:
    sku = {"family": "A", "name": "golden"}
    found = azure.mistakes("keyvault:Vault", changed(given.vault(), "properties.sku", sku))
    assert found == {"properties.sku.name": "'properties.sku.name' must be one of standard, premium"}


def test_an_open_vocabulary_takes_other_words(azure: Engine) -> None:
    assert not azure.mistakes("machinelearningservices:Compute", given.cluster(vmPriority="Spot"))


def test_a_required_property_is_missed(azure: Engine) -> None:
    assert set(azure.mistakes("storage:StorageAccount", changed(given.storage(), "sku", None))) == {"sku"}


def test_a_union_is_told_apart_by_its_constant(azure: Engine) -> None:
    wrong = changed(given.cluster(), "properties.computeType", "Mainframe")
    assert "AmlCompute" in azure.mistakes("machinelearningservices:Compute", wrong)["properties.computeType"]
    mixed = given.cluster(idleTimeBeforeShutdown="PT30M")
    found = azure.mistakes("machinelearningservices:Compute", mixed)
    assert set(found) == {"properties.properties.idleTimeBeforeShutdown"}


def test_a_dict_that_was_not_translated_is_explained(azure: Engine) -> None:
    found = azure.mistakes(
        "machinelearningservices:Compute", changed(given.cluster(), "properties", {"compute_type": "AmlCompute"})
    )
    assert "use the Args class" in found["properties.computeType"]
    nested = azure.mistakes("machinelearningservices:Compute", given.cluster(vm_size="x"))
    assert "did you mean 'vmSize'?" in nested["properties.properties.vm_size"]


def test_what_is_not_known_yet_passes(azure: Engine) -> None:
    assert not azure.mistakes("network:VirtualNetwork", changed(given.network(), "subnets", UNKNOWN))
    assert not azure.mistakes(
        "machinelearningservices:Compute", changed(given.cluster(), "properties.computeType", UNKNOWN)
    )


def test_a_secret_is_looked_into_and_never_shown(azure: Engine) -> None:
    found = azure.mistakes("keyvault:Vault", given.vault(enableRbacAuthorization=Secret("hunter2")))
    assert set(found) == {"properties.enableRbacAuthorization"}
    assert "hunter2" not in str(found)


def test_a_text_where_an_object_belongs_is_refused(azure: Engine) -> None:
    found = azure.mistakes("network:PrivateEndpoint", changed(given.endpoint(), "subnet", given.ENDPOINTS))
    assert found == {"subnet": "'subnet' must be an object, got a string"}
    assert set(azure.mistakes("network:VirtualNetwork", changed(given.network(), "subnets", {}))) == {"subnets"}


def test_values_in_tags_are_checked(azure: Engine) -> None:
    assert set(azure.mistakes("network:RouteTable", {**given.route_table(), "tags": {"cost": 7}})) == {'tags["cost"]'}


@pytest.mark.parametrize("kind", ["network:Teleporter", "teleport:Pad", "network/v20230201:VirtualNetwork"])
def test_a_type_the_sdk_does_not_have_is_a_loud_error(azure: Engine, kind: str) -> None:
    with pytest.raises(RefusedError, match="azure-native SDK"):
        azure.checked(kind, {})


def test_types_of_other_modules_are_checked_too(azure: Engine) -> None:
    assert set(azure.mistakes("dns:Zone", {"resourceGroupName": "rg", "zoneTyp": "Public"})) == {"zoneTyp"}


def test_the_api_version_is_noted(azure: Engine) -> None:
    assert azure.check("machinelearningservices:Workspace", given.workspace())["azureApiVersion"] == "2025-12-01"


def test_the_location_is_the_old_one_then_the_configured_one_then_the_groups(azure: Engine) -> None:
    bare = {"resourceGroupName": "rg", "routeTableName": "rt"}
    assert "location" not in azure.check("network:RouteTable", bare)
    azure.create("resources:ResourceGroup", given.group())
    assert azure.check("network:RouteTable", bare)["location"] == "westeurope"
    azure.configure(location="uksouth")
    assert azure.check("network:RouteTable", bare)["location"] == "uksouth"
    assert azure.check("network:RouteTable", bare, {"location": "eastus"})["location"] == "eastus"


def test_the_location_of_an_unknown_group_is_unknown(azure: Engine) -> None:
    assert azure.check("network:RouteTable", {"resourceGroupName": UNKNOWN})["location"] is UNKNOWN


def test_a_resource_without_name_gets_a_random_one_and_keeps_it(azure: Engine) -> None:
    bare = {"resourceGroupName": "rg", "location": "westeurope"}
    first = azure.check("network:RouteTable", bare, name="routes")
    assert first["routeTableName"].startswith("routes")
    assert len(first["routeTableName"]) == len("routes") + 8
    assert first["__createBeforeDelete"] is True
    again = azure.check("network:RouteTable", bare, first)
    assert again["routeTableName"] == first["routeTableName"]


def test_a_child_without_name_is_called_as_in_the_program(azure: Engine) -> None:
    named = azure.check("network:Subnet", {"resourceGroupName": "rg", "virtualNetworkName": "v"}, name="inner")
    assert named["subnetName"] == "inner"
    assert "__createBeforeDelete" not in named


def test_a_role_assignment_without_name_gets_a_uuid(azure: Engine) -> None:
    name = azure.check("authorization:RoleAssignment", changed(given.role(), "roleAssignmentName", None))[
        "roleAssignmentName"
    ]
    assert len(name.split("-")) == 5


_PARALLEL = """
from concurrent.futures import ThreadPoolExecutor
from local.azure import schema
types = ["PrivateZone", "VirtualNetworkLink", "PrivateRecordSet"] * 8
with ThreadPoolExecutor(24) as pool:
    specs = list(pool.map(schema.resource, [f"azure-native:privatedns:{kind}" for kind in types]))
assert all(spec.args.properties for spec in specs)
"""


def test_threads_that_ask_for_the_same_module_at_once_all_get_it_whole() -> None:
    subprocess.run([sys.executable, "-c", _PARALLEL], check=True, cwd=Path(__file__).parents[3], timeout=60)

"""What is deployed as an ARM template: every property where Azure Resource Manager has it, nothing secret."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from local.azure import arm_shape, schema, template
from local.azure.arm_types import TYPES
from local.azure.store import Store
from tests.unit.azure import samples as given
from tests.unit.azure import samples_network as net
from tests.unit.azure.harness import SCOPE, Engine, Inputs
from tests.unit.azure.test_azure_records import VAULT_ZONE, connect

PLACES = {
    *("type", "apiVersion", "name", "scope", "location", "tags", "sku", "kind", "identity", "zones", "plan"),
    *("dependsOn", "properties"),
}


def exported(store: Store, kind: str, name: str) -> dict[str, Any]:
    [one] = [one for one in of_group(store) if (one["type"], one["name"]) == (kind, name)]
    return one


def of_group(store: Store) -> list[dict[str, Any]]:
    resources: list[dict[str, Any]] = template.of_group(store, SCOPE)["resources"]
    return resources


def arm(token: str, values: Inputs) -> Inputs:
    return arm_shape.arm_form(schema.resource(f"azure-native:{token}"), values, answered=False)


@pytest.mark.usefixtures("platform")
def test_the_template_of_a_group_says_what_it_is(store: Store) -> None:
    found = template.of_group(store, SCOPE.upper())
    assert found["$schema"].endswith("2019-04-01/deploymentTemplate.json#")
    assert found["contentVersion"] == "1.0.0.0"
    assert len(found["resources"]) > 10


@pytest.mark.usefixtures("platform")
def test_every_resource_has_its_places_and_no_others(store: Store) -> None:
    for one in of_group(store):
        assert one.keys() <= PLACES, one["name"]
        assert re.fullmatch(r"\d{4}-\d\d-\d\d(-preview)?", one["apiVersion"]), one
        assert one["name"].count("/") == one["type"].count("/") - 1, "parent/child"


@pytest.mark.usefixtures("serviced")
def test_a_storage_account_is_as_azure_has_it(store: Store) -> None:
    one = exported(store, "Microsoft.Storage/storageAccounts", "stdemo")
    assert one["apiVersion"] == schema.resource("azure-native:storage:StorageAccount").api_version
    assert (one["sku"], one["kind"], one["location"]) == ({"name": "Standard_LRS"}, "StorageV2", "westeurope")
    assert one["properties"]["accessTier"] == "Hot", "what Azure fills in is there too"
    assert "primaryEndpoints" not in one["properties"], "what nobody can ask for is not"


def test_names_of_the_api_are_used() -> None:
    rules = {"defaultAction": "Deny", "ipRules": [{"iPAddressOrRange": "198.51.100.0/24"}]}
    made = arm("storage:StorageAccount", {"enableHttpsTrafficOnly": True, "networkRuleSet": rules})
    acls = {"defaultAction": "Deny", "ipRules": [{"value": "198.51.100.0/24"}]}
    assert made == {"properties": {"supportsHttpsTrafficOnly": True, "networkAcls": acls}}
    insights = arm("applicationinsights:Component", {"kind": "web", "applicationType": "web", "retentionInDays": 30})
    assert insights == {"kind": "web", "properties": {"Application_Type": "web", "RetentionInDays": 30}}


@pytest.mark.usefixtures("networked")
def test_items_of_lists_have_properties_of_their_own(store: Store) -> None:
    [rule] = exported(store, "Microsoft.Network/networkSecurityGroups", "nsg")["properties"]["securityRules"]
    assert rule["name"] == "deny"
    assert rule["properties"]["access"] == "Deny"
    [subnet, *_] = exported(store, "Microsoft.Network/virtualNetworks", "vnet")["properties"]["subnets"]
    assert subnet["name"] == "endpoints"
    assert subnet["properties"]["addressPrefix"] == "10.0.0.0/24"


@pytest.mark.parametrize(
    ("token", "values", "expected"),
    [
        ("network:AzureFirewall", {"sku": {"tier": "Premium"}, "zones": ["1"]},
         {"zones": ["1"], "properties": {"sku": {"tier": "Premium"}}}),
        ("compute:VirtualMachineExtension", {"type": "CustomScript", "location": "x"},
         {"location": "x", "properties": {"type": "CustomScript"}}),
        ("keyvault:Vault", {"location": "x", "properties": {"tenantId": "t"}},
         {"location": "x", "properties": {"tenantId": "t"}}),
        ("keyvault:Key", {"properties": {"attributes": {"expires": 5}}}, {"properties": {"attributes": {"exp": 5}}}),
        ("managedidentity:UserAssignedIdentity", {"location": "x"}, {"location": "x", "properties": {}}),
        ("compute:VirtualMachine", {"networkProfile": {"networkInterfaces": [{"id": "n", "primary": True}]}},
         {"properties": {"networkProfile": {"networkInterfaces": [{"id": "n", "properties": {"primary": True}}]}}}),
        ("monitor:MetricAlert",
         {"criteria": {"odataType": "Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria", "webTestId": "w"}},
         {"properties": {"criteria":
             {"odata.type": "Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria", "webTestId": "w"}}}),
        ("containerservice:ManagedCluster", {"autoScalerProfile": {"scanInterval": "10s"}},
         {"properties": {"autoScalerProfile": {"scan-interval": "10s"}}}),
    ],
)  # fmt: skip
def test_each_property_stands_where_azure_has_it(token: str, values: Inputs, expected: Inputs) -> None:
    assert arm(token, values) == expected


def test_the_tables_name_what_the_sdk_has() -> None:
    names, items = _everything()
    resources = {key for key in (*arm_shape._NAMES, *arm_shape._INSIDE) if key.startswith("azure-native:")}
    assert resources <= TYPES.keys()
    for key in resources:
        spec = schema.resource(key)
        known = {*spec.args.properties, *spec.response.properties}
        assert {*arm_shape._NAMES.get(key, {}), *arm_shape._INSIDE.get(key, ())} <= known
    for key in {*arm_shape._NAMES, *arm_shape._ITEMS} - resources:
        assert key in items, key
        assert arm_shape._NAMES.get(key, {}).keys() <= names[key], key


def _everything() -> tuple[dict[str, set[str]], set[str]]:
    """The properties of every object inside the types that the emulator knows, and the objects' names."""
    names: dict[str, set[str]] = {}
    waiting = [shape for token in TYPES for shape in schema.resource(token).args.properties.values()]
    seen: set[type] = set()
    while waiting:
        for of in _classes(waiting.pop()):
            if of not in seen:
                seen.add(of)
                spec = schema.nested(of)
                key = f"{of.__module__.split('.')[1]}:{of.__name__.removesuffix('Args')}"
                names[key] = set(spec.properties)
                waiting += spec.properties.values()
    return names, set(names)


def _classes(shape: schema.Shape) -> Iterator[type]:
    while isinstance(shape, schema.Items | schema.Entries):
        shape = shape.item
    if isinstance(shape, schema.Nested):
        yield shape.of
    elif isinstance(shape, schema.Choice):
        yield from shape.members


def test_children_are_named_after_their_parents_and_come_after_them(serviced: Engine, store: Store) -> None:
    serviced.create("privatedns:PrivateZone", given.zone())
    serviced.create("privatedns:VirtualNetworkLink", given.link())
    one = exported(store, "Microsoft.Network/privateDnsZones/virtualNetworkLinks", f"{VAULT_ZONE}/aml")
    assert one["dependsOn"] == [
        f"[resourceId('Microsoft.Network/privateDnsZones', '{VAULT_ZONE}')]",
        "[resourceId('Microsoft.Network/virtualNetworks', 'vnet')]",
    ]


def test_what_needs_a_subnet_comes_after_its_network(serviced: Engine, store: Store) -> None:
    serviced.create("network:PrivateEndpoint", given.endpoint())
    one = exported(store, "Microsoft.Network/privateEndpoints", "pe")
    assert "[resourceId('Microsoft.Network/virtualNetworks', 'vnet')]" in one["dependsOn"]


def test_what_hangs_on_a_resource_says_on_which(serviced: Engine, store: Store) -> None:
    serviced.create("authorization:ManagementLockByScope", given.lock(given.STORAGE_ID))
    one = exported(store, "Microsoft.Authorization/locks", "keep")
    assert one["scope"] == "Microsoft.Storage/storageAccounts/stdemo"
    assert one["properties"] == {"level": "CanNotDelete"}


def test_what_azure_brings_along_is_left_to_azure(serviced: Engine, store: Store) -> None:
    connect(serviced, given.VAULT_ID, "vault", VAULT_ZONE)
    kinds = {one["type"] for one in of_group(store)}
    assert "Microsoft.Network/privateEndpoints/privateDnsZoneGroups" in kinds
    assert not kinds & {"Microsoft.Network/privateDnsZones/A", "Microsoft.Network/networkInterfaces"}
    assert "Microsoft.Network/virtualNetworks/subnets" not in kinds, "they stand in their network"


def test_dependencies_are_in_the_template_and_have_no_circle(platform: Engine, store: Store) -> None:
    connect(platform, given.VAULT_ID, "vault", VAULT_ZONE)
    resources = of_group(store)
    by_key = {f"[resourceId('{one['type']}', {', '.join(repr(part) for part in one['name'].split('/'))})]": one
              for one in resources}  # fmt: skip
    needed = {key: one.get("dependsOn", []) for key, one in by_key.items()}
    assert sum(map(len, needed.values())) > 10
    done: set[str] = set()
    while done != needed.keys():
        ready = {key for key in needed.keys() - done if set(needed[key]) <= done}
        assert ready, "a dependency is missing, or a circle"
        done |= ready


def test_identities_of_ones_own_are_an_object(networked: Engine, store: Store) -> None:
    identity, _ = networked.create("managedidentity:UserAssignedIdentity", given.in_group(resourceName="id-own"))
    asked = {"type": "UserAssigned", "userAssignedIdentities": [identity]}
    networked.create("storage:StorageAccount", given.storage(identity=asked))
    one = exported(store, "Microsoft.Storage/storageAccounts", "stdemo")
    assert one["identity"] == {"type": "UserAssigned", "userAssignedIdentities": {identity: {}}}


def test_a_text_that_looks_like_an_expression_stays_a_text(azure: Engine, store: Store) -> None:
    azure.create("resources:ResourceGroup", given.group())
    azure.create("network:NetworkSecurityGroup", {**given.security_group(), "tags": {"note": "[today]"}})
    assert exported(store, "Microsoft.Network/networkSecurityGroups", "nsg")["tags"] == {"note": "[[today]"}


def test_no_secret_is_in_a_template(azure: Engine, store: Store) -> None:
    net.build_hub(azure)
    azure.create("network:VirtualNetworkGateway", net.vpn())
    azure.create("network:LocalNetworkGateway", net.site())
    azure.create("network:VirtualNetworkGatewayConnection", net.tunnel())
    given.build_services(azure)
    text = json.dumps(template.of_everything(store))
    assert "hunter2" not in text
    assert "InstrumentationKey" not in text


def test_a_whole_subscription_holds_a_deployment_for_each_group(serviced: Engine, store: Store) -> None:
    serviced.create("network:FlowLog", net.flow_log(targetResourceId=given.NETWORK_ID))
    found = template.of_everything(store)
    assert found["$schema"].endswith("2018-05-01/subscriptionDeploymentTemplate.json#")
    kinds = [(one["type"], one["name"]) for one in found["resources"]]
    assert kinds == [
        ("Microsoft.Resources/resourceGroups", "rg"),
        ("Microsoft.Resources/deployments", "rg"),
        ("Microsoft.Resources/deployments", "NetworkWatcherRG"),
    ]
    _, own, watcher = found["resources"]
    assert own["dependsOn"] == ["[subscriptionResourceId('Microsoft.Resources/resourceGroups', 'rg')]"]
    assert watcher["dependsOn"] == ["[subscriptionResourceId('Microsoft.Resources/deployments', 'rg')]"]
    assert own["properties"]["template"] == template.of_group(store, SCOPE)

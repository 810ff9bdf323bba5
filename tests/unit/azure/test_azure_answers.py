"""What Azure answers: ids, addresses, previews, reads, look-ups, secrets."""

from __future__ import annotations

import base64
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc
import pytest
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import provider_pb2
from pulumi.runtime.proto.provider_pb2_grpc import ResourceProviderStub

from local.azure import facts, serve
from local.azure.hosts import hosts_of
from local.azure.store import Store
from local.azure.wire import UNKNOWN, decode, encode
from tests.unit.azure import samples as given
from tests.unit.azure.harness import NETWORK, SCOPE, Engine, RefusedError, urn
from tests.unit.azure.samples import changed


def test_ids_are_built_as_arm_does(platform: Engine, store: Store) -> None:
    platform.create("machinelearningservices:Compute", given.cluster())
    platform.create("privatedns:PrivateZone", given.zone())
    platform.create(
        "storage:BlobContainer", {"resourceGroupName": "rg", "accountName": "stdemo", "containerName": "data"}
    )
    platform.create("authorization:RoleAssignment", given.role())
    ids = {record.id for record in store.resources()}
    assert {
        SCOPE,
        given.TRAINING,
        f"{given.WORKSPACE_ID}/computes/cpu",
        f"{NETWORK}/privateDnsZones/privatelink.vaultcore.azure.net",
        f"{given.STORAGE_ID}/blobServices/default/containers/data",
        f"{given.STORAGE_ID}/providers/Microsoft.Authorization/roleAssignments/11111111-1111-4111-8111-111111111111",
    } <= ids


def test_a_network_answers_with_the_ids_of_its_subnets(networked: Engine) -> None:
    record = networked.plugin.cloud.read(given.NETWORK_ID)
    assert [subnet["id"] for subnet in record.properties["subnets"]] == [
        given.ENDPOINTS,
        given.TRAINING,
        given.BASTION_SUBNET,
    ]


def test_an_endpoint_takes_real_addresses_of_its_subnet(platform: Engine) -> None:
    _, outputs = platform.create("network:PrivateEndpoint", given.endpoint(given.REGISTRY_ID, "registry"))
    addresses = {one["fqdn"]: one["ipAddresses"] for one in outputs["customDnsConfigs"]}
    assert addresses == {"crdemo.westeurope.data.azurecr.io": ["10.0.0.8"], "crdemo.azurecr.io": ["10.0.0.9"]}
    card = platform.plugin.cloud.read(outputs["networkInterfaces"][0]["id"])
    assert [one["privateIPAddress"] for one in card.properties["ipConfigurations"]] == ["10.0.0.8", "10.0.0.9"]


def test_a_workspace_endpoint_answers_for_all_of_the_workspaces_names(platform: Engine) -> None:
    record = platform.plugin.cloud.read(f"{NETWORK}/privateEndpoints/pe-mlw")
    names = [one["fqdn"] for one in record.properties["customDnsConfigs"]]
    assert len(names) == 4
    assert any(name.endswith("notebooks.azure.net") for name in names)
    assert max(len(label) for name in names for label in name.split(".")) <= 63, "DNS takes no longer ones"


def test_a_long_workspaces_name_is_cut_in_that_of_its_notebooks() -> None:
    guid = "11bfbf36-7dc6-5c8c-96f3-3916fcc0efaa"
    host = hosts_of("eastasia").notebooks_of("mlw-mlops-dev-oehrnm", "eastasia", guid)
    assert host == f"ml-mlw-mlops-dev--eastasia-{guid}.eastasia.notebooks.azure.net"
    assert len(host.partition(".")[0]) == 63


def test_identities_are_stable(serviced: Engine) -> None:
    made, identity = serviced.create("managedidentity:UserAssignedIdentity", given.in_group(resourceName="id-demo"))
    both = {"type": "SystemAssigned,UserAssigned", "userAssignedIdentities": [made]}
    _, outputs = serviced.create("machinelearningservices:Workspace", changed(given.workspace(), "identity", both))
    assert outputs["identity"]["principalId"] == facts.guid(given.WORKSPACE_ID, "principal")
    expected = {"principalId": identity["principalId"], "clientId": identity["clientId"]}
    assert outputs["identity"]["userAssignedIdentities"] == {made: expected}


def test_services_answer_with_their_addresses(serviced: Engine) -> None:
    read = serviced.plugin.cloud.read
    assert read(given.STORAGE_ID).properties["primaryEndpoints"]["blob"] == "https://stdemo.blob.core.windows.net/"
    assert read(given.VAULT_ID).properties["properties"]["vaultUri"] == "https://kv-demo.vault.azure.net/"
    assert read(given.REGISTRY_ID).properties["loginServer"] == "crdemo.azurecr.io"
    insights = read(given.INSIGHTS_ID).properties
    assert insights["instrumentationKey"] in insights["connectionString"]


def test_a_preview_echoes_inputs_and_leaves_the_rest_unknown(networked: Engine, store: Store) -> None:
    before = len(store.resources())
    told = networked.preview("network:VirtualNetwork", changed(given.network(), "virtualNetworkName", "new"))
    assert told["location"] == "westeurope"
    assert told["addressSpace"]["addressPrefixes"] == ["10.0.0.0/16"]
    assert told["subnets"][0]["addressPrefix"] == "10.0.0.0/24"
    for name in ("name", "etag", "type", "provisioningState"):
        assert told[name] is UNKNOWN
    assert "resourceGroupName" not in told
    assert len(store.resources()) == before


def test_a_preview_of_an_update_knows_name_and_location(networked: Engine) -> None:
    told = networked.update("network:RouteTable", f"{NETWORK}/routeTables/rt", given.route_table(), preview=True)
    assert (told["name"], told["location"], told["etag"]) == ("rt", "westeurope", UNKNOWN)


def test_a_preview_refuses_nothing_that_only_azure_knows(azure: Engine) -> None:
    assert azure.preview("network:VirtualNetwork", given.network(space="127.0.0.0/8"))["location"] == "westeurope"


def test_a_value_not_known_never_reaches_a_real_operation(networked: Engine) -> None:
    with pytest.raises(RefusedError, match="not known"):
        networked.create("network:RouteTable", changed(given.route_table(), "tags", {"a": UNKNOWN}))


def test_a_refresh_of_what_has_not_changed_changes_nothing(platform: Engine, store: Store) -> None:
    for record in store.resources():
        state = platform.plugin.cloud.read(record.id).properties
        answer = platform.read(record.token.removeprefix("azure-native:"), record.id, record.inputs or None, state)
        assert decode(answer.properties) == {key: value for key, value in state.items() if value is not None}
        assert not record.inputs or decode(answer.inputs) == record.inputs


def test_a_refresh_carries_a_change_in_azure_over_to_the_inputs(networked: Engine) -> None:
    table = f"{NETWORK}/routeTables/rt"
    inputs, state = given.route_table(), networked.plugin.cloud.read(table).properties
    networked.update("network:RouteTable", table, {**inputs, "tags": {"by": "hand"}})
    answer = networked.read("network:RouteTable", table, inputs, state)
    assert decode(answer.inputs) == {**inputs, "tags": {"by": "hand"}}


def test_subnets_others_look_after_do_not_become_inputs(networked: Engine) -> None:
    bare = changed(given.network({"name": "x"}, name="bare", space="10.3.0.0/16"), "subnets", None)
    made, state = networked.create("network:VirtualNetwork", bare)
    networked.create(
        "network:Subnet",
        {"resourceGroupName": "rg", "virtualNetworkName": "bare", "subnetName": "s", "addressPrefix": "10.3.0.0/24"},
    )
    assert "subnets" not in decode(networked.read("network:VirtualNetwork", made, bare, state).inputs)


def test_an_import_makes_inputs_from_the_id_and_the_answer(networked: Engine) -> None:
    answer = networked.read("network:PublicIPAddress", given.address_id())
    inputs = decode(answer.inputs)
    assert inputs["resourceGroupName"] == "rg"
    assert inputs["publicIpAddressName"] == "pip"
    assert inputs["sku"] == {"name": "Standard"}
    assert "provisioningState" not in inputs
    assert not networked.mistakes("network:PublicIPAddress", inputs)


def test_an_import_leaves_out_what_is_empty(networked: Engine) -> None:
    inputs = decode(networked.read("network:RouteTable", f"{NETWORK}/routeTables/rt").inputs)
    assert inputs == given.route_table()


def test_what_came_along_can_be_told_from_what_was_asked_for(serviced: Engine, store: Store) -> None:
    made, outputs = serviced.create("network:PrivateEndpoint", given.endpoint())
    owners = {record.id: record.comes_with for record in store.resources()}
    assert owners[given.TRAINING] == given.NETWORK_ID
    assert owners[outputs["networkInterfaces"][0]["id"]] == made
    assert owners[made] == ""


def test_what_is_gone_is_read_as_an_empty_id(networked: Engine) -> None:
    assert networked.read("network:RouteTable", f"{NETWORK}/routeTables/gone").id == ""


def test_an_id_of_another_type_is_refused(networked: Engine) -> None:
    with pytest.raises(RefusedError, match='Code="InvalidResourceId"'):
        networked.read("network:RouteTable", given.NETWORK_ID)


def test_azure_does_not_give_secrets_back_and_the_store_never_has_them(
    serviced: Engine, store: Store, tmp_path: Path
) -> None:
    serviced.create("network:NetworkInterface", given.interface())
    secret = {"resourceGroupName": "rg", "vaultName": "kv-demo", "secretName": "s", "properties": {"value": "hunter2"}}
    handler = {"publisher": "p", "type": "t", "typeHandlerVersion": "1.0"}
    extension = given.in_group(vmName="vm", vmExtensionName="init", **handler, protectedSettings={"script": "hunter2"})
    _, first = serviced.create("keyvault:Secret", secret)
    encoded = base64.b64encode(b"hunter2").decode()
    _, second = serviced.create("compute:VirtualMachine", given.machine(adminPassword="A-hunter2", customData=encoded))
    _, third = serviced.create("compute:VirtualMachineExtension", extension)
    stored = str([(record.inputs, record.properties) for record in store.resources()])
    written = b"".join(path.read_bytes() for path in tmp_path.glob("azure.db*"))
    for text in ("hunter2", encoded):
        assert text not in str((first, second, third))
        assert text not in stored
        assert text.encode() not in written


def test_an_error_of_the_emulator_shows_no_value(networked: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ValueError("hunter2")

    monkeypatch.setattr(networked.plugin.cloud, "create", broken)
    with pytest.raises(RefusedError, match="ValueError") as caught:
        networked.create("network:RouteTable", given.route_table())
    assert "hunter2" not in str(caught.value)


def test_the_client_configuration_is_stable(azure: Engine) -> None:
    assert azure.invoke("azure-native:authorization:getClientConfig")["subscriptionId"] == facts.SUBSCRIPTION
    azure.configure(subscriptionId="12345678-0000-4000-8000-000000000000")
    found = azure.invoke("azure-native:authorization:getClientConfig")
    assert found["subscriptionId"] == "12345678-0000-4000-8000-000000000000"
    assert azure.invoke("azure-native:authorization:getClientToken")["token"]


def test_what_is_stored_can_be_looked_up(networked: Engine) -> None:
    found = networked.invoke(
        "azure-native:network:getVirtualNetwork", {"resourceGroupName": "rg", "virtualNetworkName": "vnet"}
    )
    assert (found["id"], found["azureApiVersion"]) == (given.NETWORK_ID, "2024-05-01")
    with pytest.raises(RefusedError, match='Code="ResourceNotFound"'):
        networked.invoke(
            "azure-native:network:getVirtualNetwork", {"resourceGroupName": "rg", "virtualNetworkName": "no"}
        )


@pytest.mark.parametrize(
    "function", ["azure-native:storage:listStorageAccountKeys", "azure-native:network:getTeleporter"]
)
def test_a_function_that_is_not_there_is_a_loud_error(azure: Engine, function: str) -> None:
    with pytest.raises(RefusedError, match=f"does not answer the function {function}"):
        azure.invoke(function)


def test_parallel_requests_do_not_get_the_same_address(networked: Engine) -> None:
    def make(index: int) -> str:
        _, outputs = networked.create("network:NetworkInterface", given.interface(f"n{index}"))
        return str(outputs["ipConfigurations"][0]["privateIPAddress"])

    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(make, range(48)))
    assert len(set(found)) == 48


def test_the_store_outlives_the_process(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "azure.db"
    with serve(path) as ports:
        assert set(ports) == {"azure-native", "random"}
        with grpc.insecure_channel(f"127.0.0.1:{ports['azure-native']}") as channel:
            stub = ResourceProviderStub(channel)
            assert stub.GetPluginInfo(Empty()).version
            assert not stub.Handshake(provider_pb2.ProviderHandshakeRequest()).accept_secrets
            group = urn("azure-native:resources:ResourceGroup")
            made = stub.Create(provider_pb2.CreateRequest(urn=group, properties=encode(given.group())))
            assert made.id == SCOPE
            with pytest.raises(grpc.RpcError, match="cannot create already existing"):
                stub.Create(provider_pb2.CreateRequest(urn=group, properties=encode(given.group())))
    assert [record.id for record in Store(path).resources()] == [SCOPE]

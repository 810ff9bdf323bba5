"""Routes, service endpoint policies, flow logs and endpoint groups."""

from __future__ import annotations

import pytest

from local.azure import facts
from local.azure.store import Record, Store
from tests.unit.azure import samples as given
from tests.unit.azure import samples_network as net
from tests.unit.azure.harness import NETWORK, SCOPE, Engine, Inputs, RefusedError, refuse
from tests.unit.azure.samples import changed

TABLE, ROUTE = "network:RouteTable", "network:Route"
EGRESS = f"{NETWORK}/routeTables/egress"


@pytest.fixture
def hub(azure: Engine) -> Engine:
    net.build_hub(azure)
    azure.create("storage:StorageAccount", given.storage())
    azure.create("operationalinsights:Workspace", given.logs())
    return azure


def test_azure_refuses_a_route_of_its_own_as_it_would_in_the_table(hub: Engine) -> None:
    hub.create(TABLE, net.route_table())
    refuse(hub, ROUTE, net.own_route(nextHopType="VirtualAppliance"), "RouteNextHopIpAddressMissing")
    refuse(hub, ROUTE, net.own_route("again", "0.0.0.0/0"), "RouteConflict")
    refuse(hub, ROUTE, net.own_route() | {"routeTableName": "absent"}, "ParentResourceNotFound")
    hub.create(ROUTE, net.own_route())
    refuse(hub, ROUTE, net.own_route("again"), "RouteConflict")


def test_a_route_of_the_table_is_not_made_again(hub: Engine) -> None:
    hub.create(TABLE, net.route_table())
    with pytest.raises(RefusedError, match="cannot create already existing"):
        hub.create(ROUTE, net.own_route("default", "10.0.0.0/8"))


def test_a_list_of_routes_is_authoritative_and_an_absent_one_is_not(hub: Engine, store: Store) -> None:
    hub.create(TABLE, net.route_table())
    own, _ = hub.create(ROUTE, net.own_route())
    hub.update(TABLE, EGRESS, changed(net.route_table(), "routes", None))
    assert store.get(own) is not None
    hub.update(TABLE, EGRESS, net.route_table())
    assert store.get(own) is None


OWN = {"name": "own", "service": "Microsoft.Storage", "serviceResources": [given.STORAGE_ID]}


def test_an_endpoint_policy_has_one_definition_a_service_and_takes_groups_and_subscriptions(hub: Engine) -> None:
    wide = OWN | {"serviceResources": [SCOPE, f"/subscriptions/{facts.SUBSCRIPTION}"]}
    code = "ServiceEndpointPolicyDefinitionServiceNotUnique"
    refuse(hub, "network:ServiceEndpointPolicy", net.endpoint_policy(OWN, wide | {"name": "wide"}), code)
    hub.create("network:ServiceEndpointPolicy", net.endpoint_policy(wide))


def test_what_a_subnet_uses_stays(hub: Engine) -> None:
    hub.create("network:ServiceEndpointPolicy", net.endpoint_policy())
    hub.create(TABLE, net.route_table())
    used: Inputs = {
        "serviceEndpoints": [{"service": "Microsoft.Storage"}],
        "serviceEndpointPolicies": [{"id": net.ENDPOINT_POLICY_ID}],
        "routeTable": {"id": EGRESS},
    }
    hub.update("network:Subnet", net.PLAIN, net.own_subnet("plain", "10.10.3.0/24", **used))
    for doomed, code in (
        (net.ENDPOINT_POLICY_ID, "InUseServiceEndpointPolicyCannotBeDeleted"),
        (EGRESS, "InUseRouteTableCannotBeDeleted"),
    ):
        with pytest.raises(RefusedError, match=code):
            hub.delete(doomed)


def test_a_flow_log_without_keys_writes_with_an_identity(hub: Engine) -> None:
    identity, _ = hub.create("managedidentity:UserAssignedIdentity", given.in_group(resourceName="id-logs"))
    hub.create("storage:StorageAccount", given.storage("stkeyless", allowSharedKeyAccess=False))
    asked = net.flow_log(
        storageId=given.STORAGE_ID.replace("stdemo", "stkeyless"),
        identity={"type": "UserAssigned", "userAssignedIdentities": [identity]},
    )
    assert hub.create("network:FlowLog", asked)[0] == f"{net.WATCHER_ID}/flowLogs/fl"


def test_azure_makes_a_watcher_where_a_network_is(azure: Engine) -> None:
    azure.create("resources:ResourceGroup", given.group())
    azure.create("storage:StorageAccount", given.storage())
    refuse(azure, "network:FlowLog", net.flow_log(), "ResourceGroupNotFound")
    azure.create("network:VirtualNetwork", net.hub())
    group = {"resourceGroupName": "NetworkWatcherRG", "location": "westeurope"}
    own = {**group, "networkWatcherName": "NetworkWatcher_westeurope"}
    for kind, inputs in (("resources:ResourceGroup", group), ("network:NetworkWatcher", own)):
        with pytest.raises(RefusedError, match="cannot create already existing"):
            azure.create(kind, inputs)
    azure.create("network:FlowLog", net.flow_log())


def test_a_region_has_one_watcher(hub: Engine, store: Store) -> None:
    made, _ = hub.create("network:NetworkWatcher", net.watcher())
    refuse(hub, "network:NetworkWatcher", net.watcher(networkWatcherName="two"), "NetworkWatcherCountLimitReached")
    hub.create("network:VirtualNetwork", net.hub(name="far", space="10.10.0.0/16") | {"location": "northeurope"})
    far = net.flow_log(networkWatcherName="NetworkWatcher_northeurope", location="northeurope")
    refuse(hub, "network:FlowLog", far, "ParentResourceNotFound")
    assert store.get(made) is not None


def test_a_subnet_that_is_watched_can_go(hub: Engine) -> None:
    hub.create("network:FlowLog", net.flow_log(targetResourceId=net.PLAIN))
    hub.delete(net.PLAIN)


def endpoint(target: str, group: str) -> Inputs:
    return {**given.endpoint(target, group), "subnet": {"id": net.PLAIN}}


HOSTS = {
    "queue": "stdemo.queue.core.windows.net",
    "table": "stdemo.table.core.windows.net",
    "dfs": "stdemo.dfs.core.windows.net",
    "blob_secondary": "stdemo-secondary.blob.core.windows.net",
}


@pytest.mark.parametrize("group", HOSTS)
def test_each_part_of_a_storage_account_has_an_endpoint_of_its_own(hub: Engine, group: str) -> None:
    hub.update("storage:StorageAccount", given.STORAGE_ID, changed(given.storage(), "sku.name", "Standard_RAGRS"))
    _, outputs = hub.create("network:PrivateEndpoint", endpoint(given.STORAGE_ID, group))
    assert outputs["customDnsConfigs"] == [{"fqdn": HOSTS[group], "ipAddresses": ["10.10.3.4"]}]


def test_a_cluster_has_an_endpoint_for_its_management(hub: Engine, store: Store) -> None:
    cluster = f"{SCOPE}/providers/Microsoft.ContainerService/managedClusters/aks"
    kind = "Microsoft.ContainerService/managedClusters"
    properties = {"location": "westeurope", "privateFQDN": "aks.guid.privatelink.westeurope.azmk8s.io"}
    store.put(Record(cluster, kind, "azure-native:containerservice:ManagedCluster", {}, properties))
    refuse(hub, "network:PrivateEndpoint", endpoint(cluster, "blob"), "InvalidPrivateLinkServiceGroupId")
    _, outputs = hub.create("network:PrivateEndpoint", endpoint(cluster, "management"))
    assert outputs["customDnsConfigs"][0]["fqdn"] == properties["privateFQDN"]


def test_addresses_of_others_are_not_given_again(hub: Engine, store: Store) -> None:
    group = f"{SCOPE}/providers/Microsoft.ContainerInstance/containerGroups/agents"
    kind, token = "Microsoft.ContainerInstance/containerGroups", "azure-native:containerinstance:ContainerGroup"
    store.put(Record(group, kind, token, {}, {"ipAddress": {"ip": "10.10.3.4"}}), [net.PLAIN])
    _, outputs = hub.create("network:NetworkInterface", given.interface(subnet=net.PLAIN))
    assert outputs["ipConfigurations"][0]["privateIPAddress"] == "10.10.3.5"

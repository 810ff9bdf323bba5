"""What Azure and Azure ML require beyond the obvious holds in every stack of the project: one test a requirement."""

import ipaddress
import itertools
import uuid
from typing import Any

from components.settings.checks.network import ENDPOINT_ADDRESSES
from tests.support.recorder import Recording, Registration


def subnets(recording: Recording) -> dict[str, dict[str, Any]]:
    return {s["name"]: s for vnet in recording.of("network:VirtualNetwork") for s in vnet.inputs["subnets"]}


def role_names(recording: Recording) -> dict[str, Registration]:
    return {a.name.removeprefix("role-"): a for a in recording.of("authorization:RoleAssignment")}


def endpoint(recording: Recording, label: str) -> Registration:
    return recording.one("network:PrivateEndpoint", f"pep-{label}")


# https://learn.microsoft.com/azure/machine-learning/how-to-secure-workspace-vnet
def test_azures_trusted_services_pass_every_closed_firewall(stack: Recording) -> None:
    for account in stack.of("storage:StorageAccount"):
        assert account.inputs["networkRuleSet"]["bypass"] == "AzureServices"
    assert stack.one("keyvault:Vault").inputs["properties"]["networkAcls"]["bypass"] == "AzureServices"
    assert stack.one("containerregistry:Registry").inputs["networkRuleBypassOptions"] == "AzureServices"


# https://learn.microsoft.com/azure/machine-learning/how-to-enable-studio-virtual-network
def test_studio_finds_workspace_and_storage_in_one_vnet_and_may_read_the_storage_endpoints(stack: Recording) -> None:
    places = {endpoint(stack, label).inputs["subnet"]["id"] for label in ("workspace", "blob", "file")}
    assert len(places) == 1
    for kind in ("blob", "file"):
        reader = role_names(stack)[f"workspace-pep-{kind}"]
        assert reader.inputs["roleDefinitionId"].endswith("acdd72a7-3385-48ef-bd42-f606fba81ae7")  # Reader
        assert reader.depends_on(endpoint(stack, kind), "scope")


# https://learn.microsoft.com/azure/machine-learning/how-to-datastore
def test_nodes_read_and_write_identity_based_datastores(stack: Recording) -> None:
    for compute in stack.of("machinelearningservices:Compute"):
        if compute.inputs["properties"]["computeType"] == "Kubernetes":
            continue
        label = compute.name.split("-", 1)[1]
        roles = role_names(stack)
        assert roles[f"{label}-blob"].inputs["roleDefinitionId"].endswith("ba92f5b4-2d11-453d-a403-e96b0029c9fe")
        assert roles[f"{label}-file"].inputs["roleDefinitionId"].endswith("69566ab7-960f-475b-8e7c-b3118f30c6bd")


# https://learn.microsoft.com/azure/role-based-access-control/troubleshooting
def test_an_assignment_says_what_its_principal_is_and_has_a_name_of_its_own(stack: Recording) -> None:
    assignments = stack.of("authorization:RoleAssignment")
    names = {uuid.UUID(a.inputs["roleAssignmentName"]) for a in assignments}
    assert len(names) == len(assignments)
    assert {a.inputs["principalType"] for a in assignments} <= {"ServicePrincipal", "Group"}
    rows = {(a.inputs["principalId"], a.inputs["scope"], a.inputs["roleDefinitionId"]) for a in assignments}
    assert len(rows) == len(assignments), "the same grant twice answers RoleAssignmentExists"


# https://learn.microsoft.com/azure/azure-monitor/logs/private-link-design
def test_the_monitor_scope_has_five_zones_and_its_services_before_its_endpoint(prod: Recording) -> None:
    [group] = [g for g in prod.of("network:PrivateDnsZoneGroup") if g.name == "pep-azuremonitor-zones"]
    zones = [c["privateDnsZoneId"].rsplit("/", 1)[-1] for c in group.inputs["privateDnsZoneConfigs"]]
    assert len(zones) == 5
    assert "privatelink.blob.core.windows.net" in zones
    made = [z.inputs["privateZoneName"] for z in prod.of("privatedns:PrivateZone")]
    assert made.count("privatelink.blob.core.windows.net") == 1
    assert len(prod.of("monitor:PrivateLinkScope")) == 1
    for linked in prod.of("monitor:PrivateLinkScopedResource"):
        assert endpoint(prod, "azuremonitor").depends_on(linked)


# https://learn.microsoft.com/azure/private-link/disable-private-endpoint-network-policy
def test_security_groups_hold_for_endpoints(stack: Recording) -> None:
    assert subnets(stack)["snet-private-endpoints"]["privateEndpointNetworkPolicies"] == "Enabled"


# https://learn.microsoft.com/azure/nat-gateway/nat-gateway-resource
def test_machines_have_a_way_out_of_their_own_and_bastion_has_none(stack: Recording) -> None:
    for name, subnet in subnets(stack).items():
        if name.startswith(("snet-jump", "snet-agent", "snet-managed", "snet-training", "snet-aks")):
            assert {"natGateway", "routeTable"} & subnet.keys(), name
    assert not {"natGateway", "routeTable"} & subnets(stack)["AzureBastionSubnet"].keys()


# https://learn.microsoft.com/azure/bastion/connect-ip-address, .../bastion/native-client
def test_bastion_takes_the_native_client_and_nobody_else_reaches_the_jump_host(stack: Recording) -> None:
    bastion = stack.one("network:BastionHost").inputs
    assert bastion["sku"]["name"] in ("Standard", "Premium")
    assert bastion["enableTunneling"] is True
    rules = stack.one("network:NetworkSecurityGroup", "nsg-jump-host").inputs["securityRules"]
    sources = {r["sourceAddressPrefix"] for r in rules if r["direction"] == "Inbound" and r["access"] == "Allow"}
    assert sources == {subnets(stack)["AzureBastionSubnet"]["addressPrefix"]}
    assert [e for e in stack.of("compute:VirtualMachineExtension") if e.inputs["type"].startswith("AAD")]


# https://learn.microsoft.com/azure/devops/pipelines/agents/scale-set-agents
def test_the_elastic_pool_is_what_azure_pipelines_takes(max_: Recording) -> None:
    scale_set = max_.one("compute:VirtualMachineScaleSet").inputs
    assert scale_set["overprovision"] is False
    assert scale_set["upgradePolicy"]["mode"] == "Manual"
    assert scale_set["singlePlacementGroup"] is False
    steps = " ".join(max_.outputs["manualSteps"])
    assert "Virtual Machine Contributor" in steps


# https://learn.microsoft.com/azure/devops/managed-devops-pools/configure-networking
def test_managed_agents_and_containers_have_delegated_subnets_and_the_roles_to_join_them(max_: Recording) -> None:
    delegated = {n: s["delegations"][0]["serviceName"] for n, s in subnets(max_).items() if "delegations" in s}
    assert delegated["snet-agent-containers"] == "Microsoft.ContainerInstance/containerGroups"
    assert delegated["snet-managed-agents"] == "Microsoft.DevOpsInfrastructure/pools"
    pool, vnet = max_.one("devopsinfrastructure:Pool"), max_.one("network:VirtualNetwork", "vnet-bastion")
    joining = [
        a for a in max_.of("authorization:RoleAssignment")
        if a.inputs["principalId"] == "4a91b2e5-8f6b-4e8a-95a9-c03e629dc054" and a.depends_on(vnet, "scope")
    ]  # fmt: skip
    assert {a.inputs["roleDefinitionId"].rsplit("/", 1)[-1] for a in joining} == {
        "acdd72a7-3385-48ef-bd42-f606fba81ae7",  # Reader
        "4d97b98b-1d4f-4787-a291-c67834d212e7",  # Network Contributor
    }
    assert all(pool.depends_on(a) for a in joining)


# https://learn.microsoft.com/azure/machine-learning/how-to-custom-dns
# https://learn.microsoft.com/azure/container-registry/container-registry-private-link
def test_endpoints_that_answer_to_several_names_have_room_for_their_addresses(stack: Recording) -> None:
    assert ENDPOINT_ADDRESSES["amlworkspace"] >= 5
    assert ENDPOINT_ADDRESSES["registry"] >= 2
    room = ipaddress.IPv4Network(subnets(stack)["snet-private-endpoints"]["addressPrefix"]).num_addresses - 5
    groups = [e.inputs["privateLinkServiceConnections"][0]["groupIds"][0] for e in stack.of("network:PrivateEndpoint")]
    assert room >= sum(ENDPOINT_ADDRESSES.get(group, 1) for group in groups)


# https://learn.microsoft.com/azure/dns/private-dns-fallback
def test_names_that_have_no_record_here_are_not_looked_up_outside(stack: Recording) -> None:
    for link in stack.of("privatedns:VirtualNetworkLink"):
        assert link.inputs["resolutionPolicy"] == "Default"
        assert link.inputs["registrationEnabled"] is False


# https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview, .../machine-learning/concept-hub-workspace
def test_nothing_is_said_that_azure_refuses_to_hear(stack: Recording) -> None:
    assert stack.one("keyvault:Vault").inputs["properties"]["enablePurgeProtection"] is True  # false is refused
    workspace = stack.one("machinelearningservices:Workspace").inputs
    assert workspace["kind"] == "Default"
    assert not {"associatedWorkspaces", "hubResourceId", "enableDataIsolation"} & workspace.keys()


# https://learn.microsoft.com/azure/machine-learning/how-to-secure-batch-endpoint
def test_batch_endpoints_have_queues_and_tables_by_private_link(max_: Recording) -> None:
    assert max_.of("machinelearningservices:BatchEndpoint")
    assert endpoint(max_, "queue")
    assert endpoint(max_, "table")


def test_the_compute_subnet_holds_all_nodes_and_instances_at_once(stack: Recording) -> None:
    most = 0
    for compute in stack.of("machinelearningservices:Compute"):
        inner = compute.inputs["properties"].get("properties", {})
        most += inner.get("scaleSettings", {}).get("maxNodeCount", 1)
    space = ipaddress.IPv4Network(subnets(stack)["snet-training"]["addressPrefix"])
    assert space.num_addresses >= most + 5


# A hosted runner reaches neither the vault's data plane nor file shares: keys and secrets go through ARM.
def test_keys_and_secrets_are_resources_of_arm(max_: Recording) -> None:
    assert max_.of("keyvault:Key")
    assert max_.of("keyvault:Secret")
    for resource in [*max_.of("keyvault:Key"), *max_.of("keyvault:Secret")]:
        assert resource.request.retainOnDelete, "only the data plane deletes it"


# https://learn.microsoft.com/azure/network-watcher/vnet-flow-logs-overview
def test_flow_logs_are_those_of_vnets(prod: Recording) -> None:
    assert [log.inputs["targetResourceId"].rsplit("/", 2)[-2] for log in prod.of("network:FlowLog")] == [
        "virtualNetworks", "virtualNetworks",
    ]  # fmt: skip


# https://learn.microsoft.com/azure/machine-learning/how-to-secure-training-vnet
def test_no_address_space_touches_dockers_bridge_or_another(stack: Recording) -> None:
    spaces = [
        ipaddress.IPv4Network(prefix)
        for vnet in stack.of("network:VirtualNetwork")
        for prefix in vnet.inputs["addressSpace"]["addressPrefixes"]
    ]
    assert not any(space.overlaps(ipaddress.IPv4Network("172.17.0.0/16")) for space in spaces)
    assert not any(one.overlaps(other) for one, other in itertools.combinations(spaces, 2))


def test_application_insights_always_names_its_log_analytics_workspace(stack: Recording) -> None:
    """Filled in by Azure it would be drift in every plan."""
    insights = stack.one("applicationinsights:Component")
    assert insights.depends_on(stack.one("operationalinsights:Workspace"), "workspaceResourceId")
    assert insights.inputs["kind"] == "web"

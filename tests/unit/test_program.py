"""What the program registers for the project's own stacks, seen as the engine would receive it."""

import base64
import importlib
import inspect
import ipaddress
import itertools
import json
import re
import uuid
from typing import Any

import pulumi
import pytest
from pulumi_azure_native import storage

from components import security_rules
from components.clouds import PUBLIC
from components.identity import ROLES
from components.naming import SUFFIX_LENGTH
from components.transformations import drop_version_aliases
from tests.support.recorder import (
    SUBSCRIPTION,
    SUFFIX,
    Recording,
    Registration,
    record,
    record_stack,
    stack_config,
    strings_in,
)
from tests.support.stackfiles import stack_file

TOKEN = stack_file("agents-token").secrets["agentToken"]


def takes_tags(token: str) -> bool:
    """Whether requests of a type have a property `tags`, by the SDK's own class."""
    _, module, name = token.split(":")
    kind = getattr(importlib.import_module(f"pulumi_azure_native.{module}"), name)
    return "tags" in inspect.signature(kind._internal_init).parameters


@pytest.fixture(scope="module")
def with_token() -> Recording:
    return record_stack("agents-token")


def _section(key: str, stack: str = "dev") -> Any:
    return json.loads(stack_config(stack)[f"secure-mlops:{key}"])


def subnets(recording: Recording) -> dict[str, dict[str, Any]]:
    return {s["name"]: s for vnet in recording.of("network:VirtualNetwork") for s in vnet.inputs["subnets"]}


# --- House rules -----------------------------------------------------------------------------------------------------


def test_every_resource_has_a_parent_and_azure_ones_belong_to_a_component(stack: Recording) -> None:
    top = {"azure-native:resources:ResourceGroup", "random:index/randomString:RandomString"}
    for resource in stack.resources:
        if resource.kind == "pulumi:pulumi:Stack":
            continue
        assert resource.parent, f"{resource.urn} has no parent"
        if resource.custom and resource.kind not in top:
            assert "secure-mlops:" in resource.parent, f"{resource.urn} belongs to no component"


def test_everything_that_takes_tags_has_the_common_ones(stack: Recording) -> None:
    for resource in stack.azure:
        if takes_tags(resource.kind):
            assert resource.inputs["tags"].keys() >= {"workload", "environment", "managedBy", "owner", "costCenter"}, (
                resource.urn
            )


def test_names_are_explicit_and_only_globally_unique_ones_carry_the_suffix(prod: Recording) -> None:
    suffixed = {r.kind.removeprefix("azure-native:") for r in prod.azure if SUFFIX in _own_name(r)}
    assert suffixed == {
        "storage:StorageAccount",
        "keyvault:Vault",
        "containerregistry:Registry",
        "machinelearningservices:Workspace",
        "machinelearningservices:Compute",
        "operationalinsights:Workspace",
    }
    assert len(SUFFIX) == SUFFIX_LENGTH


# https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
_NETWORK = r"[a-zA-Z0-9]([\w.-]{0,78}\w)?"
_PLAIN = r"[a-zA-Z0-9][\w-]{0,62}[a-zA-Z0-9]"
NAME_RULES: dict[str, tuple[str, str]] = {
    "resources:ResourceGroup": ("resourceGroupName", r"[\w.()-]{0,89}[\w()-]"),
    "network:VirtualNetwork": ("virtualNetworkName", r"[a-zA-Z0-9][\w.-]{0,62}\w"),
    "network:PrivateEndpoint": ("privateEndpointName", r"[a-zA-Z0-9][\w.-]{0,62}\w"),
    "network:NetworkSecurityGroup": ("networkSecurityGroupName", _NETWORK),
    "network:NetworkInterface": ("networkInterfaceName", _NETWORK),
    "network:PublicIPAddress": ("publicIpAddressName", _NETWORK),
    "network:BastionHost": ("bastionHostName", _NETWORK),
    "network:NatGateway": ("natGatewayName", _NETWORK),
    "network:RouteTable": ("routeTableName", _NETWORK),
    "network:VirtualNetworkPeering": ("virtualNetworkPeeringName", _NETWORK),
    "network:PrivateDnsZoneGroup": ("privateDnsZoneGroupName", _NETWORK),
    "network:ServiceEndpointPolicy": ("serviceEndpointPolicyName", _NETWORK),
    "network:FirewallPolicy": ("firewallPolicyName", _NETWORK),
    "network:AzureFirewall": ("azureFirewallName", r"[a-zA-Z0-9][\w.-]{0,54}\w"),
    "network:VirtualNetworkGateway": ("virtualNetworkGatewayName", _NETWORK),
    "network:LocalNetworkGateway": ("localNetworkGatewayName", _NETWORK),
    "network:VirtualNetworkGatewayConnection": ("virtualNetworkGatewayConnectionName", _NETWORK),
    "network:ExpressRouteCircuit": ("circuitName", _NETWORK),
    "network:FlowLog": ("flowLogName", _NETWORK),
    "privatedns:VirtualNetworkLink": ("virtualNetworkLinkName", _NETWORK),
    "dnsresolver:DnsResolver": ("dnsResolverName", _NETWORK),
    "storage:StorageAccount": ("accountName", r"[a-z0-9]{3,24}"),
    "keyvault:Vault": ("vaultName", r"(?!.*--)[a-zA-Z][a-zA-Z0-9-]{1,22}[a-zA-Z0-9]"),
    "containerregistry:Registry": ("registryName", r"[a-zA-Z0-9]{5,50}"),
    "operationalinsights:Workspace": ("workspaceName", r"[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]"),
    "machinelearningservices:Workspace": ("workspaceName", r"[a-zA-Z0-9][\w-]{2,32}"),
    "machinelearningservices:Compute": ("computeName", r"[a-zA-Z](?!.*-\d+$)[a-zA-Z0-9-]{1,22}[a-zA-Z0-9]"),
    "machinelearningservices:OnlineEndpoint": ("endpointName", r"[a-zA-Z][a-zA-Z0-9-]{1,30}[a-zA-Z0-9]"),
    "machinelearningservices:BatchEndpoint": ("endpointName", r"[a-zA-Z][a-zA-Z0-9-]{1,30}[a-zA-Z0-9]"),
    "managedidentity:UserAssignedIdentity": ("resourceName", r"[a-zA-Z0-9][\w-]{2,127}"),
    "compute:VirtualMachine": ("vmName", r"[a-zA-Z0-9][a-zA-Z0-9-]{0,62}[a-zA-Z0-9]"),
    "compute:VirtualMachineScaleSet": ("vmScaleSetName", _PLAIN),
    "compute:DiskEncryptionSet": ("diskEncryptionSetName", r"[\w-]{1,80}"),
    "containerservice:ManagedCluster": ("resourceName", r"[a-zA-Z0-9]([\w-]{0,61}[a-zA-Z0-9])?"),
    "containerservice:AgentPool": ("agentPoolName", r"[a-z][a-z0-9]{0,11}"),
    "containerinstance:ContainerGroup": ("containerGroupName", r"(?!.*--)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"),
    "devcenter:DevCenter": ("devCenterName", r"[a-zA-Z0-9][\w.-]{2,25}"),
    "devcenter:Project": ("projectName", r"[a-zA-Z0-9][\w.-]{2,62}"),
    "devopsinfrastructure:Pool": ("poolName", r"[a-zA-Z0-9][a-zA-Z0-9.-]{1,42}[a-zA-Z0-9-]"),
    "authorization:PolicyAssignment": ("policyAssignmentName", r"[^<>%&:\\?/#]{1,64}"),
    "monitor:ActionGroup": ("groupShortName", r".{1,12}"),
}


def _own_name(resource: Registration) -> str:
    rule = NAME_RULES.get(resource.kind.removeprefix("azure-native:"))
    return str(resource.inputs[rule[0]]) if rule else ""


@pytest.mark.parametrize(("workload", "environment"), [("mlops", "prod"), ("abcdefgh", "abcde"), ("ab", "ab")])
def test_names_are_legal_at_the_longest_and_shortest_settings(workload: str, environment: str) -> None:
    recordings = [record_stack(stack, workload=workload, environment=environment) for stack in ("prod", "max")]
    for recording, (kind, (_, pattern)) in itertools.product(recordings, NAME_RULES.items()):
        for resource in recording.of(kind):
            assert re.fullmatch(pattern, _own_name(resource)), f"{kind} {_own_name(resource)}"


def test_ids_are_known_at_preview_and_tied_to_their_resource(prod: Recording) -> None:
    vnet = prod.one("network:VirtualNetwork", "vnet-aml")
    for endpoint in prod.of("network:PrivateEndpoint"):
        assert endpoint.inputs["subnet"]["id"] == (
            f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-mlops-prod/providers/Microsoft.Network"
            "/virtualNetworks/vnet-mlops-prod-aml/subnets/snet-private-endpoints"
        )
        assert endpoint.depends_on(vnet, "subnet")
    for group in prod.of("network:PrivateDnsZoneGroup"):
        assert any(group.depends_on(e, "privateEndpointName") for e in prod.of("network:PrivateEndpoint"))


def test_version_aliases_are_dropped_and_every_other_alias_is_kept() -> None:
    def program() -> None:
        pulumi.runtime.register_stack_transformation(drop_version_aliases)
        own = pulumi.ResourceOptions(aliases=[pulumi.Alias(name="old-name")])
        storage.StorageAccount("s", resource_group_name="g", kind="StorageV2", sku={"name": "Standard_LRS"}, opts=own)

    def untouched() -> None:
        storage.StorageAccount("s", resource_group_name="g", kind="StorageV2", sku={"name": "Standard_LRS"})

    aliases = record(program).one("storage:StorageAccount").request.aliases
    assert [alias.spec.name for alias in aliases] == ["old-name"]
    assert len(record(untouched).one("storage:StorageAccount").request.aliases) > 10


def test_no_resource_of_the_program_carries_a_version_alias(stack: Recording) -> None:
    for resource in stack.azure:
        assert not [a for a in resource.request.aliases if re.search(r"/v\d{8}", a.spec.type)], resource.urn


def test_nothing_is_made_anew_before_the_old_is_gone_as_names_are_explicit(stack: Recording) -> None:
    for resource in stack.azure:
        assert resource.request.deleteBeforeReplace, resource.urn


# --- Secrets ---------------------------------------------------------------------------------------------------------


def test_the_token_is_in_protected_settings_only_and_stays_a_secret(with_token: Recording) -> None:
    for resource in with_token.resources:
        inputs = dict(resource.inputs)
        protected = inputs.pop("protectedSettings", None)
        if resource.kind.endswith(":VirtualMachineExtension") and resource.name.startswith("agent-"):
            assert TOKEN in base64.b64decode(protected["script"]).decode()
            assert "protectedSettings" in resource.secrets
            assert "settings" not in inputs
        assert not [text for text in strings_in(inputs) if TOKEN in text], resource.urn
    assert not [text for text in strings_in(with_token.outputs) if TOKEN in text]


def test_without_a_token_the_script_is_still_protected(dev: Recording) -> None:
    extension = dev.one("compute:VirtualMachineExtension", "agent-01-init")
    assert "protectedSettings" in extension.secrets


# --- Network ---------------------------------------------------------------------------------------------------------


def test_every_subnet_has_a_security_group_and_no_implicit_way_out(stack: Recording) -> None:
    for name, subnet in subnets(stack).items():
        assert subnet["defaultOutboundAccess"] is False, name
        if name not in ("GatewaySubnet", "AzureFirewallSubnet"):  # Azure's own: they take none
            assert "/networkSecurityGroups/" in subnet["networkSecurityGroup"]["id"], name
        assert subnet["privateEndpointNetworkPolicies"] == "Enabled", name


def test_only_subnets_of_machines_go_out_by_nat_or_firewall(stack: Recording) -> None:
    out = {name for name, subnet in subnets(stack).items() if {"natGateway", "routeTable"} & subnet.keys()}
    machines = {
        "snet-training", "snet-aks", "snet-jump-host", "snet-agents", "snet-agent-containers", "snet-managed-agents",
    }  # fmt: skip
    assert out == machines & subnets(stack).keys()
    assert len({"natGateway", "routeTable"} & {key for s in subnets(stack).values() for key in s}) == 1


def test_peering_goes_both_ways_one_after_the_other(stack: Recording) -> None:
    first, second = stack.of("network:VirtualNetworkPeering")
    for peering in (first, second):
        assert peering.inputs["allowVirtualNetworkAccess"] is True
        assert peering.inputs["allowForwardedTraffic"] is True
    assert first.inputs["virtualNetworkName"] != second.inputs["virtualNetworkName"]
    assert second.depends_on(first)


def test_whatever_attaches_to_a_subnet_waits_for_the_peerings(stack: Recording) -> None:
    kinds = (
        "network:PrivateEndpoint",
        "network:NetworkInterface",
        "network:BastionHost",
        "machinelearningservices:Compute",
    )
    for kind in kinds:
        for resource in stack.of(kind):
            if resource.inputs.get("properties", {}).get("computeType") == "Kubernetes":
                continue  # an attachment stands in no subnet: its cluster does
            for peering in stack.of("network:VirtualNetworkPeering"):
                assert resource.depends_on(peering), resource.urn


def test_public_addresses_belong_to_the_ways_in_and_out_alone(stack: Recording) -> None:
    watching = {"azure-native:monitor:DiagnosticSetting", "azure-native:authorization:ManagementLockByScope"}
    holders = {
        other.kind
        for address in stack.of("network:PublicIPAddress")
        for other in stack.azure
        if other.depends_on(address) and other.kind not in watching
    }
    assert holders <= {
        f"azure-native:network:{kind}"
        for kind in ("BastionHost", "NatGateway", "AzureFirewall", "VirtualNetworkGateway")
    }
    assert "azure-native:network:BastionHost" in holders
    for address in stack.of("network:PublicIPAddress"):
        assert address.inputs["sku"]["name"] == "Standard"
        assert address.inputs["publicIPAllocationMethod"] == "Static"
    for interface in stack.of("network:NetworkInterface"):
        assert "publicIPAddress" not in interface.inputs["ipConfigurations"][0]


# https://learn.microsoft.com/azure/machine-learning/how-to-access-azureml-behind-firewall
DOCUMENTED_OUTBOUND = {
    ("AzureActiveDirectory", "Tcp", "80,443"),
    ("AzureMachineLearning", "Tcp", "443,8787,18881"),
    ("AzureMachineLearning", "Udp", "5831"),
    ("BatchNodeManagement.eastasia", "*", "443"),
    ("AzureResourceManager", "Tcp", "443"),
    ("Storage.eastasia", "Tcp", "443"),
    ("AzureFrontDoor.Frontend", "Tcp", "443"),
    ("AzureFrontDoor.FirstParty", "Tcp", "443"),
    ("MicrosoftContainerRegistry", "Tcp", "443"),
    ("VirtualNetwork", "Tcp", "443,445"),
    # what goes to the tag AzureMachineLearning elsewhere goes to the workspace's private endpoint here
    ("VirtualNetwork", "Tcp", "8787,18881"),
    ("VirtualNetwork", "Udp", "5831"),
}


@pytest.mark.parametrize(("name", "monitor"), [("dev", {("AzureMonitor", "Tcp", "443")}), ("monitoring", set())])
def test_compute_goes_out_exactly_where_azure_ml_documents(name: str, monitor: set[tuple[str, str, str]]) -> None:
    recording = record_stack(name)
    own = subnets(recording)["snet-training"]["addressPrefix"]
    rules = recording.one("network:NetworkSecurityGroup", "nsg-training").inputs["securityRules"]
    out = {
        (
            r["destinationAddressPrefix"],
            r["protocol"],
            r.get("destinationPortRange") or ",".join(r["destinationPortRanges"]),
        )
        for r in rules
        if r["direction"] == "Outbound" and r["access"] == "Allow" and r["destinationAddressPrefix"] != own
    }
    assert out == DOCUMENTED_OUTBOUND | monitor
    denied = [r for r in rules if r["access"] == "Deny" and r["direction"] == "Outbound"]
    assert [(r["destinationAddressPrefix"], r["priority"]) for r in denied] == [
        ("VirtualNetwork", 4095),
        ("Internet", 4096),
    ]
    inbound = [(r["sourceAddressPrefix"], r["access"]) for r in rules if r["direction"] == "Inbound"]
    assert inbound == [(own, "Allow"), ("VirtualNetwork", "Deny")]


# https://learn.microsoft.com/azure/bastion/bastion-nsg
BASTION_RULES = {
    ("Inbound", "Internet", "*", "443", "Tcp"),
    ("Inbound", "GatewayManager", "*", "443", "Tcp"),
    ("Inbound", "AzureLoadBalancer", "*", "443", "Tcp"),
    ("Inbound", "VirtualNetwork", "VirtualNetwork", "8080,5701", "*"),
    ("Outbound", "*", "VirtualNetwork", "22,3389", "*"),
    ("Outbound", "*", "AzureCloud", "443", "Tcp"),
    ("Outbound", "VirtualNetwork", "VirtualNetwork", "8080,5701", "*"),
    ("Outbound", "*", "Internet", "80", "*"),
}


def test_bastions_security_group_is_the_documented_one_whole() -> None:
    allowed = {
        (r.direction, r.source, r.destination, ",".join(r.ports), r.protocol)
        for r in security_rules.BASTION
        if r.access == "Allow"
    }
    assert allowed == BASTION_RULES


def test_rules_have_unique_priorities_and_names_in_each_direction(stack: Recording) -> None:
    for group in stack.of("network:NetworkSecurityGroup"):
        for direction in ("Inbound", "Outbound"):
            rules = [r for r in group.inputs["securityRules"] if r["direction"] == direction]
            assert len({r["priority"] for r in rules}) == len(rules), group.name
            assert all(100 <= r["priority"] <= 4096 for r in rules)
        assert len({(r["name"], r["direction"]) for r in group.inputs["securityRules"]}) == len(
            group.inputs["securityRules"]
        )


def test_only_bastion_hears_the_internet_and_only_bastion_reaches_the_jump_host(stack: Recording) -> None:
    for group in stack.of("network:NetworkSecurityGroup"):
        for rule in group.inputs["securityRules"]:
            if rule["direction"] == "Inbound" and rule["access"] == "Allow":
                assert rule["sourceAddressPrefix"] != "*"
                assert (rule["sourceAddressPrefix"] == "Internet") <= (group.name == "nsg-bastion")
    jump = stack.one("network:NetworkSecurityGroup", "nsg-jump-host").inputs["securityRules"]
    sessions = [r for r in jump if r.get("destinationPortRange") in ("22", "3389")]
    assert [r["sourceAddressPrefix"] for r in sessions] == [subnets(stack)["AzureBastionSubnet"]["addressPrefix"]]


# --- Private link ----------------------------------------------------------------------------------------------------


def test_every_service_has_its_endpoint(dev: Recording, prod: Recording) -> None:
    services = ["amlworkspace", "blob", "file", "registry", "vault"]
    # prod: Azure Monitor, and the blobs of the flow logs' account
    for recording, expected in ((dev, services), (prod, [*services, "azuremonitor", "blob"])):
        groups = [
            e.inputs["privateLinkServiceConnections"][0]["groupIds"][0] for e in recording.of("network:PrivateEndpoint")
        ]
        assert sorted(groups) == sorted(expected)


def test_each_endpoint_has_one_zone_group_with_all_its_zones(stack: Recording) -> None:
    for endpoint in stack.of("network:PrivateEndpoint"):
        group = endpoint.inputs["privateLinkServiceConnections"][0]["groupIds"][0]
        [zone_group] = [g for g in stack.of("network:PrivateDnsZoneGroup") if g.depends_on(endpoint)]
        zones = [c["privateDnsZoneId"].rsplit("/", 1)[-1] for c in zone_group.inputs["privateDnsZoneConfigs"]]
        assert tuple(zones) == PUBLIC.zones_of(group, "eastasia")


def test_every_zone_is_made_once_and_linked_to_both_vnets(stack: Recording) -> None:
    zones = [z.inputs["privateZoneName"] for z in stack.of("privatedns:PrivateZone")]
    assert len(set(zones)) == len(zones)
    vnets = stack.of("network:VirtualNetwork")
    for zone in zones:
        links = [link for link in stack.of("privatedns:VirtualNetworkLink") if link.inputs["privateZoneName"] == zone]
        for vnet in vnets:
            assert len([link for link in links if link.depends_on(vnet, "virtualNetwork")]) == 1, zone


def test_the_workspace_waits_for_its_services_endpoints_and_compute_for_the_workspaces(prod: Recording) -> None:
    workspace = prod.one("machinelearningservices:Workspace")
    groups = {g.name: g for g in prod.of("network:PrivateDnsZoneGroup")}
    for name in ("pep-blob-zones", "pep-file-zones", "pep-vault-zones", "pep-registry-zones"):
        assert workspace.depends_on(groups[name])
    for compute in prod.of("machinelearningservices:Compute"):
        assert compute.depends_on(groups["pep-workspace-zones"])


# --- Workspace and services ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "path", "value"),
    [
        ("machinelearningservices:Workspace", "publicNetworkAccess", "Disabled"),
        ("machinelearningservices:Workspace", "systemDatastoresAuthMode", "Identity"),
        ("machinelearningservices:Workspace", "imageBuildCompute", "cpu-cluster"),
        ("machinelearningservices:Workspace", "v1LegacyMode", False),
        ("machinelearningservices:Datastore", "properties.credentials.credentialsType", "None"),
        ("storage:StorageAccount", "publicNetworkAccess", "Disabled"),
        ("storage:StorageAccount", "networkRuleSet.defaultAction", "Deny"),
        ("storage:StorageAccount", "networkRuleSet.bypass", "AzureServices"),
        ("storage:StorageAccount", "allowSharedKeyAccess", False),
        ("storage:StorageAccount", "allowBlobPublicAccess", False),
        ("storage:StorageAccount", "minimumTlsVersion", "TLS1_2"),
        ("keyvault:Vault", "properties.publicNetworkAccess", "Disabled"),
        ("keyvault:Vault", "properties.networkAcls.bypass", "AzureServices"),
        ("keyvault:Vault", "properties.enablePurgeProtection", True),
        ("keyvault:Vault", "properties.enableRbacAuthorization", True),
        ("containerregistry:Registry", "publicNetworkAccess", "Disabled"),
        ("containerregistry:Registry", "sku.name", "Premium"),
        ("containerregistry:Registry", "adminUserEnabled", False),
        ("containerregistry:Registry", "networkRuleBypassOptions", "AzureServices"),
        ("applicationinsights:Component", "disableLocalAuth", True),
        ("operationalinsights:Workspace", "features.disableLocalAuth", True),
    ],
)
def test_the_services_are_closed_in_every_stack(stack: Recording, kind: str, path: str, value: object) -> None:
    assert stack.of(kind)
    for resource in stack.of(kind):
        found: Any = resource.inputs
        for part in path.split("."):
            found = found[part]
        assert found == value, resource.urn


def test_logs_are_private_with_a_monitor_scope_and_public_without(dev: Recording, prod: Recording) -> None:
    for recording, access in ((dev, "Enabled"), (prod, "Disabled")):
        for kind in ("applicationinsights:Component", "operationalinsights:Workspace"):
            inputs = recording.one(kind).inputs
            assert inputs["publicNetworkAccessForIngestion"] == access
            assert inputs["publicNetworkAccessForQuery"] == access
    scope = prod.one("monitor:PrivateLinkScope")
    assert scope.inputs["accessModeSettings"] == {"ingestionAccessMode": "Open", "queryAccessMode": "Open"}
    endpoint = prod.one("network:PrivateEndpoint", "pep-azuremonitor")
    assert all(endpoint.depends_on(linked) for linked in prod.of("monitor:PrivateLinkScopedResource"))


def test_what_holds_data_is_protected_in_prod_alone(dev: Recording, prod: Recording) -> None:
    def protected(recording: Recording) -> set[str]:
        return {r.name for r in recording.azure if r.request.protect}

    assert protected(dev) == set()
    assert protected(prod) == {
        "storage", "training-data", "vault", "cmk", "registry", "logs", "workspace", "flow-log-storage",
    }  # fmt: skip


def test_the_v1_mode_of_the_article_has_nothing_of_the_v2_api_beside_it() -> None:
    recording = record_stack("v1")
    assert recording.one("machinelearningservices:Workspace").inputs["v1LegacyMode"] is True
    assert recording.of("machinelearningservices:Datastore") == []


# --- Compute, machines, roles ----------------------------------------------------------------------------------------


def test_compute_is_private_keyless_and_scales_to_zero(stack: Recording) -> None:
    for compute in stack.of("machinelearningservices:Compute"):
        outer = compute.inputs["properties"]
        inner = outer["properties"]
        if outer["computeType"] == "Kubernetes":
            continue  # its nodes are the cluster's
        assert outer["disableLocalAuth"] is True
        assert compute.inputs["identity"]["type"] == "SystemAssigned"
        assert inner["enableNodePublicIp"] is False
        assert inner["subnet"]["id"].endswith("/subnets/snet-training")
        if outer["computeType"] == "AmlCompute":
            assert inner["remoteLoginPortPublicAccess"] == "Disabled"
            assert inner["scaleSettings"]["minNodeCount"] == 0
        else:
            assert inner["sshSettings"]["sshPublicAccess"] == "Disabled"
            assert inner["idleTimeBeforeShutdown"]


def test_the_articles_own_cluster_can_be_said() -> None:
    article = {
        "name": "my-cluster", "vmSize": "Standard_NC6s_v3", "priority": "LowPriority",
        "minNodes": 0, "maxNodes": 3, "idleBeforeScaleDown": "PT30S",
    }  # fmt: skip
    compute = _section("compute")
    compute["clusters"].append(article)
    cluster = record_stack("dev", compute=compute).one("machinelearningservices:Compute", "cluster-my-cluster")
    properties = cluster.inputs["properties"]["properties"]
    assert properties["vmSize"] == "Standard_NC6s_v3"
    assert properties["vmPriority"] == "LowPriority"
    assert properties["scaleSettings"] == {
        "minNodeCount": 0,
        "maxNodeCount": 3,
        "nodeIdleTimeBeforeScaleDown": "PT30S",
    }


def test_machines_have_keys_trusted_launch_and_no_public_address(stack: Recording) -> None:
    for machine in stack.of("compute:VirtualMachine"):
        os_profile = machine.inputs["osProfile"]
        if "windowsConfiguration" in os_profile:
            assert any(path.startswith("osProfile") for path in machine.secrets)
        else:
            assert os_profile["linuxConfiguration"]["disablePasswordAuthentication"] is True
            assert "adminPassword" not in os_profile
        security = machine.inputs["securityProfile"]
        assert security["securityType"] == "TrustedLaunch"
        assert security["uefiSettings"] == {"secureBootEnabled": True, "vTpmEnabled": True}
        assert security["encryptionAtHost"] is True


def test_there_are_as_many_agents_as_asked_each_with_its_extension(dev: Recording, prod: Recording) -> None:
    for recording, count in ((dev, 1), (prod, 2)):
        agents = [m for m in recording.of("compute:VirtualMachine") if "agent" in m.name]
        extensions = [e for e in recording.of("compute:VirtualMachineExtension") if e.name.endswith("-init")]
        assert len(agents) == len(extensions) == count
        assert {e.inputs["vmName"] for e in extensions} == {m.inputs["vmName"] for m in agents}
    assert {tuple(m.inputs["zones"]) for m in prod.of("compute:VirtualMachine") if "agent" in m.name} == {
        ("1",),
        ("2",),
    }


def test_roles_are_narrow_deterministic_and_typed(stack: Recording) -> None:
    assignments = stack.of("authorization:RoleAssignment")
    names = [a.inputs["roleAssignmentName"] for a in assignments]
    assert len(set(names)) == len(names)
    for assignment in assignments:
        uuid.UUID(assignment.inputs["roleAssignmentName"])
        assert assignment.inputs["principalType"] == ("Group" if "people" in assignment.name else "ServicePrincipal")
        assert assignment.inputs["roleDefinitionId"].rsplit("/", 1)[-1] in ROLES.values()
        assert assignment.inputs["scope"].count("/") > 4, "a role on a whole group or subscription"


def test_the_articles_contributor_on_the_registry_is_a_setting() -> None:
    workspace = {**_section("workspace"), "registryRole": "Contributor"}
    assignment = record_stack("dev", workspace=workspace).one("authorization:RoleAssignment", "role-workspace-registry")
    assert assignment.inputs["roleDefinitionId"].endswith(ROLES["Contributor"])


def test_a_new_principal_gets_a_new_assignment_name() -> None:
    both = [record_stack("dev").one("authorization:RoleAssignment", "role-workspace-registry") for _ in range(2)]
    assert both[0].inputs["roleAssignmentName"] == both[1].inputs["roleAssignmentName"]
    agents = [
        a.inputs["roleAssignmentName"]
        for a in record_stack("prod").of("authorization:RoleAssignment")
        if "agent" in a.name
    ]
    assert len(set(agents)) == 2


# --- Outputs ---------------------------------------------------------------------------------------------------------


def test_outputs_are_what_a_person_needs_next(prod: Recording) -> None:
    assert prod.outputs.keys() == {
        "resourceGroup", "workspaceId", "workspaceName", "studioUrl", "openJumpHost", "jumpHostAddress", "agentPools",
        "agents", "manualSteps", "privateEndpoints", "egressAddresses", "computeClusters", "computeInstances",
        "location", "addressSpaces",
    }  # fmt: skip
    assert prod.outputs["openJumpHost"].startswith("az network bastion ssh --name bas-mlops-prod ")
    assert prod.outputs["studioUrl"].startswith("https://ml.azure.com/?wsid=/subscriptions/")
    assert prod.outputs["addressSpaces"] == {"aml": "10.20.0.0/20", "bastion": "10.20.16.0/20"}


def test_pipelines_find_the_endpoints_that_models_are_deployed_to(max_: Recording) -> None:
    for output, kind in (("onlineEndpoints", "OnlineEndpoint"), ("batchEndpoints", "BatchEndpoint")):
        made = {one.inputs["endpointName"] for one in max_.of(f"machinelearningservices:{kind}")}
        assert set(max_.outputs[output].values()) == made != set()


def test_subnets_of_the_stack_files_leave_room_to_grow(stack: Recording) -> None:
    for vnet in stack.of("network:VirtualNetwork"):
        space = ipaddress.IPv4Network(vnet.inputs["addressSpace"]["addressPrefixes"][0])
        used = sum(ipaddress.IPv4Network(s["addressPrefix"]).num_addresses for s in vnet.inputs["subnets"])
        assert used <= space.num_addresses / 2


def test_the_default_storage_has_no_hierarchical_namespace(stack: Recording) -> None:
    assert stack.one("storage:StorageAccount", "storage").inputs["isHnsEnabled"] is False


def test_every_account_is_encrypted_with_the_key_where_storage_is_named(prod: Recording, dev: Recording) -> None:
    for recording, source in ((prod, "Microsoft.Keyvault"), (dev, "Microsoft.Storage")):
        for account in recording.of("storage:StorageAccount"):
            assert account.inputs["encryption"]["keySource"] == source, account.urn


def test_machines_and_compute_start_once_their_way_out_and_their_names_are_there() -> None:
    behind = record_stack("firewall")
    firewall = behind.one("network:AzureFirewall")
    for resource in (*behind.of("compute:VirtualMachine"), *behind.of("machinelearningservices:Compute")):
        assert resource.depends_on(firewall), resource.urn
    resolving = record_stack("vpn-people-entra")
    inbound = resolving.one("dnsresolver:InboundEndpoint")
    assert all(machine.depends_on(inbound) for machine in resolving.of("compute:VirtualMachine"))
    # The other VNet asks Azure's own DNS servers.
    assert not any(compute.depends_on(inbound) for compute in resolving.of("machinelearningservices:Compute"))

"""Agents on a scale set, in containers, and in a Managed DevOps Pool."""

from typing import Any

import pytest

from components.identity import ROLES
from tests.support.agents import (
    BY_SECRET,
    BY_TOKEN,
    CLIENT,
    CONTAINER,
    DISKS,
    KEY,
    MANAGED,
    SECRET,
    SERVICE,
    TOKEN,
    URL,
    VMSS,
    in_order,
    record_agents,
    settings,
    stand_in,
)
from tests.support.recorder import TENANT, Recording

GROUP = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-mlops-demo/providers"


# --- An elastic pool -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def scale_set() -> dict[str, Any]:
    return record_agents(settings(VMSS)).one("compute:VirtualMachineScaleSet").inputs


def test_a_scale_set_is_what_azure_pipelines_demands(scale_set: dict[str, Any]) -> None:
    # https://learn.microsoft.com/azure/devops/pipelines/agents/scale-set-agents#create-the-scale-set
    assert scale_set["overprovision"] is False
    assert scale_set["upgradePolicy"] == {"mode": "Manual"}
    assert scale_set["singlePlacementGroup"] is False
    assert scale_set["platformFaultDomainCount"] == 1
    assert scale_set["orchestrationMode"] == "Uniform"
    assert scale_set["sku"] == {"name": "Standard_D2s_v5", "tier": "Standard", "capacity": 0}
    assert "automaticRepairsPolicy" not in scale_set


def test_nothing_of_ours_registers_agents_of_a_scale_set(scale_set: dict[str, Any]) -> None:
    recording = record_agents(settings(VMSS))
    assert "extensionProfile" not in scale_set["virtualMachineProfile"]
    assert not recording.of("compute:VirtualMachineExtension")
    assert not recording.of("compute:VirtualMachineScaleSetExtension")


def test_what_azure_pipelines_writes_is_left_as_it_is() -> None:
    request = record_agents(settings(VMSS)).one("compute:VirtualMachineScaleSet").request
    assert set(request.ignoreChanges) == {
        "sku.capacity",
        "tags.__AzureDevOpsElasticPool",
        "tags.__AzureDevOpsElasticPoolTimeStamp",
        "virtualMachineProfile.extensionProfile",
    }


def test_machines_of_a_scale_set_are_private_and_take_keys_only(scale_set: dict[str, Any]) -> None:
    profile = scale_set["virtualMachineProfile"]
    [card] = profile["networkProfile"]["networkInterfaceConfigurations"]
    [address] = card["ipConfigurations"]
    assert card["primary"] is True
    assert card["enableIPForwarding"] is False
    assert address["subnet"]["id"] == f"{GROUP}/Microsoft.Network/virtualNetworks/vnet/subnets/agents"
    assert not [name for name in address if "public" in name.lower() or "loadBalancer" in name]
    linux = profile["osProfile"]["linuxConfiguration"]
    assert linux["disablePasswordAuthentication"] is True
    assert linux["ssh"]["publicKeys"] == [{"keyData": KEY, "path": "/home/azureuser/.ssh/authorized_keys"}]
    assert "adminPassword" not in profile["osProfile"]
    assert "customData" not in profile["osProfile"]


def test_machines_of_a_scale_set_start_and_store_securely(scale_set: dict[str, Any]) -> None:
    profile = scale_set["virtualMachineProfile"]
    assert profile["securityProfile"] == {
        "securityType": "TrustedLaunch",
        "uefiSettings": {"secureBootEnabled": True, "vTpmEnabled": True},
        "encryptionAtHost": True,
    }
    assert scale_set["identity"] == {"type": "SystemAssigned"}
    assert "diskEncryptionSet" not in profile["storageProfile"]["osDisk"]["managedDisk"]
    # Ephemeral disks need room on the host that not every size has.
    assert "diffDiskSettings" not in profile["storageProfile"]["osDisk"]


def test_a_scale_set_has_the_stacks_zones_and_key() -> None:
    recording = record_agents(settings(VMSS), zones=("1", "2", "3"), keys=True)
    inputs = recording.one("compute:VirtualMachineScaleSet").inputs
    assert inputs["zones"] == ["1", "2", "3"]
    disk = inputs["virtualMachineProfile"]["storageProfile"]["osDisk"]["managedDisk"]
    assert disk["diskEncryptionSet"] == {"id": DISKS}
    assert "zones" not in record_agents(settings(VMSS)).one("compute:VirtualMachineScaleSet").inputs


@pytest.mark.parametrize("environment", ["ab", "abcde"])
def test_names_of_a_scale_sets_machines_have_room_for_what_azure_appends(environment: str) -> None:
    recording = record_agents(settings(VMSS), names=("mlops", environment))
    profile = recording.one("compute:VirtualMachineScaleSet").inputs["virtualMachineProfile"]
    # https://learn.microsoft.com/azure/templates/microsoft.compute/virtualmachinescalesets: 1 to 15 characters
    assert 1 <= len(profile["osProfile"]["computerNamePrefix"]) <= 15
    assert profile["osProfile"]["computerNamePrefix"].startswith(environment)


def test_what_is_left_to_do_for_an_elastic_pool_is_said() -> None:
    role, pool, removal = record_agents(settings(VMSS)).outputs["manual_steps"]
    assert "Virtual Machine Contributor" in role
    assert f"{GROUP}/Microsoft.Compute/virtualMachineScaleSets/vmss-mlops-demo-agents" in role
    assert "/virtualNetworks/vnet/subnets/agents" in role
    assert "agent pool elastic" in pool
    assert "vmss-mlops-demo-agents" in pool
    assert "at most 7 machines" in pool
    assert "Before the scale set vmss-mlops-demo-agents is changed, refresh the stack" in removal
    assert "before it is replaced or deleted, delete agent pool elastic" in removal


# --- In containers ---------------------------------------------------------------------------------------------------


def variables(recording: Recording) -> dict[str, dict[str, str]]:
    group = in_order(recording, "containerinstance:ContainerGroup")[0]
    [container] = group.inputs["containers"]
    return {one["name"]: {k: v for k, v in one.items() if k != "name"} for one in container["environmentVariables"]}


def test_each_container_group_runs_one_agent_for_ever() -> None:
    groups = in_order(record_agents(settings(CONTAINER)), "containerinstance:ContainerGroup")
    assert [group.inputs["containerGroupName"] for group in groups] == [
        "ci-mlops-demo-agent-container-01",
        "ci-mlops-demo-agent-container-02",
    ]
    for group in groups:
        [container] = group.inputs["containers"]
        assert group.inputs["restartPolicy"] == "Always"
        assert group.inputs["osType"] == "Linux"
        assert container["image"] == "crmlops.azurecr.io/agents/linux:3"
        assert container["resources"]["requests"] == {"cpu": 1, "memoryInGB": 3}


def test_a_container_group_is_in_its_subnet_and_listens_nowhere() -> None:
    group = in_order(record_agents(settings(CONTAINER)), "containerinstance:ContainerGroup")[0]
    assert group.inputs["subnetIds"] == [{"id": f"{GROUP}/Microsoft.Network/virtualNetworks/vnet/subnets/containers"}]
    assert "ipAddress" not in group.inputs
    assert "ports" not in group.inputs["containers"][0]


def test_the_image_is_pulled_by_an_identity_that_may_and_through_the_private_endpoint() -> None:
    recording = record_agents(settings(CONTAINER))
    identity = recording.one("managedidentity:UserAssignedIdentity")
    role = recording.one("authorization:RoleAssignment")
    assert role.inputs["roleDefinitionId"].endswith(ROLES["AcrPull"])
    assert role.inputs["principalId"] == "principal-of-identity-agent-containers"
    assert role.inputs["scope"] == "/registry"
    identity_id = f"{GROUP}/Microsoft.ManagedIdentity/userAssignedIdentities/{identity.inputs['resourceName']}"
    for group in in_order(recording, "containerinstance:ContainerGroup"):
        assert group.inputs["identity"] == {"type": "UserAssigned", "userAssignedIdentities": [identity_id]}
        assert group.inputs["imageRegistryCredentials"] == [{"server": "crmlops.azurecr.io", "identity": identity_id}]
        assert group.depends_on(role)
        assert group.depends_on(stand_in(recording, "registry-endpoint"))
        assert group.depends_on(stand_in(recording, "way-out"))


def test_a_container_gets_what_microsofts_agent_image_reads() -> None:
    # https://learn.microsoft.com/azure/devops/pipelines/agents/docker#environment-variables
    found = variables(record_agents(settings(CONTAINER)))
    assert found["AZP_URL"] == {"value": URL}
    assert found["AZP_POOL"] == {"value": "boxes"}
    assert found["AZP_AGENT_NAME"] == {"value": "ci-mlops-demo-agent-container-01"}


@pytest.mark.parametrize(
    ("way", "credentials"),
    [
        ({}, {"AZURE_CLIENT_ID": {"value": "client-of-identity-agent-containers"}}),
        (BY_TOKEN, {"AZP_TOKEN": {"secureValue": TOKEN}}),
        (
            BY_SECRET,
            {
                "AZP_CLIENTID": {"value": CLIENT},
                "AZP_TENANTID": {"value": TENANT},
                "AZP_CLIENTSECRET": {"secureValue": SECRET},
            },
        ),
    ],
    ids=["identity", "token", "secret"],
)
def test_each_way_of_signing_in_has_its_variables_and_no_others(
    way: dict[str, Any], credentials: dict[str, dict[str, str]]
) -> None:
    recording = record_agents(settings(CONTAINER, **way))
    found = variables(recording)
    assert {name: found[name] for name in found if name not in ("AZP_URL", "AZP_POOL", "AZP_AGENT_NAME")} == credentials
    request = in_order(recording, "containerinstance:ContainerGroup")[0].request
    assert list(request.additionalSecretOutputs) == (["containers"] if way else [])


def test_secure_values_of_containers_are_secrets() -> None:
    group = in_order(record_agents(settings(CONTAINER, BY_TOKEN)), "containerinstance:ContainerGroup")[0]
    assert [path for path in group.secrets if path.startswith("containers")]


def test_containers_are_spread_over_zones_one_each_and_made_anew_for_another_size() -> None:
    groups = in_order(record_agents(settings(CONTAINER), zones=("1", "2")), "containerinstance:ContainerGroup")
    assert [group.inputs["zones"] for group in groups] == [["1"], ["2"]]
    # https://learn.microsoft.com/azure/container-instances/container-instances-update#limitations
    assert {"zones", "containers[*].resources"} <= set(groups[0].request.replaceOnChanges)


def test_the_image_is_named_among_what_is_left_to_do() -> None:
    image, admission = record_agents(settings(CONTAINER)).outputs["manual_steps"]
    assert "crmlops.azurecr.io/agents/linux:3" in image
    assert "id-mlops-demo-agent-containers (object id principal-of-identity-agent-containers)" in admission


# --- A Managed DevOps Pool -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def managed() -> Recording:
    return record_agents(settings(MANAGED))


def test_a_managed_pool_belongs_to_a_project_of_a_dev_center(managed: Recording) -> None:
    center = managed.one("devcenter:DevCenter")
    project = managed.one("devcenter:Project")
    pool = managed.one("devopsinfrastructure:Pool")
    assert project.depends_on(center, "devCenterId")
    assert pool.depends_on(project, "devCenterProjectResourceId")
    assert pool.inputs["devCenterProjectResourceId"] == f"{GROUP}/Microsoft.DevCenter/projects/dcp-mlops-demo"
    # Unique in the tenant and in all of Azure: https://learn.microsoft.com/azure/devops/managed-devops-pools
    assert center.inputs["devCenterName"].endswith("-kqzwtv")
    assert pool.inputs["poolName"].endswith("-kqzwtv")


def test_a_managed_pool_serves_one_organization_and_its_named_projects(managed: Recording) -> None:
    profile = managed.one("devopsinfrastructure:Pool").inputs["organizationProfile"]
    assert profile["kind"] == "AzureDevOps"
    # The organizations' shares add up to the most agents at once.
    # https://learn.microsoft.com/azure/devops/managed-devops-pools/configure-security
    assert profile["organizations"] == [
        {"url": URL, "projects": ["Bread", "Butter"], "parallelism": 3, "openAccess": False}
    ]
    assert managed.one("devopsinfrastructure:Pool").inputs["maximumConcurrency"] == 3


def test_a_managed_pool_without_named_projects_serves_all() -> None:
    service = {"managed": {"infrastructure_principal": SERVICE}}
    profile = record_agents(settings(service)).one("devopsinfrastructure:Pool").inputs["organizationProfile"]
    assert "projects" not in profile["organizations"][0]


def test_a_managed_pools_agents_are_stateless_and_in_the_subnet(managed: Recording) -> None:
    inputs = managed.one("devopsinfrastructure:Pool").inputs
    assert inputs["agentProfile"] == {"kind": "Stateless"}
    fabric = inputs["fabricProfile"]
    assert fabric["kind"] == "Vmss"
    assert fabric["sku"] == {"name": "Standard_D2ads_v5"}
    assert fabric["images"] == [{"wellKnownImageName": "ubuntu-24.04/latest", "buffer": "*"}]
    assert fabric["networkProfile"] == {"subnetId": f"{GROUP}/Microsoft.Network/virtualNetworks/vnet/subnets/managed"}
    assert fabric["osProfile"] == {"logonType": "Service"}


def test_the_service_may_join_the_subnet_before_the_pool_is_made(managed: Recording) -> None:
    # Reader and Network Contributor, both, on the VNet:
    # https://learn.microsoft.com/azure/devops/managed-devops-pools/configure-networking
    roles = managed.of("authorization:RoleAssignment")
    assert {role.inputs["roleDefinitionId"].rsplit("/")[-1] for role in roles} == {
        "acdd72a7-3385-48ef-bd42-f606fba81ae7",
        "4d97b98b-1d4f-4787-a291-c67834d212e7",
    }
    for role in roles:
        assert role.inputs["principalId"] == SERVICE
        assert role.inputs["principalType"] == "ServicePrincipal"
        assert role.inputs["scope"] == f"{GROUP}/Microsoft.Network/virtualNetworks/vnet"
        assert managed.one("devopsinfrastructure:Pool").depends_on(role)


def test_jobs_in_a_managed_pool_have_an_identity(managed: Recording) -> None:
    identity = managed.one("managedidentity:UserAssignedIdentity").inputs["resourceName"]
    assert managed.one("devopsinfrastructure:Pool").inputs["identity"] == {
        "type": "UserAssigned",
        "userAssignedIdentities": [f"{GROUP}/Microsoft.ManagedIdentity/userAssignedIdentities/{identity}"],
    }

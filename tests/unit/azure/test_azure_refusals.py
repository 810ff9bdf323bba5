"""Each rule is broken once, and answers with Azure's code."""

from __future__ import annotations

import pytest

from local.azure import facts
from local.azure.store import Store
from tests.unit.azure import samples as given
from tests.unit.azure.harness import NETWORK, SCOPE, Engine, Inputs, RefusedError
from tests.unit.azure.samples import changed

Case = tuple[str, Inputs, str]
_ABSENT = f"{NETWORK}/virtualNetworks/vnet/subnets/absent"


def refuse(azure: Engine, kind: str, inputs: Inputs, code: str) -> str:
    with pytest.raises(RefusedError) as caught:
        azure.create(kind, inputs)
    assert f'Code="{code}"' in str(caught.value)
    return str(caught.value)


def with_subnets(*prefixes: str) -> Inputs:
    return given.network(*({"name": f"s{i}", "addressPrefix": text} for i, text in enumerate(prefixes)), name="other")


NETWORK_CASES: dict[str, Case] = {
    "a subnet outside its network": (
        "network:VirtualNetwork",
        with_subnets("10.9.0.0/24", "11.0.0.0/24"),
        "NetcfgSubnetRangeOutsideVnet",
    ),
    "subnets that overlap": (
        "network:VirtualNetwork",
        with_subnets("10.0.0.0/24", "10.0.0.128/25"),
        "NetcfgSubnetRangesOverlap",
    ),
    "a subnet below /29": ("network:VirtualNetwork", with_subnets("10.0.0.0/30"), "NetcfgInvalidSubnet"),
    "bits behind the prefix": ("network:VirtualNetwork", with_subnets("10.0.0.5/24"), "InvalidCIDRNotation"),
    "an address range that is none": (
        "network:VirtualNetwork",
        with_subnets("10.0.0/24"),
        "InvalidAddressPrefixFormat",
    ),
    "a network in the loopback range": (
        "network:VirtualNetwork",
        given.network(space="127.0.0.0/16", name="other"),
        "AddressPrefixNotAllowed",
    ),
    "a subnet name twice": (
        "network:VirtualNetwork",
        given.network(
            {"name": "a", "addressPrefix": "10.0.0.0/24"}, {"name": "A", "addressPrefix": "10.0.1.0/24"}, name="other"
        ),
        "DuplicateResourceName",
    ),
    "an empty address space": (
        "network:VirtualNetwork",
        changed(given.network(name="other"), "addressSpace", None),
        "NoAddressPrefixOrPoolProvided",
    ),
    "address prefixes that overlap": (
        "network:VirtualNetwork",
        changed(given.network(name="other"), "addressSpace.addressPrefixes", ["10.0.0.0/16", "10.0.0.0/17"]),
        "NetcfgInvalidVirtualNetworkPrefix",
    ),
    "a route table on the Bastion subnet": (
        "network:VirtualNetwork",
        given.network(
            {
                "name": "AzureBastionSubnet",
                "addressPrefix": "10.0.0.0/26",
                "routeTable": {"id": f"{NETWORK}/routeTables/rt"},
            },
            name="other",
        ),
        "RouteTableCannotBeAttachedForAzureBastionSubnet",
    ),
    "a Bastion subnet whose rules are not complete": (
        "network:VirtualNetwork",
        given.network(
            {
                "name": "AzureBastionSubnet",
                "addressPrefix": "10.0.0.0/26",
                "networkSecurityGroup": {"id": f"{NETWORK}/networkSecurityGroups/nsg"},
            },
            name="other",
        ),
        "NetworkSecurityGroupNotCompliantForAzureBastionSubnet",
    ),
    "a standalone subnet over another one": (
        "network:Subnet",
        {"resourceGroupName": "rg", "virtualNetworkName": "vnet", "subnetName": "new", "addressPrefix": "10.0.0.64/26"},
        "NetcfgSubnetRangesOverlap",
    ),
    "a standalone subnet outside": (
        "network:Subnet",
        {"resourceGroupName": "rg", "virtualNetworkName": "vnet", "subnetName": "new", "addressPrefix": "10.7.0.0/33"},
        "InvalidAddressPrefixFormat",
    ),
    "a priority below 100": (
        "network:NetworkSecurityGroup",
        given.security_group(given.rule(priority=99), name="other"),
        "SecurityRuleInvalidPriority",
    ),
    "a priority above 4096": (
        "network:NetworkSecurityGroup",
        given.security_group(given.rule(priority=4097), name="other"),
        "SecurityRuleInvalidPriority",
    ),
    "two rules of one priority and direction": (
        "network:NetworkSecurityGroup",
        given.security_group(given.rule("a"), given.rule("b"), name="other"),
        "SecurityRuleConflict",
    ),
    "a Basic public address": (
        "network:PublicIPAddress",
        changed(given.public_ip("other"), "sku.name", "Basic"),
        "IPv4BasicSkuPublicIpCountLimitReached",
    ),
    "a public address without SKU": (
        "network:PublicIPAddress",
        changed(given.public_ip("other"), "sku", None),
        "IPv4BasicSkuPublicIpCountLimitReached",
    ),
    "a dynamic Standard address": (
        "network:PublicIPAddress",
        changed(given.public_ip("other"), "publicIPAllocationMethod", "Dynamic"),
        "StandardSkuPublicIPAddressesMustBeStatic",
    ),
    "a NAT gateway without SKU": (
        "network:NatGateway",
        changed(changed(given.nat(), "sku", None), "natGatewayName", "other"),
        "NatGatewaySkuNotSupported",
    ),
    "a public address for two": (
        "network:NatGateway",
        changed(given.nat(), "natGatewayName", "other"),
        "PublicIPAddressInUse",
    ),
    "Bastion in another subnet": (
        "network:BastionHost",
        changed(
            given.bastion(),
            "ipConfigurations",
            [{"name": "c", "subnet": {"id": given.ENDPOINTS}, "publicIPAddress": {"id": given.address_id("pip-bas")}}],
        ),
        "BastionHostSubnetNameInvalid",
    ),
    "a peering of networks that overlap": (
        "network:VirtualNetworkPeering",
        given.peering(f"{NETWORK}/virtualNetworks/vnet"),
        "VnetAddressSpacesOverlap",
    ),
    "an interface in another region": (
        "network:NetworkInterface",
        changed(given.interface(), "location", "northeurope"),
        "InvalidResourceReference",
    ),
    "an address Azure keeps": (
        "network:NetworkInterface",
        given.interface(privateIPAddress="10.0.0.3", privateIPAllocationMethod="Static"),
        "PrivateIPAddressInReservedRange",
    ),
    "an address of another subnet": (
        "network:NetworkInterface",
        given.interface(privateIPAddress="10.0.1.9", privateIPAllocationMethod="Static"),
        "PrivateIPAddressNotInSubnet",
    ),
    "a text that is no address": (
        "network:NetworkInterface",
        given.interface(privateIPAddress="ten", privateIPAllocationMethod="Static"),
        "InvalidIPAddressFormat",
    ),
    "a subnet that is not there": (
        "network:NetworkInterface",
        given.interface(subnet=_ABSENT),
        "InvalidResourceReference",
    ),
    "a remote network that is not there": (
        "network:VirtualNetworkPeering",
        given.peering(f"{NETWORK}/virtualNetworks/absent"),
        "InvalidResourceReference",
    ),
    "a private zone in a region": (
        "privatedns:PrivateZone",
        changed(given.zone(), "location", "westeurope"),
        "LocationNotAvailableForResourceType",
    ),
    "a child without its parent": ("privatedns:VirtualNetworkLink", given.link(), "ParentResourceNotFound"),
    "a group that is not there": (
        "network:RouteTable",
        {**given.route_table(), "resourceGroupName": "absent"},
        "ResourceGroupNotFound",
    ),
    "a lock on what is not there": (
        "authorization:ManagementLockByScope",
        given.lock(given.STORAGE_ID),
        "ParentResourceNotFound",
    ),
    "a network name that ends in a dot": (
        "network:VirtualNetwork",
        changed(given.network(), "virtualNetworkName", "vnet."),
        "InvalidResourceName",
    ),
    "a network name of one character": (
        "network:VirtualNetwork",
        changed(given.network(), "virtualNetworkName", "v"),
        "InvalidResourceName",
    ),
    "a security group name with a space": (
        "network:NetworkSecurityGroup",
        given.security_group(name="a b"),
        "InvalidResourceName",
    ),
    "a group name that ends in a dot": (
        "resources:ResourceGroup",
        {"resourceGroupName": "rg.", "location": "westeurope"},
        "InvalidResourceName",
    ),
    "capitals in a storage name": ("storage:StorageAccount", given.storage("stDemo"), "AccountNameInvalid"),
    "two hyphens in a vault name": ("keyvault:Vault", given.vault("kv--demo"), "VaultNameNotValid"),
    "a vault name of 25 characters": ("keyvault:Vault", given.vault("k" * 25), "VaultNameNotValid"),
    "a hyphen in a registry name": (
        "containerregistry:Registry",
        changed(given.registry(), "registryName", "cr-demo"),
        "RegistryNameInvalid",
    ),
    "a Log Analytics name of 3 characters": (
        "operationalinsights:Workspace",
        changed(given.logs(), "workspaceName", "log"),
        "InvalidResourceName",
    ),
    "an identity name that begins with a hyphen": (
        "managedidentity:UserAssignedIdentity",
        given.in_group(resourceName="-id"),
        "InvalidResourceName",
    ),
    "a vault that can be purged": ("keyvault:Vault", given.vault(enablePurgeProtection=False), "BadRequest"),
    "a retention of 5 days": ("keyvault:Vault", given.vault(softDeleteRetentionInDays=5), "BadRequest"),
    "a firewall rule without service endpoint": (
        "storage:StorageAccount",
        given.storage(
            networkRuleSet={
                "defaultAction": "Deny",
                "virtualNetworkRules": [{"virtualNetworkResourceId": given.ENDPOINTS}],
            }
        ),
        "NetworkAclsValidationFailure",
    ),
    "sixteen tags on a storage account": (
        "storage:StorageAccount",
        given.storage(tags={f"t{i}": "x" for i in range(16)}),
        "InvalidTags",
    ),
    "a Basic registry without public access": (
        "containerregistry:Registry",
        given.registry("Basic", publicNetworkAccess="Disabled"),
        "DisablingPublicNetworkAccessNotSupported",
    ),
    "zones for a Standard registry": (
        "containerregistry:Registry",
        given.registry("Standard", zoneRedundancy="Enabled"),
        "FeatureNotSupportedForSku",
    ),
    "exports off with public access on": (
        "containerregistry:Registry",
        given.registry(policies={"exportPolicy": {"status": "disabled"}}),
        "ExportPolicyNotAllowed",
    ),
    "a resource without location": (
        "network:RouteTable",
        {"resourceGroupName": "rg", "routeTableName": "rt2", "location": ""},
        "LocationRequired",
    ),
}

SERVICE_CASES: dict[str, Case] = {
    "an endpoint group of another service": (
        "network:PrivateEndpoint",
        given.endpoint(given.VAULT_ID, "blob"),
        "InvalidPrivateLinkServiceGroupId",
    ),
    "an endpoint without group": (
        "network:PrivateEndpoint",
        changed(
            given.endpoint(), "privateLinkServiceConnections", [{"name": "c", "privateLinkServiceId": given.VAULT_ID}]
        ),
        "MissingParameterOnPrivateLinkServiceConnection",
    ),
    "an endpoint with two groups": (
        "network:PrivateEndpoint",
        changed(
            given.endpoint(),
            "privateLinkServiceConnections",
            [{"name": "c", "privateLinkServiceId": given.STORAGE_ID, "groupIds": ["blob", "file"]}],
        ),
        "OnlyOneGroupIdPermitted",
    ),
    "a connection without name": (
        "network:PrivateEndpoint",
        changed(
            given.endpoint(),
            "privateLinkServiceConnections",
            [{"privateLinkServiceId": given.VAULT_ID, "groupIds": ["vault"]}],
        ),
        "InvalidRequestFormat",
    ),
    "an endpoint without subnet": (
        "network:PrivateEndpoint",
        changed(given.endpoint(), "subnet", None),
        "InvalidRequestFormat",
    ),
    "a storage name that is taken": (
        "storage:StorageAccount",
        {**given.storage(), "resourceGroupName": "rg2"},
        "StorageAccountAlreadyTaken",
    ),
    "a vault name that is taken": (
        "keyvault:Vault",
        {**given.vault(), "resourceGroupName": "rg2"},
        "VaultAlreadyExists",
    ),
    "a registry name that is taken": (
        "containerregistry:Registry",
        {**given.registry(), "resourceGroupName": "rg2"},
        "AlreadyInUse",
    ),
    "a workspace without vault": (
        "machinelearningservices:Workspace",
        changed(given.workspace(), "keyVault", None),
        "BadRequest",
    ),
    "a workspace without identity": (
        "machinelearningservices:Workspace",
        changed(given.workspace(), "identity", None),
        "BadRequest",
    ),
    "a workspace name of 2 characters": (
        "machinelearningservices:Workspace",
        changed(given.workspace(), "workspaceName", "ml"),
        "InvalidResourceName",
    ),
    "a workspace on what is not there": (
        "machinelearningservices:Workspace",
        changed(given.workspace(), "keyVault", given.VAULT_ID + "x"),
        "ResourceNotFound",
    ),
    "an image-build cluster with an illegal name": (
        "machinelearningservices:Workspace",
        given.workspace(imageBuildCompute="-"),
        "ImageBuildComputeNotValid",
    ),
    "a primary identity that is not assigned": (
        "machinelearningservices:Workspace",
        given.workspace(primaryUserAssignedIdentity="elsewhere"),
        "BadRequest",
    ),
    "a diagnostic setting without target": (
        "monitor:DiagnosticSetting",
        {"resourceUri": given.VAULT_ID, "name": "d", "logs": [{"enabled": True, "categoryGroup": "allLogs"}]},
        "BadRequest",
    ),
    "a diagnostic setting without category": (
        "monitor:DiagnosticSetting",
        {"resourceUri": given.VAULT_ID, "name": "d", "workspaceId": given.LOGS_ID},
        "BadRequest",
    ),
    "a role for a scope that is not there": (
        "authorization:RoleAssignment",
        given.role(given.STORAGE_ID + "x"),
        "ParentResourceNotFound",
    ),
}

COMPUTE_CASES: dict[str, Case] = {
    "a size that is retired": (
        "machinelearningservices:Compute",
        given.cluster(vmSize="Standard_NC6s_v3"),
        "SkuNotAvailable",
    ),
    "a cluster name that ends in a hyphen": (
        "machinelearningservices:Compute",
        given.cluster("cpu-"),
        "InvalidResourceName",
    ),
    "an instance name that ends in a number": (
        "machinelearningservices:Compute",
        given.instance("cpu-cluster-1"),
        "InvalidResourceName",
    ),
    "more nodes at least than at most": (
        "machinelearningservices:Compute",
        given.cluster(scaleSettings={"minNodeCount": 4, "maxNodeCount": 3}),
        "InvalidRequestPropertyValue",
    ),
    "an instance that is never idle enough": (
        "machinelearningservices:Compute",
        given.instance(idleTimeBeforeShutdown="PT5M"),
        "InvalidRequestPropertyValue",
    ),
    "an instance in another region": (
        "machinelearningservices:Compute",
        changed(given.instance(), "location", "northeurope"),
        "BadRequest",
    ),
    "a cluster in a subnet that is not there": (
        "machinelearningservices:Compute",
        given.cluster(subnet={"id": _ABSENT}),
        "ResourceNotFound",
    ),
    "a cluster without public address and without subnet": (
        "machinelearningservices:Compute",
        given.cluster(subnet=None),
        "BadRequest",
    ),
}


@pytest.mark.parametrize("case", NETWORK_CASES.values(), ids=NETWORK_CASES)
def test_azure_refuses_in_a_network(networked: Engine, case: Case) -> None:
    refuse(networked, *case)


@pytest.mark.parametrize("case", SERVICE_CASES.values(), ids=SERVICE_CASES)
def test_azure_refuses_among_services(serviced: Engine, case: Case) -> None:
    serviced.create("resources:ResourceGroup", {"resourceGroupName": "rg2", "location": "westeurope"})
    refuse(serviced, *case)


@pytest.mark.parametrize("case", COMPUTE_CASES.values(), ids=COMPUTE_CASES)
def test_azure_refuses_compute(platform: Engine, case: Case) -> None:
    refuse(platform, *case)


def test_compute_without_public_address_needs_the_workspace_endpoint_first(serviced: Engine) -> None:
    serviced.create("machinelearningservices:Workspace", given.workspace())
    text = refuse(serviced, "machinelearningservices:Compute", given.cluster(), "UserError")
    assert "requires workspace private endpoint" in text
    serviced.create("network:PrivateEndpoint", given.endpoint(given.WORKSPACE_ID, "amlworkspace"))
    serviced.create("machinelearningservices:Compute", given.cluster())


def test_a_private_endpoint_needs_a_premium_registry(networked: Engine) -> None:
    networked.create("containerregistry:Registry", given.registry("Standard"))
    refuse(
        networked,
        "network:PrivateEndpoint",
        given.endpoint(given.REGISTRY_ID, "registry"),
        "PrivateEndpointNotSupported",
    )


def test_a_workspace_refuses_storage_with_a_hierarchical_namespace(networked: Engine) -> None:
    given.build_services(networked)
    networked.create("storage:StorageAccount", given.storage("sthns", isHnsEnabled=True))
    bad = changed(given.workspace(), "storageAccount", given.STORAGE_ID.replace("stdemo", "sthns"))
    assert "HNS" in refuse(networked, "machinelearningservices:Workspace", bad, "BadRequest")


def test_a_workspace_refuses_premium_storage(networked: Engine) -> None:
    given.build_services(networked)
    networked.create("storage:StorageAccount", changed(given.storage("stfast"), "sku.name", "Premium_LRS"))
    bad = changed(given.workspace(), "storageAccount", given.STORAGE_ID.replace("stdemo", "stfast"))
    refuse(networked, "machinelearningservices:Workspace", bad, "BadRequest")


def test_compute_does_not_go_into_a_delegated_subnet(platform: Engine) -> None:
    delegated = {"name": "d", "serviceName": "Microsoft.ContainerInstance/containerGroups"}
    inputs = {
        "resourceGroupName": "rg",
        "virtualNetworkName": "vnet",
        "subnetName": "acis",
        "addressPrefix": "10.0.9.0/24",
        "delegations": [delegated],
    }
    subnet, _ = platform.create("network:Subnet", inputs)
    assert "delegated" in refuse(
        platform, "machinelearningservices:Compute", given.cluster(subnet={"id": subnet}), "BadRequest"
    )


def test_compute_does_not_go_into_the_docker_bridge_range(platform: Engine) -> None:
    platform.create(
        "network:VirtualNetwork",
        given.network({"name": "s", "addressPrefix": "172.17.1.0/24"}, name="docker", space="172.16.0.0/12"),
    )
    bad = given.cluster(subnet={"id": f"{NETWORK}/virtualNetworks/docker/subnets/s"})
    assert "172.17" in refuse(platform, "machinelearningservices:Compute", bad, "BadRequest")


def test_compute_does_not_mix_your_subnet_with_a_managed_network(serviced: Engine) -> None:
    serviced.create(
        "machinelearningservices:Workspace", given.workspace(managedNetwork={"isolationMode": "AllowInternetOutbound"})
    )
    serviced.create("network:PrivateEndpoint", given.endpoint(given.WORKSPACE_ID, "amlworkspace"))
    assert "managed network" in refuse(serviced, "machinelearningservices:Compute", given.cluster(), "BadRequest")


def test_bastion_needs_a_subnet_of_26_bits(networked: Engine) -> None:
    networked.create(
        "network:VirtualNetwork",
        given.network({"name": "AzureBastionSubnet", "addressPrefix": "10.0.0.0/27"}, name="small"),
    )
    configuration = {
        "name": "c",
        "subnet": {"id": f"{NETWORK}/virtualNetworks/small/subnets/AzureBastionSubnet"},
        "publicIPAddress": {"id": given.address_id("pip-bas")},
    }
    refuse(
        networked,
        "network:BastionHost",
        changed(given.bastion(), "ipConfigurations", [configuration]),
        "SubnetSizeTooSmall",
    )


def test_two_bastions_do_not_share_a_subnet(networked: Engine) -> None:
    networked.create("network:BastionHost", given.bastion())
    networked.create("network:PublicIPAddress", given.public_ip("pip-two"))
    configuration = {
        "name": "c",
        "subnet": {"id": given.BASTION_SUBNET},
        "publicIPAddress": {"id": given.address_id("pip-two")},
    }
    second = changed(changed(given.bastion(), "ipConfigurations", [configuration]), "bastionHostName", "two")
    refuse(networked, "network:BastionHost", second, "SubnetInUse")


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


def test_the_same_role_is_assigned_once(serviced: Engine) -> None:
    serviced.create("authorization:RoleAssignment", given.role())
    refuse(
        serviced,
        "authorization:RoleAssignment",
        given.role(name="33333333-3333-4333-8333-333333333333"),
        "RoleAssignmentExists",
    )


def test_a_network_is_linked_to_a_zone_once(networked: Engine) -> None:
    networked.create("privatedns:PrivateZone", given.zone())
    networked.create("privatedns:VirtualNetworkLink", given.link())
    refuse(networked, "privatedns:VirtualNetworkLink", given.link("again"), "Conflict")


def test_a_scope_links_only_what_is_monitored(serviced: Engine) -> None:
    modes = {"ingestionAccessMode": "Open", "queryAccessMode": "Open"}
    scope = {"resourceGroupName": "rg", "location": "global", "scopeName": "ampls", "accessModeSettings": modes}
    serviced.create("monitor:PrivateLinkScope", scope)
    linked = {"resourceGroupName": "rg", "scopeName": "ampls", "name": "kv", "linkedResourceId": given.VAULT_ID}
    refuse(serviced, "monitor:PrivateLinkScopedResource", linked, "BadRequest")


MACHINES: dict[str, Case] = {
    "a computer name with a leading underscore": (
        "compute:VirtualMachine",
        given.machine(computerName="_jump"),
        "InvalidParameter",
    ),
    "a Windows name of 16 characters": (
        "compute:VirtualMachine",
        given.machine(computerName="a" * 16, windowsConfiguration={}),
        "InvalidParameter",
    ),
    "Linux without password and key": (
        "compute:VirtualMachine",
        given.machine(linuxConfiguration={"disablePasswordAuthentication": True}),
        "InvalidParameter",
    ),
    "a retired machine size": (
        "compute:VirtualMachine",
        changed(given.machine(), "hardwareProfile.vmSize", "Standard_NC6s_v3"),
        "SkuNotAvailable",
    ),
}


@pytest.mark.parametrize("case", MACHINES.values(), ids=MACHINES)
def test_azure_refuses_machines(networked: Engine, case: Case) -> None:
    networked.create("network:NetworkInterface", given.interface())
    refuse(networked, *case)


def test_a_network_interface_serves_one_machine(networked: Engine) -> None:
    networked.create("network:NetworkInterface", given.interface())
    networked.create("compute:VirtualMachine", given.machine())
    refuse(networked, "compute:VirtualMachine", changed(given.machine(), "vmName", "two"), "NicInUse")


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

"""Requests that Azure would accept: each test breaks one thing in one of them."""

from __future__ import annotations

from typing import Any

from local.azure import facts
from tests.unit.azure.harness import GROUP, NETWORK, SCOPE, Engine, Inputs

NSG, ROUTES, NAT, ADDRESS = "nsg", "rt", "nat", "pip"
STORAGE_ID = f"{SCOPE}/providers/Microsoft.Storage/storageAccounts/stdemo"
VAULT_ID = f"{SCOPE}/providers/Microsoft.KeyVault/vaults/kv-demo"
REGISTRY_ID = f"{SCOPE}/providers/Microsoft.ContainerRegistry/registries/crdemo"
LOGS_ID = f"{SCOPE}/providers/Microsoft.OperationalInsights/workspaces/log-demo"
INSIGHTS_ID = f"{SCOPE}/providers/microsoft.insights/components/appi-demo"
WORKSPACE_ID = f"{SCOPE}/providers/Microsoft.MachineLearningServices/workspaces/mlw-demo"
NETWORK_ID = f"{NETWORK}/virtualNetworks/vnet"
ENDPOINTS = f"{NETWORK_ID}/subnets/endpoints"
TRAINING = f"{NETWORK_ID}/subnets/training"
BASTION_SUBNET = f"{NETWORK_ID}/subnets/AzureBastionSubnet"


def changed(inputs: Inputs, path: str, value: Any) -> Inputs:
    """Copy inputs with one property set; None takes it out."""
    step, _, rest = path.partition(".")
    inner = changed(inputs.get(step) or {}, rest, value) if rest else value
    return {key: item for key, item in {**inputs, step: inner}.items() if item is not None}


def in_group(**inputs: Any) -> Inputs:
    return {"resourceGroupName": GROUP, "location": "westeurope", **inputs}


def group() -> Inputs:
    return {"resourceGroupName": GROUP, "location": "westeurope"}


def rule(name: str = "deny", priority: int = 100, **other: Any) -> Inputs:
    return {
        "name": name,
        "priority": priority,
        "direction": "Inbound",
        "access": "Deny",
        "protocol": "*",
        "sourcePortRange": "*",
        "destinationPortRange": "*",
        "sourceAddressPrefix": "*",
        "destinationAddressPrefix": "*",
        **other,
    }


def security_group(*rules: Inputs, name: str = NSG) -> Inputs:
    return in_group(networkSecurityGroupName=name, securityRules=list(rules or [rule()]))


def public_ip(name: str = ADDRESS) -> Inputs:
    return in_group(publicIpAddressName=name, sku={"name": "Standard"}, publicIPAllocationMethod="Static")


def address_id(name: str = ADDRESS) -> str:
    return f"{NETWORK}/publicIPAddresses/{name}"


def nat() -> Inputs:
    return in_group(natGatewayName=NAT, sku={"name": "Standard"}, publicIpAddresses=[{"id": address_id()}])


def route_table() -> Inputs:
    return in_group(routeTableName=ROUTES)


def subnets() -> list[Inputs]:
    return [
        {
            "name": "endpoints",
            "addressPrefix": "10.0.0.0/24",
            "networkSecurityGroup": {"id": f"{NETWORK}/networkSecurityGroups/{NSG}"},
        },
        {
            "name": "training",
            "addressPrefix": "10.0.1.0/24",
            "natGateway": {"id": f"{NETWORK}/natGateways/{NAT}"},
            "routeTable": {"id": f"{NETWORK}/routeTables/{ROUTES}"},
        },
        {"name": "AzureBastionSubnet", "addressPrefix": "10.0.2.0/26"},
    ]


def network(*given: Inputs, name: str = "vnet", space: str = "10.0.0.0/16") -> Inputs:
    return in_group(
        virtualNetworkName=name,
        addressSpace={"addressPrefixes": [space]},
        subnets=list(given or subnets()),
    )


def peering(remote: str) -> Inputs:
    return {
        "resourceGroupName": GROUP,
        "virtualNetworkName": "vnet",
        "virtualNetworkPeeringName": "there",
        "remoteVirtualNetwork": {"id": remote},
    }


def bastion() -> Inputs:
    configuration = {"name": "c", "subnet": {"id": BASTION_SUBNET}, "publicIPAddress": {"id": address_id("pip-bas")}}
    return in_group(bastionHostName="bas", sku={"name": "Standard"}, ipConfigurations=[configuration])


def interface(name: str = "nic", subnet: str = ENDPOINTS, **configuration: Any) -> Inputs:
    one = {"name": "c", "subnet": {"id": subnet}, **configuration}
    return in_group(networkInterfaceName=name, ipConfigurations=[one])


def storage(name: str = "stdemo", **other: Any) -> Inputs:
    return in_group(accountName=name, kind="StorageV2", sku={"name": "Standard_LRS"}, **other)


def vault(name: str = "kv-demo", **properties: Any) -> Inputs:
    sku = {"family": "A", "name": "standard"}
    by_role = {"tenantId": facts.TENANT, "sku": sku, "enableRbacAuthorization": True}
    return in_group(vaultName=name, properties={**by_role, **properties})


def registry(sku: str = "Premium", **other: Any) -> Inputs:
    return in_group(registryName="crdemo", sku={"name": sku}, **other)


def logs() -> Inputs:
    return in_group(workspaceName="log-demo", sku={"name": "PerGB2018"})


def insights() -> Inputs:
    return in_group(resourceName="appi-demo", kind="web", applicationType="web", workspaceResourceId=LOGS_ID)


def workspace(**other: Any) -> Inputs:
    return in_group(
        workspaceName="mlw-demo",
        identity={"type": "SystemAssigned"},
        storageAccount=STORAGE_ID,
        keyVault=VAULT_ID,
        applicationInsights=INSIGHTS_ID,
        containerRegistry=REGISTRY_ID,
        **other,
    )


def endpoint(target: str = VAULT_ID, group_id: str = "vault", name: str = "pe") -> Inputs:
    connection = {"name": "c", "privateLinkServiceId": target, "groupIds": [group_id]}
    return in_group(privateEndpointName=name, subnet={"id": ENDPOINTS}, privateLinkServiceConnections=[connection])


def cluster(name: str = "cpu", **properties: Any) -> Inputs:
    given = {
        "vmSize": "Standard_DS3_v2",
        "enableNodePublicIp": False,
        "scaleSettings": {"minNodeCount": 0, "maxNodeCount": 3, "nodeIdleTimeBeforeScaleDown": "PT30S"},
        "subnet": {"id": TRAINING},
        **properties,
    }
    return in_group(
        workspaceName="mlw-demo",
        computeName=name,
        properties={"computeType": "AmlCompute", "properties": {k: v for k, v in given.items() if v is not None}},
    )


def instance(name: str = "ci-dev", **properties: Any) -> Inputs:
    given = {"vmSize": "Standard_DS3_v2", "enableNodePublicIp": False, "subnet": {"id": TRAINING}, **properties}
    return in_group(
        workspaceName="mlw-demo", computeName=name, properties={"computeType": "ComputeInstance", "properties": given}
    )


def zone(name: str = "privatelink.vaultcore.azure.net") -> Inputs:
    return {"resourceGroupName": GROUP, "location": "global", "privateZoneName": name}


def link(name: str = "aml") -> Inputs:
    return {
        **zone(),
        "virtualNetworkLinkName": name,
        "registrationEnabled": False,
        "virtualNetwork": {"id": NETWORK_ID},
    }


def lock(scope: str, level: str = "CanNotDelete") -> Inputs:
    return {"scope": scope, "lockName": "keep", "level": level}


def role(scope: str = STORAGE_ID, name: str = "11111111-1111-4111-8111-111111111111", **other: Any) -> Inputs:
    definitions = f"/subscriptions/{facts.SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions"
    return {
        "scope": scope,
        "roleAssignmentName": name,
        "principalId": "22222222-2222-4222-8222-222222222222",
        "principalType": "ServicePrincipal",
        "roleDefinitionId": f"{definitions}/acdd72a7-3385-48ef-bd42-f606fba81ae7",
        **other,
    }


PASSWORD = "hunter2-Hunter2"
IMAGE = {"publisher": "Canonical", "offer": "ubuntu-24_04-lts", "sku": "server", "version": "latest"}


def machine(**profile: Any) -> Inputs:
    return in_group(
        vmName="vm",
        hardwareProfile={"vmSize": "Standard_D2s_v5"},
        networkProfile={"networkInterfaces": [{"id": f"{NETWORK}/networkInterfaces/nic"}]},
        osProfile={"computerName": "jump", "adminUsername": "azureuser", "adminPassword": PASSWORD, **profile},
        storageProfile={"imageReference": IMAGE, "osDisk": {"createOption": "FromImage"}},
    )


def build_network(azure: Engine) -> None:
    """Make the group and the network."""
    azure.create("resources:ResourceGroup", group())
    azure.create("network:NetworkSecurityGroup", security_group())
    azure.create("network:PublicIPAddress", public_ip())
    azure.create("network:PublicIPAddress", public_ip("pip-bas"))
    azure.create("network:NatGateway", nat())
    azure.create("network:RouteTable", route_table())
    azure.create("network:VirtualNetwork", network())


def build_services(azure: Engine) -> None:
    """Make what a workspace stands on."""
    azure.create("storage:StorageAccount", storage())
    azure.create("keyvault:Vault", vault())
    azure.create("containerregistry:Registry", registry())
    azure.create("operationalinsights:Workspace", logs())
    azure.create("applicationinsights:Component", insights())


def build_workspace(azure: Engine) -> None:
    """Make the workspace and its private endpoint."""
    build_services(azure)
    azure.create("machinelearningservices:Workspace", workspace())
    azure.create("network:PrivateEndpoint", endpoint(WORKSPACE_ID, "amlworkspace", "pe-mlw"))


def zone_group(endpoint: str, *zones: str) -> Inputs:
    """The zones that an endpoint's names are written into."""
    ids = {zone: f"{NETWORK}/privateDnsZones/{zone}" for zone in zones}
    return {
        "resourceGroupName": GROUP,
        "privateEndpointName": endpoint,
        "privateDnsZoneGroupName": "default",
        "privateDnsZoneConfigs": [{"name": zone, "privateDnsZoneId": zone_id} for zone, zone_id in ids.items()],
    }

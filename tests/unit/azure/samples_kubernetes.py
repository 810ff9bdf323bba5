"""A private AKS cluster in a network of its own, with its zone, its identity, and the roles that it needs."""

from __future__ import annotations

from typing import Any

from tests.unit.azure import samples as given
from tests.unit.azure import samples_encryption as keys
from tests.unit.azure.harness import GROUP, NETWORK, SCOPE, Engine, Inputs
from tests.unit.azure.samples import in_group

NETWORK_ID = f"{NETWORK}/virtualNetworks/aks"
NODES = f"{NETWORK_ID}/subnets/nodes"
ROUTED = f"{NETWORK_ID}/subnets/routed"
BARE = f"{NETWORK_ID}/subnets/bare"
SMALL = f"{NETWORK_ID}/subnets/small"
TAKEN = f"{NETWORK_ID}/subnets/taken"
TWO = f"{NETWORK_ID}/subnets/two"
SERVERS, TINY = f"{NETWORK_ID}/subnets/api", f"{NETWORK_ID}/subnets/tiny"
ZONE = "privatelink.westeurope.azmk8s.io"
ZONE_ID = f"{NETWORK}/privateDnsZones/{ZONE}"
IDENTITIES = f"{SCOPE}/providers/Microsoft.ManagedIdentity/userAssignedIdentities"
PLANE, KUBELET = f"{IDENTITIES}/id-aks", f"{IDENTITIES}/id-kubelet"
CLUSTER = f"{SCOPE}/providers/Microsoft.ContainerService/managedClusters/aks"
GROUP_OF_ADMINS = "55555555-5555-4555-8555-555555555555"

NETWORK_CONTRIBUTOR = "4d97b98b-1d4f-4787-a291-c67834d212e7"
ZONE_CONTRIBUTOR = "b12aa53e-6015-4669-85d0-8515ebb3ae7f"
IDENTITY_OPERATOR = "f1a07417-d97a-45cb-824c-7a7467783830"


def subnet(name: str, prefix: str, **other: Any) -> Inputs:
    return {"name": name, "addressPrefix": prefix, **other}


def network() -> Inputs:
    nat = {"natGateway": {"id": f"{NETWORK}/natGateways/{given.NAT}"}}
    delegation = {"delegations": [{"name": "d", "serviceName": "Microsoft.ContainerInstance/containerGroups"}]}
    servers = {"delegations": [{"name": "d", "serviceName": "Microsoft.ContainerService/managedClusters"}]}
    return given.network(
        subnet("nodes", "10.40.0.0/24", **nat),
        subnet("routed", "10.40.1.0/24", routeTable={"id": f"{NETWORK}/routeTables/egress"}),
        subnet("bare", "10.40.2.0/24"),
        subnet("small", "10.40.3.0/29", **nat),
        subnet("taken", "10.40.4.0/24", **delegation),
        subnet("api", "10.40.5.0/28", **servers),
        subnet("tiny", "10.40.6.0/29", **servers),
        {"name": "two", "addressPrefixes": ["10.40.7.0/25", "10.40.7.128/25"], **nat},
        name="aks",
        space="10.40.0.0/16",
    )


def pool(name: str = "system", **other: Any) -> Inputs:
    return {
        "name": name,
        "mode": "System",
        "osType": "Linux",
        "osSKU": "AzureLinux",
        "type": "VirtualMachineScaleSets",
        "vmSize": "Standard_D4s_v5",
        "enableAutoScaling": True,
        "count": 1,
        "minCount": 1,
        "maxCount": 3,
        "availabilityZones": ["1", "2", "3"],
        "vnetSubnetID": NODES,
        "enableEncryptionAtHost": True,
        "enableNodePublicIP": False,
        **other,
    }


def fixed(count: int = 1, **other: Any) -> Inputs:
    """Give a pool that does not scale."""
    still = {"enableAutoScaling": False, "count": count, "minCount": None, "maxCount": None}
    return {key: value for key, value in pool(**{**still, **other}).items() if value is not None}


def profile(**other: Any) -> Inputs:
    return {
        "networkPlugin": "azure",
        "networkPluginMode": "overlay",
        "networkPolicy": "cilium",
        "networkDataplane": "cilium",
        "podCidr": "192.168.0.0/16",
        "serviceCidr": "172.20.0.0/16",
        "dnsServiceIP": "172.20.0.10",
        "outboundType": "userAssignedNATGateway",
        **other,
    }


def access(**other: Any) -> Inputs:
    return {
        "enablePrivateCluster": True,
        "enablePrivateClusterPublicFQDN": False,
        "privateDNSZone": ZONE_ID,
        "disableRunCommand": True,
        **other,
    }


def cluster(*pools: Inputs, **other: Any) -> Inputs:
    return in_group(
        **{
            "resourceName": "aks",
            "dnsPrefix": "aks",
            "kubernetesVersion": "1.36",
            "sku": {"name": "Base", "tier": "Standard"},
            "identity": {"type": "UserAssigned", "userAssignedIdentities": [PLANE]},
            "nodeResourceGroup": "rg-nodes",
            "enableRBAC": True,
            "disableLocalAccounts": True,
            "aadProfile": {
                "managed": True,
                "enableAzureRBAC": True,
                "adminGroupObjectIDs": [GROUP_OF_ADMINS],
            },
            "apiServerAccessProfile": access(),
            "networkProfile": profile(),
            "agentPoolProfiles": list(pools or [pool()]),
            "autoUpgradeProfile": {"upgradeChannel": "patch", "nodeOSUpgradeChannel": "NodeImage"},
            "oidcIssuerProfile": {"enabled": True},
            "securityProfile": {"workloadIdentity": {"enabled": True}},
            "addonProfiles": {"azurepolicy": {"enabled": True}},
            **other,
        }
    )


def agent_pool(name: str = "user", **other: Any) -> Inputs:
    asked = {key: value for key, value in pool(**{"mode": "User", **other}).items() if key != "name"}
    return {"resourceGroupName": GROUP, "resourceName": "aks", "agentPoolName": name, **asked}


def extension(settings: Inputs | None = None, **other: Any) -> Inputs:
    """Azure ML's extension for inference inside the network."""
    asked = {
        "enableTraining": "False",
        "enableInference": "True",
        "inferenceRouterServiceType": "LoadBalancer",
        "internalLoadBalancerProvider": "azure",
        "allowInsecureConnections": "False",
        "sslCname": "score.example.com",
        "inferenceRouterHA": "True",
        **(settings or {}),
    }
    return {
        "resourceGroupName": GROUP,
        "clusterRp": "Microsoft.ContainerService",
        "clusterResourceName": "managedClusters",
        "clusterName": "aks",
        **{
            "extensionName": "azureml",
            "extensionType": "Microsoft.AzureML.Kubernetes",
            "autoUpgradeMinorVersion": True,
            "releaseTrain": "Stable",
            "scope": {"cluster": {"releaseNamespace": "azureml"}},
            "configurationSettings": asked,
            "configurationProtectedSettings": {"scoringFe.sslCert": "hunter2", "scoringFe.sslKey": "hunter2"},
            **other,
        },
    }


def binding(name: str = "azureml", **other: Any) -> Inputs:
    return {
        "resourceGroupName": GROUP,
        "resourceName": "aks",
        "trustedAccessRoleBindingName": name,
        "roles": ["Microsoft.MachineLearningServices/workspaces/mlworkload"],
        "sourceResourceId": given.WORKSPACE_ID,
        **other,
    }


def maintenance(**other: Any) -> Inputs:
    """When the cluster may be upgraded."""
    window = {
        "durationHours": 4,
        "startTime": "02:00",
        "utcOffset": "+00:00",
        "schedule": {"weekly": {"dayOfWeek": "Sunday", "intervalWeeks": 1}},
        **other,
    }
    home = {"resourceGroupName": GROUP, "resourceName": "aks"}
    return {**home, "configName": "aksManagedAutoUpgradeSchedule", "maintenanceWindow": window}


def attached(**other: Any) -> Inputs:
    """The cluster as compute of a workspace."""
    asked = {"computeType": "Kubernetes", "resourceId": CLUSTER, "properties": {"namespace": "azureml"}}
    return in_group(workspaceName="mlw-demo", computeName="k8s", properties={**asked, **other})


def roles() -> dict[str, Inputs]:
    """Give the roles that the cluster's identity needs."""
    return {
        "zone": keys.grant(ZONE_ID, ZONE_CONTRIBUTOR, PLANE),
        "network": keys.grant(NETWORK_ID, NETWORK_CONTRIBUTOR, PLANE),
    }


def build_base(azure: Engine) -> None:
    """Make network, zone and identities, without any role."""
    azure.create("resources:ResourceGroup", given.group())
    azure.create("network:PublicIPAddress", given.public_ip())
    azure.create("network:NatGateway", given.nat())
    hop = {"addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.50.0.4"}
    azure.create("network:RouteTable", in_group(routeTableName="egress", routes=[{"name": "default", **hop}]))
    azure.create("network:VirtualNetwork", network())
    azure.create("privatedns:PrivateZone", given.zone(ZONE))
    azure.create("managedidentity:UserAssignedIdentity", in_group(resourceName="id-aks"))
    azure.create("managedidentity:UserAssignedIdentity", in_group(resourceName="id-kubelet"))


def build(azure: Engine) -> None:
    """Make all that a cluster needs before it."""
    build_base(azure)
    for role in roles().values():
        azure.create("authorization:RoleAssignment", role)

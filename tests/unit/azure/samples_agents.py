"""Build agents in containers and in managed pools, in a network with a subnet for each."""

from __future__ import annotations

from typing import Any

from tests.unit.azure import samples as given
from tests.unit.azure import samples_encryption as keys
from tests.unit.azure.harness import NETWORK, SCOPE, Engine, Inputs
from tests.unit.azure.samples import in_group

SUBNETS = f"{NETWORK}/virtualNetworks/agents/subnets"
CONTAINERS, POOLS, PLAIN = f"{SUBNETS}/aci", f"{SUBNETS}/pools", f"{SUBNETS}/plain"
AGENTS_ID = f"{NETWORK}/virtualNetworks/agents"
IDENTITY = f"{SCOPE}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-agents"
CENTER = f"{SCOPE}/providers/Microsoft.DevCenter/devcenters/dc-agents"
PROJECT = f"{SCOPE}/providers/Microsoft.DevCenter/projects/agents"
SERVER = "crdemo.azurecr.io"
ACR_PULL = "7f951dda-4ed3-4680-a7ca-43fe172d538d"
READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
NETWORK_CONTRIBUTOR = "4d97b98b-1d4f-4787-a291-c67834d212e7"
DEVOPS = "33333333-3333-4333-8333-333333333333"  # the service's own principal


def subnet(name: str, prefix: str, service: str = "") -> Inputs:
    delegations = {"delegations": [{"name": "d", "serviceName": service}]} if service else {}
    return {"name": name, "addressPrefix": prefix, **delegations}


def network() -> Inputs:
    return given.network(
        subnet("aci", "10.20.0.0/28", "Microsoft.ContainerInstance/containerGroups"),
        subnet("pools", "10.20.1.0/28", "Microsoft.DevOpsInfrastructure/pools"),
        subnet("plain", "10.20.2.0/24"),
        name="agents",
        space="10.20.0.0/16",
    )


def container(name: str = "agent", **other: Any) -> Inputs:
    return {
        "name": name,
        "image": f"{SERVER}/agent:1",
        "resources": {"requests": {"cpu": 1.0, "memoryInGB": 2.0}},
        "environmentVariables": [{"name": "URL", "value": "x"}, {"name": "TOKEN", "secureValue": "hunter2"}],
        **other,
    }


def credential(**other: Any) -> Inputs:
    return {"server": SERVER, "identity": IDENTITY, **other}


def group(*containers: Inputs, name: str = "aci-agents", **other: Any) -> Inputs:
    """A group in a delegated subnet whose image comes from the private registry."""
    return in_group(
        containerGroupName=name,
        **{
            "osType": "Linux",
            "restartPolicy": "Always",
            "sku": "Standard",
            "identity": {"type": "UserAssigned", "userAssignedIdentities": [IDENTITY]},
            "imageRegistryCredentials": [credential()],
            "subnetIds": [{"id": CONTAINERS}],
            "ipAddress": {"type": "Private", "ports": [{"port": 443, "protocol": "TCP"}]},
            "containers": list(containers or [container()]),
            **other,
        },
    )


def public_group() -> Inputs:
    """A group outside any network."""
    inside = group(container(image="mcr.microsoft.com/a:1"))
    ports = [{"port": 443, "protocol": "TCP"}]
    kept = {key: value for key, value in inside.items() if key not in ("subnetIds", "imageRegistryCredentials")}
    return kept | {"ipAddress": {"type": "Public", "ports": ports}}


def center(**other: Any) -> Inputs:
    return in_group(devCenterName="dc-agents", **other)


def project(**other: Any) -> Inputs:
    return in_group(**{"projectName": "agents", "devCenterId": CENTER, **other})


def image(**other: Any) -> Inputs:
    return other or {"wellKnownImageName": "ubuntu-24.04", "buffer": "*"}


def fabric(*images: Inputs, size: str = "Standard_D2ads_v5", subnet_id: str = POOLS) -> Inputs:
    return {
        "kind": "Vmss",
        "sku": {"name": size},
        "images": list(images),
        "networkProfile": {"subnetId": subnet_id},
    }


def organizations(*listed: Inputs, **other: Any) -> Inputs:
    return {"kind": "AzureDevOps", "organizations": list(listed), **other}


def organization(name: str = "contoso", **other: Any) -> Inputs:
    return {"url": f"https://dev.azure.com/{name}", "projects": ["mlops"], **other}


def pool(**other: Any) -> Inputs:
    return in_group(
        **{
            "poolName": "pool",
            "devCenterProjectResourceId": PROJECT,
            "maximumConcurrency": 4,
            "agentProfile": {"kind": "Stateless"},
            "fabricProfile": fabric(image()),
            "organizationProfile": organizations(organization(parallelism=4)),
            **other,
        }
    )


def service_roles() -> list[Inputs]:
    """Give the service's principal what it needs on the network."""
    return [
        keys.grant(
            AGENTS_ID, role, IDENTITY, principalId=DEVOPS, roleAssignmentName=f"4444444{n}-4444-4444-8444-444444444444"
        )
        for n, role in enumerate((READER, NETWORK_CONTRIBUTOR))
    ]


def pull(scope: str = given.REGISTRY_ID, role: str = ACR_PULL) -> Inputs:
    return keys.grant(scope, role, IDENTITY)


def build(azure: Engine) -> None:
    """Make the network, an identity, and a registry that it may pull from."""
    azure.create("resources:ResourceGroup", given.group())
    azure.create("network:VirtualNetwork", network())
    azure.create("managedidentity:UserAssignedIdentity", in_group(resourceName="id-agents"))
    closed = given.registry(publicNetworkAccess="Disabled", networkRuleBypassOptions="AzureServices")
    azure.create("containerregistry:Registry", closed)


def build_project(azure: Engine) -> None:
    """Make what a pool belongs to."""
    azure.create("devcenter:DevCenter", center())
    azure.create("devcenter:Project", project())

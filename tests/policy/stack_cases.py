"""One change each to the compliant stack, and what the gate must then say."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from tests.policy.compliant import BASTION_GROUP, COMPLIANT, stack
from tests.policy.gate import DROP, UNKNOWN, R, put

Change = Callable[[list[R]], list[R]]
_NET = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Network"


@dataclass(frozen=True)
class Case:
    """A change to the stack, the rule it trips on which resource, and what the message says."""

    title: str
    change: Change
    rule: str
    name: str
    says: str

    def __str__(self) -> str:
        return self.title.replace(" ", "-")


def edit(name: str, path: str, value: Any) -> Change:
    return lambda resources: [replace(r, props=put(r.props, path, value)) if r.name == name else r for r in resources]


def deps(name: str, **found: list[str]) -> Change:
    return lambda resources: [replace(r, deps={**r.deps, **found}) if r.name == name else r for r in resources]


def add(*more: R) -> Change:
    return lambda resources: [*resources, *more]


def drop(*names: str) -> Change:
    return lambda resources: [r for r in resources if r.name not in names]


def both(*changes: Change) -> Change:
    def change(resources: list[R]) -> list[R]:
        for one in changes:
            resources = one(resources)
        return resources

    return change


def changed(change: Change) -> list[R]:
    return change(stack())


_OPEN_443: dict[str, Any] = BASTION_GROUP["securityRules"][0]
_NIC_ON = {"ipConfigurations": [{"name": "ip"}]}
_CONTRIBUTOR = {"roleDefinitionId": "/x/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c"}
_AKS = COMPLIANT["containerservice:ManagedCluster"]
_ATTACHED = R(
    "machinelearningservices:Compute",
    "attached",
    {"properties": {"computeType": "Kubernetes", "resourceId": "/x/Microsoft.ContainerService/managedClusters/aks"}},
)
_BASTION_ONLY = "azure-network-nsg-internet-inbound-bastion"
_OWNER = "azure-network-publicip-owner"

CASES = [
    Case(
        "the bastion group is on the training subnet too",
        edit("vnet", "subnets.0.networkSecurityGroup.id", f"{_NET}/networkSecurityGroups/nsg-bastion"),
        _BASTION_ONLY,
        "nsg-bastion",
        "is attached to training, must be on AzureBastionSubnet only",
    ),
    Case(
        "the bastion group is on a standalone subnet too",
        add(
            R(
                "network:Subnet",
                "extra",
                {
                    "subnetName": "extra",
                    "defaultOutboundAccess": False,
                    "networkSecurityGroup": {"id": f"{_NET}/networkSecurityGroups/NSG-Bastion"},
                },
            )
        ),
        _BASTION_ONLY,
        "nsg-bastion",
        "is attached to extra",
    ),
    Case(
        "the bastion group is on a network interface",
        add(R("network:NetworkInterface", "nic", _NIC_ON, {"networkSecurityGroup": ["nsg-bastion"]})),
        _BASTION_ONLY,
        "nsg-bastion",
        "is attached to 'nic'",
    ),
    Case(
        "the bastion group is on nothing",
        edit("vnet", "subnets.1.networkSecurityGroup.id", f"{_NET}/networkSecurityGroups/nsg-training"),
        _BASTION_ONLY,
        "nsg-bastion",
        "is attached to no subnet of this stack",
    ),
    Case(
        "nobody knows which subnet the bastion group is on",
        edit("vnet", "subnets.1.networkSecurityGroup.id", UNKNOWN),
        _BASTION_ONLY,
        "nsg-bastion",
        "undecided: which subnet of 'vnet' carries 'nsg-bastion'",
    ),
    Case(
        "nobody knows which group another subnet has",
        edit("vnet", "subnets.0.networkSecurityGroup.id", UNKNOWN),
        _BASTION_ONLY,
        "nsg-bastion",
        "undecided: which subnet of 'vnet' carries 'nsg-bastion'",
    ),
    Case(
        "a training group opens 443",
        edit("nsg-training", "securityRules", [_OPEN_443]),
        _BASTION_ONLY,
        "nsg-training",
        "is attached to training",
    ),
    Case(
        "a standalone rule opens 443 in a training group",
        add(R("network:SecurityRule", "open", {**_OPEN_443, "networkSecurityGroupName": "nsg-training"})),
        _BASTION_ONLY,
        "open",
        "is attached to training",
    ),
    Case(
        "a standalone rule opens 443 in a group of another stack",
        add(R("network:SecurityRule", "open", {**_OPEN_443, "networkSecurityGroupName": "elsewhere"})),
        _BASTION_ONLY,
        "open",
        "which is not in this stack",
    ),
    Case(
        "a network interface takes the gateway's address by dependency",
        add(R("network:NetworkInterface", "nic", _NIC_ON, {"ipConfigurations": ["pip-nat"]})),
        _OWNER,
        "pip-nat",
        "is used by network:NetworkInterface 'nic', must be used by Bastion",
    ),
    Case(
        "a load balancer takes the gateway's address by a known id",
        add(
            R(
                "network:LoadBalancer",
                "lb",
                {"outboundRules": [{"frontend": f"{_NET}/publicIPAddresses/pip-nat"}]},
            )
        ),
        _OWNER,
        "pip-nat",
        "network:LoadBalancer 'lb'",
    ),
    Case(
        "a cluster takes a whole prefix",
        add(
            R("network:PublicIPPrefix", "ippre", {"publicIpPrefixName": "ippre"}),
            R("containerservice:Fleet", "fleet", {}, {"hubProfile": ["ippre"]}),
        ),
        _OWNER,
        "ippre",
        "containerservice:Fleet 'fleet'",
    ),
    Case(
        "a public address is idle",
        add(R("network:PublicIPAddress", "pip-idle", {"publicIpAddressName": "pip-idle"})),
        "azure-network-publicip-unused",
        "pip-idle",
        "is used by nothing in this stack",
    ),
    Case(
        "an endpoint has no zone group",
        drop("pep-st-zones"),
        "azure-network-privateendpoint-dns",
        "pep-st",
        "no PrivateDnsZoneGroup of this stack is for it",
    ),
    Case(
        "a closed vault has no endpoint",
        drop("pep-kv", "pep-kv-zones"),
        "azure-network-privateendpoint-missing",
        "kv",
        "nothing can reach it",
    ),
    Case(
        "a cluster is in no subnet",
        edit("cpu", "properties.properties.subnet", DROP),
        "azure-machinelearning-compute-subnet",
        "cpu",
        "properties.properties.subnet is not set",
    ),
    Case(
        "nobody knows whether an instance is in a subnet",
        edit("ci", "properties.properties.subnet", UNKNOWN),
        "azure-machinelearning-compute-subnet",
        "ci",
        "undecided: properties.properties.subnet",
    ),
    Case(
        "images are built on a cluster that is not there",
        edit("mlw", "imageBuildCompute", "gpu"),
        "azure-machinelearning-workspace-image-build",
        "mlw",
        "imageBuildCompute names 'gpu', must be a compute cluster of this stack (cpu)",
    ),
    Case(
        "images are built on an instance",
        edit("mlw", "imageBuildCompute", "ci"),
        "azure-machinelearning-workspace-image-build",
        "mlw",
        "must be a compute cluster",
    ),
    Case(
        "images are built nowhere, for a registry that is not known yet",
        both(edit("mlw", "imageBuildCompute", DROP), edit("mlw", "containerRegistry", UNKNOWN)),
        "azure-machinelearning-workspace-image-build",
        "mlw",
        "imageBuildCompute is not set",
    ),
    Case(
        "logs in a private link scope go in over the Internet",
        edit("log", "publicNetworkAccessForIngestion", "Enabled"),
        "azure-monitor-scoped-public-access",
        "log",
        "publicNetworkAccessForIngestion is 'Enabled'",
    ),
    Case(
        "telemetry in a private link scope is read over the Internet",
        edit("appi", "publicNetworkAccessForQuery", DROP),
        "azure-monitor-scoped-public-access",
        "appi",
        "publicNetworkAccessForQuery is not set",
    ),
    Case(
        "nobody knows whether logs go in over the Internet",
        edit("log", "publicNetworkAccessForIngestion", UNKNOWN),
        "azure-monitor-scoped-public-access",
        "log",
        "undecided: publicNetworkAccessForIngestion",
    ),
    Case(
        "open logs are in no private link scope",
        both(drop("link-log"), edit("log", "publicNetworkAccessForIngestion", "Enabled")),
        "azure-monitor-public-ingestion",
        "log",
        "ingestion and query stay public",
    ),
    Case(
        "a private link scope is in PrivateOnly mode",
        edit("ampls", "accessModeSettings.queryAccessMode", "PrivateOnly"),
        "azure-monitor-scope-access-mode",
        "ampls",
        "queryAccessMode is 'PrivateOnly', must be 'Open'",
    ),
    Case(
        "a cluster keeps local accounts",
        add(R("containerservice:ManagedCluster", "aks", put(_AKS, "disableLocalAccounts", DROP))),
        "azure-containerservice-cluster-local-accounts",
        "aks",
        "disableLocalAccounts is not set (Azure then uses false), must be True",
    ),
    Case(
        "nobody knows whether a cluster keeps local accounts",
        add(R("containerservice:ManagedCluster", "aks", put(_AKS, "disableLocalAccounts", UNKNOWN))),
        "azure-containerservice-cluster-local-accounts",
        "aks",
        "undecided: disableLocalAccounts",
    ),
    Case(
        "a cluster keeps local accounts for Machine Learning",
        add(R("containerservice:ManagedCluster", "aks", put(_AKS, "disableLocalAccounts", False)), _ATTACHED),
        "azure-containerservice-cluster-local-accounts-attached",
        "aks",
        "keeps local accounts, because Azure Machine Learning",
    ),
    Case(
        "a cluster for Machine Learning has no local accounts",
        add(R("containerservice:ManagedCluster", "aks", _AKS), _ATTACHED),
        "azure-containerservice-cluster-local-accounts-attached",
        "aks",
        "disableLocalAccounts is True, and Azure Machine Learning does not support",
    ),
    Case(
        "a vault has no diagnostic setting",
        drop("diag-kv"),
        "azure-monitor-diagnostics-missing",
        "kv",
        "no DiagnosticSetting of this stack is for it",
    ),
    Case(
        "an identity contributes to a whole group",
        add(R("authorization:RoleAssignment", "ra", {**_CONTRIBUTOR, "scope": "/subscriptions/0/resourceGroups/rg"})),
        "azure-authorization-roleassignment-contributor-scope",
        "ra",
        "Contributor on /subscriptions/0/resourceGroups/rg",
    ),
    Case(
        "nobody knows what an identity contributes to",
        add(R("authorization:RoleAssignment", "ra", {**_CONTRIBUTOR, "scope": UNKNOWN}, {"scope": ["rg"]})),
        "azure-authorization-roleassignment-contributor-scope",
        "ra",
        "undecided: scope",
    ),
    Case(
        "telemetry has no workspace",
        edit("appi", "workspaceResourceId", DROP),
        "azure-applicationinsights-component-workspace",
        "appi",
        "workspaceResourceId is not set",
    ),
]

"""How long Azure takes to make things: what is published, and what people measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from local.azure.request import Basis
from local.azure.values import dig


@dataclass(frozen=True)
class Duration:
    """How long the creation of one kind of resource takes.

    Attributes:
        seconds: In the middle of what is written.
        basis: Documented by Microsoft, observed by people who wrote it down, or assumed to be like another one.
        source: Where that is written.
    """

    seconds: float
    basis: Basis
    source: str


_LEARN = "https://learn.microsoft.com/azure/"
_ML = _LEARN + "machine-learning/"
_ISSUES = "https://github.com/hashicorp/terraform-provider-azurerm/issues/"
_LOGS = "https://github.com/turbot/steampipe-plugin-azure/pull/"
_AZD = "https://github.com/Azure-Samples/remote-mcp-functions-typescript"
_AKS = "https://github.com/HoussemDellai/aks-course/blob/main/08_aks_terraform/Readme.md"

_SMALL = Duration(3, "assumed", _ISSUES + "15440")  # as a firewall policy: a PUT that is answered at once
_NETWORK = Duration(9, "observed", _LOGS + "88")
_PRIVATE_DNS = Duration(35, "observed", _LOGS + "824")
_MACHINE = Duration(55, "observed", _LOGS + "421")
_CLUSTER = Duration(229, "observed", _AKS)
_GATEWAY = Duration(45 * 60, "documented", _LEARN + "vpn-gateway/tutorial-create-gateway-portal")

# By Pulumi type; with `/` and a kind where kinds differ (`_KINDS`). What is not here takes as long as `_SMALL`.
CREATION: dict[str, Duration] = {
    "applicationinsights:Component": Duration(9, "observed", _AZD),
    "authorization:RoleAssignment": Duration(25, "observed", _AKS),
    "compute:VirtualMachine": _MACHINE,
    # a script takes as long as it takes: one that installs an agent about as long as its machine
    "compute:VirtualMachineExtension": Duration(60, "assumed", _LOGS + "421"),
    "compute:VirtualMachineScaleSet": Duration(60, "assumed", _LOGS + "421"),
    "containerinstance:ContainerGroup": Duration(60, "assumed", _LEARN + "container-instances/"),
    "containerregistry:Registry": Duration(28, "observed", _AKS),
    "containerservice:AgentPool": Duration(180, "assumed", _AKS),
    "containerservice:ManagedCluster": _CLUSTER,
    "dnsresolver:InboundEndpoint": Duration(60, "assumed", _LEARN + "dns/dns-private-resolver-get-started-portal"),
    "dnsresolver:OutboundEndpoint": Duration(60, "assumed", _LEARN + "dns/dns-private-resolver-get-started-portal"),
    "keyvault:Vault": Duration(18, "observed", "https://github.com/Azure/azure-cli/issues/28980"),
    "machinelearningservices:Compute/AKS": Duration(300, "assumed", _ML + "how-to-attach-kubernetes-anywhere"),
    "machinelearningservices:Compute/AmlCompute": Duration(30, "assumed", _ML + "how-to-create-attach-compute-cluster"),
    # "takes a few minutes"
    "machinelearningservices:Compute/ComputeInstance": Duration(
        240, "documented", _ML + "tutorial-create-secure-workspace"
    ),
    "machinelearningservices:OnlineDeployment": Duration(
        900, "documented", _ML + "how-to-deploy-online-endpoints"
    ),
    "machinelearningservices:OnlineEndpoint": Duration(90, "assumed", _ML + "how-to-deploy-online-endpoints"),
    "machinelearningservices:Workspace": Duration(60, "assumed", _LOGS + "315"),
    "network:AzureFirewall": Duration(380, "observed", "https://github.com/microsoft/AzureTRE/issues/4088"),
    "network:BastionHost": Duration(600, "observed", "https://github.com/Azure/missionlz/issues/269"),
    "network:FirewallPolicyRuleCollectionGroup": Duration(14, "observed", _ISSUES + "15440"),
    "network:NatGateway": Duration(12, "assumed", _LOGS + "235"),
    "network:NetworkInterface": Duration(12, "observed", _LOGS + "421"),
    "network:NetworkSecurityGroup": Duration(6, "assumed", _LOGS + "88"),
    "network:PrivateDnsZoneGroup": Duration(12, "assumed", _AZD),
    "network:PrivateEndpoint": Duration(31, "observed", _AZD),
    "network:PublicIPAddress": Duration(12, "observed", _LOGS + "235"),
    "network:VirtualNetwork": _NETWORK,
    "network:VirtualNetworkGateway": _GATEWAY,
    "network:VirtualNetworkPeering": Duration(12, "assumed", _LOGS + "88"),
    "operationalinsights:Workspace": Duration(29, "observed", _AZD),
    "privatedns:PrivateZone": _PRIVATE_DNS,
    "privatedns:VirtualNetworkLink": Duration(35, "assumed", _LOGS + "824"),
    "resources:ResourceGroup": Duration(3, "observed", _LOGS + "315"),
    "storage:StorageAccount": Duration(34, "observed", _LOGS + "237"),
}  # fmt: skip
_KINDS = {"machinelearningservices:Compute": "properties.computeType"}


def creation(token: str, inputs: Mapping[str, Any]) -> Duration:
    """Say how long the creation of a resource takes.

    Args:
        token: Pulumi's type token.
        inputs: What was asked for: some types have kinds.
    """
    short = token.removeprefix("azure-native:")
    kind = dig(inputs, _KINDS[short]) if short in _KINDS else None
    return CREATION.get(f"{short}/{kind}" if kind else short, _SMALL)

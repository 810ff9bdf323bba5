"""Mutants that the gate lets pass, and why that is right: nothing opens, and nothing breaks."""

from fnmatch import fnmatchcase

from tests.mutation.verdict import Mutant

_FLOW_LOGS = "Azure's own service writes flow logs, past the network, and nothing in the plan reads them."
_NOBODY = "The stack asked for it, and nothing in the plan uses that part of the account."
_OPEN_ANYWAY = "Port 443 is open to the Internet in Bastion's subnet, and each tag has its rule."
_BEFORE = "The rule for the Internet decides before, and the addresses of GatewayManager are public ones."
_PAST = "The subnet's service endpoint leads to storage past the firewall."
_TOGETHER = "The cluster goes with its zone, and nothing is left that needs it."
_OTHERS = "The id of Azure's own service in a tenant is any id: the plan cannot tell it from others."
_PIPELINES = "What pipelines may do in the workspace is for the organisation to say: nothing in the plan needs it."
_GIVEN = "Azure Machine Learning gives the identity that comes with a workspace its roles itself."
_BY_NAME = "The firewall lets the same hosts through by name."

SPARED: dict[str, str] = {
    "*/remove/network:PrivateEndpoint/pep-flow-logs/*": _FLOW_LOGS,
    "*/endpoint/to-nothing/pep-flow-logs.*": _FLOW_LOGS,
    "*/endpoint/of-no-part/pep-flow-logs.*": _FLOW_LOGS,
    "*/remove/network:PrivateEndpoint/pep-dfs/together": _NOBODY,
    "*/endpoint/to-nothing/pep-dfs.*": _NOBODY,
    "*/endpoint/of-no-part/pep-dfs.*": _NOBODY,
    "*/nsg/nsg-bastion/Inbound-AllowGatewayManagerInbound/from-anyone": _OPEN_ANYWAY,
    "*/nsg/nsg-bastion/Inbound-AllowAzureLoadBalancerInbound/from-anyone": _OPEN_ANYWAY,
    "*/nsg/nsg-bastion/Inbound-AllowGatewayManagerInbound/overruled": _BEFORE,
    "max/path/not-for-training/*.rules.Training-Storage.sourceAddresses": _PAST,
    "max/remove/privatedns:PrivateZone/zone-privatelink.eastasia.azmk8s.io/together": _TOGETHER,
    "max/right/of-others/role-managed-agents-vnet-*": _OTHERS,
    "*/remove/authorization:RoleAssignment/role-*agent*-workspace/alone": _PIPELINES,
    "*/right/to-reader/role-*agent*-workspace.roleDefinitionId": _PIPELINES,
    "*/right/of-others/role-*agent*-workspace.principalId": _PIPELINES,
    # the workspace of max works as an identity of the stack's, and these are refused
    "[!m]*/remove/authorization:RoleAssignment/role-workspace-registry/alone": _GIVEN,
    "[!m]*/right/to-reader/role-workspace-registry.roleDefinitionId": _GIVEN,
    "[!m]*/right/of-others/role-workspace-registry.principalId": _GIVEN,
    **{
        f"*/path/not-for-training/*.rules.Training-{tag}.sourceAddresses": _BY_NAME
        for tag in (
            "AzureActiveDirectory",
            "AzureResourceManager",
            "AzureFrontDoorFrontend",
            "AzureFrontDoorFirstParty",
            "MicrosoftContainerRegistry",
        )
    },
}
"""Reasons by mutant: ids, with wildcards where one reason holds for several."""


def spared_by(pattern: str, mutant: Mutant) -> bool:
    """Whether an entry of the table is about a mutant."""
    return fnmatchcase(mutant.id, pattern)


def is_spared(mutant: Mutant) -> bool:
    """Whether a mutant may survive."""
    return any(spared_by(pattern, mutant) for pattern in SPARED)

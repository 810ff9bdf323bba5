"""From a Pulumi type to the place of its resources in Azure Resource Manager: a table, one line a type.

The paths are those of the API specifications, in the case in which Azure answers them. To support a further type, add
its line here; names, rules and read-only properties of its own go to `rules/` and `outputs.py`, good and bad requests
to `tests/corpus`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any
from urllib.parse import quote

from local.azure.errors import ArmError, UnsupportedError
from local.azure.ids import RESOURCE_GROUP, ArmId

_IN_GROUP = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/"
_PARAMETER = re.compile(r"\{(\w+)\}")
_RECORDS = ("A", "AAAA", "CNAME", "MX", "PTR", "SOA", "SRV", "TXT")  # a record set's type is its kind of record
# Parameters that are whole ids: of a resource, a resource group or a subscription.
SCOPES = ("scope", "scopeId", "resourceUri")


class AutoName(Enum):
    """How the provider names a resource that the program left unnamed."""

    RANDOM = "random"
    COPY = "copy"
    UUID = "uuid"


@dataclass(frozen=True)
class ArmType:
    """Where resources of one Pulumi type live.

    Attributes:
        token: Pulumi's type token.
        path: The ARM path, with the inputs it is made of in braces.
    """

    token: str
    path: str

    @property
    def parameters(self) -> tuple[str, ...]:
        """The inputs that make up the id: a change of one is another resource."""
        return tuple(name for name in _PARAMETER.findall(self.path) if name != "subscriptionId")

    @property
    def name_parameter(self) -> str:
        """The input that names the resource itself."""
        return self.parameters[-1]

    @property
    def auto_name(self) -> AutoName:
        """A top-level resource gets a random suffix, a child the logical name, a role assignment a UUID."""
        if self.name_parameter == "roleAssignmentName":
            return AutoName.UUID
        return AutoName.RANDOM if len(self.parameters) <= 2 else AutoName.COPY

    @property
    def type(self) -> str:
        """The ARM type, such as `Microsoft.Network/virtualNetworks`."""
        if self.token == _GROUP.token:
            return RESOURCE_GROUP
        return ArmId(self.path.replace("{", "").replace("}", "")).type

    def type_of(self, resource_id: ArmId) -> str:
        """Give one resource's ARM type: where an input stands in the place of a type, the id says which.

        Raises:
            ArmError: There is no such type.
        """
        if not self.path.split("/")[-2].startswith("{"):
            return self.type
        holder, _, kind = resource_id.type.rpartition("/")
        if kind.upper() not in _RECORDS:
            raise ArmError("InvalidResourceType", f"The resource type '{kind}' could not be found in '{holder}'.")
        return f"{holder}/{kind.upper()}"

    def id(self, subscription: str, inputs: Mapping[str, Any]) -> ArmId:
        """Build a resource's id.

        Args:
            subscription: The subscription's id.
            inputs: The inputs; those in the path must be known strings.

        Raises:
            ArmError: An input of the path is missing.
        """
        values = {"subscriptionId": subscription, **inputs}
        text = self.path
        for parameter in _PARAMETER.findall(self.path):
            value = values.get(parameter)
            if not isinstance(value, str) or not value:
                raise ArmError("InvalidRequestUri", f"'{parameter}' must be a string that is not empty", parameter)
            written = value.strip("/") if parameter in SCOPES else quote(value, safe="-._~()@*")
            text = text.replace(f"{{{parameter}}}", written)
        return ArmId(text)

    def parse(self, resource_id: str) -> dict[str, str]:
        """Give the inputs that an id was made of.

        Raises:
            ArmError: The id is not one of this type.
        """
        pattern = re.escape(self.path).replace(r"\{", "{").replace(r"\}", "}")
        pattern = re.sub(rf"\{{({'|'.join(SCOPES)})\}}", r"(?P<\1>.+)", pattern)
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", pattern)
        match = re.fullmatch(pattern, resource_id, re.IGNORECASE)
        if match is None:
            raise ArmError("InvalidResourceId", f"'{resource_id}' does not have the form {self.path}")
        found = {name: value for name, value in match.groupdict().items() if name != "subscriptionId"}
        # A Defender plan's scope is written without the slash: https://learn.microsoft.com/rest/api/defenderforcloud/pricings
        return {k: f"/{v}" if k in SCOPES and k != "scopeId" else v for k, v in found.items()}


_GROUP = ArmType(
    "azure-native:resources:ResourceGroup", "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}"
)

_RESOURCES = {
    # Azure answers this one in lower case: https://github.com/Azure/azure-cli/issues/23898 (observed)
    "applicationinsights:Component": "microsoft.insights/components/{resourceName}",
    "compute:DiskEncryptionSet": "Microsoft.Compute/diskEncryptionSets/{diskEncryptionSetName}",
    "compute:SshPublicKey": "Microsoft.Compute/sshPublicKeys/{sshPublicKeyName}",
    "compute:VirtualMachine": "Microsoft.Compute/virtualMachines/{vmName}",
    "compute:VirtualMachineExtension": "Microsoft.Compute/virtualMachines/{vmName}/extensions/{vmExtensionName}",
    "compute:VirtualMachineScaleSet": "Microsoft.Compute/virtualMachineScaleSets/{vmScaleSetName}",
    "containerinstance:ContainerGroup": "Microsoft.ContainerInstance/containerGroups/{containerGroupName}",
    "containerregistry:Registry": "Microsoft.ContainerRegistry/registries/{registryName}",
    "containerservice:AgentPool": (
        "Microsoft.ContainerService/managedClusters/{resourceName}/agentPools/{agentPoolName}"
    ),
    "containerservice:MaintenanceConfiguration": (
        "Microsoft.ContainerService/managedClusters/{resourceName}/maintenanceConfigurations/{configName}"
    ),
    "containerservice:ManagedCluster": "Microsoft.ContainerService/managedClusters/{resourceName}",
    "containerservice:TrustedAccessRoleBinding": (
        "Microsoft.ContainerService/managedClusters/{resourceName}"
        "/trustedAccessRoleBindings/{trustedAccessRoleBindingName}"
    ),
    "devcenter:DevCenter": "Microsoft.DevCenter/devcenters/{devCenterName}",
    "devcenter:Project": "Microsoft.DevCenter/projects/{projectName}",
    "devopsinfrastructure:Pool": "Microsoft.DevOpsInfrastructure/pools/{poolName}",
    "devtestlab:GlobalSchedule": "Microsoft.DevTestLab/schedules/{name}",
    "dnsresolver:DnsForwardingRuleset": "Microsoft.Network/dnsForwardingRulesets/{dnsForwardingRulesetName}",
    "dnsresolver:DnsResolver": "Microsoft.Network/dnsResolvers/{dnsResolverName}",
    "dnsresolver:ForwardingRule": (
        "Microsoft.Network/dnsForwardingRulesets/{dnsForwardingRulesetName}/forwardingRules/{forwardingRuleName}"
    ),
    "dnsresolver:InboundEndpoint": (
        "Microsoft.Network/dnsResolvers/{dnsResolverName}/inboundEndpoints/{inboundEndpointName}"
    ),
    "dnsresolver:OutboundEndpoint": (
        "Microsoft.Network/dnsResolvers/{dnsResolverName}/outboundEndpoints/{outboundEndpointName}"
    ),
    "dnsresolver:PrivateResolverVirtualNetworkLink": (
        "Microsoft.Network/dnsForwardingRulesets/{dnsForwardingRulesetName}/virtualNetworkLinks/{virtualNetworkLinkName}"
    ),
    "keyvault:Key": "Microsoft.KeyVault/vaults/{vaultName}/keys/{keyName}",
    "keyvault:Secret": "Microsoft.KeyVault/vaults/{vaultName}/secrets/{secretName}",
    "keyvault:Vault": "Microsoft.KeyVault/vaults/{vaultName}",
    "kubernetesconfiguration:Extension": (
        "{clusterRp}/{clusterResourceName}/{clusterName}/providers/Microsoft.KubernetesConfiguration/extensions"
        "/{extensionName}"
    ),
    "machinelearningservices:BatchEndpoint": (
        "Microsoft.MachineLearningServices/workspaces/{workspaceName}/batchEndpoints/{endpointName}"
    ),
    "machinelearningservices:Compute": (
        "Microsoft.MachineLearningServices/workspaces/{workspaceName}/computes/{computeName}"
    ),
    "machinelearningservices:Datastore": (
        "Microsoft.MachineLearningServices/workspaces/{workspaceName}/datastores/{name}"
    ),
    "machinelearningservices:ManagedNetworkSettingsRule": (
        "Microsoft.MachineLearningServices/workspaces/{workspaceName}/outboundRules/{ruleName}"
    ),
    "machinelearningservices:OnlineDeployment": (
        "Microsoft.MachineLearningServices/workspaces/{workspaceName}/onlineEndpoints/{endpointName}"
        "/deployments/{deploymentName}"
    ),
    "machinelearningservices:OnlineEndpoint": (
        "Microsoft.MachineLearningServices/workspaces/{workspaceName}/onlineEndpoints/{endpointName}"
    ),
    "machinelearningservices:Workspace": "Microsoft.MachineLearningServices/workspaces/{workspaceName}",
    "managedidentity:FederatedIdentityCredential": (
        "Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}"
        "/federatedIdentityCredentials/{federatedIdentityCredentialResourceName}"
    ),
    "managedidentity:UserAssignedIdentity": "Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}",
    "monitor:ActionGroup": "Microsoft.Insights/actionGroups/{actionGroupName}",
    "monitor:ActivityLogAlert": "Microsoft.Insights/activityLogAlerts/{activityLogAlertName}",
    "monitor:DataCollectionEndpoint": "Microsoft.Insights/dataCollectionEndpoints/{dataCollectionEndpointName}",
    "monitor:DataCollectionRule": "Microsoft.Insights/dataCollectionRules/{dataCollectionRuleName}",
    "monitor:MetricAlert": "Microsoft.Insights/metricAlerts/{ruleName}",
    "monitor:PrivateLinkScope": "Microsoft.Insights/privateLinkScopes/{scopeName}",
    "monitor:PrivateLinkScopedResource": "Microsoft.Insights/privateLinkScopes/{scopeName}/scopedResources/{name}",
    "monitor:ScheduledQueryRule": "Microsoft.Insights/scheduledQueryRules/{ruleName}",
    "network:AzureFirewall": "Microsoft.Network/azureFirewalls/{azureFirewallName}",
    "network:BastionHost": "Microsoft.Network/bastionHosts/{bastionHostName}",
    "network:ExpressRouteCircuit": "Microsoft.Network/expressRouteCircuits/{circuitName}",
    "network:ExpressRouteCircuitAuthorization": (
        "Microsoft.Network/expressRouteCircuits/{circuitName}/authorizations/{authorizationName}"
    ),
    "network:ExpressRouteCircuitPeering": "Microsoft.Network/expressRouteCircuits/{circuitName}/peerings/{peeringName}",
    "network:FirewallPolicy": "Microsoft.Network/firewallPolicies/{firewallPolicyName}",
    "network:FirewallPolicyRuleCollectionGroup": (
        "Microsoft.Network/firewallPolicies/{firewallPolicyName}/ruleCollectionGroups/{ruleCollectionGroupName}"
    ),
    "network:FlowLog": "Microsoft.Network/networkWatchers/{networkWatcherName}/flowLogs/{flowLogName}",
    "network:LocalNetworkGateway": "Microsoft.Network/localNetworkGateways/{localNetworkGatewayName}",
    "network:NatGateway": "Microsoft.Network/natGateways/{natGatewayName}",
    "network:NetworkInterface": "Microsoft.Network/networkInterfaces/{networkInterfaceName}",
    "network:NetworkSecurityGroup": "Microsoft.Network/networkSecurityGroups/{networkSecurityGroupName}",
    "network:NetworkWatcher": "Microsoft.Network/networkWatchers/{networkWatcherName}",
    "network:PrivateDnsZoneGroup": (
        "Microsoft.Network/privateEndpoints/{privateEndpointName}/privateDnsZoneGroups/{privateDnsZoneGroupName}"
    ),
    "network:PrivateEndpoint": "Microsoft.Network/privateEndpoints/{privateEndpointName}",
    "network:PublicIPAddress": "Microsoft.Network/publicIPAddresses/{publicIpAddressName}",
    "network:Route": "Microsoft.Network/routeTables/{routeTableName}/routes/{routeName}",
    "network:RouteTable": "Microsoft.Network/routeTables/{routeTableName}",
    "network:ServiceEndpointPolicy": "Microsoft.Network/serviceEndpointPolicies/{serviceEndpointPolicyName}",
    "network:Subnet": "Microsoft.Network/virtualNetworks/{virtualNetworkName}/subnets/{subnetName}",
    "network:VirtualNetwork": "Microsoft.Network/virtualNetworks/{virtualNetworkName}",
    "network:VirtualNetworkGateway": "Microsoft.Network/virtualNetworkGateways/{virtualNetworkGatewayName}",
    "network:VirtualNetworkGatewayConnection": "Microsoft.Network/connections/{virtualNetworkGatewayConnectionName}",
    "network:VirtualNetworkPeering": (
        "Microsoft.Network/virtualNetworks/{virtualNetworkName}/virtualNetworkPeerings/{virtualNetworkPeeringName}"
    ),
    "operationalinsights:Workspace": "Microsoft.OperationalInsights/workspaces/{workspaceName}",
    # the type of a record set is its kind of record: Microsoft.Network/privateDnsZones/A
    "privatedns:PrivateRecordSet": (
        "Microsoft.Network/privateDnsZones/{privateZoneName}/{recordType}/{relativeRecordSetName}"
    ),
    "privatedns:PrivateZone": "Microsoft.Network/privateDnsZones/{privateZoneName}",
    "privatedns:VirtualNetworkLink": (
        "Microsoft.Network/privateDnsZones/{privateZoneName}/virtualNetworkLinks/{virtualNetworkLinkName}"
    ),
    "storage:BlobContainer": (
        "Microsoft.Storage/storageAccounts/{accountName}/blobServices/default/containers/{containerName}"
    ),
    "storage:BlobServiceProperties": "Microsoft.Storage/storageAccounts/{accountName}/blobServices/{blobServicesName}",
    "storage:FileServiceProperties": "Microsoft.Storage/storageAccounts/{accountName}/fileServices/{fileServicesName}",
    "storage:FileShare": "Microsoft.Storage/storageAccounts/{accountName}/fileServices/default/shares/{shareName}",
    "storage:ManagementPolicy": (
        "Microsoft.Storage/storageAccounts/{accountName}/managementPolicies/{managementPolicyName}"
    ),
    "storage:Queue": "Microsoft.Storage/storageAccounts/{accountName}/queueServices/default/queues/{queueName}",
    "storage:QueueServiceProperties": (
        "Microsoft.Storage/storageAccounts/{accountName}/queueServices/{queueServiceName}"
    ),
    "storage:StorageAccount": "Microsoft.Storage/storageAccounts/{accountName}",
    "storage:Table": "Microsoft.Storage/storageAccounts/{accountName}/tableServices/default/tables/{tableName}",
    "storage:TableServiceProperties": (
        "Microsoft.Storage/storageAccounts/{accountName}/tableServices/{tableServiceName}"
    ),
}

# Resources that hang on another resource, on a resource group or on the subscription.
_EXTENSIONS = {
    "authorization:ManagementLockByScope": "/{scope}/providers/Microsoft.Authorization/locks/{lockName}",
    "authorization:PolicyAssignment": (
        "/{scope}/providers/Microsoft.Authorization/policyAssignments/{policyAssignmentName}"
    ),
    "authorization:PolicyExemption": (
        "/{scope}/providers/Microsoft.Authorization/policyExemptions/{policyExemptionName}"
    ),
    "authorization:RoleAssignment": "/{scope}/providers/Microsoft.Authorization/roleAssignments/{roleAssignmentName}",
    "consumption:Budget": "/{scope}/providers/Microsoft.Consumption/budgets/{budgetName}",
    "monitor:DataCollectionRuleAssociation": (
        "/{resourceUri}/providers/Microsoft.Insights/dataCollectionRuleAssociations/{associationName}"
    ),
    "monitor:DiagnosticSetting": "/{resourceUri}/providers/Microsoft.Insights/diagnosticSettings/{name}",
    "resources:DeploymentAtSubscriptionScope": (
        "/subscriptions/{subscriptionId}/providers/Microsoft.Resources/deployments/{deploymentName}"
    ),
    "security:Pricing": "/{scopeId}/providers/Microsoft.Security/pricings/{pricingName}",
}

TYPES: dict[str, ArmType] = {
    _GROUP.token: _GROUP,
    **{f"azure-native:{t}": ArmType(f"azure-native:{t}", _IN_GROUP + path) for t, path in _RESOURCES.items()},
    **{f"azure-native:{t}": ArmType(f"azure-native:{t}", path) for t, path in _EXTENSIONS.items()},
}


def arm_type(token: str) -> ArmType:
    """Look a Pulumi type up.

    Raises:
        UnsupportedError: The emulator has no line for it.
    """
    if token not in TYPES:
        raise UnsupportedError(
            f"the local Azure emulator does not support {token} yet: its requests are checked, but its place in ARM, "
            "its rules and its read-only properties are not known; add it to the table in local/azure/arm_types.py"
        )
    return TYPES[token]

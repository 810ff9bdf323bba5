"""Which properties name another resource, and of what type it has to be: a table, by the end of the property's path.

Types are those of the API specifications (documented). What the family's own rules refuse in words of
their own is not here: what a workspace stands on, zones of zone groups, action groups, roles, policies, a cluster's
DNS zone.
"""

from __future__ import annotations

_COMPUTE, _NETWORK = "microsoft.compute/", "microsoft.network/"
_LOGS = "microsoft.operationalinsights/workspaces"
_ACCOUNTS = "microsoft.storage/storageaccounts"
_IDENTITIES = "microsoft.managedidentity/userassignedidentities"
_SUBNETS = f"{_NETWORK}virtualnetworks/subnets"
_IMAGES = ("images", "galleries/images", "galleries/images/versions")

ANY: tuple[str, ...] = ()  # a resource of whatever type, or the family's rules say which
SCOPE = ("",)  # a subscription or a resource group, too

# By the end of the property's path: its name, with what it is in where the name is `id`.
EVERYWHERE: dict[str, tuple[str, ...]] = {
    "accountResourceId": ("microsoft.monitor/accounts",),
    "applicationSecurityGroups.id": (f"{_NETWORK}applicationsecuritygroups",),
    "automationAccountId": ("microsoft.automation/automationaccounts",),
    "availabilitySet.id": (f"{_COMPUTE}availabilitysets",),
    "basePolicy.id": (f"{_NETWORK}firewallpolicies",),
    "capacityReservationGroup.id": (f"{_COMPUTE}capacityreservationgroups",),
    "capacityReservationGroupID": (f"{_COMPUTE}capacityreservationgroups",),
    "clusterResourceId": ("microsoft.operationalinsights/clusters",),
    "componentId": ("microsoft.insights/components",),
    "containerGroupProfile.id": ("microsoft.containerinstance/containergroupprofiles",),
    "containerRegistryId": ("microsoft.containerregistry/registries",),
    "cosmosDbResourceId": ("microsoft.documentdb/databaseaccounts",),
    "dataCollectionEndpointId": ("microsoft.insights/datacollectionendpoints",),
    "dataCollectionRuleId": ("microsoft.insights/datacollectionrules",),
    "ddosProtectionPlan.id": (f"{_NETWORK}ddosprotectionplans",),
    "defaultDataCollectionRuleResourceId": ("microsoft.insights/datacollectionrules",),
    "delegatedManagedIdentityResourceId": (_IDENTITIES,),
    "devCenterId": ("microsoft.devcenter/devcenters",),
    "devCenterProjectResourceId": ("microsoft.devcenter/projects",),
    "diskEncryptionSet.id": (f"{_COMPUTE}diskencryptionsets",),
    "diskEncryptionSetID": (f"{_COMPUTE}diskencryptionsets",),
    "dnsResolverOutboundEndpoints.id": (f"{_NETWORK}dnsresolvers/outboundendpoints",),
    "dnsZoneResourceIds": (f"{_NETWORK}dnszones", f"{_NETWORK}privatednszones"),
    "dscpConfiguration.id": (f"{_NETWORK}dscpconfigurations",),
    "eventHubAuthorizationRuleId": (
        "microsoft.eventhub/namespaces/authorizationrules",
        "microsoft.eventhub/namespaces/eventhubs/authorizationrules",
    ),
    "eventHubResourceId": ("microsoft.eventhub/namespaces/eventhubs",),
    "expressRoutePort.id": (f"{_NETWORK}expressrouteports",),
    "firewallPolicy.id": (f"{_NETWORK}firewallpolicies",),
    "functionAppResourceId": ("microsoft.web/sites",),
    "gatewayDefaultSite.id": (f"{_NETWORK}localnetworkgateways",),
    "host.id": (f"{_COMPUTE}hostgroups/hosts",),
    "hostGroup.id": (f"{_COMPUTE}hostgroups",),
    "hostGroupID": (f"{_COMPUTE}hostgroups",),
    "hubResourceId": ("microsoft.machinelearningservices/workspaces",),
    "imageReference.id": tuple(f"{_COMPUTE}{one}" for one in _IMAGES),
    "inVMAccessControlProfileReferenceId": (f"{_COMPUTE}galleries/invmaccesscontrolprofiles/versions",),
    "ipConfigurationId": ANY,
    "ipconfigurationId": ANY,
    "keyVault.id": ("microsoft.keyvault/vaults",),
    "keyVaultArmId": ("microsoft.keyvault/vaults",),
    "keyVaultId": ("microsoft.keyvault/vaults",),
    "keyVaultResourceId": ("microsoft.keyvault/vaults", "microsoft.keyvault/managedhsms"),
    "linkedResourceId": (
        "microsoft.insights/components",
        "microsoft.insights/datacollectionendpoints",
        "microsoft.monitor/accounts",
        _LOGS,
    ),
    "localNetworkGateway2.id": (f"{_NETWORK}localnetworkgateways",),
    "logAnalyticsWorkspaceResourceId": (_LOGS,),
    "managedDisk.id": (f"{_COMPUTE}disks",),
    "marketplacePartnerId": ANY,
    "natGateway.id": (f"{_NETWORK}natgateways",),
    "networkInterfaces.id": (f"{_NETWORK}networkinterfaces",),
    "networkSecurityGroup.id": (f"{_NETWORK}networksecuritygroups",),
    "nodePublicIPPrefixID": (f"{_NETWORK}publicipprefixes",),
    "packageReferenceId": (f"{_COMPUTE}galleries/applications/versions",),
    "peer.id": (f"{_NETWORK}expressroutecircuits",),
    "podSubnetID": (_SUBNETS,),
    "policyAssignmentId": ("microsoft.authorization/policyassignments",),
    "privateLinkResourceId": ANY,
    "privateLinkResources.id": ANY,
    "proximityPlacementGroup.id": (f"{_COMPUTE}proximityplacementgroups",),
    "proximityPlacementGroupID": (f"{_COMPUTE}proximityplacementgroups",),
    "publicIPAddress.id": (f"{_NETWORK}publicipaddresses",),
    "publicIPPrefix.id": (f"{_NETWORK}publicipprefixes",),
    "publicIPPrefixes.id": (f"{_NETWORK}publicipprefixes",),
    "publicIPs.id": (f"{_NETWORK}publicipaddresses",),
    "publicIpAddresses.id": (f"{_NETWORK}publicipaddresses",),
    "publicIpPrefixes.id": (f"{_NETWORK}publicipprefixes",),
    "remoteVirtualNetwork.id": (f"{_NETWORK}virtualnetworks",),
    "routeTable.id": (f"{_NETWORK}routetables",),
    "scopes": SCOPE,
    "searchAccountResourceId": ("microsoft.search/searchservices",),
    "serviceEndpointPolicies.id": (f"{_NETWORK}serviceendpointpolicies",),
    "serviceBusRuleId": ANY,
    "sourceVault.id": ("microsoft.keyvault/vaults",),
    "standbyPoolProfile.id": ("microsoft.standbypool/standbycontainergrouppools",),
    "storageAccountId": (_ACCOUNTS,),
    "storageAccountResourceId": (_ACCOUNTS,),
    "storageId": (_ACCOUNTS,),
    "subnet.id": (_SUBNETS,),
    "subnetId": (_SUBNETS,),
    "subnetIds.id": (_SUBNETS,),
    "targetResourceId": ANY,
    "templateLink.id": ("microsoft.resources/templatespecs/versions",),
    "vNetExtendedLocationResourceId": ANY,
    "userAssignedIdentityResourceId": (_IDENTITIES,),
    "virtualHub.id": (f"{_NETWORK}virtualhubs",),
    "virtualMachineScaleSet.id": (f"{_COMPUTE}virtualmachinescalesets",),
    "virtualNetwork.id": (f"{_NETWORK}virtualnetworks",),
    "virtualNetworkGateway1.id": (f"{_NETWORK}virtualnetworkgateways",),
    "virtualNetworkGateway2.id": (f"{_NETWORK}virtualnetworkgateways",),
    "virtualNetworkResourceId": (_SUBNETS,),
    "vnetSubnetID": (_SUBNETS,),
    "webTestId": ("microsoft.insights/webtests",),
    "webhookResourceId": ("microsoft.automation/automationaccounts/webhooks",),
    "workspaceResourceId": (_LOGS,),
}
# What a name means in one type alone.
OF_TYPE: dict[tuple[str, str], tuple[str, ...]] = {
    ("microsoft.containerservice/managedclusters", "sourceResourceId"): ("microsoft.containerservice/snapshots",),
    ("microsoft.containerservice/managedclusters/agentpools", "sourceResourceId"): (
        "microsoft.containerservice/snapshots",
    ),
    ("microsoft.containerservice/managedclusters/trustedaccessrolebindings", "sourceResourceId"): ANY,
    ("microsoft.devopsinfrastructure/pools", "resourceId"): ANY,
    ("microsoft.insights/actiongroups", "resourceId"): ("microsoft.logic/workflows",),
    ("microsoft.insights/diagnosticsettings", "workspaceId"): (_LOGS,),
    ("microsoft.keyvault/vaults", "virtualNetworkRules.id"): (_SUBNETS,),
    ("microsoft.machinelearningservices/workspaces/computes", "resourceId"): ANY,
    ("microsoft.machinelearningservices/workspaces/computes", "virtualMachineImage.id"): ANY,
    ("microsoft.network/firewallpolicies", "defaultWorkspaceId.id"): (_LOGS,),
    ("microsoft.network/firewallpolicies", "workspaceId.id"): (_LOGS,),
    ("microsoft.network/privateendpoints", "privateLinkServiceId"): SCOPE,  # private_link.py says which
    ("microsoft.storage/storageaccounts", "resourceId"): ANY,
}
# Network and compute have more references than those above; each `id` of theirs inside something is one ...
REFERRING = (_COMPUTE, _NETWORK)
# ... but for these, which may be of a gallery outside every subscription.
NO_IDS = ("securityPostureReference.id", "serviceArtifactReference.id")

"""What is no id where one belongs, the id of something else, and identities that do not go with their type."""

from __future__ import annotations

from typing import Any

from tests.corpus.model import Bad, Family, Good
from tests.corpus.tables.addresses import ANALYTICS
from tests.corpus.tables.agents import CONTAINERS, POOL
from tests.corpus.tables.alerts import METRIC, QUERY
from tests.corpus.tables.attachments import NEAR
from tests.corpus.tables.governance import EXEMPTION
from tests.corpus.tables.kubernetes import CLUSTER as KUBERNETES
from tests.corpus.tables.kubernetes_parts import BINDING
from tests.corpus.tables.machines import ENCRYPTED, LINUX, SCALE_SET
from tests.corpus.tables.ml import ASSIGNED_CLUSTER, BOTH, CLUSTER
from tests.corpus.tables.ml import ENCRYPTED as KEYED_WORKSPACE
from tests.corpus.tables.ml_serving import LINK_RULE, ONLINE
from tests.corpus.tables.monitoring import ASSOCIATION, INSIGHTS, LINKED, RULE, SETTING, TO_STORAGE
from tests.corpus.tables.private_link import ENDPOINT, LINK, OUTBOUND, RESOLVER
from tests.corpus.tables.storage import ACCOUNT
from tests.corpus.tables.vaults import DISKS, KEYED_ACCOUNT, KEYED_REGISTRY, SECOND_IDENTITY
from tests.corpus.worlds import networked
from tests.unit.azure import samples as given
from tests.unit.azure.harness import SCOPE

# fmt: off

_ID, _GUID = "LinkedInvalidPropertyId", "11111111-1111-4111-8111-111111111111"
_CARD = "networkProfile.networkInterfaces[0].id"
_NIC = "virtualMachineProfile.networkProfile.networkInterfaceConfigurations[0].ipConfigurations[0].subnet.id"
_TARGET = "privateLinkServiceConnections[0].privateLinkServiceId"
_SUBNET = "properties.properties.subnet.id"
_SINK = "destinations.logAnalytics[0].workspaceResourceId"
_TRAFFIC = "flowAnalyticsConfiguration.networkWatcherFlowAnalyticsConfiguration.workspaceResourceId"
_NSG = f"{SCOPE}/providers/Microsoft.Network/networkSecurityGroups/nsg"
_LIST = "identity.userAssignedIdentities"


def _identity(kind: str, *listed: str) -> dict[str, Any]:
    return {"identity": {"type": kind, "userAssignedIdentities": list(listed)} if listed else {"type": kind}}


DOMAIN = Good("a domain that is described", "storage:StorageAccount", networked, given.storage(azureFilesIdentityBasedAuthentication={"directoryServiceOptions": "AD", "activeDirectoryProperties": {"domainName": "corp.example", "domainGuid": _GUID}}))
KERBEROS = Good("Entra ID's Kerberos, no domain described", "storage:StorageAccount", networked, given.storage(azureFilesIdentityBasedAuthentication={"directoryServiceOptions": "AADKERB"}))

GOOD = (DOMAIN, KERBEROS)

BAD = (
    Bad(ENDPOINT, "an account's name as target", {_TARGET: "stdemo"}, _ID, _TARGET),
    Bad(ENDPOINT, "an address as target", {_TARGET: "https://kv-demo.vault.azure.net/"}, _ID, _TARGET),
    Bad(ENDPOINT, "a network as target", {_TARGET: given.NETWORK_ID}, "InvalidPrivateLinkServiceIdType", "has an invalid resource type"),
    Bad(ENDPOINT, "a part of an account as target", {_TARGET: f"{given.STORAGE_ID}/blobServices/default"}, "InvalidPrivateLinkServiceIdType", "has an invalid resource type"),
    Bad(ENDPOINT, "a resource group as target", {_TARGET: SCOPE}, "InvalidPrivateLinkServiceIdType", "has an invalid resource type"),
    Bad(BINDING, "a resource group in place of a workspace", {"sourceResourceId": SCOPE}, "InvalidParameter", "sourceResourceId"),
    Bad(LINUX, "an interface's name", {_CARD: "nic"}, _ID, _CARD),
    Bad(LINUX, "a security group as interface", {_CARD: _NSG}, "InvalidRequestFormat", "InvalidJsonReferenceWrongType"),
    Bad(LINUX, "an interface by half an id", {_CARD: f"{SCOPE}/providers/Microsoft.Network/networkInterfaces"}, "InvalidRequestFormat", "InvalidJsonReferenceFormat"),
    Bad(ENCRYPTED, "a disk encryption set's name", {"storageProfile.osDisk.managedDisk.diskEncryptionSet.id": "des"}, _ID, "diskEncryptionSet.id"),
    Bad(ENCRYPTED, "a vault as disk encryption set", {"storageProfile.osDisk.managedDisk.diskEncryptionSet.id": given.NETWORK_ID}, "InvalidParameter", "is not the id of microsoft.compute/diskencryptionsets"),
    Bad(SCALE_SET, "a network in place of its subnet", {_NIC: given.NETWORK_ID}, "InvalidRequestFormat", "InvalidJsonReferenceWrongType"),
    Bad(CLUSTER, "a subnet's name", {_SUBNET: "training"}, _ID, _SUBNET),
    Bad(CLUSTER, "a network in place of its subnet", {_SUBNET: given.NETWORK_ID}, "BadRequest", "is not the id of virtualnetworks/subnets"),
    Bad(KEYED_WORKSPACE, "a vault's name", {"encryption.keyVaultProperties.keyVaultArmId": "kv-demo"}, _ID, "keyVaultArmId"),
    Bad(LINK_RULE, "a network to lead to", {"properties.destination.serviceResourceId": given.NETWORK_ID}, "BadRequest", "serviceResourceId"),
    Bad(LINK_RULE, "an account's name to lead to", {"properties.destination.serviceResourceId": "stlake"}, "BadRequest", "serviceResourceId"),
    Bad(SETTING, "a workspace's GUID", {"workspaceId": _GUID}, _ID, "workspaceId"),
    Bad(SETTING, "a workspace's name", {"workspaceId": "log-demo"}, _ID, "workspaceId"),
    Bad(SETTING, "an account in place of a workspace", {"workspaceId": given.STORAGE_ID}, "BadRequest", "workspaceId"),
    Bad(TO_STORAGE, "a workspace in place of an account", {"storageAccountId": given.LOGS_ID}, "BadRequest", "storageAccountId"),
    Bad(INSIGHTS, "a workspace's GUID", {"workspaceResourceId": _GUID}, "BadRequest", "Provided WorkspaceResourceId is invalid"),
    Bad(INSIGHTS, "a workspace's name", {"workspaceResourceId": "log-demo"}, "BadRequest", "Provided WorkspaceResourceId is invalid"),
    Bad(RULE, "a workspace of Azure ML to collect in", {_SINK: given.WORKSPACE_ID}, "InvalidPayload", _SINK),
    Bad(ASSOCIATION, "a rule's name", {"dataCollectionRuleId": "dcr"}, _ID, "dataCollectionRuleId"),
    Bad(ANALYTICS, "a workspace in place of an account", {"storageId": given.LOGS_ID}, "InvalidRequestFormat", "storageId"),
    Bad(ANALYTICS, "an account in place of a workspace", {_TRAFFIC: given.STORAGE_ID}, "InvalidRequestFormat", _TRAFFIC),
    Bad(METRIC, "a workspace's name as scope", {"scopes[0]": "mlw-demo"}, _ID, "scopes[0]"),
    Bad(QUERY, "a workspace's name as scope", {"scopes[0]": "log-demo"}, _ID, "scopes[0]"),
    Bad(LINKED, "a workspace's name", {"linkedResourceId": "log-demo"}, _ID, "linkedResourceId"),
    Bad(LINK, "a network's name", {"virtualNetwork.id": "vnet"}, _ID, "virtualNetwork.id"),
    Bad(LINK, "a subnet in place of its network", {"virtualNetwork.id": given.ENDPOINTS}, "BadRequest", "virtualNetwork.id"),
    Bad(RESOLVER, "a network's name", {"virtualNetwork.id": "hub"}, _ID, "virtualNetwork.id"),
    Bad(OUTBOUND, "a subnet's name", {"subnet.id": "outbound"}, _ID, "subnet.id"),
    Bad(CONTAINERS, "a subnet's name", {"subnetIds[0].id": "containers"}, _ID, "subnetIds[0].id"),
    Bad(POOL, "a project's name", {"devCenterProjectResourceId": "agents"}, _ID, "devCenterProjectResourceId"),
    Bad(KUBERNETES, "a subnet's name", {"agentPoolProfiles[0].vnetSubnetID": "nodes"}, _ID, "agentPoolProfiles[0].vnetSubnetID"),
    Bad(BINDING, "a workspace's name", {"sourceResourceId": "mlw-demo"}, _ID, "sourceResourceId"),
    Bad(EXEMPTION, "an assignment's name", {"policyAssignmentId": "audit"}, _ID, "policyAssignmentId"),
    Bad(NEAR, "an id that says nothing", {"networkSecurityGroup.id": ""}, _ID, "networkSecurityGroup.id"),
    Bad(LINUX, "a vault as identity", _identity("UserAssigned", given.NETWORK_ID), "InvalidIdentityId", _LIST),
    Bad(LINUX, "an identity's name", _identity("UserAssigned", "id-demo"), "InvalidIdentityId", _LIST),
    Bad(LINUX, "a principal as identity", _identity("SystemAssigned, UserAssigned", _GUID), "InvalidIdentityId", _LIST),
    Bad(LINUX, "an identity of its own, and others", _identity("SystemAssigned", SECOND_IDENTITY.id), "FailedIdentityOperation", _LIST, also=(SECOND_IDENTITY,)),
    Bad(LINUX, "no identity of those that are assigned", _identity("UserAssigned"), "MissingIdentityIds", _LIST),
    Bad(SCALE_SET, "a network as identity", _identity("UserAssigned", given.NETWORK_ID), "InvalidIdentityId", _LIST),
    Bad(SCALE_SET, "no identity of those that are assigned", _identity("UserAssigned"), "MissingIdentityIds", _LIST),
    Bad(ACCOUNT, "a network as identity", _identity("UserAssigned", given.NETWORK_ID), "InvalidIdentityId", _LIST),
    Bad(ACCOUNT, "no identity of those that are assigned", _identity("UserAssigned"), "MissingIdentityIds", _LIST),
    Bad(KEYED_ACCOUNT, "identities for nothing", {"identity.type": "SystemAssigned"}, "FailedIdentityOperation", _LIST),
    Bad(KEYED_REGISTRY, "a network as identity", {_LIST: {given.NETWORK_ID: {}}}, "InvalidIdentityId", _LIST),
    Bad(KEYED_REGISTRY, "no identity of those that are assigned", {_LIST: None}, "MissingIdentityIds", _LIST),
    Bad(DISKS, "no identity of those that are assigned", {_LIST: None}, "MissingIdentityIds", _LIST),
    Bad(BOTH, "a vault as identity", {f"{_LIST}[+]": given.VAULT_ID}, "InvalidIdentityId", _LIST),
    Bad(ASSIGNED_CLUSTER, "a vault as identity", {f"{_LIST}[0]": given.VAULT_ID}, "InvalidIdentityId", _LIST),
    Bad(ONLINE, "a vault as identity", _identity("UserAssigned", given.VAULT_ID), "InvalidIdentityId", _LIST),
    Bad(ONLINE, "no identity of those that are assigned", _identity("UserAssigned"), "MissingIdentityIds", _LIST),
    Bad(DOMAIN, "a domain that is not described", {"azureFilesIdentityBasedAuthentication.activeDirectoryProperties": None}, "InvalidRequestPropertyValue", "activeDirectoryProperties"),
)

FAMILY = Family("references", GOOD, BAD)

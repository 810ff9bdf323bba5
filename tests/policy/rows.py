"""What the gate demands of single properties, as data: a wrong value of each, and whether leaving it out fails."""

from dataclasses import dataclass
from typing import Any

from tests.policy.compliant import COMPLIANT, INSTANCE
from tests.policy.gate import UNKNOWN, put

PASSES, FAILS = False, True
_NIC = "networkProfile.networkInterfaceConfigurations.0.ipConfigurations.0.publicIPAddressConfiguration"
_LINUX = "osProfile.linuxConfiguration.disablePasswordAuthentication"
_SERVERLESS = "serverlessComputeSettings.serverlessComputeNoPublicIP"
_ML_WORKSPACE = COMPLIANT["machinelearningservices:Workspace"]


@dataclass(frozen=True)
class Row:
    """A demanded property: its rule, where it is, a wrong value, and whether a resource without it fails."""

    kind: str
    rule: str
    path: str
    wrong: Any
    absent_fails: bool
    props: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.rule}@{self.path}"


def _rows(kind: str, *rows: tuple[str, str, Any, bool], base: dict[str, Any] | None = None) -> list[Row]:
    return [Row(kind, *row, props=COMPLIANT[kind] if base is None else base) for row in rows]


ROWS = [
    *_rows(
        "machinelearningservices:Workspace",
        ("azure-machinelearning-workspace-public-access", "publicNetworkAccess", "Enabled", FAILS),
        ("azure-machinelearning-workspace-public-behind-vnet", "allowPublicAccessWhenBehindVnet", True, PASSES),
        ("azure-machinelearning-workspace-datastore-auth", "systemDatastoresAuthMode", "AccessKey", FAILS),
        ("azure-machinelearning-workspace-cmk", "encryption.status", "Disabled", FAILS),
    ),
    *_rows(
        "machinelearningservices:OnlineEndpoint",
        ("azure-machinelearning-onlineendpoint-public-access", "properties.publicNetworkAccess", "Enabled", FAILS),
        ("azure-machinelearning-endpoint-auth", "properties.authMode", "Key", FAILS),
    ),
    *_rows(
        "machinelearningservices:Registry",
        ("azure-machinelearning-registry-public-access", "publicNetworkAccess", "Enabled", FAILS),
    ),
    *_rows(
        "storage:StorageAccount",
        ("azure-storage-account-public-access", "publicNetworkAccess", "Enabled", FAILS),
        ("azure-storage-account-public-access", "publicNetworkAccess", "SecuredByPerimeter", FAILS),
        ("azure-storage-account-default-deny", "networkRuleSet.defaultAction", "Allow", FAILS),
        ("azure-storage-account-anonymous-blobs", "allowBlobPublicAccess", True, FAILS),
        ("azure-storage-account-sftp", "isSftpEnabled", True, PASSES),
        ("azure-storage-account-shared-key", "allowSharedKeyAccess", True, FAILS),
        ("azure-storage-account-tls", "minimumTlsVersion", "TLS1_1", FAILS),
        ("azure-storage-account-secure-transfer", "enableHttpsTrafficOnly", False, PASSES),
        ("azure-storage-account-cross-tenant-replication", "allowCrossTenantReplication", True, FAILS),
        ("azure-storage-account-infrastructure-encryption", "encryption.requireInfrastructureEncryption", False, FAILS),
        ("azure-storage-account-cmk", "encryption.keySource", "Microsoft.Storage", FAILS),
    ),
    *_rows(
        "storage:BlobContainer",
        ("azure-storage-container-anonymous", "publicAccess", "Blob", PASSES),
    ),
    *_rows(
        "keyvault:Vault",
        ("azure-keyvault-vault-public-access", "properties.publicNetworkAccess", "enabled", FAILS),
        ("azure-keyvault-vault-default-deny", "properties.networkAcls.defaultAction", "Allow", FAILS),
        ("azure-keyvault-vault-rbac", "properties.enableRbacAuthorization", False, FAILS),
        ("azure-keyvault-vault-purge-protection", "properties.enablePurgeProtection", False, FAILS),
        ("azure-keyvault-vault-soft-delete", "properties.enableSoftDelete", False, PASSES),
    ),
    *_rows(
        "containerregistry:Registry",
        ("azure-containerregistry-registry-public-access", "publicNetworkAccess", "Enabled", FAILS),
        ("azure-containerregistry-registry-premium", "sku.name", "Standard", FAILS),
        ("azure-containerregistry-registry-anonymous-pull", "anonymousPullEnabled", True, PASSES),
        ("azure-containerregistry-registry-export", "policies.exportPolicy.status", "enabled", FAILS),
        ("azure-containerregistry-registry-admin-user", "adminUserEnabled", True, PASSES),
        ("azure-containerregistry-registry-cmk", "encryption.status", "disabled", FAILS),
    ),
    *_rows(
        "compute:Disk",
        ("azure-compute-disk-public-access", "publicNetworkAccess", "Enabled", FAILS),
        ("azure-compute-disk-network-policy", "networkAccessPolicy", "AllowAll", FAILS),
    ),
    *_rows(
        "network:BastionHost",
        ("azure-network-bastion-shareable-link", "enableShareableLink", True, PASSES),
    ),
    *_rows(
        "network:FirewallPolicyRuleCollectionGroup",
        (
            "azure-network-firewall-inbound-nat",
            "ruleCollections.0.ruleCollectionType",
            "FirewallPolicyNatRuleCollection",
            FAILS,
        ),
    ),
    *_rows(
        "network:AzureFirewall",
        ("azure-network-firewall-inbound-nat", "natRuleCollections", [{"name": "rdp"}], PASSES),
    ),
    *_rows(
        "network:NetworkInterface",
        ("azure-network-interface-public-ip", "ipConfigurations.0.publicIPAddress", {"id": UNKNOWN}, PASSES),
        ("azure-network-interface-ip-forwarding", "enableIPForwarding", True, PASSES),
    ),
    *_rows(
        "compute:VirtualMachine",
        ("azure-compute-vm-public-ip", _NIC, {"name": "pip"}, PASSES),
        ("azure-compute-vm-ssh-password", _LINUX, False, FAILS),
        ("azure-compute-vm-admin-password", "osProfile.adminPassword", "Hunter2!", PASSES),
        ("azure-compute-vm-encryption-at-host", "securityProfile.encryptionAtHost", False, FAILS),
        ("azure-compute-vm-trusted-launch", "securityProfile.securityType", "Standard", FAILS),
    ),
    *_rows(
        "compute:VirtualMachineScaleSet",
        ("azure-compute-vmss-public-ip", f"virtualMachineProfile.{_NIC}", {"name": "pip"}, PASSES),
        ("azure-compute-vm-ssh-password", f"virtualMachineProfile.{_LINUX}", False, FAILS),
        ("azure-compute-vm-admin-password", "virtualMachineProfile.osProfile.adminPassword", "Hunter2!", PASSES),
        ("azure-compute-vm-encryption-at-host", "virtualMachineProfile.securityProfile.encryptionAtHost", False, FAILS),
        ("azure-compute-vm-trusted-launch", "virtualMachineProfile.securityProfile.securityType", "Standard", FAILS),
    ),
    *_rows(
        "network:LoadBalancer",
        ("azure-network-loadbalancer-public-ip", "frontendIPConfigurations.0.publicIPAddress", {"id": "x"}, PASSES),
        ("azure-network-loadbalancer-public-ip", "frontendIPConfigurations.0.publicIPPrefix", {"id": "x"}, PASSES),
    ),
    *_rows(
        "network:ApplicationGateway",
        ("azure-network-loadbalancer-public-ip", "frontendIPConfigurations.0.publicIPAddress", {"id": "x"}, PASSES),
    ),
    *_rows(
        "containerinstance:ContainerGroup",
        ("azure-containerinstance-group-public-ip", "ipAddress.type", "Public", FAILS),
    ),
    *_rows(
        "network:VirtualNetwork",
        ("azure-network-subnet-default-outbound", "subnets.0.defaultOutboundAccess", True, FAILS),
        ("azure-network-subnet-nsg", "subnets.0.networkSecurityGroup", {}, FAILS),
        ("azure-network-subnet-gateway-nsg", "subnets.2.networkSecurityGroup", {"id": "x"}, PASSES),
    ),
    *_rows(
        "network:Subnet",
        ("azure-network-subnet-default-outbound", "defaultOutboundAccess", True, FAILS),
        ("azure-network-subnet-nsg", "networkSecurityGroup", {}, FAILS),
    ),
    *_rows(
        "network:Subnet",
        ("azure-network-subnet-gateway-nsg", "networkSecurityGroup", {"id": "x"}, PASSES),
        base={"subnetName": "GatewaySubnet"},
    ),
    *_rows(
        "network:PrivateDnsZoneGroup",
        ("azure-network-privateendpoint-dns-zones", "privateDnsZoneConfigs", [], FAILS),
    ),
    *_rows(
        "machinelearningservices:Datastore",
        ("azure-machinelearning-datastore-credentials", "properties.credentials.credentialsType", "AccountKey", FAILS),
    ),
    *_rows(
        "machinelearningservices:Compute",
        ("azure-machinelearning-compute-local-auth", "properties.disableLocalAuth", False, FAILS),
        (
            "azure-machinelearning-cluster-ssh",
            "properties.properties.remoteLoginPortPublicAccess",
            "NotSpecified",
            FAILS,
        ),
        (
            "azure-machinelearning-compute-password",
            "properties.properties.userAccountCredentials.adminUserPassword",
            "Hunter2!",
            PASSES,
        ),
        ("azure-machinelearning-compute-public-ip", "properties.properties.enableNodePublicIp", True, FAILS),
    ),
    *_rows(
        "machinelearningservices:Compute",
        ("azure-machinelearning-compute-local-auth", "properties.disableLocalAuth", False, FAILS),
        ("azure-machinelearning-instance-ssh", "properties.properties.sshSettings.sshPublicAccess", "Enabled", FAILS),
        ("azure-machinelearning-compute-public-ip", "properties.properties.enableNodePublicIp", True, FAILS),
        ("azure-machinelearning-instance-idle-shutdown", "properties.properties.idleTimeBeforeShutdown", "", FAILS),
        base=INSTANCE,
    ),
    *_rows(
        "machinelearningservices:BatchEndpoint",
        ("azure-machinelearning-endpoint-auth", "properties.authMode", "Key", FAILS),
    ),
    *_rows(
        "operationalinsights:Workspace",
        ("azure-operationalinsights-workspace-local-auth", "features.disableLocalAuth", False, FAILS),
    ),
    *_rows(
        "applicationinsights:Component",
        ("azure-applicationinsights-component-local-auth", "disableLocalAuth", False, FAILS),
    ),
    *_rows(
        "containerservice:ManagedCluster",
        ("azure-containerservice-cluster-private", "apiServerAccessProfile.enablePrivateCluster", False, FAILS),
        ("azure-containerservice-cluster-public-access", "publicNetworkAccess", "Enabled", PASSES),
        (
            "azure-containerservice-cluster-public-fqdn",
            "apiServerAccessProfile.enablePrivateClusterPublicFQDN",
            True,
            FAILS,
        ),
        ("azure-containerservice-cluster-outbound", "networkProfile.outboundType", "loadBalancer", FAILS),
        ("azure-containerservice-nodepool-public-ip", "agentPoolProfiles.0.enableNodePublicIP", True, PASSES),
        ("azure-containerservice-nodepool-public-ip", "agentPoolProfiles.0.nodePublicIPPrefixID", "x", PASSES),
        ("azure-containerservice-nodepool-subnet", "agentPoolProfiles.0.vnetSubnetID", "", FAILS),
    ),
    *_rows(
        "machinelearningservices:Workspace",
        ("azure-machinelearning-workspace-serverless-public-ip", _SERVERLESS, False, FAILS),
        base=put(_ML_WORKSPACE, _SERVERLESS, True),
    ),
    *_rows(
        "containerservice:AgentPool",
        ("azure-containerservice-nodepool-public-ip", "enableNodePublicIP", True, PASSES),
        ("azure-containerservice-nodepool-public-ip", "nodePublicIPPrefixID", "x", PASSES),
        ("azure-containerservice-nodepool-subnet", "vnetSubnetID", "", FAILS),
    ),
    *_rows(
        "authorization:RoleAssignment",
        (
            "azure-authorization-roleassignment-privileged",
            "roleDefinitionId",
            "/x/roleDefinitions/8E3AF657-a8ff-443c-a75c-2fe8c4bcb635",
            PASSES,
        ),
        (
            "azure-authorization-roleassignment-privileged",
            "roleDefinitionId",
            "/x/roleDefinitions/18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
            PASSES,
        ),
        (
            "azure-authorization-roleassignment-privileged",
            "roleDefinitionId",
            "/x/roleDefinitions/f58310d9-a9f6-439a-9e8d-f62e7b41a168/",
            PASSES,
        ),
    ),
]

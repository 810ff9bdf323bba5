"""Demands on machines, containers, clusters and agents."""

from tests.policy.compliant import COMPLIANT, INSTANCE, WINDOWS
from tests.policy.examples.common import PASSWORD
from tests.policy.gate import put
from tests.policy.row import FAILS, PASSES, rows

_NIC = "networkProfile.networkInterfaceConfigurations.0.ipConfigurations.0.publicIPAddressConfiguration"
_PROFILE = "virtualMachineProfile"
_WINDOWS = f"{_PROFILE}.osProfile.windowsConfiguration"
_LINUX = "osProfile.linuxConfiguration.disablePasswordAuthentication"

ROWS = [
    *rows(
        "compute:Disk",
        ("azure-compute-disk-public-access", "publicNetworkAccess", "Enabled", FAILS),
        ("azure-compute-disk-network-policy", "networkAccessPolicy", "AllowAll", FAILS),
    ),
    *rows(
        "compute:VirtualMachine",
        ("azure-compute-vm-public-ip", _NIC, {"name": "pip"}, PASSES),
        ("azure-compute-vm-ssh-password", _LINUX, False, FAILS),
        ("azure-compute-vm-admin-password", "osProfile.adminPassword", PASSWORD, PASSES),
        ("azure-compute-vm-encryption-at-host", "securityProfile.encryptionAtHost", False, FAILS),
        ("azure-compute-vm-trusted-launch", "securityProfile.securityType", "Standard", FAILS),
    ),
    *rows(
        "compute:VirtualMachineScaleSet",
        ("azure-compute-vmss-public-ip", f"virtualMachineProfile.{_NIC}", {"name": "pip"}, PASSES),
        ("azure-compute-vm-ssh-password", f"virtualMachineProfile.{_LINUX}", False, FAILS),
        ("azure-compute-vm-admin-password", "virtualMachineProfile.osProfile.adminPassword", PASSWORD, PASSES),
        ("azure-compute-vm-encryption-at-host", "virtualMachineProfile.securityProfile.encryptionAtHost", False, FAILS),
        ("azure-compute-vm-trusted-launch", "virtualMachineProfile.securityProfile.securityType", "Standard", FAILS),
    ),
    *rows(
        "containerinstance:ContainerGroup",
        ("azure-containerinstance-group-public-ip", "ipAddress.type", "Public", FAILS),
    ),
    *rows(
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
            PASSWORD,
            PASSES,
        ),
        ("azure-machinelearning-compute-public-ip", "properties.properties.enableNodePublicIp", True, FAILS),
    ),
    *rows(
        "machinelearningservices:Compute",
        ("azure-machinelearning-compute-local-auth", "properties.disableLocalAuth", False, FAILS),
        ("azure-machinelearning-instance-ssh", "properties.properties.sshSettings.sshPublicAccess", "Enabled", FAILS),
        ("azure-machinelearning-compute-public-ip", "properties.properties.enableNodePublicIp", True, FAILS),
        ("azure-machinelearning-instance-idle-shutdown", "properties.properties.idleTimeBeforeShutdown", "", FAILS),
        base=INSTANCE,
    ),
    *rows(
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
    *rows(
        "containerservice:AgentPool",
        ("azure-containerservice-nodepool-public-ip", "enableNodePublicIP", True, PASSES),
        ("azure-containerservice-nodepool-public-ip", "nodePublicIPPrefixID", "x", PASSES),
        ("azure-containerservice-nodepool-subnet", "vnetSubnetID", "", FAILS),
    ),
    *rows(
        "compute:VirtualMachine",
        ("azure-compute-vm-secure-boot", "securityProfile.uefiSettings.secureBootEnabled", False, FAILS),
        ("azure-compute-vm-secure-boot", "securityProfile.uefiSettings.vTpmEnabled", False, FAILS),
        ("azure-compute-disk-cmk", "storageProfile.osDisk.managedDisk.diskEncryptionSet", {}, FAILS),
    ),
    *rows(
        "compute:VirtualMachine",
        ("azure-compute-vm-winrm", "osProfile.windowsConfiguration.winRM.listeners.0.protocol", "Http", FAILS),
        base=WINDOWS,
    ),
    *rows(
        "compute:VirtualMachineScaleSet",
        (
            "azure-compute-vm-winrm",
            f"{_PROFILE}.osProfile.windowsConfiguration.winRM.listeners.0.protocol",
            "Http",
            FAILS,
        ),
        base=put(COMPLIANT["compute:VirtualMachineScaleSet"], f"{_PROFILE}.osProfile", WINDOWS["osProfile"]),
    ),
    *rows(
        "compute:VirtualMachineScaleSet",
        ("azure-compute-vm-secure-boot", f"{_PROFILE}.securityProfile.uefiSettings.secureBootEnabled", False, FAILS),
        ("azure-compute-vm-secure-boot", f"{_PROFILE}.securityProfile.uefiSettings.vTpmEnabled", False, FAILS),
        ("azure-compute-disk-cmk", f"{_PROFILE}.storageProfile.osDisk.managedDisk.diskEncryptionSet", {}, FAILS),
    ),
    *rows("compute:Disk", ("azure-compute-disk-cmk", "encryption.diskEncryptionSetId", "", FAILS)),
    *rows(
        "compute:DiskEncryptionSet",
        ("azure-compute-diskencryptionset-rotation", "rotationToLatestKeyVersionEnabled", False, FAILS),
    ),
    *rows(
        "containerinstance:ContainerGroup",
        ("azure-containerinstance-group-subnet", "subnetIds", [], FAILS),
        ("azure-containerinstance-group-keys", "imageRegistryCredentials.0.username", "cr", PASSES),
        ("azure-containerinstance-group-keys", "imageRegistryCredentials.0.password", PASSWORD, PASSES),
        ("azure-containerinstance-group-keys", "diagnostics.logAnalytics.workspaceKey", PASSWORD, PASSES),
        ("azure-containerinstance-group-privileged", "containers.0.securityContext.privileged", True, PASSES),
        ("azure-containerinstance-group-privileged", "initContainers.0.securityContext.privileged", True, PASSES),
        ("azure-containerinstance-group-plain-secrets", "containers.0.command.1", "--token 0123456789abcdef", PASSES),
    ),
    *rows(
        "containerinstance:ContainerGroup",
        ("azure-containerinstance-group-keys", "volumes.0.azureFile.storageAccountKey", PASSWORD, PASSES),
        base=put(COMPLIANT["containerinstance:ContainerGroup"], "volumes", [{"azureFile": {"shareName": "x"}}]),
    ),
    *rows(
        "devopsinfrastructure:Pool",
        ("azure-devopsinfrastructure-pool-subnet", "fabricProfile.networkProfile.subnetId", "", FAILS),
        ("azure-devopsinfrastructure-pool-interactive", "fabricProfile.osProfile.logonType", "Interactive", PASSES),
        (
            "azure-devopsinfrastructure-pool-certificates",
            "fabricProfile.osProfile.secretsManagementSettings.keyExportable",
            True,
            FAILS,
        ),
        (
            "azure-devopsinfrastructure-pool-open-access",
            "organizationProfile.organizations.0.openAccess",
            True,
            PASSES,
        ),
        ("azure-devopsinfrastructure-pool-projects", "organizationProfile.organizations.0.projects", [], FAILS),
    ),
    *rows(
        "containerservice:ManagedCluster",
        ("azure-containerservice-cluster-entra", "aadProfile.managed", False, FAILS),
        ("azure-containerservice-cluster-azure-rbac", "aadProfile.enableAzureRBAC", False, FAILS),
        ("azure-containerservice-cluster-rbac", "enableRBAC", False, PASSES),
        ("azure-containerservice-cluster-service-principal", "servicePrincipalProfile.secret", PASSWORD, PASSES),
        ("azure-containerservice-cluster-service-principal", "aadProfile.serverAppSecret", PASSWORD, PASSES),
        (
            "azure-containerservice-cluster-workload-identity",
            "securityProfile.workloadIdentity.enabled",
            False,
            FAILS,
        ),
        ("azure-containerservice-cluster-workload-identity", "oidcIssuerProfile.enabled", False, FAILS),
        ("azure-containerservice-cluster-network-policy", "networkProfile.networkPolicy", "none", FAILS),
        ("azure-containerservice-cluster-upgrades", "autoUpgradeProfile.upgradeChannel", "none", FAILS),
        ("azure-containerservice-cluster-node-upgrades", "autoUpgradeProfile.nodeOSUpgradeChannel", "None", FAILS),
        ("azure-containerservice-cluster-run-command", "apiServerAccessProfile.disableRunCommand", False, FAILS),
        (
            "azure-containerservice-cluster-defender",
            "securityProfile.defender.securityMonitoring.enabled",
            False,
            FAILS,
        ),
        ("azure-containerservice-cluster-disk-cmk", "diskEncryptionSetID", "", FAILS),
        (
            "azure-containerservice-nodepool-encryption-at-host",
            "agentPoolProfiles.0.enableEncryptionAtHost",
            False,
            FAILS,
        ),
    ),
    *rows(
        "containerservice:AgentPool",
        ("azure-containerservice-nodepool-encryption-at-host", "enableEncryptionAtHost", False, FAILS),
    ),
    *rows(
        "kubernetesconfiguration:Extension",
        (
            "azure-kubernetesconfiguration-extension-insecure-inference",
            "configurationSettings.allowInsecureConnections",
            "True",
            PASSES,
        ),
        (
            "azure-kubernetesconfiguration-extension-public-inference",
            "configurationSettings.inferenceRouterServiceType",
            "",
            FAILS,
        ),
        (
            "azure-kubernetesconfiguration-extension-plain-secrets",
            "configurationSettings.sslKeyPemFile",
            "-----BEGIN PRIVATE KEY-----",
            PASSES,
        ),
    ),
    *rows(
        "containerservice:TrustedAccessRoleBinding",
        (
            "azure-containerservice-cluster-trusted-access",
            "roles.0",
            "Microsoft.DataProtection/backupVaults/backup-operator",
            PASSES,
        ),
    ),
    *rows(
        "managedidentity:FederatedIdentityCredential",
        ("azure-managedidentity-federation-audience", "audiences.0", "https://management.azure.com", PASSES),
    ),
    *rows(
        "machinelearningservices:Compute",
        ("azure-machinelearning-instance-sharing", "properties.properties.applicationSharingPolicy", "Shared", FAILS),
        *(
            (
                "azure-machinelearning-instance-plain-secrets",
                f"properties.properties.setupScripts.scripts.{script}.{part}",
                "--password 0123456789abcdef",
                PASSES,
            )
            for script in ("creationScript", "startupScript")
            for part in ("scriptData", "scriptArguments")
        ),
        base=INSTANCE,
    ),
    *rows(
        "machinelearningservices:Compute",
        (
            "azure-machinelearning-kubernetes-connection-strings",
            "properties.properties.relayConnectionString",
            PASSWORD,
            PASSES,
        ),
        (
            "azure-machinelearning-kubernetes-connection-strings",
            "properties.properties.serviceBusConnectionString",
            PASSWORD,
            PASSES,
        ),
    ),
    *rows(
        "machinelearningservices:Compute",
        ("azure-machinelearning-cluster-min-nodes", "properties.properties.scaleSettings.minNodeCount", 1, PASSES),
    ),
    *rows(
        "compute:VirtualMachine",
        ("azure-compute-vm-agent", "osProfile.linuxConfiguration.provisionVMAgent", False, PASSES),
        ("azure-compute-vm-managed-disks", "storageProfile.osDisk.vhd", {"uri": "https://st/os.vhd"}, PASSES),
        ("azure-compute-vm-managed-disks", "storageProfile.dataDisks.0.vhd", {"uri": "https://st/data.vhd"}, PASSES),
    ),
    *rows(
        "compute:VirtualMachine",
        ("azure-compute-vm-agent", "osProfile.windowsConfiguration.provisionVMAgent", False, PASSES),
        ("azure-compute-vm-windows-updates", "osProfile.windowsConfiguration.enableAutomaticUpdates", False, PASSES),
        base=WINDOWS,
    ),
    *rows(
        "compute:VirtualMachineScaleSet",
        ("azure-compute-vm-agent", f"{_PROFILE}.osProfile.linuxConfiguration.provisionVMAgent", False, PASSES),
        (
            "azure-compute-vm-managed-disks",
            f"{_PROFILE}.storageProfile.osDisk.vhdContainers",
            ["https://st/vhds"],
            PASSES,
        ),
    ),
    *rows(
        "compute:VirtualMachineScaleSet",
        ("azure-compute-vm-agent", f"{_WINDOWS}.provisionVMAgent", False, PASSES),
        ("azure-compute-vm-windows-updates", f"{_WINDOWS}.enableAutomaticUpdates", False, PASSES),
        base=put(COMPLIANT["compute:VirtualMachineScaleSet"], f"{_PROFILE}.osProfile", WINDOWS["osProfile"]),
    ),
    *rows(
        "containerinstance:ContainerGroup",
        ("azure-containerinstance-group-identity", "identity.type", "None", FAILS),
    ),
    *rows(
        "managedidentity:FederatedIdentityCredential",
        ("azure-managedidentity-federation-subject", "subject", "repo:contoso/*", FAILS),
    ),
]

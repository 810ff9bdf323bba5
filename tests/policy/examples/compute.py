"""Compliant machines, container groups, clusters and pools of agents."""

from typing import Any

from tests.policy.examples.common import OFF, PASSWORD, SUBNET, marked

_DISK_SET = {"id": "/x/Microsoft.Compute/diskEncryptionSets/des"}


def _machine(prefix: str = "") -> dict[str, Any]:
    network = {
        "networkInterfaceConfigurations": [
            {"name": "nic", "ipConfigurations": [{"name": "ip", "subnet": {"id": SUBNET}}]}
        ]
    }
    profile = {
        "osProfile": {
            "adminUsername": "ops",
            "customData": "IyEvYmluL3NoCmVjaG8gaGVsbG8K",
            "linuxConfiguration": {
                "disablePasswordAuthentication": True,
                "provisionVMAgent": True,
                "ssh": {"publicKeys": []},
            },
        },
        "securityProfile": {
            "encryptionAtHost": True,
            "securityType": "TrustedLaunch",
            "uefiSettings": {"secureBootEnabled": True, "vTpmEnabled": True},
        },
        "storageProfile": {
            "osDisk": {"managedDisk": {"diskEncryptionSet": _DISK_SET}},
            "dataDisks": [{"lun": 0, "managedDisk": {"diskEncryptionSet": _DISK_SET}}],
        },
        "networkProfile": network,
    }
    return {prefix: profile} if prefix else profile


def aml_compute(kind: str, **properties: Any) -> dict[str, Any]:
    """A compute of a Machine Learning workspace."""
    return {
        "computeName": "cpu",
        "workspaceName": "mlw",
        "properties": {
            "computeType": kind,
            "disableLocalAuth": True,
            "properties": {"enableNodePublicIp": False, "subnet": {"id": SUBNET}, **properties},
        },
    }


SCALE_SET = _machine("virtualMachineProfile")
SCALE_SET["virtualMachineProfile"]["extensionProfile"] = {
    "extensions": [{"name": "agent", "type": "CustomScript", "settings": {"skipDos2Unix": True}}]
}

WINDOWS = {
    **_machine(),
    "vmName": "vm-jump",
    "osProfile": {
        "adminUsername": "ops",
        "adminPassword": PASSWORD,
        "windowsConfiguration": {
            "enableAutomaticUpdates": True,
            "provisionVMAgent": True,
            "winRM": {"listeners": [{"protocol": "Https"}]},
        },
    },
}

_POOL = {
    "type": "VirtualMachineScaleSets",
    "osDiskType": "Ephemeral",
    "vnetSubnetID": SUBNET,
    "enableEncryptionAtHost": True,
}

_CLUSTER: dict[str, Any] = {
    "resourceName": "aks",
    "apiServerAccessProfile": {
        "enablePrivateCluster": True,
        "enablePrivateClusterPublicFQDN": False,
        "disableRunCommand": True,
    },
    "disableLocalAccounts": True,
    "aadProfile": {"managed": True, "enableAzureRBAC": True},
    "addonProfiles": {
        "azurepolicy": {"enabled": True},
        "azureKeyvaultSecretsProvider": {"enabled": True, "config": {"enableSecretRotation": "true"}},
        "omsagent": {"enabled": True},
    },
    "autoUpgradeProfile": {"upgradeChannel": "stable", "nodeOSUpgradeChannel": "NodeImage"},
    "diskEncryptionSetID": "/x/Microsoft.Compute/diskEncryptionSets/des",
    "networkProfile": {
        "outboundType": "userDefinedRouting",
        "networkPlugin": "azure",
        "networkPolicy": "cilium",
    },
    "oidcIssuerProfile": {"enabled": True},
    "sku": {"name": "Base", "tier": "Standard"},
    "securityProfile": {
        "workloadIdentity": {"enabled": True},
        "defender": {"securityMonitoring": {"enabled": True}},
    },
    "agentPoolProfiles": [
        {
            **_POOL,
            "name": "system",
            "mode": "System",
            "nodeTaints": ["CriticalAddonsOnly=true:NoSchedule"],
        }
    ],
}

COMPUTE: dict[str, dict[str, Any]] = {
    "compute:Disk": {
        "publicNetworkAccess": OFF,
        "networkAccessPolicy": "DenyAll",
        "encryption": {"diskEncryptionSetId": _DISK_SET["id"]},
    },
    "compute:DiskEncryptionSet": {"rotationToLatestKeyVersionEnabled": True},
    "compute:VirtualMachine": _machine(),
    "compute:VirtualMachineExtension": {
        "type": "CustomScript",
        "settings": {"skipDos2Unix": True},
        "protectedSettings": marked({"script": "IyEvYmluL3NoCg=="}),
    },
    "compute:VirtualMachineScaleSet": SCALE_SET,
    "compute:VirtualMachineScaleSetExtension": {"type": "CustomScript", "settings": {"timestamp": 1}},
    "containerinstance:ContainerGroup": {
        "containerGroupName": "aci",
        "identity": {"type": "UserAssigned", "userAssignedIdentities": ["/x/userAssignedIdentities/id"]},
        "containers": [
            {
                "name": "agent",
                "image": "cr.azurecr.io/agent:1",
                "command": ["./run.sh", "--once"],
                "environmentVariables": [{"name": "AZP_POOL", "value": "private"}],
                "securityContext": {"privileged": False},
            }
        ],
        "imageRegistryCredentials": [{"server": "cr.azurecr.io", "identity": "/x/userAssignedIdentities/id"}],
        "initContainers": [
            {
                "name": "init",
                "image": "cr.azurecr.io/init:1",
                "environmentVariables": [{"name": "AZP_TOKEN", "secureValue": PASSWORD}],
            }
        ],
        "ipAddress": {"type": "Private", "ports": []},
        "subnetIds": [{"id": SUBNET}],
    },
    "containerservice:AgentPool": {**_POOL, "mode": "User"},
    "containerservice:ManagedCluster": _CLUSTER,
    "containerservice:TrustedAccessRoleBinding": {
        "resourceName": "aks",
        "roles": ["Microsoft.MachineLearningServices/workspaces/mlworkload"],
    },
    "devcenter:DevCenter": {"devCenterName": "dc"},
    "devopsinfrastructure:Pool": {
        "poolName": "mdp",
        "fabricProfile": {
            "networkProfile": {"subnetId": SUBNET},
            "osProfile": {"logonType": "Service", "secretsManagementSettings": {"keyExportable": False}},
        },
        "organizationProfile": {
            "organizations": [{"url": "https://dev.azure.com/contoso", "openAccess": False, "projects": ["ml"]}]
        },
    },
    "kubernetesconfiguration:Extension": {
        "extensionType": "Microsoft.AzureML.Kubernetes",
        "configurationSettings": {
            "enableTraining": "true",
            "enableInference": "true",
            "allowInsecureConnections": "false",
            "inferenceRouterServiceType": "LoadBalancer",
            "internalLoadBalancerProvider": "azure",
            "sslSecret": "azureml-tls",
            "scoringFe.sslSecret": "azureml-tls",
        },
    },
    "managedidentity:FederatedIdentityCredential": {
        "audiences": ["api://AzureADTokenExchange"],
        "issuer": "https://eastasia.oic.prod-aks.azure.com/0/1/",
        "subject": "system:serviceaccount:models:default",
    },
}

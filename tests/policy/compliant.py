"""A compliant resource of each type that the gate reads: every test changes one thing in one of these."""

from typing import Any

from tests.policy.gate import R

_NET = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Network"
SUBNET = f"{_NET}/virtualNetworks/vnet/subnets/training"
_OFF = "Disabled"


def _subnet(name: str, group: str | None) -> dict[str, Any]:
    subnet: dict[str, Any] = {"name": name, "addressPrefix": "10.0.0.0/24", "defaultOutboundAccess": False}
    if group:
        subnet["networkSecurityGroup"] = {"id": f"{_NET}/networkSecurityGroups/{group}"}
    return subnet


def _rule(name: str, source: str, port: str, **more: str) -> dict[str, Any]:
    return {
        "name": name,
        "direction": "Inbound",
        "access": "Allow",
        "protocol": "Tcp",
        "priority": 100,
        "sourceAddressPrefix": source,
        "sourcePortRange": "*",
        "destinationAddressPrefix": "*",
        "destinationPortRange": port,
        **more,
    }


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
            "linuxConfiguration": {"disablePasswordAuthentication": True, "ssh": {"publicKeys": []}},
        },
        "securityProfile": {"encryptionAtHost": True, "securityType": "TrustedLaunch"},
        "networkProfile": network,
    }
    return {prefix: profile} if prefix else profile


def _compute(kind: str, **properties: Any) -> dict[str, Any]:
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

COMPLIANT: dict[str, dict[str, Any]] = {
    "applicationinsights:Component": {
        "resourceName": "appi",
        "disableLocalAuth": True,
        "publicNetworkAccessForIngestion": _OFF,
        "publicNetworkAccessForQuery": _OFF,
        "workspaceResourceId": "/subscriptions/0/x/Microsoft.OperationalInsights/workspaces/log",
    },
    "authorization:RoleAssignment": {
        "roleDefinitionId": "/x/roleDefinitions/ba92f5b4-2d11-453d-a403-e96b0029c9fe",
        "scope": "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/st",
    },
    "compute:Disk": {"publicNetworkAccess": _OFF, "networkAccessPolicy": "DenyAll"},
    "compute:VirtualMachine": _machine(),
    "compute:VirtualMachineExtension": {
        "type": "CustomScript",
        "settings": {"skipDos2Unix": True},
        "protectedSettings": {"script": "IyEvYmluL3NoCg=="},
    },
    "compute:VirtualMachineScaleSet": SCALE_SET,
    "compute:VirtualMachineScaleSetExtension": {"type": "CustomScript", "settings": {"timestamp": 1}},
    "containerinstance:ContainerGroup": {
        "containers": [{"name": "agent", "environmentVariables": [{"name": "AZP_POOL", "value": "private"}]}],
        "initContainers": [{"name": "init", "environmentVariables": [{"name": "AZP_TOKEN", "secureValue": "x"}]}],
        "ipAddress": {"type": "Private", "ports": []},
    },
    "containerregistry:Registry": {
        "registryName": "cr",
        "publicNetworkAccess": _OFF,
        "adminUserEnabled": False,
        "sku": {"name": "Premium"},
        "policies": {"exportPolicy": {"status": "disabled"}},
        "encryption": {"status": "enabled"},
    },
    "containerservice:AgentPool": {"vnetSubnetID": SUBNET},
    "containerservice:ManagedCluster": {
        "resourceName": "aks",
        "apiServerAccessProfile": {"enablePrivateCluster": True, "enablePrivateClusterPublicFQDN": False},
        "disableLocalAccounts": True,
        "networkProfile": {"outboundType": "userDefinedRouting"},
        "agentPoolProfiles": [{"name": "system", "vnetSubnetID": SUBNET}],
    },
    "keyvault:Vault": {
        "vaultName": "kv",
        "properties": {
            "publicNetworkAccess": "disabled",
            "networkAcls": {"defaultAction": "Deny", "bypass": "AzureServices"},
            "enableRbacAuthorization": True,
            "enablePurgeProtection": True,
        },
    },
    "machinelearningservices:BatchEndpoint": {"properties": {"authMode": "AADToken"}},
    "machinelearningservices:Compute": _compute("AmlCompute", remoteLoginPortPublicAccess=_OFF),
    "machinelearningservices:Datastore": {"properties": {"credentials": {"credentialsType": "None"}}},
    "machinelearningservices:OnlineEndpoint": {"properties": {"authMode": "AADToken", "publicNetworkAccess": _OFF}},
    "machinelearningservices:Registry": {"publicNetworkAccess": _OFF},
    "machinelearningservices:Workspace": {
        "workspaceName": "mlw",
        "publicNetworkAccess": _OFF,
        "systemDatastoresAuthMode": "Identity",
        "encryption": {"status": "Enabled"},
        "containerRegistry": "/subscriptions/0/x/Microsoft.ContainerRegistry/registries/cr",
        "imageBuildCompute": "cpu",
    },
    "monitor:PrivateLinkScope": {"accessModeSettings": {"ingestionAccessMode": "Open", "queryAccessMode": "Open"}},
    "monitor:PrivateLinkScopedResource": {"linkedResourceId": "/x/Microsoft.Insights/components/appi"},
    "network:ApplicationGateway": {"frontendIPConfigurations": [{"name": "in", "subnet": {"id": SUBNET}}]},
    "network:AzureFirewall": {},
    "network:BastionHost": {"ipConfigurations": [{"publicIPAddress": {"id": f"{_NET}/publicIPAddresses/pip-bas"}}]},
    "network:FirewallPolicyRuleCollectionGroup": {
        "ruleCollections": [{"ruleCollectionType": "FirewallPolicyFilterRuleCollection"}]
    },
    "network:LoadBalancer": {"frontendIPConfigurations": [{"name": "in", "subnet": {"id": SUBNET}}]},
    "network:NatGateway": {"publicIpAddresses": [{"id": f"{_NET}/publicIPAddresses/pip-nat"}]},
    "network:NetworkInterface": {"ipConfigurations": [{"name": "ip", "subnet": {"id": SUBNET}}]},
    "network:NetworkSecurityGroup": {
        "networkSecurityGroupName": "nsg-training",
        "securityRules": [
            _rule("ssh", "10.0.1.0/26", "22"),
            _rule("probe", "AzureLoadBalancer", "*"),
            _rule("deny", "*", "*", access="Deny"),
            _rule("out", "*", "443", direction="Outbound"),
        ],
    },
    "network:PrivateDnsZoneGroup": {
        "privateEndpointName": "pep",
        "privateDnsZoneConfigs": [{"name": "blob", "privateDnsZoneId": "/x/privateDnsZones/blob"}],
    },
    "network:PrivateEndpoint": {"privateEndpointName": "pep", "privateLinkServiceConnections": []},
    "network:PublicIPAddress": {"publicIpAddressName": "pip-nat"},
    "network:PublicIPPrefix": {"publicIpPrefixName": "ippre"},
    "network:SecurityRule": _rule("ssh", "VirtualNetwork", "22", networkSecurityGroupName="nsg-training"),
    "network:Subnet": {"subnetName": "extra", **_subnet("extra", "nsg-training")},
    "network:VirtualNetworkGateway": {},
    "network:VirtualNetwork": {
        "virtualNetworkName": "vnet",
        "subnets": [
            _subnet("training", "nsg-training"),
            _subnet("AzureBastionSubnet", "nsg-bastion"),
            {"name": "GatewaySubnet", "addressPrefix": "10.0.9.0/27"},
        ],
    },
    "operationalinsights:Workspace": {
        "workspaceName": "log",
        "features": {"disableLocalAuth": True},
        "publicNetworkAccessForIngestion": _OFF,
        "publicNetworkAccessForQuery": _OFF,
    },
    "resources:ResourceGroup": {"resourceGroupName": "rg", "location": "westeurope"},
    "storage:BlobContainer": {"containerName": "data"},
    "storage:StorageAccount": {
        "accountName": "st",
        "publicNetworkAccess": _OFF,
        "networkRuleSet": {"defaultAction": "Deny", "bypass": "AzureServices"},
        "allowBlobPublicAccess": False,
        "allowSharedKeyAccess": False,
        "allowCrossTenantReplication": False,
        "minimumTlsVersion": "TLS1_2",
        "encryption": {"keySource": "Microsoft.Keyvault", "requireInfrastructureEncryption": True},
    },
}

INSTANCE = _compute("ComputeInstance", sshSettings={"sshPublicAccess": _OFF}, idleTimeBeforeShutdown="PT60M")
BASTION_GROUP: dict[str, Any] = {
    "networkSecurityGroupName": "nsg-bastion",
    "securityRules": [_rule("AllowHttpsInbound", "Internet", "443"), _rule("gw", "GatewayManager", "443")],
}


def _endpoint(name: str, target: str) -> list[R]:
    return [
        R(
            "network:PrivateEndpoint",
            name,
            {"privateEndpointName": name, "privateLinkServiceConnections": [{"groupIds": ["x"]}]},
            {"privateLinkServiceConnections": [target]},
        ),
        R(
            "network:PrivateDnsZoneGroup",
            f"{name}-zones",
            {**COMPLIANT["network:PrivateDnsZoneGroup"], "privateEndpointName": name},
        ),
    ]


def stack() -> list[R]:
    """A small stack that nothing is wrong with."""
    return [
        R("resources:ResourceGroup", "rg", COMPLIANT["resources:ResourceGroup"]),
        R("network:NetworkSecurityGroup", "nsg-training", COMPLIANT["network:NetworkSecurityGroup"]),
        R("network:NetworkSecurityGroup", "nsg-bastion", BASTION_GROUP),
        R(
            "network:VirtualNetwork",
            "vnet",
            COMPLIANT["network:VirtualNetwork"],
            {"subnets": ["nsg-training", "nsg-bastion"]},
        ),
        R("network:PublicIPAddress", "pip-nat", {"publicIpAddressName": "pip-nat"}),
        R("network:PublicIPAddress", "pip-bas", {"publicIpAddressName": "pip-bas"}),
        R("network:NatGateway", "nat", COMPLIANT["network:NatGateway"], {"publicIpAddresses": ["pip-nat"]}),
        R("network:BastionHost", "bas", COMPLIANT["network:BastionHost"]),
        R("storage:StorageAccount", "st", COMPLIANT["storage:StorageAccount"]),
        R("keyvault:Vault", "kv", COMPLIANT["keyvault:Vault"]),
        R("containerregistry:Registry", "cr", COMPLIANT["containerregistry:Registry"]),
        R("operationalinsights:Workspace", "log", COMPLIANT["operationalinsights:Workspace"]),
        R("applicationinsights:Component", "appi", COMPLIANT["applicationinsights:Component"]),
        R("monitor:PrivateLinkScope", "ampls", COMPLIANT["monitor:PrivateLinkScope"]),
        R("monitor:PrivateLinkScopedResource", "link-appi", COMPLIANT["monitor:PrivateLinkScopedResource"]),
        R("monitor:PrivateLinkScopedResource", "link-log", {}, {"linkedResourceId": ["log"]}),
        R("machinelearningservices:Workspace", "mlw", COMPLIANT["machinelearningservices:Workspace"]),
        R("machinelearningservices:Compute", "cpu", COMPLIANT["machinelearningservices:Compute"]),
        R("machinelearningservices:Compute", "ci", {**INSTANCE, "computeName": "ci"}),
        *(
            R("monitor:DiagnosticSetting", f"diag-{name}", {"name": "to-log"}, {"resourceUri": [name]})
            for name in ("kv", "cr", "mlw", "bas")
        ),
        R(
            "monitor:DiagnosticSetting",
            "diag-st",
            {"resourceUri": "/subscriptions/0/x/Microsoft.Storage/storageAccounts/st/blobServices/default"},
        ),
        *(resource for name in ("st", "kv", "cr", "mlw") for resource in _endpoint(f"pep-{name}", name)),
    ]

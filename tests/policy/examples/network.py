"""Compliant networks: subnets, security groups, routes, firewall, gateways, endpoints."""

from typing import Any

from tests.policy.examples.common import NET, SUBNET, marked


def _subnet(name: str, group: str | None) -> dict[str, Any]:
    subnet: dict[str, Any] = {"name": name, "addressPrefix": "10.0.0.0/24", "defaultOutboundAccess": False}
    if group:
        subnet["networkSecurityGroup"] = {"id": f"{NET}/networkSecurityGroups/{group}"}
    return subnet


def security_rule(name: str, source: str, port: str, **more: str) -> dict[str, Any]:
    """A rule of a network security group that allows inbound TCP."""
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


BASTION_GROUP: dict[str, Any] = {
    "networkSecurityGroupName": "nsg-bastion",
    "securityRules": [
        security_rule("AllowHttpsInbound", "Internet", "443"),
        security_rule("gw", "GatewayManager", "443"),
    ],
}

IPSEC_POLICY = {
    "dhGroup": "ECP384",
    "ikeEncryption": "AES256",
    "ikeIntegrity": "SHA384",
    "ipsecEncryption": "GCMAES256",
    "ipsecIntegrity": "GCMAES256",
    "pfsGroup": "ECP384",
    "saDataSizeKilobytes": 102400000,
    "saLifeTimeSeconds": 27000,
}

NETWORK: dict[str, dict[str, Any]] = {
    "dnsresolver:ForwardingRule": {"domainName": "corp.example.", "targetDnsServers": [{"ipAddress": "192.168.0.10"}]},
    "network:ApplicationGateway": {
        "firewallPolicy": {"id": f"{NET}/applicationGatewayWebApplicationFirewallPolicies/waf"},
        "frontendIPConfigurations": [{"name": "in", "subnet": {"id": SUBNET}}],
        "httpListeners": [{"name": "in", "protocol": "Https"}],
        "sslPolicy": {"policyType": "Predefined", "policyName": "AppGwSslPolicy20220101S"},
    },
    "network:AzureFirewall": {
        "azureFirewallName": "afw",
        "firewallPolicy": {"id": f"{NET}/firewallPolicies/afwp"},
        "ipConfigurations": [{"name": "out", "publicIPAddress": {"id": f"{NET}/publicIPAddresses/pip-afw"}}],
    },
    "network:BastionHost": {
        "bastionHostName": "bas",
        "ipConfigurations": [{"publicIPAddress": {"id": f"{NET}/publicIPAddresses/pip-bas"}}],
    },
    "network:ExpressRouteCircuit": {
        "circuitName": "erc",
        "peerings": [{"name": "private", "peeringType": "AzurePrivatePeering"}],
    },
    "network:ExpressRouteCircuitAuthorization": {"authorizationName": "spoke"},
    "network:ExpressRouteCircuitPeering": {"peeringType": "AzurePrivatePeering"},
    "network:FirewallPolicy": {
        "sku": {"tier": "Premium"},
        "threatIntelMode": "Deny",
        "intrusionDetection": {"mode": "Deny"},
        "dnsSettings": {"enableProxy": True, "servers": ["10.0.8.5"]},
    },
    "network:FirewallPolicyRuleCollectionGroup": {
        "ruleCollections": [
            {
                "ruleCollectionType": "FirewallPolicyFilterRuleCollection",
                "action": {"type": "Allow"},
                "rules": [
                    {
                        "ruleType": "NetworkRule",
                        "name": "ml",
                        "sourceAddresses": ["10.0.0.0/24"],
                        "destinationAddresses": ["AzureMachineLearning"],
                        "destinationPorts": ["443", "8787"],
                    },
                    {"ruleType": "ApplicationRule", "name": "packages", "targetFqdns": ["*.pypi.org", "pypi.org"]},
                ],
            },
            {
                "ruleCollectionType": "FirewallPolicyFilterRuleCollection",
                "action": {"type": "Deny"},
                "rules": [{"name": "rest", "destinationAddresses": ["*"], "destinationPorts": ["*"]}],
            },
        ]
    },
    "network:FlowLog": {
        "enabled": True,
        "retentionPolicy": {"enabled": True, "days": 90},
        "targetResourceId": f"{NET}/virtualNetworks/vnet",
    },
    "network:IpGroup": {"ipGroupsName": "ipg", "ipAddresses": ["10.0.0.0/24"]},
    "network:LoadBalancer": {"frontendIPConfigurations": [{"name": "in", "subnet": {"id": SUBNET}}]},
    "network:LocalNetworkGateway": {"localNetworkAddressSpace": {"addressPrefixes": ["192.168.0.0/16"]}},
    "network:NatGateway": {"publicIpAddresses": [{"id": f"{NET}/publicIPAddresses/pip-nat"}]},
    "network:NetworkInterface": {
        "dnsSettings": {"dnsServers": ["10.0.8.4"]},
        "ipConfigurations": [{"name": "ip", "subnet": {"id": SUBNET}}],
    },
    "network:NetworkSecurityGroup": {
        "networkSecurityGroupName": "nsg-training",
        "securityRules": [
            security_rule("ssh", "10.0.1.0/26", "22"),
            security_rule("probe", "AzureLoadBalancer", "*"),
            security_rule("deny", "*", "*", access="Deny"),
            security_rule("out", "*", "443", direction="Outbound"),
        ],
    },
    "network:PrivateDnsZoneGroup": {
        "privateEndpointName": "pep",
        "privateDnsZoneConfigs": [{"name": "blob", "privateDnsZoneId": "/x/privateDnsZones/blob"}],
    },
    "network:PrivateEndpoint": {"privateEndpointName": "pep", "privateLinkServiceConnections": []},
    "network:PublicIPAddress": {"publicIpAddressName": "pip-nat"},
    "network:PublicIPPrefix": {"publicIpPrefixName": "ippre"},
    "network:Route": {
        "routeTableName": "rt",
        "addressPrefix": "0.0.0.0/0",
        "nextHopType": "VirtualAppliance",
        "nextHopIpAddress": "10.0.8.4",
    },
    "network:RouteTable": {
        "routeTableName": "rt",
        "disableBgpRoutePropagation": True,
        "routes": [
            {"name": "all", "addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance"},
            {"name": "batch", "addressPrefix": "BatchNodeManagement.eastasia", "nextHopType": "Internet"},
        ],
    },
    "network:SecurityRule": security_rule("ssh", "10.0.1.0/26", "22", networkSecurityGroupName="nsg-training"),
    "network:ServiceEndpointPolicy": {
        "serviceEndpointPolicyName": "sep",
        "serviceEndpointPolicyDefinitions": [
            {"service": "Microsoft.Storage", "serviceResources": ["/subscriptions/0/resourceGroups/rg"]},
            {"service": "Global", "serviceResources": ["/services/Azure/MachineLearning"]},
        ],
    },
    "network:ServiceEndpointPolicyDefinition": {
        "serviceEndpointPolicyName": "sep",
        "serviceResources": ["/subscriptions/0/resourceGroups/rg"],
    },
    "network:Subnet": {"subnetName": "extra", **_subnet("extra", "nsg-training")},
    "network:VirtualNetworkGateway": {
        "virtualNetworkGatewayName": "vgw",
        "gatewayType": "Vpn",
        "vpnType": "RouteBased",
        "sku": {"name": "VpnGw1AZ", "tier": "VpnGw1AZ"},
        "vpnClientConfiguration": {
            "vpnClientProtocols": ["OpenVPN"],
            "vpnAuthenticationTypes": ["AAD"],
            "vpnClientIpsecPolicies": [IPSEC_POLICY],
        },
    },
    "network:VirtualNetworkGatewayConnection": {
        "connectionType": "IPsec",
        "connectionProtocol": "IKEv2",
        "ipsecPolicies": [IPSEC_POLICY],
        "sharedKey": marked("0123456789abcdef0123456789"),
    },
    "network:VirtualNetwork": {
        "virtualNetworkName": "vnet",
        "dhcpOptions": {"dnsServers": ["10.0.8.4"]},
        "subnets": [
            _subnet("training", "nsg-training"),
            _subnet("AzureBastionSubnet", "nsg-bastion"),
            {"name": "GatewaySubnet", "addressPrefix": "10.0.9.0/27"},
        ],
    },
    "managedidentity:UserAssignedIdentity": {"resourceName": "id"},
    "network:VirtualNetworkPeering": {
        "virtualNetworkName": "vnet",
        "allowVirtualNetworkAccess": True,
        "allowForwardedTraffic": True,
        "remoteVirtualNetwork": {"id": f"{NET}/virtualNetworks/other"},
    },
    "privatedns:PrivateRecordSet": {
        "privateZoneName": "privatelink.azurecr.io",
        "recordType": "A",
        "aRecords": [{"ipv4Address": "10.0.0.5"}],
    },
    "privatedns:PrivateZone": {"privateZoneName": "privatelink.azurecr.io"},
    "privatedns:VirtualNetworkLink": {
        "privateZoneName": "privatelink.azurecr.io",
        "virtualNetwork": {"id": f"{NET}/virtualNetworks/vnet"},
    },
}

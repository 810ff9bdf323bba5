"""Demands on networks, gateways, firewalls and routes."""

from tests.policy.compliant import COMPLIANT
from tests.policy.examples.common import PASSWORD
from tests.policy.gate import UNKNOWN, put
from tests.policy.row import FAILS, PASSES, judged, rows

_INTERFACE = "networkProfile.networkInterfaceConfigurations.0"
_CLIENTS = "vpnClientConfiguration"
_RULES = "ruleCollections.0.rules"

ROWS = [
    *rows(
        "network:BastionHost",
        ("azure-network-bastion-shareable-link", "enableShareableLink", True, PASSES),
    ),
    *rows(
        "network:FirewallPolicyRuleCollectionGroup",
        (
            "azure-network-firewall-inbound-nat",
            "ruleCollections.0.ruleCollectionType",
            "FirewallPolicyNatRuleCollection",
            FAILS,
        ),
    ),
    *rows(
        "network:AzureFirewall",
        ("azure-network-firewall-inbound-nat", "natRuleCollections", [{"name": "rdp"}], PASSES),
    ),
    *rows(
        "network:NetworkInterface",
        ("azure-network-interface-public-ip", "ipConfigurations.0.publicIPAddress", {"id": UNKNOWN}, PASSES),
        ("azure-network-interface-ip-forwarding", "enableIPForwarding", True, PASSES),
    ),
    *rows(
        "network:LoadBalancer",
        ("azure-network-loadbalancer-public-ip", "frontendIPConfigurations.0.publicIPAddress", {"id": "x"}, PASSES),
        ("azure-network-loadbalancer-public-ip", "frontendIPConfigurations.0.publicIPPrefix", {"id": "x"}, PASSES),
    ),
    *rows(
        "network:ApplicationGateway",
        ("azure-network-loadbalancer-public-ip", "frontendIPConfigurations.0.publicIPAddress", {"id": "x"}, PASSES),
        ("azure-network-loadbalancer-public-ip", "frontendIPConfigurations.0.publicIPPrefix", {"id": "x"}, PASSES),
    ),
    *rows(
        "network:VirtualNetwork",
        ("azure-network-subnet-default-outbound", "subnets.0.defaultOutboundAccess", True, FAILS),
        ("azure-network-subnet-nsg", "subnets.0.networkSecurityGroup", {}, FAILS),
        ("azure-network-subnet-gateway-nsg", "subnets.2.networkSecurityGroup", {"id": "x"}, PASSES),
    ),
    *rows(
        "network:Subnet",
        ("azure-network-subnet-default-outbound", "defaultOutboundAccess", True, FAILS),
        ("azure-network-subnet-nsg", "networkSecurityGroup", {}, FAILS),
    ),
    *rows(
        "network:Subnet",
        ("azure-network-subnet-gateway-nsg", "networkSecurityGroup", {"id": "x"}, PASSES),
        base={"subnetName": "GatewaySubnet"},
    ),
    *rows(
        "network:PrivateDnsZoneGroup",
        ("azure-network-privateendpoint-dns-zones", "privateDnsZoneConfigs", [], FAILS),
    ),
    *rows(
        "compute:VirtualMachine",
        ("azure-network-interface-ip-forwarding", f"{_INTERFACE}.enableIPForwarding", True, PASSES),
    ),
    *rows(
        "compute:VirtualMachineScaleSet",
        (
            "azure-network-interface-ip-forwarding",
            f"virtualMachineProfile.{_INTERFACE}.enableIPForwarding",
            True,
            PASSES,
        ),
    ),
    *rows(
        "network:AzureFirewall",
        ("azure-network-firewall-policy", "firewallPolicy", {}, FAILS),
        ("azure-network-firewall-policy", "networkRuleCollections", [{"name": "all"}], PASSES),
        ("azure-network-firewall-policy", "applicationRuleCollections", [{"name": "all"}], PASSES),
    ),
    *rows(
        "network:FirewallPolicy",
        ("azure-network-firewall-threat-intelligence", "threatIntelMode", "Off", FAILS),
        ("azure-network-firewall-intrusion-detection", "intrusionDetection.mode", "Off", FAILS),
        ("azure-network-firewall-dns-proxy", "dnsSettings.enableProxy", False, FAILS),
        ("azure-network-firewall-explicit-proxy", "explicitProxy.enableExplicitProxy", True, PASSES),
    ),
    *judged(
        "network:FirewallPolicyRuleCollectionGroup",
        ("azure-network-firewall-any-to-any", f"{_RULES}.1.targetFqdns.0", "*", PASSES),
        ("azure-network-firewall-wide-egress", f"{_RULES}.0.destinationAddresses.0", "*", PASSES),
        ("azure-network-firewall-wide-egress", f"{_RULES}.1.targetFqdns.0", "*.blob.core.windows.net", PASSES),
    ),
    *judged(
        "network:FirewallPolicyRuleCollectionGroup",
        ("azure-network-firewall-any-to-any", f"{_RULES}.0.destinationAddresses.0", "0.0.0.0/0", PASSES),
        base=put(COMPLIANT["network:FirewallPolicyRuleCollectionGroup"], f"{_RULES}.0.destinationPorts", ["*"]),
    ),
    *judged(
        "network:RouteTable",
        ("azure-network-route-gateway-default", "routes.0.nextHopType", "VirtualNetworkGateway", PASSES),
    ),
    *judged(
        "network:Route",
        ("azure-network-route-gateway-default", "nextHopType", "VirtualNetworkGateway", PASSES),
    ),
    *rows(
        "network:VirtualNetworkGateway",
        ("azure-network-gateway-basic-sku", "sku.name", "Basic", FAILS),
        ("azure-network-gateway-route-based", "vpnType", "PolicyBased", PASSES),
        ("azure-network-gateway-replay-protection", "disableIPSecReplayProtection", True, PASSES),
        ("azure-network-gateway-client-protocols", f"{_CLIENTS}.vpnClientProtocols", [], FAILS),
        ("azure-network-gateway-client-protocols", f"{_CLIENTS}.vpnClientProtocols.0", "SSTP", FAILS),
        ("azure-network-gateway-client-authentication", f"{_CLIENTS}.vpnAuthenticationTypes", [], FAILS),
        ("azure-network-gateway-client-authentication", f"{_CLIENTS}.vpnAuthenticationTypes.0", "Radius", FAILS),
        ("azure-network-gateway-client-authentication", f"{_CLIENTS}.radiusServerSecret", PASSWORD, PASSES),
        (
            "azure-network-gateway-client-authentication",
            f"{_CLIENTS}.radiusServers",
            [{"score": 1}],
            PASSES,
        ),
        ("azure-network-connection-algorithms", f"{_CLIENTS}.vpnClientIpsecPolicies.0.ikeEncryption", "DES3", PASSES),
    ),
    *rows(
        "network:VirtualNetworkGatewayConnection",
        ("azure-network-connection-algorithms", "ipsecPolicies.0.ikeEncryption", "DES", PASSES),
        ("azure-network-connection-algorithms", "ipsecPolicies.0.ikeIntegrity", "SHA1", PASSES),
        ("azure-network-connection-algorithms", "ipsecPolicies.0.ipsecEncryption", "None", PASSES),
        ("azure-network-connection-algorithms", "ipsecPolicies.0.ipsecIntegrity", "MD5", PASSES),
        ("azure-network-connection-algorithms", "ipsecPolicies.0.dhGroup", "DHGroup2", PASSES),
        ("azure-network-connection-default-algorithms", "ipsecPolicies.0.pfsGroup", "None", FAILS),
        ("azure-network-connection-default-algorithms", "ipsecPolicies", [], FAILS),
        ("azure-network-connection-ike-version", "connectionProtocol", "IKEv1", PASSES),
    ),
    *rows(
        "network:LocalNetworkGateway",
        ("azure-network-localgateway-prefixes", "localNetworkAddressSpace.addressPrefixes.0", "0.0.0.0/0", PASSES),
    ),
    *rows(
        "network:ExpressRouteCircuit",
        ("azure-network-expressroute-private-peering", "peerings.0.peeringType", "MicrosoftPeering", FAILS),
    ),
    *rows(
        "network:ExpressRouteCircuitPeering",
        ("azure-network-expressroute-private-peering", "peeringType", "MicrosoftPeering", FAILS),
    ),
    *rows(
        "dnsresolver:ForwardingRule",
        ("azure-dnsresolver-forwardingrule-public", "targetDnsServers.0.ipAddress", "8.8.8.8", FAILS),
    ),
    *rows(
        "network:FlowLog",
        ("azure-network-flowlog-enabled", "enabled", False, FAILS),
        ("azure-network-flowlog-retention", "retentionPolicy.enabled", False, FAILS),
    ),
    *rows("network:FlowLog", ("azure-network-flowlog-retention-days", "retentionPolicy.days", 30, PASSES)),
    *rows(
        "network:VirtualNetwork",
        ("azure-network-dns-servers", "dhcpOptions.dnsServers.0", "1.1.1.1", PASSES),
    ),
    *rows(
        "network:NetworkInterface",
        ("azure-network-dns-servers", "dnsSettings.dnsServers.0", "1.1.1.1", PASSES),
    ),
    *rows(
        "network:FirewallPolicy",
        ("azure-network-dns-servers", "dnsSettings.servers.0", "1.1.1.1", PASSES),
    ),
    *rows(
        "network:ApplicationGateway",
        ("azure-network-applicationgateway-https", "httpListeners.0.protocol", "Http", FAILS),
        ("azure-network-applicationgateway-tls", "sslPolicy.policyName", "AppGwSslPolicy20170401", FAILS),
    ),
    *judged(
        "network:ApplicationGateway",
        ("azure-network-applicationgateway-waf", "firewallPolicy.id", "", FAILS),
    ),
]

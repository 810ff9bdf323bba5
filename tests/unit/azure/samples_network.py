"""Requests around gateways, firewall, resolver and flow logs that Azure would accept."""

from __future__ import annotations

from typing import Any

from local.azure import facts
from tests.unit.azure import samples as given
from tests.unit.azure.harness import GROUP, NETWORK, Engine, Inputs
from tests.unit.azure.samples import in_group

HUB_ID = f"{NETWORK}/virtualNetworks/hub"
GATEWAY_SUBNET = f"{HUB_ID}/subnets/GatewaySubnet"
FIREWALL_SUBNET = f"{HUB_ID}/subnets/AzureFirewallSubnet"
MANAGEMENT_SUBNET = f"{HUB_ID}/subnets/AzureFirewallManagementSubnet"
INBOUND_SUBNET, OUTBOUND_SUBNET = f"{HUB_ID}/subnets/inbound", f"{HUB_ID}/subnets/outbound"
PLAIN = f"{HUB_ID}/subnets/plain"

POLICY_ID = f"{NETWORK}/firewallPolicies/afwp"
FIREWALL_ID = f"{NETWORK}/azureFirewalls/afw"
VPN_ID, EXPRESS_ID = f"{NETWORK}/virtualNetworkGateways/vpn", f"{NETWORK}/virtualNetworkGateways/er"
SITE_ID = f"{NETWORK}/localNetworkGateways/site"
CIRCUIT_ID = f"{NETWORK}/expressRouteCircuits/erc"
RESOLVER_ID = f"{NETWORK}/dnsResolvers/dnspr"
OUTBOUND_ID = f"{RESOLVER_ID}/outboundEndpoints/out"
RULESET_ID = f"{NETWORK}/dnsForwardingRulesets/frs"
ENDPOINT_POLICY_ID = f"{NETWORK}/serviceEndpointPolicies/sep"
WATCHERS = f"/subscriptions/{facts.SUBSCRIPTION}/resourceGroups/NetworkWatcherRG/providers/Microsoft.Network"
WATCHER_ID = f"{WATCHERS}/networkWatchers/NetworkWatcher_westeurope"


# Direction, source, destination, port and protocol, as Microsoft's page lists them.
BASTION_RULES = (
    ("Inbound", "Internet", "*", "443", "Tcp"),
    ("Inbound", "GatewayManager", "*", "443", "Tcp"),
    ("Inbound", "AzureLoadBalancer", "*", "443", "Tcp"),
    ("Inbound", "VirtualNetwork", "VirtualNetwork", "8080", "*"),
    ("Inbound", "VirtualNetwork", "VirtualNetwork", "5701", "*"),
    ("Outbound", "*", "VirtualNetwork", "22", "*"),
    ("Outbound", "*", "VirtualNetwork", "3389", "*"),
    ("Outbound", "*", "AzureCloud", "443", "Tcp"),
    ("Outbound", "VirtualNetwork", "VirtualNetwork", "8080", "*"),
    ("Outbound", "VirtualNetwork", "VirtualNetwork", "5701", "*"),
    ("Outbound", "*", "Internet", "80", "*"),
)


def delegation(service: str) -> list[Inputs]:
    return [{"name": "d", "serviceName": service}]


def subnet(name: str, prefix: str, **other: Any) -> Inputs:
    return {"name": name, "addressPrefix": prefix, **other}


def own_subnet(name: str, prefix: str, network: str = "hub", **other: Any) -> Inputs:
    """A subnet by itself."""
    home = {"resourceGroupName": GROUP, "virtualNetworkName": network, "subnetName": name}
    return {**home, "addressPrefix": prefix, **other}


def resolver_delegation() -> list[Inputs]:
    return delegation("Microsoft.Network/dnsResolvers")


def hub_subnets() -> list[Inputs]:
    return [
        subnet("GatewaySubnet", "10.10.0.0/27"),
        subnet("AzureFirewallSubnet", "10.10.1.0/26"),
        subnet("AzureFirewallManagementSubnet", "10.10.1.64/26"),
        subnet("inbound", "10.10.2.0/28", delegations=resolver_delegation()),
        subnet("outbound", "10.10.2.16/28", delegations=resolver_delegation()),
        subnet("plain", "10.10.3.0/24"),
    ]


def hub(*subnets: Inputs, name: str = "hub", space: str = "10.10.0.0/16") -> Inputs:
    return given.network(*(subnets or hub_subnets()), name=name, space=space)


def address(name: str) -> Inputs:
    return {**given.public_ip(name), "zones": ["1", "2", "3"]}


def build_hub(azure: Engine) -> None:
    """Make the group, the hub network and the addresses that its gateways and firewall take."""
    azure.create("resources:ResourceGroup", given.group())
    azure.create("network:VirtualNetwork", hub())
    for name in ("pip-afw", "pip-mgmt", "pip-vpn", "pip-vpn2"):
        azure.create("network:PublicIPAddress", address(name))


def policy(tier: str = "Standard", **other: Any) -> Inputs:
    proxy = {} if tier == "Basic" else {"dnsSettings": {"enableProxy": True}}
    return in_group(firewallPolicyName="afwp", sku={"tier": tier}, **{**proxy, **other})


def web_rule(**other: Any) -> Inputs:
    return {
        "ruleType": "ApplicationRule",
        "name": "packages",
        "sourceAddresses": ["10.10.3.0/24"],
        "protocols": [{"protocolType": "Https", "port": 443}],
        "targetFqdns": ["pypi.org", "*.pythonhosted.org"],
        **other,
    }


def tag_rule(**other: Any) -> Inputs:
    return {
        "ruleType": "NetworkRule",
        "name": "azure",
        "ipProtocols": ["TCP"],
        "sourceAddresses": ["10.10.3.0/24"],
        "destinationAddresses": ["AzureMachineLearning", "Storage.WestEurope", "10.0.0.1-10.0.0.9"],
        "destinationPorts": ["443", "8787-8788"],
        **other,
    }


def nat_rule(**other: Any) -> Inputs:
    return {
        "ruleType": "NatRule",
        "name": "in",
        "ipProtocols": ["TCP"],
        "sourceAddresses": ["198.51.100.0/24"],
        "destinationAddresses": ["203.0.113.9"],
        "destinationPorts": ["443"],
        "translatedAddress": "10.10.3.4",
        "translatedPort": "443",
        **other,
    }


def collection(*rules: Inputs, name: str = "allow", priority: int = 200, action: str = "Allow") -> Inputs:
    kind = "FirewallPolicyNatRuleCollection" if action == "DNAT" else "FirewallPolicyFilterRuleCollection"
    return {
        "ruleCollectionType": kind,
        "name": name,
        "priority": priority,
        "action": {"type": action},
        "rules": list(rules),
    }


def rule_group(*collections: Inputs, name: str = "default", priority: int = 300) -> Inputs:
    return {
        "resourceGroupName": GROUP,
        "firewallPolicyName": "afwp",
        "ruleCollectionGroupName": name,
        "priority": priority,
        "ruleCollections": list(collections or (collection(web_rule()),)),
    }


def configuration(name: str, subnet_id: str | None, public: str | None) -> Inputs:
    found: Inputs = {"name": name}
    if subnet_id:
        found["subnet"] = {"id": subnet_id}
    if public:
        found["publicIPAddress"] = {"id": given.address_id(public)}
    return found


def firewall(tier: str = "Standard", **other: Any) -> Inputs:
    managed = configuration("m", MANAGEMENT_SUBNET, "pip-mgmt")
    return in_group(
        **{
            "azureFirewallName": "afw",
            "sku": {"name": "AZFW_VNet", "tier": tier},
            "zones": ["1", "2", "3"],
            "ipConfigurations": [configuration("c", FIREWALL_SUBNET, "pip-afw")],
            "firewallPolicy": {"id": POLICY_ID},
            **({"managementIpConfiguration": managed} if tier == "Basic" else {}),
            **other,
        }
    )


def vpn(**other: Any) -> Inputs:
    sku = {"name": "VpnGw1AZ", "tier": "VpnGw1AZ"}
    return in_group(
        **{
            "virtualNetworkGatewayName": "vpn",
            "gatewayType": "Vpn",
            "vpnType": "RouteBased",
            "vpnGatewayGeneration": "Generation1",
            "sku": sku,
            "ipConfigurations": [configuration("c", GATEWAY_SUBNET, "pip-vpn")],
            **other,
        }
    )


def basic_vpn(**other: Any) -> Inputs:
    """A gateway of the SKU without zones, on the address `unzoned`, which has none either."""
    sku = {"name": "Basic", "tier": "Basic"}
    return vpn(**{"sku": sku, "ipConfigurations": [configuration("c", GATEWAY_SUBNET, "unzoned")], **other})


def entra_clients(**other: Any) -> Inputs:
    return {
        "vpnClientAddressPool": {"addressPrefixes": ["172.31.0.0/24"]},
        "vpnClientProtocols": ["OpenVPN"],
        "vpnAuthenticationTypes": ["AAD"],
        "aadTenant": f"https://login.microsoftonline.com/{facts.TENANT}/",
        "aadAudience": "c632b3df-fb67-4d84-bdcf-b95ad541b5c8",
        "aadIssuer": f"https://sts.windows.net/{facts.TENANT}/",
        **other,
    }


def certificate_clients(**other: Any) -> Inputs:
    return {
        "vpnClientAddressPool": {"addressPrefixes": ["172.31.0.0/24"]},
        "vpnClientProtocols": ["IkeV2", "OpenVPN"],
        "vpnAuthenticationTypes": ["Certificate"],
        "vpnClientRootCertificates": [{"name": "root", "publicCertData": "MIIC5zCCAc+gAwIBAgIQ"}],
        **other,
    }


def radius_clients(**other: Any) -> Inputs:
    return {
        "vpnClientAddressPool": {"addressPrefixes": ["172.31.0.0/24"]},
        "vpnClientProtocols": ["OpenVPN"],
        "vpnAuthenticationTypes": ["Radius"],
        "radiusServerAddress": "10.10.3.9",
        "radiusServerSecret": "hunter2",
        **other,
    }


def express(**other: Any) -> Inputs:
    return in_group(
        **{
            "virtualNetworkGatewayName": "er",
            "gatewayType": "ExpressRoute",
            "sku": {"name": "ErGw1AZ", "tier": "ErGw1AZ"},
            "ipConfigurations": [configuration("c", GATEWAY_SUBNET, None)],
            **other,
        }
    )


def site(**other: Any) -> Inputs:
    return in_group(
        **{
            "localNetworkGatewayName": "site",
            "gatewayIpAddress": "198.51.100.7",
            "localNetworkAddressSpace": {"addressPrefixes": ["192.168.0.0/16"]},
            **other,
        }
    )


def tunnel(**other: Any) -> Inputs:
    return in_group(
        **{
            "virtualNetworkGatewayConnectionName": "s2s",
            "connectionType": "IPsec",
            "virtualNetworkGateway1": {"id": VPN_ID},
            "localNetworkGateway2": {"id": SITE_ID},
            "sharedKey": "hunter2",
            **other,
        }
    )


def ipsec(**other: Any) -> Inputs:
    """A policy for the encryption of a tunnel."""
    return {
        "saLifeTimeSeconds": 3600,
        "saDataSizeKilobytes": 102400000,
        "ipsecEncryption": "AES256",
        "ipsecIntegrity": "SHA256",
        "ikeEncryption": "AES256",
        "ikeIntegrity": "SHA256",
        "dhGroup": "DHGroup14",
        "pfsGroup": "None",
        **other,
    }


def circuit(**other: Any) -> Inputs:
    provider = {"serviceProviderName": "Equinix", "peeringLocation": "Amsterdam", "bandwidthInMbps": 200}
    sku = {"name": "Standard_MeteredData", "tier": "Standard", "family": "MeteredData"}
    return in_group(**{"circuitName": "erc", "sku": sku, "serviceProviderProperties": provider, **other})


def private_peering(**other: Any) -> Inputs:
    return {
        "resourceGroupName": GROUP,
        "circuitName": "erc",
        "peeringName": "AzurePrivatePeering",
        "peeringType": "AzurePrivatePeering",
        "peerASN": 65010,
        "vlanId": 100,
        "primaryPeerAddressPrefix": "192.168.15.16/30",
        "secondaryPeerAddressPrefix": "192.168.15.20/30",
        "sharedKey": "hunter2",
        **other,
    }


def authorization() -> Inputs:
    return {"resourceGroupName": GROUP, "circuitName": "erc", "authorizationName": "hub"}


def express_connection(**other: Any) -> Inputs:
    return in_group(
        **{
            "virtualNetworkGatewayConnectionName": "er",
            "connectionType": "ExpressRoute",
            "virtualNetworkGateway1": {"id": EXPRESS_ID},
            "peer": {"id": CIRCUIT_ID},
            **other,
        }
    )


def resolver(**other: Any) -> Inputs:
    return in_group(**{"dnsResolverName": "dnspr", "virtualNetwork": {"id": HUB_ID}, **other})


def inbound(**configuration: Any) -> Inputs:
    one = {"subnet": {"id": INBOUND_SUBNET}, "privateIpAllocationMethod": "Dynamic", **configuration}
    return in_group(dnsResolverName="dnspr", inboundEndpointName="in", ipConfigurations=[one])


def outbound(subnet_id: str = OUTBOUND_SUBNET, name: str = "out") -> Inputs:
    return in_group(dnsResolverName="dnspr", outboundEndpointName=name, subnet={"id": subnet_id})


def ruleset(**other: Any) -> Inputs:
    endpoints = [{"id": OUTBOUND_ID}]
    return in_group(**{"dnsForwardingRulesetName": "frs", "dnsResolverOutboundEndpoints": endpoints, **other})


def forwarding(**other: Any) -> Inputs:
    return {
        "resourceGroupName": GROUP,
        "dnsForwardingRulesetName": "frs",
        "forwardingRuleName": "corp",
        "domainName": "corp.example.",
        "targetDnsServers": [{"ipAddress": "192.168.0.53", "port": 53}],
        **other,
    }


def ruleset_link(name: str = "hub", network: str = HUB_ID) -> Inputs:
    home = {"resourceGroupName": GROUP, "dnsForwardingRulesetName": "frs", "virtualNetworkLinkName": name}
    return {**home, "virtualNetwork": {"id": network}}


def peering(local: str, remote: str, **flags: bool) -> Inputs:
    return {
        "resourceGroupName": GROUP,
        "virtualNetworkName": local,
        "virtualNetworkPeeringName": f"to-{remote}",
        "remoteVirtualNetwork": {"id": f"{NETWORK}/virtualNetworks/{remote}"},
        **flags,
    }


def bastion_group(left_out: int = -1, **other: str) -> Inputs:
    """Bastion's security group without one of its rules, or with that one changed."""
    rules = []
    for index, (direction, source, destination, port, protocol) in enumerate(BASTION_RULES):
        allowed = given.rule(
            f"r{index}",
            100 + index,
            direction=direction,
            access="Allow",
            protocol=protocol,
            sourceAddressPrefix=source,
            destinationAddressPrefix=destination,
            destinationPortRange=port,
        )
        if index != left_out or other:
            rules.append({**allowed, **(other if index == left_out else {})})
    return given.security_group(*rules, name="bastion")


def route_table(*routes: Inputs, name: str = "egress") -> Inputs:
    return in_group(routeTableName=name, disableBgpRoutePropagation=True, routes=list(routes or (route(),)))


def route(name: str = "default", prefix: str = "0.0.0.0/0", **other: Any) -> Inputs:
    hop = {"nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.10.1.4"}
    return {"name": name, "addressPrefix": prefix, **{**hop, **other}}


def own_route(name: str = "azure", prefix: str = "AzureMonitor", **other: Any) -> Inputs:
    home = {"resourceGroupName": GROUP, "routeTableName": "egress", "routeName": name}
    return {**home, "addressPrefix": prefix, "nextHopType": "Internet", **other}


def endpoint_policy(*definitions: Inputs) -> Inputs:
    own = {"name": "own", "service": "Microsoft.Storage", "serviceResources": [given.STORAGE_ID]}
    alias = {"name": "ml", "service": "Global", "serviceResources": ["/services/Azure/MachineLearning"]}
    return in_group(serviceEndpointPolicyName="sep", serviceEndpointPolicyDefinitions=list(definitions or (own, alias)))


def flow_log(**other: Any) -> Inputs:
    return {
        "resourceGroupName": "NetworkWatcherRG",
        "networkWatcherName": "NetworkWatcher_westeurope",
        "flowLogName": "fl",
        "location": "westeurope",
        "targetResourceId": HUB_ID,
        "storageId": given.STORAGE_ID,
        "enabled": True,
        "retentionPolicy": {"days": 30, "enabled": True},
        "format": {"type": "JSON", "version": 2},
        **other,
    }


def analytics(**other: Any) -> Inputs:
    asked = {"enabled": True, "workspaceResourceId": given.LOGS_ID, "workspaceRegion": "westeurope", **other}
    return flow_log(flowAnalyticsConfiguration={"networkWatcherFlowAnalyticsConfiguration": asked})


def record(kind: str = "A", name: str = "runner", **other: Any) -> Inputs:
    records = {} if other else {"aRecords": [{"ipv4Address": "10.10.3.4"}]}
    home = {"resourceGroupName": GROUP, "privateZoneName": "privatelink.vaultcore.azure.net"}
    return {**home, "recordType": kind, "relativeRecordSetName": name, "ttl": 300, **records, **other}


def watcher(**other: Any) -> Inputs:
    return in_group(**{"networkWatcherName": "nw", "location": "northeurope", **other})

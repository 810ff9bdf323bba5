"""What worlds are made of: resources with names and ids as Azure has them, and what their properties come from."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from tests.policy.gate import R

Props = dict[str, Any]

SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000001"
REGION = "eastasia"

# The kind in each type's ARM ids, and the property with its name.
KINDS: Mapping[str, tuple[str, str]] = {
    "authorization:RoleAssignment": ("Microsoft.Authorization/roleAssignments", "roleAssignmentName"),
    "compute:DiskEncryptionSet": ("Microsoft.Compute/diskEncryptionSets", "diskEncryptionSetName"),
    "compute:VirtualMachine": ("Microsoft.Compute/virtualMachines", "vmName"),
    "compute:VirtualMachineScaleSet": ("Microsoft.Compute/virtualMachineScaleSets", "vmScaleSetName"),
    "containerinstance:ContainerGroup": ("Microsoft.ContainerInstance/containerGroups", "containerGroupName"),
    "containerregistry:Registry": ("Microsoft.ContainerRegistry/registries", "registryName"),
    "containerservice:AgentPool": ("Microsoft.ContainerService/agentPools", "agentPoolName"),
    "containerservice:ManagedCluster": ("Microsoft.ContainerService/managedClusters", "resourceName"),
    "devopsinfrastructure:Pool": ("Microsoft.DevOpsInfrastructure/pools", "poolName"),
    "dnsresolver:InboundEndpoint": ("Microsoft.Network/inboundEndpoints", "inboundEndpointName"),
    "keyvault:Vault": ("Microsoft.KeyVault/vaults", "vaultName"),
    "machinelearningservices:BatchEndpoint": ("Microsoft.MachineLearningServices/batchEndpoints", "endpointName"),
    "machinelearningservices:Compute": ("Microsoft.MachineLearningServices/computes", "computeName"),
    "machinelearningservices:OnlineEndpoint": ("Microsoft.MachineLearningServices/onlineEndpoints", "endpointName"),
    "machinelearningservices:Workspace": ("Microsoft.MachineLearningServices/workspaces", "workspaceName"),
    "managedidentity:UserAssignedIdentity": ("Microsoft.ManagedIdentity/userAssignedIdentities", "resourceName"),
    "monitor:PrivateLinkScope": ("Microsoft.Insights/privateLinkScopes", "scopeName"),
    "network:ApplicationGateway": ("Microsoft.Network/applicationGateways", "applicationGatewayName"),
    "network:ApplicationSecurityGroup": ("Microsoft.Network/applicationSecurityGroups", "applicationSecurityGroupName"),
    "network:AzureFirewall": ("Microsoft.Network/azureFirewalls", "azureFirewallName"),
    "network:BastionHost": ("Microsoft.Network/bastionHosts", "bastionHostName"),
    "network:FirewallPolicy": ("Microsoft.Network/firewallPolicies", "firewallPolicyName"),
    "network:FirewallPolicyRuleCollectionGroup": ("ruleCollectionGroups", "ruleCollectionGroupName"),
    "network:FlowLog": ("flowLogs", "flowLogName"),
    "network:IpGroup": ("Microsoft.Network/ipGroups", "ipGroupsName"),
    "network:LoadBalancer": ("Microsoft.Network/loadBalancers", "loadBalancerName"),
    "network:LocalNetworkGateway": ("Microsoft.Network/localNetworkGateways", "localNetworkGatewayName"),
    "network:NatGateway": ("Microsoft.Network/natGateways", "natGatewayName"),
    "network:NetworkInterface": ("Microsoft.Network/networkInterfaces", "networkInterfaceName"),
    "network:NetworkSecurityGroup": ("Microsoft.Network/networkSecurityGroups", "networkSecurityGroupName"),
    "network:PrivateDnsZoneGroup": ("privateDnsZoneGroups", "privateDnsZoneGroupName"),
    "network:PrivateEndpoint": ("Microsoft.Network/privateEndpoints", "privateEndpointName"),
    "network:PublicIPAddress": ("Microsoft.Network/publicIPAddresses", "publicIpAddressName"),
    "network:PublicIPPrefix": ("Microsoft.Network/publicIPPrefixes", "publicIpPrefixName"),
    "network:Route": ("routes", "routeName"),
    "network:RouteTable": ("Microsoft.Network/routeTables", "routeTableName"),
    "network:SecurityRule": ("securityRules", "securityRuleName"),
    "network:Subnet": ("subnets", "subnetName"),
    "network:VirtualNetwork": ("Microsoft.Network/virtualNetworks", "virtualNetworkName"),
    "network:VirtualNetworkGateway": ("Microsoft.Network/virtualNetworkGateways", "virtualNetworkGatewayName"),
    "network:VirtualNetworkGatewayConnection": ("connections", "virtualNetworkGatewayConnectionName"),
    "network:VirtualNetworkPeering": ("virtualNetworkPeerings", "virtualNetworkPeeringName"),
    "privatedns:PrivateZone": ("Microsoft.Network/privateDnsZones", "privateZoneName"),
    "privatedns:VirtualNetworkLink": ("virtualNetworkLinks", "virtualNetworkLinkName"),
    "resources:ResourceGroup": ("resourceGroups", "resourceGroupName"),
    "storage:StorageAccount": ("Microsoft.Storage/storageAccounts", "accountName"),
}

GROUP = "mlops-rg"

PRINCIPAL = "principal of "
"""How the object id of a resource's identity starts; the name follows, or nothing for one from elsewhere."""


def azure_name(name: str) -> str:
    """The name in Azure of a resource of the program: never the same, so that nobody mixes them up."""
    return name if name.startswith("privatelink.") else f"mlops-{name}"


def arm_id(kind: str, name: str, group: str = GROUP) -> str:
    return f"{SUBSCRIPTION}/resourceGroups/{group}/providers/{KINDS[kind][0]}/{azure_name(name)}"


def subnet_id(vnet: str, subnet: str) -> str:
    return f"{arm_id('network:VirtualNetwork', vnet)}/subnets/{subnet}"


def made(kind: str, name: str, props: Props | None = None) -> R:
    """A resource with its own name, group and region."""
    own = {KINDS[kind][1]: azure_name(name), "resourceGroupName": GROUP, "location": REGION}
    return R(kind, name, {**own, **(props or {})})


def rule(  # noqa: PLR0913, PLR0917 - a row of a table
    name: str,
    priority: int,
    source: str,
    destination: str,
    ports: str = "*",
    protocol: str = "Tcp",
    *,
    outbound: bool = False,
    access: str = "Allow",
) -> Props:
    """A security rule; ports and ranges of ports by spaces."""
    several = ports.split()
    return {
        "name": name,
        "priority": priority,
        "direction": "Outbound" if outbound else "Inbound",
        "access": access,
        "protocol": protocol,
        "sourceAddressPrefix": source,
        "sourcePortRange": "*",
        "destinationAddressPrefix": destination,
        **({"destinationPortRanges": several} if len(several) > 1 else {"destinationPortRange": ports}),
    }


out = partial(rule, outbound=True)


def deny(name: str, priority: int, source: str, destination: str, *, outbound: bool = False) -> Props:
    return rule(name, priority, source, destination, "*", "*", outbound=outbound, access="Deny")


def group(name: str, *rules: Props) -> R:
    return made("network:NetworkSecurityGroup", name, {"securityRules": list(rules)})


def reference(kind: str, name: str) -> Props:
    return {"id": arm_id(kind, name)}


def subnet(name: str, prefix: str, **carried: Any) -> Props:
    """A subnet; `group`, `table` and `nat` are names of what it carries, other words are properties."""
    kinds = {
        "group": ("networkSecurityGroup", "network:NetworkSecurityGroup"),
        "table": ("routeTable", "network:RouteTable"),
        "nat": ("natGateway", "network:NatGateway"),
    }
    props: Props = {"name": name, "addressPrefix": prefix, "defaultOutboundAccess": False}
    for word, value in carried.items():
        if word not in kinds:
            props[word] = value
        elif value:
            props[kinds[word][0]] = reference(kinds[word][1], value)
    return props


def vnet(name: str, space: str, subnets: Sequence[Props] = (), dns_servers: Sequence[str] = ()) -> R:
    props: Props = {"addressSpace": {"addressPrefixes": [space]}, "subnets": list(subnets)}
    if dns_servers:
        props["dhcpOptions"] = {"dnsServers": list(dns_servers)}
    return made("network:VirtualNetwork", name, props)


def peering(name: str, near: str, far: str, **switches: bool) -> R:
    props = {
        "virtualNetworkName": azure_name(near),
        "remoteVirtualNetwork": reference("network:VirtualNetwork", far),
        "allowVirtualNetworkAccess": True,
        "allowForwardedTraffic": True,
        **switches,
    }
    return made("network:VirtualNetworkPeering", name, props)


def public_ip(name: str) -> R:
    return made("network:PublicIPAddress", name)


def nat(name: str, address: str) -> R:
    props = {"publicIpAddresses": [reference("network:PublicIPAddress", address)]}
    return made("network:NatGateway", name, props)


def interface(name: str, network: str, subnet_name: str, **more: Any) -> R:
    """A network interface; `more` is of its address, but for `networkSecurityGroup`."""
    own = {"networkSecurityGroup": more.pop("networkSecurityGroup")} if "networkSecurityGroup" in more else {}
    place = {"name": "ip", "subnet": {"id": subnet_id(network, subnet_name)}, **more}
    return made("network:NetworkInterface", name, {"ipConfigurations": [place], **own})


def machine(name: str, nic: str) -> R:
    props = {"networkProfile": {"networkInterfaces": [reference("network:NetworkInterface", nic)]}}
    return made("compute:VirtualMachine", name, props)


def endpoint(name: str, target: tuple[str, str], sub: str, zones: Sequence[str], home: str = "aml") -> list[R]:
    """A private endpoint to a sub-resource of a target, with its zone group."""
    kind, service = target
    connection = {"name": "c", "privateLinkServiceId": arm_id(kind, service), "groupIds": [sub]}
    return [
        made(
            "network:PrivateEndpoint",
            name,
            {"subnet": {"id": subnet_id(home, "endpoints")}, "privateLinkServiceConnections": [connection]},
        ),
        zone_group(name, zones),
    ]


def zone_group(pep: str, zones: Sequence[str]) -> R:
    configs = [{"name": zone, "privateDnsZoneId": arm_id("privatedns:PrivateZone", zone)} for zone in zones]
    return made(
        "network:PrivateDnsZoneGroup",
        f"{pep}-zones",
        {"privateEndpointName": azure_name(pep), "privateDnsZoneConfigs": configs},
    )


def zone(name: str, *linked: str) -> list[R]:
    """A private DNS zone with its links to networks."""
    return [made("privatedns:PrivateZone", name, {"location": "global"}), *(link(name, home) for home in linked)]


def link(name: str, home: str, label: str = "") -> R:
    return made(
        "privatedns:VirtualNetworkLink",
        label or f"{name}-{home}",
        {"privateZoneName": name, "virtualNetwork": reference("network:VirtualNetwork", home), "location": "global"},
    )


def role(name: str, who: str, role_id: str, kind: str, target: str) -> R:
    props = {
        "principalId": f"{PRINCIPAL}{who}",
        "principalType": "ServicePrincipal",
        "roleDefinitionId": f"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{role_id}",
        "scope": arm_id(kind, target),
    }
    return made("authorization:RoleAssignment", name, props)

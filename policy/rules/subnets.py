"""Subnets: no implicit way out, and a network security group on each that takes one."""

from gate.model import HIGH, MEDIUM, Rule, equals, is_set, is_unset, prop
from gate.nodes import Node

FAMILY = "subnets"

# Subnets of Azure's own gateways: no machine of ours is in them, and Azure refuses or ignores a group there.
_NO_GROUP = {"gatewaysubnet", "azurefirewallsubnet", "azurefirewallmanagementsubnet", "routeserversubnet"}
_NO_MACHINES = _NO_GROUP | {"azurebastionsubnet"}


def _name(subnet: Node) -> str:
    return (subnet.text("name") or subnet.text("subnetName")).lower()


def takes_a_group(subnet: Node) -> bool:
    """Whether a network security group belongs on a subnet."""
    return _name(subnet) not in _NO_GROUP


def holds_machines(subnet: Node) -> bool:
    """Whether machines can be in a subnet."""
    return _name(subnet) not in _NO_MACHINES


def is_gateway_subnet(subnet: Node) -> bool:
    """Whether a subnet is the one of VPN and ExpressRoute gateways."""
    return _name(subnet) == "gatewaysubnet"


RULES = (
    Rule(
        id="azure-network-subnet-default-outbound",
        demands="A subnet has no default outbound access.",
        why="Default outbound access gives machines a public address that nobody owns and no firewall sees.",
        fix="set default_outbound_access to False and give the subnet a NAT gateway or a route to the firewall",
        default="true (this API version)",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/virtual-network/ip-services/default-outbound-access",
        control="7bca8353-aa3b-429b-904a-9229c4385837",
        checks=(
            prop(
                "network:VirtualNetwork",
                "subnets[].defaultOutboundAccess",
                equals(False),
                when=holds_machines,
                default="true",
            ),
            prop("network:Subnet", "defaultOutboundAccess", equals(False), when=holds_machines, default="true"),
        ),
    ),
    Rule(
        id="azure-network-subnet-nsg",
        demands="A subnet has a network security group, unless it is one of Azure's own that takes none.",
        why="Without a group everything in the network and its peers reaches every machine in the subnet.",
        fix="set network_security_group on the subnet",
        default="none",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview",
        control="e71308d3-144b-4262-b144-efdc3cc90517",
        benchmark=("NS-1",),
        checkov=("CKV2_AZURE_31",),
        checks=(
            prop("network:VirtualNetwork", "subnets[].networkSecurityGroup", is_set(), when=takes_a_group),
            prop("network:Subnet", "networkSecurityGroup", is_set(), when=takes_a_group),
        ),
    ),
    Rule(
        id="azure-network-subnet-gateway-nsg",
        demands="GatewaySubnet has no network security group.",
        why="A group there stops the gateway from working; Azure does not support it.",
        fix="remove network_security_group from GatewaySubnet",
        default="none",
        family=FAMILY,
        severity=MEDIUM,
        url="https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-vpn-gateway-settings#gwsub",
        control="35f9c03a-cc27-418e-9c0c-539ff999d010",
        checks=(
            prop(
                "network:VirtualNetwork",
                "subnets[].networkSecurityGroup",
                is_unset(),
                when=is_gateway_subnet,
                absent_ok=True,
            ),
            prop("network:Subnet", "networkSecurityGroup", is_unset(), when=is_gateway_subnet, absent_ok=True),
        ),
    ),
)

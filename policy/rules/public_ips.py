"""Public IP addresses: only Bastion, NAT gateways, network gateways and the firewall may have one."""

from gate.model import ADVISORY, CRITICAL, HIGH, LOW, MEDIUM, Rule, StackCheck, equals, is_unset, prop
from gate.stack import Item, Stack

FAMILY = "public-ip"
_PAGE = "https://learn.microsoft.com/azure/virtual-network/ip-services/public-ip-addresses"

_OWNERS = {
    "network:AzureFirewall",
    "network:BastionHost",
    "network:NatGateway",
    "network:VirtualNetworkGateway",
}
# What may refer to a public IP without putting it on anything: records about it, routes to it, the prefix it is from.
_BYSTANDERS = {
    "authorization:ManagementLockAtResourceLevel",
    "authorization:ManagementLockByScope",
    "authorization:PolicyAssignment",
    "authorization:PolicyExemption",
    "authorization:RoleAssignment",
    "dns:RecordSet",
    "monitor:ActivityLogAlert",
    "monitor:DiagnosticSetting",
    "monitor:MetricAlert",
    "monitor:ScheduledQueryRule",
    "network:LocalNetworkGateway",
    "network:PublicIPAddress",
    "network:PublicIPPrefix",
    "network:Route",
    "network:RouteTable",
}
_KINDS = {
    "network:PublicIPAddress": ("publicIPAddresses", "publicIpAddressName"),
    "network:PublicIPPrefix": ("publicIPPrefixes", "publicIpPrefixName"),
}
_OWN_INTERFACES = "networkProfile.networkInterfaceConfigurations[]"
_ALLOWED = "Bastion, a NAT gateway, a VPN or ExpressRoute gateway or Azure Firewall"


def _users(address: Item, stack: Stack) -> list[Item]:
    return stack.referring(address, address.id_segment(*_KINDS[address.type]))


def owner_may_have_it(address: Item, stack: Stack) -> str | None:
    """What is wrong with who uses a public IP."""
    others = [item for item in _users(address, stack) if item.type not in _OWNERS | _BYSTANDERS]
    if not others:
        return None
    names = ", ".join(sorted(f"{item.type} '{item.name}'" for item in others))
    return f"is used by {names}, must be used by {_ALLOWED} only"


def somebody_has_it(address: Item, stack: Stack) -> str | None:
    """What is wrong with a public IP that nothing uses."""
    if any(item.type not in _BYSTANDERS - set(_KINDS) for item in _users(address, stack)):
        return None
    return "is used by nothing in this stack: it costs money and waits to be attached to something"


RULES = (
    Rule(
        id="azure-network-publicip-owner",
        demands=f"A public IP address belongs to {_ALLOWED}.",
        why="A public address on anything else is a way in, or a way out that nothing watches.",
        fix="remove the public IP; reach machines through Bastion and let them out through the NAT"
        " gateway or the firewall",
        family=FAMILY,
        severity=CRITICAL,
        url=_PAGE,
        stack=(StackCheck(of=tuple(_KINDS), judge=owner_may_have_it),),
    ),
    Rule(
        id="azure-network-publicip-unused",
        demands="A public IP address is used by something.",
        why="An idle address is paid for, and is the first thing at hand when someone wants a quick way in.",
        fix="remove it",
        family=FAMILY,
        severity=LOW,
        enforcement=ADVISORY,  # exposes nothing by itself
        url=_PAGE,
        stack=(StackCheck(of=tuple(_KINDS), judge=somebody_has_it),),
    ),
    Rule(
        id="azure-network-interface-public-ip",
        demands="A network interface has no public IP.",
        why="A public IP makes the machine behind it reachable from the Internet.",
        fix="remove public_ip_address from the IP configuration",
        default="none",
        family=FAMILY,
        severity=CRITICAL,
        url=_PAGE,
        control="83a86a26-fd1f-447c-b59d-e51f44264114",
        checkov=("CKV_AZURE_119", "CKV2_AZURE_39"),
        checks=(prop("network:NetworkInterface", "ipConfigurations[].publicIPAddress", is_unset(), absent_ok=True),),
    ),
    Rule(
        id="azure-network-interface-ip-forwarding",
        demands="A network interface does not forward traffic for others.",
        why="A forwarding machine relays between networks under its own address, past the security groups of both.",
        fix="leave enable_ip_forwarding out, or set it to False",
        default="false",
        family=FAMILY,
        severity=MEDIUM,
        url="https://learn.microsoft.com/azure/virtual-network/virtual-network-network-interface",
        control="88c0b9da-ce96-4b03-9635-f29a937e2900",
        benchmark=("NS-3",),
        checkov=("CKV_AZURE_118",),
        checks=tuple(
            prop(kind, f"{path}enableIPForwarding", equals(False), absent_ok=True)
            for kind, path in (
                ("network:NetworkInterface", ""),
                ("compute:VirtualMachine", f"{_OWN_INTERFACES}."),
                ("compute:VirtualMachineScaleSet", f"virtualMachineProfile.{_OWN_INTERFACES}."),
            )
        ),
    ),
    Rule(
        id="azure-compute-vm-public-ip",
        demands="A virtual machine makes no public IP for itself.",
        why="A public IP made with the machine does not show up as a resource of the program.",
        fix="remove public_ip_address_configuration from the network interface configuration",
        default="none",
        family=FAMILY,
        severity=CRITICAL,
        url=_PAGE,
        checks=(
            prop(
                "compute:VirtualMachine",
                f"{_OWN_INTERFACES}.ipConfigurations[].publicIPAddressConfiguration",
                is_unset(),
                absent_ok=True,
            ),
        ),
    ),
    Rule(
        id="azure-compute-vmss-public-ip",
        demands="A scale set gives its machines no public IPs.",
        why="Every machine the set adds would be reachable from the Internet.",
        fix="remove public_ip_address_configuration from the network interface configuration",
        default="none",
        family=FAMILY,
        severity=CRITICAL,
        url="https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-networking",
        checks=(
            prop(
                "compute:VirtualMachineScaleSet",
                f"virtualMachineProfile.{_OWN_INTERFACES}.ipConfigurations[].publicIPAddressConfiguration",
                is_unset(),
                absent_ok=True,
            ),
        ),
    ),
    Rule(
        id="azure-network-loadbalancer-public-ip",
        demands="A load balancer or application gateway has no public frontend.",
        why="A public frontend publishes whatever its rules forward to.",
        fix="give the frontend a subnet and a private address",
        default="none",
        family=FAMILY,
        severity=CRITICAL,
        url="https://learn.microsoft.com/azure/load-balancer/components",
        checks=tuple(
            prop(kind, f"frontendIPConfigurations[].{name}", is_unset(), absent_ok=True)
            for kind in ("network:LoadBalancer", "network:ApplicationGateway")
            for name in ("publicIPAddress", "publicIPPrefix")
        ),
    ),
    Rule(
        id="azure-containerinstance-group-public-ip",
        demands="A container group has no public IP.",
        why="A public container group is reachable from the Internet on every port it lists.",
        fix='leave ip_address out, or set its type to "Private", and set subnet_ids',
        default="none",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/container-instances/container-instances-virtual-network-concepts",
        checkov=("CKV_AZURE_245",),
        checks=(
            prop(
                "containerinstance:ContainerGroup",
                "ipAddress.type",
                equals("Private"),
                when=lambda group: group.has("ipAddress"),
            ),
        ),
    ),
)

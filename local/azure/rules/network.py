"""Virtual networks, subnets and what stands in them."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import Any

from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.values import dig, objects, texts

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq (documented)
_FORBIDDEN = [
    ipaddress.ip_network(text)
    for text in ("224.0.0.0/4", "255.255.255.255/32", "127.0.0.0/8", "169.254.0.0/16", "168.63.129.16/32")
]

# Longest prefix that a subnet of this name may have. Bastion and firewall demand it when they are made.
# https://learn.microsoft.com/azure/bastion/configuration-settings#subnet (documented)
# https://learn.microsoft.com/azure/firewall/firewall-faq (documented)
_RESERVED_SIZES = {"azurebastionsubnet": 26, "azurefirewallsubnet": 26, "azurefirewallmanagementsubnet": 26}


def cidr(text: str, target: str) -> Network:
    """Read an address range.

    Raises:
        ArmError: It is not one, or has bits set behind its prefix.
    """
    try:
        found = ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise ArmError(
            "InvalidAddressPrefixFormat", f"Address prefix '{text}' has an invalid format.", target
        ) from None
    if str(found) != text:
        raise ArmError(
            "InvalidCIDRNotation",
            f"The address prefix {text} has an invalid CIDR notation. For the given prefix length, the address prefix "
            f"should be {found}.",
            target,
        )
    return found


def prefixes(subnet: Mapping[str, Any], target: str) -> list[Network]:
    """Give a subnet's address ranges, however they are written."""
    given = texts(subnet.get("addressPrefixes")) or texts([subnet.get("addressPrefix")])
    return [cidr(text, target) for text in given]


def address_space(network: Mapping[str, Any]) -> list[Network]:
    """Give a virtual network's address ranges."""
    path = "addressSpace.addressPrefixes"
    return [cidr(text, path) for text in texts(dig(network, path))]


def overlap(one: Iterable[Network], other: Iterable[Network]) -> tuple[Network, Network] | None:
    """Find two ranges that share an address."""
    others = list(other)
    return next(((a, b) for a in one for b in others if a.version == b.version and a.overlaps(b)), None)


def inside(small: Network, spaces: Iterable[Network]) -> bool:
    """Say whether a range lies within one of several."""
    return any(_within(small, space) for space in spaces)


def _within(small: Network, space: Network) -> bool:
    if isinstance(small, ipaddress.IPv4Network) and isinstance(space, ipaddress.IPv4Network):
        return small.subnet_of(space)
    if isinstance(small, ipaddress.IPv6Network) and isinstance(space, ipaddress.IPv6Network):
        return small.subnet_of(space)
    return False


def _address_space(request: Request) -> Iterator[ArmError]:
    spaces = address_space(request.inputs)
    target = "addressSpace.addressPrefixes"
    if not spaces:
        yield ArmError("NoAddressPrefixOrPoolProvided", f"'{request.name}' needs at least one address prefix.", target)
    for space in spaces:
        hit = overlap([space], _FORBIDDEN)
        if hit:
            yield ArmError(
                "AddressPrefixNotAllowed", f"{space} overlaps {hit[1]}, which Azure keeps for itself.", target
            )
    for one, other in combinations(spaces, 2):
        if overlap([one], [other]):
            yield ArmError("NetcfgInvalidVirtualNetworkPrefix", f"Address prefixes {one} and {other} overlap.", target)


def _inline_subnets(request: Request) -> Iterator[ArmError]:
    subnets = _planned_subnets(request)
    spaces = address_space(request.inputs)
    names = [str(subnet.get("name")).lower() for _, subnet in subnets]
    for name in {name for name in names if names.count(name) > 1}:
        yield ArmError("DuplicateResourceName", f"Subnet name '{name}' is used more than once.", "subnets")
    for target, subnet in subnets:
        yield from _subnet(subnet, target, spaces, request.name)
    for (_, one), (target, other) in combinations(subnets, 2):
        yield from _overlapping(one, other, target)


def _planned_subnets(request: Request) -> list[tuple[str, Mapping[str, Any]]]:
    """Give the subnets a network has after this PUT: those it lists, or those that exist when it lists none."""
    if "subnets" in request.inputs:
        return [(f"subnets[{i}]", subnet) for i, subnet in enumerate(objects(request.inputs["subnets"]))]
    existing = request.store.children(request.id.text, "Microsoft.Network/virtualNetworks/subnets")
    return [(record.id, {"name": record.name, **record.inputs}) for record in existing]


def _standalone_subnet(request: Request) -> Iterator[ArmError]:
    parent = request.id.parent
    network = request.find(parent.text) if parent else None
    if parent is None or network is None:
        return
    subnet = {**request.inputs, "name": request.name}
    yield from _subnet(subnet, "", address_space(network.inputs), network.name)
    for other in request.store.children(parent.text, request.type):
        if other.arm_id.key != request.id.key:
            yield from _overlapping({"name": other.name, **other.inputs}, subnet, "")


def _subnet(subnet: Mapping[str, Any], target: str, spaces: list[Network], network: str) -> Iterator[ArmError]:
    name = str(subnet.get("name"))
    path = f"{target}.addressPrefix".lstrip(".")
    ranges = prefixes(subnet, path)
    if not ranges:
        yield ArmError("NoAddressPrefixOrPoolProvided", f"Subnet '{name}' needs an address prefix.", path)
    for one in ranges:
        if not inside(one, spaces):
            yield ArmError(
                "NetcfgSubnetRangeOutsideVnet",
                f"Subnet '{name}' is not valid because its IP address range {one} is outside the IP address range of "
                f"virtual network '{network}'.",
                path,
            )
        if one.version == 4 and one.prefixlen > 29:
            yield ArmError("NetcfgInvalidSubnet", f"Subnet '{name}' is not valid: {one} is smaller than /29.", path)


def _overlapping(one: Mapping[str, Any], other: Mapping[str, Any], target: str) -> Iterator[ArmError]:
    path = f"{target}.addressPrefix".lstrip(".")
    hit = overlap(prefixes(other, path), prefixes(one, path))
    if hit:
        yield ArmError(
            "NetcfgSubnetRangesOverlap",
            f"Subnet '{other.get('name')}' is not valid because its IP address range {hit[0]} overlaps with that of an "
            f"existing subnet '{one.get('name')}' ({hit[1]}).",
            path,
        )


def _attachments(request: Request) -> Iterator[ArmError]:
    """Look at what a reserved subnet may not be given."""
    subnets = _planned_subnets(request) if request.type.endswith("virtualNetworks") else [("", request.inputs)]
    for target, subnet in subnets:
        name = str(subnet.get("name") or request.name)
        if name.lower() != "azurebastionsubnet":
            continue
        if dig(subnet, "routeTable.id"):
            yield ArmError(
                "RouteTableCannotBeAttachedForAzureBastionSubnet",
                f"Route table cannot be attached to subnet {name}.",
                f"{target}.routeTable".lstrip("."),
            )
        yield from _bastion_rules(request, dig(subnet, "networkSecurityGroup.id"), target)


# https://learn.microsoft.com/azure/bastion/bastion-nsg (documented): direction, source, destination, port.
_BASTION_RULES = (
    ("Inbound", "Internet", "*", "443"),
    ("Inbound", "GatewayManager", "*", "443"),
    ("Inbound", "AzureLoadBalancer", "*", "443"),
    ("Inbound", "VirtualNetwork", "VirtualNetwork", "8080"),
    ("Inbound", "VirtualNetwork", "VirtualNetwork", "5701"),
    ("Outbound", "*", "VirtualNetwork", "22"),
    ("Outbound", "*", "VirtualNetwork", "3389"),
    ("Outbound", "*", "AzureCloud", "443"),
    ("Outbound", "VirtualNetwork", "VirtualNetwork", "8080"),
    ("Outbound", "VirtualNetwork", "VirtualNetwork", "5701"),
    ("Outbound", "*", "Internet", "80"),
)


def _bastion_rules(request: Request, group_id: Any, target: str) -> Iterator[ArmError]:
    group = request.find(group_id)
    if group is None:
        return
    rules = [r for r in objects(group.inputs.get("securityRules")) if r.get("access") == "Allow"]
    missing = [wanted for wanted in _BASTION_RULES if not any(_covers(rule, *wanted) for rule in rules)]
    if missing:
        listed = ", ".join(f"{direction} {source}->{to}:{port}" for direction, source, to, port in missing)
        yield ArmError(
            "NetworkSecurityGroupNotCompliantForAzureBastionSubnet",
            f"Network security group {group.name} does not have necessary rules for Azure Bastion Subnet "
            f"AzureBastionSubnet. Missing: {listed}.",
            f"{target}.networkSecurityGroup".lstrip("."),
        )


def _covers(rule: Mapping[str, Any], direction: str, source: str, destination: str, port: str) -> bool:
    ports = [*texts(rule.get("destinationPortRanges")), *texts([rule.get("destinationPortRange")])]
    sources = [*texts(rule.get("sourceAddressPrefixes")), *texts([rule.get("sourceAddressPrefix")])]
    targets = [*texts(rule.get("destinationAddressPrefixes")), *texts([rule.get("destinationAddressPrefix")])]
    return (
        rule.get("direction") == direction
        and any(_port_in(port, given) for given in ports)
        and bool({source.lower(), "*"} & {text.lower() for text in sources})
        and bool({destination.lower(), "*"} & {text.lower() for text in targets})
    )


def _port_in(port: str, given: str) -> bool:
    low, _, high = given.partition("-")
    return given == "*" or (low.isdigit() and int(low) <= int(port) <= int(high or low))


def _security_rules(request: Request) -> Iterator[ArmError]:
    seen: dict[tuple[Any, Any], str] = {}
    for index, rule in enumerate(objects(request.inputs.get("securityRules"))):
        priority, name = rule.get("priority"), str(rule.get("name"))
        target = f"securityRules[{index}].priority"
        if not (isinstance(priority, int) and 100 <= priority <= 4096):
            yield ArmError(
                "SecurityRuleInvalidPriority",
                f"Security rule has invalid Priority. Value provided: {priority} Allowed range 100-4096.",
                target,
            )
        clash = seen.setdefault((rule.get("direction"), priority), name)
        if clash != name:
            yield ArmError(
                "SecurityRuleConflict",
                f"Security rule {name} conflicts with rule {clash}. Rules cannot have the same Priority and Direction.",
                target,
            )


def _basic(request: Request) -> Iterator[ArmError]:
    if (request.get("sku.name") or "Basic") == "Basic":
        yield ArmError(
            "IPv4BasicSkuPublicIpCountLimitReached",
            "Cannot create more than 0 IPv4 Basic SKU public IP addresses for this subscription in this region.",
            "sku.name",
        )


def _static(request: Request) -> Iterator[ArmError]:
    if (request.get("publicIPAllocationMethod") or "Dynamic") != "Static":
        yield ArmError(
            "StandardSkuPublicIPAddressesMustBeStatic",
            f"Standard sku publicIp {request.id.text} must have AllocationMethod set to Static.",
            "publicIPAllocationMethod",
        )


def _nat(request: Request) -> Iterator[ArmError]:
    if request.get("sku.name") not in ("Standard", "StandardV2"):
        yield ArmError("NatGatewaySkuNotSupported", f"NAT gateway {request.name} must have SKU Standard.", "sku.name")
    for index, item in enumerate(objects(request.inputs.get("publicIpAddresses"))):
        yield from _taken_address(request, item.get("id"), f"publicIpAddresses[{index}].id")


def _taken_address(request: Request, address_id: Any, target: str) -> Iterator[ArmError]:
    """Refuse a public address that something else has already."""
    record = request.find(address_id)
    others = [u for u in request.store.users(record.id) if u.arm_id.key != request.id.key] if record else []
    if record is not None and others:
        yield ArmError(
            "PublicIPAddressInUse",
            f"Resource {request.id.text} is referencing public IP address {record.id} that is already allocated to "
            f"resource {others[0].id}.",
            target,
        )


def _bastion(request: Request) -> Iterator[ArmError]:
    for index, configuration in enumerate(objects(request.inputs.get("ipConfigurations"))):
        target = f"ipConfigurations[{index}]"
        yield from _bastion_subnet(request, dig(configuration, "subnet.id"), f"{target}.subnet.id")
        yield from _taken_address(request, dig(configuration, "publicIPAddress.id"), f"{target}.publicIPAddress.id")


def _bastion_subnet(request: Request, subnet_id: Any, target: str) -> Iterator[ArmError]:
    subnet = request.find(subnet_id)
    if subnet is None:
        return
    if subnet.name.lower() != "azurebastionsubnet":
        yield ArmError(
            "BastionHostSubnetNameInvalid",
            f"Bastion needs a subnet named AzureBastionSubnet, got '{subnet.name}'.",
            target,
        )
    yield from reserved_size(subnet.name, subnet.inputs, target)
    others = [user for user in request.store.users(subnet.id) if user.arm_id.key != request.id.key]
    if others:
        yield ArmError("SubnetInUse", f"Subnet {subnet.id} is used by {others[0].id} already.", target)


def reserved_size(name: str, subnet: Mapping[str, Any], target: str) -> Iterator[ArmError]:
    """Refuse a subnet that is too small for the service its name reserves it for."""
    longest = _RESERVED_SIZES.get(name.lower(), 32)
    for one in prefixes(subnet, target):
        if one.version == 4 and one.prefixlen > longest:
            yield ArmError("SubnetSizeTooSmall", f"Subnet {name} must be /{longest} or larger, got {one}.", target)


def _peering(request: Request) -> Iterator[ArmError]:
    parent = request.id.parent
    local, remote = request.find(parent.text if parent else None), request.find(request.get("remoteVirtualNetwork.id"))
    if local is None or remote is None:
        return
    hit = overlap(address_space(local.inputs), address_space(remote.inputs))
    if hit:
        yield ArmError(
            "VnetAddressSpacesOverlap",
            f"Cannot create or update peering {request.id.text}. Virtual networks {local.id} and {remote.id} cannot be "
            f"peered because their address spaces overlap. Overlapping address prefixes: {hit[0]}, {hit[1]}.",
            "remoteVirtualNetwork.id",
        )


def _region(request: Request) -> Iterator[ArmError]:
    """A network interface and a private endpoint stand in the region of their network."""
    location = str(request.inputs.get("location", "")).replace(" ", "").lower()
    subnet_ids = [dig(c, "subnet.id") for c in objects(request.inputs.get("ipConfigurations"))]
    for subnet_id in [*subnet_ids, request.get("subnet.id")]:
        subnet = request.find(subnet_id)
        network = request.find(subnet.arm_id.parent.text) if subnet and subnet.arm_id.parent else None
        theirs = str(network.properties.get("location", "")) if network else location
        if network is not None and theirs != location:
            yield ArmError(
                "InvalidResourceReference",
                f"Resource {network.id} referenced by resource {request.id.text} is in {theirs}, not {location}. "
                "Please make sure that both resources are in the same region.",
                "location",
            )


_VNET = "https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq"
_NSG = "https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview"
_BASTION = "https://learn.microsoft.com/azure/bastion/bastion-nsg"
_SUBNETS = Rule(_attachments, "documented", _BASTION)
_IN_REGION = Rule(_region, "documented", "https://learn.microsoft.com/azure/private-link/private-endpoint-overview")

RULES: dict[str, tuple[Rule, ...]] = {
    "Microsoft.Network/virtualNetworks": (
        Rule(_address_space, "documented", _VNET),
        Rule(_inline_subnets, "documented", _VNET),
        _SUBNETS,
    ),
    "Microsoft.Network/virtualNetworks/subnets": (Rule(_standalone_subnet, "documented", _VNET), _SUBNETS),
    "Microsoft.Network/virtualNetworks/virtualNetworkPeerings": (
        Rule(
            _peering,
            "documented",
            "https://learn.microsoft.com/azure/virtual-network/virtual-network-troubleshoot-peering-issues",
        ),
    ),
    "Microsoft.Network/networkSecurityGroups": (Rule(_security_rules, "documented", _NSG),),
    "Microsoft.Network/publicIPAddresses": (
        Rule(
            _basic,
            "assumed",
            "https://learn.microsoft.com/azure/virtual-network/ip-services/public-ip-basic-upgrade-guidance",
        ),
        Rule(_static, "observed", "https://github.com/pulumi/pulumi-azure-native/issues/1597"),
    ),
    "Microsoft.Network/natGateways": (
        Rule(_nat, "assumed", "https://learn.microsoft.com/azure/nat-gateway/nat-gateway-resource"),
    ),
    "Microsoft.Network/bastionHosts": (
        Rule(_bastion, "assumed", "https://learn.microsoft.com/azure/bastion/configuration-settings"),
    ),
    "Microsoft.Network/networkInterfaces": (_IN_REGION,),
    "Microsoft.Network/privateEndpoints": (_IN_REGION,),
}

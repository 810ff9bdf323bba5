"""Virtual networks, security groups, public addresses, NAT gateways and Bastion."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.rules.names import legal_name
from local.azure.rules.public_ips import demands_address
from local.azure.rules.ranges import Network, address_space, inside, is_address, overlap, prefixes
from local.azure.rules.subnets import SUBNETS, demands_delegation, demands_plain, network_of
from local.azure.values import dig, objects, texts

# Where other families look for them.
__all__ = ["RULES", "demands_delegation", "demands_plain", "overlap", "prefixes"]

# https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq (documented)
_FORBIDDEN = [
    ipaddress.ip_network(text)
    for text in ("224.0.0.0/4", "255.255.255.255/32", "127.0.0.0/8", "169.254.0.0/16", "168.63.129.16/32")
]


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
    for target, subnet in subnets if "subnets" in request.inputs else ():
        if not legal_name(SUBNETS, str(subnet.get("name"))):
            yield ArmError("InvalidResourceName", f"Resource name {subnet.get('name')} is invalid.", f"{target}.name")
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
        if one.version == 6 and one.prefixlen != 64:
            # https://learn.microsoft.com/azure/virtual-network/ip-services/ipv6-overview (documented)
            yield ArmError("NetcfgInvalidSubnet", f"Subnet '{name}' is not valid: an IPv6 range is a /64.", path)
    if ranges and all(one.version == 6 for one in ranges):
        yield ArmError("NetcfgInvalidSubnet", f"Subnet '{name}' is not valid: it needs an IPv4 range too.", path)


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


def _nat(request: Request) -> Iterator[ArmError]:
    if request.get("sku.name") not in ("Standard", "StandardV2"):
        yield ArmError("NatGatewaySkuNotSupported", f"NAT gateway {request.name} must have SKU Standard.", "sku.name")
    for index, item in enumerate(objects(request.inputs.get("publicIpAddresses"))):
        yield from demands_address(request, item.get("id"), f"publicIpAddresses[{index}].id")


def _nat_limits(request: Request) -> Iterator[ArmError]:
    minutes = request.get("idleTimeoutInMinutes")
    addresses, zones = objects(request.inputs.get("publicIpAddresses")), texts(request.get("zones"))
    if minutes is not None and not 4 <= minutes <= 120:
        yield ArmError(
            "InvalidRequestFormat",
            f"The idle timeout of a NAT gateway must be from 4 to 120 minutes, got {minutes}.",
            "idleTimeoutInMinutes",
        )
    if len(addresses) > 16:
        yield ArmError(
            "InvalidRequestFormat",
            f"A NAT gateway takes 16 public IP addresses, got {len(addresses)}.",
            "publicIpAddresses",
        )
    if request.get("sku.name") == "Standard" and len(zones) > 1:
        yield ArmError("InvalidRequestFormat", "A NAT gateway is in one zone, or in none.", "zones")


def _plain_subnet(request: Request) -> Iterator[ArmError]:
    """A network interface and a private endpoint do not go where a service keeps a subnet for itself."""
    for index, configuration in enumerate(objects(request.inputs.get("ipConfigurations"))):
        yield from demands_plain(request, dig(configuration, "subnet.id"), f"ipConfigurations[{index}].subnet.id")
    yield from demands_plain(request, request.get("subnet.id"), "subnet.id")


def _dns_servers(request: Request) -> Iterator[ArmError]:
    for index, server in enumerate(texts(request.get("dhcpOptions.dnsServers"))):
        if not is_address(server):
            yield ArmError(
                "NetcfgInvalidIPAddress", f"IP address is not valid '{server}'.", f"dhcpOptions.dnsServers[{index}]"
            )


def in_region(request: Request) -> Iterator[ArmError]:
    """What stands in a subnet stands in the region of its network."""
    location = str(request.inputs.get("location", "")).replace(" ", "").lower()
    subnet_ids = [dig(c, "subnet.id") for c in objects(request.inputs.get("ipConfigurations"))]
    for subnet_id in [*subnet_ids, request.get("subnet.id")]:
        network = network_of(request, request.find(subnet_id))
        theirs = str(network.properties.get("location", "")) if network else location
        if network is not None and theirs != location:
            yield ArmError(
                "InvalidResourceReference",
                f"Resource {network.id} referenced by resource {request.id.text} is in {theirs}, not {location}. "
                "Please make sure that both resources are in the same region.",
                "location",
            )


_VNET = "https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq"
_IN_REGION = Rule(in_region, "documented", "https://learn.microsoft.com/azure/private-link/private-endpoint-overview")
_PLAIN = Rule(
    _plain_subnet, "documented", "https://learn.microsoft.com/azure/virtual-network/subnet-delegation-overview"
)

RULES: dict[str, tuple[Rule, ...]] = {
    "Microsoft.Network/virtualNetworks": (
        Rule(_address_space, "documented", _VNET),
        Rule(_inline_subnets, "documented", _VNET),
        Rule(_dns_servers, "observed", "https://github.com/Azure/azure-cli/issues/28294"),
    ),
    "Microsoft.Network/virtualNetworks/subnets": (Rule(_standalone_subnet, "documented", _VNET),),
    "Microsoft.Network/natGateways": (
        Rule(_nat_limits, "documented", "https://learn.microsoft.com/azure/nat-gateway/nat-gateway-resource"),
        Rule(_nat, "assumed", "https://learn.microsoft.com/azure/nat-gateway/nat-gateway-resource"),
    ),
    "Microsoft.Network/networkInterfaces": (_IN_REGION, _PLAIN),
    "Microsoft.Network/privateEndpoints": (_IN_REGION, _PLAIN),
}

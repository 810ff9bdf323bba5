"""Where an AKS cluster's nodes, pods and services get their addresses, and how they reach the world."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from typing import Any

from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.rules.kubernetes_plan import POOLS, Pool, asked_pools, cluster_of
from local.azure.rules.places import in_region
from local.azure.rules.ranges import Network, overlap, prefixes
from local.azure.rules.subnets import SUBNETS, delegated_to, demands_delegation, network_of, reserved_for, routes_of
from local.azure.store import Record
from local.azure.values import dig, objects

SERVICE_RANGE, POD_RANGE, DNS_ADDRESS = "10.0.0.0/16", "10.244.0.0/16", "10.0.0.10"

# https://learn.microsoft.com/azure/aks/concepts-network-cni-overview (documented)
_FORBIDDEN = [
    ipaddress.ip_network(text) for text in ("169.254.0.0/16", "192.0.2.0/24", "172.30.0.0/16", "172.31.0.0/16")
]
_OUTBOUND = ("loadBalancer", "userDefinedRouting", "managedNATGateway", "userAssignedNATGateway", "none", "block")
_PLUGINS = ("azure", "kubenet", "none")
_SERVICE = "Microsoft.ContainerService/managedClusters"


def _profile(request: Request) -> dict[str, Any]:
    """Give the network profile of the cluster that the request is about."""
    cluster = cluster_of(request) if request.type == POOLS else None
    return dict((cluster.inputs.get("networkProfile") if cluster else request.get("networkProfile")) or {})


def _subnets(request: Request) -> list[tuple[Pool, Record]]:
    found = [(pool, request.find(pool.asked.get("vnetSubnetID"))) for pool in asked_pools(request)]
    return [(pool, subnet) for pool, subnet in found if subnet is not None]


def _range(profile: dict[str, Any], name: str, default: str) -> Network:
    text = str(profile.get(name) or default)
    try:
        return ipaddress.ip_network(text)
    except ValueError:
        raise ArmError(
            "CidrStringParseError", f"The CIDR '{text}' cannot be parsed.", f"networkProfile.{name}"
        ) from None


def _has_pod_range(profile: dict[str, Any]) -> bool:
    return profile.get("networkPluginMode") == "overlay" or profile.get("networkPlugin") == "kubenet"


def _ranges(request: Request) -> Iterator[ArmError]:
    """Keep the ranges of services and pods clear of each other, of Azure's own and of the network's subnets."""
    profile = _profile(request)
    services = _range(profile, "serviceCidr", SERVICE_RANGE)
    ranges = {"serviceCidr": ("Service", services)}
    if _has_pod_range(profile):
        ranges["podCidr"] = ("Pod", _range(profile, "podCidr", POD_RANGE))
    elif profile.get("podCidr") and profile.get("networkPlugin") != "none":
        yield _invalid("podCidr", "a pod CIDR is for kubenet or for network plugin mode overlay.")
    if services.prefixlen < 13 and services.version == 4:
        yield _invalid("serviceCidr", f"{services} must be smaller than /12.")
    for name, (_, one) in ranges.items():
        hit = overlap([one], _FORBIDDEN)
        if hit:
            yield _invalid(name, f"{one} overlaps {hit[1]}, which AKS keeps for itself.")
    if "podCidr" in ranges and overlap([ranges["podCidr"][1]], [services]):
        yield ArmError(
            "PodCidrOverlapServiceCidr",
            f"The specified pod CIDR {ranges['podCidr'][1]} overlaps the service CIDR {services}.",
            "networkProfile.podCidr",
        )
    for subnet in _neighbours(request):
        for name, (kind, one) in ranges.items():
            hit = overlap([one], prefixes(subnet.inputs, "addressPrefix"))
            if hit:
                yield ArmError(
                    f"{kind}CidrOverlapExistingSubnetsCidr",
                    f"The specified {kind.lower()} CIDR {one} is conflicted with an existing subnet CIDR {hit[1]}. For "
                    "more details, please refer to https://aka.ms/aks/servicecidroverlap.",
                    f"networkProfile.{name}",
                )


def _neighbours(request: Request) -> list[Record]:
    """Give all subnets of the networks that the nodes stand in."""
    networks = {network.id: network for _, one in _subnets(request) if (network := network_of(request, one))}
    return [subnet for network in networks for subnet in request.store.children(network, SUBNETS)]


def _invalid(name: str, details: str) -> ArmError:
    path = f"networkProfile.{name}"
    return ArmError("InvalidParameter", f"The value of parameter {path} is invalid. Error details: {details}", path)


def _name_server(request: Request) -> Iterator[ArmError]:
    profile, target = _profile(request), "networkProfile.dnsServiceIP"
    services = _range(profile, "serviceCidr", SERVICE_RANGE)
    text = str(profile.get("dnsServiceIP") or DNS_ADDRESS)  # the default does not move with the range
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        yield ArmError("DnsServiceIpParseError", f"DNS service IP '{text}' cannot be parsed.", target)
        return
    if address not in services:
        yield ArmError(
            "DnsServiceIpOutOfServiceCidr", f"DNS service IP {text} is not in the service CIDR {services}.", target
        )
    elif address in (services[0], services[1]):
        yield ArmError(
            "DnsServiceIpConflicting", f"DNS service IP {text} conflicts with the API server's address.", target
        )
    elif address == services[-1]:
        yield ArmError("DnsBroadcastAddressConflicting", f"DNS service IP {text} is the broadcast address.", target)


def _plugins(request: Request) -> Iterator[ArmError]:
    profile = _profile(request)
    plugin, mode = profile.get("networkPlugin") or "azure", profile.get("networkPluginMode")
    policy, plane = profile.get("networkPolicy"), profile.get("networkDataplane")
    if plugin not in _PLUGINS:
        yield ArmError(
            "UnknownNetworkPlugin", f"'{plugin}' is none of {', '.join(_PLUGINS)}.", "networkProfile.networkPlugin"
        )
    if mode is not None and (mode != "overlay" or plugin != "azure"):
        yield _invalid("networkPluginMode", "the mode is overlay, and is for network plugin azure.")
    if policy == "azure" and plugin == "kubenet":
        yield ArmError(
            "NetworkPolicyAzureNotSupportedForKubenet",
            "Network policy azure is not supported for kubenet.",
            "networkProfile.networkPolicy",
        )
    known = policy in (None, "none", "azure", "calico", "cilium")
    if not known or (policy == "cilium" and plane != "cilium") or (policy in ("azure", "calico") and plane == "cilium"):
        yield ArmError(
            "NetworkPolicyNotSupported",
            f"Network policy {policy} is not supported with data plane {plane or 'azure'}.",
            "networkProfile.networkPolicy",
        )
    if profile.get("loadBalancerSku") not in (None, "standard", "Standard"):
        # https://learn.microsoft.com/azure/aks/load-balancer-overview: basic is gone since 2025-09-30 (documented)
        yield ArmError(
            "InvalidLoadBalancerSku", "The load balancer SKU must be standard.", "networkProfile.loadBalancerSku"
        )


def _outbound(request: Request) -> Iterator[ArmError]:
    profile, target = _profile(request), "networkProfile.outboundType"
    kind = profile.get("outboundType") or "loadBalancer"
    if kind not in _OUTBOUND:
        yield ArmError("UnsupportedOutboundType", f"'{kind}' is none of {', '.join(_OUTBOUND)}.", target)
    if kind == "userDefinedRouting" and profile.get("loadBalancerProfile"):
        yield ArmError(
            "InvalidUserDefinedRoutingWithLoadBalancerProfile",
            "A load balancer profile cannot be used with outbound type userDefinedRouting.",
            "networkProfile.loadBalancerProfile",
        )
    for pool in asked_pools(request):
        own = bool(pool.asked.get("vnetSubnetID"))
        if kind == "managedNATGateway" and own:
            yield ArmError(
                "ManagedNATGatewayWithCustomVNetNotAllowed",
                f"Outbound type is managedNATGateway but agent pool `{pool.name}` is using custom VNet, which is not "
                "allowed.",
                target,
            )
        if kind in ("userAssignedNATGateway", "userDefinedRouting") and not own:
            yield ArmError(
                "UserAssignedNATGatewayWithManagedVNetNotAllowed" if kind.startswith("userA") else "InvalidParameter",
                f"Outbound type is {kind} but agent pool `{pool.name}` is not using custom VNet, which is not allowed.",
                target,
            )
        if kind == "userDefinedRouting" and pool.asked.get("enableNodePublicIP") is True:
            yield ArmError(
                "UDRWithNodePublicIPNotAllowed",
                f"Nodes of {pool.name} cannot have public IPs.",
                pool.at("enableNodePublicIP"),
            )
    for pool, subnet in _subnets(request):
        if kind == "userDefinedRouting":
            yield from _routed(request, pool, subnet)
        if kind == "userAssignedNATGateway":
            yield from _translated(request, pool, subnet)


def _routed(request: Request, pool: Pool, subnet: Record) -> Iterator[ArmError]:
    table = request.find(dig(subnet.inputs, "routeTable.id"))
    target = pool.at("vnetSubnetID")
    if table is None:
        yield ArmError(
            "ExistingRouteTableNotAssociatedWithSubnet",
            f"An existing route table has not been associated with subnet {subnet.id}. Please update the route table "
            "association",
            target,
        )
        return
    hops = [str(r.get("nextHopType")) for r in routes_of(request, table) if r.get("addressPrefix") == "0.0.0.0/0"]
    if not hops:
        yield ArmError(
            "RouteTableMissingDefaultRouteError",
            f"Route table {table.id} is missing the default route 0.0.0.0/0.",
            target,
        )
    elif hops[0] not in ("VirtualAppliance", "VirtualNetworkGateway"):
        yield ArmError(
            "RouteTableInvalidNextHop",
            f"The default route of {table.id} must lead to a virtual appliance or gateway, got {hops[0]}.",
            target,
        )


def _translated(request: Request, pool: Pool, subnet: Record) -> Iterator[ArmError]:
    gateway = request.find(dig(subnet.inputs, "natGateway.id"))
    target = pool.at("vnetSubnetID")
    if gateway is None:
        yield ArmError(
            "SubnetNotAssociatedWithNATGateway",
            f"Subnet '{subnet.id}' must have a NAT gateway associated for outbound connection",
            target,
        )
    elif not objects(gateway.inputs.get("publicIpAddresses")) + objects(gateway.inputs.get("publicIpPrefixes")):
        yield ArmError(
            "NATGatewayNotAssociatedWithPublicIPOrIPPrefix",
            f"NAT gateway {gateway.id} has no public IP or public IP prefix.",
            target,
        )


def _homes(request: Request) -> Iterator[ArmError]:
    """Look at the subnets that the nodes are to stand in."""
    for pool, subnet in _subnets(request):
        target = pool.at("vnetSubnetID")
        services = delegated_to(subnet.inputs)
        if services:
            yield ArmError(
                "SubnetIsDelegated",
                f"AgentPoolProfile subnet with id {subnet.id} cannot be used as it's a delegated subnet: "
                f"{', '.join(services)}.",
                target,
            )
        if len(prefixes(subnet.inputs, target)) > 1:
            yield ArmError(
                "MultipleAddressPrefixesSubnetNotSupported", f"Subnet {subnet.id} has several address prefixes.", target
            )
        if request.type != POOLS:
            yield from in_region(request, subnet.id, target, "InvalidParameter")
    yield from _room(request)


def _room(request: Request) -> Iterator[ArmError]:
    """Demand an address for each node and one more for an upgrade, and without overlay one for each pod too."""
    needed: dict[str, int] = {}
    records: dict[str, tuple[Pool, Record]] = {}
    flat = not _has_pod_range(_profile(request)) and _profile(request).get("networkPlugin", "azure") == "azure"
    for pool, subnet in _subnets(request):
        pods = 0 if not flat or pool.asked.get("podSubnetID") else pool.asked.get("maxPods") or 30
        needed[subnet.id] = needed.get(subnet.id, 0) + (pool.most + 1) * (1 + pods)
        records[subnet.id] = (pool, subnet)
    for key, count in needed.items():
        pool, subnet = records[key]
        room = sum(one.num_addresses - 5 for one in prefixes(subnet.inputs, "addressPrefix") if one.version == 4)
        if count > room:
            yield ArmError(
                "InsufficientSubnetSize",
                f"Pre-allocated IPs {count} exceeds IPs available {room} in Subnet {subnet.name}. If Autoscaler is "
                "enabled, the max-count from each nodepool is counted towards this total. "
                "http://aka.ms/aks/insufficientsubnetsize",
                pool.at("vnetSubnetID"),
            )


def _reserved(request: Request) -> Iterator[ArmError]:
    """Neither nodes nor pods stand in a subnet that its name keeps for one service; the code is that of their sets."""
    for pool in asked_pools(request):
        for name in ("vnetSubnetID", "podSubnetID"):
            subnet = request.find(pool.asked.get(name))
            keeper = reserved_for(subnet) if subnet else None
            if subnet is not None and keeper:
                yield ArmError(
                    "ResourceNotPermittedOnDelegatedSubnet",
                    f"Node pool {pool.name} is not permitted on subnet {subnet.id}, which is for {keeper} only.",
                    pool.at(name),
                )


def _api_server(request: Request) -> Iterator[ArmError]:
    profile = request.get("apiServerAccessProfile") or {}
    target = "apiServerAccessProfile.subnetId"
    if profile.get("enableVnetIntegration") is not True:
        return
    subnet = request.find(profile.get("subnetId"))
    yield from demands_delegation(request, profile.get("subnetId"), _SERVICE, target)
    small = (
        [one for one in prefixes(subnet.inputs, target) if one.prefixlen > 28 and one.version == 4] if subnet else []
    )
    if small:
        yield ArmError(
            "ApiserverSubnetConfigError", f"The API server's subnet must be /28 or larger, got {small[0]}.", target
        )


_DOCS = "https://learn.microsoft.com/azure/aks/"
_TROUBLE = "https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/"

NETWORK_RULES: tuple[Rule, ...] = (
    Rule(_ranges, "documented", _TROUBLE + "create-upgrade-delete/error-code-servicecidroverlapexistingsubnetscidr"),
    Rule(_name_server, "documented", _DOCS + "concepts-network-ip-address-planning"),
    Rule(_plugins, "documented", _DOCS + "use-network-policies"),
)
NODE_RULES: tuple[Rule, ...] = (
    Rule(_homes, "documented", _TROUBLE + "connectivity/insufficientsubnetsize-error-advanced-networking"),
    Rule(_reserved, "observed", "https://github.com/MicrosoftDocs/azure-docs/issues/45127"),
    Rule(_outbound, "documented", _DOCS + "egress-outboundtype"),
)
API_SERVER_RULES: tuple[Rule, ...] = (Rule(_api_server, "documented", _DOCS + "api-server-vnet-integration"),)

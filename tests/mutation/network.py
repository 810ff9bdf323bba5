"""Mutants of networks: peerings, addresses, what subnets carry, routes, ways out."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from tests.mutation.change_table import Row
from tests.mutation.change_table import mutants as rows_of
from tests.mutation.plan import DROP, Plan, Planned
from tests.mutation.verdict import Mutant

_VNET, _PEERING, _TABLE = "network:VirtualNetwork", "network:VirtualNetworkPeering", "network:RouteTable"
_NAT, _FIREWALL = "network:NatGateway", "network:AzureFirewall"
_BROKEN = ("azure-topology-peering",)
_OVERLAP = ("azure-topology-address-overlap",)
_EGRESS = ("azure-topology-egress",)
_STRAIGHT = ("azure-network-route-internet",)
_GROUP = ("azure-network-subnet-nsg",)
_REACHABLE = ("azure-topology-service-reachable",)
_RESOLVES = ("azure-topology-service-resolves",)


def _other_vnet(plan: Plan, resource: Planned) -> Planned:
    [other] = [vnet for vnet in plan.of(_VNET) if vnet.urn != resource.urn]
    return other


def _others_space(plan: Plan, resource: Planned, _element: str) -> Any:
    return _other_vnet(plan, resource).at("addressSpace.addressPrefixes")


def _next_range(_plan: Plan, resource: Planned, element: str) -> Any:
    """The range of the subnet beside."""
    number = int(element.rpartition(".")[2])
    return resource.at(f"subnets.{number + 1 if number == 0 else number - 1}.addressPrefix")


def _flipped(flag: str, _plan: Plan, resource: Planned, _element: str) -> bool:
    return not resource.at(flag)


def _itself(_plan: Plan, resource: Planned, _element: str) -> str:
    """The id of the network that a peering is of."""
    remote = str(resource.at("remoteVirtualNetwork.id"))
    return f"{remote.rpartition('/')[0]}/{resource.at('virtualNetworkName')}"


def _holds_endpoints(_plan: Plan, resource: Planned, element: str) -> bool:
    return bool(resource.at(f"{element}.name") == "snet-private-endpoints")


def _is_gateways(_plan: Plan, resource: Planned, element: str) -> bool:
    return bool(resource.at(f"{element}.name") == "GatewaySubnet")


def _is_of(*names: str) -> Any:
    return lambda _plan, resource, element: resource.at(f"{element}.name") in names


def _is_behind_a_firewall(_plan: Plan, resource: Planned, element: str) -> bool:
    return resource.at(f"{element}.routeTable") is not None


def _with_an_own_way_out(_plan: Plan, resource: Planned, element: str) -> Any:
    """The subnet with a NAT gateway in the place of the routes to the firewall."""
    kept = {key: value for key, value in resource.at(element).items() if key != "routeTable"}
    return {
        **kept,
        "natGateway": {"id": str(resource.at(f"{element}.routeTable.id")).replace("routeTables", "natGateways")},
    }


def _group_of_agents(plan: Plan, _resource: Planned, _element: str) -> Any:
    """The id of another subnet's security group."""
    [agents] = [one for one in plan.named("vnet-bastion").at("subnets") if one["name"] == "snet-agents"]
    return agents["networkSecurityGroup"]["id"]


def _nobodys(vnet: Planned) -> str:
    """An address of a network that nothing has."""
    return f"{str(vnet.at('subnets.0.addressPrefix')).rpartition('.')[0]}.61"


_SWITCHES = ("allowVirtualNetworkAccess", "allowForwardedTraffic", "allowGatewayTransit", "useRemoteGateways")
_PEERINGS = (
    *(Row(f"{flag}-flipped", _PEERING, flag, partial(_flipped, flag), _BROKEN) for flag in _SWITCHES),
    Row("access-not-set", _PEERING, "allowVirtualNetworkAccess", DROP, _BROKEN),
    Row("with-itself", _PEERING, "remoteVirtualNetwork.id", _itself, _BROKEN, sources=()),
)

_ADDRESSES = (
    Row("same-as-peer", _VNET, "addressSpace.addressPrefixes", _others_space, _OVERLAP),
    Row("covers-peer", _VNET, "addressSpace.addressPrefixes", ["10.0.0.0/8"], _OVERLAP),
    Row("subnets-overlap", _VNET, "subnets[].addressPrefix", _next_range, _OVERLAP),
    Row("subnet-outside", _VNET, "subnets[].addressPrefix", "10.99.0.0/24", _OVERLAP, most=2),
    Row(
        "clients-overlap",
        "network:VirtualNetworkGateway",
        "vpnClientConfiguration.vpnClientAddressPool.addressPrefixes",
        ["10.30.4.0/24"],
        _OVERLAP,
        name="vpn-gateway",
    ),
    Row(
        "site-overlaps",
        "network:LocalNetworkGateway",
        "localNetworkAddressSpace.addressPrefixes",
        ["10.30.0.0/16"],
        _OVERLAP,
    ),
)

_SUBNETS = (
    Row("group-detached", _VNET, "subnets[].networkSecurityGroup", DROP, _GROUP),
    Row(
        "group-of-others",
        _VNET,
        "subnets[].networkSecurityGroup.id",
        _group_of_agents,
        (*_REACHABLE, "azure-topology-bastion-nsg"),
        when=_is_of("snet-private-endpoints", "snet-training", "AzureBastionSubnet"),
    ),
    Row("way-out-detached", _VNET, "subnets[].natGateway", DROP, _EGRESS),
    Row("way-out-detached", _VNET, "subnets[].routeTable", DROP, _EGRESS),
    Row(
        "firewall-passed-by",
        _VNET,
        "subnets[]",
        _with_an_own_way_out,
        ("azure-topology-firewall-bypass",),
        when=_is_behind_a_firewall,
    ),
    Row(
        "storage-past-the-firewall",
        _VNET,
        "subnets[].serviceEndpoints",
        [{"service": "Microsoft.Storage"}],
        ("azure-network-subnet-storage-endpoint",),
        when=_is_of("snet-agents", "snet-jump-host"),
    ),
    Row(
        "any-account-by-service-endpoint",
        _VNET,
        "subnets[].serviceEndpointPolicies",
        DROP,
        ("azure-network-subnet-storage-endpoint",),
    ),
    Row(
        "implicit-way-out",
        _VNET,
        "subnets[].defaultOutboundAccess",
        True,
        ("azure-network-subnet-default-outbound",),
        when=_is_of("snet-training", "snet-agents"),
    ),
    Row(
        "group-on-gateways",
        _VNET,
        "subnets[].networkSecurityGroup",
        lambda plan, resource, element: {"id": _group_of_agents(plan, resource, element)},
        ("azure-network-subnet-gateway-nsg",),
        when=_is_gateways,
    ),
    Row(
        "group-ignored-by-endpoints",
        _VNET,
        "subnets[].privateEndpointNetworkPolicies",
        "Disabled",
        ("azure-topology-endpoint-policies",),
        when=_holds_endpoints,
    ),
    Row(
        "names-asked-elsewhere",
        _VNET,
        "dhcpOptions.dnsServers",
        ["8.8.8.8"],
        (*_RESOLVES, "azure-network-dns-servers"),
    ),
    Row(
        "names-asked-of-nobody",
        _VNET,
        "dhcpOptions.dnsServers",
        lambda _plan, vnet, _element: [_nobodys(vnet)],
        (*_RESOLVES, "azure-topology-dns-reachable"),
    ),
)

_ROUTES = (
    Row("straight-out", _TABLE, "routes[].nextHopType", "Internet", _STRAIGHT),
    Row("to-nobody", _TABLE, "routes[].nextHopIpAddress", "10.200.0.4", _EGRESS),
    Row("to-a-neighbour", _TABLE, "routes[].nextHopIpAddress", "10.20.17.4", _EGRESS),
    Row("to-nothing", _TABLE, "routes[].nextHopType", "None", _EGRESS),
    Row("of-half-the-Internet", _TABLE, "routes[].addressPrefix", "0.0.0.0/1", _EGRESS),
    Row("of-nothing", _TABLE, "routes", [], _EGRESS),
    Row(
        "half-straight-out",
        _TABLE,
        "routes",
        lambda _plan, table, _element: [
            *table.at("routes"),
            {"name": "around", "addressPrefix": "0.0.0.0/1", "nextHopType": "Internet"},
        ],
        _STRAIGHT,
    ),
    Row(
        "slices-straight-out",
        _TABLE,
        "routes",
        lambda _plan, table, _element: [
            *table.at("routes"),
            {"name": "around", "addressPrefix": "104.0.0.0/8", "nextHopType": "Internet"},
        ],
        _STRAIGHT,
    ),
    Row(
        "endpoints-to-nothing",
        _TABLE,
        "routes",
        lambda plan, table, _element: [
            *table.at("routes"),
            {"name": "lost", "addressPrefix": _endpoints(plan), "nextHopType": "None"},
        ],
        _REACHABLE,
    ),
    Row(
        "services-straight-out",
        _TABLE,
        "routes",
        lambda _plan, table, _element: [
            *table.at("routes"),
            {"name": "around", "addressPrefix": "AzureCloud", "nextHopType": "Internet"},
        ],
        (*_STRAIGHT, *_EGRESS),
    ),
)

_WAYS_OUT = (
    Row("without-address", _NAT, "publicIpAddresses", [], _EGRESS),
    Row("without-address", _FIREWALL, "ipConfigurations[].publicIPAddress", DROP, _EGRESS),
    Row("without-policy", _FIREWALL, "firewallPolicy", DROP, (*_EGRESS, "azure-network-firewall-policy")),
    Row(
        "names-not-answered",
        "network:FirewallPolicy",
        "dnsSettings.enableProxy",
        False,
        _RESOLVES,
    ),
    Row(
        "names-asked-elsewhere",
        "network:FirewallPolicy",
        "dnsSettings.servers",
        ["8.8.8.8"],
        ("azure-network-dns-servers",),
    ),
)


def _endpoints(plan: Plan) -> str:
    [found] = [one for one in plan.named("vnet-aml").at("subnets") if one["name"] == "snet-private-endpoints"]
    return str(found["addressPrefix"])


def mutants(plan: Plan) -> Iterator[Mutant]:
    """All rows of all tables."""
    tables = {"peering": _PEERINGS, "address": _ADDRESSES, "subnet": _SUBNETS, "route": _ROUTES, "way-out": _WAYS_OUT}
    for mutator, rows in tables.items():
        yield from rows_of(mutator, rows, plan)

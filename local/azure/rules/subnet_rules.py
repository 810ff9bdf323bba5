"""What a subnet may be given, and what holds it as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from local.azure.errors import ArmError
from local.azure.occupancy import occupants
from local.azure.request import Request, Rule
from local.azure.rules.ranges import prefixes
from local.azure.rules.subnets import (
    DELEGATIONS,
    RESERVED,
    SUBNETS,
    Planned,
    default_hop,
    delegated_to,
    planned,
    routes_of,
)
from local.azure.values import dig, objects


def _attachments(request: Request) -> Iterator[ArmError]:
    """Look at what a reserved subnet may not be given."""
    for subnet in planned(request):
        keeper = RESERVED.get(subnet.name.lower())
        for name, code in keeper.refuses.items() if keeper else ():
            if dig(subnet.asked, f"{name}.id"):
                yield ArmError(
                    code,
                    f"The operation failed because {name} {dig(subnet.asked, f'{name}.id')} cannot be associated to "
                    f"subnet {subnet.name}.",
                    subnet.at(name),
                )
        if keeper and delegated_to(subnet.asked):
            yield ArmError(
                "SubnetCannotBeDelegated", f"Subnet {subnet.name} cannot be delegated.", subnet.at("delegations")
            )


def _management_routes(request: Request) -> Iterator[ArmError]:
    """The firewall's management subnet goes straight to the internet and nowhere else."""
    for subnet in planned(request):
        table = request.find(dig(subnet.asked, "routeTable.id"))
        if table is None or subnet.name.lower() != _MANAGEMENT:
            continue
        yield from _straight_out(table.name, routes_of(request, table), subnet.at("routeTable"))


_TO_INTERNET = ("0.0.0.0/0", "Internet")
_MANAGEMENT, _GATEWAYS = "azurefirewallmanagementsubnet", "gatewaysubnet"


def _straight_out(table: str, routes: Sequence[Mapping[str, Any]], target: str) -> Iterator[ArmError]:
    if any((one.get("addressPrefix"), one.get("nextHopType")) != _TO_INTERNET for one in routes):
        yield ArmError(
            "AzureFirewallManagementSubnetRouteNotAllowed",
            f"Route table {table} cannot be associated to AzureFirewallManagementSubnet: only a default route to the "
            "Internet is allowed there.",
            target,
        )


def _attached_table(request: Request) -> Iterator[ArmError]:
    """What a table may not have when it is attached, it may not get while it is."""
    own = request.type.endswith("routeTables")
    table = request.id if own else request.id.parent
    if table is None:
        return
    record = request.find(table.text)
    others = [one for one in routes_of(request, record) if one.get("name") != request.name] if record else []
    routes = objects(request.inputs.get("routes")) if own else [*others, request.inputs]
    for subnet in request.store.users(table.text):
        if subnet.name.lower() == _MANAGEMENT:
            yield from _straight_out(table.name, routes, "routes" if own else "addressPrefix")
        defaulted = any(one.get("addressPrefix") == _TO_INTERNET[0] for one in routes)
        if subnet.name.lower() == _GATEWAYS and defaulted and occupants(request.store, subnet):
            yield _no_default_route("routes" if own else "addressPrefix")


def _no_default_route(target: str) -> ArmError:
    return ArmError(
        "RouteTableCannotBeAttachedToGatewaySubnet",
        "A route table with a route for 0.0.0.0/0 cannot be associated to the GatewaySubnet.",
        target,
    )


def _gateway_routes(request: Request) -> Iterator[ArmError]:
    """A gateway that stands in its subnet keeps its own way out."""
    for subnet in planned(request):
        record = request.find(subnet.id)
        stands = record is not None and subnet.name.lower() == _GATEWAYS and occupants(request.store, record)
        if stands and default_hop(request, subnet.asked) is not None:
            yield _no_default_route(subnet.at("routeTable"))


def _delegations(request: Request) -> Iterator[ArmError]:
    for subnet in planned(request):
        services = delegated_to(subnet.asked)
        for service in services:
            if service.lower() not in DELEGATIONS:
                yield ArmError(
                    "InvalidServiceNameOnDelegation",
                    f"The service name {service} specified on delegation of {subnet.id} is not valid.",
                    subnet.at("delegations"),
                )
        if len(services) > 1:
            yield ArmError(
                "SubnetHasMoreThanOneDelegation",
                f"Subnet {subnet.name} can be delegated to one service, got {', '.join(services)}.",
                subnet.at("delegations"),
            )
        yield from _kept_delegation(request, subnet, {one.lower() for one in services})


def _kept_delegation(request: Request, subnet: Planned, after: set[str]) -> Iterator[ArmError]:
    """What stands in a subnet holds its delegation."""
    record = request.find(subnet.id)
    before = {one.lower() for one in delegated_to(record.inputs)} if record else set()
    users = occupants(request.store, record) if record and before != after else []
    if users and before - after:
        yield ArmError(
            "SubnetMissingRequiredDelegation",
            f"Subnet {subnet.name} requires any of the following delegation(s) [{', '.join(sorted(before))}] as long "
            f"as {users[0].id} is in it.",
            subnet.at("delegations"),
        )
    elif users:
        yield ArmError(
            "ResourceNotPermittedOnDelegatedSubnet",
            f"Subnet {subnet.name} cannot be delegated to {', '.join(sorted(after))}: {users[0].id} is in it.",
            subnet.at("delegations"),
        )


def _moved(request: Request) -> Iterator[ArmError]:
    """Refuse new addresses for a subnet that something stands in."""
    for subnet in planned(request):
        record = request.find(subnet.id)
        if record is None:
            continue
        gone = set(prefixes(record.inputs, "addressPrefix")) - set(prefixes(subnet.asked, "addressPrefix"))
        users = occupants(request.store, record) if gone else []
        if users:
            yield ArmError(
                "InUsePrefixCannotBeDeleted",
                f"IpPrefix {', '.join(sorted(map(str, gone)))} on Subnet {record.name} has active allocations by "
                f"{users[0].id} and cannot be deleted.",
                subnet.at("addressPrefix"),
            )


def _one_network_a_nat(request: Request) -> Iterator[ArmError]:
    network = request.id if request.type.endswith("virtualNetworks") else request.id.parent
    for subnet in planned(request):
        gateway = request.find(dig(subnet.asked, "natGateway.id"))
        users = request.store.users(gateway.id) if gateway else []
        others = [user for user in users if network and not user.arm_id.is_within(network)]
        if gateway is not None and others:
            yield ArmError(
                "NatGatewayCannotBeUsedBySubnetsBelongingToDifferentVirtualNetworks",
                f"NAT gateway {gateway.id} is used by {others[0].id} and cannot be used by subnet {subnet.name} of "
                "another virtual network.",
                subnet.at("natGateway"),
            )


_DOCS = "https://learn.microsoft.com/azure/"
_RULES = (
    Rule(_attachments, "documented", _DOCS + "vpn-gateway/vpn-gateway-about-vpn-gateway-settings#gwsub"),
    Rule(_management_routes, "documented", _DOCS + "firewall/forced-tunneling"),
    Rule(_gateway_routes, "documented", _DOCS + "vpn-gateway/vpn-gateway-about-vpn-gateway-settings#gwsub"),
    Rule(_delegations, "observed", "https://github.com/crossplane-contrib/provider-upjet-azure/issues/342"),
    Rule(_moved, "observed", "https://github.com/hashicorp/terraform-provider-azurerm/issues/11211"),
    Rule(_one_network_a_nat, "observed", "https://github.com/microsoft/azure_arc/issues/3288"),
)
# That such routes are not supported is documented on both pages; that a table is held to it too is assumed.
_TABLE = Rule(_attached_table, "documented", _DOCS + "vpn-gateway/vpn-gateway-about-vpn-gateway-settings#gwsub")

RULES: dict[str, tuple[Rule, ...]] = {
    "Microsoft.Network/virtualNetworks": _RULES,
    SUBNETS: _RULES,
    "Microsoft.Network/routeTables": (_TABLE,),
    "Microsoft.Network/routeTables/routes": (_TABLE,),
}

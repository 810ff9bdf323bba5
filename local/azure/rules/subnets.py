"""Subnets: whom they are for, what they may be given, and what may stand in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from local.azure.deletion import occupants
from local.azure.diff import normal_location
from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.rules.ranges import prefixes
from local.azure.store import Record
from local.azure.values import dig, objects, texts

SUBNETS = "Microsoft.Network/virtualNetworks/subnets"


@dataclass(frozen=True)
class Reserved:
    """A subnet whose name keeps it for one service.

    Attributes:
        service: The ARM type that alone may stand in it.
        longest: The longest prefix that the service accepts when it is made.
        refuses: What cannot be attached to it, and Azure's code for that.
    """

    service: str
    longest: int
    refuses: Mapping[str, str] = field(default_factory=dict)


# Sizes: https://learn.microsoft.com/azure/bastion/configuration-settings#subnet,
# https://learn.microsoft.com/azure/firewall/firewall-faq, https://learn.microsoft.com/azure/firewall/management-nic and
# https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-vpn-gateway-settings#gwsub (documented)
# NSG on GatewaySubnet: https://github.com/Azure-Terraform/terraform-azurerm-virtual-network/issues/18 (observed)
# NSG on the firewall's subnets, NAT on GatewaySubnet: their FAQs (documented; the codes are assumed)
RESERVED: dict[str, Reserved] = {
    "azurebastionsubnet": Reserved(
        "Microsoft.Network/bastionHosts",
        26,
        {
            "routeTable": "RouteTableCannotBeAttachedForAzureBastionSubnet",
            "natGateway": "NatGatewayCannotBeAttachedForAzureBastionSubnet",
        },
    ),
    "azurefirewallsubnet": Reserved(
        "Microsoft.Network/azureFirewalls",
        26,
        {"networkSecurityGroup": "NetworkSecurityGroupCannotBeAttachedToAzureFirewallSubnet"},
    ),
    "azurefirewallmanagementsubnet": Reserved(
        "Microsoft.Network/azureFirewalls",
        26,
        {"networkSecurityGroup": "NetworkSecurityGroupCannotBeAttachedToAzureFirewallSubnet"},
    ),
    "gatewaysubnet": Reserved(
        "Microsoft.Network/virtualNetworkGateways",
        29,
        {
            "networkSecurityGroup": "NetworkSecurityGroupCannotBeAttachedToGatewaySubnet",
            "natGateway": "NatGatewayCannotBeAttachedToGatewaySubnet",
        },
    ),
}

# Services that a subnet can be delegated to: those that the provider of hashicorp lists (observed).
# https://github.com/hashicorp/terraform-provider-azurerm/blob/main/internal/services/network/subnet_resource.go
DELEGATIONS = frozenset(
    (
        "github.network/networksettings",
        *("microsoft.apimanagement/service", "microsoft.app/environments", "microsoft.batch/batchaccounts"),
        *("microsoft.cloudtest/hostedpools", "microsoft.codespaces/plans", "microsoft.databricks/workspaces"),
        *("microsoft.containerinstance/containergroups", "microsoft.containerservice/managedclusters"),
        *("microsoft.dbformysql/flexibleservers", "microsoft.dbforpostgresql/flexibleservers"),
        *("microsoft.devcenter/networkconnection", "microsoft.devopsinfrastructure/pools"),
        *("microsoft.documentdb/cassandraclusters", "microsoft.kusto/clusters", "microsoft.labservices/labplans"),
        *("microsoft.machinelearningservices/workspaces", "microsoft.netapp/volumes"),
        *("microsoft.network/applicationgateways", "microsoft.network/dnsresolvers"),
        *("microsoft.powerplatform/enterprisepolicies", "microsoft.servicenetworking/trafficcontrollers"),
        *("microsoft.sql/managedinstances", "microsoft.streamanalytics/streamingjobs"),
        *("microsoft.synapse/workspaces", "microsoft.web/hostingenvironments", "microsoft.web/serverfarms"),
    )
)

# What the services say when the subnet is not theirs.
# Container groups: https://github.com/Azure/dev-box-images/issues/8 (observed); pools: assumed to be the same;
# resolvers: https://github.com/Azure/azure-rest-api-specs/issues/21744 (observed).
_UNDELEGATED = {"microsoft.network/dnsresolvers": "BadRequest"}


@dataclass(frozen=True)
class Planned:
    """One subnet as a request asks for it.

    Attributes:
        name: Its name.
        id: Its id.
        asked: What is asked for.
        target: Where in the request; empty when the request is for this subnet alone.
    """

    name: str
    id: str
    asked: Mapping[str, Any]
    target: str

    def at(self, path: str) -> str:
        """Give the path of one of its properties in the request."""
        return f"{self.target}.{path}".lstrip(".")


def planned(request: Request) -> list[Planned]:
    """Give the subnets that a request for a network or for one subnet asks for."""
    if not request.type.endswith("virtualNetworks"):
        return [Planned(request.name, request.id.text, request.inputs, "")]
    asked = enumerate(objects(request.inputs.get("subnets")))
    return [
        Planned(str(one.get("name")), f"{request.id.text}/subnets/{one.get('name')}", one, f"subnets[{index}]")
        for index, one in asked
    ]


def delegated_to(subnet: Mapping[str, Any]) -> list[str]:
    """Give the services that a subnet is delegated to."""
    return texts([one.get("serviceName") for one in objects(subnet.get("delegations"))])


def demands_delegation(request: Request, subnet_id: Any, service: str, target: str) -> Iterator[ArmError]:
    """Refuse a subnet that is not delegated to a service.

    Args:
        request: What wants to stand in the subnet.
        subnet_id: The subnet; nothing is said about one that does not exist.
        service: Such as `Microsoft.ContainerInstance/containerGroups`.
        target: The property that names the subnet.
    """
    subnet = request.find(subnet_id)
    if subnet is None or service.lower() in [one.lower() for one in delegated_to(subnet.inputs)]:
        return
    code = _UNDELEGATED.get(service.lower(), "SubnetMissingRequiredDelegation")
    yield ArmError(
        code, f"Subnet {subnet.id} is missing the delegation to '{service}' that {request.name} requires.", target
    )


def demands_plain(request: Request, subnet_id: Any, target: str) -> Iterator[ArmError]:
    """Refuse a subnet that is delegated to a service, or that its name keeps for one, for anything else."""
    subnet = request.find(subnet_id)
    if subnet is None:
        return
    keeper = RESERVED.get(subnet.name.lower())
    services = delegated_to(subnet.inputs) or ([keeper.service] if keeper else [])
    if services and request.type.lower() not in [one.lower() for one in services]:
        yield ArmError(
            "ResourceNotPermittedOnDelegatedSubnet",
            f"Resource {request.id.text} is not permitted on subnet {subnet.id}, which is for {', '.join(services)} "
            "only.",
            target,
        )


def demands_name(request: Request, subnet: Record, name: str, code: str, target: str) -> Iterator[ArmError]:
    """Refuse a subnet of another name than the service wants, or one that is too small for it."""
    if subnet.name.lower() != name.lower():
        yield ArmError(
            code, f"{request.type} '{request.name}' needs a subnet named {name}, got '{subnet.name}'.", target
        )
    longest = RESERVED[name.lower()].longest
    for one in prefixes(subnet.inputs, target):
        if one.version == 4 and one.prefixlen > longest:
            yield ArmError("SubnetSizeTooSmall", f"Subnet {name} must be /{longest} or larger, got {one}.", target)


def network_of(request: Request, subnet: Record | None) -> Record | None:
    """Give the virtual network that a subnet is part of."""
    return request.find(subnet.arm_id.parent.text) if subnet and subnet.arm_id.parent else None


def default_hop(request: Request, subnet: Mapping[str, Any]) -> str | None:
    """Give the kind of next hop that a subnet's route table has for 0.0.0.0/0."""
    table = request.find(dig(subnet, "routeTable.id"))
    for route in routes_of(request, table) if table else []:
        if route.get("addressPrefix") == "0.0.0.0/0":
            return str(route.get("nextHopType"))
    return None


def routes_of(request: Request, table: Record) -> list[Mapping[str, Any]]:
    """Give a route table's routes: those it lists and those that are resources of their own."""
    alone = request.store.children(table.id, "Microsoft.Network/routeTables/routes")
    return [*objects(table.inputs.get("routes")), *({"name": one.name, **one.inputs} for one in alone)]


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
        if table is None or subnet.name.lower() != "azurefirewallmanagementsubnet":
            continue
        odd = [r for r in routes_of(request, table) if (r.get("addressPrefix"), r.get("nextHopType")) != _TO_INTERNET]
        if odd:
            yield ArmError(
                "AzureFirewallManagementSubnetRouteNotAllowed",
                f"Route table {table.name} cannot be associated to AzureFirewallManagementSubnet: only a default route "
                "to the Internet is allowed there.",
                subnet.at("routeTable"),
            )


_TO_INTERNET = ("0.0.0.0/0", "Internet")


def _gateway_routes(request: Request) -> Iterator[ArmError]:
    """A gateway that stands in its subnet keeps its own way out."""
    for subnet in planned(request):
        record = request.find(subnet.id)
        stands = record is not None and subnet.name.lower() == "gatewaysubnet" and occupants(request.store, record)
        if stands and default_hop(request, subnet.asked) is not None:
            yield ArmError(
                "RouteTableCannotBeAttachedToGatewaySubnet",
                "A route table with a route for 0.0.0.0/0 cannot be associated to the GatewaySubnet.",
                subnet.at("routeTable"),
            )


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


def _endpoint_policies(request: Request) -> Iterator[ArmError]:
    """A service endpoint policy filters what the subnet has a service endpoint for, in one region."""
    network = request.find(request.id.parent.text) if request.id.parent else None
    location = request.get("location") or (network.properties.get("location") if network else "")
    for subnet in planned(request):
        offered = texts([one.get("service") for one in objects(subnet.asked.get("serviceEndpoints"))])
        for index, item in enumerate(objects(subnet.asked.get("serviceEndpointPolicies"))):
            policy = request.find(item.get("id"))
            if policy is not None:
                path = subnet.at(f"serviceEndpointPolicies[{index}]")
                yield from _endpoint_policy(policy, offered, str(location), path)


def _endpoint_policy(policy: Record, offered: list[str], location: str, path: str) -> Iterator[ArmError]:
    theirs = str(policy.properties.get("location"))
    if theirs != normal_location(location):
        yield ArmError(
            "InvalidResourceReference",
            f"Service endpoint policy {policy.id} is in {theirs}, not {location}. Please make sure that both resources "
            "are in the same region.",
            path,
        )
    for definition in objects(policy.inputs.get("serviceEndpointPolicyDefinitions")):
        service = str(definition.get("service"))
        if service != "Global" and not any(one.startswith(service) for one in offered):
            yield ArmError(
                "ServiceEndpointPolicyRequiresServiceEndpoint",
                f"Service endpoint policy {policy.name} is for {service}: the subnet needs a service endpoint for it.",
                path,
            )


_DOCS = "https://learn.microsoft.com/azure/"
_RULES = (
    Rule(_attachments, "documented", _DOCS + "vpn-gateway/vpn-gateway-about-vpn-gateway-settings#gwsub"),
    Rule(_management_routes, "documented", _DOCS + "firewall/forced-tunneling"),
    Rule(_gateway_routes, "documented", _DOCS + "vpn-gateway/vpn-gateway-about-vpn-gateway-settings#gwsub"),
    Rule(_delegations, "observed", "https://github.com/crossplane-contrib/provider-upjet-azure/issues/342"),
    Rule(_moved, "documented", _DOCS + "virtual-network/virtual-network-manage-subnet"),
    Rule(_one_network_a_nat, "observed", "https://github.com/microsoft/azure_arc/issues/3288"),
    Rule(
        _endpoint_policies, "documented", _DOCS + "virtual-network/virtual-network-service-endpoint-policies-overview"
    ),
)

RULES: dict[str, tuple[Rule, ...]] = {"Microsoft.Network/virtualNetworks": _RULES, SUBNETS: _RULES}

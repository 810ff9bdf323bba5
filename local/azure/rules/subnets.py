"""Subnets: whom their names and their delegations keep them for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from local.azure.errors import ArmError
from local.azure.request import Request
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


def reserved_for(subnet: Record) -> str | None:
    """Give the ARM type that a subnet's name keeps it for; None where it keeps it for none."""
    keeper = RESERVED.get(subnet.name.lower())
    return keeper.service if keeper else None


def demands_plain(request: Request, subnet_id: Any, target: str) -> Iterator[ArmError]:
    """Refuse a subnet that is delegated to a service, or that its name keeps for one, for anything else."""
    subnet = request.find(subnet_id)
    if subnet is None:
        return
    services = delegated_to(subnet.inputs) or texts([reserved_for(subnet)])
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

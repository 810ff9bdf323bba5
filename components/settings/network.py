"""Settings of the network: the address plan, and the way out."""

import ipaddress
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from components.settings.types import AddressRange, Fqdn, Section, Subnet, sized
from components.vocabulary import RESOLVERS_OWN_ADDRESSES


def _of_a_resolver(network: ipaddress.IPv4Network) -> ipaddress.IPv4Network:
    if not 24 <= network.prefixlen <= 28:
        raise ValueError("must be /28 to /24: what a DNS resolver's endpoint takes")
    first, last = RESOLVERS_OWN_ADDRESSES
    if network[0] <= last and first <= network[-1]:
        raise ValueError(f"must not touch {first}-{last} (DNS resolvers use these addresses themselves)")
    return network


# https://learn.microsoft.com/azure/dns/dns-private-resolver-overview#subnet-restrictions
ResolverSubnet = Annotated[AddressRange, AfterValidator(_of_a_resolver)]


class AmlSubnets(Section):
    """Subnets of the AML VNET."""

    private_endpoints: Subnet = Field(description="Required. Private endpoints of the workspace and its services.")
    training: Subnet | None = Field(
        None,
        description="Conditional. Compute clusters and instances; required unless workspace.managedNetwork isolates "
        "compute in a network of its own.",
    )
    aks: Subnet | None = Field(
        None, description="Conditional. Nodes of the Kubernetes cluster; required by inference.aks."
    )


class BastionSubnets(Section):
    """Subnets of the BASTION VNET: each is there exactly where an option needs it."""

    bastion: Annotated[AddressRange, sized(26, "Azure's smallest AzureBastionSubnet")] | None = Field(
        None, description="Conditional. AzureBastionSubnet, /26 or larger; required by access.bastion."
    )
    jump_host: Subnet | None = Field(None, description="Conditional. The jump host; required by access.jumpHost.")
    agents: Subnet | None = Field(
        None, description="Conditional. Agents on machines; required by agents.vm and agents.vmss."
    )
    agent_containers: Subnet | None = Field(
        None,
        description="Conditional. Agents in containers, delegated to them; required by agents.container.",
    )
    managed_agents: Subnet | None = Field(
        None,
        description="Conditional. Agents of a Managed DevOps Pool, delegated to it; required by agents.managed.",
    )
    gateway: Annotated[AddressRange, sized(27, "what Azure recommends for a GatewaySubnet")] | None = Field(
        None,
        description="Conditional. GatewaySubnet, /27 or larger; required by access.vpnGateway and access.expressRoute.",
    )
    firewall: Annotated[AddressRange, sized(26, "Azure's smallest AzureFirewallSubnet")] | None = Field(
        None, description="Conditional. AzureFirewallSubnet, /26 or larger; required by network.egress.firewall."
    )
    firewall_management: Annotated[AddressRange, sized(26, "Azure's smallest AzureFirewallManagementSubnet")] | None = (
        Field(
            None,
            description="Conditional. AzureFirewallManagementSubnet, /26 or larger; required by a Basic "
            "network.egress.firewall.",
        )
    )
    dns_inbound: ResolverSubnet | None = Field(
        None,
        description="Conditional. Inbound endpoint of the DNS resolver, /28 or larger; required by access.dnsResolver.",
    )
    dns_outbound: ResolverSubnet | None = Field(
        None,
        description="Conditional. Outbound endpoint of the DNS resolver, /28 or larger; required by "
        "access.dnsResolver.forward.",
    )


class AmlNetwork(Section):
    """The AML VNET."""

    address_space: AddressRange = Field(description="Required. Address space of the AML VNET.")
    subnets: AmlSubnets = Field(description="Required. Its subnets; each inside the address space, none overlapping.")


class BastionNetwork(Section):
    """The BASTION VNET."""

    address_space: AddressRange = Field(description="Required. Address space of the BASTION VNET.")
    subnets: BastionSubnets = Field(
        description="Required. Its subnets; each inside the address space, none overlapping."
    )


class FirewallSettings(Section):
    """An Azure Firewall that all subnets of machines and compute go out through."""

    sku: Literal["Basic", "Standard", "Premium"] = Field(
        "Standard",
        description="Optional. Standard by default; Basic has no DNS proxy, Premium inspects for intrusions.",
    )
    allowed_hosts: tuple[Fqdn, ...] = Field(
        (),
        description="Optional. Host names beyond those that Azure ML, the agents and Ubuntu need, such as *.pypi.org; "
        "none by default.",
    )


class EgressSettings(Section):
    """The way out of the subnets: always explicit."""

    firewall: FirewallSettings | None = Field(
        None,
        description="Optional. Azure Firewall with the host names and service tags that Azure ML documents; a NAT "
        "gateway a VNet by default.",
    )
    service_endpoint_policy: bool = Field(
        False,
        description="Optional. Keep compute from writing to storage accounts of others: only this resource group's and "
        "those of Azure ML itself; off by default.",
    )


class NetworkSettings(Section):
    """The address plan, whole, and the way out."""

    aml: AmlNetwork | None = Field(
        None,
        description="Conditional. The AML VNET: workspace endpoints and training compute; required but by a hub, which "
        "has no workspace.",
    )
    bastion: BastionNetwork | None = Field(
        None,
        description="Conditional. The BASTION VNET: ways in, build agents; required unless hub names the stack that "
        "has it.",
    )
    egress: EgressSettings = Field(EgressSettings(), description="Optional. The way out.")

"""The subnets of both VNets, as tables: which there are follows from the settings alone.

No Azure resources in here: `network.py` makes them from these plans.
"""

import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from components import security_rules as rules
from components.addressing import first_address
from components.security_rules import Rule
from components.settings import Settings

# Names that Azure demands of its own services' subnets.
BASTION_SUBNET = "AzureBastionSubnet"
GATEWAY_SUBNET = "GatewaySubnet"
FIREWALL_SUBNET = "AzureFirewallSubnet"
FIREWALL_MANAGEMENT_SUBNET = "AzureFirewallManagementSubnet"

# Services that a subnet can be handed to: nothing else lives in it then.
# https://learn.microsoft.com/azure/virtual-network/subnet-delegation-overview
CONTAINER_GROUPS = "Microsoft.ContainerInstance/containerGroups"
DEVOPS_POOLS = "Microsoft.DevOpsInfrastructure/pools"
DNS_RESOLVERS = "Microsoft.Network/dnsResolvers"


@dataclass(frozen=True, kw_only=True)
class SubnetPlan:
    """One subnet before it is made.

    Attributes:
        key: short name: what others ask for it by.
        name: name in its VNet.
        range: address range.
        rules: rules of its network security group; None where Azure takes no group.
        egress: whether it goes out through the VNet's NAT gateway or firewall; without, it has no way to the internet.
        delegation: service that it is handed to.
        endpoint_policy: whether the service endpoint policy for storage guards it, where there is one.
    """

    key: str
    name: str
    range: ipaddress.IPv4Network
    rules: tuple[Rule, ...] | None
    egress: bool = False
    delegation: str | None = None
    endpoint_policy: bool = False


def dns_servers(settings: Settings) -> dict[str, list[str]]:
    """Addresses of the DNS servers of each VNet; empty where Azure's own resolves.

    A firewall with a DNS proxy answers for both, so that it sees the same addresses as its clients. Otherwise a
    resolver answers for the BASTION VNET, as people on the VPN are given that VNet's DNS servers.
    """
    bastion = settings.network.bastion
    if bastion is None:
        return {"aml": [], "bastion": []}
    subnets = bastion.subnets
    firewall, vpn = settings.network.egress.firewall, settings.access.vpn_gateway
    if firewall and firewall.sku != "Basic" and subnets.firewall:
        address = first_address(subnets.firewall)
        return {"aml": [address], "bastion": [address]}
    if vpn and vpn.point_to_site and subnets.dns_inbound:
        return {"aml": [], "bastion": [first_address(subnets.dns_inbound)]}
    return {"aml": [], "bastion": []}


def outside_ranges(settings: Settings) -> dict[str, str]:
    """Ranges that people and sites come from by VPN and ExpressRoute, by who is there."""
    access = settings.access
    found: dict[str, str] = {}
    if access.vpn_gateway and access.vpn_gateway.point_to_site:
        found["VpnClients"] = str(access.vpn_gateway.point_to_site.address_pool)
    for site in access.vpn_gateway.sites if access.vpn_gateway else ():
        for position, one in enumerate(site.address_ranges, start=1):
            found[f"Site-{site.name}-{position}"] = str(one)
    for position, one in enumerate(access.express_route.address_ranges if access.express_route else (), start=1):
        found[f"ExpressRoute-{position}"] = str(one)
    return found


def consumers(settings: Settings) -> dict[str, str]:
    """Ranges of those who use the workspace and its services, by who is there."""
    aml, bastion = settings.network.aml, settings.network.bastion
    inside = {"Training": aml.subnets.training, "Kubernetes": aml.subnets.aks} if aml else {}
    if bastion:
        inside |= {
            "JumpHost": bastion.subnets.jump_host,
            "Agents": bastion.subnets.agents,
            "AgentContainers": bastion.subnets.agent_containers,
            "ManagedAgents": bastion.subnets.managed_agents,
        }
    return {who: str(found) for who, found in inside.items() if found} | outside_ranges(settings)


def _plan(  # noqa: PLR0913 - a row of a table, read by its names
    key: str,
    name: str,
    found: ipaddress.IPv4Network | None,
    rules_of: Callable[..., tuple[Rule, ...]] | None,
    *,
    egress: bool = False,
    delegation: str | None = None,
    endpoint_policy: bool = False,
) -> SubnetPlan | None:
    """A subnet's plan, if the address plan has it; `rules_of` is asked for the rules of its own range."""
    if found is None:
        return None
    return SubnetPlan(
        key=key,
        name=name,
        range=found,
        rules=rules_of(subnet=str(found)) if rules_of else None,
        egress=egress,
        delegation=delegation,
        endpoint_policy=endpoint_policy,
    )


def aml_subnets(settings: Settings, region: str, guests: Mapping[str, str]) -> list[SubnetPlan]:
    """The subnets of the AML VNET; none where there is no such VNet.

    Args:
        settings: which there are.
        region: the region that service tags are meant in.
        guests: ranges of a hub that use the workspace, by who is there.
    """
    if settings.network.aml is None or settings.workspace is None:
        return []
    subnets, dns = settings.network.aml.subnets, dns_servers(settings)["aml"]
    users = consumers(settings) | dict(guests)
    endpoint_rules = partial(
        rules.private_endpoints,
        consumers=users,
        training_subnet=str(subnets.training) if subnets.training else None,
    )
    training_rules = partial(
        rules.training,
        region=region,
        dns_servers=dns,
        monitor_is_private=settings.monitor.private_link_scope,
        behind_firewall=settings.network.egress.firewall is not None,
        high_business_impact=settings.workspace.high_business_impact,
    )
    cluster = settings.inference.aks
    kubernetes_rules = partial(
        rules.kubernetes,
        pod_range=str(cluster.pod_range) if cluster else "",
        callers=users,
        dns_servers=dns,
    )
    plans = (
        _plan("private_endpoints", "snet-private-endpoints", subnets.private_endpoints, endpoint_rules),
        _plan("training", "snet-training", subnets.training, training_rules, egress=True, endpoint_policy=True),
        _plan("aks", "snet-aks", subnets.aks, kubernetes_rules, egress=True),
    )
    return [plan for plan in plans if plan]


def bastion_subnets(settings: Settings) -> list[SubnetPlan]:
    """The subnets of the BASTION VNET; none where there is no such VNet."""
    if settings.network.bastion is None:
        return []
    subnets, dns = settings.network.bastion.subnets, dns_servers(settings)["bastion"]
    windows = settings.access.jump_host is not None and settings.access.jump_host.os == "Windows"
    jump_host_rules = partial(
        rules.jump_host,
        sessions={"Bastion": str(subnets.bastion)} if subnets.bastion else outside_ranges(settings),
        port="3389" if windows else "22",
        dns_servers=dns,
    )
    agents = partial(rules.agents, dns_servers=dns)
    containers = partial(rules.agent_containers, dns_servers=dns)
    plans = (
        _plan("bastion", BASTION_SUBNET, subnets.bastion, rules.bastion),
        _plan("jump_host", "snet-jump-host", subnets.jump_host, jump_host_rules, egress=True),
        _plan("agents", "snet-agents", subnets.agents, agents, egress=True),
        _plan("agent_containers", "snet-agent-containers", subnets.agent_containers, containers, egress=True,
              delegation=CONTAINER_GROUPS),
        _plan("managed_agents", "snet-managed-agents", subnets.managed_agents, agents, egress=True,
              delegation=DEVOPS_POOLS),
        _plan("gateway", GATEWAY_SUBNET, subnets.gateway, None),
        _plan("firewall", FIREWALL_SUBNET, subnets.firewall, None),
        _plan("firewall_management", FIREWALL_MANAGEMENT_SUBNET, subnets.firewall_management, None),
        _plan("dns_inbound", "snet-dns-inbound", subnets.dns_inbound, rules.dns_inbound, delegation=DNS_RESOLVERS),
        _plan("dns_outbound", "snet-dns-outbound", subnets.dns_outbound, rules.dns_outbound, delegation=DNS_RESOLVERS),
    )  # fmt: skip
    return [plan for plan in plans if plan]

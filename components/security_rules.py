"""The network security groups' rules, as tables to hold against Microsoft's pages at a glance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from pulumi_azure_native import network

ANY = "*"

Protocol = Literal["Tcp", "Udp", "*"]
Access = Literal["Allow", "Deny"]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule of a network security group; allowed or denied on every source port.

    Attributes:
        name: name in the group, unique.
        direction: whose side of the subnet the traffic starts on.
        priority: 100-4096, unique per direction; the lowest number decides.
        source: service tag, address range or `*`.
        destination: service tag, address range or `*`.
        ports: destination ports or port ranges, or `*`.
        protocol: transport protocol, `*` for any.
        access: what happens to traffic that matches.
        why: what breaks without it.
    """

    name: str
    direction: Literal["Inbound", "Outbound"]
    priority: int
    source: str
    destination: str
    ports: tuple[str, ...]
    protocol: Protocol = "Tcp"
    access: Access = "Allow"
    why: str

    def args(self) -> network.SecurityRuleArgs:
        """The rule as Azure takes it: one port in its own property, several in a list."""
        one = len(self.ports) == 1
        return network.SecurityRuleArgs(
            name=self.name,
            description=self.why,
            direction=self.direction,
            priority=self.priority,
            access=self.access,
            protocol=self.protocol,
            source_address_prefix=self.source,
            source_port_range=ANY,
            destination_address_prefix=self.destination,
            destination_port_range=self.ports[0] if one else None,
            destination_port_ranges=None if one else list(self.ports),
        )


def _rule(
    direction: Literal["Inbound", "Outbound"],
    name: str,
    priority: int,
    source: str,
    destination: str,
    ports: Sequence[str],
    why: str,
    protocol: Protocol = "Tcp",
    access: Access = "Allow",
) -> Rule:
    return Rule(name=name, direction=direction, priority=priority, source=source, destination=destination,
                ports=tuple(ports), why=why, protocol=protocol, access=access)  # fmt: skip


_in = partial(_rule, "Inbound")
_out = partial(_rule, "Outbound")

_DENY_REST_IN = _in("DenyAllInbound", 4096, ANY, ANY, [ANY], "Nothing else comes in.", protocol="*", access="Deny")
_DENY_NETWORK_IN = _in(
    "DenyVirtualNetworkInbound",
    4096,
    "VirtualNetwork",
    ANY,
    [ANY],
    "Nobody else comes in.",
    protocol="*",
    access="Deny",
)
_DENY_NETWORK = _out(
    "DenyVirtualNetworkOutbound", 4095, ANY, "VirtualNetwork", [ANY], "No way sideways.", protocol="*", access="Deny"
)
_DENY_INTERNET = _out(
    "DenyInternetOutbound", 4096, ANY, "Internet", [ANY], "Nothing else goes out.", protocol="*", access="Deny"
)


def _dns(subnet: str, servers: Sequence[str], priority: int) -> tuple[Rule, ...]:
    """The way to DNS servers of our own; Azure's needs none, as security groups do not hold for it."""
    return tuple(
        _out(f"Dns{number}", priority + number, subnet, server, ["53"], "Names.", protocol="*")
        for number, server in enumerate(servers)
    )


# https://learn.microsoft.com/azure/machine-learning/how-to-access-azureml-behind-firewall
# https://learn.microsoft.com/azure/machine-learning/how-to-secure-training-vnet (compute without public IP: no inbound)
def training(
    *,
    region: str,
    subnet: str,
    monitor_is_private: bool,
    behind_firewall: bool = False,
    high_business_impact: bool = False,
    dns_servers: Sequence[str] = (),
) -> tuple[Rule, ...]:
    """Rules of the compute subnet: what Azure Machine Learning documents, and no more.

    Args:
        region: Azure region, part of the regional service tags.
        subnet: the subnet's own range.
        monitor_is_private: whether a private link scope secures Azure Monitor, so that its public side is not needed.
        behind_firewall: whether a firewall stands between compute and Azure's storage: then file shares need 445.
        high_business_impact: whether the workspace is of that kind: then Batch needs its own vault.
        dns_servers: DNS servers of the VNet, where they are not Azure's own.
    """
    storage = ["443", "445"] if behind_firewall else ["443"]
    monitor = () if monitor_is_private else (
        _out("AzureMonitor", 190, subnet, "AzureMonitor", ["443"], "Metrics and logs of runs."),
    )  # fmt: skip
    vault = () if not high_business_impact else (
        _out("KeyVault", 195, subnet, f"AzureKeyVault.{region}", ["443"], "The vault of Batch, as the workspace is of high business impact."),
    )  # fmt: skip
    return (
        _in("WithinSubnet", 100, subnet, subnet, [ANY], "Nodes of one job talk to each other.", protocol="*"),
        _DENY_NETWORK_IN,
        _out("WithinSubnetOut", 100, subnet, subnet, [ANY], "Nodes of one job talk to each other.", protocol="*"),
        _out("AzureActiveDirectory", 110, subnet, "AzureActiveDirectory", ["80", "443"], "Sign-in with Entra ID."),
        _out("AzureMachineLearning", 120, subnet, "AzureMachineLearning", ["443", "8787", "18881"], "The service itself."),
        _out("AzureMachineLearningUdp", 130, subnet, "AzureMachineLearning", ["5831"], "The service itself.", protocol="Udp"),
        _out("BatchNodeManagement", 140, subnet, f"BatchNodeManagement.{region}", ["443"], "Batch runs the nodes.", protocol="*"),
        _out("AzureResourceManager", 150, subnet, "AzureResourceManager", ["443"], "Resource management."),
        _out("Storage", 160, subnet, f"Storage.{region}", storage, "Batch's own storage accounts in the region."),
        _out("AzureFrontDoorFrontend", 170, subnet, "AzureFrontDoor.Frontend", ["443"], "Studio and AutoML."),
        _out("AzureFrontDoorFirstParty", 175, subnet, "AzureFrontDoor.FirstParty", ["443"], "Microsoft's base images."),
        _out("MicrosoftContainerRegistry", 180, subnet, "MicrosoftContainerRegistry", ["443"], "Microsoft's base images."),
        *monitor,
        *vault,
        _out("PrivateEndpoints", 200, subnet, "VirtualNetwork", ["443", "445"], "Private endpoints; 445 is the file share."),
        _out("WorkspaceEndpoint", 205, subnet, "VirtualNetwork", ["8787", "18881"], "The service itself, at the workspace's endpoint."),
        _out("WorkspaceEndpointUdp", 206, subnet, "VirtualNetwork", ["5831"], "The service itself, at the workspace's endpoint.", protocol="Udp"),
        *_dns(subnet, dns_servers, 210),
        _DENY_NETWORK,
        _DENY_INTERNET,
    )  # fmt: skip


def private_endpoints(*, subnet: str, consumers: Mapping[str, str], training_subnet: str | None) -> tuple[Rule, ...]:
    """Rules of the endpoint subnet: only who uses the services reaches them.

    They take effect because the subnet's `privateEndpointNetworkPolicies` is on.
    https://learn.microsoft.com/azure/private-link/disable-private-endpoint-network-policy

    Args:
        subnet: the subnet's own range.
        consumers: ranges of those who use the services, by who is in them.
        training_subnet: range of the compute subnet, which talks to the workspace on the service's further ports.
    """
    https = (
        _in(f"From{who}", 100 + 10 * position, source, subnet, ["443", "445"],
            "Clients of the workspace and its services; 445 is the file share.")
        for position, (who, source) in enumerate(consumers.items())
    )  # fmt: skip
    nodes = () if training_subnet is None else (
        _in("WorkspaceFromCompute", 3000, training_subnet, subnet, ["8787", "18881"], "Nodes to the workspace."),
        _in("WorkspaceFromComputeUdp", 3010, training_subnet, subnet, ["5831"], "Nodes to the workspace.", protocol="Udp"),
    )  # fmt: skip
    return (*https, *nodes, _DENY_REST_IN, _DENY_INTERNET)


# https://learn.microsoft.com/azure/bastion/bastion-nsg: all of them or the group cannot be attached.
BASTION: tuple[Rule, ...] = (
    _in("AllowHttpsInbound", 120, "Internet", ANY, ["443"], "People's browsers and native clients."),
    _in("AllowGatewayManagerInbound", 130, "GatewayManager", ANY, ["443"], "Bastion's control plane."),
    _in("AllowAzureLoadBalancerInbound", 140, "AzureLoadBalancer", ANY, ["443"], "Health probes."),
    _in("AllowBastionHostCommunicationInbound", 150, "VirtualNetwork", "VirtualNetwork", ["8080", "5701"],
        "Bastion's hosts among themselves.", protocol="*"),
    _DENY_REST_IN,
    _out("AllowSshRdpOutbound", 100, ANY, "VirtualNetwork", ["22", "3389"], "Sessions to machines.", protocol="*"),
    _out("AllowAzureCloudOutbound", 110, ANY, "AzureCloud", ["443"], "Diagnostics and keys of Bastion."),
    _out("AllowBastionHostCommunicationOutbound", 120, "VirtualNetwork", "VirtualNetwork", ["8080", "5701"],
         "Bastion's hosts among themselves.", protocol="*"),
    _out("AllowGetSessionInformationOutbound", 130, ANY, "Internet", ["80"], "Session and certificate checks.", protocol="*"),
)  # fmt: skip


def bastion(*, subnet: str) -> tuple[Rule, ...]:  # noqa: ARG001 - Microsoft's table names no range of ours
    """Rules of AzureBastionSubnet."""
    return BASTION


def jump_host(
    *, sessions: Mapping[str, str], subnet: str, port: str, dns_servers: Sequence[str] = ()
) -> tuple[Rule, ...]:
    """Rules of the jump host's subnet: sessions come from Bastion only, or from the VPN where there is no Bastion.

    Args:
        sessions: ranges that sessions come from, by who is there.
        subnet: the subnet's own range.
        port: 22 for SSH, 3389 for RDP.
        dns_servers: DNS servers of the VNet, where they are not Azure's own.
    """
    return (
        *(
            _in(f"SessionsFrom{who}", 100 + 10 * position, source, subnet, [port], "People's sessions.")
            for position, (who, source) in enumerate(sessions.items())
        ),
        _DENY_REST_IN,
        *_machine_outbound(subnet, dns_servers),
    )


def agents(*, subnet: str, dns_servers: Sequence[str] = ()) -> tuple[Rule, ...]:
    """Rules of the build agents' subnets: nothing comes in, agents ask Azure DevOps for work themselves.

    https://learn.microsoft.com/azure/devops/pipelines/agents/agents#communication-with-azure-pipelines
    """
    return (_DENY_REST_IN, *_machine_outbound(subnet, dns_servers))


def agent_containers(*, subnet: str, dns_servers: Sequence[str] = ()) -> tuple[Rule, ...]:
    """Rules of the agents' container instances: Azure itself talks to a group from inside the network.

    https://learn.microsoft.com/azure/container-instances/container-instances-egress-ip-address
    """
    platform = _in("ContainerInstances", 100, "VirtualNetwork", subnet, ["19390"], "Groups stay in Waiting without it.")
    return (platform, *agents(subnet=subnet, dns_servers=dns_servers))


def kubernetes(
    *, subnet: str, pod_range: str, callers: Mapping[str, str], dns_servers: Sequence[str] = ()
) -> tuple[Rule, ...]:
    """Rules of the cluster's nodes: models are called from inside; nodes reach what AKS documents.

    Traffic of the overlay is not wrapped: the group sees the pods' own addresses.
    https://learn.microsoft.com/azure/aks/outbound-rules-control-egress
    https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay#network-security-groups

    Args:
        subnet: the subnet's own range.
        pod_range: overlay range of the pods.
        callers: ranges of those who call models, by who is there.
        dns_servers: DNS servers of the VNet, where they are not Azure's own.
    """
    return (
        _in("WithinSubnet", 100, subnet, subnet, [ANY], "Nodes, the API server's endpoint, the load balancer.", protocol="*"),
        *(
            rule("Pods" + ("FromNodes" if source == subnet else "ToPods") + way, 150 + 10 * position, source, pod_range,
                 [ANY], "Pods among themselves, and what nodes ask of them.", protocol="*")
            for rule, way in ((_in, ""), (_out, "Out"))
            for position, source in enumerate((subnet, pod_range))
        ),
        _in("LoadBalancerProbes", 110, "AzureLoadBalancer", subnet, [ANY], "Probes of the internal load balancer.", protocol="*"),
        *(
            _in(f"ModelsFrom{who}", 200 + 10 * position, source, subnet, ["443"], "Callers of models, and of the API server.")
            for position, (who, source) in enumerate(callers.items())
        ),
        _DENY_REST_IN,
        _out("WithinSubnetOut", 120, subnet, subnet, [ANY], "Nodes, the API server's endpoint, the load balancer.", protocol="*"),
        *_machine_outbound(subnet, dns_servers),
    )  # fmt: skip


def dns_inbound(*, subnet: str) -> tuple[Rule, ...]:
    """Rules of the resolver's inbound endpoint: questions come from this network, its peers and those connected to it.

    https://learn.microsoft.com/azure/dns/dns-private-resolver-overview
    """
    return (
        _in("Questions", 100, "VirtualNetwork", subnet, ["53"], "Names asked for.", protocol="*"),
        _DENY_REST_IN,
        _DENY_INTERNET,
    )


def dns_outbound(*, subnet: str) -> tuple[Rule, ...]:
    """Rules of the resolver's outbound endpoint: it asks the DNS servers that its rules name, and nobody asks it."""
    return (
        _DENY_REST_IN,
        _out("Questions", 100, subnet, "VirtualNetwork", ["53"], "Names of one's own domains.", protocol="*"),
        _DENY_INTERNET,
    )


def _machine_outbound(subnet: str, dns_servers: Sequence[str]) -> tuple[Rule, ...]:
    """What a machine needs: the private endpoints, and the web (packages, Entra ID, ARM, Azure DevOps).

    Names of package mirrors and of the agent's download have no service tag: where web access by tag is too wide, an
    Azure Firewall with rules by host name narrows it.
    """
    return (
        _out("PrivateEndpoints", 100, subnet, "VirtualNetwork", ["443", "445"], "Private endpoints; 445 is the file share."),
        _out("Web", 110, subnet, "Internet", ["80", "443"], "Packages, Entra ID, Azure Resource Manager, Azure DevOps."),
        *_dns(subnet, dns_servers, 140),
        _DENY_NETWORK,
        _DENY_INTERNET,
    )  # fmt: skip

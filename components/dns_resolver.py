"""An Azure DNS Private Resolver: names of the private endpoints for those outside, and names of their own for Azure."""

import hashlib
import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import dnsresolver

from components.addressing import first_address
from components.platform import Platform, known_id
from components.settings import DnsResolverSettings

RESOLVER = "Microsoft.Network/dnsResolvers"
RULESET = "Microsoft.Network/dnsForwardingRulesets"
LONGEST_NAME = 80
AZURE_DNS = "168.63.129.16"


@dataclass(frozen=True, kw_only=True)
class DnsResolverArgs:
    """What the resolver is made from.

    Attributes:
        platform: Required. Where everything goes.
        settings: Required. Domains that are forwarded.
        vnet_id: Required. VNet that it stands in: its private zones are what it resolves.
        inbound_subnet_id: Required. Subnet of the inbound endpoint, delegated to resolvers.
        inbound_range: Required. That subnet's range: the endpoint takes the first address that Azure gives out, so
            that VNets can name it as their DNS server before it is there.
        outbound_subnet_id: Conditional. Subnet of the outbound endpoint, delegated to resolvers; required where domains
            are forwarded.
        forwarding_vnet_ids: Conditional. VNets whose machines get the forwarded domains too, by a short key; required
            where domains are forwarded.
        settled: Required. What to wait for before attaching to the VNet.
    """

    platform: Platform
    settings: DnsResolverSettings
    vnet_id: pulumi.Output[str]
    inbound_subnet_id: pulumi.Output[str]
    inbound_range: ipaddress.IPv4Network
    outbound_subnet_id: pulumi.Output[str] | None = None
    forwarding_vnet_ids: Mapping[str, pulumi.Output[str]]
    settled: Sequence[pulumi.Resource]


class DnsResolver(pulumi.ComponentResource):
    """A resolver with its inbound endpoint, and an outbound one where domains are forwarded.

    Attributes:
        resolver_id: its ARM id, known before creation.
        inbound: the inbound endpoint, for what needs it to answer.
        inbound_address: the address that answers, known at once.
        manual_steps: what whoever runs the sites' DNS servers does.
    """

    resolver_id: pulumi.Output[str]
    inbound: dnsresolver.InboundEndpoint
    inbound_address: str
    manual_steps: list[pulumi.Output[str]]

    def __init__(self, name: str, args: DnsResolverArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-mlops:dns_resolver:DnsResolver", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self._args = args
        self._name = args.platform.names.of("dnspr")
        self.inbound_address = first_address(args.inbound_range)
        self._resolver = self._make_resolver()
        self.resolver_id = args.platform.id_of(self._resolver, RESOLVER, self._name)
        self.inbound = self._inbound()
        if args.settings.forward:
            self._forwarding(args.settings.forward)
        step = (
            f"Where DNS servers of your own answer people, let them forward the public names of Azure's private "
            f"services to {self.inbound_address}: those of the column 'Public DNS zone forwarders' in "
            "https://learn.microsoft.com/azure/private-link/private-endpoint-dns"
        )
        self.manual_steps = [pulumi.Output.from_input(step)]
        self.register_outputs({"resolver_id": self.resolver_id, "inbound_address": self.inbound_address})

    def _make_resolver(self) -> dnsresolver.DnsResolver:
        platform = self._args.platform
        return dnsresolver.DnsResolver(
            "dns-resolver",
            resource_group_name=platform.resource_group_name,
            dns_resolver_name=self._name,
            location=platform.location,
            virtual_network=dnsresolver.SubResourceArgs(id=self._args.vnet_id),
            tags=platform.tags,
            opts=pulumi.ResourceOptions.merge(
                self._child,
                # Its endpoints wait with it. A resolver cannot move to another VNet, nor survive a new one.
                pulumi.ResourceOptions(depends_on=list(self._args.settled), replace_on_changes=["virtualNetwork"]),
            ),
        )

    def _inbound(self) -> dnsresolver.InboundEndpoint:
        platform = self._args.platform
        return dnsresolver.InboundEndpoint(
            "dns-inbound",
            resource_group_name=platform.resource_group_name,
            dns_resolver_name=known_id(self._resolver, self._name),
            inbound_endpoint_name=platform.names.of("in"),
            location=platform.location,
            ip_configurations=[
                dnsresolver.IpConfigurationArgs(
                    subnet=dnsresolver.SubResourceArgs(id=self._args.inbound_subnet_id),
                    private_ip_allocation_method="Static",
                    private_ip_address=self.inbound_address,
                )
            ],
            tags=platform.tags,
            opts=pulumi.ResourceOptions.merge(
                self._child,
                # An endpoint cannot move to another subnet or address, nor survive a new subnet of the same name.
                pulumi.ResourceOptions(replace_on_changes=["ipConfigurations"]),
            ),
        )

    def _outbound(self) -> pulumi.Output[str]:
        platform, subnet_id = self._args.platform, self._args.outbound_subnet_id
        if subnet_id is None:
            raise TypeError("outbound_subnet_id is missing: forwarded domains need it")
        endpoint_name = platform.names.of("out")
        endpoint = dnsresolver.OutboundEndpoint(
            "dns-outbound",
            resource_group_name=platform.resource_group_name,
            dns_resolver_name=known_id(self._resolver, self._name),
            outbound_endpoint_name=endpoint_name,
            location=platform.location,
            subnet=dnsresolver.SubResourceArgs(id=subnet_id),
            tags=platform.tags,
            opts=pulumi.ResourceOptions.merge(
                self._child,
                # An endpoint cannot move to another subnet, nor survive a new one of the same name.
                pulumi.ResourceOptions(replace_on_changes=["subnet"]),
            ),
        )
        return platform.id_of(endpoint, f"{RESOLVER}/outboundEndpoints", self._name, endpoint_name)

    def _forwarding(self, domains: Mapping[str, Sequence[str]]) -> None:
        """Rules for the domains, and links to the VNets that follow them.

        https://learn.microsoft.com/azure/dns/private-resolver-endpoints-rulesets
        """
        self._refuse_loops(domains)
        platform = self._args.platform
        ruleset_name = platform.names.of("dnsfrs")
        ruleset = dnsresolver.DnsForwardingRuleset(
            "dns-forwarding",
            resource_group_name=platform.resource_group_name,
            dns_forwarding_ruleset_name=ruleset_name,
            location=platform.location,
            dns_resolver_outbound_endpoints=[dnsresolver.SubResourceArgs(id=self._outbound())],
            tags=platform.tags,
            opts=pulumi.ResourceOptions.merge(
                self._child,
                # An outbound endpoint cannot be deleted while a ruleset has it: they go together.
                pulumi.ResourceOptions(replace_on_changes=["dnsResolverOutboundEndpoints"]),
            ),
        )
        for domain, servers in domains.items():
            dnsresolver.ForwardingRule(
                f"dns-forward-{domain.rstrip('.')}",
                resource_group_name=platform.resource_group_name,
                dns_forwarding_ruleset_name=known_id(ruleset, ruleset_name),
                forwarding_rule_name=rule_name(domain),
                domain_name=domain,
                forwarding_rule_state="Enabled",
                target_dns_servers=[dnsresolver.TargetDnsServerArgs(ip_address=one, port=53) for one in servers],
                opts=self._child,
            )
        for key, vnet_id in self._args.forwarding_vnet_ids.items():
            dnsresolver.PrivateResolverVirtualNetworkLink(
                f"dns-forwarding-{key}",
                resource_group_name=platform.resource_group_name,
                dns_forwarding_ruleset_name=known_id(ruleset, ruleset_name),
                virtual_network_link_name=platform.names.of("link", key),
                virtual_network=dnsresolver.SubResourceArgs(id=vnet_id),
                opts=pulumi.ResourceOptions.merge(
                    self._child,
                    # A link cannot be pointed at another VNet, nor survive a new one of the same name.
                    pulumi.ResourceOptions(replace_on_changes=["virtualNetwork"]),
                ),
            )

    def _refuse_loops(self, domains: Mapping[str, Sequence[str]]) -> None:
        """Names must not go round in circles: the rules hold in the VNet of the inbound endpoint too.

        Raises:
            pulumi.RunError: a domain is forwarded to the resolver itself, or to Azure's DNS, which refuses it.
        """
        own = {self.inbound_address: "the resolver itself", AZURE_DNS: "Azure's own DNS, which resolves it anyhow"}
        for domain, servers in domains.items():
            for server in servers:
                if server in own:
                    raise pulumi.RunError(
                        f"config 'secure-mlops:access': dnsResolver.forward: {domain} must not be forwarded to "
                        f"{server}: that is {own[server]}"
                    )


def rule_name(domain: str) -> str:
    """The name of a domain's rule: a letter first, then letters, digits, `_` and `-`, one name a domain.

    A dot becomes `_`, and `_` becomes two, so that no two domains meet; what gets too long ends in a checksum.
    """
    name = "to-" + domain.rstrip(".").replace("_", "__").replace(".", "_")
    if len(name) <= LONGEST_NAME:
        return name
    checksum = hashlib.sha256(domain.encode()).hexdigest()[:8]
    return f"{name[: LONGEST_NAME - 9].rstrip('_-')}-{checksum}"

"""An Azure Firewall as the one way out: what Azure Machine Learning, agents and people need, by tag and by host name.

Its address is the first that Azure gives out in AzureFirewallSubnet, so that routes can name it before it exists.
"""

import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import network

from components.addressing import first_address
from components.firewall_rules import TRAINING, HostRule, host_rules, tag_rules
from components.platform import Platform, known_id
from components.public_ip import PUBLIC_IP, public_ip
from components.security_rules import Rule
from components.settings import FirewallSettings


@dataclass(frozen=True, kw_only=True)
class FirewallArgs:
    """What the firewall is made from.

    Attributes:
        platform: Required. Where everything goes.
        settings: Required. SKU, host names of one's own.
        range: Required. Range of AzureFirewallSubnet.
        subnet_id: Required. AzureFirewallSubnet.
        management_subnet_id: Conditional. AzureFirewallManagementSubnet; the SKU Basic needs it.
        sources: Required. Ranges of those who go out through it, by who is there: keys of `subnets.consumers`.
        compute_rules: Required. Rules of the training subnet's security group; empty where there is none.
        settled: Required. What to wait for before attaching to a subnet.
    """

    platform: Platform
    settings: FirewallSettings
    range: ipaddress.IPv4Network
    subnet_id: pulumi.Output[str]
    management_subnet_id: pulumi.Output[str] | None
    sources: Mapping[str, str]
    compute_rules: Sequence[Rule]
    settled: Sequence[pulumi.Resource]


class Firewall(pulumi.ComponentResource):
    """Azure Firewall with its policy.

    Attributes:
        firewall: the firewall itself: what goes out through it waits for it.
        firewall_id: its ARM id, known before creation.
        public_address: the address that traffic leaves from.
        private_address: its address in the network, checked against the one that routes name.
    """

    firewall_id: pulumi.Output[str]
    public_address: pulumi.Output[str]
    private_address: pulumi.Output[str]

    def __init__(self, name: str, args: FirewallArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-mlops:firewall:Firewall", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self._args, self._platform = args, args.platform
        self._basic = args.settings.sku == "Basic"

        policy, policy_id = self._policy()
        rules = self._rules(policy)
        address = public_ip("pip-firewall", self._platform, self._platform.names.of("pip", "afw"), self._child)
        self.firewall = self._firewall(policy_id, address, rules)
        azure_name = self._platform.names.of("afw")
        self.firewall_id = self._platform.id_of(self.firewall, "Microsoft.Network/azureFirewalls", azure_name)
        self.public_address = address.ip_address.apply(lambda ip: ip or "")
        expected = first_address(args.range)
        self.private_address = self.firewall.ip_configurations.apply(
            lambda found: _as_routed(next((c.private_ip_address for c in found or []), None), expected)
        )
        self.register_outputs({"public_address": self.public_address, "private_address": self.private_address})

    def _policy(self) -> tuple[network.FirewallPolicy, pulumi.Output[str]]:
        platform, sku = self._platform, self._args.settings.sku
        name = platform.names.of("afwp")
        policy = network.FirewallPolicy(
            "firewall-policy",
            resource_group_name=platform.resource_group_name,
            firewall_policy_name=name,
            location=platform.location,
            sku=network.FirewallPolicySkuArgs(tier=sku),
            # Basic only reports: https://learn.microsoft.com/azure/firewall/choose-firewall-sku
            threat_intel_mode="Alert" if self._basic else "Deny",
            # It resolves for its clients, so that a rule by host name means the same address to both.
            dns_settings=None if self._basic else network.DnsSettingsArgs(enable_proxy=True, servers=[]),
            intrusion_detection=(
                network.FirewallPolicyIntrusionDetectionArgs(mode="Deny") if sku == "Premium" else None
            ),
            tags=platform.tags,
            opts=self._child,
        )
        return policy, platform.id_of(policy, "Microsoft.Network/firewallPolicies", name)

    def _rules(self, policy: network.FirewallPolicy) -> network.FirewallPolicyRuleCollectionGroup:
        """All rules in one group: groups of one policy written at once answer AnotherOperationInProgress."""
        args, platform = self._args, self._platform
        hosts = host_rules(platform.cloud, args.settings.allowed_hosts, args.sources)
        tags = tag_rules(args.compute_rules)
        collections = [
            _collection("hosts", 300, [_application_rule(rule, args.sources) for rule in hosts]),
        ]
        if tags:
            collections.insert(0, _collection("service-tags", 200, [_network_rule(rule) for rule in tags]))
        return network.FirewallPolicyRuleCollectionGroup(
            "firewall-rules",
            resource_group_name=platform.resource_group_name,
            firewall_policy_name=known_id(policy, platform.names.of("afwp")),
            rule_collection_group_name="platform",
            name="platform",
            priority=200,
            rule_collections=collections,
            opts=self._child,
        )

    def _firewall(
        self, policy_id: pulumi.Output[str], address: network.PublicIPAddress, rules: pulumi.Resource
    ) -> network.AzureFirewall:
        args, platform = self._args, self._platform
        management = None
        if args.management_subnet_id is not None:
            name = platform.names.of("pip", "afw", "mgmt")
            own = public_ip("pip-firewall-management", platform, name, self._child)
            management = self._ip_configuration("management", args.management_subnet_id, own, name)
        return network.AzureFirewall(
            "firewall",
            resource_group_name=platform.resource_group_name,
            azure_firewall_name=platform.names.of("afw"),
            location=platform.location,
            sku=network.AzureFirewallSkuArgs(name="AZFW_VNet", tier=args.settings.sku),
            firewall_policy=network.SubResourceArgs(id=policy_id),
            ip_configurations=[
                self._ip_configuration("firewall", args.subnet_id, address, platform.names.of("pip", "afw"))
            ],
            management_ip_configuration=management,
            zones=list(platform.zones) or None,
            tags=platform.tags,
            opts=pulumi.ResourceOptions.merge(
                self._child,
                pulumi.ResourceOptions(
                    # A policy being written cannot be attached; and the firewall comes up with its rules.
                    depends_on=[rules, *args.settled],
                    # A firewall cannot move to another VNet, nor survive a new one of the same name.
                    replace_on_changes=["ipConfigurations"],
                ),
            ),
        )

    def _ip_configuration(
        self, name: str, subnet_id: pulumi.Output[str], address: network.PublicIPAddress, address_name: str
    ) -> network.AzureFirewallIPConfigurationArgs:
        address_id = self._platform.id_of(address, PUBLIC_IP, address_name)
        return network.AzureFirewallIPConfigurationArgs(
            name=name,
            subnet=network.SubResourceArgs(id=subnet_id),
            public_ip_address=network.SubResourceArgs(id=address_id),
        )


def _as_routed(found: str | None, expected: str) -> str:
    """The firewall's address.

    Raises:
        RunError: it is not the one that the routes name: nothing would reach the firewall.
    """
    if found is not None and found != expected:
        raise pulumi.RunError(f"the firewall has the address {found}, but routes lead to {expected}: nothing gets out")
    return expected


def _collection(
    name: str, priority: int, rules: Sequence[network.ApplicationRuleArgs | network.NetworkRuleArgs]
) -> network.FirewallPolicyFilterRuleCollectionArgs:
    return network.FirewallPolicyFilterRuleCollectionArgs(
        rule_collection_type="FirewallPolicyFilterRuleCollection",
        name=name,
        priority=priority,
        action=network.FirewallPolicyFilterRuleCollectionActionArgs(type="Allow"),
        rules=list(rules),
    )


def _application_rule(rule: HostRule, sources: Mapping[str, str]) -> network.ApplicationRuleArgs:
    protocols = [network.FirewallPolicyRuleApplicationProtocolArgs(protocol_type="Https", port=443)]
    if rule.http:
        protocols.append(network.FirewallPolicyRuleApplicationProtocolArgs(protocol_type="Http", port=80))
    return network.ApplicationRuleArgs(
        rule_type="ApplicationRule",
        name=rule.name,
        description=rule.why,
        source_addresses=[sources[who] for who in rule.who if who in sources],
        protocols=protocols,
        target_fqdns=list(rule.hosts) or None,
        fqdn_tags=list(rule.tags) or None,
    )


# Names of transport protocols: security groups' on the left, firewalls' on the right.
_PROTOCOLS = {"Tcp": ["TCP"], "Udp": ["UDP"], "*": ["TCP", "UDP"]}


def _network_rule(rule: Rule) -> network.NetworkRuleArgs:
    return network.NetworkRuleArgs(
        rule_type="NetworkRule",
        name=f"{TRAINING}-{rule.name}",
        description=rule.why,
        source_addresses=[rule.source],
        destination_addresses=[rule.destination],
        destination_ports=list(rule.ports),
        ip_protocols=_PROTOCOLS[rule.protocol],
    )

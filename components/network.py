"""Both virtual networks with everything a subnet carries: security group, NAT gateway, peering.

Subnets are inline in their VNet's one PUT: separate subnet writes on one VNet race (`AnotherOperationInProgress`).
https://github.com/hashicorp/terraform-provider-azurerm/issues/3780
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import network

from components import security_rules
from components.platform import Platform, known_id
from components.security_rules import Rule
from components.settings import NetworkSettings

VNET = "Microsoft.Network/virtualNetworks"
PUBLIC_IP = "Microsoft.Network/publicIPAddresses"
BASTION_SUBNET = "AzureBastionSubnet"
"""The name Azure Bastion demands of its subnet."""


@dataclass(frozen=True, kw_only=True)
class NetworkArgs:
    """What the network is made from.

    Attributes:
        platform: Required. Where everything goes.
        plan: Required. The address plan.
        monitor_is_private: Required. Whether a private link scope secures Azure Monitor; without one, compute may
            reach Monitor's public side.
    """

    platform: Platform
    plan: NetworkSettings
    monitor_is_private: bool


@dataclass(frozen=True, kw_only=True)
class SubnetPlan:
    """One subnet before it is made.

    Attributes:
        name: name in its VNet.
        prefix: address range in CIDR form.
        rules: rules of its network security group.
        nat: whether it goes out through the VNet's NAT gateway; without, it has no way to the internet at all.
    """

    name: str
    prefix: str
    rules: tuple[Rule, ...]
    nat: bool = False


@dataclass(frozen=True, kw_only=True)
class _Vnet:
    """A VNet that was made.

    Attributes:
        key: `aml` or `bastion`.
        name: its name in Azure.
        resource: the VNet itself.
        egress_address: public address of its NAT gateway.
    """

    key: str
    name: str
    resource: network.VirtualNetwork
    egress_address: pulumi.Output[str]


class Network(pulumi.ComponentResource):
    """The AML VNET and the BASTION VNET, peered both ways.

    Attributes:
        aml_vnet: the AML VNET, for what must be replaced together with it.
        aml_vnet_id: id of the AML VNET.
        bastion_vnet_id: id of the BASTION VNET.
        private_endpoint_subnet_id: subnet of the private endpoints.
        training_subnet_id: subnet of compute clusters and instances.
        bastion_subnet_id: AzureBastionSubnet.
        jump_host_subnet_id: subnet of the jump host.
        agents_subnet_id: subnet of the build agents.
        egress_addresses: public addresses that traffic leaves from, by VNet: for allow lists of others.
        settled: what to wait for before attaching anything to a subnet. While a peering is written its VNet is not in
            state Succeeded, and what is attached meanwhile fails with `ReferencedResourceNotProvisioned`.
    """

    aml_vnet_id: pulumi.Output[str]
    bastion_vnet_id: pulumi.Output[str]
    private_endpoint_subnet_id: pulumi.Output[str]
    training_subnet_id: pulumi.Output[str]
    bastion_subnet_id: pulumi.Output[str]
    jump_host_subnet_id: pulumi.Output[str]
    agents_subnet_id: pulumi.Output[str]
    egress_addresses: pulumi.Output[Mapping[str, str]]

    def __init__(self, name: str, args: NetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-mlops:network:Network", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self._platform = args.platform

        plan, region = args.plan, args.platform.location
        training = str(plan.aml.subnets.training)
        jump_host = str(plan.bastion.subnets.jump_host)
        agents = str(plan.bastion.subnets.agents)
        aml = self._vnet(
            "aml",
            str(plan.aml.address_space),
            [
                SubnetPlan(
                    name="snet-private-endpoints",
                    prefix=str(plan.aml.subnets.private_endpoints),
                    rules=security_rules.private_endpoints(
                        consumers={"Training": training, "JumpHost": jump_host, "Agents": agents},
                        training_subnet=training,
                    ),
                ),
                SubnetPlan(
                    name="snet-training",
                    prefix=training,
                    rules=security_rules.training(
                        region=region, subnet=training, monitor_is_private=args.monitor_is_private
                    ),
                    nat=True,
                ),
            ],
        )
        bastion = self._vnet(
            "bastion",
            str(plan.bastion.address_space),
            [
                SubnetPlan(name=BASTION_SUBNET, prefix=str(plan.bastion.subnets.bastion), rules=security_rules.BASTION),
                SubnetPlan(
                    name="snet-jump-host",
                    prefix=jump_host,
                    rules=security_rules.jump_host(bastion_subnet=str(plan.bastion.subnets.bastion), subnet=jump_host),
                    nat=True,
                ),
                SubnetPlan(name="snet-agents", prefix=agents, rules=security_rules.agents(subnet=agents), nat=True),
            ],
        )
        to_bastion = self._peering(aml, bastion)
        # The two directions of one peering written at once answer AnotherOperationInProgress.
        to_aml = self._peering(bastion, aml, after=[to_bastion])

        self.settled: Sequence[pulumi.Resource] = [to_bastion, to_aml]
        self.aml_vnet = aml.resource
        self.aml_vnet_id = self._vnet_id(aml)
        self.bastion_vnet_id = self._vnet_id(bastion)
        self.private_endpoint_subnet_id = self._subnet_id(aml, "snet-private-endpoints")
        self.training_subnet_id = self._subnet_id(aml, "snet-training")
        self.bastion_subnet_id = self._subnet_id(bastion, BASTION_SUBNET)
        self.jump_host_subnet_id = self._subnet_id(bastion, "snet-jump-host")
        self.agents_subnet_id = self._subnet_id(bastion, "snet-agents")
        self.egress_addresses = pulumi.Output.all(aml=aml.egress_address, bastion=bastion.egress_address)
        self.register_outputs(
            {
                "aml_vnet_id": self.aml_vnet_id,
                "bastion_vnet_id": self.bastion_vnet_id,
                "private_endpoint_subnet_id": self.private_endpoint_subnet_id,
                "training_subnet_id": self.training_subnet_id,
                "bastion_subnet_id": self.bastion_subnet_id,
                "jump_host_subnet_id": self.jump_host_subnet_id,
                "agents_subnet_id": self.agents_subnet_id,
                "egress_addresses": self.egress_addresses,
            }
        )

    def _vnet_id(self, vnet: _Vnet) -> pulumi.Output[str]:
        return self._platform.id_of(vnet.resource, VNET, vnet.name)

    def _subnet_id(self, vnet: _Vnet, subnet: str) -> pulumi.Output[str]:
        return self._platform.id_of(vnet.resource, f"{VNET}/subnets", vnet.name, subnet)

    def _vnet(self, key: str, address_space: str, subnets: Sequence[SubnetPlan]) -> _Vnet:
        """A VNet in one PUT, its subnets with their security groups and NAT gateway inline."""
        platform = self._platform
        name = platform.names.of("vnet", key)
        nat_id, egress_address = self._nat_gateway(key)
        resource = network.VirtualNetwork(
            f"vnet-{key}",
            resource_group_name=platform.resource_group_name,
            virtual_network_name=name,
            location=platform.location,
            address_space=network.AddressSpaceArgs(address_prefixes=[address_space]),
            subnets=[self._subnet(subnet, nat_id) for subnet in subnets],
            tags=platform.tags,
            opts=self._child,
        )
        return _Vnet(key=key, name=name, resource=resource, egress_address=egress_address)

    def _subnet(self, subnet: SubnetPlan, nat_id: pulumi.Output[str]) -> network.SubnetArgs:
        return network.SubnetArgs(
            name=subnet.name,
            address_prefix=subnet.prefix,
            network_security_group=network.NetworkSecurityGroupArgs(id=self._security_group(subnet)),
            nat_gateway=network.SubResourceArgs(id=nat_id) if subnet.nat else None,
            # Azure's implicit way out is going away; here every way out is explicit.
            default_outbound_access=False,
            # So that the security group holds for the endpoints' addresses too.
            private_endpoint_network_policies="Enabled",
            private_link_service_network_policies="Enabled",
        )

    def _security_group(self, subnet: SubnetPlan) -> pulumi.Output[str]:
        platform = self._platform
        label = subnet.name.removeprefix("snet-").replace(BASTION_SUBNET, "bastion")
        name = platform.names.of("nsg", label)
        group = network.NetworkSecurityGroup(
            f"nsg-{label}",
            resource_group_name=platform.resource_group_name,
            network_security_group_name=name,
            location=platform.location,
            security_rules=[rule.args() for rule in subnet.rules],
            tags=platform.tags,
            opts=self._child,
        )
        return platform.id_of(group, "Microsoft.Network/networkSecurityGroups", name)

    def _nat_gateway(self, key: str) -> tuple[pulumi.Output[str], pulumi.Output[str]]:
        """The way out of a VNet's subnets, which peers cannot use: the gateway's id and its public address."""
        platform = self._platform
        address_name, name = platform.names.of("pip", "nat", key), platform.names.of("ng", key)
        address = public_ip(f"pip-nat-{key}", platform, address_name, self._child)
        gateway = network.NatGateway(
            f"ng-{key}",
            resource_group_name=platform.resource_group_name,
            nat_gateway_name=name,
            location=platform.location,
            sku=network.NatGatewaySkuArgs(name="Standard"),
            idle_timeout_in_minutes=4,
            public_ip_addresses=[network.SubResourceArgs(id=platform.id_of(address, PUBLIC_IP, address_name))],
            # A NAT gateway lives in one zone at most.
            zones=list(platform.zones[:1]) or None,
            tags=platform.tags,
            opts=self._child,
        )
        gateway_id = platform.id_of(gateway, "Microsoft.Network/natGateways", name)
        return gateway_id, address.ip_address.apply(lambda ip: ip or "")

    def _peering(
        self, vnet: _Vnet, remote: _Vnet, after: Sequence[pulumi.Resource] = ()
    ) -> network.VirtualNetworkPeering:
        return network.VirtualNetworkPeering(
            f"peer-{vnet.key}-to-{remote.key}",
            resource_group_name=self._platform.resource_group_name,
            virtual_network_name=known_id(vnet.resource, vnet.name),
            virtual_network_peering_name=self._platform.names.of("peer", vnet.key, "to", remote.key),
            remote_virtual_network=network.SubResourceArgs(id=self._vnet_id(remote)),
            allow_virtual_network_access=True,
            allow_forwarded_traffic=True,
            allow_gateway_transit=False,
            use_remote_gateways=False,
            opts=pulumi.ResourceOptions.merge(
                self._child,
                # A peering cannot be pointed at another VNet, nor survive a new one of the same name.
                pulumi.ResourceOptions(depends_on=list(after), replace_on_changes=["remoteVirtualNetwork"]),
            ),
        )


def public_ip(name: str, platform: Platform, azure_name: str, opts: pulumi.ResourceOptions) -> network.PublicIPAddress:
    """A Standard, static public address: the only kind Bastion and NAT gateways take."""
    return network.PublicIPAddress(
        name,
        resource_group_name=platform.resource_group_name,
        public_ip_address_name=azure_name,
        location=platform.location,
        sku=network.PublicIPAddressSkuArgs(name="Standard", tier="Regional"),
        public_ip_allocation_method="Static",
        public_ip_address_version="IPv4",
        zones=list(platform.zones) or None,
        tags=platform.tags,
        opts=opts,
    )

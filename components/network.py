"""Both virtual networks with everything a subnet carries: security group, way out, endpoint policy, delegation.

Subnets are inline in their VNet's one PUT: separate subnet writes on one VNet race (`AnotherOperationInProgress`).
https://github.com/hashicorp/terraform-provider-azurerm/issues/3780
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import network

from components.addressing import first_address
from components.hub import Hub
from components.platform import Platform, known_id
from components.public_ip import PUBLIC_IP, public_ip
from components.security_rules import Rule
from components.settings import Settings
from components.subnets import BASTION_SUBNET, SubnetPlan, aml_subnets, bastion_subnets, dns_servers

VNET = "Microsoft.Network/virtualNetworks"


@dataclass(frozen=True, kw_only=True)
class NetworkArgs:
    """What the network is made from.

    Attributes:
        platform: Required. Where everything goes.
        settings: Required. The address plan, and the options that decide which subnets there are.
        hub: Optional. The hub whose BASTION VNET this stack uses; its own by default.
    """

    platform: Platform
    settings: Settings
    hub: Hub | None = None


@dataclass(frozen=True, kw_only=True)
class Vnet:
    """A VNet that was made here, or a hub's.

    Attributes:
        key: `aml` or `bastion`.
        name: its name in Azure.
        resource: the VNet itself; None for a hub's.
        id: its ARM id, known before it exists.
        group_name: resource group that it is in.
    """

    key: str
    name: str
    resource: network.VirtualNetwork | None
    id: pulumi.Output[str]
    group_name: pulumi.Output[str]

    @property
    def tied_name(self) -> pulumi.Output[str]:
        """The name, tied to the VNet where it was made here."""
        return known_id(self.resource, self.name) if self.resource else pulumi.Output.from_input(self.name)


@dataclass(frozen=True, kw_only=True)
class WayOut:
    """What a subnet carries to get out: one of the two, or neither.

    Attributes:
        nat_id: NAT gateway of the VNet, which peers cannot use.
        routes_id: route table that leads everything to the firewall.
    """

    nat_id: pulumi.Output[str] | None = None
    routes_id: pulumi.Output[str] | None = None


class Network(pulumi.ComponentResource):
    """The AML VNET and the BASTION VNET; `Peering` connects them.

    Attributes:
        aml: the AML VNET; None in a hub.
        bastion: the BASTION VNET, which may be a hub's.
        made: the VNets that were made here, by key.
        subnet_ids: ids of the subnets by `SubnetPlan.key`; only those of this stack's options.
        nat_addresses: public addresses of the NAT gateways by VNet; none where a firewall is the way out.
        compute_rules: rules of the training subnet's security group; empty where compute lives elsewhere.
    """

    aml: Vnet | None
    bastion: Vnet
    made: dict[str, Vnet]
    subnet_ids: dict[str, pulumi.Output[str]]
    compute_rules: tuple[Rule, ...]
    nat_addresses: dict[str, pulumi.Output[str]]

    def __init__(self, name: str, args: NetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-mlops:network:Network", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self._platform, self._settings = args.platform, args.settings
        self.subnet_ids, self.nat_addresses = {}, {}

        plan, hub = args.settings.network, args.hub
        self._routes = self._route_table()
        self._endpoint_policy = self._service_endpoint_policy()
        aml = aml_subnets(args.settings, args.platform.location, hub.consumers if hub else {})
        self.compute_rules = next((subnet.rules or () for subnet in aml if subnet.key == "training"), ())
        self.aml = self._vnet("aml", str(plan.aml.address_space), aml) if plan.aml else None
        self.made = {"aml": self.aml} if self.aml else {}
        if plan.bastion:
            self.bastion = self._vnet("bastion", str(plan.bastion.address_space), bastion_subnets(args.settings))
            self.made["bastion"] = self.bastion
        elif hub:
            self.bastion = _of_hub(hub)
        else:
            raise TypeError("hub is missing: the settings have no BASTION VNET")
        self.register_outputs(
            {
                "aml_vnet_id": self.aml.id if self.aml else None,
                "bastion_vnet_id": self.bastion.id,
                "subnet_ids": self.subnet_ids,
                "nat_addresses": self.nat_addresses,
            }
        )

    def _vnet(self, key: str, address_space: str, subnets: Sequence[SubnetPlan]) -> Vnet:
        """A VNet in one PUT, with everything its subnets carry inline."""
        platform = self._platform
        name = platform.names.of("vnet", key)
        way_out = self._way_out(key, subnets)
        servers = dns_servers(self._settings)[key]
        resource = network.VirtualNetwork(
            f"vnet-{key}",
            resource_group_name=platform.resource_group_name,
            virtual_network_name=name,
            location=platform.location,
            address_space=network.AddressSpaceArgs(address_prefixes=[address_space]),
            dhcp_options=network.DhcpOptionsArgs(dns_servers=servers) if servers else None,
            subnets=[self._subnet(subnet, way_out) for subnet in subnets],
            tags=platform.tags,
            opts=self._child,
        )
        for subnet in subnets:
            self.subnet_ids[subnet.key] = platform.id_of(resource, f"{VNET}/subnets", name, subnet.name)
        return Vnet(
            key=key,
            name=name,
            resource=resource,
            id=platform.id_of(resource, VNET, name),
            group_name=platform.resource_group_name,
        )

    def _subnet(self, subnet: SubnetPlan, way_out: WayOut) -> network.SubnetArgs:
        group_id = self._security_group(subnet)
        out = way_out if subnet.egress else WayOut()
        policy_id = self._endpoint_policy if subnet.endpoint_policy else None
        return network.SubnetArgs(
            name=subnet.name,
            address_prefix=str(subnet.range),
            network_security_group=network.NetworkSecurityGroupArgs(id=group_id) if group_id is not None else None,
            nat_gateway=network.SubResourceArgs(id=out.nat_id) if out.nat_id is not None else None,
            route_table=network.RouteTableArgs(id=out.routes_id) if out.routes_id is not None else None,
            delegations=(
                [network.DelegationArgs(name="delegation", service_name=subnet.delegation)]
                if subnet.delegation
                else None
            ),
            service_endpoints=(
                [network.ServiceEndpointPropertiesFormatArgs(service="Microsoft.Storage")]
                if policy_id is not None
                else None
            ),
            service_endpoint_policies=(
                [network.ServiceEndpointPolicyArgs(id=policy_id)] if policy_id is not None else None
            ),
            # Azure's implicit way out is going away; here every way out is explicit.
            default_outbound_access=False,
            # So that the security group holds for the endpoints' addresses too.
            private_endpoint_network_policies="Enabled",
            private_link_service_network_policies="Enabled",
        )

    def _security_group(self, subnet: SubnetPlan) -> pulumi.Output[str] | None:
        if subnet.rules is None:
            return None
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

    def _way_out(self, key: str, subnets: Sequence[SubnetPlan]) -> WayOut:
        if self._routes is not None:
            return WayOut(routes_id=self._routes)
        if not any(subnet.egress for subnet in subnets):
            return WayOut()
        return WayOut(nat_id=self._nat_gateway(key))

    def _nat_gateway(self, key: str) -> pulumi.Output[str]:
        """The way out of a VNet's subnets, which peers cannot use."""
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
        self.nat_addresses[key] = address.ip_address.apply(lambda ip: ip or "")
        return platform.id_of(gateway, "Microsoft.Network/natGateways", name)

    def _route_table(self) -> pulumi.Output[str] | None:
        """The routes to the firewall, which stands in the BASTION VNET and is reached over the peering."""
        platform, bastion = self._platform, self._settings.network.bastion
        if self._settings.network.egress.firewall is None or bastion is None or bastion.subnets.firewall is None:
            return None
        name = platform.names.of("rt", "egress")
        table = network.RouteTable(
            "routes-egress",
            resource_group_name=platform.resource_group_name,
            route_table_name=name,
            location=platform.location,
            # Routes of VPN and ExpressRoute gateways still hold: they are the way back to their clients.
            disable_bgp_route_propagation=False,
            routes=[
                network.RouteArgs(
                    name="to-firewall",
                    address_prefix="0.0.0.0/0",
                    next_hop_type="VirtualAppliance",
                    next_hop_ip_address=first_address(bastion.subnets.firewall),
                )
            ],
            tags=platform.tags,
            opts=self._child,
        )
        return platform.id_of(table, "Microsoft.Network/routeTables", name)

    def _service_endpoint_policy(self) -> pulumi.Output[str] | None:
        """Which storage accounts compute may write to: those of this resource group, and Azure ML's own.

        https://learn.microsoft.com/azure/machine-learning/how-to-prevent-data-loss-exfiltration
        """
        platform = self._platform
        if not self._settings.network.egress.service_endpoint_policy:
            return None
        name = platform.names.of("se", "storage")
        subscription = platform.client.subscription_id
        policy = network.ServiceEndpointPolicy(
            "endpoint-policy-storage",
            resource_group_name=platform.resource_group_name,
            service_endpoint_policy_name=name,
            location=platform.location,
            service_endpoint_policy_definitions=[
                network.ServiceEndpointPolicyDefinitionArgs(
                    name="accounts-of-this-group",
                    service="Microsoft.Storage",
                    service_resources=[
                        known_id(platform.group, f"/subscriptions/{subscription}/resourceGroups/{platform.group_name}")
                    ],
                ),
                network.ServiceEndpointPolicyDefinitionArgs(
                    name="azure-machine-learning",
                    service="Global",
                    service_resources=["/services/Azure/MachineLearning"],
                ),
            ],
            tags=platform.tags,
            opts=self._child,
        )
        return platform.id_of(policy, "Microsoft.Network/serviceEndpointPolicies", name)


def _of_hub(hub: Hub) -> Vnet:
    return Vnet(
        key="bastion",
        name=hub.vnet_name,
        resource=None,
        id=pulumi.Output.from_input(hub.vnet_id),
        group_name=pulumi.Output.from_input(hub.resource_group),
    )


@dataclass(frozen=True, kw_only=True)
class PeeringArgs:
    """What connects the VNets.

    Attributes:
        platform: Required. Where everything goes.
        aml: Required. The AML VNET; in a hub there is none, and nothing to peer.
        bastion: Required. The BASTION VNET, which may be a hub's: both directions are made here all the same.
        gateways: Required. VPN and ExpressRoute gateways made here in the BASTION VNET; may be none.
        hub_has_gateways: Optional. Whether a hub's BASTION VNET has some, which the AML VNET uses too; none by default.
    """

    platform: Platform
    aml: Vnet | None
    bastion: Vnet
    gateways: Sequence[pulumi.Resource]
    hub_has_gateways: bool = False


class Peering(pulumi.ComponentResource):
    """The peering of both VNets, both ways.

    Attributes:
        settled: what to wait for before attaching anything to a subnet. While a peering is written its VNet is not in
            state Succeeded, and what is attached meanwhile fails with `ReferencedResourceNotProvisioned`.
    """

    settled: Sequence[pulumi.Resource]

    def __init__(self, name: str, args: PeeringArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-mlops:network:Peering", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self._platform = args.platform
        self.settled = []
        if args.aml:
            self.settled = self._both_ways(args.aml, args)
        self.register_outputs({})

    def _both_ways(self, aml: Vnet, args: PeeringArgs) -> list[pulumi.Resource]:
        shared = bool(args.gateways) or args.hub_has_gateways
        # A VNet can use another's gateways once they exist, and once that side offers them:
        # https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-peering-gateway-transit
        offered = self._peering(args.bastion, aml, args.gateways, offers=shared, uses=False)
        # The two directions of one peering written at once answer AnotherOperationInProgress.
        used = self._peering(aml, args.bastion, [offered], offers=False, uses=shared)
        return [offered, used]

    def _peering(
        self, vnet: Vnet, remote: Vnet, after: Sequence[pulumi.Resource], *, offers: bool, uses: bool
    ) -> network.VirtualNetworkPeering:
        return network.VirtualNetworkPeering(
            f"peer-{vnet.key}-to-{remote.key}",
            resource_group_name=vnet.group_name,
            virtual_network_name=vnet.tied_name,
            virtual_network_peering_name=self._platform.names.of("peer", vnet.key, "to", remote.key),
            remote_virtual_network=network.SubResourceArgs(id=remote.id),
            allow_virtual_network_access=True,
            allow_forwarded_traffic=True,
            allow_gateway_transit=offers,
            use_remote_gateways=uses,
            opts=pulumi.ResourceOptions.merge(
                self._child,
                # A peering cannot be pointed at another VNet, nor survive a new one of the same name.
                pulumi.ResourceOptions(depends_on=list(after), replace_on_changes=["remoteVirtualNetwork"]),
            ),
        )

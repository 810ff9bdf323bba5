"""An ExpressRoute gateway and its connection to a circuit: one that exists, or one made here."""

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import network

from components.platform import Platform, known_id
from components.public_ip import PUBLIC_IP, public_ip
from components.settings import CircuitSettings, ExpressRouteSettings
from components.settings.access import PrivatePeeringSettings
from components.vpn_gateway import GATEWAY, zone_redundant

CIRCUIT = "Microsoft.Network/expressRouteCircuits"


@dataclass(frozen=True, kw_only=True)
class ExpressRouteArgs:
    """What the gateway and its connection are made from.

    Attributes:
        platform: Required. Where everything goes.
        settings: Required. Size and circuit.
        subnet_id: Required. GatewaySubnet.
        authorization_key: Optional. Authorization to use a circuit of another subscription, a secret.
    """

    platform: Platform
    settings: ExpressRouteSettings
    subnet_id: pulumi.Output[str]
    authorization_key: pulumi.Output[str] | None = None


class ExpressRoute(pulumi.ComponentResource):
    """An ExpressRoute gateway, connected as soon as its circuit is.

    Attributes:
        gateway: the gateway itself.
        gateway_id: its ARM id, known before creation.
        circuit_id: ARM id of the circuit, known before creation.
        service_key: what the provider of a circuit made here connects it with, a secret; None for another circuit.
        manual_steps: what people and the provider do.
    """

    gateway: network.VirtualNetworkGateway
    gateway_id: pulumi.Output[str]
    circuit_id: pulumi.Output[str]
    service_key: pulumi.Output[str] | None
    manual_steps: list[pulumi.Output[str]]

    def __init__(self, name: str, args: ExpressRouteArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-mlops:express_route:ExpressRoute", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self._args = args
        self.manual_steps = []
        gateway_name = args.platform.names.of("ergw")
        self.gateway = self._gateway(gateway_name)
        self.gateway_id = args.platform.id_of(self.gateway, GATEWAY, gateway_name)
        self.service_key = None
        circuit = args.settings.circuit
        if circuit:
            self._made_here(circuit)
        else:
            self.circuit_id = pulumi.Output.from_input(args.settings.circuit_id or "")
            self._connection(None)
        self.register_outputs({"gateway_id": self.gateway_id, "circuit_id": self.circuit_id})

    def _gateway(self, gateway_name: str) -> network.VirtualNetworkGateway:
        platform, sku = self._args.platform, self._args.settings.sku
        address_name = platform.names.of("pip", "ergw")
        address = public_ip("pip-express-route", zone_redundant(platform), address_name, self._child)
        return network.VirtualNetworkGateway(
            "express-route-gateway",
            resource_group_name=platform.resource_group_name,
            virtual_network_gateway_name=gateway_name,
            location=platform.location,
            gateway_type="ExpressRoute",
            vpn_type="RouteBased",
            # Generations are those of VPN gateways.
            vpn_gateway_generation="None",
            sku=network.VirtualNetworkGatewaySkuArgs(name=sku, tier=sku),
            active_active=False,
            enable_bgp=False,
            ip_configurations=[
                network.VirtualNetworkGatewayIPConfigurationArgs(
                    name="gateway",
                    private_ip_allocation_method="Dynamic",
                    public_ip_address=network.SubResourceArgs(id=platform.id_of(address, PUBLIC_IP, address_name)),
                    subnet=network.SubResourceArgs(id=self._args.subnet_id),
                )
            ],
            tags=platform.tags,
            opts=pulumi.ResourceOptions.merge(
                self._child,
                # A gateway cannot move to another subnet, nor survive a new one of the same name.
                pulumi.ResourceOptions(replace_on_changes=["ipConfigurations"]),
            ),
        )

    def _made_here(self, settings: CircuitSettings) -> None:
        """A circuit, and what needs its provider to have connected it: private peering and connection.

        https://learn.microsoft.com/azure/expressroute/expressroute-workflows
        """
        platform = self._args.platform
        circuit_name = platform.names.of("erc")
        circuit = network.ExpressRouteCircuit(
            "express-route-circuit",
            resource_group_name=platform.resource_group_name,
            circuit_name=circuit_name,
            location=platform.location,
            sku=network.ExpressRouteCircuitSkuArgs(
                name=f"{settings.tier}_{settings.family}", tier=settings.tier, family=settings.family
            ),
            service_provider_properties=network.ExpressRouteCircuitServiceProviderPropertiesArgs(
                service_provider_name=settings.provider,
                peering_location=settings.peering_location,
                bandwidth_in_mbps=settings.bandwidth_mbps,
            ),
            allow_classic_operations=False,
            tags=platform.tags,
            opts=pulumi.ResourceOptions.merge(
                self._child,
                # Whoever has the service key can have a line connected to the circuit.
                pulumi.ResourceOptions(additional_secret_outputs=["serviceKey"]),
            ),
        )
        self.circuit_id = platform.id_of(circuit, CIRCUIT, circuit_name)
        self.service_key = pulumi.Output.secret(circuit.service_key.apply(lambda key: key or ""))
        if not settings.provisioned:
            step = (
                f"Give the service key of the circuit {circuit_name} to {settings.provider}; when they have connected "
                "it, set access.expressRoute.circuit.provisioned: true and deploy again"
            )
            self.manual_steps.append(pulumi.Output.from_input(step))
            return
        peering = settings.private_peering
        self._connection(self._private_peering(peering, known_id(circuit, circuit_name)) if peering else None)
        if peering is None:
            step = (
                f"Check with {settings.provider} that the circuit {circuit_name} has private peering, as they make it"
            )
            self.manual_steps.append(pulumi.Output.from_input(step))

    def _private_peering(
        self, settings: PrivatePeeringSettings, circuit_name: pulumi.Output[str]
    ) -> network.ExpressRouteCircuitPeering:
        """The routers' session with Microsoft's, where the provider leaves routing to its customers (layer 2).

        https://learn.microsoft.com/azure/expressroute/expressroute-howto-routing-portal-resource-manager
        """
        return network.ExpressRouteCircuitPeering(
            "express-route-peering",
            resource_group_name=self._args.platform.resource_group_name,
            circuit_name=circuit_name,
            peering_name="AzurePrivatePeering",
            peering_type="AzurePrivatePeering",
            peer_asn=settings.peer_asn,
            vlan_id=settings.vlan_id,
            primary_peer_address_prefix=str(settings.primary_range),
            secondary_peer_address_prefix=str(settings.secondary_range),
            opts=self._child,
        )

    def _connection(self, peering: pulumi.Resource | None) -> network.VirtualNetworkGatewayConnection:
        platform, given = self._args.platform, self._args.authorization_key
        key: pulumi.Output[str] | None = pulumi.Output.secret(given) if given is not None else None
        return network.VirtualNetworkGatewayConnection(
            "express-route-connection",
            resource_group_name=platform.resource_group_name,
            virtual_network_gateway_connection_name=platform.names.of("con", "express-route"),
            location=platform.location,
            connection_type="ExpressRoute",
            virtual_network_gateway1=network.VirtualNetworkGatewayArgs(id=self.gateway_id),
            peer=network.SubResourceArgs(id=self.circuit_id),
            authorization_key=key,
            enable_bgp=False,
            # Traffic goes through the gateway: private endpoints are reached by it, and not past it.
            express_route_gateway_bypass=False,
            tags=platform.tags,
            opts=pulumi.ResourceOptions.merge(
                self._child,
                pulumi.ResourceOptions(
                    # A circuit without private peering takes no connection.
                    # https://learn.microsoft.com/azure/expressroute/expressroute-howto-linkvnet-portal-resource-manager
                    depends_on=[peering] if peering else [],
                    # A connection cannot be pointed elsewhere, nor survive a new gateway or circuit of the same name.
                    replace_on_changes=["virtualNetworkGateway1", "peer"],
                ),
            ),
        )

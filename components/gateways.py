"""The gateways of the BASTION VNET: VPN and ExpressRoute, each if the settings have it.

They are made before the VNets are peered, as a peering uses gateways only once they are there. The two do not wait for
each other: Azure takes them in any order, and side by side.
https://learn.microsoft.com/azure/expressroute/how-to-configure-coexisting-gateway-portal
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from components.express_route import ExpressRoute, ExpressRouteArgs
from components.platform import Platform
from components.settings import AccessSettings
from components.vpn_gateway import VpnGateway, VpnGatewayArgs


@dataclass(frozen=True, kw_only=True)
class GatewaysArgs:
    """What the gateways are made from.

    Attributes:
        platform: Required. Where everything goes.
        settings: Required. VPN gateway and ExpressRoute; neither has to be there.
        subnet_id: Conditional. GatewaySubnet of the BASTION VNET; required by either.
        shared_keys: Optional. Shared keys of VPN sites by name, secrets; generated for sites that have none.
        authorization_key: Optional. Authorization to use an ExpressRoute circuit of another subscription, a secret.
    """

    platform: Platform
    settings: AccessSettings
    subnet_id: pulumi.Output[str] | None
    shared_keys: Mapping[str, pulumi.Output[str]]
    authorization_key: pulumi.Output[str] | None = None


class Gateways(pulumi.ComponentResource):
    """VPN gateway and ExpressRoute gateway.

    Attributes:
        vpn: the VPN gateway, or None.
        express_route: the ExpressRoute gateway, or None.
        made: what the peerings wait for; empty where there is no gateway.
        gateway_ids: ARM ids of the gateways, `vpn` and `express_route`, known before creation.
        connected_ids: of these, gateways that have something at their other end: their silence is an alarm.
        public_addresses: public addresses that the sites' devices talk to, by gateway.
        client_ranges: ranges that people on the VPN come from.
        generated_keys: shared keys that were generated, by VPN site; secrets.
        service_key: what the provider of an ExpressRoute circuit made here connects it with, a secret, or None.
        manual_steps: what people do for clients, devices and circuit.
    """

    vpn: VpnGateway | None
    express_route: ExpressRoute | None
    made: list[pulumi.Resource]
    gateway_ids: dict[str, pulumi.Output[str]]
    connected_ids: dict[str, pulumi.Output[str]]
    public_addresses: dict[str, pulumi.Output[str]]
    client_ranges: list[str]
    generated_keys: dict[str, pulumi.Output[str]]
    service_key: pulumi.Output[str] | None
    manual_steps: list[pulumi.Output[str]]

    def __init__(self, name: str, args: GatewaysArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-mlops:gateways:Gateways", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self.made, self.gateway_ids, self.connected_ids, self.public_addresses = [], {}, {}, {}
        self.client_ranges, self.generated_keys, self.service_key, self.manual_steps = [], {}, None, []
        self.vpn, self.express_route = self._vpn(args), self._express_route(args)
        self.register_outputs({"gateway_ids": self.gateway_ids, "public_addresses": self.public_addresses})

    def _vpn(self, args: GatewaysArgs) -> VpnGateway | None:
        settings = args.settings.vpn_gateway
        if settings is None:
            return None
        vpn = VpnGateway(
            "vpn",
            VpnGatewayArgs(
                platform=args.platform, settings=settings, subnet_id=_subnet(args), shared_keys=args.shared_keys
            ),
            opts=self._child,
        )
        self.made.append(vpn.gateway)
        self.gateway_ids["vpn"] = vpn.gateway_id
        if settings.sites:
            self.connected_ids["vpn"] = vpn.gateway_id
        self.public_addresses["vpn"] = vpn.public_address
        self.client_ranges = [str(settings.point_to_site.address_pool)] if settings.point_to_site else []
        self.generated_keys = vpn.generated_keys
        self.manual_steps += vpn.manual_steps
        return vpn

    def _express_route(self, args: GatewaysArgs) -> ExpressRoute | None:
        settings = args.settings.express_route
        if settings is None:
            return None
        express_route = ExpressRoute(
            "express-route",
            ExpressRouteArgs(
                platform=args.platform,
                settings=settings,
                subnet_id=_subnet(args),
                authorization_key=args.authorization_key,
            ),
            opts=self._child,
        )
        self.made.append(express_route.gateway)
        self.gateway_ids["express_route"] = express_route.gateway_id
        if settings.circuit_id or (settings.circuit and settings.circuit.provisioned):
            self.connected_ids["express_route"] = express_route.gateway_id
        self.service_key = express_route.service_key
        self.manual_steps += express_route.manual_steps
        return express_route


def _subnet(args: GatewaysArgs) -> pulumi.Output[str]:
    if args.subnet_id is None:
        raise TypeError("subnet_id is missing: gateways need the GatewaySubnet")
    return args.subnet_id

"""A VPN gateway: for single people's machines (point-to-site), and for sites of one's own (site-to-site)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pulumi
from pulumi_azure_native import network
from pulumi_random import RandomPassword

from components.clouds import CHINA, GOVERNMENT, PUBLIC
from components.platform import Platform
from components.public_ip import PUBLIC_IP, public_ip
from components.settings import PointToSiteSettings, SiteSettings, VpnGatewaySettings
from components.vocabulary import REGIONS

GATEWAY = "Microsoft.Network/virtualNetworkGateways"

# A gateway grows within its generation only: VpnGw1AZ is of the first, the others are faster in the second.
# https://learn.microsoft.com/azure/vpn-gateway/about-gateway-skus
GENERATIONS = {"VpnGw1AZ": "Generation1"}

# The sites' devices must offer exactly this. GCM for IPsec is the fastest and wants itself as integrity too.
# https://learn.microsoft.com/azure/vpn-gateway/ipsec-ike-policy-howto
TUNNEL = network.IpsecPolicyArgs(
    ike_encryption="AES256",
    ike_integrity="SHA384",
    dh_group="ECP384",
    ipsec_encryption="GCMAES256",
    ipsec_integrity="GCMAES256",
    pfs_group="ECP384",
    sa_life_time_seconds=27_000,
    sa_data_size_kilobytes=102_400_000,
)


@dataclass(frozen=True, kw_only=True)
class VpnApp:
    """The application that people's VPN clients ask Entra ID for a token of.

    Attributes:
        audience: its application id.
        issuer: who issues Entra's tokens.
        portal: where an administrator ends up who consents; None where Microsoft's own registration needs no consent.
    """

    audience: str
    issuer: str
    portal: str | None = None


# By `Cloud.environment`. Microsoft's own registration is there in the public cloud only; the others have the older
# application, which each directory consents to once.
# https://learn.microsoft.com/azure/vpn-gateway/point-to-site-entra-gateway
# https://learn.microsoft.com/azure/vpn-gateway/openvpn-azure-ad-tenant
# https://docs.azure.cn/vpn-gateway/openvpn-azure-ad-tenant
VPN_APPS = {
    PUBLIC.environment: VpnApp(audience="c632b3df-fb67-4d84-bdcf-b95ad541b5c8", issuer="sts.windows.net"),
    GOVERNMENT.environment: VpnApp(
        audience="51bb15d4-3a4f-4ebf-9dca-40096fe32426", issuer="sts.windows.net", portal="portal.azure.us"
    ),
    CHINA.environment: VpnApp(
        audience="49f817b6-84ae-4cc0-928c-73f27289b3aa", issuer="sts.chinacloudapi.cn", portal="portal.azure.cn"
    ),
}


@dataclass(frozen=True, kw_only=True)
class VpnGatewayArgs:
    """What the VPN gateway is made from.

    Attributes:
        platform: Required. Where everything goes.
        settings: Required. Size, people, sites.
        subnet_id: Required. GatewaySubnet.
        shared_keys: Required. Shared keys of sites by name, secrets; generated for sites that have none.
    """

    platform: Platform
    settings: VpnGatewaySettings
    subnet_id: pulumi.Output[str]
    shared_keys: Mapping[str, pulumi.Output[str]]


class VpnGateway(pulumi.ComponentResource):
    """A VPN gateway with its clients and tunnels.

    Attributes:
        gateway: the gateway itself.
        gateway_id: its ARM id, known before creation.
        public_address: its public address, for the sites' devices.
        generated_keys: shared keys that were generated, by site; secrets, for the sites' devices.
        manual_steps: what people do for clients and devices.
    """

    gateway: network.VirtualNetworkGateway
    gateway_id: pulumi.Output[str]
    public_address: pulumi.Output[str]
    generated_keys: dict[str, pulumi.Output[str]]
    manual_steps: list[pulumi.Output[str]]

    def __init__(self, name: str, args: VpnGatewayArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-mlops:vpn_gateway:VpnGateway", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self._args = args
        self.generated_keys, self.manual_steps = {}, []
        self._name = args.platform.names.of("vgw")
        self.gateway, address = self._gateway()
        self.gateway_id = args.platform.id_of(self.gateway, GATEWAY, self._name)
        self.public_address = address.ip_address.apply(lambda ip: ip or "")
        if args.settings.point_to_site:
            self.manual_steps += self._client_steps(args.settings.point_to_site)
        before: list[pulumi.Resource] = []
        for site in args.settings.sites:
            before = [self._tunnel(site, before)]
            self.manual_steps.append(self._device_step(site))
        self.register_outputs({"gateway_id": self.gateway_id, "public_address": self.public_address})

    def _gateway(self) -> tuple[network.VirtualNetworkGateway, network.PublicIPAddress]:
        platform, settings = self._args.platform, self._args.settings
        address_name = platform.names.of("pip", "vgw")
        address = public_ip("pip-vpn", zone_redundant(platform), address_name, self._child)
        people = settings.point_to_site
        gateway = network.VirtualNetworkGateway(
            "vpn-gateway",
            resource_group_name=platform.resource_group_name,
            virtual_network_gateway_name=self._name,
            location=platform.location,
            gateway_type="Vpn",
            vpn_type="RouteBased",
            vpn_gateway_generation=GENERATIONS.get(settings.sku, "Generation2"),
            sku=network.VirtualNetworkGatewaySkuArgs(name=settings.sku, tier=settings.sku),
            # One instance answers and the other takes over: both at once need two tunnels on each site's device.
            # https://learn.microsoft.com/azure/vpn-gateway/about-active-active-gateways
            active_active=False,
            enable_bgp=False,
            disable_ip_sec_replay_protection=False,
            ip_configurations=[
                network.VirtualNetworkGatewayIPConfigurationArgs(
                    name="gateway",
                    private_ip_allocation_method="Dynamic",
                    public_ip_address=network.SubResourceArgs(id=platform.id_of(address, PUBLIC_IP, address_name)),
                    subnet=network.SubResourceArgs(id=self._args.subnet_id),
                )
            ],
            vpn_client_configuration=self._clients(people) if people else None,
            tags=platform.tags,
            opts=pulumi.ResourceOptions.merge(
                self._child,
                # A gateway cannot move to another subnet, nor survive a new one of the same name.
                pulumi.ResourceOptions(replace_on_changes=["ipConfigurations"]),
            ),
        )
        return gateway, address

    def _clients(self, people: PointToSiteSettings) -> network.VpnClientConfigurationArgs:
        """OpenVPN only: IKEv2 knows no Entra ID, and SSTP is being retired."""
        client, cloud = self._args.platform.client, self._args.platform.cloud
        pool = network.AddressSpaceArgs(address_prefixes=[str(people.address_pool)])
        if people.authentication == "Certificate":
            return network.VpnClientConfigurationArgs(
                vpn_client_address_pool=pool,
                vpn_client_protocols=["OpenVPN"],
                vpn_authentication_types=["Certificate"],
                vpn_client_root_certificates=[
                    network.VpnClientRootCertificateArgs(name=name, public_cert_data=data)
                    for name, data in sorted(people.root_certificates.items())
                ],
            )
        app = VPN_APPS[cloud.environment]
        return network.VpnClientConfigurationArgs(
            vpn_client_address_pool=pool,
            vpn_client_protocols=["OpenVPN"],
            vpn_authentication_types=["AAD"],
            aad_tenant=f"https://{cloud.login}/{client.tenant_id}",
            aad_audience=app.audience,
            # Without the last slash connections fail.
            aad_issuer=f"https://{app.issuer}/{client.tenant_id}/",
        )

    def _tunnel(self, site: SiteSettings, before: list[pulumi.Resource]) -> network.VirtualNetworkGatewayConnection:
        platform = self._args.platform
        local_name = platform.names.of("lgw", site.name)
        local = network.LocalNetworkGateway(
            f"site-{site.name}",
            resource_group_name=platform.resource_group_name,
            local_network_gateway_name=local_name,
            location=platform.location,
            gateway_ip_address=site.gateway_address,
            local_network_address_space=network.AddressSpaceArgs(
                address_prefixes=[str(one) for one in site.address_ranges]
            ),
            tags=platform.tags,
            opts=self._child,
        )
        local_id = platform.id_of(local, "Microsoft.Network/localNetworkGateways", local_name)
        return network.VirtualNetworkGatewayConnection(
            f"tunnel-{site.name}",
            resource_group_name=platform.resource_group_name,
            virtual_network_gateway_connection_name=platform.names.of("con", "site", site.name),
            location=platform.location,
            connection_type="IPsec",
            connection_protocol="IKEv2",
            connection_mode="Default",
            virtual_network_gateway1=network.VirtualNetworkGatewayArgs(id=self.gateway_id),
            local_network_gateway2=network.LocalNetworkGatewayArgs(id=local_id),
            shared_key=self._key(site),
            enable_bgp=False,
            ipsec_policies=[TUNNEL],
            use_policy_based_traffic_selectors=False,
            dpd_timeout_seconds=45,
            tags=platform.tags,
            opts=pulumi.ResourceOptions.merge(
                self._child,
                pulumi.ResourceOptions(
                    # Two connections written to one gateway at once answer AnotherOperationInProgress.
                    # https://github.com/hashicorp/terraform-provider-azurerm/issues/10582
                    depends_on=before,
                    # A connection cannot be pointed at another gateway, nor survive a new one of the same name.
                    replace_on_changes=["virtualNetworkGateway1", "localNetworkGateway2"],
                ),
            ),
        )

    def _key(self, site: SiteSettings) -> pulumi.Output[str]:
        """The site's shared key: letters and digits only, as Azure takes no space, hyphen or tilde in one.

        https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-vpn-faq
        """
        if site.name in self._args.shared_keys:
            return pulumi.Output.secret(self._args.shared_keys[site.name])
        key = RandomPassword(f"vpn-key-{site.name}", length=64, special=False, opts=self._child)
        self.generated_keys[site.name] = pulumi.Output.secret(key.result)
        return self.generated_keys[site.name]

    def _client_steps(self, people: PointToSiteSettings) -> list[pulumi.Output[str]]:
        platform = self._args.platform
        app = VPN_APPS[platform.cloud.environment]
        consent = (
            f"https://{platform.cloud.login}/{platform.client.tenant_id}/oauth2/authorize?client_id={app.audience}"
            f"&response_type=code&redirect_uri=https://{app.portal}&nonce=1234&prompt=admin_consent"
        )
        steps = []
        if people.authentication == "Entra" and app.portal:
            steps.append(f"As an administrator of the directory, consent once to the Azure VPN application: {consent}")
        steps.append(
            "Give people the VPN client's profile, and again whenever networks or names change: "
            f"az network vnet-gateway vpn-client generate --resource-group {platform.group_name} --name {self._name}"
        )
        return [pulumi.Output.from_input(step) for step in steps]

    def _device_step(self, site: SiteSettings) -> pulumi.Output[str]:
        key = "the generated key" if site.name in self.generated_keys else f"the key of vpnSharedKeys.{site.name}"
        return self.public_address.apply(
            lambda address: (
                f"Configure the VPN device of site {site.name} ({site.gateway_address}): peer {address}, {key}, IKEv2 "
                "with AES256, SHA384, ECP384; IPsec with GCMAES256 and PFS ECP384"
            )
        )


def zone_redundant(platform: Platform) -> Platform:
    """The platform as gateways want it for their public address: with all zones, where the stack names none.

    Gateways of these sizes take an address without zones only where the region has no zones
    (`VmssVpnGatewayPublicIpsMustHaveZonesConfigured`), and zones cost them nothing.
    https://learn.microsoft.com/azure/vpn-gateway/gateway-sku-consolidation
    """
    if platform.zones or not REGIONS.get(platform.location):
        return platform
    return replace(platform, zones=("1", "2", "3"))

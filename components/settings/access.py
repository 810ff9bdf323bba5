"""Settings of the ways in: Bastion and jump host, VPN, ExpressRoute, and the names people resolve there."""

import ipaddress
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from components.settings.machines import MachineSettings
from components.settings.types import (
    AddressRange,
    ArmId,
    Domain,
    IpAddress,
    Matching,
    OpenSshPublicKey,
    Section,
    ShortName,
    TimeOfDay,
    TimeZone,
)


class BastionSettings(Section):
    """Azure Bastion."""

    sku: Literal["Standard", "Premium"] = Field(
        "Standard", description="Optional. Standard or more: the native client (az network bastion) needs it."
    )
    scale_units: int = Field(
        2, ge=2, le=50, description="Optional. Scale units, 2-50: about 20 RDP or 40 SSH sessions each."
    )


class ShutdownSettings(Section):
    """A daily time at which a machine is switched off, to save money."""

    time: TimeOfDay = Field(description="Required. Time of day as HHmm.")
    time_zone: TimeZone = Field("UTC", description="Optional. Windows time zone of it; UTC by default.")


class JumpHostSettings(MachineSettings):
    """The machine behind Bastion that people work on."""

    os: Literal["Linux", "Windows"] = Field(
        "Linux", description="Optional. Linux (Ubuntu) or Windows; Linux by default."
    )
    ssh_public_key: OpenSshPublicKey | None = Field(
        None,
        description="Conditional. Public key of the administrator; required on Linux. People sign in through Entra ID "
        "instead. On Windows the administrator's password is generated and kept in the vault.",
    )
    shutdown: ShutdownSettings | None = Field(
        None, description="Optional. Switch it off every day; it runs on by default."
    )


class PointToSiteSettings(Section):
    """VPN for single people's machines."""

    address_pool: AddressRange = Field(description="Required. Addresses that clients get; overlaps no VNet.")
    authentication: Literal["Entra", "Certificate"] = Field(
        "Entra", description="Optional. How people sign in: with Entra ID (the default) or a certificate."
    )
    root_certificates: dict[
        Annotated[str, Matching(r"[A-Za-z][A-Za-z0-9-]{1,39}", "2-40 letters, digits or -, a letter first")],
        Annotated[
            str, Matching(r"[A-Za-z0-9+/]{100,}={0,2}", "a certificate as one line of base64, without its header")
        ],
    ] = Field({}, description="Conditional. Root certificates by name; required by authentication Certificate.")


class SiteSettings(Section):
    """A site of one's own at the other end of a VPN tunnel."""

    name: ShortName = Field(
        description="Required. Name of the site; its shared key is that of the secret vpnSharedKeys."
    )
    gateway_address: IpAddress = Field(description="Required. Public address of the site's VPN device.")
    address_ranges: tuple[AddressRange, ...] = Field(
        min_length=1, description="Required. Ranges of the site; overlap no VNet."
    )


class VpnGatewaySettings(Section):
    """A VPN gateway."""

    sku: Literal["VpnGw1AZ", "VpnGw2AZ", "VpnGw3AZ", "VpnGw4AZ", "VpnGw5AZ"] = Field(
        "VpnGw1AZ", description="Optional. Throughput and number of tunnels; the smallest by default."
    )
    point_to_site: PointToSiteSettings | None = Field(None, description="Optional. VPN for single people's machines.")
    sites: tuple[SiteSettings, ...] = Field((), description="Optional. Tunnels to sites; none by default.")


def _of_two_routers(network: ipaddress.IPv4Network) -> ipaddress.IPv4Network:
    if network.prefixlen != 30:
        raise ValueError("must be a /30: one address for your router, one for Microsoft's")
    return network


def _of_ones_own(asn: int) -> int:
    if asn in range(65515, 65521):
        raise ValueError("must not be 65515-65520: Azure uses them itself")
    return asn


class PrivatePeeringSettings(Section):
    """Routing between your routers and Microsoft's on an ExpressRoute circuit, where the provider leaves it to you."""

    peer_asn: Annotated[int, Field(ge=1, le=4294967295), AfterValidator(_of_ones_own)] = Field(
        description="Required. AS number of your routers; a private one will do, but not 65515-65520."
    )
    vlan_id: int = Field(ge=1, le=4094, description="Required. VLAN of the peering on the circuit, 1-4094.")
    primary_range: Annotated[AddressRange, AfterValidator(_of_two_routers)] = Field(
        description="Required. A /30 for the first link, outside all VNets: its first address is your router's."
    )
    secondary_range: Annotated[AddressRange, AfterValidator(_of_two_routers)] = Field(
        description="Required. A /30 for the second link, outside all VNets."
    )


class CircuitSettings(Section):
    """An ExpressRoute circuit made here: its provider connects it afterwards."""

    provider: Annotated[
        str, Matching(r"[A-Za-z0-9][A-Za-z0-9 .&()/-]{1,79}", "the provider's name as Azure lists it")
    ] = Field(description="Required. Connectivity provider, such as Equinix.")
    peering_location: Annotated[str, Matching(r"[A-Za-z][A-Za-z0-9 -]{1,79}", "a peering location such as Tokyo")] = (
        Field(description="Required. Where it comes in, such as Hong Kong.")
    )
    bandwidth_mbps: Literal[50, 100, 200, 500, 1000, 2000, 5000, 10000] = Field(
        50, description="Optional. Bandwidth in Mbit/s; the smallest by default."
    )
    tier: Literal["Local", "Standard", "Premium"] = Field("Standard", description="Optional. How far it reaches.")
    family: Literal["MeteredData", "UnlimitedData"] = Field("MeteredData", description="Optional. How it is billed.")
    provisioned: bool = Field(
        False,
        description="Optional. The provider has connected it: the gateway is connected to it then. Off at first, as "
        "Azure refuses a connection to a circuit that no provider has connected.",
    )
    private_peering: PrivatePeeringSettings | None = Field(
        None,
        description="Optional. Private peering, which takes effect with provisioned; without it the provider makes it, "
        "as those do that offer routing themselves (layer 3).",
    )


class ExpressRouteSettings(Section):
    """An ExpressRoute gateway and its connection."""

    sku: Literal["ErGw1AZ", "ErGw2AZ", "ErGw3AZ"] = Field(
        "ErGw1AZ", description="Optional. Throughput; the smallest by default."
    )
    address_ranges: tuple[AddressRange, ...] = Field(
        min_length=1, description="Required. Ranges of one's own that come in by it; overlap no VNet."
    )
    circuit_id: ArmId | None = Field(
        None,
        description="Conditional. Id of a circuit that exists; its authorization, where it belongs to another "
        "subscription, stands in the secret expressRouteKey. This or circuit.",
    )
    circuit: CircuitSettings | None = Field(None, description="Conditional. A circuit made here. This or circuitId.")


class DnsResolverSettings(Section):
    """An Azure DNS Private Resolver: whoever comes in by VPN or ExpressRoute resolves the private names with it."""

    # Limits: https://learn.microsoft.com/azure/dns/dns-private-resolver-overview#restrictions
    forward: dict[Domain, Annotated[tuple[IpAddress, ...], Field(min_length=1, max_length=6)]] = Field(
        {},
        max_length=1000,
        description="Optional. Domains of one's own, each with the one to six DNS servers that know it, such as "
        "corp.example.: [192.168.0.10]; none by default.",
    )


class AccessSettings(Section):
    """How people get in; any mix, one at least."""

    bastion: BastionSettings | None = Field(None, description="Optional. Azure Bastion, the way to the jump host.")
    jump_host: JumpHostSettings | None = Field(None, description="Optional. A machine inside that people work on.")
    vpn_gateway: VpnGatewaySettings | None = Field(None, description="Optional. A VPN gateway.")
    express_route: ExpressRouteSettings | None = Field(None, description="Optional. An ExpressRoute gateway.")
    dns_resolver: DnsResolverSettings | None = Field(None, description="Optional. A DNS Private Resolver.")

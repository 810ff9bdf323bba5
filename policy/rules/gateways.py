"""VPN and ExpressRoute gateways: strong tunnels, and people who sign in as themselves."""

from gate.model import ADVISORY, HIGH, LOW, MEDIUM, Check, Rule, StackCheck, equals, is_set, is_unset, other_than, prop
from gate.nodes import Node, UndecidedError
from gate.stack import Item, Stack

from rules.addresses import is_public

FAMILY = "gateways"
_GATEWAY = "network:VirtualNetworkGateway"
_CONNECTION = "network:VirtualNetworkGatewayConnection"
_CLIENTS = "vpnClientConfiguration"
_SECURE_PAGE = "https://learn.microsoft.com/azure/vpn-gateway/secure-vpn-gateway"
_CRYPTO_PAGE = "https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-compliance-crypto"
_CLIENTS_PAGE = "https://learn.microsoft.com/azure/vpn-gateway/point-to-site-about"

# Broken, too short, or no encryption at all. Everything else that Azure offers is fit for use.
_WEAK = {
    "ikeEncryption": {"des", "des3"},
    "ikeIntegrity": {"md5", "sha1"},
    "ipsecEncryption": {"none", "des", "des3"},
    "ipsecIntegrity": {"md5", "sha1"},
    "dhGroup": {"none", "dhgroup1", "dhgroup2"},
    "pfsGroup": {"pfs1", "pfs2"},
}
_SHORTEST_KEY = 24
"""Letters of a pre-shared key: whoever records a handshake may try keys for as long as they like."""


def _is_vpn(gateway: Node) -> bool:
    return gateway.text("gatewayType").lower() == "vpn"


def _takes_clients(gateway: Node) -> bool:
    return gateway.has(_CLIENTS)


def is_tunnel(connection: Node) -> bool:
    """Whether a connection is an IPsec tunnel, and not an ExpressRoute circuit."""
    return connection.text("connectionType").lower() in {"ipsec", "vnet2vnet"}


def weak_algorithm(policy: Node) -> str | None:
    """What is wrong with the algorithms of a tunnel."""
    for name, weak in _WEAK.items():
        value = policy.text(name)
        if value.lower() in weak:
            return f"{policy.path}.{name} is {value!r}, must be a strong algorithm"
    return None


def shared_key_is_long(connection: Item, stack: Stack) -> str | None:
    """What is wrong with the key of a tunnel; its value stays out of every message."""
    del stack
    if not is_tunnel(connection.props):
        return None
    try:
        key = connection.props.text("sharedKey")
    except UndecidedError:
        if connection.is_given("sharedKey"):
            return None  # made by another resource, such as a generated password
        raise
    if len(key) >= _SHORTEST_KEY:
        return None
    return f"sharedKey is {'short' if key else 'not set'}, must be {_SHORTEST_KEY} characters or more"


def public_prefix(gateway: Node) -> str | None:
    """What to know about the addresses of another site: not private, or the whole Internet."""
    prefix = gateway.text("")
    return f"{gateway.path} is {prefix}, which is not a private range" if prefix and is_public(prefix) else None


RULES = (
    Rule(
        id="azure-network-gateway-basic-sku",
        demands="A VPN gateway is not of the Basic SKU.",
        why="Basic has no IKEv2 or OpenVPN for people, no algorithms of your choice, and no zones.",
        fix='set sku to "VpnGw1AZ" or larger',
        family=FAMILY,
        severity=MEDIUM,
        url=_SECURE_PAGE,
        control="e345b6c3-24bd-4c93-9bbb-7e5e49a17b78",
        checks=(prop(_GATEWAY, "sku.name", other_than("Basic"), when=_is_vpn),),
    ),
    Rule(
        id="azure-network-gateway-route-based",
        demands="A VPN gateway is route-based.",
        why="A policy-based one speaks IKEv1 only.",
        fix='leave vpn_type out, or set it to "RouteBased"',
        default="'RouteBased'",
        family=FAMILY,
        severity=MEDIUM,
        url=_SECURE_PAGE,
        checks=(prop(_GATEWAY, "vpnType", equals("RouteBased"), when=_is_vpn, absent_ok=True),),
    ),
    Rule(
        id="azure-network-gateway-replay-protection",
        demands="A VPN gateway refuses packets that were sent before.",
        why="Without replay protection a recorded packet can be sent again.",
        fix="leave disable_ip_sec_replay_protection out, or set it to False",
        default="false",
        family=FAMILY,
        severity=MEDIUM,
        url=_CRYPTO_PAGE,
        checks=(prop(_GATEWAY, "disableIPSecReplayProtection", equals(False), absent_ok=True),),
    ),
    Rule(
        id="azure-network-gateway-client-protocols",
        demands="People's VPN clients use OpenVPN or IKEv2.",
        why="SSTP is Windows' own, takes 128 people at most, and OpenVPN cannot stand beside it.",
        fix='set vpn_client_configuration.vpn_client_protocols to ["OpenVPN"] or ["OpenVPN", "IkeV2"]',
        family=FAMILY,
        severity=HIGH,
        url=_CLIENTS_PAGE,
        checks=(
            prop(_GATEWAY, f"{_CLIENTS}.vpnClientProtocols", is_set(), when=_takes_clients),
            prop(_GATEWAY, f"{_CLIENTS}.vpnClientProtocols[]", equals("OpenVPN", "IkeV2")),
        ),
    ),
    Rule(
        id="azure-network-gateway-client-authentication",
        demands="People's VPN clients sign in with Entra ID or a certificate.",
        why="A RADIUS server is reached with one shared secret, and mostly checks passwords.",
        fix='set vpn_client_configuration.vpn_authentication_types to ["AAD"] (or "Certificate"), and no RADIUS server',
        default="what the other settings imply",
        family=FAMILY,
        severity=HIGH,
        url=_CLIENTS_PAGE,
        checks=(
            prop(_GATEWAY, f"{_CLIENTS}.vpnAuthenticationTypes", is_set(), when=_takes_clients),
            prop(_GATEWAY, f"{_CLIENTS}.vpnAuthenticationTypes[]", equals("AAD", "Certificate")),
            prop(_GATEWAY, f"{_CLIENTS}.radiusServerSecret", is_unset(), absent_ok=True, secret=True),
            prop(_GATEWAY, f"{_CLIENTS}.radiusServers", is_unset(), absent_ok=True),
        ),
    ),
    Rule(
        id="azure-network-gateway-client-entra",
        demands="People's VPN clients sign in with Entra ID.",
        why="A certificate knows no second factor and no conditional access, and works until somebody revokes it.",
        fix='set vpn_client_configuration.vpn_authentication_types to ["AAD"] with the tenant\'s addresses',
        family=FAMILY,
        severity=MEDIUM,
        enforcement=ADVISORY,  # machines without a person sign in with certificates
        url=_CLIENTS_PAGE,
        control="21a6bc25-125e-4d13-b82d-2e19b7208ab7",
        benchmark=("IM-1",),
        checks=(prop(_GATEWAY, f"{_CLIENTS}.vpnAuthenticationTypes[]", other_than("Certificate"), absent_ok=True),),
    ),
    Rule(
        id="azure-network-connection-algorithms",
        demands="The algorithms of a tunnel are strong.",
        why="DES, 3DES, MD5, SHA-1 and the first two Diffie-Hellman groups are within reach of those who record"
        " traffic.",
        fix="use GCMAES256 or AES256, SHA256 or SHA384, and ECP384, ECP256 or DHGroup24",
        family=FAMILY,
        severity=HIGH,
        url=_CRYPTO_PAGE,
        control="50b83b09-03da-41c1-b656-c293c914862b",
        checks=(
            Check(of=(_CONNECTION,), each="ipsecPolicies[]", judge=weak_algorithm),
            Check(of=(_GATEWAY,), each=f"{_CLIENTS}.vpnClientIpsecPolicies[]", judge=weak_algorithm),
        ),
    ),
    Rule(
        id="azure-network-connection-default-algorithms",
        demands="A tunnel names its algorithms, and makes new keys as it goes.",
        why="Azure's own list is there for old devices: SHA-1 and DHGroup2 are on it, and no forward secrecy.",
        fix="set ipsec_policies with a pfs_group",
        default="Azure's list",
        family=FAMILY,
        severity=MEDIUM,
        enforcement=ADVISORY,  # what the device at the other end can do decides
        url=_CRYPTO_PAGE,
        checks=(
            prop(_CONNECTION, "ipsecPolicies", is_set(), when=is_tunnel, default="its own list"),
            prop(_CONNECTION, "ipsecPolicies[].pfsGroup", other_than("None")),
        ),
    ),
    Rule(
        id="azure-network-connection-ike-version",
        demands="A tunnel speaks IKEv2.",
        why="IKEv1 is deprecated (RFC 9395): nobody maintains it any more.",
        fix='leave connection_protocol out, or set it to "IKEv2"',
        default="'IKEv2'",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-vpn-devices",
        checks=(prop(_CONNECTION, "connectionProtocol", equals("IKEv2"), when=is_tunnel, absent_ok=True),),
    ),
    Rule(
        id="azure-network-connection-shared-key",
        demands="The pre-shared key of a tunnel is long.",
        why="Whoever has the key can be the other end.",
        fix="generate one, for instance with RandomPassword, and keep it secret",
        family=FAMILY,
        severity=HIGH,
        url=_SECURE_PAGE,
        stack=(StackCheck(of=(_CONNECTION,), judge=shared_key_is_long),),
    ),
    Rule(
        id="azure-network-localgateway-prefixes",
        demands="The addresses of another site are private ones.",
        why="Traffic to public addresses that a site claims, or to all of them, goes there instead of to their owner.",
        fix="list the site's private ranges in local_network_address_space",
        family=FAMILY,
        severity=MEDIUM,
        enforcement=ADVISORY,  # some sites use public addresses inside, or take all traffic on purpose
        url="https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-vpn-gateway-settings#lng",
        checks=(
            Check(
                of=("network:LocalNetworkGateway",),
                each="localNetworkAddressSpace.addressPrefixes[]",
                judge=public_prefix,
            ),
        ),
    ),
    Rule(
        id="azure-network-expressroute-private-peering",
        demands="An ExpressRoute circuit has private peering only.",
        why="Microsoft peering reaches Azure's public addresses from the other site: it goes around private endpoints.",
        fix='set peering_type to "AzurePrivatePeering"',
        family=FAMILY,
        severity=LOW,
        enforcement=ADVISORY,  # the services behind it are closed to the public network anyhow
        url="https://learn.microsoft.com/azure/expressroute/expressroute-circuit-peerings",
        checks=(
            prop("network:ExpressRouteCircuitPeering", "peeringType", equals("AzurePrivatePeering")),
            prop("network:ExpressRouteCircuit", "peerings[].peeringType", equals("AzurePrivatePeering")),
        ),
    ),
)

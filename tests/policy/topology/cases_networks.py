"""Peerings and addresses that are wrong."""

from tests.policy.gate import DROP, UNKNOWN
from tests.policy.topology.case import Case, add, both, drop, edit
from tests.policy.topology.parts import arm_id, azure_name, made, peering, reference, subnet, subnet_id, vnet

_PEERING, _OVERLAP = "azure-topology-peering", "azure-topology-address-overlap"
_REACHES, _RESOLVES = "azure-topology-service-reachable", "azure-topology-service-resolves"
_ACCESS = "allowVirtualNetworkAccess"

GATEWAY = made(
    "network:VirtualNetworkGateway",
    "gateway",
    {
        "ipConfigurations": [{"subnet": {"id": subnet_id("hub", "GatewaySubnet")}}],
        "vpnClientConfiguration": {"vpnClientAddressPool": {"addressPrefixes": ["172.16.0.0/24"]}},
    },
)
SITE = made(
    "network:LocalNetworkGateway", "site", {"localNetworkAddressSpace": {"addressPrefixes": ["192.168.0.0/16"]}}
)
CONNECTION = made(
    "network:VirtualNetworkGatewayConnection",
    "connection",
    {
        "virtualNetworkGateway1": reference("network:VirtualNetworkGateway", "gateway"),
        "localNetworkGateway2": reference("network:LocalNetworkGateway", "site"),
    },
)
GATEWAY_SUBNET = subnet("GatewaySubnet", "10.2.9.0/27")
_ALIEN = "/subscriptions/other/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks/hub"

CASES = [
    Case(
        "one side of a peering is missing",
        drop("hub-to-aml"),
        _PEERING,
        "aml-to-hub",
        "hub is not peered back with aml, so no traffic passes",
        also=(_REACHES,),
    ),
    Case(
        "one side of a peering does not allow access",
        edit("hub-to-aml", _ACCESS, False),
        _PEERING,
        "hub-to-aml",
        "allowVirtualNetworkAccess is not True, so no traffic passes",
        also=(_REACHES,),
    ),
    Case(
        "the other side of a peering does not allow access",
        edit("hub-to-aml", _ACCESS, DROP),
        _PEERING,
        "aml-to-hub",
        "allowVirtualNetworkAccess is True, and allowVirtualNetworkAccess of 'hub-to-aml' is False",
        also=(_REACHES,),
    ),
    Case(
        "forwarded traffic passes one way",
        edit("aml-to-hub", "allowForwardedTraffic", False),
        _PEERING,
        "aml-to-hub",
        "allowForwardedTraffic is False, and allowForwardedTraffic of 'hub-to-aml' is True",
    ),
    Case(
        "a gateway is used that is not offered",
        edit("aml-to-hub", "useRemoteGateways", True),
        _PEERING,
        "aml-to-hub",
        "useRemoteGateways is True, and allowGatewayTransit of 'hub-to-aml' is False",
    ),
    Case(
        "a gateway is offered that is not used",
        edit("hub-to-aml", "allowGatewayTransit", True),
        _PEERING,
        "hub-to-aml",
        "allowGatewayTransit is True, and useRemoteGateways of 'aml-to-hub' is False",
    ),
    Case(
        "a gateway is neither offered nor used",
        both(edit("hub", "subnets.2", GATEWAY_SUBNET), drop("nic-agent", "vm-agent"), add(GATEWAY)),
        _PEERING,
        "hub-to-aml",
        "allowGatewayTransit is not True: who comes in by the gateway of hub stops there",
    ),
    Case(
        "nobody knows whether a peering allows access",
        edit("hub-to-aml", _ACCESS, UNKNOWN),
        _PEERING,
        "hub-to-aml",
        "undecided: allowVirtualNetworkAccess of 'hub-to-aml'",
        also=("*",),
    ),
    Case(
        "a peering within a network's own properties is one-sided",
        both(
            drop("aml-to-hub", "hub-to-aml"),
            edit(
                "aml",
                "virtualNetworkPeerings",
                [{"name": "p", _ACCESS: True, "remoteVirtualNetwork": reference("network:VirtualNetwork", "hub")}],
            ),
        ),
        _PEERING,
        "aml",
        "hub is not peered back with aml",
        also=(_REACHES,),
    ),
    Case(
        "a peering names no network",
        edit("hub-to-aml", "remoteVirtualNetwork", DROP),
        _PEERING,
        "hub-to-aml",
        "undecided: remoteVirtualNetwork.id of 'hub-to-aml'",
        also=("*",),
    ),
    Case(
        "networks that are peered overlap",
        both(
            add(
                vnet("far", "10.2.128.0/17"),
                peering("hub-to-far", "hub", "far"),
                peering("far-to-hub", "far", "hub"),
            )
        ),
        _OVERLAP,
        "far",
        "its addresses overlap those of hub, which it is peered with",
    ),
    Case(
        "a subnet is outside its network",
        edit("hub", "addressSpace.addressPrefixes", ["10.2.0.0/24", "10.2.1.0/24"]),
        _OVERLAP,
        "hub",
        "subnet agents is not within the network's addresses",
    ),
    Case(
        "two subnets overlap",
        edit("hub", "subnets.2.addressPrefix", "10.2.1.128/25"),
        _OVERLAP,
        "hub",
        "subnets jump and agents overlap",
        also=("*",),
    ),
    Case(
        "VPN clients have addresses of the network",
        both(
            edit("hub", "subnets.2", GATEWAY_SUBNET),
            drop("nic-agent", "vm-agent"),
            add(GATEWAY),
            edit("gateway", "vpnClientConfiguration.vpnClientAddressPool.addressPrefixes", ["10.2.200.0/24"]),
            edit("hub-to-aml", "allowGatewayTransit", True),
            edit("aml-to-hub", "useRemoteGateways", True),
        ),
        _OVERLAP,
        "hub",
        "its addresses overlap 10.2.200.0/24, which a gateway connects",
        also=("azure-topology-gateway-clients",),
    ),
    Case(
        "a site behind the peer's gateway has addresses of the network",
        both(
            edit("hub", "subnets.2", GATEWAY_SUBNET),
            drop("nic-agent", "vm-agent"),
            add(GATEWAY, SITE, CONNECTION),
            edit("site", "localNetworkAddressSpace.addressPrefixes", ["10.1.0.0/20"]),
            edit("hub-to-aml", "allowGatewayTransit", True),
            edit("aml-to-hub", "useRemoteGateways", True),
        ),
        _OVERLAP,
        "aml",
        "its addresses overlap 10.1.0.0/20, which a gateway connects",
        also=("azure-topology-gateway-clients",),
    ),
    Case(
        "nobody knows the addresses of a network",
        edit("aml", "addressSpace.addressPrefixes.0", UNKNOWN),
        _OVERLAP,
        "aml",
        "undecided: addressSpace.addressPrefixes[0] of 'aml'",
        also=("*",),
    ),
    Case(
        "a pool gives a network its addresses",
        edit("aml", "addressSpace", {"ipamPoolPrefixAllocations": [{"numberOfIpAddresses": "256"}]}),
        _OVERLAP,
        "aml",
        "undecided: addressSpace of 'aml'",
        also=("*",),
    ),
    Case(
        "a pool gives a subnet its addresses",
        edit("aml", "subnets.1.addressPrefix", DROP),
        _OVERLAP,
        "aml",
        "undecided: addressPrefix of subnet 'training' of 'aml'",
        also=("*",),
    ),
    Case(
        "what is dangling: a peering to a network that nobody makes",
        both(
            drop("hub-to-aml"),
            edit("aml-to-hub", "remoteVirtualNetwork.id", arm_id("network:VirtualNetwork", "gone")),
        ),
        "azure-topology-dangling",
        "aml-to-hub",
        f"remoteVirtualNetwork.id names Microsoft.Network/virtualNetworks/{azure_name('gone')}, which this stack",
        also=("*",),
        needs_ids=True,
    ),
]

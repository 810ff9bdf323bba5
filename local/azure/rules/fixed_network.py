"""What is fixed from creation on in the Microsoft.Network families, as data for `immutable.py`."""

from __future__ import annotations

from typing import Any

from local.azure.request import Basis

# Type, code, basis, source, and what stands for each property that is left out: None where nothing does. Where nothing
# else is said, the provider of hashicorp replaces for these (observed), and the code is assumed.
_PROVIDER = "https://github.com/hashicorp/terraform-provider-azurerm/blob/main/internal/services/"
_RESOLVER = "https://learn.microsoft.com/azure/templates/microsoft.network/dnsresolvers"
NETWORKING: tuple[tuple[str, str, Basis, str, dict[str, Any]], ...] = (
    (
        "Microsoft.Network/azureFirewalls",
        "PropertyChangeNotAllowed",
        "observed",
        _PROVIDER + "firewall/firewall_resource.go",
        # A firewall that runs without a management interface may get one once it is stopped:
        # https://learn.microsoft.com/azure/firewall/management-nic (documented)
        {"sku.name": "AZFW_VNet", "zones": [], "managementIpConfiguration.subnet.id": None},
    ),
    (
        "Microsoft.Network/virtualNetworkGateways",
        "PropertyChangeNotAllowed",
        "observed",
        _PROVIDER + "network/virtual_network_gateway_resource.go",
        # The generation goes with the size. A private address can be given later, says
        # https://learn.microsoft.com/azure/vpn-gateway/site-to-site-vpn-private-peering (documented)
        {
            "gatewayType": None,
            "vpnType": "RouteBased",
            "vpnGatewayGeneration": None,
            "enablePrivateIpAddress": None,
        },
    ),
    (
        "Microsoft.Network/connections",
        "PropertyChangeNotAllowed",
        "observed",
        _PROVIDER + "network/virtual_network_gateway_connection_resource.go",
        # The protocol goes with the gateway's kind.
        {
            "connectionType": None,
            "virtualNetworkGateway1.id": None,
            "virtualNetworkGateway2.id": "",
            "peer.id": "",
            "connectionProtocol": None,
        },
    ),
    (
        "Microsoft.Network/expressRouteCircuits",
        "PropertyChangeNotAllowed",
        "observed",
        _PROVIDER + "network/express_route_circuit_resource.go",
        # Without a provider there is a port, which is what changes then.
        {
            "serviceProviderProperties.serviceProviderName": None,
            "serviceProviderProperties.peeringLocation": None,
            "expressRoutePort.id": "",
        },
    ),
    (
        "Microsoft.Network/bastionHosts",
        "PropertyChangeNotAllowed",
        "observed",
        _PROVIDER + "network/bastion_host_resource.go",
        {"virtualNetwork.id": "", "zones": []},
    ),
    (
        "Microsoft.Network/natGateways",
        "ResourceAvailabilityZonesCannotBeModified",
        "observed",
        _PROVIDER + "network/nat_gateway_resource.go",
        {"zones": []},
    ),
    (
        "Microsoft.Network/virtualNetworks/virtualNetworkPeerings",
        "PropertyChangeNotAllowed",
        "observed",
        _PROVIDER + "network/virtual_network_peering_resource.go",
        {"remoteVirtualNetwork.id": None},
    ),
    (
        "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
        "BadRequest",
        "observed",
        _PROVIDER + "privatedns/private_dns_zone_virtual_network_link_resource.go",
        {"virtualNetwork.id": None},
    ),
    (
        "Microsoft.Network/dnsResolvers",
        "Conflict",
        "observed",
        "https://github.com/Azure/azure-sdk-for-net/pull/18299",
        {"virtualNetwork.id": None},
    ),
    (
        "Microsoft.Network/dnsResolvers/outboundEndpoints",
        "BadRequest",
        "documented",
        _RESOLVER + "/outboundendpoints",
        {"subnet.id": None},
    ),
    (
        "Microsoft.Network/dnsForwardingRulesets/virtualNetworkLinks",
        "BadRequest",
        "documented",
        "https://learn.microsoft.com/azure/templates/microsoft.network/dnsforwardingrulesets/virtualnetworklinks",
        {"virtualNetwork.id": None},
    ),
    (
        "Microsoft.Network/dnsForwardingRulesets/forwardingRules",
        "BadRequest",
        "observed",
        _PROVIDER + "privatednsresolver/private_dns_resolver_forwarding_rule_resource.go",
        {"domainName": None},
    ),
)

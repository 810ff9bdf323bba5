"""What is fixed from creation on in the Microsoft.Network families, as data for `immutable.py`."""

from __future__ import annotations

from local.azure.request import Basis

# Type, code, basis, source, paths. Where nothing else is said, the provider of hashicorp replaces for these (observed),
# and the code is assumed.
_PROVIDER = "https://github.com/hashicorp/terraform-provider-azurerm/blob/main/internal/services/"
_RESOLVER = "https://learn.microsoft.com/azure/templates/microsoft.network/dnsresolvers"
NETWORKING: tuple[tuple[str, str, Basis, str, tuple[str, ...]], ...] = (
    (
        "Microsoft.Network/azureFirewalls",
        "PropertyChangeNotAllowed",
        "observed",
        _PROVIDER + "firewall/firewall_resource.go",
        ("sku.name", "zones", "managementIpConfiguration.subnet.id"),
    ),
    (
        "Microsoft.Network/virtualNetworkGateways",
        "PropertyChangeNotAllowed",
        "observed",
        _PROVIDER + "network/virtual_network_gateway_resource.go",
        ("gatewayType", "vpnType", "vpnGatewayGeneration", "enablePrivateIpAddress"),
    ),
    (
        "Microsoft.Network/connections",
        "PropertyChangeNotAllowed",
        "observed",
        _PROVIDER + "network/virtual_network_gateway_connection_resource.go",
        ("connectionType", "virtualNetworkGateway1.id", "virtualNetworkGateway2.id", "peer.id", "connectionProtocol"),
    ),
    (
        "Microsoft.Network/expressRouteCircuits",
        "PropertyChangeNotAllowed",
        "observed",
        _PROVIDER + "network/express_route_circuit_resource.go",
        (
            "serviceProviderProperties.serviceProviderName",
            "serviceProviderProperties.peeringLocation",
            "expressRoutePort.id",
        ),
    ),
    (
        "Microsoft.Network/bastionHosts",
        "PropertyChangeNotAllowed",
        "observed",
        _PROVIDER + "network/bastion_host_resource.go",
        ("virtualNetwork.id", "zones"),
    ),
    (
        "Microsoft.Network/natGateways",
        "ResourceAvailabilityZonesCannotBeModified",
        "observed",
        _PROVIDER + "network/nat_gateway_resource.go",
        ("zones",),
    ),
    (
        "Microsoft.Network/virtualNetworks/virtualNetworkPeerings",
        "PropertyChangeNotAllowed",
        "observed",
        _PROVIDER + "network/virtual_network_peering_resource.go",
        ("remoteVirtualNetwork.id",),
    ),
    (
        "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
        "BadRequest",
        "observed",
        _PROVIDER + "privatedns/private_dns_zone_virtual_network_link_resource.go",
        ("virtualNetwork.id",),
    ),
    (
        "Microsoft.Network/dnsResolvers",
        "Conflict",
        "observed",
        "https://github.com/Azure/azure-sdk-for-net/pull/18299",
        ("virtualNetwork.id",),
    ),
    (
        "Microsoft.Network/dnsResolvers/outboundEndpoints",
        "BadRequest",
        "documented",
        _RESOLVER + "/outboundendpoints",
        ("subnet.id",),
    ),
    (
        "Microsoft.Network/dnsForwardingRulesets/virtualNetworkLinks",
        "BadRequest",
        "documented",
        "https://learn.microsoft.com/azure/templates/microsoft.network/dnsforwardingrulesets/virtualnetworklinks",
        ("virtualNetwork.id",),
    ),
    (
        "Microsoft.Network/dnsForwardingRulesets/forwardingRules",
        "BadRequest",
        "observed",
        _PROVIDER + "privatednsresolver/private_dns_resolver_forwarding_rule_resource.go",
        ("domainName",),
    ),
)

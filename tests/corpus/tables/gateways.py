"""VPN and ExpressRoute: gateways, sites, circuits, connections."""

from __future__ import annotations

from tests.corpus.model import Bad, Family, Good
from tests.corpus.worlds import abandoned, connected, gated, hub, peered, provisioned
from tests.unit.azure import samples as given
from tests.unit.azure import samples_network as net
from tests.unit.azure.harness import NETWORK as IDS

# fmt: off

VPN = Good("VPN", "network:VirtualNetworkGateway", gated, net.vpn())
PAIR = Good("a pair", "network:VirtualNetworkGateway", gated, net.vpn(activeActive=True, ipConfigurations=[net.configuration("c", net.GATEWAY_SUBNET, "pip-vpn"), net.configuration("d", net.GATEWAY_SUBNET, "pip-vpn2")]))
SPEAKER = Good("VPN that speaks BGP", "network:VirtualNetworkGateway", gated, net.vpn(enableBgp=True, bgpSettings={"asn": 65515}))
ENTRA = Good("people by Entra ID", "network:VirtualNetworkGateway", gated, net.vpn(vpnClientConfiguration=net.entra_clients()))
CERTIFICATES = Good("people by certificates", "network:VirtualNetworkGateway", gated, net.vpn(vpnClientConfiguration=net.certificate_clients()))
RADIUS = Good("people by RADIUS", "network:VirtualNetworkGateway", gated, net.vpn(vpnClientConfiguration=net.radius_clients()))
UNZONED = Good("without zones", "network:PublicIPAddress", hub, given.public_ip("unzoned"))
BASIC = Good("VPN, Basic", "network:VirtualNetworkGateway", gated, net.basic_vpn())
EXPRESS = Good("ExpressRoute", "network:VirtualNetworkGateway", gated, net.express())
SCALING = Good("ExpressRoute that scales", "network:VirtualNetworkGateway", gated, net.express(sku={"name": "ErGwScale", "tier": "ErGwScale"}, autoScaleConfiguration={"bounds": {"min": 2, "max": 10}}))
FAST = Good("ExpressRoute, Ultra", "network:VirtualNetworkGateway", gated, net.express(sku={"name": "ErGw3AZ", "tier": "ErGw3AZ"}))

SITE = Good("a range", "network:LocalNetworkGateway", hub, net.site())
BGP_SITE = Good("BGP, no ranges", "network:LocalNetworkGateway", hub, net.site(localNetworkAddressSpace={"addressPrefixes": []}, bgpSettings={"asn": 65010, "bgpPeeringAddress": "192.168.0.1"}))
TUNNEL = Good("a tunnel", "network:VirtualNetworkGatewayConnection", connected, net.tunnel())
CONNECTED_SITE = Good("one that a tunnel leads to", "network:LocalNetworkGateway", connected, net.site(), (TUNNEL,), stays="the tunnel needs it", adopted=True)
POLICED = Good("a tunnel with a policy", "network:VirtualNetworkGatewayConnection", connected, net.tunnel(ipsecPolicies=[net.ipsec()]))
EXPRESS_CONNECTION = Good("ExpressRoute", "network:VirtualNetworkGatewayConnection", peered, net.express_connection())

CIRCUIT = Good("metered", "network:ExpressRouteCircuit", hub, net.circuit())
UNLIMITED = Good("unlimited", "network:ExpressRouteCircuit", hub, net.circuit(sku={"name": "Standard_UnlimitedData", "tier": "Standard", "family": "UnlimitedData"}))
PRIVATE_PEERING = Good("private", "network:ExpressRouteCircuitPeering", provisioned, net.private_peering())
AUTHORIZATION = Good("for a hub", "network:ExpressRouteCircuitAuthorization", connected, net.authorization())
SMALL = Good("a network with 28 bits for gateways", "network:VirtualNetwork", gated, net.hub(net.subnet("GatewaySubnet", "10.30.0.0/28"), name="small", space="10.30.0.0/16"))
SMALL_VPN = Good("VPN in 28 bits", "network:VirtualNetworkGateway", gated, net.vpn(virtualNetworkGatewayName="small", ipConfigurations=[net.configuration("c", f"{SMALL.id}/subnets/GatewaySubnet", "pip-vpn2")]), (SMALL,))
SMALL_EXPRESS = Good("ExpressRoute in 28 bits", "network:VirtualNetworkGateway", gated, net.express(virtualNetworkGatewayName="small-er", ipConfigurations=[net.configuration("c", f"{SMALL.id}/subnets/GatewaySubnet", None)]), (SMALL,))
EGRESS = Good("a default route to a firewall", "network:RouteTable", gated, net.route_table())
ROUTED = Good("a network with routes for its gateways", "network:VirtualNetwork", gated, net.hub(net.subnet("GatewaySubnet", "10.40.0.0/27", routeTable={"id": EGRESS.id}), name="routed", space="10.40.0.0/16"), (EGRESS,))
PRIVATE_VPN = Good("VPN with private addresses", "network:VirtualNetworkGateway", gated, net.vpn(enablePrivateIpAddress=True))
INNER_SITE = Good("a range of the hub's", "network:LocalNetworkGateway", hub, net.site(localNetworkGatewayName="inner", localNetworkAddressSpace={"addressPrefixes": ["10.10.8.0/24"]}))
BASIC_TUNNEL = Good("a tunnel of a Basic gateway", "network:VirtualNetworkGatewayConnection", gated, net.tunnel(), (BASIC, SITE))
BGP_TUNNEL = Good("a tunnel that speaks BGP", "network:VirtualNetworkGatewayConnection", gated, net.tunnel(enableBgp=True), (SPEAKER, BGP_SITE))
IKE_TUNNEL = Good("a tunnel of the second version", "network:VirtualNetworkGatewayConnection", connected, net.tunnel(connectionProtocol="IKEv2"))
FAR_VPN = Good("VPN in a network apart", "network:VirtualNetworkGateway", connected, SMALL_VPN.inputs, (SMALL,))
NETWORKS = Good("two networks", "network:VirtualNetworkGatewayConnection", connected, net.tunnel(connectionType="Vnet2Vnet", localNetworkGateway2=None, virtualNetworkGateway2={"id": FAR_VPN.id}), (FAR_VPN,))
SECOND_CIRCUIT = Good("a second one", "network:ExpressRouteCircuit", provisioned, net.circuit(circuitName="erc2"))
SERVED_CIRCUIT = Good("one that its provider serves", "network:ExpressRouteCircuit", peered, net.circuit(), adopted=True, stays="its provider serves it")
ABANDONED_CIRCUIT = Good("one that is connected", "network:ExpressRouteCircuit", abandoned, net.circuit(), adopted=True, stays="a connection uses it")
DIRECT = Good("on a port of one's own", "network:ExpressRouteCircuit", hub, net.circuit(serviceProviderProperties=None, bandwidthInGbps=1, expressRoutePort={"id": "/subscriptions/99999999-9999-4999-8999-999999999999/resourceGroups/er/providers/Microsoft.Network/expressRoutePorts/one"}))
SECOND_UNSERVED = Good("one that waits for its provider", "network:ExpressRouteCircuit", peered, net.circuit(circuitName="erc2"))
OWN_CONNECTION = Good("ExpressRoute, its peering made with it", "network:VirtualNetworkGatewayConnection", provisioned, net.express_connection(), (PRIVATE_PEERING,))

GOOD = (VPN, PAIR, SPEAKER, ENTRA, CERTIFICATES, RADIUS, UNZONED, BASIC, EXPRESS, SCALING, FAST, SITE, BGP_SITE, TUNNEL, CONNECTED_SITE, POLICED, EXPRESS_CONNECTION, CIRCUIT, UNLIMITED, PRIVATE_PEERING, AUTHORIZATION, SMALL, SMALL_VPN, SMALL_EXPRESS, EGRESS, ROUTED, PRIVATE_VPN, INNER_SITE, BASIC_TUNNEL, BGP_TUNNEL, IKE_TUNNEL, FAR_VPN, NETWORKS, SECOND_CIRCUIT, SERVED_CIRCUIT, ABANDONED_CIRCUIT, DIRECT, SECOND_UNSERVED, OWN_CONNECTION)


BAD = (
    Bad(VPN, "a type that is none", {"gatewayType": "Carrier"}, "InvalidRequestPropertyValue", "gatewayType"),
    Bad(VPN, "a SKU without zones", {"sku.name": "VpnGw1"}, "NonAzSkusNotAllowedForVPNGateway", "sku.name"),
    Bad(VPN, "an ExpressRoute SKU for VPN", {"sku.tier": "ErGw1AZ"}, "InvalidGatewaySkuSpecifiedForGatewayDeploymentType", "sku.name"),
    Bad(VPN, "a tier of another SKU", {"sku.tier": "VpnGw2AZ"}, "InvalidGatewaySkuSpecifiedForGatewayDeploymentType", "sku.name"),
    Bad(VPN, "a second generation of the first size", {"vpnGatewayGeneration": "Generation2"}, "VpnGatewayGenerationNotSupportedForSku", "vpnGatewayGeneration"),
    Bad(VPN, "a first generation of the fourth size", {"sku.name": "VpnGw4AZ", "sku.tier": "VpnGw4AZ"}, "VpnGatewayGenerationNotSupportedForSku", "vpnGatewayGeneration"),
    Bad(VPN, "policies for routes", {"vpnType": "PolicyBased"}, "PolicyBasedVpnTypeNotSupportedForSku", "vpnType"),
    Bad(VPN, "no configuration", {"ipConfigurations": []}, "VirtualNetworkGatewayIpConfigurationsMissing", "ipConfigurations"),
    Bad(VPN, "a gateway with another subnet", {"ipConfigurations[0].subnet.id": net.PLAIN}, "VirtualNetworkGatewaySubnetNameInvalid", "ipConfigurations[0].subnet"),
    Bad(VPN, "a gateway with no subnet", {"ipConfigurations[0].subnet": None}, "SubnetForGatewayIsRequired", "ipConfigurations[0].subnet"),
    Bad(VPN, "a gateway with no address", {"ipConfigurations[0].publicIPAddress": None}, "PublicIpForGatewayIsRequired", "ipConfigurations[0].publicIPAddress.id"),
    Bad(VPN, "an address without zones", {"ipConfigurations[0].publicIPAddress.id": f"{IDS}/publicIPAddresses/unzoned"}, "VmssVpnGatewayPublicIpsMustHaveZonesConfigured", "ipConfigurations[0].publicIPAddress.id"),
    Bad(VPN, "a gateway with a pair of one", {"activeActive": True}, "VirtualNetworkGatewayIpConfigurationCountInvalid", "ipConfigurations"),
    Bad(VPN, "a gateway with a reserved ASN", {"bgpSettings": {"asn": 65517}}, "InvalidBgpAsn", "bgpSettings.asn"),
    Bad(VPN, "a gateway with another region", {"location": "northeurope"}, "InvalidResourceReference", "location"),
    Bad(VPN, "no way to sign in", {"vpnClientConfiguration": {"vpnClientAddressPool": {"addressPrefixes": ["172.31.0.0/24"]}}}, "VpnClientAuthenticationMissing", "vpnClientConfiguration.vpnAuthenticationTypes"),
    Bad(VPN, "another generation", {"vpnGatewayGeneration": None}, "PropertyChangeNotAllowed", "vpnGatewayGeneration", "update"),
    Bad(VPN, "another way of routing", {"vpnType": "PolicyBased"}, "PropertyChangeNotAllowed", "vpnType", "update"),
    Bad(VPN, "a gateway keeps its generation", {"vpnGatewayGeneration": "Generation2"}, "PropertyChangeNotAllowed", "vpnGatewayGeneration", "update"),
    Bad(VPN, "size below Basic", {"sku.name": "Basic", "sku.tier": "Basic"}, "VirtualNetworkGatewaySkuResizeNotAllowed", "sku.name", "update"),
    Bad(PAIR, "an address twice", {"ipConfigurations[1].publicIPAddress.id": f"{IDS}/publicIPAddresses/pip-vpn"}, "PublicIPAddressInUse", "ipConfigurations"),
    Bad(PAIR, "a gateway with two for one", {"activeActive": None}, "VirtualNetworkGatewayIpConfigurationCountInvalid", "ipConfigurations"),
    Bad(ENTRA, "clients with no pool", {"vpnClientConfiguration.vpnClientAddressPool.addressPrefixes": []}, "VpnClientAddressPoolMissing", "vpnClientConfiguration.vpnClientAddressPool.addressPrefixes"),
    Bad(ENTRA, "a pool in the network", {"vpnClientConfiguration.vpnClientAddressPool.addressPrefixes[0]": "10.10.9.0/24"}, "VpnClientAddressPoolOverlapsVnetAddressSpace", "vpnClientConfiguration.vpnClientAddressPool.addressPrefixes"),
    Bad(ENTRA, "a protocol that is none", {"vpnClientConfiguration.vpnClientProtocols[0]": "PPTP"}, "InvalidRequestPropertyValue", "vpnClientConfiguration.vpnClientProtocols"),
    Bad(ENTRA, "a method that is none", {"vpnClientConfiguration.vpnAuthenticationTypes[0]": "Password"}, "InvalidRequestPropertyValue", "vpnClientConfiguration.vpnAuthenticationTypes"),
    Bad(ENTRA, "Entra ID over IKEv2", {"vpnClientConfiguration.vpnClientProtocols[+]": "IkeV2"}, "VpnClientAadAuthenticationNeedsOpenVpn", "vpnClientConfiguration.vpnClientProtocols"),
    Bad(ENTRA, "Entra ID over nothing", {"vpnClientConfiguration.vpnClientProtocols": []}, "VpnClientAadAuthenticationNeedsOpenVpn", "vpnClientConfiguration.vpnClientProtocols"),
    Bad(ENTRA, "clients with no audience", {"vpnClientConfiguration.aadAudience": None}, "VpnClientAadSettingsIncomplete", "vpnClientConfiguration.aadAudience"),
    Bad(ENTRA, "an issuer that is no address", {"vpnClientConfiguration.aadIssuer": "sts"}, "VpnClientAadSettingsInvalid", "vpnClientConfiguration.aadIssuer"),
    Bad(ENTRA, "two methods that are not named", {"vpnClientConfiguration.vpnClientRootCertificates": [{"name": "root", "publicCertData": "MIIC5zCCAc+gAwIBAgIQ"}]}, "VpnClientConfigurationHasMoreThanOneAuthentication", "vpnClientConfiguration.vpnAuthenticationTypes"),
    Bad(CERTIFICATES, "certificates without data", {"vpnClientConfiguration.vpnClientRootCertificates[0].publicCertData": ""}, "VpnClientRootCertificateDataInvalid", "vpnClientConfiguration.vpnClientRootCertificates[0].publicCertData"),
    Bad(CERTIFICATES, "certificates with their lines", {"vpnClientConfiguration.vpnClientRootCertificates[0].publicCertData": "-----BEGIN CERTIFICATE-----"}, "VpnClientRootCertificateDataInvalid", "vpnClientConfiguration.vpnClientRootCertificates[0].publicCertData"),
    Bad(CERTIFICATES, "a thumbprint that is none", {"vpnClientConfiguration.vpnClientRevokedCertificates": [{"name": "old", "thumbprint": "AB"}]}, "VpnClientRevokedCertificateThumbprintInvalid", "vpnClientConfiguration.vpnClientRevokedCertificates[0].thumbprint"),
    Bad(CERTIFICATES, "a method without settings", {"vpnClientConfiguration.vpnAuthenticationTypes[+]": "Radius"}, "VpnClientAuthenticationSettingsMissing", "vpnClientConfiguration.vpnAuthenticationTypes"),
    Bad(CERTIFICATES, "RADIUS without secret", {"vpnClientConfiguration.vpnAuthenticationTypes[+]": "Radius", "vpnClientConfiguration.radiusServerAddress": "10.10.3.9"}, "VpnClientRadiusSettingsInvalid", "vpnClientConfiguration.radiusServerAddress"),
    Bad(CERTIFICATES, "clients are for route based vpn above basic, again", {"sku.name": "Basic", "sku.tier": "Basic", "ipConfigurations[0].publicIPAddress.id": given.address_id("unzoned")}, "VpnClientConfigurationNotSupportedForSku", "vpnClientConfiguration.vpnClientProtocols"),
    Bad(BASIC, "no zones and an address with zones", {"ipConfigurations[0].publicIPAddress.id": given.address_id("pip-vpn")}, "RegionalVmssVpnGatewayPublicIpsMustNotHaveZonesConfigured", "ipConfigurations[0].publicIPAddress.id"),
    Bad(BASIC, "a gateway with BGP in Basic", {"enableBgp": True}, "BgpNotSupportedForSku", "enableBgp"),
    Bad(EXPRESS, "a VPN SKU for ExpressRoute", {"sku.tier": "VpnGw1AZ"}, "InvalidGatewaySkuSpecifiedForGatewayDeploymentType", "sku.name"),
    Bad(EXPRESS, "a pair for ExpressRoute", {"activeActive": True}, "ActiveActiveNotSupportedForGateway", "activeActive"),
    Bad(EXPRESS, "bounds without scaling", {"autoScaleConfiguration": {"bounds": {"min": 1, "max": 2}}}, "ExpressRouteVirtualNetworkGatewayAutoscaleBoundsNotValid", "autoScaleConfiguration.bounds"),
    Bad(EXPRESS, "a gateway keeps its zones", {"sku.name": "Standard", "sku.tier": "Standard"}, "ExpressRouteVirtualNetworkGatewayAutoscaleBoundsNotValid", "sku.name", "update"),
    Bad(EXPRESS, "clients are for route based vpn above basic", {"vpnClientConfiguration": {"vpnClientAddressPool": {"addressPrefixes": ["172.31.0.0/24"]}, "vpnClientProtocols": ["OpenVPN"], "vpnAuthenticationTypes": ["AAD"], "aadTenant": "https://login.microsoftonline.com/7e57ab1e-0000-4000-8000-000000000001/", "aadAudience": "c632b3df-fb67-4d84-bdcf-b95ad541b5c8", "aadIssuer": "https://sts.windows.net/7e57ab1e-0000-4000-8000-000000000001/"}}, "VpnClientConfigurationNotSupportedForGateway", "vpnClientConfiguration"),
    Bad(SCALING, "scaling without bounds", {"autoScaleConfiguration": None}, "ExpressRouteVirtualNetworkGatewayAutoscaleBoundsNotValid", "autoScaleConfiguration.bounds"),
    Bad(CONNECTED_SITE, "a range of the network that it is connected to", {"localNetworkAddressSpace.addressPrefixes[0]": "10.10.0.0/16"}, "ConnectionOverlappingAddressSpaces", "localNetworkAddressSpace.addressPrefixes", "update"),
    Bad(SITE, "address and name", {"fqdn": "vpn.example"}, "LocalNetworkGatewayAddressInvalid", "gatewayIpAddress"),
    Bad(SITE, "neither address nor name", {"gatewayIpAddress": None}, "LocalNetworkGatewayAddressInvalid", "gatewayIpAddress"),
    Bad(SITE, "an address that is none", {"gatewayIpAddress": "here"}, "InvalidIPAddressFormat", "gatewayIpAddress"),
    Bad(SITE, "a name that is none", {"gatewayIpAddress": None, "fqdn": "https://vpn"}, "LocalNetworkGatewayFqdnInvalid", "fqdn"),
    Bad(SITE, "a range that is none", {"localNetworkAddressSpace.addressPrefixes[0]": "192.168.0.1/16"}, "InvalidCIDRNotation", "192.168.0.1/16"),
    Bad(SITE, "a site with no range", {"localNetworkAddressSpace": None}, "LocalNetworkGatewayAddressSpaceMissing", "localNetworkAddressSpace.addressPrefixes"),
    Bad(TUNNEL, "a type that is none", {"connectionType": "Wire"}, "InvalidRequestPropertyValue", "connectionType"),
    Bad(TUNNEL, "a tunnel with no site", {"localNetworkGateway2": None}, "VirtualNetworkGatewayConnectionIncomplete", "localNetworkGateway2.id"),
    Bad(TUNNEL, "a tunnel with no gateway", {"virtualNetworkGateway1.id": None}, "VirtualNetworkGatewayConnectionIncomplete", "virtualNetworkGateway1.id"),
    Bad(TUNNEL, "a gateway of the other type", {"virtualNetworkGateway1.id": net.EXPRESS_ID}, "VirtualNetworkGatewayConnectionTypeMismatch", "connectionType"),
    Bad(TUNNEL, "no second gateway", {"connectionType": "Vnet2Vnet"}, "VirtualNetworkGatewayConnectionIncomplete", "virtualNetworkGateway2.id"),
    Bad(TUNNEL, "a second gateway of the other type", {"connectionType": "Vnet2Vnet", "virtualNetworkGateway2": {"id": net.EXPRESS_ID}}, "VirtualNetworkGatewayConnectionTypeMismatch", "virtualNetworkGateway2"),
    Bad(TUNNEL, "a gateway that is not there", {"virtualNetworkGateway1.id": f"{net.VPN_ID}x"}, "InvalidResourceReference", "virtualNetworkGateway1.id"),
    Bad(TUNNEL, "a tunnel with another region", {"location": "northeurope"}, "InvalidResourceReference", "location"),
    Bad(TUNNEL, "a space in the key", {"sharedKey": "hunter 2"}, "InvalidSharedKey", "sharedKey"),
    Bad(TUNNEL, "a hyphen in the key", {"sharedKey": "hunter-2"}, "InvalidSharedKey", "sharedKey"),
    Bad(TUNNEL, "BGP that the gateway does not speak", {"enableBgp": True}, "BgpNotEnabledOnGateway", "enableBgp"),
    Bad(TUNNEL, "selectors without policy", {"usePolicyBasedTrafficSelectors": True}, "PolicyBasedTrafficSelectorsNeedIpsecPolicy", "usePolicyBasedTrafficSelectors"),
    Bad(TUNNEL, "a name that ends in a dot", {"virtualNetworkGatewayConnectionName": "s2s."}, "InvalidResourceName", "name"),
    Bad(TUNNEL, "a circuit waits for its provider", {"connectionType": "ExpressRoute", "virtualNetworkGateway1.id": net.EXPRESS_ID, "peer": {"id": net.CIRCUIT_ID}}, "ExpressRouteCircuitNotProvisioned", "peer"),
    Bad(POLICED, "a policy that ends at once", {"ipsecPolicies[0].saLifeTimeSeconds": 10}, "IpsecPolicyInvalid", "ipsecPolicies[0]"),
    Bad(EXPRESS_CONNECTION, "another circuit", {"peer.id": f"{net.CIRCUIT_ID}x"}, "InvalidResourceReference", "peer.id", "update"),
    Bad(EXPRESS_CONNECTION, "another type", {"connectionType": "IPsec"}, "PropertyChangeNotAllowed", "connectionType", "update"),
    Bad(EXPRESS_CONNECTION, "another gateway", {"virtualNetworkGateway1.id": net.VPN_ID}, "PropertyChangeNotAllowed", "virtualNetworkGateway1.id", "update"),
    Bad(EXPRESS_CONNECTION, "a key is one of the circuits own", {"authorizationKey": "hunter2"}, "InvalidAuthorizationKey", "authorizationKey"),
    Bad(EXPRESS_CONNECTION, "a fast path needs a gateway that has one", {"expressRouteGatewayBypass": True}, "ExpressRouteGatewayBypassNotSupportedForSku", "expressRouteGatewayBypass"),
    Bad(EXPRESS_CONNECTION, "a fast path needs a gateway that has one, again", {"enablePrivateLinkFastPath": True}, "PrivateLinkFastPathNeedsGatewayBypass", "enablePrivateLinkFastPath"),
    Bad(CIRCUIT, "a name that is not its tier's", {"sku.name": "Premium_MeteredData"}, "ExpressRouteCircuitSkuInvalid", "sku"),
    Bad(CIRCUIT, "metered data at home", {"sku.name": "Local_MeteredData", "sku.tier": "Local"}, "ExpressRouteCircuitSkuInvalid", "sku.family"),
    Bad(CIRCUIT, "a circuit with no provider", {"serviceProviderProperties": None}, "ExpressRouteCircuitProviderInvalid", "serviceProviderProperties"),
    Bad(CIRCUIT, "a circuit with no place", {"serviceProviderProperties.peeringLocation": ""}, "ExpressRouteCircuitProviderInvalid", "serviceProviderProperties.peeringLocation"),
    Bad(CIRCUIT, "a bandwidth that is not sold", {"serviceProviderProperties.bandwidthInMbps": 300}, "ExpressRouteCircuitBandwidthInvalid", "serviceProviderProperties.bandwidthInMbps"),
    Bad(CIRCUIT, "less bandwidth", {"serviceProviderProperties.bandwidthInMbps": 100}, "ExpressRouteCircuitBandwidthDowngradeNotAllowed", "serviceProviderProperties.bandwidthInMbps", "update"),
    Bad(CIRCUIT, "another provider", {"serviceProviderProperties.serviceProviderName": "Colt"}, "PropertyChangeNotAllowed", "serviceProviderProperties.serviceProviderName", "update"),
    Bad(CIRCUIT, "another place", {"serviceProviderProperties.peeringLocation": "London"}, "PropertyChangeNotAllowed", "serviceProviderProperties.peeringLocation", "update"),
    Bad(UNLIMITED, "a circuit does not go back to metered data", {"sku.name": "Standard_MeteredData", "sku.family": "MeteredData"}, "ExpressRouteCircuitSkuChangeNotAllowed", "sku.family", "update"),
    Bad(PRIVATE_PEERING, "a peering with another name", {"peeringName": "inner"}, "ExpressRouteCircuitPeeringTypeInvalid", "peeringType"),
    Bad(PRIVATE_PEERING, "a peering with no VLAN", {"vlanId": 4095}, "ExpressRouteCircuitPeeringVlanInvalid", "vlanId"),
    Bad(PRIVATE_PEERING, "a peering with Microsoft's ASN", {"peerASN": 12076}, "ExpressRouteCircuitPeeringAsnInvalid", "peerASN"),
    Bad(PRIVATE_PEERING, "a range that is too large", {"primaryPeerAddressPrefix": "192.168.15.0/29"}, "ExpressRouteCircuitPeeringAddressPrefixInvalid", "primaryPeerAddressPrefix"),
    Bad(PRIVATE_PEERING, "a peering with no second range", {"secondaryPeerAddressPrefix": None}, "ExpressRouteCircuitPeeringAddressPrefixInvalid", "secondaryPeerAddressPrefix"),
    Bad(PRIVATE_PEERING, "no configuration for Microsoft", {"peeringName": "MicrosoftPeering", "peeringType": "MicrosoftPeering"}, "ExpressRouteCircuitMicrosoftPeeringConfigMissing", "microsoftPeeringConfig"),
    Bad(PRIVATE_PEERING, "a key of 26 letters", {"sharedKey": "kkkkkkkkkkkkkkkkkkkkkkkkkk"}, "ExpressRouteCircuitPeeringSharedKeyInvalid", "sharedKey"),
    Bad(CIRCUIT, "a name that ends in a dot", {"circuitName": "erc."}, "InvalidResourceName", "name"),
    Bad(AUTHORIZATION, "a name that ends in a dot", {"authorizationName": "hub."}, "InvalidResourceName", "name"),
    Bad(SITE, "a name that ends in a dot", {"localNetworkGatewayName": "site."}, "InvalidResourceName", "name"),
    Bad(VPN, "a name that ends in a dot", {"virtualNetworkGatewayName": "vpn."}, "InvalidResourceName", "name"),
    Bad(VPN, "another gatewayType, later", {"gatewayType": "ExpressRoute"}, "PropertyChangeNotAllowed", "gatewayType", "update"),
    Bad(EXPRESS_CONNECTION, "no peer.id any more", {"peer.id": None}, "PropertyChangeNotAllowed", "peer.id", "update"),
    Bad(CIRCUIT, "serviceProviderProvisioningState that is none", {"serviceProviderProvisioningState": "Sometimes"}, "InvalidRequestFormat", "serviceProviderProvisioningState"),
    Bad(AUTHORIZATION, "authorizationUseStatus that is none", {"authorizationUseStatus": "Sometimes"}, "InvalidRequestFormat", "authorizationUseStatus"),
    Bad(PRIVATE_PEERING, "state that is none", {"state": "Sometimes"}, "InvalidRequestFormat", "state"),
    Bad(BGP_SITE, "asn below nothing", {"bgpSettings.asn": -1}, "InvalidRequestFormat", "bgpSettings.asn"),
    Bad(VPN, "vpnType that is none", {"vpnType": "Sometimes"}, "InvalidRequestFormat", "vpnType"),
    Bad(POLICED, "dhGroup that is none", {"ipsecPolicies[0].dhGroup": "Sometimes"}, "InvalidRequestFormat", "ipsecPolicies[0].dhGroup"),
    Bad(BASIC, "Basic beside ExpressRoute", {}, "CoexistenceNotSupportedForGateway", "sku.name", also=(EXPRESS,)),
    Bad(SMALL_VPN, "28 bits for both types", {}, "SubnetSizeTooSmall", "ipConfigurations[0].subnet", also=(SMALL_EXPRESS,)),
    Bad(PAIR, "configurations in two networks", {"ipConfigurations[1].subnet.id": f"{SMALL.id}/subnets/GatewaySubnet"}, "VirtualNetworkGatewayIpConfigurationsInDifferentSubnets", "ipConfigurations", also=(SMALL,)),
    Bad(EXPRESS, "behind a default route", {"ipConfigurations[0].subnet.id": f"{ROUTED.id}/subnets/GatewaySubnet"}, "RouteTableCannotBeAttachedToGatewaySubnet", "ipConfigurations[0].subnet", also=(ROUTED,)),
    Bad(VPN, "routes for people that are none", {"customRoutes": {"addressPrefixes": ["10.0.0.0/33"]}}, "InvalidAddressPrefixFormat", "customRoutes.addressPrefixes"),
    Bad(PRIVATE_VPN, "no private addresses any more", {"enablePrivateIpAddress": False}, "PropertyChangeNotAllowed", "enablePrivateIpAddress", "update"),
    Bad(TUNNEL, "a site inside the network", {"localNetworkGateway2.id": INNER_SITE.id}, "ConnectionOverlappingAddressSpaces", "localNetworkGateway2", also=(INNER_SITE,)),
    Bad(BASIC_TUNNEL, "a policy on a Basic gateway", {"ipsecPolicies": [net.ipsec()]}, "IpsecPoliciesNotSupportedForSku", "ipsecPolicies"),
    Bad(BGP_TUNNEL, "a site that does not speak BGP", {}, "BgpNotEnabledOnLocalNetworkGateway", "enableBgp", also=(SITE,), without=(BGP_SITE,)),
    Bad(IKE_TUNNEL, "another version, later", {"connectionProtocol": "IKEv1"}, "PropertyChangeNotAllowed", "connectionProtocol", "update"),
    Bad(NETWORKS, "no other network any more", {"virtualNetworkGateway2": None, "localNetworkGateway2": {"id": net.SITE_ID}}, "PropertyChangeNotAllowed", "virtualNetworkGateway2.id", "update"),
    Bad(EXPRESS_CONNECTION, "a key of another circuit", {"authorizationKey": "hunter2"}, "InvalidAuthorizationKey", "authorizationKey"),
    Bad(PRIVATE_PEERING, "a circuit that waits for its provider", {"circuitName": "erc2"}, "ExpressRouteCircuitNotProvisioned", "erc2", also=(SECOND_CIRCUIT,)),
    Bad(SERVED_CIRCUIT, "that its provider serves", {}, "ExpressRouteCircuitCannotBeDeleted", "erc", "delete"),
    Bad(ABANDONED_CIRCUIT, "that a connection uses", {}, "ExpressRouteCircuitCannotBeDeleted", "erc", "delete"),
    Bad(DIRECT, "a provider, later", {"expressRoutePort": None, "bandwidthInGbps": None, "serviceProviderProperties": net.circuit()["serviceProviderProperties"]}, "PropertyChangeNotAllowed", "expressRoutePort.id", "update"),
    Bad(BASIC, "that a connection uses", {}, "VirtualNetworkGatewayCannotBeDeleted", "vpn", "delete", also=(BASIC_TUNNEL,)),
    Bad(SITE, "that a connection uses", {}, "LocalNetworkGatewayCannotBeDeleted", "site", "delete", also=(UNZONED, BASIC_TUNNEL)),
    Bad(VPN, "two of a type in a network", {"virtualNetworkGatewayName": "two", "ipConfigurations[0].publicIPAddress.id": given.address_id("pip-vpn2")}, "VirtualNetworkGatewayOfTypeAlreadyExists", "gatewayType", also=(VPN,)),
    Bad(EXPRESS_CONNECTION, "a circuit that waits for its provider", {"peer.id": SECOND_UNSERVED.id}, "ExpressRouteCircuitNotProvisioned", "peer", also=(SECOND_UNSERVED,)),
    Bad(OWN_CONNECTION, "a circuit without private peering", {}, "ExpressRouteCircuitHasNoPrivatePeering", "peer", without=(PRIVATE_PEERING,)),
    Bad(TUNNEL, "a gateway in place of a site", {"localNetworkGateway2.id": net.VPN_ID}, "InvalidRequestFormat", "InvalidJsonReferenceWrongType"),
)

FAMILY = Family("gateways", GOOD, BAD)

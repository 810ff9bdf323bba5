"""Private endpoints, the private DNS zones that carry their names, and the zones' links to both VNets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import network, privatedns

from components.platform import Platform, known_id

# Zones by sub-resource (groupId) of the target.
# https://learn.microsoft.com/azure/private-link/private-endpoint-dns (commercial cloud)
ZONES: dict[str, tuple[str, ...]] = {
    # Both, in one zone group: the notebooks zone is the one that is forgotten.
    "amlworkspace": ("privatelink.api.azureml.ms", "privatelink.notebooks.azure.net"),
    "blob": ("privatelink.blob.core.windows.net",),
    "file": ("privatelink.file.core.windows.net",),
    "vault": ("privatelink.vaultcore.azure.net",),
    "registry": ("privatelink.azurecr.io",),
    # The blob zone is shared with storage: one zone of a name per group of linked VNets.
    "azuremonitor": (
        "privatelink.monitor.azure.com",
        "privatelink.oms.opinsights.azure.com",
        "privatelink.ods.opinsights.azure.com",
        "privatelink.agentsvc.azure-automation.net",
        "privatelink.blob.core.windows.net",
    ),
}


@dataclass(frozen=True, kw_only=True)
class DnsZonesArgs:
    """What the zones are made from.

    Attributes:
        platform: Required. Where everything goes.
        groups: Required. Sub-resources that endpoints are made for: keys of `ZONES`.
        vnet_ids: Required. VNets that resolve the names, by a short key.
    """

    platform: Platform
    groups: Sequence[str]
    vnet_ids: Mapping[str, pulumi.Output[str]]


class DnsZones(pulumi.ComponentResource):
    """Private DNS zones, each linked to every VNet that resolves its names.

    Attributes:
        links: every zone's links: a name is resolved only once they are there.
    """

    links: list[privatedns.VirtualNetworkLink]

    def __init__(self, name: str, args: DnsZonesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-mlops:private_link:DnsZones", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self._platform = args.platform
        self.links = []
        wanted = dict.fromkeys(zone for group in args.groups for zone in ZONES[group])
        self._zones = {zone: self._zone(zone) for zone in wanted}
        for zone in wanted:
            for key, vnet_id in args.vnet_ids.items():
                self.links.append(self._link(zone, key, vnet_id))
        self.register_outputs({"zone_names": list(wanted)})

    def ids(self, group: str) -> dict[str, pulumi.Output[str]]:
        """Ids of a sub-resource's zones, by zone name; known before the zones exist."""
        return {
            zone: self._platform.id_of(self._zones[zone], "Microsoft.Network/privateDnsZones", zone)
            for zone in ZONES[group]
        }

    def _zone(self, zone: str) -> privatedns.PrivateZone:
        return privatedns.PrivateZone(
            f"zone-{zone}",
            resource_group_name=self._platform.resource_group_name,
            private_zone_name=zone,
            location="global",  # zones belong to no region
            tags=self._platform.tags,
            opts=self._child,
        )

    def _link(self, zone: str, key: str, vnet_id: pulumi.Output[str]) -> privatedns.VirtualNetworkLink:
        return privatedns.VirtualNetworkLink(
            f"link-{zone}-{key}",
            resource_group_name=self._platform.resource_group_name,
            private_zone_name=known_id(self._zones[zone], zone),
            virtual_network_link_name=f"link-{key}",
            location="global",
            virtual_network=privatedns.SubResourceArgs(id=vnet_id),
            # Only the endpoints' own records belong in these zones.
            registration_enabled=False,
            resolution_policy="Default",
            tags=self._platform.tags,
            opts=pulumi.ResourceOptions.merge(
                self._child,
                # A link cannot be pointed at another VNet, nor survive a new one of the same name.
                pulumi.ResourceOptions(replace_on_changes=["virtualNetwork"]),
            ),
        )


@dataclass(frozen=True, kw_only=True)
class PrivateEndpointArgs:
    """What an endpoint is made from.

    Attributes:
        platform: Required. Where everything goes.
        subnet_id: Required. Subnet that gives the endpoint its addresses.
        target_id: Required. Resource that the endpoint leads to.
        group: Required. Sub-resource of the target: a key of `ZONES`.
        zone_ids: Required. Zones that the endpoint's names are written to, by zone name.
        after: Optional. What must exist first, without being a property of the endpoint; nothing by default.
    """

    platform: Platform
    subnet_id: pulumi.Output[str]
    target_id: pulumi.Input[str]
    group: str
    zone_ids: Mapping[str, pulumi.Output[str]]
    after: Sequence[pulumi.Resource] = ()


class PrivateEndpoint(pulumi.ComponentResource):
    """A private endpoint with its zone group.

    Attributes:
        endpoint_id: ARM id of the endpoint.
        addresses: private addresses by the name they answer to.
    """

    endpoint_id: pulumi.Output[str]
    addresses: pulumi.Output[Mapping[str, str]]

    def __init__(self, name: str, args: PrivateEndpointArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-mlops:private_link:PrivateEndpoint", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        platform = args.platform
        azure_name = platform.names.of("pep", args.group)
        self.endpoint = network.PrivateEndpoint(
            name,
            resource_group_name=platform.resource_group_name,
            private_endpoint_name=azure_name,
            location=platform.location,
            subnet=network.SubnetArgs(id=args.subnet_id),
            custom_network_interface_name=platform.names.of("nic", "pep", args.group),
            private_link_service_connections=[
                network.PrivateLinkServiceConnectionArgs(
                    name=platform.names.of("plsc", args.group),
                    private_link_service_id=args.target_id,
                    group_ids=[args.group],
                )
            ],
            tags=platform.tags,
            opts=pulumi.ResourceOptions.merge(self._child, pulumi.ResourceOptions(depends_on=list(args.after))),
        )
        self.zone_group = network.PrivateDnsZoneGroup(
            f"{name}-zones",
            resource_group_name=platform.resource_group_name,
            private_endpoint_name=known_id(self.endpoint, azure_name),
            private_dns_zone_group_name="default",
            name="default",
            private_dns_zone_configs=[
                network.PrivateDnsZoneConfigArgs(name=zone.replace(".", "-"), private_dns_zone_id=zone_id)
                for zone, zone_id in args.zone_ids.items()
            ],
            opts=self._child,
        )
        self.endpoint_id = platform.id_of(self.endpoint, "Microsoft.Network/privateEndpoints", azure_name)
        self.addresses = self.endpoint.custom_dns_configs.apply(_addresses)
        self.register_outputs({"endpoint_id": self.endpoint_id, "addresses": self.addresses})


def _addresses(configs: Sequence[network.outputs.CustomDnsConfigPropertiesFormatResponse] | None) -> Mapping[str, str]:
    """The first address of each name that Azure gave the endpoint."""
    return {config.fqdn: config.ip_addresses[0] for config in configs or [] if config.fqdn and config.ip_addresses}

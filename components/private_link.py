"""Private endpoints, the private DNS zones that carry their names, and the zones' links to both VNets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import network, privatedns

from components.hub import Hub
from components.platform import Platform, known_id


@dataclass(frozen=True, kw_only=True)
class DnsZonesArgs:
    """What the zones are made from.

    Attributes:
        platform: Required. Where everything goes.
        groups: Required. Sub-resources that endpoints are made for: keys of `Cloud.zones`.
        vnet_ids: Required. VNets that resolve the names, by a short key.
        existing: Required. Ids of zones of a hub by zone name: used, not made, and linked by whoever owns them.
        hub: Optional. A hub stack whose zones are used, not made, and linked from here; none by default.
        protect: Optional. Whether zones and links refuse to be deleted; off by default.
        after: Optional. What is there before the zones, so that they are the first to go; nothing by default.
    """

    platform: Platform
    groups: Sequence[str]
    vnet_ids: Mapping[str, pulumi.Output[str]]
    existing: Mapping[str, str]
    hub: Hub | None = None
    protect: bool = False
    after: Sequence[pulumi.Resource] = ()


class DnsZones(pulumi.ComponentResource):
    """Private DNS zones, each linked to every VNet that resolves its names.

    Attributes:
        links: every zone's links: a name is resolved only once they are there.
        manual_steps: what whoever owns the existing zones has to see to.
    """

    links: list[privatedns.VirtualNetworkLink]
    manual_steps: list[pulumi.Output[str]]

    def __init__(self, name: str, args: DnsZonesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-mlops:private_link:DnsZones", name, None, opts)
        self._platform, self._hub = args.platform, args.hub
        self._kept = pulumi.ResourceOptions(parent=self, protect=args.protect)
        self._zone_options = pulumi.ResourceOptions.merge(
            self._kept, pulumi.ResourceOptions(depends_on=list(args.after))
        )
        self.links = []
        wanted = args.platform.cloud.zones_of_all(args.groups, args.platform.location)
        self._existing = {**args.existing, **_of_hub(args.hub, wanted)}
        self._zones = {zone: self._zone(zone) for zone in wanted if zone not in self._existing}
        for zone in wanted:
            if zone in args.existing:
                continue
            for key, vnet_id in args.vnet_ids.items():
                self.links.append(self._link(zone, key, vnet_id))
        theirs = ", ".join(zone for zone in wanted if zone in args.existing)
        self.manual_steps = (
            [
                pulumi.Output.all(*args.vnet_ids.values()).apply(
                    lambda ids: f"Have the existing zones {theirs} linked to {' and '.join(ids)}"
                )
            ]
            if theirs
            else []
        )
        self.register_outputs({"zone_names": wanted})

    def ids(self, group: str) -> dict[str, pulumi.Output[str]]:
        """Ids of a sub-resource's zones, by zone name; known before the zones exist."""
        platform = self._platform
        return {zone: self._id(zone) for zone in platform.cloud.zones_of(group, platform.location)}

    def all_ids(self) -> dict[str, pulumi.Output[str]]:
        """Ids of the zones that were made here, by zone name."""
        return {zone: self._id(zone) for zone in self._zones}

    def _id(self, zone: str) -> pulumi.Output[str]:
        if zone in self._existing:
            return pulumi.Output.from_input(self._existing[zone])
        return self._platform.id_of(self._zones[zone], "Microsoft.Network/privateDnsZones", zone)

    def _zone(self, zone: str) -> privatedns.PrivateZone:
        return privatedns.PrivateZone(
            f"zone-{zone}",
            resource_group_name=self._platform.resource_group_name,
            private_zone_name=zone,
            location="global",  # zones belong to no region
            tags=self._platform.tags,
            opts=self._zone_options,
        )

    def _link(self, zone: str, key: str, vnet_id: pulumi.Output[str]) -> privatedns.VirtualNetworkLink:
        made = self._zones.get(zone)
        hubs_group = self._hub.resource_group if self._hub else None
        return privatedns.VirtualNetworkLink(
            f"link-{zone}-{key}",
            # A link lies in its zone: in a hub's, beside those of other stacks.
            resource_group_name=self._platform.resource_group_name if made else hubs_group,
            private_zone_name=known_id(made, zone) if made else zone,
            virtual_network_link_name=f"link-{key}" if made else self._platform.names.of("link", key),
            location="global",
            virtual_network=privatedns.SubResourceArgs(id=vnet_id),
            # Only the endpoints' own records belong in these zones.
            registration_enabled=False,
            resolution_policy="Default",
            tags=self._platform.tags,
            opts=pulumi.ResourceOptions.merge(
                self._kept,
                # A link cannot be pointed at another VNet, nor survive a new one of the same name.
                pulumi.ResourceOptions(replace_on_changes=["virtualNetwork"]),
            ),
        )


def _of_hub(hub: Hub | None, wanted: Sequence[str]) -> dict[str, str]:
    """The ids of a hub's zones.

    Raises:
        pulumi.RunError: it does not have all that are wanted: it is of another region or cloud.
    """
    if hub is None:
        return {}
    missing = [zone for zone in wanted if zone not in hub.zones]
    if missing:
        raise pulumi.RunError(
            f"config '{pulumi.get_project()}:hub' names a hub in {hub.location} that has no zone {', '.join(missing)}: "
            "deploy it anew with this version, or name one of this stack's cloud and region"
        )
    return {zone: hub.zones[zone] for zone in wanted}


@dataclass(frozen=True, kw_only=True)
class PrivateEndpointArgs:
    """What an endpoint is made from.

    Attributes:
        platform: Required. Where everything goes.
        subnet_id: Required. Subnet that gives the endpoint its addresses.
        target_id: Required. Resource that the endpoint leads to.
        label: Required. Short name, part of the endpoint's names.
        group: Required. Sub-resource of the target: a key of `Cloud.zones`.
        zone_ids: Required. Zones that the endpoint's names are written to, by zone name.
        zones_are_left_alone: Required. Whether a central policy owns the zone group once it is made.
        after: Optional. What must exist first, without being a property of the endpoint; nothing by default.
    """

    platform: Platform
    subnet_id: pulumi.Output[str]
    target_id: pulumi.Input[str]
    label: str
    group: str
    zone_ids: Mapping[str, pulumi.Output[str]]
    zones_are_left_alone: bool
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
        azure_name = platform.names.of("pep", args.label)
        self.endpoint = network.PrivateEndpoint(
            name,
            resource_group_name=platform.resource_group_name,
            private_endpoint_name=azure_name,
            location=platform.location,
            subnet=network.SubnetArgs(id=args.subnet_id),
            custom_network_interface_name=platform.names.of("nic", "pep", args.label),
            private_link_service_connections=[
                network.PrivateLinkServiceConnectionArgs(
                    name=platform.names.of("plsc", args.label),
                    private_link_service_id=args.target_id,
                    group_ids=[args.group],
                )
            ],
            tags=platform.tags,
            opts=pulumi.ResourceOptions.merge(
                self._child,
                # An endpoint cannot be pointed at something else, and stays cut off when its target is made anew.
                pulumi.ResourceOptions(
                    depends_on=list(args.after), replace_on_changes=["privateLinkServiceConnections"]
                ),
            ),
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
            opts=pulumi.ResourceOptions.merge(
                self._child,
                # A policy that writes the group would undo our change, and we its change, at every run.
                pulumi.ResourceOptions(ignore_changes=["privateDnsZoneConfigs"] if args.zones_are_left_alone else None),
            ),
        )
        self.endpoint_id = platform.id_of(self.endpoint, "Microsoft.Network/privateEndpoints", azure_name)
        # One inside the other: `Output.all` hands over plain dictionaries.
        self.addresses = self.endpoint.custom_dns_configs.apply(
            lambda shown: self.zone_group.private_dns_zone_configs.apply(lambda zones: endpoint_addresses(shown, zones))
        )
        self.register_outputs({"endpoint_id": self.endpoint_id, "addresses": self.addresses})


@dataclass(frozen=True, kw_only=True)
class Target:
    """Something that a private endpoint leads to.

    Attributes:
        label: short name, unique; the sub-resource's own where that is enough.
        group: sub-resource: a key of `Cloud.zones`.
        id: ARM id.
        account: storage account that it is a part of, by a short name: two endpoints of one account at once answer
            `StorageAccountOperationInProgress`. None for what is no storage account.
        after: what must exist first, without being a property of the endpoint.
    """

    label: str
    group: str
    id: pulumi.Output[str]
    account: str | None = None
    after: Sequence[pulumi.Resource] = ()


def service_targets(
    *,
    storage_id: pulumi.Output[str],
    vault_id: pulumi.Output[str],
    registry_id: pulumi.Output[str],
    further: Sequence[str],
) -> list[Target]:
    """What every workspace's services are reached by: blob, file, vault, registry.

    Args:
        storage_id: the storage account.
        vault_id: the key vault.
        registry_id: the registry.
        further: sub-resources of the account beyond blob and file.
    """
    return [
        *(Target(label=kind, group=kind, id=storage_id, account="storage") for kind in ("blob", "file", *further)),
        Target(label="vault", group="vault", id=vault_id),
        Target(label="registry", group="registry", id=registry_id),
    ]


@dataclass(frozen=True, kw_only=True)
class PrivateEndpointsArgs:
    """What the endpoints of the services are made from.

    Attributes:
        platform: Required. Where everything goes.
        subnet_id: Required. Subnet that gives the endpoints their addresses.
        targets: Required. What they lead to.
        zones: Required. Zones that their names are written to.
        zones_are_left_alone: Required. Whether a central policy owns the zone groups once they are made.
        settled: Required. What to wait for before attaching to the subnet.
    """

    platform: Platform
    subnet_id: pulumi.Output[str]
    targets: Sequence[Target]
    zones: DnsZones
    zones_are_left_alone: bool
    settled: Sequence[pulumi.Resource]


class PrivateEndpoints(pulumi.ComponentResource):
    """The endpoints of the workspace's services.

    Attributes:
        made: the endpoints by label.
        named: their zone groups: a name is written once its group is there.
    """

    made: dict[str, PrivateEndpoint]
    named: list[pulumi.Resource]

    def __init__(self, name: str, args: PrivateEndpointsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-mlops:private_link:PrivateEndpoints", name, None, opts)
        self.made = {}
        last_of: dict[str, pulumi.Resource] = {}
        for target in args.targets:
            before = [last_of[target.account]] if target.account in last_of else []
            endpoint = PrivateEndpoint(
                f"pep-{target.label}",
                PrivateEndpointArgs(
                    platform=args.platform,
                    subnet_id=args.subnet_id,
                    target_id=target.id,
                    label=target.label,
                    group=target.group,
                    zone_ids=args.zones.ids(target.group),
                    zones_are_left_alone=args.zones_are_left_alone,
                    after=[*args.settled, *before, *target.after],
                ),
                opts=pulumi.ResourceOptions(parent=self),
            )
            self.made[target.label] = endpoint
            if target.account:
                last_of[target.account] = endpoint.endpoint
        self.named = [endpoint.zone_group for endpoint in self.made.values()]
        self.register_outputs({})


def endpoint_addresses(
    configs: Sequence[network.outputs.CustomDnsConfigPropertiesFormatResponse] | None,
    zones: Sequence[network.outputs.PrivateDnsZoneConfigResponse] | None,
) -> Mapping[str, str]:
    """The first address of each name that Azure gave the endpoint.

    Once the endpoint has a zone group, Azure shows its names there, and a refreshed endpoint shows none itself.
    https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/private_endpoint#custom_dns_configs
    """
    own = {config.fqdn: config.ip_addresses[0] for config in configs or [] if config.fqdn and config.ip_addresses}
    return own or {
        _public_name(record.fqdn): record.ip_addresses[0]
        for zone in zones or []
        for record in zone.record_sets or []
        if record.fqdn and record.ip_addresses
    }


def _public_name(fqdn: str) -> str:
    """The name that callers use, for one in a private zone; vaults' zones are the only ones with a name of their own.

    https://learn.microsoft.com/azure/private-link/private-endpoint-dns
    """
    return fqdn.replace(".privatelink.vaultcore.", ".vault.").replace(".privatelink.", ".")

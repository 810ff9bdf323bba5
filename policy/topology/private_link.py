"""Private endpoints and the names that lead to them: zone groups, private DNS zones, their links to networks."""

from collections.abc import Iterator
from functools import cached_property

from gate.nodes import Node, UndecidedError, expand, known, texts
from gate.stack import Item, Stack

from topology.network import Network, Subnet, Vnet
from topology.references import KINDS, Found, Outside, References, part
from topology.zones import zones_of

_ENDPOINT, _ZONE_GROUP = "network:PrivateEndpoint", "network:PrivateDnsZoneGroup"
_ZONE, _LINK = "privatedns:PrivateZone", "privatedns:VirtualNetworkLink"
_CONNECTIONS = ("privateLinkServiceConnections", "manualPrivateLinkServiceConnections")

# What an endpoint of this program can lead to.
_SERVICES = (
    "containerregistry:Registry",
    "containerservice:ManagedCluster",
    "keyvault:Vault",
    "machinelearningservices:Workspace",
    "monitor:PrivateLinkScope",
    "storage:StorageAccount",
)


class Zone:
    """A private DNS zone of the stack."""

    def __init__(self, item: Item, links: list[tuple[Item, Vnet | Outside]]) -> None:
        self.item = item
        self.links = links

    @property
    def name(self) -> str:
        """The domain, in lower case."""
        return self.item.props.text("privateZoneName").lower()

    def is_linked(self, vnet: Vnet) -> bool:
        """Whether a network resolves names in the zone."""
        return any(linked is vnet for _, linked in self.links)


class Endpoint:
    """A private endpoint: an address in a subnet that leads to a service."""

    def __init__(self, item: Item, network: Network, references: References, zone_groups: list[Item]) -> None:
        self.item = item
        self._network = network
        self._references = references
        self.zone_groups = zone_groups

    @property
    def name(self) -> str:
        """Its name in the program."""
        return self.item.name

    @cached_property
    def subnet(self) -> Subnet | Outside | None:
        """Where its address is."""
        return self._network.subnet_of(self.item, self.item.props, "subnet.id")

    @property
    def connections(self) -> Iterator[Node]:
        """What it leads to: one connection a service."""
        for path in _CONNECTIONS:
            for element in expand(self.item.props, f"{path}[]"):
                yield known(element)

    @cached_property
    def groups(self) -> list[str]:
        """Its sub-resources, in lower case: `blob`, `amlworkspace`."""
        return [group.lower() for connection in self.connections for group in texts(connection, "groupIds[]")]

    @cached_property
    def targets(self) -> list[Found]:
        """The services that it leads to."""
        found = (
            self._references.by_id(self.item, connection, "privateLinkServiceId", *_SERVICES)
            for connection in self.connections
        )
        return [target for target in found if target is not None]

    @cached_property
    def zones_needed(self) -> list[str]:
        """The zones without which its names still resolve to the service's public address."""
        location = self.item.props.text("location")
        return list(dict.fromkeys(zone for group in self.groups for zone in zones_of(group, location)))

    @cached_property
    def zones(self) -> dict[str, Found]:
        """The zones that its records are written to, by name.

        Raises:
            UndecidedError: a zone is unknown, and nothing says which it is.
        """
        return {_zone_name(zone): zone for group in self.zone_groups for zone in self._zones_of(group)}

    def _zones_of(self, group: Item) -> Iterator[Found]:
        for element in expand(group.props, "privateDnsZoneConfigs[]"):
            zone = self._references.by_id(group, known(element), "privateDnsZoneId", _ZONE)
            if zone is not None:
                yield zone


def _zone_name(zone: Found) -> str:
    if isinstance(zone, Item):
        return zone.props.text(KINDS[_ZONE][1]).lower()
    return part(zone.id, KINDS[_ZONE][0])


class PrivateLink:
    """All private endpoints and private DNS zones of a stack."""

    def __init__(self, stack: Stack, network: Network, references: References) -> None:
        self._stack = stack
        self._network = network
        self._references = references

    @property
    def endpoints(self) -> list[Endpoint]:
        """The private endpoints."""
        return list(self._endpoints.values())

    @cached_property
    def _endpoints(self) -> dict[str, Endpoint]:
        return {
            item.urn: Endpoint(
                item, self._network, self._references, self._network.children(_ZONE_GROUP, _ENDPOINT, item)
            )
            for item in self._stack.of_type(_ENDPOINT)
        }

    def endpoint(self, item: Item) -> Endpoint:
        """The private endpoint of a resource."""
        return self._endpoints[item.urn]

    def using(self, zone: Item) -> list[Endpoint]:
        """The endpoints that write their records into a zone."""
        return self._users.get(zone.urn, [])

    @cached_property
    def _users(self) -> dict[str, list[Endpoint]]:
        found: dict[str, list[Endpoint]] = {}
        for endpoint in self.endpoints:
            for zone in endpoint.zones.values():
                if isinstance(zone, Item):
                    found.setdefault(zone.urn, []).append(endpoint)
        return found

    def zone_of(self, link: Item) -> Zone | None:
        """The zone that a link belongs to; None where it is of another stack."""
        found = self._references.parent(link, _ZONE)
        return self.zone(found) if isinstance(found, Item) else None

    @cached_property
    def zones(self) -> list[Zone]:
        """The zones."""
        return list(self._zones.values())

    @cached_property
    def _zones(self) -> dict[str, Zone]:
        return {item.urn: Zone(item, self._links_of(item)) for item in self._stack.of_type(_ZONE)}

    def _links_of(self, zone: Item) -> list[tuple[Item, Vnet | Outside]]:
        return [(link, self.linked_vnet(link)) for link in self._network.children(_LINK, _ZONE, zone)]

    def linked_vnet(self, link: Item) -> Vnet | Outside:
        """The network that a link makes resolve its zone's names."""
        found = self._references.by_id(link, link.props, "virtualNetwork.id", "network:VirtualNetwork")
        if found is None:
            raise UndecidedError("virtualNetwork.id")
        return self._network.vnet(found) if isinstance(found, Item) else found

    def zone(self, item: Item) -> Zone:
        """The zone of a resource."""
        return self._zones[item.urn]

    def zones_named(self, name: str) -> list[Zone]:
        """The zones of a domain."""
        return self._by_name.get(name, [])

    @cached_property
    def _by_name(self) -> dict[str, list[Zone]]:
        found: dict[str, list[Zone]] = {}
        for zone in self.zones:
            found.setdefault(zone.name, []).append(zone)
        return found

    def leading_to(self, service: Item) -> list[Endpoint]:
        """The endpoints that lead to a service of the stack.

        Raises:
            UnidentifiedError: nobody knows yet what one of them leads to.
        """
        return self._by_target.get(service.urn, [])

    @cached_property
    def _by_target(self) -> dict[str, list[Endpoint]]:
        found: dict[str, list[Endpoint]] = {}
        for endpoint in self.endpoints:
            for target in endpoint.targets:
                if isinstance(target, Item):
                    found.setdefault(target.urn, []).append(endpoint)
        return found

    def vnets_linked(self, endpoint: Endpoint) -> list[Vnet]:
        """The networks that resolve at least one of an endpoint's names."""
        linked = [
            vnet
            for zone in endpoint.zones.values()
            if isinstance(zone, Item)
            for _, vnet in self.zone(zone).links
            if isinstance(vnet, Vnet)
        ]
        return list(dict.fromkeys(linked))

"""Private endpoints and the names that lead to them: zone groups, private DNS zones, their links to networks."""

from collections.abc import Iterator
from functools import cached_property, partial

from gate.nodes import Node, UndecidedError, expand, known, texts
from gate.stack import Item, Stack

from topology.addresses import Place, blocks
from topology.index import Index
from topology.network import Network
from topology.references import KINDS, Found, Outside, References, SeveralError, of_item, part
from topology.security import application_groups
from topology.vnets import Subnet, Vnet
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

    def __init__(self, item: Item, links: list[Item], link: "PrivateLink") -> None:
        self.item = item
        self._links = links
        self._link = link

    @property
    def name(self) -> str:
        """The domain, in lower case."""
        with of_item(self.item):
            return self.item.props.text("privateZoneName").lower()

    @property
    def vnets(self) -> list[Vnet]:
        """The networks of the stack that are linked to it.

        Raises:
            UnidentifiedError: nobody knows yet which network one of its links is to.
        """
        linked = (self._link.linked_vnet(link) for link in self._links)
        return [vnet for vnet in linked if isinstance(vnet, Vnet)]

    def is_linked(self, vnet: Vnet) -> bool:
        """Whether a network resolves names in the zone.

        Raises:
            UnidentifiedError: a link may be to it, and nobody knows yet.
        """
        unclear: SeveralError | None = None
        for link in self._links:
            try:
                if self._link.linked_vnet(link) is vnet:
                    return True
            except SeveralError as several:
                unclear = several if vnet.item.urn in several.candidates else unclear
        if unclear is not None:
            raise unclear
        return False


class Endpoint:
    """A private endpoint: an address in a subnet that leads to a service."""

    def __init__(self, item: Item, network: Network, references: References) -> None:
        self.item = item
        self._network = network
        self._references = references

    @property
    def name(self) -> str:
        """Its name in the program."""
        return self.item.name

    @cached_property
    def subnet(self) -> Subnet | Outside | None:
        """Where its address is."""
        return self._network.subnet_of(self.item, self.item.props, "subnet.id")

    @cached_property
    def vnet(self) -> Vnet | Outside | None:
        """The network that it is in, which may be known where the subnet is not."""
        return self._network.vnet_of(self.item, self.item.props, "subnet.id")

    @cached_property
    def place(self) -> Place:
        """Its addresses: any of its subnet, where it has none of its own that are always the same."""
        with of_item(self.item):
            own = blocks(texts(self.item.props, "ipConfigurations[].privateIPAddress"))
        rest = self.subnet.blocks if isinstance(self.subnet, Subnet) and not own else ()
        groups = application_groups(self._references, self.item, self.item.props, "applicationSecurityGroups[]")
        return Place(f"'{self.name}'", own or rest, groups=groups)

    @property
    def connections(self) -> Iterator[Node]:
        """What it leads to: one connection a service."""
        with of_item(self.item):
            for path in _CONNECTIONS:
                for element in expand(self.item.props, f"{path}[]"):
                    yield known(element)

    @cached_property
    def groups(self) -> list[str]:
        """Its sub-resources, in lower case: `blob`, `amlworkspace`."""
        with of_item(self.item):
            return [group.lower() for connection in self.connections for group in texts(connection, "groupIds[]")]

    def leads_to(self, connection: Node) -> Found | None:
        """The service that a connection of it leads to.

        Raises:
            SeveralError: nobody knows yet which one it is.
        """
        return self._references.by_id(self.item, connection, "privateLinkServiceId", *_SERVICES)

    @cached_property
    def zones_needed(self) -> list[str]:
        """The zones without which its names still resolve to the service's public address."""
        with of_item(self.item):
            location = self.item.props.text("location")
        return list(dict.fromkeys(zone for group in self.groups for zone in zones_of(group, location)))

    @cached_property
    def zones(self) -> dict[str, Found]:
        """The zones that its records are written to, by name.

        Raises:
            UnidentifiedError: nobody knows yet which zones they are.
        """
        groups = self._network.children(_ZONE_GROUP, _ENDPOINT, self.item)
        return {_zone_name(zone): zone for group in groups for zone in self._zones_of(group)}

    def _zones_of(self, group: Item) -> list[Found]:
        return self._references.listed(group, group.props, "privateDnsZoneConfigs[].privateDnsZoneId", _ZONE)


def _zones_of(endpoint: Endpoint) -> list[Found]:
    return list(endpoint.zones.values())


def _zone_name(zone: Found) -> str:
    if isinstance(zone, Item):
        with of_item(zone):
            return zone.props.text(KINDS[_ZONE][1]).lower()
    return part(zone.id, KINDS[_ZONE][0])


class PrivateLink:
    """All private endpoints and private DNS zones of a stack."""

    def __init__(self, stack: Stack, network: Network, references: References) -> None:
        self._stack = stack
        self._network = network
        self._references = references
        self._known_zones: dict[str, Zone] = {}

    @property
    def endpoints(self) -> list[Endpoint]:
        """The private endpoints."""
        return list(self._endpoints.values())

    @cached_property
    def _endpoints(self) -> dict[str, Endpoint]:
        return {item.urn: Endpoint(item, self._network, self._references) for item in self._stack.of_type(_ENDPOINT)}

    def endpoint(self, item: Item) -> Endpoint:
        """The private endpoint of a resource."""
        return self._endpoints[item.urn]

    def using(self, zone: Item) -> list[Endpoint]:
        """The endpoints that write their records into a zone.

        Raises:
            UnidentifiedError: one may do so, and nobody knows yet.
        """
        return self._users.of(zone)

    @cached_property
    def _users(self) -> Index[Endpoint]:
        found = Index[Endpoint]()
        for endpoint in self.endpoints:
            found.add_all(endpoint, partial(_zones_of, endpoint))
        return found

    def zone_of(self, link: Item) -> Zone | None:
        """The zone that a link belongs to; None where it is of another stack."""
        found = self._references.parent(link, _ZONE)
        return self.zone(found) if isinstance(found, Item) else None

    @property
    def zones(self) -> list[Zone]:
        """The zones."""
        return [self.zone(item) for item in self._stack.of_type(_ZONE)]

    def zone(self, item: Item) -> Zone:
        """The zone of a resource.

        Raises:
            UnidentifiedError: a link may be of it, and nobody knows yet.
        """
        if item.urn not in self._known_zones:
            self._known_zones[item.urn] = Zone(item, self._network.children(_LINK, _ZONE, item), self)
        return self._known_zones[item.urn]

    def linked_vnet(self, link: Item) -> Vnet | Outside:
        """The network that a link makes resolve its zone's names.

        Raises:
            SeveralError: nobody knows yet which one it is.
        """
        found = self._references.by_id(link, link.props, "virtualNetwork.id", "network:VirtualNetwork")
        if found is None:
            raise UndecidedError(f"virtualNetwork.id of '{link.name}'")
        return self._network.vnet_or_outside(found)

    def links_outside(self, zone: Outside, vnet: Vnet) -> bool:
        """Whether a link of this stack makes a network resolve names in a zone of another, as a spoke does."""
        links = [link for link in self._stack.of_type(_LINK) if self._references.belongs_outside(link, _ZONE, zone)]
        return any(self.linked_vnet(link) is vnet for link in links)

    def zones_named(self, name: str) -> list[Zone]:
        """The zones of a domain."""
        return [zone for zone in self.zones if zone.name == name]

    def leading_to(self, service: Item) -> list[Endpoint]:
        """The endpoints that lead to a service of the stack.

        Raises:
            UnidentifiedError: one may lead to it, and nobody knows yet.
        """
        return self._by_target.of(service)

    @cached_property
    def _by_target(self) -> Index[Endpoint]:
        found = Index[Endpoint]()
        for endpoint in self.endpoints:
            for connection in endpoint.connections:
                found.add(endpoint, partial(endpoint.leads_to, connection))
        return found

    def vnets_linked(self, endpoint: Endpoint) -> list[Vnet]:
        """The networks that resolve at least one of an endpoint's names."""
        zones = [self.zone(zone) for zone in endpoint.zones.values() if isinstance(zone, Item)]
        return list(dict.fromkeys(vnet for zone in zones for vnet in zone.vnets))

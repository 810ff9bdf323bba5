"""Whether the names of private services resolve to their endpoints from a network, and who answers."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from gate.nodes import OutsideError, UndecidedError, expand, known, texts
from gate.stack import Item, Stack

from topology.addresses import Place, block, blocks
from topology.answers import YES, Answer, all_of, no
from topology.firewall import Firewall
from topology.machines import Machines
from topology.network import Network, Subnet, Vnet
from topology.private_link import Endpoint, PrivateLink
from topology.reach import Reach
from topology.references import Outside, of_item

AZURE_DNS = "168.63.129.16"
_FIREWALL, _RESOLVER = "network:AzureFirewall", "dnsresolver:InboundEndpoint"
_PORT = 53


@dataclass(frozen=True)
class Server:
    """Who answers for a network.

    Attributes:
        label: How a message names it.
        asks: The networks in whose zones it looks names up.
        home: The subnet of its address; None for Azure's own DNS, which no rule or route keeps from anybody.
        place: Its address.
        problem: Why it answers nobody; empty where it does.
    """

    label: str
    asks: tuple[Vnet, ...]
    home: Subnet | None = None
    place: Place | None = None
    problem: str = ""


class Names:
    """Answers about names for the networks of a stack."""

    def __init__(
        self, stack: Stack, network: Network, link: PrivateLink, firewalls: Sequence[Firewall], reach: Reach
    ) -> None:
        self._stack = stack
        self._network = network
        self._link = link
        self._firewalls = firewalls
        self._reach = reach

    def resolves(self, source: Vnet | Subnet | Machines, endpoint: Endpoint) -> Answer:
        """Whether every name of a private endpoint resolves to it.

        Args:
            source: Where it is asked. For machines and subnets, whether they reach the server is looked at too.
            endpoint: The endpoint.

        Raises:
            OutsideError: who answers, or the zone, is in another stack.
        """
        vnet = source if isinstance(source, Vnet) else _subnet_of(source).vnet
        zones = endpoint.zones_needed or list(endpoint.zones)
        if not zones:
            return no(f"no zone group of '{endpoint.name}' writes its names anywhere")
        return all_of(self._checks(source, vnet, endpoint, zones))

    def _checks(
        self, source: Vnet | Subnet | Machines, vnet: Vnet, endpoint: Endpoint, zones: Sequence[str]
    ) -> Iterator[Callable[[], Answer]]:
        for server in self.servers(vnet):
            yield partial(self._answers, source, server)
            for asked in server.asks:
                for zone in zones:
                    yield partial(self._found, f"{server.label} answers for {vnet.name}", endpoint, zone, asked)

    def _answers(self, source: Vnet | Subnet | Machines, server: Server) -> Answer:
        """Whether a server answers, and whoever asks reaches it."""
        if server.problem:
            return no(server.problem)
        if server.home is None or server.place is None or isinstance(source, Vnet):
            return YES
        answer = self._reach.to_address(source, server.home, server.place, _PORT, "udp")
        return answer if not answer.yes else Answer(True, (f"it reaches {server.label}",))

    def _found(self, who: str, endpoint: Endpoint, zone_name: str, asked: Vnet) -> Answer:
        zone = endpoint.zones.get(zone_name)
        if zone is None:
            return no(f"no zone group of '{endpoint.name}' writes into {zone_name}")
        if isinstance(zone, Outside):
            raise OutsideError(f"whether zone {zone_name} is linked")
        if not self._link.zone(zone).is_linked(asked):
            return no(f"{who}: {zone_name} is not linked to {asked.name}")
        return Answer(True, (f"{who}: {zone_name} is linked to {asked.name}",))

    def servers(self, vnet: Vnet) -> Iterator[Server]:
        """Who answers for a network: each of its servers may be asked.

        Raises:
            OutsideError: a server is not of this stack.
        """
        with of_item(vnet.item):
            elements = list(expand(vnet.item.props, "dhcpOptions.dnsServers[]"))
        if not elements:
            yield Server("Azure's DNS", (vnet,))
        for element in elements:
            if isinstance(element, UndecidedError):
                yield self._of_item(self._network.references.by_source(vnet.item, element.path, _FIREWALL, _RESOLVER))
            else:
                yield self._at(element.text(""), vnet)

    def _at(self, address: str, vnet: Vnet) -> Server:
        if address == AZURE_DNS:
            return Server("Azure's DNS", (vnet,))
        for firewall in self._firewalls:
            if firewall.address == address:
                return self._of_firewall(firewall)
        for resolver in self._stack.of_type(_RESOLVER):
            if self._has(resolver, address):
                return self._of_resolver(resolver, address)
        raise OutsideError(f"what the DNS server {address} of '{vnet.name}' answers")

    def _of_item(self, item: Item) -> Server:
        firewall = next((found for found in self._firewalls if found.item is item), None)
        return self._of_resolver(item, "") if firewall is None else self._of_firewall(firewall)

    def _of_firewall(self, firewall: Firewall) -> Server:
        label, home = f"firewall '{firewall.name}'", firewall.subnet
        if not isinstance(home, Subnet):
            raise OutsideError(f"the subnet of firewall '{firewall.name}'")
        place = Place(label, blocks([firewall.address]))
        policy = firewall.policy
        if isinstance(policy, Outside):
            raise OutsideError(f"the DNS settings of firewall policy {policy.name}")
        if policy is None:
            return Server(label, (), home, place, f"{label} has no policy with a DNS proxy")
        with of_item(policy):
            proxy, servers = policy.props.get("dnsSettings.enableProxy"), texts(policy.props, "dnsSettings.servers[]")
        if proxy is not True:
            return Server(label, (), home, place, f"{label} answers no names: its policy is no DNS proxy")
        return Server(label, tuple(self._asked_by_proxy(home.vnet, firewall, servers)), home, place)

    def _asked_by_proxy(self, home: Vnet, firewall: Firewall, servers: list[str]) -> Iterator[Vnet]:
        """The networks in whose zones a proxy's own servers look; Azure's DNS where it has none."""
        for server in servers or [AZURE_DNS]:
            if server != firewall.address:
                yield from self._at(server, home).asks

    def _of_resolver(self, resolver: Item, address: str) -> Server:
        home = next(iter(self._homes(resolver)), None)
        if home is None:
            raise OutsideError(f"the subnet of resolver '{resolver.name}'")
        label = f"resolver '{resolver.name}'"
        found = blocks([address] if address else _addresses(resolver)) or home.blocks
        return Server(label, (home.vnet,), home, Place(label, found))

    def _has(self, resolver: Item, address: str) -> bool:
        """Whether an address is a resolver's: its own, or any of its subnet where Azure chooses one."""
        own, found = _addresses(resolver), block(address)
        within = (part for home in self._homes(resolver) for part in home.blocks)
        return address in own if own else any(found is not None and part.covers(found) for part in within)

    def _homes(self, resolver: Item) -> Iterator[Subnet]:
        for element in expand(resolver.props, "ipConfigurations[]"):
            subnet = self._network.subnet_of(resolver, known(element), "subnet.id")
            if isinstance(subnet, Subnet):
                yield subnet


def _subnet_of(source: Subnet | Machines) -> Subnet:
    return source if isinstance(source, Subnet) else source.subnet


def _addresses(resolver: Item) -> list[str]:
    with of_item(resolver):
        return texts(resolver.props, "ipConfigurations[].privateIpAddress")

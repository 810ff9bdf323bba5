"""Who answers questions about names for a network."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from gate.nodes import OutsideError, UndecidedError, expand, known, texts
from gate.stack import Item, Stack

from topology.addresses import Place, addresses, block, blocks
from topology.firewall import Firewall
from topology.network import Network
from topology.references import Outside, of_item
from topology.vnets import Subnet, Vnet

AZURE_DNS = "168.63.129.16"
_FIREWALL, _RESOLVER = "network:AzureFirewall", "dnsresolver:InboundEndpoint"


@dataclass(frozen=True)
class Server:
    """Who answers for a network.

    Attributes:
        label: How a message names it.
        asks: The networks in whose zones it looks names up; None where nobody knows here.
        home: The subnet of its address, where it is of this stack.
        place: Its address; None for Azure's own DNS, which no rule or route keeps from anybody.
        problem: Why it answers nobody; empty where it does.
    """

    label: str
    asks: tuple[Vnet, ...] | None
    home: Subnet | None = None
    place: Place | None = None
    problem: str = ""


class Servers:
    """The DNS servers of a stack's networks."""

    def __init__(self, stack: Stack, network: Network, firewalls: Sequence[Firewall]) -> None:
        self._stack = stack
        self._network = network
        self._firewalls = firewalls

    def of(self, vnet: Vnet) -> Iterator[Callable[[], Server]]:
        """Finds who answers for a network, each of whom may be asked.

        What it yields raises an `UndecidedError` where nobody knows who that is.
        """
        with of_item(vnet.item):
            elements = list(expand(vnet.item.props, "dhcpOptions.dnsServers[]"))
        if not elements:
            yield partial(_azure, vnet)
        for element in elements:
            if isinstance(element, UndecidedError):
                yield partial(self._by_source, vnet.item, element.path)
            else:
                yield partial(self._at, element.text(""), vnet)

    def _by_source(self, item: Item, path: str) -> Server:
        found = self._network.references.by_source(item, path, _FIREWALL, _RESOLVER)
        firewall = next((firewall for firewall in self._firewalls if firewall.item is found), None)
        return self._of_resolver(found, "") if firewall is None else self._of_firewall(firewall)

    def _at(self, address: str, vnet: Vnet) -> Server:
        if address == AZURE_DNS:
            return _azure(vnet)
        for firewall in self._firewalls:
            if firewall.address == address:
                return self._of_firewall(firewall)
        for resolver in self._stack.of_type(_RESOLVER):
            if self._has(resolver, address):
                return self._of_resolver(resolver, address)
        return Server(f"DNS server {address}", None, place=addresses(address))

    def _of_firewall(self, firewall: Firewall) -> Server:
        label, home, policy = f"firewall '{firewall.name}'", firewall.subnet, firewall.policy
        if not isinstance(home, Subnet):
            raise OutsideError(f"the subnet of {label}")
        place = Place(label, blocks([firewall.address]))
        if policy is None:
            return Server(label, (), home, place, f"{label} has no policy with a DNS proxy")
        if isinstance(policy, Outside):
            return Server(label, None, home, place)
        with of_item(policy):
            proxy, servers = policy.props.get("dnsSettings.enableProxy"), texts(policy.props, "dnsSettings.servers[]")
        if proxy is not True:
            return Server(label, (), home, place, f"{label} answers no names: its policy is no DNS proxy")
        return Server(label, self._asked_by_proxy(home.vnet, firewall, servers), home, place)

    def _asked_by_proxy(self, home: Vnet, firewall: Firewall, servers: list[str]) -> tuple[Vnet, ...] | None:
        """Where a proxy's own servers look names up; Azure's DNS where it has none."""
        found = [self._at(server, home).asks for server in servers or [AZURE_DNS] if server != firewall.address]
        return None if None in found else tuple(vnet for asks in found for vnet in asks or ())

    def _of_resolver(self, resolver: Item, address: str) -> Server:
        label, home = f"resolver '{resolver.name}'", next(self._homes(resolver), None)
        if home is None:
            raise OutsideError(f"the subnet of {label}")
        found = blocks([address] if address else _own_addresses(resolver)) or home.blocks
        return Server(label, (home.vnet,), home, Place(label, found))

    def _has(self, resolver: Item, address: str) -> bool:
        """Whether an address is a resolver's: its own, or any of its subnet where Azure chooses one."""
        own, found = _own_addresses(resolver), block(address)
        within = (part for home in self._homes(resolver) for part in home.blocks)
        return address in own if own else any(found is not None and part.covers(found) for part in within)

    def _homes(self, resolver: Item) -> Iterator[Subnet]:
        for element in expand(resolver.props, "ipConfigurations[]"):
            subnet = self._network.subnet_of(resolver, known(element), "subnet.id")
            if isinstance(subnet, Subnet):
                yield subnet


def _azure(vnet: Vnet) -> Server:
    return Server("Azure's DNS", (vnet,))


def _own_addresses(resolver: Item) -> list[str]:
    with of_item(resolver):
        return texts(resolver.props, "ipConfigurations[].privateIpAddress")

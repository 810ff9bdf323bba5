"""Whether traffic gets from one place to another, and which hop or rule decides."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from gate.nodes import OutsideError
from gate.stack import Item

from topology.addresses import INTERNET, NOWHERE, THE_INTERNET, Block, Place, contains, cuts, is_private, pieces
from topology.answers import Answer, all_of, no
from topology.appliances import Appliances
from topology.firewall import Firewall
from topology.hops import (
    Guard,
    beside,
    beyond,
    connected,
    filtered,
    has_public_address,
    lost,
    nowhere,
    onward,
    passes,
    routes_of,
    to_nobody,
)
from topology.machines import Machines
from topology.network import Network
from topology.private_link import Endpoint
from topology.references import Outside
from topology.routes import APPLIANCE, LOCAL, Choice, Route, choices
from topology.security import INBOUND, OUTBOUND, Question
from topology.vnets import Subnet, Vnet

# Services that a subnet with a service endpoint reaches past its routes: the service's tag.
# https://learn.microsoft.com/azure/virtual-network/virtual-network-service-endpoints-overview
_SERVICE_ENDPOINTS = {
    "microsoft.azureactivedirectory": "azureactivedirectory",
    "microsoft.containerregistry": "azurecontainerregistry",
    "microsoft.keyvault": "azurekeyvault",
    "microsoft.storage": "storage",
    "microsoft.storage.global": "storage",
}

# What a NAT gateway has its public addresses from.
_NAT_ADDRESSES = {
    "publicIpAddresses": "network:PublicIPAddress",
    "publicIpAddressesV6": "network:PublicIPAddress",
    "publicIpPrefixes": "network:PublicIPPrefix",
    "publicIpPrefixesV6": "network:PublicIPPrefix",
}


@dataclass(frozen=True)
class End:
    """One end of traffic within the networks.

    Attributes:
        subnet: Where it is.
        place: Its addresses.
        guards: The security groups that traffic meets on its way out, the nearest first.
    """

    subnet: Subnet
    place: Place
    guards: tuple[Guard, ...]

    @classmethod
    def of(cls, found: Subnet | Machines) -> "End":
        """Machines, or any machine of a subnet that is in no application security group."""
        if isinstance(found, Subnet):
            return cls(found, found.place, (found.group,))
        return cls(found.subnet, found.place, (found.guard, found.subnet.group))


@dataclass(frozen=True)
class Traffic:
    """What machines want to send.

    Attributes:
        source: Where they are.
        asked: Where to, on which port.
        names: The host names that it is for, where a firewall that knows names may decide.
    """

    source: End
    asked: Question
    names: tuple[str, ...] = ()

    @classmethod
    def to(
        cls, source: Subnet | Machines, place: Place, port: int, protocol: str = "tcp", names: tuple[str, ...] = ()
    ) -> "Traffic":
        """From machines, or all of a subnet, to a place."""
        end = End.of(source)
        return cls(end, Question(end.place, place, port, protocol), names)

    def narrowed(self, piece: Block | None) -> "Traffic":
        """The traffic to a piece of its destination; all of it for a place without known addresses."""
        whole = self.asked.destination
        if piece is None or whole.blocks == (piece,):
            return self
        place = replace(whole, label=f"{piece} of {whole.label}", blocks=(piece,))
        return replace(self, asked=replace(self.asked, destination=place))


class Reach:
    """Answers for the networks of a stack."""

    def __init__(self, network: Network, appliances: Appliances) -> None:
        self._network = network
        self._appliances = appliances

    def to_endpoint(self, source: Subnet | Machines, endpoint: Endpoint, port: int, protocol: str) -> Answer:
        """Whether machines reach a private endpoint.

        Raises:
            OutsideError: the endpoint is in a network of another stack, or the way leads through one.
        """
        home = endpoint.subnet
        if not isinstance(home, Subnet):
            raise OutsideError(f"the subnet of '{endpoint.name}'")
        guards = (home.group,) if home.groups_hold_for_endpoints else ()
        far = End(home, endpoint.place, guards)
        bypass = not home.routes_hold_for_endpoints
        return self._inside(Traffic.to(source, far.place, port, protocol), far, past_routes=bypass)

    def to_machines(
        self, source: Subnet | Machines, target: Subnet | Machines, port: int, protocol: str = "tcp"
    ) -> Answer:
        """Whether machines reach others."""
        far = End.of(target)
        return self._inside(Traffic.to(source, far.place, port, protocol), far)

    def to_address(self, source: Subnet | Machines, home: Subnet, place: Place, port: int, protocol: str) -> Answer:
        """Whether machines reach an address in a subnet."""
        return self._inside(Traffic.to(source, place, port, protocol), End(home, place, (home.group,)))

    def to_place(self, source: Subnet | Machines, place: Place, port: int, protocol: str = "tcp") -> Answer:
        """Whether machines reach a service tag or addresses, which may be in the stack's own networks.

        Raises:
            OutsideError: what is there, or the way to it, is of another stack.
        """
        traffic = Traffic.to(source, place, port, protocol)
        if not place.blocks:
            return self.to_outside(traffic)
        subnets = self._near_first(traffic.source.subnet.vnet)
        edges = [*cuts((), NOWHERE), *(own for subnet in subnets for own in subnet.blocks)]
        found = [piece for whole in place.blocks for piece in pieces(whole, edges)]
        return all_of(partial(self._to_piece, traffic, piece, subnets) for piece in found)

    def _near_first(self, home: Vnet) -> list[Subnet]:
        """All subnets: those of the network itself, then of peers, as addresses elsewhere may be the same."""
        vnets = dict.fromkeys([home, *home.peers, *self._network.vnets])
        return [subnet for vnet in vnets for subnet in vnet.subnets]

    def _to_piece(self, traffic: Traffic, piece: Block, subnets: list[Subnet]) -> Answer:
        towards = traffic.narrowed(piece)
        for subnet in subnets:
            if any(own.covers(piece) for own in subnet.blocks):
                return self._inside(towards, End(subnet, towards.asked.destination, (subnet.group,)))
        return self.to_outside(towards)

    def _inside(self, traffic: Traffic, far: End, *, past_routes: bool = False) -> Answer:
        return all_of(
            [
                *_leaving(traffic),
                partial(self._way, traffic, far.subnet, past_routes=past_routes),
                *(partial(passes, guard, INBOUND, far.subnet, traffic.asked) for guard in reversed(far.guards)),
            ]
        )

    def _way(self, traffic: Traffic, home: Subnet, *, past_routes: bool) -> Answer:
        direct = connected(traffic.source.subnet, home)
        if past_routes and direct.yes:
            return direct
        spaces = [*traffic.source.subnet.vnet.space, *(home.vnet.space if direct.yes else ())]
        found = choices(routes_of(traffic.source.subnet), spaces, traffic.asked.destination)
        return all_of(partial(self._towards, choice, direct, traffic, home) for choice in found)

    def _towards(self, choice: Choice, direct: Answer, traffic: Traffic, home: Subnet) -> Answer:
        route, traffic = choice.route, traffic.narrowed(choice.piece)
        if route is None or route.hop == LOCAL:
            return direct
        if route.hop == APPLIANCE:
            return self._relayed(route, traffic, partial(onward, home=home))
        if route.hop == INTERNET:
            return no(f"route '{route.name}' sends {traffic.asked} to the internet, which has no private addresses")
        return lost(route, traffic.asked)

    def _relayed(self, route: Route, traffic: Traffic, onward: Callable[[Firewall], Answer]) -> Answer:
        firewall = self._appliances.at(route)
        if firewall is None:
            return nowhere(route)
        return all_of(
            [
                partial(Answer, True, (f"route '{route.name}' leads to firewall '{firewall.name}'",)),
                partial(beside, traffic.source.subnet, firewall),
                partial(filtered, firewall, traffic.asked, traffic.names),
                partial(onward, firewall),
            ]
        )

    def to_outside(self, traffic: Traffic) -> Answer:
        """Whether machines reach a service tag, or addresses that no subnet of the stack has.

        Raises:
            OutsideError: the way leads through another stack, or to one.
        """
        return all_of([*_leaving(traffic), partial(self.way_out, traffic)])

    def way_out(self, traffic: Traffic) -> Answer:
        """Whether there is an explicit way to a place outside, and what decides on it."""
        asked, subnet = traffic.asked, traffic.source.subnet
        service = next((text for text in subnet.service_endpoints if _is_reached_by(text, asked.destination)), None)
        if service is not None:
            return Answer(True, (f"{subnet.place.label} has a service endpoint for {service}",))
        found = choices(routes_of(subnet), (), asked.destination)
        return all_of(partial(self._out, choice, traffic) for choice in found)

    def firewalls_towards(self, traffic: Traffic) -> list[Firewall]:
        """The firewalls on the way to a place outside."""
        found = choices(routes_of(traffic.source.subnet), (), traffic.asked.destination)
        routes = [choice.route for choice in found if choice.route is not None and choice.route.hop == APPLIANCE]
        return [firewall for route in routes if (firewall := self._appliances.at(route)) is not None]

    def _out(self, choice: Choice, traffic: Traffic) -> Answer:
        route, traffic = choice.route, traffic.narrowed(choice.piece)
        if choice.piece is not None and is_private(choice.piece) and (route is None or route.hop != APPLIANCE):
            return to_nobody(choice, traffic.asked)
        if route is None or route.hop == INTERNET:
            return self._nat(traffic.source.subnet)
        if route.hop == APPLIANCE:
            return self._relayed(route, traffic, partial(beyond, choice))
        return lost(route, traffic.asked)

    def has_way_out(self, source: Subnet) -> Answer:
        """Whether there is something at the end of a subnet's way out, whatever it lets through.

        Raises:
            OutsideError: the way leads through another stack.
        """
        routes = [choice.route for choice in choices(routes_of(source), (), THE_INTERNET)]
        return all_of(partial(self._end_of, route, source) for route in routes)

    def _end_of(self, route: Route | None, source: Subnet) -> Answer:
        if route is None or route.hop == INTERNET:
            return self._nat(source)
        if route.hop != APPLIANCE:
            return lost(route, Question(source.place, THE_INTERNET, 443, "tcp"))
        firewall = self._appliances.at(route)
        if firewall is None:
            return nowhere(route)
        return all_of([partial(has_public_address, firewall), partial(beside, source, firewall)])

    def _nat(self, source: Subnet) -> Answer:
        where, gateway = source.place.label, source.nat
        if gateway is None:
            return no(f"{where} has no NAT gateway and no route to a firewall")
        if isinstance(gateway, Outside):
            raise OutsideError(f"NAT gateway {gateway.name}")
        found = [
            address
            for prop, kind in _NAT_ADDRESSES.items()
            for address in self._network.references.listed(gateway, gateway.props, f"{prop}[].id", kind)
        ]
        if not found:
            return no(f"NAT gateway '{gateway.name}' of {where} has no public address")
        if not any(isinstance(address, Item) for address in found):
            raise OutsideError(f"the public address of NAT gateway '{gateway.name}'")
        return Answer(True, (f"NAT gateway '{gateway.name}'",))


def _leaving(traffic: Traffic) -> Iterator[Callable[[], Answer]]:
    for guard in traffic.source.guards:
        yield partial(passes, guard, OUTBOUND, traffic.source.subnet, traffic.asked)


def _is_reached_by(endpoint: str, destination: Place) -> bool:
    tag = _SERVICE_ENDPOINTS.get(endpoint, "")
    return bool(tag and destination.tag) and contains(tag, destination.tag)

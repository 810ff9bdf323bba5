"""Whether traffic gets from one place to another, and which hop or rule decides."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from gate.nodes import OutsideError, UndecidedError
from gate.stack import Item

from topology.addresses import INTERNET, NOWHERE, THE_INTERNET, Block, Place, contains, cuts, is_private, pieces
from topology.answers import YES, Answer, all_of, no
from topology.appliances import Appliances
from topology.firewall import Firewall
from topology.machines import Machines
from topology.network import Network, Subnet, Vnet
from topology.private_link import Endpoint
from topology.references import Outside
from topology.routes import APPLIANCE, GATEWAY, LOCAL, NOTHING, Choice, Route, choices
from topology.security import INBOUND, OUTBOUND, Group, Question, decide

Guard = Group | Outside | None

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
        subnets = [subnet for vnet in self._network.vnets for subnet in vnet.subnets]
        edges = [*cuts((), NOWHERE), *(own for subnet in subnets for own in subnet.blocks)]
        found = [piece for whole in place.blocks for piece in pieces(whole, edges)]
        return all_of(partial(self._to_piece, traffic, piece, subnets) for piece in found)

    def _to_piece(self, traffic: Traffic, piece: Block, subnets: list[Subnet]) -> Answer:
        place = Place(str(piece), (piece,))
        towards = replace(traffic, asked=replace(traffic.asked, destination=place))
        for subnet in subnets:
            if any(own.covers(piece) for own in subnet.blocks):
                return self._inside(towards, End(subnet, place, (subnet.group,)))
        return self.to_outside(towards)

    def _inside(self, traffic: Traffic, far: End, *, past_routes: bool = False) -> Answer:
        return all_of(
            [
                *_leaving(traffic),
                partial(self._way, traffic, far.subnet, past_routes=past_routes),
                *(partial(_passes, guard, INBOUND, far.subnet, traffic.asked) for guard in reversed(far.guards)),
            ]
        )

    def _way(self, traffic: Traffic, home: Subnet, *, past_routes: bool) -> Answer:
        direct = _connected(traffic.source.subnet, home)
        if past_routes and direct.yes:
            return direct
        spaces = [*traffic.source.subnet.vnet.space, *(home.vnet.space if direct.yes else ())]
        found = choices(_routes(traffic.source.subnet), spaces, traffic.asked.destination)
        return all_of(partial(self._towards, choice, direct, traffic, home) for choice in found)

    def _towards(self, choice: Choice, direct: Answer, traffic: Traffic, home: Subnet) -> Answer:
        route = choice.route
        if route is None or route.hop in {LOCAL, "virtualnetworkpeering"}:
            return direct
        if route.hop == APPLIANCE:
            return self._relayed(route, traffic, partial(_onward, home=home))
        if route.hop == INTERNET:
            return no(f"route '{route.name}' sends {traffic.asked} to the internet, which has no private addresses")
        return _lost(route, traffic.asked)

    def _relayed(self, route: Route, traffic: Traffic, onward: Callable[[Firewall], Answer]) -> Answer:
        firewall = self._appliances.at(route)
        if firewall is None:
            return _nowhere(route)
        return all_of(
            [
                partial(Answer, True, (f"route '{route.name}' leads to firewall '{firewall.name}'",)),
                partial(_beside, traffic.source.subnet, firewall),
                partial(_filtered, firewall, traffic),
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
        found = choices(_routes(subnet), (), asked.destination)
        return all_of(partial(self._out, choice, traffic) for choice in found)

    def firewalls_towards(self, traffic: Traffic) -> list[Firewall]:
        """The firewalls on the way to a place outside."""
        found = choices(_routes(traffic.source.subnet), (), traffic.asked.destination)
        routes = [choice.route for choice in found if choice.route is not None and choice.route.hop == APPLIANCE]
        return [firewall for route in routes if (firewall := self._appliances.at(route)) is not None]

    def _out(self, choice: Choice, traffic: Traffic) -> Answer:
        route = choice.route
        if choice.piece is not None and is_private(choice.piece) and (route is None or route.hop != APPLIANCE):
            return _to_nobody(choice, traffic)
        if route is None or route.hop == INTERNET:
            return self._nat(traffic.source.subnet)
        if route.hop == APPLIANCE:
            return self._relayed(route, traffic, partial(_beyond, choice))
        return _lost(route, traffic.asked)

    def has_way_out(self, source: Subnet) -> Answer:
        """Whether there is something at the end of a subnet's way out, whatever it lets through.

        Raises:
            OutsideError: the way leads through another stack.
        """
        routes = [choice.route for choice in choices(_routes(source), (), THE_INTERNET)]
        return all_of(partial(self._end_of, route, source) for route in routes)

    def _end_of(self, route: Route | None, source: Subnet) -> Answer:
        if route is None or route.hop == INTERNET:
            return self._nat(source)
        if route.hop != APPLIANCE:
            return _lost(route, Question(source.place, THE_INTERNET, 443, "tcp"))
        firewall = self._appliances.at(route)
        if firewall is None:
            return _nowhere(route)
        return all_of([partial(_has_public_address, firewall), partial(_beside, source, firewall)])

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
        yield partial(_passes, guard, OUTBOUND, traffic.source.subnet, traffic.asked)


def _is_reached_by(endpoint: str, destination: Place) -> bool:
    tag = _SERVICE_ENDPOINTS.get(endpoint, "")
    return bool(tag and destination.tag) and contains(tag, destination.tag)


def _lost(route: Route, asked: Question) -> Answer:
    """What becomes of traffic at a next hop from which it comes to no place of this stack."""
    if route.hop == NOTHING:
        return no(f"route '{route.name}' drops {asked}")
    if route.hop == LOCAL:
        return no(f"route '{route.name}' keeps {asked} in the network, where nothing has the address")
    if route.hop == GATEWAY:
        raise OutsideError(f"the site that route '{route.name}' leads to")
    raise UndecidedError(f"nextHopType of route '{route.name}'")


def _nowhere(route: Route) -> Answer:
    return no(f"route '{route.name}' sends it to {route.address}, and no firewall of this stack is there")


def _to_nobody(choice: Choice, traffic: Traffic) -> Answer:
    """What becomes of private addresses that no subnet of the stack has."""
    if choice.route is not None:
        return _lost(choice.route, traffic.asked)
    vnet, piece = traffic.source.subnet.vnet, choice.piece
    known = [found for other in [vnet, *vnet.peers] for found in other.space]
    behind = any(found.covers(piece) for found in vnet.inside.blocks if piece and found not in known)
    if behind or any(isinstance(peering.remote, Outside) for peering in vnet.peerings):
        raise OutsideError(f"where {piece} is")
    return no(f"no subnet of this stack has {piece}, and Azure drops private addresses that lead nowhere")


def _connected(source: Subnet, target: Subnet) -> Answer:
    """Whether two subnets' networks are one, or exchange traffic: each must say so of the other."""
    here, there = source.vnet, target.vnet
    if here is there:
        return YES
    for near, far, start, end in ((here, there, source, target), (there, here, target, source)):
        side = near.peering_with(far)
        if side is None:
            return no(f"{near.name} is not peered with {far.name}")
        if not side.flag("allowVirtualNetworkAccess"):
            return no(f"peering '{side.item.name}' does not allow virtual network access")
        if not side.holds_for(start, end):
            return no(f"peering '{side.item.name}' is not for subnets {start.name} and {end.name}")
    return Answer(True, (f"{here.name} is peered with {there.name}",))


def _beside(source: Subnet, firewall: Firewall) -> Answer:
    """Whether a firewall can be a subnet's next hop: in its network, or in a peer whose forwarded traffic it takes.

    https://learn.microsoft.com/azure/virtual-network/virtual-network-manage-peering
    """
    home = _home(firewall)
    return all_of([partial(_connected, source, home), partial(_takes_forwarded, source.vnet, home.vnet)])


def _takes_forwarded(vnet: Vnet, sender: Vnet) -> Answer:
    side = vnet.peering_with(sender)
    if side is not None and not side.flag("allowForwardedTraffic"):
        return no(f"peering '{side.item.name}' does not allow forwarded traffic, and so nothing from firewalls")
    return YES


def _home(firewall: Firewall) -> Subnet:
    if not isinstance(firewall.subnet, Subnet):
        raise OutsideError(f"the subnet of firewall '{firewall.name}'")
    return firewall.subnet


def _onward(firewall: Firewall, home: Subnet) -> Answer:
    """Whether a firewall gets what it lets through to a subnet."""
    near = _home(firewall)
    return all_of([partial(_connected, near, home), partial(_takes_forwarded, home.vnet, near.vnet)])


def _beyond(choice: Choice, firewall: Firewall) -> Answer:
    """Whether a firewall gets what it lets through out of the networks."""
    if choice.piece is not None and is_private(choice.piece):
        raise OutsideError(f"where {choice.piece} is")
    return _has_public_address(firewall)


def _has_public_address(firewall: Firewall) -> Answer:
    return YES if firewall.has_public_address else no(f"firewall '{firewall.name}' has no public address")


def _filtered(firewall: Firewall, traffic: Traffic) -> Answer:
    """What the rules of a firewall say of all of some traffic."""
    steps: list[str] = []
    for verdict in firewall.decides(traffic.asked, traffic.names):
        what = f"{traffic.asked}{f' ({verdict.name})' if verdict.name else ''}"
        if verdict.rule is None:
            return no(f"no rule of firewall '{firewall.name}' allows {what} from {verdict.source}")
        word = "allows" if verdict.rule.allows else "denies"
        steps.append(f"rule '{verdict.rule.name}' of firewall '{firewall.name}' {word} {what}")
        if not verdict.rule.allows:
            return no(f"{steps[-1]} from {verdict.source}")
    return Answer(True, tuple(dict.fromkeys(steps)))


def _passes(guard: Guard, direction: str, subnet: Subnet, asked: Question) -> Answer:
    """What a security group says of all of some traffic; without one, everything passes."""
    if guard is None:
        return YES
    if isinstance(guard, Outside):
        raise OutsideError(f"the rules of security group {guard.name}")
    decided: dict[str, None] = {}
    for ruling in decide(guard.rules(direction), asked, subnet.inside):
        if not ruling.rule.allows:
            ends = f"from {ruling.flow.source} to {ruling.flow.destination}"
            return no(f"{direction} rule {ruling.rule} of '{guard.name}' denies {asked.protocol} {asked.port} {ends}")
        decided[str(ruling.rule)] = None
    return Answer(True, (f"{direction} rule {', '.join(decided)} of '{guard.name}' allows it",))


def _routes(source: Subnet) -> list[Route]:
    if isinstance(source.table, Outside):
        raise OutsideError(f"the routes of table {source.table.name}")
    return source.table.routes if source.table else []

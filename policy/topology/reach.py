"""Whether traffic gets from one place to another, and which hop or rule decides."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from gate.nodes import OutsideError

from topology.addresses import INTERNET, THE_INTERNET, Block, Place, block
from topology.firewall import Firewall
from topology.network import Network, Route, RouteTable, Subnet, Vnet
from topology.private_link import Endpoint
from topology.references import Outside
from topology.security import INBOUND, OUTBOUND, Group, Question, decide


@dataclass(frozen=True)
class Answer:
    """Whether, and why.

    Attributes:
        yes: Whether all of the traffic gets through.
        steps: Each hop and the rule that decided there; where it does not get through, the last one says why.
    """

    yes: bool
    steps: tuple[str, ...]

    def __str__(self) -> str:
        """The steps, one after the other."""
        return "; ".join(self.steps)


@dataclass(frozen=True)
class Traffic:
    """What machines in a subnet want to send.

    Attributes:
        source: The subnet.
        asked: Where to, on which port.
        names: The host names that it is for, where a firewall that knows names may decide.
    """

    source: Subnet
    asked: Question
    names: tuple[str, ...] = ()

    @classmethod
    def to(
        cls, source: Subnet, place: Place, port: int, protocol: str = "tcp", names: tuple[str, ...] = ()
    ) -> "Traffic":
        """From all of a subnet to a place."""
        return cls(source, Question(source.place, place, port, protocol), names)


class Reach:
    """Answers for the networks of a stack."""

    def __init__(self, network: Network, firewalls: Sequence[Firewall]) -> None:
        self._network = network
        self._firewalls = firewalls

    def to_endpoint(self, source: Subnet, endpoint: Endpoint, port: int, protocol: str) -> Answer:
        """Whether machines in a subnet reach a private endpoint.

        Raises:
            OutsideError: the endpoint is in a network of another stack, or the way leads through one.
        """
        home = endpoint.subnet
        if not isinstance(home, Subnet):
            raise OutsideError(f"the subnet of '{endpoint.name}'")
        far = Place(f"'{endpoint.name}'", home.blocks)
        guard = home.group if home.groups_hold_for_endpoints else None
        bypass = not home.routes_hold_for_endpoints
        return self._inside(Traffic.to(source, far, port, protocol), home, guard, bypass_routes=bypass)

    def to_subnet(self, source: Subnet, target: Subnet, port: int, protocol: str) -> Answer:
        """Whether machines in a subnet reach those in another, or in the same one."""
        traffic = Traffic.to(source, target.place, port, protocol)
        return self._inside(traffic, target, target.group, bypass_routes=False)

    def _inside(self, traffic: Traffic, home: Subnet, guard: Group | Outside | None, *, bypass_routes: bool) -> Answer:
        checks = (
            partial(_passes, traffic.source.group, OUTBOUND, traffic.source.vnet, traffic),
            partial(self._way, traffic, home, bypass_routes=bypass_routes),
            partial(_passes, guard, INBOUND, home.vnet, traffic),
        )
        steps: list[str] = []
        for check in checks:
            answer = check()
            steps += answer.steps
            if not answer.yes:
                return Answer(False, tuple(steps))
        return Answer(True, tuple(steps))

    def _way(self, traffic: Traffic, home: Subnet, *, bypass_routes: bool) -> Answer:
        here, there = traffic.source.vnet, home.vnet
        if here is not there:
            answer = _peered(here, there)
            if not answer.yes:
                return answer
        else:
            answer = Answer(True, ())
        route = None if bypass_routes else _route_for(traffic.source, traffic.asked.destination, there.space)
        if route is None or route.hop in {"vnetlocal", "virtualnetworkpeering"}:
            return answer
        return self._hop(route, traffic)

    def _hop(self, route: Route, traffic: Traffic) -> Answer:
        """What becomes of traffic that a route sends somewhere."""
        if route.hop == "none":
            return Answer(False, (f"route '{route.name}' drops {traffic.asked}",))
        if route.hop == "virtualappliance":
            return self._through(route, traffic)
        if route.hop == "virtualnetworkgateway":
            raise OutsideError(f"the site that route '{route.name}' leads to")
        return Answer(True, (f"route '{route.name}' sends it to the internet",))

    def _through(self, route: Route, traffic: Traffic) -> Answer:
        firewall = self.firewall_at(route.address)
        if firewall is None:
            return self._nowhere(route)
        beside = _forwarded(traffic.source.vnet, firewall)
        if not beside.yes:
            return beside
        rule = firewall.decides(traffic.asked, traffic.names)
        if rule is None:
            return Answer(False, (f"no rule of firewall '{firewall.name}' allows {traffic.asked}",))
        word = "allows" if rule.allows else "denies"
        return Answer(rule.allows, (f"rule '{rule.name}' of firewall '{firewall.name}' {word} {traffic.asked}",))

    def _nowhere(self, route: Route) -> Answer:
        """A next hop that is no firewall of this stack: a mistake inside its networks, another's machine outside."""
        own = [found for vnet in self._network.vnets for found in vnet.space]
        hop = block(route.address)
        if self._firewalls or any(hop is not None and mine.covers(hop) for mine in own):
            text = f"route '{route.name}' sends it to {route.address}, and no firewall of this stack is there"
            return Answer(False, (text,))
        raise OutsideError(f"what {route.address} lets through, the next hop of route '{route.name}'")

    def firewall_at(self, address: str) -> Firewall | None:
        """The firewall of an address."""
        return next((firewall for firewall in self._firewalls if address and firewall.address == address), None)

    def to_outside(self, traffic: Traffic) -> Answer:
        """Whether machines in a subnet reach a service tag, or public addresses.

        Raises:
            OutsideError: the way leads through another stack.
        """
        group = _passes(traffic.source.group, OUTBOUND, traffic.source.vnet, traffic)
        if not group.yes:
            return group
        out = self.way_out(traffic)
        return Answer(out.yes, (*group.steps, *out.steps))

    def way_out(self, traffic: Traffic) -> Answer:
        """Whether a subnet has an explicit way to a place outside, and what decides on it."""
        route = _route_for(traffic.source, traffic.asked.destination, ())
        if route is not None and route.hop != INTERNET:
            return self._hop(route, traffic)
        return self._nat(traffic.source)

    def has_way_out(self, source: Subnet) -> Answer:
        """Whether there is something at the end of a subnet's way out, whatever it lets through.

        Raises:
            OutsideError: the way leads through another stack.
        """
        route = _route_for(source, THE_INTERNET, ())
        if route is None or route.hop == INTERNET:
            return self._nat(source)
        firewall = self.firewall_at(route.address) if route.hop == "virtualappliance" else None
        if firewall is None:
            return self._hop(route, Traffic.to(source, THE_INTERNET, 443))
        if not firewall.has_public_address:
            return Answer(False, (f"firewall '{firewall.name}' has no public address",))
        return _forwarded(source.vnet, firewall)

    def _nat(self, source: Subnet) -> Answer:
        where = f"{source.vnet.name}/{source.name}"
        gateway = source.nat
        if gateway is None:
            return Answer(False, (f"{where} has no NAT gateway and no route to a firewall",))
        if isinstance(gateway, Outside):
            return Answer(True, (f"NAT gateway {gateway.name}",))
        addresses = ("publicIpAddresses", "publicIpPrefixes", "publicIpAddressesV6", "publicIpPrefixesV6")
        if any(gateway.is_given(prop) for prop in addresses):
            return Answer(True, (f"NAT gateway '{gateway.name}'",))
        return Answer(False, (f"NAT gateway '{gateway.name}' of {where} has no public address",))


def _peered(here: Vnet, there: Vnet) -> Answer:
    """Whether two networks exchange traffic: each must say so of the other."""
    for near, far in ((here, there), (there, here)):
        side = near.peering_with(far)
        if side is None:
            return Answer(False, (f"{near.name} is not peered with {far.name}",))
        if not side.flag("allowVirtualNetworkAccess"):
            return Answer(False, (f"peering '{side.item.name}' does not allow virtual network access",))
    return Answer(True, (f"{here.name} is peered with {there.name}",))


def _forwarded(here: Vnet, firewall: Firewall) -> Answer:
    """Whether a firewall can be a network's next hop: in it, or in a peer whose forwarded traffic it takes.

    https://learn.microsoft.com/azure/virtual-network/virtual-network-manage-peering
    """
    if not isinstance(firewall.subnet, Subnet):
        raise OutsideError(f"the subnet of firewall '{firewall.name}'")
    there = firewall.subnet.vnet
    if here is there:
        return Answer(True, ())
    answer = _peered(here, there)
    side = here.peering_with(there)
    if answer.yes and side is not None and not side.flag("allowForwardedTraffic"):
        return Answer(False, (f"peering '{side.item.name}' does not allow forwarded traffic, and so no answers",))
    return answer


def _passes(group: Group | Outside | None, direction: str, vnet: Vnet, traffic: Traffic) -> Answer:
    """What a security group says of all of some traffic; without one, everything passes."""
    if group is None:
        return Answer(True, ())
    if isinstance(group, Outside):
        raise OutsideError(f"the rules of security group {group.name}")
    decided, asked = "", traffic.asked
    for ruling in decide(group.rules(direction), asked, vnet.inside):
        decided = f"{ruling.rule} of '{group.name}'"
        if not ruling.rule.allows:
            ends = f"from {ruling.flow.source} to {ruling.flow.destination}"
            return Answer(False, (f"{direction} rule {decided} denies {asked.protocol} {asked.port} {ends}",))
    return Answer(True, (f"{direction} rule {decided} allows it",))


def _route_for(source: Subnet, destination: Place, space: Sequence[Block]) -> Route | None:
    """The route of one's own that decides, if one does: more special than Azure's own route, or as special."""
    table = source.table
    if table is None:
        return None
    if isinstance(table, Outside):
        raise OutsideError(f"the routes of table {table.name}")
    return next(_deciding(table, destination, space), None)


def _deciding(table: RouteTable, destination: Place, space: Sequence[Block]) -> Iterator[Route]:
    system = [own for own in space if any(own.covers(wanted) for wanted in destination.blocks)]
    widest = max((own.last - own.first for own in system), default=None)
    for route in table.routes:
        if route.prefix is None:
            continue
        special = widest is None or route.prefix.last - route.prefix.first <= widest
        if special and _is_for(route.prefix, destination):
            yield route


def _is_for(prefix: Block, destination: Place) -> bool:
    if not destination.blocks:
        return prefix.first == 0 and prefix.last in {2**32 - 1, 2**128 - 1}
    return any(prefix.overlaps(wanted) for wanted in destination.blocks)

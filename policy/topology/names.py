"""Whether the names of private services resolve to their endpoints."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from gate.nodes import OutsideError

from topology.answers import YES, Answer, all_of, no
from topology.dns import Server, Servers
from topology.machines import Machines
from topology.private_link import Endpoint, PrivateLink
from topology.reach import Reach
from topology.references import Outside
from topology.vnets import Subnet, Vnet

_PORT = 53

Find = Callable[[], Server]


class Names:
    """Answers about names for the networks of a stack."""

    def __init__(self, servers: Servers, link: PrivateLink, reach: Reach) -> None:
        self._servers = servers
        self._link = link
        self._reach = reach

    def resolves(self, source: Vnet | Subnet | Machines, endpoint: Endpoint) -> Answer:
        """Whether every name of a private endpoint resolves to it.

        Args:
            source: Where it is asked. For machines and subnets, whether they reach the server is looked at too.
            endpoint: The endpoint.

        Raises:
            OutsideError: who answers, or the zone, is in another stack.
        """
        zones = endpoint.zones_needed or list(endpoint.zones)
        if not zones:
            return no(f"no zone group of '{endpoint.name}' writes its names anywhere")
        return all_of(self._checks(source, endpoint, zones))

    def _checks(
        self, source: Vnet | Subnet | Machines, endpoint: Endpoint, zones: Sequence[str]
    ) -> Iterator[Callable[[], Answer]]:
        vnet = source if isinstance(source, Vnet) else _subnet_of(source).vnet
        for find in self._servers.of(vnet):
            yield partial(self._answers, find)
            if not isinstance(source, Vnet):
                yield partial(self._is_reached, find, source)
            yield partial(self._finds, find, vnet, endpoint, zones)

    def reaches_servers(self, source: Subnet | Machines) -> Answer:
        """Whether machines reach whoever answers for their network.

        Raises:
            OutsideError: nobody knows here where a server is.
        """
        vnet = _subnet_of(source).vnet
        return all_of(partial(self._is_reached, find, source) for find in self._servers.of(vnet))

    def _is_reached(self, find: Find, source: Subnet | Machines) -> Answer:
        server = find()
        if server.place is None:
            return YES
        if server.home is None:
            return self._reach.to_place(source, server.place, _PORT, "udp")
        return self._reach.to_address(source, server.home, server.place, _PORT, "udp")

    def _answers(self, find: Find) -> Answer:
        problem = find().problem
        return no(problem) if problem else YES

    def _finds(self, find: Find, vnet: Vnet, endpoint: Endpoint, zones: Sequence[str]) -> Answer:
        server = find()
        if server.asks is None:
            raise OutsideError(f"what {server.label} answers to '{vnet.name}'")
        who = f"{server.label} answers for {vnet.name}"
        return all_of(partial(self._found, who, endpoint, zone, asked) for asked in server.asks for zone in zones)

    def _found(self, who: str, endpoint: Endpoint, zone_name: str, asked: Vnet) -> Answer:
        zone = endpoint.zones.get(zone_name)
        if zone is None:
            return no(f"no zone group of '{endpoint.name}' writes into {zone_name}")
        if isinstance(zone, Outside):
            if self._link.links_outside(zone, asked):
                return Answer(True, (f"{who}: {zone_name} of another stack is linked to {asked.name} from here",))
            raise OutsideError(f"whether zone {zone_name} is linked")
        if not self._link.zone(zone).is_linked(asked):
            return no(f"{who}: {zone_name} is not linked to {asked.name}")
        return Answer(True, (f"{who}: {zone_name} is linked to {asked.name}",))


def _subnet_of(source: Subnet | Machines) -> Subnet:
    return source if isinstance(source, Subnet) else source.subnet

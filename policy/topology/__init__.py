"""The network that a stack's resources make: who reaches whom, who resolves what, what the internet reaches.

It is read from planned or deployed resources of azure-native, by known ids and names, and where those are unknown by
what properties come from, so that it works at a first preview. What stays unknown is said, never guessed:

- `UndecidedError`: a value that decides is unknown;
- `UnidentifiedError`: which resource is meant is unknown;
- `OutsideError`: it depends on resources of another stack.
"""

from functools import cached_property

from gate.stack import Item, Stack

from topology.addresses import Place
from topology.egress import Egress, egress_of
from topology.exposure import Exposure, all_exposures, exposures_of
from topology.firewall import Firewall, firewalls_of
from topology.identities import Roles
from topology.machines import Machines, machines_of
from topology.names import Names
from topology.network import Network, Subnet, Vnet
from topology.private_link import Endpoint, PrivateLink
from topology.reach import Answer, Reach, Traffic
from topology.references import References


class Topology:
    """The network of a stack.

    Args:
        stack: Its resources.
    """

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self.references = References(stack)
        self.network = Network(stack, self.references)
        self.link = PrivateLink(stack, self.network, self.references)

    @cached_property
    def firewalls(self) -> list[Firewall]:
        """The firewalls."""
        return firewalls_of(self._stack, self.network, self.references)

    @cached_property
    def machines(self) -> list[Machines]:
        """What runs in the subnets."""
        return machines_of(self._stack, self.network)

    def machines_in(self, vnet: Vnet) -> list[Machines]:
        """What runs in a network."""
        return self._machines_by_vnet.get(vnet.item.urn, [])

    @cached_property
    def _machines_by_vnet(self) -> dict[str, list[Machines]]:
        found: dict[str, list[Machines]] = {}
        for machines in self.machines:
            found.setdefault(machines.subnet.vnet.item.urn, []).append(machines)
        return found

    @cached_property
    def roles(self) -> Roles:
        """Who may do what."""
        return Roles(self._stack)

    @cached_property
    def reach(self) -> Reach:
        """Answers about traffic."""
        return Reach(self.network, self.firewalls)

    @cached_property
    def _names(self) -> Names:
        return Names(self._stack, self.network, self.references, self.link, self.firewalls)

    def can(self, source: Subnet, destination: Subnet | Endpoint | Place, port: int, protocol: str = "tcp") -> Answer:
        """Whether machines in a subnet reach others, a private endpoint, or a place outside.

        Args:
            source: Where the traffic starts.
            destination: A subnet, a private endpoint, or a service tag or addresses (`topology.addresses`).
            port: The destination port.
            protocol: `tcp`, `udp`, `icmp`, `esp` or `ah`.
        """
        if isinstance(destination, Endpoint):
            return self.reach.to_endpoint(source, destination, port, protocol)
        if isinstance(destination, Subnet):
            return self.reach.to_subnet(source, destination, port, protocol)
        return self.reach.to_outside(Traffic.to(source, destination, port, protocol))

    def resolves(self, vnet: Vnet, endpoint: Endpoint) -> Answer:
        """Whether every name of a private service resolves to its endpoint from a network."""
        return self._names.resolves(vnet, endpoint)

    def exposed(self, item: Item | None = None) -> list[Exposure]:
        """What the internet can reach: of one resource, or of all of them."""
        if item is not None:
            return exposures_of(item, self.network, self.references, self.firewalls)
        return all_exposures(self._stack, self.network, self.references, self.firewalls)

    def egress(self, source: Subnet) -> list[Egress]:
        """What machines in a subnet can reach outside, and by which way."""
        return egress_of(source, self.reach)


__all__ = ["Answer", "Egress", "Endpoint", "Exposure", "Machines", "Subnet", "Topology", "Vnet"]

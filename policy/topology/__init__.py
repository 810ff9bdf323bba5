"""The network that a stack's resources make: who reaches whom, who resolves what, what the internet reaches.

It is read from planned or deployed resources of azure-native, by known ids and names, and where those are unknown by
what properties come from, so that it works at a first preview. What stays unknown is said, never guessed:

- `UndecidedError`: a value that decides is unknown;
- `UnidentifiedError`: which resource is meant is unknown;
- `OutsideError`: it depends on resources of another stack.
"""

from functools import cached_property

from gate.nodes import UndecidedError
from gate.stack import Item, Stack

from topology.addresses import Place
from topology.answers import Answer
from topology.appliances import Appliances
from topology.dns import Servers
from topology.egress import Egress, egress_of
from topology.exposure import Exposure, all_exposures, exposures_of
from topology.firewall import Firewall, firewalls_of
from topology.identities import Roles
from topology.machines import Inventory, Machines
from topology.names import Names
from topology.network import Network
from topology.private_link import Endpoint, PrivateLink
from topology.reach import Reach
from topology.references import References, SeveralError
from topology.vnets import Subnet, Vnet


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
        self.inventory = Inventory(stack, self.network)

    @cached_property
    def firewalls(self) -> list[Firewall]:
        """The firewalls."""
        return firewalls_of(self._stack, self.network, self.references)

    def machines_in(self, place: Vnet | Subnet, what: str = "") -> list[Machines]:
        """What runs in a network or in a subnet, of one kind or of any.

        Raises:
            UnidentifiedError: something may run there, and nobody knows yet; nothing is known to.
        """
        vnet = place if isinstance(place, Vnet) else place.vnet
        found = [machines for machines in self.inventory.within(vnet) if what in {"", machines.what}]
        return found if isinstance(place, Vnet) else _in_subnet(found, place)

    @cached_property
    def roles(self) -> Roles:
        """Who may do what."""
        return Roles(self._stack)

    @cached_property
    def reach(self) -> Reach:
        """Answers about traffic."""
        return Reach(self.network, Appliances(self._stack, self.network, self.firewalls))

    @cached_property
    def names(self) -> Names:
        """Answers about names."""
        return Names(Servers(self._stack, self.network, self.firewalls), self.link, self.reach)

    def can(
        self,
        source: Subnet | Machines,
        destination: Subnet | Machines | Endpoint | Place,
        port: int,
        protocol: str = "tcp",
    ) -> Answer:
        """Whether all traffic from machines gets through to others, a private endpoint, or a place outside.

        A subnet stands for machines in it without security groups of their own, application security groups included.

        Args:
            source: Where the traffic starts.
            destination: Where it ends; a place is a service tag or addresses (`topology.addresses`).
            port: The destination port.
            protocol: `tcp`, `udp`, `icmp`, `esp` or `ah`.

        Raises:
            OutsideError: it depends on another stack.
            UndecidedError: it depends on what is not known yet.
        """
        if isinstance(destination, Endpoint):
            return self.reach.to_endpoint(source, destination, port, protocol)
        if isinstance(destination, Place):
            return self.reach.to_place(source, destination, port, protocol)
        return self.reach.to_machines(source, destination, port, protocol)

    def resolves(self, source: Vnet | Subnet | Machines, endpoint: Endpoint) -> Answer:
        """Whether every name of a private service resolves to its endpoint.

        Args:
            source: Where it is asked; of machines and subnets, whether they reach the DNS server is looked at too.
            endpoint: The service's endpoint.

        Raises:
            OutsideError: it depends on another stack.
            UndecidedError: it depends on what is not known yet.
        """
        return self.names.resolves(source, endpoint)

    def exposed(self, item: Item | None = None) -> list[Exposure]:
        """What the internet can reach: of one resource, or of all of them."""
        if item is not None:
            return exposures_of(item, self.inventory, self.firewalls)
        return all_exposures(self._stack, self.inventory, self.firewalls)

    def egress(self, source: Subnet | Machines, unclear: list[UndecidedError] | None = None) -> list[Egress]:
        """What machines can reach outside, and by which way.

        Args:
            source: Where they are.
            unclear: Where to note what cannot be decided of single destinations; without it, that ends the search.

        Raises:
            OutsideError: it depends on another stack.
            UndecidedError: it depends on what is not known yet.
        """
        return egress_of(source, self.reach, unclear)


def _in_subnet(found: list[Machines], subnet: Subnet) -> list[Machines]:
    unclear: SeveralError | None = None
    inside = []
    for machines in found:
        try:
            inside += [machines] if machines.home is subnet else []
        except SeveralError as several:
            unclear = several
    if unclear is not None and not inside:
        raise unclear
    return inside


__all__ = ["Answer", "Egress", "Endpoint", "Exposure", "Machines", "Subnet", "Topology", "Vnet"]

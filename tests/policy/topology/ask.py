"""Questions to the topology of a world."""

from collections.abc import Sequence

from gate.stack import Resource, Stack
from topology import Endpoint, Machines, Subnet, Topology, Vnet

from tests.policy.gate import R, token_of, urn, wired
from tests.policy.topology.case import Change, both
from tests.policy.topology.ties import tied
from tests.policy.topology.world import world


class Asked:
    """The topology of some resources, asked by the names that they have in the program."""

    def __init__(self, resources: Sequence[R]) -> None:
        tokens = {r.name: token_of(r.kind) for r in resources}
        self.stack = Stack([_resource(r, tokens) for r in tied(resources)], {})
        self.topology = self.stack.derived(Topology)

    def vnet(self, name: str) -> Vnet:
        return next(vnet for vnet in self.topology.network.vnets if vnet.name == name)

    def subnet(self, path: str) -> Subnet:
        """`aml/training`."""
        network, _, name = path.partition("/")
        found = self.vnet(network).subnet(name)
        assert found is not None
        return found

    def machines(self, name: str) -> Machines:
        """What runs in the subnets as a resource."""
        return next(machines for machines in self._machines() if machines.name == name)

    def _machines(self) -> list[Machines]:
        return [machines for vnet in self.topology.network.vnets for machines in self.topology.machines_in(vnet)]

    def endpoint(self, name: str) -> Endpoint:
        return next(endpoint for endpoint in self.topology.link.endpoints if endpoint.name == name)


def changed(*changes: Change, firewall: bool = False) -> list[R]:
    """The world with some changes."""
    return tied(both(*changes)(world(firewall=firewall)))


def asked(*changes: Change, firewall: bool = False) -> Asked:
    """The topology of the world with some changes."""
    return Asked(changed(*changes, firewall=firewall))


def _resource(r: R, tokens: dict[str, str]) -> Resource:
    sources = {prop: frozenset(urn(name, tokens[name]) for name in names) for prop, names in r.deps.items()}
    token = tokens[r.name]
    return Resource(urn=urn(r.name, token), token=token, name=r.name, props=wired(r.props), sources=sources)

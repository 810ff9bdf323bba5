"""Who resolves the names of private services to their endpoints, and who answers."""

from collections.abc import Iterator
from functools import partial

from gate.nodes import UndecidedError
from gate.stack import Stack
from topology import Topology, Vnet
from topology.dns import Servers

from report.reach.consumers import Everybody
from report.reach.facts import Fact, Section, decided
from report.reach.services import service_of


def name_facts(people: Everybody, stack: Stack, topology: Topology) -> Iterator[Fact]:
    """For machines of the stack and each endpoint, whether they resolve its names to it."""
    answering = {vnet.item.urn: _who_answers(stack, topology, vnet) for vnet in topology.network.vnets}
    for consumer in people.consumers:
        machines = consumer.machines
        if machines is None:
            continue
        for endpoint in topology.link.endpoints:
            holds, why = decided(partial(topology.resolves, machines, endpoint))
            by = answering[machines.subnet.vnet.item.urn]
            yield Fact(Section.NAMES, consumer.party, service_of(endpoint), "", holds, why, by)


def _who_answers(stack: Stack, topology: Topology, vnet: Vnet) -> str:
    servers = Servers(stack, topology.network, topology.firewalls)
    labels: list[str] = []
    for find in servers.of(vnet):
        try:
            labels.append(find().label)
        except UndecidedError as unknown:
            labels.append(f"a DNS server that is not known here ({unknown.path})")
    return ", ".join(dict.fromkeys(labels))

"""Private services: what people call them, and the protocols and ports that are used of them."""

from collections.abc import Iterable

from gate.nodes import UndecidedError
from topology import Endpoint
from topology.machines import TRAINING
from topology.training import WORKSPACE_PORTS

from report.reach.consumers import Consumer
from report.reach.facts import Party

# What clients of a private endpoint use, by sub-resource; 445 is SMB.
_PORTS = {"file": (443, 445)}

# Services with several kinds of endpoints, which people tell apart by the sub-resource.
_STORAGE = frozenset({"blob", "dfs", "file", "queue", "table", "web"})


def service_of(endpoint: Endpoint) -> Party:
    """What an endpoint leads to, as people call it."""
    names: list[str] = []
    for connection in endpoint.connections:
        try:
            names += [found.name] if (found := endpoint.leads_to(connection)) is not None else []
        except UndecidedError:
            names.append(endpoint.name)
    kinds = ", ".join(group for group in endpoint.groups if group in _STORAGE)
    return Party(endpoint.item.urn, f"{', '.join(names) or endpoint.name}{f' ({kinds})' if kinds else ''}")


def used(endpoint: Endpoint, consumer: Consumer) -> Iterable[tuple[str, int]]:
    """Protocols and ports of an endpoint that somebody uses."""
    machines = consumer.machines
    if machines is not None and machines.what == TRAINING and "amlworkspace" in endpoint.groups:
        return WORKSPACE_PORTS
    return [("tcp", port) for port in sorted({port for group in endpoint.groups for port in _PORTS.get(group, (443,))})]

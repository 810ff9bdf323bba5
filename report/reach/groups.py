"""The security groups that hold in the networks of a stack, and their rules as far as they are known."""

from collections.abc import Iterator, Sequence

from gate.nodes import UndecidedError
from topology import Topology
from topology.security import Group, SecurityRule


def groups_of(topology: Topology) -> Iterator[Group]:
    """The groups on subnets, and on what runs in them."""
    for vnet in topology.network.vnets:
        for subnet in vnet.subnets:
            if isinstance(subnet.group, Group):
                yield subnet.group
        for machines in topology.machines_in(vnet):
            if isinstance(machines.guard, Group):
                yield machines.guard


def rules_of(group: Group, direction: str) -> Sequence[SecurityRule]:
    """The rules of a direction; none where one of them is unknown: the answers that depend on it are then."""
    try:
        return group.rules(direction)
    except UndecidedError:
        return ()

"""Reads what is known, and goes on where something is not: a drawing shows what it can."""

from collections.abc import Callable
from typing import TypeVar

from gate.nodes import Node, UndecidedError, expand, known
from gate.stack import Item
from topology import Subnet, Topology

T = TypeVar("T")

NOT_KNOWN = "not known yet"


def known_or(otherwise: T, find: Callable[[], T]) -> T:
    """What is found, or something else where it depends on what is not known."""
    try:
        return find()
    except UndecidedError:
        return otherwise


def text_of(item: Item, *paths: str) -> str:
    """The first text that is set at some paths; empty where none is known."""
    for path in paths:
        found = _text(item, path)
        if found:
            return found
    return ""


def _text(item: Item, path: str) -> str:
    return known_or("", lambda: item.props.text(path))


def key_of(subnet: Subnet) -> str:
    """What tells a subnet apart, before and after."""
    return f"{subnet.vnet.item.urn}/{known_or('?', lambda: subnet.name)}"


def subnets_of(item: Item, path: str, topology: Topology) -> list[Subnet]:
    """The subnets that a resource names, by key.

    Args:
        item: The resource.
        path: Above the subnets' ids.
        topology: The network.
    """
    found: dict[str, Subnet] = {}
    for element in expand(item.props, path):
        subnet = _subnet(item, element, topology)
        if subnet is not None:
            found[key_of(subnet)] = subnet
    return list(found.values())


def _subnet(item: Item, element: Node | UndecidedError, topology: Topology) -> Subnet | None:
    found = known_or(None, lambda: topology.network.subnet_of(item, known(element), "subnet.id"))
    return found if isinstance(found, Subnet) else None

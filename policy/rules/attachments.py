"""Which subnets carry a network security group or a route table."""

from collections.abc import Iterator

from gate.nodes import Node, UndecidedError, expand, known
from gate.stack import Item, Stack


def subnets_with(carried: Item, stack: Stack, property_name: str, segment: str) -> list[str]:
    """The names, in lower case, of the stack's subnets that carry a resource.

    Args:
        carried: The resource.
        stack: The stack.
        property_name: The subnet's property that holds the resource's `id`.
        segment: The tail of the resource's ARM id.

    Raises:
        UndecidedError: a network that depends on the resource has a subnet whose property is not known.
    """
    items = stack.of_type("network:VirtualNetwork", "network:Subnet")
    return [name for item in items for name in _names(item, carried, property_name, segment)]


def segment_of_group(group: Item) -> str:
    """The tail of a network security group's ARM id."""
    return group.id_segment("networkSecurityGroups", "networkSecurityGroupName")


def subnets_of_group(group: Item, stack: Stack) -> list[str]:
    """The names, in lower case, of the stack's subnets that have a network security group.

    Raises:
        UndecidedError: as `subnets_with`.
    """
    return subnets_with(group, stack, "networkSecurityGroup", segment_of_group(group))


def _names(item: Item, carried: Item, property_name: str, segment: str) -> Iterator[str]:
    unknown = False
    for subnet in expand(item.props, "subnets[]" if item.type == "network:VirtualNetwork" else ""):
        try:
            if _carries(known(subnet), property_name, segment):
                yield _name(known(subnet), item)
        except UndecidedError:
            unknown = True
    if unknown and item.depends_on(carried):
        raise UndecidedError(f"which subnet of '{item.name}' carries '{carried.name}'")


def _carries(subnet: Node, property_name: str, segment: str) -> bool:
    return bool(segment) and subnet.text(f"{property_name}.id").lower().endswith(segment)


def _name(subnet: Node, item: Item) -> str:
    return (subnet.text("name") or subnet.text("subnetName") or item.name).lower()

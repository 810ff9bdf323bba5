"""What runs in the subnets: machines of every kind, each with the subnets it is in and the addresses it has."""

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, partial

from gate.nodes import Node, OutsideError, UndecidedError, expand, known
from gate.stack import Item, Stack

from topology.addresses import Place, blocks
from topology.index import Index
from topology.network import Network
from topology.references import Outside, SeveralError, of_item
from topology.security import Group, application_groups
from topology.vnets import Subnet, Vnet


def _is(path: str, *wanted: str) -> Callable[[Node], bool]:
    return lambda node: node.text(path).lower() in wanted


@dataclass(frozen=True, kw_only=True)
class _Kind:
    """Where a type says which subnets it is in.

    Attributes:
        places: Path of what is in a subnet each.
        subnet: Path of the subnet's id below that.
        what: How a message names it.
        when: Which resources of the type are machines.
        interfaces: Path of network interfaces with a security group of their own, above the places.
    """

    places: str = ""
    subnet: str
    what: str
    when: Callable[[Node], bool] = lambda _: True
    interfaces: str = ""


TRAINING = "compute of Machine Learning"
_OWN_INTERFACES = "networkProfile.networkInterfaceConfigurations[]"

_KINDS: Mapping[str, _Kind] = {
    "compute:VirtualMachine": _Kind(
        interfaces=_OWN_INTERFACES, places="ipConfigurations[]", subnet="subnet.id", what="machine"
    ),
    "compute:VirtualMachineScaleSet": _Kind(
        interfaces=f"virtualMachineProfile.{_OWN_INTERFACES}",
        places="ipConfigurations[]",
        subnet="subnet.id",
        what="scale set",
    ),
    "containerinstance:ContainerGroup": _Kind(places="subnetIds[]", subnet="id", what="container group"),
    "containerservice:AgentPool": _Kind(subnet="vnetSubnetID", what="Kubernetes node pool"),
    "containerservice:ManagedCluster": _Kind(
        places="agentPoolProfiles[]", subnet="vnetSubnetID", what="Kubernetes cluster"
    ),
    "devopsinfrastructure:Pool": _Kind(subnet="fabricProfile.networkProfile.subnetId", what="agent pool"),
    "machinelearningservices:Compute": _Kind(
        subnet="properties.properties.subnet.id",
        what=TRAINING,
        when=_is("properties.computeType", "amlcompute", "computeinstance"),
    ),
    "network:NetworkInterface": _Kind(places="ipConfigurations[]", subnet="subnet.id", what="machine"),
}

MACHINES = tuple(_KINDS)
"""The types of what runs in subnets."""


class Machines:
    """Machines of one kind in one subnet.

    Args:
        item: The resource.
        interface: Where its network interfaces are said, which may have a security group of their own.
        node: Where an address in a subnet is said.
        network: The networks.
    """

    def __init__(self, item: Item, interface: Node, node: Node, network: Network) -> None:
        self.item = item
        self._interface = interface
        self.node = node
        self._network = network

    @property
    def name(self) -> str:
        """Name in the program."""
        return self.item.name

    @property
    def what(self) -> str:
        """How a message names their kind."""
        return _KINDS[self.item.type].what

    @cached_property
    def home(self) -> Subnet | Outside | None:
        """Where they are; None where Azure keeps the network.

        Raises:
            SeveralError: nobody knows yet in which subnet; candidates are networks.
        """
        return self._network.subnet_of(self.item, self.node, _KINDS[self.item.type].subnet)

    @cached_property
    def vnet(self) -> Vnet | Outside | None:
        """The network that they are in, which may be known where the subnet is not.

        Raises:
            SeveralError: nobody knows yet in which network.
        """
        return self._network.vnet_of(self.item, self.node, _KINDS[self.item.type].subnet)

    @property
    def subnet(self) -> Subnet:
        """Where they are, of those that `Inventory.within` finds.

        Raises:
            SeveralError: nobody knows yet in which subnet.
        """
        if not isinstance(self.home, Subnet):
            raise OutsideError(f"the subnet of '{self.name}'")
        return self.home

    @cached_property
    def guard(self) -> Group | Outside | None:
        """The security group of their own network interfaces, behind the subnet's."""
        found = self._network.references.by_id(
            self.item, self._interface, "networkSecurityGroup.id", "network:NetworkSecurityGroup"
        )
        return self._network.group(found) if isinstance(found, Item) else found

    @cached_property
    def place(self) -> Place:
        """Their addresses, and the application security groups that they are in."""
        with of_item(self.item):
            fixed = self.node.text("privateIPAllocationMethod").lower() == "static"
            own = blocks([self.node.text("privateIPAddress")]) if fixed else ()
        groups = application_groups(self._network.references, self.item, self.node, "applicationSecurityGroups[]")
        return Place(f"'{self.name}'", own or self.subnet.blocks, groups=groups)

    @property
    def alike(self) -> Hashable:
        """What is the same for machines whose traffic meets the same rules; what is not known yet is like no other."""
        try:
            return self.subnet, self.place.blocks, self.place.groups, self.guard
        except UndecidedError:
            return id(self)


class Inventory:
    """What runs in the subnets of a stack."""

    def __init__(self, stack: Stack, network: Network) -> None:
        self._stack = stack
        self._network = network

    def within(self, vnet: Vnet) -> list[Machines]:
        """What runs in a network.

        Raises:
            UnidentifiedError: something may be in it, and nobody knows yet.
        """
        return self._by_vnet.of(vnet.item)

    @cached_property
    def _by_vnet(self) -> Index[Machines]:
        found = Index[Machines]()
        for item in self._stack.of_type(*_KINDS):
            for machines in self.of(item):
                found.add(machines, partial(_vnet_of, machines))
        return found

    def of(self, item: Item) -> Iterator[Machines]:
        """The machines of a resource, by subnet."""
        kind = _KINDS[item.type]
        with of_item(item):
            if kind.when(item.props):
                for interface in expand(item.props, kind.interfaces):
                    for place in expand(known(interface), kind.places):
                        yield Machines(item, known(interface), known(place), self._network)


def _vnet_of(machines: Machines) -> Item | None:
    """The network of the stack that machines are in, in a subnet of the stack or in one that is not known yet."""
    with suppress(SeveralError):
        if isinstance(machines.home, Outside):
            return None
    return machines.vnet.item if isinstance(machines.vnet, Vnet) else None

"""What runs in the subnets: machines of every kind, each with the subnets it is in and the addresses it has."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from gate.nodes import Node, expand, known
from gate.stack import Item, Stack

from topology.network import Network, Subnet


def _is(path: str, *wanted: str) -> Callable[[Node], bool]:
    return lambda node: node.text(path).lower() in wanted


@dataclass(frozen=True, kw_only=True)
class _Kind:
    """Where a type says which subnets it is in.

    Attributes:
        subnets: Paths of subnet ids.
        what: How a message names it.
        when: Which resources of the type are machines.
    """

    subnets: tuple[str, ...]
    what: str
    when: Callable[[Node], bool] = lambda _: True


TRAINING = "compute of Machine Learning"
_SET_INTERFACES = "virtualMachineProfile.networkProfile.networkInterfaceConfigurations[]"

_KINDS: Mapping[str, _Kind] = {
    "network:NetworkInterface": _Kind(subnets=("ipConfigurations[].subnet.id",), what="machine"),
    "compute:VirtualMachineScaleSet": _Kind(
        subnets=(f"{_SET_INTERFACES}.ipConfigurations[].subnet.id",), what="scale set"
    ),
    "containerinstance:ContainerGroup": _Kind(subnets=("subnetIds[].id",), what="container group"),
    "containerservice:ManagedCluster": _Kind(subnets=("agentPoolProfiles[].vnetSubnetID",), what="Kubernetes cluster"),
    "containerservice:AgentPool": _Kind(subnets=("vnetSubnetID",), what="Kubernetes node pool"),
    "devopsinfrastructure:Pool": _Kind(subnets=("fabricProfile.networkProfile.subnetId",), what="agent pool"),
    "machinelearningservices:Compute": _Kind(
        subnets=("properties.properties.subnet.id",),
        what=TRAINING,
        when=_is("properties.computeType", "amlcompute", "computeinstance"),
    ),
}


@dataclass(frozen=True, eq=False)
class Machines:
    """Machines of one kind in one subnet."""

    item: Item
    subnet: Subnet
    what: str

    @property
    def name(self) -> str:
        """Name in the program."""
        return self.item.name


def machines_of(stack: Stack, network: Network) -> list[Machines]:
    """Everything that runs in the stack's own subnets.

    Raises:
        UnidentifiedError: nobody knows yet which subnet something is in.
    """
    return [
        Machines(item, subnet, kind.what)
        for name, kind in _KINDS.items()
        for item in stack.of_type(name)
        if kind.when(item.props)
        for subnet in dict.fromkeys(_subnets(item, kind, network))
    ]


def _subnets(item: Item, kind: _Kind, network: Network) -> Iterator[Subnet]:
    for path in kind.subnets:
        parents, marker, leaf = path.rpartition("[]")
        for element in expand(item.props, parents + marker):
            found = network.subnet_of(item, known(element), leaf.lstrip("."))
            if isinstance(found, Subnet):
                yield found

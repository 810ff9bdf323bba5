"""What stands at the next hop of a route."""

from collections.abc import Iterator, Sequence

from gate.nodes import OutsideError, expand, known
from gate.stack import Item, Stack

from topology.addresses import block
from topology.firewall import Firewall
from topology.network import Network
from topology.references import of_item
from topology.routes import Route

# Where machines and load balancers that have always the same address say it.
_FIXED = {
    "network:LoadBalancer": "frontendIPConfigurations[]",
    "network:NetworkInterface": "ipConfigurations[]",
}


class Appliances:
    """The virtual appliances of a stack."""

    def __init__(self, stack: Stack, network: Network, firewalls: Sequence[Firewall]) -> None:
        self._stack = stack
        self._network = network
        self._firewalls = firewalls

    def at(self, route: Route) -> Firewall | None:
        """The firewall that a route leads to; None where nothing of this stack is at its address.

        Raises:
            OutsideError: it is a machine of which nobody knows here what it lets through, or of another stack.
        """
        firewall = self._firewall(route)
        if firewall is not None:
            return firewall
        machine = route.appliance or next(self._machines(route.address), None)
        if machine is not None:
            raise OutsideError(f"what '{machine.name}' lets through, the next hop of route '{route.name}',")
        if self._firewalls or self._is_inside(route.address):
            return None
        raise OutsideError(f"what {route.address} lets through, the next hop of route '{route.name}',")

    def _firewall(self, route: Route) -> Firewall | None:
        for firewall in self._firewalls:
            if firewall.item is route.appliance or (route.address and firewall.address == route.address):
                return firewall
        return None

    def _machines(self, address: str) -> Iterator[Item]:
        for kind, path in _FIXED.items():
            for item in self._stack.of_type(kind):
                with of_item(item):
                    found = [known(element).text("privateIPAddress") for element in expand(item.props, path)]
                if address in found:
                    yield item

    def _is_inside(self, address: str) -> bool:
        hop = block(address)
        return hop is not None and any(own.covers(hop) for vnet in self._network.vnets for own in vnet.space)

"""Azure Firewall: where it is, and what its rules let through."""

import ipaddress
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from gate.nodes import expand, known
from gate.stack import Item, Stack

from topology.addresses import NOWHERE, Point, cuts, points
from topology.firewall_rules import NAT, FirewallRule, FirewallRules
from topology.network import Network
from topology.references import Outside, References
from topology.security import Flow, Question
from topology.vnets import Subnet

_SUBNET = "AzureFirewallSubnet"


@dataclass(frozen=True)
class Verdict:
    """What becomes of a piece of some traffic.

    Attributes:
        source: Where the piece starts.
        destination: Where it ends.
        name: The host name that it is for; empty where none is known.
        rule: The rule that decides; None where nothing allows it.
    """

    source: Point
    destination: Point
    name: str
    rule: FirewallRule | None


class Firewall:
    """An Azure Firewall."""

    def __init__(self, item: Item, network: Network, references: References) -> None:
        self.item = item
        self._network = network
        self._references = references

    @property
    def name(self) -> str:
        """Its name in the program."""
        return self.item.name

    @cached_property
    def subnet(self) -> Subnet | Outside | None:
        """Where its address is."""
        for element in expand(self.item.props, "ipConfigurations[]"):
            found = self._network.subnet_of(self.item, known(element), "subnet.id", always=_SUBNET)
            if found is not None:
                return found
        return None

    @cached_property
    def address(self) -> str:
        """The address that routes send traffic to: the first that Azure gives away in its subnet.

        https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq: the first four are Azure's own.
        """
        if not isinstance(self.subnet, Subnet):
            return ""
        return str(ipaddress.ip_address(self.subnet.blocks[0].first + 4))

    @property
    def has_public_address(self) -> bool:
        """Whether it can reach the internet, and be reached."""
        configurations = [known(element) for element in expand(self.item.props, "ipConfigurations[]")]
        return any(node.may_have("publicIPAddress.id") for node in configurations)

    @cached_property
    def policy(self) -> Item | Outside | None:
        """Where its rules and its DNS settings are."""
        return self._references.by_id(self.item, self.item.props, "firewallPolicy.id", "network:FirewallPolicy")

    @cached_property
    def rules(self) -> list[FirewallRule]:
        """Its rules, in the order in which they decide.

        Raises:
            OutsideError: they are in another stack.
            UndecidedError: a rule is unknown.
        """
        rules = FirewallRules(self._network, self._references)
        return rules.of_firewall(self.item) if self.policy is None else rules.of_policy(self.policy)

    def decides(self, asked: Question, names: Sequence[str]) -> Iterator[Verdict]:
        """What becomes of some traffic, piece by piece.

        Args:
            asked: The traffic.
            names: The host names that it is for, each of which must get through; none where they are not known.
        """
        rules = [rule for rule in self.rules if rule.kind != NAT]
        near = points(asked.source, cuts((text for rule in rules for text in rule.sources), NOWHERE))
        far = points(asked.destination, cuts((text for rule in rules for text in rule.destinations), NOWHERE))
        for start, end, name in product(near, far, names or ("",)):
            flow = Flow(start, end, asked.port, asked.protocol)
            yield Verdict(start, end, name, next((rule for rule in rules if rule.decides(flow, name)), None))

    @property
    def forwards(self) -> list[FirewallRule]:
        """The rules that publish an inside address on the firewall's public one."""
        return [rule for rule in self.rules if rule.kind == NAT]


def firewalls_of(stack: Stack, network: Network, references: References) -> list[Firewall]:
    """The firewalls of a stack."""
    return [Firewall(item, network, references) for item in stack.of_type("network:AzureFirewall")]

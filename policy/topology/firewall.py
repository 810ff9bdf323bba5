"""Azure Firewall: where it is, and what its policy lets through.

Network rules come before application rules, whatever their priorities, and what no rule allows is denied.
https://learn.microsoft.com/azure/firewall/rule-processing
"""

import ipaddress
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from gate.nodes import Node, UndecidedError, expand, known, texts
from gate.stack import Item, Stack

from topology.addresses import ANY, Place, cuts, matches, points
from topology.network import Network, Subnet
from topology.references import Outside, References
from topology.security import Question, has_port

_NETWORK, _APPLICATION, _NAT = "networkrule", "applicationrule", "natrule"


@dataclass(frozen=True)
class FirewallRule:
    """One rule of a firewall policy.

    Attributes:
        name: Its name in the collection.
        kind: `networkrule`, `applicationrule` or `natrule`.
        allows: Whether its collection allows.
        sources: Prefixes and ranges.
        destinations: Prefixes, ranges and service tags; of an application rule none.
        names: Host names, `*` at the front for all below; of both kinds.
        ports: Destination ports and ranges; of an application rule those of its protocols.
        protocols: Transport protocols in lower case, `any` for all; of an application rule `tcp`.
    """

    name: str
    kind: str
    allows: bool
    sources: tuple[str, ...]
    destinations: tuple[str, ...]
    names: tuple[str, ...]
    ports: tuple[str, ...]
    protocols: tuple[str, ...]

    def matches(self, asked: Question, names: Sequence[str]) -> bool:
        """Whether the rule is about all of some traffic: to its destination, or to the host names it is for."""
        return (
            bool({asked.protocol, "any"} & set(self.protocols))
            and any(has_port(ports, asked.port) for ports in self.ports)
            and _covers(self.sources, asked.source)
            and (_covers(self.destinations, asked.destination) or _names_match(self.names, names))
        )


def _covers(wanted: Sequence[str], place: Place) -> bool:
    pieces = points(place, cuts(wanted, ()))
    return bool(wanted) and all(any(matches(text, piece, ()) for text in wanted) for piece in pieces)


def _names_match(patterns: Sequence[str], names: Sequence[str]) -> bool:
    """Whether every host name is one of the patterns; a service that has none is not reached by name."""
    return bool(names) and all(any(_is_name(pattern, name) for pattern in patterns) for name in names)


def _is_name(pattern: str, name: str) -> bool:
    text, wanted = pattern.strip().lower(), name.lower()
    return text in {wanted, ANY} or (text.startswith("*.") and wanted.endswith(text[1:]))


class Firewall:
    """An Azure Firewall."""

    def __init__(self, item: Item, network: Network, references: References, policy_rules: "PolicyRules") -> None:
        self.item = item
        self._network = network
        self._references = references
        self._policy_rules = policy_rules

    @property
    def name(self) -> str:
        """Its name in the program."""
        return self.item.name

    @cached_property
    def subnet(self) -> Subnet | Outside | None:
        """Where its address is."""
        for element in expand(self.item.props, "ipConfigurations[]"):
            found = self._network.subnet_of(self.item, known(element), "subnet.id")
            if found is not None:
                return found
        return None

    @cached_property
    def address(self) -> str:
        """The address that routes send traffic to: the first that Azure gives away in its subnet.

        https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq: the first four are Azure's own.
        """
        if not isinstance(self.subnet, Subnet) or not self.subnet.blocks:
            return ""
        return str(ipaddress.ip_address(self.subnet.blocks[0].first + 4))

    @property
    def has_public_address(self) -> bool:
        """Whether it can reach the internet, and be reached."""
        configurations = [known(element) for element in expand(self.item.props, "ipConfigurations[]")]
        return any(node.may_have("publicIPAddress.id") for node in configurations)

    @cached_property
    def rules(self) -> list[FirewallRule]:
        """The rules of its policy, in the order in which they decide.

        Raises:
            UndecidedError: a rule is unknown.
        """
        policy = self._references.by_id(self.item, self.item.props, "firewallPolicy.id", "network:FirewallPolicy")
        return self._policy_rules.of(policy) if isinstance(policy, Item) else []

    def decides(self, asked: Question, names: Sequence[str]) -> FirewallRule | None:
        """The rule that decides about some traffic; None where nothing allows it."""
        return next((rule for rule in self.rules if rule.matches(asked, names)), None)

    @property
    def forwards(self) -> list[FirewallRule]:
        """The rules that publish an inside address on the firewall's public one."""
        return [rule for rule in self.rules if rule.kind == _NAT]


class PolicyRules:
    """The rules of firewall policies, from the rule collection groups that belong to them."""

    def __init__(self, stack: Stack, network: Network, references: References) -> None:
        self._network = network
        self._references = references
        self._stack = stack

    def of(self, policy: Item) -> list[FirewallRule]:
        """The rules of a policy: its parent's first, network rules before application rules."""
        own = self._network.children("network:FirewallPolicyRuleCollectionGroup", "network:FirewallPolicy", policy)
        ordered = sorted(own, key=lambda group: float(group.props.get("priority")))
        rules = [rule for group in ordered for rule in self._rules(group)]
        above = self._references.by_id(policy, policy.props, "basePolicy.id", "network:FirewallPolicy")
        inherited = self.of(above) if isinstance(above, Item) and above is not policy else []
        order = (_NAT, _NETWORK, _APPLICATION)
        return sorted([*inherited, *rules], key=lambda rule: order.index(rule.kind))

    def _rules(self, group: Item) -> Iterator[FirewallRule]:
        collections = [known(element) for element in expand(group.props, "ruleCollections[]")]
        for collection in sorted(collections, key=lambda node: float(node.get("priority"))):
            allows = collection.text("action.type").lower() in {"allow", "dnat"}
            for element in expand(collection, "rules[]"):
                yield self._rule(group, known(element), allows)

    def _rule(self, group: Item, node: Node, allows: bool) -> FirewallRule:
        kind = node.text("ruleType").lower()
        if kind not in {_NETWORK, _APPLICATION, _NAT}:
            raise UndecidedError(f"{node.path}.ruleType of '{group.name}'")
        by_name = kind == _APPLICATION
        return FirewallRule(
            name=node.text("name"),
            kind=kind,
            allows=allows,
            sources=(*texts(node, "sourceAddresses[]"), *self._grouped(node, "sourceIpGroups[]")),
            destinations=(*texts(node, "destinationAddresses[]"), *self._grouped(node, "destinationIpGroups[]")),
            names=tuple(texts(node, "targetFqdns[]" if by_name else "destinationFqdns[]")),
            ports=tuple(_protocol_ports(node) if by_name else texts(node, "destinationPorts[]")),
            protocols=("tcp",) if by_name else tuple(text.lower() for text in texts(node, "ipProtocols[]")),
        )

    def _grouped(self, node: Node, path: str) -> Iterator[str]:
        for arm_id in texts(node, path):
            found = self._references.named(arm_id, "network:IpGroup")
            if isinstance(found, Item):
                yield from texts(found.props, "ipAddresses[]")


def _protocol_ports(node: Node) -> Iterator[str]:
    for element in expand(node, "protocols[]"):
        yield str(int(float(known(element).text("port") or 0)))


def firewalls_of(stack: Stack, network: Network, references: References) -> list[Firewall]:
    """The firewalls of a stack."""
    rules = PolicyRules(stack, network, references)
    return [Firewall(item, network, references, rules) for item in stack.of_type("network:AzureFirewall")]

"""The rules of Azure Firewalls: of a policy with those that it inherits, or classic ones of a firewall's own.

Rules that forward come first, then network rules, then application rules, whatever their priorities; of each kind
those of the parent policy before one's own. What no rule allows is denied.
https://learn.microsoft.com/azure/firewall/rule-processing
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gate.nodes import Node, OutsideError, UndecidedError, expand, known, texts
from gate.stack import Item

from topology.addresses import ANY, NOWHERE, Match, matches
from topology.network import Network
from topology.references import Found, Outside, References, of_item
from topology.security import Flow, is_among

NAT, NETWORK, APPLICATION = "natrule", "networkrule", "applicationrule"
_ORDER = (NAT, NETWORK, APPLICATION)
_ANY_PROTOCOL = "any"

# Classic rules stand in properties of the firewall.
_CLASSIC = {
    NAT: "natRuleCollections[]",
    NETWORK: "networkRuleCollections[]",
    APPLICATION: "applicationRuleCollections[]",
}

# https://learn.microsoft.com/azure/firewall/features#application-fqdn-filtering-rules
_APPLICATION_PORTS = {"http": "80", "https": "443", "mssql": "1433"}


@dataclass(frozen=True)
class FirewallRule:
    """One rule.

    Attributes:
        name: Its name in the collection.
        kind: `natrule`, `networkrule` or `applicationrule`.
        allows: Whether its collection allows.
        sources: Prefixes and ranges.
        destinations: Prefixes, ranges and service tags; of an application rule none.
        names: Host names, `*` at the front for all below; of network and application rules.
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

    def decides(self, flow: Flow, name: str) -> bool:
        """Whether the rule decides about a flow that no rule before it does.

        Args:
            flow: The flow.
            name: The host name that it is for; empty where none is known.
        """
        if not {flow.protocol, _ANY_PROTOCOL} & set(self.protocols) or not is_among(self.ports, flow.port):
            return False
        far = max((matches(text, flow.destination, NOWHERE) for text in self.destinations), default=Match.NO)
        if name and any(_is_name(pattern, name) for pattern in self.names):
            far = Match.SURELY
        near = max((matches(text, flow.source, NOWHERE) for text in self.sources), default=Match.NO)
        return min(near, far) >= (Match.SURELY if self.allows else Match.MAYBE)


def _is_name(pattern: str, name: str) -> bool:
    text, wanted = pattern.strip().lower(), name.lower()
    return text in {wanted, ANY} or (text.startswith("*.") and wanted.endswith(text[1:]))


class FirewallRules:
    """Reads the rules of firewalls and policies."""

    def __init__(self, network: Network, references: References) -> None:
        self._network = network
        self._references = references

    def of_policy(self, policy: Found) -> list[FirewallRule]:
        """The rules of a policy, those of its parent first.

        Raises:
            OutsideError: the policy, or its parent, is not of this stack.
        """
        if isinstance(policy, Outside):
            raise OutsideError(f"the rules of firewall policy {policy.name}")
        above = self._references.by_id(policy, policy.props, "basePolicy.id", "network:FirewallPolicy")
        inherited = self.of_policy(above) if above is not None and above is not policy else []
        own = self._network.children("network:FirewallPolicyRuleCollectionGroup", "network:FirewallPolicy", policy)
        rules = [rule for group in _by_priority(own) for rule in self._of_group(group)]
        return sorted([*inherited, *rules], key=lambda rule: _ORDER.index(rule.kind))

    def of_firewall(self, firewall: Item) -> list[FirewallRule]:
        """The classic rules of a firewall."""
        with of_item(firewall):
            return [
                self._rule(firewall, node, kind, allows, protocols="protocols[]")
                for kind, path in _CLASSIC.items()
                for allows, node in _rules(firewall.props, path)
            ]

    def _of_group(self, group: Item) -> Iterator[FirewallRule]:
        with of_item(group):
            for allows, node in _rules(group.props, "ruleCollections[]"):
                kind = node.text("ruleType").lower()
                if kind not in _ORDER:
                    raise UndecidedError(f"{node.path}.ruleType")
                yield self._rule(group, node, kind, allows, protocols="ipProtocols[]")

    def _rule(self, item: Item, node: Node, kind: str, allows: bool, *, protocols: str) -> FirewallRule:
        by_name = kind == APPLICATION
        return FirewallRule(
            name=node.text("name"),
            kind=kind,
            allows=allows,
            sources=self._addresses(item, node, "source"),
            destinations=() if by_name else self._addresses(item, node, "destination"),
            names=tuple(texts(node, "targetFqdns[]" if by_name else "destinationFqdns[]")),
            ports=tuple(_application_ports(node) if by_name else texts(node, "destinationPorts[]")),
            protocols=("tcp",) if by_name else tuple(text.lower() for text in texts(node, protocols)),
        )

    def _addresses(self, item: Item, node: Node, end: str) -> tuple[str, ...]:
        groups = self._references.listed(item, node, f"{end}IpGroups[]", "network:IpGroup")
        return (*texts(node, f"{end}Addresses[]"), *(text for group in groups for text in _members(group)))


def _members(group: Found) -> list[str]:
    if isinstance(group, Outside):
        raise OutsideError(f"the addresses of IP group {group.name}")
    with of_item(group):
        return texts(group.props, "ipAddresses[]")


def _by_priority(groups: Sequence[Item]) -> list[Item]:
    def priority(group: Item) -> float:
        with of_item(group):
            return float(group.props.get("priority"))

    return sorted(groups, key=priority)


def _rules(node: Node, path: str) -> Iterator[tuple[bool, Node]]:
    """The rules of collections, by priority, with whether their collection allows."""
    collections = [known(element) for element in expand(node, path)]
    for collection in sorted(collections, key=lambda found: float(found.get("priority"))):
        allows = collection.text("action.type").lower() in {"allow", "dnat"}
        for element in expand(collection, "rules[]"):
            yield allows, known(element)


def _application_ports(node: Node) -> Iterator[str]:
    for element in expand(node, "protocols[]"):
        protocol = known(element)
        port = protocol.text("port")
        yield str(int(float(port))) if port else _APPLICATION_PORTS.get(protocol.text("protocolType").lower(), "443")

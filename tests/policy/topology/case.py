"""A change to the world, and what the topology's rules must then say."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rules.catalogue import RULES

from tests.policy.gate import DROP, Found, R, look_at_stack, put
from tests.policy.stack_case import Change, add, both, deps, drop, edit
from tests.policy.topology.parts import Props
from tests.policy.topology.ties import tied
from tests.policy.topology.world import world

TOPOLOGY_RULES = tuple(rule for rule in RULES if rule.family == "topology")


@dataclass(frozen=True)
class Case:
    """A change, the rule that it trips on which resource, and what the message says.

    Attributes:
        title: What is wrong, as a sentence.
        change: What makes it so.
        rule: The rule.
        name: The resource that the finding is on.
        says: Words of the message.
        also: Other rules that it trips, as it breaks what they demand too.
        apart: The resource that the finding is on where subnets, rules and routes are resources of their own.
        firewall: Whether the world is the one behind a firewall.
        needs_ids: Whether what is wrong is an id or a name, which a first preview does not know.
    """

    title: str
    change: Change
    rule: str
    name: str
    says: str
    also: tuple[str, ...] = ()
    apart: str = ""
    firewall: bool = False
    needs_ids: bool = False

    def __str__(self) -> str:
        return self.title.replace(" ", "-")

    def world(self) -> list[R]:
        """The world with the change."""
        return tied(self.change(world(firewall=self.firewall)))


def look(resources: Sequence[R]) -> Found:
    """What the topology's rules find."""
    return look_at_stack(resources, TOPOLOGY_RULES)


def _rules(name: str, how: Callable[[list[Props]], list[Props]], prop: str = "securityRules") -> Change:
    def change(resources: list[R]) -> list[R]:
        return [replace(r, props={**r.props, prop: how(r.props[prop])}) if r.name == name else r for r in resources]

    return change


def more(name: str, prop: str, value: Any) -> Change:
    """A resource with one more element in a list."""
    return _rules(name, lambda old: [*old, value], prop)


def with_rules(group: str, *rules: Props) -> Change:
    """A security group with more rules."""
    return _rules(group, lambda old: [*old, *rules])


def without_rules(group: str, *names: str) -> Change:
    """A security group without some of its rules."""
    return _rules(group, lambda old: [rule for rule in old if rule["name"] not in names])


def rule_changed(group: str, name: str, **changes: Any) -> Change:
    """A security group with one rule changed; `DROP` takes a property away."""

    def changed(rule: Props) -> Props:
        for path, value in changes.items():
            if value is not DROP or path in rule:
                rule = put(rule, path, value)
        return rule

    return _rules(group, lambda old: [changed(rule) if rule["name"] == name else rule for rule in old])


def more_subnets(network: str, *subnets: Props) -> Change:
    """A network with more subnets."""
    return _rules(network, lambda old: [*old, *subnets], "subnets")


__all__ = [
    "TOPOLOGY_RULES", "Case", "Change", "add", "both", "deps", "drop", "edit", "look", "more", "more_subnets",
    "rule_changed", "with_rules", "without_rules",
]  # fmt: skip

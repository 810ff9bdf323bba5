"""What a team changes about the rules: their levels, their severities, their settings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from pulumi_policy import EnforcementLevel, Severity

from gate.model import Rule

GATE = "gate"
"""The family of the rules about the configuration itself: the gate judges them, and nobody lowers or exempts them."""

_WEAKEST_FIRST = (EnforcementLevel.DISABLED, EnforcementLevel.ADVISORY, EnforcementLevel.MANDATORY)
_MILDEST_FIRST = (Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL)


@dataclass(frozen=True, kw_only=True)
class RuleConfig:
    """What a team set for one rule; None and no settings leave it as it is declared."""

    level: EnforcementLevel | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Config:
    """What a team set, by the rule's id."""

    rules: Mapping[str, RuleConfig] = field(default_factory=dict)

    def level(self, rule: Rule) -> EnforcementLevel:
        """What a violation of the rule does."""
        chosen = self._of(rule).level or rule.enforcement
        # The gate changes nothing by itself: what it could not repair is refused.
        return EnforcementLevel.MANDATORY if chosen is EnforcementLevel.REMEDIATE else chosen

    def severity(self, rule: Rule) -> Severity:
        """How bad a violation of the rule is."""
        chosen = self.settings(rule).get("severity")
        return Severity(chosen) if chosen else rule.severity

    def settings(self, rule: Rule) -> Mapping[str, Any]:
        """The rule's settings."""
        return self._of(rule).settings

    def value(self, rule: Rule) -> Any:
        """The value of the rule's own setting; None where it has none."""
        return rule.setting.value(self.settings(rule)) if rule.setting else None

    def lowered(self, rule: Rule) -> str:
        """What is lowered about the rule, such as `disabled instead of mandatory`; empty where nothing is."""
        level, severity = self.level(rule), self.severity(rule)
        found = []
        if _WEAKEST_FIRST.index(level) < _WEAKEST_FIRST.index(rule.enforcement):
            found.append(f"{level.value} instead of {rule.enforcement.value}")
        if _MILDEST_FIRST.index(severity) < _MILDEST_FIRST.index(rule.severity):
            found.append(f"severity {severity.value} instead of {rule.severity.value}")
        return " and ".join(found)

    def _of(self, rule: Rule) -> RuleConfig:
        return self.rules.get(rule.id, RuleConfig())


@dataclass(frozen=True, kw_only=True)
class Remark:
    """What the gate says of its configuration.

    Attributes:
        rule: The rule of the gate's own that says it.
        text: The words.
        level: What follows from it.
    """

    rule: Rule
    text: str
    level: EnforcementLevel = EnforcementLevel.MANDATORY


def nearest(name: str, names: Iterable[str]) -> str:
    """The one of some names that another is most like."""
    return get_close_matches(name, list(names), n=1, cutoff=0.0)[0]

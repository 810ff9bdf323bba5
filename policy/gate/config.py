"""What a team changes about the rules: their levels, their severities, their settings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pulumi_policy import EnforcementLevel, Severity

from gate.model import Rule


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

    def _of(self, rule: Rule) -> RuleConfig:
        return self.rules.get(rule.id, RuleConfig())

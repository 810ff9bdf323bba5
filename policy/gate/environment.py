"""Which environment this is, and what counts there of what a team set: private-only rules stand in production."""

from collections.abc import Iterator, Sequence

from pulumi_policy import EnforcementLevel, Severity

from gate.config import GATE, Config, Remark, nearest
from gate.model import ADVISORY, HIGH, MANDATORY, Rule, Setting

RULE = Rule(
    id="azure-gate-environment",
    demands="The pack's configuration names rules and settings that exist, and lowers no private-only rule in"
    " production.",
    why="A name with a typo changes nothing, and a platform that opens for an afternoon is found within minutes.",
    fix="correct the pack's configuration; exempt a single resource, or mark a sandbox with production = false",
    default="production",
    family=GATE,
    severity=HIGH,
    url="https://www.pulumi.com/docs/iac/cli/commands/pulumi_preview/",
    private_only=True,
    setting=Setting(
        name="production",
        about="Whether this is production, where no private-only rule can be lowered.",
        schema={"type": "boolean"},
        default=True,
    ),
)

_EVERY_RULE = "all"
"""In place of a rule's name: the engine gives its level to all of them."""


class Environment:
    """What counts of a team's configuration.

    Args:
        config: What the team set.
        rules: All rules, the gate's own among them.
    """

    def __init__(self, config: Config, rules: Sequence[Rule]) -> None:
        self._config = config
        self._rules = {rule.id: rule for rule in rules}
        self._production = config.value(RULE) is not False
        self._lowered = {rule.id: words for rule in rules if rule.private_only and (words := config.lowered(rule))}

    def level(self, rule: Rule) -> EnforcementLevel:
        """What a violation of the rule does."""
        level = rule.enforcement if self._stands(rule) else self._config.level(rule)
        return ADVISORY if level is MANDATORY and rule.production_only and not self._production else level

    def severity(self, rule: Rule) -> Severity:
        """How bad a violation of the rule is."""
        return rule.severity if self._stands(rule) else self._config.severity(rule)

    def remarks(self) -> list[Remark]:
        """What there is to say of the configuration."""
        return [
            *(Remark(rule=RULE, text=text) for text in (*self._unknown_rules(), *self._unknown_settings())),
            *(self._of_lowered(self._rules[name], words) for name, words in self._lowered.items()),
        ]

    def _stands(self, rule: Rule) -> bool:
        """Whether the rule is lowered, and in vain."""
        return rule.id in self._lowered and (self._production or rule.family == GATE)

    def _of_lowered(self, rule: Rule, words: str) -> Remark:
        so = "and stays as it is declared" if self._stands(rule) else "as this environment is not production"
        level = MANDATORY if self._production else ADVISORY
        return Remark(rule=RULE, text=f"{rule.id} is set to {words}, {so}", level=level)

    def _unknown_rules(self) -> Iterator[str]:
        for name in sorted(self._config.rules.keys() - self._rules.keys() - {_EVERY_RULE}):
            yield f"'{name}' is no rule of this pack; the nearest is {nearest(name, self._rules)}"

    def _unknown_settings(self) -> Iterator[str]:
        for name, given in sorted(self._config.rules.items()):
            if name in self._rules:
                setting = self._rules[name].setting
                names = ["severity", "enforcementLevel", *([setting.name] if setting else [])]
                for unknown in sorted(set(given.settings) - set(names)):
                    yield f"{name} has no setting '{unknown}'; the nearest is {nearest(unknown, names)}"

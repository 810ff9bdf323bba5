"""Exemptions: one resource from one rule, for a reason, until a day; said on every run, refused once they are over."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from gate.config import GATE, Remark, nearest
from gate.model import ADVISORY, HIGH, Rule, Setting
from gate.stack import Resource

LONGEST = timedelta(days=366)
_TEXT = {"type": "string"}
_PARTS = {
    "rule": "The rule's id.",
    "resource": "The resource's exact name in the program, or its URN.",
    "reason": "Why.",
    "expires": "The last day, such as 2030-01-31, at most 366 days ahead.",
}

RULE = Rule(
    id="azure-gate-exemptions",
    demands="An exemption is for one resource, from one rule, for a reason, and ends within 366 days.",
    why="One that is wider or never ends becomes the rule, and nobody remembers what it was for.",
    fix="correct or remove it in the pack's configuration",
    default="none",
    family=GATE,
    severity=HIGH,
    url="https://www.pulumi.com/docs/iac/cli/commands/pulumi_preview/",
    private_only=True,
    setting=Setting(
        name="exemptions",
        about="What is exempted; every run says so.",
        schema={
            "type": "array",
            "items": {
                "type": "object",
                "properties": {name: {**_TEXT, "description": about} for name, about in _PARTS.items()},
                "required": list(_PARTS),
                "additionalProperties": False,
            },
        },
        default=[],
    ),
)


@dataclass(frozen=True)
class Exemption:
    """An exemption as it was given: texts that nobody looked at yet."""

    rule: str
    resource: str
    reason: str
    expires: str

    def __str__(self) -> str:
        """How it is named in a message."""
        return f"the exemption of '{self.resource}' from {self.rule}"


class Exemptions:
    """The exemptions of a configuration.

    Args:
        given: The setting's value.
        rules: All rules, the gate's own among them.
        today: The day of this run.
    """

    def __init__(self, given: Sequence[Mapping[str, Any]], rules: Sequence[Rule], today: date) -> None:
        self._today = today
        self._rules = {rule.id: rule for rule in rules}
        self._faults: list[tuple[Exemption, str]] = []
        self._covers: dict[Exemption, str] = {}
        """What holds, and the URN that it was for, empty until it was found."""
        self._unclear: set[Exemption] = set()
        for entry in given:
            self._take(Exemption(**{name: str(entry.get(name, "")) for name in _PARTS}))

    def _take(self, one: Exemption) -> None:
        faults = list(self._faults_of(one))
        self._faults += [(one, fault) for fault in faults]
        if not faults:
            self._covers[one] = ""

    def covers(self, rule: Rule, resource: Resource) -> bool:
        """Whether what a rule says of a resource is exempted; the second resource of a name is not."""
        for one, urn in self._covers.items():
            if one.rule == rule.id and one.resource in (resource.name, resource.urn):
                if urn in ("", resource.urn):
                    self._covers[one] = resource.urn
                    return True
                self._unclear.add(one)
        return False

    def remarks(self) -> list[Remark]:
        """What there is to say before anything was looked at: every exemption, and what is wrong with it."""
        return [
            *(Remark(rule=RULE, text=f"{one}: {fault}") for one, fault in self._faults),
            *(Remark(rule=RULE, text=self._held(one), level=ADVISORY) for one in self._covers),
        ]

    def closing_remarks(self) -> list[Remark]:
        """What there is to say once everything was looked at."""
        several = "several resources have the name, give the URN of the one that is meant"
        return [
            *(Remark(rule=RULE, text=f"{one}: {several}") for one in sorted(self._unclear, key=str)),
            *(
                Remark(rule=RULE, text=f"{one} matches nothing any more, remove it", level=ADVISORY)
                for one, urn in self._covers.items()
                if not urn
            ),
        ]

    def _held(self, one: Exemption) -> str:
        left = (date.fromisoformat(one.expires) - self._today).days
        reason = " ".join(one.reason.split()).rstrip(".")
        return f"'{one.resource}' is exempted from {one.rule} until {one.expires}, days left: {left}. Reason: {reason}"

    def _faults_of(self, one: Exemption) -> Iterator[str]:
        rule = self._rules.get(one.rule)
        if rule is None:
            yield f"the rule is none of this pack; the nearest is {nearest(one.rule, self._rules)}"
        elif rule.family == GATE:
            yield "the gate's own rules cannot be exempted"
        if not one.resource.strip() or set("*?") & set(one.resource):
            yield "the resource must be the exact name or URN of one"
        if not one.reason.strip():
            yield "the reason must say why"
        yield from self._faults_of_end(one.expires)
        if any((one.rule, one.resource) == (other.rule, other.resource) for other in self._covers):
            yield "there is another one for the same"

    def _faults_of_end(self, expires: str) -> Iterator[str]:
        try:
            end = date.fromisoformat(expires)
        except ValueError:
            end = None
        # fromisoformat also takes 20300131 and 2030-W05-4, which a reader does not see the end of.
        if end is None or end.isoformat() != expires:
            yield f"the end must be a date such as 2030-01-31, got '{expires}'"
        elif end < self._today:
            yield f"it expired on {expires}"
        elif end > self._today + LONGEST:
            yield f"it must end within {LONGEST.days} days, got {expires}"

"""What the gate says of the same plan: the JSON that `python -m local gate --json` prints, read and checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from report.errors import ReportError
from report.masking import masked_message

_KINDS = ("mandatory", "advisory", "undecided", "exemptions")
OUTCOMES = {"pass": "passes", "refused": "is refused", "none": "has no verdict"}
_SEVERITIES = ("critical", "high", "medium", "low", "")


@dataclass(frozen=True)
class Finding:
    """What one rule says, of all resources that it says it of.

    Attributes:
        rule: The rule's id.
        severity: `critical`, `high`, `medium`, `low` or empty.
        names: The resources, by their names in the program.
        problem: What is wrong.
        fix: What to do; empty where the rule does not say.
    """

    rule: str
    severity: str
    names: tuple[str, ...]
    problem: str
    fix: str


@dataclass(frozen=True)
class Verdict:
    """A verdict.

    Attributes:
        outcome: A key of `OUTCOMES`.
        stack: The stack that it is about.
        resources: How many resources the rules looked at.
        rules: How many rules looked.
        findings: What they say by kind: `mandatory`, `advisory`, `undecided`, `exemptions`; the worst first.
        errors: What went wrong beside the gate.
    """

    outcome: str
    stack: str
    resources: int
    rules: int
    findings: Mapping[str, tuple[Finding, ...]]
    errors: tuple[str, ...]

    def number(self, kind: str) -> int:
        """How many findings of a kind there are, one for each resource: what `python -m local gate` counts."""
        return sum(max(len(one.names), 1) for one in self.findings[kind])


def verdict_of(document: Any, where: str, stack: str) -> Verdict:
    """A verdict, which must be about the stack that is reported on.

    Raises:
        ReportError: it is none, or about another stack.
    """
    if not isinstance(document, Mapping) or document.get("verdict") not in OUTCOMES:
        raise ReportError(f"{where} is no verdict of the gate: make one with `python -m local gate --json`")
    if document.get("stack", stack) != stack:
        raise ReportError(f"{where} is about stack {document['stack']!r}, and the report is about {stack!r}")
    try:
        return Verdict(
            outcome=document["verdict"],
            stack=stack,
            resources=int(document.get("resources", 0)),
            rules=int(document.get("rules", 0)),
            findings={kind: _findings(document.get(kind) or ()) for kind in _KINDS},
            errors=tuple(map(masked_message, document.get("errors") or ())),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ReportError(f"{where} is no whole verdict ({error}): make it again") from error


def _findings(notes: Any) -> tuple[Finding, ...]:
    found: dict[tuple[str, str, str, str], list[str]] = {}
    for note in notes:
        severity = note.get("severity", "")
        key = (note["rule"], severity if severity in _SEVERITIES else "", note["problem"], note.get("fix", ""))
        found.setdefault(key, []).append(note.get("name", ""))
    findings = (
        Finding(rule, severity, tuple(sorted(filter(None, names))), masked_message(problem), masked_message(fix))
        for (rule, severity, problem, fix), names in found.items()
    )
    return tuple(sorted(findings, key=lambda one: (_SEVERITIES.index(one.severity), one.rule, one.names)))

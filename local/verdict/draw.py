"""Show a verdict: a line that says it all, then what is wrong, the worst first."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from local.verdict.model import SEVERITIES, Note, Outcome, Verdict

_STYLES = {Outcome.PASS: "bold green", Outcome.REFUSED: "bold red", Outcome.NONE: "bold yellow"}
_SEVERITY_STYLES = {"critical": "red", "high": "red", "medium": "yellow"}
_SHOWN = 6
"""How many resources or problems of one rule are shown; --json has them all."""
_ENDLESS = 1_000_000
"""Where lines end off a terminal: nowhere, so that they can be searched."""


def draw(verdict: Verdict, console: Console) -> None:
    """Print a verdict for people."""
    _headline(verdict, console)
    _refusals(verdict.mandatory, console)
    if verdict.outcome is not Outcome.NONE:
        _advice(verdict.advisory, console)
        _list("Exemptions", [note.problem for note in verdict.exemptions], console)
    _list("The preview failed, so there may be more" if verdict.mandatory else "Error", verdict.errors, console)
    more = f"python -m local gate -s {verdict.stack} --json"
    _block(console, f"\nMore: {more} says everything, python -m local preview -s {verdict.stack} shows the plan", 0)


def as_json(verdict: Verdict) -> str:
    """A verdict for programs."""
    return json.dumps(
        {
            "verdict": verdict.outcome.name.lower(),
            "stack": verdict.stack,
            "resources": verdict.resources,
            "rules": verdict.rules,
            "complete": verdict.complete,
            "mandatory": [_fields(note) for note in verdict.mandatory],
            "advisory": [_fields(note) for note in verdict.advisory],
            "undecided": [_fields(note) for note in verdict.undecided],
            "exemptions": [_fields(note) for note in verdict.exemptions],
            "errors": list(verdict.errors),
        },
        indent=2,
    )


def _fields(note: Note) -> dict[str, Any]:
    named = ("rule", "severity", "name", "type", "urn", "problem", "fix", "about")
    return {field: getattr(note, field) for field in named}


def _headline(verdict: Verdict, console: Console) -> None:
    said = "the preview failed for another reason than the gate"
    if verdict.outcome is not Outcome.NONE:
        said = ", ".join(_counts(verdict))
    outcome = (verdict.outcome.value, _STYLES[verdict.outcome])
    _block(console, Text.assemble(outcome, f"  {verdict.stack}: {said}"), 0)


def _counts(verdict: Verdict) -> tuple[str, ...]:
    return (
        _count(verdict.resources, "resource"),
        _count(verdict.rules, "rule"),
        _count(len(verdict.mandatory), "mandatory violation"),
        _count(len(verdict.advisory), "advisory note"),
        f"{len(verdict.undecided)} undecided",
        _count(len(verdict.exemptions), "exemption"),
    )


def _refusals(notes: Sequence[Note], console: Console) -> None:
    """Each rule that refuses with what is wrong, where, and what to change."""
    for rule, of_rule in _by_rule(notes).items():
        _block(console, Text.assemble("\n", (rule, "bold"), _severity(of_rule[0], " ({})")), 0)
        problems: dict[str, list[Note]] = {}
        for note in of_rule:
            problems.setdefault(note.problem, []).append(note)
        for problem, alike in list(problems.items())[:_SHOWN]:
            _block(console, f"{_named(alike)}: {problem}" if alike[0].urn else problem, 2)
        if len(problems) > _SHOWN:
            _block(console, f"and {len(problems) - _SHOWN} more", 2)
        for fix in dict.fromkeys(note.fix for note in of_rule if note.fix):
            _block(console, f"fix: {fix}", 2)


def _advice(notes: Sequence[Note], console: Console) -> None:
    """A line for each rule that advises."""
    if not notes:
        return
    _block(console, Text("\nAdvisory", style="bold"), 0)
    rules = _by_rule(notes)
    width = max(map(len, rules))
    for rule, of_rule in rules.items():
        undecided = " (undecided)" if any(note.undecided for note in of_rule) else ""
        line = f"{rule:{width}}  {len(of_rule):3}  {_named(of_rule)}{undecided}"
        _block(console, Text.assemble(_severity(of_rule[0], "{:8}  "), line), 2)


def _list(title: str, texts: Iterable[str], console: Console) -> None:
    for number, text in enumerate(texts):
        if not number:
            _block(console, Text(f"\n{title}", style="bold"), 0)
        _block(console, text, 2)


def _by_rule(notes: Iterable[Note]) -> Mapping[str, list[Note]]:
    """The notes by rule, the worst rule first."""
    rules: dict[str, list[Note]] = {}
    for note in sorted(notes, key=lambda note: (SEVERITIES.index(note.severity), note.rule)):
        rules.setdefault(note.rule, []).append(note)
    return rules


def _named(notes: Iterable[Note]) -> str:
    """The resources, or the problem where there is none, as with the gate's own configuration."""
    names = sorted({note.name or note.problem for note in notes})
    left = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {left} more" if left > 0 else "")


def _severity(note: Note, pattern: str) -> Text:
    return Text(pattern.format(note.severity), style=_SEVERITY_STYLES.get(note.severity, "dim"))


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _block(console: Console, text: Text | str, indent: int) -> None:
    """Print a text, each of its lines indented, on a terminal the wrapped ones too."""
    width = max(console.width - indent, 20) if console.is_terminal else _ENDLESS
    content = Text(text) if isinstance(text, str) else text
    for line in content.wrap(console, width):
        console.print(Text(" " * indent).append_text(line) if line else line, soft_wrap=True)

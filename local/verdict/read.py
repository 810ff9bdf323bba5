"""Read the engine's event log of a preview into a verdict.

What is in it: sdk/go/common/apitype/events.go of https://github.com/pulumi/pulumi.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from local.verdict.model import Note, Verdict

Event = dict[str, Any]
_ROOT = "pulumi:pulumi:Stack::"  # stands in for no resource
_PROVIDER = "::pulumi:providers:"  # the engine's own resources, which nobody declared
_LOOKS = ("policyAnalyzeSummaryEvent", "policyAnalyzeStackSummaryEvent")
_SAYS_NOTHING = "preview failed"  # the engine's last word wherever a rule refused
_TAIL = 20  # lines of what the engine printed, where its log says nothing


def read(log: Iterable[str], *, stack: str, code: int, printed: str) -> Verdict:
    """Judge a preview.

    Args:
        log: The lines of its event log; the last may be cut off.
        stack: The stack's name.
        code: The engine's exit code.
        printed: What the engine printed.

    Returns:
        The verdict. Whatever the log does not show to have passed has not.
    """
    events = list(_events(log))
    looks = [look for kind in _LOOKS for look in _of(events, kind)]
    whole = any(True for _ in _of(events, _LOOKS[1]))
    succeeded = code == 0 and any(event["result"] == "succeeded" for event in _of(events, "summaryEvent"))
    notes = tuple(_note(event) for event in _of(events, "policyEvent"))
    errors = tuple(_errors(events, printed))
    refused = any(note.mandatory for note in notes)
    if not errors and not (whole and (succeeded or refused)):
        errors = (_unexplained(code, "" if refused or succeeded else printed),)
    return Verdict(
        stack=stack,
        resources=len({urn for look in looks if (urn := look.get("resourceUrn", "")) and _PROVIDER not in urn}),
        rules=len({rule for look in looks for key in ("passed", "failed") for rule in look.get(key) or ()}),
        notes=notes,
        complete=not errors,
        errors=errors,
    )


def _events(log: Iterable[str]) -> Iterator[Event]:
    for line in log:
        try:
            yield json.loads(line)
        except ValueError:  # the engine was ended while it wrote
            return


def _of(events: Iterable[Event], kind: str) -> Iterator[Event]:
    return (event[kind] for event in events if kind in event)


def _note(event: Event) -> Note:
    urn = "" if _ROOT in event.get("resourceUrn", _ROOT) else event["resourceUrn"]
    about, _, said = event["message"].rstrip("\n").partition("\n")
    problem, _, fix = said.removeprefix(f"'{urn.rpartition('::')[2]}': ").partition(". Fix: ")
    return Note(
        rule=event["policyName"],
        mandatory=event["enforcementLevel"] != "advisory",
        severity=event.get("severity", ""),
        urn=urn,
        problem=problem or about,  # another pack's message may be one line
        fix=fix,
        about=about,
    )


def _errors(events: Iterable[Event], printed: str) -> Iterator[str]:
    """What the engine, the program or a provider calls an error."""
    died = []
    for event in _of(events, "diagnosticEvent"):
        message = event["message"].rstrip("\n")
        if event["severity"] == "error" and message != _SAYS_NOTHING:
            yield message
        elif event["severity"] == "info#err":  # a line that a plugin printed as it died
            died.append(message.rstrip("\n"))
    lines = printed.splitlines()
    # what keeps the engine from planning at all is not in its log, but the last that it prints
    last = next((number for number, line in enumerate(lines) if line.startswith("error: ")), len(lines))
    if died or lines[last:]:
        yield "\n".join([*died, *lines[last:]])


def _unexplained(code: int, printed: str) -> str:
    """Why the preview did not come to its end, where no error says so."""
    last = "\n".join(printed.splitlines()[-_TAIL:])
    return last or f"the engine ended with code {code} before the gate had looked at the whole stack"

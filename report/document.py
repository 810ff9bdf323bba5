"""A report: all that both pages show, and the JSON of it for programs.

Of a plan that failed nothing is reported but that, and why: what a part of a plan does not say is no statement that
nothing changes, costs or opens.
"""

from dataclasses import asdict, dataclass
from typing import Any

from report.change import Change
from report.changes import Changes, changes_of
from report.cost import Usage
from report.costs import Costs, costs_of
from report.reach import Kind, Line, reachability_of
from report.verdict import Verdict

PAST = {"delete": "deleted", "replace": "replaced", "update": "updated", "create": "created", "import": "imported"}
"""How an operation reads once it is done."""


REFUSED = "preview failed"
"""The engine's last word wherever a rule of a policy pack refused: it plans everything all the same."""

_UNEXPLAINED = "the preview failed, and the plan does not say why; if the gate refused it, give its --verdict"
_NO_VERDICT = "the gate did not run to its end, and does not say why"
_NOTHING = Changes(counts={}, unchanged=0, losses=(), parts=())


@dataclass(frozen=True)
class Report:
    """A report.

    Attributes:
        change: What it is about.
        changes: What changes; nothing where the plan failed.
        reach: What that does to reachability; nothing where the plan failed.
        verdict: What the gate says; None where nobody asked it.
        costs: What it costs; None where the plan failed.
    """

    change: Change
    changes: Changes
    reach: tuple[Line, ...]
    verdict: Verdict | None
    costs: Costs | None

    @property
    def problems(self) -> tuple[str, ...]:
        """Why the plan is not whole, so that nothing can be said of the change; empty where it is."""
        return problems_of(self.change, self.verdict)

    @property
    def found_first(self) -> Verdict | None:
        """What the gate refuses of a plan that failed then: the rest it never saw, so nothing passes."""
        return self.verdict if self.problems and self.verdict and self.verdict.outcome == "refused" else None

    @property
    def compares(self) -> bool:
        """Whether there is something before and something after."""
        return self.change.planned and not self.change.is_new

    def count(self, *kinds: Kind) -> int:
        """How many lines about reachability are of some kinds."""
        return sum(line.kind in kinds for line in self.reach)


def report_of(change: Change, verdict: Verdict | None = None, usage: Usage | None = None) -> Report:
    """The report on a change.

    Args:
        change: The change.
        verdict: What the gate says of it, where somebody asked.
        usage: How much the stack is used; as `report.cost` assumes where nobody says.
    """
    if problems_of(change, verdict):
        return Report(change, _NOTHING, (), verdict, None)
    return Report(change, changes_of(change), tuple(reachability_of(change)), verdict, costs_of(change, usage))


def problems_of(change: Change, verdict: Verdict | None) -> tuple[str, ...]:
    """Why a plan is not whole; empty where it is, and of what stands.

    A rule of the gate that refuses makes the engine call the preview failed, although it planned everything.
    """
    if not change.planned:
        return ()
    said = [error for error in change.errors if error != REFUSED]
    if verdict is not None:
        said += [error for error in verdict.errors if error != REFUSED]
        if not said and verdict.outcome == "none":
            said.append(_NO_VERDICT)
    refused = verdict is not None and verdict.outcome == "refused"
    if not said and change.errors and not refused:
        said.append(_UNEXPLAINED)
    return tuple(dict.fromkeys(said))


def drawing_title_of(report: Report) -> str:
    """What the drawing of the network is called."""
    partly = ", as far as the plan came that failed" if report.problems else ""
    return f"{report.change.stack}: the network{partly}"


def title_of(report: Report) -> str:
    """A line that says what the report is about."""
    stack, counts = report.change.stack, report.changes.counts
    if report.problems:
        return f"{stack}: the plan failed, nothing can be said of it"
    if not report.change.planned:
        return f"{stack}: {report.changes.unchanged} resources as they stand"
    if not counts:
        return f"{stack}: nothing changes"
    words = [f"{number} {PAST[operation.value]}" for operation, number in counts.items()]
    return f"{stack}: {', '.join(words)}"


def as_json(report: Report) -> dict[str, Any]:
    """The report for programs; null stands for what a plan that failed does not say."""
    failed = bool(report.problems)
    return {
        "stack": report.change.stack,
        "title": title_of(report),
        "complete": not failed,
        "errors": list(report.problems),
        "changes": None if failed else _changes(report.changes),
        "reachability": None if failed else [_line(line) for line in report.reach],
        "gate": asdict(report.verdict) if report.verdict else None,
        "cost": None if report.costs is None else _cost(report.costs),
    }


def _changes(changes: Changes) -> dict[str, Any]:
    return {
        "counts": {operation.value: number for operation, number in changes.counts.items()},
        "unchanged": changes.unchanged,
        "losses": [_item(one) for one in changes.losses],
        "parts": [
            {
                "part": part.group.value,
                "changed": [_item(one) for one in part.changed],
                "others": [{**asdict(one), "operation": one.operation.value} for one in part.alike],
            }
            for part in changes.parts
        ],
    }


def _line(line: Line) -> dict[str, Any]:
    return {**asdict(line), "section": line.section.value, "kind": line.kind.value}


def _item(item: Any) -> dict[str, Any]:
    return {**asdict(item), "operation": item.operation.value}


def _cost(costs: Costs) -> dict[str, Any]:
    return {
        **asdict(costs),
        "before": None if costs.before is None else str(costs.before),
        "after": str(costs.after),
        "stand_ins": str(costs.stand_ins),
        "changes": [{"name": name, "amount": str(amount)} for name, amount in costs.changes],
    }

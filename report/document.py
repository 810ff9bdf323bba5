"""A report: all that both pages show, and the JSON of it for programs."""

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


@dataclass(frozen=True)
class Report:
    """A report.

    Attributes:
        change: What it is about.
        changes: What changes.
        reach: What that does to reachability.
        verdict: What the gate says; None where nobody asked it.
        costs: What it costs.
    """

    change: Change
    changes: Changes
    reach: tuple[Line, ...]
    verdict: Verdict | None
    costs: Costs

    @property
    def problems(self) -> tuple[str, ...]:
        """Why there may be more to the change than its steps say."""
        if self.verdict is not None and self.verdict.outcome == "refused":
            return tuple(error for error in self.change.errors if error != REFUSED)
        return self.change.errors

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
    return Report(change, changes_of(change), tuple(reachability_of(change)), verdict, costs_of(change, usage))


def title_of(report: Report) -> str:
    """A line that says what the report is about."""
    stack, counts = report.change.stack, report.changes.counts
    if not report.change.planned:
        return f"{stack}: {report.changes.unchanged} resources as they stand"
    if not counts:
        return f"{stack}: nothing changes"
    words = [f"{number} {PAST[operation.value]}" for operation, number in counts.items()]
    return f"{stack}: {', '.join(words)}"


def as_json(report: Report) -> dict[str, Any]:
    """The report for programs."""
    changes = report.changes
    return {
        "stack": report.change.stack,
        "title": title_of(report),
        "complete": not report.problems,
        "errors": list(report.problems),
        "changes": {
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
        },
        "reachability": [
            {**asdict(line), "section": line.section.value, "kind": line.kind.value} for line in report.reach
        ],
        "gate": asdict(report.verdict) if report.verdict else None,
        "cost": _cost(report.costs),
    }


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

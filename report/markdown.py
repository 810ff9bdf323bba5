"""The page for a comment on a pull request: Markdown that GitHub and Azure DevOps both show.

What is graver comes first; what is long is folded. A comment that is too long is refused whole, so lists get shorter
until the page fits: the HTML page and the JSON leave nothing out.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from report.change import Operation
from report.changes import Alike, Item, Part
from report.costs import Costs
from report.document import PAST, Report, title_of
from report.reach import Kind, Line, Section
from report.source import one_line
from report.verdict import Finding, Verdict
from report.words import (
    TO_DO,
    WHAT_IS_NOT_KNOWN,
    cost_line,
    counts_of,
    findings_title,
    item_of,
    loss_of,
    many,
    money,
    reach_line,
    type_of,
    verdict_line,
)

GITHUB = 65_536
"""Characters that a comment on GitHub holds; Azure DevOps takes 150,000."""
_ERROR = 600  # characters of an error that are shown
_MARGIN = 1_024  # for what a pipeline puts around it

_SPECIAL = re.compile(r"([\\`*_{}\[\]#|~!$])")
_MARKS = {Kind.OPENED: "🔓", Kind.CLOSED: "⛔", Kind.CHANGED: "🔀", Kind.UNCLEAR: "❔", Kind.STANDS: "·"}
_SIGNS = {"delete": "-", "replace": "±", "update": "~", "create": "+", "import": "→"}


@dataclass(frozen=True)
class _Room:
    """How much of each list is said.

    Attributes:
        lines: Lines of a list.
        names: Names in a line.
        properties: Properties of a resource that changes.
    """

    lines: int
    names: int
    properties: int


# The first that fits is taken.
_ROOMS = (_Room(400, 60, 40), _Room(120, 24, 12), _Room(40, 10, 6), _Room(15, 5, 3), _Room(5, 3, 1))


def markdown_of(report: Report, most: int = GITHUB) -> str:
    """The page.

    Args:
        report: What it shows.
        most: Characters that it may have; bytes are counted, which are never fewer.
    """
    for room in _ROOMS:
        page = "\n".join(_page(report, room)).strip() + "\n"
        if len(page.encode()) <= most - _MARGIN:
            return page
    return page.encode()[: most - _MARGIN].decode(errors="ignore").rpartition("\n")[0] + "\n\n(cut: too long)\n"


def text(words: str) -> str:
    """Words as they are: nothing in them is Markdown, HTML or a mention of somebody."""
    return _SPECIAL.sub(r"\\\1", _html(" ".join(words.split())))


def code(words: str) -> str:
    """Words in a code span."""
    plain = " ".join(words.split()).replace("|", "\N{BOX DRAWINGS LIGHT VERTICAL}")
    fence = "`" * (max((len(run) for run in re.findall(r"`+", plain)), default=0) + 1)
    pad = " " if plain.startswith("`") or plain.endswith("`") else ""
    return f"{fence}{pad}{plain}{pad}{fence}" if plain else ""


def _page(report: Report, room: _Room) -> Iterator[str]:
    yield f"## {text(title_of(report))}"
    yield ""
    if report.problems:
        yield from _failure(report, room)
        return
    yield from _summary(report)
    yield from _losses(report.changes.losses)
    yield from _reach(report, room)
    yield from _changes(report, room)
    if report.verdict is not None:
        yield from _verdict(report.verdict, room)
    if report.costs is not None:
        yield from _costs(report, report.costs, room)
    yield ""
    yield "<sub>The HTML page of this report draws the network and leaves nothing out.</sub>"


def _failure(report: Report, room: _Room) -> Iterator[str]:
    """Of a plan that failed: why, and what to do; and what the gate found before."""
    yield f"⚠️ **{WHAT_IS_NOT_KNOWN}**"
    yield ""
    for error in report.problems[: room.lines]:
        yield f"- {text(one_line(error, _ERROR))}"
    if len(report.problems) > room.lines:
        yield f"- and {len(report.problems) - room.lines} more"
    yield from ("", TO_DO, "")
    if report.found_first is not None:
        yield from (_gate(report.found_first), "")
        yield from _findings(report.found_first, room)


def _gate(verdict: Verdict) -> str:
    mark = {"pass": "✅", "refused": "⛔"}.get(verdict.outcome, "❔")
    return f"- {mark} **Gate:** {text(verdict_line(verdict))}"


def _summary(report: Report) -> Iterator[str]:
    if report.verdict is not None:
        yield _gate(report.verdict)
    losses = report.changes.losses
    if losses:
        yield f"- ⚠️ **Data:** {many(len(losses), 'resource')} with data deleted or replaced"
    yield f"- **Reachability:** {text(reach_line(report))}"
    yield f"- **Cost:** {text(cost_line(report))}"
    if report.changes.counts:
        number = sum(report.changes.counts.values())
        yield f"- **Resources:** {many(number, 'resource')} change, {report.changes.unchanged} stay as they are"


def _losses(losses: Sequence[Item]) -> Iterator[str]:
    if not losses:
        return
    yield from ("", "### ⚠️ Data that is lost", "")
    for item in losses:
        what = ", ".join(f"{code(change.path)} {_values(change.old, change.new)}" for change in item.properties[:3])
        because = f" Because of {what}." if item.operation is Operation.REPLACE and what else ""
        kind = type_of(item.kinds[0])
        yield f"- **{text(kind)} {code(item.names[0])}** {text(loss_of(item)).replace(chr(92) + '`', '`')}.{because}"


def _values(old: str, new: str) -> str:
    if not old:
        return f"set to {code(new)}"
    return f"{code(old)} → {code(new)}" if new else f"{code(old)} taken away"


def _reach(report: Report, room: _Room) -> Iterator[str]:
    title = "What this does to reachability" if report.compares else "Reachability"
    yield from ("", f"### {title}", "")
    if not report.reach:
        yield "Nobody reaches, resolves or may do anything more, or less, than before."
    for section in Section:
        lines = [line for line in report.reach if line.section is section]
        if lines:
            yield from _section(section, lines, room, folded=not report.compares)


def _section(section: Section, lines: Sequence[Line], room: _Room, *, folded: bool) -> Iterator[str]:
    told = [_told(line) for line in lines[: room.lines]]
    if len(lines) > room.lines:
        told.append(f"- and {len(lines) - room.lines} more")
    if folded and section is not Section.EXPOSURE:
        yield from _fold(f"{section.value} ({len(lines)})", told)
    else:
        yield f"**{section.value}**"
        yield ""
        yield from told
        yield ""


def _told(line: Line) -> str:
    why = f" <br><sub>{text(line.why)}</sub>" if line.why else ""
    word = "" if line.kind is Kind.STANDS else f"**{line.kind.value}:** "
    return f"- {_MARKS[line.kind]} {word}{text(line.text)}{why}"


def _changes(report: Report, room: _Room) -> Iterator[str]:
    if not report.changes.parts:
        return
    yield from ("", "### What changes", "")
    few = sum(report.changes.counts.values()) <= 12
    for part in report.changes.parts:
        told = list(_part(part, room))
        if few:
            yield f"**{part.group.value}**: {counts_of(part)}"
            yield from ("", *told, "")
        else:
            yield from _fold(f"{part.group.value}: {counts_of(part)}", told)


def _part(part: Part, room: _Room) -> Iterator[str]:
    for item in part.changed[: room.lines]:
        yield from _item(item, room)
    if len(part.changed) > room.lines:
        yield f"- and {len(part.changed) - room.lines} more that are updated or replaced"
    for alike in part.alike[: room.lines]:
        yield f"- {_alike(alike, room)}"


def _item(item: Item, room: _Room) -> Iterator[str]:
    sign = _SIGNS[item.operation.value]
    yield f"- `{sign}` {text(item_of(item))}: {_names(item.names, room)}"
    for change in item.properties[: room.properties]:
        yield f"  - {code(change.path)}: {_values(change.old, change.new)}"
    left = len(item.properties) - room.properties
    if left > 0:
        yield f"  - and {many(left, 'property')} more"


def _alike(alike: Alike, room: _Room) -> str:
    number = many(len(alike.names), type_of(alike.kind))
    return (
        f"`{_SIGNS[alike.operation.value]}` {text(number)} {PAST[alike.operation.value]}: {_names(alike.names, room)}"
    )


def _names(names: Sequence[str], room: _Room) -> str:
    left = len(names) - room.names
    shown = ", ".join(code(name) for name in names[: room.names])
    return shown if left <= 0 else f"{shown} and {left} more"


def _verdict(verdict: Verdict, room: _Room) -> Iterator[str]:
    yield from ("", "### The gate", "", text(verdict_line(verdict)) + ".", "")
    for error in verdict.errors[:5]:
        yield f"- ⚠️ {text(error[:500])}"
    yield from _findings(verdict, room)


def _findings(verdict: Verdict, room: _Room) -> Iterator[str]:
    for finding in verdict.findings["mandatory"][: room.lines]:
        yield f"- ⛔ {_finding(finding, room)}"
    for kind in ("advisory", "undecided", "exemptions"):
        found = verdict.findings[kind]
        if found:
            lines = [f"- {_finding(finding, room)}" for finding in found[: room.lines]]
            left = [f"- and {len(found) - room.lines} more"] if len(found) > room.lines else []
            yield from _fold(findings_title(verdict, kind), [*lines, *left])


def _finding(finding: Finding, room: _Room) -> str:
    severity = f" ({finding.severity})" if finding.severity else ""
    names = f"{_names(finding.names, room)}: " if finding.names else ""
    fix = f" <br><sub>Fix: {text(finding.fix)}</sub>" if finding.fix else ""
    return f"{code(finding.rule)}{severity}: {names}{text(finding.problem)}{fix}"


def _costs(report: Report, costs: Costs, room: _Room) -> Iterator[str]:
    yield from ("", "### Cost of a month", "", f"{text(cost_line(report))}, by prices of {costs.prices_of}.", "")
    if costs.stand_ins:
        yield f"{text(money(costs.stand_ins, costs.currency))} of it is by prices of other regions."
        yield ""
    if costs.changes:
        title = "What costs more or less" if costs.before is not None else "What costs most"
        lines = [
            "| resource | a month |",
            "|---|---:|",
            *(
                f"| {code(name)} | {text(money(amount, costs.currency, signed=costs.before is not None))} |"
                for name, amount in costs.changes[: room.lines]
            ),
        ]
        yield from _fold(title, lines)
    if costs.unknown:
        lines = [f"- {code(name)}: {text(why)}" for name, why in costs.unknown[: room.lines]]
        yield from _fold(f"In no total, as nobody knows the price or the amount ({len(costs.unknown)})", lines)


def _fold(title: str, lines: Iterable[str]) -> Iterator[str]:
    yield f"<details><summary>{_html(title)}</summary>"
    yield ""
    yield from lines
    yield ""
    yield "</details>"
    yield ""


def _html(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("@", "@\N{WORD JOINER}")

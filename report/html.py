"""The page for a browser: one file that needs no other, with the network drawn and nothing left out."""

from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from report.document import PAST, Report, drawing_title_of, title_of
from report.drawing import drawing_of
from report.reach import Kind, Line, Section
from report.verdict import OUTCOMES
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

_HERE = Path(__file__).parent


def html_of(report: Report) -> str:
    """The page."""
    environment = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals |= {
        "many": many, "money": money, "counts_of": counts_of, "item_of": item_of, "loss_of": loss_of,
        "type_of": type_of, "past": PAST, "findings_title": findings_title,
    }  # fmt: skip
    title = title_of(report)
    return environment.get_template("page.html.j2").render(
        report=report,
        title=title,
        style=Markup((_HERE / "page.css").read_text(encoding="utf-8")),  # noqa: S704 - a file of our own
        drawing=_drawing(report),
        what_is_not_known=WHAT_IS_NOT_KNOWN,
        to_do=TO_DO,
        sections=_sections(report.reach),
        reach_title="What this does to reachability" if report.compares else "Reachability as it stands then",
        reach_line=reach_line(report),
        cost_line=cost_line(report),
        verdict_line=verdict_line(report.verdict) if report.verdict else "",
        outcome=OUTCOMES[report.verdict.outcome] if report.verdict else "",
        standing=Kind.STANDS,
    )


def _drawing(report: Report) -> Markup:
    if report.problems:
        return Markup()
    return Markup(drawing_of(report.change, drawing_title_of(report)))  # noqa: S704 - the drawing escapes what it is given


def _sections(lines: Sequence[Line]) -> list[tuple[Section, list[Line]]]:
    by_section = [(section, [line for line in lines if line.section is section]) for section in Section]
    return [(section, found) for section, found in by_section if found]

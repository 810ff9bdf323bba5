"""The command line: where a change is read from, and where the report is written to."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from report.change import Change
from report.cost import load_usage
from report.document import Report, as_json, drawing_title_of, report_of, title_of
from report.drawing import drawing_of
from report.errors import ReportError
from report.html import html_of
from report.markdown import GITHUB, markdown_of
from report.source import change_of_plan, change_of_state, load, one_document, one_line
from report.verdict import Verdict, verdict_of

_DESCRIPTION = """\
Says what a change does: to resources, to reachability, to the bill, and what the gate says of it.
It reads what the official Pulumi CLI writes:

  python -m report -s prod                               plan a stack with `python -m local`, and ask the gate
  pulumi preview -s prod --json --show-sames > plan.json
  python -m report --plan plan.json                      report on that plan
  pulumi stack export -s prod > state.json
  python -m report --state state.json                    report on what stands
"""
_FOLDER = Path(".local") / "report"
_GATE_EXIT_CODES = (0, 1, 2)  # passes, is refused, has no verdict
_SAID = 5
"""Errors that are printed; the pages have them all."""
NO_PLAN = 2


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m report page", description=_DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-s", "--stack", help="plan this stack with `python -m local`, and ask the gate")
    parser.add_argument("--plan", type=Path, metavar="FILE", help="what `pulumi preview --json` printed")
    parser.add_argument("--state", type=Path, metavar="FILE", help="what `pulumi stack export` printed")
    parser.add_argument("--verdict", type=Path, metavar="FILE", help="what `python -m local gate --json` printed")
    parser.add_argument("--usage", type=Path, metavar="FILE", help="how much the stack is used, as `cost` takes it")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="the page for a comment on a pull request")
    parser.add_argument("--html", type=Path, metavar="FILE", help="the page with the network drawn, in one file")
    parser.add_argument("--svg", type=Path, metavar="FILE", help="the drawing alone")
    parser.add_argument("--json", type=Path, metavar="FILE", help="the same for programs")
    parser.add_argument(
        "--comment-limit", type=int, default=GITHUB, metavar="N", help="characters of a comment (GitHub's: %(default)s)"
    )
    return parser


def run(argv: Sequence[str]) -> int:
    """Make a report.

    Returns:
        The exit code: 0 the report is written; 2 it is, and all that it says is that the stack which it had to plan
        cannot be planned. A plan that is given may have failed: whoever made it has that exit code.

    Raises:
        ReportError: it cannot be made.
    """
    options = _arguments().parse_args(argv)
    usage = load_usage(options.usage)
    with tempfile.TemporaryDirectory(prefix="report-") as scratch:
        change, verdict = _read(options, Path(scratch))
    report = report_of(change, verdict, usage)
    written = _write(report, options)
    print(title_of(report))
    for problem in report.problems[:_SAID]:
        print(f"  {one_line(problem)}")
    for file in written:
        print(f"  {file}")
    return NO_PLAN if options.stack and report.problems else 0


def _read(options: argparse.Namespace, scratch: Path) -> tuple[Change, Verdict | None]:
    plan, state, verdict = options.plan, options.state, options.verdict
    if options.stack and (plan or state):
        raise ReportError("--stack plans by itself: leave it out, or leave out --plan and --state")
    if options.stack:
        plan = _run(options.stack, scratch / "plan.json", "preview", "--json", "--show-sames", allow=None)
        verdict = verdict or _run(options.stack, scratch / "gate.json", "gate", "--json", allow=_GATE_EXIT_CODES)
    if plan is None and state is None:
        raise ReportError("nothing to report on: give --stack, --plan or --state (--help says how)")
    if plan is not None:
        standing = load(state) if state is not None else None
        change = change_of_plan(load(plan), standing, str(plan), str(state))
    else:
        change = change_of_state(load(state), str(state))
    return change, verdict_of(load(verdict), str(verdict), change.stack) if verdict else None


def _run(stack: str, file: Path, *command: str, allow: tuple[int, ...] | None) -> Path:
    """A file with what a command of the local runner printed.

    Args:
        stack: The stack.
        file: Where to write it.
        command: The command, and its flags.
        allow: Exit codes that are fine; None where only what was printed says whether it is.
    """
    print(f"{command[0]} of {stack} ...", file=sys.stderr)
    with file.open("wb") as printed:
        done = subprocess.run(
            [sys.executable, "-m", "local", *command, "-s", stack], stdout=printed, stdin=subprocess.DEVNULL,
            env=one_document(os.environ), check=False,
        )  # fmt: skip
    if (allow is not None and done.returncode not in allow) or not file.stat().st_size:
        raise ReportError(
            f"`python -m local {command[0]} -s {stack}` failed with exit code {done.returncode}; what it said is above"
        )
    return file


def _write(report: Report, options: argparse.Namespace) -> list[Path]:
    """Write what is asked for; all of it into a folder of the stack's own where nothing is.

    Raises:
        ReportError: a file cannot be written.
    """
    files: dict[str, Path | None] = {kind: getattr(options, kind) for kind in ("markdown", "html", "svg", "json")}
    if not any(files.values()):
        folder = _FOLDER / report.change.stack
        files = {"markdown": folder / "report.md", "html": folder / "report.html", "json": folder / "report.json"}
    makers = {
        "markdown": lambda: markdown_of(report, options.comment_limit),
        "html": lambda: html_of(report),
        "svg": lambda: drawing_of(report.change, drawing_title_of(report)),
        "json": lambda: json.dumps(as_json(report), indent=2, ensure_ascii=False) + "\n",
    }
    pages = {file: makers[kind]() for kind, file in files.items() if file}  # all of them, or none
    for file, page in pages.items():
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(page, encoding="utf-8")
        except OSError as error:
            raise ReportError(f"{file} cannot be written: {(error.strerror or str(error)).lower()}") from error
    return list(pages)

"""`python -m report cost`: what a stack costs in a month, from a plan or a state."""

import argparse
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from report.cost import draw
from report.cost.estimate import difference, estimate
from report.cost.model import Difference, Estimate
from report.cost.prices import PRICES_FILE, Table, load_prices
from report.cost.resources import before_plan, of_plan, of_state
from report.cost.usage import Usage, load_usage, said_usage
from report.errors import ReportError
from report.source import errors_of, load, one_document, one_line

DESCRIPTION = "What a stack costs in a month, by list prices, and what is not known about it."
_WIDE = 180
"""Columns where no terminal says how many it has: enough for a line to stay one, so that it can be searched."""
PLANNER = f"{shlex.quote(sys.executable)} -m local"
"""What plans a stack where no file is given; the official CLI is `--cli pulumi`."""


def parser() -> argparse.ArgumentParser:
    """What the command takes."""
    parsed = argparse.ArgumentParser(prog="python -m report cost", description=DESCRIPTION)
    parsed.add_argument("-s", "--stack", help="plan this stack, and estimate what it will cost")
    parsed.add_argument("--plan", type=Path, metavar="FILE", help="take a plan of `pulumi preview --json --show-sames`")
    parsed.add_argument("--state", type=Path, metavar="FILE", help="take a state of `pulumi stack export`")
    parsed.add_argument("--usage", type=Path, metavar="FILE", help="how much the stack is used (YAML)")
    parsed.add_argument("--show-usage", action="store_true", help="print what usage is assumed, as a usage file")
    parsed.add_argument("--prices", type=Path, default=PRICES_FILE, metavar="FILE", help="another price table")
    parsed.add_argument(
        "--price-as", action="append", metavar="REGION",
        help="take prices of this region where the stack's own has none in the table, and say so; `none` for unknown",
    )  # fmt: skip
    parsed.add_argument(
        "--cli", default=PLANNER, metavar="COMMAND", help="what plans the stack; python -m local by default"
    )
    parsed.add_argument("--lines", action="store_true", help="show each resource by itself")
    parsed.add_argument("--json", action="store_true", help="everything, for programs")
    return parsed


def run(argv: Sequence[str]) -> int:
    """Run the command.

    Raises:
        ReportError: There is nothing to estimate.
    """
    args = parser().parse_args(argv)
    usage = load_usage(args.usage)
    if args.show_usage:
        print(said_usage(usage), end="")
        return 0
    if sum(given is not None for given in (args.plan, args.state)) > 1 or not (args.stack or args.plan or args.state):
        raise ReportError("say what to estimate: -s STACK, --plan FILE or --state FILE")
    table = load_prices(args.prices)
    before, after = _resources(args)
    stand_ins = None if args.price_as is None else [place for place in args.price_as if place != "none"]
    found = _estimate(after, usage, table, stand_ins)
    changed = _difference(before, found, usage, table, stand_ins)
    stack = args.stack or _stack_of(after)
    if args.json:
        print(draw.as_json(stack, found, changed))
    else:
        console = Console()
        wide = console if console.is_terminal else Console(width=_WIDE)
        draw.draw(stack, found, changed, wide, every=args.lines)
    return 0


Resources = Sequence[Mapping[str, Any]]


def _estimate(resources: Resources, usage: Usage, table: Table, stand_ins: list[str] | None) -> Estimate:
    return estimate(resources, usage=usage, table=table, stand_ins=stand_ins)


def _difference(
    before: Resources, after: Estimate, usage: Usage, table: Table, stand_ins: list[str] | None
) -> Difference | None:
    """To what is there; None where nothing is."""
    return difference(_estimate(before, usage, table, stand_ins), after) if before else None


def _resources(args: argparse.Namespace) -> tuple[Resources, Resources]:
    """What is there before, and after."""
    if args.state is not None:
        return (), _of(of_state, load(args.state), str(args.state))
    if args.plan is not None:
        where = str(args.plan)
        plan = load(args.plan)
    else:
        where = f"the plan of {args.stack}"
        plan = _planned(args.cli, args.stack)
    after = _of(of_plan, plan, where)
    return before_plan(plan), after


def _of(read: Any, content: Any, where: str) -> Resources:
    try:
        found: Resources = read(content)
    except ReportError as error:
        raise ReportError(f"{where}: {error}") from error
    if not found:
        raise ReportError(f"{where}: there are no resources in it")
    return found


def _planned(cli: str, stack: str) -> Any:
    """The plan of a stack, which the engine is asked for."""
    command = [*shlex.split(cli), "preview", "-s", stack, "--json", "--show-sames"]
    try:
        done = subprocess.run(
            command, check=False, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=one_document(os.environ)
        )
    except OSError as error:
        raise ReportError(f"{command[0]} cannot be run: {(error.strerror or str(error)).lower()}") from error
    start = 0 if done.stdout.startswith("{") else done.stdout.find("\n{") + 1
    try:
        plan = json.loads(done.stdout[start:])
    except ValueError:
        plan = None
    if done.returncode or plan is None:
        said = errors_of(plan) if isinstance(plan, Mapping) else ()
        first = f": {one_line(said[0])}" if said else ""
        raise ReportError(f"{stack} cannot be planned{first}; `{cli} preview -s {stack}` says why")
    return plan


def _stack_of(resources: Resources) -> str:
    """The stack's name, which is in every URN: `urn:pulumi:prod::...`."""
    return str(resources[0].get("urn", "")).removeprefix("urn:pulumi:").partition("::")[0]

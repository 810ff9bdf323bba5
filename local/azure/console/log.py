"""`log`: the requests that were made."""

from __future__ import annotations

import argparse
import dataclasses
import json
import time
from collections.abc import Callable, Sequence

from local.azure.console import draw
from local.azure.console.model import Command, Context, add_json
from local.azure.journal import OK
from local.azure.store import Entry

_LAST, _ALL = 50, 1_000_000
_WAIT = 0.5  # seconds between two looks


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-n", type=_count, default=_LAST, metavar="N", help=f"how many of the last ones ({_LAST})")
    parser.add_argument("--follow", action="store_true", help="go on with those to come, until Ctrl-C")
    add_json(parser)


def _count(text: str) -> int:
    if not text.isdigit():
        raise argparse.ArgumentTypeError(f"'{text}' is no number of requests")
    return int(text)


def _run(options: argparse.Namespace, context: Context) -> int:
    show: Callable[[Sequence[Entry], Context], None] = _print_json if options.json else _print
    entries = context.store.noted(options.n)
    show(entries, context)
    seen = max((entry.number for entry in context.store.noted(1)), default=0)
    while options.follow:
        time.sleep(_WAIT)
        entries = context.store.noted(_ALL, after=seen)
        show(entries, context)
        seen = entries[-1].number if entries else seen
    return 0


def _print_json(entries: Sequence[Entry], context: Context) -> None:
    for entry in entries:
        draw.line(context.console, json.dumps(dataclasses.asdict(entry)))


def _print(entries: Sequence[Entry], context: Context) -> None:
    for entry in entries:
        took = f"{entry.milliseconds:.0f} ms"
        text = f"{entry.time}  {entry.method:6}  {took:>8}  {entry.result}  {entry.id}"
        draw.line(context.console, text, "" if entry.result in (OK, "NotFound") else "red")
        if entry.message:
            draw.line(context.console, f"    {entry.message}")


COMMAND = Command(
    usage="log [-n N] [--follow] [--json]",
    summary="the requests that were made: time, method, duration, result or error code, id",
    details="Refused requests are in it, secrets are not. With --json each line is an object.",
    options=_options,
    run=_run,
)

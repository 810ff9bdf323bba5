"""Print tables and JSON: coloured and fitted on a terminal, plain lines elsewhere."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text


def as_json(console: Console, value: Any) -> None:
    """Print a value as JSON; on a terminal in colours."""
    text = json.dumps(value, indent=2)
    if console.is_terminal:
        console.print_json(text)
    else:
        line(console, text)


def line(console: Console, text: str, style: str = "") -> None:
    """Print a text as it is: it is never broken off a terminal, and brackets in it are no markup."""
    console.print(Text(text, style=style), soft_wrap=True)


def table(console: Console, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under their headers; columns in which nothing stands are left out."""
    used = [column for column in range(len(headers)) if any(row[column] for row in rows)]
    headers, rows = [headers[at] for at in used], [[row[at] for at in used] for row in rows]
    if console.is_terminal:
        _fitted(console, headers, rows)
        return
    widths = [max(len(row[at]) for row in [headers, *rows]) for at in range(len(headers))]
    for row in [headers, *rows]:
        line(console, "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _fitted(console: Console, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    drawn = Table(box=None, pad_edge=False, header_style="bold")
    for header in headers:
        drawn.add_column(header, overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(cell) for cell in row))
    console.print(drawn)

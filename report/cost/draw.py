"""Shows an estimate: one line that says it all, then what it is made of, and what is not in it."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from report.cost.model import Difference, Estimate, Line, Unknown, total_of
from report.cost.services.free import NOT_COUNTED

_CENT = Decimal("0.01")
_SHOWN = 10
"""How many resources of a change are shown; --json has them all."""


def money(amount: Decimal) -> str:
    """An amount to the cent: `1,234.50`."""
    return f"{amount.quantize(_CENT):,}"


def headline(stack: str, estimate: Estimate) -> str:
    """The estimate in one line: what is in it by whose prices, and how much is not in it."""
    parts = [f"{stack}: {money(estimate.total)} {estimate.currency} a month"]
    if estimate.stand_ins:
        places = ", ".join(sorted({line.priced_as for line in estimate.lines if line.stands_in}))
        parts.append(f"of it {money(estimate.stand_ins)} priced as {places}")
    parts.append(f"{len(estimate.unknowns)} cost{'s' * (len(estimate.unknowns) != 1)} unknown")
    return ", ".join(parts)


def change_line(difference: Difference) -> str:
    """A change in one line."""
    sign = "+" if difference.amount >= 0 else ""
    text = f"change: {sign}{money(difference.amount)} {difference.currency} a month"
    if difference.new_unknowns:
        text += f", and {len(difference.new_unknowns)} new cost(s) unknown"
    return text


def draw(stack: str, estimate: Estimate, difference: Difference | None, console: Console, *, every: bool) -> None:
    """Print an estimate for people.

    Args:
        stack: Name of the stack.
        estimate: The estimate.
        difference: To the stack as it is; None where there is none.
        console: Where to.
        every: Show each resource's lines instead of one for each meter.
    """
    _print(console, Text(headline(stack, estimate), style="bold"))
    if difference is not None:
        _print(console, Text(change_line(difference), style="bold"))
        for change in difference.changes[:_SHOWN]:
            _print(console, f"  {change.amount:+,.2f}  {change.name}")
    _print(console, "")
    console.print(
        _table(_each(estimate.lines) if every else _by_meter(estimate.lines)), soft_wrap=not console.is_terminal
    )
    _unknown(estimate.unknowns, console)
    dates = sorted({line.true_on for line in estimate.lines})
    span = f", true between {dates[0]} and {dates[-1]}" if dates else ""
    _print(console, f"\nPrices: list prices of the table of {estimate.prices_of}{span}; --json has the source of each")
    _print(
        console,
        "Usage: assumptions, as named above; `python -m report cost --show-usage` lists them, --usage FILE sets them",
    )
    _print(console, "Not counted: " + "; ".join(NOT_COUNTED))


Row = tuple[str, str, str, str, str, Decimal]


def _by_meter(lines: Iterable[Line]) -> list[Row]:
    groups: defaultdict[tuple[str, str, str, str], list[Line]] = defaultdict(list)
    for line in lines:
        groups[line.meter.label, line.meter.unit, line.priced_as, str(line.unit_price)].append(line)
    rows = []
    for (label, unit, _, price), same in groups.items():
        amount = sum((line.amount for line in same), Decimal(0))
        count = len({line.urn for line in same})
        rows.append(
            (
                label,
                f"{count} x" if count > 1 else same[0].name,
                _amount(amount, unit),
                price,
                _place(same[0]),
                total_of(same),
            )
        )
    return sorted(rows, key=lambda row: -row[-1])


def _each(lines: Iterable[Line]) -> list[Row]:
    return [
        (
            line.meter.label,
            line.name,
            _amount(line.amount, line.meter.unit),
            str(line.unit_price),
            _place(line),
            line.monthly,
        )
        for line in lines
    ]


def _amount(amount: Decimal, unit: str) -> str:
    return f"{amount.quantize(_CENT).normalize():f} x {unit}"


def _place(line: Line) -> str:
    return f"priced as {line.priced_as}" if line.stands_in else line.priced_as


def _table(rows: Sequence[Row]) -> RichTable:
    table = RichTable(box=None, pad_edge=False, header_style="dim")
    for title, justify in (
        ("meter", "left"),
        ("of", "left"),
        ("a month", "right"),
        ("unit price", "right"),
        ("price of", "left"),
    ):
        table.add_column(title, justify=justify, overflow="fold")  # type: ignore[arg-type] # literals of the loop
    table.add_column("cost", justify="right", no_wrap=True)
    for *texts, monthly in rows:
        table.add_row(*map(str, texts), money(monthly))
    return table


def _unknown(unknowns: Sequence[Unknown], console: Console) -> None:
    if unknowns:
        _print(console, Text("\nNot in the total", style="bold yellow"))
    for one in unknowns:
        _print(console, f"  {one.name}: {one.reason}")


def _print(console: Console, text: Text | str) -> None:
    console.print(text, soft_wrap=True, highlight=False, markup=False)


def as_json(stack: str, estimate: Estimate, difference: Difference | None) -> str:
    """An estimate for programs: everything, amounts as texts so that nothing is rounded."""
    return json.dumps(
        {
            "stack": stack,
            "currency": estimate.currency,
            "pricesOf": estimate.prices_of.isoformat(),
            "total": str(estimate.total),
            "pricedAsOtherRegions": str(estimate.stand_ins),
            "lines": [_line(line) for line in estimate.lines],
            "unknowns": [_unknown_fields(one) for one in estimate.unknowns],
            "free": [
                {"urn": one.urn, "type": one.kind, "reason": one.reason, "source": one.source} for one in estimate.free
            ],
            "difference": None if difference is None else _difference(difference),
            "notCounted": list(NOT_COUNTED),
        },
        indent=2,
    )


def _line(line: Line) -> dict[str, Any]:
    meter = line.meter
    return {
        "urn": line.urn, "type": line.kind, "service": meter.service, "product": meter.product, "sku": meter.sku,
        "meter": meter.name, "amount": str(line.amount), "unit": meter.unit, "unitPrice": str(line.unit_price),
        "monthly": str(line.monthly), "currency": line.currency, "region": line.region, "pricedAs": line.priced_as,
        "basis": line.basis, "source": line.source, "trueOn": line.true_on.isoformat(),
    }  # fmt: skip


def _unknown_fields(one: Unknown) -> dict[str, Any]:
    return {"urn": one.urn, "type": one.kind, "what": one.what, "reason": one.reason}


def _difference(difference: Difference) -> dict[str, Any]:
    return {
        "before": str(difference.before),
        "after": str(difference.after),
        "amount": str(difference.amount),
        "changes": [
            {
                "urn": change.urn,
                "before": None if change.before is None else str(change.before),
                "after": None if change.after is None else str(change.after),
                "amount": str(change.amount),
            }
            for change in difference.changes
        ],
        "newUnknowns": [_unknown_fields(one) for one in difference.new_unknowns],
        "goneUnknowns": [_unknown_fields(one) for one in difference.gone_unknowns],
    }

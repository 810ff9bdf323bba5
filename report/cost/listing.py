"""`python -m report prices list`: what is known of a region, meter by meter, and what is not."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table as RichTable

from report.cost.catalogue import machines, services
from report.cost.meters import Meter
from report.cost.prices import Listed, Table, find
from report.cost.regions import CIRCUIT_ZONES, listed_under


@dataclass(frozen=True, kw_only=True)
class Row:
    """What is known of a meter.

    Attributes:
        meter: The meter.
        region: Where the list keeps it.
        listed: Its price; None where it is unknown.
    """

    meter: Meter
    region: str
    listed: Listed | None


def rows(table: Table, region: str, sizes: Iterable[str] = ()) -> Iterator[Row]:
    """Every meter that a stack in a region can lead to."""
    for meter in sorted({*services(), *machines(), *machines(sizes)}):
        places = sorted(set(CIRCUIT_ZONES.values())) if meter.scope == "circuit" else [listed_under(meter, region)]
        for place in places:
            listed = find(table, meter, place, table.stand_ins.get(place, ()))
            yield Row(meter=meter, region=place, listed=listed)


def show(table: Table, regions: Iterable[str], sizes: Iterable[str], console: Console) -> None:
    """Print it for people."""
    printed = RichTable(box=None, pad_edge=False, header_style="dim")
    for title in ("meter", "unit", "price", "of", "true on"):
        printed.add_column(title, overflow="fold")
    for region in regions:
        for row in rows(table, region, sizes):
            listed = row.listed
            if listed is None:
                printed.add_row(row.meter.label, row.meter.unit, "unknown", row.region, "")
                continue
            tiers = ", ".join(
                f"{tier.price:f}" + (f" above {tier.above:f}" if tier.above else "") for tier in listed.price.tiers
            )
            place = listed.price.region + (f", for {row.region}" if listed.price.region != row.region else "")
            printed.add_row(row.meter.label, row.meter.unit, tiers, place, listed.source.true_on.isoformat())
    wide = console if console.is_terminal else Console(width=160)
    wide.print(printed)

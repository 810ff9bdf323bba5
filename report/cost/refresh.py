"""`python -m report prices refresh`: the price table from Azure's public list.

Either the whole list was asked and answered, or the table stays as it is. What the list has no row for keeps the price
and the date that it had.
"""

import argparse
import os
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from report.cost import listing
from report.cost.catalogue import SIZES, machines, services
from report.cost.meters import MACHINES, Meter
from report.cost.prices import PRICES_FILE, Price, Source, Table, Tier, load_prices, rendered
from report.cost.regions import CIRCUIT_ZONES, is_region, listed_under
from report.cost.retail import API, RetailList, Row, either
from report.errors import ReportError

Wanted = tuple[Meter, str]
"""A meter, and the region that the list keeps it under."""
_SHOWN = 20


def parser() -> argparse.ArgumentParser:
    """What the command takes."""
    parsed = argparse.ArgumentParser(
        prog="python -m report prices",
        description="The price table: refresh fetches it from Azure's public list, list shows what it has of a region.",
    )
    parsed.add_argument("action", choices=["refresh", "list"])
    parsed.add_argument(
        "--region", action="append", default=[], help="also fetch this region (may be repeated); list shows this one"
    )
    parsed.add_argument("--size", action="append", default=[], help="also fetch this size, such as Standard_D8s_v5")
    parsed.add_argument("--file", type=Path, default=PRICES_FILE, help="the table to refresh")
    parsed.add_argument("--api", default=API, help="address of the list")
    return parsed


def run(argv: Sequence[str]) -> int:
    """Run the command.

    Raises:
        ReportError: The list was not answered whole; the table is as it was.
    """
    args = parser().parse_args(argv)
    old = load_prices(args.file)
    if args.action == "list":
        listing.show(old, args.region or list(old.stand_ins)[:1], args.size, Console())
        return 0
    source = Source(address=args.api, true_on=datetime.now(UTC).date(), note="asked by python -m report prices refresh")
    try:
        with RetailList(args.api) as prices:
            found = refreshed(prices, wanted(old, args.region, args.size), source, old.currency)
    except ReportError as error:
        raise ReportError(f"{error}; the price table stays as it is") from error
    if not found.prices:
        raise ReportError(f"{args.api} has none of the prices: the table stays as it is")
    write(args.file, merged(old, found))
    print(_summary(old, found, args.file))
    return 0


@dataclass(frozen=True, kw_only=True)
class Refresh:
    """What the list said.

    Attributes:
        source: The list, with the date.
        prices: What it has.
        missing: What it has no row for.
        odd: What it has otherwise than expected, and why it is not taken.
    """

    source: Source
    prices: list[Price] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)


def wanted(table: Table, regions: Iterable[str], sizes: Iterable[str]) -> list[Wanted]:
    """What to ask for: every meter of the catalogue in every region that the table knows or stands in for."""
    places = {*table.stand_ins, *regions, *(place for others in table.stand_ins.values() for place in others)}
    places |= {price.region for price in table.prices if is_region(price.region)}
    meters = [*services(), *machines((*SIZES, *sizes))]
    circuits = sorted(set(CIRCUIT_ZONES.values()))
    return sorted(
        {
            (meter, listed_under(meter, place))
            for meter in meters
            for place in (circuits if meter.scope == "circuit" else places)
        }
    )


def refreshed(prices: RetailList, questions: Iterable[Wanted], source: Source, currency: str) -> Refresh:
    """What the list has of what is wanted.

    Raises:
        ReportError: It was not answered whole.
    """
    result = Refresh(source=source)
    name = f"list-{source.true_on.isoformat()}"
    groups: defaultdict[tuple[str, str], list[Meter]] = defaultdict(list)
    for meter, place in questions:
        groups[meter.service, place].append(meter)
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        for service, place in progress.track(groups, description="Asking Azure's price list"):
            asked = groups[service, place]
            rows = prices.rows(_filter(service, place, asked), currency)
            for meter in asked:
                _take(meter, place, rows, name, result)
    return result


def _filter(service: str, place: str, asked: Iterable[Meter]) -> str:
    base = f"serviceName eq '{service}' and armRegionName eq '{place}' and priceType eq 'Consumption'"
    if service == MACHINES:
        return f"{base} and {either('armSkuName', {meter.sku for meter in asked})}"
    return f"{base} and {either('productName', {meter.product for meter in asked})}"


def _take(meter: Meter, place: str, rows: Iterable[Row], source: str, result: Refresh) -> None:
    """A meter's price from rows of its service and region."""
    matching = [row for row in rows if row.get("type") == "Consumption" and _is(row, meter)]
    label = f"{meter.label} ({place})"
    if not matching:
        result.missing.append(label)
        return
    units = {str(row.get("unitOfMeasure")) for row in matching}
    tiers = _tiers(matching)
    if units != {meter.unit}:
        result.odd.append(f"{label} is by {', '.join(sorted(units))}, expected was {meter.unit}")
    elif tiers is None:
        result.odd.append(f"{label} has several prices")
    else:
        result.prices.append(
            Price(
                service=meter.service, product=meter.product, sku=meter.sku, meter=meter.name, unit=meter.unit,
                region=place, tiers=tiers, source=source,
            )
        )  # fmt: skip


def _is(row: Row, meter: Meter) -> bool:
    product, name = str(row.get("productName", "")), str(row.get("meterName", ""))
    if meter.service != MACHINES:
        return (product, row.get("skuName"), name) == (meter.product, meter.sku, meter.name)
    # A series is listed as machines with Linux, with Windows, and as Cloud Services; each also as Spot and as what was
    # low priority.
    if row.get("armSkuName") != meter.sku or "cloud" in product.lower() or name.endswith((" Low Priority", " Expired")):
        return False
    system = "Windows" if product.endswith(" Windows") else "Linux"
    return meter.name == (f"{system} Spot" if name.endswith(" Spot") else system)


def _tiers(rows: Iterable[Row]) -> tuple[Tier, ...] | None:
    """Prices by quantity, the newest of each; None where one quantity has two that hold at once."""
    newest: dict[Decimal, tuple[str, Decimal]] = {}
    for row in rows:
        above, price = Decimal(str(row["tierMinimumUnits"])), Decimal(str(row["retailPrice"]))
        since = str(row.get("effectiveStartDate", ""))
        known = newest.get(above)
        if known is not None and known[0] == since and known[1] != price:
            return None
        if known is None or known[0] < since:
            newest[above] = (since, price)
    if Decimal(0) not in newest:
        return None
    return tuple(Tier(above=above, price=newest[above][1]) for above in sorted(newest))


def merged(old: Table, found: Refresh) -> Table:
    """The old table with the new prices in it; sources that nothing comes from any more are gone."""

    def key(price: Price) -> tuple[str, ...]:
        return (price.service, price.product, price.sku, price.meter, price.unit, price.region)

    prices = {key(price): price for price in (*old.prices, *found.prices)}
    named = {**old.sources, found.prices[0].source: found.source}
    used = {price.source for price in prices.values()}
    return Table(
        date=found.source.true_on,
        currency=old.currency,
        sources={name: source for name, source in named.items() if name in used},
        stand_ins=old.stand_ins,
        prices=tuple(prices.values()),
    )


def write(file: Path, table: Table) -> None:
    """Put a table in the place of the old one, whole or not at all.

    Raises:
        ReportError: It cannot be written.
    """
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=file.parent, prefix=file.name, suffix=".new", delete=False
        ) as new:
            new.write(rendered(table))
            new.flush()
            os.fsync(new.fileno())
        try:
            Path(new.name).replace(file)
        except OSError:
            Path(new.name).unlink()
            raise
    except OSError as error:
        raise ReportError(f"{file} cannot be written: {(error.strerror or str(error)).lower()}") from error


def _summary(old: Table, found: Refresh, file: Path) -> str:
    changed = list(_changed(old, found))
    lines = [f"{file}: {len(found.prices)} prices of {found.source.true_on}, {len(changed)} of them changed or new"]
    for title, texts in (
        ("changed or new", changed),
        ("not in the list, kept as they were where they were known", found.missing),
        ("not taken", found.odd),
    ):
        if texts:
            lines.append(f"{len(texts)} {title}:")
            lines += [f"  {text}" for text in texts[:_SHOWN]]
            lines += [f"  and {len(texts) - _SHOWN} more"] if len(texts) > _SHOWN else []
    return "\n".join(lines)


def _changed(old: Table, found: Refresh) -> Iterator[str]:
    before = {(p.service, p.product, p.sku, p.meter, p.unit, p.region): p for p in old.prices}
    for price in found.prices:
        known = before.get((price.service, price.product, price.sku, price.meter, price.unit, price.region))
        if known is None or known.tiers != price.tiers:
            was = "unknown" if known is None else str(known.tiers[-1].price)
            yield f"{price.product or price.sku} {price.meter} ({price.region}): {was} -> {price.tiers[-1].price}"

"""The price table: what a unit of a meter costs, where, since when, and who says so.

A price that is not in it is unknown. Nothing is worked out from prices of other sizes, tiers or regions.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic.alias_generators import to_camel

from report.cost.meters import Meter
from report.errors import ReportError

PRICES_FILE = Path(__file__).parent / "data" / "prices.json"


class _Data(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True, populate_by_name=True)


class Source(_Data):
    """Where prices were read.

    Attributes:
        address: Where, for a person to look it up.
        true_on: The day on which it held there.
        note: What is special about it.
    """

    address: Annotated[str, Field(pattern=r"^https?://")]
    true_on: date
    note: str = ""


class Tier(_Data):
    """A price from some quantity on.

    Attributes:
        above: Units that are charged otherwise before.
        price: Price of each unit after them.
    """

    above: Annotated[Decimal, Field(ge=0)]
    price: Annotated[Decimal, Field(ge=0)]


class Price(_Data):
    """What a unit of a meter costs in a region.

    Attributes:
        service: `serviceName` of the list, as in `report.cost.meters`.
        product: `productName`.
        sku: `skuName`.
        meter: `meterName`.
        unit: `unitOfMeasure`.
        region: `armRegionName`: a region, `Global`, or a zone.
        tiers: Prices by quantity; the first is from 0.
        up_to: Units until which it is known; none where it is known for any.
        source: Name of the source in the table.
    """

    service: str
    product: str
    sku: str
    meter: str
    unit: str
    region: str
    tiers: Annotated[tuple[Tier, ...], Field(min_length=1)]
    up_to: Decimal | None = None
    source: str

    @model_validator(mode="after")
    def _tiers_ascend(self) -> "Price":
        starts = [tier.above for tier in self.tiers]
        if starts[0] != 0 or starts != sorted(set(starts)):
            raise ValueError("tiers must start at 0 and ascend")
        return self

    def cost(self, amount: Decimal) -> Decimal:
        """What so many units cost together."""
        ends = [tier.above for tier in self.tiers[1:]] + [amount]
        pieces = zip(self.tiers, ends, strict=True)
        return sum((max(min(end, amount) - tier.above, Decimal(0)) * tier.price for tier, end in pieces), Decimal(0))

    def unit_price(self, amount: Decimal) -> Decimal:
        """The price of the last one of so many units."""
        return [tier.price for tier in self.tiers if tier.above < amount or tier.above == 0][-1]


class Table(_Data):
    """All prices that are known.

    Attributes:
        date: The day that the table was put together.
        currency: Currency of all prices.
        sources: Where they were read, by name.
        stand_ins: Regions whose prices are used for another one, in order, and said to be.
        prices: The prices.
    """

    date: date
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    sources: Mapping[str, Source]
    stand_ins: Mapping[str, tuple[str, ...]]
    prices: tuple[Price, ...]

    @model_validator(mode="after")
    def _is_whole(self) -> "Table":
        for price in self.prices:
            if price.source not in self.sources:
                raise ValueError(f"the price of {price.meter} in {price.region} has a source {price.source!r}, unknown")
        if len(self._by_meter) != len(self.prices):
            raise ValueError("a meter has two prices in one region")
        return self

    @cached_property
    def _by_meter(self) -> dict[tuple[str, ...], Price]:
        return {(p.service, p.product, p.sku, p.meter, p.unit, p.region): p for p in self.prices}

    def find(self, meter: Meter, region: str) -> Price | None:
        """The price of a meter in a region of the list; None where it is unknown."""
        return self._by_meter.get((meter.service, meter.product, meter.sku, meter.name, meter.unit, region))


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A price that was found.

    Attributes:
        price: The price.
        source: Where it was read.
        region: The region that it was looked for in; another than the price's where that one stands in.
    """

    price: Price
    source: Source
    region: str


def find(table: Table, meter: Meter, region: str, stand_ins: Iterable[str]) -> Listed | None:
    """The price of a meter in a region, or else in the first region that stands in for it and has one."""
    for place in (region, *stand_ins) if meter.scope == "region" else (region,):
        price = table.find(meter, place)
        if price is not None:
            return Listed(price=price, source=table.sources[price.source], region=region)
    return None


def load_prices(file: Path = PRICES_FILE) -> Table:
    """The price table of a file.

    Raises:
        ReportError: It cannot be read, or is no price table.
    """
    try:
        return Table.model_validate_json(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ReportError(f"price table {file} cannot be read: {(error.strerror or str(error)).lower()}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the table"
        raise ReportError(
            f"price table {file} is no price table, {where}: {first['msg']}; take the committed one back, or run "
            "`python -m report prices refresh`"
        ) from error


def rendered(table: Table) -> str:
    """A table as its file has it: a price a line, in order, so that a refresh shows what changed."""
    head = table.model_dump(mode="json", by_alias=True, exclude={"prices"}, exclude_defaults=True)
    lines = [json.dumps({key: value}, indent=1)[2:-2] for key, value in head.items()]
    prices = sorted(table.prices, key=lambda p: (p.region, p.service, p.product, p.sku, p.meter))
    rows = ",\n".join(
        "  " + json.dumps(price.model_dump(mode="json", by_alias=True, exclude_none=True)) for price in prices
    )
    return "{\n" + ",\n".join(lines) + ',\n "prices": [\n' + rows + "\n ]\n}\n"

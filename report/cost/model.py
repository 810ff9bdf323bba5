"""What an estimate says: lines with a price, what is free, and what no price is known of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from report.cost.meters import Meter

HOURS = Decimal(730)
"""Hours of a month, as Azure's own calculator counts them: 365 days of 24 hours in twelve months."""


@dataclass(frozen=True, kw_only=True)
class Resource:
    """A resource of a plan or a state.

    Attributes:
        urn: Its URN.
        kind: Its type as `network:NatGateway`, whatever the API version; the whole token for other providers.
        inputs: Its properties, where a plan has them; secrets and unknown values as the engine marks them.
    """

    urn: str
    kind: str
    inputs: dict[str, object]

    @property
    def name(self) -> str:
        """Its name in the program."""
        return self.urn.rpartition("::")[2]


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """How much of a meter a resource uses in a month.

    Attributes:
        meter: What is used.
        amount: How much, in the meter's unit.
        basis: How that comes about, for a person: `730 hours`, `usage natGb: 50`.
        region: Azure region; None for that of the resource itself.
    """

    meter: Meter
    amount: Decimal
    basis: str
    region: str | None = None


@dataclass(frozen=True, kw_only=True)
class Gap:
    """A cost that cannot be worked out.

    Attributes:
        what: What costs.
        reason: Why nobody knows how much.
    """

    what: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """A resource's use of one meter in a month.

    Attributes:
        urn: The resource.
        kind: Its type.
        meter: What it uses.
        amount: How much, in the meter's unit.
        unit_price: Price of a unit; where the price goes down or something is included, that of the last one.
        monthly: Cost of a month, exact.
        currency: Of both.
        region: Where the resource is, as the price list calls it.
        priced_as: Where the price is of; another region than `region` is a stand-in, and said to be one.
        basis: How the amount comes about.
        source: Address that the price was read from.
        true_on: When it was true there.
    """

    urn: str
    kind: str
    meter: Meter
    amount: Decimal
    unit_price: Decimal
    monthly: Decimal
    currency: str
    region: str
    priced_as: str
    basis: str
    source: str
    true_on: date

    @property
    def name(self) -> str:
        """The resource's name in the program."""
        return self.urn.rpartition("::")[2]

    @property
    def stands_in(self) -> bool:
        """Whether the price is that of another region."""
        return self.priced_as != self.region


@dataclass(frozen=True, kw_only=True)
class Unknown:
    """A cost of a resource that is not in the total.

    Attributes:
        urn: The resource.
        kind: Its type.
        what: What costs: a meter, or what else.
        reason: `unknown price: ...`, or why the amount is unknown.
    """

    urn: str
    kind: str
    what: str
    reason: str

    @property
    def name(self) -> str:
        """The resource's name in the program."""
        return self.urn.rpartition("::")[2]


@dataclass(frozen=True, kw_only=True)
class Free:
    """A resource that costs nothing by itself.

    Attributes:
        urn: The resource.
        kind: Its type.
        reason: Why.
        source: Address of the page that says so.
    """

    urn: str
    kind: str
    reason: str
    source: str


def total_of(lines: Iterable[Line]) -> Decimal:
    """The sum of what lines cost in a month."""
    return sum((line.monthly for line in lines), Decimal(0))


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """What a stack costs in a month.

    Attributes:
        currency: Currency of all amounts.
        prices_of: The date of the price table.
        lines: What has a price, the dearest first.
        unknowns: What is not in the total.
        free: What costs nothing by itself.
    """

    currency: str
    prices_of: date
    lines: tuple[Line, ...]
    unknowns: tuple[Unknown, ...]
    free: tuple[Free, ...]

    @cached_property
    def total(self) -> Decimal:
        """The sum of the lines. What is unknown is not in it."""
        return total_of(self.lines)

    @cached_property
    def stand_ins(self) -> Decimal:
        """How much of the total is by prices of other regions."""
        return total_of(line for line in self.lines if line.stands_in)


@dataclass(frozen=True, kw_only=True)
class Change:
    """What a resource costs more or less in a month.

    Attributes:
        urn: The resource.
        before: What it cost; None where it is new.
        after: What it will cost; None where it goes.
    """

    urn: str
    before: Decimal | None
    after: Decimal | None

    @property
    def name(self) -> str:
        """The resource's name in the program."""
        return self.urn.rpartition("::")[2]

    @property
    def amount(self) -> Decimal:
        """How much more; less than zero where it is less."""
        return (self.after or Decimal(0)) - (self.before or Decimal(0))


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What a change does to the cost of a month.

    Attributes:
        currency: Currency of all amounts.
        before: Total before it.
        after: Total after it.
        changes: Resources whose cost changes, the largest change first.
        new_unknowns: What cannot be priced after it and was not there before.
        gone_unknowns: What could not be priced before it and is not there after.
    """

    currency: str
    before: Decimal
    after: Decimal
    changes: tuple[Change, ...]
    new_unknowns: tuple[Unknown, ...]
    gone_unknowns: tuple[Unknown, ...]

    @property
    def amount(self) -> Decimal:
        """How much more a month costs; less than zero where it is less."""
        return self.after - self.before

"""What a stack costs in a month, and what a change does to it: pure functions of resources, prices and usage."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from report.cost import prices
from report.cost.context import Context, Mapping_
from report.cost.meters import Meter
from report.cost.model import Change, Difference, Estimate, Free, Gap, Line, Quantity, Resource, Unknown
from report.cost.prices import Table
from report.cost.regions import listed_under
from report.cost.resources import is_priced, resources_of
from report.cost.services import access, kubernetes, learning, machines, monitoring, network, storage
from report.cost.services.free import FREE
from report.cost.usage import Usage

MAPPINGS: dict[str, Mapping_] = {
    kind: mapping
    for family in (network, access, machines, learning, kubernetes, storage, monitoring)
    for kind, mapping in family.MAPPINGS.items()
}
"""What each type that costs something uses. `FREE` has the types that cost nothing; both together know every type."""


def estimate(
    resources: Iterable[Mapping[str, Any]],
    *,
    usage: Usage | None = None,
    table: Table | None = None,
    stand_ins: Iterable[str] | None = None,
) -> Estimate:
    """What resources cost in a month.

    Args:
        resources: As `pulumi preview --json` has them in its steps (`newState`) and `pulumi stack export` in its
            deployment: each with `urn`, `type` and `inputs`.
        usage: How much they are used; `Usage()` by default.
        table: Prices; the committed table by default.
        stand_ins: Regions to take prices of where the resource's own has none in the table; by default those that the
            table names for the region. Each line says whose price it has.

    Returns:
        Lines with a price, and what no price is known of: that is not in the total.

    Raises:
        ReportError: A resource has no URN or no type.
    """
    known = table if table is not None else prices.load_prices()
    every = resources_of(resources)
    priced = tuple(filter(is_priced, every))
    context = Context(resources=priced, usage=usage if usage is not None else Usage.model_validate({}))
    counter = _Counter(known, None if stand_ins is None else tuple(stand_ins))
    for resource in priced:
        counter.count(context, resource)
    return Estimate(
        currency=known.currency,
        prices_of=known.date,
        lines=tuple(sorted(counter.lines, key=lambda line: (-line.monthly, line.urn, line.meter))),
        unknowns=tuple(counter.unknowns),
        free=tuple(counter.free),
    )


class _Counter:
    """Prices resources one after the other.

    What a subscription has free of charge and what gets cheaper with quantity is shared out in the order of URNs: the
    lines of a meter cost together what their amounts cost together.
    """

    def __init__(self, table: Table, stand_ins: tuple[str, ...] | None) -> None:
        self._table = table
        self._stand_ins = stand_ins
        self._used: defaultdict[tuple[Meter, str], Decimal] = defaultdict(Decimal)
        self.lines: list[Line] = []
        self.unknowns: list[Unknown] = []
        self.free: list[Free] = []

    def count(self, context: Context, resource: Resource) -> None:
        """Add what a resource costs."""
        mapping = MAPPINGS.get(resource.kind)
        if mapping is None:
            self._free(resource)
            return
        region = context.region_of(resource)
        for use in mapping(context, resource):
            if isinstance(use, Gap):
                self._unknown(resource, use.what, use.reason)
            else:
                self._price(resource, use, use.region or region)

    def _free(self, resource: Resource) -> None:
        if resource.kind in FREE:
            reason, source = FREE[resource.kind]
            self.free.append(Free(urn=resource.urn, kind=resource.kind, reason=reason, source=source))
        else:
            self._unknown(resource, resource.kind, f"unknown price: nothing is known here of type {resource.kind}")

    def _price(self, resource: Resource, use: Quantity, region: str | None) -> None:
        if region is None:
            self._unknown(resource, use.meter.label, f"its region is not known: {use.meter.label}")
            return
        listed = listed_under(use.meter, region)
        found = prices.find(self._table, use.meter, listed, self._regions_for(listed))
        if found is None:
            if use.amount:
                self._unknown(resource, use.meter.label, f"unknown price: {use.meter.label} ({listed})")
            return
        before = self._used[use.meter, found.price.region]
        after = before + use.amount
        if found.price.up_to is not None and after > found.price.up_to:
            reason = f"unknown price: {use.meter.label} ({listed}) beyond {found.price.up_to:f} x {use.meter.unit}"
            self._unknown(resource, use.meter.label, reason)
            after = max(found.price.up_to, before)
            if after == before:
                return
        self._used[use.meter, found.price.region] = after
        self.lines.append(
            Line(
                urn=resource.urn,
                kind=resource.kind,
                meter=use.meter,
                amount=after - before,
                unit_price=found.price.unit_price(after),
                monthly=found.price.cost(after) - found.price.cost(before),
                currency=self._table.currency,
                region=listed,
                priced_as=found.price.region,
                basis=use.basis,
                source=found.source.address,
                true_on=found.source.true_on,
            )
        )

    def _regions_for(self, region: str) -> tuple[str, ...]:
        return self._table.stand_ins.get(region, ()) if self._stand_ins is None else self._stand_ins

    def _unknown(self, resource: Resource, what: str, reason: str) -> None:
        self.unknowns.append(Unknown(urn=resource.urn, kind=resource.kind, what=what, reason=reason))


def difference(before: Estimate, after: Estimate) -> Difference:
    """What a change does to the cost of a month.

    Args:
        before: Estimate of the stack as it is.
        after: Estimate of the stack as it will be, with the same prices and usage.

    Raises:
        ValueError: Their currencies differ.
    """
    if before.currency != after.currency:
        raise ValueError(f"{before.currency} and {after.currency} cannot be compared")
    old, new = _by_resource(before), _by_resource(after)
    changes = [
        Change(urn=urn, before=old.get(urn), after=new.get(urn))
        for urn in sorted({*old, *new})
        if old.get(urn, Decimal(0)) != new.get(urn, Decimal(0))
    ]
    return Difference(
        currency=after.currency,
        before=before.total,
        after=after.total,
        changes=tuple(sorted(changes, key=lambda change: (-abs(change.amount), change.urn))),
        new_unknowns=tuple(_not_in(after.unknowns, before.unknowns)),
        gone_unknowns=tuple(_not_in(before.unknowns, after.unknowns)),
    )


def _by_resource(estimate_: Estimate) -> dict[str, Decimal]:
    costs: defaultdict[str, Decimal] = defaultdict(Decimal)
    for line in estimate_.lines:
        costs[line.urn] += line.monthly
    return dict(costs)


def _not_in(some: Iterable[Unknown], others: Iterable[Unknown]) -> Iterator[Unknown]:
    there = {(one.urn, one.reason) for one in others}
    return (one for one in some if (one.urn, one.reason) not in there)

"""What a change costs in a month, from the estimate of `report.cost`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from gate.wire import UNKNOWN, Secret
from pulumi_policy import proxy

from report.change import Change
from report.cost import Estimate, Usage, difference, estimate
from report.records import Record


@dataclass(frozen=True)
class Costs:
    """The cost of a month, before and after.

    Attributes:
        currency: Currency of all amounts.
        prices_of: The date of the price table.
        before: Total before; None where nothing is compared.
        after: Total after.
        changes: Resources whose cost changes with how much more each costs, the largest change first; of what stands,
            the dearest with its cost.
        unknown: What is in no total, with why.
        stand_ins: How much of the total after is by prices of other regions.
    """

    currency: str
    prices_of: str
    before: Decimal | None
    after: Decimal
    changes: tuple[tuple[str, Decimal], ...]
    unknown: tuple[tuple[str, str], ...]
    stand_ins: Decimal = Decimal(0)


def plain(records: Iterable[Record]) -> list[dict[str, Any]]:
    """Resources as a plan has them, for those who read plans: unknown values by their mark, secrets hidden."""
    return [{"urn": one.urn, "type": one.token, "inputs": _plain(one.inputs)} for one in records if one.custom]


def _plain(value: Any) -> Any:
    if value is UNKNOWN:
        return proxy.UNKNOWN_STRING_VALUE
    if isinstance(value, Secret):
        return "[secret]"
    if isinstance(value, Mapping):
        return {key: _plain(member) for key, member in value.items()}
    return [_plain(member) for member in value] if isinstance(value, list) else value


def costs_of(change: Change, usage: Usage | None = None) -> Costs:
    """What a change costs, or what stands.

    Args:
        change: The change.
        usage: How much the stack is used.
    """
    after = estimate(plain(step.after for step in change.steps if step.after), usage=usage)
    unknown = tuple((one.name, f"{one.what}: {one.reason}") for one in after.unknowns)
    common = Costs(
        currency=after.currency,
        prices_of=after.prices_of.isoformat(),
        before=None,
        after=after.total,
        changes=_dearest(after),
        unknown=unknown,
        stand_ins=after.stand_ins,
    )
    if change.is_new or not change.planned:
        return common
    before = estimate(plain(step.before for step in change.steps if step.before), usage=usage)
    found = tuple((one.name, one.amount) for one in difference(before, after).changes if one.amount)
    return replace(common, before=before.total, changes=found)


def _dearest(estimated: Estimate) -> tuple[tuple[str, Decimal], ...]:
    totals: dict[str, Decimal] = {}
    for line in estimated.lines:
        totals[line.urn] = totals.get(line.urn, Decimal(0)) + line.monthly
    ordered = sorted(totals.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple((urn.rpartition("::")[2], amount) for urn, amount in ordered if amount)

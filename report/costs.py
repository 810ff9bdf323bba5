"""What a change costs in a month, from the estimate of `report.cost`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from gate.wire import UNKNOWN, Secret
from pulumi_policy import proxy

from report.change import Change
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


def costs_of(_change: Change) -> Costs | None:
    """What a change costs; None where no estimate is installed."""
    return None

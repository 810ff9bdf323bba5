"""Resources and price tables of tests: each number is one that can be reckoned with by hand."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from report.cost import Estimate, Table, Usage, estimate
from report.cost.catalogue import catalogue
from report.cost.meters import Meter
from report.cost.prices import Price, Source, Tier
from report.cost.regions import CIRCUIT_ZONES, listed_under
from tests.support.recorder import Recording

REGION = "eastasia"
SOURCE = Source(address="https://example.com/prices", true_on=date(2026, 1, 1))


def resource(kind: str, name: str = "one", /, **inputs: Any) -> dict[str, Any]:
    """A resource as a state has it."""
    urn = f"urn:pulumi:test::secure-mlops::azure-native:{kind}::{name}"
    return {"urn": urn, "type": f"azure-native:{kind}", "inputs": {"location": REGION, **inputs}}


def resources_of(recording: Recording) -> list[dict[str, Any]]:
    """What a run of the program registered."""
    return [{"urn": one.urn, "type": one.kind, "inputs": one.inputs} for one in recording.resources]


def price(meter: Meter, *tiers: tuple[int | str, int | str], region: str = REGION, up_to: int | None = None) -> Price:
    """A price, by what is above which quantity."""
    return Price(
        service=meter.service, product=meter.product, sku=meter.sku, meter=meter.name, unit=meter.unit,
        region=listed_under(meter, region), source="test", up_to=None if up_to is None else Decimal(up_to),
        tiers=tuple(Tier(above=Decimal(above), price=Decimal(each)) for above, each in tiers),
    )  # fmt: skip


def table(*prices: Price, stand_ins: Mapping[str, tuple[str, ...]] | None = None) -> Table:
    """A price table."""
    return Table(
        date=date(2026, 1, 2), currency="USD", sources={"test": SOURCE}, stand_ins=stand_ins or {}, prices=prices
    )


def at_one() -> Table:
    """A table in which a unit of everything costs one: the cost of a resource is how much of its meters it uses."""
    plain = [price(meter, (0, 1)) for meter in catalogue() if meter.scope != "circuit"]
    circuits = [
        price(meter, (0, 1), region=zone)
        for meter in catalogue()
        for zone in sorted(set(CIRCUIT_ZONES.values()))
        if meter.scope == "circuit"
    ]
    return table(*plain, *circuits)


def used(estimate_: Estimate) -> dict[str, Decimal]:
    """How much of each meter is used, by the meter's name."""
    amounts: dict[str, Decimal] = {}
    for line in estimate_.lines:
        label = line.meter.label
        amounts[label] = amounts.get(label, Decimal(0)) + line.amount
    return {label: amount for label, amount in amounts.items() if amount}


def uses(*resources: Mapping[str, Any], **usage: Any) -> dict[str, Decimal]:
    """How much resources use of each meter; none of it may be unknown."""
    group = resource("resources:ResourceGroup", "group")
    found = estimate([group, *resources], usage=Usage.model_validate(usage), table=at_one())
    assert not found.unknowns, found.unknowns
    return used(found)

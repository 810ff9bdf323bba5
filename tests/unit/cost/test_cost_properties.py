"""What holds of every estimate, whatever the stack, the prices and the usage."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from report.cost import Usage, estimate, load_prices, meters
from report.cost.model import total_of
from report.cost.prices import Price
from tests.support.recorder import Recording
from tests.unit.cost.parts import price, resources_of

TABLE = load_prices()
# the fixture is the same for every example
MANY = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
SAVES = "GlobalSchedule"  # what switches a machine off is there to lower the total


@pytest.fixture(scope="module")
def resources(max_: Recording) -> list[dict[str, Any]]:
    return [one for one in resources_of(max_) if not one["type"].endswith(SAVES)]


def chosen(data: st.DataObject, resources: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [resources[index] for index in sorted(data.draw(st.sets(st.integers(0, len(resources) - 1), min_size=1)))]


@MANY
@given(data=st.data())
def test_the_total_is_the_sum_of_the_lines(resources: list[dict[str, Any]], data: st.DataObject) -> None:
    found = estimate(chosen(data, resources), table=TABLE)
    assert found.total == total_of(found.lines) == sum((line.monthly for line in found.lines), Decimal(0))
    assert all(line.monthly >= 0 for line in found.lines)


@MANY
@given(data=st.data())
def test_one_more_resource_never_lowers_the_total(resources: list[dict[str, Any]], data: st.DataObject) -> None:
    some = chosen(data, resources)
    more = data.draw(st.sampled_from(resources))
    fewer = [one for one in some if one["urn"] != more["urn"]]
    assert estimate([*fewer, more], table=TABLE).total >= estimate(fewer, table=TABLE).total


@MANY
@given(data=st.data())
def test_the_order_of_resources_says_nothing(resources: list[dict[str, Any]], data: st.DataObject) -> None:
    some = chosen(data, resources)
    shuffled = data.draw(st.permutations(some))
    assert estimate(shuffled, table=TABLE) == estimate(some, table=TABLE)


@MANY
@given(data=st.data())
def test_more_use_never_costs_less(resources: list[dict[str, Any]], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([key for key in Usage.model_fields if key != "online_size"]))
    some = chosen(data, resources)
    little, much = Usage.model_validate({name: 100}), Usage.model_validate({name: 500})
    assert estimate(some, usage=much, table=TABLE).total >= estimate(some, usage=little, table=TABLE).total


@MANY
@given(data=st.data())
def test_the_lines_of_a_meter_cost_together_what_their_amounts_cost(
    resources: list[dict[str, Any]], data: st.DataObject
) -> None:
    found = estimate(chosen(data, resources), table=TABLE)
    for meter, region in {(line.meter, line.priced_as) for line in found.lines}:
        same = [line for line in found.lines if (line.meter, line.priced_as) == (meter, region)]
        known = TABLE.find(meter, region)
        assert known is not None
        amount = sum((line.amount for line in same), Decimal(0))
        assert abs(total_of(same) - known.cost(amount)) < Decimal("1e-15")


@st.composite
def tiered(draw: st.DrawFn) -> Price:
    above = sorted(draw(st.sets(st.integers(1, 40), max_size=3)))
    each = draw(st.lists(st.integers(0, 9), min_size=len(above) + 1, max_size=len(above) + 1))
    return price(meters.LOGS, *zip([0, *above], each, strict=True))


@given(known=tiered(), amount=st.integers(0, 60))
def test_a_tiered_price_is_that_of_each_unit(known: Price, amount: int) -> None:
    units = range(1, amount + 1)
    one_by_one = [next(tier for tier in reversed(known.tiers) if tier.above < unit) for unit in units]
    assert known.cost(Decimal(amount)) == sum((tier.price for tier in one_by_one), Decimal(0))
    if amount:
        assert known.unit_price(Decimal(amount)) == one_by_one[-1].price

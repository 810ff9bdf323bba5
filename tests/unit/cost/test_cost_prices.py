"""The committed price table: each price says where it was read and when it was true, and is of a meter in use."""

import json
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from report.cost import load_prices
from report.cost.catalogue import catalogue
from report.cost.prices import PRICES_FILE, Table
from report.cost.regions import is_china, is_government, is_region

TABLE = load_prices()


def test_every_price_says_where_it_was_read_and_when_it_was_true() -> None:
    for price in TABLE.prices:
        source = TABLE.sources[price.source]
        assert source.address.startswith("https://"), price
        assert date(2024, 1, 1) < source.true_on <= TABLE.date, price


def test_every_source_is_one_of_a_price() -> None:
    assert set(TABLE.sources) == {price.source for price in TABLE.prices}


def test_every_price_is_of_a_meter_in_use() -> None:
    known = {(m.service, m.product, m.sku, m.name, m.unit) for m in catalogue()}
    assert {(p.service, p.product, p.sku, p.meter, p.unit) for p in TABLE.prices} <= known


def test_meters_are_where_the_list_keeps_them() -> None:
    scopes = {(m.service, m.product, m.sku, m.name): m.scope for m in catalogue()}
    for price in TABLE.prices:
        regional = scopes[price.service, price.product, price.sku, price.meter] == "region"
        assert is_region(price.region) is regional, price


def test_stand_ins_are_regions_of_the_same_cloud_that_have_prices() -> None:
    places = {price.region for price in TABLE.prices}
    for region, others in TABLE.stand_ins.items():
        assert region not in others
        assert set(others) <= places
        assert not any(is_government(one) or is_china(one) for one in (region, *others))


def changed(**changes: Any) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(PRICES_FILE.read_text(encoding="utf-8"))
    return {**content, **changes}


FIRST: dict[str, Any] = changed()["prices"][0]


@pytest.mark.parametrize(
    "wrong",
    [
        {"currency": "dollars"},
        {"prices": [FIRST, FIRST]},
        {"prices": [{**FIRST, "source": "hearsay"}]},
        {"prices": [{**FIRST, "tiers": []}]},
        {"prices": [{**FIRST, "tiers": [{"above": "1", "price": "1"}]}]},
        {"prices": [{**FIRST, "tiers": [{"above": "0", "price": "1"}, {"above": "0", "price": "2"}]}]},
        {"prices": [{**FIRST, "tiers": [{"above": "0", "price": "-1"}]}]},
        {"prices": [{**FIRST, "guess": True}]},
        {"sources": {"x": {"address": "a colleague", "trueOn": "2026-01-01"}}},
        {"sources": {"x": {"address": "https://example.com"}}},
    ],
)
def test_a_table_with_a_price_of_nowhere_or_nonsense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Table.model_validate(changed(**wrong))

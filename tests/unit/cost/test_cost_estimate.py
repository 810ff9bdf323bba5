"""What an estimate adds up, what it leaves unknown, and what a change does to it."""

from decimal import Decimal
from typing import Any

import pytest

from report.cost import Estimate, Usage, difference, estimate, meters
from report.errors import ReportError
from tests.unit.cost.parts import price, resource, table

NO_DATA = Usage.model_validate({"privateEndpointGb": 0, "natGb": 0, "logGb": 12, "bastionOutGb": 3})
GATEWAY = resource("network:NatGateway", "nat", sku={"name": "Standard"})
GROUP = resource("resources:ResourceGroup", "group")


def endpoint(name: str) -> dict[str, Any]:
    return resource("network:PrivateEndpoint", name)


def logs(name: str) -> dict[str, Any]:
    return resource("operationalinsights:Workspace", name, sku={"name": "PerGB2018"}, retentionInDays=30)


PRICES = table(
    price(meters.PRIVATE_ENDPOINT, (0, "0.01")),
    price(meters.LOGS, (0, 0), (5, 3), (20, 2)),
    price(meters.bastion("Standard"), (0, "0.25"), region="southeastasia"),
    price(meters.bastion_data("Standard"), (0, 1), up_to=4),
    stand_ins={"eastasia": ("nowhere", "southeastasia")},
)


def of(*resources: dict[str, Any], **options: Any) -> Estimate:
    return estimate(resources, usage=NO_DATA, table=PRICES, **options)


def test_the_total_is_what_the_lines_cost() -> None:
    found = of(endpoint("a"), endpoint("b"))
    assert [line.monthly for line in found.lines] == [Decimal("7.30"), Decimal("7.30")]
    assert found.total == Decimal("14.60")
    assert found.currency == "USD"
    assert not found.unknowns


def test_a_line_says_where_its_price_comes_from() -> None:
    [line] = of(endpoint("a")).lines
    assert (line.name, line.kind, line.unit_price) == ("a", "network:PrivateEndpoint", Decimal("0.01"))
    assert (line.region, line.priced_as, line.stands_in) == ("Global", "Global", False)
    assert (line.source, str(line.true_on)) == ("https://example.com/prices", "2026-01-01")


def test_what_is_included_is_shared_out_in_the_order_of_urns() -> None:
    # 12 GB each: of the first, 5 are free and 7 cost 3; of the second, 8 cost 3 and 4 cost 2
    for order in ((logs("a"), logs("b")), (logs("b"), logs("a"))):
        found = of(*order)
        assert {line.name: line.monthly for line in found.lines} == {"a": Decimal(21), "b": Decimal(32)}
        assert {line.name: line.unit_price for line in found.lines} == {"a": Decimal(3), "b": Decimal(2)}


def test_another_regions_price_stands_in_and_says_so() -> None:
    host = resource("network:BastionHost", sku={"name": "Standard"})
    found = of(host)
    [line] = [line for line in found.lines if line.meter == meters.bastion("Standard")]
    assert (line.region, line.priced_as, line.stands_in) == ("eastasia", "southeastasia", True)
    assert found.stand_ins == Decimal("182.50")
    assert found.total == Decimal("185.50")  # with 3 GB at 1 each, of the region itself


def test_no_region_stands_in_where_none_may() -> None:
    host = resource("network:BastionHost", sku={"name": "Standard"})
    found = of(host, stand_ins=[])
    assert found.stand_ins == 0
    assert [one.reason for one in found.unknowns] == ["unknown price: Azure Bastion: Standard Gateway (eastasia)"]


def test_a_region_of_ones_own_choice_stands_in() -> None:
    host = resource("network:BastionHost", location="westus", sku={"name": "Standard"})
    assert not of(host).lines
    assert of(host, stand_ins=["southeastasia"]).total == Decimal("182.50")


@pytest.mark.parametrize("region", ["usgovvirginia", "chinanorth3"])
def test_other_clouds_do_not_have_this_ones_prices(region: str) -> None:
    found = of({**endpoint("a"), "inputs": {"location": region}})
    assert found.total == 0
    [unknown] = found.unknowns
    place = "US Gov" if region.startswith("us") else region
    assert unknown.reason == f"unknown price: Virtual Network Private Link: Standard Private Endpoint ({place})"


def test_beyond_what_is_known_a_price_is_unknown() -> None:
    hosts = [resource("network:BastionHost", name, sku={"name": "Standard"}) for name in ("a", "b")]
    found = of(*hosts)
    data = [line for line in found.lines if line.meter == meters.bastion_data("Standard")]
    assert [(line.name, line.amount) for line in data] == [("a", Decimal(3)), ("b", Decimal(1))]
    assert [one.reason for one in found.unknowns] == [
        "unknown price: Azure Bastion: Standard Data Transfer Out (eastasia) beyond 4 x 1 GB"
    ]


def test_what_has_no_price_is_not_in_the_total_and_what_is_not_used_needs_none() -> None:
    found = of(GATEWAY, GROUP)
    assert found.total == 0
    assert [one.what for one in found.unknowns] == ["NAT Gateway: Standard Gateway"]  # natGb is 0
    assert [one.kind for one in found.free] == ["resources:ResourceGroup"]


def test_a_type_that_nobody_knows_is_unknown() -> None:
    found = of(resource("sql:Server"))
    assert [one.reason for one in found.unknowns] == ["unknown price: nothing is known here of type sql:Server"]


def test_versions_of_a_type_are_one_and_components_none() -> None:
    versioned = {**endpoint("a"), "type": "azure-native:network/v20240501:PrivateEndpoint"}
    component = {"urn": "urn:pulumi:test::p::p:network:Network::net", "type": "secure-mlops:network:Network"}
    password = {"urn": "urn:pulumi:test::p::random:x::pw", "type": "random:index/randomPassword:RandomPassword"}
    provider = {"urn": "urn:pulumi:test::p::pulumi:providers:azure-native::d", "type": "pulumi:providers:azure-native"}
    assert of(versioned, component, password, provider).total == Decimal("7.30")
    assert not of(component, password, provider).unknowns


def test_a_resource_without_a_region_is_where_its_group_is() -> None:
    child = {**endpoint("a"), "inputs": {}}
    found = of(child, {**GROUP, "inputs": {"location": "East Asia"}})
    assert found.total == Decimal("7.30")
    assert [one.reason for one in of(child).unknowns if "region" in one.reason]


def test_a_resource_that_is_none_is_one_clear_line() -> None:
    with pytest.raises(ReportError, match="a resource without URN and type"):
        of({"inputs": {}})


def test_a_change_costs_what_comes_less_what_goes() -> None:
    before, after = of(endpoint("a"), endpoint("b"), logs("logs")), of(endpoint("b"), endpoint("c"), endpoint("d"))
    found = difference(before, after)
    assert (found.before, found.after, found.amount) == (Decimal("35.60"), Decimal("21.90"), Decimal("-13.70"))
    assert [(change.name, change.before, change.after, change.amount) for change in found.changes] == [
        ("logs", Decimal(21), None, Decimal(-21)),
        ("a", Decimal("7.30"), None, Decimal("-7.30")),
        ("c", None, Decimal("7.30"), Decimal("7.30")),
        ("d", None, Decimal("7.30"), Decimal("7.30")),
    ]


def test_a_change_says_what_becomes_unknown() -> None:
    found = difference(of(endpoint("a")), of(endpoint("a"), GATEWAY))
    assert found.amount == 0
    assert [one.name for one in found.new_unknowns] == ["nat"]
    assert [one.name for one in difference(of(GATEWAY), of(endpoint("a"))).gone_unknowns] == ["nat"]


def test_nothing_changes_where_nothing_changes() -> None:
    stack = [endpoint("a"), GATEWAY]
    found = difference(of(*stack), of(*stack))
    assert found.amount == 0
    assert [*found.changes, *found.new_unknowns, *found.gone_unknowns] == []


def test_different_currencies_are_not_compared() -> None:
    euros = PRICES.model_copy(update={"currency": "EUR"})
    with pytest.raises(ValueError, match="USD and EUR cannot be compared"):
        difference(of(endpoint("a")), estimate([endpoint("a")], table=euros))

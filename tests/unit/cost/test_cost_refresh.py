"""The price table from a price list that plays Azure's: its pages, and its bad days, which leave the table as it is."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from report.cost import load_prices, meters, refresh, retail
from report.cost.prices import PRICES_FILE, Table, rendered
from report.cost.refresh import wanted
from report.cost.retail import RetailList
from report.errors import ReportError
from tests.unit.cost.parts import price, table
from tests.unit.cost.retail_server import Answer, RetailServer, row, serving

REGION = "eastasia"
TODAY = datetime.now(UTC).date()
OLD = table(
    price(meters.firewall("Standard"), (0, 9)),
    price(meters.bastion("Standard"), (0, 7), region="southeastasia"),
    stand_ins={REGION: ("southeastasia",)},
)


@pytest.fixture
def server() -> Iterator[RetailServer]:
    with serving(RetailServer()) as listening:
        yield listening


@pytest.fixture
def file(tmp_path: Path) -> Path:
    target = tmp_path / "prices.json"
    target.write_text(rendered(OLD))
    return target


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same number of tries, without the wait between them."""
    real = RetailList.__init__

    def impatient(self: RetailList, api: str) -> None:
        real(self, api, tries=3, pause=0)

    monkeypatch.setattr(RetailList, "__init__", impatient)


def refreshed(server: RetailServer, file: Path, *more: str) -> Table:
    assert refresh.run(["refresh", "--api", server.address, "--file", str(file), *more]) == 0
    return load_prices(file)


def failed(server: RetailServer, file: Path, *more: str) -> str:
    """What a refresh says that must not change the table."""
    before = file.read_bytes()
    with pytest.raises(ReportError) as error:
        refresh.run(["refresh", "--api", server.address, "--file", str(file), *more])
    assert file.read_bytes() == before
    assert list(file.parent.iterdir()) == [file]
    assert "\n" not in str(error.value)
    return str(error.value)


def unit(known: Table, meter: meters.Meter, region: str = REGION) -> Decimal | None:
    found = known.find(meter, region)
    return None if found is None else found.tiers[-1].price


def test_prices_come_with_their_date_and_the_list_as_their_source(server: RetailServer, file: Path) -> None:
    server.rows = [row(meters.firewall("Standard"), REGION, 1.25), row(meters.PRIVATE_ENDPOINT, "Global", 0.01)]
    known = refreshed(server, file)
    assert known.date == TODAY
    assert unit(known, meters.firewall("Standard")) == Decimal("1.25")
    assert unit(known, meters.PRIVATE_ENDPOINT, "Global") == Decimal("0.01")
    found = known.find(meters.firewall("Standard"), REGION)
    assert found is not None
    assert (known.sources[found.source].address, known.sources[found.source].true_on) == (server.address, TODAY)
    assert server.currencies == {"'USD'"}


def test_what_the_list_does_not_have_keeps_its_price_and_its_date(server: RetailServer, file: Path) -> None:
    server.rows = [row(meters.firewall("Standard"), REGION, 1.25)]
    known = refreshed(server, file)
    found = known.find(meters.bastion("Standard"), "southeastasia")
    assert found is not None
    assert (found.tiers[0].price, known.sources[found.source]) == (Decimal(7), OLD.sources["test"])


def test_a_source_that_nothing_comes_from_any_more_is_gone(server: RetailServer, file: Path) -> None:
    server.rows = [
        row(meters.firewall("Standard"), REGION, 1), row(meters.bastion("Standard"), "southeastasia", 1),
    ]  # fmt: skip
    assert set(refreshed(server, file).sources) == {f"list-{TODAY}"}


def test_every_page_is_read(server: RetailServer, file: Path) -> None:
    server.page = 1
    server.rows = [row(meters.firewall(tier), REGION, index + 1) for index, tier in enumerate(meters.FIREWALLS)]
    known = refreshed(server, file)
    assert [unit(known, meters.firewall(tier)) for tier in meters.FIREWALLS] == [1, 2, 3]


def test_tiers_are_one_price_and_the_newest_of_each_holds(server: RetailServer, file: Path) -> None:
    server.rows = [
        row(meters.LOGS, REGION, 2.99, tierMinimumUnits=5.0, effectiveStartDate="2026-02-01T00:00:00Z"),
        row(meters.LOGS, REGION, 2.5, tierMinimumUnits=5.0, effectiveStartDate="2020-02-01T00:00:00Z"),
        row(meters.LOGS, REGION, 0.0),
    ]
    found = refreshed(server, file).find(meters.LOGS, REGION)
    assert found is not None
    assert [(tier.above, tier.price) for tier in found.tiers] == [
        (Decimal(0), Decimal(0)),
        (Decimal(5), Decimal("2.99")),
    ]


def vm(size: str, product: str, name: str, cost: float, **more: Any) -> dict[str, Any]:
    return row(meters.machine(size), REGION, cost, productName=product, meterName=name, **more)


def test_a_machine_is_the_row_of_its_system_and_not_that_of_cloud_services(server: RetailServer, file: Path) -> None:
    size, series = "Standard_B2s_v2", "Virtual Machines Bsv2 Series"
    server.rows = [
        vm(size, series, "B2s v2", 0.096),
        vm(size, series, "B2s v2 Spot", 0.02),
        vm(size, series, "B2s v2 Low Priority", 0.5),
        vm(size, f"{series} Windows", "B2s v2", 0.2),
        vm(size, f"{series} Windows", "B2s v2 Spot", 0.6),
        vm(size, "Bsv2 Series Cloud Services", "B2s v2", 0.9),
        vm(size, series, "B2s v2", 0.01, type="Reservation"),
        vm(size, series, "B2s v2", 0.01, type="DevTestConsumption"),
    ]
    known = refreshed(server, file)
    assert unit(known, meters.machine(size)) == Decimal("0.096")
    assert unit(known, meters.machine(size, spot=True)) == Decimal("0.02")
    assert unit(known, meters.machine(size, "Windows")) == Decimal("0.2")


def test_regions_and_sizes_can_be_asked_for(server: RetailServer, file: Path) -> None:
    server.rows = [
        row(meters.machine("Standard_E4s_v5"), "westus", 3, meterName="E4s v5"), row(meters.LOGS, "westus", 2),
    ]  # fmt: skip
    known = refreshed(server, file, "--region", "westus", "--size", "Standard_E4s_v5")
    assert unit(known, meters.machine("Standard_E4s_v5"), "westus") == 3
    assert unit(known, meters.LOGS, "westus") == 2


def test_every_service_is_asked_in_every_region_of_the_table_once() -> None:
    asked = wanted(load_prices(), [], [])
    assert len(set(asked)) == len(asked)
    places = {region for meter, region in asked if meter == meters.bastion("Standard")}
    assert places == {"eastasia", "southeastasia", "westeurope", "swedencentral", "eastus2"}
    assert {region for meter, region in asked if meter.scope == "circuit"} == {"Zone 1", "Zone 2"}
    assert {region for meter, region in asked if meter == meters.PRIVATE_ENDPOINT} == {"Global"}
    government = wanted(load_prices(), ["usgovvirginia"], [])
    assert (meters.PRIVATE_ENDPOINT, "US Gov") in government
    assert (meters.PRIVATE_ZONE, "US Gov Zone 1") in government


def test_another_unit_or_two_prices_at_once_are_not_taken_and_said(
    server: RetailServer, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.rows = [
        row(meters.firewall("Standard"), REGION, 900, unitOfMeasure="1/Month"),
        row(meters.LOGS_KEPT, REGION, 1),
        row(meters.LOGS_KEPT, REGION, 2),
        row(meters.KUBERNETES, REGION, 0.1),
    ]
    known = refreshed(server, file)
    assert unit(known, meters.firewall("Standard")) == 9
    assert unit(known, meters.LOGS_KEPT) is None
    assert unit(known, meters.KUBERNETES) == Decimal("0.1")
    said = capsys.readouterr().out
    assert "Azure Firewall: Standard Deployment (eastasia) is by 1/Month, expected was 1 Hour" in said
    assert "Log Analytics: Analytics Logs Data Retention (eastasia) has several prices" in said
    assert "1 of them changed or new" in said


def test_a_second_refresh_changes_nothing(server: RetailServer, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    server.rows = [row(meters.firewall("Standard"), REGION, 1.25)]
    first = refreshed(server, file)
    assert refreshed(server, file) == first
    assert "0 of them changed or new" in capsys.readouterr().out


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_list_that_throttles_or_stumbles_is_asked_again(server: RetailServer, file: Path, status: int) -> None:
    server.rows = [row(meters.firewall("Standard"), REGION, 1.25)]
    server.spoiled = [Answer(status, {"Retry-After": "0"}), Answer(status)]
    assert unit(refreshed(server, file), meters.firewall("Standard")) == Decimal("1.25")


def test_an_answer_that_is_cut_off_is_asked_for_again(server: RetailServer, file: Path) -> None:
    server.rows = [row(meters.firewall("Standard"), REGION, 1.25)]
    server.spoiled = [Answer(body=b'{"Items": [', length=5000)]
    assert unit(refreshed(server, file), meters.firewall("Standard")) == Decimal("1.25")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer(429, {"Retry-After": "0"}), "does not answer with prices: HTTP 429"),
        (Answer(503), "does not answer with prices: HTTP 503"),
        (Answer(400, body=b'{"Error": "no such filter"}'), "does not answer with prices: HTTP 400"),
        (Answer(302, {"Location": "http://127.0.0.1:1/elsewhere"}), "does not answer with prices: HTTP 302"),
        (Answer(body=b'{"Items": [', length=5000), "cannot be asked for prices"),
        (Answer(body=b"<html>sign in</html>"), "does not answer with whole JSON"),
        (Answer(body=b"[]"), "answers by half"),
        (Answer(body=b'{"Items": [], "Count": 0}'), "answers by half"),
        (Answer(body=b'{"Items": [], "Count": 5, "NextPageLink": null}'), "answers by half"),
        (Answer(body=b'{"NextPageLink": null, "Count": 0}'), "answers by half"),
    ],
)
def test_a_list_that_goes_on_failing_leaves_the_table_as_it_is(
    server: RetailServer, file: Path, answer: Answer, said: str
) -> None:
    server.spoiled = [answer] * 50
    assert said in failed(server, file)


def test_a_failure_after_some_good_answers_leaves_the_table_as_it_is(server: RetailServer, file: Path) -> None:
    server.rows = [row(meters.firewall("Standard"), REGION, 1.25)]
    asked = 0

    def sometimes(page: dict[str, Any]) -> dict[str, Any]:
        nonlocal asked
        asked += 1
        return page if asked < 8 else {**page, "Count": 77}

    server.change = sometimes
    assert "answers by half" in failed(server, file)
    assert asked >= 8


def test_without_a_network_there_is_one_clear_line(file: Path) -> None:
    with serving(RetailServer()) as gone:
        pass
    said = failed(gone, file)
    assert said.startswith("127.0.0.1:")
    assert "cannot be asked for prices: " in said
    assert said.endswith("Connection refused; the price table stays as it is")


def test_a_next_page_elsewhere_is_not_asked(server: RetailServer, file: Path) -> None:
    server.change = lambda page: {**page, "NextPageLink": "http://example.com/api/retail/prices?$skip=1"}
    assert "names a next page elsewhere" in failed(server, file)


def test_the_lists_own_links_may_spell_its_port_out() -> None:
    assert retail._place("https://prices.azure.com:443/api/retail/prices?$skip=100") == retail._place(retail.API)
    assert retail._place("http://prices.azure.com/api/retail/prices") != retail._place(retail.API)


def test_pages_in_a_circle_come_to_an_end(server: RetailServer, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retail, "_MOST_PAGES", 4)
    server.change = lambda page: {**page, "NextPageLink": f"{server.address}?currencyCode='USD'&$filter=x"}
    assert "has no last page" in failed(server, file)


def test_a_list_with_none_of_the_prices_leaves_the_table_as_it_is(server: RetailServer, file: Path) -> None:
    assert "has none of the prices: the table stays as it is" in failed(server, file)


def test_a_table_that_cannot_be_replaced_stays_whole(
    server: RetailServer, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.rows = [row(meters.firewall("Standard"), REGION, 1.25)]

    def refuse(*_: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    assert failed(server, file).endswith("prices.json cannot be written: permission denied")


def test_a_table_that_is_none_is_not_asked_for(server: RetailServer, file: Path) -> None:
    file.write_text('{"date": "yesterday"}')
    assert "is no price table" in failed(server, file)
    assert not server.filters


def test_the_committed_table_is_written_as_it_would_be_refreshed() -> None:
    assert rendered(load_prices()) == PRICES_FILE.read_text(encoding="utf-8")


def test_the_list_command_shows_what_is_known(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert refresh.run(["list", "--file", str(file)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any("Azure Firewall: Standard Deployment" in line and "2026-01-01" in line for line in lines)
    assert any("Azure Bastion: Standard Gateway" in line and "southeastasia, for eastasia" in line for line in lines)
    assert any("Azure Bastion: Premium Gateway" in line and "unknown" in line for line in lines)

"""The page, opened in a real browser: it shows everything, nothing overlaps, light and dark, wide and narrow."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from report.costs import Costs
from report.document import Report, report_of
from report.html import html_of
from report.source import change_of_plan
from report.verdict import verdict_of
from tests.report import browser as browsers
from tests.report.plans import Json, changed_plan, first_plan, rule_of, with_value, without
from tests.report.test_markdown import HOSTILE, notes

HURRIED = {
    "direction": "Inbound",
    "access": "Allow",
    "priority": 150,
    "protocol": "Tcp",
    "sourceAddressPrefix": "Internet",
    "sourcePortRange": "*",
    "destinationAddressPrefix": "*",
    "destinationPortRange": "22",
}
CHANGE = (
    without("pep-vault"),
    without("nic-agent-02"),
    with_value("storage", "publicNetworkAccess", "Enabled"),
    rule_of("nsg-agents", "Web", access="Deny"),
    without("peer-aml-to-bastion"),
    without("link-privatelink.azurecr.io-bastion"),
    with_value("nic-jump", "ipConfigurations.0.publicIPAddress", {"id": "/subscriptions/0/publicIPAddresses/pip"}),
    rule_of("nsg-jump-host", "Hurried", **HURRIED),
)
LOOKS = (Path(__file__).parent / "looks.js").read_text(encoding="utf-8")
NAMES = ("dev", "prod", "max", "spoke", "change", "long")


def documents() -> dict[str, Json]:
    """Plans of stacks from the smallest to the largest, a change of one, and the same with names that fit nowhere."""
    change = changed_plan("prod", *CHANGE)
    text = json.dumps(change)
    for name in ("snet-training", "vm-jump", "vm-agent-02", "cluster-cpu-cluster", "vault", "pep-blob", "vnet-aml"):
        text = text.replace(name, f"{name}-Wide-and-mmmmmuch-too-long-to-be-shown-WWWWWWWW-{name}")
    stacks = {stack: first_plan(stack) for stack in ("dev", "prod", "max", "spoke")}
    return {**stacks, "change": change, "long": json.loads(text)}


def reported(document: Json) -> Report:
    change = change_of_plan(document)
    verdict = verdict_of({**notes(3), "stack": change.stack}, "verdict", change.stack)
    return report_of(change, verdict)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The pages: made before the browser starts, as it keeps the event loop that a run of the program needs."""
    folder = tmp_path_factory.mktemp("pages")
    found = {name: folder / f"{name}.html" for name in NAMES}
    for name, document in documents().items():
        found[name].write_text(html_of(reported(document)), encoding="utf-8")
    return found


@pytest.fixture(scope="module")
def running(files: dict[str, Path]) -> Iterator[Browser]:
    assert files
    with browsers.browser() as found:
        yield found


@pytest.fixture(params=NAMES)
def file(request: pytest.FixtureRequest, files: dict[str, Path]) -> Path:
    return files[request.param]


def opened(running: Browser, file: Path, **how: Any) -> Page:
    """The page, which must not ask for anything else and must not complain."""
    page = running.new_page(**how)
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    assert asked == [file.as_uri()], "the page is one file"
    assert not said
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_in_the_drawing_overlaps(running: Browser, file: Path, scheme: Any) -> None:
    page = opened(running, file, viewport={"width": 1600, "height": 1000}, color_scheme=scheme)
    found = page.evaluate(f"({LOOKS})().overlaps()")
    assert found["texts"] > 40
    assert found["rects"] > 20
    assert found["wrong"] == []
    assert page.evaluate(f"({LOOKS})().crossed()") == []
    page.close()


def test_what_overlaps_is_found(running: Browser, files: dict[str, Path]) -> None:
    page = opened(running, files["dev"], viewport={"width": 1600, "height": 1000})
    move = "one => one.setAttribute({0!r}, Number(one.getAttribute({0!r})) + {1})"
    title = page.locator(".topology text", has_text="snet-agents").first
    title.evaluate(move.format("y", 8))
    assert any("snet-agents" in words for words in page.evaluate(f"({LOOKS})().overlaps()")["wrong"])
    title.evaluate(move.format("y", -8))
    page.locator(".topology rect.subnet").first.evaluate(move.format("height", 30))
    assert page.evaluate(f"({LOOKS})().overlaps()")["wrong"]
    line = "one => one.setAttribute('d', 'M 0 0 L 1500 700 L 0 700 L 1500 0')"
    page.locator(".topology path.line").first.evaluate(line)
    assert page.evaluate(f"({LOOKS})().crossed()")
    page.close()


def luminance(colour: str) -> float:
    """WCAG's relative luminance of `rgb(1, 2, 3)`. https://www.w3.org/TR/WCAG21/#dfn-relative-luminance"""
    parts = [int(number) / 255 for number in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_of_the_drawing_can_be_read(running: Browser, file: Path, scheme: Any) -> None:
    page = opened(running, file, viewport={"width": 1600, "height": 1000}, color_scheme=scheme)
    for text, front, back in page.evaluate(f"({LOOKS})().colours()"):
        dark, light = sorted((luminance(front), luminance(back)))
        assert (light + 0.05) / (dark + 0.05) >= 4.5, f"{text}: {front} on {back}, WCAG AA wants 4.5"
    page.close()


@pytest.mark.parametrize("width", [360, 768, 1600])
def test_only_the_drawing_scrolls_sideways(running: Browser, file: Path, width: int) -> None:
    page = opened(running, file, viewport={"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    smallest = page.evaluate(
        "Math.min(...[...document.querySelectorAll('.topology text')].map(one => one.getBoundingClientRect().height))"
    )
    assert smallest >= 8, "letters stay large enough to be read; the drawing scrolls instead"
    page.close()


def test_who_does_not_see_the_drawing_hears_what_it_shows(running: Browser, file: Path) -> None:
    page = opened(running, file)
    drawing = page.get_by_role("img")
    assert drawing.count() == 1
    assert "the network" in (drawing.get_attribute("aria-label") or "")
    said = page.locator(".topology > desc").text_content() or ""
    assert "vnet-aml" in said
    assert "snet-training" in said
    page.close()


def test_a_change_is_marked_in_the_drawing_and_said_below_it(running: Browser, files: dict[str, Path]) -> None:
    page = opened(running, files["change"], viewport={"width": 1600, "height": 1000})
    marks = page.locator(".topology rect.gone > title").all_text_contents()
    assert any(mark.startswith("vault") for mark in marks)
    assert any(mark.startswith("vm-agent-02") for mark in marks)
    alarms = page.locator(".topology rect.alarming > title").all_text_contents()
    assert sorted({alarm.partition(" ")[0] for alarm in alarms}) == ["The", "storage", "vm-jump"]
    reach = page.locator("#reachability")
    assert reach.get_by_text("the internet reaches storage").is_visible()
    assert page.locator("#gate").get_by_text("azure-rule-0").is_visible()
    closed = page.locator("#changes details").filter(has_text="Build agents")
    closed.locator("summary").click()
    assert closed.get_by_text("nic-agent-02").is_visible()
    page.close()


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_name_becomes_markup(running: Browser, tmp_path: Path, hostile: str) -> None:
    rename = with_value("vnet-aml", "subnets.1.name", hostile)
    document = changed_plan("dev", with_value("storage", "publicNetworkAccess", hostile), rename)
    file = tmp_path / "hostile.html"
    file.write_text(html_of(reported(document)), encoding="utf-8")
    page = opened(running, file)
    assert page.locator("img, script, a").count() == 0
    assert hostile.split(maxsplit=1)[0] in (page.locator("body").text_content() or "")
    page.close()


def test_costs_are_shown_where_they_are_known(running: Browser, tmp_path: Path) -> None:
    costs = Costs(
        currency="USD",
        prices_of="2026-11-01",
        before=Decimal("1000.5"),
        after=Decimal("1250"),
        changes=(("firewall", Decimal("249.5")),),
        unknown=(("managed-pool", "unknown price"),),
    )
    file = tmp_path / "costs.html"
    file.write_text(html_of(replace(reported(documents()["change"]), costs=costs)), encoding="utf-8")
    page = opened(running, file)
    assert page.get_by_text("+USD 249.50 a month (then USD 1,250.00 a month, 1 cost unknown)").first.is_visible()
    assert page.locator("#cost td.amount").all_text_contents() == ["+USD 249.50"]
    page.close()

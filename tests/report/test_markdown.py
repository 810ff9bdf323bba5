"""The page for a comment: short enough for where it is posted, safe to show, and the grave things first."""

import re

import pytest
from markdown_it import MarkdownIt

from report.document import report_of
from report.markdown import GITHUB, code, markdown_of, text
from report.source import change_of_plan, change_of_state
from report.verdict import verdict_of
from report.words import many
from tests.report.plans import (
    Json,
    changed_plan,
    first_plan,
    named,
    plan,
    resources,
    rule_of,
    state_of,
    with_value,
    without,
)
from tests.support.stackfiles import PROJECT_ROOT


def page(document: Json, verdict: Json | None = None, most: int = GITHUB) -> str:
    change = change_of_plan(document)
    found = verdict_of(verdict, "verdict", change.stack) if verdict else None
    return markdown_of(report_of(change, found), most)


def all_changed(stack: str) -> Json:
    """A plan in which every property of every resource changes, each to a value of its own."""
    after = resources(stack)
    for number, one in enumerate(after):
        for key, value in one["inputs"].items():
            if isinstance(value, str) and not key.endswith(("Name", "Id")) and key != "location":
                one["inputs"][key] = f"another-{number}-" + "long " * 40
        one["inputs"]["more"] = {f"property{place}": f"{number}-{place}" for place in range(30)}
    return plan(resources(stack), after)


def notes(number: int) -> Json:
    mandatory = [
        {
            "rule": f"azure-rule-{one}",
            "severity": "high",
            "name": f"resource-{one}",
            "problem": "wrong " * 30,
            "fix": "f",
        }
        for one in range(number)
    ]
    return {"verdict": "refused", "stack": "max", "resources": 1, "rules": 9, "mandatory": mandatory, "errors": []}


@pytest.mark.parametrize("most", [150_000, GITHUB, 20_000])
def test_the_largest_change_of_the_largest_stack_fits(most: int) -> None:
    found = page(all_changed("max"), notes(300), most)
    assert len(found.encode()) <= most
    assert found.count("<details>") == found.count("</details>") > 5
    assert "**Gate:** max is refused: 300 mandatory violations" in found
    assert "(cut: too long)" not in found


@pytest.mark.parametrize("stack", ["dev", "prod", "max"])
def test_a_first_plan_is_far_from_one_line_a_resource(stack: str) -> None:
    found = page(first_plan(stack))
    names = sum(one["custom"] for one in resources(stack))
    assert len(found.encode()) < GITHUB
    lines = [line for line in found.splitlines() if line.startswith("- ")]
    assert len(lines) < names / 1.5


def test_whoever_opens_the_page_sees_what_is_grave_first() -> None:
    document = changed_plan(
        "prod", without("storage"), with_value("vault", "properties.publicNetworkAccess", "Enabled")
    )
    found = page(document, {**notes(1), "stack": "prod"})
    order = [
        "⛔ **Gate:** prod is refused",
        "Data that is lost",
        "the internet reaches vault",
        "### What changes",
        "### The gate",
    ]
    places = [found.index(one) for one in order]
    assert places == sorted(places)
    assert "is protected, so" in found


HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "</details><script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "![x](http://example.com/x.png)",
    "| a | b |",
    "`` ` ``",
    "**a** _b_ ~~c~~",
    "# a",
    "&lt;b&gt;",
)


def rendered(document: Json, words: str) -> str:
    """The page as a browser gets it, with some words wherever a plan or a verdict can have them."""
    verdict = {**notes(1), "stack": "dev"}
    verdict["mandatory"][0] |= {"problem": words, "fix": words, "name": words, "rule": words}
    return str(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(page(document, verdict)))


@pytest.mark.parametrize("hostile", HOSTILE)
def test_names_and_values_are_text(hostile: str) -> None:
    plans = [changed_plan("dev", with_value("storage", "publicNetworkAccess", one)) for one in (hostile, "harmless")]
    found, harmless = (rendered(document, one) for document, one in zip(plans, (hostile, "harmless"), strict=True))
    tags = [re.findall(r"<[^>]+>", one) for one in (found, harmless)]
    assert tags[0] == tags[1], "the same page but for the words"


def test_nobody_is_mentioned() -> None:
    document = changed_plan("dev", with_value("storage", "publicNetworkAccess", "@somebody"))
    assert "@somebody" not in re.sub(r"`[^`]*`", "", page(document, {**notes(1), "stack": "dev"}))


def test_words_are_escaped() -> None:
    assert text("a_b *c* <d>") == r"a\_b \*c\* &lt;d&gt;"
    assert code("a`b") == "``a`b``"
    assert code("") == ""


def test_a_state_is_reported_as_it_stands() -> None:
    found = markdown_of(report_of(change_of_state(state_of("dev"))))
    number = sum(one["custom"] for one in resources("dev"))
    assert found.startswith(f"## dev: {number} resources as they stand\n")
    assert "### What changes" not in found


def test_the_readme_shows_what_the_page_says() -> None:
    rule = {"direction": "Inbound", "access": "Allow", "priority": 150, "protocol": "Tcp", "sourcePortRange": "*"}
    ends = {"sourceAddressPrefix": "VirtualNetwork", "destinationAddressPrefix": "*", "destinationPortRange": "22"}
    found = page(changed_plan("prod", rule_of("nsg-agents", "Hurried", **rule, **ends)))
    readme = (PROJECT_ROOT / "README.md").read_text(encoding="utf-8")
    [shown] = re.findall(r"<!-- lines of the report on .*?-->\n```\n(.*?)\n```", readme, re.DOTALL)
    assert shown == "\n".join(line for line in found.splitlines() if line.startswith("- 🔓"))


def test_the_same_number_of_notes_is_said_above_them_as_in_the_verdict() -> None:
    note = {"rule": "r", "problem": "p"}
    alike = [{**note, "name": name} for name in ("a", "b", "c")]
    verdict = {**notes(0), "stack": "dev", "verdict": "pass", "advisory": [*alike, {**note, "rule": "s", "name": "a"}]}
    found = page(changed_plan("dev"), {**verdict, "undecided": [{**note, "name": "a"}]})
    assert "0 mandatory violations, 4 advisory notes, 1 undecided" in found
    assert "<summary>Advisory notes (4 in 2 lines)</summary>" in found
    assert "<summary>Undecided (1)</summary>" in found


@pytest.mark.parametrize(
    ("number", "what", "words"),
    [
        (2, "public IP address", "2 public IP addresses"),
        (1, "public IP address", "1 public IP address"),
        (2, "firewall rules", "2 firewall rules"),
        (2, "firewall policy", "2 firewall policies"),
        (2, "gateway", "2 gateways"),
        (2, "alert", "2 alerts"),
    ],
)
def test_several_things_are_several(number: int, what: str, words: str) -> None:
    assert many(number, what) == words


def test_nothing_is_said_to_change_where_nothing_does() -> None:
    found = page(changed_plan("dev"))
    assert found.startswith("## dev: nothing changes\n")
    assert "Nobody reaches, resolves or may do anything more, or less, than before." in found
    assert named(resources("dev"), "storage")  # there was something that could have changed

"""`python -m report cost`: what it reads, what it prints, and what it says of input that is none."""

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from report.__main__ import main
from report.cost import Usage, load_prices, load_usage, meters
from report.cost.prices import rendered
from report.cost.usage import said_usage
from report.errors import ReportError
from tests.unit.cost.parts import price, resource, table

ENDPOINTS = [resource("network:PrivateEndpoint", name) for name in ("a", "b")]
GROUP = resource("resources:ResourceGroup", "group")
CIRCUIT = resource("network:ExpressRouteCircuit", "circuit")
PRICES = table(
    price(meters.PRIVATE_ENDPOINT, (0, "0.01")),
    price(meters.PRIVATE_LINK_IN, (0, "0.01")),
    price(meters.PRIVATE_LINK_OUT, (0, "0.01")),
    price(meters.bastion_data("Premium"), (0, 0)),
    price(meters.PUBLIC_IP, (0, "0.005"), region="southeastasia"),
    price(meters.PUBLIC_IP, (0, "0.006"), region="westeurope"),
    stand_ins={"eastasia": ("southeastasia",)},
)


def step(operation: str, after: Any = None, before: Any = None) -> dict[str, Any]:
    return {"op": operation, "urn": (after or before)["urn"], "newState": after, "oldState": before}


def plan(*steps: dict[str, Any], same: int = 0) -> dict[str, Any]:
    return {"steps": list(steps), "changeSummary": {"same": same}}


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs the command; content is written to files that `{name}` of an argument stands for."""

    prices = tmp_path / "prices.json"
    prices.write_text(rendered(PRICES))

    def command(*arguments: str, **content: Any) -> tuple[int, str, str]:
        for name, one in content.items():
            text = one if isinstance(one, str) else json.dumps(one)
            (tmp_path / name).write_text(text)
        files = {name: str(tmp_path / name) for name in content}
        code = main(["cost", "--prices", str(prices), *(argument.format(**files) for argument in arguments)])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return command


STATE = {"version": 3, "deployment": {"manifest": {}, "resources": [GROUP, *ENDPOINTS]}}


def test_a_state_is_estimated(run: Any) -> None:
    code, printed, errors = run("--state", "{state}", state=STATE)
    assert (code, errors) == (0, "")
    lines = printed.splitlines()
    assert lines[0] == "test: 15.40 USD a month, 0 costs unknown"
    assert any("Standard Private Endpoint" in line and "2 x" in line and "14.60" in line for line in lines)
    assert "Not counted: " in printed


def test_resources_that_the_engine_is_about_to_delete_cost_nothing(run: Any) -> None:
    gone = {"deployment": {"resources": [GROUP, ENDPOINTS[0], {**ENDPOINTS[1], "delete": True}]}}
    assert run("--state", "{state}", state=gone)[1].startswith("test: 7.70 USD")


def test_a_plan_is_estimated_with_what_it_changes(run: Any) -> None:
    content = plan(
        step("same", GROUP, GROUP), step("create", ENDPOINTS[0]), step("delete", before=ENDPOINTS[1]), same=1
    )
    code, printed, _ = run("--plan", "{plan}", "--lines", plan=content)
    assert code == 0
    assert printed.splitlines()[:2] == [
        "test: 7.70 USD a month, 0 costs unknown",
        "change: +0.00 USD a month",
    ]
    assert "  +7.70  a" in printed.splitlines()
    assert "  -7.70  b" in printed.splitlines()


def test_a_replacement_is_one_resource(run: Any) -> None:
    old = ENDPOINTS[0]
    steps = [step("replace", old, old), step("create-replacement", old, old), step("delete-replaced", before=old)]
    _, printed, _ = run("--plan", "{plan}", plan=plan(step("same", GROUP, GROUP), *steps, same=1))
    assert printed.splitlines()[:2] == ["test: 7.70 USD a month, 0 costs unknown", "change: +0.00 USD a month"]


def test_a_first_plan_has_nothing_to_be_compared_with(run: Any) -> None:
    _, printed, _ = run("--plan", "{plan}", plan=plan(step("create", GROUP), step("create", ENDPOINTS[0])))
    assert "change:" not in printed


def test_programs_get_everything(run: Any) -> None:
    content = plan(step("create", GROUP), step("update", ENDPOINTS[0], ENDPOINTS[0]), step("create", CIRCUIT))
    code, printed, _ = run("--plan", "{plan}", "--json", plan=content)
    found = json.loads(printed)
    assert code == 0
    assert (found["stack"], found["currency"], found["total"]) == ("test", "USD", "7.70")
    assert sum(Decimal(line["monthly"]) for line in found["lines"]) == Decimal(found["total"])
    assert {"urn", "meter", "amount", "unit", "unitPrice", "monthly", "region", "pricedAs", "basis", "source"} <= set(
        found["lines"][0]
    )
    assert [one["what"] for one in found["unknowns"]] == ["the circuit's tier, plan or bandwidth"]
    assert found["difference"]["amount"] == "0.00"
    assert [one["type"] for one in found["free"]] == ["resources:ResourceGroup"]


def test_what_is_unknown_is_shown_with_its_reason(run: Any) -> None:
    bastion = resource("network:BastionHost", "bastion", sku={"name": "Premium"})
    content = {"deployment": {"resources": [GROUP, bastion]}}
    _, printed, _ = run("--state", "{state}", state=content)
    assert printed.startswith("test: 0.00 USD a month, 1 cost unknown")
    assert "  bastion: unknown price: Azure Bastion: Premium Gateway (eastasia)" in printed.splitlines()


def test_another_regions_prices_are_named_and_can_be_refused(run: Any) -> None:
    content = {"deployment": {"resources": [resource("network:PublicIPAddress", sku={"name": "Standard"})]}}
    assert "of it 3.65 priced as southeastasia" in run("--state", "{state}", state=content)[1]
    assert run("--state", "{state}", "--price-as", "none", state=content)[1].startswith(
        "test: 0.00 USD a month, 1 cost"
    )
    assert "priced as westeurope" in run("--state", "{state}", "--price-as", "westeurope", state=content)[1]


def test_usage_comes_from_a_file(run: Any) -> None:
    _, printed, _ = run("--state", "{state}", "--usage", "{usage}", state=STATE, usage="privateEndpointGb: 1000\n")
    assert printed.startswith("test: 54.60 USD")  # 14.60 and 4 x 1,000 GB at 0.01


@pytest.mark.parametrize(
    ("usage", "said"),
    [
        ("natGB: 3", "natGB is no usage, known are privateEndpointGb, "),
        ("natGb: -1", "natGb: input should be greater than or equal to 0, got -1"),
        ("machineHours: 800", "machineHours: input should be less than or equal to 744, got 800"),
        ("natGb: many", "natGb: input should be a valid decimal, got 'many'"),
        ("natGb: .inf", "natGb: input should be a finite number, got inf"),
        ("[1, 2]", "must hold settings such as `natGb: 100`"),
        ("a: b: c", "is no YAML: "),
    ],
)
def test_a_usage_that_is_none_is_one_clear_line(run: Any, usage: str, said: str) -> None:
    code, printed, errors = run("--state", "{state}", "--usage", "{usage}", state=STATE, usage=usage)
    assert (code, printed) == (2, "")
    assert errors.startswith("error: usage file ")
    assert said in errors
    assert errors.count("\n") == 1


def test_the_assumptions_are_a_usage_file(run: Any, tmp_path: Path) -> None:
    code, printed, _ = run("--show-usage")
    assert code == 0
    assert "# GB through each NAT gateway.\nnatGb: 50\n" in printed
    (tmp_path / "again.yaml").write_text(printed)
    assert load_usage(tmp_path / "again.yaml") == Usage.model_validate({})
    changed = Usage.model_validate({"natGb": 7, "onlineSize": "Standard_D4s_v5"})
    (tmp_path / "changed.yaml").write_text(said_usage(changed))
    assert load_usage(tmp_path / "changed.yaml") == changed


@pytest.mark.parametrize(
    ("arguments", "content", "said"),
    [
        ((), {}, "say what to estimate: -s STACK, --plan FILE or --state FILE"),
        (("--plan", "{a}", "--state", "{a}"), {"a": "{}"}, "say what to estimate"),
        (("--plan", "nowhere.json"), {}, "nowhere.json cannot be read: no such file or directory"),
        (("--plan", "{a}"), {"a": '{"steps": ['}, "is no JSON"),
        (("--plan", "{a}"), {"a": STATE}, "it is no plan, it has no list of steps"),
        (("--state", "{a}"), {"a": plan()}, "it is no state, it has no deployment"),
        (("--state", "{a}"), {"a": {"deployment": {}}}, "there are no resources in it"),
        (("--plan", "{a}"), {"a": plan(step("create", GROUP), same=7)}, "it leaves out 7 resources that stay the same"),
        (("--state", "{a}"), {"a": {"deployment": {"resources": [{"id": 1}]}}}, "a resource without URN and type"),
        (("--state", "{a}", "--prices", "{b}"), {"a": STATE, "b": "{}"}, "is no price table"),
        (("--state", "{a}", "--usage", "nowhere.yaml"), {"a": STATE}, "usage file nowhere.yaml cannot be read"),
    ],
)
def test_input_that_is_none_is_one_clear_line(
    run: Any, arguments: tuple[str, ...], content: dict[str, Any], said: str
) -> None:
    code, printed, errors = run(*arguments, **content)
    assert (code, printed) == (2, "")
    assert errors.startswith("error: ")
    assert said in errors
    assert errors.count("\n") == 1


def engine(folder: Path, script: str) -> str:
    """A command that stands for the engine."""
    (folder / "engine.py").write_text(script)
    return f"{sys.executable} {folder / 'engine.py'}"


def test_a_stack_is_planned_by_the_engine(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULUMI_ENABLE_STREAMING_JSON_PREVIEW", "true")  # it would print a stream, not a document
    content = json.dumps(plan(step("create", GROUP), step("create", ENDPOINTS[0])), indent=2)
    script = "import os, sys\nassert 'PULUMI_ENABLE_STREAMING_JSON_PREVIEW' not in os.environ\n"
    script += "assert sys.argv[1:] == ['preview', '-s', 'test', '--json', '--show-sames']\n"
    script += f"print('Planning')\nprint({content!r})\n"
    code, printed, _ = run("-s", "test", "--cli", engine(tmp_path, script))
    assert (code, printed.splitlines()[0]) == (0, "test: 7.70 USD a month, 0 costs unknown")


@pytest.mark.parametrize("script", ["raise SystemExit(1)", "print('hello')", "print('{}'); raise SystemExit(255)"])
def test_a_stack_that_cannot_be_planned_is_one_clear_line(run: Any, tmp_path: Path, script: str) -> None:
    code, printed, errors = run("-s", "test", "--cli", engine(tmp_path, script))
    assert (code, printed) == (2, "")
    assert "test cannot be planned; `" in errors


def test_a_stack_that_cannot_be_planned_says_the_engines_first_error(run: Any, tmp_path: Path) -> None:
    errors = ["error: 1 mistake in the config:\n  location is no region\n", "error: another\n"]
    said = [{"severity": "warning", "message": "w"}, *({"severity": "error", "message": one} for one in errors)]
    script = (
        f"print({json.dumps({**plan(step('create', GROUP)), 'diagnostics': said}, indent=2)!r}); raise SystemExit(1)"
    )
    code, printed, found = run("-s", "test", "--cli", engine(tmp_path, script))
    assert (code, printed) == (2, "")
    assert found.startswith("error: test cannot be planned: 1 mistake in the config: location is no region; `")
    assert found.count("\n") == 1


def test_an_engine_that_is_not_there_is_one_clear_line(run: Any) -> None:
    code, _, errors = run("-s", "test", "--cli", "no-such-engine")
    assert (code, errors) == (2, "error: no-such-engine cannot be run: no such file or directory\n")


def test_an_unknown_command_is_one_clear_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["costs"]) == 2
    assert "costs is no command of `python -m report`, known are " in capsys.readouterr().err
    assert main([]) == 0
    assert "python -m report cost -s STACK" in capsys.readouterr().out


def test_a_price_table_that_is_not_there_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match=r"nowhere\.json cannot be read: no such file or directory"):
        load_prices(tmp_path / "nowhere.json")

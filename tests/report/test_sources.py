"""What is read, and how what cannot be read is refused: one line that says what is wrong and what to do."""

import json
from pathlib import Path
from typing import Any

import pytest

from report.__main__ import main
from report.change import Operation
from report.errors import ReportError
from report.source import change_of_plan, change_of_state, load
from report.verdict import verdict_of
from tests.report.plans import changed_plan, first_plan, plan, resources, state_of, with_value, without

CHANGE = (with_value("storage", "publicNetworkAccess", "Enabled"), without("role-agent-01-workspace"))


def without_sames(document: dict[str, Any]) -> dict[str, Any]:
    """As the CLI writes a plan unless it is asked for what stays the same."""
    return {**document, "steps": [step for step in document["steps"] if step["op"] != "same"]}


def test_a_plan_gives_the_stack_before_and_after() -> None:
    change = change_of_plan(changed_plan("dev", *CHANGE))
    assert (change.stack, change.project) == ("dev", "secure-mlops")
    assert len(change.before.items) == len(change.after.items) + 1
    assert {step.operation for step in change.steps} == {Operation.SAME, Operation.UPDATE, Operation.DELETE}


def test_a_plan_that_leaves_out_what_stays_needs_the_state() -> None:
    whole, partial = changed_plan("dev", *CHANGE), without_sames(changed_plan("dev", *CHANGE))
    with pytest.raises(ReportError, match=r"plan.json leaves out \d+ resources that stay the same.*--show-sames"):
        change_of_plan(partial, where="plan.json")
    completed, expected = change_of_plan(partial, state_of("dev")), change_of_plan(whole)
    for found, wanted in ((completed.before, expected.before), (completed.after, expected.after)):
        assert {item.urn for item in found.items} == {item.urn for item in wanted.items}


def test_a_provider_that_a_program_declares_is_no_resource_of_the_platform() -> None:
    document = changed_plan("dev", *CHANGE)
    number = len(change_of_plan(document).steps)
    state = {"urn": "urn:pulumi:dev::p::pulumi:providers:azure-native::own", "type": "pulumi:providers:azure-native"}
    document["steps"].append({"op": "same", "urn": state["urn"], "oldState": state, "newState": state})
    document["changeSummary"]["same"] += 1
    assert len(change_of_plan(document).steps) == number


def test_parts_of_a_replacement_are_not_counted_beside_it() -> None:
    states = resources("dev")
    document = changed_plan("dev", with_value("vault", "location", "westeurope"))
    [step] = [step for step in document["steps"] if step["op"] == "update"]
    step["op"] = "replace"
    document["steps"] += [{**step, "op": "create-replacement"}, {**step, "op": "delete-replaced"}]
    change = change_of_plan(document)
    assert [step.operation for step in change.steps if step.operation is not Operation.SAME] == [Operation.REPLACE]
    assert len(change.steps) == len(states)


def test_what_the_engine_is_about_to_delete_does_not_stand() -> None:
    state = state_of("dev")
    state["deployment"]["resources"].append({**state["deployment"]["resources"][-1], "delete": True})
    assert len(change_of_state(state).steps) == len(resources("dev"))


REFUSED: dict[str, tuple[Any, str]] = {
    "no object": ([], "x is no plan, it has no list of steps: make one with `pulumi preview --json --show-sames`"),
    "a state": (state_of("dev"), "x is no plan, it has no list of steps"),
    "no steps": ({"steps": []}, "x plans nothing"),
    "a step of another kind": ({"steps": [{"op": "dance", "urn": "u"}]}, "x has a step 'dance' that no version"),
    "a step that is no object": ({"steps": ["create"]}, "x has a step 'create' that no version"),
    "a step without a resource": (
        {"steps": [{"op": "create", "urn": "u"}]},
        "x has a step 'create' without a resource",
    ),
    "a resource without a type": ({"steps": [{"op": "create", "newState": {"urn": "u"}}]}, "resource without 'type'"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_plan_is_refused(what: str) -> None:
    document, message = REFUSED[what]
    with pytest.raises(ReportError) as refused:
        change_of_plan(document, where="x")
    assert message in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({}, "x is no state, it has no deployment: make one with `pulumi stack export`"),
        (first_plan("dev"), "x is no state"),
        ({"deployment": {"manifest": {}, "resources": []}}, "x holds no resources"),
    ],
)
def test_what_is_no_state_is_refused(document: Any, message: str) -> None:
    with pytest.raises(ReportError, match=message):
        change_of_state(document, "x")


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ([], "x is no verdict of the gate"),
        ({"verdict": "perhaps"}, "x is no verdict of the gate"),
        ({"verdict": "pass", "stack": "prod"}, "x is about stack 'prod', and the report is about 'dev'"),
        ({"verdict": "refused", "stack": "dev", "mandatory": [{"rule": "r"}]}, "x is no whole verdict"),
    ],
)
def test_what_is_no_verdict_is_refused(document: Any, message: str) -> None:
    with pytest.raises(ReportError, match=message):
        verdict_of(document, "x", "dev")


def test_files_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="cannot be read: no such file"):
        load(tmp_path / "missing.json")
    cut = tmp_path / "cut.json"
    cut.write_text(json.dumps(plan([], resources("dev")))[:-10])
    with pytest.raises(ReportError, match=r"is no JSON .* was the command that wrote it cut short"):
        load(cut)


def test_the_command_writes_all_pages_or_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan_file, out = tmp_path / "plan.json", tmp_path / "out"
    plan_file.write_text(json.dumps(changed_plan("dev", *CHANGE)))
    args = ["--plan", str(plan_file), "--markdown", str(out / "a.md"), "--html", str(out / "a.html")]
    assert main([*args, "--json", str(out / "a.json")]) == 0
    assert sorted(file.name for file in out.iterdir()) == ["a.html", "a.json", "a.md"]
    assert json.loads((out / "a.json").read_text())["changes"]["counts"] == {"delete": 1, "update": 1}
    assert capsys.readouterr().out.startswith("dev: 1 deleted, 1 updated\n")
    (plan_file).write_text("{}")
    assert main(["--plan", str(plan_file), "--markdown", str(tmp_path / "b.md")]) == 2
    assert not (tmp_path / "b.md").exists()
    printed = capsys.readouterr().err
    assert printed.startswith(f"error: {plan_file} is no plan")
    assert printed.count("\n") == 1


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--json", "x"], "nothing to report on: give --stack, --plan or --state"),
        (["-s", "dev", "--plan", "x"], "--stack plans by itself"),
    ],
)
def test_the_command_says_what_is_missing(args: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(args) == 2
    assert message in capsys.readouterr().err

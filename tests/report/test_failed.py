"""A plan that failed: no form of the report says of it what a part of a plan does not say."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from report import command
from report.__main__ import main
from report.document import Report, as_json, report_of
from report.html import html_of
from report.markdown import GITHUB, markdown_of
from report.source import change_of_plan, change_of_state
from report.verdict import verdict_of
from tests.report.plans import Json, changed_plan, first_plan, state_of
from tests.report.test_markdown import HOSTILE, notes

WHY = "config 'secure-mlops:location' must be an Azure region, got eastasiaa"
FAILED = {"severity": "error", "message": f"error: 1 mistake in the config of this stack:\n  {WHY}\n"}
REFUSED = {"severity": "error", "message": "error: preview failed\n"}
WARNING = {"severity": "warning", "message": "warning: w\n"}
NO_VERDICT = {"verdict": "none", "stack": "dev", "resources": 1, "rules": 193, "complete": False, "errors": [WHY]}

# What none of the forms may say of a plan that failed, each with what says it of a whole one.
CLAIMS = re.compile(
    r"nothing changes|nothing opened|Nobody reaches|as before|USD|a month|Reachability|What changes|\d+ created|"
    r"stay as they are|The network|0 mandatory|0 advisory|looked",
)


def root_alone() -> Json:
    """The plan that the engine leaves of a stack whose program ends at once: the stack, and nothing in it."""
    plan = first_plan("dev")
    [root] = [step for step in plan["steps"] if step["newState"]["type"] == "pulumi:pulumi:Stack"]
    return {**plan, "steps": [root], "diagnostics": [WARNING, FAILED], "changeSummary": {"create": 1}}


def reported(document: Json, verdict: Json | None = None) -> Report:
    return report_of(change_of_plan(document), verdict_of(verdict, "verdict", "dev") if verdict else None)


PLANS: dict[str, tuple[Json, Json | None]] = {
    "its program ends at once": (root_alone(), None),
    "it was deployed before": (changed_plan("dev", diagnostics=[FAILED]), None),
    "half of it is planned": ({**first_plan("dev"), "diagnostics": [FAILED]}, None),
    "the gate has no verdict either": (root_alone(), NO_VERDICT),
    "only the gate did not run to its end": (changed_plan("dev"), NO_VERDICT),
    "the gate passes what it saw": (root_alone(), {**notes(0), "stack": "dev", "verdict": "pass"}),
    "both say it": (
        changed_plan("dev", diagnostics=[FAILED, REFUSED]),
        {**NO_VERDICT, "errors": [WHY, "preview failed"]},
    ),
}


@pytest.fixture(params=PLANS)
def failed(request: pytest.FixtureRequest) -> Report:
    return reported(*PLANS[request.param])


def visible(page: str) -> str:
    """What a page shows: without its style."""
    return re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)


def test_a_comment_says_that_it_failed_and_why_and_claims_nothing(failed: Report) -> None:
    page = markdown_of(failed)
    assert page.startswith("## dev: the plan failed, nothing can be said of it\n")
    assert WHY in page
    assert "Mend what is said here, and plan again." in page
    assert not CLAIMS.search(page), page


def test_a_page_says_that_it_failed_and_why_and_claims_nothing(failed: Report) -> None:
    page = visible(html_of(failed)).replace("&#39;", "'")
    assert "<h1>dev: the plan failed, nothing can be said of it</h1>" in page
    assert WHY in page
    assert "Mend what is said here, and plan again." in page
    assert "<svg" not in page
    assert not CLAIMS.search(page), CLAIMS.search(page)


def test_a_program_gets_null_for_what_is_not_known(failed: Report) -> None:
    found = as_json(failed)
    assert found["title"] == "dev: the plan failed, nothing can be said of it"
    assert not found["complete"]
    assert any(WHY in error for error in found["errors"])
    assert [found[key] for key in ("changes", "reachability", "cost")] == [None, None, None]


def test_a_whole_plan_makes_the_claims_in_every_form() -> None:
    whole = reported(changed_plan("dev"), {**notes(0), "stack": "dev", "verdict": "pass"})
    for page in (markdown_of(whole), visible(html_of(whole))):
        assert len(set(CLAIMS.findall(page))) > 6
        assert "plan failed" not in page
    found = as_json(whole)
    assert found["complete"]
    assert found["cost"]["after"] == found["cost"]["before"] != "0"


def test_what_the_gate_refuses_is_a_whole_plan_although_the_engine_calls_it_failed() -> None:
    refused = reported(changed_plan("dev", diagnostics=[REFUSED]), {**notes(1), "stack": "dev"})
    assert as_json(refused)["complete"]
    assert markdown_of(refused).startswith("## dev: nothing changes\n")
    alone = reported(changed_plan("dev", diagnostics=[REFUSED]))
    assert alone.problems == (
        "the preview failed, and the plan does not say why; if the gate refused it, give its --verdict",
    )


def test_what_the_gate_refused_before_a_plan_failed_is_shown_beside_the_reason() -> None:
    for plan, errors in ((root_alone(), []), (changed_plan("dev"), [WHY])):
        report = reported(plan, {**notes(2), "stack": "dev", "errors": errors})
        for page in (markdown_of(report), html_of(report).replace("&#39;", "'")):
            assert "the plan failed" in page
            assert WHY in page
            assert "azure-rule-1" in page
            assert "a month" not in page


def test_a_secret_in_an_error_is_masked() -> None:
    message = "error: cannot connect with AccountKey=planted==\n"
    report = reported({**root_alone(), "diagnostics": [{"severity": "error", "message": message}, FAILED]})
    for page in (markdown_of(report), html_of(report), json.dumps(as_json(report))):
        assert "planted" not in page
        assert "(a message that quotes a secret)" in page


@pytest.mark.parametrize("hostile", HOSTILE)
def test_an_error_is_text(hostile: str) -> None:
    report = reported({**root_alone(), "diagnostics": [{"severity": "error", "message": hostile}]})
    assert not re.search(r"<(img|script|a|b)\b", html_of(report))
    assert not re.search(r"<(img|script|a|b)\b|</details>", markdown_of(report))


def test_a_comment_with_many_long_errors_is_short_enough_to_be_posted() -> None:
    errors = [{"severity": "error", "message": f"error {number}: {'long ' * 900}"} for number in range(900)]
    report = reported({**root_alone(), "diagnostics": errors})
    page = markdown_of(report)
    assert len(page.encode()) < GITHUB
    assert "error 0: long" in page
    assert re.search(r"- and \d+ more", page)
    assert len(as_json(report)["errors"]) == 900


def test_what_stands_is_reported_whatever_became_of_a_plan() -> None:
    report = report_of(change_of_state(state_of("dev")), verdict_of(NO_VERDICT, "verdict", "dev"))
    assert not report.problems
    assert "has no verdict" in markdown_of(report)


def test_a_plan_without_a_single_step_says_why_it_failed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "plan.json"
    file.write_text(json.dumps({"steps": [], "diagnostics": [FAILED]}))
    assert main(["--plan", str(file), "--markdown", str(tmp_path / "page.md")]) == 2
    assert f"is of a preview that failed: 1 mistake in the config of this stack: {WHY}" in capsys.readouterr().err


def test_a_given_plan_that_failed_is_reported_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(root_alone()))
    pages = [tmp_path / f"page.{kind}" for kind in ("md", "html", "svg", "json")]
    flags = [
        flag
        for page in pages
        for flag in ({"md": "--markdown"}.get(page.suffix[1:], f"--{page.suffix[1:]}"), str(page))
    ]
    assert main(["--plan", str(file), *flags]) == 0, "who planned it has the exit code of that"
    assert capsys.readouterr().out.splitlines()[:2] == [
        "dev: the plan failed, nothing can be said of it",
        f"  1 mistake in the config of this stack: {WHY}",
    ]
    assert "as far as the plan came that failed" in (tmp_path / "page.svg").read_text()


def test_a_stack_that_cannot_be_planned_is_reported_on_and_the_exit_code_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def engine(_stack: str, file: Path, what: str, *_flags: str, allow: Any) -> Path:
        assert what == "preview" or 2 in allow
        file.write_text(json.dumps(root_alone() if what == "preview" else NO_VERDICT))
        return file

    monkeypatch.setattr(command, "_run", engine)
    page = tmp_path / "page.md"
    assert main(["-s", "dev", "--markdown", str(page)]) == 2
    assert WHY in page.read_text()
    assert WHY in capsys.readouterr().out

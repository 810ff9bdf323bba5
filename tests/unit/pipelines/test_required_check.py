"""The one check that a ruleset asks for: it comes whatever happens, and is green where every job ended well."""

import subprocess
from pathlib import Path

import pytest

from tests.support import pipeline_rules as rules
from tests.support.stackfiles import PROJECT_ROOT

PREVIEW = rules.WORKFLOWS / "preview.yml"


def test_the_workflow_of_pull_requests_ends_with_one_check_and_people_are_told_its_name() -> None:
    found = rules.workflows()
    assert list(rules.closing_complaints(found)) == []
    name = found["preview.yml"]["jobs"]["ready"]["name"]
    assert f"the check *{name}*" in (PROJECT_ROOT / "pipelines" / "README.md").read_text()


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("needs: [gate, preview]", "needs: [gate]", "has no one job that waits for all others"),
        ("    if: ${{ always() }}\n", "", "is skipped where another job failed"),
        ("name: Ready to merge", "name: Ready ${{ github.ref }}", "has no name that a ruleset can hold"),
        ("needs.preview.result", "needs.gate.result", "does not look at preview"),
    ],
)
def test_a_check_that_does_not_close_the_workflow_is_caught(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    text = PREVIEW.read_text()
    assert old in text
    (tmp_path / "preview.yml").write_text(text.replace(old, new))
    assert complaint in "\n".join(rules.closing_complaints(rules.workflows(tmp_path)))


@pytest.mark.parametrize(
    ("gate", "preview", "fork", "passes"),
    [
        ("success", "success", "false", True),
        ("success", "skipped", "true", True),
        ("success", "skipped", "false", False),
        ("failure", "success", "false", False),
        ("failure", "skipped", "true", False),
        ("success", "failure", "false", False),
        ("cancelled", "success", "false", False),
        ("success", "cancelled", "false", False),
        ("skipped", "skipped", "true", False),
    ],
)
def test_what_is_skipped_is_fine_for_forks_alone(gate: str, preview: str, fork: str, passes: bool) -> None:
    [step] = rules.workflows()["preview.yml"]["jobs"]["ready"]["steps"]
    # as a runner does: https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax (shell)
    done = subprocess.run(
        ["bash", "-e", "-c", step["run"]],
        env={"GATE": gate, "PREVIEW": preview, "FORK": fork}, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert (done.returncode == 0) is passes
    assert f"gate: {gate}, preview: {preview}" in done.stdout

"""A stack is reported on by one command: planned by the real engine, judged by the gate, drawn."""

import json
import subprocess
import sys

import pytest

from tests.support.deployment import Deployment

pytestmark = pytest.mark.e2e


def reported(deployment: Deployment, *arguments: str, code: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "report", *arguments], cwd=deployment.folder, check=False, capture_output=True,
        text=True, timeout=300, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == code, done.stderr
    return done.stdout


def test_a_stack_is_planned_judged_and_reported_by_one_command(deployment: Deployment) -> None:
    printed = reported(deployment, "-s", "dev")
    folder = deployment.folder / ".local" / "report" / "dev"
    assert printed.splitlines()[0].startswith("dev: ")
    assert "<svg" in (folder / "report.html").read_text(encoding="utf-8")
    assert "**Gate:** dev passes" in (folder / "report.md").read_text(encoding="utf-8")
    document = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert document["complete"]
    assert document["gate"]["outcome"] == "pass"
    assert document["changes"]["counts"]["create"] > 90


def test_a_stack_that_cannot_be_planned_is_reported_as_that_and_claims_nothing(deployment: Deployment) -> None:
    deployment.edit_file("Pulumi.dev.yaml", "location: eastasia\n", "location: eastasiaa\n")
    printed = reported(deployment, "-s", "dev", code=2)
    assert printed.splitlines()[0] == "dev: the plan failed, nothing can be said of it"
    folder = deployment.folder / ".local" / "report" / "dev"
    for name in ("report.md", "report.html", "report.json"):
        page = (folder / name).read_text(encoding="utf-8")
        assert "must be an Azure region" in page
        assert "USD" not in page
        assert "nothing" not in page.replace("nothing can be said of it", "")


def test_what_is_deployed_is_reported_from_its_state(deployment: Deployment) -> None:
    deployment.run("up", "-s", "dev", "--yes", "--skip-preview")
    state = deployment.folder / "state.json"
    printed = deployment.run("stack", "export", "-s", "dev").output
    state.write_text(printed[printed.index("{") :], encoding="utf-8")
    page = deployment.folder / "page.html"
    reported(deployment, "--state", str(state), "--html", str(page))
    text = page.read_text(encoding="utf-8")
    assert "resources as they stand" in text
    assert "pep-vault · 10.10.0." in text
    deployment.run("destroy", "-s", "dev", "--yes", "--skip-preview")

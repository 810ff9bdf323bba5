"""The scripts of the pipelines, run as pipelines run them; `pulumi` is the real engine, with the emulator for Azure."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.deployment import Deployment

pytestmark = pytest.mark.e2e

TOKEN = "made-up-token-8f3a"
SCRIPTS = "pipelines/scripts"


class Pipeline:
    """A clone of the project with `pulumi` on its path."""

    def __init__(self, folder: Path) -> None:
        self.deployment = Deployment(folder)
        self.folder = folder
        self._bin = folder / ".local-bin"
        self._bin.mkdir()
        shim = self._bin / "pulumi"
        shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m local "$@"\n')
        shim.chmod(0o755)
        (self._bin / "python3").symlink_to(sys.executable)
        (folder / ".gitignore").write_text(".local*\n__pycache__\nplan*\nout*\n")
        self.git("init", "--quiet")
        self.commit()

    def git(self, *args: str) -> None:
        identity = ["-c", "user.name=tests", "-c", "user.email=tests@example.com"]
        subprocess.run(["git", *identity, *args], cwd=self.folder, check=True, capture_output=True)

    def commit(self) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "a commit")

    def head(self) -> str:
        """The commit that is checked out."""
        command = ["git", "rev-parse", "HEAD"]
        return subprocess.run(command, cwd=self.folder, check=True, capture_output=True, text=True).stdout

    def run(self, script: str, *args: str) -> subprocess.CompletedProcess[str]:
        """A script as a step runs it."""
        # the link to this Python must find the packages that this one has
        environment = {
            **os.environ,
            "PATH": f"{self._bin}:{os.environ['PATH']}",
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        return subprocess.run(
            ["bash", f"{SCRIPTS}/{script}", *args],
            cwd=self.folder, env=environment, check=False, capture_output=True, text=True, timeout=600,
        )  # fmt: skip

    def resources(self) -> int:
        return len(self.deployment.run("azure", "list", "--json").output.split('"id"')) - 1


@pytest.fixture
def pipeline(tmp_path: Path) -> Pipeline:
    return Pipeline(tmp_path)


def with_token(pipeline: Pipeline) -> None:
    """Agents that sign in with a token, which is a secret of the stack."""
    pipeline.deployment.edit_stack("dev", lambda config: config["agents"].update(authentication="personalAccessToken"))
    pipeline.deployment.run("config", "set", "--secret", "agentToken", TOKEN, "-s", "dev")
    pipeline.commit()


def test_a_plan_is_deployed_and_nothing_but_that_plan(pipeline: Pipeline) -> None:
    with_token(pipeline)
    planned = pipeline.run("preview.sh", "dev", "plan")
    assert planned.returncode == 0, planned.stderr
    verdict = json.loads((pipeline.folder / "plan/verdict.json").read_text())
    assert (verdict["verdict"], verdict["stack"]) == ("pass", "dev")
    assert len(json.loads((pipeline.folder / "plan/preview.json").read_text())["steps"]) > 100
    for file in (pipeline.folder / "plan").iterdir():
        assert TOKEN not in file.read_text(), f"{file.name} is kept as an artefact"

    # another commit is refused before the engine starts
    pipeline.deployment.edit_file("Pulumi.dev.yaml", "maxNodes: 2", "maxNodes: 3")
    assert "files differ from the commit" in pipeline.run("up.sh", "dev", "plan").stderr
    pipeline.commit()
    assert "plan again" in pipeline.run("up.sh", "dev", "plan").stderr

    # even where the commit is said to be the same, the engine refuses what the plan does not hold: nothing is made
    (pipeline.folder / "plan/commit").write_text(pipeline.head())
    refused = pipeline.run("up.sh", "dev", "plan")
    assert refused.returncode != 0
    assert "violates plan" in refused.stdout + refused.stderr
    assert pipeline.resources() == 0

    pipeline.git("reset", "--quiet", "--hard", "HEAD~1")
    (pipeline.folder / "plan/commit").write_text(pipeline.head())
    deployed = pipeline.run("up.sh", "dev", "plan")
    assert deployed.returncode == 0, deployed.stdout + deployed.stderr
    assert pipeline.resources() > 100

    assert pipeline.run("outputs.sh", "dev", "out/outputs.json").returncode == 0
    outputs = json.loads((pipeline.folder / "out/outputs.json").read_text())
    assert {"privateEndpoints", "addressSpaces", "workspaceName", "computeClusters"} <= outputs.keys()

    assert pipeline.run("drift.sh", "dev", "out/drift.txt").returncode == 0
    pipeline.deployment.edit_file("Pulumi.dev.yaml", "maxNodes: 2", "maxNodes: 3")
    drifted = pipeline.run("drift.sh", "dev", "out/drift.txt")
    assert drifted.returncode == 1, drifted.stdout + drifted.stderr
    assert "maxNodeCount" in (pipeline.folder / "out/drift.txt").read_text()

    assert "type dev to destroy it" in pipeline.run("destroy.sh", "dev", "prod").stderr
    assert pipeline.resources() > 100
    gone = pipeline.run("destroy.sh", "dev", "dev")
    assert gone.returncode == 0, gone.stdout + gone.stderr


def test_what_the_gate_refuses_has_a_verdict_and_no_plan(pipeline: Pipeline) -> None:
    pipeline.deployment.edit_file(
        "components/storage_account.py", 'public_network_access="Disabled"', 'public_network_access="Enabled"'
    )
    pipeline.commit()
    refused = pipeline.run("preview.sh", "dev", "plan")
    assert refused.returncode == 1, refused.stderr
    assert "azure-storage-account-public-access" in refused.stderr
    verdict = json.loads((pipeline.folder / "plan/verdict.json").read_text())
    assert verdict["verdict"] == "refused"
    assert not (pipeline.folder / "plan/plan.json").exists()
    assert "there is no plan in plan" in pipeline.run("up.sh", "dev", "plan").stderr


def test_a_stack_that_is_none_reaches_no_command(pipeline: Pipeline) -> None:
    for name in ("nowhere", "../dev", "dev --yes", ""):
        for script in ("preview.sh", "up.sh", "drift.sh", "destroy.sh", "outputs.sh", "report.sh"):
            done = pipeline.run(script, name, "plan")
            assert done.returncode == 2
            assert "there is no stack file" in done.stderr

"""Would Azure take a change? Asked of an emulated Azure of its own, where a plan asks nobody."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.stackfiles import PROJECT_ROOT

pytestmark = pytest.mark.e2e

PROGRAM = """\
import pulumi
import pulumi_azure_native as azure
import os

config, name = pulumi.Config(), f"{pulumi.get_project()}-{pulumi.get_stack()}"
if config.get("hub"):
    pulumi.export("from", pulumi.StackReference(config.require("hub")).require_output("word"))
pulumi.export("word", config.require_secret("word"))
group = azure.resources.ResourceGroup("group", resource_group_name=f"rg-{name}", location="eastasia", tags={})
azure.network.PublicIPAddress(
    "ip", public_ip_address_name="pip", resource_group_name=group.name, location="eastasia",
    public_ip_allocation_method="Static", sku={"name": "Standard"}, zones=config.get_object("zones"),
)
"""
SECRET = "for-local-runs-only"


class Team:
    """A project in a repository, whose secret value was set for local runs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.write("Pulumi.yaml", "name: tiny\nruntime: python\n")
        self.write("Pulumi.dev.yaml", "config:\n  tiny:word: {secure: 'v1:abcdefgh:bm90IG91cnM='}\n")
        self.write("__main__.py", PROGRAM)
        self.write(".gitignore", ".local/\n__pycache__/\n")
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("add", ".")
        self.git("-c", "user.name=a", "-c", "user.email=a@b.example", "commit", "--quiet", "-m", "first")
        self.local("config", "set", "--secret", "word", SECRET, "-s", "dev")

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text)

    def change(self, old: str, new: str) -> None:
        text = (self.folder / "__main__.py").read_text()
        assert text.count(old) == 1
        self.write("__main__.py", text.replace(old, new))

    def git(self, *args: str) -> str:
        return subprocess.run(["git", *args], cwd=self.folder, check=True, capture_output=True, text=True).stdout

    def local(self, *args: str, code: int = 0) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "local", *args],
            cwd=self.folder, env={**os.environ, "PYTHONPATH": str(PROJECT_ROOT)}, check=False, text=True, timeout=300,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        assert done.returncode == code, f"{' '.join(args)} -> {done.returncode}\n{done.stdout}"
        assert SECRET not in done.stdout
        return done.stdout

    def verdict(self, *args: str, code: int) -> tuple[str, str]:
        """The verdict, and all that is printed before it; afterwards nothing is there that was not before."""
        before = (self.git("status", "--porcelain"), self.git("worktree", "list"), self.kept())
        *printed, verdict = self.local("rehearse", *args, code=code).splitlines()
        assert (self.git("status", "--porcelain"), self.git("worktree", "list"), self.kept()) == before
        return verdict, "\n".join(printed)

    def kept(self) -> dict[str, bytes]:
        """What local runs left: the emulator's store and the state of stacks among it."""
        found = sorted(path for path in (self.folder / ".local").rglob("*") if path.is_file())
        return {str(path): path.read_bytes() for path in found if "home" not in path.parts}


@pytest.fixture
def team(tmp_path: Path) -> Team:
    return Team(tmp_path)


def test_a_change_that_azure_takes(team: Team) -> None:
    team.change("tags={}", 'tags={"new": "yes"}')
    verdict, printed = team.verdict("-s", "dev", "--base", "main", code=0)
    assert verdict == "TAKEN  dev: the emulated Azure takes it, and a second run changes nothing"
    assert "Deploying dev as main has it" in printed
    assert "1 updated" in printed, "what Azure saw was the change"


def test_a_change_that_azure_refuses_though_the_plan_passes(team: Team) -> None:
    team.local("up", "-s", "dev", "--yes", "--skip-preview")
    team.change('zones=config.get_object("zones")', 'zones=["1"]')
    assert "1 to update" in team.local("preview", "-s", "dev")
    verdict, printed = team.verdict("-s", "dev", "--base", "main", code=1)
    assert verdict == "REFUSED  dev: the emulated Azure, the gate or the program itself does not take it"
    assert 'Code="ResourceAvailabilityZonesCannotBeModified"' in printed
    assert team.verdict("-s", "dev", code=0)[0].startswith("TAKEN  dev: "), "from nothing it is taken"


def test_a_program_that_never_comes_to_rest(team: Team) -> None:
    team.change("tags={}", 'tags={"process": str(os.getpid())}')
    verdict, printed = team.verdict("-s", "dev", code=1)
    assert verdict == "REFUSED  dev: a second run does not come out without changes"
    assert "no changes were expected" in printed


def test_what_cannot_be_deployed_before_the_change_either(team: Team) -> None:
    team.change("tags={}", 'tags={"a": 1 / 0}')
    team.git("add", ".")
    team.git("-c", "user.name=a", "-c", "user.email=a@b.example", "commit", "--quiet", "-m", "broken")
    team.change("1 / 0", "'b'")
    verdict, printed = team.verdict("-s", "dev", "--base", "main", code=1)
    assert verdict == "REFUSED  dev: dev cannot be deployed as main has it, before any change"
    assert "ZeroDivisionError" in printed
    assert "as it is here" not in printed


def test_a_new_stack_that_reads_another_one(team: Team) -> None:
    team.write("Pulumi.spoke.yaml", "config:\n  tiny:hub: organization/tiny/dev\n  tiny:word: own\n")
    verdict, printed = team.verdict("-s", "spoke", "--base", "main", "--after", "dev", code=0)
    assert verdict.startswith("TAKEN  spoke: ")
    steps = [line for line in printed.splitlines() if line.startswith(("Deploying ", "Running ", "spoke is"))]
    assert steps == [
        "Deploying dev as main has it", "spoke is new since main", "Deploying dev", "Deploying spoke as it is here",
        "Running spoke once more",
    ]  # fmt: skip
    assert team.verdict("-s", "spoke", code=1)[0].startswith("REFUSED  spoke: "), "alone it misses the other one"

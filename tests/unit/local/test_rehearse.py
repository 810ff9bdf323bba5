"""Mistakes in asking for a rehearsal: each is one line, and nothing runs."""

import subprocess
from pathlib import Path

import pytest

from local import rehearse
from local.arguments import parse
from local.errors import LocalError


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "Pulumi.yaml").write_text("name: p\nruntime: python\n")
    (tmp_path / "Pulumi.dev.yaml").write_text("config: {}\n")

    def nothing(*_args: object, **_flags: object) -> int:
        raise AssertionError("nothing is deployed")

    monkeypatch.setattr("local.child.run", nothing)
    return tmp_path


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "no stack is chosen: add -s dev"),
        ("-s x", "no stack 'x'"),
        ("-s dev --after x", "no stack 'x'"),
        ("dev", "takes -s STACK, --base COMMIT and --after STACK, got dev"),
        ("-s dev --yes", "got --yes"),
        ("-s dev --faults f", "got --faults"),
        ("-s dev --state 127.0.0.1:1/state", "got --state"),
        ("-s dev --base", "--base needs a value"),
        ("-s dev --after=", "--after needs a value"),
        ("-s dev --base main", "--base main: git cannot read that commit in "),
        ("-s dev --base --output=x", "--base --output=x: git cannot read that commit in "),
    ],
)
def test_a_mistake_is_said_before_anything_runs(project: Path, line: str, said: str) -> None:
    with pytest.raises(LocalError) as caught:
        rehearse.run(parse(["rehearse", *line.split()], project))
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_without_git_no_commit_can_be_had(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(LocalError, match=r"^--base needs git, which is not on PATH$"):
        rehearse.run(parse(["rehearse", "-s", "dev", "--base", "main"], project))


def test_a_commit_that_is_no_option_for_git(project: Path) -> None:
    subprocess.run(["git", "init", "--quiet"], cwd=project, check=True)
    with pytest.raises(LocalError, match=r"--base --remote=ssh://x: git cannot read"):
        rehearse.run(parse(["rehearse", "-s", "dev", "--base=--remote=ssh://x"], project))


def test_it_explains_itself(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert rehearse.run(parse(["rehearse", "--help"], project)) == 0
    assert "python -m local rehearse -s STACK" in capsys.readouterr().out

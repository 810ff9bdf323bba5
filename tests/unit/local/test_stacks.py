"""A stack is created once, and asking whether it is there is in nobody's way."""

from pathlib import Path

import pytest

from local.backend import Backend
from local.engine import Engine
from local.errors import LocalError
from local.project import Project
from local.stackfiles import StackFiles
from local.stacks import create

CONTAINER = Backend(is_files=False, variables={"PULUMI_BACKEND_URL": "azblob://state"})


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "Pulumi.yaml").write_text("name: secure-mlops\nruntime: python\n")
    found = Project(tmp_path, tmp_path / ".local")
    found.prepare()
    return found


def asked(project: Project, script: str) -> list[str]:
    """What an engine that runs a script was asked; the script may be asked anything that starts with `stack`."""
    engine, asked = project.root / "pulumi", project.root / "asked"
    engine.write_text(f'#!/bin/sh\necho "$*" >> "{asked}"\n{script}\n')
    engine.chmod(0o755)
    create(
        "dev",
        Engine(path=engine, version="3", source="test"),
        project,
        StackFiles(project),
        {"PATH": "/bin"},
        kept_in=CONTAINER,
    )
    return asked.read_text().splitlines()


LOOK, INIT = "stack --show-name --stack dev --non-interactive", "stack init dev --no-select --non-interactive"


def test_one_that_is_in_a_container_is_only_looked_at(project: Project) -> None:
    assert asked(project, "exit 0") == [LOOK]


def test_one_that_is_not_there_is_created(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(project, '[ "$2" = init ]') == [LOOK, INIT]
    assert capsys.readouterr().err == "Created local stack 'dev' in azblob://state\n"


@pytest.mark.parametrize("script", [
    '[ "$2" != init ] && [ -e made ] && exit 0; [ "$2" = init ] && touch made; exit 1',
    '[ "$2" = init ] && echo "the stack is currently locked by 1 lock(s)" >&2; exit 1',
])  # fmt: skip
def test_another_run_may_create_it_at_the_same_time(
    project: Project, script: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked(project, script)[:2] == [LOOK, INIT]
    assert capsys.readouterr().err == ""


def test_an_engine_that_refuses_is_quoted(project: Project) -> None:
    with pytest.raises(LocalError, match=r"^stack 'dev' cannot be created: error: no such container: does the "):
        asked(project, 'echo "error: no such\ncontainer" >&2; exit 1')

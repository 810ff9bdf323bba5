"""After a dead run or a lost answer, `recover` does the engine's own steps, and only those that are needed."""

from __future__ import annotations

import json
import os
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from local import recover
from local.arguments import parse
from local.azure.store import Store
from local.errors import LocalError
from tests.unit.azure import samples as given
from tests.unit.azure.harness import azure_engine

NAT, ROUTES = "azure-native:network:NatGateway", "azure-native:network:RouteTable"
_URN = "urn:pulumi:dev::p::"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "Pulumi.yaml").write_text("name: p\nruntime: python\n", encoding="utf-8")
    (tmp_path / "Pulumi.dev.yaml").write_text("config: {}\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def azure(project: Path) -> Iterator[Store]:
    """What Azure has: a group, and a route table that no state knows."""
    store = Store(project / ".local" / "azure.db")
    engine = azure_engine(store)
    engine.create("resources:ResourceGroup", given.group())
    engine.create("network:RouteTable", given.route_table())
    yield store
    store.close()


@dataclass
class Engine:
    """Notes the commands, and plays a preview that would create a route table and a NAT gateway."""

    fails: str = ""
    said: list[str] = field(default_factory=list)
    imported: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, words: list[str], output: BinaryIO | None = None) -> int:
        self.said.append(" ".join(word for word in words if not word.startswith(("/", "--import-file", "--file"))))
        if words[0] == self.fails:
            return 3
        flags = dict(word.split("=", 1) for word in words if "=" in word)
        if words[0] == "preview":
            assert output is not None
            Path(flags["--import-file"]).write_text(json.dumps({"resources": [_entry(ROUTES), _entry(NAT)]}))
            steps = [_step(ROUTES, given.route_table()), _step(NAT, given.nat()), {"op": "same", "urn": f"{_URN}x::y"}]
            output.write(b"warning: { not yet\n" + json.dumps({"steps": steps}, indent=1).encode() + b"\nDone\n")
            output.flush()
        if words[0] == "import":
            self.imported = json.loads(Path(flags["--file"]).read_text())["resources"]
        return 0

    @property
    def commands(self) -> list[str]:
        return [line.split()[0] for line in self.said]


def _entry(kind: str) -> dict[str, Any]:
    return {"type": kind, "name": "it", "logicalName": "it", "id": "<PLACEHOLDER>"} | {"name": kind}


def _step(kind: str, inputs: dict[str, Any]) -> dict[str, Any]:
    return {"op": "create", "urn": f"{_URN}{kind}::it", "newState": {"type": kind, "inputs": inputs}}


def run(project: Path, engine: Engine, line: str = "recover -s dev") -> int:
    return recover.run(parse(line.split(), project), engine)


def lock(project: Path, pid: int) -> None:
    folder = project / ".local/state/.pulumi/locks/organization/p/dev"
    folder.mkdir(parents=True)
    (folder / "1.json").write_text(json.dumps({"pid": pid, "hostname": socket.gethostname()}), encoding="utf-8")


def state(project: Path, *operations: str) -> None:
    folder = project / ".local/state/.pulumi/stacks/p"
    folder.mkdir(parents=True)
    latest = {"pending_operations": [{"type": one, "resource": {"urn": f"{_URN}{NAT}::it"}} for one in operations]}
    (folder / "dev.json").write_text(json.dumps({"checkpoint": {"latest": latest}}), encoding="utf-8")


@pytest.mark.usefixtures("azure")
def test_what_azure_has_and_an_up_would_create_is_imported_and_nothing_else(project: Path) -> None:
    engine = Engine()
    assert run(project, engine) == 0
    assert engine.commands == ["preview", "import"]
    [kept] = engine.imported
    assert kept["type"] == ROUTES
    assert kept["id"].endswith("/routeTables/rt")


def test_where_azure_has_nothing_nothing_is_imported(project: Path) -> None:
    Store(project / ".local" / "azure.db").close()
    engine = Engine()
    assert run(project, engine) == 0
    assert engine.commands == ["preview"]


@pytest.mark.usefixtures("azure")
def test_a_lock_of_a_dead_run_is_freed_first_and_pending_creations_are_dropped(project: Path) -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    lock(project, ended.pid)
    state(project, "updating", "creating")
    engine = Engine()
    assert run(project, engine) == 0
    assert engine.commands == ["cancel", "refresh", "preview", "import"]
    assert "--clear-pending-creates" in engine.said[1]


@pytest.mark.usefixtures("azure")
def test_pending_changes_need_no_dropping(project: Path) -> None:
    state(project, "updating", "deleting")
    engine = Engine()
    run(project, engine)
    assert engine.commands == ["preview", "import"]


def test_a_run_that_lives_is_not_disturbed(project: Path) -> None:
    lock(project, os.getpid())
    engine = Engine()
    with pytest.raises(LocalError, match=f"process {os.getpid()} is at work on stack 'dev'"):
        run(project, engine)
    assert not engine.said


@pytest.mark.usefixtures("azure")
@pytest.mark.parametrize("fails", ["preview", "import"])
def test_a_step_that_fails_ends_it_with_its_code(fails: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(project, Engine(fails)) == 3
    assert "goes on from here" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "said"),
    [("recover", "no stack is chosen"), ("recover dev", "takes a stack, -s STACK"), ("recover -s x", "no stack 'x'")],
)
def test_a_command_line_that_is_not_understood_is_one_line(line: str, said: str, project: Path) -> None:
    with pytest.raises(LocalError, match=said):
        run(project, Engine(), line)


def test_help_does_nothing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(project, Engine(), "recover --help") == 0
    assert "python -m local recover -s STACK" in capsys.readouterr().out

"""Where a local run keeps its state: files, or an emulator on this machine; never a cloud."""

from pathlib import Path

import pytest

from local.arguments import parse
from local.backend import ACCOUNT, KEY, STATE_VARIABLE, Backend, chosen
from local.environment import engine_environment
from local.errors import LocalError
from local.project import Project

PROJECT = Project(Path("/p"), Path("/p/.local a"))


def backend(line: str) -> Backend:
    return chosen(parse(line.split(), Path("/p")), PROJECT)


def test_it_is_files_beside_the_project_by_default() -> None:
    found = backend("up -s dev")
    assert found.is_files
    assert dict(found.variables) == {"PULUMI_BACKEND_URL": "file:///p/.local%20a/state?metadata=skip"}


@pytest.mark.parametrize("place", ["127.0.0.1:10000/state", "localhost:1/a-b-c"])
def test_a_container_of_an_emulator_is_spelled_out_for_the_engine(place: str) -> None:
    domain, _, container = place.partition("/")
    found = backend(f"up --state {place} -s dev")
    assert not found.is_files
    assert found.variables["PULUMI_BACKEND_URL"] == (
        f"azblob://{container}?localemu=true&protocol=http&domain={domain}&storage_account={ACCOUNT}"
    )


def test_the_environment_says_it_where_the_command_line_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(STATE_VARIABLE, "127.0.0.1:10000/state")
    assert not backend("up").is_files
    assert "other" in backend("up --state 127.0.0.1:1/other").variables["PULUMI_BACKEND_URL"]


@pytest.mark.parametrize(
    "place",
    [
        "azblob://state", "contoso.blob.core.windows.net:443/state", "127.0.0.1.evil.example:80/state",
        "127.0.0.1/state", "127.0.0.1:10000", "127.0.0.1:10000/State", "127.0.0.1:10000/s?storage_account=x", "",
    ],
)  # fmt: skip
def test_anywhere_else_is_refused(place: str) -> None:
    with pytest.raises(LocalError, match=r"a storage emulator on this machine, such as 127\.0\.0\.1:10000/state, got "):
        backend(f"up --state={place}")


def test_a_persons_own_storage_account_does_not_reach_the_engine() -> None:
    own = {"AZURE_STORAGE_ACCOUNT": "team", "AZURE_STORAGE_KEY": "theirs", "AZURE_STORAGE_CONNECTION_STRING": "c"}
    variables = backend("up --state 127.0.0.1:10000/state").variables
    found = engine_environment({**own, "PATH": "/bin"}, backend=variables, home=Path("/h"), path=[])
    azure = {name: value for name, value in found.items() if name.startswith("AZURE_")}
    assert azure == {"AZURE_STORAGE_ACCOUNT": ACCOUNT, "AZURE_STORAGE_KEY": KEY}

"""`--faults` and `--clock`: ours, with values that are understood or refused, and never handed to the engine."""

from pathlib import Path

import pytest

from local import conditions
from local.arguments import Arguments, parse
from local.errors import LocalError
from local.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path, tmp_path / ".local")


def read(project: Project, line: str) -> Arguments:
    return parse(line.split(), project.root)


@pytest.mark.parametrize(
    "line",
    ["up -s dev --faults day.yaml --clock 60 --yes", "up --clock=60 -s dev --yes --faults=day.yaml", "--clock 60 up"],
)
def test_the_engine_never_sees_our_flags(line: str, project: Project) -> None:
    arguments = read(project, line)
    assert arguments.own["--clock"] == "60"
    assert not [one for one in arguments.with_flags("--x") if "clock" in one or "faults" in one or one in ("60", "day")]
    assert arguments.command == "up"


def test_what_stands_behind_a_double_dash_is_not_ours(project: Project) -> None:
    assert read(project, "config set key -- --clock 60").own == {}


def test_a_good_day_without_a_clock_has_no_conditions(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(conditions.FAULTS_VARIABLE, raising=False)
    monkeypatch.delenv(conditions.CLOCK_VARIABLE, raising=False)
    with conditions.under(read(project, "up -s dev"), project, "p", "dev") as given:
        assert given is None


def test_a_plan_is_read_from_where_the_person_stands(project: Project) -> None:
    (project.root / "day.yaml").write_text("faults: [{what: cut, when: after}]\n", encoding="utf-8")
    with conditions.under(read(project, "up --faults day.yaml"), project, "p", "dev") as given:
        assert given is not None
        assert [fault.what for fault in given.plan.faults] == ["cut"]
        assert given.clock.scale == 0
        assert set(given.kills) == {"engine", "emulator", "machine"}


def test_variables_say_the_same_and_flags_win(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(conditions.CLOCK_VARIABLE, "60")
    with conditions.under(read(project, "up"), project, "p", "dev") as given:
        assert given is not None
        assert given.clock.scale == 60
    with conditions.under(read(project, "up --clock 120"), project, "p", "dev") as given:
        assert given is not None
        assert given.clock.scale == 120


@pytest.mark.parametrize("value", ["fast", "-1", "", "nan"])
def test_a_clock_that_is_no_number_is_refused(value: str, project: Project) -> None:
    refused = pytest.raises(LocalError, match="--clock takes how many minutes of Azure's pass in one of ours")
    with refused, conditions.under(parse(["up", f"--clock={value}"], project.root), project, "p", "dev"):
        pass


def test_every_mistake_of_a_plan_is_a_line(project: Project) -> None:
    file = project.root / "day.yaml"
    file.write_text("faults: [{what: rain}, {what: slow}]\n", encoding="utf-8")
    with (
        pytest.raises(LocalError) as error,
        conditions.under(read(project, "up --faults day.yaml"), project, "p", "dev"),
    ):
        pass
    assert [line.split(": ")[1] for line in str(error.value).splitlines()] == ["faults[0]", "faults[1].minutes"]
    assert str(file) in str(error.value)


def test_the_time_is_said_at_the_end(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    with conditions.under(read(project, "up --clock 60000"), project, "p", "dev") as given:
        assert given is not None
        with given.clock.operation("create", "urn:pulumi:dev::p::t::gateway"):
            given.clock.wait(2700)
    assert capsys.readouterr().err.splitlines() == [
        "Azure's clock: 45:00 min for 1 operations (45:00 min one after the other)",
        "  longest chain: gateway 45:00 min",
    ]


def test_a_fault_that_hit_nothing_is_said(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    (project.root / "day.yaml").write_text("faults: [{what: cut, when: after}, {what: stuck}]\n", encoding="utf-8")
    with conditions.under(read(project, "up --faults day.yaml"), project, "p", "dev") as given:
        assert given is not None
        given.met[0] = 1
    assert capsys.readouterr().err == "warning: faults[1] (stuck) hit nothing\n"

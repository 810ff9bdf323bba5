"""Stand-ins for the tools that get an engine: shell scripts on a PATH of their own."""

import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from local.engine.progress import Progress

Script = Callable[..., Path]


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A folder that takes the place of PATH."""
    folder = tmp_path / "tools"
    folder.mkdir()
    return folder


@pytest.fixture
def script(tools: Path) -> Script:
    """Make an executable in that folder."""

    def make(name: str, body: str) -> Path:
        path = tools / name
        path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
        path.chmod(0o755)
        return path

    return make


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An empty cache."""
    return tmp_path / "cache"


@pytest.fixture
def said() -> io.StringIO:
    """What a person reads."""
    return io.StringIO()


@pytest.fixture
def progress(said: io.StringIO) -> Progress:
    return Progress(said)


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test looks at the user's cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    monkeypatch.setenv("PATH", os.defpath)

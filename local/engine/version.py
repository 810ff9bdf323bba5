"""The pinned versions, read from the one place that holds them: the Go module in `gomod/`."""

import os
import re
import subprocess
from pathlib import Path

from local.engine.model import Unavailable

GO_MODULE = Path(__file__).parent / "gomod"

Version = tuple[int, ...]


def _pinned(pattern: str) -> str:
    text = (GO_MODULE / "go.mod").read_text(encoding="utf-8")
    found = re.search(pattern, text, flags=re.MULTILINE)
    if found is None:
        raise RuntimeError(f"{GO_MODULE / 'go.mod'} does not match {pattern!r}")
    return found[1]


def engine_version() -> str:
    """Return the version that every way of getting an engine aims at."""
    return _pinned(r"^\s*(?:require )?github\.com/pulumi/pulumi/pkg/v3 v(\S+)")


def go_version() -> str:
    """Return the oldest Go that builds it."""
    return _pinned(r"^go (\S+)$")


def numbers(text: str) -> Version:
    """Return the first dotted number in a text, for comparing.

    Args:
        text: For instance `v3.255.0` or `go version go1.26.8 linux/amd64`.

    Raises:
        ValueError: There is no version in it.
    """
    found = re.search(r"\d+\.\d+(?:\.\d+)?", text)
    if found is None:
        raise ValueError(f"no version in {text!r}")
    return tuple(int(part) for part in found[0].split("."))


def dotted(version: Version) -> str:
    """Return a version as people write it."""
    return ".".join(map(str, version))


def ask_version(command: list[str], environment: dict[str, str] | None = None) -> Version:
    """Run a program that prints its version.

    Args:
        command: The program and the arguments that make it print.
        environment: Variables to set for it.

    Raises:
        Unavailable: It does not run, does not end, or prints something else.
    """
    try:
        done = subprocess.run(
            command,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=30,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        reason = "does not answer" if isinstance(error, subprocess.TimeoutExpired) else error.strerror
        raise Unavailable(f"{command[0]} does not run ({reason})") from error
    if done.returncode != 0:
        raise Unavailable(f"{command[0]} does not run (exit code {done.returncode})")
    try:
        return numbers(done.stdout)
    except ValueError as error:
        raise Unavailable(f"{command[0]} does not print its version") from error

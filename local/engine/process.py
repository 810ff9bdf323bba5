"""Run a long command: every line is seen as it comes, and it never outlives us or hangs for ever."""

import os
import queue
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from local.engine.model import Unavailable

POLL = 0.5
"""Seconds between two looks at a command that prints nothing."""


def run(  # noqa: PLR0913 - each is one property of the command
    command: list[str],
    *,
    what: str,
    env: Mapping[str, str],
    cwd: Path,
    on_line: Callable[[str], None] = lambda _line: None,
    tick: Callable[[], None] = lambda: None,
    activity: Callable[[], int] = lambda: 0,
    idle: float = 1800.0,
) -> None:
    """Run a command to its end.

    Args:
        command: The program and its arguments.
        what: What it is, for messages.
        env: Its whole environment.
        cwd: Where it runs.
        on_line: Called with every line it prints.
        tick: Called about twice a second.
        activity: A number that changes while the command makes progress that it does not print.
        idle: Seconds without a line or a change after which it is stopped.

    Raises:
        Unavailable: It does not start, fails, or shows no progress for too long.
    """
    try:
        # a session of its own: what it starts in turn is stopped with it
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
    except OSError as error:
        raise Unavailable(f"{what} does not start ({error.strerror})") from error
    try:
        tail = _follow(process, on_line, tick, _Idle(what, activity, idle))
    finally:
        _stop(process)
    if process.returncode != 0:
        raise Unavailable(f"{what} failed ({tail or f'exit code {process.returncode}'})")


class _Idle:
    """Notices when a command shows no progress for too long."""

    def __init__(self, what: str, activity: Callable[[], int], limit: float) -> None:
        self._what, self._activity, self._limit = what, activity, limit
        self._seen, self._last = activity(), time.monotonic()

    def alive(self) -> None:
        self._last = time.monotonic()

    def check(self) -> None:
        now = self._activity()
        if now != self._seen:
            self._seen = now
            self.alive()
        elif time.monotonic() - self._last > self._limit:
            raise Unavailable(f"{self._what} showed no progress for {self._limit:.0f} s")


def _follow(
    process: subprocess.Popen[str], on_line: Callable[[str], None], tick: Callable[[], None], idle: _Idle
) -> str:
    """Watch a command until it closes its output, and return the last line."""
    lines: queue.Queue[str | None] = queue.Queue()
    threading.Thread(target=_read, args=(process, lines), daemon=True).start()
    last = ""
    while True:
        tick()
        try:
            line = lines.get(timeout=POLL)
        except queue.Empty:
            idle.check()
            continue
        if line is None:
            process.wait()
            return last
        idle.alive()
        last = line.strip() or last
        on_line(line.strip())


def _read(process: subprocess.Popen[str], lines: "queue.Queue[str | None]") -> None:
    if process.stdout is not None:
        for line in process.stdout:
            lines.put(line)
    lines.put(None)


def _stop(process: subprocess.Popen[str]) -> None:
    """End the whole session, whether the command has ended or not: it may have left children."""
    with suppress(ProcessLookupError, PermissionError):  # macOS answers the second for a group of zombies
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def remove_tree(folder: Path) -> None:
    """Remove a folder with what a command left in it; Go keeps its module cache read-only."""
    for directory, _, _ in os.walk(folder):
        Path(directory).chmod(0o700)
    shutil.rmtree(folder, ignore_errors=True)

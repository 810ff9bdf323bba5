"""Run the engine in the foreground: it has the terminal, its exit code is ours, Ctrl-C ends it properly."""

import os
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import BinaryIO

_RUNNING: list[subprocess.Popen[bytes]] = []
_FORWARDED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run(command: Sequence[str], *, cwd: Path, env: Mapping[str, str], output: BinaryIO | None = None) -> int:
    """Run a command to its end, with our stdin, stdout and stderr.

    Args:
        command: The program and its arguments.
        cwd: Where it runs.
        env: Its whole environment.
        output: Where to write what it prints, in place of our stdout and stderr.

    Returns:
        Its exit code, as a shell counts it.
    """
    # Without a terminal, signals may come to us alone or to our whole group; in a group of its own the engine
    # gets each exactly once, from us. It counts: the second means "stop at once, leave the state as it is".
    group = None if _terminal_group() is not None else 0
    with _signals() as pending:
        process = subprocess.Popen(command, cwd=cwd, env=dict(env), process_group=group, stdout=output, stderr=output)
        pending.append(process)
        _RUNNING.append(process)
        try:
            code = process.wait()
        finally:
            _RUNNING.remove(process)
    return code if code >= 0 else 128 - code


def kill() -> None:
    """Kill what runs, without a word: the end of a machine, not of a command."""
    for process in _RUNNING:
        process.kill()


@contextmanager
def _signals() -> Iterator[list[subprocess.Popen[bytes]]]:
    children: list[subprocess.Popen[bytes]] = []

    def forward(number: int, _frame: FrameType | None) -> None:
        for child in children:
            if not (number == signal.SIGINT and _terminal_group() == os.getpgrp()):
                # the engine cancels properly on SIGTERM, but dies of SIGHUP
                child.send_signal(signal.SIGTERM if number == signal.SIGHUP else number)
            # else: the terminal has sent Ctrl-C to the engine, too

    # one that is ignored (nohup) stays ignored
    heard = [number for number in _FORWARDED if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, forward) for number in heard}
    try:
        yield children
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _terminal_group() -> int | None:
    """Return which process group has the terminal; None if there is no terminal."""
    try:
        terminal = os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY)
    except OSError:
        return None
    try:
        return os.tcgetpgrp(terminal)
    except OSError:
        return None
    finally:
        os.close(terminal)

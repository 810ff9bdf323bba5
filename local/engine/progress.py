"""What is happening and for how long, on stderr: a live line on a terminal, sparse plain lines elsewhere."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from rich.console import Console
from rich.text import Text

PLAIN_INTERVAL = 15.0
"""Seconds between two plain lines: enough to see life in a CI log without filling it."""

Tick = Callable[[str], None]


class Progress:
    """Tells a person that long work is going on."""

    def __init__(self, stream: TextIO | None = None, interval: float = PLAIN_INTERVAL) -> None:
        self._stream = stream or sys.stderr
        self._interval = interval

    def note(self, line: str) -> None:
        """Print one line that stays."""
        print(line, file=self._stream, flush=True)

    @contextmanager
    def stage(self, title: str) -> Iterator[Tick]:
        """Show one long step for as long as the block runs.

        Args:
            title: What is being done.

        Yields:
            A function to call often with the current detail (or an empty string).
        """
        if self._stream.isatty():
            yield from self._live(title)
        else:
            yield from self._plain(title)

    def _live(self, title: str) -> Iterator[Tick]:
        started = time.monotonic()
        with Console(file=self._stream).status(Text(title)) as status:
            # Text: brackets in what a tool says are no markup
            yield lambda detail: status.update(Text(_line(title, detail, time.monotonic() - started)))

    def _plain(self, title: str) -> Iterator[Tick]:
        started = last = time.monotonic()
        self.note(title)

        def tick(detail: str) -> None:
            nonlocal last
            now = time.monotonic()
            if now - last >= self._interval:
                last = now
                self.note(_line(title, detail, now - started))

        yield tick


def _line(title: str, detail: str, seconds: float) -> str:
    elapsed = f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
    return f"{title}: {detail} ({elapsed})" if detail else f"{title} ({elapsed})"


def remaining(seconds: float) -> str:
    """How long something will still take, in words.

    Args:
        seconds: How long.
    """
    return f"{'less than a minute' if seconds < 60 else f'about {seconds / 60:.0f} min'} left"

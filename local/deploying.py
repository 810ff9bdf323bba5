"""How far a deployment is, and how long it will still take: told while the engine works.

The engine's own display shows what it does, not how much is left. Its event log has both: what the preview found to do
(with `--skip-preview` what has begun), and what is done. A terminal shows it in its title, as the engine draws on the
rest; a log gets a line now and then.
"""

from __future__ import annotations

import json
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TextIO

from local.engine.progress import PLAIN_INTERVAL, remaining

_LOOK = 0.2  # seconds between two looks into the log
_SETTLED = 5
"""Resources after which the pace says something."""
_IDLE = frozenset({"same", "read", "refresh"})
"""What takes no time worth telling."""
_PARTS = frozenset({"create-replacement", "delete-replaced"})
"""A replacement is told as one step, `replace`, beside these that do it."""


class Tally:
    """Counts what is to be done and what is done.

    Args:
        clock: Seconds of a clock that only goes forward.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._planned: set[str] = set()
        self._done: set[str] = set()
        self._began: float | None = None

    def line(self, line: str) -> None:
        """Take a line of the event log.

        Raises:
            ValueError: It is no JSON, as its beginning is missing.
        """
        event = json.loads(line)
        if found := _step(event.get("resourcePreEvent")):
            self._planned.add(found)
            if self._began is None and not event["resourcePreEvent"].get("planning"):
                self._began = self._clock()
        if (found := _step(event.get("resOutputsEvent"))) and not event["resOutputsEvent"].get("planning"):
            self._done.add(found)

    def text(self) -> str:
        """What is done, of what, and what is left; empty before anything is deployed."""
        if self._began is None:
            return ""
        done, planned, left = len(self._done), len(self._planned), ""
        if _SETTLED <= done < planned:
            left = f", {remaining((self._clock() - self._began) / done * (planned - done))}"
        return f"{done} of {planned} resources done{left}"


def _step(event: dict[str, Any] | None) -> str:
    """The resource of an event that takes time."""
    about = (event or {}).get("metadata") or {}
    skipped = about.get("op") in _IDLE | _PARTS or "pulumi:" in about.get("type", "pulumi:")
    return "" if skipped else str(about["urn"])


@contextmanager
def told(what: str, stream: TextIO | None = None) -> Iterator[Path]:
    """Tell how far a deployment is, as long as the block runs.

    Args:
        what: What is done, such as `up of dev`.
        stream: Where to tell it; stderr by default.

    Yields:
        The file that the engine has to write its events into.
    """
    ended = threading.Event()
    with tempfile.TemporaryDirectory(prefix="events-") as folder:
        log = Path(folder) / "events"
        teller = threading.Thread(target=_tell, args=(what, log, stream or sys.stderr, ended), daemon=True)
        teller.start()
        try:
            yield log
        finally:
            ended.set()
            teller.join()


def _tell(what: str, log: Path, stream: TextIO, ended: threading.Event) -> None:
    tally, read, title = Tally(), 0, stream.isatty()
    last = time.monotonic()
    while not ended.wait(_LOOK):
        read = _follow(log, read, tally)
        text = tally.text()
        if text and title:
            stream.write(f"\x1b]2;{what}: {text}\x07")
            stream.flush()
        elif text and time.monotonic() - last >= PLAIN_INTERVAL:
            last = time.monotonic()
            print(f"{what}: {text}", file=stream, flush=True)
    if title:
        stream.write("\x1b]2;\x07")
        stream.flush()


def _follow(log: Path, read: int, tally: Tally) -> int:
    """Take what is new in the log, whole lines only; returns up to where it is read.

    The deployment writes over what its preview wrote: where it has more at once than was read of that, reading goes on
    in the middle of a line, which is left out.
    """
    if not log.exists():
        return read
    with log.open("rb") as content:
        if log.stat().st_size < read:
            read = 0
        content.seek(read)
        for line in content:
            if not line.endswith(b"\n"):
                break
            with suppress(ValueError):
                tally.line(line.decode("utf-8"))
            read += len(line)
    return read

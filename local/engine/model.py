"""What an engine is, and what every way of getting one has in common."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from local.engine.progress import Progress


@dataclass(frozen=True, kw_only=True)
class Engine:
    """A Pulumi CLI that runs here."""

    path: Path
    """The executable, absolute."""
    version: str
    """Its version without the leading v."""
    source: str
    """Where it came from: `PATH`, `official download`, `Go modules` or `cache`."""


class Unavailable(Exception):  # noqa: N818 - one way out of several is closed, which is no error yet
    """One way of getting an engine does not work here; the text says why."""


class Maker(Protocol):
    """A way to put an engine into a folder."""

    @property
    def name(self) -> str:
        """What the way is called in messages."""

    def make(self, folder: Path, progress: Progress) -> None:
        """Leave an executable `pulumi`, and what must lie beside it, in an empty folder.

        Args:
            folder: Where to put it. Nothing else is in there, and nobody else looks at it yet.
            progress: Told what is happening.

        Raises:
            Unavailable: This way does not work here.
        """

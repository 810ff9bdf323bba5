"""A clock on which Azure's minutes pass in seconds, or in no time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

TIME_LIMIT = 2 * 60 * 60
"""Seconds that the provider gives an operation unless the program says otherwise (`customTimeouts`).

https://github.com/pulumi/pulumi-azure-native/blob/master/provider/pkg/provider/provider.go, `azureContext`
"""


class AbortedError(Exception):
    """The wait is over before the time: somebody cancelled, or the time for the operation was up."""


@dataclass
class Spent:
    """What one operation took on Azure's clock.

    Attributes:
        operation: create, update, read or delete.
        urn: The resource, as the engine names it.
        seconds: Azure's seconds, with all that was waited.
    """

    operation: str
    urn: str
    seconds: float = 0


@dataclass
class Clock:
    """Azure's time.

    Attributes:
        scale: How many of Azure's seconds pass in one of ours; 0 switches the clock off: nothing takes time.
        spent: What every operation took, in the order in which they ended; empty while the clock is off.
    """

    scale: float = 0
    spent: list[Spent] = field(default_factory=list)
    _cancelled: threading.Event = field(default_factory=threading.Event)
    _current: threading.local = field(default_factory=threading.local)

    @contextmanager
    def operation(self, operation: str, urn: str, limit: float = 0) -> Iterator[None]:
        """Do one operation of the provider in this thread.

        Args:
            operation: create, update, read or delete.
            urn: The resource.
            limit: Seconds that it may take; 0 means the provider's own limit.
        """
        current = Spent(operation, urn)
        self._current.spent, self._current.limit = current, limit or TIME_LIMIT
        try:
            yield
        finally:
            self._current.spent = None
            if self.scale:
                self.spent.append(current)

    @property
    def urn(self) -> str:
        """The resource that this thread works on, as the engine names it; empty outside an operation."""
        current: Spent | None = getattr(self._current, "spent", None)
        return current.urn if current else ""

    def wait(self, seconds: float) -> None:
        """Let Azure's time pass.

        Raises:
            AbortedError: It was cancelled, or the operation's time is up.
        """
        if not self.scale:
            return
        current: Spent | None = getattr(self._current, "spent", None)
        left = self._current.limit - current.seconds if current else seconds
        taken = min(seconds, left)
        if current:
            current.seconds += taken
        self._pause(taken / self.scale)
        if left < seconds:
            raise AbortedError("context deadline exceeded")

    def wait_for_ever(self) -> None:
        """Wait until somebody cancels or the operation's time is up; while the clock is off, our time counts.

        Raises:
            AbortedError: In any case.
        """
        current: Spent | None = getattr(self._current, "spent", None)
        left = (self._current.limit - current.seconds) if current else TIME_LIMIT
        if current:
            current.seconds += left
        self._pause(left / (self.scale or 1))
        raise AbortedError("context deadline exceeded")

    def _pause(self, seconds: float) -> None:
        if self._cancelled.wait(seconds):
            raise AbortedError("context canceled")

    def cancel(self) -> None:
        """End every wait, now and later, as the provider does when the engine tells it to stop."""
        self._cancelled.set()

    def resume(self) -> None:
        """Let waits be waits again: the engine tells a provider to stop after its preview, too, and then goes on."""
        self._cancelled.clear()

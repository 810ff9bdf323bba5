"""How processes die by plan: at once, or together with all that is under way."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final

Kills = Mapping[str, Callable[[], object]]
"""How to kill each process that a plan can name."""


class Deaths:
    """Kills processes. Safe to use from several threads."""

    def __init__(self, kills: Kills) -> None:
        """Know how to kill what a plan can name."""
        self._kills: Final = kills
        self._changed: Final = threading.Condition()
        self._waiting: Final[Counter[str]] = Counter()
        self._killed: Final[Counter[str]] = Counter()

    def kill(self, who: str, gather: float) -> None:
        """Kill a process, and come back when it is dead, unless it is this one.

        Args:
            who: Which one.
            gather: Seconds for which others may still join; each that joins begins them anew.
        """
        if not gather:
            self._kills[who]()
            return
        with self._changed:
            mine, death = self._waiting[who], self._killed[who]
            self._waiting[who] += 1
            self._changed.notify_all()
            if mine:
                self._changed.wait_for(lambda: self._killed[who] > death)
                return
            while self._somebody_joins(who, gather):
                pass
            self._waiting[who] = 0
            self._kills[who]()
            self._killed[who] += 1
            self._changed.notify_all()

    def _somebody_joins(self, who: str, gather: float) -> bool:
        before = self._waiting[who]
        return self._changed.wait_for(lambda: self._waiting[who] > before, gather)

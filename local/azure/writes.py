"""Refuses writes that race: every time, where the order of the run is known, and not only where they happen to meet.

Two writes of a run race when they touch the same thing (races.py) and neither waits for the other (local/order.py).
The second to arrive is refused, however long after the first: on another day they meet. Where the order is not known,
as the program is run by somebody else, those are refused that overlap in time.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from local.azure import races
from local.azure.errors import ArmError
from local.azure.ids import ArmId
from local.azure.races import Touch
from local.order import Order, Step

# Seconds that a write takes at least whose order is not known: long enough for those that a program sends at once.
_WRITE = 0.05
_urn: ContextVar[str] = ContextVar("urn", default="")


@contextmanager
def written_for(urn: str) -> Iterator[None]:
    """Do a write in this thread for a resource of the program.

    Args:
        urn: The resource, as the engine names it.
    """
    token = _urn.set(urn)
    try:
        yield
    finally:
        _urn.reset(token)


@dataclass
class _Write:
    id: ArmId
    step: Step
    touches: dict[str, Touch]
    under_way: bool = True


class Writes:
    """The writes of a run, those that have ended too. Safe to use from several threads."""

    def __init__(self, order: Order | None = None) -> None:
        """Begin with none.

        Args:
            order: What waits for what; not known where it is left out.
        """
        self._order = order or Order()
        self._lock = threading.Lock()
        self._writes: list[_Write] = []

    @contextmanager
    def alone(self, resource_id: ArmId, inputs: Mapping[str, Any], *, deletes: bool = False) -> Iterator[None]:
        """Do one write, without any other that Azure does not take at the same time.

        Args:
            resource_id: What is written.
            inputs: What is asked for, or what was when it is deleted.
            deletes: Whether it is deleted.

        Raises:
            ArmError: Another one is under way, or may be on another day.
        """
        touches = races.touched(resource_id, inputs, deletes=deletes)
        if not touches:
            yield
            return
        write = _Write(resource_id, self._order.step(_urn.get(), deletes=deletes), touches)
        with self._lock:
            self._writes = [one for one in self._writes if one.under_way or self._counts(one, write.step.run)]
            before = list(self._writes)
            self._writes.append(write)
        try:
            self._judge(write, before)
            if races.lasts(resource_id) and not self._order.knows(write.step):
                time.sleep(_WRITE)
            yield
        finally:
            write.under_way = False

    def _counts(self, ended: _Write, run: int) -> bool:
        """Say whether a write that has ended may be in the way of one of a run."""
        return ended.step.run == run and self._order.knows(ended.step)

    def _judge(self, write: _Write, before: list[_Write]) -> None:
        for other in before:
            mine = next((mine for key, mine in write.touches.items() if _excludes(mine, other.touches.get(key))), None)
            if mine is None:
                continue
            meet = other.under_way
            if meet or self._order.settles(write.step, other.step) is False:
                said = races.refusal(write.id, other.id, mine, deletes=other.step.deletes)
                raise ArmError(said.code, f"{said.message} {_why(write, other, meet=meet)}")


def _excludes(mine: Touch, theirs: Touch | None) -> bool:
    return theirs is not None and not (mine.uses and theirs.uses)


def _why(write: _Write, other: _Write, *, meet: bool) -> str:
    both = f"{write.id.text} and {other.id.text}"
    done = f"{both} are written at the same time" if meet else f"{both} may be written at the same time"
    return f"{done}: let one depend on the other."

"""Which rule a refusal came from: read off the generators that were at work when it was raised.

Rules are generators that ask generators in turn. When a refusal is given all of them stand still at the line that gave
it, so that the rule, the entry of a table and the branch are known by identity, without a look at any text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType, GeneratorType
from typing import Any

from local.azure import cloud
from local.azure.errors import ArmError


@dataclass(frozen=True)
class Step:
    """One generator on the way to a refusal.

    Attributes:
        file: The source file.
        function: Its name.
        line: Where it stood.
        values: Its local variables at that moment.
    """

    file: str
    function: str
    line: int
    values: dict[str, Any]


@dataclass(frozen=True)
class Origin:
    """Where a refusal came from: the generators, the outermost first; none for what is no generator's."""

    refusal: ArmError
    steps: tuple[Step, ...]

    def holds(self, thing: object) -> bool:
        """Say whether a table's entry, such as a rule, was what refused."""
        return any(value is thing for step in self.steps for value in step.values.values())


@contextmanager
def origins() -> Iterator[list[Origin]]:
    """Collect where the refusals of all requests inside come from; the last one is what the caller was told."""
    found: list[Origin] = []
    real = cloud._raise_first

    def watched(refusals: Iterable[ArmError]) -> None:
        try:
            for refusal in refusals:
                found.append(Origin(refusal, tuple(_standing(refusals))))
                break
            else:
                return
        except ArmError as raised:  # what reads an address raises by itself
            found.append(Origin(raised, tuple(_raising(raised))))
            raise
        raise refusal

    cloud._raise_first = watched
    try:
        yield found
    finally:
        cloud._raise_first = real


def _standing(generator: object) -> Iterator[Step]:
    while isinstance(generator, GeneratorType) and generator.gi_frame is not None:
        yield _step(generator.gi_frame, generator.gi_frame.f_lineno)
        generator = generator.gi_yieldfrom


def _raising(error: ArmError) -> Iterator[Step]:
    found = error.__traceback__.tb_next if error.__traceback__ else None
    while found is not None:
        yield _step(found.tb_frame, found.tb_lineno)
        found = found.tb_next


def _step(frame: FrameType, line: int) -> Step:
    return Step(frame.f_code.co_filename, frame.f_code.co_qualname, line, dict(frame.f_locals))

"""Which rule a refusal came from: read off the generators that were at work when it was raised.

Rules are generators that ask generators in turn. When a refusal is raised all of them stand still at the line that
gave it, so that the rule, the entry of a table and the branch are known by identity, without a look at any text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import GeneratorType
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
        for refusal in refusals:
            found.append(Origin(refusal, tuple(_steps(refusals))))
            raise refusal

    cloud._raise_first = watched
    try:
        yield found
    finally:
        cloud._raise_first = real


def _steps(generator: object) -> Iterator[Step]:
    while isinstance(generator, GeneratorType) and generator.gi_frame is not None:
        frame, code = generator.gi_frame, generator.gi_code
        yield Step(code.co_filename, code.co_qualname, frame.f_lineno, dict(frame.f_locals))
        generator = generator.gi_yieldfrom

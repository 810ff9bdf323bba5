"""Answers with their explanation."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from gate.nodes import OutsideError, UndecidedError, UnidentifiedError

T = TypeVar("T")


@dataclass(frozen=True)
class Answer:
    """Whether, and why.

    Attributes:
        yes: Whether all of the traffic gets through.
        steps: Each hop and the rule that decided there; where it does not get through, the last one says why.
    """

    yes: bool
    steps: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The steps, one after the other."""
        return "; ".join(self.steps)


YES = Answer(True)


def no(step: str) -> Answer:
    """That it does not, and why."""
    return Answer(False, (step,))


def all_of(checks: Iterable[Callable[[], Answer]]) -> Answer:
    """What several checks say together: no where one does, whatever the others do not know; yes where all do.

    Raises:
        UndecidedError: none says no, and one of them does not know.
    """
    steps: list[str] = []
    unknown: list[UndecidedError] = []
    for found in _each(checks):
        if isinstance(found, UndecidedError):
            unknown.append(found)
            continue
        steps += found.steps
        if not found.yes:
            return Answer(False, tuple(dict.fromkeys(steps)))
    if unknown:
        raise _gravest(unknown)
    return Answer(True, tuple(dict.fromkeys(steps)))


def first_problem(looks: Iterable[Callable[[], str | None]]) -> str | None:
    """What the first of several looks finds that finds something, whatever the others do not know.

    Raises:
        UndecidedError: none finds anything, and one of them does not know.
    """
    unknown: list[UndecidedError] = []
    for found in _each(looks):
        if isinstance(found, UndecidedError):
            unknown.append(found)
        elif found:
            return found
    if unknown:
        raise _gravest(unknown)
    return None


def _each(looks: Iterable[Callable[[], T]]) -> Iterator[T | UndecidedError]:
    """What each look says, or does not know; the looks themselves may end with not knowing which there are."""
    ahead = iter(looks)
    while True:
        try:
            look = next(ahead)
        except StopIteration:
            return
        except UndecidedError as error:
            yield error
            return
        try:
            yield look()
        except UndecidedError as error:
            yield error


def _gravest(errors: Sequence[UndecidedError]) -> UndecidedError:
    """What is known at deployment is graver than which resource is meant, and that than what another stack knows."""

    def lightness(error: UndecidedError) -> int:
        return isinstance(error, UnidentifiedError) + 2 * isinstance(error, OutsideError)

    return min(errors, key=lightness)

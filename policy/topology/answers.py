"""Answers with their explanation."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


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
    """What several checks say together: yes where all do; those after the first no are not asked."""
    steps: list[str] = []
    for check in checks:
        answer = check()
        steps += answer.steps
        if not answer.yes:
            return Answer(False, tuple(dict.fromkeys(steps)))
    return Answer(True, tuple(dict.fromkeys(steps)))

"""What the rows reach, type by type and guard by guard, so that a gap shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from local.azure import arm_types
from tests.corpus.corpus import BAD, GOOD
from tests.corpus.guards import Branch, Guard, branches, guards
from tests.corpus.model import Bad
from tests.corpus.trace import Origin

Origins = Mapping[Bad, Origin | None]


@dataclass(frozen=True)
class Line:
    """One type.

    Attributes:
        type: Its ARM type.
        good: How many good requests of it there are.
        bad: How many bad ones.
        guards: How many guards it has.
        reached: How many of them a bad request reaches.
    """

    type: str
    good: int
    bad: int
    guards: int
    reached: int


def by_type(origins: Origins) -> list[Line]:
    """Count the rows and the guards of each type that the emulator knows."""
    good, bad = Counter(row.token for row in GOOD), Counter(row.good.token for row in BAD)
    broken = {str(guard) for guard in reached(origins)}
    lines = []
    for token, arm in arm_types.TYPES.items():
        own = [guard for guard in guards() if guard.type.split(" ")[0].lower() == arm.type.lower()]
        lines.append(Line(arm.type, good[token], bad[token], len(own), sum(str(one) in broken for one in own)))
    return sorted(lines, key=lambda line: line.type.lower())


def watched() -> list[Guard | Branch]:
    """Give everything that a row has to reach."""
    return [*guards(), *branches()]


def reached(origins: Origins) -> list[Guard | Branch]:
    """Give the guards and branches that refused at least one of the rows."""
    found = [origin for origin in origins.values() if origin]
    return [one for one in watched() if any(one.reached(origin) for origin in found)]


def gaps(origins: Origins) -> list[str]:
    """Name the guards and branches that refused none of the rows."""
    found = {str(one) for one in reached(origins)}
    return [str(one) for one in watched() if str(one) not in found]

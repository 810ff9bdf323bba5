"""Facts about reachability, and lines that tell of them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from gate.nodes import UndecidedError
from topology import Egress
from topology.answers import Answer


class Section(Enum):
    """What a fact is about, in the order in which a report shows it."""

    EXPOSURE = "From the internet"
    PATHS = "To private services"
    SIDEWAYS = "Between machines"
    NAMES = "Private names"
    EGRESS = "Out of the networks"
    ROLES = "Roles"


class Holds(Enum):
    """Whether a fact holds; what decides may not be known yet."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Kind(Enum):
    """What a line tells, the gravest first."""

    OPENED = "opened"
    CLOSED = "closed"
    CHANGED = "changed"
    UNCLEAR = "unclear"
    STANDS = "stands"
    """That it is so, where nothing is compared."""


@dataclass(frozen=True)
class Party:
    """Who a fact is about.

    Attributes:
        key: What tells it apart, before and after.
        name: What people call it.
        where: Where it is, such as a subnet; empty where that says nothing.
    """

    key: str
    name: str
    where: str = ""


@dataclass(frozen=True)
class Fact:
    """Something that holds, or not.

    Attributes:
        section: What it is about.
        who: Who reaches, resolves, or may.
        what: What is reached, resolved, or may be done to.
        detail: Protocol and ports, or a role.
        holds: Whether it holds.
        why: Each hop and the rule that decided there; where it does not hold, the last one says why.
        by: The way it takes, where another way is news.
        expected: Whether somebody misses it where it does not hold.
        asked: The traffic that it is about, to ask again at another time.
    """

    section: Section
    who: Party
    what: Party
    detail: str
    holds: Holds
    why: tuple[str, ...] = ()
    by: str = ""
    expected: bool = True
    asked: Egress | None = field(default=None, compare=False)

    @property
    def key(self) -> tuple[Section, str, str, str]:
        """What tells the fact apart, before and after."""
        return self.section, self.who.key, self.what.key, self.detail


@dataclass(frozen=True)
class Facts:
    """All facts about one stack at one time.

    Attributes:
        facts: The facts by key.
        parties: The keys of all parties there are, whether or not a fact is about them.
        ask: Asks again about a fact of another time: why it does not hold at this one.
    """

    facts: dict[tuple[Section, str, str, str], Fact] = field(default_factory=dict)
    parties: frozenset[str] = frozenset()
    ask: Callable[[Fact], tuple[str, ...]] = lambda _fact: ()


@dataclass(frozen=True)
class Line:
    """A line of a report.

    Attributes:
        section: What it is about.
        kind: What it tells.
        who: Names of who it is about.
        what: Names of what it is about, with details.
        why: The hop or the rule that explains it.
        text: All of it in words, without why; of long lists the first names.
        whole: The same with all names.
    """

    section: Section
    kind: Kind
    who: tuple[str, ...]
    what: tuple[str, ...]
    why: str
    text: str
    whole: str


def not_known(error: UndecidedError) -> str:
    """What keeps a question from being answered, in words."""
    return f"not known here: {error.path}"


def decided(find: Callable[[], Answer]) -> tuple[Holds, tuple[str, ...]]:
    """An answer, or what keeps it from being one."""
    try:
        answer = find()
    except UndecidedError as unknown:
        return Holds.UNKNOWN, (not_known(unknown),)
    return (Holds.YES if answer.yes else Holds.NO), answer.steps

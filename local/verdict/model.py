"""A verdict: whether the gate lets a stack pass, and what it says of it."""

from dataclasses import dataclass
from enum import Enum

EXEMPTIONS = "azure-gate-exemptions"
"""The gate's rule about exemptions: its advisory notes say which are in use."""
_EXEMPTED = " is exempted from "

SEVERITIES = ("critical", "high", "medium", "low", "")
"""The worst first; some packs give none."""


class Outcome(Enum):
    """Whether the stack passes."""

    PASS = "PASS"  # noqa: S105 - no password
    REFUSED = "REFUSED"
    NONE = "NO VERDICT"
    """The preview failed before, or for another reason."""


@dataclass(frozen=True, kw_only=True)
class Note:
    """What a rule says of a resource, or of the gate's own configuration."""

    rule: str
    """The rule's id."""
    mandatory: bool
    """Whether it refuses the stack; otherwise it is said only."""
    severity: str
    """One of `SEVERITIES`."""
    urn: str
    """The resource's URN; empty where it is about none."""
    problem: str
    """What is wrong."""
    fix: str
    """What to change; empty where the rule does not say."""
    about: str
    """What the rule demands, and why."""

    @property
    def name(self) -> str:
        """The resource's name in the program; empty where it is about none."""
        return self.urn.rpartition("::")[2]

    @property
    def type(self) -> str:
        """The resource's type, as `storage:StorageAccount`; empty where it is about none."""
        token = self.urn.rpartition("::")[0].rpartition("::")[2].rpartition("$")[2]
        return token.partition(":")[2]

    @property
    def undecided(self) -> bool:
        """Whether the rule could not tell: a value is not known yet, or the rule itself failed."""
        return self.problem.startswith(("undecided:", "not checked:"))

    @property
    def exemption(self) -> bool:
        """Whether it says that something is exempted."""
        return self.rule == EXEMPTIONS and not self.mandatory and _EXEMPTED in self.problem


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What the gate says of a stack."""

    stack: str
    """The stack's name."""
    resources: int
    """How many resources the rules looked at."""
    rules: int
    """How many rules looked."""
    notes: tuple[Note, ...]
    """What they say, in the order of the engine."""
    complete: bool
    """Whether the preview came to its end: every resource planned, the stack looked at as a whole."""
    errors: tuple[str, ...]
    """What went wrong beside the gate, in the engine's words."""

    @property
    def outcome(self) -> Outcome:
        """Whether the stack passes: only if everything was looked at, and nothing mandatory was found."""
        if self.mandatory:
            return Outcome.REFUSED
        return Outcome.PASS if self.complete and not self.errors else Outcome.NONE

    @property
    def mandatory(self) -> list[Note]:
        """What refuses the stack."""
        return [note for note in self.notes if note.mandatory]

    @property
    def advisory(self) -> list[Note]:
        """What is said only, exemptions left out."""
        return [note for note in self.notes if not note.mandatory and not note.exemption]

    @property
    def exemptions(self) -> list[Note]:
        """The exemptions in use."""
        return [note for note in self.notes if note.exemption]

    @property
    def undecided(self) -> list[Note]:
        """Where a rule could not tell."""
        return [note for note in self.notes if note.undecided]

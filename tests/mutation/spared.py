"""Mutants that the gate lets pass, and why that is right: nothing opens, and nothing breaks."""

from fnmatch import fnmatchcase

from tests.mutation.verdict import Mutant

SPARED: dict[str, str] = {}
"""Reasons by mutant: ids, with wildcards where one reason holds for several."""


def spared_by(pattern: str, mutant: Mutant) -> bool:
    """Whether an entry of the table is about a mutant."""
    return fnmatchcase(mutant.id, pattern)


def is_spared(mutant: Mutant) -> bool:
    """Whether a mutant may survive."""
    return any(spared_by(pattern, mutant) for pattern in SPARED)

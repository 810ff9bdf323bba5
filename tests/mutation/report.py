"""Survivors and numbers, to be read by people."""

from collections import Counter
from collections.abc import Iterable

from tests.mutation.trial import Trial
from tests.mutation.verdict import Survivor


def survivors_table(survivors: Iterable[Survivor]) -> str:
    """One survivor a paragraph: what was changed, who should have refused it, who said something."""
    return "\n".join(
        f"{found.mutant.id}\n    should be refused by: {', '.join(found.mutant.killers)}"
        f"\n    new findings: {', '.join(found.others) or 'none'}"
        for found in sorted(survivors, key=lambda found: (found.mutant.killers, found.mutant.id))
    )


def numbers_table(trial: Trial) -> str:
    """Mutants and survivors by mutator and stack."""
    made = Counter((mutant.mutator, mutant.stack) for mutant in trial.mutants)
    left = Counter((found.mutant.mutator, found.mutant.stack) for found in trial.survivors)
    stacks = sorted({stack for _, stack in made})
    lines = [f"{'':12}" + "".join(f"{stack:>14}" for stack in stacks)]
    for mutator in dict.fromkeys(name for name, _ in made):
        cells = (f"{made[mutator, stack]} ({left[mutator, stack]} left)" for stack in stacks)
        lines.append(f"{mutator:12}" + "".join(f"{cell:>14}" for cell in cells))
    return "\n".join(lines)

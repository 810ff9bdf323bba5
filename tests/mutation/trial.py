"""All mutants of some plans, tried."""

from collections.abc import Iterable
from dataclasses import dataclass

from tests.mutation.catalogue import mutants
from tests.mutation.plan import Plan
from tests.mutation.verdict import Judge, Mutant, Survivor


@dataclass(frozen=True)
class Trial:
    """What became of mutants.

    Attributes:
        mutants: All of them.
        survivors: Those that none of their rules refused.
        fired: The rules that refused one.
    """

    mutants: list[Mutant]
    survivors: list[Survivor]
    fired: set[str]


def tried(plans: Iterable[Plan]) -> Trial:
    """All mutants of some plans, each looked at by the gate."""
    judges = {plan.stack: Judge(plan) for plan in plans}
    trial = Trial(mutants(judge.plan for judge in judges.values()), [], set())
    for mutant in trial.mutants:
        killers = judges[mutant.stack].killers(mutant)
        trial.fired.update(killers)
        if not killers:
            trial.survivors.append(judges[mutant.stack].survivor(mutant))
    return trial

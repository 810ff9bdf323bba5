"""All mutants: generated from the rules, and from the plans themselves."""

from collections.abc import Iterable, Iterator

from tests.mutation import (
    additions,
    foreign,
    from_rules,
    network,
    private_link,
    removals,
    security_groups,
    services,
    unknowns,
)
from tests.mutation.plan import Plan
from tests.mutation.verdict import Mutant

_MUTATORS = (
    from_rules.mutants,
    removals.mutants,
    network.mutants,
    foreign.mutants,
    security_groups.mutants,
    private_link.mutants,
    services.mutants,
    additions.mutants,
    unknowns.mutants,
)

# `max` is `prod` and more: what is the same in both, in name and kind, need not be changed in both.
_LARGE, _LIKE = "max", "prod"
_ALIKE = frozenset({"nsg", "remove", "zone", "right", "unknown"})


def mutants(plans: Iterable[Plan]) -> list[Mutant]:
    """All mutants of some plans."""
    found = [mutant for plan in plans for mutate in _MUTATORS for mutant in mutate(plan)]
    return list(_without_alike(found))


def _without_alike(found: list[Mutant]) -> Iterator[Mutant]:
    there = {_change_of(mutant) for mutant in found if mutant.stack == _LIKE}
    for mutant in found:
        if not (mutant.stack == _LARGE and mutant.mutator in _ALIKE and _change_of(mutant) in there):
            yield mutant


def _change_of(mutant: Mutant) -> str:
    return mutant.id.partition("/")[2]

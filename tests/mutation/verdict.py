"""Whether the gate tells a changed plan from the one that it was made from."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property

from gate.model import Rule
from gate.run import Finding, Gate
from rules.catalogue import RULES

from tests.mutation.plan import Change, Plan

Key = tuple[str, str, str]
"""A finding: rule, resource, message."""


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """A plan with one thing wrong with it.

    Attributes:
        id: `stack/mutator/where/what`: stable, and the same for the same change.
        stack: The stack that it is made from.
        change: Makes it from the stack's plan.
        killers: Rules one of which must refuse it, as ids with wildcards; advisory rules must report it.
        planning: Whether they must do so at preview; an id that is unknown there is decided at deployment.
    """

    id: str
    stack: str
    change: Change
    killers: tuple[str, ...]
    planning: bool = True

    @property
    def mutator(self) -> str:
        """What kind of change it is."""
        return self.id.split("/")[1]


Mutator = Callable[[Plan], Iterable[Mutant]]


@dataclass(frozen=True)
class Survivor:
    """A mutant that no rule refused that should have; `others` are rules that say something new of it."""

    mutant: Mutant
    others: tuple[str, ...]


def rules_named(patterns: Iterable[str]) -> list[Rule]:
    """The rules that some ids with wildcards name."""
    wanted = list(patterns)
    return [rule for rule in RULES if any(fnmatchcase(rule.id, pattern) for pattern in wanted)]


def findings(plan: Plan, rules: Sequence[Rule] = RULES, *, planning: bool = True) -> list[Finding]:
    """What the gate says of a plan, at preview or at deployment: each resource's inputs first, then the stack."""
    gate = Gate(rules, planning=planning)
    resources = [planned.resource for planned in plan.resources]
    return [finding for resource in resources for finding in gate.resource(resource)] + gate.stack(resources)


class Judge:
    """Tells mutants of one plan from it."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    @cached_property
    def _known(self) -> set[Key]:
        return {_key(finding) for finding in findings(self.plan)}

    @cached_property
    def _unchanged(self) -> set[int]:
        return {id(resource) for resource in self.plan.resources}

    def killers(self, mutant: Mutant) -> set[str]:
        """The rules that refuse a mutant, of those that should; only the cheaper kind where that refuses it already."""
        plan = mutant.change(self.plan)
        wanted = rules_named(mutant.killers)
        alone = [rule for rule in wanted if not rule.stack]
        return self._from_changed(plan, alone) or self._fired(
            findings(plan, [rule for rule in wanted if rule.stack], planning=mutant.planning)
            if len(wanted) > len(alone)
            else []
        )

    def _from_changed(self, plan: Plan, rules: Sequence[Rule]) -> set[str]:
        """What rules about single resources say: only of those that are not as they were, as it cannot differ else."""
        if not rules:
            return set()
        gate = Gate(rules)
        changed = [planned for planned in plan.resources if id(planned) not in self._unchanged]
        return self._fired(finding for planned in changed for finding in gate.resource(planned.resource))

    def _fired(self, found: Iterable[Finding]) -> set[str]:
        """The rules of new findings, at the level that the rule is declared with; that a rule broke is no finding."""
        new = (
            finding for finding in found if _key(finding) not in self._known and "not checked: " not in finding.message
        )
        return {finding.rule.id for finding in new if finding.level is finding.rule.enforcement}

    def survivor(self, mutant: Mutant) -> Survivor:
        """A mutant that none of its rules refuses, with what else the gate says of it."""
        new = [finding for finding in findings(mutant.change(self.plan)) if _key(finding) not in self._known]
        return Survivor(mutant, tuple(sorted({f"{f.rule.id} ({f.level.name.lower()})" for f in new})))


def _key(finding: Finding) -> Key:
    return finding.rule.id, finding.urn, finding.message

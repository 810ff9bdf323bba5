"""The gate refuses what is wrong with a plan, whatever it is: thousands of changes, one at a time."""

import pytest
from pulumi_policy import EnforcementLevel
from rules.catalogue import RULES

from tests.mutation.capture import STACKS
from tests.mutation.plan import Plan
from tests.mutation.report import numbers_table, survivors_table
from tests.mutation.spared import SPARED, is_spared, spared_by
from tests.mutation.trial import Trial, tried
from tests.mutation.verdict import rules_named

pytestmark = pytest.mark.e2e

_LONGEST_LIST = 0.05
"""Of all mutants: a longer list of those that may survive would be a gate with holes."""


@pytest.fixture(scope="module")
def trial(plans: dict[str, Plan]) -> Trial:
    found = tried(plans.values())
    print(numbers_table(found))
    return found


@pytest.mark.parametrize("stack", STACKS)
def test_the_gate_refuses_every_mutant(trial: Trial, stack: str) -> None:
    left = [one for one in trial.survivors if one.mutant.stack == stack and not is_spared(one.mutant)]
    if left:
        pytest.fail(f"{len(left)} mutants survive:\n{survivors_table(left)}", pytrace=False)


def test_what_is_spared_survives(trial: Trial) -> None:
    survivors = {survivor.mutant.id for survivor in trial.survivors}
    refused = [mutant.id for mutant in trial.mutants if is_spared(mutant) and mutant.id not in survivors]
    assert not refused, "these are refused, so the table of spared mutants must not name them"


@pytest.mark.parametrize("pattern", SPARED)
def test_each_pattern_of_the_spared_names_a_mutant(trial: Trial, pattern: str) -> None:
    assert any(spared_by(pattern, mutant) for mutant in trial.mutants)


def test_few_are_spared(trial: Trial) -> None:
    spared = [mutant for mutant in trial.mutants if is_spared(mutant)]
    assert len(spared) <= len(trial.mutants) * _LONGEST_LIST


def test_each_mutant_has_an_id_of_its_own(trial: Trial) -> None:
    assert len({mutant.id for mutant in trial.mutants}) == len(trial.mutants)


def test_each_mutant_is_another_plan(trial: Trial, plans: dict[str, Plan]) -> None:
    same = [mutant.id for mutant in trial.mutants if mutant.change(plans[mutant.stack]) == plans[mutant.stack]]
    assert not same


def test_rules_that_are_expected_to_refuse_exist(trial: Trial) -> None:
    named = {killer for mutant in trial.mutants for killer in mutant.killers}
    assert not [killer for killer in sorted(named) if not rules_named([killer])]


def test_each_mandatory_rule_refuses_a_mutant(trial: Trial) -> None:
    mandatory = {rule.id for rule in RULES if rule.enforcement is EnforcementLevel.MANDATORY}
    assert not mandatory - trial.fired

"""Each look of each rule, at each type, is broken somewhere in the tests' tables: no rule is there in name only."""

import pytest
from gate.model import Check
from gate.nodes import Node
from gate.run import check_problems
from gate.tokens import azure_type
from rules.catalogue import RULES
from rules.tags import FAMILY as TAGS

from tests.policy.compliant import stack
from tests.policy.gate import LOCAL_RULES, put, token_of, wired
from tests.policy.resource_cases import CASES
from tests.policy.rows import ROWS
from tests.policy.stack_cases import CASES as STACK_CASES

_BROKEN = [(row.rule, row.kind, put(row.props, row.path, row.wrong)) for row in ROWS]
_BROKEN += [(rule, kind, props) for rule, kind, props, _ in CASES]
# One look at many types alike, each type tried by a test of its own: the table of switches, and the tags.
_ELSEWHERE = {"azure-any-public-access", *(rule.id for rule in RULES if rule.family == TAGS)}
_LOOKS = [
    (rule.id, number, check, kind)
    for rule in RULES
    if rule.id not in _ELSEWHERE
    for number, check in enumerate(rule.checks)
    for kind in check.of
    if ":" in kind
]


@pytest.mark.parametrize(
    ("rule", "check", "kind"),
    [(rule, check, kind) for rule, _, check, kind in _LOOKS],
    ids=[f"{rule}-{number}-{kind}" for rule, number, _, kind in _LOOKS],
)
def test_a_look_at_a_type_is_broken_somewhere(rule: str, check: Check, kind: str) -> None:
    broken = [props for other, token, props in _BROKEN if other == rule and azure_type(token_of(token)) == kind]
    assert any(list(check_problems(check, Node(wired(props)))) for props in broken)


_TRIPPED = {(case.rule, r.kind) for case in STACK_CASES for r in case.change(stack()) if r.name == case.name}


@pytest.mark.parametrize(
    ("rule", "kind"),
    [(rule.id, kind) for rule in LOCAL_RULES for check in rule.stack for kind in check.of if ":" in kind],
)
def test_a_stack_wide_look_at_a_type_is_broken_somewhere(rule: str, kind: str) -> None:
    assert (rule, kind) in _TRIPPED

"""Each rule of the topology is broken in each way that it tells apart, and says which hop or rule decided."""

from functools import cache

import pytest
from gate.stack import ANY
from gate.tokens import azure_type

from tests.policy.gate import Found, R, token_of
from tests.policy.topology.case import TOPOLOGY_RULES, Case, look
from tests.policy.topology.cases import CASES
from tests.policy.topology.variants import first_preview, old_versions, other_case, separate

_FOLLOWS = "*"


@cache
def _found(case: Case) -> Found:
    return look(case.world())


_APART = [case for case in CASES if case.apart]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_change_is_found_under_its_rule_and_no_other(case: Case) -> None:
    found = _found(case)

    messages = [message for message in found.get(case.rule, []) if message.startswith(f"'{case.name}': ")]
    assert any(case.says in message for message in messages), found
    if _FOLLOWS not in case.also:
        assert set(found) == {case.rule, *case.also}


@pytest.mark.parametrize("case", _APART, ids=str)
def test_the_change_is_found_where_parts_are_resources_of_their_own(case: Case) -> None:
    found = look(separate(case.world()))

    assert any(message.startswith(f"'{case.apart}': ") for message in found.get(case.rule, [])), found


_DECIDED = [case for case in CASES if not case.needs_ids and not case.says.startswith(("undecided", "not decided"))]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_spelling_makes_no_difference(case: Case) -> None:
    assert set(look(old_versions(other_case(case.world())))) == set(_found(case))


@pytest.mark.parametrize("case", _DECIDED, ids=str)
def test_the_change_is_found_at_a_first_preview(case: Case) -> None:
    found = look(first_preview(separate(case.world())))

    start = f"'{case.apart or case.name}': "
    said = [message.removeprefix(start) for message in found.get(case.rule, []) if message.startswith(start)]
    assert [message for message in said if not message.startswith("undecided")], found


def _kinds(resources: list[R], name: str) -> set[str]:
    return {azure_type(token_of(r.kind)) or "" for r in resources if r.name == name}


_TRIPPED = {(case.rule, kind) for case in CASES for kind in _kinds(case.world(), case.name)}
_TRIPPED |= {(case.rule, kind) for case in _APART for kind in _kinds(separate(case.world()), case.apart)}


@pytest.mark.parametrize(
    ("rule", "kind"),
    [(rule.id, kind) for rule in TOPOLOGY_RULES for check in rule.stack for kind in check.of],
)
def test_a_look_at_a_type_is_broken_somewhere(rule: str, kind: str) -> None:
    assert (rule, kind) in _TRIPPED or (kind == ANY and rule in {tripped for tripped, _ in _TRIPPED})


def test_cases_have_titles_of_their_own() -> None:
    assert len({case.title for case in CASES}) == len(CASES)

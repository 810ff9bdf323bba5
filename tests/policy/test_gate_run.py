"""A judge that ends in another way than by saying what is wrong, or nothing, is a violation of its rule."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from gate.model import Check, StackCheck
from gate.nodes import Node, UndecidedError, UnidentifiedError
from gate.run import Gate
from rules.catalogue import RULES

from tests.policy.gate import UNKNOWN, R, findings

_KIND = "storage:StorageAccount"
_BOTH = pytest.mark.parametrize("whole_stack", [False, True], ids=["resource", "stack"])


def _said(judge: Callable[..., Any], *, whole_stack: bool, planning: bool = True) -> list[tuple[str, str]]:
    """The level and the message of what a rule with that judge says of an account whose name is unknown."""
    rule = replace(
        RULES[0],
        id="azure-x-planted",
        checks=() if whole_stack else (Check(of=(_KIND,), judge=judge),),
        stack=(StackCheck(of=(_KIND,), judge=judge),) if whole_stack else (),
    )
    found = findings([R(_KIND, "st", {"accountName": UNKNOWN})], Gate([rule], planning=planning))
    return [(finding.level.value, finding.message) for finding in found]


def _raise(error: BaseException) -> Callable[..., Any]:
    def judge(*_seen: Any) -> None:
        raise error

    return judge


def _lazy(*_seen: Any) -> Any:
    yield "is here"


class _StrangeError(BaseException):
    """Nobody's exception."""


@_BOTH
@pytest.mark.parametrize("error", [KeyError("hunter2"), SystemExit(0), KeyboardInterrupt(), _StrangeError("hunter2")])
def test_whatever_a_judge_raises_is_a_violation_that_quotes_nothing(error: BaseException, whole_stack: bool) -> None:
    ((level, message),) = _said(_raise(error), whole_stack=whole_stack)
    assert level == "mandatory"
    assert f"not checked: the rule itself failed with {type(error).__name__} at test_gate_run.py:" in message
    assert "hunter2" not in message


@_BOTH
@pytest.mark.parametrize(
    ("answer", "name"),
    [(lambda *_: True, "bool"), (lambda *_: False, "bool"), (lambda *_: [], "list"), (lambda *_: "", "str")],
)
def test_an_answer_that_says_nothing_readable_is_a_violation(
    answer: Callable[..., Any], name: str, whole_stack: bool
) -> None:
    ((level, message),) = _said(answer, whole_stack=whole_stack)
    assert level == "mandatory"
    assert f"not checked: the rule itself answered with {name}" in message


@_BOTH
def test_a_judge_that_yields_instead_of_answering_is_a_violation(whole_stack: bool) -> None:
    ((_, message),) = _said(_lazy, whole_stack=whole_stack)
    assert "the rule itself answered with generator" in message


def _touches(seen: Any, *_stack: Any) -> str | None:
    props = seen if isinstance(seen, Node) else seen.props
    return "is st" if props.value["accountName"] == "st" else None


@_BOTH
def test_touching_an_unknown_value_is_a_violation_where_it_was_touched(whole_stack: bool) -> None:
    ((level, message),) = _said(_touches, whole_stack=whole_stack)
    assert level == "mandatory"
    assert "failed with UnknownTouchedError at test_gate_run.py:" in message


@_BOTH
@pytest.mark.parametrize(("planning", "level"), [(True, "advisory"), (False, "mandatory")])
def test_what_only_the_deployment_can_tell_is_advice_until_then(planning: bool, level: str, whole_stack: bool) -> None:
    ((found, message),) = _said(_raise(UnidentifiedError("vnet.id")), whole_stack=whole_stack, planning=planning)
    assert found == level
    assert "undecided: vnet.id is not known until deployment, and is checked again then" in message


@_BOTH
@pytest.mark.parametrize("planning", [True, False])
def test_a_demanded_value_that_is_unknown_is_a_violation_at_once(planning: bool, whole_stack: bool) -> None:
    ((level, message),) = _said(_raise(UndecidedError("access")), whole_stack=whole_stack, planning=planning)
    assert level == "mandatory"
    assert "set it to a known value" in message

"""What is right raises nothing: a gate that cries wolf is switched off."""

from typing import Any

import pytest
from rules.catalogue import RULES
from rules.general import FAMILY
from rules.reviewed import NOTHING_TO_DEMAND
from rules.tags import FAMILY as TAGS_FAMILY

from tests.policy.compliant import COMPLIANT, INSTANCE, WINDOWS, stack
from tests.policy.examples.common import tagged
from tests.policy.gate import look, look_at_stack

_EVERYTHING = {FAMILY, TAGS_FAMILY}


@pytest.mark.parametrize(("kind", "props"), COMPLIANT.items(), ids=list(COMPLIANT))
def test_a_compliant_resource_raises_nothing(kind: str, props: dict[str, Any]) -> None:
    assert look(kind, props) == {}


def test_a_compliant_compute_instance_raises_nothing() -> None:
    assert look("machinelearningservices:Compute", INSTANCE) == {}


def test_a_compliant_windows_machine_raises_nothing() -> None:
    assert look("compute:VirtualMachine", WINDOWS) == {}


def test_a_compliant_stack_raises_nothing() -> None:
    assert look_at_stack(stack()) == {}


@pytest.mark.parametrize("kind", sorted(NOTHING_TO_DEMAND))
def test_a_type_with_nothing_to_demand_raises_nothing(kind: str) -> None:
    assert look(kind, tagged(kind, {})) == {}


def test_a_type_has_something_to_demand_or_nothing() -> None:
    named = {kind for rule in RULES if rule.family not in _EVERYTHING for kind in rule.types}
    assert not named & NOTHING_TO_DEMAND


def test_every_type_that_a_rule_names_has_a_compliant_example() -> None:
    named = {kind for rule in RULES for kind in rule.types if ":" in kind and rule.family not in _EVERYTHING}
    assert named <= set(COMPLIANT)


@pytest.mark.parametrize("token", ["random:index/randomString:RandomString", "pulumi:pulumi:Stack", "my:own:Component"])
def test_what_is_not_azure_raises_nothing(token: str) -> None:
    assert look(token, {"publicNetworkAccess": "Enabled"}) == {}

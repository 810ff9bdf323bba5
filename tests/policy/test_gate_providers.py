"""Providers as the engine sends them: what is right raises nothing, and a name is no disguise."""

from dataclasses import replace

import pytest
from gate.run import Gate
from gate.stack import Resource
from rules.catalogue import RULES

from tests.policy.gate import R, look_at_stack, urn, wired
from tests.policy.stack_case import add, changed

_AZURE = "pulumi:providers:azure-native"
_OURS = "22222222-2222-4222-8222-222222222222"


@pytest.mark.parametrize("name", ["default", "default_3_29_0", "default_4_0_0_alpha_1", "default_3_29_0_1a2b"])
def test_a_provider_that_the_engine_starts_by_itself_raises_nothing(name: str) -> None:
    settings = {"version": "3.29.0", "subscriptionId": _OURS, "environment": "usgovernment"}
    more = (R(_AZURE, name, settings), R("pulumi:providers:random", "default_4_21_4", {"version": "4.21.4"}))
    assert look_at_stack(changed(add(*more))) == {}


def test_a_provider_of_the_same_subscription_is_refused_for_its_origin_alone() -> None:
    more = (R(_AZURE, "default_3_29_0", {"subscriptionId": _OURS}), R(_AZURE, "mine", {"subscriptionId": _OURS}))
    assert list(look_at_stack(changed(add(*more)))) == ["azure-any-provider-origin"]


def test_a_provider_of_the_program_is_told_by_its_parent_whatever_its_name_is() -> None:
    name = "default_3_29_0"
    started = Resource(urn=urn(name, _AZURE), token=_AZURE, name=name, props=wired({"version": "3.29.0"}))
    made = replace(started, parent="urn:pulumi:test::test::pulumi:pulumi:Stack::test")
    assert [finding.rule.id for finding in Gate(RULES).stack([started])] == []
    assert [finding.rule.id for finding in Gate(RULES).stack([made])] == ["azure-any-provider-origin"]

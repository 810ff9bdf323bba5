"""A plan of faults is understood whole, or refused with one line for each mistake."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from local.azure.arm_types import TYPES
from local.azure.faults import plan
from local.azure.faults.catalog import ERRORS, TRANSIENT
from local.azure.faults.long_running import LONG_RUNNING

EXAMPLE = """\
seed: 7
faults:
  - {what: throttled, type: "network:*", times: 2, retryAfter: 10}
  - {what: unavailable, status: 503, probability: 0.05}
  - {what: cut, when: after, type: storage:StorageAccount, operation: create, times: always}
  - {what: refused, type: compute:VirtualMachine, name: "vm-agent-*", code: SkuNotAvailable}
  - {what: refused, code: MyOwn, message: my words}
  - {what: failed, type: network:AzureFirewall}
  - {what: slow, type: network:BastionHost, minutes: 30}
  - {what: stuck, type: network:BastionHost, nth: 2}
  - {what: changed, type: storage:StorageAccount, properties: {tags.owner: somebody, publicNetworkAccess: Enabled}}
  - {what: deleted, type: network:PrivateEndpoint, when: before, operation: read}
  - {what: killed, who: engine, when: before}
"""


def mistakes(*faults: Any, **others: Any) -> list[str]:
    with pytest.raises(plan.PlanError) as error:
        plan.parse({"faults": list(faults), **others}, "day.yaml")
    return str(error.value).splitlines()


def test_every_kind_of_fault_can_be_planned(tmp_path: Path) -> None:
    file = tmp_path / "day.yaml"
    file.write_text(EXAMPLE)
    found = plan.load(file)
    assert found.seed == 7
    assert [fault.what for fault in found.faults] == [
        "throttled", "unavailable", "cut", "refused", "refused", "failed", "slow", "stuck", "changed", "deleted",
        "killed",
    ]  # fmt: skip
    assert {fault.what for fault in found.faults} == {
        kind.model_fields["what"].annotation.__args__[0] for kind in plan.Fault.__args__
    }


@pytest.mark.parametrize(
    ("fault", "line"),
    [
        ({"what": "rain"}, "faults[0]: what is 'rain', must be one of changed, cut, deleted, failed, killed, "),
        ({"type": "*"}, "faults[0]: what is missing: one of changed, cut, deleted, failed, killed, refused, "),
        ({"what": "cut"}, "faults[0].when: Field required"),
        ({"what": "cut", "when": "during"}, "faults[0].when: Input should be 'before' or 'after'"),
        ({"what": "throttled", "retry": 3}, "faults[0].retry: is not known here"),
        (
            {"what": "throttled", "times": "often"},
            "faults[0].times: must be a number from 1 on, or always, got 'often'",
        ),
        ({"what": "throttled", "times": 0}, "faults[0].times: must be a number from 1 on, or always, got 0"),
        ({"what": "throttled", "nth": 0}, "faults[0].nth: Input should be greater than or equal to 1"),
        ({"what": "throttled", "nth": "1"}, "faults[0].nth: Input should be a valid integer"),
        ({"what": "throttled", "probability": 2}, "faults[0].probability: Input should be less than or equal to 1"),
        (
            {"what": "throttled", "probability": 0.5, "times": 2},
            "faults[0]: give nth and times, or a probability, not both",
        ),
        (
            {"what": "throttled", "type": "network:Bastion"},
            "faults[0].type: 'network:Bastion' is no type that the emulator knows, did you mean network:BastionHost?",
        ),
        ({"what": "refused", "code": "Nope"}, "faults[0]: code 'Nope' needs a message; without one, it is one of "),
        (
            {"what": "failed", "type": "authorization:RoleAssignment"},
            "faults[0]: authorization:RoleAssignment is answered at once, so it cannot fail half-way",
        ),
        ({"what": "changed", "properties": {}}, "faults[0].properties: Dictionary should have at least 1 item"),
        ({"what": "killed", "who": "me", "when": "before"}, "faults[0].who: Input should be 'engine', 'program', "),
        (
            {"what": "killed", "who": "engine", "when": "after", "gather": -1},
            "faults[0].gather: Input should be greater than or equal to 0",
        ),
        ("cut", "faults[0]"),
    ],
)
def test_a_mistake_is_one_line_that_says_where_and_what(fault: Any, line: str) -> None:
    [found, *others] = mistakes(fault)
    assert found.startswith(f"day.yaml: {line}")
    assert not others or (isinstance(fault, dict) and fault.get("times") == "often")  # a number or a word


def test_all_mistakes_are_said_at_once() -> None:
    found = mistakes({"what": "rain"}, {"what": "cut", "when": "after"}, {"what": "slow"}, seeds=1)
    assert [line.split(": ")[1] for line in found] == ["faults[0]", "faults[2].minutes", "seeds"]


@pytest.mark.parametrize(
    ("text", "said"),
    [("faults: [", ":1: not valid YAML"), ("- cut", "Input should be a valid dictionary"), ("faults: 3", "faults: ")],
)
def test_what_is_no_plan_is_refused(text: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "day.yaml"
    file.write_text(text)
    with pytest.raises(plan.PlanError, match=r"day\.yaml") as error:
        plan.load(file)
    assert said in str(error.value)


def test_a_missing_plan_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(plan.PlanError, match=r"day\.yaml: No such file"):
        plan.load(tmp_path / "day.yaml")


def test_tables_name_types_that_exist_and_words_that_can_be_filled_in() -> None:
    assert TYPES.keys() >= LONG_RUNNING
    named = dict.fromkeys(("name", "id", "namespace", "subscription", "seconds"), "x")
    for words in [*ERRORS.values(), *(words for _, words in TRANSIENT.values())]:
        assert "{" not in words.message.format(**named)
        assert words.source.startswith("https://")

"""One thing changed in a plan, and exactly the lines that tell of it; nothing for what comes to the same."""

import pytest

from report.reach import Kind, Line, Section, reachability_of
from report.source import change_of_plan, change_of_state
from tests.report.plans import changed_plan, first_plan, state_of
from tests.report.reach_cases import SAYS, Edit


def lines(stack: str, *edits: Edit) -> list[tuple[Section, Kind, str, str]]:
    found: list[Line] = reachability_of(change_of_plan(changed_plan(stack, *edits)))
    return [(line.section, line.kind, line.text, line.why) for line in found]


@pytest.mark.parametrize("what", SAYS)
def test_a_change_says_exactly_what_it_does(what: str) -> None:
    stack, edits, expected = SAYS[what]
    assert lines(stack, *edits) == expected


@pytest.mark.parametrize("what", [what for what, (_, _, expected) in SAYS.items() if len(expected) == 1])
def test_the_way_back_says_the_opposite(what: str) -> None:
    stack, edits, [(section, kind, _, _)] = SAYS[what]
    forth = changed_plan(stack, *edits)
    back = [{**step, "oldState": step.get("newState"), "newState": step.get("oldState")} for step in forth["steps"]]
    for step in back:
        kinds = {(False, True): "create", (True, False): "delete"}
        step["op"] = kinds.get((step["oldState"] is not None, step["newState"] is not None), step["op"])
    found = {line.kind for line in reachability_of(change_of_plan({**forth, "steps": back})) if line.section is section}
    opposite = {Kind.OPENED: Kind.CLOSED, Kind.CLOSED: Kind.OPENED}
    assert found == {opposite.get(kind, kind)}


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_what_stands_is_the_same_in_a_first_plan_and_in_the_state_after_it(stack: str) -> None:
    planned = {(line.section, line.whole) for line in reachability_of(change_of_plan(first_plan(stack)))}
    deployed = {(line.section, line.whole) for line in reachability_of(change_of_state(state_of(stack)))}
    assert planned == deployed


def test_what_stands_names_everybody() -> None:
    found = [line.whole for line in reachability_of(change_of_plan(first_plan("max")))]
    for name in ("vmss-agents", "managed-pool", "ci-agent-container-01", "models-pool", "VPN clients of", "site-hq"):
        assert any(name in line and "can reach" in line for line in found), name
    assert any("not known here: who comes in by 'express-route-gateway'" in line for line in found)
    outside = [line for line in found if "management.azure.com" in line]
    assert any("models-pool" in line for line in outside), "what is known is said beside what is not"
    assert any(line.startswith("nobody can tell all that they may reach outside of cluster") for line in found)

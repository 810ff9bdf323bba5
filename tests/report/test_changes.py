"""What changes is told as a person thinks of it: what is lost first, alike things together, nothing twice."""

import pytest

from report.change import Change, Operation
from report.changes import Changes, changes_of
from report.groups import Group, group_of
from report.properties import PropertyChange, differences
from report.records import record_of
from report.source import change_of_plan
from tests.report.plans import UNKNOWN, Json, changed_plan, first_plan, named, rule_of, with_value, without


def changes(document: Json) -> Changes:
    return changes_of(change_of_plan(document))


@pytest.mark.parametrize("stack", ["dev", "prod", "max"])
def test_every_resource_is_told_of_once_and_belongs_somewhere(stack: str) -> None:
    change: Change = change_of_plan(first_plan(stack))
    found = changes_of(change)
    told = [name for part in found.parts for alike in part.alike for name in alike.names]
    assert sorted(told) == sorted(step.record.name for step in change.steps if step.record.custom)
    other = next((part for part in found.parts if part.group is Group.OTHER), None)
    assert other is None or {alike.kind for alike in other.alike} == {"index/randomString:RandomString"}
    lines = sum(len(part.alike) for part in found.parts)
    assert lines < len(told) / 2.5, "alike things are one line"


def test_the_jump_hosts_machine_is_a_way_in_and_an_agents_is_an_agent() -> None:
    change = change_of_plan(first_plan("prod"))
    groups = {step.record.name: group_of(step.record) for step in change.steps if step.record.custom}
    assert groups["vm-jump"] is Group.WAYS_IN
    assert groups["vm-agent-01"] is Group.AGENTS
    assert groups["pip-firewall"] is Group.WAYS_OUT
    assert groups["pip-bastion"] is Group.WAYS_IN
    assert groups["agent-01-monitor-agent"] is Group.MONITORING
    assert groups["role-agent-01-workspace"] is Group.IDENTITIES


def replaced(name: str, document: Json) -> Json:
    for step in document["steps"]:
        if step["op"] == "update" and step["urn"].endswith(f"::{name}"):
            step["op"] = "replace"
    return document


def test_data_that_is_lost_comes_first_and_says_whether_it_is_protected() -> None:
    document = replaced("storage", changed_plan("prod", with_value("storage", "accountName", "another")))
    [loss] = changes(document).losses
    assert (loss.names, loss.operation, loss.protected) == (("storage",), Operation.REPLACE, True)
    assert [one.path for one in loss.properties] == ["accountName"]
    deleted = changes(changed_plan("dev", without("vault"))).losses
    assert [(one.names, one.operation, one.protected) for one in deleted] == [(("vault",), Operation.DELETE, False)]


def test_what_holds_no_data_is_no_loss() -> None:
    document = replaced(
        "nsg-agents", changed_plan("dev", with_value("nsg-agents", "location", "x"), without("pep-file"))
    )
    assert changes(document).losses == ()


def test_one_change_of_many_resources_is_one_line_with_their_names() -> None:
    def tag(states: list[Json]) -> None:
        for one in states:
            if "tags" in one["inputs"]:
                one["inputs"]["tags"]["owner"] = "another-team"

    parts = changes(changed_plan("prod", tag)).parts
    for part in parts:
        assert len(part.changed) == 1, part.group
        [item] = part.changed
        assert [change.path for change in item.properties] == ["tags.owner"]
        assert len(item.names) == part.counts[Operation.UPDATE]


def test_rules_are_told_apart_by_name_wherever_they_stand() -> None:
    def first(states: list[Json]) -> None:
        named(states, "nsg-agents")["inputs"]["securityRules"].insert(0, {"name": "Hurried", "access": "Allow"})

    [item] = changes(changed_plan("dev", first, rule_of("nsg-agents", "Web", access="Deny"))).parts[0].changed
    assert set(item.properties) == {
        PropertyChange("securityRules['Hurried']", "", "{name: Hurried, access: Allow}"),
        PropertyChange("securityRules['Web'].access", "Allow", "Deny"),
    }


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"a": 1}, {"a": 1.0}, []),
        ({"a": True}, {"a": False}, [("a", "true", "false")]),
        ({"a": "x"}, {}, [("a", "x", "")]),
        ({}, {"a": {"b": [1, 2]}}, [("a", "", "{b: [1, 2]}")]),
        ({"a": ["x", "y"]}, {"a": ["y", "x"]}, []),
        ({"a": [{"x": 1}]}, {"a": [{"x": 2}]}, [("a[0].x", "1", "2")]),
        ({"a": [{"x": 1}]}, {"a": []}, [("a[0]", "{x: 1}", "")]),
        ({"a": "b"}, {"a": UNKNOWN}, [("a", "b", "known after deployment")]),
        ({"a": UNKNOWN}, {"a": UNKNOWN}, []),
        ({"a": "x" * 500}, {"a": "y"}, [("a", "x" * 119 + "…", "y")]),
        ({"a": "[secret]"}, {"a": "[secret]"}, []),
    ],
)
def test_properties_are_compared_as_azure_means_them(
    before: Json, after: Json, expected: list[tuple[str, str, str]]
) -> None:
    old, new = (record_of({"urn": "urn:a::b::c::d", "type": "t", "inputs": one}).inputs for one in (before, after))
    assert [(one.path, one.old, one.new) for one in differences(old, new)] == expected

"""The pack as a whole: what each rule declares, that each can fail, and that a rule that breaks is heard."""

import ast
import os
import subprocess
import sys
import time
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import pytest
from gate.model import Check, Rule, StackCheck
from gate.page import PAGE, render
from gate.server import Analyzer, Pack
from gate.stack import ANY
from google.protobuf import json_format
from pulumi.runtime.proto import analyzer_pb2 as proto
from pulumi_policy import EnforcementLevel
from rules.catalogue import RULES

from tests.policy import resource_cases, stack_cases
from tests.policy.compliant import stack
from tests.policy.gate import LOCAL_RULES, look, look_at_stack
from tests.policy.rows import ROWS

_POLICY = PAGE.parent
_ids = [rule.id for rule in RULES]


@pytest.mark.parametrize("rule", RULES, ids=_ids)
def test_a_rule_says_what_why_how_and_where(rule: Rule) -> None:
    assert rule.id.startswith("azure-")
    assert rule.id.count("-") >= 2
    assert rule.demands.endswith(".")
    assert rule.why.endswith(".")
    assert rule.fix
    assert not rule.fix.endswith(".")
    assert rule.url.startswith(("https://learn.microsoft.com/", "https://www.pulumi.com/"))
    assert rule.control is None or len(rule.control) == 36


@pytest.fixture(scope="module")
def info() -> proto.AnalyzerInfo:
    pack = Pack(name="pack", display_name="Pack", description="About it.", provider="azure-native", tags=())
    return Analyzer(pack, RULES).GetAnalyzerInfo(None, None)


@pytest.mark.parametrize("number", range(len(RULES)), ids=_ids)
def test_the_engine_learns_what_a_rule_is(number: int, info: proto.AnalyzerInfo) -> None:
    rule, policy = RULES[number], info.policies[number]
    assert policy.name == rule.id
    assert proto.PolicySeverity.Name(policy.severity) == f"POLICY_SEVERITY_{rule.severity.name}"
    assert proto.EnforcementLevel.Name(policy.enforcementLevel) == rule.enforcement.name
    assert policy.url == rule.url
    assert policy.remediation_steps == rule.fix
    assert rule.family in policy.tags
    assert policy.framework.reference == (rule.control or "")
    assert (policy.policy_type == proto.POLICY_TYPE_STACK) == bool(rule.stack)
    severity = json_format.MessageToDict(policy.configSchema)["properties"]["severity"]
    assert severity["default"] == rule.severity.value


def test_ids_are_unique() -> None:
    assert len(set(_ids)) == len(_ids)


def test_every_rule_has_a_case_that_trips_it() -> None:
    tripped = {row.rule for row in ROWS} | {case[0] for case in resource_cases.CASES}
    tripped |= {case.rule for case in stack_cases.CASES}
    # Rules about the network as a whole have cases of their own, in tests/policy/topology.
    assert {rule.id for rule in LOCAL_RULES} - tripped == set()


def test_an_advisory_rule_says_why_it_is_not_mandatory() -> None:
    for file in (_POLICY / "rules").glob("*.py"):
        for line in file.read_text().splitlines():
            if "enforcement=ADVISORY" in line:
                assert "  # " in line, f"{file.name}: {line}"


def _breaks(*_args: object) -> str | None:
    raise KeyError("hunter2")


def _notes(*_args: object) -> str | None:
    return "is here"


@pytest.mark.parametrize("level", [EnforcementLevel.MANDATORY, EnforcementLevel.ADVISORY])
def test_a_rule_that_breaks_on_a_resource_is_a_violation_under_its_own_name(level: EnforcementLevel) -> None:
    check = Check(of=("storage:StorageAccount",), judge=_breaks)
    rule = replace(RULES[0], id="azure-x-broken", checks=(check,), enforcement=level)

    (message,) = look("storage:StorageAccount", {}, rules=[rule])["azure-x-broken"]

    assert "not checked: the rule itself failed with KeyError at test_gate_pack.py:" in message
    assert "hunter2" not in message


def test_a_condition_that_breaks_is_a_violation_too() -> None:
    check = Check(of=("storage:StorageAccount",), judge=lambda _: None, when=lambda _: 1 / 0 > 1)
    rule = replace(RULES[0], id="azure-x-broken", checks=(check,))
    assert "ZeroDivisionError" in look("storage:StorageAccount", {}, rules=[rule])["azure-x-broken"][0]


def test_a_rule_that_breaks_on_a_stack_is_a_violation_on_each_resource() -> None:
    check = StackCheck(of=("storage:StorageAccount", "keyvault:Vault"), judge=_breaks)
    rule = replace(RULES[0], id="azure-x-broken", checks=(), stack=(check,))

    found = look_at_stack(stack(), [rule])["azure-x-broken"]

    assert len(found) == 2
    assert all("not checked" in message for message in found)


def test_a_property_of_an_unexpected_shape_is_not_passed_over() -> None:
    found = look("storage:StorageAccount", {"networkRuleSet": ["Deny"]})
    assert "not checked" in found["azure-storage-account-default-deny"][0]


def test_a_rule_may_look_at_everything_in_the_stack() -> None:
    rule = replace(RULES[0], id="azure-x-all", checks=(), stack=(StackCheck(of=(ANY,), judge=_notes),))
    found = look_at_stack(stack(), [rule])["azure-x-all"]
    assert len(found) == len(stack())


def test_a_rule_without_a_check_is_refused() -> None:
    with pytest.raises(ValueError, match="either checks or stack checks"):
        replace(RULES[0], checks=())


def test_the_rules_of_a_family_stand_together() -> None:
    families = [family for family, _ in groupby(RULES, lambda rule: rule.family)]
    assert len(set(families)) == len(families)


def test_a_rule_is_looked_up_in_one_way_only() -> None:
    tags = next(rule for rule in RULES if rule.setting is not None)
    with pytest.raises(ValueError, match="either checks or stack checks or a setting"):
        replace(tags, checks=RULES[0].checks)


def test_the_page_lists_the_rules_as_they_are() -> None:
    assert PAGE.read_text() == render(), "run: cd policy && python -m gate.page"


def test_the_pack_imports_only_what_it_requires() -> None:
    allowed = {"gate", "rules", "topology", "pulumi", "pulumi_policy", "google", "grpc", *sys.stdlib_module_names}
    for file in _POLICY.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert {name.split(".")[0] for name in names} <= allowed, file


def test_the_rules_start_nothing_and_load_no_cloud_sdk() -> None:
    look = "print('pulumi_azure_native' in sys.modules, threading.active_count())"
    code = f"import sys, threading, rules.catalogue, gate.server; {look}"
    done = subprocess.run([sys.executable, "-c", code], cwd=_POLICY, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "1"]


def test_the_entry_point_is_nothing_but_the_pack() -> None:
    body = ast.parse((Path(_POLICY) / "__main__.py").read_text()).body
    kinds = [type(node).__name__ for node in body]
    assert kinds == ["Expr", "ImportFrom", "ImportFrom", "Expr"]


def test_a_gate_whose_engine_is_killed_ends_by_itself(tmp_path: Path) -> None:
    engine = tmp_path / "engine.py"  # starts the gate as an engine does, says which process it is, and stays
    engine.write_text(
        "import subprocess, sys, time\n"
        "gate = subprocess.Popen([sys.executable, '-c', 'import sys; sys.path.insert(0, \".\"); '\n"
        "    'from gate.server import Pack, serve; '\n"
        '    \'serve(Pack(name="p", display_name="P", description="d", provider="x", tags=()), ())\'],\n'
        f"    cwd={str(_POLICY)!r}, stdout=subprocess.PIPE, text=True)\n"
        "gate.stdout.readline()\n"
        "print(gate.pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    running = subprocess.Popen([sys.executable, str(engine)], stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    gate = int(running.stdout.readline())
    os.kill(gate, 0)  # it is there
    running.kill()
    running.communicate()
    end = time.monotonic() + 60
    while _lives(gate):
        assert time.monotonic() < end, "it would stay for ever"
        time.sleep(0.1)


def _lives(process: int) -> bool:
    """Whether a process is there and has not ended: one that nobody waits for stays as a zombie."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False)
    return not state.stdout.strip().startswith("Z") and bool(state.stdout.strip())

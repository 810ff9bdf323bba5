"""What a preview's event log says of the gate.

The logs in data/ were recorded with engine 3.255.0 (`PULUMI_DEBUG_COMMANDS=true pulumi preview --event-log FILE`) for
the stack dev: as it is, with a public storage account and a vault whose access is not known, with a program that
raises, with a resource that the provider refuses, with a pack that does not start. What a verdict does not read is left
out, and so are most looks and most names of rules that passed.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from gate.exemptions import RULE, Exemptions
from rules.catalogue import RULES

from local.verdict.model import EXEMPTIONS, Note, Outcome, Verdict
from local.verdict.read import read

DATA = Path(__file__).parent / "data"
WHOLE = "policyAnalyzeStackSummaryEvent"


def log_of(name: str) -> list[str]:
    return (DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()


def judged(log: list[str], code: int = 1, printed: str = "") -> Verdict:
    return read(log, stack="dev", code=code, printed=printed)


def policy_event(**changes: Any) -> str:
    event = {
        "policyName": "a-rule",
        "enforcementLevel": "mandatory",
        "severity": "high",
        "message": "Bad.\n",
        **changes,
    }
    return json.dumps({"policyEvent": event})


def test_a_stack_that_passes() -> None:
    verdict = judged(log_of("pass"), code=0)
    assert verdict.outcome is Outcome.PASS
    assert (verdict.mandatory, verdict.undecided, verdict.exemptions, verdict.errors) == ([], [], [], ())
    assert len(verdict.advisory) == 12


def test_a_stack_that_is_refused() -> None:
    verdict = judged(log_of("refused"))
    assert verdict.outcome is Outcome.REFUSED
    assert verdict.complete
    assert [(note.rule, note.name) for note in verdict.mandatory] == [
        ("azure-storage-account-public-access", "storage"),
        ("azure-keyvault-vault-public-access", "vault"),
        ("azure-topology-endpoint-missing", "vault"),
        ("azure-topology-endpoint-pointless", "vault"),
        ("azure-topology-endpoint-pointless", "storage"),
        ("azure-topology-internet-exposure", "vault"),
    ]
    assert {note.name for note in verdict.undecided} == {"vault"}
    assert [note.problem.partition(" until ")[0] for note in verdict.exemptions] == [
        "'storage' is exempted from azure-topology-internet-exposure"
    ]


def test_a_note_says_where_what_and_how_to_fix_it() -> None:
    note = judged(log_of("refused")).mandatory[0]
    assert (note.name, note.type, note.severity) == ("storage", "storage:StorageAccount", "critical")
    assert note.problem == "publicNetworkAccess is 'Enabled', must be 'Disabled'"
    assert note.fix == 'set public_network_access to "Disabled"'
    assert note.about.startswith("A storage account has public network access off.")


def test_rules_and_resources_are_counted_once_without_the_engines_own() -> None:
    look = {"passed": ["a", "b"], "failed": ["c"]}
    urns = ["urn:pulumi:dev::p::azure-native:x:Y::one", "urn:pulumi:dev::p::pulumi:providers:azure-native::default"]
    looks = [json.dumps({"policyAnalyzeSummaryEvent": {"resourceUrn": urn, **look}}) for urn in [*urns, urns[0]]]
    verdict = judged([*looks, json.dumps({WHOLE: {"passed": ["d"]}})])
    assert (verdict.resources, verdict.rules) == (1, 4)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("program", 'Traceback (most recent call last):\n  File "/project/__main__.py", line 418, in <module>'),
        ("provider", "azure-native:network:PublicIPPrefix resource 'handy': property sku.size"),
        ("pack", "ModuleNotFoundError: No module named 'nonsense_module'"),
    ],
)
def test_another_failure_is_no_verdict_and_is_told_in_the_engines_words(name: str, said: str) -> None:
    verdict = judged(log_of(name))
    assert verdict.outcome is Outcome.NONE
    assert said in verdict.errors[0]


def test_what_the_engine_only_prints_is_told_too() -> None:
    printed = "Previewing update (dev):\n    noise\nerror: open levels.json: no such file\n"
    assert judged([], printed=printed).errors == ("error: open levels.json: no such file",)
    assert judged([], printed="killed\n").errors == ("killed",)
    assert judged([]).errors == ("the engine ended with code 1 before the gate had looked at the whole stack",)


def test_a_refusal_beside_another_failure_stays_a_refusal() -> None:
    verdict = judged([policy_event(), *log_of("program")])
    assert verdict.outcome is Outcome.REFUSED
    assert "RuntimeError: boom" in verdict.errors[0]
    assert not verdict.complete


@pytest.mark.parametrize("kept", range(len(log_of("pass")) - 1))
def test_a_log_that_is_cut_off_never_passes(kept: int) -> None:
    log = log_of("pass")
    whole = json.loads(log[kept]).keys() >= {"cancelEvent"}
    assert judged([*log[:kept], log[kept][:30]], code=0).outcome is (Outcome.PASS if whole else Outcome.NONE)


def test_an_engine_that_fails_never_passes() -> None:
    assert judged(log_of("pass"), code=1).outcome is Outcome.NONE


def test_a_stack_that_no_pack_looked_at_never_passes() -> None:
    log = [line for line in log_of("pass") if WHOLE not in line]
    verdict = judged(log, code=0)
    assert verdict.outcome is Outcome.NONE
    assert "before the gate had looked at the whole stack" in verdict.errors[0]


def test_a_refusal_that_ends_early_says_so() -> None:
    log = [line for line in log_of("refused") if WHOLE not in line]
    verdict = judged(log)
    assert verdict.outcome is Outcome.REFUSED
    assert not verdict.complete


def test_a_mandatory_violation_refuses_whatever_the_engine_says() -> None:
    assert judged([policy_event(), *log_of("pass")], code=0).outcome is Outcome.REFUSED
    assert judged([policy_event(enforcementLevel="remediate"), *log_of("pass")]).outcome is Outcome.REFUSED


def test_another_packs_message_of_one_line_is_the_problem() -> None:
    (note,) = judged([policy_event()]).mandatory
    assert (note.problem, note.fix, note.urn, note.name) == ("Bad.", "", "", "")


def test_exemptions_are_known_by_what_the_gate_really_says() -> None:
    given = {"rule": RULES[0].id, "resource": "one", "reason": "a course", "expires": "2030-01-31"}
    remarks = [remark.text for remark in Exemptions([given], RULES, date(2030, 1, 1)).remarks()]
    assert [says_exempted(text) for text in remarks] == [True]
    (unused,) = Exemptions([given], RULES, date(2030, 1, 1)).closing_remarks()
    assert not says_exempted(unused.text)
    assert RULE.id == EXEMPTIONS


def says_exempted(text: str) -> bool:
    return Note(
        rule=RULE.id, mandatory=False, severity="high", urn="", problem=text, fix=RULE.fix, about=RULE.demands
    ).exemption

"""A verdict as people and programs get it."""

import io
import json
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from local.verdict.draw import as_json, draw
from local.verdict.model import Note, Verdict
from local.verdict.read import read

DATA = Path(__file__).parent / "data"
NOTE = Note(
    rule="azure-any-tls",
    mandatory=True,
    severity="high",
    urn="urn:pulumi:dev::p::azure-native:storage:StorageAccount::storage",
    problem="is old",
    fix="renew it",
    about="Old is bad.",
)
VERDICT = Verdict(stack="dev", resources=2, rules=1, notes=(), complete=True, errors=())


def recorded(name: str, code: int = 1) -> Verdict:
    log = (DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return read(log, stack="dev", code=code, printed="")


def plain(verdict: Verdict) -> list[str]:
    out = io.StringIO()
    draw(verdict, Console(file=out, highlight=False))
    assert "\x1b" not in out.getvalue(), "no colours off a terminal"
    return out.getvalue().splitlines()


def named(name: str) -> Note:
    return replace(NOTE, urn=NOTE.urn.replace("::storage", f"::{name}"))


def test_a_pass_is_a_line_with_the_numbers_and_what_is_advised() -> None:
    assert plain(replace(VERDICT, notes=(replace(NOTE, mandatory=False),))) == [
        "PASS  dev: 2 resources, 1 rule, 0 mandatory violations, 1 advisory note, 0 undecided, 0 exemptions",
        "",
        "Advisory",
        "  high      azure-any-tls    1  storage",
        "",
        "More: python -m local gate -s dev --json says everything, python -m local preview -s dev shows the plan",
    ]


def test_a_refusal_names_the_worst_rule_the_resource_and_the_fix_in_the_first_lines() -> None:
    lines = plain(recorded("refused"))
    assert lines[:9] == [
        "REFUSED  dev: 2 resources, 14 rules, 6 mandatory violations, 13 advisory notes, 5 undecided, 1 exemption",
        "",
        "azure-keyvault-vault-public-access (critical)",
        "  vault: undecided: properties.publicNetworkAccess is not known until deployment; set it to a known value",
        '  fix: set properties.public_network_access to "Disabled"',
        "",
        "azure-storage-account-public-access (critical)",
        "  storage: publicNetworkAccess is 'Enabled', must be 'Disabled'",
        '  fix: set public_network_access to "Disabled"',
    ]


def test_advice_is_a_line_a_rule_with_its_count() -> None:
    lines = plain(recorded("refused"))
    advice = lines[lines.index("Advisory") + 1 :]
    assert "  medium    azure-monitor-public-ingestion                  2  insights, logs" in advice


def test_advice_that_could_not_be_decided_says_so() -> None:
    note = replace(NOTE, mandatory=False, problem="undecided: its age is not known until deployment")
    assert "  high      azure-any-tls    1  storage (undecided)" in plain(replace(VERDICT, notes=(note,)))


def test_exemptions_are_said() -> None:
    lines = plain(recorded("refused"))
    line = lines[lines.index("Exemptions") + 1]
    assert line.startswith("  'storage' is exempted from azure-topology-internet-exposure until 2027-03-31")
    assert line.endswith("Reason: a course until spring")


def test_another_failure_shows_the_engines_error_and_no_rules() -> None:
    lines = plain(recorded("program"))
    assert lines[0] == "NO VERDICT  dev: the preview failed for another reason than the gate"
    assert "  RuntimeError: boom" in lines
    assert "Advisory" not in lines


def test_a_failure_beside_a_refusal_is_shown_after_it() -> None:
    lines = plain(replace(VERDICT, notes=(NOTE,), complete=False, errors=("first line\nsecond line",)))
    at = lines.index("The preview failed, so there may be more")
    assert lines[at + 1 : at + 3] == ["  first line", "  second line"]
    assert at > lines.index("  storage: is old")


def test_resources_with_the_same_problem_share_a_line_and_long_lists_are_cut() -> None:
    notes = tuple(named(f"one-{letter}") for letter in "hgfedcba")
    assert "  one-a, one-b, one-c, one-d, one-e, one-f and 2 more: is old" in plain(replace(VERDICT, notes=notes))


def test_many_problems_of_one_rule_are_cut_and_the_same_fix_is_said_once() -> None:
    lines = plain(replace(VERDICT, notes=tuple(replace(NOTE, problem=f"is {age} old") for age in range(9))))
    assert [line for line in lines if "storage:" in line] == [f"  storage: is {age} old" for age in range(6)]
    assert "  and 3 more" in lines
    assert lines.count("  fix: renew it") == 1


def test_what_is_about_no_resource_is_said_itself() -> None:
    about_nothing = replace(NOTE, urn="")
    assert "  is old" in plain(replace(VERDICT, notes=(about_nothing,)))
    advice = plain(replace(VERDICT, notes=(replace(about_nothing, mandatory=False),)))
    assert "  high      azure-any-tls    1  is old" in advice


def test_a_terminal_gets_colours_and_its_wrapped_lines_stay_indented() -> None:
    out = io.StringIO()
    long = replace(NOTE, problem="word " * 20)
    draw(replace(VERDICT, notes=(long,)), Console(file=out, force_terminal=True, width=60, highlight=False))
    assert "\x1b[1;31mREFUSED\x1b[0m  dev: 2 resources" in out.getvalue()
    words = [line for line in out.getvalue().splitlines() if "word" in line]
    assert len(words) == 2
    assert words[1].startswith("  word")


def test_programs_get_everything() -> None:
    told = json.loads(as_json(recorded("refused")))
    assert told["verdict"] == "refused"
    assert (told["stack"], told["complete"], told["errors"]) == ("dev", True, [])
    assert told["mandatory"][0] == {
        "rule": "azure-storage-account-public-access",
        "severity": "critical",
        "name": "storage",
        "type": "storage:StorageAccount",
        "urn": "urn:pulumi:dev::secure-mlops::secure-mlops:services:WorkspaceServices"
        "$azure-native:storage:StorageAccount::storage",
        "problem": "publicNetworkAccess is 'Enabled', must be 'Disabled'",
        "fix": 'set public_network_access to "Disabled"',
        "about": "A storage account has public network access off. Otherwise training data and models are one leaked"
        " credential away from the Internet.",
    }
    sizes = {key: len(told[key]) for key in ("mandatory", "advisory", "undecided", "exemptions")}
    assert sizes == {"mandatory": 6, "advisory": 13, "undecided": 5, "exemptions": 1}

"""What a team's configuration changes, and what not: private-only rules in production, the gate's own anywhere."""

from dataclasses import replace
from typing import Any

import pytest
from gate.config import GATE
from gate.model import HIGH, MANDATORY, Check, Rule
from gate.run import OWN
from pulumi.runtime.proto import analyzer_pb2 as proto
from rules.catalogue import RULES
from rules.private_only import FAMILIES, IDS

from tests.policy.compliant import COMPLIANT
from tests.policy.configured import (
    Levels,
    analyzer,
    environment,
    said_at_the_end,
    said_of,
    said_of_configuration,
)
from tests.policy.gate import put

_RULE = "azure-gate-environment"
_SANDBOX = {_RULE: {"production": False}}
_OPEN = put(COMPLIANT["storage:StorageAccount"], "publicNetworkAccess", "Enabled")
_PRIVATE_ONLY = "azure-storage-account-public-access"
_OTHER = "azure-storage-account-tls"
_SHUT = put(COMPLIANT["storage:StorageAccount"], "minimumTlsVersion", "TLS1_0")


def _account(levels: Levels, props: dict[str, Any]) -> dict[str, proto.AnalyzeDiagnostic]:
    """What the gate says of a storage account, by rule."""
    return {one.policyName: one for one in said_of(analyzer(levels), "storage:StorageAccount", props)}


def _remarks(levels: Levels) -> list[tuple[str, str]]:
    """The levels and texts of what the rule about the environment says."""
    said = said_of_configuration(analyzer(levels))
    assert {one.policyName for one in said} <= {_RULE}
    return [(proto.EnforcementLevel.Name(one.enforcementLevel), one.message.splitlines()[1]) for one in said]


def test_nothing_configured_is_nothing_to_remark() -> None:
    assert _remarks({}) == []


@pytest.mark.parametrize("level", ["advisory", "disabled"])
def test_a_private_only_rule_stands_in_production_and_the_attempt_is_refused(level: str) -> None:
    found = _account({_PRIVATE_ONLY: level}, _OPEN)
    assert found[_PRIVATE_ONLY].enforcementLevel == proto.MANDATORY

    ((remark, text),) = _remarks({_PRIVATE_ONLY: level})
    assert remark == "MANDATORY"
    assert f"{_PRIVATE_ONLY} is set to {level} instead of mandatory, and stays as it is declared" in text


def test_the_severity_of_a_private_only_rule_stands_in_production_too() -> None:
    lower = {_PRIVATE_ONLY: {"severity": "low"}}
    assert _account(lower, _OPEN)[_PRIVATE_ONLY].severity == proto.POLICY_SEVERITY_CRITICAL
    ((level, text),) = _remarks(lower)
    assert level == "MANDATORY"
    assert "severity low instead of critical" in text


@pytest.mark.parametrize("said", [{}, {"production": True}, {"production": "false"}, {"production": 0}])
def test_production_is_what_nobody_denied(said: dict[str, Any]) -> None:
    assert [level for level, _ in _remarks({_RULE: said, _PRIVATE_ONLY: "disabled"})] == ["MANDATORY"]


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.private_only], ids=lambda rule: rule.id)
def test_each_private_only_rule_is_held(rule: Rule) -> None:
    ((level, text),) = _remarks({rule.id: "disabled"})
    assert level == "MANDATORY"
    assert text.startswith(f"{rule.id} is set to disabled instead of {rule.enforcement.value}")


def test_all_rules_cannot_be_switched_off_at_once() -> None:
    held = {rule.id for rule in (*RULES, *OWN) if rule.private_only}
    assert {text.split(" ")[0] for _, text in _remarks({"all": "disabled"})} == held
    assert list(_account({"all": "disabled"}, put(_OPEN, "minimumTlsVersion", "TLS1_0"))) == [_PRIVATE_ONLY]


def test_a_sandbox_lowers_private_only_rules_and_every_run_says_so() -> None:
    levels = {**_SANDBOX, _PRIVATE_ONLY: "advisory"}
    assert _account(levels, _OPEN)[_PRIVATE_ONLY].enforcementLevel == proto.ADVISORY
    assert _remarks(levels) == [
        (
            "ADVISORY",
            f"{_PRIVATE_ONLY} is set to advisory instead of mandatory, as this environment is not production. Fix:"
            " correct the pack's configuration; exempt a single resource, or mark a sandbox with production = false",
        )
    ]


def test_a_sandbox_may_switch_a_private_only_rule_off() -> None:
    assert _PRIVATE_ONLY not in _account({**_SANDBOX, _PRIVATE_ONLY: "disabled"}, _OPEN)


@pytest.mark.parametrize("level", ["advisory", "disabled"])
@pytest.mark.parametrize("rule", [rule.id for rule in OWN])
def test_the_gates_own_rules_cannot_be_lowered(rule: str, level: str) -> None:
    typo: Levels = {"azure-storage-acount-tls": "disabled"}
    for sandbox, remark in (({}, "MANDATORY"), ({"production": False}, "ADVISORY")):
        levels = {**typo, _RULE: sandbox, rule: {**(sandbox if rule == _RULE else {}), "enforcementLevel": level}}
        (first, _), (second, text) = _remarks(levels)
        assert first == "MANDATORY"
        assert second == remark
        assert f"{rule} is set to {level} instead of mandatory, and stays as it is declared" in text


def test_any_other_rule_is_the_teams_to_lower() -> None:
    assert _account({_OTHER: "advisory"}, _SHUT)[_OTHER].enforcementLevel == proto.ADVISORY
    assert _OTHER not in _account({_OTHER: "disabled"}, _SHUT)
    assert _remarks({_OTHER: {"enforcementLevel": "disabled", "severity": "low"}}) == []


def test_raising_a_rule_is_nothing_to_remark() -> None:
    assert _remarks({"azure-network-publicip-unused": {"enforcementLevel": "mandatory", "severity": "critical"}}) == []


@pytest.mark.parametrize("severity", ["low", "medium", "high", "critical"])
def test_the_severity_that_a_team_sets_reaches_the_engine(severity: str) -> None:
    found = _account({**_SANDBOX, _OTHER: {"severity": severity}}, _SHUT)[_OTHER]
    assert proto.PolicySeverity.Name(found.severity) == f"POLICY_SEVERITY_{severity.upper()}"


def test_a_level_that_repairs_is_a_level_that_refuses() -> None:
    assert _account({_PRIVATE_ONLY: "remediate"}, _OPEN)[_PRIVATE_ONLY].enforcementLevel == proto.MANDATORY
    assert _remarks({_PRIVATE_ONLY: "remediate"}) == []


@pytest.mark.parametrize("sandbox", [{}, _SANDBOX])
def test_a_name_that_is_no_rule_is_refused_with_the_nearest(sandbox: Levels) -> None:
    ((level, text),) = _remarks({**sandbox, "azure-storage-acount-public-acess": "disabled"})
    assert level == "MANDATORY"
    assert f"'azure-storage-acount-public-acess' is no rule of this pack; the nearest is {_PRIVATE_ONLY}" in text


@pytest.mark.parametrize(
    ("rule", "unknown", "near"),
    [
        (_RULE, "prodution", "production"),
        ("azure-any-required-tags", "requiredTag", "requiredTags"),
        (_OTHER, "severty", "severity"),
    ],
)
def test_a_name_that_is_no_setting_is_refused_with_the_nearest(rule: str, unknown: str, near: str) -> None:
    ((level, text),) = _remarks({rule: {unknown: False}})
    assert level == "MANDATORY"
    assert f"{rule} has no setting '{unknown}'; the nearest is {near}" in text


def test_what_there_is_to_say_is_said_once_and_at_the_end_at_the_latest() -> None:
    typo = {"azure-storage-acount-tls": "disabled"}
    told = analyzer(typo)
    assert len(said_of_configuration(told)) == 1
    assert said_of_configuration(told) == said_at_the_end(told) == []
    (late,) = said_at_the_end(analyzer(typo))
    assert late.policyName == _RULE
    assert late.enforcementLevel == proto.MANDATORY


def test_a_rule_that_opens_nothing_is_not_held() -> None:
    check = Check(of=("storage:StorageAccount",), judge=lambda _: "is here")
    rule = replace(RULES[0], id="azure-x-other", checks=(check,), private_only=False, enforcement=MANDATORY)
    for held, found in ((True, 1), (False, 0)):
        made = analyzer({rule.id: "disabled"}, [replace(rule, private_only=held)])
        assert len(said_of(made, "storage:StorageAccount", {})) == found


# The table of private-only rules.


def test_the_table_names_rules_and_families_that_exist() -> None:
    assert {rule.family for rule in RULES} >= FAMILIES
    assert {rule.id for rule in RULES if rule.family not in FAMILIES} >= IDS
    assert {rule.id for rule in RULES if rule.private_only} == IDS | {r.id for r in RULES if r.family in FAMILIES}


# What sounds as if it opened the platform, and does not by itself.
_SOUNDS = ("public", "internet", "inbound", "-subnet")
_OPENS_NOTHING = {
    # advice about what is known and wanted
    "azure-containerservice-cluster-public-fqdn",
    "azure-dnsresolver-forwardingrule-public",
    "azure-machinelearning-managednetwork-internet",
    "azure-monitor-public-ingestion",
    # settings that Azure refuses or ignores
    "azure-machinelearning-managednetwork-subnet",
    "azure-network-subnet-gateway-nsg",
}


def test_a_rule_that_sounds_private_only_is_or_is_known_not_to_be() -> None:
    sounds = {rule.id for rule in RULES if any(word in rule.id for word in _SOUNDS) and not rule.private_only}
    assert sounds == _OPENS_NOTHING


def test_the_gates_own_rules_are_a_family_of_their_own() -> None:
    assert [(rule.family, rule.private_only, rule.severity) for rule in OWN] == [(GATE, True, HIGH)] * 2
    assert not {rule.id for rule in OWN} & {rule.id for rule in RULES}


def test_no_setting_weakens_a_private_only_rule_but_by_naming_what_somebody_looked_at() -> None:
    settings = {rule.id: rule.setting for rule in RULES if rule.private_only and rule.setting}
    assert {
        name for name, setting in settings.items() if setting.default or setting.name not in {"reviewed", "trusted"}
    } == set()


def test_a_rule_that_only_reports_elsewhere_refuses_in_production_whatever_is_set() -> None:
    assert {rule.id for rule in RULES if rule.production_only and not rule.private_only} == set()


# The levels files that the pack ships.


@pytest.mark.parametrize(("name", "production"), [("prod", True), ("dev", False)])
def test_a_levels_file_of_the_pack_says_nothing_wrong_and_which_environment_it_is_for(
    name: str, production: bool
) -> None:
    levels = environment(name)
    assert _remarks(levels) == []
    assert levels[_RULE]["production"] is production


def test_the_levels_of_production_lower_nothing() -> None:
    chosen = analyzer(environment("prod"))._config
    assert [rule.id for rule in RULES if chosen.lowered(rule)] == []

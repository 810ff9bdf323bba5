"""Exemptions: narrow, with a reason and an end, said on every run, and refused once they are over or unclear."""

from datetime import date, timedelta
from typing import Any

import pytest
from gate.config import Config, RuleConfig
from gate.exemptions import RULE
from gate.model import MANDATORY
from gate.run import OWN, Finding, Gate
from google.protobuf import json_format
from pulumi_policy import EnforcementLevel
from rules.catalogue import RULES

from tests.policy.compliant import COMPLIANT
from tests.policy.configured import analyzer, said_of, said_of_configuration
from tests.policy.gate import R, findings, put, token_of, urn
from tests.policy.stack_case import changed, edit

_TODAY = date(2030, 1, 31)
_ACCOUNT = "storage:StorageAccount"
_TLS = "azure-storage-account-tls"
_FINDING = (_TLS, "mandatory")


def _old_tls(name: str) -> R:
    return R(_ACCOUNT, name, put(COMPLIANT[_ACCOUNT], "minimumTlsVersion", "TLS1_0"))


def _entry(**changes: Any) -> dict[str, Any]:
    """An exemption that holds, with changes."""
    return {"rule": _TLS, "resource": "old", "reason": "The scanner moves in March.", "expires": "2030-03-01"} | changes


def _gate(*entries: dict[str, Any]) -> Gate:
    return Gate(RULES, Config({RULE.id: RuleConfig(settings={"exemptions": list(entries)})}), today=_TODAY)


def _found(gate: Gate, *resources: R) -> list[Finding]:
    """What a gate finds of some rules in resources that stand alone: those of TLS, and the one about exemptions."""
    return [finding for finding in findings(resources, gate) if finding.rule.id in {_TLS, RULE.id}]


def _levels(found: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.rule.id, finding.level.value) for finding in found]


def test_what_is_exempted_is_not_reported_and_every_run_says_so() -> None:
    (said,) = _found(_gate(_entry()), _old_tls("old"))

    assert _levels([said]) == [(RULE.id, "advisory")]
    assert said.message.startswith(
        f"'old' is exempted from {_TLS} until 2030-03-01, days left: 29. Reason: The scanner moves in March. Fix: "
    )


def test_a_urn_names_a_resource_too() -> None:
    by_urn = _entry(resource=urn("old", token_of(_ACCOUNT)))
    assert _levels(_found(_gate(by_urn), _old_tls("old"))) == [(RULE.id, "advisory")]


@pytest.mark.parametrize("other", ["older", "ol", "OLD"])
def test_another_resource_is_not_exempted(other: str) -> None:
    found = _levels(_found(_gate(_entry()), _old_tls(other)))
    assert _FINDING in found


def test_another_rule_is_not_exempted() -> None:
    found = findings([_old_tls("old")], _gate(_entry(rule="azure-storage-account-shared-key")))
    assert _TLS in {finding.rule.id for finding in found}


def test_what_a_rule_says_of_the_whole_stack_can_be_exempted() -> None:
    rule = "azure-network-privateendpoint-dns"
    loose = changed(edit("pep-st-zones", "privateEndpointName", "another"))
    assert rule in {finding.rule.id for finding in findings(loose, Gate(RULES))}

    found = findings(loose, _gate(_entry(rule=rule, resource="pep-st")))

    assert rule not in {finding.rule.id for finding in found}
    assert _levels([finding for finding in found if finding.rule is RULE]) == [(RULE.id, "advisory")]


def test_an_exemption_holds_on_its_last_day() -> None:
    assert _levels(_found(_gate(_entry(expires="2030-01-31")), _old_tls("old"))) == [(RULE.id, "advisory")]


REFUSED = {
    "expired": (_entry(expires="2030-01-30"), "it expired on 2030-01-30"),
    "too long": (_entry(expires="2031-02-02"), "it must end within 366 days, got 2031-02-02"),
    "no date": (_entry(expires="soon"), "the end must be a date such as 2030-01-31, got 'soon'"),
    "no end": (_entry(expires=""), "the end must be a date"),
    "a date without dashes": (_entry(expires="20300301"), "the end must be a date"),
    "a week": (_entry(expires="2030-W09-5"), "the end must be a date"),
    "no reason": (_entry(reason=" "), "the reason must say why"),
    "unknown rule": (_entry(rule="azure-storage-account-tsl"), f"none of this pack; the nearest is {_TLS}"),
    "all rules": (_entry(rule="*"), "none of this pack"),
    "every resource": (_entry(resource="*"), "the exact name or URN of one"),
    "some resources": (_entry(resource="ol?"), "the exact name or URN of one"),
    "no resource": (_entry(resource=" "), "the exact name or URN of one"),
    "nothing at all": ({}, "the exact name or URN of one"),
    **{rule.id: (_entry(rule=rule.id), "the gate's own rules cannot be exempted") for rule in OWN},
}


@pytest.mark.parametrize("title", REFUSED)
def test_an_exemption_that_does_not_hold_is_refused_and_the_finding_is_back(title: str) -> None:
    entry, says = REFUSED[title]

    found = _found(_gate(entry), _old_tls("old"))

    assert set(_levels(found)) == {(RULE.id, "mandatory"), _FINDING}
    assert says in " ".join(finding.message for finding in found if finding.rule is RULE)


def test_the_longest_exemption_is_a_leap_year() -> None:
    longest = (_TODAY + timedelta(days=366)).isoformat()
    assert _levels(_found(_gate(_entry(expires=longest)), _old_tls("old"))) == [(RULE.id, "advisory")]


def test_the_same_exemption_twice_is_refused() -> None:
    found = _found(_gate(_entry(), _entry(reason="Another.")), _old_tls("old"))
    assert (RULE.id, "mandatory") in _levels(found)
    assert "there is another one for the same" in str(found)


def test_an_exemption_that_matches_nothing_is_to_be_removed() -> None:
    found = _found(_gate(_entry()), R(_ACCOUNT, "old", COMPLIANT[_ACCOUNT]))
    assert _levels(found) == [(RULE.id, "advisory")] * 2
    assert "matches nothing any more, remove it" in found[-1].message


def test_a_name_that_two_resources_have_exempts_neither_quietly() -> None:
    elsewhere = R("azure-native:storage/v20230101:StorageAccount", "old", _old_tls("old").props)
    gate = _gate(_entry())
    found = []
    for one in (_old_tls("old"), elsewhere):
        found += _found(gate, one)

    assert _FINDING in _levels(found)
    (unclear,) = [finding for finding in found if "several resources have the name" in finding.message]
    assert unclear.level is MANDATORY


def test_what_is_said_of_exemptions_cannot_be_lowered() -> None:
    config = Config(
        {
            RULE.id: RuleConfig(
                level=EnforcementLevel.DISABLED, settings={"exemptions": [_entry(expires="2030-01-01")]}
            ),
            "azure-gate-environment": RuleConfig(settings={"production": False}),
        }
    )
    found = _found(Gate(RULES, config, today=_TODAY), _old_tls("old"))
    assert set(_levels(found)) == {(RULE.id, "mandatory"), _FINDING}


def test_a_private_only_rule_in_production_can_be_exempted_for_one_resource() -> None:
    rule = "azure-storage-account-public-access"
    account = R(_ACCOUNT, "old", put(COMPLIANT[_ACCOUNT], "publicNetworkAccess", "Enabled"))
    found = findings([account], _gate(_entry(rule=rule)))
    assert rule not in {finding.rule.id for finding in found}


def test_the_day_is_that_of_the_run_and_the_setting_comes_from_the_engine() -> None:
    day = (date.today() + timedelta(days=30)).isoformat()
    told = analyzer({RULE.id: {"exemptions": [_entry(expires=day)]}})
    (remark,) = said_of_configuration(told)
    assert remark.policyName == RULE.id
    assert _TLS not in {one.policyName for one in said_of(told, _ACCOUNT, _old_tls("old").props, "old")}


def test_the_engine_learns_what_an_exemption_is() -> None:
    (policy,) = [p for p in analyzer({}).GetAnalyzerInfo(None, None).policies if p.name == RULE.id]
    schema = json_format.MessageToDict(policy.configSchema)["properties"]["exemptions"]
    assert schema["default"] == []
    assert schema["items"]["required"] == ["rule", "resource", "reason", "expires"]
    assert schema["items"]["additionalProperties"] is False

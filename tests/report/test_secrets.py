"""No secret of a plan or a state comes out again, however it is written there."""

import json
from typing import Any

import pytest
from gate.wire import UNKNOWN

from report.document import as_json, report_of
from report.html import html_of
from report.markdown import markdown_of
from report.masking import HIDDEN, masked, masked_inputs
from report.source import change_of_plan, change_of_state
from report.verdict import verdict_of
from tests.report.plans import Json, changed_plan, named, plan, resources, state_of

_MARKED = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270"}
LOOKS = {
    "a private key": "-----BEGIN RSA PRIVATE KEY-----\nMIIEow",
    "a connection string": "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=planted==",
    "a signed address": "https://a.blob.core.windows.net/c?sv=1&sig=planted",
    "a token": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJwbGFudGVkIn0.c2ln",
    "a personal access token": "a" * 52,
}


def with_secrets(states: list[Json], mark: str) -> None:
    """Writes a secret into a machine's properties in every way that there is, with a mark that tells them apart."""
    inputs: dict[str, Any] = named(states, "vm-jump")["inputs"]
    inputs["adminPassword"] = f"planted-{mark}-by-name"
    inputs["osProfile"] = {"customData": f"planted-{mark}-nested", "secrets": [{"password": f"planted-{mark}-listed"}]}
    inputs["encrypted"] = {**_MARKED, "ciphertext": f"planted-{mark}-ciphertext"}
    inputs["opened"] = {**_MARKED, "plaintext": json.dumps(f"planted-{mark}-plaintext")}
    inputs["told"] = f"planted-{mark}-told"
    inputs["looks"] = [f"{look} planted-{mark}" for look in LOOKS.values()]
    named(states, "vm-jump")["additionalSecretOutputs"] = ["told"]
    named(states, "vm-jump")["outputs"] = {"adminPassword": f"planted-{mark}-output"}


def every_page(document: Json, *, state: bool = False) -> str:
    change = change_of_state(document) if state else change_of_plan(document)
    note = {"rule": "r", "name": "vm-jump", "problem": f"holds {LOOKS['a signed address']}", "fix": "planted.sig=x"}
    verdict = verdict_of({"verdict": "refused", "stack": "dev", "mandatory": [{**note, "fix": ""}]}, "x", "dev")
    report = report_of(change, verdict)
    return "\n".join((markdown_of(report), html_of(report), json.dumps(as_json(report))))


def test_no_secret_of_a_plan_is_shown_when_it_changes() -> None:
    before, after = resources("dev"), resources("dev")
    with_secrets(before, "old")
    with_secrets(after, "new")
    page = every_page(plan(before, after))
    assert "vm-jump" in page
    assert "planted" not in page


def test_no_secret_is_shown_when_it_appears_or_goes() -> None:
    opened = resources("dev")
    with_secrets(opened, "one")
    for before, after in ((resources("dev"), opened), (opened, resources("dev"))):
        page = every_page(plan(before, after))
        assert "adminPassword" in page
        assert "planted" not in page


def test_no_secret_of_a_state_is_shown() -> None:
    state = state_of("dev")
    with_secrets(state["deployment"]["resources"], "kept")
    assert "planted" not in every_page(state, state=True)


def test_a_secret_that_the_provider_found_different_is_told_without_its_value() -> None:
    document = changed_plan("dev", lambda states: named(states, "agent-01-init")["inputs"].update(forceUpdateTag="2"))
    [step] = [step for step in document["steps"] if step["op"] == "update"]
    step["detailedDiff"] = {"protectedSettings.script": {"kind": "update", "inputDiff": True}}
    page = markdown_of(report_of(change_of_plan(document)))
    assert "`protectedSettings.script`: `[secret]` → `[another secret]`" in page


@pytest.mark.parametrize("look", LOOKS)
def test_what_looks_like_a_credential_is_hidden_whatever_its_name(look: str) -> None:
    assert masked(LOOKS[look], "note") is HIDDEN


@pytest.mark.parametrize(
    "value", ["10.0.0.4", "Standard_D4s_v5", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA nobody", True, 3]
)
def test_what_is_no_secret_is_kept(value: Any) -> None:
    assert masked(value, "note") == value


def test_settings_about_secrets_are_none() -> None:
    inputs = {"disablePasswordAuthentication": True, "enableRbacAuthorization": True}
    assert masked_inputs(inputs, ()) == inputs
    assert masked_inputs({"a": "04da6b54-80e4-46f7-96ec-b56ff0331ba9"}, ())["a"] is UNKNOWN

"""Credentials are marked as secrets: which properties hold one, held against the provider's SDK, and what a mark is."""

import re
from typing import Any

import pytest
from gate.run import Gate
from pulumi_policy import EnforcementLevel
from rules.catalogue import RULES
from rules.marked import CREDENTIALS
from rules.reviewed import NOTHING_TO_DEMAND

from tests.policy.compliant import COMPLIANT, example
from tests.policy.examples.common import PASSWORD, marked
from tests.policy.gate import UNKNOWN, R, findings, look, look_at_stack, put
from tests.policy.sdk_inputs import texts_of

_RULE = "azure-any-secret-marked"
(_DECLARED,) = (rule for rule in RULES if rule.id == _RULE)
_CONNECTION = "network:VirtualNetworkGatewayConnection"
_EXTENSION = "compute:VirtualMachineExtension"


def _connection(key: Any) -> dict[str, Any]:
    return put(COMPLIANT[_CONNECTION], "sharedKey", key)


@pytest.mark.parametrize("kind", CREDENTIALS)
def test_the_properties_exist(kind: str) -> None:
    assert set(texts_of(kind)) >= set(CREDENTIALS[kind])


# Named like credentials, and none: whole gateways where an id is meant, ids of secrets kept elsewhere.
_CREDENTIAL = re.compile(
    r"(password|secret|token|ConnectionString|protectedSettings|ProtectedSettings|secureValue"
    r"|(account|access|api|shared|private|storage|workspace|primary|secondary|authorization)Key)$",
    re.IGNORECASE,
)
_NONE = re.compile(r"^virtualNetworkGateway[12]\.")


@pytest.mark.parametrize("kind", sorted({*COMPLIANT, *NOTHING_TO_DEMAND}))
def test_no_property_that_is_named_like_a_credential_is_left_out(kind: str) -> None:
    named = {path for path in texts_of(kind) if _CREDENTIAL.search(path) and not _NONE.match(path)}
    assert named <= set(CREDENTIALS.get(kind, ()))


@pytest.mark.parametrize(
    "value",
    [
        PASSWORD,
        marked({"script": "x"}),
        {"script": PASSWORD},
        {"script": PASSWORD, "parts": [PASSWORD, marked(UNKNOWN)], "skipDos2Unix": False},
        marked(UNKNOWN),
        {},
        "",
        None,
    ],
)
def test_a_mark_on_the_whole_or_on_each_text_is_enough(value: Any) -> None:
    assert _RULE not in look(_EXTENSION, put(COMPLIANT[_EXTENSION], "protectedSettings", value))


def test_a_mark_on_what_a_property_is_in_is_enough() -> None:
    secret = COMPLIANT["keyvault:Secret"]
    plain = put(secret, "properties.value", "Hunter2!")
    assert _RULE in look("keyvault:Secret", plain)
    assert _RULE not in look("keyvault:Secret", put(secret, "properties", marked(plain["properties"])))


def test_one_text_without_a_mark_is_found_beside_marked_ones_and_not_quoted() -> None:
    found = look(_EXTENSION, put(COMPLIANT[_EXTENSION], "protectedSettings", {"a": PASSWORD, "b": ["Hunter2!"]}))
    (message,) = found[_RULE]
    assert "not marked as a secret: protectedSettings.b[0]. " in message
    assert "Hunter2!" not in message


@pytest.mark.parametrize("container", ["properties", "properties.value"])
@pytest.mark.parametrize(
    ("planning", "level"), [(True, EnforcementLevel.ADVISORY), (False, EnforcementLevel.MANDATORY)]
)
def test_an_unknown_value_is_noted_at_preview_and_decided_at_deployment(
    container: str, planning: bool, level: EnforcementLevel
) -> None:
    hidden = R("keyvault:Secret", "it", put(COMPLIANT["keyvault:Secret"], container, UNKNOWN))
    (finding,) = findings([hidden], Gate([_DECLARED], planning=planning))
    assert finding.level is level
    assert f"undecided: {container} is not known until deployment, and is checked again then" in finding.message


def test_a_generated_key_that_is_not_known_yet_is_nothing_but_noted() -> None:
    generated = R("random:index/randomPassword:RandomPassword", "password", {})
    tunnel = example(_CONNECTION, "site", _connection(UNKNOWN), {"sharedKey": ["password"]})
    assert list(look_at_stack([generated, tunnel], [rule for rule in RULES if rule.family != "topology"])) == [_RULE]

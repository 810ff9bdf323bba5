"""Public network access of types that no rule names: the table of switches, held against the provider's SDK."""

import pytest
from rules.general import OWN_PUBLIC_ACCESS
from rules.public_switches import SWITCHES
from rules.reviewed import NOTHING_TO_DEMAND

from tests.policy.compliant import COMPLIANT
from tests.policy.gate import UNKNOWN, look, put
from tests.policy.sdk import SDK, source_of
from tests.policy.sdk_inputs import types_with_the_switch

_RULE = "azure-any-public-access"
_PLACES = [(path, kind) for path, kinds in SWITCHES.items() for kind in kinds]


@pytest.mark.parametrize(("path", "kind"), _PLACES)
def test_a_switch_that_is_left_out_is_on(path: str, kind: str) -> None:
    assert f"{path} is not set (Azure then uses 'Enabled')" in look(kind, {})[_RULE][0]
    assert _RULE not in look(kind, put({}, path, "Disabled"))
    assert f"{path} is 'Enabled'" in look(kind, put({}, path, "Enabled"))[_RULE][0]


@pytest.mark.parametrize(("path", "kind"), _PLACES)
def test_a_switch_that_is_not_known_is_undecided_once(path: str, kind: str) -> None:
    (message,) = look(kind, put({}, path, UNKNOWN))[_RULE]
    assert f"undecided: {path}" in message
    (message,) = look(kind, {path.split(".", maxsplit=1)[0]: UNKNOWN})[_RULE]
    assert "undecided: " in message


@pytest.mark.parametrize(("path", "kind"), _PLACES)
def test_the_providers_sdk_has_the_switch_there(path: str, kind: str) -> None:
    module, _ = kind.split(":")
    source = source_of(kind)
    if "." not in path:
        assert 'getter(name="publicNetworkAccess")' in source
        return
    container = path.split(".", maxsplit=1)[0]
    assert f"def {container}(" in source or f'getter(name="{container}")' in source
    assert 'getter(name="publicNetworkAccess")' in (SDK / module / "_inputs.py").read_text()


def test_types_with_rules_of_their_own_are_not_in_the_table() -> None:
    kinds = {kind for _, kind in _PLACES}
    assert not kinds & (set(COMPLIANT) | NOTHING_TO_DEMAND)


def test_every_type_of_the_sdk_that_has_the_switch_is_in_the_table() -> None:
    found = types_with_the_switch()
    in_table = {kind: path for path, kind in _PLACES}
    assert len(found) > len(in_table) * 0.9  # the SDK is read as text: this says that it was read
    assert {kind: places for kind, places in found.items() if kind not in in_table.keys() | OWN_PUBLIC_ACCESS} == {}
    assert {kind: path for kind, path in in_table.items() if path not in found.get(kind, set())} == {}

"""Public network access of types that no rule names: the table of switches, held against the provider's SDK."""

from pathlib import Path

import pulumi_policy
import pytest
from rules.general import NOTHING_TO_DEMAND
from rules.public_switches import SWITCHES

from tests.policy.compliant import COMPLIANT
from tests.policy.gate import UNKNOWN, look, put

_RULE = "azure-any-public-access"
# Found beside the policy SDK and read as text: importing the provider's modules would take longer than the whole suite.
_SDK = Path(pulumi_policy.__file__).parents[1] / "pulumi_azure_native"
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
    sources = [text for text in _texts(module) if f'type_token("azure-native:{kind}")' in text]
    assert len(sources) == 1
    if "." not in path:
        assert 'getter(name="publicNetworkAccess")' in sources[0]
        return
    container = path.split(".", maxsplit=1)[0]
    assert f"def {container}(" in sources[0] or f'getter(name="{container}")' in sources[0]
    assert 'getter(name="publicNetworkAccess")' in (_SDK / module / "_inputs.py").read_text()


def _texts(module: str) -> list[str]:
    return [
        file.read_text() for file in (_SDK / module).glob("*.py") if not file.name.startswith(("_", "get_", "list_"))
    ]


def test_types_with_rules_of_their_own_are_not_in_the_table() -> None:
    kinds = {kind for _, kind in _PLACES}
    assert not kinds & (set(COMPLIANT) | NOTHING_TO_DEMAND)

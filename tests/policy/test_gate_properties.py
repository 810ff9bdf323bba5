"""Every property that the gate demands, tried wrong, absent, unknown, secret and under other API versions."""

import re

import pytest

from tests.policy.examples.common import PASSWORD, marked
from tests.policy.gate import DROP, UNKNOWN, look, put
from tests.policy.row import Row
from tests.policy.rows import ROWS

_ids = [str(row) for row in ROWS]


def _shown(path: str) -> str:
    return re.sub(r"\.(\d+)", r"[\1]", path)


@pytest.mark.parametrize("row", ROWS, ids=_ids)
def test_a_wrong_value_is_refused_and_nothing_else(row: Row) -> None:
    found = look(row.kind, put(row.props, row.path, row.wrong), name="thing")

    assert list(found) == [row.rule]
    (message,) = found[row.rule]
    assert message.startswith("'thing': ")
    assert not row.exact or _shown(row.path) in message
    assert "Fix: " in message
    assert "\n" not in message


@pytest.mark.parametrize("row", ROWS, ids=_ids)
def test_a_property_that_is_not_set_has_azures_default(row: Row) -> None:
    present = put(row.props, row.path, row.wrong)

    found = look(row.kind, put(present, row.path, DROP))

    assert list(found) == ([row.rule] if row.absent_fails else [])


@pytest.mark.parametrize("row", ROWS, ids=_ids)
def test_null_is_not_set(row: Row) -> None:
    found = look(row.kind, put(row.props, row.path, None))

    assert list(found) == ([row.rule] if row.absent_fails else [])


@pytest.mark.parametrize("row", ROWS, ids=_ids)
def test_an_unknown_value_is_undecided_under_the_rules_own_name(row: Row) -> None:
    found = look(row.kind, put(row.props, row.path, UNKNOWN))

    assert "undecided: " in found[row.rule][0]
    assert "is not known until deployment; set it to a known value" in found[row.rule][0]


@pytest.mark.parametrize("row", ROWS, ids=_ids)
def test_an_unknown_container_is_undecided_too(row: Row) -> None:
    for depth in range(1, row.path.count(".") + 1):
        container = row.path.rsplit(".", depth)[0]

        found = look(row.kind, put(row.props, container, UNKNOWN))

        assert "undecided: " in " ".join(found.get(row.rule, [])), container


@pytest.mark.parametrize("row", [r for r in ROWS if r.wrong != PASSWORD], ids=str)
def test_a_secret_value_is_judged_like_any_other(row: Row) -> None:
    found = look(row.kind, put(row.props, row.path, marked(row.wrong)))

    assert list(found) == [row.rule]


@pytest.mark.parametrize("row", [r for r in ROWS if r.wrong == PASSWORD], ids=str)
def test_a_password_never_gets_into_a_message(row: Row) -> None:
    found = look(row.kind, put(row.props, row.path, row.wrong))

    assert "Hunter2!" not in str(found)


@pytest.mark.parametrize("row", ROWS, ids=_ids)
def test_other_api_versions_of_a_type_are_held_to_the_same(row: Row) -> None:
    module, name = row.kind.split(":")
    wrong = put(row.props, row.path, row.wrong)

    for token in (f"azure-native:{module}/v20230101preview:{name}", f"azure-native_{module}_v20230101:{module}:{name}"):
        assert list(look(token, wrong)) == [row.rule]


EXACT = [
    (
        "azure-storage-account-public-access",
        "Enabled",
        "'st': publicNetworkAccess is 'Enabled', must be 'Disabled'. Fix: set public_network_access to \"Disabled\"",
    ),
    (
        "azure-storage-account-public-access",
        DROP,
        "'st': publicNetworkAccess is not set (Azure then uses 'Enabled'), must be 'Disabled'."
        ' Fix: set public_network_access to "Disabled"',
    ),
    (
        "azure-storage-account-public-access",
        UNKNOWN,
        "'st': undecided: publicNetworkAccess is not known until deployment; set it to a known value."
        ' Fix: set public_network_access to "Disabled"',
    ),
]


@pytest.mark.parametrize(("rule", "value", "message"), EXACT)
def test_a_message_says_what_where_seen_demanded_and_how_to_fix(rule: str, value: object, message: str) -> None:
    row = next(row for row in ROWS if row.rule == rule)

    assert look(row.kind, put(row.props, "publicNetworkAccess", value), name="st") == {rule: [message]}

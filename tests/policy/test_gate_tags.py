"""Required tags: which types take them, held against the provider's SDK, and which tags they are."""

import re

import pytest
from gate.server import schema_of
from rules.catalogue import RULES
from rules.reviewed import NOTHING_TO_DEMAND
from rules.tags import FAMILY, UNTAGGED

from tests.policy.compliant import COMPLIANT
from tests.policy.examples.common import TAGS
from tests.policy.gate import look
from tests.policy.sdk import source_of

_RULE = "azure-any-required-tags"
(_TAGS_RULE,) = (rule for rule in RULES if rule.family == FAMILY)
_KNOWN = sorted(set(COMPLIANT) | NOTHING_TO_DEMAND)


@pytest.mark.parametrize("kind", _KNOWN)
def test_the_providers_sdk_agrees_on_which_types_take_tags(kind: str) -> None:
    takes_tags = re.search(r"def tags\(self\)", source_of(kind)) is not None
    assert takes_tags is (kind not in UNTAGGED)
    assert takes_tags is (kind in _TAGS_RULE.types)


def test_the_list_of_untagged_types_names_no_other() -> None:
    assert set(_KNOWN) >= UNTAGGED


def test_a_tag_is_found_in_any_case() -> None:
    tags = {name.upper(): value for name, value in TAGS.items()}
    assert look("network:NatGateway", {"tags": tags}) == {}


def test_a_team_may_demand_other_tags() -> None:
    config = {"requiredTags": ["costCenter", "owner"]}

    found = look("network:NatGateway", {"tags": {**TAGS, "owner": "ml"}}, config=config)

    assert list(found) == [_RULE]
    assert "tags has no costCenter" in found[_RULE][0]


def test_the_pack_tells_the_engine_what_may_be_configured() -> None:
    schema = schema_of(_TAGS_RULE)["requiredTags"]
    assert schema["type"] == "array"
    assert schema["default"] == ["workload", "environment", "managedBy"]

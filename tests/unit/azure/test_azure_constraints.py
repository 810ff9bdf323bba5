"""Limits of single properties come from the published API specifications, at the versions that the SDK uses."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from local.azure import arm_types, schema
from local.azure.data.read_constraints import FILE
from local.azure.rules import constraints
from tests.unit.azure import samples as given
from tests.unit.azure.harness import Engine

READ: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
ROWS = [(cls, name, row) for cls, rows in READ["classes"].items() for name, row in rows.items()]


@pytest.mark.parametrize("token", arm_types.TYPES)
def test_the_limits_of_each_type_are_those_of_the_sdks_api_version(token: str) -> None:
    path = READ["files"][token.removeprefix("azure-native:")]
    assert f"/{schema.resource(token).api_version}/" in path


def test_the_source_is_one_commit() -> None:
    assert re.fullmatch(r"https://github.com/Azure/bicep-types-az/tree/[0-9a-f]{40}", READ["source"])


@pytest.mark.parametrize("row", [row for _, _, row in ROWS], ids=[f"{cls}.{name}" for cls, name, _ in ROWS])
def test_each_row_says_something_that_can_be_held(row: dict[str, Any]) -> None:
    assert row
    pattern = row.get("pattern")
    if pattern is not None:
        re.compile(pattern)
    for least, most in (("minLength", "maxLength"), ("minValue", "maxValue")):
        assert row.get(least, 0) <= row.get(most, float("inf"))


def test_every_namespace_has_its_code() -> None:
    assert {arm.type.split("/")[0].lower() for arm in arm_types.TYPES.values()} == constraints.CODES.keys()


def test_words_are_compared_without_regard_to_case(networked: Engine) -> None:
    networked.create("network:NetworkSecurityGroup", given.security_group(given.rule(protocol="TCP"), name="other"))


def test_sizes_of_machines_are_an_open_vocabulary(networked: Engine) -> None:
    networked.create("network:NetworkInterface", given.interface())
    networked.create("compute:VirtualMachine", given.machine(adminPassword="Long-Enough-7"))

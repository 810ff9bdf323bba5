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
from tests.unit.azure.harness import Engine, Inputs, RefusedError
from tests.unit.azure.samples import changed

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


HELD: dict[str, tuple[str, Inputs, str, str]] = {
    "a number above the range": (
        "network:BastionHost",
        {**given.bastion(), "scaleUnits": 51},
        "InvalidRequestFormat",
        "scaleUnits",
    ),
    "a number below the range": (
        "network:BastionHost",
        {**given.bastion(), "scaleUnits": 1},
        "InvalidRequestFormat",
        "scaleUnits",
    ),
    "a text that does not match": (
        "keyvault:Vault",
        given.vault("kv-other", tenantId="contoso"),
        "BadRequest",
        "properties.tenantId",
    ),
    "a word outside the vocabulary": (
        "network:BastionHost",
        changed(given.bastion(), "sku.name", "Golden"),
        "InvalidRequestFormat",
        "sku.name",
    ),
    "a word in an object of a list": (
        "network:NetworkSecurityGroup",
        given.security_group(given.rule(protocol="Http"), name="other"),
        "InvalidRequestFormat",
        "securityRules[0].protocol",
    ),
    "a word in a member of a union": (
        "machinelearningservices:Compute",
        given.cluster(vmPriority="Cheap", subnet=None, enableNodePublicIp=True),
        "ValidationError",
        "properties.properties.vmPriority",
    ),
}


@pytest.mark.parametrize("case", HELD.values(), ids=HELD)
def test_a_value_outside_the_specification_is_refused(platform: Engine, case: tuple[str, Inputs, str, str]) -> None:
    kind, inputs, code, target = case
    with pytest.raises(RefusedError) as caught:
        platform.create(kind, inputs)
    assert f'Code="{code}"' in str(caught.value)
    assert f'Target="{target}"' in str(caught.value)


def test_words_are_compared_without_regard_to_case(networked: Engine) -> None:
    networked.create("network:NetworkSecurityGroup", given.security_group(given.rule(protocol="TCP"), name="other"))


def test_sizes_of_machines_are_an_open_vocabulary(networked: Engine) -> None:
    networked.create("network:NetworkInterface", given.interface())
    networked.create("compute:VirtualMachine", given.machine(adminPassword="Long-Enough-7"))

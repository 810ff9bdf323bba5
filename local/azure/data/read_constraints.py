"""Reads the limits of requests out of the published API specifications, into `constraints.json`.

Azure/bicep-types-az is generated from the API specifications and keeps their patterns, lengths and ranges. This script
walks its types and the SDK's argument classes side by side, and notes for each class what the specification says of its
properties: facts only, by the name that the SDK has for the class and Azure for the property.

Run it after a new version of the SDK, on a clone of that repository:
    python -m local.azure.data.read_constraints CLONE/.git
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from local.azure import arm_types, schema
from local.azure.schema import Choice, Entries, Items, Nested, ObjectSpec, Scalar, Shape

FILE = Path(__file__).parent / "constraints.json"
_REPOSITORY = "https://github.com/Azure/bicep-types-az"
_REQUIRED, _READ_ONLY = 1, 2  # flags of a property
_LIMITS = ("minLength", "maxLength", "pattern", "minValue", "maxValue")
# What the SDK calls otherwise: class and name there, name in the specification.
_RENAMED = {
    ("IPRuleArgs", "iPAddressOrRange"): "value",
    ("KeyAttributesArgs", "expires"): "exp",
    ("KeyAttributesArgs", "notBefore"): "nbf",
    ("SecretAttributesArgs", "expires"): "exp",
    ("SecretAttributesArgs", "notBefore"): "nbf",
    ("EncryptionArgs", "encryptionIdentity"): "identity",
    ("StorageAccountArgs", "enableHttpsTrafficOnly"): "supportsHttpsTrafficOnly",
    ("StorageAccountArgs", "enableNfsV3"): "isNfsV3Enabled",
    ("StorageAccountArgs", "networkRuleSet"): "networkAcls",
}
# Types whose body in Azure/bicep-types-az goes by another name than the resource's type.
_BODIES = {"azure-native:privatedns:PrivateRecordSet": "Microsoft.Network/privateDnsZones/A"}

# Demanded by other means: a location by `cloud.py`, a name by the path of the resource.
_ELSEWHERE = ("location", "name")

Row = dict[str, Any]


@dataclass
class Reading:
    """What was found so far.

    Attributes:
        classes: The limits by class and property.
        unmatched: Properties of the SDK that the specification does not have, for whoever runs this.
    """

    classes: dict[str, dict[str, Row]] = field(default_factory=dict)
    unmatched: set[str] = field(default_factory=set)
    seen: set[tuple[str, int]] = field(default_factory=set)


class Types:
    """The types of one file, which refer to each other by their place in it."""

    def __init__(self, text: str) -> None:
        """Read the file."""
        self.all: list[dict[str, Any]] = json.loads(text)

    def at(self, reference: Mapping[str, str]) -> dict[str, Any]:
        """Follow a reference."""
        return self.all[self.place(reference)]

    @staticmethod
    def place(reference: Mapping[str, str]) -> int:
        """Give the place that a reference leads to."""
        return int(reference["$ref"].removeprefix("#/"))

    def body(self, name: str) -> Mapping[str, str] | None:
        """Give a reference to the body of a resource type, such as `microsoft.network/virtualnetworks@2024-05-01`."""
        for one in self.all:
            if one["$type"] == "ResourceType" and one["name"].lower() == name.lower():
                found: Mapping[str, str] = one["body"]
                return found
        return None


def main(git_directory: str) -> int:
    """Read everything and write the file."""
    reading = Reading()
    files: dict[str, str] = {}
    names: dict[str, Row] = {}
    commit = _git(git_directory, "rev-parse", "HEAD").strip()
    paths = _git(git_directory, "ls-tree", "-r", "--name-only", "HEAD").splitlines()
    for token, arm in sorted(arm_types.TYPES.items()):
        spec = schema.resource(token)
        name = f"{_BODIES.get(token, arm.type)}@{spec.api_version}"
        types, path, body = _find(git_directory, paths, name)
        if types is None or body is None:
            print(f"{token}: no type {name}")
            continue
        files[token.removeprefix("azure-native:")] = path
        names[arm.type] = _row(types, types.at(types.at(body)["properties"]["name"]["type"]))
        _object(reading, types, types.at(body), spec.args, _module(token))
    written = {
        "source": f"{_REPOSITORY}/tree/{commit}",
        "files": files,
        "names": {name: row for name, row in sorted(names.items()) if row},
        "classes": {name: rows for name, rows in sorted(reading.classes.items()) if rows},
    }
    FILE.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
    for line in sorted(reading.unmatched):
        print(f"not in the specification: {line}")
    return 0


_READ: dict[str, Types] = {}


def _find(git_directory: str, paths: list[str], name: str) -> tuple[Types | None, str, Mapping[str, str] | None]:
    namespace, _, rest = name.lower().partition("/")
    version = rest.rpartition("@")[2]
    for path in paths:
        if path.lower().endswith(f"/{namespace}/{version}/types.json"):
            if path not in _READ:
                _READ[path] = Types(_git(git_directory, "show", f"HEAD:{path}"))
            body = _READ[path].body(name)
            if body is not None:
                return _READ[path], path, body
    return None, "", None


def _git(git_directory: str, *arguments: str) -> str:
    return subprocess.run(
        ["git", f"--git-dir={git_directory}", *arguments], check=True, capture_output=True, text=True
    ).stdout


def _module(token: str) -> str:
    return token.split(":")[1]


def _object(reading: Reading, types: Types, body: Mapping[str, Any], spec: ObjectSpec, module: str) -> None:
    key = f"{module}:{spec.name}"
    mark = (key, id(body))
    if mark in reading.seen:
        return
    reading.seen.add(mark)
    there = dict(_properties(types, body, spec))
    for name, shape in spec.properties.items():
        found = there.get(_plain(_RENAMED.get((spec.name, name), name)))
        if found is None:
            reading.unmatched.add(f"{key}.{name}")
            continue
        row = _row(types, types.at(found["type"]))
        words = _words(types, types.at(found["type"]))
        if isinstance(shape, Scalar) and words and set(words) != set(shape.words or shape.values):
            row["words"] = words
        if found["flags"] & _REQUIRED and name not in spec.required and name not in _ELSEWHERE:
            row["required"] = True
        rows = reading.classes.setdefault(key, {})
        rows[name] = _looser(rows[name], row) if name in rows else row
        if not rows[name]:
            del rows[name]
        _value(reading, types, types.at(found["type"]), shape, module)


def _plain(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()


def _properties(types: Types, body: Mapping[str, Any], spec: ObjectSpec) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the properties by the SDK's names: it lifts what is in `properties` to the object that holds it."""
    own = {_plain(_RENAMED.get((spec.name, name), name)) for name in spec.properties}
    for name, one in {**body.get("baseProperties", {}), **body.get("properties", {})}.items():
        inner = types.at(one["type"])
        lifted = inner["$type"] in ("ObjectType", "DiscriminatedObjectType")
        if lifted and _plain(name) not in own and not one["flags"] & _READ_ONLY:
            yield from _properties(types, inner, spec)
        else:
            yield _plain(name), one


def _row(types: Types, one: Mapping[str, Any]) -> Row:
    if one["$type"] == "ArrayType":
        row = {name: one[name] for name in ("minLength", "maxLength") if name in one}
        inner = _row(types, types.at(one["itemType"]))
        return {**row, **({"items": inner} if inner else {})}
    if one["$type"] == "UnionType":
        rows = [_row(types, types.at(element)) for element in one["elements"]]
        return next((row for row in rows if row), {})
    return {name: one[name] for name in _LIMITS if name in one}


def _words(types: Types, one: Mapping[str, Any]) -> list[str]:
    """Give a vocabulary: the SDK mixes up those that have the same name in different files."""
    elements = [types.at(element) for element in one.get("elements", [])] if one["$type"] == "UnionType" else []
    return [element["value"] for element in elements if element["$type"] == "StringLiteralType"]


def _looser(one: Row, other: Row) -> Row:
    """Give what two places say alike: a class of the SDK can stand for two of the specification."""
    return {name: value for name, value in one.items() if other.get(name) == value}


def _value(reading: Reading, types: Types, one: Mapping[str, Any], shape: Shape, module: str) -> None:
    if isinstance(shape, Nested) and one["$type"] in ("ObjectType", "DiscriminatedObjectType"):
        _object(reading, types, one, schema.nested(shape.of), module)
    elif isinstance(shape, Items) and one["$type"] == "ArrayType":
        _value(reading, types, types.at(one["itemType"]), shape.item, module)
    elif isinstance(shape, Entries) and one.get("additionalProperties"):
        _value(reading, types, types.at(one["additionalProperties"]), shape.item, module)
    elif isinstance(shape, Choice) and one["$type"] == "DiscriminatedObjectType":
        for member in shape.members:
            spec = schema.nested(member)
            element = one["elements"].get(spec.constants.get(one["discriminator"]))
            if element is not None:
                both = {**one.get("baseProperties", {}), **types.at(element).get("properties", {})}
                _object(reading, types, {**types.at(element), "properties": both}, spec, module)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

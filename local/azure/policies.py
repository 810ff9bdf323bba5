"""Azure's built-in policy definitions and initiatives: a table in `data/policies.json`, one line a definition.

Read from https://github.com/Azure/azure-policy (built-in-policies), April 2026 (documented). There are thousands; the
table holds those about machine learning, storage, vaults, registries, networks, compute, tags and locations, some of
Kubernetes, monitoring and Defender, and a few initiatives. To support a further one, add its line.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parent / "data" / "policies.json"
_BUILT_IN = re.compile(
    r"/providers/microsoft\.authorization/(?P<kind>policydefinitions|policysetdefinitions)/(?P<name>[^/]+)"
)


@dataclass(frozen=True)
class Parameter:
    """What a definition can be told.

    Attributes:
        kind: String, Array, Object, Boolean, Integer, Float or DateTime.
        optional: It has a default.
        allowed: The values it may have; empty when any will do.
    """

    kind: str
    optional: bool
    allowed: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Definition:
    """A policy definition or an initiative.

    Attributes:
        name: What the portal calls it.
        identity: An assignment needs a managed identity, because the definition can deploy or modify.
        parameters: By name.
    """

    name: str
    identity: bool
    parameters: Mapping[str, Parameter]


def find(definition_id: str) -> Definition | None:
    """Find a built-in definition or initiative by its id, in any case."""
    match = _BUILT_IN.fullmatch(definition_id.lower())
    if match is None:
        return None
    kind = "definitions" if match["kind"] == "policydefinitions" else "initiatives"
    return _tables()[kind].get(match["name"])


@functools.cache
def _tables() -> dict[str, dict[str, Definition]]:
    read: dict[str, dict[str, Any]] = json.loads(_FILE.read_text(encoding="utf-8"))
    return {kind: {name: _definition(row) for name, row in table.items()} for kind, table in read.items()}


def _definition(row: Mapping[str, Any]) -> Definition:
    parameters = {
        name: Parameter(kind, optional, tuple(allowed[0]) if allowed else ())
        for name, (kind, optional, *allowed) in row["parameters"].items()
    }
    return Definition(row["name"], row["identity"], parameters)

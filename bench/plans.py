"""Plans of any size, as the engine hands them to the analyzer: a real stack's, and copies of it with other names.

A copy has URNs, names, ids and addresses of its own, and what refers to each other in the stack does so in the copy. As
in a first preview, what Azure makes up (ids of things that carry the random suffix, principals) is unknown.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, islice
from typing import Any

from google.protobuf import json_format, struct_pb2
from pulumi.runtime.proto import analyzer_pb2 as proto
from pulumi.runtime.rpc import UNKNOWN

from tests.support.recorder import SUFFIX, Registration, record_stack

_URN = re.compile(r'(urn:pulumi:[^"]*)(?=")')
_ADDRESS = re.compile(r"\b10\.(\d+)\.")
# In what the recorder's Azure makes up, where a preview has an unknown value.
_MADE_UP = re.compile(rf"/fake/|{SUFFIX}|^(principal|client|uri|uri-with-version|fqdn)-of-|^Generated-")


@dataclass(frozen=True)
class Planned:
    """A resource of a plan.

    Attributes:
        alone: What the engine asks about it by itself.
        within: What the engine asks about it within its stack.
    """

    alone: proto.AnalyzeRequest
    within: proto.AnalyzerResource


def plan(size: int, stack: str = "prod") -> list[Planned]:
    """A plan of so many resources, components included: a stack's resources, then copies until there are enough.

    Args:
        size: How many resources.
        stack: The stack file that they come from.
    """
    original = [_described(registration) for registration in record_stack(stack).resources]
    return list(islice(_copies(json.dumps(original), f"mlops-{stack}"), size))


def _copies(original: str, named: str) -> Iterator[Planned]:
    """The resources of the stack, then those of its copies, without end."""
    for number in count():
        text = _renamed(original, named, number) if number else original
        yield from (_planned(resource) for resource in json.loads(text))


def _renamed(text: str, named: str, number: int) -> str:
    """The text of a copy: its URNs, what has the stack's name in it, and its addresses are those of no other copy."""
    text = _URN.sub(rf"\1-{number}", text)
    text = text.replace(named, f"{named}-{number}").replace(named.replace("-", ""), f"{named.replace('-', '')}{number}")
    return _ADDRESS.sub(lambda address: f"10.{int(address[1]) + number}.", text)


def _described(registration: Registration) -> dict[str, Any]:
    request = registration.request
    return {
        "urn": registration.urn,
        "type": registration.kind,
        "parent": registration.parent,
        "properties": _as_previewed(json_format.MessageToDict(request.object)),
        "sources": {name: list(found.urns) for name, found in request.propertyDependencies.items()},
    }


def _as_previewed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _as_previewed(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_as_previewed(member) for member in value]
    return UNKNOWN if isinstance(value, str) and _MADE_UP.search(value) else value


def _planned(resource: dict[str, Any]) -> Planned:
    same = {"urn": resource["urn"], "type": resource["type"], "name": resource["urn"].rpartition("::")[2]}
    properties = json_format.ParseDict(resource["properties"], struct_pb2.Struct())
    sources = {name: proto.AnalyzerPropertyDependencies(urns=urns) for name, urns in resource["sources"].items()}
    return Planned(
        alone=proto.AnalyzeRequest(**same, properties=properties),
        within=proto.AnalyzerResource(
            **same, properties=properties, parent=resource["parent"], propertyDependencies=sources
        ),
    )

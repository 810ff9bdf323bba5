"""What the engine sends, read once: plain Python, with unknown and secret values marked so that no rule misreads them.

https://www.pulumi.com/docs/iac/using-pulumi/extending-pulumi/build-a-provider and sdk/go/common/resource/properties.go
of pulumi/pulumi name the signatures.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Never

from google.protobuf import struct_pb2
from pulumi_policy import proxy

_SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - the protocol's marker, not a secret
_UNKNOWNS = frozenset(
    {
        proxy.UNKNOWN_ARCHIVE_VALUE,
        proxy.UNKNOWN_ARRAY_VALUE,
        proxy.UNKNOWN_ASSET_VALUE,
        proxy.UNKNOWN_BOOLEAN_VALUE,
        proxy.UNKNOWN_NUMBER_VALUE,
        proxy.UNKNOWN_OBJECT_VALUE,
        proxy.UNKNOWN_STRING_VALUE,
    }
)


class UnknownTouchedError(Exception):
    """A rule used a value that is not known yet as if it were."""


class Unknown:
    """A value that is known only after deployment: whoever touches it is told, and cannot take it for a value."""

    def _touch(self, *_args: object) -> Never:
        raise UnknownTouchedError

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _touch
    __bool__ = __len__ = __iter__ = __contains__ = __getitem__ = __getattr__ = _touch
    __str__ = __format__ = __int__ = __float__ = __hash__ = __add__ = __radd__ = _touch


UNKNOWN = Unknown()


@dataclass(frozen=True)
class Secret:
    """A value that the program marked as a secret."""

    value: Any


def read(properties: struct_pb2.Struct) -> dict[str, Any]:
    """The properties of a request: unknown values as `UNKNOWN`, secret ones in a `Secret`."""
    return {key: _value(value) for key, value in properties.fields.items()}


def _value(value: struct_pb2.Value) -> Any:
    kind = value.WhichOneof("kind")
    if kind == "string_value":
        return UNKNOWN if value.string_value in _UNKNOWNS else value.string_value
    if kind == "struct_value":
        return _object(read(value.struct_value))
    if kind == "list_value":
        return [_value(element) for element in value.list_value.values]
    return None if kind in {None, "null_value"} else getattr(value, kind)


def _object(members: dict[str, Any]) -> Any:
    return Secret(members["value"]) if members.get(_SIGNATURE) == _SECRET else members


def struct_of(properties: Mapping[str, Any]) -> struct_pb2.Struct:
    """The message that holds plain properties; the protocol has no integers, so numbers become floats."""
    message = struct_pb2.Struct()
    message.update(dict(properties))
    return message

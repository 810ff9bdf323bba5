"""Property values as the engine sends them (protobuf structs) and as the emulator holds them (plain Python).

A value not known yet is `UNKNOWN`; a secret is a `Secret` around its value. Everything else is what JSON has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from google.protobuf.struct_pb2 import ListValue, Struct, Value
from pulumi.runtime import rpc

from local.azure.errors import UnsupportedError

Properties = dict[str, Any]

# The engine's signatures for values that a plain struct cannot carry; the SDK names but does not export them.
_SIGNATURE: Final[str] = rpc._special_sig_key
_SECRET: Final[str] = rpc._special_secret_sig
_OUTPUT: Final[str] = rpc._special_output_value_sig


class Unknown:
    """A value that exists only after something else has been created."""

    def __repr__(self) -> str:
        """Name it in assertion messages."""
        return "UNKNOWN"


UNKNOWN: Final = Unknown()


@dataclass(frozen=True)
class Secret:
    """A value that is encrypted in state; its text form never shows it."""

    value: Any = field(repr=False)


def decode(message: Struct) -> Properties:
    """Read the properties of a request; a null property counts as not given."""
    return {key: _decode(value) for key, value in message.fields.items() if not _is_null(value)}


def _is_null(value: Value) -> bool:
    return value.WhichOneof("kind") in (None, "null_value")


def _decode(value: Value) -> Any:
    match value.WhichOneof("kind"):
        case "string_value":
            return UNKNOWN if value.string_value == rpc.UNKNOWN else value.string_value
        case "number_value":
            number = value.number_value
            return int(number) if number.is_integer() else number
        case "bool_value":
            return value.bool_value
        case "list_value":
            return [_decode(item) for item in value.list_value.values]
        case "struct_value":
            return _decode_struct(value.struct_value)
        case _:
            return None


def _decode_struct(message: Struct) -> Any:
    if _SIGNATURE not in message.fields:
        return decode(message)
    signature = message.fields[_SIGNATURE].string_value
    if signature == _SECRET:
        return Secret(_decode(message.fields["value"]))
    if signature == _OUTPUT:
        inner = _decode(message.fields["value"]) if "value" in message.fields else UNKNOWN
        is_secret = "secret" in message.fields and message.fields["secret"].bool_value
        return Secret(inner) if is_secret else inner
    raise UnsupportedError(
        "assets, archives and resource references are not property values of the types emulated here"
    )


def encode(properties: Mapping[str, Any]) -> Struct:
    """Write properties for a response."""
    return Struct(fields={key: _encode(value) for key, value in properties.items()})


def _encode(value: Any) -> Value:  # noqa: PLR0911 - one return for each kind of value
    if value is None:
        return Value(null_value=0)  # type: ignore[arg-type]  # the stub wants the enum's class, the wire has 0
    if isinstance(value, Unknown):
        return Value(string_value=rpc.UNKNOWN)
    if isinstance(value, Secret):
        return Value(struct_value=Struct(fields=_signed(_SECRET, value.value)))
    if isinstance(value, bool):
        return Value(bool_value=value)
    if isinstance(value, int | float):
        return Value(number_value=value)
    if isinstance(value, str):
        return Value(string_value=value)
    if isinstance(value, Mapping):
        return Value(struct_value=encode(value))
    return Value(list_value=ListValue(values=[_encode(item) for item in value]))


def _signed(signature: str, value: Any) -> dict[str, Value]:
    return {_SIGNATURE: Value(string_value=signature), "value": _encode(value)}


def reveal(value: Any) -> Any:
    """Take the secret wrappers off, at any depth: for rules that must look inside."""
    if isinstance(value, Secret):
        return reveal(value.value)
    if isinstance(value, Mapping):
        return {key: reveal(item) for key, item in value.items()}
    if isinstance(value, list):
        return [reveal(item) for item in value]
    return value


def strings(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Give every string inside a value with its property path, such as `ipConfigurations[0].subnet.id`."""
    if isinstance(value, Secret):
        yield from strings(value.value, path)
    elif isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from strings(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from strings(item, f"{path}[{index}]")


def has_unknown(value: Any) -> bool:
    """Say whether anything inside a value is not known yet."""
    if isinstance(value, Unknown):
        return True
    if isinstance(value, Secret):
        return has_unknown(value.value)
    if isinstance(value, Mapping):
        return any(has_unknown(item) for item in value.values())
    if isinstance(value, list):
        return any(has_unknown(item) for item in value)
    return False

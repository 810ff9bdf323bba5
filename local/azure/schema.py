"""What a request may hold, read from the classes of the installed azure-native SDK.

Every type the SDK knows is covered without a line of data here: the argument classes say names, nesting and what is
required, the enums say closed vocabularies, and constructors say the constants that tell members of a union apart.
Only modules that are asked for are imported, once.
"""

from __future__ import annotations

import collections.abc
import enum
import functools
import importlib
import inspect
import re
import sys
import threading
import types
import typing
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi import _types

from local.azure.errors import UnsupportedError

_TOKEN = re.compile(r"^azure-native:([a-z0-9]+):([A-Z]\w*)$")
# The SDK loads its modules on first use, and a second thread sees the half of a module that is there already.
_LOADING = threading.RLock()
_API_VERSION = re.compile(r"Uses Azure REST API version ([0-9]{4}-[0-9]{2}-[0-9]{2}(?:-\w+)?)")


@dataclass(frozen=True)
class Scalar:
    """A string, number or boolean; `values` holds a closed vocabulary, `words` one that Azure may widen."""

    kind: str
    values: tuple[Any, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Anything:
    """A property that the SDK leaves open."""


@dataclass(frozen=True)
class Items:
    """A list of one kind of thing."""

    item: Shape


@dataclass(frozen=True)
class Entries:
    """A dictionary with names of the user's choice, such as tags."""

    item: Shape


@dataclass(frozen=True)
class Choice:
    """One of several objects, told apart by a constant."""

    members: tuple[type, ...]


@dataclass(frozen=True)
class Nested:
    """An object with properties of its own; looked into only when a value is there."""

    of: type


Shape = Scalar | Anything | Items | Entries | Choice | Nested


@dataclass(frozen=True)
class ObjectSpec:
    """The properties of one object by their Azure names."""

    name: str
    properties: dict[str, Shape]
    required: frozenset[str]
    constants: dict[str, Any]


@dataclass(frozen=True)
class ResourceSpec:
    """One resource type: what it takes, what it answers, and in which API version."""

    token: str
    args: ObjectSpec
    response: ObjectSpec
    api_version: str


def resource(token: str) -> ResourceSpec:
    """Look a resource type up. Safe to use from several threads.

    Args:
        token: Pulumi's type token, such as `azure-native:network:VirtualNetwork`.

    Raises:
        UnsupportedError: The SDK has no such type.
    """
    with _LOADING:
        return _resource(token)


@functools.cache
def _resource(token: str) -> ResourceSpec:
    return describe(token, _resource_class(token))


@functools.cache
def describe(token: str, cls: type) -> ResourceSpec:
    """Describe a resource class of a generated SDK.

    Args:
        token: The type token that it registers under.
        cls: The class.
    """
    args_name = sys.modules[cls.__module__].__all__[0]  # the argument class stands first in a generated module
    response = {name: hint for name, hint in _types.resource_types(cls).items() if name not in ("id", "urn")}
    return ResourceSpec(
        token=token,
        args=_object(getattr(sys.modules[cls.__module__], args_name)),
        response=_without_constructor(cls.__name__, response),
        api_version=_api_version(cls),
    )


def _resource_class(token: str) -> type:
    match = _TOKEN.match(token)
    if match is None:
        raise UnsupportedError(f"{token!r} is not a type of the azure-native SDK (expected azure-native:module:Type)")
    module_name, class_name = match.groups()
    try:
        module = importlib.import_module(f"pulumi_azure_native.{module_name}")
    except ModuleNotFoundError:
        raise UnsupportedError(f"the azure-native SDK has no module {module_name!r}, asked for by {token!r}") from None
    cls = getattr(module, class_name, None)
    if not (isinstance(cls, type) and issubclass(cls, pulumi.CustomResource)):
        raise UnsupportedError(f"the azure-native SDK has no resource {class_name!r} in module {module_name!r}")
    return cls


def _api_version(cls: type) -> str:
    constructor: Any = cls.__dict__["__init__"]
    for overload in typing.get_overloads(constructor):
        found = _API_VERSION.search(overload.__doc__ or "")
        if found:
            return found.group(1)
    return ""


@functools.cache
def nested(cls: type) -> ObjectSpec:
    """Describe an object type, either side of the wire."""
    if _types.is_input_type(cls):
        return _object(cls)
    return _without_constructor(cls.__name__, _types.output_type_types(cls))


def _object(cls: type) -> ObjectSpec:
    names = {python: azure for python, azure, _ in _types._py_properties(cls)}
    constructor: Any = cls.__dict__["__init__"]
    parameters = list(inspect.signature(constructor).parameters.values())[1:]
    required = {p.name for p in parameters if p.default is inspect.Parameter.empty}
    return ObjectSpec(
        name=cls.__name__,
        properties={name: _shape(hint) for name, hint in _types.input_type_types(cls).items()},
        required=frozenset(names[name] for name in required),
        constants={names[name]: value for name, value in _constants(cls, required).items()},
    )


def _constants(cls: Any, required: set[str]) -> dict[str, Any]:
    """Construct the object with a marker for each required argument: what is not the marker was set by the class."""
    marker = object()
    made = cls(**dict.fromkeys(required, marker))
    found = {name: pulumi.get(made, name) for name in required}
    return {name: value for name, value in found.items() if value is not marker}


def _without_constructor(name: str, hints: dict[str, Any]) -> ObjectSpec:
    shapes = {key: _shape(hint) for key, hint in hints.items()}
    return ObjectSpec(name=name, properties=shapes, required=frozenset(), constants={})


def _shape(hint: Any) -> Shape:
    members = _members(hint)
    if len(members) > 1:
        return _choice(members)
    only = members[0] if members else Any
    origin = typing.get_origin(only)
    if origin is collections.abc.Sequence:
        return Items(_shape(typing.get_args(only)[0]))
    if origin is collections.abc.Mapping:
        return Entries(_shape(typing.get_args(only)[1]))
    return _plain(only)


def _plain(cls: Any) -> Shape:
    if not isinstance(cls, type):
        return Anything()
    if issubclass(cls, enum.Enum):
        values = tuple(member.value for member in cls)
        return Scalar(_kind(type(values[0])), values)
    if _types.is_input_type(cls) or _types.is_output_type(cls):
        return Nested(cls)
    return Scalar(_kind(cls)) if cls in (str, int, float, bool) else Anything()


def _kind(cls: type) -> str:
    return {str: "string", int: "integer", float: "number", bool: "boolean"}[cls]


def _choice(members: list[Any]) -> Shape:
    objects = [m for m in members if isinstance(m, type) and _types.is_input_type(m)]
    if len(objects) == len(members):
        return Choice(tuple(objects))
    if all(isinstance(m, type) and (m is str or issubclass(m, enum.Enum)) for m in members):
        words = (member.value for cls in members if issubclass(cls, enum.Enum) for member in cls)
        return Scalar("string", words=tuple(words))  # only Azure can refuse a value of such a vocabulary
    return Anything()


def _members(hint: Any) -> list[Any]:
    """Take Optional, Awaitable and Output off a type hint and give what is left, flat and once each."""
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        found: list[Any] = []
        for argument in typing.get_args(hint):
            found += [member for member in _members(argument) if member not in found]
        return found
    wrapped = typing.get_origin(hint) in (collections.abc.Awaitable, pulumi.Output) or hint is pulumi.Output
    return [] if wrapped or hint is type(None) else [hint]

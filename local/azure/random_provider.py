"""The random provider: values that are made once and kept in the stack's state."""

from __future__ import annotations

import base64
import secrets
import string
import uuid
from collections.abc import Callable, Mapping
from importlib.metadata import version
from typing import Any

import grpc
import pulumi_random
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import provider_pb2

from local.azure import check, preview, schema
from local.azure.errors import ArmError, UnsupportedError
from local.azure.plugin import Plugin, answers
from local.azure.schema import ResourceSpec
from local.azure.wire import Properties, Secret, Unknown, decode, encode, reveal

_SPECIAL = "!@#$%&*()-_=+[]{}<>:?"
_WORDS = (
    "able",
    "brave",
    "calm",
    "deep",
    "eager",
    "fair",
    "glad",
    "keen",
    "live",
    "mild",
    "neat",
    "open",
    "pure",
    "warm",
)
_PETS = ("ant", "bee", "cat", "doe", "eel", "fox", "gnu", "hen", "jay", "kid", "owl", "pig", "ram", "yak")
_RANDOM = secrets.SystemRandom()

Made = tuple[str, Properties]  # the id, and the outputs beside the inputs


def _classes(inputs: Mapping[str, Any]) -> list[tuple[str, int]]:
    """Give the kinds of characters a string is made of, each with how many it must have at least."""
    numeric = inputs.get("numeric", inputs.get("number", True))
    special = inputs.get("overrideSpecial") or _SPECIAL
    wanted = (
        (inputs.get("lower", True), string.ascii_lowercase, inputs.get("minLower", 0)),
        (inputs.get("upper", True), string.ascii_uppercase, inputs.get("minUpper", 0)),
        (numeric, string.digits, inputs.get("minNumeric", 0)),
        (inputs.get("special", True), special, inputs.get("minSpecial", 0)),
    )
    return [(characters, least) for used, characters, least in wanted if used]


def _text(inputs: Mapping[str, Any]) -> str:
    classes, length = _classes(inputs), int(inputs["length"])
    if not classes:
        raise ArmError("InvalidArgument", "at least one of lower, upper, numeric and special must be true")
    if sum(least for _, least in classes) > length:
        raise ArmError("InvalidArgument", f"length {length} is less than the sum of the minimal numbers", "length")
    found = [secrets.choice(characters) for characters, least in classes for _ in range(least)]
    everything = "".join(characters for characters, _ in classes)
    found += [secrets.choice(everything) for _ in range(length - len(found))]
    _RANDOM.shuffle(found)
    return "".join(found)


def _string(inputs: Mapping[str, Any]) -> Made:
    text = _text(inputs)
    return text, {**_character_defaults(inputs), "result": text}


def _password(inputs: Mapping[str, Any]) -> Made:
    return "none", {**_character_defaults(inputs), "result": Secret(_text(inputs))}


def _character_defaults(inputs: Mapping[str, Any]) -> Properties:
    numeric = inputs.get("numeric", inputs.get("number", True))
    flags = {"lower": True, "upper": True, "special": True, "numeric": numeric, "number": numeric}
    return flags | dict.fromkeys(("minLower", "minUpper", "minNumeric", "minSpecial"), 0)


def _id(inputs: Mapping[str, Any]) -> Made:
    raw = secrets.token_bytes(int(inputs["byteLength"]))
    prefix = str(inputs.get("prefix", ""))
    url = base64.urlsafe_b64encode(raw).decode().rstrip("=")
    forms = {
        "b64Std": base64.b64encode(raw).decode(),
        "b64Url": url,
        "dec": str(int.from_bytes(raw, "big")),
        "hex": raw.hex(),
    }
    return url, {name: prefix + form for name, form in forms.items()}


def _bytes(inputs: Mapping[str, Any]) -> Made:
    raw = secrets.token_bytes(int(inputs["length"]))
    return "none", {"base64": Secret(base64.b64encode(raw).decode()), "hex": Secret(raw.hex())}


def _integer(inputs: Mapping[str, Any]) -> Made:
    low, high = int(inputs["min"]), int(inputs["max"])
    if low > high:
        raise ArmError("InvalidArgument", f"min {low} is larger than max {high}", "min")
    result = _RANDOM.randint(low, high)
    return str(result), {"result": result}


def _uuid(inputs: Mapping[str, Any]) -> Made:  # noqa: ARG001 - the table's signature
    result = str(uuid.uuid4())
    return result, {"result": result}


def _pet(inputs: Mapping[str, Any]) -> Made:
    length, separator = int(inputs.get("length", 2)), str(inputs.get("separator", "-"))
    words = [secrets.choice(_WORDS) for _ in range(length - 1)] + [secrets.choice(_PETS)]
    prefix = [str(inputs["prefix"])] if inputs.get("prefix") else []
    return separator.join(prefix + words), {"length": length, "separator": separator}


_MAKERS: dict[str, tuple[Any, Callable[[Mapping[str, Any]], Made]]] = {
    "random:index/randomBytes:RandomBytes": (pulumi_random.RandomBytes, _bytes),
    "random:index/randomId:RandomId": (pulumi_random.RandomId, _id),
    "random:index/randomInteger:RandomInteger": (pulumi_random.RandomInteger, _integer),
    "random:index/randomPassword:RandomPassword": (pulumi_random.RandomPassword, _password),
    "random:index/randomPet:RandomPet": (pulumi_random.RandomPet, _pet),
    "random:index/randomString:RandomString": (pulumi_random.RandomString, _string),
    "random:index/randomUuid:RandomUuid": (pulumi_random.RandomUuid, _uuid),
}


class Random(Plugin):
    """Answers the engine's calls for `random`."""

    name = "random"
    version = version("pulumi-random")
    accepts_secrets = True

    @answers
    def Check(  # noqa: N802 - the protocol's name
        self,
        request: provider_pb2.CheckRequest,
        context: grpc.ServicerContext,  # noqa: ARG002
    ) -> provider_pb2.CheckResponse:
        """Hold the inputs against the SDK's types."""
        news = decode(request.news)
        failures = [
            provider_pb2.CheckFailure(property=mistake.path, reason=mistake.reason)
            for mistake in check.mistakes(_spec(request.urn).args, news)
        ]
        return provider_pb2.CheckResponse(inputs=request.news, failures=failures)

    @answers
    def Diff(  # noqa: N802 - the protocol's name
        self,
        request: provider_pb2.DiffRequest,
        context: grpc.ServicerContext,  # noqa: ARG002
    ) -> provider_pb2.DiffResponse:
        """Any other input is another value: the resource is replaced."""
        old, new = reveal(decode(request.old_inputs)), reveal(decode(request.news))
        changed = sorted(
            key for key in old.keys() | new.keys() if old.get(key) != new.get(key) or isinstance(new.get(key), Unknown)
        )
        kind = provider_pb2.DiffResponse.DIFF_SOME if changed else provider_pb2.DiffResponse.DIFF_NONE
        return provider_pb2.DiffResponse(changes=kind, replaces=changed, diffs=changed)

    @answers
    def Create(  # noqa: N802 - the protocol's name
        self,
        request: provider_pb2.CreateRequest,
        context: grpc.ServicerContext,  # noqa: ARG002
    ) -> provider_pb2.CreateResponse:
        """Make a value, or say that it is not known yet."""
        inputs = decode(request.properties)
        spec, make = _spec(request.urn), _MAKERS[_token(request.urn)][1]
        if request.preview:
            return provider_pb2.CreateResponse(properties=encode(preview.outputs(spec.response, inputs)))
        made_id, made = make(reveal(inputs))
        return provider_pb2.CreateResponse(id=made_id, properties=encode({**made, **inputs}))

    @answers
    def Read(  # noqa: N802 - the protocol's name
        self,
        request: provider_pb2.ReadRequest,
        context: grpc.ServicerContext,  # noqa: ARG002
    ) -> provider_pb2.ReadResponse:
        """Give back what the state holds: nothing else knows the value."""
        if not request.properties.fields:
            raise UnsupportedError(
                "the local random provider cannot import: the value is nowhere but in a stack's state"
            )
        return provider_pb2.ReadResponse(id=request.id, properties=request.properties, inputs=request.inputs)

    @answers
    def Update(  # noqa: N802 - the protocol's name
        self,
        request: provider_pb2.UpdateRequest,
        context: grpc.ServicerContext,  # noqa: ARG002
    ) -> provider_pb2.UpdateResponse:
        """Refuse: every change replaces."""
        raise UnsupportedError(f"{_token(request.urn)} is replaced, never updated")

    @answers
    def Delete(  # noqa: N802 - the protocol's name
        self,
        request: provider_pb2.DeleteRequest,  # noqa: ARG002 - the protocol's signature
        context: grpc.ServicerContext,  # noqa: ARG002
    ) -> Empty:
        """Forget a value: it was in the state only."""
        return Empty()

    @answers
    def Invoke(  # noqa: N802 - the protocol's name
        self,
        request: provider_pb2.InvokeRequest,
        context: grpc.ServicerContext,  # noqa: ARG002
    ) -> provider_pb2.InvokeResponse:
        """Refuse: the provider has no functions."""
        raise UnsupportedError(f"the local random provider does not answer the function {request.tok}")


def _token(urn: str) -> str:
    return urn.split("::")[2].rsplit("$", 1)[-1]


def _spec(urn: str) -> ResourceSpec:
    token = _token(urn)
    if token not in _MAKERS:
        raise UnsupportedError(f"the local random provider does not support {token}; it has {', '.join(_MAKERS)}")
    return schema.describe(token, _MAKERS[token][0])

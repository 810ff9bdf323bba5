"""Drives the emulator's servicers directly: no engine, no network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn, cast

import grpc
import pytest
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import provider_pb2

from local.azure import facts
from local.azure.plugin import Plugin
from local.azure.random_provider import Random
from local.azure.server import AzureNative
from local.azure.store import Store
from local.azure.wire import Properties, decode, encode

GROUP = "rg"
SCOPE = f"/subscriptions/{facts.SUBSCRIPTION}/resourceGroups/{GROUP}"
NETWORK = f"{SCOPE}/providers/Microsoft.Network"
Inputs = dict[str, Any]
Metadata = Sequence[tuple[str, bytes]]


class RefusedError(Exception):
    """What the engine would see of an error."""

    def __init__(self, status: grpc.StatusCode, text: str, metadata: Metadata = ()) -> None:
        super().__init__(text)
        self.status = status
        self.metadata = dict(metadata)


class Context:
    """The part of a gRPC context that the servicers use."""

    def abort(self, status: grpc.StatusCode, text: str) -> NoReturn:
        raise RefusedError(status, text)

    def abort_with_status(self, ending: Any) -> NoReturn:
        raise RefusedError(ending.code, ending.details, ending.trailing_metadata)


CONTEXT = cast(grpc.ServicerContext, Context())


def urn(token: str, name: str = "x") -> str:
    return f"urn:pulumi:dev::demo::{token}::{name}"


class Engine:
    """Calls one provider as the engine does."""

    def __init__(self, plugin: Plugin, prefix: str = "") -> None:
        self.plugin: Any = plugin
        self.prefix = prefix

    def token(self, short: str) -> str:
        return self.prefix + short

    def configure(self, **variables: str) -> None:
        prefixed = {f"azure-native:config:{key}": value for key, value in variables.items()}
        self.plugin.Configure(provider_pb2.ConfigureRequest(variables=prefixed), CONTEXT)

    def check(self, short: str, inputs: Inputs, olds: Inputs | None = None, name: str = "x") -> Properties:
        answer = self.checked(short, inputs, olds, name)
        assert not answer.failures, [failure.reason for failure in answer.failures]
        return decode(answer.inputs)

    def checked(self, short: str, inputs: Inputs, olds: Inputs | None = None, name: str = "x") -> Any:
        request = provider_pb2.CheckRequest(
            urn=urn(self.token(short), name), news=encode(inputs), olds=encode(olds or {}), randomSeed=b"seed"
        )
        return self.plugin.Check(request, CONTEXT)

    def mistakes(self, short: str, inputs: Inputs) -> dict[str, str]:
        return {failure.property: failure.reason for failure in self.checked(short, inputs).failures}

    def create(self, short: str, inputs: Inputs, name: str = "x") -> tuple[str, Properties]:
        properties = encode(self.check(short, inputs))
        request = provider_pb2.CreateRequest(urn=urn(self.token(short), name), properties=properties)
        answer = self.plugin.Create(request, CONTEXT)
        return answer.id, decode(answer.properties)

    def preview(self, short: str, inputs: Inputs) -> Properties:
        properties = encode(self.check(short, inputs))
        request = provider_pb2.CreateRequest(urn=urn(self.token(short)), properties=properties, preview=True)
        return decode(self.plugin.Create(request, CONTEXT).properties)

    def update(
        self, short: str, resource_id: str, inputs: Inputs, *, preview: bool = False, name: str = "x"
    ) -> Properties:
        state = self.plugin.cloud.read(resource_id)
        request = provider_pb2.UpdateRequest(
            id=resource_id,
            urn=urn(self.token(short), name),
            olds=encode(state.properties if state else {}),
            news=encode(self.check(short, inputs)),
            old_inputs=encode(state.inputs if state else {}),
            preview=preview,
        )
        return decode(self.plugin.Update(request, CONTEXT).properties)

    def diff(self, short: str, old: Inputs, new: Inputs, state: Inputs | None = None) -> Any:
        request = provider_pb2.DiffRequest(
            urn=urn(self.token(short)), old_inputs=encode(old), news=encode(new), olds=encode(state or {})
        )
        return self.plugin.Diff(request, CONTEXT)

    def read(self, short: str, resource_id: str, inputs: Inputs | None = None, state: Inputs | None = None) -> Any:
        request = provider_pb2.ReadRequest(id=resource_id, urn=urn(self.token(short)))
        if inputs is not None:
            request.inputs.CopyFrom(encode(inputs))
            request.properties.CopyFrom(encode(state or {}))
        return self.plugin.Read(request, CONTEXT)

    def delete(self, resource_id: str, short: str = "network:VirtualNetwork", name: str = "x") -> Empty:
        request = provider_pb2.DeleteRequest(id=resource_id, urn=urn(self.token(short), name))
        answer: Empty = self.plugin.Delete(request, CONTEXT)
        return answer

    def invoke(self, function: str, args: Inputs | None = None) -> Properties:
        request = provider_pb2.InvokeRequest(tok=function, args=encode(args or {}))
        return decode(getattr(self.plugin.Invoke(request, CONTEXT), "return"))


def refuse(azure: Engine, kind: str, inputs: Inputs, code: str) -> str:
    """Demand that a creation is refused with a code; returns what is said."""
    with pytest.raises(RefusedError) as caught:
        azure.create(kind, inputs)
    return _with(code, caught.value)


def refuse_update(azure: Engine, kind: str, resource_id: str, inputs: Inputs, code: str) -> str:
    """Demand that a change is refused with a code; returns what is said."""
    with pytest.raises(RefusedError) as caught:
        azure.update(kind, resource_id, inputs)
    return _with(code, caught.value)


def refuse_delete(azure: Engine, resource_id: str, code: str) -> str:
    """Demand that a deletion is refused with a code; returns what is said."""
    with pytest.raises(RefusedError) as caught:
        azure.delete(resource_id)
    return _with(code, caught.value)


def _with(code: str, error: RefusedError) -> str:
    assert f'Code="{code}"' in str(error)
    return str(error)


def azure_engine(store: Store) -> Engine:
    return Engine(AzureNative(store), "azure-native:")


def random_engine() -> Engine:
    return Engine(Random())

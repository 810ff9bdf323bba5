"""The azure-native provider, as far as the engine can tell."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import grpc
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import provider_pb2

from local.azure import arm_types, check, facts, preview, refresh, schema
from local.azure.arm_types import ArmType, AutoName
from local.azure.cloud import Account, Cloud
from local.azure.diff import diff
from local.azure.errors import ArmError, PartlyDoneError, UnsupportedError
from local.azure.faults.client import Client
from local.azure.faults.conditions import Conditions
from local.azure.faults.errors import OperationFailedError, UnfinishedError
from local.azure.plugin import Plugin, answers
from local.azure.schema import ResourceSpec
from local.azure.store import Store
from local.azure.wire import UNKNOWN, Properties, Unknown, decode, encode, has_unknown, reveal
from local.azure.writes import written_for
from local.order import Order

_PREFIX = "azure-native:config:"
_GETTER = re.compile(r"^azure-native:(\w+):get([A-Z]\w*)$")
_MADE_UP_NAME = "__createBeforeDelete"
_API_VERSION = "azureApiVersion"
_Autonaming = provider_pb2.CheckRequest.AutonamingOptions

_ACCOUNT = Account(facts.SUBSCRIPTION, facts.TENANT)


@dataclass(frozen=True)
class Settings:
    """The provider's configuration, as far as it matters here."""

    location: str = ""
    account: Account = _ACCOUNT


class AzureNative(Plugin):
    """Answers the engine's calls for `azure-native` from a store."""

    name = "azure-native"
    version = version("pulumi-azure-native")
    # As with the real provider, the engine takes secrets' wrappers off and puts them back on what comes back.
    accepts_secrets = False

    def __init__(self, store: Store, conditions: Conditions | None = None, order: Order | None = None) -> None:
        """Stand in for Azure with what a store holds, on a good day or under given conditions.

        Args:
            store: The file.
            conditions: What goes wrong, and how long things take.
            order: Which writes of a run wait for each other; not known where it is left out.
        """
        given = conditions or Conditions()
        self.clock = given.clock
        self.cloud: Cloud = Client(store, given, order)
        self.settings = Settings()

    @answers
    def Configure(  # noqa: N802 - the protocol's name
        self, request: provider_pb2.ConfigureRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ConfigureResponse:
        """Take the default location and, where given, the subscription and tenant; a new run begins."""
        self.clock.resume()
        given = {key.removeprefix(_PREFIX): value for key, value in request.variables.items()}
        account = Account(given.get("subscriptionId", facts.SUBSCRIPTION), given.get("tenantId", facts.TENANT))
        self.settings = Settings(given.get("location", ""), account)
        return super().Configure(request, context)

    @answers
    def Check(  # noqa: N802 - the protocol's name
        self,
        request: provider_pb2.CheckRequest,
        context: grpc.ServicerContext,  # noqa: ARG002
    ) -> provider_pb2.CheckResponse:
        """Hold the inputs against the SDK's types and fill in what the provider fills in."""
        token = _token(request.urn)
        spec = schema.resource(token)
        olds, news = decode(request.olds), decode(request.news)
        news.pop(_API_VERSION, None)  # an import hands back what an earlier check filled in
        self._defaults(spec, request, olds, news)
        failures = [
            provider_pb2.CheckFailure(property=mistake.path, reason=mistake.reason)
            for mistake in check.mistakes(spec.args, news)
        ]
        if spec.api_version:
            news[_API_VERSION] = spec.api_version
        return provider_pb2.CheckResponse(inputs=encode(news), failures=failures)

    @answers
    def Diff(  # noqa: N802 - the protocol's name
        self,
        request: provider_pb2.DiffRequest,
        context: grpc.ServicerContext,  # noqa: ARG002
    ) -> provider_pb2.DiffResponse:
        """Compare new inputs with old ones."""
        old, state = decode(request.old_inputs), decode(request.olds)
        if _API_VERSION in state:
            old.setdefault(_API_VERSION, state[_API_VERSION])  # an import has no check behind it
        return diff(_token(request.urn), old, decode(request.news), state)

    @answers
    def Create(  # noqa: N802 - the protocol's name
        self,
        request: provider_pb2.CreateRequest,
        context: grpc.ServicerContext,  # noqa: ARG002
    ) -> provider_pb2.CreateResponse:
        """Make a resource, or foretell it."""
        token, inputs = _token(request.urn), decode(request.properties)
        spec = schema.resource(token)
        if request.preview:
            return provider_pb2.CreateResponse(properties=encode(preview.outputs(spec.response, inputs)))
        with self._operation("create", request.urn, request.timeout):
            record = self.cloud.create(token, _known(inputs), self.settings.account)
        return provider_pb2.CreateResponse(id=record.id, properties=encode(record.properties))

    @answers
    def Update(  # noqa: N802 - the protocol's name
        self,
        request: provider_pb2.UpdateRequest,
        context: grpc.ServicerContext,  # noqa: ARG002
    ) -> provider_pb2.UpdateResponse:
        """Change a resource, or foretell the change."""
        token, inputs = _token(request.urn), decode(request.news)
        spec = schema.resource(token)
        if request.preview:
            told = preview.update_outputs(spec.response, inputs, decode(request.olds))
            return provider_pb2.UpdateResponse(properties=encode(told))
        with self._operation("update", request.urn, request.timeout):
            record = self.cloud.update(token, request.id, _known(inputs), self.settings.account)
        return provider_pb2.UpdateResponse(properties=encode(record.properties))

    @contextmanager
    def _operation(self, operation: str, urn: str, limit: float) -> Iterator[None]:
        """Write something; what Azure took is there, even when it came to no good end."""
        try:
            with self.clock.operation(operation, urn, limit), written_for(urn):
                yield
        except OperationFailedError as failure:
            now = self.cloud.store.get(failure.resource_id)
            raise PartlyDoneError(str(failure), failure.resource_id, now.properties if now else {}) from failure
        except UnfinishedError as end:
            reason = f"resource created but read failed {end}: {end}"
            raise PartlyDoneError(reason, end.resource_id, {}) from end

    @answers
    def Read(  # noqa: N802 - the protocol's name
        self,
        request: provider_pb2.ReadRequest,
        context: grpc.ServicerContext,  # noqa: ARG002
    ) -> provider_pb2.ReadResponse:
        """Give a resource as it is now, for a refresh or an import; an empty id says that it is gone."""
        token = _token(request.urn)
        spec, arm = schema.resource(token), arm_types.arm_type(token)
        arm.parse(request.id)
        with self.clock.operation("read", request.urn):
            record = self.cloud.read(request.id)
        if record is None:
            return provider_pb2.ReadResponse()
        if request.HasField("inputs") and request.inputs.fields:
            before = decode(request.properties)
            inputs = refresh.refreshed_inputs(spec, decode(request.inputs), reveal(before), record.properties)
        else:
            inputs = refresh.imported_inputs(spec, arm, record.id, record.properties)
        return provider_pb2.ReadResponse(id=record.id, properties=encode(record.properties), inputs=encode(inputs))

    @answers
    def Delete(  # noqa: N802 - the protocol's name
        self,
        request: provider_pb2.DeleteRequest,
        context: grpc.ServicerContext,  # noqa: ARG002
    ) -> Empty:
        """Remove a resource."""
        with self.clock.operation("delete", request.urn, request.timeout), written_for(request.urn):
            self.cloud.delete(request.id)
        return Empty()

    def Cancel(  # noqa: N802 - the protocol's name
        self, request: Empty, context: grpc.ServicerContext
    ) -> Empty:
        """Stop waiting for Azure, as the real provider does."""
        self.clock.cancel()
        return super().Cancel(request, context)

    @answers
    def Invoke(  # noqa: N802 - the protocol's name
        self,
        request: provider_pb2.InvokeRequest,
        context: grpc.ServicerContext,  # noqa: ARG002
    ) -> provider_pb2.InvokeResponse:
        """Answer a function: who is asking, or a look-up of something stored."""
        account = self.settings.account
        if request.tok == "azure-native:authorization:getClientConfig":
            found: Properties = {
                "clientId": facts.CLIENT,
                "objectId": facts.OBJECT,
                "subscriptionId": account.subscription,
                "tenantId": account.tenant,
            }
        elif request.tok == "azure-native:authorization:getClientToken":
            found = {"token": "a token of the local emulator: Azure does not know it"}
        else:
            found = self._lookup(request.tok, reveal(decode(request.args)))
        return provider_pb2.InvokeResponse(**{"return": encode(found)})  # type: ignore[arg-type]  # a keyword as name

    def _lookup(self, function: str, args: Mapping[str, Any]) -> Properties:
        match = _GETTER.match(function)
        token = f"azure-native:{match[1]}:{match[2]}" if match else ""
        if token not in arm_types.TYPES:
            raise UnsupportedError(f"the local Azure emulator does not answer the function {function}")
        wanted = arm_types.arm_type(token).id(self.settings.account.subscription, args)
        record = self.cloud.read(wanted.text)
        if record is None:
            raise ArmError("ResourceNotFound", f"The Resource '{wanted.text}' was not found.")
        return {"id": record.id, **record.properties}

    def _defaults(
        self, spec: ResourceSpec, request: provider_pb2.CheckRequest, olds: Properties, news: Properties
    ) -> None:
        arm = arm_types.TYPES.get(spec.token)
        if arm is not None and arm.name_parameter not in news:
            _make_up_name(arm, request, olds, news)
        if "location" in spec.args.properties and "location" not in news:
            location = self._default_location(olds, news)
            if location is not None:
                news["location"] = location

    def _default_location(self, olds: Properties, news: Properties) -> Any:
        """As the real provider: what it was, else the configured one, else that of the resource group if it exists."""
        if "location" in olds:
            return olds["location"]
        if self.settings.location:
            return self.settings.location
        group = news.get("resourceGroupName")
        if group is None or isinstance(group, Unknown):
            return UNKNOWN if group is not None else None
        record = self.cloud.read(f"/subscriptions/{self.settings.account.subscription}/resourceGroups/{group}")
        return record.properties.get("location") if record else None


def _token(urn: str) -> str:
    """Give the type in a URN: the last one in the chain of parents."""
    return urn.split("::")[2].rsplit("$", 1)[-1]


def _known(inputs: Properties) -> Properties:
    if has_unknown(inputs):
        raise UnsupportedError("a value that is not known reached a real operation: only previews may hold such")
    return {key: reveal(value) for key, value in inputs.items()}


def _make_up_name(arm: ArmType, request: provider_pb2.CheckRequest, olds: Properties, news: Properties) -> None:
    """Name a resource that the program left unnamed, as the real provider does."""
    key = arm.name_parameter
    if key in olds:
        news[key] = olds[key]
        random = olds.get(_MADE_UP_NAME) is True
    else:
        found = _new_name(arm, request)
        if found is None:
            return
        news[key], random = found
    if random:
        news[_MADE_UP_NAME] = True


def _new_name(arm: ArmType, request: provider_pb2.CheckRequest) -> tuple[str, bool] | None:
    logical = request.urn.rsplit("::", 1)[-1]
    digest = hashlib.sha256((request.randomSeed or uuid.uuid4().bytes) + logical.encode()).hexdigest()
    if request.HasField("autonaming"):
        mode, proposed = request.autonaming.mode, request.autonaming.proposed_name
        if mode == _Autonaming.DISABLE:
            return None
        if mode == _Autonaming.ENFORCE or arm.auto_name is not AutoName.UUID:
            return proposed, True
    if arm.auto_name is AutoName.UUID:
        return str(uuid.UUID(digest[:32])), True
    return (f"{logical}{digest[:8]}", True) if arm.auto_name is AutoName.RANDOM else (logical, False)

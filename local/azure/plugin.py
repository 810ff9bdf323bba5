"""What every provider plugin answers to the engine, and how errors reach it."""

from __future__ import annotations

import functools
import logging
import traceback
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

import grpc
from google.protobuf.any_pb2 import Any as AnyMessage
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import plugin_pb2, provider_pb2, status_pb2
from pulumi.runtime.proto.provider_pb2_grpc import ResourceProviderServicer

from local.azure.errors import ArmError, PartlyDoneError, UnsupportedError
from local.azure.latency_clock import AbortedError
from local.azure.wire import encode

_LOG = logging.getLogger(__name__)
Call = TypeVar("Call", bound=Callable[..., Any])


def answers(call: Call) -> Call:
    """Turn errors into what the engine shows; an error of the emulator's own never shows values."""

    @functools.wraps(call)
    def guarded(self: Any, request: Any, context: grpc.ServicerContext) -> Any:
        try:
            return call(self, request, context)
        except PartlyDoneError as error:
            context.abort_with_status(_partly_done(error))
        except (ArmError, AbortedError) as refusal:
            context.abort(grpc.StatusCode.UNKNOWN, str(refusal))
        except UnsupportedError as error:
            context.abort(grpc.StatusCode.UNIMPLEMENTED, str(error))
        except Exception as error:  # the engine must get an answer, and one without values in it
            frames = traceback.extract_tb(error.__traceback__)
            where = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames[-4:]))
            _LOG.error("%s in %s: %s", type(error).__name__, call.__name__, where)
            context.abort(
                grpc.StatusCode.INTERNAL, f"error in the emulator, please report it: {type(error).__name__} at {where}"
            )

    return guarded  # type: ignore[return-value]  # a wrapper with the call's own signature


class _Ending(NamedTuple):
    """A status with details, in the form that gRPC takes it."""

    code: grpc.StatusCode
    details: str
    trailing_metadata: tuple[tuple[str, bytes], ...]


def _partly_done(error: PartlyDoneError) -> grpc.Status:
    """Say that a resource is there but not well: https://github.com/pulumi/pulumi/blob/master/proto/pulumi/provider.proto."""
    code, text = grpc.StatusCode.UNKNOWN, str(error)
    failed = provider_pb2.ErrorResourceInitFailed(
        id=error.resource_id,
        properties=encode(dict(error.properties)),
        reasons=[text],
    )
    detail = AnyMessage()
    detail.Pack(failed)
    status = status_pb2.Status(code=code.value[0], message=text, details=[detail])
    ending = _Ending(code, text, (("grpc-status-details-bin", status.SerializeToString()),))
    return cast(grpc.Status, ending)


class Plugin(ResourceProviderServicer):
    """The part of the protocol that does not depend on what is provided."""

    name = ""
    version = ""
    accepts_secrets = False

    def Handshake(  # noqa: N802 - the protocol's name
        self,
        request: provider_pb2.ProviderHandshakeRequest,  # noqa: ARG002 - the protocol's signature
        context: grpc.ServicerContext,  # noqa: ARG002
    ) -> provider_pb2.ProviderHandshakeResponse:
        """Say what kinds of values are understood."""
        return provider_pb2.ProviderHandshakeResponse(
            accept_secrets=self.accepts_secrets, supports_autonaming_configuration=True
        )

    def Attach(  # noqa: N802 - the protocol's name
        self,
        request: plugin_pb2.PluginAttach,  # noqa: ARG002 - the protocol's signature
        context: grpc.ServicerContext,  # noqa: ARG002
    ) -> Empty:
        """Accept an engine; it is never called back."""
        return Empty()

    def GetPluginInfo(  # noqa: N802 - the protocol's name
        self,
        request: Empty,  # noqa: ARG002 - the protocol's signature
        context: grpc.ServicerContext,  # noqa: ARG002
    ) -> plugin_pb2.PluginInfo:
        """Say which version of the provider this stands in for: the SDK's."""
        return plugin_pb2.PluginInfo(version=self.version)

    def GetSchema(  # noqa: N802 - the protocol's name
        self,
        request: provider_pb2.GetSchemaRequest,  # noqa: ARG002 - the protocol's signature
        context: grpc.ServicerContext,  # noqa: ARG002
    ) -> provider_pb2.GetSchemaResponse:
        """Give the package's name only: programs bring their SDK, nothing is generated from here."""
        return provider_pb2.GetSchemaResponse(schema=f'{{"name": "{self.name}", "version": "{self.version}"}}')

    def CheckConfig(  # noqa: N802 - the protocol's name
        self,
        request: provider_pb2.CheckRequest,
        context: grpc.ServicerContext,  # noqa: ARG002 - the protocol's signature
    ) -> provider_pb2.CheckResponse:
        """Take any configuration, as the real provider does."""
        return provider_pb2.CheckResponse(inputs=request.news)

    def DiffConfig(  # noqa: N802 - the protocol's name
        self,
        request: provider_pb2.DiffRequest,  # noqa: ARG002 - the protocol's signature
        context: grpc.ServicerContext,  # noqa: ARG002
    ) -> provider_pb2.DiffResponse:
        """Replace nothing because of another configuration, as the real provider does."""
        return provider_pb2.DiffResponse()

    def Configure(  # noqa: N802 - the protocol's name
        self,
        request: provider_pb2.ConfigureRequest,  # noqa: ARG002 - the protocol's signature
        context: grpc.ServicerContext,  # noqa: ARG002
    ) -> provider_pb2.ConfigureResponse:
        """Say what is understood, once more."""
        return provider_pb2.ConfigureResponse(
            acceptSecrets=self.accepts_secrets, supportsPreview=True, supports_autonaming_configuration=True
        )

    def Cancel(  # noqa: N802 - the protocol's name
        self,
        request: Empty,  # noqa: ARG002 - the protocol's signature
        context: grpc.ServicerContext,  # noqa: ARG002
    ) -> Empty:
        """Let calls run to their end: each is short."""
        return Empty()

    def GetMapping(  # noqa: N802 - the protocol's name
        self,
        request: provider_pb2.GetMappingRequest,  # noqa: ARG002 - the protocol's signature
        context: grpc.ServicerContext,  # noqa: ARG002
    ) -> provider_pb2.GetMappingResponse:
        """Give no mapping to other tools."""
        return provider_pb2.GetMappingResponse()

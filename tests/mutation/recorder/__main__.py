"""Writes down what the engine sends an analyzer; running it starts the analyzer and never returns.

Each request becomes a line of JSON in the file that `PLAN_RECORD` names. Unknown and secret values stay marked as the
protocol marks them.
"""

import json
import os
import sys
import threading
from concurrent import futures
from contextlib import suppress
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import empty_pb2, json_format
from pulumi.runtime.proto import analyzer_pb2 as proto
from pulumi.runtime.proto import analyzer_pb2_grpc, plugin_pb2

_NAME = "recorder"


class Recorder(analyzer_pb2_grpc.AnalyzerServicer):
    """Answers the engine, and objects to nothing."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def GetAnalyzerInfo(self, _request: Any, _context: Any) -> proto.AnalyzerInfo:  # noqa: N802 # the protocol's name
        """A policy of each kind, as the engine asks only for the kinds that there are."""
        kinds = {"resource": proto.POLICY_TYPE_RESOURCE, "stack": proto.POLICY_TYPE_STACK}
        advisory = proto.EnforcementLevel.Value("ADVISORY")
        policies = [
            proto.PolicyInfo(name=f"record-{name}", policy_type=kind, enforcementLevel=advisory)
            for name, kind in kinds.items()
        ]
        return proto.AnalyzerInfo(name=_NAME, displayName=_NAME, version="0.0.1", policies=policies)

    def GetPluginInfo(self, _request: Any, _context: Any) -> plugin_pb2.PluginInfo:  # noqa: N802
        """The version of the protocol's other end."""
        return plugin_pb2.PluginInfo(version="0.0.1")

    def ConfigureStack(self, _request: Any, _context: Any) -> proto.AnalyzerStackConfigureResponse:  # noqa: N802
        """Nothing to note."""
        return proto.AnalyzerStackConfigureResponse()

    def Configure(self, _request: Any, _context: Any) -> empty_pb2.Empty:  # noqa: N802
        """Nothing to configure."""
        return empty_pb2.Empty()

    def Remediate(self, _request: Any, _context: Any) -> proto.RemediateResponse:  # noqa: N802
        """Change nothing."""
        return proto.RemediateResponse()

    def Analyze(self, request: Any, _context: Any) -> proto.AnalyzeResponse:  # noqa: N802
        """Write down one resource with its inputs."""
        return self._written("resource", request)

    def AnalyzeStack(self, request: Any, _context: Any) -> proto.AnalyzeResponse:  # noqa: N802
        """Write down the stack: outputs, parents, and what each property depends on."""
        return self._written("stack", request)

    def _written(self, kind: str, request: Any) -> proto.AnalyzeResponse:
        with self._file.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps({kind: json_format.MessageToDict(request)}) + "\n")
        return proto.AnalyzeResponse()


server = grpc.server(futures.ThreadPoolExecutor(max_workers=1), options=[("grpc.max_receive_message_length", -1)])
analyzer_pb2_grpc.add_AnalyzerServicer_to_server(Recorder(Path(os.environ["PLAN_RECORD"])), server)
port = server.add_insecure_port("127.0.0.1:0")
server.start()
sys.stdout.write(f"{port}\n")
sys.stdout.flush()
with suppress(KeyboardInterrupt):  # how the engine says that it is done
    threading.Event().wait()

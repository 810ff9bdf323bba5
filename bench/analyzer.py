"""The gate's analyzer as a process of its own, started and asked as the engine does."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
from pulumi.runtime.proto import analyzer_pb2 as proto

from bench.plans import Planned

POLICY = Path(__file__).parent.parent / "policy"
_UNLIMITED = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]
_NO_ENGINE = "127.0.0.1:1"  # the gate never calls back


@dataclass(frozen=True)
class Look:
    """One look of the gate at a plan, or the best of several.

    Attributes:
        singly: Seconds for the resources one by one, with their messages.
        whole: Seconds for the stack as a whole.
        messages: Seconds for as many messages that the gate answers without a look.
        findings: How much it found.
    """

    singly: float
    whole: float
    messages: float
    findings: int

    @property
    def alone(self) -> float:
        """Seconds for the resources one by one, beyond what the messages take."""
        return max(self.singly - self.messages, 0.0)

    @property
    def seconds(self) -> float:
        """What the gate itself takes."""
        return self.alone + self.whole

    @staticmethod
    def best(looks: Sequence["Look"]) -> "Look":
        """The fastest of each part: what other work on the machine slows down is another part each time."""
        return Look(
            singly=min(look.singly for look in looks),
            whole=min(look.whole for look in looks),
            messages=min(look.messages for look in looks),
            findings=looks[0].findings,
        )


class Analyzer:
    """The other end of the engine's protocol."""

    def __init__(self, channel: grpc.Channel) -> None:
        self._configure = self._method(channel, "ConfigureStack", proto.AnalyzerStackConfigureResponse.FromString)
        self._remediate = self._method(channel, "Remediate", proto.RemediateResponse.FromString)
        self._analyze = self._method(channel, "Analyze", proto.AnalyzeResponse.FromString)
        self._analyze_stack = self._method(channel, "AnalyzeStack", proto.AnalyzeResponse.FromString)

    @staticmethod
    def _method(channel: grpc.Channel, name: str, read: Callable[[bytes], Any]) -> Callable[[bytes], Any]:
        # messages as bytes: writing them is the engine's work, and not measured
        return channel.unary_unary(f"/pulumirpc.Analyzer/{name}", request_serializer=bytes, response_deserializer=read)

    def look(self, resources: Sequence[Planned]) -> Look:
        """Let the gate look at a plan: at each resource, one after the other as the engine does, then at the whole."""
        alone = [resource.alone.SerializeToString() for resource in resources]
        whole = proto.AnalyzeStackRequest(resources=[resource.within for resource in resources]).SerializeToString()
        self._configure(proto.AnalyzerStackConfigureRequest(stack="bench", dry_run=True).SerializeToString())
        # the engine asks for remediations too; this gate has none, so that is what the messages take
        messages, _ = _timed(lambda: [self._remediate(request) for request in alone])
        singly, answers = _timed(lambda: [self._analyze(request) for request in alone])
        together, answer = _timed(lambda: self._analyze_stack(whole))
        return Look(
            singly=singly,
            whole=together,
            messages=messages,
            findings=sum(len(found.diagnostics) for found in [*answers, answer]),
        )


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


@contextmanager
def running() -> Iterator[Analyzer]:
    """An analyzer that is up, for as long as the block runs."""
    command = [sys.executable, "-u", "-m", "pulumi.policy", _NO_ENGINE, str(POLICY)]
    process = subprocess.Popen(command, cwd=POLICY, stdout=subprocess.PIPE, text=True)
    try:
        port = process.stdout.readline().strip() if process.stdout else ""
        if not port:
            raise RuntimeError("the policy pack does not start; it says why above")
        with grpc.insecure_channel(f"127.0.0.1:{port}", options=_UNLIMITED) as channel:
            yield Analyzer(channel)
    finally:
        process.terminate()
        process.wait()

"""The project's program, run in this process for the engine.

The engine asks a language host to run a program. This is one for exactly one program: the project's `__main__.py`.
It needs no Pulumi plugin and saves starting a second Python. What the person sees is what the Python language host
shows: printed lines as messages of the engine, errors without our own frames.
"""

import asyncio
import contextvars
import io
import logging
import os
import runpy
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from functools import partial
from pathlib import Path
from typing import Any

import grpc
import pulumi
from pulumi.runtime import reset_options, run_in_stack, set_all_config
from pulumi.runtime.proto import language_pb2, language_pb2_grpc, plugin_pb2
from pulumi.runtime.stack import ResourceRegistrationFailed

from local.order import Order
from local.registrations import follow

MESSAGE_LIMIT = 400 * 1024 * 1024
"""Bytes in one message, as in the SDK: a whole stack's state can be in it."""
WAIT_LIMIT = 30 * 60
"""Seconds a message may wait while the program is busy; gRPC's own 30 would cancel long runs."""

GRPC_OPTIONS = [
    ("grpc.max_receive_message_length", MESSAGE_LIMIT),
    ("grpc.server_max_unrequested_time_in_server", WAIT_LIMIT),
]


@contextmanager
def serve_program(root: Path, kills: MutableMapping[str, Callable[[], object]], order: Order) -> Iterator[int]:
    """Serve a project's program to the engine.

    Args:
        root: The folder that holds `__main__.py`.
        kills: Gets what makes the program vanish for the engine, as if its process had died.
        order: Hears what the program registers, in runs that write.

    Yields:
        The port that the engine connects to.
    """
    host = ProgramHost(root, order)
    server = grpc.server(ThreadPoolExecutor(max_workers=4), options=GRPC_OPTIONS)
    language_pb2_grpc.add_LanguageRuntimeServicer_to_server(host, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    kills["program"] = partial(server.stop, None)
    out, err = sys.stdout, sys.stderr
    try:
        yield port
    finally:
        server.stop(grace=None)  # not waited for: a run that the engine gave up may never end
        sys.stdout, sys.stderr = out, err  # such a run has not put them back


class ProgramHost(language_pb2_grpc.LanguageRuntimeServicer):
    """A language host that knows one program."""

    def __init__(self, root: Path, order: Order) -> None:
        self._root = root
        self._order = order
        self._one_at_a_time = threading.Lock()

    # The names and arguments of these methods are gRPC's.
    def GetRequiredPlugins(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002, D102
        return language_pb2.GetRequiredPluginsResponse()

    def GetRequiredPackages(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002, D102
        return language_pb2.GetRequiredPackagesResponse()

    def GetPluginInfo(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002, D102
        return plugin_pb2.PluginInfo()

    def About(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002, D102
        return language_pb2.AboutResponse(executable=sys.executable, version=sys.version.split()[0])

    def Run(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002
        """Run the program once; `up` asks for it twice, to preview and to update."""
        with self._one_at_a_time:
            # Pulumi keeps its settings in context variables: a fresh copy is a fresh start.
            return contextvars.copy_context().run(self._run, request)

    def _run(self, request: Any) -> Any:
        reset_options(
            project=request.project,
            stack=request.stack,
            root_directory=str(self._root),
            parallel=request.parallel,
            engine_address=request.args[0] if request.args else "",
            monitor_address=request.monitor_address,
            preview=request.dryRun,
            organization=request.organization or "organization",
        )
        set_all_config(dict(request.config), list(request.configSecretKeys))
        # Pulumi's futures are left alone when a run fails; asyncio would complain about each.
        logging.getLogger("asyncio").setLevel(logging.CRITICAL)
        with _printed_lines_as_messages(), self._order_followed(request):
            error = self._outcome(max(request.parallel, 1) * 4)
        if error is None:
            return language_pb2.RunResponse()
        if error:
            pulumi.log.error(error)
        # bail: the person has seen the error, the engine need not explain it
        return language_pb2.RunResponse(bail=bool(error), error="" if error else "the program failed")

    @contextmanager
    def _order_followed(self, request: Any) -> Iterator[None]:
        """Let what the program registers be known as its order; a preview has none, as it writes nothing."""
        if request.dryRun:
            yield
            return
        self._order.begin()
        follow(self._order, request.project, request.stack)
        try:
            yield
        finally:
            self._order.end()

    def _outcome(self, threads: int) -> str | None:
        """Return what went wrong, for people; None if nothing did."""
        try:
            self._run_to_end(threads)
        except pulumi.RunError as error:
            return str(error)
        except ResourceRegistrationFailed:  # with --continue-on-error: the engine says itself what failed
            return None
        except grpc.RpcError as error:
            # the engine is shutting down, and says why itself
            gone = error.code() == grpc.StatusCode.UNAVAILABLE
            return None if gone else self._explain(error)
        except SystemExit as error:
            return _explain_exit(error)
        except BaseException as error:  # whatever the program raises is for its author
            return self._explain(error)
        return None

    def _run_to_end(self, threads: int) -> None:
        loop = asyncio.new_event_loop()
        loop.set_default_executor(ThreadPoolExecutor(max_workers=threads))
        asyncio.set_event_loop(loop)  # programs call asyncio.get_event_loop()
        try:
            loop.run_until_complete(run_in_stack(self._execute))
        finally:
            _cancel_all(loop)
            asyncio.set_event_loop(None)
            loop.close()

    def _execute(self) -> None:
        with _fresh_interpreter(self._root):
            runpy.run_path(str(self._root / "__main__.py"), run_name="__main__")

    def _explain(self, error: BaseException) -> str:
        """Return a traceback that begins in the program: the frames above it are ours."""
        frames = traceback.extract_tb(error.__traceback__)
        ours = next((at for at, frame in enumerate(frames) if self._is_program(frame.filename)), None)
        if ours is None and isinstance(error, SyntaxError):  # it says itself where in the program it is
            lines = traceback.format_exception_only(error)
        else:
            lines = traceback.format_exception(error, limit=(ours or 0) - len(frames))
        return "Program failed with an unhandled exception:\n" + "".join(lines)

    def _is_program(self, file: str) -> bool:
        return Path(file).is_relative_to(self._root) and not Path(file).is_relative_to(Path(__file__).parent)


def _explain_exit(error: SystemExit) -> str | None:
    if error.code in (None, 0):
        return None
    if isinstance(error.code, int):
        return f"Program exited with non-zero exit code: {error.code}"
    return str(error.code)


def _cancel_all(loop: asyncio.AbstractEventLoop) -> None:
    """End what a failed run left behind: asyncio would print a warning for each."""
    for task in asyncio.all_tasks(loop):
        task.cancel()
        with suppress(asyncio.CancelledError, Exception):
            loop.run_until_complete(task)


@contextmanager
def _fresh_interpreter(root: Path) -> Iterator[None]:
    """Let the program find what it would find as a process of its own, and forget its modules after it."""
    before = set(sys.modules)
    argv, path, here = sys.argv, list(sys.path), Path.cwd()
    sys.argv = [str(root / "__main__.py")]
    sys.path.insert(0, str(root))
    os.chdir(root)
    try:
        yield
    finally:
        sys.argv, sys.path[:] = argv, path
        os.chdir(here)
        for name in set(sys.modules) - before:
            if _belongs_to(root, sys.modules[name]):
                del sys.modules[name]


def _belongs_to(root: Path, module: Any) -> bool:
    """Return whether a module is the project's own: those run anew each time, libraries do not."""
    file = getattr(module, "__file__", None) or next(iter(getattr(module, "__path__", [])), None)
    if not file or module.__name__.partition(".")[0] == "local":
        return False
    own = Path(file).is_relative_to(root)
    return own and not any(part in ("site-packages", "dist-packages") for part in Path(file).parts)


class _Lines(io.TextIOBase):
    """Hands every whole line to the engine, as the language host does with what a program prints."""

    def __init__(self, context: contextvars.Context) -> None:
        self._context = context  # a line may come from a thread that knows no engine
        self._lock = threading.RLock()
        self._rest = ""

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        with self._lock:
            *lines, self._rest = (self._rest + text).split("\n")
            for line in lines:
                self._send(line)
        return len(text)

    def end(self) -> None:
        with self._lock:
            if self._rest:
                self._send(self._rest)
            self._rest = ""

    def _send(self, line: str) -> None:
        with suppress(grpc.RpcError):  # the engine has gone
            self._context.copy().run(pulumi.log.info, line)


@contextmanager
def _printed_lines_as_messages() -> Iterator[None]:
    context = contextvars.copy_context()
    out, err = _Lines(context), _Lines(context)
    try:
        with redirect_stdout(out), redirect_stderr(err):
            yield
    finally:
        out.end()
        err.end()

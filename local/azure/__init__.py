"""An emulator of Azure, as far as this project's program goes: the azure-native and random providers, over a file.

It speaks the engine's own protocol, checks requests against the SDK's types and Azure's rules, and answers refusals in
Azure's words. It keeps no account, opens no connection and holds no secret that Azure would not give back.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import grpc
from pulumi.runtime.proto.provider_pb2_grpc import add_ResourceProviderServicer_to_server

from local.azure.faults.conditions import Conditions
from local.azure.plugin import Plugin
from local.azure.random_provider import Random
from local.azure.server import AzureNative
from local.azure.store import Store
from local.order import Order

_MESSAGE_LIMIT = 1024 * 1024 * 400  # bytes; the engine's own limit
_THREADS = 32


@contextmanager
def serve(store: Path, conditions: Conditions | None = None, order: Order | None = None) -> Iterator[dict[str, int]]:
    """Run the providers in this process for as long as the context lasts.

    Args:
        store: The file that holds the emulated Azure; made when it is missing.
        conditions: What goes wrong and how long things take; nothing does and nothing takes time where it is left out.
        order: Which writes of a run wait for each other, as the program says; where it is left out, only those writes
            are refused as racing that happen to meet.

    Yields:
        The port of each provider on 127.0.0.1, for `PULUMI_DEBUG_PROVIDERS=azure-native:PORT,random:PORT`.
    """
    with ExitStack() as stack:
        opened = Store(store)
        stack.callback(opened.close)
        plugins: list[Plugin] = [AzureNative(opened, conditions, order), Random()]
        yield {plugin.name: _start(stack, plugin) for plugin in plugins}


def _start(stack: ExitStack, plugin: Plugin) -> int:
    pool = stack.enter_context(ThreadPoolExecutor(_THREADS, thread_name_prefix=plugin.name))
    options = [("grpc.max_receive_message_length", _MESSAGE_LIMIT), ("grpc.max_send_message_length", _MESSAGE_LIMIT)]
    server = grpc.server(pool, options=options)
    add_ResourceProviderServicer_to_server(plugin, server)
    port: int = server.add_insecure_port("127.0.0.1:0")
    server.start()
    stack.callback(lambda: server.stop(grace=1).wait())
    return port

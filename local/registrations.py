"""What the program registers with the engine, told to an order on its way there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from pulumi.runtime.settings import get_monitor

from local.order import Order

_STACK = "pulumi:pulumi:Stack"


def follow(order: Order, project: str, stack: str) -> None:
    """Tell an order what is registered from now on, and when the program has ended.

    Works on the connection to the engine that the SDK has set up in this context.

    Args:
        order: Hears of each resource before the engine does.
        project: The project's name.
        stack: The stack's name.
    """
    monitor: Any = get_monitor()

    def declared(request: Any) -> None:
        order.declare(urn(project, stack, request), set(needs(request)))

    monitor.RegisterResource = _after(declared, monitor.RegisterResource)
    monitor.ReadResource = _after(declared, monitor.ReadResource)
    # the last call of a program: it is answered when the engine has deleted what is left over
    monitor.SignalAndWaitForShutdown = _after(lambda _: order.end(), monitor.SignalAndWaitForShutdown)


def _after(first: Callable[[Any], None], call: Callable[..., Any]) -> Callable[..., Any]:
    def both(request: Any, *args: Any, **options: Any) -> Any:
        first(request)
        return call(request, *args, **options)

    return both


def urn(project: str, stack: str, request: Any) -> str:
    """Name a resource as the engine will: sdk/go/common/resource/urn of https://github.com/pulumi/pulumi.

    Args:
        project: The project's name.
        stack: The stack's name.
        request: A request to register or to read a resource.
    """
    above = request.parent.split("::")[2] if request.parent else _STACK
    chain = request.type if above == _STACK else f"{above}${request.type}"
    return f"urn:pulumi:{stack}::{project}::{chain}::{request.name}"


def needs(request: Any) -> Iterator[str]:
    """Give all that the SDK waits for before it sends a request, by URN; a request to read says less.

    Args:
        request: A request to register or to read a resource.
    """
    yield from request.dependencies
    yield from filter(None, [request.parent, getattr(request, "deletedWith", "")])
    if request.provider:  # its URN and its id
        yield request.provider.rpartition("::")[0]
    for of_property in getattr(request, "propertyDependencies", {}).values():
        yield from of_property.urns
    yield from getattr(request, "replace_with", ())

"""`resolve`: what a machine in a network gets when it asks for a name."""

from __future__ import annotations

import argparse

from local.azure import resolution
from local.azure.console import draw
from local.azure.console.model import Command, Context, add_json
from local.azure.resolution import Answer
from local.errors import LocalError

NOT_PRIVATE = 1


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="a host name, such as ACCOUNT.blob.core.windows.net")
    parser.add_argument("--from", dest="network", metavar="VNET", required=True, help="the network, by name or id")
    add_json(parser)


def _run(options: argparse.Namespace, context: Context) -> int:
    network = resolution.network_named(context.store, options.network)
    if network is None:
        there = ", ".join(resolution.network_names(context.store)) or "none"
        raise LocalError(f"there is no virtual network '{options.network}'; there is {there}")
    answer = resolution.resolve(context.store, options.name, network)
    if options.json:
        draw.as_json(context.console, _fields(answer))
    else:
        _print(answer, context)
    return 0 if answer.private else NOT_PRIVATE


def _fields(answer: Answer) -> dict[str, object]:
    return {
        "name": answer.name,
        "network": answer.network,
        "private": answer.private,
        "addresses": list(answer.addresses),
        "zone": answer.zone or None,
        "record": answer.record or None,
        "path": list(answer.path),
        "reason": answer.reason or None,
    }


def _print(answer: Answer, context: Context) -> None:
    draw.line(context.console, f"{answer.name} from {answer.network}", "bold")
    for step in answer.path:
        draw.line(context.console, f"  {step}")
    if answer.private:
        draw.line(context.console, f"PRIVATE  {', '.join(answer.addresses)}", "bold green")
    else:
        draw.line(context.console, f"NOT PRIVATE  {answer.reason}", "bold red")


COMMAND = Command(
    usage="resolve NAME --from VNET [--json]",
    summary="what a machine in a network gets for a name, who says so, and why it is not private",
    details="Exit code: 0 the answer is a private address, 1 it is not.",
    options=_options,
    run=_run,
)

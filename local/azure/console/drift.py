"""`diff`: what was changed behind the program's back."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from local.azure import drift
from local.azure.console import draw
from local.azure.console.model import Command, Context, add_json
from local.azure.drift import Drift
from local.errors import LocalError
from local.stackstate import Stacks

DRIFTED = 1


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-s", "--stack", metavar="STACK", help="the stack; needed where there are several")
    add_json(parser)


def _run(options: argparse.Namespace, context: Context) -> int:
    stacks = Stacks(context.project)
    name = _chosen(options.stack, stacks.names())
    others = [one for other in stacks.names() if other != name for one in stacks.resources(other)]
    found = drift.find(context.store, stacks.resources(name), others)
    if options.json:
        draw.as_json(context.console, [_fields(one) for one in found])
    else:
        _print(found, name, context)
    return DRIFTED if found else 0


def _chosen(named: str | None, known: Sequence[str]) -> str:
    if named is not None:
        name = named.rpartition("/")[2]
        if name not in known:
            raise LocalError(f"no stack '{name}' has been deployed here; there is {', '.join(known) or 'none'}")
        return name
    if len(known) != 1:
        raise LocalError(
            f"name a stack: {' or '.join(f'-s {name}' for name in known) or 'none has been deployed here'}"
        )
    return known[0]


def _fields(one: Drift) -> dict[str, object]:
    changes = [{"path": change.path, "state": change.state, "azure": change.azure} for change in one.changes]
    return {"kind": one.kind, "id": one.id, "type": one.type, "name": one.name or None, "changes": changes}


def _print(found: Sequence[Drift], stack: str, context: Context) -> None:
    if not found:
        draw.line(context.console, f"{stack}: what is deployed is what the stack's state says", "green")
    for one in found:
        named = f" ({one.name})" if one.name else ""
        draw.line(context.console, f"{one.kind}  {one.id}{named}", "bold")
        for change in one.changes:
            draw.line(context.console, f"  {change.path}: state {change.state}, Azure {change.azure}")


COMMAND = Command(
    usage="diff [-s STACK] [--json]",
    summary="drift: what was made, changed or removed behind the program's back",
    details=(
        "UNKNOWN: nobody's state has it. CHANGED: each property that differs from the state's outputs. GONE: it is in\n"
        "the state alone. Secrets are not compared. Exit code: 0 there is no drift, 1 there is."
    ),
    options=_options,
    run=_run,
)

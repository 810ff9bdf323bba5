"""`purge`: what is deleted and keeps its name, and how to free one."""

from __future__ import annotations

import argparse

from local.azure.console import draw
from local.azure.console.model import Command, Context, add_json
from local.azure.store import SoftDeleted, Store
from local.errors import LocalError

_HEADERS = ("TYPE", "NAME", "LOCATION", "PURGEABLE", "ID")


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", metavar="ID-or-NAME", help="purge this one; without it they are listed")
    add_json(parser)


def _run(options: argparse.Namespace, context: Context) -> int:
    if options.name:
        one = _find(context.store, options.name)
        context.store.purge(one.id)
        draw.line(context.console, f"purged {one.id}: its name is free")
        return 0
    rows = [
        {
            "type": one.type,
            "name": one.name,
            "location": one.location,
            "purgeable": not one.purge_protected,
            "id": one.id,
        }
        for one in context.store.soft_deleted()
    ]
    if options.json:
        draw.as_json(context.console, rows)
    elif rows:
        cells = [[str(row[header.lower()]) for header in _HEADERS] for row in rows]
        draw.table(context.console, _HEADERS, cells)
    return 0


def _find(store: Store, text: str) -> SoftDeleted:
    """Find what is deleted by its id or its name.

    Raises:
        LocalError: There is none, there are several, or Azure would not let it go before its time.
    """
    kept = store.soft_deleted()
    found = [one for one in kept if text.lower() in (one.id.lower(), one.name.lower())]
    if not found:
        there = ", ".join(one.name for one in kept) or "none"
        raise LocalError(f"nothing that is deleted is called '{text}'; there is {there}")
    if len(found) > 1:
        raise LocalError(f"{len(found)} of that name are deleted, name one by its id: {', '.join(o.id for o in found)}")
    if found[0].purge_protected:
        # https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview#purge-protection (documented)
        raise LocalError(
            f"vault {found[0].name} is protected from purging: its name is free once its retention is over, or recover "
            "the vault with createMode recover"
        )
    return found[0]


COMMAND = Command(
    usage="purge [ID-or-NAME] [--json]",
    summary="what is deleted and keeps its name; with a name, free it",
    details="As `az keyvault purge` and its like do. Vaults with purge protection are not purged.",
    options=_options,
    run=_run,
)

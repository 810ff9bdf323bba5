"""`python -m local azure`: the commands that look into the emulated Azure."""

from __future__ import annotations

import argparse
import os
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console

from local.azure.console import drift, export, listing, log, purge, resolve, show
from local.azure.console.model import Command, Context, Parser
from local.azure.store import Store
from local.errors import LocalError
from local.project import Project

COMMANDS: dict[str, Command] = {
    "list": listing.COMMAND,
    "show": show.COMMAND,
    "resolve": resolve.COMMAND,
    "export": export.COMMAND,
    "diff": drift.COMMAND,
    "log": log.COMMAND,
    "purge": purge.COMMAND,
}
_PROGRAM = "python -m local azure"


def help_text() -> str:
    """Say what commands there are."""
    width = max(len(command.usage) for command in COMMANDS.values())
    lines = [f"  {command.usage:{width}}  {command.summary}" for command in COMMANDS.values()]
    return "\n".join(
        [
            f"{_PROGRAM} COMMAND   look into the emulated Azure; no engine is started",
            "",
            *lines,
            "",
            f"`{_PROGRAM} COMMAND --help` says more.",
            "",
        ]
    )


def run(name: str, arguments: Sequence[str], project: Project) -> int:
    """Run one command.

    Args:
        name: Its name.
        arguments: What stands behind it.
        project: Whose store.

    Returns:
        The exit code.

    Raises:
        LocalError: A mistake that a person can put right.
    """
    if name not in COMMANDS:
        raise LocalError(f"`{_PROGRAM}` has no command '{name}': it has {', '.join(COMMANDS)}")
    command = COMMANDS[name]
    options = _read(name, command, arguments)
    if options is None:
        return 0
    console = Console(highlight=False)
    with _opened(project) as store:
        try:
            code = command.run(options, Context(store, project, console))
            sys.stdout.flush()
        except BrokenPipeError:  # whoever reads has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
    return code


def _read(name: str, command: Command, arguments: Sequence[str]) -> argparse.Namespace | None:
    """Read the arguments; None where the command was only to be explained."""
    about = f"{command.summary[0].upper()}{command.summary[1:]}.\n{command.details}"
    parser = Parser(
        prog=f"{_PROGRAM} {name}",
        usage=f"{_PROGRAM} {command.usage}",
        description=about,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    command.options(parser)
    try:
        return parser.parse_args(list(arguments))
    except SystemExit:  # after --help
        return None


@contextmanager
def _opened(project: Project) -> Iterator[Store]:
    if not project.azure.is_file():
        raise LocalError(
            f"nothing has been deployed yet: there is no {project.azure}; `python -m local up -s dev --yes` deploys"
        )
    try:
        store = Store(project.azure)
    except sqlite3.DatabaseError as error:
        raise LocalError(f"{project.azure} is not a store of the emulator: {error}") from error
    try:
        yield store
    finally:
        store.close()

"""What a command is, and what it works on."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from rich.console import Console

from local.azure.store import Store
from local.errors import LocalError
from local.project import Project


@dataclass(frozen=True)
class Context:
    """What a command works on.

    Attributes:
        store: What is deployed.
        project: Whose stacks.
        console: Where to print.
    """

    store: Store
    project: Project
    console: Console


@dataclass(frozen=True, kw_only=True)
class Command:
    """One command.

    Attributes:
        usage: Its arguments, for people.
        summary: What it does, in one line.
        details: What else there is to say.
        options: Declares its arguments.
        run: Does it, and gives the exit code.
    """

    usage: str
    summary: str
    details: str
    options: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace, Context], int]


class Parser(argparse.ArgumentParser):
    """A parser whose mistakes are one line."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong.

        Raises:
            LocalError: Always.
        """
        raise LocalError(f"{self.prog}: {message}; `{self.prog} --help` says what it takes")


def add_json(parser: argparse.ArgumentParser) -> None:
    """Declare the option that every command has."""
    parser.add_argument("--json", action="store_true", help="print JSON, for programs")


def add_group(parser: argparse.ArgumentParser) -> None:
    """Declare the option that keeps to one resource group."""
    parser.add_argument("--group", metavar="G", help="only what is in this resource group")

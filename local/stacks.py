"""Which stack a command means, whether it is there, and whether another run holds it."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

from local.arguments import Arguments
from local.backend import Backend
from local.engine import Engine
from local.errors import LocalError
from local.project import Project
from local.stackfiles import StackFiles

_WORKING = frozenset({"preview", "up", "refresh", "destroy", "import", "watch", "recover", "rehearse"})
_READING = frozenset({"config", "state", "logs", "console"})
_STACKLESS = frozenset({"ls", "list", "init", "select", "unselect", "rm"})
_CHANGING = frozenset({"up", "refresh", "destroy", "import"})


def choose(arguments: Arguments, project: Project, files: StackFiles) -> str | None:
    """Return the stack that has to exist before a command runs; None if it needs none.

    Args:
        arguments: The command line.
        project: Whose stacks.
        files: Its stack files.

    Raises:
        LocalError: The stack is not known, or none is chosen.
    """
    names = files.names()
    if arguments.path == ("stack", "select") and not arguments.flags & {"-c", "--create"}:
        named = arguments.words[2] if len(arguments.words) > 2 else arguments.stack
        return known(named, names, project) if named else None
    if not _needs_stack(arguments):
        return None
    if arguments.stack is not None:
        return known(arguments.stack, names, project)
    selected = _selected(project)
    if selected is None:
        hint = " or ".join(f"-s {name}" for name in names) or "-s <stack>"
        raise LocalError(
            f"no stack is chosen: add {hint}, or keep a choice with `python -m local stack select <stack>`"
        )
    return known(selected, names, project)


def _needs_stack(arguments: Arguments) -> bool:
    if arguments.command == "stack":
        return len(arguments.words) == 1 or arguments.words[1] not in _STACKLESS
    return arguments.command in _WORKING | _READING


def known(named: str, names: list[str], project: Project) -> str:
    """Return a stack's own name.

    Args:
        named: What a person calls it.
        names: The stacks that there are.
        project: Whose stacks.

    Raises:
        LocalError: There is no such stack.
    """
    name = named.rsplit("/", 1)[-1]  # `organization/project/stack` is the same stack
    if name in names:
        return name
    there = f"the stacks are {', '.join(names)}" if names else "there are no stacks yet"
    raise LocalError(
        f"no stack '{name}' in {project.root}: {there}. "
        f"Write a Pulumi.{name}.yaml, or `python -m local stack init {name}` for a local one"
    )


def _selected(project: Project) -> str | None:
    """Return the stack that `stack select` chose in the local workspace; the engine keeps it in its home."""
    for file in (project.home / "workspaces").glob("*-workspace.json"):
        try:
            stack = json.loads(file.read_text(encoding="utf-8")).get("stack")
        except (OSError, ValueError):
            continue
        if stack:
            return str(stack)
    return None


def create(  # noqa: PLR0913 - what a run of the engine is made of
    stack: str, engine: Engine, project: Project, files: StackFiles, env: dict[str, str], *, kept_in: Backend
) -> None:
    """Create a stack if it is not there.

    Args:
        stack: Its name.
        engine: The engine.
        project: Whose stack.
        files: The project's stack files.
        env: The engine's environment.
        kept_in: Where the state is.

    Raises:
        LocalError: The engine refuses; the text is what it says.
    """

    def ask(*args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(engine.path), "stack", *args, "--non-interactive"],
            cwd=project.workspace,
            env=env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def is_there() -> bool:
        if kept_in.is_files:
            return project.state_file(files.name(), stack).exists()
        # Only the engine can look into a container. It looks without a lock, which `stack init` takes: that would be
        # in the way of whoever begins to change the stack at that moment.
        return ask("--show-name", "--stack", stack).returncode == 0

    if is_there():
        return
    done = ask("init", stack, "--no-select")
    if done.returncode == 0:
        place = project.local if kept_in.is_files else kept_in.variables["PULUMI_BACKEND_URL"]
        print(f"Created local stack '{stack}' in {place}", file=sys.stderr)
    elif "currently locked" not in done.stderr and not is_there():  # no parallel run creates it, or has created it
        hint = "" if kept_in.is_files else ": does the storage emulator run, and has it that container?"
        raise LocalError(f"stack '{stack}' cannot be created: {' '.join(done.stderr.split())}{hint}")


def check_lock(arguments: Arguments, stack: str, project: Project, files: StackFiles) -> None:
    """Refuse to change a stack whose lock was left by a run that is no more.

    The engine refuses, too, but cannot tell a lock that is held from one that was left.

    Args:
        arguments: The command line.
        stack: The stack.
        project: Whose stack.
        files: The project's stack files.

    Raises:
        LocalError: Nobody holds the lock any more.
    """
    if arguments.command not in _CHANGING:
        return
    for holder in lock_holders(stack, project, files):
        if not runs(holder):
            raise LocalError(
                f"stack '{stack}' is locked by a run that is gone (process {holder}): "
                f"`python -m local recover -s {stack}` frees it and settles what it left, then run the command again"
            )


def lock_holders(stack: str, project: Project, files: StackFiles) -> list[int]:
    """Return the processes of this machine that hold a stack, or held it when they died.

    Args:
        stack: The stack.
        project: Whose stack.
        files: The project's stack files.
    """
    folder = project.state / ".pulumi" / "locks" / "organization" / files.name() / stack
    found = (_holder(file) for file in sorted(folder.glob("*.json")))
    return [holder for holder in found if holder is not None]


def _holder(file: Path) -> int | None:
    try:
        lock = json.loads(file.read_text(encoding="utf-8"))
        return int(lock["pid"]) if lock["hostname"] == socket.gethostname() else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def runs(process: int) -> bool:
    """Return whether a process lives.

    Args:
        process: Its number.
    """
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # someone else's, and it lives
        return True
    return True

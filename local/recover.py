"""`python -m local recover -s STACK`: make a stack whole again after a run that died or answers that were lost.

What Azure took and the state does not have is in nobody's hands: the next `up` says that it exists already. Against the
emulator it can be found: what an `up` would create is looked up, and imported where it is there. The steps are the
engine's own commands; docs/faults.md has them for real Azure.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from local import adopt, stacks
from local.arguments import Arguments
from local.errors import LocalError
from local.project import Project, find_project
from local.stackfiles import StackFiles
from local.stackstate import Stacks

if TYPE_CHECKING:  # knows all resource types: importing it takes a while
    from local.azure.store import Store

HELP = """\
python -m local recover -s STACK   make a stack whole after a run that died or answers that were lost

It frees the lock that a dead run left, and takes over what the emulated Azure has and the state has not. Then run
`up` again. See docs/faults.md.
"""
_UNATTENDED = ("--yes", "--skip-preview", "--non-interactive")


class Run(Protocol):
    """Runs one command of the engine under `python -m local` and gives its exit code."""

    def __call__(self, words: list[str], output: BinaryIO | None = None) -> int:
        """Run it, and write what it prints to a file where one is given."""


def run(args: Arguments, engine: Run) -> int:
    """Do the command.

    Args:
        args: The command line.
        engine: Runs the steps.

    Returns:
        The exit code: that of the first step that fails.

    Raises:
        LocalError: There is no such stack, or a run is at work on it.
    """
    if args.wants_help:
        print(HELP, end="")
        return 0
    if len(args.words) > 1:
        raise LocalError(f"`python -m local recover` takes a stack, -s STACK, and no {' '.join(args.words[1:])}")
    project = find_project(args.directory)
    files = StackFiles(project)
    stack = stacks.choose(args, project, files) or ""
    recovery = _Recovery(project, files, stack, engine)
    for step in (recovery.free, recovery.settle, recovery.take_over):
        code = step()
        if code:
            return code
    print(
        f"Stack '{stack}' has all that the emulated Azure has of it: `python -m local up -s {stack}` goes on from here."
    )
    return 0


@dataclass(frozen=True)
class _Recovery:
    project: Project
    files: StackFiles
    stack: str
    engine: Run

    def _step(self, *words: str, output: BinaryIO | None = None) -> int:
        return self.engine([*words, "-C", str(self.project.root), "-s", self.stack], output)

    def free(self) -> int:
        """Take a lock away whose holder is gone."""
        holders = stacks.lock_holders(self.stack, self.project, self.files)
        alive = [holder for holder in holders if stacks.runs(holder)]
        if alive:
            raise LocalError(f"process {alive[0]} is at work on stack '{self.stack}': wait for its end, or stop it")
        return self._step("cancel", "--yes") if holders else 0

    def settle(self) -> int:
        """Forget what was being created when a run died: what came to be is found by the next step.

        The engine's `refresh --import-pending-creates` would be the way, but in 3.255.0 it drops them all the same.
        """
        pending = Stacks(self.project).has_pending_creations(self.stack)
        return self._step("refresh", *_UNATTENDED, "--clear-pending-creates") if pending else 0

    def take_over(self) -> int:
        """Import what an `up` would create and what is there."""
        with tempfile.TemporaryDirectory(prefix="recover-") as folder:
            file, printed = Path(folder) / "import.json", Path(folder) / "plan.json"
            with printed.open("wb") as output:
                code = self._step("preview", "--json", f"--import-file={file}", output=output)
            text = printed.read_text(encoding="utf-8")
            if code:
                print(text, end="")
                return code
            with self._azure() as azure:
                found = dict(_created_already(azure, text))
            tree = json.loads(file.read_text(encoding="utf-8"))
            kept = adopt.adopted(tree.get("resources") or [], found)
            if not found or not kept:
                return 0
            file.write_text(json.dumps({**tree, "resources": kept}), encoding="utf-8")
            return self._step("import", *_UNATTENDED, "--protect=false", "--generate-code=false", f"--file={file}")

    @contextmanager
    def _azure(self) -> Iterator[_Azure]:
        from local.azure.store import Store  # noqa: PLC0415 - knows all resource types: importing it takes a while

        with closing(Store(self.project.azure)) as store:
            yield _Azure(store, self.files.subscription(self.stack))


@dataclass(frozen=True)
class _Azure:
    store: Store
    subscription: str | None

    def existing(self, token: str, inputs: Mapping[str, Any]) -> str:
        """Give the id of what a request would make if it is there; else an empty text."""
        from local.azure import arm_types, facts  # noqa: PLC0415 - knows all resource types
        from local.azure.errors import ArmError, UnsupportedError  # noqa: PLC0415 - as above

        try:
            wanted = arm_types.arm_type(token).id(self.subscription or facts.SUBSCRIPTION, inputs)
        except (ArmError, UnsupportedError):  # a name that is not known yet: nothing can have been made under it
            return ""
        record = self.store.get(wanted.text)
        return record.id if record else ""


def _created_already(azure: _Azure, printed: str) -> Iterator[tuple[adopt.Named, str]]:
    """Find in a preview what it would create and what is there."""
    plan, _ = json.JSONDecoder().raw_decode(printed, printed.index("{\n"))
    for step in plan["steps"]:
        new = step.get("newState") or {}
        found = azure.existing(new["type"], new.get("inputs") or {}) if step["op"] == "create" else ""
        if found:
            yield (new["type"], step["urn"].rsplit("::", 1)[-1]), found

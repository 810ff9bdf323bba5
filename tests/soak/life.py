"""One life of a stack under one trouble, which meets each of its resources once: deployed, whole, unchanged, destroyed.

Trouble comes in waves. In each, an `up` runs with a plan that hits every resource that was not hit yet; those that it
reaches are what is ready at once, as what stands on them does not begin. Then the stack is made whole by what a person
would do, and the next wave hits the next resources. So each resource is hit once, by each trouble, in a few minutes.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import yaml

from local import stacks
from local.azure.faults.weather import FAULT
from local.azure.store import Store
from local.project import Project
from local.stackfiles import StackFiles
from tests.e2e import lives
from tests.soak import books
from tests.soak.troubles import Trouble
from tests.support.deployment import Deployment

_UP = ("--yes", "--skip-preview", "--continue-on-error", "--parallel", "64")
_ENGINE_ENDS = 60  # seconds that an engine may go on once the emulator is gone


class Cell(NamedTuple):
    """A resource that a trouble is to meet."""

    type: str
    """Pulumi's type token."""
    name: str
    """Its name in the program."""


@dataclass
class Figures:
    """What a life went through."""

    trouble: str
    hit: int = 0
    cells: int = 0
    waves: int = 0
    failed: int = 0
    """Runs that ended with an error: all waves do where a trouble is not waited out."""
    adopted: int = 0
    """Resources that Azure had and the state had not."""
    seconds: float = 0
    error: str = ""


@dataclass
class Life:
    """A deployment that a trouble comes over."""

    platform: Deployment
    stack: str
    trouble: Trouble
    cells: frozenset[Cell]
    figures: Figures = field(init=False)
    _left: set[Cell] = field(init=False)
    _seen: int = 0

    def __post_init__(self) -> None:
        self._left = {cell for cell in self.cells if self.trouble.concerns(cell.type)}
        self.figures = Figures(self.trouble.name, cells=len(self._left))

    @property
    def project(self) -> Project:
        """The deployment as `local` sees it."""
        return Project(self.platform.folder, self.platform.folder / ".local")

    def live(self) -> Figures:
        """Go through all of it; a failed assertion says where it went wrong."""
        began = time.monotonic()
        while self._left:
            self._wave()
        self._heal()
        self.platform.run("up", "-s", self.stack, "--yes", "--skip-preview")
        self._check()
        with closing(Store(self.platform.store_file)) as store:
            books.check_same(self.project, self.stack, store)
        lives.unchanged(self.platform, self.stack)
        lives.destroyed(self.platform, self.stack)
        self.figures.seconds = time.monotonic() - began
        return self.figures

    def _wave(self) -> None:
        """Deploy under the trouble, and make good what it left."""
        plan = self.platform.folder / "plan.yaml"
        plan.write_text(yaml.safe_dump({"faults": [self._fault(cell) for cell in sorted(self._left)]}))
        flags = ("--faults", str(plan), "--clock", str(self.trouble.clock))
        result = self.platform.run("up", "-s", self.stack, *_UP, *flags, allow=())
        self._wait_for_engine()
        hit = set(self._hit_since())
        self.figures.waves += 1
        self.figures.failed += result.code != 0
        self.figures.hit += len(hit & self._left)
        assert hit & self._left, f"{len(self._left)} are never reached, such as {min(self._left)}:\n{result.output}"
        self._left -= hit
        self._heal()
        self._check()

    def _fault(self, cell: Cell) -> dict[str, object]:
        where = {"type": cell.type.removeprefix("azure-native:"), "resource": cell.name, "operation": "create"}
        return {**self.trouble.fault, **where}

    def _hit_since(self) -> Iterable[Cell]:
        """What the log says was hit since the last look."""
        with closing(Store(self.platform.store_file)) as store:
            entries = store.noted(1_000_000, after=self._seen)
        self._seen = entries[-1].number if entries else self._seen
        for entry in entries:
            if entry.method == FAULT:
                *_, kind, name = entry.message.split("::")
                yield Cell(kind.rsplit("$", 1)[-1], name)

    def _heal(self) -> None:
        """What a person does before the next run."""
        if self.trouble.loses:
            before = len(self._ids())
            self.platform.run("recover", "-s", self.stack)
            self.figures.adopted += len(self._ids()) - before
        if self.trouble.drifts:
            self.platform.run("refresh", "-s", self.stack, "--yes", "--skip-preview")

    def _ids(self) -> list[str]:
        state = self.project.state / ".pulumi" / "stacks" / StackFiles(self.project).name() / f"{self.stack}.json"
        return [one.id for one in books.resources(self.project, self.stack)] if state.exists() else []

    def _check(self) -> None:
        with closing(Store(self.platform.store_file)) as store:
            if self.trouble.fault["what"] != "deleted":  # by somebody whom nobody acknowledged it to
                books.check_acknowledged(store)
        books.check_once(self.project, self.stack)

    def _wait_for_engine(self) -> None:
        """An engine whose emulator was killed goes on until it has noticed."""
        end = time.monotonic() + _ENGINE_ENDS
        files = StackFiles(self.project)
        while any(stacks.runs(holder) for holder in stacks.lock_holders(self.stack, self.project, files)):
            assert time.monotonic() < end, "the engine does not end"
            time.sleep(0.1)


def cells_of(platform: Deployment, stack: str) -> frozenset[Cell]:
    """Deploy on a good day, and give what there is to be hit.

    Args:
        platform: A deployment for this alone.
        stack: The stack.
    """
    platform.run("up", "-s", stack, "--yes", "--skip-preview")
    project = Project(platform.folder, platform.folder / ".local")
    found = books.resources(project, stack)
    cells = frozenset(Cell(one.type, one.name) for one in found)
    assert len(cells) == len(found), "type and name do not tell resources apart"
    return cells


def begin(folder: Path, stack: str, trouble: Trouble, cells: frozenset[Cell]) -> Life:
    """Begin a life in a folder of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    return Life(Deployment(folder), stack, trouble, cells)

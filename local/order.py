"""In which order a run's steps are taken: what depends on what, as the program registers it and as the state has it.

It is known before the first request to Azure, and by no accident of timing: the program says it when it registers a
resource, and for what is deleted the state says it. So whether two steps can meet does not have to be tried out.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

Edges = dict[str, set[str]]
"""The resources that each resource needs, by URN."""


def recorded(state: Path) -> Edges:
    """Read from a stack's state which resource needs which; a state that is not there has none.

    Args:
        state: The engine's file.
    """
    try:
        latest = json.loads(state.read_text(encoding="utf-8"))["checkpoint"]["latest"] or {}
    except (OSError, ValueError, KeyError):
        return {}
    edges: Edges = {}
    for resource in latest.get("resources") or ():  # twice, where an old one is still to be deleted
        edges.setdefault(resource["urn"], set()).update(_needs(resource))
    return edges


def _needs(resource: Mapping[str, object]) -> Iterator[str]:
    for name in ("parent", "deletedWith"):
        if resource.get(name):
            yield str(resource[name])
    provider = str(resource.get("provider") or "")  # its URN and its id
    if provider:
        yield provider.rpartition("::")[0]
    dependencies = resource.get("dependencies")
    yield from dependencies if isinstance(dependencies, list) else ()
    by_property = resource.get("propertyDependencies")
    for urns in by_property.values() if isinstance(by_property, dict) else ():
        yield from urns or ()


@dataclass(frozen=True)
class Step:
    """One write of the engine's.

    Attributes:
        urn: What is written; empty where nobody says.
        deletes: Whether it is a deletion.
        run: The number of the program's run; 0 where no program runs.
        late: Whether the program had ended before: the engine then deletes what is left over.
    """

    urn: str
    deletes: bool = False
    run: int = 0
    late: bool = False


class Order:
    """Which steps of a run wait for each other. Safe to use from several threads."""

    def __init__(self, before: Edges | None = None) -> None:
        """Begin without a program.

        Args:
            before: What needed what when the engine started; it is what deletions go by.
        """
        self._lock = threading.Lock()
        self._before: Edges = dict(before or {})
        self._program: Edges = {}
        self._run = 0
        self._over = False

    def begin(self) -> None:
        """Begin a run of the program that writes; steps of earlier runs are in no step's way any more."""
        with self._lock:
            self._before |= self._program
            self._program, self._run, self._over = {}, self._run + 1, False

    def end(self) -> None:
        """Note that the program registers nothing more."""
        with self._lock:
            self._over = True

    def declare(self, urn: str, needs: set[str]) -> None:
        """Note a resource of the program, before the engine takes any step for it.

        Args:
            urn: The resource.
            needs: What it waits for, by URN. A component is no more than itself here: the SDK turns a dependency on
                one into dependencies on its children.
        """
        with self._lock:
            self._program[urn] = needs

    def step(self, urn: str, *, deletes: bool) -> Step:
        """Give a step that is taken now."""
        with self._lock:
            return Step(urn, deletes, self._run, self._over)

    def knows(self, step: Step) -> bool:
        """Say whether something is known of what a step waits for."""
        with self._lock:
            return self._known(step)

    def settles(self, one: Step, other: Step) -> bool | None:
        """Say whether one of two steps waits for the other to end.

        - Steps of two runs, and those of one resource (replaced: deleted and made), do.
        - Two writes do where one of the resources needs the other, directly or not, by the program.
        - Two deletions do where it is so by the state; the engine goes the other way round then.
        - What is deleted after the program has ended waits for all writes. What is deleted before that is to be
          replaced, in the course of its own registration or of that of something it needs: it and a write wait for
          each other where one of the resources needs the other by program or state. This can be said too often (a
          user that goes with what it needs, while something else that it needs is written), never too seldom.

        Returns:
            None where it cannot be told: one of them is in no program and in no state.
        """
        if one.run != other.run or one.urn == other.urn or one.late != other.late:
            return True
        with self._lock:
            if not (self._known(one) and self._known(other)):
                return None
            edges = self._edges(one, other)
            return _reaches(edges, one.urn, other.urn) or _reaches(edges, other.urn, one.urn)

    def _known(self, step: Step) -> bool:
        return step.urn in (self._before if step.deletes else self._program)

    def _edges(self, one: Step, other: Step) -> Edges:
        if one.deletes and other.deletes:
            return self._before
        if not (one.deletes or other.deletes):
            return self._program
        both = {urn: set(needs) for urn, needs in self._before.items()}
        for urn, needs in self._program.items():
            both.setdefault(urn, set()).update(needs)
        return both


def _reaches(edges: Edges, user: str, used: str) -> bool:
    seen, waiting = {user}, [user]
    while waiting:
        new = edges.get(waiting.pop(), set()) - seen
        if used in new:
            return True
        seen |= new
        waiting += new
    return False

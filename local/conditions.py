"""`--faults FILE` and `--clock N`: the conditions that Azure works under during one command."""

from __future__ import annotations

import math
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from local import child, order
from local.arguments import Arguments
from local.errors import LocalError
from local.project import Project

if TYPE_CHECKING:  # knows all resource types: importing it takes a while
    from local.azure.faults.conditions import Conditions

FAULTS_VARIABLE = "SECURE_MLOPS_FAULTS"
"""Says what `--faults` says, where that is not given."""
CLOCK_VARIABLE = "SECURE_MLOPS_CLOCK"
"""Says what `--clock` says, where that is not given."""


@contextmanager
def under(args: Arguments, project: Project, name: str, stack: str) -> Iterator[Conditions | None]:
    """Say what a command's Azure is like, and at the end how long everything took on its clock.

    Args:
        args: The command line.
        project: Whose stack.
        name: The project's name, as Pulumi.yaml has it.
        stack: The stack; empty where the command needs none.

    Yields:
        The conditions; None on a good day without a clock.

    Raises:
        LocalError: A value cannot be understood; for a plan one line for each mistake.
    """
    faults = args.own.get("--faults", os.environ.get(FAULTS_VARIABLE))
    scale = args.own.get("--clock", os.environ.get(CLOCK_VARIABLE))
    if faults is None and scale is None:
        yield None
        return
    from local.azure import latency_report  # noqa: PLC0415 - as above
    from local.azure.faults import plan  # noqa: PLC0415 - as above
    from local.azure.faults.conditions import Conditions  # noqa: PLC0415 - as above
    from local.azure.latency_clock import Clock  # noqa: PLC0415 - as above

    given = Conditions(clock=Clock(_scale(scale)), kills={"engine": child.kill, "emulator": _die, "machine": _die_all})
    if faults is not None:
        try:
            given.plan = plan.load(args.directory / Path(faults).expanduser())
        except plan.PlanError as error:
            raise LocalError(str(error)) from error
    state = project.state_file(name, stack)
    before = order.recorded(state)
    try:
        yield given
    finally:
        for number, fault in enumerate(given.plan.faults):
            if number not in given.met:
                print(f"warning: faults[{number}] ({fault.what}) hit nothing", file=sys.stderr)
        for line in latency_report.lines(given.clock.spent, before | order.recorded(state)):
            print(line, file=sys.stderr)


def _scale(text: str | None) -> float:
    if text is None:
        return 0
    try:
        scale = float(text)
    except ValueError:
        scale = -1
    if not (0 <= scale < math.inf):
        raise LocalError(f"--clock takes how many minutes of Azure's pass in one of ours, such as 60, got '{text}'")
    return scale


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _die_all() -> None:
    child.kill()
    _die()

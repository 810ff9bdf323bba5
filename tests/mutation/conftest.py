"""The plans that mutants are made from: recorded once, whoever of the workers comes first."""

import fcntl
import os
from pathlib import Path

import pytest

from local.engine import find_engine
from tests.mutation.capture import STACKS, captured, plan_of
from tests.mutation.plan import Plan


@pytest.fixture(scope="session")
def plans(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Plan]:
    """The real engine's plan of each stack."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    return {stack: plan_of(stack, _record(stack, shared)) for stack in STACKS}


def _record(stack: str, shared: Path) -> Path:
    project = shared / f"plan-of-{stack}"
    with (shared / f"{stack}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (record := project / f"{stack}.jsonl").exists():
            find_engine()
            project.mkdir()
            record = captured(project, stack)
    return record

"""`PYTHONPATH=policy python -m tests.mutation [FOLDER]`: the mutants that the gate lets pass, without pytest.

Plans are kept in FOLDER, and read from there where they are: delete them once the program has changed.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from tests.mutation.capture import STACKS, captured, plan_of
from tests.mutation.plan import Plan
from tests.mutation.report import numbers_table, survivors_table
from tests.mutation.spared import is_spared
from tests.mutation.trial import tried


def _plan(stack: str, folder: Path) -> Plan:
    record = folder / f"{stack}.jsonl"
    if not record.exists():
        with tempfile.TemporaryDirectory() as project:
            shutil.move(captured(Path(project), stack), record)
    return plan_of(stack, record)


def main(folder: Path) -> None:
    """Print numbers and survivors."""
    folder.mkdir(parents=True, exist_ok=True)
    plans = [_plan(stack, folder) for stack in STACKS]
    trial = tried(plans)
    print(numbers_table(trial))
    print(survivors_table(survivor for survivor in trial.survivors if not is_spared(survivor.mutant)))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        main(Path(sys.argv[1]) if sys.argv[1:] else Path(scratch))

"""What a stack costs is worked out from the real engine's plan, and is what the README says."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.deployment import Deployment
from tests.support.stackfiles import PROJECT_ROOT

pytestmark = pytest.mark.e2e


def first_line(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "report", "cost", *arguments], cwd=folder, check=False, capture_output=True, text=True,
        timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[0]


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_the_readmes_totals_are_those_of_a_plan(deployment: Deployment, stack: str) -> None:
    assert f"\n{first_line(deployment.folder, '-s', stack)}\n" in (PROJECT_ROOT / "README.md").read_text()

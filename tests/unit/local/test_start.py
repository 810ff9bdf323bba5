"""Started with the wrong Python, `python -m local` says in one line what to do."""

import subprocess
import sys

from tests.support.stackfiles import PROJECT_ROOT


def test_a_missing_package_is_one_line_and_no_traceback() -> None:
    # -S: no site-packages, so nothing of the virtual environment
    done = subprocess.run(
        [sys.executable, "-S", "-m", "local", "preview"], cwd=PROJECT_ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    [line] = done.stderr.splitlines()
    assert line.startswith("error: the Python package ")
    assert "make setup" in line

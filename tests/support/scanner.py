"""checkov, in a virtual environment of its own."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from local.engine.progress import Progress
from tests.support.environments import environment
from tests.support.stackfiles import PROJECT_ROOT

REQUIREMENTS = PROJECT_ROOT / "tests" / "e2e" / "requirements-checkov.txt"


def checkov(progress: Progress) -> Path:
    """The Python that has checkov; installed first where it is not there yet (a minute)."""
    return environment("checkov", REQUIREMENTS, progress)


def scan(python: Path, template: dict[str, Any], folder: Path) -> dict[str, Any]:
    """What checkov says of an ARM template: its report, with a summary and the failed checks.

    Args:
        python: The Python that has checkov.
        template: The template.
        folder: Where to put it, and what checkov writes.
    """
    file = folder / "template.json"
    file.write_text(json.dumps(template, indent=2))
    flags = ["--framework", "arm", "--output", "json", "--compact", "--quiet", "--skip-download", "--soft-fail"]
    done = subprocess.run(
        [str(python), "-m", "checkov.main", "--file", str(file), *flags],
        cwd=folder, env={"PATH": os.environ["PATH"], "HOME": str(folder)}, check=False, capture_output=True, text=True,
        timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report

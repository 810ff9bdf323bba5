"""checkov, in a virtual environment of its own that is made once and kept in the user's cache."""

import hashlib
import json
import os
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

from filelock import FileLock

from local.engine.cache import cache_root
from local.engine.process import remove_tree
from local.engine.progress import Progress
from tests.support.stackfiles import PROJECT_ROOT

REQUIREMENTS = PROJECT_ROOT / "tests" / "e2e" / "requirements-checkov.txt"
_COMPLETE = ".complete"


def checkov(progress: Progress) -> Path:
    """The Python that has checkov; installed first where it is not there yet (a minute)."""
    made_for = f"{REQUIREMENTS.read_text()}{sys.version_info[:2]}"
    folder = cache_root().parent / "checkov" / hashlib.sha256(made_for.encode()).hexdigest()[:16]
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.with_suffix(".lock")):
        if not (folder / _COMPLETE).exists():
            with progress.stage("Installing checkov for the scan into the user's cache (once, about a minute)"):
                remove_tree(folder)  # what an interrupted installation left
                _install(folder)
    return folder / "bin" / "python"


def _install(folder: Path) -> None:
    venv.create(folder, with_pip=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run([*pip, "-r", str(REQUIREMENTS)], check=False, capture_output=True, text=True)
    assert done.returncode == 0, f"checkov cannot be installed:\n{done.stdout}{done.stderr}"
    (folder / _COMPLETE).touch()


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

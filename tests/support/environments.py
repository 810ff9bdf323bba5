"""Virtual environments for tools that do not go with this project's packages: made once, kept in the user's cache."""

import hashlib
import subprocess
import sys
import venv
from pathlib import Path

from filelock import FileLock

from local.engine.cache import cache_root
from local.engine.process import remove_tree
from local.engine.progress import Progress

_COMPLETE = ".complete"


def environment(name: str, requirements: Path, progress: Progress) -> Path:
    """The Python that has what a requirements file names; installed first where it is not there yet (a minute or two).

    Args:
        name: What it is for, for people and as a folder's name.
        requirements: The file: another content is another environment.
        progress: Tells whoever waits.
    """
    made_for = f"{requirements.read_text()}{sys.version_info[:2]}"
    folder = cache_root().parent / name / hashlib.sha256(made_for.encode()).hexdigest()[:16]
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.with_suffix(".lock")):
        if not (folder / _COMPLETE).exists():
            with progress.stage(f"Installing {name} for tests into the user's cache (once, a minute or two)"):
                remove_tree(folder)  # what an interrupted installation left
                _install(name, folder, requirements)
    return folder / "bin" / "python"


def _install(name: str, folder: Path, requirements: Path) -> None:
    venv.create(folder, with_pip=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run([*pip, "-r", str(requirements)], check=False, capture_output=True, text=True)
    assert done.returncode == 0, f"{name} cannot be installed:\n{done.stdout}{done.stderr}"
    (folder / _COMPLETE).touch()

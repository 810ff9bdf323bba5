"""One folder a version in the user's cache, shared by all clones; it is there whole or not at all."""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from local.engine.model import Engine, Maker, Unavailable
from local.engine.process import remove_tree
from local.engine.progress import Progress
from local.engine.version import ask_version, dotted, numbers

RECORD = "engine.json"
ASKED_VARIABLE = "SECURE_MLOPS_ASKED"
"""Set for an executable that is asked for its version: one that runs this program must not ask itself in turn."""


def cache_root() -> Path:
    """Return the folder that holds every cached version."""
    base = os.environ.get("XDG_CACHE_HOME") or ""
    # the XDG rules: a relative path is to be ignored
    root = Path(base) if Path(base).is_absolute() else Path.home() / ".cache"
    return root / "secure-mlops" / "engine"


@dataclass(frozen=True)
class Cache:
    """The cached engine of one version."""

    root: Path
    version: str

    @property
    def _folder(self) -> Path:
        return self.root / self.version

    def load(self) -> Engine | None:
        """Return the cached engine if there is one that runs."""
        path = self._folder / "pulumi"
        record = self._record()
        try:
            stamp = _stamp(path)
            if stamp != record.get("stamp"):  # not the file that was seen to run: look again
                check(path, self.version)
                record = {"source": record.get("source", "cache"), "stamp": stamp}
                self._write_record(self._folder, record)
        except (OSError, Unavailable):
            return None
        return Engine(path=path, version=self.version, source=str(record["source"]))

    @contextmanager
    def lock(self, progress: Progress) -> Iterator[None]:
        """Let one process at a time fill the cache; the others wait and then find it full."""
        self.root.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.root / f"{self.version}.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            self._wait(lock, progress)
        try:
            yield
        finally:
            lock.release()

    def _wait(self, lock: FileLock, progress: Progress) -> None:
        with progress.stage(f"Another process is getting Pulumi {self.version}: waiting for it") as tick:
            while True:
                try:
                    lock.acquire(timeout=0.5)
                except Timeout:
                    tick("")
                else:
                    return

    def fill(self, maker: Maker, progress: Progress) -> Engine:
        """Make an engine and move it into place; only under `lock`.

        Args:
            maker: The way to make it.
            progress: Told what is happening.

        Raises:
            Unavailable: This way does not work here, or what it made does not run.
        """
        self._sweep()
        partial = Path(tempfile.mkdtemp(prefix=f"{self.version}.partial.", dir=self.root))
        try:
            maker.make(partial, progress)
            check(partial / "pulumi", self.version)
            stamp = _stamp(partial / "pulumi")
            self._write_record(partial, {"source": maker.name, "stamp": stamp})
            partial.chmod(0o755)  # mkdtemp gives 0700
            self._discard(self._folder)
            partial.replace(self._folder)
        finally:
            remove_tree(partial)
        return Engine(path=self._folder / "pulumi", version=self.version, source=maker.name)

    def _sweep(self) -> None:
        """Remove what an interrupted build left: nobody else works here while the lock is held."""
        for pattern in ("partial", "discarded"):
            for left in self.root.glob(f"{self.version}.{pattern}.*"):
                remove_tree(left)

    def _discard(self, folder: Path) -> None:
        if folder.exists():
            away = Path(tempfile.mkdtemp(prefix=f"{self.version}.discarded.", dir=self.root))
            folder.replace(away / "old")
            remove_tree(away)

    def _record(self) -> dict[str, object]:
        try:
            record = json.loads((self._folder / RECORD).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return record if isinstance(record, dict) else {}

    def _write_record(self, folder: Path, record: dict[str, object]) -> None:
        new = folder / f"{RECORD}.{os.getpid()}"
        new.write_text(json.dumps(record), encoding="utf-8")
        new.replace(folder / RECORD)


def check(path: Path, at_least: str) -> str:
    """Run an engine to see that it works here and is new enough.

    Args:
        path: The executable.
        at_least: The oldest version that will do.

    Returns:
        Its version.

    Raises:
        Unavailable: It does not run or is too old.
    """
    # Even `pulumi version` writes a log into its home: that must not be the person's own.
    with tempfile.TemporaryDirectory(prefix="pulumi-home-") as home:
        asked = {"PULUMI_HOME": home, "PULUMI_SKIP_UPDATE_CHECK": "1", ASKED_VARIABLE: "1"}
        found = ask_version([str(path), "version"], asked)
    if found < numbers(at_least):
        raise Unavailable(f"{path} is {dotted(found)}, older than {at_least}")
    return dotted(found)


def _stamp(path: Path) -> list[int]:
    status = path.stat()
    return [status.st_size, status.st_mtime_ns, status.st_mode]

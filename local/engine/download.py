"""The official download, through the Pulumi SDK's own installer."""

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from local.engine.model import Unavailable
from local.engine.process import run
from local.engine.progress import Progress
from local.engine.version import engine_version

# In a process of its own: the SDK's installer opens a connection without a time limit and starts a
# shell script, and only a process can be stopped from outside.
INSTALL = """
import sys
from pulumi.automation import PulumiCommand
from semver import VersionInfo
try:
    PulumiCommand.install(root=sys.argv[1], version=VersionInfo.parse(sys.argv[2]))
except Exception as error:
    output = (getattr(error, "output", None) or b"").decode(errors="replace").strip()
    sys.exit(f"{output or error}".splitlines()[-1])
"""


@dataclass(frozen=True, kw_only=True)
class OfficialDownload:
    """Downloads the CLI with its language hosts from the vendor."""

    name: str = "official download"
    idle: float = 60.0
    """Seconds without a new byte after which the site counts as unreachable."""

    def make(self, folder: Path, progress: Progress) -> None:
        """See `Maker.make`."""
        version = engine_version()
        root = folder / "download"
        temporary = root / "tmp"
        temporary.mkdir(parents=True)
        # The vendor's script downloads to the temporary folder: there its bytes can be watched.
        env = {**os.environ, "TMPDIR": str(temporary), "PULUMI_HOME": str(root / "home")}
        with progress.stage(f"Downloading Pulumi {version}") as tick:
            run(
                [sys.executable, "-c", INSTALL, str(root), version],
                what="the vendor's installer",
                env=env,
                cwd=folder,
                tick=lambda: tick(f"{_size(root) >> 20} MB"),
                activity=lambda: _size(root),
                idle=self.idle,
            )
        if not (root / "bin" / "pulumi").is_file():
            raise Unavailable("the vendor's installer left no pulumi")
        for file in (root / "bin").iterdir():
            file.replace(folder / file.name)
        shutil.rmtree(root)


def _size(folder: Path) -> int:
    total = 0
    for directory, _, names in os.walk(folder):
        for name in names:
            try:
                total += (Path(directory) / name).lstat().st_size
            except FileNotFoundError:  # it was temporary
                continue
    return total

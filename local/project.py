"""Where a project and its local state are."""

import os
from dataclasses import dataclass
from pathlib import Path

from local.errors import LocalError

DIRECTORY_VARIABLE = "SECURE_MLOPS_LOCAL_DIR"


@dataclass(frozen=True)
class Project:
    """A Pulumi project and the folder that holds everything of its local runs."""

    root: Path
    """The folder that holds Pulumi.yaml."""
    local: Path
    """The folder for local state; git ignores it."""

    @property
    def state(self) -> Path:
        """The file backend."""
        return self.local / "state"

    def state_file(self, name: str, stack: str) -> Path:
        """The state of a stack.

        Args:
            name: The project's name, as Pulumi.yaml has it.
            stack: The stack.
        """
        return self.state / ".pulumi" / "stacks" / name / f"{stack}.json"

    @property
    def home(self) -> Path:
        """The engine's home."""
        return self.local / "home"

    @property
    def workspace(self) -> Path:
        """Where the engine runs, with stack files that it may write to."""
        return self.local / "workspace"

    @property
    def overlays(self) -> Path:
        """What was set locally, one file a stack."""
        return self.local / "config"

    @property
    def azure(self) -> Path:
        """What the emulator holds."""
        return self.local / "azure.db"

    @property
    def executables(self) -> Path:
        """What the engine looks for on PATH."""
        return self.local / "bin"

    @property
    def policy(self) -> Path | None:
        """The project's own policy pack, if it has one."""
        pack = self.root / "policy"
        return pack if (pack / "PulumiPolicy.yaml").is_file() else None

    def prepare(self) -> None:
        """Make the folders."""
        for folder in (self.state, self.home, self.workspace, self.overlays, self.executables):
            folder.mkdir(parents=True, exist_ok=True)
        ignore = self.local / ".gitignore"
        if not ignore.exists():  # also in a project whose own .gitignore does not know the folder
            ignore.write_text("*\n", encoding="utf-8")


def find_project(directory: Path) -> Project:
    """Return the project that a folder belongs to.

    Args:
        directory: Where to look; then upwards, as the engine does.

    Raises:
        LocalError: There is none.
    """
    for folder in (directory, *directory.parents):
        if (folder / "Pulumi.yaml").is_file():
            override = os.environ.get(DIRECTORY_VARIABLE)
            return Project(folder, (directory / override).resolve() if override else folder / ".local")
    raise LocalError(
        f"no Pulumi.yaml in {directory} or above it: change into the project, or add `-C <project folder>`"
    )

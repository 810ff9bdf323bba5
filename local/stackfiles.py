"""The stack files that the engine works with, so that it never writes to the repository's.

With a passphrase the engine writes `encryptionsalt` into the stack file, and `config set` writes values. So it gets
files of its own, composed before each run from the repository's file and from an overlay: the patch that local runs
made. After a run, what the engine changed goes into the overlay. A copy of what was composed lies beside each file:
compared with it, changes are found even if the run that made them was killed.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock

from local import patch, stackyaml
from local.errors import LocalError
from local.project import Project
from local.stackyaml import Tree

_KEYS_OF_OTHERS = ("secretsprovider", "encryptedkey", "encryptionsalt")
Key = tuple[str, ...]
"""Where a value is: the config key, then the keys inside it."""

# In Pulumi.yaml: where state, program and stack files are; and the runtime, as the program runs inline. Named, it
# would make `import` and others look for a language host that a built engine does not have.
_NOT_LOCAL = ("backend", "main", "stackConfigDir", "runtime")


@dataclass(frozen=True)
class StackFiles:
    """All stack files of a project."""

    project: Project

    def names(self) -> list[str]:
        """Return the stacks that the repository or a local run knows."""
        overlays = {path.stem for path in self.project.overlays.glob("*.yaml")}
        return sorted(overlays | {_stack(path) for path in self.project.root.glob("Pulumi.*.yaml")})

    def missing(self, stack: str) -> list[Key]:
        """Return where values are that are encrypted for others and not set locally."""
        _, dropped = self._base(stack)
        overlay = self._read(self._overlay(stack)).get("config", {})
        return [key for key in dropped if not _is_set(overlay, key)]

    def subscription(self, stack: str) -> str | None:
        """Return the id of the subscription that a stack is deployed to; None where its file does not say."""
        base, _ = self._base(stack)
        config = patch.apply(self._read(self._overlay(stack)), base).get("config") or {}
        found = config.get("azure-native:subscriptionId")
        return str(found) if found else None

    def compose(self) -> None:
        """Write the engine's files for all stacks, keeping what an interrupted run changed."""
        with self._lock():
            self._absorb_all()
            self._compose_project()
            for stack in self.names():
                base, _ = self._base(stack)
                tree = patch.apply(self._read(self._overlay(stack)), base)
                _write(self._seen(stack), tree)
                _write(self._file(stack), tree)

    def absorb(self) -> None:
        """Keep what a run changed in the engine's files."""
        with self._lock():
            self._absorb_all()

    def _absorb_all(self) -> None:
        folder = self.project.workspace
        found = {_stack(path) for path in folder.glob("Pulumi.*.yaml")}
        for stack in found | {path.name.split(".", 1)[1].removesuffix(".yaml") for path in folder.glob("seen.*")}:
            self._absorb(stack)

    def _absorb(self, stack: str) -> None:
        if not self._file(stack).exists():  # `stack rm` or `stack rename` took it away
            self._seen(stack).unlink(missing_ok=True)
            self._overlay(stack).unlink(missing_ok=True)
            return
        after = self._read(self._file(stack))
        change = patch.difference(self._read(self._seen(stack)), after)
        if change or not self._seen(stack).exists():
            base, _ = self._base(stack)
            old = self._read(self._overlay(stack))
            _write(self._overlay(stack), patch.combine(old, change, base))
            _write(self._seen(stack), after)

    def _base(self, stack: str) -> tuple[Tree, list[Key]]:
        tree = self._read(self.project.root / f"Pulumi.{stack}.yaml")
        base = {key: value for key, value in tree.items() if key not in _KEYS_OF_OTHERS}
        dropped: list[Key] = []
        if isinstance(base.get("config"), dict):
            base["config"] = _without_secrets(base["config"], dropped)
        return base, dropped

    def _compose_project(self) -> None:
        tree = self._read(self.project.root / "Pulumi.yaml")
        _write(
            self.project.workspace / "Pulumi.yaml",
            {key: value for key, value in tree.items() if key not in _NOT_LOCAL},
        )

    def name(self) -> str:
        """Return the project's name."""
        return str(self._read(self.project.root / "Pulumi.yaml").get("name", ""))

    def _read(self, path: Path) -> Tree:
        try:
            return stackyaml.load(path)
        except ValueError as error:
            raise LocalError(str(error)) from error

    def _file(self, stack: str) -> Path:
        return self.project.workspace / f"Pulumi.{stack}.yaml"

    def _seen(self, stack: str) -> Path:
        return self.project.workspace / f"seen.{stack}.yaml"

    def _overlay(self, stack: str) -> Path:
        return self.project.overlays / f"{stack}.yaml"

    def _lock(self) -> FileLock:
        return FileLock(self.project.workspace / ".lock", timeout=60)


def _stack(path: Path) -> str:
    return path.name.removeprefix("Pulumi.").removesuffix(".yaml")


def _without_secrets(config: Tree, dropped: list[Key], above: Key = ()) -> Tree:
    kept: Tree = {}
    for key, value in config.items():
        if _holds_secret(value):
            # inside a mapping only the secret goes; a list would shift, so it goes as a whole
            if isinstance(value, dict) and not _is_secret(value):
                kept[key] = _without_secrets(value, dropped, (*above, key))
            else:
                dropped.append((*above, key))
        else:
            kept[key] = value
    return kept


def _is_set(overlay: Any, key: Key) -> bool:
    for part in key:
        if not isinstance(overlay, dict) or part not in overlay:
            return not isinstance(overlay, dict)  # the mapping around it was replaced as a whole
        overlay = overlay[part]
    return True


def _is_secret(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {"secure"} and isinstance(value["secure"], str)


def _holds_secret(value: Any) -> bool:
    if isinstance(value, dict):
        return _is_secret(value) or any(map(_holds_secret, value.values()))
    return isinstance(value, list) and any(map(_holds_secret, value))


def _write(path: Path, tree: Tree) -> None:
    """Replace a file at once, and only if it changes: another run may be reading it."""
    text = stackyaml.dump(tree)
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    new = path.with_name(f".{path.name}.{os.getpid()}")
    new.write_text(text, encoding="utf-8")
    new.replace(path)

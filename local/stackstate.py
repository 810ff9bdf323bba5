"""The states of the local stacks, read without the engine.

What is in a file: sdk/go/common/apitype/core.go of https://github.com/pulumi/pulumi.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from local.errors import LocalError
from local.project import Project

_SIGNATURE: Final = "4dabf18193072939515e22adb298388d"  # marks an encrypted value
SECRET: Final = "[secret]"  # noqa: S105 - what stands in the place of one
"""What stands in the place of an encrypted value."""


@dataclass(frozen=True)
class Kept:
    """A resource as the state has it."""

    urn: str
    type: str
    id: str
    outputs: dict[str, Any]

    @property
    def name(self) -> str:
        """Its name in the program."""
        return self.urn.rpartition("::")[2]


@dataclass(frozen=True)
class Stacks:
    """The stacks that have been deployed locally."""

    project: Project

    def names(self) -> list[str]:
        """Give their names."""
        return sorted(self._files())

    def resources(self, stack: str) -> list[Kept]:
        """Give the resources of a stack that have an id.

        Raises:
            LocalError: The state cannot be read.
        """
        return list(_kept(self._latest(stack).get("resources") or []))

    def has_pending_creations(self, stack: str) -> bool:
        """Say whether a run ended while it created something; not so of a stack without a state.

        Raises:
            LocalError: The state cannot be read.
        """
        operations = self._latest(stack).get("pending_operations") or [] if stack in self._files() else []
        return any(one["type"] == "creating" for one in operations)

    def _latest(self, stack: str) -> dict[str, Any]:
        file = self._files()[stack]
        try:
            latest: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))["checkpoint"]["latest"] or {}
            return latest
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise LocalError(f"the state of stack '{stack}' cannot be read: {file}: {error}") from error

    def _files(self) -> dict[str, Path]:
        return {file.stem: file for file in (self.project.state / ".pulumi" / "stacks").glob("*/*.json")}


def _kept(resources: list[dict[str, Any]]) -> Iterator[Kept]:
    for one in resources:
        if one.get("id") and not one.get("delete"):  # the old one of a replacement that did not end
            yield Kept(one["urn"], one["type"], one["id"], _opened(one.get("outputs") or {}))


def _opened(value: Any) -> Any:
    if isinstance(value, dict):
        return SECRET if _SIGNATURE in value else {key: _opened(item) for key, item in value.items()}
    return [_opened(item) for item in value] if isinstance(value, list) else value

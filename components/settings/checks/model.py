"""What a check sees, and what it says."""

import ipaddress
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Location = tuple[str | int, ...]


@dataclass(frozen=True)
class Problem:
    """One mistake: where, what must hold, and the value given."""

    location: Location
    message: str
    given: str | None = None

    def line(self, project: str) -> str:
        """The line a person reads."""
        key = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in self.location).lstrip(".")
        got = f", got {self.given}" if self.given is not None else ""
        return f"  config '{project}:{key}' {self.message}{got}"


class Valid:
    """The config's values without those known to be wrong, read by path."""

    def __init__(self, raw: Mapping[str, Any], invalid: Collection[Location]) -> None:
        self._raw = raw
        self._invalid = invalid

    def get(self, *path: str | int, default: Any = None) -> Any:
        """The value at `path`; `default` where it is absent, or wrong, or inside something wrong."""
        value: Any = self._raw
        for depth, part in enumerate(path, start=1):
            if path[:depth] in self._invalid:
                return default
            try:
                value = value[part]
            except (KeyError, IndexError, TypeError):
                return default
        return value

    def has(self, *path: str | int) -> bool:
        """Whether something is set at `path`: anything but false, and anything but empty text, lists and objects."""
        value = self.get(*path)
        return isinstance(value, Mapping) or (bool(value) and value != "false")

    def whole(self, *path: str | int, default: int) -> int:
        """The whole number at `path`."""
        try:
            return int(self.get(*path, default=default))
        except (TypeError, ValueError):
            return default

    def range(self, *path: str | int) -> ipaddress.IPv4Network | None:
        """The address range at `path`, if it is one, whatever else is wrong with it."""
        value: Any = self._raw
        for part in path:
            try:
                value = value[part]
            except (KeyError, IndexError, TypeError):
                return None
        try:
            return ipaddress.IPv4Network(str(value))
        except ValueError:
            return None

    def entries(self, *path: str | int) -> Iterator[tuple[int, Any]]:
        """The entries of the list at `path` with their positions."""
        value = self.get(*path, default=[])
        return enumerate(value) if isinstance(value, list) else iter(())

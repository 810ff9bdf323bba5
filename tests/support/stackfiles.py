"""The stacks that tests deploy: the project's own stack files, and one small file for each option on top of `dev`."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

PROJECT_ROOT = Path(__file__).parents[2]
PROJECT = "secure-mlops"
OPTION_STACKS = Path(__file__).parents[1] / "stacks"
BASE = "dev"


@dataclass(frozen=True)
class StackFile:
    """A stack before it is written to a project.

    Attributes:
        name: its name.
        config: settings without the project's name.
        options: settings that this stack is there to show.
        provider: settings of the Azure provider.
        secrets: secret settings by path.
        refused_by: rules of the gate that refuse it, until a team says otherwise.
        after: stacks that are deployed before it, whose outputs it reads.
    """

    name: str
    config: Mapping[str, Any]
    options: tuple[str, ...] = ()
    provider: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    refused_by: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    def nested_secrets(self) -> dict[str, Any]:
        """The secrets as the program sees them: objects for paths with a dot."""
        nested: dict[str, Any] = {}
        for path, value in self.secrets.items():
            key, _, rest = path.partition(".")
            nested[key] = {**nested.get(key, {}), rest: value} if rest else value
        return nested


def project_stack(name: str) -> StackFile:
    """A stack file of the project itself."""
    raw = yaml.safe_load((PROJECT_ROOT / f"Pulumi.{name}.yaml").read_text())["config"]
    return StackFile(name, {key.removeprefix(f"{PROJECT}:"): value for key, value in raw.items()})


def option_stacks() -> list[StackFile]:
    """All stacks that show an option, by name."""
    return [_option_stack(file) for file in sorted(OPTION_STACKS.glob("*.yaml"))]


def stack_file(name: str) -> StackFile:
    """A stack by name: an option's, or the project's own."""
    file = OPTION_STACKS / f"{name}.yaml"
    return _option_stack(file) if file.exists() else project_stack(name)


def _option_stack(file: Path) -> StackFile:
    raw = yaml.safe_load(file.read_text())
    config = merged(project_stack(BASE).config, raw["config"])
    return StackFile(
        file.stem,
        {**config, "environment": "opt"},
        tuple(raw["options"]),
        raw.get("provider", {}),
        raw.get("secrets", {}),
        tuple(raw.get("refused_by", ())),
        tuple(raw.get("after", ())),
    )


def own_settings(name: str) -> Iterator[str]:
    """The paths that an option's stack file sets itself, each with all that leads to it."""
    yield from _paths(yaml.safe_load((OPTION_STACKS / f"{name}.yaml").read_text())["config"], "")


def _paths(value: Any, prefix: str) -> Iterator[str]:
    if prefix:
        yield prefix
    for key, inner in value.items() if isinstance(value, dict) else ():
        if inner is not None:
            yield from _paths(inner, f"{prefix}.{key}".lstrip("."))


def merged(base: Any, change: Any) -> Any:
    """`base` with the changes: objects are merged, null removes, anything else replaces."""
    if not isinstance(base, Mapping) or not isinstance(change, Mapping):
        return change
    both = {**base, **{key: merged(base.get(key), value) for key, value in change.items()}}
    return {key: value for key, value in both.items() if value is not None}


def as_texts(config: Mapping[str, Any]) -> dict[str, str]:
    """Settings as the engine hands them over: text as it is, everything else as JSON; None takes a setting away."""
    return {key: v if isinstance(v, str) else json.dumps(v) for key, v in config.items() if v is not None}

"""A copy of the project with stacks of its own, driven through `python -m local` as a person would."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.support.stackfiles import PROJECT, PROJECT_ROOT, StackFile

ARM_ID = re.compile(r"/subscriptions/[0-9a-f-]{36}/resourceGroups/[^/]+/providers/.+")


@dataclass(frozen=True)
class Result:
    """What a command printed, and its exit code."""

    code: int
    output: str


class Deployment:
    """A private copy of the project: its program, stack files, state and emulator can be changed at will."""

    def __init__(self, folder: Path) -> None:
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
            cwd=PROJECT_ROOT, check=True, capture_output=True, text=True,
        )  # fmt: skip
        for name in filter(None, listed.stdout.split("\0")):
            if name.startswith(("tests/", ".ci/")) or not (PROJECT_ROOT / name).is_file():
                continue
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(PROJECT_ROOT / name, target)
        self.folder = folder

    @property
    def store_file(self) -> Path:
        """The emulator's database."""
        return self.folder / ".local" / "azure.db"

    def run(self, *args: str, allow: tuple[int, ...] = (0,), timeout: int = 600) -> Result:
        """`python -m local ARGS`; a failed assertion shows what it printed where the exit code is another."""
        done = subprocess.run(
            [sys.executable, "-m", "local", *args],
            cwd=self.folder, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=timeout,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        shown = f"{' '.join(args)} -> {done.returncode}\n{done.stdout}"
        assert not allow or done.returncode in allow, shown
        return Result(done.returncode, done.stdout)

    def refused(self, *args: str) -> str:
        """What a command prints that must fail."""
        result = self.run(*args, allow=())
        assert result.code != 0, f"{' '.join(args)} was not refused:\n{result.output}"
        return result.output

    def plan(self, stack: str, *args: str) -> list[dict[str, Any]]:
        """The steps of a preview: each with `op`, `urn` and the new state."""
        printed = self.run("preview", "-s", stack, "--json", *args).output
        steps: list[dict[str, Any]] = json.loads(printed[printed.index("\n{") + 1 if printed[0] != "{" else 0 :])[
            "steps"
        ]
        return steps

    def state(self, stack: str) -> list[dict[str, Any]]:
        """Resources in the stack's state, secrets shown as placeholders."""
        printed = self.run("stack", "export", "-s", stack).output
        resources: list[dict[str, Any]] = json.loads(printed[printed.index("{") :])["deployment"].get("resources", [])
        return resources

    def urn(self, stack: str, name: str) -> str:
        """URN of the resource of that Pulumi name."""
        [urn] = [r["urn"] for r in self.state(stack) if r["urn"].endswith(f"::{name}")]
        return str(urn)

    def add_stack(self, stack: StackFile) -> None:
        """Writes a stack's file; its secrets are encrypted by the engine, as a person's would be."""
        provider = {f"azure-native:{key}": value for key, value in stack.provider.items()}
        config = {**provider, **{f"{PROJECT}:{key}": value for key, value in stack.config.items()}}
        (self.folder / f"Pulumi.{stack.name}.yaml").write_text(yaml.safe_dump({"config": config}))
        for path, value in stack.secrets.items():
            self.run("config", "set", "-s", stack.name, "--secret", "--path", f"{PROJECT}:{path}", value)

    def edit_stack(self, stack: str, change: Callable[[dict[str, Any]], None]) -> None:
        """Changes a stack file: `change` gets its config, keys without the project's name."""
        file = self.folder / f"Pulumi.{stack}.yaml"
        content = yaml.safe_load(file.read_text())
        config = {key.removeprefix(f"{PROJECT}:"): value for key, value in content["config"].items()}
        change(config)
        content["config"] = {key if ":" in key else f"{PROJECT}:{key}": value for key, value in config.items()}
        file.write_text(yaml.safe_dump(content))

    def edit_file(self, name: str, old: str, new: str) -> None:
        """Replaces a text that stands exactly once in a file."""
        file = self.folder / name
        text = file.read_text()
        assert text.count(old) == 1, f"{text.count(old)} times in {name}: {old}"
        file.write_text(text.replace(old, new))


def arm_ids(value: Any) -> Iterator[str]:
    """Every ARM id in a nested value."""
    if isinstance(value, str):
        if ARM_ID.fullmatch(value):
            yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from arm_ids(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from arm_ids(inner)

"""Linters of pipelines: found on the path, or installed once into the user's cache, or carried by a package."""

import importlib.resources
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
from filelock import FileLock

from local.engine.cache import cache_root
from tests.support.stackfiles import PROJECT_ROOT

ACTIONLINT_VERSION = "1.7.12"
SCHEMA = "builtin_schemas/vendor/azure-pipelines.json"


@cache
def actionlint() -> Path:
    """The linter of GitHub workflows: the one on the path where its version fits, else built from its Go module."""
    on_path = shutil.which("actionlint")
    if on_path and _version(Path(on_path)) == ACTIONLINT_VERSION:
        return Path(on_path)
    folder = cache_root().parent / "actionlint" / ACTIONLINT_VERSION
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / "actionlint"
    with FileLock(folder.with_suffix(".lock")):
        if not program.exists():
            module = f"github.com/rhysd/actionlint/cmd/actionlint@v{ACTIONLINT_VERSION}"
            environment = {**os.environ, "GOBIN": str(folder), "GOFLAGS": "-modcacherw"}
            assert shutil.which("go"), f"actionlint {ACTIONLINT_VERSION} is missing: put it, or Go, on the path"
            done = subprocess.run(
                ["go", "install", module], env=environment, check=False, capture_output=True, text=True, timeout=600
            )
            assert done.returncode == 0, f"actionlint cannot be built:\n{done.stderr}"
    return program


def _version(program: Path) -> str:
    printed = subprocess.run([str(program), "-version"], check=False, capture_output=True, text=True).stdout
    return printed.partition("\n")[0]


def workflow_complaints(*files: Path) -> list[str]:
    """What actionlint says of GitHub workflows; it hands their scripts to shellcheck."""
    found = subprocess.run(
        [str(actionlint()), "-format", "{{json .}}", "-shellcheck", _shellcheck(), *map(str, files)],
        cwd=PROJECT_ROOT, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert found.returncode in (0, 1), found.stderr
    return [f"{Path(one['filepath']).name}:{one['line']}: {one['message']}" for one in json.loads(found.stdout or "[]")]


def _shellcheck() -> str:
    return str(Path(sys.executable).parent / "shellcheck")


def shell_complaints(text: str, folder: Path = PROJECT_ROOT / "pipelines" / "scripts") -> list[str]:
    """What shellcheck says of a script of bash that is in a folder."""
    found = subprocess.run(
        [_shellcheck(), "--shell=bash", "--format=json", "--external-sources", f"--source-path={folder}", "-"],
        cwd=PROJECT_ROOT, input=text, check=False, capture_output=True, text=True,
    )  # fmt: skip
    return [f"line {one['line']}: SC{one['code']} {one['message']}" for one in json.loads(found.stdout)]


@cache
def _azure_schema() -> jsonschema.Draft7Validator:
    text = importlib.resources.files("check_jsonschema").joinpath(SCHEMA).read_text(encoding="utf-8")
    schema = json.loads(text)
    # The document is one of several things; which one it is here is known, and makes complaints short.
    return jsonschema.Draft7Validator({"$ref": "#/definitions/pipeline", "definitions": schema["definitions"]})


def azure_complaints(pipeline: dict[str, Any]) -> list[str]:
    """What Azure Pipelines' published schema says of a pipeline: every value text, no templates in it."""
    errors = _azure_schema().iter_errors(_typed(pipeline))
    return [complaint for error in errors for complaint in _told(error)]


def _typed(value: Any, *, of_task: bool = False) -> Any:
    """The schema wants true and false for the inputs of tasks, and text everywhere else."""
    if isinstance(value, dict):
        return {key: _typed(inner, of_task=of_task or key == "inputs") for key, inner in value.items()}
    if isinstance(value, list):
        return [_typed(inner, of_task=of_task) for inner in value]
    return {"true": True, "false": False}.get(value, value) if of_task else value


def _told(error: jsonschema.ValidationError) -> Iterator[str]:
    """Complaints in the one branch of each choice that fits best: what is wrong there lies deepest."""
    if not error.context:
        yield f"{'/'.join(str(part) for part in error.absolute_path)}: {error.message}"
        return
    branches: dict[Any, list[jsonschema.ValidationError]] = {}
    for one in error.context:
        branches.setdefault(one.schema_path[0], []).append(one)
    best = max(branches.values(), key=lambda branch: min(_depth(one) for one in branch))
    for one in best:
        yield from _told(one)


def _depth(error: jsonschema.ValidationError) -> int:
    return min([_depth(one) for one in error.context or []], default=len(error.absolute_path))

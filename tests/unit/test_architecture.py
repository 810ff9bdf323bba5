"""Arrows between the project's parts point one way, and versions are pinned once."""

import ast
import re
import sys
from pathlib import Path

import pytest

from tests.support.stackfiles import PROJECT_ROOT

# What each part may import of the project.
MAY_IMPORT: dict[str, set[str]] = {
    "__main__.py": {"components"},
    "components": {"components"},
    "policy": {"gate", "rules", "topology"},
    "local": {"local"},
    "bench": {"bench", "tests"},
    "pipelines": {"pipelines", "local"},  # the verdict of a preview is read as `python -m local gate` reads it
    "report": {"report", "topology", "gate"},  # what the gate's rules say comes as data
}
OURS = {"components", "rules", "topology", "gate", "policy", "local", "report", "bench", "pipelines", "tests"}


def sources(part: str) -> list[Path]:
    path = PROJECT_ROOT / part
    return [path] if path.is_file() else sorted(path.rglob("*.py"))


def imported(source: Path) -> set[str]:
    """Top-level packages that a file imports; relative imports stay inside their own."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module)
    return {name.partition(".")[0] for name in names}


@pytest.mark.parametrize("part", MAY_IMPORT)
def test_a_part_imports_only_what_it_may(part: str) -> None:
    assert sources(part)
    for source in sources(part):
        wrong = (imported(source) & OURS) - MAY_IMPORT[part]
        assert not wrong, f"{source.relative_to(PROJECT_ROOT)} imports {wrong}"


@pytest.mark.parametrize("part", ["pipelines/verify", "pipelines/comment"])
def test_what_runs_on_machines_of_a_stack_needs_nothing_but_python(part: str) -> None:
    assert sources(part)
    for source in sources(part):
        assert imported(source) <= sys.stdlib_module_names, source


@pytest.mark.parametrize("part", ["__main__.py", "components", "policy", "report"])
def test_program_and_gate_do_not_know_the_emulator(part: str) -> None:
    for source in sources(part):
        assert not re.search(r"emulator|PULUMI_DEBUG|7e57ab1e|127\.0\.0\.1:", source.read_text()), source


def test_no_stack_is_special_in_code() -> None:
    for source in [*sources("__main__.py"), *sources("components")]:
        assert "get_stack(" not in source.read_text(), source


def test_the_sdk_and_the_engine_have_one_version() -> None:
    sdk = re.search(r"^pulumi==(\S+)", (PROJECT_ROOT / "requirements.txt").read_text(), re.MULTILINE)
    engine = re.search(r"pulumi/pkg/v3 v(\S+)", (PROJECT_ROOT / "local/engine/gomod/go.mod").read_text())
    assert sdk
    assert engine
    assert sdk[1] == engine[1]


def test_every_direct_dependency_is_pinned_to_the_version_in_constraints() -> None:
    constraints = dict(
        line.lower().replace("_", "-").split("==")
        for line in (PROJECT_ROOT / "constraints.txt").read_text().splitlines()
    )
    for file in ("requirements.txt", "requirements-dev.txt", "policy/requirements.txt"):
        for line in (PROJECT_ROOT / file).read_text().splitlines():
            requirement = line.partition("#")[0].strip()
            if requirement and not requirement.startswith("-"):
                name, _, version = requirement.partition("==")
                assert constraints[name.lower().replace("_", "-")] == version, f"{file}: {requirement}"

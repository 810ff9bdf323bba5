"""Stack files for local runs: composed from the repository's, which are never written."""

from pathlib import Path

import pytest

from local import patch, stackyaml
from local.errors import LocalError
from local.project import Project
from local.stackfiles import StackFiles

REPOSITORY = """\
# prod
secretsprovider: azurekeyvault://vault/key
encryptedkey: abc
config:
  p:size: big
  p:switch: yes
  p:version: 1.30
  p:token:
    secure: v1:theirs
  p:nested:
    open: 1
    closed: {secure: "v1:theirs"}
  p:list: [{secure: "v1:theirs"}]
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "Pulumi.yaml").write_text("name: p\nruntime: python\nbackend: {url: azblob://x}\n", encoding="utf-8")
    (tmp_path / "Pulumi.prod.yaml").write_text(REPOSITORY, encoding="utf-8")
    project = Project(tmp_path, tmp_path / ".local")
    project.prepare()
    return project


@pytest.fixture
def files(project: Project) -> StackFiles:
    files = StackFiles(project)
    files.compose()
    return files


def engine_file(project: Project, stack: str = "prod") -> Path:
    return project.workspace / f"Pulumi.{stack}.yaml"


def engine_says(project: Project, old: str, new: str) -> None:
    """Change a text in the engine's file, as the engine does."""
    file = engine_file(project)
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_what_others_encrypted_is_left_out_and_named(project: Project, files: StackFiles) -> None:
    text = engine_file(project).read_text(encoding="utf-8")
    assert text == "config:\n  p:size: big\n  p:switch: yes\n  p:version: 1.30\n  p:nested:\n    open: 1\n"
    assert files.missing("prod") == [("p:token",), ("p:nested", "closed"), ("p:list",)]


def test_a_local_value_stands_for_the_one_that_was_left_out(project: Project, files: StackFiles) -> None:
    engine_says(project, "open: 1\n", "open: 1\n    closed: {secure: v1:mine}\n  p:token: {secure: v1:mine}\n")
    files.absorb()
    files.compose()
    assert "secure: v1:mine" in engine_file(project).read_text(encoding="utf-8")
    assert files.missing("prod") == [("p:list",)]


def test_the_engines_project_file_knows_no_other_backend_and_no_language_host(
    project: Project, files: StackFiles
) -> None:
    assert stackyaml.load(project.workspace / "Pulumi.yaml") == {"name": "p"}
    assert files.name() == "p"


def test_what_the_engine_writes_stays_and_the_repository_does_not_change(project: Project, files: StackFiles) -> None:
    with engine_file(project).open("a", encoding="utf-8") as file:
        file.write("  p:mine: 'on'\nencryptionsalt: v1:salt\n")
    files.absorb()
    files.compose()
    text = engine_file(project).read_text(encoding="utf-8")
    assert 'p:mine: "on"\nencryptionsalt: v1:salt\n' in text
    assert (project.root / "Pulumi.prod.yaml").read_text(encoding="utf-8") == REPOSITORY


def test_a_change_in_the_repository_shows_beside_local_ones(project: Project, files: StackFiles) -> None:
    engine_says(project, "size: big", "size: small")
    files.absorb()
    (project.root / "Pulumi.prod.yaml").write_text("config:\n  p:size: huge\n  p:new: 1\n", encoding="utf-8")
    files.compose()
    assert engine_file(project).read_text(encoding="utf-8") == "config:\n  p:size: small\n  p:new: 1\n"


def test_a_value_the_engine_only_writes_differently_is_no_local_change(project: Project, files: StackFiles) -> None:
    engine_says(project, "version: 1.30", 'version: "1.3"')
    files.absorb()
    assert not (project.overlays / "prod.yaml").exists(), "a later 1.31 in the repository must win"


def test_a_value_taken_away_stays_away(project: Project, files: StackFiles) -> None:
    engine_says(project, "  p:size: big\n", "")
    files.absorb()
    files.compose()
    assert "p:size" not in engine_file(project).read_text(encoding="utf-8")


def test_what_a_killed_run_changed_is_kept(project: Project, files: StackFiles) -> None:
    engine_says(project, "size: big", "size: small")
    files.compose()
    assert "size: small" in engine_file(project).read_text(encoding="utf-8")


def test_a_removed_stack_takes_its_local_values_along(project: Project, files: StackFiles) -> None:
    engine_says(project, "size: big", "size: small")
    files.absorb()
    engine_file(project).unlink()
    files.absorb()
    files.compose()
    assert "size: big" in engine_file(project).read_text(encoding="utf-8")


def test_a_stack_made_locally_is_known_afterwards(project: Project, files: StackFiles) -> None:
    engine_file(project, "mine").write_text("encryptionsalt: v1:x\n", encoding="utf-8")
    files.absorb()
    assert files.names() == ["mine", "prod"]


def test_a_file_that_is_no_yaml_is_one_line_with_its_place(project: Project, files: StackFiles) -> None:
    broken = project.root / "Pulumi.prod.yaml"
    broken.write_text("config:\n  a: [\n", encoding="utf-8")
    with pytest.raises(LocalError, match=rf"^{broken}:3 is not valid YAML"):
        files.compose()


@pytest.mark.parametrize(
    "text", ["yes", "1.30", "0x10", "12:30:45", "2024-01-01", "~", "'yes'", '"007"', "1_000", "null"]
)
def test_a_scalar_keeps_its_text_and_its_quotes(text: str) -> None:
    written = stackyaml.dump(stackyaml.parse(f"key: {text}\n", "here"))
    assert written == f"key: {text}\n".replace("'", '"')


def test_anchors_and_merges_are_resolved() -> None:
    tree = stackyaml.parse("a: &a {x: 1}\nb: {<<: *a, y: 2}\nc: *a\n", "here")
    assert tree == {"a": {"x": "1"}, "b": {"x": "1", "y": "2"}, "c": {"x": "1"}}
    assert "&" not in stackyaml.dump(tree)


def test_a_mapping_that_was_replaced_does_not_come_back() -> None:
    base = {"a": {"x": "1"}}
    removed = patch.combine({}, patch.difference(base, {}), base)
    assert patch.apply(removed, base) == {}
    again = patch.combine(removed, patch.difference({}, {"a": {"y": "2"}}), base)
    assert patch.apply(again, base) == {"a": {"y": "2"}}

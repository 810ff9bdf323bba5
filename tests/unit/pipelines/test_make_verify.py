"""`make verify` says in one line what is missing, and hands on what the CLI prints."""

import shutil
import subprocess
import sys
from pathlib import Path

from tests.support.stackfiles import PROJECT_ROOT


def make_verify(tmp_path: Path, *variables: str, pulumi: str = "") -> tuple[int, list[str]]:
    """Exit code and complaints, without those of make, on a path that has a `pulumi` of this text or none."""
    (tmp_path / "python3").symlink_to(sys.executable)
    for tool in ("make", "sh"):
        (tmp_path / tool).symlink_to(shutil.which(tool) or tool)
    if pulumi:
        (tmp_path / "pulumi").write_text(f"#!/bin/sh\n{pulumi}\n")
        (tmp_path / "pulumi").chmod(0o755)
    done = subprocess.run(
        ["make", "--no-print-directory", "verify", *variables],
        cwd=PROJECT_ROOT, env={"PATH": str(tmp_path)}, check=False, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    return done.returncode, [line for line in done.stderr.splitlines() if not line.startswith("make: ***")]


def test_make_verify_without_the_cli_is_one_clear_line(tmp_path: Path) -> None:
    code, [line] = make_verify(tmp_path)
    assert code == 2
    assert line.startswith("error: pulumi is not on the path")


def test_make_verify_of_a_file_that_is_not_there_is_one_clear_line(tmp_path: Path) -> None:
    code, [line] = make_verify(tmp_path, "OUTPUTS=nowhere.json")
    assert code == 2
    assert line.startswith("error: nowhere.json cannot be read")


def test_make_verify_where_the_cli_fails_says_what_the_cli_says(tmp_path: Path) -> None:
    code, lines = make_verify(tmp_path, pulumi="echo 'error: no stack named prod found' >&2; exit 255")
    assert (code, lines) == (2, ["error: no stack named prod found"])


def test_make_verify_hands_on_what_the_cli_prints(tmp_path: Path) -> None:
    code, lines = make_verify(tmp_path, "STACK=dev", pulumi="""test "$*" = 'stack output --json -s dev' && echo '{}'""")
    assert code == 2
    assert lines[0].startswith("error: - has no output privateEndpoints")

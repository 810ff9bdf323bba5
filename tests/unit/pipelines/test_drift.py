"""Drift: what counts as drift, and the one issue on GitHub for it; `pulumi` and `gh` are stand-ins."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.stackfiles import PROJECT_ROOT

SCRIPTS = PROJECT_ROOT / "pipelines" / "scripts"
FOUND = "error: no changes were expected for this stack but changes were proposed"
LOCKED = "error: the stack is currently locked by 1 lock(s)"
# Remembers what it is asked and what the file says that it is handed; lists the issue that it is told of.
GH = """#!{python}
import json, sys
asked = sys.argv[1:]
body = open(asked[asked.index("--body-file") + 1]).read() if "--body-file" in asked else ""
with open({log!r}, "a") as log:
    log.write(json.dumps([asked, body]) + chr(10))
if asked[:2] == ["issue", "list"]:
    print({number!r})
"""


def program(file: Path, text: str) -> None:
    file.write_text(text)
    file.chmod(0o755)


def run(folder: Path, script: str, *args: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": f"{folder}:{os.environ['PATH']}", "HOME": str(folder), **variables}
    return subprocess.run(
        [str(SCRIPTS / script), *args], env=environment, check=False, capture_output=True, text=True, timeout=60
    )


def compare(folder: Path, code: int, says: str) -> tuple[int, str, str]:
    """Exit code of drift.sh, what it says at last, and the outputs of its step, where `pulumi` ends so."""
    program(folder / "pulumi", f"#!/bin/sh\necho '{says}'\nexit {code}\n")
    outputs = folder / "outputs"
    outputs.touch()
    done = run(folder, "drift.sh", "dev", str(folder / "drift.txt"), GITHUB_OUTPUT=str(outputs))
    assert (folder / "drift.txt").read_text() == f"{says}\n"
    return done.returncode, done.stderr.strip(), outputs.read_text()


def test_no_drift_is_no_words(tmp_path: Path) -> None:
    assert compare(tmp_path, 0, "Resources: 5 unchanged") == (0, "", "")


def test_drift_is_told_to_the_steps_that_follow(tmp_path: Path) -> None:
    code, says, outputs = compare(tmp_path, 255, FOUND)
    assert (code, outputs) == (1, "drift=true\n")
    assert says == "drift: what is in Azure is not what this commit says"


@pytest.mark.parametrize("says", [LOCKED, "error: AuthorizationFailed", "error: 429 Too Many Requests"])
def test_a_failure_to_look_is_no_drift_and_has_its_own_words(tmp_path: Path, says: str) -> None:
    code, words, outputs = compare(tmp_path, 255, says)
    assert (code, outputs) == (2, "")
    assert words.startswith("error: nobody knows whether dev has drifted")


def issue(folder: Path, number: str, found: str = FOUND) -> list[tuple[list[str], str]]:
    """What drift-issue.sh asks of `gh`, where an issue of that number is open; none where empty."""
    log = folder / "log"
    program(folder / "gh", GH.format(python=sys.executable, log=str(log), number=number))
    (folder / "drift.txt").write_text(found)
    done = run(folder, "drift-issue.sh", "dev", str(folder / "drift.txt"), GITHUB_REPOSITORY="contoso/mlops")
    assert done.returncode == 0, done.stderr
    return [(asked, body) for asked, body in map(json.loads, log.read_text().splitlines())]


def test_the_first_drift_opens_an_issue_that_says_what_differs(tmp_path: Path) -> None:
    (listed, _), (made, body) = issue(tmp_path, "")
    assert listed[:4] == ["issue", "list", "--state", "open"]
    # the search finds titles that only resemble it
    assert 'select(.title == "Drift in dev")' in listed[-1]
    assert made[:4] == ["issue", "create", "--title", "Drift in dev"]
    assert FOUND in body


def test_drift_of_which_there_is_an_issue_is_a_comment_there(tmp_path: Path) -> None:
    _, (made, body) = issue(tmp_path, "17")
    assert made[:3] == ["issue", "comment", "17"]
    assert FOUND in body


def test_much_drift_fits_into_an_issue(tmp_path: Path) -> None:
    _, (_, body) = issue(tmp_path, "", "x" * 200_000)
    assert 50_000 < len(body) < 65_536

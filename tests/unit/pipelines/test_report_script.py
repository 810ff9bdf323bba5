"""report.sh: both pages of a preview, where the pipelines keep them, and what it tells each system."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.report.plans import Json, named, plan, resources
from tests.support import azure_pipelines as azure
from tests.support import pipeline_rules as rules
from tests.support.stackfiles import PROJECT_ROOT

PLANTED = "planted-8f3a"
ON_AZURE = {"TF_BUILD": "True", "SYSTEM_JOBATTEMPT": "2"}


def report(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run it on what a preview of dev left in a folder, with a secret in the plan."""
    after = resources("dev")
    inputs: Json = named(after, "vm-jump")["inputs"]
    inputs["adminPassword"] = PLANTED
    (folder / "preview.json").write_text(json.dumps(plan(resources("dev"), after)))
    (folder / "verdict.json").write_text(json.dumps({"verdict": "pass", "stack": "dev"}))
    (folder / "python3").symlink_to(sys.executable)
    environment = {
        "PATH": f"{folder}:{os.environ['PATH']}",
        "HOME": str(folder),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    return subprocess.run(
        [str(PROJECT_ROOT / "pipelines/scripts/report.sh"), "dev", str(folder)],
        env={**environment, **variables}, check=False, capture_output=True, text=True, timeout=300,
    )  # fmt: skip


def test_what_is_kept_is_the_page_with_the_network_drawn_and_no_secret(tmp_path: Path) -> None:
    summary = tmp_path / "summary"
    done = report(tmp_path, GITHUB_STEP_SUMMARY=str(summary))
    assert done.returncode == 0, done.stderr
    [kept] = (tmp_path / "report").iterdir()
    page = kept.read_text()
    assert kept.name == "report.html"
    assert "<svg" in page
    assert "vm-jump" in page
    for text in (page, summary.read_text()):
        assert "adminPassword" in text
        assert PLANTED not in text
    assert summary.read_text() == (tmp_path / "report.md").read_text()


def test_azure_pipelines_learn_of_the_summary_and_of_a_name_that_a_second_attempt_may_use(tmp_path: Path) -> None:
    done = report(tmp_path, **ON_AZURE)
    assert done.returncode == 0, done.stderr
    told = [line for line in done.stdout.splitlines() if line.startswith("##vso")]
    assert told == [
        f"##vso[task.uploadsummary]{tmp_path.resolve()}/report.md",
        "##vso[task.setvariable variable=reportArtefact]report-dev-2",
    ]


@pytest.mark.parametrize("stack", rules.STACKS)
def test_both_systems_keep_the_page_that_the_comment_names(stack: str) -> None:
    jobs = rules.workflows()["preview.yml"]["jobs"]
    kept = [one for job in jobs.values() for one in job["steps"] if "upload-artifact" in one.get("uses", "")]
    assert [(one["with"]["name"], one["with"]["path"]) for one in kept] == [
        ("report-${{ matrix.stack }}", "plan/report")
    ]
    published = [
        (step["artifact"], step["publish"])
        for _, job in azure.jobs(rules.azure_files()["preview.yml"])
        for step in azure.steps(job)
        if "publish" in step and f"preview_{stack}" == job["job"]
    ]
    assert published == [("$(reportArtefact)", "plan/report")]

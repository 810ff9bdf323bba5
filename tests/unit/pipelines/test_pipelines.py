"""The pipelines of both systems: linted by tools of others, held to this project's rules, and each break is caught."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.support import azure_pipelines as azure
from tests.support import pipeline_rules as rules
from tests.support.linters import azure_complaints, shell_complaints, workflow_complaints
from tests.support.stackfiles import PROJECT_ROOT

SCRIPTS = sorted((PROJECT_ROOT / "pipelines" / "scripts").glob("*.sh"))
TEXTS = [*rules.WORKFLOWS.glob("*.yml"), *(PROJECT_ROOT / "pipelines").rglob("*.yml")]


@pytest.fixture(scope="module")
def pipelines() -> dict[str, dict[str, Any]]:
    return rules.azure_files()


# --- Linters of others ------------------------------------------------------------------------------------------------


def test_actionlint_and_shellcheck_find_nothing_in_githubs_workflows() -> None:
    files = sorted(rules.WORKFLOWS.glob("*.yml"))
    assert {file.stem for file in files} == {"preview", "deploy", "stack", "drift", "destroy"}
    assert workflow_complaints(*files) == []


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("matrix.stack", "matrix.stak", 'property "stak" is not defined'),
        ('gate -s "$STACK"', "gate -s $STACK", "SC2086"),
        ("pull-requests: write", "pull-requests: all", '"all" is invalid'),
        ("timeout-minutes: 30", "timeout-mins: 30", 'unexpected key "timeout-mins"'),
    ],
)
def test_actionlint_sees_a_broken_workflow(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    file = tmp_path / "preview.yml"
    file.write_text((rules.WORKFLOWS / "preview.yml").read_text().replace(old, new))
    assert complaint in "\n".join(workflow_complaints(file))


@pytest.mark.parametrize("name", [file.name for file in sorted(rules.AZURE.glob("*.yml"))])
def test_azure_pipelines_are_what_the_published_schema_says(pipelines: dict[str, dict[str, Any]], name: str) -> None:
    assert azure_complaints(pipelines[name]) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        ("templates/pulumi.yml", "keepAzSessionActive", "keepAzSessionAlive", "keepAzSessionAlive"),
        ("templates/pulumi.yml", "scriptType: bash", "scriptType: sh", "'sh' is not one of"),
        ("templates/stack.yml", "lockBehavior: sequential", "lockBehaviour: sequential", "lockBehaviour"),
        ("templates/stack.yml", "runOnce:", "once:", "once"),
        ("templates/stack.yml", "timeoutInMinutes:", "timeoutInMins:", "timeoutInMins"),
        ("deploy.yml", "include: [main]", "includes: [main]", "includes"),
    ],
)
def test_the_schema_sees_a_broken_pipeline(tmp_path: Path, file: str, old: str, new: str, complaint: str) -> None:
    broken = changed_copy(tmp_path, file, old, new)
    assert complaint in "\n".join(azure_complaints(azure.expanded(broken / "deploy.yml")))


def changed_copy(folder: Path, file: str, old: str, new: str) -> Path:
    copied = folder / "azure"
    shutil.copytree(rules.AZURE, copied)
    text = (copied / file).read_text()
    assert old in text
    (copied / file).write_text(text.replace(old, new))
    return copied


def test_shellcheck_finds_nothing_in_what_azure_pipelines_run(pipelines: dict[str, dict[str, Any]]) -> None:
    texts = {
        azure.script(step) for one in pipelines.values() for _, job in azure.jobs(one) for step in azure.steps(job)
    }
    assert len(texts) > 5
    # the service puts the path in before the shell sees it
    assert [found for text in texts for found in shell_complaints(text.replace("$(Pipeline.Workspace)", "/w"))] == []


def test_shellcheck_sees_a_broken_script() -> None:
    text = (PROJECT_ROOT / "pipelines/scripts/up.sh").read_text()
    assert "SC2086" in "\n".join(shell_complaints(text.replace('--stack "$stack"', "--stack $stack")))


# --- Rules of this project --------------------------------------------------------------------------------------------


def all_jobs() -> list[rules.Job]:
    found = list(rules.github_jobs(rules.workflows()))
    return found + [job for name, one in rules.azure_files().items() for job in rules.azure_jobs(name, one)]


def test_every_job_keeps_the_rules() -> None:
    jobs = all_jobs()
    assert len(jobs) > 25
    assert [complaint for job in jobs for complaint in rules.complaints(job)] == []


@pytest.mark.parametrize("file", TEXTS, ids=lambda file: str(file.relative_to(PROJECT_ROOT)))
def test_no_pipeline_knows_a_secret_or_uses_an_action_that_can_change(file: Path) -> None:
    assert list(rules.text_complaints(file.name, file.read_text())) == []


def test_who_chooses_no_machine_gets_a_hosted_one() -> None:
    """But for what must be in the network."""
    found = rules.azure_files(pool="Azure Pipelines")
    jobs = [job for name, one in found.items() for job in rules.azure_jobs(name, one)]
    elsewhere = {job.name for job in jobs if job.machine != rules.HOSTED}
    assert elsewhere == {"deploy.yml:verify_dev", "deploy.yml:verify_prod"}
    given = {
        one["default"] for file in rules.AZURE.glob("*.yml") for one in azure.parameters(file) if one["name"] == "pool"
    }
    assert given == {"Azure Pipelines"}


def test_both_systems_do_the_same() -> None:
    """Plan, deploy, verify, look for drift, destroy: each stack, each script, on both."""

    def done(jobs: list[rules.Job]) -> set[tuple[str, str]]:
        scripts = [script.name for script in SCRIPTS if script.name not in ("common.sh", "drift-issue.sh")]
        return {(job.stack, script) for job in jobs for script in scripts if f"/{script}" in job.script}

    on_github = done(list(rules.github_jobs(rules.workflows())))
    on_azure = done([job for name, one in rules.azure_files().items() for job in rules.azure_jobs(name, one)])
    # the stack to destroy is chosen when it is started, dev in these tests
    expected = {(stack, script.name) for stack in rules.STACKS for script in SCRIPTS} - {("prod", "destroy.sh")}
    assert on_github == on_azure == {one for one in expected if one[1] not in ("common.sh", "drift-issue.sh")}


OWN_RUNNER = "${{ vars.RUNNER || 'ubuntu-24.04' }}"
# file, what is there, what it becomes, what is said of it
GITHUB_BREAKS = [
    ("stack.yml", "    environment: ${{ inputs.stack }}\n", "", "without the approval"),
    ("stack.yml", "environment: ${{ inputs.stack }}\n", "environment: dev-preview\n", "without the approval"),
    ("deploy.yml", "group: stack-prod", "group: stack-dev", "while another run may"),
    ("deploy.yml", "cancel-in-progress: false", "cancel-in-progress: true", "while another run may"),
    ("stack.yml", "    needs: plan\n", "", "another plan than the one"),
    ("stack.yml", "name: plan-${{ inputs.stack }}", "name: plan-dev", "another plan than the one"),
    ("destroy.yml", "  workflow_dispatch:", "  push:\n  workflow_dispatch:", "not started by hand alone"),
    ("preview.yml", "if: github.event.pull_request.head.repo.full_name == github.repository", "if: true", "of forks"),
    ("preview.yml", "environment: ${{ matrix.stack }}-preview", "environment: ${{ matrix.stack }}", "may do more"),
    ("drift.yml", "drift.sh", "up.sh", "runs up.sh on ['manual', 'schedule']"),
    ("destroy.yml", '"$CONFIRMATION"', "${{ inputs.confirmation }}", "puts text into a script"),
    ("stack.yml", "run: pipelines/scripts/setup.sh", "run: pulumi up", "runs pulumi itself"),
    ("preview.yml", "runs-on: ubuntu-24.04", "runs-on: self-hosted", "runs on self-hosted"),
    (
        "preview.yml",
        "runs-on: ubuntu-24.04",
        f"runs-on: {OWN_RUNNER}",
        "the code of forks onto a machine that its owner",
    ),
    (
        "preview.yml",
        "runs-on: ubuntu-24.04",
        "runs-on: ${{ vars.PRIVATE_RUNNER }}",
        "the code of forks onto a machine in",
    ),
    ("destroy.yml", f"runs-on: {OWN_RUNNER}", "runs-on: ubuntu-24.04", "cannot be moved"),
    ("stack.yml", f"runs-on: {OWN_RUNNER}", "runs-on: ${{ vars.RUNNER }}", "runs on ${{ vars.RUNNER }}"),
    ("stack.yml", "runs-on: ubuntu-24.04", f"runs-on: {OWN_RUNNER}", "takes up a machine of its owner's"),
]
AZURE_BREAKS = [
    ("templates/stack.yml", "        environment: ${{ parameters.stack }}\n", "", "without the approval"),
    ("templates/stack.yml", "    lockBehavior: sequential\n", "", "while another run may"),
    ("templates/stack.yml", "    dependsOn: plan_${{ parameters.stack }}\n", "", "another plan than the one"),
    ("templates/stack.yml", "artifact: plan-${{ parameters.stack }}", "artifact: plan", "another plan than the one"),
    ("destroy.yml", "trigger: none", "trigger:\n  branches:\n    include: [main]", "not started by hand alone"),
    ("preview.yml", "System.PullRequest.IsFork", "System.PullRequest.Fork", "of forks"),
    ("templates/plan.yml", "azure-${{ parameters.stack }}-preview", "azure-${{ parameters.stack }}", "may do more"),
    ("destroy.yml", '"$STACK" "$CONFIRMATION"', '"$STACK" "${{ parameters.confirmation }}"', "puts text into a script"),
    ("preview.yml", 'gate -s "$STACK"', 'gate -s "$(System.PullRequest.SourceBranch)"', "puts text into a script"),
    ("deploy.yml", "agentPool: mlops-prod", "agentPool: Default", "runs on Default"),
    (
        "preview.yml",
        "              vmImage: ubuntu-24.04",
        "              name: mlops-dev",
        "the code of forks onto mlops-dev",
    ),
    (
        "preview.yml",
        "              vmImage: ubuntu-24.04",
        "              name: ${{ parameters.pool }}",
        "the code of forks",
    ),
    ("deploy.yml", "      pool: ${{ parameters.pool }}\n", "      pool: Azure Pipelines\n", "cannot be moved"),
    (
        "destroy.yml",
        "connection: azure-${{ parameters.stack }}",
        "connection: azure-${{ parameters.stack }}-destroy",
        "while another run may",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "complaint"), GITHUB_BREAKS, ids=lambda value: str(value)[:40])
def test_a_workflow_that_breaks_a_rule_is_caught(tmp_path: Path, file: str, old: str, new: str, complaint: str) -> None:
    shutil.copytree(rules.WORKFLOWS, tmp_path / "workflows")
    broken = tmp_path / "workflows" / file
    assert old in broken.read_text()
    broken.write_text(broken.read_text().replace(old, new))
    jobs = rules.github_jobs(rules.workflows(tmp_path / "workflows"))
    assert complaint in "\n".join(found for job in jobs for found in rules.complaints(job))


@pytest.mark.parametrize(("file", "old", "new", "complaint"), AZURE_BREAKS, ids=lambda value: str(value)[:40])
def test_a_pipeline_that_breaks_a_rule_is_caught(tmp_path: Path, file: str, old: str, new: str, complaint: str) -> None:
    found = rules.azure_files(changed_copy(tmp_path, file, old, new))
    jobs = [job for name, one in found.items() for job in rules.azure_jobs(name, one)]
    assert complaint in "\n".join(found for job in jobs for found in rules.complaints(job))


@pytest.mark.parametrize(
    ("old", "new", "caught"),
    [
        ("outputs.drift == 'true'", "outputs.drift == 'true'", False),
        ("outputs.drift == 'true'", "outcome == 'failure'", True),
        ("if: ${{ failure() && steps.compare.outputs.drift == 'true' }}", "if: ${{ failure() }}", True),
        ("id: compare", "id: other", True),
    ],
)
def test_an_issue_is_opened_where_there_is_drift_and_not_where_nobody_could_look(
    tmp_path: Path, old: str, new: str, caught: bool
) -> None:
    text = (rules.WORKFLOWS / "drift.yml").read_text()
    assert old in text
    (tmp_path / "drift.yml").write_text(text.replace(old, new))
    complaints = list(rules.telling_complaints(rules.workflows(tmp_path)))
    assert complaints == (["drift.yml opens an issue where nobody found drift"] if caught else [])


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("ARM_CLIENT_SECRET: x", "knows a secret"),
        ("token: ${{ secrets.AZURE_CREDENTIALS }}", "knows a secret"),
        ("AZURE_STORAGE_KEY: $(key)", "knows a secret"),
        ("PULUMI_CONFIG_PASSPHRASE: x", "knows a secret"),
        ("- uses: actions/checkout@v7", "not pinned"),
        ("  uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1", "not pinned"),
    ],
)
def test_a_text_that_breaks_a_rule_is_caught(line: str, complaint: str) -> None:
    assert complaint in "\n".join(rules.text_complaints("x.yml", line))


def test_an_expression_that_is_not_understood_is_no_text(tmp_path: Path) -> None:
    broken = changed_copy(tmp_path, "deploy.yml", "stack: prod", "stack: ${{ variables.stack }}-x")
    with pytest.raises(KeyError):
        azure.expanded(broken / "deploy.yml")
    other = changed_copy(tmp_path / "other", "deploy.yml", "stack: prod", "stack: ${{ eq(1, 2) }}")
    with pytest.raises(AssertionError, match="not understood"):
        azure.expanded(other / "deploy.yml")


def test_no_workflow_gives_more_rights_than_its_jobs_name() -> None:
    most = {
        "contents": {"read"}, "id-token": {"write"}, "pull-requests": {"write"}, "issues": {"write"},
    }  # fmt: skip
    for name, workflow in rules.workflows().items():
        assert workflow["permissions"] == {}, name
        assert "pull_request_target" not in workflow["on"], name
        for job in workflow["jobs"].values():
            assert all(value in most[right] for right, value in job["permissions"].items()), name

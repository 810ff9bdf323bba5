"""What holds for every pipeline of this project, on both systems: their jobs in one form, and the rules over it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.support import azure_pipelines as azure
from tests.support.stackfiles import PROJECT_ROOT, project_stack

WORKFLOWS = PROJECT_ROOT / ".github" / "workflows"
AZURE = PROJECT_ROOT / "pipelines" / "azure"
HOSTED = "ubuntu-24.04"
CHOSEN = "a machine that its owner chose"
INSIDE = "a machine in the network"
STACKS = ("dev", "prod")
CHANGES = ("/up.sh", "/destroy.sh")
TYPED = "what a person typed"

_USES = re.compile(r"\s*(- )?uses:")
_PINNED = re.compile(r"uses: (\./\S+|[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)")
_SECRET = re.compile(
    r"secrets\.|CLIENT_SECRET|PASSWORD|_PAT\b|STORAGE_KEY|ACCESS_KEY|SAS_TOKEN|PASSPHRASE", re.IGNORECASE
)
# What the two systems put into a script before the shell sees it: who may write such a text may write commands.
_FREE_TEXT = re.compile(rf"\$\{{\{{|{TYPED}|\$\((?!Pipeline\.Workspace\))\w+\.[\w.]+\)")


@dataclass(frozen=True)
class Job:
    """A job of either system.

    Attributes:
        name: Where it is.
        stack: The stack that it is about; empty where it is about none.
        script: All that it runs.
        environment: Whose approval it waits for; empty for none.
        identity: Name of the identity that it runs as; empty for none.
        events: What starts it: `pull_request`, `push`, `schedule`, `manual`.
        forks: Whether it runs for forks too.
        locked: Whether no other run changes the stack meanwhile.
        earlier: Scripts of the jobs that it waits for.
        artefacts: What it takes from earlier jobs.
        machine: Where it runs: on `HOSTED`, on `CHOSEN` where somebody may set that, on `INSIDE`, or a pool's name.
    """

    name: str
    stack: str
    script: str
    environment: str
    identity: str
    events: frozenset[str]
    forks: bool
    locked: bool
    earlier: str
    artefacts: frozenset[str]
    machine: str


def complaints(job: Job) -> Iterator[str]:
    """What is wrong with a job."""
    for script in CHANGES:
        if script in job.script:
            yield from _of_change(job, script[1:])
    if "/up.sh" in job.script and ("/preview.sh" not in job.earlier or f"plan-{job.stack}" not in job.artefacts):
        yield f"{job.name} deploys another plan than the one that was approved"
    if "/destroy.sh" in job.script and job.events != {"manual"}:
        yield f"{job.name} destroys, and is not started by hand alone"
    if job.identity:
        yield from _of_identity(job)
    if _FREE_TEXT.search(job.script):
        yield f"{job.name} puts text into a script"
    if re.search(r"(^|[;&|]\s*)pulumi ", job.script, re.MULTILINE):
        yield f"{job.name} runs pulumi itself, and not a script that people run too"
    yield from _of_machine(job)


def _of_change(job: Job, script: str) -> Iterator[str]:
    if job.environment not in (job.stack, f"{job.stack}-destroy"):
        yield f"{job.name} runs {script} without the approval of the environment {job.stack}"
    if not job.locked:
        yield f"{job.name} runs {script} while another run may"
    if job.events & {"pull_request", "schedule"}:
        yield f"{job.name} runs {script} on {sorted(job.events)}"


def _of_machine(job: Job) -> Iterator[str]:
    agents = [project_stack(stack).config.get("agents") or {} for stack in STACKS]
    pools = {one["vm"]["pool"] for one in agents if one.get("vm")}
    if job.machine not in {HOSTED, CHOSEN, INSIDE, *pools}:
        yield f"{job.name} runs on {job.machine}, which is neither {HOSTED} nor a pool of the stack files"
    if job.identity and job.machine != CHOSEN:
        yield f"{job.name} reaches Azure, and cannot be moved to where the state may be reached from"
    if not job.identity and job.machine == CHOSEN:
        yield f"{job.name} reaches nothing of Azure's, and takes up a machine of its owner's"
    if job.forks and "pull_request" in job.events and job.machine != HOSTED:
        yield f"{job.name} brings the code of forks onto {job.machine}"


def _of_identity(job: Job) -> Iterator[str]:
    if not any(script in job.script for script in CHANGES) and not job.identity.endswith("-preview"):
        yield f"{job.name} only looks, and its identity {job.identity} may do more"
    if job.forks and "pull_request" in job.events:
        yield f"{job.name} gives an identity to the code of forks"


def text_complaints(name: str, text: str) -> Iterator[str]:
    """What is wrong in the text of a pipeline of either system."""
    for line in text.splitlines():
        if _SECRET.search(line):
            yield f"{name} knows a secret: {line.strip()}"
        if _USES.match(line) and not _PINNED.search(line):
            yield f"{name} uses an action that is not pinned to a commit: {line.strip()}"


# --- GitHub -----------------------------------------------------------------------------------------------------------

_EVENTS = {"workflow_dispatch": "manual", "push": "push", "pull_request": "pull_request", "schedule": "schedule"}
_MACHINES = {f"${{{{ vars.RUNNER || '{HOSTED}' }}}}": CHOSEN, "${{ vars.PRIVATE_RUNNER }}": INSIDE}
_GUARD = "github.event.pull_request.head.repo.full_name == github.repository"


def workflows(folder: Path = WORKFLOWS) -> dict[str, dict[str, Any]]:
    """The workflows by file name; `on` is text here, and not YAML 1.1's true."""
    return {file.name: yaml.load(file.read_text(), yaml.BaseLoader) for file in sorted(folder.glob("*.yml"))}  # noqa: S506


def github_jobs(found: Mapping[str, dict[str, Any]]) -> Iterator[Job]:
    """Every job of every workflow, once for each stack that it is run for."""
    for name, workflow in found.items():
        if "workflow_call" in workflow["on"]:
            continue
        for key, job in workflow["jobs"].items():
            lock = job.get("concurrency") or workflow.get("concurrency") or {}
            if "uses" in job:
                called = found[Path(job["uses"]).name]
                yield from _of_workflow(job["uses"], called["jobs"], [job["with"]["stack"]], set(workflow["on"]), lock)
            else:
                stacks = job.get("strategy", {}).get("matrix", {}).get("stack", ["dev"])
                each = _of_workflow(name, workflow["jobs"], stacks, set(workflow["on"]), lock)
                yield from (one for one in each if one.name == f"{name}:{key}")


def _of_workflow(
    name: str, jobs: Mapping[str, Any], stacks: list[str], events: set[str], lock: Mapping[str, str]
) -> Iterator[Job]:
    for stack in stacks:

        def text(value: object, stack: str = stack) -> str:
            return re.sub(r"\$\{\{ *(matrix|inputs)\.stack *\}\}", stack, str(value))

        for key, job in jobs.items():
            steps = job["steps"]
            environment = text(job.get("environment", ""))
            trusts = job.get("permissions", {}).get("id-token") == "write"
            needs = job.get("needs", [])
            yield Job(
                name=f"{name}:{key}",
                stack=stack,
                script=_scripts(steps),
                environment="" if environment.endswith("-preview") else environment,
                # which identity Entra ID gives is decided by the environment
                identity=(environment or "any") if trusts else "",
                events=frozenset(_EVENTS[event] for event in events),
                forks=_GUARD not in str(job.get("if", "")),
                locked=text(lock.get("group", "")) == f"stack-{stack}" and lock.get("cancel-in-progress") == "false",
                earlier="".join(_scripts(jobs[one]["steps"]) for one in ([needs] if isinstance(needs, str) else needs)),
                artefacts=frozenset(
                    text(step["with"]["name"]) for step in steps if "download-" in step.get("uses", "")
                ),
                machine=_MACHINES.get(job["runs-on"], job["runs-on"]),
            )


def telling_complaints(found: Mapping[str, dict[str, Any]]) -> Iterator[str]:
    """Where drift is told of without somebody having found some."""
    for name, workflow in found.items():
        for job in workflow["jobs"].values():
            steps = job.get("steps", [])
            looked = {step.get("id") for step in steps if "/drift.sh" in step.get("run", "")}
            for step in steps:
                if "/drift-issue.sh" not in step.get("run", ""):
                    continue
                if step.get("if") not in {
                    f"${{{{ failure() && steps.{one}.outputs.drift == 'true' }}}}" for one in looked
                }:
                    yield f"{name} opens an issue where nobody found drift"


def closing_complaints(found: Mapping[str, dict[str, Any]]) -> Iterator[str]:
    """Where a ruleset has no one check to ask for, which comes whatever happens and looks at every other job."""
    for name, workflow in found.items():
        if "pull_request" not in workflow["on"]:
            continue
        jobs = workflow["jobs"]
        closing = [key for key, job in jobs.items() if set(job.get("needs", ())) == jobs.keys() - {key}]
        if len(closing) != 1:
            yield f"{name} has no one job that waits for all others"
            continue
        job = jobs[closing[0]]
        if job.get("if") != "${{ always() }}":
            yield f"{name}: {closing[0]} is skipped where another job failed, which counts as passed"
        if "strategy" in job or "${{" in job["name"]:
            yield f"{name}: {closing[0]} has no name that a ruleset can hold"
        seen = str([step.get("env") for step in job["steps"]])
        for other in jobs.keys() - {closing[0]}:
            if f"needs.{other}.result" not in seen:
                yield f"{name}: {closing[0]} does not look at {other}"


def _scripts(steps: list[dict[str, Any]]) -> str:
    return "\n".join(step["run"] for step in steps if "run" in step)


# --- Azure Pipelines --------------------------------------------------------------------------------------------------


def azure_files(folder: Path = AZURE, **given: str) -> dict[str, dict[str, Any]]:
    """The pipelines by file name, as the service sees them; somebody chose a pool where none is given."""
    chosen = {"pool": CHOSEN, **given}
    typed = {"destroy": {"stack": "dev", "confirmation": TYPED}}
    return {
        file.name: azure.expanded(file, **chosen, **typed.get(file.stem, {})) for file in sorted(folder.glob("*.yml"))
    }


def azure_jobs(name: str, pipeline: Mapping[str, Any]) -> Iterator[Job]:
    """Every job of a pipeline."""
    found = list(azure.jobs(pipeline))
    for stage, job in found:
        steps = azure.steps(job)
        script = "\n".join(map(azure.script, steps))
        connections = {step["inputs"]["azureSubscription"] for step in steps if step.get("task") == "AzureCLI@2"}
        stack = next((stack for stack in STACKS if re.search(rf"\b{stack}\b", str(job))), "dev")
        yield Job(
            name=f"{name}:{stage['stage']}",
            stack=stack,
            script=script,
            environment=job.get("environment", ""),
            identity=" ".join(sorted(connections)),
            events=frozenset(_azure_events(pipeline)),
            forks="System.PullRequest.IsFork'], 'True'" not in stage.get("condition", ""),
            # The lock is a check of the service connection: the same for all that change the stack.
            locked=stage.get("lockBehavior") == "sequential" and connections == {f"azure-{stack}"},
            earlier="".join(
                "\n".join(map(azure.script, azure.steps(other)))
                for before, other in found
                if before["stage"] in stage.get("dependsOn", [])
            ),
            artefacts=frozenset(step["artifact"] for step in steps if step.get("download") == "current"),
            machine=job["pool"].get("vmImage") or job["pool"]["name"],
        )


def _azure_events(pipeline: Mapping[str, Any]) -> Iterator[str]:
    if pipeline["trigger"] != "none":
        yield "push"
    if pipeline["pr"] != "none":
        yield "pull_request"
    if "schedules" in pipeline:
        yield "schedule"
    if pipeline["trigger"] == pipeline["pr"] == "none" and "schedules" not in pipeline:
        yield "manual"

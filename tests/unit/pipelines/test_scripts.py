"""The scripts that call the Azure CLI, on a stand-in for it that records what it is asked and answers as it is told."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
import yaml

from tests.support import azure_pipelines as azure
from tests.support.linters import azure_complaints, shell_complaints
from tests.support.stackfiles import PROJECT_ROOT

SAMPLES = PROJECT_ROOT / "pipelines" / "samples"
SCRIPTS = [*sorted((PROJECT_ROOT / "pipelines" / "scripts").glob("*.sh")), *sorted(SAMPLES.rglob("*.sh"))]

AZ = """#!{python}
import json, re, sys
asked = " ".join(sys.argv[1:])
with open({log!r}, "a") as log:
    log.write(asked + chr(10))
for pattern, code, answer in json.load(open({answers!r})):
    if re.search(pattern, asked):
        print(answer)
        sys.exit(code)
"""

OUTPUTS = {
    "resourceGroup": "rg-mlops-dev", "workspaceName": "mlw-dev-abc", "computeClusters": ["cpu-cluster"],
    "onlineEndpoints": {"scoring": "scoring-abc"}, "batchEndpoints": {"nightly": "nightly-abc"},
}  # fmt: skip


@dataclass
class AzureCli:
    """The stand-in.

    Attributes:
        answers: Pattern of a command line, exit code, what is printed; the first that fits.
    """

    folder: Path
    answers: list[tuple[str, int, str]] = field(default_factory=list)
    outputs: dict[str, object] = field(default_factory=lambda: dict(OUTPUTS))

    @property
    def asked(self) -> list[str]:
        log = self.folder / "log"
        return log.read_text().splitlines() if log.exists() else []

    def ready(self, **variables: str) -> dict[str, str]:
        """Write the stand-in, and give the environment that has it."""
        program = self.folder / "az"
        answers = self.folder / "answers.json"
        answers.write_text(json.dumps(self.answers))
        program.write_text(AZ.format(python=sys.executable, log=str(self.folder / "log"), answers=str(answers)))
        program.chmod(0o755)
        return {"PATH": f"{self.folder}:{os.environ['PATH']}", "HOME": str(self.folder), **variables}

    def run(self, script: str, *args: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """A script of the samples on these outputs."""
        (self.folder / "outputs.json").write_text(json.dumps(self.outputs))
        return subprocess.run(
            [str(SAMPLES / script), str(self.folder / "outputs.json"), *args],
            env=self.ready(**variables), check=False, capture_output=True, text=True, timeout=60,
        )  # fmt: skip

    def traffic(self) -> list[str]:
        return [
            line.partition("--traffic ")[2].removesuffix(" --output none") for line in self.asked if "--traffic" in line
        ]


@pytest.fixture
def cli(tmp_path: Path) -> AzureCli:
    return AzureCli(tmp_path)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: str(script.relative_to(PROJECT_ROOT)))
def test_a_script_is_clean_and_can_be_run(script: Path) -> None:
    assert shell_complaints(script.read_text(), script.parent) == []
    assert os.access(script, os.X_OK) is (script.name != "common.sh")


@pytest.mark.parametrize(("file", "given"), [("train", {}), ("deploy", {"version": "3"})])
def test_the_samples_run_in_the_stacks_pool_on_what_its_deployment_left(file: str, given: dict[str, str]) -> None:
    pipeline = azure.expanded(SAMPLES / file / "azure-pipelines.yml", **given)
    assert azure_complaints(pipeline) == []
    for _, job in azure.jobs(pipeline):
        assert job["pool"] == {"name": "mlops-dev"}
        assert {"download": "deployed", "artifact": "outputs-dev"}.items() <= azure.steps(job)[1].items()
        scripts = "\n".join(map(azure.script, azure.steps(job)))
        assert "az login --identity" in scripts
        assert "azureSubscription" not in str(job), "the machine's own identity is enough"
    broken = {**pipeline, "stages": [{**pipeline["stages"][0], "jobs": [{"jub": "train"}]}]}
    assert azure_complaints(broken)


# --- Training ---------------------------------------------------------------------------------------------------------

TRAINED = [("job create", 0, "job-1"), ("job show", 0, "Completed"), ("model show", 0, "")]


def test_training_gives_the_version_that_it_registered(cli: AzureCli) -> None:
    cli.answers = TRAINED
    begun = int(time.time())
    done = cli.run("train/train.sh", TF_BUILD="True", LEAST_ACCURACY="0.9")
    assert done.returncode == 0, done.stderr
    version = done.stdout.splitlines()[0]
    assert begun <= int(version) <= time.time()
    assert done.stdout.splitlines()[1:] == [f"##vso[task.setvariable variable=modelVersion;isOutput=true]{version}"]
    [submitted] = [line for line in cli.asked if "job create" in line]
    assert "--resource-group rg-mlops-dev --workspace-name mlw-dev-abc" in submitted
    assert "--set settings.default_compute=azureml:cpu-cluster inputs.least_accuracy=0.9" in submitted
    # not the newest one of the workspace, which may be another run's
    assert f" jobs.register.outputs.registered.version={version} " in submitted
    assert [line.split()[:7] for line in cli.asked if "ml model" in line] == [
        ["ml", "model", "show", "--name", "sample-model", "--version", version]
    ]


def test_the_output_that_gets_the_version_is_the_one_that_is_registered() -> None:
    pipeline = yaml.safe_load((SAMPLES / "train" / "pipeline.yml").read_text())
    assert pipeline["jobs"]["register"]["outputs"]["registered"]["name"] == "sample-model"


def test_training_that_registered_nothing_hands_on_nothing(cli: AzureCli) -> None:
    cli.answers = [*TRAINED[:2], ("model show", 3, "")]
    done = cli.run("train/train.sh")
    assert (done.returncode, done.stdout) == (2, "")
    assert "job job-1 completed, and there is no version" in done.stderr


def test_training_that_fails_says_so(cli: AzureCli) -> None:
    cli.answers = [("job create", 0, "job-1"), ("job show", 0, "Failed")]
    done = cli.run("train/train.sh")
    assert (done.returncode, done.stdout) == (2, "")
    assert "job job-1 ended as Failed: nothing is registered" in done.stderr


@pytest.mark.parametrize(
    ("script", "missing"),
    [("train/train.sh", "computeClusters"), ("deploy/deploy-online.sh", "onlineEndpoints"),
     ("deploy/deploy-batch.sh", "batchEndpoints")],
)  # fmt: skip
def test_a_stack_without_what_a_script_needs_is_one_clear_line(cli: AzureCli, script: str, missing: str) -> None:
    del cli.outputs[missing]
    done = cli.run(script, *(["4"] if "deploy" in script else []))
    assert done.returncode == 2
    assert f"has no {missing}" in done.stderr
    assert cli.asked == []


# --- Online -----------------------------------------------------------------------------------------------------------

NEW = ("online-deployment show", 3, "")
ANSWERS = ("online-endpoint invoke", 0, '{"labels": [1, 0]}')


def test_the_first_deployment_gets_all_traffic(cli: AzureCli) -> None:
    cli.answers = [("online-endpoint show", 0, "{}"), NEW, ANSWERS]
    done = cli.run("deploy/deploy-online.sh", "4")
    assert done.returncode == 0, done.stderr
    assert cli.traffic() == ["blue=100"]
    [made] = [line for line in cli.asked if "online-deployment create" in line]
    assert "--name blue --endpoint-name scoring-abc" in made
    assert "--set model=azureml:sample-model:4" in made


def test_the_next_one_gets_a_share_and_then_all(cli: AzureCli) -> None:
    cli.answers = [("online-endpoint show", 0, '{"blue": 100, "green": 0}'), ("online-deployment show", 0, ""), ANSWERS]
    done = cli.run("deploy/deploy-online.sh", "5", "25")
    assert done.returncode == 0, done.stderr
    assert cli.traffic() == ["blue=75 green=25", "blue=0 green=100"]
    assert "--traffic 'blue=100 green=0'" in done.stdout, "how to go back"
    # what was there under the name before had no traffic, and goes first
    changes = [
        line.split()[2] for line in cli.asked if line.startswith("ml online-deployment") and " show " not in line
    ]
    assert changes == ["delete", "create"]


@pytest.mark.parametrize(
    ("answer", "why"),
    [(("online-deployment create", 1, ""), "does not come up"), (("invoke", 0, '{"error": "x"}'), "errs")],
)
def test_a_version_that_does_not_serve_gets_no_traffic(cli: AzureCli, answer: tuple[str, int, str], why: str) -> None:
    cli.answers = [("online-endpoint show", 0, '{"green": 100}'), NEW, answer, ANSWERS]
    done = cli.run("deploy/deploy-online.sh", "6")
    assert done.returncode == 2, why
    assert "version 6 does not serve: green has the traffic as before" in done.stderr
    assert cli.traffic() == []
    assert [line for line in cli.asked if "online-deployment delete --name blue" in line]


def test_a_share_that_makes_no_sense_is_refused(cli: AzureCli) -> None:
    done = cli.run("deploy/deploy-online.sh", "6", "400")
    assert (done.returncode, cli.asked) == (2, [])


# --- Batch ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["Completed", "Failed"])
def test_a_batch_deployment_is_the_default_once_it_has_scored_a_sample(cli: AzureCli, status: str) -> None:
    cli.answers = [("batch-endpoint invoke", 0, "job-2"), ("job show", 0, status)]
    done = cli.run("deploy/deploy-batch.sh", "7")
    moved = [line for line in cli.asked if "batch-endpoint update" in line]
    assert done.returncode == (0 if status == "Completed" else 2)
    assert bool(moved) is (status == "Completed")
    assert all("--set defaults.deployment_name=v7" in line for line in moved)
    [made] = [line for line in cli.asked if "batch-deployment create" in line]
    assert "model=azureml:sample-model:7 compute=azureml:cpu-cluster" in made


# --- Identity ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def issuer(tmp_path: Path) -> Iterator[str]:
    """GitHub's address for tokens of a run; it writes a line into `issued` each time it is asked."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with (tmp_path / "issued").open("a") as issued:
                issued.write("asked\n")
            good = self.headers["Authorization"] == "Bearer of-the-run" and "audience=api%3A%2F%2FAzureAD" in self.path
            self.send_response(200 if good else 401)
            self.end_headers()
            self.wfile.write(b'{"value": "assertion-1"}')

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/token?x=1"
    server.shutdown()
    thread.join()
    server.server_close()


def with_identity(cli: AzureCli, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(PROJECT_ROOT / "pipelines/scripts/with-identity.sh"), *command],
        env=cli.ready(PULUMI_BACKEND_URL="azblob://state", **variables),
        check=False, capture_output=True, text=True, timeout=300,  # what waits for ever ends here
    )  # fmt: skip


def on_github(issuer: str) -> dict[str, str]:
    return {
        "GITHUB_ACTIONS": "true", "ARM_CLIENT_ID": "client", "ARM_TENANT_ID": "tenant", "ARM_SUBSCRIPTION_ID": "sub",
        "ACTIONS_ID_TOKEN_REQUEST_URL": issuer, "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "of-the-run",
    }  # fmt: skip


SHOW = "echo $ARM_USE_OIDC $ARM_SUBSCRIPTION_ID $AZURE_TOKEN_CREDENTIALS"


def test_on_github_the_provider_renews_its_token_and_the_session_is_kept_alive(cli: AzureCli, issuer: str) -> None:
    renewed = f"until grep -qs federated {cli.folder / 'log'}; do sleep 0.1; done"
    done = with_identity(
        cli, "bash", "-c", f"{SHOW}; {renewed}; exit 7", IDENTITY_RENEWAL_SECONDS="0.4", **on_github(issuer)
    )
    assert (done.returncode, done.stdout) == (7, "true sub AzureCLICredential\n")
    login = "login --service-principal --username client --tenant tenant --federated-token assertion-1 --output none"
    assert login in cli.asked


def test_a_command_that_ends_before_a_renewal_waits_for_nobody(cli: AzureCli, issuer: str) -> None:
    done = with_identity(cli, "true", IDENTITY_RENEWAL_SECONDS="3600", **on_github(issuer))
    assert (done.returncode, cli.asked) == (0, [])


def test_a_renewal_that_fails_is_said_and_tried_again(cli: AzureCli, issuer: str, tmp_path: Path) -> None:
    variables = {**on_github(issuer), "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "of-another"}
    asked = f"until [ $(grep -cs asked {tmp_path / 'issued'}) -ge 3 ]; do sleep 0.1; done"
    done = with_identity(cli, "bash", "-c", asked, IDENTITY_RENEWAL_SECONDS="0.2", **variables)
    assert done.returncode == 0
    assert done.stderr.count("could not be renewed") >= 2
    assert cli.asked == []


def test_elsewhere_the_session_of_the_azure_cli_is_used(cli: AzureCli) -> None:
    cli.answers = [("account show", 0, "sub-of-session")]
    done = with_identity(cli, "bash", "-c", SHOW)
    assert (done.returncode, done.stdout) == (0, " sub-of-session AzureCLICredential\n".lstrip())


@pytest.mark.parametrize(("organization", "chosen"), [("contoso", ["org set-default contoso"]), ("", [])])
def test_in_pulumi_cloud_stacks_are_those_of_the_organization(
    cli: AzureCli, organization: str, chosen: list[str]
) -> None:
    cli.answers = [("account show", 0, "sub-of-session")]
    (cli.folder / "pulumi").write_text('#!/bin/sh\necho "$@" >>"$HOME/chosen"\n')
    (cli.folder / "pulumi").chmod(0o755)
    done = with_identity(cli, "touch", str(cli.folder / "chosen"), PULUMI_ORGANIZATION=organization)
    assert done.returncode == 0, done.stderr
    assert (cli.folder / "chosen").read_text().splitlines() == chosen


@pytest.mark.parametrize("missing", ["ARM_CLIENT_ID", "ARM_SUBSCRIPTION_ID", "ACTIONS_ID_TOKEN_REQUEST_URL"])
def test_what_is_missing_is_one_clear_line(cli: AzureCli, issuer: str, missing: str) -> None:
    variables = on_github(issuer)
    del variables[missing]
    done = with_identity(cli, "true", **variables)
    assert done.returncode == 2
    assert f"the variable {missing} is not set" in done.stderr


def test_nobody_signed_in_is_one_clear_line(cli: AzureCli) -> None:
    cli.answers = [("account show", 1, "")]
    done = with_identity(cli, "true")
    assert done.returncode == 2
    assert done.stderr == "error: nobody is signed in to the Azure CLI: az login\n"


def test_plans_and_deployments_are_judged_by_their_environment(tmp_path: Path) -> None:
    project, log = tmp_path / "project", tmp_path / "log"
    shutil.copytree(PROJECT_ROOT / "pipelines" / "scripts", project / "pipelines" / "scripts")
    for stack in ("prod", "max"):
        (project / f"Pulumi.{stack}.yaml").touch()
    (project / "policy" / "environments").mkdir(parents=True)
    (project / "policy" / "environments" / "prod.json").write_text("{}")
    git = ["git", "-c", "user.name=tests", "-c", "user.email=tests@example.com"]
    for command in (["init"], ["add", "."], ["commit", "--message", "first"]):
        subprocess.run([*git, *command], cwd=project, check=True, capture_output=True)
    for tool in ("pulumi", "python3"):
        (tmp_path / tool).write_text(f'#!/bin/sh\necho {tool} "$@" >> "{log}"\n')
        (tmp_path / tool).chmod(0o755)
    for stack in ("prod", "max"):
        for script in ("preview.sh", "up.sh"):
            (tmp_path / stack).mkdir(exist_ok=True)
            (tmp_path / stack / "plan.json").touch()
            subprocess.run(
                ["bash", f"pipelines/scripts/{script}", stack, str(tmp_path / stack)],
                cwd=project, env={"PATH": f"{tmp_path}:{os.environ['PATH']}"}, check=True, capture_output=True,
            )  # fmt: skip
    asked = [line for line in log.read_text().splitlines() if line.startswith("pulumi ")]
    judged = [line.partition("--policy-pack ")[2].partition(" --non-interactive")[0] for line in asked]
    assert judged == ["policy --policy-pack-config policy/environments/prod.json"] * 2 + ["policy"] * 2

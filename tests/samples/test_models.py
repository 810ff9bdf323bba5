"""The samples of model pipelines: their YAML as Azure ML's own SDK reads it, their code on a small data set."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.support.stackfiles import PROJECT_ROOT

pytestmark = pytest.mark.slow

SAMPLES = PROJECT_ROOT / "pipelines" / "samples"
CHECK = Path(__file__).with_name("check_yaml.py")
FILES = [
    ("job", "train/pipeline.yml"),
    ("component", "train/components/train.yml"),
    ("component", "train/components/evaluate.yml"),
    ("component", "train/components/register.yml"),
    ("environment", "train/environment.yml"),
    ("online", "deploy/online.yml"),
    ("batch", "deploy/batch.yml"),
]


def run(python: Path, *command: object, cwd: Path = SAMPLES, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(python), *map(str, command)],
        cwd=cwd, check=False, capture_output=True, text=True, env={"PATH": "/usr/bin:/bin", **variables}, timeout=120,
    )  # fmt: skip


@pytest.fixture
def samples(tmp_path: Path, azureml: Path) -> Path:
    """A copy of the samples with data in its place."""
    copied = tmp_path / "samples"
    shutil.copytree(SAMPLES, copied, ignore=shutil.ignore_patterns("data"))
    assert run(azureml, "train/src/make_data.py", "train/data/sample.csv", cwd=copied).returncode == 0
    return copied


@pytest.mark.parametrize(("kind", "file"), FILES, ids=[file for _, file in FILES])
def test_azure_mls_own_sdk_takes_the_file(azureml: Path, samples: Path, kind: str, file: str) -> None:
    done = run(azureml, CHECK, kind, samples / file)
    assert (done.returncode, done.stderr.splitlines()[-1:]) == (0, [])


BREAKS = [
    ("job", "train/pipeline.yml", "data: ${{parent.inputs.data}}", "other: ${{parent.inputs.data}}", "data"),
    ("job", "train/pipeline.yml", "type: pipeline", "type: pipelines", "pipelines"),
    ("component", "train/components/register.yml", "inputs.least_accuracy", "inputs.least", "least"),
    ("environment", "train/environment.yml", "conda_file: conda.yml", "conda_file: nowhere.yml", "nowhere.yml"),
    ("online", "deploy/online.yml", "scoring_script: score.py", "script: score.py", "code_configuration"),
    ("batch", "deploy/batch.yml", "output_action: append_row", "output_action: append", "append"),
]  # fmt: skip


@pytest.mark.parametrize("row", BREAKS, ids=[row[2][:30] for row in BREAKS])
def test_azure_mls_own_sdk_sees_a_broken_file(
    azureml: Path, samples: Path, row: tuple[str, str, str, str, str]
) -> None:
    kind, file, old, new, said = row
    text = (samples / file).read_text()
    assert old in text
    (samples / file).write_text(text.replace(old, new))
    done = run(azureml, CHECK, kind, samples / file)
    assert done.returncode == 1
    assert said in done.stderr


def dangling(pipeline: Path) -> list[str]:
    """References between steps that lead nowhere: the SDK leaves these to the service."""
    jobs = yaml.safe_load(pipeline.read_text())["jobs"]
    outputs = {
        name: yaml.safe_load((pipeline.parent / job["component"].removeprefix("file:")).read_text())["outputs"]
        for name, job in jobs.items()
    }
    found = re.findall(r"parent\.jobs\.(\w+)\.outputs\.(\w+)", pipeline.read_text())
    assert found
    return [f"{job}.{output}" for job, output in found if output not in outputs.get(job, {})]


def test_steps_hand_on_what_the_ones_before_leave(tmp_path: Path) -> None:
    assert dangling(SAMPLES / "train/pipeline.yml") == []
    copied = tmp_path / "train"
    shutil.copytree(SAMPLES / "train", copied)
    text = (copied / "pipeline.yml").read_text()
    (copied / "pipeline.yml").write_text(text.replace("train.outputs.test_data", "train.outputs.rows"))
    assert dangling(copied / "pipeline.yml") == ["train.rows"]


def trained(python: Path, samples: Path) -> Path:
    """The steps of the pipeline, up to the evaluation; gives the folder of their outputs."""
    out = samples / "out"
    data = samples / "train/data/sample.csv"
    steps = [
        ("train.py", "--data", data, "--model", out / "model", "--test-data", out / "test"),
        ("evaluate.py", "--model", out / "model", "--test-data", out / "test", "--evaluation", out / "evaluation"),
    ]
    for script, *arguments in steps:
        done = run(python, script, *arguments, cwd=samples / "train/src")
        assert done.returncode == 0, done.stderr
    return out


def register(python: Path, samples: Path, out: Path, least: float) -> subprocess.CompletedProcess[str]:
    arguments = ["--model", out / "model", "--evaluation", out / "evaluation", "--registered", out / "registered"]
    return run(python, "register.py", *arguments, "--least-accuracy", least, cwd=samples / "train/src")


def test_a_good_model_is_registered_and_another_one_is_not(azureml: Path, samples: Path) -> None:
    out = trained(azureml, samples)
    found = json.loads((out / "evaluation/evaluation.json").read_text())
    assert 0.85 < found["accuracy"] < 0.99, "five labels in a hundred are wrong on purpose"
    assert found["rows"] == 150
    refused = register(azureml, samples, out, 0.99)
    assert refused.returncode == 1
    assert refused.stderr.strip() == f"accuracy {found['accuracy']} is below 0.99: the model is not registered"
    assert not (out / "registered").exists()
    assert register(azureml, samples, out, 0.8).returncode == 0
    assert {file.name for file in (out / "registered").iterdir()} == {"model.joblib", "evaluation.json"}


SCORE = """
import json, sys
import {module} as scoring
scoring.init()
for request in json.load(sys.stdin):
    print(json.dumps(scoring.run(request)))
"""


def score(python: Path, samples: Path, module: str, requests: list[object]) -> list[object]:
    """What a scoring script answers, as a deployment would call it: in a process with the model's folder."""
    out = trained(python, samples)
    assert register(python, samples, out, 0.5).returncode == 0
    done = subprocess.run(
        [str(python), "-c", SCORE.format(module=module)],
        cwd=samples / "deploy/src", input=json.dumps(requests), check=False, capture_output=True, text=True,
        env={"PATH": "/usr/bin:/bin", "AZUREML_MODEL_DIR": str(out)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_online_requests_are_scored_and_bad_ones_are_told_so(azureml: Path, samples: Path) -> None:
    sample = (SAMPLES / "deploy/sample-request.json").read_text()
    bad = ["no", "{}", '{"rows": []}', '{"rows": [[1, 2]]}', '{"rows": [["x", 1, 2]]}', '{"rows": 3}']
    good, *refused = score(azureml, samples, "score", [sample, *bad])
    assert isinstance(good, dict)
    assert good["labels"] == [1, 0]
    assert good["shares"][0] > 0.5 > good["shares"][1]
    assert all(isinstance(one, dict) and one.keys() == {"error"} for one in refused)


def test_batches_of_files_are_scored(azureml: Path, samples: Path) -> None:
    batch = samples / "batch.csv"
    batch.write_text("first,second,third\n0.9,0.5,0\n-0.9,-0.5,0\n")
    empty = samples / "empty.csv"
    empty.write_text("first,second,third\n")
    [lines] = score(azureml, samples, "batch_score", [[str(batch), str(empty)]])
    assert isinstance(lines, list)
    assert [line.rsplit(",", 1)[0] for line in lines] == ["batch.csv,1,1", "batch.csv,2,0"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a,b\n", "the first line must be first,second,third,label"),
        ("first,second,third,label\n1,2,x,0\n", "line 2: not all values are numbers"),
        ("first,second,third,label\n1,2,3,0\n1,2,0\n", "line 3: 3 measures and a label"),
        ("first,second,third,label\n1,2,3,7\n", "line 2: 3 measures and a label of 0 or 1"),
    ],
)
def test_data_that_make_no_sense_are_one_clear_line(azureml: Path, samples: Path, content: str, message: str) -> None:
    data = samples / "bad.csv"
    data.write_text(content)
    done = run(azureml, "train.py", "--data", data, "--model", "m", "--test-data", "t", cwd=samples / "train/src")
    assert done.returncode == 1
    assert done.stderr.strip().endswith(message) or message in done.stderr


def test_tests_and_deployments_have_the_same_versions() -> None:
    tested = (Path(__file__).with_name("requirements-azureml.txt")).read_text()
    deployed = (SAMPLES / "train/conda.yml").read_text()
    for name in ("scikit-learn", "joblib"):
        pin = re.search(rf"^ *- ({name}==\S+)$", deployed, re.MULTILINE)
        assert pin
        assert pin[1] in tested.splitlines()

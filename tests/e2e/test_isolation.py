"""A local run leaves a person's login, state, clouds and the repository's files alone, whatever their shell says."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from local.engine import find_engine

pytestmark = pytest.mark.e2e

REPOSITORY = Path(__file__).parents[2]

PROGRAM = """\
import os
import pulumi
import pulumi_random
import helper

config = pulumi.Config()
word = pulumi_random.RandomString("word", length=6, special=False)
pulumi.export("word", word.result)
pulumi.export("greeting", config.get("greeting"))
pulumi.export("token", config.get_secret("token"))
pulumi.export("helper", helper.COUNT)
foreign = ("ARM_", "AZURE_", "AWS_", "PULUMI_ACCESS", "PULUMI_CONFIG", "PULUMI_BACKEND")
pulumi.export("foreign", sorted(name for name in os.environ if name.startswith(foreign)))
"""

STACK_FILE = """\
# belongs to the team
secretsprovider: azurekeyvault://team-vault.vault.azure.net/keys/pulumi
encryptedkey: bm90IGEga2V5
config:
  tiny:greeting: hello
  tiny:token:
    secure: v1:abcdefgh:bm90IG91cnM=
"""


class Machine:
    """A person's machine: a project, and a home with a Pulumi login of their own."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.project = folder / "project"
        login = {"current": "https://api.pulumi.example", "accessTokens": {"https://api.pulumi.example": "pul-mine"}}
        self.write(self.home / ".pulumi" / "credentials.json", json.dumps(login))
        self.write(self.home / ".azure" / "azureProfile.json", "{}")
        self.write(self.project / "Pulumi.yaml", "name: tiny\nruntime: python\nbackend:\n  url: azblob://team\n")
        self.write(self.project / "Pulumi.dev.yaml", STACK_FILE)
        self.write(self.project / "helper.py", "COUNT = 1\n")
        self.program(PROGRAM)
        self.before = self.files()

    def program(self, text: str) -> None:
        self.write(self.project / "__main__.py", text)

    def start(self, *args: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "local", *args],
            cwd=self.project,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def local(self, *args: str, code: int = 0) -> str:
        """Run a command and return what it prints; after each one, all that is the person's is as it was."""
        process = self.start(*args)
        out, err = process.communicate(timeout=120)
        assert process.returncode == code, f"{' '.join(args)} -> {process.returncode}\n{out}\n{err}"
        assert self.files() == self.before, f"{' '.join(args)} changed a file that is not its own"
        self.error = err
        return out

    def files(self) -> dict[str, bytes]:
        """Everything that a local run must not change, byte by byte."""
        return {
            str(path): path.read_bytes()
            for folder in (self.home, self.project)
            for path in sorted(folder.rglob("*"))
            if path.is_file()
            and not path.is_relative_to(self.project / ".local")
            and "__pycache__" not in path.parts
            and path.name != "__main__.py"  # tests change it
        }

    def _environment(self) -> dict[str, str]:
        engine = find_engine()
        # the cache is the user's, and theirs is another home
        cache = {"XDG_CACHE_HOME": str(engine.path.parents[3])} if engine.source != "PATH" else {}
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "PYTHONPATH": str(REPOSITORY),
            **cache,
            "PULUMI_BACKEND_URL": "azblob://team-state",
            "PULUMI_ACCESS_TOKEN": "pul-mine",
            "PULUMI_HOME": str(self.home / ".pulumi"),
            "PULUMI_STACK": "prod",
            "PULUMI_CONFIG": json.dumps({"tiny:greeting": "from the shell", "tiny:token": "leaked"}),
            "PULUMI_CONFIG_PASSPHRASE": "another",
            "PULUMI_CONFIG_PASSPHRASE_FILE": str(self.home / "missing"),
            "PULUMI_DEBUG_PROVIDERS": "random:1",
            "ARM_CLIENT_ID": "me",
            "ARM_CLIENT_SECRET": "mine",
            "ARM_SUBSCRIPTION_ID": "the-real-one",
            "AZURE_STORAGE_ACCOUNT": "team",
            "AWS_PROFILE": "me",
        }

    def write(self, path: Path, text: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def outputs(machine: Machine) -> dict[str, object]:
    shown: dict[str, object] = json.loads(machine.local("stack", "output", "-s", "dev", "--json", "--show-secrets"))
    return shown


def test_a_whole_life_of_a_stack_stays_in_the_local_folder(machine: Machine) -> None:
    machine.local("preview", "-s", "dev")
    assert "tiny:token in Pulumi.dev.yaml is encrypted for others" in machine.error
    machine.local("up", "-s", "dev", "--yes")
    first = outputs(machine)
    assert first["foreign"] == [], "the program must not see the person's variables"
    assert first["greeting"] == "hello", "the stack file counts, not PULUMI_CONFIG of the shell"
    assert "token" not in first
    assert (machine.project / ".local/state/.pulumi/stacks/tiny/dev.json").is_file()
    assert (machine.project / ".local/azure.db").is_file()
    beside = [file.name for file in (machine.project / ".local/state").rglob("*.attrs")]
    assert not beside, "an engine that is killed while it writes one cannot read the state again"

    machine.local("refresh", "-s", "dev", "--yes", "--expect-no-changes")
    machine.local("up", "-s", "dev", "--yes", "--expect-no-changes")
    assert outputs(machine) == first, "the emulator's store outlives a run"
    machine.local("destroy", "-s", "dev", "--yes")
    machine.local("stack", "rm", "dev", "--yes")
    assert "dev" not in machine.local("stack", "ls")


def test_local_values_persist_and_the_repositorys_file_stays(machine: Machine) -> None:
    machine.local("config", "set", "--secret", "token", "geheim", "-s", "dev")
    machine.local("config", "set", "greeting", "hi", "-s", "dev")
    machine.local("up", "-s", "dev", "--yes", "--skip-preview")
    assert "encrypted for others" not in machine.error
    assert outputs(machine) | {"token": "geheim", "greeting": "hi"} == outputs(machine)
    machine.local("config", "rm", "greeting", "-s", "dev")
    assert "greeting" not in json.loads(machine.local("config", "-s", "dev", "--json"))
    kept = "".join(path.read_text() for path in (machine.project / ".local/config").iterdir())
    assert "geheim" not in kept, "a secret is encrypted at rest"


def test_logging_in_and_out_acts_on_the_local_home_only(machine: Machine) -> None:
    machine.local("login")
    machine.local("whoami", "--verbose")
    machine.local("stack", "init", "mine")
    machine.local("stack", "select", "dev")
    machine.local("logout", "--all")
    machine.local("stack", "ls")


@pytest.mark.parametrize(
    ("program", "shown"),
    [
        ("import pulumi\nraise pulumi.RunError('size must be small')\n", "error: size must be small"),
        ("def deep():\n    raise ValueError('why')\n\ndeep()\n", 'File "{main}", line 4, in <module>'),
        ("import sys\nsys.exit(3)\n", "error: Program exited with non-zero exit code: 3"),
        ("import sys\nsys.exit('no quota')\n", "error: no quota"),
        ("import pulumi\npulumi.Output.from_input(1).apply(lambda x: x / 0)\n", "ZeroDivisionError: division by zero"),
        ("x = (\n", "SyntaxError: '(' was never closed"),
        (
            "import pulumi_random as r\nr.RandomString('a', length=1)\nr.RandomString('a', length=1)\n",
            "Duplicate resource URN",
        ),
    ],
)  # fmt: skip
def test_a_failing_program_is_shown_without_our_frames_and_fails(program: str, shown: str, machine: Machine) -> None:
    machine.program(program)
    printed = machine.local("preview", "-s", "dev", code=1)
    assert shown.format(main=machine.project / "__main__.py") in printed
    assert "local/program.py" not in printed
    assert "runpy" not in printed


def test_what_a_program_prints_does_not_spoil_machine_readable_output(machine: Machine) -> None:
    machine.program("import sys\nprint('printed')\nprint('said', file=sys.stderr)\n")
    printed = machine.local("preview", "-s", "dev", "--json")
    assert "printed" not in json.loads(printed)["steps"]
    assert "printed" in machine.local("preview", "-s", "dev"), "people see it as the engine's message"


def test_a_change_in_a_module_shows_in_the_next_run_and_modules_run_anew(machine: Machine) -> None:
    machine.program("import pulumi, helper\nhelper.COUNT += 1\npulumi.export('count', helper.COUNT)\n")
    machine.local("up", "-s", "dev", "--yes")
    assert outputs(machine) == {"count": 2}, "`up` runs the program twice; the second run starts from scratch"


def test_the_engines_own_complaints_and_codes_pass_through(machine: Machine) -> None:
    machine.local("up", "-s", "dev", "--no-such-flag", code=1)
    assert "unknown flag: --no-such-flag" in machine.error
    machine.local("preview", "-s", "dev", "--expect-no-changes", code=7)
    assert "no changes were expected" in machine.error


WAITS = "import time, pathlib\npathlib.Path('.local/started').touch()\ntime.sleep(60)\n"


def start_update(machine: Machine) -> subprocess.Popen[str]:
    """Start an update whose program waits, and return when it does."""
    machine.program(WAITS)
    process = machine.start("up", "-s", "dev", "--yes", "--skip-preview")
    end = time.monotonic() + 60
    while not (machine.project / ".local/started").exists():
        assert time.monotonic() < end, "the program did not start"
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)
    return process


def test_an_interrupted_update_is_cancelled_and_leaves_no_lock(machine: Machine) -> None:
    process = start_update(machine)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode != 0
    assert "cancel" in out + err
    machine.program("")
    machine.local("up", "-s", "dev", "--yes", "--skip-preview")


def test_a_killed_engine_leaves_a_lock_and_one_line_says_how_to_free_it(machine: Machine) -> None:
    process = start_update(machine)
    (lock,) = (machine.project / ".local/state/.pulumi/locks").rglob("*.json")
    engine = json.loads(lock.read_text(encoding="utf-8"))["pid"]
    os.kill(engine, signal.SIGKILL)
    process.communicate(timeout=30)
    assert process.returncode == 128 + signal.SIGKILL
    machine.program("")
    machine.local("up", "-s", "dev", "--yes", code=2)
    assert machine.error == (
        f"error: stack 'dev' is locked by a run that is gone (process {engine}): "
        "`python -m local recover -s dev` frees it and settles what it left, then run the command again\n"
    )
    machine.local("cancel", "-s", "dev", "--yes")
    machine.local("up", "-s", "dev", "--yes")


def test_a_provider_that_has_no_stand_in_is_an_error_and_no_download(machine: Machine) -> None:
    machine.program("import pulumi\npulumi.CustomResource('aws:s3/bucket:Bucket', 'b', {})\n")
    printed = machine.local("preview", "-s", "dev", code=1)
    assert "no resource plugin 'pulumi-resource-aws' found" in printed


GROUP = """\
from pulumi_azure_native import resources
resources.ResourceGroup("rg", resource_group_name="rg-x", location="westeurope")
"""


def test_a_resource_can_be_imported_without_a_language_host(machine: Machine) -> None:
    machine.program(GROUP)
    machine.local("config", "set", "azure-native:location", "westeurope", "-s", "dev")
    machine.local("up", "-s", "dev", "--yes", "--skip-preview")
    state = json.loads(machine.local("stack", "export", "-s", "dev"))["deployment"]["resources"]
    (identity,) = (found["id"] for found in state if found["type"].endswith(":ResourceGroup"))
    machine.local("state", "delete", "--all", "-s", "dev", "--yes")
    machine.local("import", "azure-native:resources:ResourceGroup", "rg", identity, "-s", "dev", "--yes")
    assert identity in machine.local("stack", "export", "-s", "dev")


def test_a_policy_pack_of_the_project_guards_its_previews(machine: Machine) -> None:
    pack = machine.project / "policy"
    machine.write(pack / "PulumiPolicy.yaml", "runtime: python\n")
    machine.write(pack / "__main__.py", PACK)
    machine.before = machine.files()
    printed = machine.local("preview", "-s", "dev", code=1)
    assert "words are six letters too long" in printed
    # one's own pack comes on top of it
    printed = machine.local("preview", "-s", "dev", "--policy-pack", "policy", code=1)
    assert printed.count("words are six letters too long") == 1, "naming the same pack runs it once"


PACK = """\
from pulumi_policy import EnforcementLevel, PolicyPack, ResourceValidationPolicy

def short(args, report):
    if args.resource_type == "random:index/randomString:RandomString":
        report("words are six letters too long")

PolicyPack("tiny", [ResourceValidationPolicy("short", "Words are short.", short, EnforcementLevel.MANDATORY)])
"""

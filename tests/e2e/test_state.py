"""State as a team has it, in a blob container: updates at once, one that is cut off, secrets, stacks side by side.

The container is Azurite's, and the secrets provider a passphrase: Azure Key Vault has no emulator. The rest is what
`pulumi` does with `azblob://` on Azure: the engine, its locks, what it writes and what it says.
"""

import base64
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from local.backend import STATE_VARIABLE
from local.engine.progress import Progress
from tests.support.azurite import Azurite, azurite
from tests.support.deployment import Deployment, Result
from tests.support.stackfiles import stack_file

pytestmark = pytest.mark.e2e

CONTAINER = "state"
TOKEN, OTHER = "agents-token", "dev"
LOCKED = "the stack is currently locked by 1 lock(s)"
UP = ("up", "--yes", "--skip-preview", "-s")


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Iterator[Azurite]:
    with pytestconfig.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        progress = Progress(sys.stderr)
        with azurite(tmp_path_factory.mktemp("azurite"), progress) as running:
            running.make(CONTAINER)
            yield running


@pytest.fixture(scope="module")
def team(storage: Azurite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(STATE_VARIABLE, f"{storage.address}/{CONTAINER}")
        deployment = Deployment(tmp_path_factory.mktemp("team"))
        deployment.add_stack(stack_file(TOKEN))
        yield deployment


def start(team: Deployment, *args: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "local", *args],
        cwd=team.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def end(process: subprocess.Popen[str]) -> Result:
    printed, _ = process.communicate(timeout=300)
    return Result(process.returncode, printed)


def faults(team: Deployment, *lines: dict[str, Any]) -> str:
    file = team.folder / "faults.yaml"
    file.write_text(yaml.safe_dump({"faults": list(lines)}))
    return str(file)


def locks(storage: Azurite, stack: str) -> list[str]:
    return [name for name in storage.names(CONTAINER) if f"/locks/organization/secure-mlops/{stack}/" in name]


def tagged(team: Deployment, stack: str) -> dict[str, str]:
    """The tags that the state says every resource group of the stack has."""
    [group] = [one for one in team.state(stack) if one["type"] == "azure-native:resources:ResourceGroup"]
    return dict(group["outputs"]["tags"])


def unchanged(team: Deployment, stack: str) -> None:
    """State and cloud agree, and nothing is left to do."""
    team.run(*UP, stack, "--refresh", "--expect-no-changes")


def test_two_stacks_in_one_container_are_deployed_at_once(team: Deployment, storage: Azurite) -> None:
    both = [start(team, *UP, stack) for stack in (TOKEN, OTHER)]
    for done in [end(process) for process in both]:
        assert done.code == 0, done.output
    for stack, environment in ((TOKEN, "opt"), (OTHER, "dev")):
        found = team.state(stack)
        assert len(found) > 100
        assert {one["urn"].split("::")[0] for one in found} == {f"urn:pulumi:{stack}"}
        assert tagged(team, stack)["environment"] == environment
        assert not locks(storage, stack)


def test_state_is_in_the_container_and_nowhere_else(team: Deployment, storage: Azurite) -> None:
    assert f".pulumi/stacks/secure-mlops/{TOKEN}.json" in storage.names(CONTAINER)
    assert not list((team.folder / ".local" / "state").rglob("*.json"))


def shapes(secret: str) -> set[bytes]:
    """How a text may lie somewhere: plain, as hexadecimal digits, in base64 at any of its three offsets."""
    raw = secret.encode()
    encoded = {base64.b64encode(b"\0" * shift + raw)[4 if shift else 0 : -4] for shift in range(3)}
    return {raw, raw.hex().encode(), raw.decode().encode("utf-16-le"), *encoded}


def opened(team: Deployment, stack: str) -> set[str]:
    """Every secret text of a stack's state, for whoever holds the key."""
    printed = team.run("stack", "export", "-s", stack, "--show-secrets").output
    values = [json.loads(json.loads(text)) for text in re.findall(r'"plaintext": ("(?:[^"\\]|\\.)*")', printed)]
    return {text for value in values for text in texts(value)}


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str) and len(value) >= 12:  # what is shorter stands anywhere by chance
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts(inner)


def test_secrets_cannot_be_read_at_rest(team: Deployment, storage: Azurite, tmp_path: Path) -> None:
    [token] = stack_file(TOKEN).secrets.values()
    secrets = opened(team, TOKEN)
    assert [text for text in secrets for shape in shapes(token) if shape in text.encode()], "the token is among them"
    blobs = storage.fetch(CONTAINER, tmp_path)
    assert [name for name in blobs if "/history/" in name], "older states are looked at, too"
    lying = {**blobs, **{str(file): file.read_bytes() for file in storage.at_rest.rglob("*") if file.is_file()}}
    assert [name for name, content in lying.items() if name not in blobs and b'"checkpoint"' in content]
    looked_for = {shape for secret in {token, *secrets} for shape in shapes(secret)}
    assert not {(name, shape) for name, content in lying.items() for shape in looked_for if shape in content}
    state = json.loads(blobs[f".pulumi/stacks/secure-mlops/{TOKEN}.json"])["checkpoint"]["latest"]
    assert state["secrets_providers"]["type"] == "passphrase"
    assert state["secrets_providers"]["state"]["salt"].startswith("v1:")
    ciphers = set(re.findall(r'"ciphertext":\s*"(v1:[^"]+)"', json.dumps(state)))
    assert len(ciphers) >= len(secrets)


@pytest.mark.parametrize("written", [str, lambda text: base64.b64encode(f"{{{text}}}".encode()).decode()])
def test_the_search_finds_a_secret_that_lies_there(written: Any) -> None:
    [secret] = stack_file(TOKEN).secrets.values()
    assert [shape for shape in shapes(secret) if shape in f'{{"a": "{written(secret)}"}}'.encode()]


def test_without_its_passphrase_a_stack_cannot_be_opened(team: Deployment) -> None:
    environment = (team.folder / "local" / "environment.py").read_text()
    team.edit_file("local/environment.py", 'PASSPHRASE = "local"', 'PASSPHRASE = "guessed"')
    said = team.refused("stack", "export", "-s", TOKEN, "--show-secrets")
    (team.folder / "local" / "environment.py").write_text(environment)
    assert "incorrect passphrase" in said
    assert not [secret for secret in stack_file(TOKEN).secrets.values() if secret in said]


def test_of_two_updates_at_once_one_is_refused_and_none_is_lost(team: Deployment, storage: Azurite) -> None:
    team.edit_stack(OTHER, lambda config: config["tags"].update(first="yes"))
    slow = faults(team, {"what": "slow", "type": "network:PublicIPAddress", "name": "pip-mlops-dev-bas", "minutes": 60})
    first = start(team, *UP, OTHER, "--faults", slow, "--clock", "120")
    deadline = time.monotonic() + 60
    while not (held := locks(storage, OTHER)):
        assert time.monotonic() < deadline
        assert first.poll() is None, end(first).output
    assert locks(storage, OTHER) == held, "it is held from its first moment to the end"

    team.edit_stack(OTHER, lambda config: config["tags"].update(second="yes"))
    refused = team.refused(*UP, OTHER)
    assert first.poll() is None, "it ended too early to be in the way"
    assert LOCKED in refused
    assert [Path(lock).stem in refused for lock in held] == [True], "whose lock it is"
    assert locks(storage, OTHER) == held

    done = end(first)
    assert done.code == 0, done.output
    assert not locks(storage, OTHER)
    assert tagged(team, OTHER).items() >= {"first": "yes"}.items()
    assert "second" not in tagged(team, OTHER)
    team.run(*UP, OTHER)
    assert tagged(team, OTHER).items() >= {"first": "yes", "second": "yes"}.items()
    unchanged(team, OTHER)


def killed(team: Deployment, stack: str, fault: dict[str, Any]) -> None:
    """An update whose engine dies in the middle: SIGKILL, so it puts nothing in order."""
    plan = faults(team, {"what": "killed", "who": "engine", **fault})
    assert team.run(*UP, stack, "--faults", plan, allow=()).code == 137


def freed(team: Deployment, storage: Azurite, stack: str) -> None:
    """The lock of a dead update is in the way until somebody says that it is dead."""
    [left] = locks(storage, stack)
    assert LOCKED in team.refused(*UP, stack)
    assert locks(storage, stack) == [left]
    team.run("cancel", "-s", stack, "--yes")
    assert not locks(storage, stack)


def test_a_change_that_was_cut_off_goes_on_where_it_stopped(team: Deployment, storage: Azurite) -> None:
    team.edit_stack(TOKEN, lambda config: config["tags"].update(third="yes"))
    killed(team, TOKEN, {"when": "after", "type": "network:PublicIPAddress", "operation": "update"})
    before = len(team.state(TOKEN))
    freed(team, storage, TOKEN)
    team.run("refresh", "-s", TOKEN, "--yes", "--skip-preview")
    team.run(*UP, TOKEN)
    assert len(team.state(TOKEN)) == before
    assert tagged(team, TOKEN)["third"] == "yes"
    unchanged(team, TOKEN)


def test_a_creation_that_was_cut_off_is_taken_over(team: Deployment, storage: Azurite) -> None:
    """What Azure made and the engine never heard of is neither lost nor made twice."""
    second = {"name": "second", "vmSize": "Standard_D2s_v3"}
    team.edit_stack(TOKEN, lambda config: config["compute"]["instances"].append(second))
    killed(team, TOKEN, {"when": "after", "type": "machinelearningservices:Compute", "operation": "create"})
    freed(team, storage, TOKEN)
    said = team.refused(*UP, TOKEN, "--color", "never")
    assert "cannot create already existing" in said
    (team.folder / "up.log").write_text(said)
    team.run("preview", "-s", TOKEN, "--import-file", "import.json")
    team.run("adopt", "import.json", "up.log")
    team.run("import", "-s", TOKEN, "--file", "import.json", "--protect=false", "--generate-code=false", "--yes")
    team.run(*UP, TOKEN)
    assert len([one for one in team.state(TOKEN) if one["urn"].endswith("::instance-second")]) == 1
    unchanged(team, TOKEN)


def test_what_happens_to_one_stack_does_not_touch_the_other(team: Deployment, storage: Azurite, tmp_path: Path) -> None:
    name = f".pulumi/stacks/secure-mlops/{TOKEN}.json"
    before = storage.fetch(CONTAINER, tmp_path)[name]
    team.run("destroy", "-s", OTHER, "--yes", "--skip-preview")
    team.run("stack", "rm", "-s", OTHER, "--yes")
    after = storage.fetch(CONTAINER, tmp_path)
    assert after[name] == before
    assert f".pulumi/stacks/secure-mlops/{OTHER}.json" not in after
    unchanged(team, TOKEN)

"""`agent_init.sh` where something is not ready, missing or refused: it waits, or says what and stops."""

import hashlib
from pathlib import Path

import pytest

from tests.support.agent_machine import (
    BY_IDENTITY,
    BY_SECRET,
    BY_TOKEN,
    NEWER,
    NO_AGENT,
    NO_ARCHIVE,
    PACKAGES_KEY,
    POOL,
    URL,
    VERSION,
    Machine,
    executable,
    key,
    make_archives,
    make_machine,
    script,
)


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_archives(tmp_path_factory.mktemp("archives"))


@pytest.fixture
def machine(tmp_path: Path, archives: Path) -> Machine:
    return make_machine(tmp_path, archives)


# --- What is not ready at first --------------------------------------------------------------------------------------


def test_the_identity_is_waited_for(machine: Machine) -> None:
    done = machine.run(script(), IMDS_NOT_READY="4")
    assert done.returncode == 0, done.stderr
    assert machine.calls("sleep") == ["sleep 30"] * 4
    assert machine.credentials() == "VSTS_AGENT_INPUT_TOKEN=token-of-the-machine"
    assert len(machine.calls("config.sh")) == 1


def test_an_identity_that_is_let_in_late_is_waited_for_half_an_hour(machine: Machine) -> None:
    done = machine.run(script(), CONFIG_FAILS="59")
    assert done.returncode == 0, done.stderr
    assert len(machine.calls("sleep")) == 59
    assert machine.calls("svc.sh")[-1] == "svc.sh start"


def test_a_download_and_locked_packages_are_tried_again(machine: Machine) -> None:
    done = machine.run(script(), DOWNLOADS_FAIL="2", LOCKED="3")
    assert done.returncode == 0, done.stderr
    assert machine.calls("sleep") == ["sleep 10"] * 2 + ["sleep 30"] * 3


def test_the_azure_cli_is_tried_again_as_all_downloads_are(machine: Machine) -> None:
    done = machine.run(script(), KEY_FAILS="2", LISTS_LOCKED="3")
    assert done.returncode == 0, done.stderr
    assert machine.calls("sleep") == ["sleep 10"] * 2 + ["sleep 30"] * 3
    assert machine.calls("apt-get")[-1].endswith("azure-cli=2.*")


def test_a_first_boot_that_did_not_end_well_is_named_and_no_obstacle(machine: Machine) -> None:
    done = machine.run(script(), CLOUD_INIT="2")
    assert done.returncode == 0
    assert "agent_init: cloud-init ended with 2, going on" in done.stderr


# --- What fails, loudly ----------------------------------------------------------------------------------------------


def test_a_download_with_the_right_checksum_is_installed(machine: Machine, archives: Path) -> None:
    content = (archives / f"vsts-agent-linux-x64-{VERSION}.tar.gz").read_bytes()
    done = machine.run(script(download_sha256=hashlib.sha256(content).hexdigest()))
    assert done.returncode == 0, done.stderr


def test_a_download_with_another_checksum_is_not_installed(machine: Machine) -> None:
    done = machine.run(script(download_sha256="0" * 64))
    assert done.returncode == 1
    assert "does not have the checksum 0000" in done.stderr
    assert not machine.home.exists()
    assert not machine.calls("installdependencies.sh", "config.sh", "svc.sh")


@pytest.mark.parametrize(
    ("env", "changes", "message"),
    [
        ({"DOWNLOADS_FAIL": "9"}, {}, f"agent_init: cannot download agent {VERSION} from https://"),
        ({}, {"agent_version": NO_ARCHIVE}, "is no agent archive"),
        ({}, {"agent_version": NO_AGENT}, "is no agent archive"),
        ({"LOCKED": "99"}, {}, "agent_init: cannot install the packages that the agent needs"),
    ],
)
def test_an_installation_that_fails_says_why_and_leaves_nothing(
    machine: Machine, env: dict[str, str], changes: dict[str, str], message: str
) -> None:
    done = machine.run(script(**changes), **env)
    assert done.returncode == 1
    assert message in done.stderr
    assert not machine.home.exists()
    assert not machine.calls("config.sh", "svc.sh")


OTHER_KEY = "0123456789ABCDEF0123456789ABCDEF01234567"


@pytest.mark.parametrize(
    "given",
    [
        key(OTHER_KEY),
        key(OTHER_KEY, PACKAGES_KEY),
        f"{key(PACKAGES_KEY)}\n{key(OTHER_KEY)}",
        f"{key(OTHER_KEY)}\n{key(PACKAGES_KEY)}",
        "<html>Not found</html>",
    ],
    ids=["another", "ours-below-another", "another-too", "another-first", "none"],
)
def test_a_key_that_is_not_microsofts_is_not_trusted(machine: Machine, given: str) -> None:
    done = machine.run(script(), KEY=given)
    assert done.returncode == 1
    assert f"agent_init: the key from https://packages.microsoft.com is not {PACKAGES_KEY}" in done.stderr
    assert not (machine.root / "etc/apt").exists()
    assert not machine.calls("apt-get", "config.sh", "svc.sh")


@pytest.mark.parametrize(
    ("env", "message"),
    [
        ({"KEY_FAILS": "9"}, "cannot download the key of Microsoft's packages from https://packages.microsoft.com"),
        ({"LISTS_LOCKED": "99"}, "cannot install the Azure CLI from https://packages.microsoft.com"),
    ],
)
def test_an_agent_without_the_azure_cli_takes_no_job(machine: Machine, env: dict[str, str], message: str) -> None:
    done = machine.run(script(), **env)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == f"agent_init: {message}"
    assert not machine.calls("config.sh", "svc.sh")


def test_a_failed_update_leaves_the_agent_running(machine: Machine) -> None:
    machine.run(script())
    before, state = len(machine.calls()), machine.state()
    assert machine.run(script(agent_version=NEWER, download_sha256="0" * 64)).returncode == 1
    assert machine.state() == state
    assert not [call for call in machine.calls()[before:] if call.startswith("svc.sh")]


@pytest.mark.parametrize(
    ("authentication", "attempts", "hint"),
    [(BY_IDENTITY, 60, "the machine's identity"), (BY_TOKEN, 5, "the credentials"), (BY_SECRET, 5, "the credentials")],
)
def test_a_registration_that_is_refused_says_where_and_what_to_do(
    machine: Machine, authentication: dict[str, str], attempts: int, hint: str
) -> None:
    done = machine.run(script(**authentication), CONFIG_FAILS="999")
    assert done.returncode == 1
    assert f"agent_init: cannot register with pool {POOL} of {URL}: " in done.stderr
    assert hint in done.stderr.splitlines()[-1]
    assert len(machine.calls("config.sh")) == attempts
    assert not machine.calls("svc.sh")


@pytest.mark.parametrize("answer", ['{"error":"invalid_request"}', "not json", '{"access_token":""}'])
def test_an_answer_without_a_token_is_no_token(machine: Machine, answer: str) -> None:
    done = machine.run(script(), IMDS_ANSWER=answer)
    assert done.returncode == 1
    assert not machine.calls("config.sh")


def test_a_tool_that_fails_unexpectedly_stops_the_script_with_its_line(machine: Machine) -> None:
    tool = Path(machine.env["PATH"].partition(":")[0]) / "useradd"
    executable(tool, "exit 9")
    text = script()
    done = machine.run(text)
    assert done.returncode == 9
    [line] = [number for number, code in enumerate(text.splitlines(), start=1) if "|| useradd" in code]
    assert f"agent_init: stopped at line {line}\n" in done.stderr

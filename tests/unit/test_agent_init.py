"""`agent_init.sh` run as a machine runs it: first, again, and as text."""

import subprocess
import sys
from pathlib import Path

import pytest

from components.agent_registration import SCRIPT
from tests.support.agent_machine import (
    BY_IDENTITY,
    BY_SECRET,
    BY_TOKEN,
    CLIENT,
    NEWER,
    OLDER,
    PACKAGES_KEY,
    POOL,
    SECRET,
    TENANT,
    TOKEN,
    URL,
    VERSION,
    Machine,
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


# --- The way it is meant to go ---------------------------------------------------------------------------------------


def test_an_agent_is_installed_registered_and_started(machine: Machine) -> None:
    done = machine.run(script())
    assert done.returncode == 0, done.stderr
    [download] = [call for call in machine.calls("curl") if call.endswith(".tar.gz")]
    assert download.endswith(
        f"https://download.agent.dev.azure.com/agent/{VERSION}/vsts-agent-linux-x64-{VERSION}.tar.gz"
    )
    [registered] = machine.calls("config.sh")
    assert f"--url {URL} --pool {POOL} --agent agent-host --replace --acceptTeeEula --unattended" in registered
    assert machine.calls("svc.sh") == ["svc.sh install azagent", "svc.sh start"]
    assert machine.calls("useradd") == ["useradd --create-home --shell /bin/bash azagent"]
    assert machine.calls().index("cloud-init status --wait") < machine.calls().index("installdependencies.sh ")
    assert "DPkg::Lock::Timeout" in (machine.root / "log.apt").read_text()


def test_the_azure_cli_is_there_before_the_agent_takes_a_job(machine: Machine) -> None:
    done = machine.run(script())
    assert done.returncode == 0, done.stderr
    install = "apt-get install --quiet=2 --yes --no-install-recommends azure-cli=2.*"
    assert machine.calls("apt-get") == ["apt-get update --quiet=2", install]
    calls = machine.calls()
    assert calls.index("cloud-init status --wait") < calls.index(install) < calls.index("svc.sh start")
    assert "DPkg::Lock::Timeout" in (machine.root / "log.apt").read_text()


def test_the_azure_cli_comes_from_a_repository_that_this_key_alone_signs(machine: Machine) -> None:
    machine.run(script())
    lines = (machine.root / "etc/apt/sources.list.d/azure-cli.sources").read_text().splitlines()
    source = dict(line.split(": ", 1) for line in lines)
    assert source == {
        "Types": "deb",
        "URIs": "https://packages.microsoft.com/repos/azure-cli/",
        "Suites": "noble",
        "Components": "main",
        "Architectures": "amd64",
        "Signed-By": str(machine.root / "etc/apt/keyrings/microsoft.asc"),
    }
    assert PACKAGES_KEY in Path(source["Signed-By"]).read_text()
    assert [call.split()[-1] for call in machine.calls("curl") if "packages.microsoft.com" in call] == [
        "https://packages.microsoft.com/keys/microsoft.asc"
    ]


@pytest.mark.parametrize(
    ("authentication", "credential", "arguments"),
    [
        (BY_IDENTITY, "VSTS_AGENT_INPUT_TOKEN=token-of-the-machine", "--auth PAT"),
        (BY_TOKEN, f"VSTS_AGENT_INPUT_TOKEN={TOKEN}", "--auth PAT"),
        (
            BY_SECRET,
            f"VSTS_AGENT_INPUT_CLIENTSECRET={SECRET}",
            f"--auth SP --clientID {CLIENT} --tenantID {TENANT}",
        ),
    ],
)
def test_each_way_of_signing_in_hands_over_its_credential_and_no_other(
    machine: Machine, authentication: dict[str, str], credential: str, arguments: str
) -> None:
    done = machine.run(script(**authentication))
    assert done.returncode == 0, done.stderr
    assert machine.credentials() == credential
    [registered] = machine.calls("config.sh")
    assert registered.endswith(arguments)
    metadata = [call for call in machine.calls("curl") if "169.254" in call]
    assert bool(metadata) == (authentication == BY_IDENTITY)


@pytest.mark.parametrize("authentication", [BY_IDENTITY, BY_TOKEN, BY_SECRET])
def test_no_secret_is_on_a_command_line_or_in_the_output_or_left_behind(
    machine: Machine, tmp_path: Path, authentication: dict[str, str]
) -> None:
    text = script(**authentication)
    done = [machine.run(text, CONFIG_FAILS="2"), machine.run(text)]
    for secret in (TOKEN, SECRET, "token-of-the-machine"):
        assert not [call for call in machine.calls() if secret in call]
        assert not [one for one in done if secret in one.stdout + one.stderr]
        for path in machine.home.rglob("*"):
            assert not path.is_file() or secret not in path.read_text(), path
    assert not list(tmp_path.glob("tmp.*"))


def test_only_the_secret_in_use_is_in_the_script() -> None:
    assert TOKEN not in script(**BY_SECRET)
    assert SECRET not in script(**BY_TOKEN)
    assert not {TOKEN, SECRET} & set(script(**BY_IDENTITY).split())


def test_the_token_is_asked_for_azure_devops_past_any_proxy(machine: Machine) -> None:
    machine.run(script())
    [asked] = [call for call in machine.calls("curl") if "169.254" in call]
    assert "resource=499b84ac-1321-427f-aa17-267ca6975798" in asked
    assert "--header Metadata: true" in asked
    assert "--noproxy *" in asked


# --- Again -----------------------------------------------------------------------------------------------------------


def test_a_second_run_changes_nothing_and_succeeds(machine: Machine) -> None:
    text = script()
    machine.run(text)
    before, state = len(machine.calls()), machine.state()
    done = machine.run(text)
    assert done.returncode == 0, done.stderr
    assert machine.state() == state
    again = machine.calls()[before:]
    assert [call for call in again if call.startswith("svc.sh")] == ["svc.sh start"]
    assert not [
        call for call in again if call.startswith(("curl", "config.sh", "installdependencies", "useradd", "apt-get"))
    ]


def test_a_newer_version_is_put_in_place_and_stays_registered(machine: Machine) -> None:
    machine.run(script())
    before = len(machine.calls())
    done = machine.run(script(agent_version=NEWER))
    assert done.returncode == 0, done.stderr
    again = machine.calls()[before:]
    assert [call for call in again if call.startswith(("svc.sh", "config.sh"))] == [
        "svc.sh uninstall",
        "svc.sh install azagent",
        "svc.sh start",
    ]
    assert (machine.home / "bin/Agent.Listener").read_text().endswith(f"echo {NEWER}\n")


def test_an_agent_that_updated_itself_is_replaced_without_following_its_links(machine: Machine) -> None:
    machine.run(script(agent_version=OLDER))
    (machine.home / "bin").rename(machine.home / f"bin.{OLDER}")
    (machine.home / "bin").symlink_to(f"bin.{OLDER}")
    done = machine.run(script())
    assert done.returncode == 0, done.stderr
    assert not (machine.home / "bin").is_symlink()
    assert (machine.home / f"bin.{OLDER}/Agent.Listener").read_text().endswith(f"echo {OLDER}\n")


@pytest.mark.parametrize("wanted", [VERSION, OLDER])
def test_an_agent_is_never_taken_back(machine: Machine, wanted: str) -> None:
    machine.run(script(agent_version=NEWER))
    before = len(machine.calls())
    assert machine.run(script(agent_version=wanted)).returncode == 0
    assert not [call for call in machine.calls()[before:] if call.startswith(("curl", "config.sh"))]
    assert (machine.home / "bin/Agent.Listener").read_text().endswith(f"echo {NEWER}\n")


def test_an_installation_that_was_cut_off_is_done_again(machine: Machine) -> None:
    machine.run(script())
    (machine.home / "bin/Agent.Listener").unlink()
    before = len(machine.calls())
    done = machine.run(script())
    assert done.returncode == 0, done.stderr
    assert [call for call in machine.calls()[before:] if call.startswith("curl")]
    assert (machine.home / "bin/Agent.Listener").exists()


def test_a_registration_that_was_cut_off_is_done_again(machine: Machine) -> None:
    machine.run(script())
    (machine.home / ".registered").unlink()
    done = machine.run(script())
    assert done.returncode == 0, done.stderr
    assert [call.split()[1] for call in machine.calls("config.sh")] == ["--url", "remove", "--url"]


@pytest.mark.parametrize(
    "change", [{"pool": "another pool"}, {"organization_url": "https://dev.azure.com/fabrikam"}], ids=["pool", "url"]
)
def test_another_pool_or_organization_is_joined_after_the_old_one_is_left(
    machine: Machine, change: dict[str, str]
) -> None:
    machine.run(script())
    before = len(machine.calls())
    done = machine.run(script(**change))
    assert done.returncode == 0, done.stderr
    again = [call for call in machine.calls()[before:] if call.startswith(("svc.sh", "config.sh"))]
    assert [call.split()[1] for call in again] == ["uninstall", "remove", "--url", "install", "start"]
    assert next(iter(change.values())) in again[2]
    before = len(machine.calls())
    machine.run(script(**change))
    assert not [call for call in machine.calls()[before:] if call.startswith("config.sh")]


def test_an_old_pool_that_cannot_be_left_is_named_and_the_new_one_joined(machine: Machine) -> None:
    machine.run(script())
    done = machine.run(script(pool="another pool"), REMOVE_FAILS="1")
    assert done.returncode == 0, done.stderr
    assert "agent_init: cannot leave the former pool: the agent stays there, offline" in done.stderr
    assert "another pool" in machine.calls("config.sh")[-1]


def test_new_credentials_change_nothing_on_a_registered_machine(machine: Machine) -> None:
    machine.run(script())
    before = len(machine.calls())
    assert machine.run(script(**BY_TOKEN)).returncode == 0
    assert not [call for call in machine.calls()[before:] if call.startswith("config.sh")]


# --- The text itself -------------------------------------------------------------------------------------------------


def test_values_cannot_break_out_of_their_quotes(machine: Machine) -> None:
    evil = "x'; touch $AGENT_INIT_ROOT/broken; '"
    assert machine.run(script(token=evil, **BY_TOKEN)).returncode == 0
    assert not (machine.root / "broken").exists()
    assert machine.credentials() == f"VSTS_AGENT_INPUT_TOKEN={evil}"


def test_every_value_of_the_template_is_filled_in() -> None:
    assert "@{" in SCRIPT.read_text()
    assert "@{" not in script()


def shellcheck(text: str) -> subprocess.CompletedProcess[str]:
    tool = Path(sys.executable).with_name("shellcheck")
    return subprocess.run(
        [str(tool), "--severity=style", "--enable=quote-safe-variables", "-"],
        input=text,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("authentication", [BY_IDENTITY, BY_TOKEN, BY_SECRET])
def test_the_script_passes_shellcheck(authentication: dict[str, str]) -> None:
    done = shellcheck(script(**authentication))
    assert done.returncode == 0, done.stdout


def test_shellcheck_would_see_a_mistake() -> None:
    assert shellcheck(script().replace('cd "$AGENT_HOME"', "cd $AGENT_HOME")).returncode == 1

"""`agent_init.sh` as a machine would run it, in a root of its own with stand-ins for the system's tools."""

import os
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from components.agent_pool import render_init_script
from components.settings import AgentPoolSettings

TOKEN = "hunter2-token-nobody-may-see"
SETTINGS = AgentPoolSettings(
    vm_size="Standard_B2s_v2",
    ssh_public_key="ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBkShoZsiCtvBDXpEoDHYf3BQZz61hzZ99yMJrrTx91/",
    organization_url="https://dev.azure.com/contoso",
    pool="pool with blanks",
)

# What the script calls, each writing down how it was called.
TOOLS = {
    "id": "exit 1",
    "useradd": "",
    "chown": "",
    "hostname": "echo agent-host",
    "runuser": 'shift 3; exec "$@"',
    "curl": """
case "$*" in
    *169.254.169.254*) [ -z "$NO_IDENTITY" ] || exit 22
        echo '{"access_token":"token-of-the-machine","expires_in":"1"}' ;;
    *) [ -z "$NO_DOWNLOAD" ] || exit 22
        while [ "$1" != --output ]; do shift; done; cp "$ARCHIVE" "$2" ;;
esac""",
}
AGENT_FILES = {
    "config.sh": """
echo "config.sh $*" >>"$LOG"
echo "$VSTS_AGENT_INPUT_TOKEN" >"$LOG.token"
touch "$(dirname "$0")/.agent" """,
    "svc.sh": 'echo "svc.sh $*" >>"$LOG"; [ "$1" != install ] || touch .service',
    "bin/installdependencies.sh": 'echo "installdependencies.sh" >>"$LOG"',
}


@dataclass
class Machine:
    root: Path
    env: dict[str, str]

    def run(self, script: str, **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["/bin/sh"], input=script, env=self.env | env, capture_output=True, text=True, check=False, timeout=30
        )

    def calls(self) -> list[str]:
        log = self.root / "log"
        return log.read_text().splitlines() if log.exists() else []

    def token(self) -> str:
        return (self.root / "log.token").read_text().strip()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    tools = tmp_path / "tools"
    for name, body in TOOLS.items():
        _executable(tools / name, f'echo "{name} $*" >>"$LOG"\n{body}')
    for name, body in AGENT_FILES.items():
        _executable(tmp_path / "agent" / name, body)
    with tarfile.open(tmp_path / "agent.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "agent", arcname=".")
    root = tmp_path / "root"
    root.mkdir()
    env = {
        "PATH": f"{tools}:{os.environ['PATH']}",
        "LOG": str(root / "log"),
        "ARCHIVE": str(tmp_path / "agent.tar.gz"),
        "AGENT_INIT_ROOT": str(root),
    }
    return Machine(root, env)


def _executable(path: Path, body: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


def test_an_agent_is_downloaded_registered_and_started(machine: Machine) -> None:
    done = machine.run(render_init_script(SETTINGS, TOKEN))
    assert done.returncode == 0, done.stderr
    calls = machine.calls()
    version = SETTINGS.agent_version
    assert any(f"/agent/{version}/vsts-agent-linux-x64-{version}.tar.gz" in call for call in calls)
    [registered] = [call for call in calls if call.startswith("config.sh")]
    assert "--url https://dev.azure.com/contoso --auth pat --pool pool with blanks --agent agent-host" in registered
    assert calls[-2:] == ["svc.sh install azagent", "svc.sh start"]
    assert machine.token() == TOKEN


def test_the_token_is_on_no_command_line_and_in_no_output(machine: Machine) -> None:
    done = machine.run(render_init_script(SETTINGS, TOKEN))
    assert not [call for call in machine.calls() if TOKEN in call]
    assert TOKEN not in done.stdout + done.stderr


def test_without_a_token_the_machines_identity_is_used(machine: Machine) -> None:
    assert machine.run(render_init_script(SETTINGS, "")).returncode == 0
    assert machine.token() == "token-of-the-machine"


def test_a_second_run_registers_nothing_again_and_starts_the_agent(machine: Machine) -> None:
    script = render_init_script(SETTINGS, TOKEN)
    machine.run(script)
    before = len(machine.calls())
    assert machine.run(script).returncode == 0
    again = machine.calls()[before:]
    assert again[-1] == "svc.sh start"
    assert not [call for call in again if call.startswith(("curl", "config.sh", "svc.sh install"))]


def test_a_download_that_fails_says_what_and_from_where(machine: Machine) -> None:
    done = machine.run(render_init_script(SETTINGS, TOKEN), NO_DOWNLOAD="1")
    assert done.returncode == 1
    assert f"agent_init: cannot download agent {SETTINGS.agent_version} from https://" in done.stderr
    assert not [call for call in machine.calls() if call.startswith(("config.sh", "svc.sh"))]


def test_a_machine_without_identity_says_so(machine: Machine) -> None:
    done = machine.run(render_init_script(SETTINGS, ""), NO_IDENTITY="1")
    assert done.returncode == 1
    assert "agent_init: no token: the machine has no identity" in done.stderr


def test_values_cannot_break_out_of_their_quotes(machine: Machine) -> None:
    script = render_init_script(SETTINGS, "x'; touch $AGENT_INIT_ROOT/broken; '")
    assert machine.run(script).returncode == 0
    assert not (machine.root / "broken").exists()
    assert machine.token() == "x'; touch $AGENT_INIT_ROOT/broken; '"

"""A machine on which `agent_init.sh` runs: a root of its own with stand-ins for the system's tools and the agent."""

import os
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from components.agent_registration import render_init_script
from components.settings import AgentSettings, VmAgents

TOKEN = "hunter2-token-nobody-may-see"
SECRET = "hunter2-secret-nobody-may-see"
TENANT = "66666666-7777-8888-9999-000000000000"
CLIENT = "11111111-2222-3333-4444-555555555555"
POOL = "pool with blanks"
URL = "https://dev.azure.com/contoso"
VERSION, NEWER, OLDER = "4.266.2", "4.270.0", "4.99.1"
BY_IDENTITY = {"authentication": "managedIdentity"}
BY_SECRET = {"authentication": "servicePrincipal", "client_id": CLIENT}
BY_TOKEN = {"authentication": "personalAccessToken"}

# What the script calls, each writing down how it was called. `failing N` fails the first N calls of a tool.
PROLOGUE = """#!/bin/bash
echo "${0##*/} $*" >>"$LOG"
failing() {
    local count=$(cat "$LOG.$1" 2>/dev/null || echo 0)
    echo $((count + 1)) >"$LOG.$1"
    ((count < $2))
}
"""
TOOLS = {
    "id": 'grep -q "^useradd " "$LOG"',
    "useradd": "",
    "chown": "",
    "sleep": "",
    "hostname": "echo agent-host",
    "cloud-init": 'exit "${CLOUD_INIT:-0}"',
    "runuser": 'shift 3; exec "$@"',
    "curl": """
case "$*" in
*169.254.169.254*)
    if failing imds "${IMDS_NOT_READY:-0}"; then exit 7; fi
    echo "${IMDS_ANSWER:-{\\"access_token\\":\\"token-of-the-machine\\",\\"expires_in\\":\\"1\\"\\}}"
    ;;
*packages.microsoft.com*)
    if failing key "${KEY_FAILS:-0}"; then exit 22; fi
    while [ "$1" != --output ]; do shift; done
    echo "${KEY:-$GIVEN_KEY}" >"$2"
    ;;
*)
    if failing download "${DOWNLOADS_FAIL:-0}"; then exit 22; fi
    while [ "$1" != --output ]; do shift; done
    cp "$ARCHIVES/${3##*/}" "$2"
    ;;
esac""",
    # A key's file holds what gpg would tell of it.
    "gpg": 'for file; do :; done; cat "$file"',
    "dpkg-query": '[ ! -f "$LOG.cli" ] || echo -n installed',
    "apt-get": """
cat "$APT_CONFIG" >"$LOG.apt"
if [ "$1" = install ]; then touch "$LOG.cli"; elif failing lists "${LISTS_LOCKED:-0}"; then exit 100; fi""",
}
PACKAGES_KEY = "BC528686B50D79E339D3721CEB3E94ADBE1229CF"
"""https://learn.microsoft.com/linux/packages"""


def key(fingerprint: str, *subkeys: str) -> str:
    """What gpg tells of a key, in its colon format: https://github.com/gpg/gnupg/blob/master/doc/DETAILS"""
    lines = [f"pub:-:2048:1:{fingerprint[-16:]}:1446074508:::-:::scSC::::::23::0:", f"fpr:::::::::{fingerprint}:"]
    for subkey in subkeys:
        lines += [f"sub:-:2048:1:{subkey[-16:]}:1446074508::::::e::::::23:", f"fpr:::::::::{subkey}:"]
    return "\n".join(lines)


# As the agent's own: config.sh refuses a machine that is configured, or that has the service when it is to leave;
# svc.sh is made by it. https://github.com/microsoft/azure-pipelines-agent (ConfigurationManager.cs)
AGENT_FILES = {
    "config.sh": """
env | grep ^VSTS_AGENT_INPUT_ >"$LOG.env"
if [ "$1" = remove ]; then
    [ -f .agent ] && [ ! -f .service ] && [ -z "$REMOVE_FAILS" ] && rm .agent
    exit
fi
[ ! -f .agent ] || exit 1
if failing config "${CONFIG_FAILS:-0}"; then exit 1; fi
cp bin/svc.sh.template svc.sh && chmod +x svc.sh && touch .agent .credentials .credentials_rsaparams""",
    "bin/svc.sh.template": """
case $1 in
install) [ ! -f .service ] && touch .service ;;
uninstall) rm .service ;;
start) [ -f .service ] ;;
esac""",
    "bin/installdependencies.sh": """
if failing dependencies "${LOCKED:-0}"; then exit 1; fi
cat "$APT_CONFIG" >"$LOG.apt"
""",
    "externals/node": "",
}


def _settings(**changes: Any) -> AgentSettings:
    vm = VmAgents(
        vm_size="Standard_B2s_v2",
        ssh_public_key="ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBkShoZsiCtvBDXpEoDHYf3BQZz61hzZ99yMJrrTx91/",
        pool=POOL,
    )
    return AgentSettings.model_validate(
        {"organization_url": URL, "agent_version": VERSION, "vm": vm, **BY_IDENTITY, **changes}
    )


def script(pool: str = POOL, token: str = TOKEN, secret: str = SECRET, **changes: Any) -> str:
    """The script as it would be sent, with settings replaced by their Python names."""
    return render_init_script(_settings(**changes), pool, TENANT, token=token, client_secret=secret)


@dataclass
class Machine:
    """What the script ran on.

    Attributes:
        root: root of its file system.
        env: environment that the script runs in.
    """

    root: Path
    env: dict[str, str]

    @property
    def home(self) -> Path:
        """Where the agent is installed."""
        return self.root / "opt" / "azure-pipelines-agent"

    def run(self, text: str, **env: str) -> subprocess.CompletedProcess[str]:
        """Runs the script as the extension CustomScript does: /bin/sh -c <its path>."""
        path = self.root / "script.sh"
        path.write_text(text)
        path.chmod(0o500)
        return subprocess.run(
            ["/bin/sh", "-c", str(path)],
            env=self.env | env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def calls(self, *tools: str) -> list[str]:
        """How the tools were called, in order; all of them by default."""
        log = self.root / "log"
        lines = log.read_text().splitlines() if log.exists() else []
        return [line for line in lines if not tools or line.split()[0] in tools]

    def state(self) -> dict[str, tuple[int, bytes]]:
        """Every file of the agent: when it was written, and what is in it."""
        files = sorted(path for path in self.home.rglob("*") if path.is_file())
        return {str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}

    def credentials(self) -> str:
        """What config.sh last got through its environment."""
        return (self.root / "log.env").read_text().strip()


NO_AGENT, NO_ARCHIVE = "9.9.9", "9.9.8"
"""Versions whose download is something else."""


def make_archives(made: Path) -> Path:
    """Downloads of the agent, in three versions, and two that are none."""
    for version in (VERSION, NEWER, OLDER):
        files = made / version
        for name, body in {**AGENT_FILES, "bin/Agent.Listener": f"echo {version}"}.items():
            executable(files / name, body)
        with tarfile.open(made / f"vsts-agent-linux-x64-{version}.tar.gz", "w:gz") as archive:
            archive.add(files, arcname=".")
    with tarfile.open(made / f"vsts-agent-linux-x64-{NO_AGENT}.tar.gz", "w:gz") as archive:
        archive.add(made / VERSION / "externals", arcname="externals")
    (made / f"vsts-agent-linux-x64-{NO_ARCHIVE}.tar.gz").write_text("<html>Not found</html>")
    return made


def make_machine(tmp_path: Path, archives: Path) -> Machine:
    """A machine that nothing has run on yet."""
    tools = tmp_path / "tools"
    for name, body in TOOLS.items():
        executable(tools / name, body)
    root = tmp_path / "root"
    (root / "etc").mkdir(parents=True)
    (root / "etc" / "os-release").write_text('NAME="Ubuntu"\nVERSION_CODENAME=noble\nUBUNTU_CODENAME=noble\n')
    env = {
        "PATH": f"{tools}:{os.environ['PATH']}",
        "LOG": str(root / "log"),
        "ARCHIVES": str(archives),
        "GIVEN_KEY": key(PACKAGES_KEY),
        "AGENT_INIT_ROOT": str(root),
        "TMPDIR": str(tmp_path),
    }
    return Machine(root, env)


def executable(path: Path, body: str) -> None:
    """Writes a tool that notes its calls."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{PROLOGUE}{body}\n")
    path.chmod(0o755)

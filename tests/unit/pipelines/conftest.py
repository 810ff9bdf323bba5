"""A small network for the checks after a deployment: two services with their private and their public way."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from pipelines.verify.command import main
from pipelines.verify.probe import Prober
from tests.support.network import Listener, Routes, Told, certificate, dns_server, listener

VAULT, REGISTRY = "kv-demo.vault.azure.net", "crdemo.azurecr.io"
PRIVATE = {VAULT: "10.20.0.4", REGISTRY: "10.20.0.5"}
PUBLIC = {VAULT: "20.60.0.4", REGISTRY: "20.60.0.5"}
ALIAS = {VAULT: "kv-demo.privatelink.vaultcore.azure.net", REGISTRY: "crdemo.privatelink.azurecr.io"}
OUTPUTS: dict[str, Any] = {
    "addressSpaces": {"aml": "10.20.0.0/20", "bastion": "10.20.16.0/20"},
    "privateEndpoints": {"vault": {VAULT: PRIVATE[VAULT]}, "registry": {REGISTRY: PRIVATE[REGISTRY]}},
}


class Found(NamedTuple):
    """What came of one check."""

    verdict: str
    what: str
    advice: str


@dataclass
class World:
    """What machines inside and outside get; a test changes what it wants to break, then runs the command.

    Attributes:
        inside: What DNS says in the network.
        outside: What public DNS says.
        outputs: The stack's outputs.
        routes: Where connections end.
        ca_file: Authority of the services' certificate.
        file: The outputs, as a file.
    """

    inside: dict[str, Told]
    outside: dict[str, Told]
    outputs: dict[str, Any]
    routes: Routes
    ca_file: Path
    file: Path
    capture: pytest.CaptureFixture[str]
    flags: list[str] = field(default_factory=list)

    def run(self, *flags: str) -> tuple[int, list[str]]:
        """The command's exit code and the lines that it prints."""
        self.file.write_text(json.dumps(self.outputs))
        arguments = [str(self.file), *self.flags, *flags]
        code = main(arguments, Prober(1.0, str(self.ca_file), self.routes.connect))
        return code, self.capture.readouterr().out.splitlines()

    def check(self) -> tuple[int, dict[tuple[str, str], Found]]:
        """The command's exit code, and what came of each check by service and kind."""
        code, lines = self.run("--json")
        told = json.loads("\n".join(lines))
        return code, {
            (one["service"], one["check"]): Found(one["verdict"], one["what"], one["advice"] or "") for one in told
        }


@pytest.fixture(scope="session")
def certified(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("certificates"), VAULT, REGISTRY)


@pytest.fixture
def start(certified: Path) -> Iterator[Callable[..., Listener]]:
    """Starts a listener that says a status, until the test is over."""
    with ExitStack() as running:
        yield lambda says=200, file=None: running.enter_context(listener(file or certified, says))


@pytest.fixture
def world(
    start: Callable[..., Listener], certified: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Iterator[World]:
    """All is well: private names, services that answer on them, and a public way that says 403."""
    serving, refusing = start(200), start(403)
    routes = Routes(dict.fromkeys(PRIVATE.values(), serving.port))
    routes.ports = {**routes.ports, **dict.fromkeys(PUBLIC.values(), refusing.port)}
    made = World(
        inside={host: Told((address,), (ALIAS[host],)) for host, address in PRIVATE.items()},
        outside={host: Told((address,), (ALIAS[host],)) for host, address in PUBLIC.items()},
        outputs=json.loads(json.dumps(OUTPUTS)),
        routes=routes,
        ca_file=certified,
        file=tmp_path / "outputs.json",
        capture=capsys,
    )
    missing = Told(code="NXDOMAIN")
    with (
        dns_server(lambda name: made.inside.get(name, missing)) as inside,
        dns_server(lambda name: made.outside.get(name, missing)) as outside,
    ):
        made.flags = ["--dns", inside, "--public-dns", outside]
        yield made

"""Checks after a deployment: each passes where all is well, and each kind of break is seen and advised on."""

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.verify.command import main
from pipelines.verify.dns import Resolver, SilentError
from tests.support.network import Listener, Told, certificate, dns_server
from tests.support.stackfiles import PROJECT_ROOT
from tests.unit.pipelines.conftest import ALIAS, PRIVATE, PUBLIC, REGISTRY, VAULT, World

Change = Callable[[World, Callable[..., Listener]], object]


def test_all_passes_where_all_is_well(world: World) -> None:
    code, lines = world.run()
    assert code == 0
    assert lines[0] == f"PASS     vault         resolves  {VAULT}: 10.20.0.4 in 10.20.0.0/20"
    assert lines[1] == f"PASS     vault         answers   {VAULT}: 10.20.0.4:443 speaks TLSv1.3"
    assert lines[2] == f"PASS     vault         refused   {VAULT}: 20.60.0.4/healthstatus says 403"
    assert lines[-1] == "6 passed, 0 failed, 0 unknown"
    assert len(lines) == 7


def inside(told: Told) -> Change:
    return lambda world, _: world.inside.update({VAULT: told})


def outside(told: Told) -> Change:
    return lambda world, _: world.outside.update({VAULT: told})


def at(address: str, says: int | bytes | None) -> Change:
    return lambda world, start: world.routes.ports.update({address: start(says).port})  # type: ignore[attr-defined]


def nobody_at(address: str) -> Change:
    return lambda world, _: world.routes.ports.pop(address)  # type: ignore[attr-defined]


def other_certificate(world: World, start: Callable[..., Listener]) -> None:
    file = certificate(world.file.parent, "somebody.else")
    world.routes.ports[PRIVATE[VAULT]] = start(200, file).port  # type: ignore[index]


# what is broken, the check that sees it, how, its verdict, what it finds, what it advises
Break = tuple[str, str, Change, str, str, str]
BREAKS: list[Break] = [
    ("public answer, zone not linked", "resolves", inside(Told(("20.60.0.4",), (ALIAS[VAULT],))), "FAIL",
     "public address 20.60.0.4", "not linked to this machine's VNet"),
    ("public answer, no endpoint", "resolves", inside(Told(("20.60.0.4",))), "FAIL",
     "public address 20.60.0.4", "its private endpoint is missing"),
    ("another range", "resolves", inside(Told(("10.99.0.4",))), "FAIL",
     "10.99.0.4, not in 10.20.0.0/20", "another private endpoint has the name"),
    ("another address", "resolves", inside(Told(("10.20.0.77",))), "FAIL",
     "10.20.0.77, and its endpoint has 10.20.0.4", "older than the endpoint"),
    ("private and public", "resolves", inside(Told(("10.20.0.4", "20.60.0.4"))), "FAIL",
     "public address 10.20.0.4, 20.60.0.4", "its private endpoint is missing"),
    ("no such name", "resolves", inside(Told(code="NXDOMAIN")), "FAIL", "says NXDOMAIN", "pep-...-vault"),
    ("no address", "resolves", inside(Told()), "FAIL", "says no address", "lacks the name"),
    ("broken server", "resolves", inside(Told(code="SERVFAIL")), "FAIL", "the DNS server says SERVFAIL", "port 53"),
    ("closed port", "answers", nobody_at(PRIVATE[VAULT]), "FAIL", "10.20.0.4:443: connection refused", "NSG"),
    ("another certificate", "answers", other_certificate, "FAIL", "10.20.0.4:443: ", "--ca-file"),
    ("no TLS", "answers", at(PRIVATE[VAULT], b"SSH-2.0-OpenSSH\r\n"), "FAIL", "no TLS", "no Azure service speaks"),
    ("open", "refused", at(PUBLIC[VAULT], 200), "FAIL", "20.60.0.4/healthstatus says 200", "answers the internet"),
    ("open, leads on", "refused", at(PUBLIC[VAULT], 302), "FAIL", "says 302", "answers the internet"),
    ("asks who", "refused", at(PUBLIC[VAULT], 401), "UNKNOWN", "says 401", "asks for credentials"),
    ("says something else", "refused", at(PUBLIC[VAULT], 503), "UNKNOWN", "says 503", "neither refused nor let in"),
    ("no HTTP", "refused", at(PUBLIC[VAULT], b"220 mail\r\n"), "UNKNOWN", "no TLS", "neither refused nor let in"),
    ("public name is private", "refused", outside(Told(("10.20.0.4",))), "UNKNOWN", "10.20.0.4", "inside the network"),
    ("public DNS is broken", "refused", outside(Told(code="SERVFAIL")), "UNKNOWN", "SERVFAIL", "--outside"),
    ("one of two is open", "refused", lambda world, start: (
        outside(Told(("20.60.0.9", "20.60.0.8")))(world, start), at("20.60.0.8", 200)(world, start),
    ), "FAIL", "20.60.0.8/healthstatus says 200", "answers the internet"),
]  # fmt: skip


@pytest.mark.parametrize("row", BREAKS, ids=[row[0] for row in BREAKS])
def test_a_break_is_seen(world: World, start: Callable[..., Listener], row: Break) -> None:
    _, check, change, verdict, what, advice = row
    change(world, start)
    code, results = world.check()
    broken = results["vault", check]
    assert broken.verdict == verdict
    assert what in broken.what
    assert advice in broken.advice
    assert code == (1 if verdict == "FAIL" else 3)
    # what is well stays well
    assert {found.verdict for (service, _), found in results.items() if service == "registry"} == {"PASS"}


def test_advice_stands_below_what_failed(world: World) -> None:
    world.inside[VAULT] = Told(code="NXDOMAIN")
    code, lines = world.run()
    assert code == 1
    assert lines[0].startswith("FAIL     vault         resolves  ")
    assert lines[1].startswith("         -> the zone is linked to this VNet and lacks the name")
    assert lines[-1] == "5 passed, 1 failed, 0 unknown"


CLOSED: list[tuple[str, Change, str]] = [
    ("nobody there", nobody_at(PUBLIC[VAULT]), "20.60.0.4: connection refused"),
    ("hangs up", at(PUBLIC[VAULT], None), "20.60.0.4: the connection is closed without an answer"),
    ("no public name", outside(Told(code="NXDOMAIN")), "no public address: NXDOMAIN"),
]


@pytest.mark.parametrize(("change", "what"), [c[1:] for c in CLOSED], ids=[c[0] for c in CLOSED])
def test_a_closed_public_way_is_refused(
    world: World, start: Callable[..., Listener], change: Change, what: str
) -> None:
    change(world, start)
    code, results = world.check()
    assert (code, results["vault", "refused"]) == (0, ("PASS", what, ""))


def test_a_service_is_asked_where_it_tells_the_network_from_the_caller(
    world: World, start: Callable[..., Listener]
) -> None:
    vault, registry = start(403), start(403)
    world.routes.ports = {**world.routes.ports, PUBLIC[VAULT]: vault.port, PUBLIC[REGISTRY]: registry.port}
    world.run()
    assert (vault.asked, registry.asked) == (["GET /healthstatus"], ["GET /v2/"])


def test_a_registry_that_asks_who_calls_has_let_the_network_in(world: World, start: Callable[..., Listener]) -> None:
    world.routes.ports = {**world.routes.ports, PUBLIC[REGISTRY]: start(401).port}
    code, results = world.check()
    assert (code, results["registry", "refused"].verdict) == (1, "FAIL")


def test_a_check_that_cannot_be_made_is_said_and_does_not_pass(world: World) -> None:
    world.flags = world.flags[:2]
    code, lines = world.run()
    assert code == 3
    assert lines[-1] == "4 passed, 0 failed, 2 unknown"
    assert lines[2] == f"UNKNOWN  vault         refused   {VAULT}: nobody here knows its public address"
    assert "--public-dns SERVER" in lines[3]


def test_a_public_address_can_be_given(world: World) -> None:
    world.flags = [*world.flags[:2], "--public-address", f"{VAULT}=20.60.0.4"]
    _, results = world.check()
    assert [results[service, "refused"].verdict for service in ("vault", "registry")] == ["PASS", "UNKNOWN"]


def test_outside_only_the_public_way_is_tried(world: World) -> None:
    code, lines = world.run("--outside")
    assert code == 0
    assert [line.split()[2] for line in lines[:-1]] == ["refused", "refused"]


def test_names_below_a_wildcard_and_shared_ones_have_no_public_way(world: World) -> None:
    shared = {"*.7.inference.eastasia.api.azureml.ms": PRIVATE[VAULT], "api.monitor.azure.com": PRIVATE[VAULT]}
    wildcard, monitor = shared.items()
    world.outputs["privateEndpoints"] = {"workspace": dict([wildcard]), "azuremonitor": dict([monitor])}
    world.inside = {"any.7.inference.eastasia.api.azureml.ms": Told((PRIVATE[VAULT],))}
    _, lines = world.run()
    assert [line.split()[:3] for line in lines if "->" not in line][:-1] == [
        ["PASS", "workspace", "resolves"],
        ["PASS", "workspace", "answers"],  # its certificate is for no name that is known here
        ["FAIL", "azuremonitor", "resolves"],
        ["FAIL", "azuremonitor", "answers"],  # this one is for others
    ]


MISTAKES: list[tuple[str, str]] = [
    ("no", "is no JSON"),
    ("[]", "has no output privateEndpoints"),
    ("{}", "has no output privateEndpoints"),
    ('{"privateEndpoints": {}}', "names no host"),
    ('{"privateEndpoints": {"vault": {}}}', "privateEndpoints.vault in FILE has no names"),
    ('{"privateEndpoints": {"vault": {"h": "x"}}}', "privateEndpoints.vault.h in FILE is 'x', no address"),
    ('{"privateEndpoints": {"vault": {"h": "10.0.0.4"}}}', "addressSpaces.aml in FILE is None"),
    (
        '{"privateEndpoints": {"vault": {"h": "10.0.0.4"}}, "addressSpaces": {"aml": "here"}}',
        "'here', no address range",
    ),
]


@pytest.mark.parametrize(("text", "message"), MISTAKES)
def test_outputs_that_make_no_sense_are_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, message: str
) -> None:
    file = tmp_path / "outputs.json"
    file.write_text(text)
    assert main([str(file)]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("error: ")
    assert message.replace("FILE", str(file)) in line


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (["--dns", "resolver.example"], "--dns resolver.example is no address"),
        (["--public-dns", "1.1.1.1:x"], "--public-dns 1.1.1.1:x is no address"),
        (["--public-address", "host"], "--public-address host is not HOST=ADDRESS"),
        (["--ca-file", "nowhere.pem"], "--ca-file nowhere.pem is no file"),
    ],
)
def test_flags_that_make_no_sense_are_one_clear_line(
    world: World, capsys: pytest.CaptureFixture[str], flags: list[str], message: str
) -> None:
    world.file.write_text(json.dumps(world.outputs))
    assert main([str(world.file), *flags]) == 2
    assert message in capsys.readouterr().err


def test_a_missing_file_says_how_to_make_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nowhere.json"]) == 2
    assert "pulumi stack output --json -s STACK > nowhere.json" in capsys.readouterr().err


def test_a_copy_of_the_folder_runs_with_nothing_but_python(tmp_path: Path, world: World) -> None:
    """As on a jump host: no packages (-S), no repository around."""
    (tmp_path / "verify").symlink_to(PROJECT_ROOT / "pipelines" / "verify")
    world.file.write_text(json.dumps(world.outputs))
    command = [sys.executable, "-S", "-m", "verify", str(world.file), *world.flags, "--json", "--timeout", "0.01"]
    done = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, text=True, timeout=60)
    # addresses of this test's network lead nowhere, names of it resolve
    assert (done.returncode, done.stderr) == (1, "")
    found = {(one["service"], one["check"]): one["verdict"] for one in json.loads(done.stdout)}
    assert found["vault", "resolves"] == "PASS"
    assert found["vault", "answers"] == "FAIL"


def test_a_hub_has_nothing_to_check_and_is_no_mistake(world: World) -> None:
    world.outputs = {"hub": {"vnetId": "x"}, "addressSpaces": {"bastion": "10.0.0.0/22"}}
    code, lines = world.run()
    assert (code, lines) == (0, ["a hub has no private endpoint: nothing to check here, its spokes have them"])
    code, lines = world.run("--json")
    assert (code, lines) == (0, ["[]"])


def test_whoever_reads_the_beginning_only_gets_it_without_a_traceback(tmp_path: Path) -> None:
    names = {f"kv-{number}.vault.azure.net": "10.20.0.4" for number in range(300)}
    file = tmp_path / "outputs.json"
    file.write_text(json.dumps({"privateEndpoints": {"vault": names}, "addressSpaces": {"aml": "10.20.0.0/20"}}))
    with dns_server(lambda _: Told(code="NXDOMAIN")) as server:
        command = [sys.executable, "-m", "pipelines.verify", str(file), "--dns", server, "--timeout", "0.01"]
        with subprocess.Popen(
            command, cwd=PROJECT_ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as running:
            assert running.stdout
            assert running.stderr
            assert "kv-0" in running.stdout.readline()
            running.stdout.close()
            said = running.stderr.read()
    assert (running.returncode, said) == (141, "")


def test_a_silent_dns_server_is_no_answer() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        with pytest.raises(SilentError, match=r"DNS server 127\.0\.0\.1 does not answer"):
            Resolver("127.0.0.1", silent.getsockname()[1], timeout=0.05).ask(VAULT)


@pytest.mark.parametrize("reply", [b"", b"\x00" * 12, b"\xff" * 40], ids=["empty", "another question's", "noise"])
def test_noise_is_no_answer(reply: bytes) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as noisy:
        noisy.bind(("127.0.0.1", 0))
        noisy.settimeout(5)

        def answer() -> None:
            for _ in range(3):
                _, asker = noisy.recvfrom(512)
                noisy.sendto(reply, asker)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        with pytest.raises(SilentError):
            Resolver("127.0.0.1", noisy.getsockname()[1], timeout=1).ask(VAULT)
        thread.join()


def test_the_chain_of_names_is_followed() -> None:
    told = Told(("10.20.0.4", "10.20.0.5"), ("one.example", "two.example"))
    with dns_server(lambda _: told) as server:
        address, _, port = server.partition(":")
        answer = Resolver(address, int(port)).ask(VAULT)
    assert (answer.addresses, answer.aliases, answer.problem) == (told.addresses, told.aliases, "")


def test_this_machines_own_resolver_is_asked_where_no_server_is_given() -> None:
    assert Resolver().ask("localhost").addresses == ("127.0.0.1",)

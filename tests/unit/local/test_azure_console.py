"""`python -m local azure`: what the commands print, and what they say of mistakes."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from local.azure.console import command, draw
from local.azure.store import Entry, Store
from local.errors import LocalError
from local.project import Project
from tests.unit.azure import samples as given
from tests.unit.azure import samples_network as net
from tests.unit.azure.harness import NETWORK, SCOPE, Engine, azure_engine
from tests.unit.azure.test_azure_records import VAULT_ZONE, connect

REPOSITORY = Path(__file__).parents[3]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "Pulumi.yaml").write_text("name: demo\nruntime: python\n")
    return Project(tmp_path, tmp_path / ".local")


@pytest.fixture
def azure(project: Project) -> Iterator[Engine]:
    """A vault with a private endpoint, its zone linked to the network, a machine and a tunnel."""
    store = Store(project.azure)
    engine = azure_engine(store)
    given.build_network(engine)
    given.build_services(engine)
    connect(engine, given.VAULT_ID, "vault", VAULT_ZONE)
    engine.create("privatedns:VirtualNetworkLink", given.link())
    engine.create("network:NetworkInterface", given.interface())
    engine.create("compute:VirtualMachine", given.machine(adminPassword="Hunter-2-Hunter"))
    yield engine
    store.close()


class Shell:
    """Runs commands as the command line does."""

    def __init__(self, project: Project, capsys: pytest.CaptureFixture[str]) -> None:
        self.project, self._capsys = project, capsys

    def lines(self, name: str, *arguments: str, code: int = 0) -> list[str]:
        return self.text(name, *arguments, code=code).splitlines()

    def text(self, name: str, *arguments: str, code: int = 0) -> str:
        self._capsys.readouterr()
        assert command.run(name, arguments, self.project) == code
        return self._capsys.readouterr().out

    def json(self, name: str, *arguments: str, code: int = 0) -> Any:
        return json.loads(self.text(name, *arguments, "--json", code=code))

    def mistake(self, name: str, *arguments: str) -> str:
        with pytest.raises(LocalError) as raised:
            command.run(name, arguments, self.project)
        assert "\n" not in str(raised.value), "one line"
        return str(raised.value)


@pytest.fixture
def shell(project: Project, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(project, capsys)


pytestmark = pytest.mark.usefixtures("azure")


def test_a_list_says_what_is_where_with_which_addresses(shell: Shell) -> None:
    [header, line] = shell.lines("list", "privateEndpoints")
    assert header.split() == ["TYPE", "NAME", "GROUP", "LOCATION", "STATE", "ADDRESS"]
    kind, name, group, location, state, address = line.split()
    assert (kind, name, group, location, state) == (
        "Microsoft.Network/privateEndpoints", "pe", "rg", "westeurope", "Succeeded",
    )  # fmt: skip
    assert address.startswith("10.0.0.")


def test_everything_is_listed_by_type(shell: Shell) -> None:
    rows = shell.json("list")
    assert len(rows) > 15
    assert [row["type"].lower() for row in rows] == sorted(row["type"].lower() for row in rows)
    assert {"id", "type", "name", "group", "location", "state", "addresses"} == rows[0].keys()


@pytest.mark.parametrize("kind", ["Microsoft.Network/virtualNetworks", "virtualnetworks", "VirtualNetwork"])
def test_a_type_may_be_named_as_people_do(shell: Shell, kind: str) -> None:
    assert [row["name"] for row in shell.json("list", kind)] == ["vnet"]


def test_a_machine_has_the_addresses_of_its_interfaces(shell: Shell) -> None:
    [machine] = shell.json("list", "virtualMachines")
    [card] = [row for row in shell.json("list", "networkInterfaces") if row["name"] == "nic"]
    assert machine["addresses"] == card["addresses"] != []


def test_a_list_keeps_to_a_group(shell: Shell, azure: Engine) -> None:
    azure.create("resources:ResourceGroup", {**given.group(), "resourceGroupName": "other"})
    assert [row["name"] for row in shell.json("list", "--group", "OTHER")] == ["other"]
    assert "there is no resource group 'nowhere'; there is other, rg" in shell.mistake("list", "--group", "nowhere")


def test_of_a_known_type_there_may_be_none(shell: Shell) -> None:
    assert shell.text("list", "azureFirewalls") == ""
    assert shell.json("list", "azureFirewalls") == []
    assert "(meant privateEndpoints" in shell.mistake("list", "privateEndpoint-s")


def test_columns_are_left_out_where_nothing_stands_in_them(shell: Shell) -> None:
    header, *_ = shell.lines("list", "A")
    assert header.split() == ["TYPE", "NAME", "GROUP", "ADDRESS"]


@pytest.mark.parametrize("what", [given.VAULT_ID, given.VAULT_ID.upper(), "kv-demo", "KV-DEMO"])
def test_a_resource_is_shown_as_azure_answers_it(shell: Shell, what: str) -> None:
    shown = shell.json("show", what)
    assert (shown["id"], shown["name"], shown["type"]) == (given.VAULT_ID, "kv-demo", "Microsoft.KeyVault/vaults")
    assert shown["properties"]["vaultUri"] == "https://kv-demo.vault.azure.net/"


def test_a_child_is_shown_by_its_parents_name(shell: Shell) -> None:
    shown = shell.json("show", "vnet/training")
    assert shown["properties"]["addressPrefix"] == "10.0.1.0/24"
    assert "securityRules" in shell.json("show", "nsg")["properties"]


def test_a_network_is_shown_with_its_subnets(shell: Shell) -> None:
    subnets = shell.json("show", "vnet")["properties"]["subnets"]
    assert [one["name"] for one in subnets] == ["endpoints", "training", "AzureBastionSubnet"]
    assert subnets[0]["properties"]["addressPrefix"] == "10.0.0.0/24"


def test_secrets_are_not_shown(shell: Shell) -> None:
    text = shell.text("show", "appi-demo")
    assert '"InstrumentationKey": "[masked]"' in text
    assert '"ConnectionString": "[masked]"' in text
    assert "Hunter" not in shell.text("show", "vm")


def test_a_name_that_is_none_or_several_is_one_line(shell: Shell, azure: Engine) -> None:
    assert "nothing that is deployed is called 'kv-dem' (meant kv-demo" in shell.mistake("show", "kv-dem")
    for scope in (given.STORAGE_ID, given.VAULT_ID):
        azure.create("authorization:ManagementLockByScope", given.lock(scope))
    text = shell.mistake("show", "keep")
    assert text.startswith("2 resources are called 'keep'")
    assert f"{given.VAULT_ID}/providers/Microsoft.Authorization/locks/keep" in text


def test_a_private_name_is_resolved_step_by_step(shell: Shell) -> None:
    lines = shell.lines("resolve", "kv-demo.vault.azure.net", "--from", "vnet")
    assert lines[0] == "kv-demo.vault.azure.net from vnet"
    assert lines[1:4] == [
        "  asks Azure DNS in vnet",
        f"  public DNS CNAME kv-demo.vault.azure.net -> kv-demo.{VAULT_ZONE}",
        f"  zone {VAULT_ZONE}, linked by aml",
    ]
    assert lines[-1].startswith("PRIVATE  10.0.0.")


def test_a_public_name_says_why_and_ends_with_1(shell: Shell) -> None:
    lines = shell.lines("resolve", "stdemo.blob.core.windows.net", "--from", "vnet", code=1)
    assert lines[-1].startswith("NOT PRIVATE  public DNS answers: nothing that is deployed has a private endpoint")
    found = shell.json("resolve", "stdemo.blob.core.windows.net", "--from", given.NETWORK_ID, code=1)
    assert (found["private"], found["addresses"], found["zone"]) == (False, [], None)


def test_programs_get_the_zone_and_the_record(shell: Shell) -> None:
    found = shell.json("resolve", "kv-demo.vault.azure.net", "--from", "vnet")
    assert found["private"] is True
    assert found["zone"] == f"{NETWORK}/privateDnsZones/{VAULT_ZONE}"
    assert found["record"].endswith("/A/kv-demo")
    assert found["reason"] is None


def test_a_network_that_is_not_there_is_one_line(shell: Shell) -> None:
    assert shell.mistake("resolve", "x", "--from", "hub") == "there is no virtual network 'hub'; there is vnet"
    assert "arguments are required: --from" in shell.mistake("resolve", "x")


def test_a_template_is_printed_whole_or_for_a_group(shell: Shell) -> None:
    whole = json.loads(shell.text("export"))
    assert whole["$schema"].endswith("subscriptionDeploymentTemplate.json#")
    group = json.loads(shell.text("export", "--group", "RG"))
    assert group["$schema"].endswith("deploymentTemplate.json#")
    assert whole["resources"][-1]["properties"]["template"] == group
    assert "there is no resource group 'x'" in shell.mistake("export", "--group", "x")


def test_the_log_shows_the_last_requests(shell: Shell, azure: Engine) -> None:
    with pytest.raises(Exception, match="SecurityRuleInvalidPriority"):
        azure.create("network:NetworkSecurityGroup", given.security_group(given.rule(priority=5), name="bad"))
    entry, message = shell.lines("log", "-n", "1")
    when, method, _, unit, result, place = entry.split()
    assert (method, unit, result) == ("PUT", "ms", "SecurityRuleInvalidPriority")
    assert when.endswith("Z")
    assert place == f"{NETWORK}/networkSecurityGroups/bad"
    assert "Allowed range 100-4096" in message
    assert len(shell.lines("log", "-n", "3", "--json")) == 3
    assert json.loads(shell.lines("log", "-n", "1", "--json")[0])["method"] == "PUT"
    assert shell.text("log", "-n", "0") == ""
    assert "'five' is no number of requests" in shell.mistake("log", "-n", "five")


def test_the_log_can_be_followed(shell: Shell, azure: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = iter([True, False])

    def wait(_seconds: float) -> None:
        if not next(looks):
            raise KeyboardInterrupt
        for number in range(2):
            azure.plugin.cloud.store.note(Entry(0, "now", "GET", f"/new{number}", "OK", "", 1.0))

    monkeypatch.setattr("local.azure.console.log.time.sleep", wait)
    with pytest.raises(KeyboardInterrupt):
        shell.lines("log", "-n", "0", "--follow")
    assert [line.rpartition("/")[2] for line in shell._capsys.readouterr().out.splitlines()] == ["new0", "new1"]


@pytest.mark.parametrize("name", command.COMMANDS)
def test_each_command_explains_itself(shell: Shell, name: str) -> None:
    text = shell.text(name, "--help")
    assert text.startswith(f"usage: python -m local azure {command.COMMANDS[name].usage}")
    assert command.COMMANDS[name].usage in command.help_text()
    assert "unrecognized arguments: --bogus" in shell.mistake(name, *_needed(name), "--bogus")


def _needed(name: str) -> list[str]:
    return {"show": ["x"], "resolve": ["x", "--from", "y"]}.get(name, [])


def test_an_unknown_command_is_one_line(shell: Shell) -> None:
    assert "has no command 'ls': it has list, show, resolve, export, diff, log" in shell.mistake("ls")


def test_nothing_deployed_and_no_store_are_one_line(shell: Shell, tmp_path: Path) -> None:
    shell.project = Project(tmp_path, tmp_path / "else")
    assert "nothing has been deployed yet" in shell.mistake("list")
    assert not shell.project.azure.exists(), "looking makes nothing"
    shell.project.local.mkdir()
    shell.project.azure.write_text("no database, and long enough to be looked at " * 100)
    assert "is not a store of the emulator" in shell.mistake("list")


def test_looking_changes_nothing(shell: Shell, azure: Engine) -> None:
    before = [(one.id, one.properties) for one in azure.plugin.cloud.store.resources()]
    noted = azure.plugin.cloud.store.noted(1000)
    for arguments in (["list"], ["show", "vnet"], ["export"], ["log"]):
        shell.text(*arguments)
    assert [(one.id, one.properties) for one in azure.plugin.cloud.store.resources()] == before
    assert azure.plugin.cloud.store.noted(1000) == noted


def test_a_terminal_gets_a_table_that_fits() -> None:
    rows = [["x" * 60, "[bold]"], ["y", "z"]]
    terminal = Console(file=io.StringIO(), force_terminal=True, width=40, color_system=None)
    draw.table(terminal, ["LONG", "SHORT"], rows)
    drawn = terminal.file.getvalue()  # type: ignore[attr-defined]  # a StringIO
    assert max(map(len, drawn.splitlines())) <= 40
    assert "[bold]" in drawn, "no markup"


def local(project: Project, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(REPOSITORY), "HOME": str(project.root), **variables}
    command_line = [sys.executable, "-m", "local", *arguments]
    return subprocess.run(command_line, cwd=project.root, env=environment, capture_output=True, text=True, check=False)


def test_the_command_line_needs_no_engine_and_gives_the_codes(project: Project) -> None:
    done = local(project, "azure", "list", "virtualNetworks", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)[0]["id"] == given.NETWORK_ID
    done = local(project, "azure", "resolve", "example.com", "--from=vnet")
    assert (done.returncode, done.stdout.count("NOT PRIVATE")) == (1, 1)
    assert local(project, "azure", "log", "-n", "2").stdout.count("\n") == 2
    done = local(project, "azure", "show", "nothing")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)


def test_the_command_line_looks_into_the_store_of_this_project(project: Project, tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    assert given.NETWORK_ID in local(project, "azure", "list", "virtualNetworks", "--json", "-C", "below").stdout
    done = local(project, "azure", "list", SECURE_MLOPS_LOCAL_DIR="else")
    assert f"nothing has been deployed yet: there is no {tmp_path}/else/azure.db" in done.stderr


def test_the_command_line_lists_the_commands(project: Project) -> None:
    for arguments in (["azure"], ["azure", "--help"]):
        done = local(project, *arguments)
        assert (done.returncode, done.stdout) == (0, command.help_text())
    assert "needs a command before --json" in local(project, "azure", "--json").stderr


def test_no_value_of_a_secret_is_in_anything_that_is_printed(shell: Shell, azure: Engine) -> None:
    for name in ("pip-vpn", "pip-afw"):
        azure.create("network:PublicIPAddress", net.address(name))
    azure.create("network:VirtualNetwork", net.hub())
    azure.create("network:VirtualNetworkGateway", net.vpn())
    azure.create("network:LocalNetworkGateway", net.site())
    azure.create("network:VirtualNetworkGatewayConnection", net.tunnel())
    for arguments in (["list"], ["show", "s2s"], ["export"], ["log"], ["log", "--json"]):
        assert "hunter2" not in shell.text(*arguments).lower()
    assert SCOPE in shell.text("show", "s2s")


def test_what_is_deleted_keeps_its_name_until_it_is_purged(shell: Shell, azure: Engine) -> None:
    azure.create("keyvault:Vault", given.vault("kv-kept", enablePurgeProtection=True))
    for name in ("kv-demo", "kv-kept"):
        azure.delete(given.VAULT_ID.replace("kv-demo", name))
    rows = {row["name"]: row for row in shell.json("purge")}
    assert (rows["kv-demo"]["location"], rows["kv-demo"]["purgeable"]) == ("westeurope", True)
    assert "kv-kept" in shell.text("purge")
    assert "protected" in shell.mistake("purge", "kv-kept")
    assert "there is kv-demo, kv-kept" in shell.mistake("purge", "kv-other")
    assert shell.lines("purge", "KV-demo") == [f"purged {given.VAULT_ID}: its name is free"]
    assert [row["name"] for row in shell.json("purge")] == ["kv-kept"]
    azure.create("keyvault:Vault", given.vault())


def test_of_several_that_are_deleted_one_is_purged_by_its_id(shell: Shell, azure: Engine) -> None:
    azure.create("resources:ResourceGroup", {**given.group(), "resourceGroupName": "rg2"})
    two = given.logs() | {"workspaceName": "log-two"}
    ids = [
        azure.create("operationalinsights:Workspace", two | {"resourceGroupName": name})[0] for name in ("rg", "rg2")
    ]
    for one in ids:
        azure.delete(one)
    assert ids[0] in shell.mistake("purge", "log-two")
    shell.text("purge", ids[0])
    assert [row["id"] for row in shell.json("purge")] == [ids[1]]

"""`bootstrap/state.sh`: what it asks of Azure and in which order, again, by halves, and when something is wrong."""

import json
import os
import re
import subprocess
import sys
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from components.clouds import PUBLIC
from components.firewall_rules import host_rules
from tests.support import azure_cli
from tests.support.azure_cli import KEY_VERSION, SUBSCRIPTION
from tests.support.deployer import DEPLOYS, PREVIEWS, named_in, needed
from tests.support.platform import settings_of
from tests.support.stackfiles import PROJECT_ROOT

SCRIPT = PROJECT_ROOT / "bootstrap" / "state.sh"
TEAM = "aaaaaaaa-0000-4000-8000-000000000001"
PIPELINE = "aaaaaaaa-0000-4000-8000-000000000002"
PREVIEW = "aaaaaaaa-0000-4000-8000-000000000003"
GIVEN = (
    "--name", "contoso", "--location", "westeurope", "--team", TEAM, "--pipeline", PIPELINE,
    "--allow", "203.0.113.0/24", "--allow", "198.51.100.7/32",
)  # fmt: skip
CHANGES = [
    "group create",
    "storage account create",
    "storage account network-rule add",
    "storage account network-rule add",
    "storage account blob-service-properties update",
    "storage container-rm create",
    "keyvault create",
    "keyvault network-rule add",
    "keyvault network-rule add",
    "rest",
    "role assignment create",
    "role assignment create",
    "role assignment create",
    "role assignment create",
    "lock create",
]
# What each change asks of Azure. https://learn.microsoft.com/azure/role-based-access-control/resource-provider-operations
ACTIONS = {
    "group create": "Microsoft.Resources/subscriptions/resourceGroups/write",
    "storage account create": "Microsoft.Storage/storageAccounts/write",
    "storage account network-rule add": "Microsoft.Storage/storageAccounts/write",
    "storage account blob-service-properties update": "Microsoft.Storage/storageAccounts/blobServices/write",
    "storage container-rm create": "Microsoft.Storage/storageAccounts/blobServices/containers/write",
    "keyvault create": "Microsoft.KeyVault/vaults/write",
    "keyvault network-rule add": "Microsoft.KeyVault/vaults/write",
    "rest": "Microsoft.KeyVault/vaults/keys/write",
    "role assignment create": "Microsoft.Authorization/roleAssignments/write",
    "lock create": "Microsoft.Authorization/locks/write",
}


@dataclass(frozen=True)
class Cloud:
    """A folder with a stand-in for az, and what was made with it."""

    folder: Path

    def run(self, *args: str, **variables: str) -> subprocess.CompletedProcess[str]:
        environment = {
            "PATH": f"{self.folder / 'bin'}:/usr/bin:/bin",
            "STUB_WORLD": str(self.folder / "world.json"),
            "STUB_LOG": str(self.folder / "log"),
            "TMPDIR": str(self.folder / "tmp"),
            **variables,
        }
        return subprocess.run([str(SCRIPT), *args], env=environment, check=False, capture_output=True, text=True)

    @property
    def made(self) -> list[str]:
        file = self.folder / "world.json"
        return list(json.loads(file.read_text())) if file.exists() else []

    def calls(self) -> list[list[str]]:
        file = self.folder / "log"
        calls = [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []
        file.unlink(missing_ok=True)
        return calls

    def changes(self) -> list[list[str]]:
        return [call for call in self.calls() if command(call) in azure_cli.MADE and "get" not in call]


def command(call: Sequence[str]) -> str:
    return " ".join(call[: next(at for at, word in enumerate(call) if word.startswith("--"))])


@pytest.fixture
def cloud(tmp_path: Path) -> Cloud:
    for folder in ("bin", "tmp"):
        (tmp_path / folder).mkdir()
    az = tmp_path / "bin" / "az"
    az.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{azure_cli.__file__}" "$@"\n')
    az.chmod(0o755)
    return Cloud(tmp_path)


def option(call: Sequence[str], name: str) -> str:
    return call[call.index(name) + 1]


def refused(done: subprocess.CompletedProcess[str], code: int) -> str:
    """The one line that a mistake gets, whatever was reported of the work before it."""
    assert done.returncode == code, done
    [line] = [line for line in done.stderr.splitlines() if line.startswith("error: ")]
    assert done.stderr.endswith(f"{line}\n"), "nothing comes after it"
    return line.removeprefix("error: ")


def test_all_is_made_in_an_order_that_azure_takes(cloud: Cloud) -> None:
    done = cloud.run(*GIVEN)
    assert done.returncode == 0, done.stderr
    assert [command(call) for call in cloud.changes()] == CHANGES
    assert not list((cloud.folder / "tmp").iterdir())


def test_what_it_makes_is_closed_and_can_be_recovered(cloud: Cloud) -> None:
    cloud.run(*GIVEN)
    changes = {command(call): call for call in cloud.changes()}
    account, vault = changes["storage account create"], changes["keyvault create"]
    for call, name, value in (
        (account, "--allow-shared-key-access", "false"),
        (account, "--allow-blob-public-access", "false"),
        (account, "--min-tls-version", "TLS1_2"),
        (account, "--default-action", "Deny"),
        (account, "--bypass", "None"),
        (vault, "--enable-rbac-authorization", "true"),
        (vault, "--enable-purge-protection", "true"),
        (vault, "--default-action", "Deny"),
        (changes["storage account blob-service-properties update"], "--enable-versioning", "true"),
        (changes["storage account blob-service-properties update"], "--enable-delete-retention", "true"),
        (changes["storage account blob-service-properties update"], "--enable-container-delete-retention", "true"),
        (changes["storage container-rm create"], "--public-access", "off"),
        (changes["lock create"], "--lock-type", "CanNotDelete"),
    ):
        assert option(call, name) == value, (call, name)
    assert not {"rule contoso 0.0.0.0/0"} & set(cloud.made)
    allowed = [one.split()[2] for one in cloud.made if one.startswith("rule ")]
    assert allowed == ["203.0.113.0/24", "198.51.100.7"] * 2


def roles_given(cloud: Cloud) -> set[tuple[str, str, str]]:
    """Each role given since the last look, with who got it and what that is."""
    return {
        (option(call, "--role"), option(call, "--assignee-object-id"), option(call, "--assignee-principal-type"))
        for call in cloud.changes()
        if command(call) == "role assignment create"
    }


def test_each_principal_gets_the_roles_that_it_needs_where_it_needs_them(cloud: Cloud) -> None:
    cloud.run(*GIVEN, "--preview", PREVIEW)
    may = {(TEAM, "Group"): DEPLOYS, (PIPELINE, "ServicePrincipal"): DEPLOYS, (PREVIEW, "ServicePrincipal"): PREVIEWS}
    assert roles_given(cloud) == {(role, *who) for who, actions in may.items() for role in needed(actions)}
    scopes = {one.rpartition("/")[2].rpartition(" ")[2] for one in cloud.made if one.startswith("role Storage")}
    assert scopes == {"state"}, "the container, not the account"


def test_an_identity_for_previews_is_added_to_what_is_there(cloud: Cloud) -> None:
    cloud.run(*GIVEN)
    cloud.calls()
    done = cloud.run(*GIVEN, "--preview", PREVIEW)
    assert done.returncode == 0, done.stderr
    assert roles_given(cloud) == {
        (role, PREVIEW, "ServicePrincipal") for role in ("Storage Blob Data Reader", "Key Vault Crypto User")
    }
    cloud.run(*GIVEN, "--preview", PREVIEW)
    assert not roles_given(cloud), "once"


def test_the_roles_that_it_asks_for_are_enough(cloud: Cloud) -> None:
    asked = cloud.run("--help").stdout.partition("with the roles ")[2].partition(" on the subscription")[0]
    assert named_in(asked) == needed(ACTIONS[step] for step in CHANGES)


def test_what_to_type_next_names_the_keys_version(cloud: Cloud) -> None:
    printed = cloud.run(*GIVEN).stdout
    [account] = [one.split()[1] for one in cloud.made if one.startswith("account ")]
    [vault] = [one.split()[1] for one in cloud.made if one.startswith("vault ")]
    assert f"pulumi login 'azblob://state?storage_account={account}'\n" in printed
    assert f"--secrets-provider 'azurekeyvault://{vault}.vault.azure.net/keys/pulumi/{KEY_VERSION}'\n" in printed
    assert len(account) <= 24
    assert len(vault) <= 24


def allowed_hosts(text: str) -> list[str]:
    """The host names of the only line of YAML that lists them."""
    [line] = re.findall(r"^ +(allowedHosts: .+)$", text, re.MULTILINE)
    found: list[str] = yaml.safe_load(line)["allowedHosts"]
    return found


def test_what_to_allow_in_a_firewall_is_what_the_engine_will_ask_for(cloud: Cloud) -> None:
    printed = cloud.run(*GIVEN).stdout
    [account] = re.findall(r"storage_account=(\w+)'", printed)
    [vault] = re.findall(r"'azurekeyvault://([^/]+)/", printed)
    assert allowed_hosts(printed) == [f"{account}.blob.core.windows.net", vault]


def test_the_pages_way_through_the_firewall_is_a_valid_setting_and_lets_every_machine_out() -> None:
    page = (PROJECT_ROOT / "docs" / "teams.md").read_text()
    [block] = re.findall(
        r"^( +secure-mlops:network:\n(?: +egress:\n| +firewall:\n| +allowedHosts: .+\n)+)", page, re.MULTILINE
    )
    change = yaml.safe_load(textwrap.dedent(block))["secure-mlops:network"]
    firewall = settings_of("prod", network=change).network.egress.firewall
    assert firewall
    [own] = [
        rule for rule in host_rules(PUBLIC, firewall.allowed_hosts, {"Agents": "10.20.17.0/24"}) if rule.name == "own"
    ]
    assert own.hosts == tuple(allowed_hosts(page))
    assert {"Agents", "JumpHost"} <= set(own.who)


def test_the_pages_hosts_are_called_as_the_command_calls_them(cloud: Cloud) -> None:
    cloud.run(*GIVEN)
    real = allowed_hosts(cloud.run(*GIVEN).stdout)
    page = allowed_hosts((PROJECT_ROOT / "docs" / "teams.md").read_text())
    assert [re.sub(r"\d+", "", host) for host in page] == [re.sub(r"\d+", "", host) for host in real]


def test_another_cloud_has_another_domain(cloud: Cloud) -> None:
    printed = cloud.run(*GIVEN, STUB_SUFFIX="core.usgovcloudapi.net").stdout
    assert "&domain=blob.core.usgovcloudapi.net'" in printed


def test_a_second_run_makes_nothing_and_puts_settings_back(cloud: Cloud) -> None:
    first = cloud.run(*GIVEN)
    made = cloud.made
    cloud.calls()
    second = cloud.run(*GIVEN)
    assert (second.returncode, second.stdout) == (0, first.stdout)
    assert cloud.made == made
    changes = {command(call): call for call in cloud.changes()}
    assert not changes.keys() & {"storage account create", "keyvault create", "role assignment create"}
    assert option(changes["storage account update"], "--allow-shared-key-access") == "false"
    assert option(changes["keyvault update"], "--default-action") == "Deny"


@pytest.mark.parametrize("step", sorted(set(CHANGES)))
def test_a_step_that_fails_is_one_clear_line_and_the_next_run_ends_the_work(cloud: Cloud, step: str) -> None:
    line = refused(cloud.run(*GIVEN, STUB_FAILS=step), 1)
    assert f": (AuthorizationFailed) may not do {step}. What is made already stays: " in line
    assert line.endswith("put this right, then run the same command again")
    assert cloud.run(*GIVEN).returncode == 0
    assert sorted({one.split()[0] for one in cloud.made}) == [
        "account", "container", "group", "key", "lock", "role", "rule", "vault", "versions",
    ]  # fmt: skip


@pytest.mark.parametrize("step", ["account show", "storage account list", "keyvault list", "role assignment list"])
def test_a_question_that_fails_is_no_answer(cloud: Cloud, step: str) -> None:
    assert "may not do" in refused(cloud.run(*GIVEN, STUB_FAILS=step), 1)


def test_a_dry_run_changes_nothing_and_shows_every_change(cloud: Cloud) -> None:
    done = cloud.run(*GIVEN, "--dry-run")
    assert done.returncode == 0, done.stderr
    assert not cloud.made
    shown = [line for line in done.stdout.splitlines() if line.startswith("would change ")]
    assert [line.partition(": az ")[2].startswith(step) for line, step in zip(shown, CHANGES, strict=True)]
    assert not cloud.changes()
    assert done.stdout.endswith("Nothing was changed.\n")


def test_a_private_state_is_closed_to_the_internet(cloud: Cloud) -> None:
    assert cloud.run(*GIVEN[:-4], "--private").returncode == 0
    changes = {command(call): call for call in cloud.changes()}
    for made in ("storage account create", "keyvault create"):
        assert option(changes[made], "--public-network-access") == "Disabled"
    assert not [one for one in cloud.made if one.startswith("rule ")]


def test_every_call_names_the_subscription_and_none_changes_the_default(cloud: Cloud) -> None:
    other = SUBSCRIPTION.replace("1", "9")
    cloud.run(*GIVEN, "--subscription", other)
    calls = [call for call in cloud.calls() if command(call) != "cloud show"]  # it is about none
    assert all(option(call, "--subscription") == other for call in calls)
    assert "account set" not in {command(call) for call in calls}


NAME = "--name must be 2-10 lower-case letters or digits, a letter first, got "
RANGE = "--allow takes an IPv4 address or range such as 203.0.113.0/24, got "
SMALL = "--allow takes no /31 and no /30, as Azure Storage does not: name the addresses, got "
BOTH = "--preview is for an identity that may not deploy, got "
NOBODY = "nobody would reach the state: give --allow RANGE, or --private if you have private endpoints"


@pytest.mark.parametrize(
    ("args", "line"),
    [
        (GIVEN[2:], f"{NAME}''"),
        (("--name", "Contoso", *GIVEN[2:]), f"{NAME}'Contoso'"),
        (("--name", "contoso", *GIVEN[4:]), "--location is missing: an Azure region such as westeurope"),
        ((*GIVEN[:4], *GIVEN[8:]), "nobody may deploy: give --team or --pipeline"),
        (GIVEN[:8], NOBODY),
        ((*GIVEN, "--private"), "--allow and --private contradict each other"),
        ((*GIVEN, "--allow", "everyone"), f"{RANGE}'everyone'"),
        ((*GIVEN, "--allow", "203.0.113.0/31"), f"{SMALL}'203.0.113.0/31'"),
        ((*GIVEN, "--team", "mlops"), "--team takes an object id, a GUID with hyphens, got 'mlops'"),
        ((*GIVEN, "--preview", "mlops"), "--preview takes an object id, a GUID with hyphens, got 'mlops'"),
        ((*GIVEN[:4], "--preview", PREVIEW, *GIVEN[8:]), "nobody may deploy: give --team or --pipeline"),
        ((*GIVEN, "--preview", PIPELINE), f"{BOTH}'{PIPELINE}' as --team or --pipeline too"),
        ((*GIVEN, "--dryrun"), "--dryrun is not known here"),
        ((*GIVEN, "--team"), "--team needs a value"),
    ],
)
def test_a_mistake_is_one_line_and_asks_azure_nothing(cloud: Cloud, args: tuple[str, ...], line: str) -> None:
    assert refused(cloud.run(*args), 2) == f"{line} (--help explains)"
    assert not cloud.calls()


def test_without_the_azure_cli_it_says_where_to_get_it(cloud: Cloud) -> None:
    (cloud.folder / "bin" / "az").unlink()
    assert refused(cloud.run(*GIVEN), 1) == "the Azure CLI is missing: https://aka.ms/azure-cli"


def test_it_explains_itself(cloud: Cloud) -> None:
    done = cloud.run("--help")
    assert (done.returncode, done.stderr) == (0, "")
    for name in (
        "--name",
        "--location",
        "--team",
        "--pipeline",
        "--preview",
        "--allow",
        "--private",
        "--subscription",
        "--sku",
    ):
        assert name in done.stdout


def test_shellcheck_finds_nothing() -> None:
    shellcheck = os.fspath(Path(sys.executable).parent / "shellcheck")
    done = subprocess.run([shellcheck, str(SCRIPT)], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")

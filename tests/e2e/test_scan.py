"""Production, deployed to the emulator and looked at from outside: by checkov, by name, and for drift."""

import copy
import json
import sys
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from local.azure import resolution
from local.azure.store import Store
from local.engine.progress import Progress
from tests.e2e.scan_reasons import REASONS, Failure
from tests.support.deployment import Deployment
from tests.support.scanner import checkov, scan

pytestmark = pytest.mark.e2e

NETWORKS = ("vnet-mlops-prod-aml", "vnet-mlops-prod-bastion")


@pytest.fixture(scope="module")
def prod(tmp_path_factory: pytest.TempPathFactory) -> Deployment:
    deployment = Deployment(tmp_path_factory.mktemp("prod"))
    deployment.run("up", "-s", "prod", "--yes", "--skip-preview")
    return deployment


@pytest.fixture(scope="module")
def template(prod: Deployment) -> dict[str, Any]:
    exported: dict[str, Any] = json.loads(prod.run("azure", "export").output)
    return exported


@pytest.fixture(scope="session")
def scanner(pytestconfig: pytest.Config) -> Path:
    with pytestconfig.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        return checkov(Progress(sys.stderr))


Scan = Callable[[dict[str, Any]], dict[str, Any]]


@pytest.fixture(scope="module")
def scanned(scanner: Path, tmp_path_factory: pytest.TempPathFactory) -> Scan:
    return lambda template: scan(scanner, template, tmp_path_factory.mktemp("scan"))


@pytest.fixture(scope="module")
def report(scanned: Scan, template: dict[str, Any]) -> dict[str, Any]:
    return scanned(template)


def failures(report: dict[str, Any]) -> set[Failure]:
    """The failed checks with the names of the resources."""
    # a resource is called TYPE.NAME, and a type has one dot, as in Microsoft.Network/privateDnsZones
    return {(one["check_id"], one["resource"].split(".", 2)[2]) for one in report["results"]["failed_checks"]}


def resources(template: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The resources of a template and of the deployments in it."""
    for one in template["resources"]:
        yield one
        if one["type"] == "Microsoft.Resources/deployments":
            yield from resources(one["properties"]["template"])


def fits(failure: Failure, row: Failure) -> bool:
    return failure[0] == row[0] and fnmatchcase(failure[1], row[1])


def test_checkov_reads_all_that_is_deployed(report: dict[str, Any], template: dict[str, Any]) -> None:
    summary = report["summary"]
    assert summary["parsing_errors"] == 0
    assert summary["passed"] > 60
    # checkov tells apart by type and name, not by what a resource hangs on
    assert summary["resource_count"] == len({(one["type"], one["name"]) for one in resources(template)}) > 150


def test_checkov_finds_nothing_but_what_has_a_reason(report: dict[str, Any]) -> None:
    unexplained = {one for one in failures(report) if not any(fits(one, row) for row in REASONS)}
    assert unexplained == set()


@pytest.mark.parametrize("row", REASONS, ids=lambda row: row[0])
def test_a_reason_is_for_something_that_checkov_finds(report: dict[str, Any], row: Failure) -> None:
    assert [one for one in failures(report) if fits(one, row)], "what is no longer found needs no reason"
    assert len(REASONS[row]) > 20


def plant(template: dict[str, Any], kind: str, change: Callable[[dict[str, Any]], None]) -> str:
    """Change the first resource of a type, and give its name."""
    one = next(one for one in resources(template) if one["type"] == kind)
    change(one["properties"])
    return str(one["name"])


def opened(properties: dict[str, Any]) -> None:
    rule = {"access": "Allow", "direction": "Inbound", "protocol": "Tcp", "sourceAddressPrefix": "*",
            "destinationPortRange": "22", "priority": 100}  # fmt: skip
    properties["securityRules"].append({"name": "planted", "properties": rule})


PLANTED: dict[str, tuple[str, Callable[[dict[str, Any]], None]]] = {
    "CKV_AZURE_3": ("Microsoft.Storage/storageAccounts", lambda p: p.update(supportsHttpsTrafficOnly=False)),
    "CKV_AZURE_10": ("Microsoft.Network/networkSecurityGroups", opened),
    "CKV_AZURE_109": ("Microsoft.KeyVault/vaults", lambda p: p["networkAcls"].update(defaultAction="Allow")),
    "CKV_AZURE_139": (
        "Microsoft.ContainerRegistry/registries",
        lambda p: p.update(publicNetworkAccess="Enabled", networkRuleSet={"defaultAction": "Allow"}),
    ),
    "CKV_AZURE_151": (
        "Microsoft.Compute/virtualMachines",
        lambda p: p["securityProfile"].update(encryptionAtHost=False),
    ),
}


def test_checkov_finds_what_is_planted(scanned: Scan, template: dict[str, Any], report: dict[str, Any]) -> None:
    broken = copy.deepcopy(template)
    planted = {(check, plant(broken, kind, change)) for check, (kind, change) in PLANTED.items()}
    assert not planted & failures(report)
    assert failures(scanned(broken)) - failures(report) >= planted


def test_every_private_name_is_private_in_both_networks(prod: Deployment) -> None:
    store = Store(prod.store_file)
    endpoints = store.of_type("Microsoft.Network/privateEndpoints")
    names = {one["fqdn"]: one["ipAddresses"] for made in endpoints for one in made.properties["customDnsConfigs"]}
    assert len(names) > 15
    for network in NETWORKS:
        place = resolution.network_named(store, network)
        assert place is not None
        for name, addresses in names.items():
            found = resolution.resolve(store, name.replace("*", "any"), place)
            assert (list(found.addresses), found.private) == (addresses, True), found
    store.close()


def test_a_person_sees_who_answers(prod: Deployment) -> None:
    [vault] = json.loads(prod.run("azure", "list", "vaults", "--json").output)
    host = f"{vault['name']}.vault.azure.net"
    lines = prod.run("azure", "resolve", host, "--from", NETWORKS[0]).output.splitlines()
    assert lines[1].endswith(f"the DNS proxy of firewall afw-mlops-prod, and that Azure DNS in {NETWORKS[1]}")
    assert lines[-1].startswith("PRIVATE  10.20.0.")


def test_what_happens_behind_the_programs_back_is_seen(prod: Deployment) -> None:
    assert "what is deployed is what the stack's state says" in prod.run("azure", "diff").output
    store = Store(prod.store_file)
    [account] = [one for one in store.of_type("Microsoft.Storage/storageAccounts") if one.name.startswith("stmlops")]
    [*_, link] = store.of_type("Microsoft.Network/privateDnsZones/virtualNetworkLinks")
    account.properties["publicNetworkAccess"] = "Enabled"
    store.put(account)
    store.delete(link.id)
    store.close()
    lines = prod.run("azure", "diff", "-s", "prod", allow=(1,)).output.splitlines()
    assert lines[-1 if lines[0].startswith("CHANGED") else 0].startswith(f"GONE  {link.id}")
    assert '  publicNetworkAccess: state "Disabled", Azure "Enabled"' in lines
    assert len(lines) == 3


def test_the_log_has_every_resource_that_was_made(prod: Deployment) -> None:
    entries = [json.loads(line) for line in prod.run("azure", "log", "-n", "5000", "--json").output.splitlines()]
    made = {entry["id"].lower() for entry in entries if entry["method"] == "PUT" and entry["result"] == "OK"}
    assert {one["id"].lower() for one in prod.state("prod") if one["type"].startswith("azure-native:")} <= made

"""`python -m local azure diff`: a stack's state against what is deployed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from local.azure import facts
from local.azure.console import command
from local.azure.store import Store
from local.errors import LocalError
from local.project import Project
from local.stackstate import SECRET, Stacks
from tests.unit.azure import samples as given
from tests.unit.azure.harness import NETWORK, SCOPE, Engine, azure_engine

SIGNED = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "v1:x"}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path, tmp_path / ".local")


@pytest.fixture
def store(project: Project) -> Iterator[Store]:
    opened = Store(project.azure)
    yield opened
    opened.close()


@pytest.fixture
def azure(store: Store) -> Engine:
    """A network, all of it deployed by stack dev."""
    engine = azure_engine(store)
    given.build_network(engine)
    return engine


@pytest.fixture(autouse=True)
def deployed(azure: Engine, project: Project) -> None:
    keep(project, "dev", *in_state(azure))


def in_state(azure: Engine) -> list[dict[str, Any]]:
    """What a stack's state has after the deployment of everything that was asked for."""
    records = [one for one in azure.plugin.cloud.store.resources() if not one.comes_with]
    return [kept(one.id, one.token, azure.plugin.cloud.read(one.id).properties) for one in records]


def kept(resource_id: str, token: str, outputs: dict[str, Any], **more: Any) -> dict[str, Any]:
    name = resource_id.rpartition("/")[2]
    urn = f"urn:pulumi:dev::demo::{token}::my-{name}"
    return {"urn": urn, "custom": True, "id": resource_id, "type": token, "outputs": outputs, **more}


def keep(project: Project, stack: str, *resources: dict[str, Any]) -> Path:
    file = project.state / ".pulumi" / "stacks" / "demo" / f"{stack}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    root = {"urn": "urn:pulumi:dev::demo::pulumi:pulumi:Stack::demo-dev", "type": "pulumi:pulumi:Stack"}
    latest = {"resources": [root, *resources]}
    file.write_text(json.dumps({"version": 3, "checkpoint": {"stack": stack, "latest": latest}}))
    return file


def diff(project: Project, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    capsys.readouterr()
    code = command.run("diff", arguments, project)
    return code, capsys.readouterr().out


def found(project: Project, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    drift: list[dict[str, Any]] = json.loads(diff(project, capsys, "--json")[1])
    return drift


def change(store: Store, resource_id: str, **properties: Any) -> None:
    """Change a resource as somebody in the portal does."""
    record = store.get(resource_id)
    assert record is not None
    store.put(replace(record, properties={**record.properties, **properties}))


def test_after_a_deployment_nothing_differs(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    assert diff(project, capsys) == (0, "dev: what is deployed is what the stack's state says\n")
    assert found(project, capsys) == []


def test_what_somebody_made_is_unknown(project: Project, azure: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    azure.create("network:PublicIPAddress", given.public_ip("pip-mine"))
    assert diff(project, capsys) == (1, f"UNKNOWN  {NETWORK}/publicIPAddresses/pip-mine\n")


def test_what_azure_brings_along_is_not_unknown(project: Project, azure: Engine, store: Store) -> None:
    azure.create("keyvault:Vault", given.vault())
    endpoint, _ = azure.create("network:PrivateEndpoint", given.endpoint())
    keep(project, "dev", *in_state(azure))
    assert len(store.brought_by(endpoint)) == 1, "its interface"
    assert command.run("diff", [], project) == 0


def test_plans_of_defender_are_nobodys(project: Project, azure: Engine) -> None:
    plan = f"/subscriptions/{facts.SUBSCRIPTION}/providers/Microsoft.Security/pricings/VirtualMachines"
    assert azure.read("security:Pricing", plan).id
    azure.update("security:Pricing", plan, {"scopeId": f"subscriptions/{facts.SUBSCRIPTION}",
                                            "pricingName": "VirtualMachines", "pricingTier": "Standard"})  # fmt: skip
    assert command.run("diff", [], project) == 0


def test_what_differs_is_said_property_by_property(
    project: Project, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    nsg = f"{NETWORK}/networkSecurityGroups/nsg"
    record = store.get(nsg)
    assert record is not None
    [rule] = record.properties["securityRules"]
    change(store, nsg, tags={"opened": "by hand"}, securityRules=[{**rule, "access": "Allow"}, {"name": "more"}])
    code, text = diff(project, capsys)
    assert code == 1
    assert text.splitlines() == [
        f"CHANGED  {nsg} (my-nsg)",
        '  securityRules[0].access: state "Deny", Azure "Allow"',
        '  securityRules[1]: state -, Azure {"name": "more"}',
        '  tags: state -, Azure {"opened": "by hand"}',
    ]


def test_subnets_are_compared_too(project: Project, store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    change(store, given.TRAINING, natGateway=None)
    [drift] = found(project, capsys)
    assert (drift["kind"], drift["id"], drift["name"]) == ("CHANGED", given.NETWORK_ID, "my-vnet")
    assert drift["changes"][0]["path"] == "subnets[1].natGateway"


def test_what_is_gone_is_said(project: Project, azure: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    address = f"{NETWORK}/publicIPAddresses/pip-bas"
    azure.delete(address)
    assert diff(project, capsys) == (1, f"GONE  {address} (my-pip-bas)\n")
    assert found(project, capsys)[0]["type"] == "azure-native:network:PublicIPAddress"


def test_secrets_are_not_compared_and_not_shown(
    project: Project, azure: Engine, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    change(store, SCOPE, hidden="hunter2", adminPassword="hunter3")
    state = in_state(azure)
    state[0]["outputs"] |= {"hidden": SIGNED, "adminPassword": "hunter4"}
    keep(project, "dev", *state)
    assert diff(project, capsys)[0] == 0
    assert Stacks(project).resources("dev")[0].outputs["hidden"] == SECRET


def test_what_another_stack_deployed_is_known(
    project: Project, azure: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    made, answer = azure.create("network:PublicIPAddress", given.public_ip("pip-prod"))
    keep(project, "prod", kept(made, "azure-native:network:PublicIPAddress", answer))
    assert diff(project, capsys, "-s", "dev")[0] == 0
    assert diff(project, capsys, "--stack", "organization/demo/prod")[0] == 0
    with pytest.raises(LocalError, match="name a stack: -s dev or -s prod"):
        command.run("diff", [], project)
    with pytest.raises(LocalError, match="no stack 'x' has been deployed here; there is dev, prod"):
        command.run("diff", ["-s", "x"], project)


def test_what_a_replacement_left_is_no_part_of_the_state(project: Project, azure: Engine) -> None:
    left = kept(f"{NETWORK}/publicIPAddresses/old", "azure-native:network:PublicIPAddress", {}, delete=True)
    keep(project, "dev", *in_state(azure), left)
    assert command.run("diff", [], project) == 0


def test_a_state_that_cannot_be_read_is_one_line(project: Project) -> None:
    keep(project, "dev").write_text("{")
    with pytest.raises(LocalError, match="the state of stack 'dev' cannot be read") as raised:
        command.run("diff", [], project)
    assert "\n" not in str(raised.value)

"""A hub and two spokes in one cloud: what a spoke uses of the hub, side by side, and the order in which they go."""

import json
from typing import Any

import pytest
import yaml

from local.azure.store import Store
from tests.e2e.lives import asked_for, left
from tests.support.deployment import Deployment
from tests.support.stackfiles import PROJECT, stack_file

pytestmark = pytest.mark.e2e

HUB = "hub"
SPOKES = {"alpha": "10.10.0.0/20", "beta": "10.30.0.0/20"}
UP = ("up", "--yes", "--skip-preview", "-s")


def spoke(name: str) -> dict[str, Any]:
    """The option's spoke as a team's own: another name, other addresses."""
    config = json.loads(json.dumps(stack_file("spoke").config).replace("10.10.", f"{SPOKES[name][:5]}."))
    return {**config, "workload": name}


@pytest.fixture(scope="module")
def teams(tmp_path_factory: pytest.TempPathFactory) -> Deployment:
    deployment = Deployment(tmp_path_factory.mktemp("teams"))
    deployment.add_stack(stack_file(HUB))
    for name in SPOKES:
        config = {f"{PROJECT}:{key}": value for key, value in spoke(name).items()}
        (deployment.folder / f"Pulumi.{name}.yaml").write_text(yaml.safe_dump({"config": config}))
    return deployment


def of_stack(teams: Deployment, stack: str) -> set[str]:
    return {one["id"].lower() for one in teams.state(stack) if one["type"].startswith("azure-native:")}


def test_a_spoke_before_its_hub_is_one_clear_line(teams: Deployment) -> None:
    said = teams.refused("preview", "-s", "alpha")
    [line] = [line for line in said.splitlines() if line.strip().startswith("error: config")]
    assert "config 'secure-mlops:hub' names a stack that cannot be read, got organization/secure-mlops/hub: " in line
    assert not asked_for(teams)


def test_a_hub_and_two_spokes_are_deployed_under_the_gate(teams: Deployment) -> None:
    for stack in (HUB, *SPOKES):
        teams.run(*UP, stack)
    theirs = [of_stack(teams, stack) for stack in (HUB, *SPOKES)]
    assert set.union(*theirs) == {record.id.lower() for record in asked_for(teams)}
    assert sum(map(len, theirs)) == len(set.union(*theirs)), "nothing belongs to two stacks"


@pytest.mark.parametrize("stack", [HUB, *SPOKES])
def test_nothing_is_left_to_do_in_any_of_them(teams: Deployment, stack: str) -> None:
    teams.run(*UP, stack, "--refresh", "--expect-no-changes")


def test_only_the_hub_has_ways_in_agents_and_zones(teams: Deployment) -> None:
    once = ("network:BastionHost", "compute:VirtualMachine", "privatedns:PrivateZone")
    for stack in (HUB, *SPOKES):
        kinds = {one["type"].removeprefix("azure-native:") for one in teams.state(stack)}
        assert kinds & set(once) == (set(once) if stack == HUB else set())
        assert ("machinelearningservices:Workspace" in kinds) == (stack != HUB)


@pytest.mark.parametrize("place", ["vnet-hub-opt-bastion", "vnet-alpha-opt-aml", "vnet-beta-opt-aml"])
def test_each_workspace_is_private_from_the_hub_and_from_every_spoke(teams: Deployment, place: str) -> None:
    found = {}
    for name in SPOKES:
        workspace = json.loads(teams.run("stack", "output", "privateEndpoints", "-s", name, "--json").output)
        host = next(host for host in workspace["workspace"] if ".workspace." in host and not host.startswith("*"))
        answer = teams.run("azure", "resolve", host, "--from", place, allow=(0, 1)).output.splitlines()[-1]
        found[name] = answer.split()[:2]
        assert found[name] == ["PRIVATE", workspace["workspace"][host]], answer
        assert found[name][1].startswith(SPOKES[name][:5])


def test_the_hubs_agents_may_work_in_each_workspace_and_reach_it(teams: Deployment) -> None:
    [agent] = [one for one in teams.state(HUB) if one["urn"].endswith("::vm-agent-01")]
    principal = agent["outputs"]["identity"]["principalId"]
    for name in SPOKES:
        roles = [one for one in teams.state(name) if one["type"] == "azure-native:authorization:RoleAssignment"]
        assert [
            one
            for one in roles
            if one["inputs"]["principalId"] == principal and "/workspaces/" in one["inputs"]["scope"]
        ]
        [group] = [one for one in teams.state(name) if one["urn"].endswith("::nsg-private-endpoints")]
        allowed = {rule.get("sourceAddressPrefix") for rule in group["inputs"]["securityRules"]}
        assert {"10.0.1.0/26", "10.0.0.64/28"} <= allowed


def another(teams: Deployment, name: str, addresses: str) -> None:
    """Writes the file of one more spoke."""
    text = (teams.folder / "Pulumi.beta.yaml").read_text()
    (teams.folder / f"Pulumi.{name}.yaml").write_text(text.replace("10.30.", addresses).replace("beta", name))


def test_a_spoke_with_the_hubs_addresses_is_refused_by_the_program(teams: Deployment) -> None:
    another(teams, "delta", "10.0.")
    assert (
        "config 'secure-mlops:network.aml.addressSpace' must not overlap the hub's BASTION VNET 10.0.0.0/22: "
        "they are peered, got 10.0.0.0/20"
    ) in teams.refused("preview", "-s", "delta")


def test_a_spoke_with_another_spokes_addresses_is_refused_by_azure(teams: Deployment) -> None:
    another(teams, "gamma", "10.10.")
    assert "VnetAddressSpaceOverlapsWithAlreadyPeeredVnet" in teams.refused(*UP, "gamma")
    teams.run("destroy", "-s", "gamma", "--yes", "--skip-preview")


def test_a_spoke_that_opens_itself_is_refused_by_the_gate(teams: Deployment) -> None:
    assert teams.run("gate", "-s", "beta").output.splitlines()[1].startswith("PASS")
    teams.edit_file(
        "components/storage_account.py", 'public_network_access="Disabled"', 'public_network_access="Enabled"'
    )
    said = teams.run("gate", "-s", "beta", allow=(1,)).output
    teams.edit_file(
        "components/storage_account.py", 'public_network_access="Enabled"', 'public_network_access="Disabled"'
    )
    assert "azure-storage-account-public-access (critical)" in said


def test_a_hub_in_use_cannot_be_destroyed_and_keeps_what_it_has(teams: Deployment) -> None:
    said = teams.refused("destroy", "-s", HUB, "--yes", "--skip-preview")
    assert 'Code="CannotDeleteResource"' in said
    kept = {record.type for record in Store(teams.store_file).resources()}
    assert {"Microsoft.Network/bastionHosts", "Microsoft.Compute/virtualMachines"} <= kept
    teams.run(*UP, HUB)
    for stack in (HUB, *SPOKES):
        teams.run(*UP, stack, "--expect-no-changes")


def test_a_protected_hub_is_refused_before_anything_is_touched(teams: Deployment) -> None:
    teams.edit_stack(HUB, lambda config: config.update(protectData=True))
    teams.run(*UP, HUB)
    before = {record.id for record in asked_for(teams)}
    assert "protected" in teams.refused("destroy", "-s", HUB, "--yes")
    assert {record.id for record in asked_for(teams)} == before
    teams.edit_stack(HUB, lambda config: config.update(protectData=False))
    teams.run(*UP, HUB)


def test_spokes_go_one_by_one_and_then_the_hub(teams: Deployment) -> None:
    others = of_stack(teams, HUB) | of_stack(teams, "beta")
    teams.run("destroy", "-s", "alpha", "--yes", "--skip-preview")
    assert {record.id.lower() for record in asked_for(teams)} == others
    teams.run(*UP, "beta", "--expect-no-changes")
    for stack in ("beta", HUB):
        teams.run("destroy", "-s", stack, "--yes", "--skip-preview")
    assert not left(teams)

"""Container groups: what is right lives its life."""

from __future__ import annotations

import pytest

from local.azure.store import Store
from tests.unit.azure import samples as base
from tests.unit.azure import samples_agents as given
from tests.unit.azure.harness import NETWORK, Engine, Inputs, RefusedError
from tests.unit.azure.life import live
from tests.unit.azure.samples_agents import container, credential, group

_KIND = "containerinstance:ContainerGroup"
_PORT = {"port": 443, "protocol": "TCP"}
_OTHER = f"{given.IDENTITY}-other"


@pytest.fixture
def agents(azure: Engine) -> Engine:
    """A subscription with a network for agents, an identity, and a registry that it may pull from."""
    given.build(azure)
    azure.create("authorization:RoleAssignment", given.pull())
    return azure


def sized(cpu: float, memory: float) -> Inputs:
    return container(resources={"requests": {"cpu": cpu, "memoryInGB": memory}})


def test_an_identity_needs_the_role_to_pull(azure: Engine) -> None:
    given.build(azure)
    with pytest.raises(RefusedError, match="InaccessibleImage"):
        azure.create(_KIND, group())


def test_a_closed_registry_lets_no_trusted_service_in_without_the_bypass(agents: Engine) -> None:
    closed = base.registry(publicNetworkAccess="Disabled", networkRuleBypassOptions="None")
    agents.update("containerregistry:Registry", base.REGISTRY_ID, closed)
    with pytest.raises(RefusedError, match="InaccessibleImage"):
        agents.create(_KIND, group())


def test_an_open_registry_takes_the_administrators_password_as_long_as_there_is_one(agents: Engine) -> None:
    by_password = group(
        imageRegistryCredentials=[{"server": given.SERVER, "username": "crdemo", "password": "hunter2"}]
    )
    agents.update("containerregistry:Registry", base.REGISTRY_ID, base.registry())
    with pytest.raises(RefusedError, match="InaccessibleImage"):
        agents.create(_KIND, by_password)
    agents.update("containerregistry:Registry", base.REGISTRY_ID, base.registry(adminUserEnabled=True))
    agents.create(_KIND, by_password)


def test_a_group_lives_and_its_secrets_stay_unsaid(agents: Engine, store: Store) -> None:
    secret = {"workspaceId": "11111111-1111-4111-8111-111111111111", "workspaceKey": "hunter2"}
    volume = {"name": "v", "secret": {"key": "hunter2"}}
    first: Inputs = {"name": "first", "image": "mcr.microsoft.com/a:1"}
    first["environmentVariables"] = [{"name": "TOKEN", "secureValue": "hunter2"}]
    whole = group(diagnostics={"logAnalytics": secret}, volumes=[volume], initContainers=[first])
    made, answer = live(agents, _KIND, whole, deletable=False)
    assert answer["ipAddress"]["ip"] == "10.20.0.4"
    assert "hunter2" not in str([(one.inputs, one.properties) for one in store.resources()])
    agents.delete(made)


def test_groups_take_one_free_address_after_another_and_keep_theirs(agents: Engine) -> None:
    made = [agents.create(_KIND, group(name=f"g{number}")) for number in range(3)]
    assert [answer["ipAddress"]["ip"] for _, answer in made] == ["10.20.0.4", "10.20.0.5", "10.20.0.6"]
    agents.delete(made[0][0])
    kept = agents.update(_KIND, made[2][0], group(name="g2", tags={"a": "b"}))
    assert kept["ipAddress"]["ip"] == "10.20.0.6"
    _, fourth = agents.create(_KIND, group(name="g4"))
    assert fourth["ipAddress"]["ip"] == "10.20.0.4"


def test_a_full_subnet_takes_no_more(agents: Engine) -> None:
    for number in range(11):
        agents.create(_KIND, group(name=f"g{number}"))
    with pytest.raises(RefusedError, match="SubnetIsFull"):
        agents.create(_KIND, group(name="last"))


def test_a_group_may_be_public_and_has_a_public_address_then(agents: Engine) -> None:
    public = group(
        container(image="mcr.microsoft.com/a:1"),
        subnetIds=None,
        imageRegistryCredentials=None,
        ipAddress={"type": "Public", "ports": [_PORT]},
    )
    _, answer = live(agents, _KIND, {key: value for key, value in public.items() if value is not None})
    assert answer["ipAddress"]["ip"].startswith("198.51.100.")


@pytest.mark.parametrize(
    "inputs",
    [
        group(restartPolicy="Never"),
        group(sized(2, 2)),
        group(osType="Windows"),
        group(diagnostics={"logAnalytics": {"workspaceId": "other", "workspaceKey": "k"}}),
        group(container(), container("second")),
    ],
    ids=["restart policy", "resources", "operating system", "logs", "one container more"],
)
def test_most_of_a_group_stays_as_it_was_made(agents: Engine, inputs: Inputs) -> None:
    made, _ = agents.create(_KIND, group())
    with pytest.raises(RefusedError, match="InvalidContainerGroupUpdate"):
        agents.update(_KIND, made, inputs)


def test_a_group_can_get_another_image_and_other_variables(agents: Engine) -> None:
    made, _ = agents.create(_KIND, group())
    newer = container(image=f"{given.SERVER}/agent:2", environmentVariables=[{"name": "A", "value": "b"}])
    assert agents.update(_KIND, made, group(newer))["containers"][0]["image"].endswith(":2")


def test_an_identity_and_a_subnet_stay_while_a_group_uses_them(agents: Engine) -> None:
    agents.create(_KIND, group())
    with pytest.raises(RefusedError, match="InUseSubnetCannotBeDeleted"):
        agents.delete(f"{NETWORK}/virtualNetworks/agents/subnets/aci")


def test_credentials_name_an_identity_that_is_there(agents: Engine) -> None:
    wrong = group(
        imageRegistryCredentials=[credential(identity=_OTHER)],
        identity={"type": "UserAssigned", "userAssignedIdentities": [_OTHER]},
    )
    with pytest.raises(RefusedError, match="ResourceNotFound"):
        agents.create(_KIND, wrong)

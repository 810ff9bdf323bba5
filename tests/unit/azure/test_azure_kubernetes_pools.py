"""Node pools of AKS clusters, inside the cluster and of their own."""

from __future__ import annotations

import pytest

from tests.unit.azure import samples_encryption as keys
from tests.unit.azure import samples_kubernetes as given
from tests.unit.azure.harness import Engine, RefusedError, refuse
from tests.unit.azure.life import live
from tests.unit.azure.samples_kubernetes import agent_pool, cluster, pool

_CLUSTER, _POOL = "containerservice:ManagedCluster", "containerservice:AgentPool"


@pytest.fixture
def ready(azure: Engine) -> Engine:
    """A subscription with all that a private cluster needs before it."""
    given.build(azure)
    return azure


@pytest.fixture
def running(ready: Engine) -> Engine:
    """A subscription with a private cluster."""
    ready.create(_CLUSTER, cluster())
    return ready


def test_a_pool_of_its_own_lives(running: Engine) -> None:
    _, answer = live(running, _POOL, agent_pool(minCount=0, count=0))
    assert answer["currentOrchestratorVersion"].startswith("1.36.")
    assert answer["type"] == "VirtualMachineScaleSets"
    live(running, _POOL, agent_pool("win", osType="Windows", osSKU="Windows2022"))


def test_a_pool_of_its_own_may_be_the_only_one_for_the_system(running: Engine) -> None:
    running.create(_POOL, agent_pool("second", mode="System"))
    running.update(_CLUSTER, given.CLUSTER, cluster(pool(mode="User")))


def test_a_pool_that_comes_later_is_a_resource_of_its_own(running: Engine) -> None:
    with pytest.raises(RefusedError, match="A new agent pool was introduced"):
        running.update(_CLUSTER, given.CLUSTER, cluster(pool(), pool("user", mode="User")))
    running.create(_POOL, agent_pool())
    running.update(_CLUSTER, given.CLUSTER, cluster(pool(), pool("user", mode="User")))


def test_a_cluster_keeps_a_system_pool(running: Engine) -> None:
    with pytest.raises(RefusedError, match="MustDefineAtLeastOneSystemPool"):
        running.update(_CLUSTER, given.CLUSTER, cluster(pool(mode="User")))


def test_a_pool_can_grow(running: Engine) -> None:
    answer = running.update(_CLUSTER, given.CLUSTER, cluster(pool(maxCount=5)))
    assert answer["agentPoolProfiles"][0]["maxCount"] == 5


def test_disks_in_the_machine_cannot_be_encrypted_with_a_set(running: Engine) -> None:
    running.create("managedidentity:UserAssignedIdentity", keys.identity())
    running.create("keyvault:Vault", keys.vault())
    running.create("keyvault:Key", keys.key())
    running.create("authorization:RoleAssignment", keys.grant())
    made, _ = running.create("compute:DiskEncryptionSet", keys.disks())
    running.delete(given.CLUSTER)
    running.create(_CLUSTER, cluster(diskEncryptionSetID=made))
    refuse(running, _POOL, agent_pool(osDiskType="Ephemeral"), "EphemeralOSAndBYOKNotSupported")


def test_a_subnet_stays_while_nodes_are_in_it(running: Engine) -> None:
    with pytest.raises(RefusedError, match="InUseSubnetCannotBeDeleted"):
        running.delete(given.NODES)


def test_the_provider_makes_another_pool_for_another_size(azure: Engine) -> None:
    before = agent_pool()
    assert list(azure.diff(_POOL, before, agent_pool(vmSize="Standard_D8s_v5")).replaces) == ["vmSize"]
    assert not azure.diff(_POOL, before, agent_pool(maxCount=5)).replaces

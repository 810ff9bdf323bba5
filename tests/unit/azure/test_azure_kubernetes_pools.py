"""Node pools of AKS clusters, inside the cluster and of their own; each rule is broken once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.azure import samples_encryption as keys
from tests.unit.azure import samples_kubernetes as given
from tests.unit.azure.harness import Engine, Inputs, RefusedError
from tests.unit.azure.life import live
from tests.unit.azure.samples_kubernetes import agent_pool, cluster, fixed, pool

_CLUSTER, _POOL = "containerservice:ManagedCluster", "containerservice:AgentPool"
_INVALID = "InvalidParameter"


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


def windows(name: str = "win", **other: Any) -> Inputs:
    return pool(name, **{"mode": "User", "osType": "Windows", "osSKU": "Windows2022", **other})


POOLS: dict[str, tuple[tuple[Inputs, ...], str]] = {
    "a name of 13": ((pool("a" * 13),), _INVALID),
    "a name with capitals": ((pool("System"),), _INVALID),
    "a name that begins with a digit": ((pool("1system"),), _INVALID),
    "a Windows name of 7": ((pool(), windows("windows")), "WindowsAgentPoolNameTooLong"),
    "a name twice": ((pool(), pool()), _INVALID),
    "a system pool of Windows": ((windows("win", mode="System"),), "SystemPoolMustBeLinux"),
    "a system pool that can be taken away": ((pool(scaleSetPriority="Spot"),), "SystemPoolMustBeRegular"),
    "a system pool of one core": ((pool(vmSize="Standard_D1_v2"),), "SystemPoolSkuTooLow"),
    "a system pool without nodes": ((fixed(0),), _INVALID),
    "no system pool": ((pool(mode="User"),), "MustDefineAtLeastOneSystemPool"),
    "system pools that nothing may run on": ((pool(nodeTaints=["a=b:NoSchedule"]),), "SystemPoolHasRestrictedTaint"),
    "limits without scaling": ((pool(enableAutoScaling=False),), _INVALID),
    "more nodes than there can be": ((fixed(1001),), _INVALID),
    "limits in the wrong order": ((pool(minCount=4),), _INVALID),
    "a system pool that scales to nothing": ((pool(minCount=0),), _INVALID),
    "scaling without limits": (({key: value for key, value in pool().items() if key != "maxCount"},), _INVALID),
    "more nodes at first than at most": ((pool(count=4),), _INVALID),
    "9 pods a node": ((pool(maxPods=9),), "InsufficientMaxPods"),
    "251 pods a node": ((pool(maxPods=251),), "MaxPodsLimitExceeded"),
    "29 pods in all": ((fixed(1, maxPods=29),), "InsufficientAgentPoolMaxPodsPerAgentPool"),
    "zones of an availability set": (
        (fixed(1, type="AvailabilitySet"),),
        "VMSSRequiredForAvailabilityZone",
    ),
    "a zone that is no number": ((pool(availabilityZones=["one"]),), "InvalidAvailabilityZoneFormat"),
    "a fourth zone": ((pool(availabilityZones=["4"]),), "AvailabilityZoneNotSupported"),
    "no size": (({key: value for key, value in pool().items() if key != "vmSize"},), _INVALID),
    "a retired size": ((pool(vmSize="Standard_NC6s_v3"),), "VMSizeNotSupported"),
    "a label of AKS": ((pool(nodeLabels={"kubernetes.azure.com/mode": "system"}),), "NodeLabelKeyNotAllowed"),
    "a pool that is newer than its cluster": ((pool(orchestratorVersion="1.37"),), "NodePoolMcVersionIncompatible"),
    "a pool that is four versions behind": ((pool(orchestratorVersion="1.32"),), "NodePoolMcVersionIncompatible"),
}


def refuse(azure: Engine, kind: str, inputs: Inputs, code: str) -> str:
    with pytest.raises(RefusedError) as caught:
        azure.create(kind, inputs)
    assert f'Code="{code}"' in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("name", POOLS, ids=POOLS)
def test_pools_are_refused(ready: Engine, name: str) -> None:
    pools, code = POOLS[name]
    refuse(ready, _CLUSTER, cluster(*pools), code)


ALONE: dict[str, tuple[Inputs, str]] = {
    "a name of 13": (agent_pool("a" * 13), _INVALID),
    "an older version than may be": (agent_pool(orchestratorVersion="1.32"), "NodePoolMcVersionIncompatible"),
    "NAT that the subnet does not have": (
        agent_pool(vnetSubnetID=given.BARE),
        "SubnetNotAssociatedWithNATGateway",
    ),
    "a subnet of another service": (agent_pool(vnetSubnetID=given.TAKEN), "SubnetIsDelegated"),
    "a retired size": (agent_pool(vmSize="Standard_NC6s_v3"), "VMSizeNotSupported"),
    "no cluster": (agent_pool() | {"resourceName": "absent"}, "ParentResourceNotFound"),
}


@pytest.mark.parametrize("name", ALONE, ids=ALONE)
def test_a_pool_of_its_own_is_refused(running: Engine, name: str) -> None:
    refuse(running, _POOL, *ALONE[name])


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


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("vmSize", "Standard_D8s_v5", "PropertyChangeNotAllowed"),
        ("maxPods", 100, "PropertyChangeNotAllowed"),
        ("vnetSubnetID", given.ROUTED, "PropertyChangeNotAllowed"),
        ("enableEncryptionAtHost", False, "PropertyChangeNotAllowed"),
        ("osDiskType", "Managed", "CannotChangeOSDiskType"),
    ],
)
def test_a_pool_stays_as_it_was_made(ready: Engine, path: str, value: object, code: str) -> None:
    made: Inputs = {"maxPods": 50, "osDiskType": "Ephemeral"}
    ready.create(_CLUSTER, cluster(pool(**made)))
    outbound = {**given.profile(), "outboundType": "loadBalancer"}
    changed = cluster(pool(**{**made, path: value}), networkProfile=outbound)
    with pytest.raises(RefusedError, match=code):
        ready.update(_CLUSTER, given.CLUSTER, changed)


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

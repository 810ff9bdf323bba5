"""What the names of sizes and images say, and Azure ML's limits of numbers."""

from __future__ import annotations

import pytest

from local.azure.regions import REGIONS, Region
from local.azure.rules import images, ml_sizes
from local.azure.rules.sizes import Build, build
from tests.unit.azure import samples as base
from tests.unit.azure import samples_kubernetes as kubernetes
from tests.unit.azure import samples_machines as machines
from tests.unit.azure import samples_ml as given
from tests.unit.azure.harness import Engine, Inputs, RefusedError
from tests.unit.azure.samples import changed

_BOTH, _OLD, _NEW = (1, 2), (1,), (2,)
BUILDS: dict[str, Build] = {
    "Standard_D2s_v5": Build(arm=False, premium=True, generations=_BOTH, own_disk=False),
    "Standard_D2ds_v5": Build(arm=False, premium=True, generations=_BOTH, own_disk=True),
    "Standard_D2ads_v5": Build(arm=False, premium=True, generations=_BOTH, own_disk=True),
    "Standard_D2as_v4": Build(arm=False, premium=True, generations=_BOTH, own_disk=True),
    "Standard_D2s_v3": Build(arm=False, premium=True, generations=_BOTH, own_disk=True),
    "Standard_D2_v3": Build(arm=False, premium=False, generations=_OLD, own_disk=True),
    "Standard_DS3_v2": Build(arm=False, premium=True, generations=_BOTH, own_disk=None),
    "Standard_D2s_v6": Build(arm=False, premium=True, generations=_NEW, own_disk=False),
    "Standard_D2ps_v5": Build(arm=True, premium=True, generations=_NEW, own_disk=False),
    "Standard_A2_v2": Build(arm=False, premium=False, generations=_OLD, own_disk=None),
    "Standard_B2s": Build(arm=False, premium=True, generations=_BOTH, own_disk=True),
    "Standard_B2s_v2": Build(arm=False, premium=True, generations=_BOTH, own_disk=False),
    "Standard_NC24ads_A100_v4": Build(arm=False, premium=True, generations=_NEW, own_disk=None),
    "Standard_NC4as_T4_v3": Build(arm=False, premium=True, generations=_BOTH, own_disk=None),
}


@pytest.mark.parametrize("name", BUILDS)
def test_a_name_says_what_machines_are_made_of(name: str) -> None:
    assert build(name) == BUILDS[name]


def test_a_name_that_is_none_says_nothing() -> None:
    assert build("Standard_Q2s_v5") is None


@pytest.mark.parametrize(
    ("image", "known"),
    [
        (machines.UBUNTU, (True, 2, False)),
        (machines.UBUNTU | {"sku": "server-gen1"}, (True, 1, False)),
        (machines.UBUNTU | {"sku": "server-arm64"}, (True, 2, True)),
        (machines.UBUNTU | {"version": "24.04.202601010"}, (True, 2, False)),
        (machines.UBUNTU | {"version": "newest"}, (False, 2, False)),
        (machines.WINDOWS, (True, 2, False)),
        (machines.WINDOWS | {"sku": "2025-datacenter-azure-edition"}, (True, 2, False)),
        (machines.WINDOWS | {"sku": "2019-datacenter"}, (True, 1, False)),
        ({"publisher": "contoso", "offer": "o", "sku": "s", "version": "1.0.0"}, (True, None, None)),
    ],
)
def test_an_image_is_known_by_its_name(image: Inputs, known: tuple[bool, int | None, bool | None]) -> None:
    assert (images.exists(image), images.generation(image), images.is_arm(image)) == known


def test_a_machine_of_linux_may_lose_its_own_disk_and_one_of_windows_keep_it(networked: Engine) -> None:
    machines.build(networked)
    for inputs, size in ((machines.linux(), "Standard_D2ds_v5"), (machines.windows(), "Standard_D4s_v5")):
        made, _ = networked.create("compute:VirtualMachine", inputs)
        networked.update("compute:VirtualMachine", made, changed(inputs, "hardwareProfile.vmSize", size))
        networked.delete(made)


def test_every_region_is_in_one_list() -> None:
    assert all(region.zones or region.paired for region in REGIONS.values())
    assert REGIONS["westus"].zones is False
    assert REGIONS["italynorth"].paired is False


def test_node_pools_are_in_zones_where_the_region_has_them(azure: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    kubernetes.build(azure)
    monkeypatch.setitem(REGIONS, "westeurope", Region("westeurope", zones=False, paired=True))
    with pytest.raises(RefusedError, match='Code="AvailabilityZoneNotSupported"'):
        azure.create("containerservice:ManagedCluster", kubernetes.cluster())
    azure.create("containerservice:ManagedCluster", kubernetes.cluster(kubernetes.pool(availabilityZones=[])))


LIMITS: dict[str, tuple[str, str, Inputs, Inputs, str]] = {
    "endpoints": (
        "_MOST_ENDPOINTS",
        "machinelearningservices:OnlineEndpoint",
        given.online(),
        given.online("other"),
        "OutOfQuota",
    ),
    "computes": (
        "_MOST_COMPUTES",
        "machinelearningservices:Compute",
        base.cluster(),
        base.cluster("cpu2"),
        "ClusterCountLimitExceeded",
    ),
}


@pytest.mark.parametrize("case", LIMITS.values(), ids=LIMITS)
def test_there_are_no_more_than_the_limit_in_a_region(
    platform: Engine, monkeypatch: pytest.MonkeyPatch, case: tuple[str, str, Inputs, Inputs, str]
) -> None:
    limit, kind, first, second, code = case
    monkeypatch.setattr(ml_sizes, limit, 1)
    made, _ = platform.create(kind, first)
    platform.update(kind, made, first)  # what is there may be written again
    with pytest.raises(RefusedError, match=f'Code="{code}"'):
        platform.create(kind, second)
    monkeypatch.setattr(ml_sizes, limit, 2)
    platform.create(kind, second)


def test_an_endpoint_has_no_more_deployments_than_the_limit(platform: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    platform.create("machinelearningservices:OnlineEndpoint", given.online())
    monkeypatch.setattr(ml_sizes, "_MOST_DEPLOYMENTS", 1)
    platform.create("machinelearningservices:OnlineDeployment", given.deployment())
    with pytest.raises(RefusedError, match='Code="OutOfQuota"'):
        platform.create("machinelearningservices:OnlineDeployment", given.deployment(name="green"))


def test_low_priority_nodes_use_no_dedicated_cores(platform: Engine) -> None:
    nodes = {"minNodeCount": 5, "maxNodeCount": 5}
    platform.create(
        "machinelearningservices:Compute",
        base.cluster("low", vmSize="Standard_D64s_v3", vmPriority="LowPriority", scaleSettings=nodes),
    )
    platform.create("machinelearningservices:Compute", base.cluster("dedicated", vmSize="Standard_D64s_v3"))
    with pytest.raises(RefusedError, match="vCPU quota of 300"):
        platform.create(
            "machinelearningservices:Compute",
            base.cluster("many", vmSize="Standard_D64s_v3", scaleSettings=nodes),
        )

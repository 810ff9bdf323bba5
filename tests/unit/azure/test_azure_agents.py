"""Managed pools of agents, dev centers and projects: each rule is broken once, and what is right lives its life."""

from __future__ import annotations

from typing import Any

import pytest

from local.azure.store import Store
from tests.unit.azure import samples as base
from tests.unit.azure import samples_agents as given
from tests.unit.azure.harness import Engine, Inputs, RefusedError
from tests.unit.azure.life import live
from tests.unit.azure.samples import changed
from tests.unit.azure.samples_agents import fabric, image, organization, organizations, pool

_POOL, _PROJECT, _CENTER = "devopsinfrastructure:Pool", "devcenter:Project", "devcenter:DevCenter"
_INVALID = "ValidationError"


@pytest.fixture
def bare(azure: Engine) -> Engine:
    """A subscription with a project for pools, whose network the service has no roles on."""
    given.build(azure)
    given.build_project(azure)
    return azure


@pytest.fixture
def agents(bare: Engine) -> Engine:
    """A subscription in which a pool can be made."""
    for role in given.service_roles():
        bare.create("authorization:RoleAssignment", role)
    return bare


def stateless(**profile: Any) -> Inputs:
    return pool(agentProfile={"kind": "Stateless", **profile})


def stateful(**profile: Any) -> Inputs:
    return pool(agentProfile={"kind": "Stateful", **profile})


CASES: dict[str, tuple[Inputs, str]] = {
    "no concurrency": (pool(maximumConcurrency=0), _INVALID),
    "more concurrency than there is": (pool(maximumConcurrency=10001), _INVALID),
    "a project that is none": (pool(devCenterProjectResourceId=given.CENTER), _INVALID),
    "a project that is not there": (pool(devCenterProjectResourceId=f"{given.PROJECT}x"), "ResourceNotFound"),
    "an identity of its own": (pool(identity={"type": "SystemAssigned"}), _INVALID),
    "a retired size": (pool(fabricProfile=fabric(image(), size="Standard_NC6s_v3")), "SkuNotAvailable"),
    "no image": (pool(fabricProfile=fabric()), _INVALID),
    "an image with two names": (
        pool(fabricProfile=fabric(image(wellKnownImageName="ubuntu-24.04", resourceId=given.CENTER))),
        _INVALID,
    ),
    "an image that nobody knows": (pool(fabricProfile=fabric(image(wellKnownImageName="beos-5"))), _INVALID),
    "a buffer beyond 100": (
        pool(fabricProfile=fabric(image(wellKnownImageName="ubuntu-24.04", buffer="101"))),
        _INVALID,
    ),
    "a subnet that is not delegated": (
        pool(fabricProfile=fabric(image(), subnet_id=given.PLAIN)),
        "SubnetMissingRequiredDelegation",
    ),
    "a subnet that is not there": (
        pool(fabricProfile=fabric(image(), subnet_id=f"{given.SUBNETS}/absent")),
        "ResourceNotFound",
    ),
    "a subnet of another region": (pool(location="northeurope"), _INVALID),
    "a subnet without room": (
        pool(maximumConcurrency=12, organizationProfile=organizations(organization(parallelism=12))),
        _INVALID,
    ),
    "no organization": (pool(organizationProfile=organizations()), _INVALID),
    "an organization without address": (
        pool(organizationProfile=organizations({"url": "contoso", "parallelism": 4})),
        _INVALID,
    ),
    "more agents at once than the pool has": (
        pool(organizationProfile=organizations(organization(parallelism=5))),
        _INVALID,
    ),
    "two organizations of which one does not say its share": (
        pool(organizationProfile=organizations(organization(parallelism=2), organization("fabrikam"))),
        _INVALID,
    ),
    "accounts without names": (
        pool(
            organizationProfile=organizations(
                organization(parallelism=4), permissionProfile={"kind": "SpecificAccounts"}
            )
        ),
        _INVALID,
    ),
    "agents that live longer than a week": (stateful(maxAgentLifetime="8.00:00:00"), _INVALID),
    "a span that is none": (stateful(gracePeriodTimeSpan="PT1H"), _INVALID),
    "manual predictions without a schedule": (stateless(resourcePredictionsProfile={"kind": "Manual"}), _INVALID),
    "a name with a blank": (pool(poolName="a b"), "InvalidResourceName"),
}


@pytest.mark.parametrize("name", CASES, ids=CASES)
def test_a_pool_is_refused(agents: Engine, name: str) -> None:
    inputs, code = CASES[name]
    refuse(agents, _POOL, inputs, code)


def refuse(azure: Engine, kind: str, inputs: Inputs, code: str) -> str:
    with pytest.raises(RefusedError) as caught:
        azure.create(kind, inputs)
    assert f'Code="{code}"' in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("number", [0, 1], ids=["Reader", "Network Contributor"])
def test_the_service_needs_both_roles_on_the_network(bare: Engine, number: int) -> None:
    refuse(bare, _POOL, pool(), "UnauthorizedAccessToVirtualNetwork")
    first, second = given.service_roles()
    bare.create("authorization:RoleAssignment", (first, second)[number])
    refuse(bare, _POOL, pool(), "UnauthorizedAccessToVirtualNetwork")
    bare.create("authorization:RoleAssignment", (second, first)[number])
    bare.create(_POOL, pool())


@pytest.mark.parametrize(
    "inputs",
    [
        pool(),
        stateful(maxAgentLifetime="7.00:00:00", gracePeriodTimeSpan="00:30:00"),
        stateless(resourcePredictionsProfile={"kind": "Automatic", "predictionPreference": "Balanced"}),
    ],
    ids=["stateless", "stateful", "predicted"],
)
def test_a_pool_lives(agents: Engine, inputs: Inputs) -> None:
    _, answer = live(agents, _POOL, inputs)
    assert answer["provisioningState"] == "Succeeded"
    assert answer["fabricProfile"]["osProfile"]["logonType"] == "Service"


def test_a_pool_shares_its_subnet_with_no_other(agents: Engine) -> None:
    agents.create(_POOL, pool())
    assert "used by pool" in refuse(agents, _POOL, pool(poolName="second"), _INVALID)


def test_centers_and_projects_live(bare: Engine, store: Store) -> None:
    found = [store.get(one) for one in (given.CENTER, given.PROJECT)]
    uris = [one.properties["devCenterUri"] for one in found if one is not None]
    assert uris[0] == uris[1]
    assert uris[0].endswith("-dc-agents.westeurope.devcenter.azure.com/")
    live(bare, _PROJECT, given.project(projectName="other", description="for agents"))
    live(bare, _CENTER, given.center(identity={"type": "SystemAssigned"}) | {"devCenterName": "other"})


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"devCenterId": base.NETWORK_ID}, "ResourceNotFound"),
        ({"devCenterId": given.AGENTS_ID}, _INVALID),
        ({"maxDevBoxesPerUser": -1}, _INVALID),
    ],
    ids=["a center that is not there", "a center that is none", "fewer boxes than none"],
)
def test_a_project_is_refused(bare: Engine, other: Inputs, code: str) -> None:
    refuse(bare, _PROJECT, given.project(projectName="other", **other), code)


def test_a_project_needs_a_center(bare: Engine) -> None:
    refuse(bare, _PROJECT, changed(given.project(projectName="other"), "devCenterId", None), _INVALID)


def test_a_center_stays_while_it_has_projects(bare: Engine) -> None:
    with pytest.raises(RefusedError, match="Conflict"):
        bare.delete(given.CENTER)
    bare.delete(given.PROJECT)
    bare.delete(given.CENTER)


def test_a_project_stays_with_its_center(bare: Engine) -> None:
    other, _ = bare.create(_CENTER, given.center() | {"devCenterName": "other"})
    with pytest.raises(RefusedError, match="devCenterId"):
        bare.update(_PROJECT, given.PROJECT, given.project(devCenterId=other))

"""Managed pools of agents, dev centers and projects: what is right lives its life."""

from __future__ import annotations

from typing import Any

import pytest

from local.azure.store import Store
from tests.unit.azure import samples_agents as given
from tests.unit.azure.harness import Engine, Inputs, RefusedError, refuse
from tests.unit.azure.life import live
from tests.unit.azure.samples import changed
from tests.unit.azure.samples_agents import pool

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

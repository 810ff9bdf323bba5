"""Names that something deleted keeps: who gets them back, and where."""

from __future__ import annotations

import pytest

from local.azure.store import Store
from tests.unit.azure import samples as given
from tests.unit.azure.harness import Engine, Inputs, refuse

_VAULT, _LOGS, _WORKSPACE = (
    "keyvault:Vault",
    "operationalinsights:Workspace",
    "machinelearningservices:Workspace",
)
ELSEWHERE = {"another group": {"resourceGroupName": "rg2"}, "another region": {"location": "northeurope"}}


@pytest.fixture
def emptied(serviced: Engine) -> Engine:
    """The services without vault and logs, and another group."""
    serviced.create("resources:ResourceGroup", {"resourceGroupName": "rg2", "location": "westeurope"})
    serviced.delete(given.INSIGHTS_ID)
    for resource in (given.VAULT_ID, given.LOGS_ID):
        serviced.delete(resource)
    return serviced


@pytest.mark.parametrize("place", ELSEWHERE.values(), ids=ELSEWHERE)
def test_a_vault_comes_back_where_it_was_and_nowhere_else(emptied: Engine, store: Store, place: Inputs) -> None:
    recovery = given.vault(createMode="recover")
    refuse(emptied, _VAULT, recovery | place, "ConflictError")
    emptied.create(_VAULT, recovery)
    assert given.VAULT_ID not in [one.id for one in store.soft_deleted()]


@pytest.mark.parametrize("place", [{}, *ELSEWHERE.values()], ids=["the same place", *ELSEWHERE])
def test_the_name_of_a_deleted_vault_is_taken_in_the_world(emptied: Engine, place: Inputs) -> None:
    refuse(emptied, _VAULT, given.vault() | place, "ConflictError")


def test_logs_come_back_in_their_region_only(emptied: Engine, store: Store) -> None:
    refuse(emptied, _LOGS, given.logs() | {"location": "northeurope"}, "Conflict")
    emptied.create(_LOGS, given.logs())
    assert given.LOGS_ID not in [one.id for one in store.soft_deleted()]


def test_logs_of_that_name_in_another_group_are_others(emptied: Engine) -> None:
    emptied.create(_LOGS, given.logs() | {"resourceGroupName": "rg2", "location": "northeurope"})


def test_a_deleted_workspace_keeps_its_name_in_its_group_only(serviced: Engine) -> None:
    made, _ = serviced.create(_WORKSPACE, given.workspace())
    serviced.delete(made)
    refuse(serviced, _WORKSPACE, given.workspace(), "BadRequest")
    serviced.create("resources:ResourceGroup", {"resourceGroupName": "rg2", "location": "westeurope"})
    serviced.create(_WORKSPACE, given.workspace() | {"resourceGroupName": "rg2"})


def test_what_is_known_of_a_deleted_vault(serviced: Engine, store: Store) -> None:
    made, _ = serviced.create(_VAULT, given.vault("kv-kept", enablePurgeProtection=True))
    for resource in (made, given.VAULT_ID):
        serviced.delete(resource)
    kept = {one.name: (one.location, one.purge_protected) for one in store.soft_deleted()}
    assert kept == {"kv-kept": ("westeurope", True), "kv-demo": ("westeurope", False)}


@pytest.mark.parametrize("name", ["stwindow", "stlog1", "officest", "mylogin"])
def test_a_name_that_only_resembles_a_reserved_one_is_free(networked: Engine, name: str) -> None:
    networked.create("storage:StorageAccount", given.storage(name))


@pytest.mark.parametrize("tag", ["owner-azure", "msft", "win"])
def test_a_tag_that_only_resembles_a_reserved_one_is_free(networked: Engine, tag: str) -> None:
    networked.create("storage:StorageAccount", given.storage("sttags", tags={tag: "x"}))

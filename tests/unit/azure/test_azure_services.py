"""Storage accounts' contents and registries' policies."""

from __future__ import annotations

from local.azure.store import Store
from tests.unit.azure import samples as base
from tests.unit.azure import samples_services as given
from tests.unit.azure.harness import Engine, Inputs
from tests.unit.azure.samples import changed


def registry(sku: str = "Premium", **policies: object) -> Inputs:
    return changed(base.registry(sku, policies=policies), "registryName", "crother")


def test_a_registry_says_each_of_its_policies(serviced: Engine) -> None:
    _, outputs = serviced.create("containerregistry:Registry", registry())
    assert outputs["policies"]["retentionPolicy"]["days"] == 7
    assert {name: one["status"] for name, one in outputs["policies"].items()} == {
        "azureADAuthenticationAsArmPolicy": "enabled",
        "exportPolicy": "enabled",
        "quarantinePolicy": "disabled",
        "retentionPolicy": "disabled",
        "softDeletePolicy": "disabled",
        "trustPolicy": "disabled",
    }


def test_an_account_takes_what_is_in_it_along(serviced: Engine, store: Store) -> None:
    made, _ = serviced.create("storage:Queue", given.in_account(queueName="jobs"))
    assert made == f"{base.STORAGE_ID}/queueServices/default/queues/jobs"
    serviced.delete(base.STORAGE_ID)
    assert store.get(made) is None

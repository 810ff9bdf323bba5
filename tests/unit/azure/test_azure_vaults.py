"""Keys and secrets: how they are made, kept, rotated and deleted."""

from __future__ import annotations

import pytest

from local.azure.store import Store
from tests.unit.azure import samples as base
from tests.unit.azure import samples_encryption as given
from tests.unit.azure.harness import Engine, RefusedError, refuse
from tests.unit.azure.life import live
from tests.unit.azure.samples import changed


@pytest.fixture
def keyed(azure: Engine) -> Engine:
    """A subscription with a protected vault, a key, and an identity that may wrap with it."""
    given.build(azure)
    return azure


def test_a_key_answers_with_its_addresses(keyed: Engine) -> None:
    made, outputs = live(keyed, "keyvault:Key", given.key("new"), deletable=False)
    assert made == f"{given.VAULT}/keys/new"
    assert outputs["keyUri"] == f"{given.URI}/keys/new"
    assert outputs["keyUriWithVersion"].startswith(f"{given.URI}/keys/new/")
    assert outputs["attributes"]["recoveryLevel"] == "Recoverable"
    assert outputs["rotationPolicy"]["attributes"]["expiryTime"] == "P1Y"


def test_a_key_is_made_once_and_never_changed(keyed: Engine, store: Store) -> None:
    before = store.get(given.KEY)
    outputs = keyed.update("keyvault:Key", given.KEY, given.key(keySize=4096))
    assert outputs["keySize"] == 3072
    assert store.get(given.KEY) == before


@pytest.mark.parametrize("kind", ["keyvault:Key", "keyvault:Secret"])
def test_what_is_in_a_closed_vault_is_not_deleted_from_outside(keyed: Engine, kind: str) -> None:
    inputs = given.key("new") if kind == "keyvault:Key" else given.secret()
    made, _ = keyed.create(kind, inputs)
    with pytest.raises(RefusedError, match='Code="Forbidden" Message="Public network access is disabled'):
        keyed.delete(made)
    keyed.update("keyvault:Vault", given.VAULT, given.vault(publicNetworkAccess="Enabled"))
    with pytest.raises(RefusedError, match="Client address is not authorized"):
        keyed.delete(made)
    keyed.update("keyvault:Vault", given.VAULT, given.vault(publicNetworkAccess="Enabled", networkAcls={}))
    keyed.create("authorization:ManagementLockByScope", base.lock(given.VAULT))
    keyed.delete(made)
    assert keyed.read(kind, made).id == ""


def test_the_name_of_a_deleted_key_stays_taken_in_its_vault(keyed: Engine) -> None:
    keyed.update("keyvault:Vault", given.VAULT, given.vault(publicNetworkAccess="Enabled", networkAcls={}))
    keyed.delete(given.KEY)
    assert "Key cmk is currently in a deleted but recoverable state" in refuse(
        keyed, "keyvault:Key", given.key(), "Conflict"
    )


def test_a_vault_takes_its_keys_along(keyed: Engine, store: Store) -> None:
    keyed.delete(given.VAULT)
    assert store.get(given.KEY) is None
    assert [one.name for one in store.soft_deleted()] == ["kv-cmk"]


def test_a_secret_is_new_with_each_write_and_never_told(keyed: Engine) -> None:
    made, first = keyed.create("keyvault:Secret", given.secret())
    second = keyed.update("keyvault:Secret", made, changed(given.secret(), "properties.value", "other"))
    before, after = (one["properties"]["secretUriWithVersion"] for one in (first, second))
    assert before != after
    assert "hunter2" not in str(first)
    assert "value" not in first["properties"]

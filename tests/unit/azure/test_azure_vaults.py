"""Keys and secrets: how they are made, kept, rotated and deleted."""

from __future__ import annotations

import pytest

from local.azure.store import Store
from tests.unit.azure import samples as base
from tests.unit.azure import samples_encryption as given
from tests.unit.azure.harness import Engine, Inputs, RefusedError
from tests.unit.azure.life import live
from tests.unit.azure.samples import changed

Case = tuple[str, Inputs, str]


@pytest.fixture
def keyed(azure: Engine) -> Engine:
    """A subscription with a protected vault, a key, and an identity that may wrap with it."""
    given.build(azure)
    return azure


def refuse(azure: Engine, kind: str, inputs: Inputs, code: str) -> str:
    with pytest.raises(RefusedError) as caught:
        azure.create(kind, inputs)
    assert f'Code="{code}"' in str(caught.value)
    return str(caught.value)


def action(kind: str, **trigger: str) -> Inputs:
    return {"action": {"type": kind}, "trigger": trigger}


def rotating(*actions: Inputs, expiry: str | None = "P1Y") -> Inputs:
    attributes = {"attributes": {"expiryTime": expiry}} if expiry else {}
    return given.key("new", rotationPolicy={**attributes, "lifetimeActions": list(actions)})


KEYS: dict[str, Case] = {
    "a key without type": ("keyvault:Key", given.key("new", kty=None, keySize=None), "BadRequest"),
    "a key of no known type": ("keyvault:Key", given.key("new", kty="oct"), "BadRequest"),
    "a key in hardware in a standard vault": ("keyvault:Key", given.key("new", kty="RSA-HSM"), "BadRequest"),
    "a key of 1024 bits": ("keyvault:Key", given.key("new", keySize=1024), "BadRequest"),
    "a curve for RSA": ("keyvault:Key", given.key("new", curveName="P-256"), "BadRequest"),
    "a curve that is none": ("keyvault:Key", given.key("new", kty="EC", keySize=None, curveName="P-1"), "BadRequest"),
    "a size for a curve": ("keyvault:Key", given.key("new", kty="EC", keySize=2048), "BadRequest"),
    "an operation that is none": ("keyvault:Key", given.key("new", keyOps=["divine"]), "BadRequest"),
    "an expiry before the beginning": (
        "keyvault:Key",
        given.key("new", attributes={"notBefore": 2000000000, "expires": 1900000000}),
        "BadRequest",
    ),
    "a life of 27 days": ("keyvault:Key", rotating(expiry="P27D"), "BadRequest"),
    "a life that is no duration": ("keyvault:Key", rotating(expiry="a year"), "BadRequest"),
    "a rotation without trigger": ("keyvault:Key", rotating(action("rotate")), "BadRequest"),
    "a rotation with both triggers": (
        "keyvault:Key",
        rotating(action("rotate", timeAfterCreate="P90D", timeBeforeExpiry="P30D")),
        "BadRequest",
    ),
    "a rotation before an expiry that never comes": (
        "keyvault:Key",
        rotating(action("rotate", timeBeforeExpiry="P30D"), expiry=None),
        "BadRequest",
    ),
    "a rotation after the key's end": (
        "keyvault:Key",
        rotating(action("rotate", timeAfterCreate="P2Y")),
        "BadRequest",
    ),
    "a rotation six days after creation": (
        "keyvault:Key",
        rotating(action("rotate", timeAfterCreate="P6D")),
        "BadRequest",
    ),
    "a rotation at no time": ("keyvault:Key", rotating(action("rotate", timeAfterCreate="soon")), "BadRequest"),
    "a notice by age": ("keyvault:Key", rotating(action("notify", timeAfterCreate="P90D")), "BadRequest"),
    "a key name with an underscore": ("keyvault:Key", given.key("my_key"), "InvalidResourceName"),
    "a secret that ends before it begins": (
        "keyvault:Secret",
        changed(given.secret(), "properties.attributes", {"notBefore": 2, "expires": 1}),
        "BadRequest",
    ),
    "a vault without soft delete": ("keyvault:Vault", base.vault("kv-x", enableSoftDelete=False), "BadRequest"),
    "a vault that says nothing of access": (
        "keyvault:Vault",
        base.vault("kv-x", enableRbacAuthorization=False),
        "BadRequest",
    ),
}


@pytest.mark.parametrize("case", KEYS.values(), ids=KEYS)
def test_azure_refuses_keys(keyed: Engine, case: Case) -> None:
    refuse(keyed, *case)


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

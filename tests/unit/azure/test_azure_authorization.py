"""Role assignments, locks, federated credentials."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from local.azure import facts
from local.azure.rules.authorization import identity_with
from local.azure.rules.roles import ROLES
from local.azure.store import Record, Store
from tests.unit.azure import samples as base
from tests.unit.azure import samples_governance as given
from tests.unit.azure.harness import SCOPE, Engine, Inputs, RefusedError
from tests.unit.azure.samples import in_group

_ROLE, _LOCK = "authorization:RoleAssignment", "authorization:ManagementLockByScope"
_CREDENTIAL = "managedidentity:FederatedIdentityCredential"
_READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
IDENTITY = f"{SCOPE}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-demo"
PRINCIPAL = facts.guid(IDENTITY, "principal")


@pytest.fixture
def identified(serviced: Engine) -> Engine:
    """A subscription with services and a user-assigned identity that has a credential."""
    serviced.create("managedidentity:UserAssignedIdentity", in_group(resourceName="id-demo"))
    serviced.create(_CREDENTIAL, given.credential())
    return serviced


def test_a_grant_is_the_same_however_its_role_is_written(identified: Engine) -> None:
    identified.create(_ROLE, base.role())
    short = f"/providers/Microsoft.Authorization/roleDefinitions/{_READER.upper()}"
    again = base.role(base.STORAGE_ID.upper(), "33333333-3333-4333-8333-333333333333", roleDefinitionId=short)
    with pytest.raises(RefusedError, match='Code="RoleAssignmentExists"'):
        identified.create(_ROLE, {**again, "scope": base.STORAGE_ID})


HOLDERS: dict[str, dict[str, Any]] = {
    "an identity of its own": {"principalId": PRINCIPAL},
    "an identity that the system assigned": {"identity": {"type": "SystemAssigned", "principalId": PRINCIPAL}},
    "an identity that a cluster brought along": {"identityProfile": {"kubeletidentity": {"objectId": PRINCIPAL}}},
}


@pytest.mark.parametrize("properties", HOLDERS.values(), ids=HOLDERS)
def test_an_identity_is_known_wherever_a_service_says_it(store: Store, properties: dict[str, Any]) -> None:
    store.put(Record(f"{SCOPE}/providers/Microsoft.Demo/things/one", "Microsoft.Demo/things", "demo", {}, properties))
    found = identity_with(store, PRINCIPAL.upper())
    assert found is not None
    assert found.name == "one"


def test_access_policies_and_assignments_make_nobody_known(identified: Engine, store: Store) -> None:
    stranger = "44444444-4444-4444-8444-444444444444"
    policy = {"tenantId": facts.TENANT, "objectId": stranger, "permissions": {"keys": ["get"]}}
    identified.update("keyvault:Vault", base.VAULT_ID, base.vault(accessPolicies=[policy]))
    identified.create(_ROLE, base.role(principalId=stranger))
    assert identity_with(store, stranger) is None


@pytest.mark.parametrize("level", ["CanNotDelete", "ReadOnly"])
def test_a_lock_holds_what_hangs_on_its_resource(identified: Engine, level: str) -> None:
    assigned, _ = identified.create(_ROLE, base.role())
    setting = {"resourceUri": base.STORAGE_ID, "name": "d", "workspaceId": base.LOGS_ID}
    metrics = {"metrics": [{"category": "Transaction", "enabled": True}]}
    diagnosed, _ = identified.create("monitor:DiagnosticSetting", {**setting, **metrics})
    lock, _ = identified.create(_LOCK, base.lock(base.STORAGE_ID, level))
    for held in (assigned, diagnosed, base.STORAGE_ID):
        with pytest.raises(RefusedError, match='Code="ScopeLocked"'):
            identified.delete(held)
    identified.delete(lock)
    identified.delete(assigned)
    identified.delete(base.STORAGE_ID)


def test_a_lock_on_a_subscription_holds_everything(identified: Engine) -> None:
    identified.create(_LOCK, base.lock(given.SUBSCRIPTION))
    for held in (base.STORAGE_ID, SCOPE):
        with pytest.raises(RefusedError, match='Code="ScopeLocked"'):
            identified.delete(held)


def test_an_identity_has_twenty_credentials_at_most(identified: Engine) -> None:
    for index in range(19):
        identified.create(_CREDENTIAL, given.credential(f"more-{index}"))
    with pytest.raises(RefusedError, match='Code="FederatedIdentityCredentialsLimitExceeded"'):
        identified.create(_CREDENTIAL, given.credential("twenty-first"))


def test_credentials_of_one_identity_are_written_one_after_the_other(identified: Engine) -> None:
    identified.create("managedidentity:UserAssignedIdentity", in_group(resourceName="id-two"))

    def make(credential: Inputs) -> str:
        try:
            identified.create(_CREDENTIAL, credential)
        except RefusedError as refused:
            return str(refused)
        return ""

    same = [given.credential("first"), given.credential("second")]
    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(make, same))
    assert answers[0] == ""
    assert "ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity" in answers[1]
    apart = [given.credential("third"), given.credential("third", resourceName="id-two")]
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(make, apart)) == ["", ""]


def test_every_role_in_the_table_can_be_assigned(identified: Engine) -> None:
    definitions = base.role()["roleDefinitionId"].rsplit("/", 1)[0]
    for role in ROLES:
        identified.create(_ROLE, base.role(name=role, roleDefinitionId=f"{definitions}/{role}"))

"""Storage accounts' contents and registries' policies."""

from __future__ import annotations

import pytest

from local.azure.store import Store
from tests.unit.azure import samples as base
from tests.unit.azure import samples_services as given
from tests.unit.azure.harness import Engine, Inputs, RefusedError
from tests.unit.azure.life import live
from tests.unit.azure.samples import changed

Case = tuple[str, Inputs, str]
_VALUE = "InvalidRequestPropertyValue"


def registry(sku: str = "Premium", **policies: object) -> Inputs:
    return changed(base.registry(sku, policies=policies), "registryName", "crother")


STORAGE: dict[str, Case] = {
    "a blob service of another name": (
        "storage:BlobServiceProperties",
        changed(given.blob_service(), "blobServicesName", "second"),
        _VALUE,
    ),
    "blobs kept for 400 days": (
        "storage:BlobServiceProperties",
        given.blob_service() | {"deleteRetentionPolicy": {"enabled": True, "days": 400}},
        _VALUE,
    ),
    "containers kept for no time": (
        "storage:BlobServiceProperties",
        given.blob_service() | {"containerDeleteRetentionPolicy": {"enabled": True}},
        _VALUE,
    ),
    "a restore without versions": (
        "storage:BlobServiceProperties",
        given.blob_service(restorePolicy={"enabled": True, "days": 7}) | {"isVersioningEnabled": False},
        _VALUE,
    ),
    "a restore from before the oldest blob": (
        "storage:BlobServiceProperties",
        given.blob_service(restorePolicy={"enabled": True, "days": 14}),
        _VALUE,
    ),
    "shares kept for no time": ("storage:FileServiceProperties", given.file_service(0), _VALUE),
    "a share of no size": ("storage:FileShare", given.share(shareQuota=0), _VALUE),
    "a premium share in a standard account": ("storage:FileShare", given.share(accessTier="Premium"), _VALUE),
    "an NFS share in a standard account": (
        "storage:FileShare",
        given.share(enabledProtocols="NFS"),
        "FeatureNotSupportedForAccount",
    ),
    "a share with capitals": ("storage:FileShare", given.share() | {"shareName": "Code"}, "InvalidResourceName"),
    "a container that anybody may read": (
        "storage:BlobContainer",
        given.in_account(containerName="data", publicAccess="Blob"),
        "PublicAccessNotPermitted",
    ),
    "a queue with two hyphens": ("storage:Queue", given.in_account(queueName="a--b"), "InvalidResourceName"),
    "a table with a hyphen": ("storage:Table", given.in_account(tableName="a-b"), "InvalidResourceName"),
    "a policy without rules": ("storage:ManagementPolicy", given.lifecycle(), _VALUE),
    "a policy of another name": (
        "storage:ManagementPolicy",
        given.lifecycle(given.rule()) | {"managementPolicyName": "mine"},
        _VALUE,
    ),
    "two rules of one name": ("storage:ManagementPolicy", given.lifecycle(given.rule(), given.rule()), _VALUE),
    "a rule without action": ("storage:ManagementPolicy", given.lifecycle(given.rule(actions={})), _VALUE),
    "append blobs on the move": (
        "storage:ManagementPolicy",
        given.lifecycle(given.rule(filters={"blobTypes": ["appendBlob"]})),
        _VALUE,
    ),
    "blobs of a kind that is none": (
        "storage:ManagementPolicy",
        given.lifecycle(given.rule(filters={"blobTypes": ["pageBlob"]})),
        _VALUE,
    ),
}

REGISTRIES: dict[str, Case] = {
    "a retention of 366 days": (
        "containerregistry:Registry",
        registry(retentionPolicy={"status": "enabled", "days": 366}),
        "InvalidParameter",
    ),
    "a soft delete of no days": (
        "containerregistry:Registry",
        registry(softDeletePolicy={"status": "enabled", "retentionDays": 0}),
        "InvalidParameter",
    ),
    "retention and soft delete": (
        "containerregistry:Registry",
        registry(retentionPolicy={"status": "enabled"}, softDeletePolicy={"status": "enabled"}),
        "PolicyConflict",
    ),
    "content trust on a new registry": (
        "containerregistry:Registry",
        registry(trustPolicy={"status": "enabled"}),
        "ContentTrustNotSupported",
    ),
    "a quarantine in a Standard registry": (
        "containerregistry:Registry",
        registry("Standard", quarantinePolicy={"status": "enabled"}),
        "FeatureNotSupportedForSku",
    ),
    "anonymous pulls from a Basic registry": (
        "containerregistry:Registry",
        registry("Basic") | {"anonymousPullEnabled": True},
        "FeatureNotSupportedForSku",
    ),
}


@pytest.mark.parametrize("case", (STORAGE | REGISTRIES).values(), ids=STORAGE | REGISTRIES)
def test_azure_refuses(serviced: Engine, case: Case) -> None:
    kind, inputs, code = case
    with pytest.raises(RefusedError, match=f'Code="{code}"'):
        serviced.create(kind, inputs)


LIVES: dict[str, tuple[str, Inputs]] = {
    "a blob service": ("storage:BlobServiceProperties", given.blob_service(restorePolicy={"enabled": True, "days": 7})),
    "a file service": ("storage:FileServiceProperties", given.file_service()),
    "a queue service": ("storage:QueueServiceProperties", given.in_account(queueServiceName="default")),
    "a table service": ("storage:TableServiceProperties", given.in_account(tableServiceName="default")),
    "a container": ("storage:BlobContainer", given.in_account(containerName="data")),
    "a share": ("storage:FileShare", given.share()),
    "a queue": ("storage:Queue", given.in_account(queueName="jobs-1")),
    "a table": ("storage:Table", given.in_account(tableName="runs")),
    "a lifecycle": ("storage:ManagementPolicy", given.lifecycle(given.rule(), given.rule("older"))),
    "a registry with policies": (
        "containerregistry:Registry",
        registry(
            retentionPolicy={"status": "enabled", "days": 0},
            quarantinePolicy={"status": "enabled"},
            exportPolicy={"status": "disabled"},
        )
        | {"publicNetworkAccess": "Disabled", "dataEndpointEnabled": True, "zoneRedundancy": "Enabled"},
    ),
}


@pytest.mark.parametrize("case", LIVES.values(), ids=LIVES)
def test_what_is_right_is_accepted_kept_and_deleted(serviced: Engine, case: tuple[str, Inputs]) -> None:
    live(serviced, *case)


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

"""Inference endpoints, deployments and datastores of Azure ML."""

from __future__ import annotations

import pytest

from local.azure.store import Store
from tests.unit.azure import samples as base
from tests.unit.azure import samples_ml as given
from tests.unit.azure.harness import Engine, RefusedError, refuse
from tests.unit.azure.life import live
from tests.unit.azure.samples_ml import batch, datastore, deployment, isolated, online

_ONLINE, _BATCH = "machinelearningservices:OnlineEndpoint", "machinelearningservices:BatchEndpoint"
_DEPLOYMENT, _STORE = "machinelearningservices:OnlineDeployment", "machinelearningservices:Datastore"
_WORKSPACE = "machinelearningservices:Workspace"


def test_the_name_of_an_endpoint_is_taken_in_its_region(platform: Engine) -> None:
    platform.create(_ONLINE, online())
    platform.create(_WORKSPACE, base.workspace() | {"workspaceName": "mlw-other"})
    assert "unique" in refuse(platform, _ONLINE, online() | {"workspaceName": "mlw-other"}, "UserError")


def test_an_online_endpoint_lives_and_keeps_its_keys(platform: Engine, store: Store) -> None:
    keys = {"primaryKey": "hunter2", "secondaryKey": "hunter2"}
    made, answer = live(platform, _ONLINE, online(authMode="Key", keys=keys), deletable=False)
    own = answer["properties"]
    assert own["scoringUri"] == "https://score.westeurope.inference.ml.azure.com/score"
    assert own["publicNetworkAccess"] == "Disabled"
    assert answer["identity"]["principalId"]
    assert "hunter2" not in str([(one.inputs, one.properties) for one in store.resources()])
    platform.delete(made)


def test_a_batch_endpoint_lives(platform: Engine) -> None:
    _, answer = live(platform, _BATCH, batch())
    assert answer["properties"]["scoringUri"] == "https://nightly.westeurope.inference.ml.azure.com/jobs"


def test_an_endpoint_keeps_its_kind_of_identity(platform: Engine) -> None:
    made, _ = platform.create(_ONLINE, online())
    with pytest.raises(RefusedError, match="BadRequest"):
        platform.update(_ONLINE, made, online(identity={"type": "None"}))


@pytest.fixture
def serving(platform: Engine) -> Engine:
    """A workspace with an online endpoint that has one deployment."""
    platform.create(_ONLINE, online())
    platform.create(_DEPLOYMENT, deployment())
    return platform


def test_traffic_goes_to_deployments(serving: Engine) -> None:
    answer = serving.update(_ONLINE, given.ENDPOINT_ID, online(traffic={"blue": 100}))
    assert answer["properties"]["traffic"] == {"blue": 100}


def test_a_deployment_lives(serving: Engine) -> None:
    _, answer = live(serving, _DEPLOYMENT, deployment(name="green"))
    assert answer["properties"]["provisioningState"] == "Succeeded"


def test_a_deployment_waits_for_the_managed_network(serviced: Engine) -> None:
    serviced.create(_WORKSPACE, isolated())
    serviced.create(_ONLINE, online())
    refuse(serviced, _DEPLOYMENT, deployment(), "WorkspaceManagedNetworkNotReady")
    serviced.create("network:PrivateEndpoint", base.endpoint(base.WORKSPACE_ID, "amlworkspace", "pe-mlw"))
    inside = base.instance()
    own = {key: value for key, value in inside["properties"]["properties"].items() if key != "subnet"}
    inside["properties"] = {**inside["properties"], "properties": own}
    serviced.create("machinelearningservices:Compute", inside)
    serviced.create(_DEPLOYMENT, deployment())


def test_a_deployment_goes_at_once_in_a_network_that_is_provisioned(serviced: Engine) -> None:
    serviced.create(_WORKSPACE, isolated() | {"provisionNetworkNow": True})
    serviced.create(_ONLINE, online())
    serviced.create(_DEPLOYMENT, deployment())


def test_a_datastore_does_not_go_with_a_key_that_the_account_does_not_take(platform: Engine, store: Store) -> None:
    keyed = datastore({"credentialsType": "AccountKey", "secrets": {"secretsType": "AccountKey", "key": "hunter2"}})
    platform.update("storage:StorageAccount", base.STORAGE_ID, base.storage(allowSharedKeyAccess=False))
    refuse(platform, _STORE, keyed, "KeyBasedAuthenticationNotPermitted")
    platform.create(_STORE, {**keyed, "skipValidation": True, "name": "unseen"})
    platform.update("storage:StorageAccount", base.STORAGE_ID, base.storage(allowSharedKeyAccess=True))
    live(platform, _STORE, keyed, deletable=False)
    assert "hunter2" not in str([(one.inputs, one.properties) for one in store.resources()])


def test_a_datastore_lives(platform: Engine) -> None:
    live(platform, _STORE, datastore())

"""Compute of Azure ML: instances for one person, clusters, schedules."""

from __future__ import annotations

import pytest

from local.azure.store import Store
from tests.unit.azure import harness
from tests.unit.azure import samples as base
from tests.unit.azure import samples_ml as given
from tests.unit.azure.harness import Engine, Inputs
from tests.unit.azure.life import live
from tests.unit.azure.samples_ml import isolated, personal

_KIND, _WORKSPACE = "machinelearningservices:Compute", "machinelearningservices:Workspace"
_PROPERTY = "InvalidRequestPropertyValue"


def refuse(azure: Engine, inputs: Inputs, code: str = "BadRequest") -> str:
    return harness.refuse(azure, _KIND, inputs, code)


@pytest.mark.parametrize("idle", ["PT15M", "P3D", "PT1H30M"])
def test_an_instance_for_one_person_lives(platform: Engine, idle: str) -> None:
    _, answer = live(platform, _KIND, personal(idleTimeBeforeShutdown=idle))
    own = answer["properties"]["properties"]
    assert own["connectivityEndpoints"]["privateIpAddress"] == "10.0.1.4"
    assert own["state"] == "Running"
    assert own["applications"][0]["endpointUri"] == "https://ci-dev.westeurope.instances.azureml.ms/tree/"


def test_instances_take_one_free_address_after_another(platform: Engine) -> None:
    _, first = platform.create(_KIND, personal())
    _, second = platform.create(_KIND, base.instance("ci-more"))
    _, card = platform.create("network:NetworkInterface", base.interface(subnet=base.TRAINING))
    found = [one["properties"]["properties"]["connectivityEndpoints"]["privateIpAddress"] for one in (first, second)]
    assert [*found, card["ipConfigurations"][0]["privateIPAddress"]] == ["10.0.1.4", "10.0.1.5", "10.0.1.6"]


def test_the_name_of_an_instance_is_taken_in_its_region(platform: Engine) -> None:
    platform.create(_KIND, personal())
    platform.create(_WORKSPACE, base.workspace() | {"workspaceName": "mlw-other"})
    platform.create(
        "network:PrivateEndpoint", base.endpoint(f"{base.WORKSPACE_ID[:-4]}other", "amlworkspace", "pe-other")
    )
    assert "is taken" in refuse(platform, personal() | {"workspaceName": "mlw-other"})
    platform.create(_KIND, base.cluster("ci-dev") | {"workspaceName": "mlw-other"})


def with_identity(kind: str, *identities: str) -> Inputs:
    assigned = {"userAssignedIdentities": list(identities)} if identities else {}
    return base.cluster() | {"identity": {"type": kind, **assigned}}


def test_a_cluster_scales_down_after_a_duration(platform: Engine) -> None:
    scale = {"minNodeCount": 0, "maxNodeCount": 1, "nodeIdleTimeBeforeScaleDown": "2 minutes"}
    refuse(platform, base.cluster(scaleSettings=scale), _PROPERTY)


def test_a_cluster_lives(platform: Engine) -> None:
    given.build_identity(platform)
    _, answer = live(platform, _KIND, with_identity("UserAssigned", given.IDENTITY))
    own = answer["properties"]["properties"]
    assert own["currentNodeCount"] == 0
    assert own["allocationState"] == "Steady"
    assert answer["properties"]["isAttachedCompute"] is False


def test_compute_in_a_managed_network_has_no_subnet_and_stays_in_the_region(serviced: Engine) -> None:
    serviced.create(_WORKSPACE, isolated())
    refuse(serviced, base.cluster(subnet=None), "UserError")
    serviced.create("network:PrivateEndpoint", base.endpoint(base.WORKSPACE_ID, "amlworkspace", "pe-mlw"))
    assert "region" in refuse(serviced, base.cluster(subnet=None) | {"location": "northeurope"})
    assert "managed network" in refuse(serviced, base.cluster())
    live(serviced, _KIND, base.cluster(subnet=None))


def test_passwords_of_compute_stay_unsaid(platform: Engine, store: Store) -> None:
    account = {"adminUserName": "azureuser", "adminUserPassword": "hunter2"}
    platform.create(_KIND, base.cluster(userAccountCredentials=account))
    assert "hunter2" not in str([(one.inputs, one.properties) for one in store.resources()])

"""Compute of Azure ML: instances for one person, clusters, schedules; each rule is broken once."""

from __future__ import annotations

from typing import Any

import pytest

from local.azure.store import Store
from tests.unit.azure import samples as base
from tests.unit.azure import samples_ml as given
from tests.unit.azure.harness import NETWORK, Engine, Inputs, RefusedError
from tests.unit.azure.life import live
from tests.unit.azure.samples import changed
from tests.unit.azure.samples_ml import isolated, personal, recurrence, schedule

_KIND, _WORKSPACE = "machinelearningservices:Compute", "machinelearningservices:Workspace"
_PROPERTY = "InvalidRequestPropertyValue"


def refuse(azure: Engine, inputs: Inputs, code: str = "BadRequest") -> str:
    with pytest.raises(RefusedError) as caught:
        azure.create(_KIND, inputs)
    assert f'Code="{code}"' in str(caught.value)
    return str(caught.value)


def of_user(**user: Any) -> Inputs:
    return personal(personalComputeInstanceSettings={"assignedUser": {**given.USER, **user}})


def cron(expression: str, zone: str = "UTC") -> Inputs:
    return personal(schedule(cron={"expression": expression, "timeZone": zone}))


def again(**other: Any) -> Inputs:
    return personal(recurrence(**other))


INSTANCES: dict[str, tuple[Inputs, str, str]] = {
    "a person without object id": (of_user(objectId="me"), "BadRequest", "objectId"),
    "a person of another tenant": (
        of_user(tenantId="88888888-8888-4888-8888-888888888888"),
        "BadRequest",
        "tenantId",
    ),
    "a person without tenant": (of_user(tenantId="ours"), "BadRequest", "tenantId"),
    "14 idle minutes": (personal(idleTimeBeforeShutdown="PT14M"), _PROPERTY, "idleTimeBeforeShutdown"),
    "4 idle days": (personal(idleTimeBeforeShutdown="P4D"), _PROPERTY, "idleTimeBeforeShutdown"),
    "an idle time that is none": (personal(idleTimeBeforeShutdown="30 minutes"), _PROPERTY, "idleTimeBeforeShutdown"),
    "5 schedules": (personal(*([schedule()] * 5)), "BadRequest", "schedules"),
    "an action that is none": (personal(schedule("Restart")), _PROPERTY, "action"),
    "a status that is none": (personal(schedule(status="On")), _PROPERTY, "status"),
    "a trigger that is none": (personal(schedule(triggerType="Sunset")), _PROPERTY, "triggerType"),
    "a trigger without its details": (personal(schedule(triggerType="Recurrence")), _PROPERTY, "recurrence"),
    "four fields": (cron("0 18 * *"), _PROPERTY, "cron.expression"),
    "a minute 60": (cron("60 18 * * *"), _PROPERTY, "cron.expression"),
    "a day of the week 7": (cron("0 18 * * 1,7"), _PROPERTY, "cron.expression"),
    "names of days": (cron("0 18 * * MON"), _PROPERTY, "cron.expression"),
    "a time zone of another list": (cron("0 18 * * *", "Europe/Berlin"), _PROPERTY, "cron.timeZone"),
    "a frequency that is none": (again(frequency="Year"), _PROPERTY, "recurrence.frequency"),
    "no interval": (again(interval=0), _PROPERTY, "recurrence.interval"),
    "an hour 24": (again(schedule={"hours": [24], "minutes": [0]}), _PROPERTY, "recurrence.schedule.hours"),
    "a minute -1": (again(schedule={"hours": [8], "minutes": [-1]}), _PROPERTY, "recurrence.schedule.minutes"),
    "a day that no week has": (
        again(schedule={"hours": [8], "minutes": [0], "weekDays": ["Someday"]}),
        _PROPERTY,
        "recurrence.schedule.weekDays",
    ),
    "days of the week every day": (again(frequency="Day"), _PROPERTY, "recurrence.schedule.weekDays"),
    "an identity type without identities": (
        personal() | {"identity": {"type": "UserAssigned"}},
        "BadRequest",
        "userAssignedIdentities",
    ),
    "a name that ends in a hyphen": (personal() | {"computeName": "ci-"}, "InvalidResourceName", "name"),
}


@pytest.mark.parametrize("name", INSTANCES, ids=INSTANCES)
def test_an_instance_is_refused(platform: Engine, name: str) -> None:
    inputs, code, target = INSTANCES[name]
    assert f'{target}"' in refuse(platform, inputs, code)


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


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("idleTimeBeforeShutdown", "PT1H"),
        ("personalComputeInstanceSettings.assignedUser.objectId", "99999999-9999-4999-8999-999999999999"),
        ("sshSettings.sshPublicAccess", "Enabled"),
        ("vmSize", "Standard_DS4_v2"),
    ],
)
def test_an_instance_keeps_its(platform: Engine, path: str, value: str) -> None:
    made, _ = platform.create(_KIND, personal())
    with pytest.raises(RefusedError, match="BadRequest"):
        platform.update(_KIND, made, changed(personal(), f"properties.properties.{path}", value))


def with_identity(kind: str, *identities: str) -> Inputs:
    assigned = {"userAssignedIdentities": list(identities)} if identities else {}
    return base.cluster() | {"identity": {"type": kind, **assigned}}


CLUSTERS: dict[str, tuple[Inputs, str]] = {
    "an identity of its own beside others": (
        with_identity("SystemAssigned,UserAssigned", given.IDENTITY),
        "identity.type",
    ),
    "no identities": (with_identity("UserAssigned"), "userAssignedIdentities"),
    "identities for nothing": (with_identity("SystemAssigned", given.IDENTITY), "userAssignedIdentities"),
    "a delegated subnet": (
        base.cluster(subnet={"id": f"{NETWORK}/virtualNetworks/other/subnets/aci"}),
        "subnet.id",
    ),
}


@pytest.mark.parametrize("name", CLUSTERS, ids=CLUSTERS)
def test_a_cluster_is_refused(platform: Engine, name: str) -> None:
    given.build_identity(platform)
    delegation = {"name": "d", "serviceName": "Microsoft.ContainerInstance/containerGroups"}
    subnet = {"name": "aci", "addressPrefix": "10.30.0.0/24", "delegations": [delegation]}
    platform.create("network:VirtualNetwork", base.network(subnet, name="other", space="10.30.0.0/16"))
    inputs, target = CLUSTERS[name]
    assert f'{target}"' in refuse(platform, inputs)


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

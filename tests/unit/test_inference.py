"""Online and batch endpoints: closed to the public, named once in a region, with what deployments change left alone."""

import dataclasses
import re

import pulumi
import pytest
from pulumi_azure_native import resources
from pydantic import ValidationError

from components.inference import Endpoints, EndpointsArgs
from components.naming import Names
from components.settings import BatchEndpointSettings, InferenceSettings, OnlineEndpointSettings
from tests.support.platform import demo_platform
from tests.support.recorder import SUFFIX, Recording, record

ONLINE, BATCH = "machinelearningservices:OnlineEndpoint", "machinelearningservices:BatchEndpoint"
# https://learn.microsoft.com/azure/machine-learning/how-to-manage-quotas: 3 to 32 characters, a letter first, single
# hyphens
NAME = re.compile(r"(?!.*--)[a-zA-Z][a-zA-Z0-9-]{1,30}[a-zA-Z0-9]")


def recorded(settings: InferenceSettings) -> Recording:
    def program() -> None:
        platform = demo_platform()
        names = Names(workload="w" * 8, environment="e" * 5, suffix=platform.names.suffix)
        endpoints = Endpoints(
            "endpoints",
            EndpointsArgs(
                platform=dataclasses.replace(platform, names=names),
                settings=settings,
                workspace_name=resources.ResourceGroup("workspace").urn.apply(lambda _: "mlw"),
                after=[resources.ResourceGroup("workspace-endpoint")],
            ),
        )
        for name in ("online_names", "batch_names", "endpoint_ids", "scoring_uris", "principal_ids"):
            pulumi.export(name, pulumi.Output.all(**getattr(endpoints, name)))

    return record(program)


@pytest.fixture(scope="module")
def both() -> Recording:
    return recorded(
        InferenceSettings(
            online_endpoints=(
                OnlineEndpointSettings(name="scoring"),
                OnlineEndpointSettings(name="o" * 25, authentication="Key"),
            ),
            batch_endpoints=(BatchEndpointSettings(name="nightly"),),
        )
    )


# https://learn.microsoft.com/azure/machine-learning/concept-secure-online-endpoint
def test_an_online_endpoint_is_closed_to_the_public(both: Recording) -> None:
    for endpoint in both.of(ONLINE):
        assert endpoint.inputs["properties"]["publicNetworkAccess"] == "Disabled"
    assert both.one(ONLINE, "online-scoring").inputs["properties"]["authMode"] == "AADToken"
    assert both.one(ONLINE, f"online-{'o' * 25}").inputs["properties"]["authMode"] == "Key"


# https://learn.microsoft.com/azure/machine-learning/how-to-secure-batch-endpoint: "batch endpoints don't support the
# public_network_access key", https://learn.microsoft.com/azure/machine-learning/how-to-authenticate-batch-endpoint
def test_a_batch_endpoint_says_how_to_sign_in_and_nothing_else(both: Recording) -> None:
    assert both.one(BATCH).inputs["properties"] == {"authMode": "AADToken"}


def test_endpoints_come_after_the_workspaces_own(both: Recording) -> None:
    for endpoint in [*both.of(ONLINE), *both.of(BATCH)]:
        assert endpoint.depends_on(both.one("resources:ResourceGroup", "workspace-endpoint"))
        assert endpoint.depends_on(both.one("resources:ResourceGroup", "workspace"), "workspaceName")
        assert endpoint.inputs["identity"] == {"type": "SystemAssigned"}
        assert endpoint.inputs["location"] == "eastasia"
        assert endpoint.inputs["tags"]["managedBy"] == "pulumi"


def test_what_deployments_change_is_no_drift(both: Recording) -> None:
    online = both.one(ONLINE, "online-scoring").request
    assert list(online.ignoreChanges) == ["properties.traffic", "properties.mirrorTraffic"]
    assert list(both.one(BATCH).request.ignoreChanges) == ["properties.defaults"]


# https://learn.microsoft.com/azure/machine-learning/how-to-deploy-with-rest: "unique at the Azure region level"
def test_names_are_unique_in_a_region_and_legal_at_their_longest(both: Recording) -> None:
    names = [e.inputs["endpointName"] for e in [*both.of(ONLINE), *both.of(BATCH)]]
    assert names == [f"scoring-{SUFFIX}", f"{'o' * 25}-{SUFFIX}", f"nightly-{SUFFIX}"]
    assert all(NAME.fullmatch(name) for name in names)
    assert both.outputs["online_names"] == {"scoring": names[0], "o" * 25: names[1]}
    assert both.outputs["batch_names"] == {"nightly": names[2]}


def test_others_find_an_endpoint_by_its_name_in_the_settings(both: Recording) -> None:
    keys = {"scoring", "o" * 25, "nightly"}
    assert set(both.outputs["endpoint_ids"]) == keys
    assert both.outputs["scoring_uris"]["scoring"] == "https://online/score"
    assert both.outputs["scoring_uris"]["nightly"] == "https://batch/jobs"
    assert both.outputs["principal_ids"]["nightly"] == "principal-of-batch-nightly"
    assert set(both.outputs["principal_ids"]) == keys


# https://learn.microsoft.com/azure/machine-learning/concept-endpoints-online-auth#automatic-role-assignment-for-endpoint-identity
def test_endpoints_are_given_no_role_that_azure_gives_them(both: Recording) -> None:
    assert both.of("authorization:RoleAssignment") == []


@pytest.mark.parametrize("name", ["a--b", "1st", "o" * 26, "end-", "o"])
def test_a_name_that_azure_refuses_is_a_mistake_in_the_settings(name: str) -> None:
    for kind in (OnlineEndpointSettings, BatchEndpointSettings):
        with pytest.raises(ValidationError, match="single hyphens"):
            kind(name=name)


def test_without_settings_there_is_nothing() -> None:
    recording = recorded(InferenceSettings())
    assert recording.of(ONLINE) == recording.of(BATCH) == []

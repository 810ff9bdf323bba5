"""Azure Monitor by private link: the scope, and the endpoint that agents take their orders from."""

import pulumi
import pytest

from components.heartbeats import CollectionEndpoint, CollectionEndpointArgs
from components.monitoring import MonitorScope, MonitorScopeArgs
from tests.support.platform import demo_platform
from tests.support.recorder import SUBSCRIPTION, Recording, record


@pytest.fixture(scope="module")
def recording() -> Recording:
    def program() -> None:
        platform = demo_platform()
        endpoint = CollectionEndpoint("collection", CollectionEndpointArgs(platform=platform))
        logs = pulumi.Output.from_input("/subscriptions/s/logs")
        services = {"logs": logs, "collection": endpoint.endpoint_id}
        MonitorScope("monitor", MonitorScopeArgs(platform=platform, services=services))

    return record(program)


def test_the_scope_is_in_open_mode(recording: Recording) -> None:
    # https://learn.microsoft.com/azure/machine-learning/how-to-secure-workspace-vnet: PrivateOnly breaks Azure ML
    modes = recording.one("monitor:PrivateLinkScope").inputs["accessModeSettings"]
    assert modes == {"ingestionAccessMode": "Open", "queryAccessMode": "Open"}


def test_every_service_is_linked_to_the_scope(recording: Recording) -> None:
    links = {link.inputs["linkedResourceId"]: link for link in recording.of("monitor:PrivateLinkScopedResource")}
    group = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-mlops-demo"
    endpoint_id = f"{group}/providers/Microsoft.Insights/dataCollectionEndpoints/dce-mlops-demo"
    assert set(links) == {"/subscriptions/s/logs", endpoint_id}
    assert links[endpoint_id].depends_on(recording.one("monitor:DataCollectionEndpoint"), "linkedResourceId")
    scope = recording.one("monitor:PrivateLinkScope")
    assert all(link.depends_on(scope, "scopeName") for link in links.values())


def test_the_endpoint_of_the_agents_is_closed(recording: Recording) -> None:
    endpoint = recording.one("monitor:DataCollectionEndpoint")
    assert endpoint.inputs["networkAcls"] == {"publicNetworkAccess": "Disabled"}

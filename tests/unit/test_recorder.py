"""The recorder that other tests rely on sees what the engine would see."""

import asyncio

import pulumi
import pytest
from pulumi_azure_native import resources

from tests.support.recorder import DuplicateUrnError, UnansweredInvokeError, record


def test_the_recorder_refuses_two_resources_of_one_urn() -> None:
    def program() -> None:
        resources.ResourceGroup("same")
        resources.ResourceGroup("same")

    with pytest.raises(DuplicateUrnError):
        record(program)


def test_the_recorder_refuses_a_function_it_does_not_answer() -> None:
    with pytest.raises(UnansweredInvokeError):
        record(lambda: resources.get_resource_group(resource_group_name="x"))


def test_the_recorder_sees_secrets() -> None:
    recording = record(lambda: resources.ResourceGroup("g", tags={"a": pulumi.Output.secret("b")}))
    group = recording.one("resources:ResourceGroup")
    assert any(path.startswith("tags") for path in group.secrets)


def test_a_run_that_failed_half_way_does_not_disturb_the_next() -> None:
    def failing() -> None:
        resources.ResourceGroup("same")
        resources.ResourceGroup("same")
        pulumi.Output.all(asyncio.sleep(60, result=""))

    with pytest.raises(DuplicateUrnError):
        record(failing)
    assert record(lambda: resources.ResourceGroup("g")).one("resources:ResourceGroup")

"""What the real engine tells the gate of providers: whose plugin it is, and where it works."""

import re

import pytest

from tests.support.deployment import Deployment

pytestmark = pytest.mark.e2e

_PROGRAM = """
import pulumi
import pulumi_azure_native as azure

TAGS = {"workload": "mlops", "environment": "test", "managedBy": "pulumi"}


def group(name, **options):
    azure.resources.ResourceGroup(
        name, resource_group_name=name, location="eastasia", tags=TAGS, opts=pulumi.ResourceOptions(**options)
    )


theirs = azure.Provider("theirs", subscription_id="11111111-1111-4111-8111-111111111111")
group("ours")
group("elsewhere", provider=theirs)
group("from-elsewhere", plugin_download_url="https://plugins.example/azure")
"""


def test_a_plugin_from_elsewhere_and_another_subscription_are_refused(deployment: Deployment) -> None:
    (deployment.folder / "__main__.py").write_text(_PROGRAM)

    printed = " ".join(deployment.refused("preview", "-s", "dev").split())

    assert "_https_/plugins.example/azure': is downloaded from an address that the program names" in printed
    assert "'theirs': is made by the program: the engine does not tell where its plugin comes from" in printed
    assert "'theirs': subscriptionId is '11111111-1111-4111-8111-111111111111', must be that of 'default" in printed
    assert not re.search(r"'default[_0-9]*': is", printed)

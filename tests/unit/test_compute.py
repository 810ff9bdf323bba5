"""Clusters and instances: in a subnet or in the managed network, whose they are, and when they run."""

import dataclasses
import re
from typing import Any

import pulumi
import pytest
from pulumi_azure_native import resources
from pydantic import ValidationError

from components.compute import TrainingCompute, TrainingComputeArgs
from components.naming import Names
from components.settings import ClusterSettings, ComputeSettings, InstanceSettings, ScheduleSettings
from tests.support.platform import demo_platform
from tests.support.recorder import TENANT, Recording, record

OWNER = "0d9a4f0e-7a3e-4a53-8c59-3d5b8a2f6c11"
# The example of the article this project is made after.
ARTICLE = ClusterSettings(
    name="gpu-cluster",
    vm_size="Standard_NC6s_v3",
    priority="LowPriority",
    min_nodes=0,
    max_nodes=3,
    idle_before_scale_down="PT30S",
)
CPU = ClusterSettings(name="cpu-cluster", vm_size="Standard_D4s_v3", max_nodes=2)
PLAIN = InstanceSettings(name="notebook", vm_size="Standard_D4s_v3")
OWNED = InstanceSettings(
    name="ada",
    vm_size="Standard_D4s_v3",
    assigned_user=OWNER,
    idle_shutdown="PT30M",
    schedules=(
        ScheduleSettings(action="Start", cron="0 8 * * 1-5"),
        ScheduleSettings(action="Stop", cron="0 20 * * 1-5", time_zone="Tokyo Standard Time"),
    ),
)
# The pattern of Microsoft.MachineLearningServices/workspaces/computes at 2025-12-01.
# https://github.com/Azure/bicep-types-az/tree/main/generated/machinelearningservices
NAME = re.compile(r"[a-zA-Z](?![a-zA-Z0-9-]*-\d+$)[a-zA-Z0-9-]{2,23}")


def recorded(
    clusters: tuple[ClusterSettings, ...] = (CPU,),
    instances: tuple[InstanceSettings, ...] = (),
    in_subnet: bool = True,
) -> Recording:
    def program() -> None:
        platform = demo_platform()
        names = Names(workload="w" * 8, environment="e" * 5, suffix=platform.names.suffix)
        vnet = resources.ResourceGroup("vnet")
        compute = TrainingCompute(
            "compute",
            TrainingComputeArgs(
                platform=dataclasses.replace(platform, names=names),
                settings=ComputeSettings(clusters=clusters, instances=instances),
                workspace_name=pulumi.Output.from_input("mlw"),
                subnet_id=vnet.urn.apply(lambda _: "training-subnet") if in_subnet else None,
                vnet=vnet if in_subnet else None,
                after=[resources.ResourceGroup("workspace-endpoint")],
            ),
        )
        pulumi.export("names", compute.instance_names)
        pulumi.export("principals", pulumi.Output.all(**compute.principal_ids))
        pulumi.export("instance_principals", pulumi.Output.all(**compute.instance_principal_ids))

    return record(program)


def properties(recording: Recording, name: str) -> dict[str, Any]:
    found: dict[str, Any] = recording.one("machinelearningservices:Compute", name).inputs["properties"]["properties"]
    return found


@pytest.fixture(scope="module")
def in_subnet() -> Recording:
    return recorded((CPU, ARTICLE), (PLAIN, OWNED))


@pytest.fixture(scope="module")
def in_managed_network() -> Recording:
    return recorded((CPU,), (PLAIN,), in_subnet=False)


# https://learn.microsoft.com/azure/machine-learning/how-to-secure-training-vnet
def test_compute_has_no_public_ip_and_waits_for_the_workspaces_private_endpoint(
    in_subnet: Recording, in_managed_network: Recording
) -> None:
    for recording in (in_subnet, in_managed_network):
        made = recording.of("machinelearningservices:Compute")
        assert made
        for compute in made:
            assert compute.inputs["properties"]["properties"]["enableNodePublicIp"] is False
            assert compute.inputs["properties"]["disableLocalAuth"] is True
            assert compute.depends_on(recording.one("resources:ResourceGroup", "workspace-endpoint"))


def test_compute_in_a_subnet_is_replaced_with_its_vnet(in_subnet: Recording) -> None:
    vnet = in_subnet.one("resources:ResourceGroup", "vnet")
    for compute in in_subnet.of("machinelearningservices:Compute"):
        assert compute.inputs["properties"]["properties"]["subnet"] == {"id": "training-subnet"}
        assert vnet.urn in compute.request.replace_with


# https://learn.microsoft.com/azure/machine-learning/how-to-managed-network-compute
def test_compute_in_the_managed_network_names_no_subnet(in_managed_network: Recording) -> None:
    for compute in in_managed_network.of("machinelearningservices:Compute"):
        assert "subnet" not in compute.inputs["properties"]["properties"]
        assert not compute.request.replace_with


def test_the_articles_example_is_expressible_with_a_warning_that_names_the_retirement(in_subnet: Recording) -> None:
    assert properties(in_subnet, "cluster-gpu-cluster") == {
        "vmSize": "Standard_NC6s_v3",
        "vmPriority": "LowPriority",
        "osType": "Linux",
        "subnet": {"id": "training-subnet"},
        "enableNodePublicIp": False,
        "isolatedNetwork": False,
        "remoteLoginPortPublicAccess": "Disabled",
        "scaleSettings": {"minNodeCount": 0, "maxNodeCount": 3, "nodeIdleTimeBeforeScaleDown": "PT30S"},
    }
    assert in_subnet.warnings == [
        "compute gpu-cluster: Standard_NC6s_v3 is retired on 2025-09-30: use Standard_NC4as_T4_v3 or "
        "Standard_NC40ads_H100_v5"
    ]


def test_low_priority_alone_warns_of_nothing() -> None:
    low = ARTICLE.model_copy(update={"vm_size": "Standard_NC4as_T4_v3"})
    assert recorded((low,)).warnings == []


def test_a_retired_size_is_known_in_any_case() -> None:
    odd = ARTICLE.model_copy(update={"vm_size": "Standard_nc6s_v3"})
    assert len(recorded((odd,)).warnings) == 1


# https://learn.microsoft.com/azure/machine-learning/how-to-create-compute-instance#create-on-behalf-of
def test_an_instance_belongs_to_whom_the_settings_name(in_subnet: Recording) -> None:
    assert properties(in_subnet, "instance-ada")["personalComputeInstanceSettings"] == {
        "assignedUser": {"objectId": OWNER, "tenantId": TENANT}
    }
    assert properties(in_subnet, "instance-ada")["computeInstanceAuthorizationType"] == "personal"
    assert "personalComputeInstanceSettings" not in properties(in_subnet, "instance-notebook")


# https://learn.microsoft.com/azure/machine-learning/how-to-create-compute-instance#create-a-schedule-with-a-resource-manager-template
def test_an_instance_starts_and_stops_by_its_schedules(in_subnet: Recording) -> None:
    assert properties(in_subnet, "instance-ada")["schedules"] == {
        "computeStartStop": [
            {
                "action": "Start",
                "status": "Enabled",
                "triggerType": "Cron",
                "cron": {"expression": "0 8 * * 1-5", "timeZone": "UTC"},
            },
            {
                "action": "Stop",
                "status": "Enabled",
                "triggerType": "Cron",
                "cron": {"expression": "0 20 * * 1-5", "timeZone": "Tokyo Standard Time"},
            },
        ]
    }
    assert properties(in_subnet, "instance-ada")["idleTimeBeforeShutdown"] == "PT30M"
    assert "schedules" not in properties(in_subnet, "instance-notebook")


def test_an_instance_has_four_schedules_at_most() -> None:
    schedule = ScheduleSettings(action="Stop", cron="0 20 * * *")
    with pytest.raises(ValidationError, match="at most 4"):
        InstanceSettings(name="ada", vm_size="Standard_D4s_v3", schedules=(schedule,) * 5)


def test_instances_are_closed_to_all_but_their_owner(in_subnet: Recording) -> None:
    for name in ("instance-ada", "instance-notebook"):
        assert properties(in_subnet, name)["sshSettings"] == {"sshPublicAccess": "Disabled"}
        assert properties(in_subnet, name)["applicationSharingPolicy"] == "Personal"


def test_each_compute_has_an_identity_that_is_told_apart(in_subnet: Recording) -> None:
    for compute in in_subnet.of("machinelearningservices:Compute"):
        assert compute.inputs["identity"] == {"type": "SystemAssigned"}
    instances = {"notebook": "principal-of-instance-notebook", "ada": "principal-of-instance-ada"}
    assert in_subnet.outputs["instance_principals"] == instances
    assert in_subnet.outputs["principals"] == {
        "cpu-cluster": "principal-of-cluster-cpu-cluster",
        "gpu-cluster": "principal-of-cluster-gpu-cluster",
        **instances,
    }


def test_names_are_legal_at_their_longest() -> None:
    recording = recorded((CPU.model_copy(update={"name": "c" * 24}),), (PLAIN.model_copy(update={"name": "i" * 17}),))
    for compute in recording.of("machinelearningservices:Compute"):
        assert NAME.fullmatch(compute.inputs["computeName"]), compute.inputs["computeName"]
    assert recording.outputs["names"] == ["i" * 17 + "-kqzwtv"]

"""The agents together, and those on machines of their own."""

import base64
import re
from typing import Any

import pytest

from tests.support.agents import (
    BY_SECRET,
    BY_TOKEN,
    CLIENT,
    CONTAINER,
    DISKS,
    MACHINE,
    MANAGED,
    SECRET,
    TOKEN,
    URL,
    VM,
    VMSS,
    in_order,
    record_agents,
    settings,
    stand_in,
)
from tests.support.recorder import SUBSCRIPTION, Recording, Registration, strings_in

ALL = (VM, VMSS, CONTAINER, MANAGED)
# What each kind is, in Azure.
KINDS: dict[str, tuple[dict[str, Any], str]] = {
    "vm": (VM, "compute:VirtualMachine"),
    "vmss": (VMSS, "compute:VirtualMachineScaleSet"),
    "container": (CONTAINER, "containerinstance:ContainerGroup"),
    "managed": (MANAGED, "devopsinfrastructure:Pool"),
}
# https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
# Dev center, project and pool: their API specifications. A pool's length:
# https://learn.microsoft.com/azure/devops/managed-devops-pools/quickstart-arm-template
NAME_RULES: dict[str, tuple[str, str]] = {
    "compute:VirtualMachine": ("vmName", r"[a-zA-Z0-9][a-zA-Z0-9-]{0,62}[a-zA-Z0-9]"),
    "compute:VirtualMachineScaleSet": ("vmScaleSetName", r"[a-zA-Z0-9][a-zA-Z0-9-]{0,62}[a-zA-Z0-9]"),
    "containerinstance:ContainerGroup": ("containerGroupName", r"(?!.*--)[a-z0-9][a-z0-9-]{0,61}[a-z0-9]"),
    "managedidentity:UserAssignedIdentity": ("resourceName", r"[a-zA-Z0-9][\w-]{2,127}"),
    "devcenter:DevCenter": ("devCenterName", r"[a-zA-Z0-9][a-zA-Z0-9-]{2,25}"),
    "devcenter:Project": ("projectName", r"[a-zA-Z0-9][a-zA-Z0-9-_.]{2,62}"),
    "devopsinfrastructure:Pool": ("poolName", r"[a-zA-Z0-9][a-zA-Z0-9-.]{2,43}"),
}


@pytest.fixture(scope="module")
def every_kind() -> Recording:
    return record_agents(settings(*ALL))


def script_of(extension: Registration) -> str:
    return base64.b64decode(extension.inputs["protectedSettings"]["script"]).decode()


# --- Together --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_only_the_kinds_that_the_settings_name_are_made(kind: str) -> None:
    recording = record_agents(settings(KINDS[kind][0]))
    made = {name for name, (_, resource) in KINDS.items() if recording.of(resource)}
    assert made == {kind}
    assert len(recording.outputs["pools"]) == 1


def test_any_mix_says_what_others_need_to_know(every_kind: Recording) -> None:
    outputs = every_kind.outputs
    assert outputs["pools"] == ["machines", "elastic", "boxes", "mdp-mlops-demo-kqzwtv"]
    assert outputs["agent_names"] == [
        "vm-mlops-demo-agent-01",
        "ci-mlops-demo-agent-container-01",
        "ci-mlops-demo-agent-container-02",
    ]
    assert outputs["principal_ids"] == {
        "agent-01": "principal-of-vm-agent-01",
        "agent-scale-set": "principal-of-vmss-agents",
        "agent-containers": "principal-of-identity-agent-containers",
        "managed-agents": "principal-of-identity-managed-agents",
    }
    assert list(outputs["machines"]) == ["agent-01"]
    assert list(outputs["addresses"]) == ["vm-mlops-demo-agent-01"]


def test_manual_steps_are_a_line_each_and_name_no_secret() -> None:
    for way in ({}, BY_SECRET, BY_TOKEN):
        steps = record_agents(settings(*ALL, **way)).outputs["manual_steps"]
        assert steps
        for step in steps:
            assert re.fullmatch(r"[A-Z][^\n]+\.", step), step
            assert not {TOKEN, SECRET} & set(re.split(r"[ ,]", step))


@pytest.mark.parametrize(
    ("part", "missing"),
    [
        (VM, "agents_subnet_id"),
        (VMSS, "agents_subnet_id"),
        (CONTAINER, "containers_subnet_id"),
        (MANAGED, "managed_subnet_id"),
    ],
)
def test_a_kind_without_its_subnet_is_a_mistake_of_the_caller(part: dict[str, Any], missing: str) -> None:
    with pytest.raises(ValueError, match=f"{missing} is missing"):
        record_agents(settings(part), without=missing)


@pytest.mark.parametrize("names", [("abcdefgh", "abcde"), ("ab", "ab")])
def test_names_are_legal_at_the_longest_and_shortest_settings(names: tuple[str, str]) -> None:
    recording = record_agents(settings(*ALL), names=names)
    for kind, (name, pattern) in NAME_RULES.items():
        assert recording.of(kind)
        for resource in recording.of(kind):
            assert re.fullmatch(pattern, resource.inputs[name]), f"{kind} {resource.inputs[name]}"


def test_everything_has_its_place_and_its_tags(every_kind: Recording) -> None:
    for resource in every_kind.azure:
        if "secure-mlops:" not in resource.parent:
            continue
        if not resource.kind.endswith(":RoleAssignment"):
            assert resource.inputs["tags"].keys() >= {"workload", "environment", "managedBy", "owner"}, resource.urn
            assert resource.inputs["location"] == "eastasia", resource.urn


def test_what_attaches_to_a_subnet_waits_for_the_peerings_and_goes_with_its_vnet(every_kind: Recording) -> None:
    places = {
        "network:NetworkInterface": "ipConfigurations",
        "compute:VirtualMachineScaleSet": "virtualMachineProfile",
        "containerinstance:ContainerGroup": "subnetIds",
        "devopsinfrastructure:Pool": "fabricProfile",
    }
    for kind, prop in places.items():
        for resource in every_kind.of(kind):
            assert resource.depends_on(stand_in(every_kind, "settled")), kind
            assert resource.depends_on(stand_in(every_kind, "vnet"), prop), kind
            assert [path for path in resource.request.replaceOnChanges if path.startswith(prop)], kind


@pytest.mark.parametrize("way", [{}, BY_SECRET, BY_TOKEN], ids=["identity", "secret", "token"])
def test_secrets_are_in_protected_and_secure_properties_only(way: dict[str, Any]) -> None:
    recording = record_agents(settings(*ALL, **way))
    for resource in recording.resources:
        inputs = dict(resource.inputs)
        protected = inputs.pop("protectedSettings", None)
        if protected:
            assert "protectedSettings" in " ".join(resource.secrets)
            assert "protectedSettings" in resource.request.additionalSecretOutputs
        for container in inputs.get("containers", []):
            for variable in container["environmentVariables"]:
                variable.pop("secureValue", None)
        plain = list(strings_in(inputs))
        assert not [text for text in plain if TOKEN in text or SECRET in text], resource.urn
    assert not [text for text in strings_in(recording.outputs) if TOKEN in text or SECRET in text]


# --- On machines -----------------------------------------------------------------------------------------------------


def test_each_machine_has_its_own_extension_with_the_script_in_protected_settings_only() -> None:
    recording = record_agents(settings({"vm": {**MACHINE, "pool": "machines", "count": 3}}))
    for number in (1, 2, 3):
        machine = recording.one("compute:VirtualMachine", f"vm-agent-0{number}")
        extension = recording.one("compute:VirtualMachineExtension", f"agent-0{number}-init")
        assert extension.inputs["vmName"] == machine.inputs["vmName"]
        assert extension.depends_on(machine, "vmName")
        assert extension.inputs["publisher"] == "Microsoft.Azure.Extensions"
        assert extension.inputs["type"] == "CustomScript"
        assert list(extension.inputs["protectedSettings"]) == ["script"]
        assert "settings" not in extension.inputs
        # Scripts may run for 90 minutes: https://learn.microsoft.com/azure/virtual-machines/extensions/custom-script-linux
        assert extension.request.customTimeouts.create == "90m"


@pytest.mark.parametrize(
    ("way", "in_use", "others"),
    [({}, set(), {TOKEN, SECRET}), (BY_SECRET, {SECRET, CLIENT}, {TOKEN}), (BY_TOKEN, {TOKEN}, {SECRET})],
    ids=["identity", "secret", "token"],
)
def test_the_script_holds_the_secret_in_use_and_no_other(
    way: dict[str, Any], in_use: set[str], others: set[str]
) -> None:
    extension = record_agents(settings(VM, **way)).one("compute:VirtualMachineExtension")
    script = script_of(extension)
    assert all(value in script for value in in_use)
    assert not [value for value in others if value in script]
    # The extension's limit: https://learn.microsoft.com/azure/virtual-machines/extensions/custom-script-linux
    assert len(extension.inputs["protectedSettings"]["script"]) < 256 * 1024


def test_the_script_has_pool_version_and_checksum_from_the_settings() -> None:
    recording = record_agents(
        settings(
            VM, agent_version="4.270.0", download_url="https://mirror.example/{version}.tgz", download_sha256="a" * 64
        )
    )
    script = script_of(recording.one("compute:VirtualMachineExtension"))
    for line in (
        "AGENT_VERSION=4.270.0",
        "AGENT_DOWNLOAD_URL=https://mirror.example/4.270.0.tgz",
        f"AGENT_SHA256={'a' * 64}",
        f"ADO_ORG_SERVICE_URL={URL}",
        "AGENT_POOL=machines",
    ):
        assert f"\n{line}\n" in script


def test_machines_are_spread_over_zones_and_have_the_key_of_disks_and_a_way_out() -> None:
    recording = record_agents(
        settings({"vm": {**MACHINE, "pool": "machines", "count": 3}}), zones=("1", "2"), keys=True
    )
    machines = in_order(recording, "compute:VirtualMachine")
    assert [machine.inputs["zones"] for machine in machines] == [["1"], ["2"], ["1"]]
    for machine in machines:
        disk = machine.inputs["storageProfile"]["osDisk"]["managedDisk"]
        assert disk["diskEncryptionSet"] == {"id": DISKS}
        assert machine.depends_on(stand_in(recording, "way-out"))
        assert not machine.depends_on(stand_in(recording, "registry-endpoint"))


def test_an_identity_that_registers_is_to_be_let_in_by_name_and_object_id() -> None:
    [step] = record_agents(settings(VM)).outputs["manual_steps"]
    assert "vm-mlops-demo-agent-01 (object id principal-of-vm-agent-01)" in step
    assert f"users of {URL}" in step
    assert "administrator to its agent pool machines" in step
    [step] = record_agents(settings(VM, BY_SECRET)).outputs["manual_steps"]
    assert f"service principal {CLIENT} as administrator to agent pool machines" in step
    assert record_agents(settings(VM, BY_TOKEN)).outputs["manual_steps"] == []


def test_ids_of_machines_are_known_at_preview(every_kind: Recording) -> None:
    assert every_kind.outputs["machines"] == {
        "agent-01": f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-mlops-demo/providers"
        "/Microsoft.Compute/virtualMachines/vm-mlops-demo-agent-01"
    }

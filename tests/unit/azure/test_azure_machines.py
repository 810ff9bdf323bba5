"""Machines, scale sets, extensions and schedules: each rule is broken once, and what is right lives its life."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from local.azure.store import Store
from tests.unit.azure import samples_encryption as keys
from tests.unit.azure import samples_machines as given
from tests.unit.azure.harness import NETWORK, Engine, Inputs, RefusedError, random_engine
from tests.unit.azure.life import live
from tests.unit.azure.samples import changed
from tests.unit.azure.samples_machines import encrypted, linux, windows

Case = tuple[Inputs, str]
_INVALID = "InvalidParameter"


@pytest.fixture
def carded(networked: Engine) -> Engine:
    given.build(networked)
    return networked


def refuse(azure: Engine, kind: str, inputs: Inputs, code: str) -> str:
    with pytest.raises(RefusedError) as caught:
        azure.create(kind, inputs)
    assert f'Code="{code}"' in str(caught.value)
    return str(caught.value)


def of_windows(path: str, value: Any) -> Inputs:
    return changed(windows(), f"osProfile.{path}", value)


MACHINES: dict[str, Case] = {
    "a Windows computer name of 16": (of_windows("computerName", "a" * 16), _INVALID),
    "a Windows computer name of digits": (of_windows("computerName", "12345"), _INVALID),
    "a computer name with a blank": (changed(linux(), "osProfile.computerName", "a b"), _INVALID),
    "Windows without password": (of_windows("adminPassword", None), _INVALID),
    "a password of 7": (of_windows("adminPassword", "aB3-aB3"), _INVALID),
    "a password of 124": (of_windows("adminPassword", "aB3-" * 31), _INVALID),
    "a password of one kind of characters": (of_windows("adminPassword", "onlylowercaseletters"), _INVALID),
    "a password that everybody tries": (of_windows("adminPassword", "P@ssw0rd"), _INVALID),
    "Linux with neither key nor password": (
        changed(linux(), "osProfile.linuxConfiguration", {"disablePasswordAuthentication": True}),
        _INVALID,
    ),
    "an administrator named admin": (changed(linux(), "osProfile.adminUsername", "admin"), _INVALID),
    "Windows settings on Linux": (changed(linux(), "osProfile.windowsConfiguration", {}), _INVALID),
    "a Linux license on Windows": (changed(windows(), "licenseType", "RHEL_BYOS"), _INVALID),
    "patches by the platform without updates": (
        of_windows("windowsConfiguration.enableAutomaticUpdates", False),
        _INVALID,
    ),
    "patches by the platform without the agent": (of_windows("windowsConfiguration.provisionVMAgent", False), _INVALID),
    "patches by hand with updates": (
        of_windows("windowsConfiguration.patchSettings", {"patchMode": "Manual"}),
        _INVALID,
    ),
    "hot patches by the system": (
        of_windows("windowsConfiguration.patchSettings", {"patchMode": "AutomaticByOS", "enableHotpatching": True}),
        _INVALID,
    ),
    "a retired size": (changed(linux(), "hardwareProfile.vmSize", "Standard_NC6s_v3"), "SkuNotAvailable"),
    "Trusted Launch of a generation 1 image": (
        changed(linux(), "storageProfile.imageReference.sku", "server-gen1"),
        "BadRequest",
    ),
    "vTPM without a security type": (changed(linux(), "securityProfile.securityType", None), "BadRequest"),
    "a confidential machine without vTPM": (
        linux(securityProfile={"securityType": "ConfidentialVM", "uefiSettings": {"secureBootEnabled": True}}),
        "BadRequest",
    ),
    "an encryption set that is not there": (
        changed(linux(), "storageProfile.osDisk.managedDisk", {"diskEncryptionSet": {"id": given.ENCRYPTION_SET}}),
        "ResourceNotFound",
    ),
}


@pytest.mark.parametrize("name", MACHINES, ids=MACHINES)
def test_a_machine_is_refused(carded: Engine, name: str) -> None:
    inputs, code = MACHINES[name]
    refuse(carded, "compute:VirtualMachine", inputs, code)


def test_disks_that_come_along_get_names(carded: Engine) -> None:
    disk = {"lun": 0, "createOption": "Empty", "diskSizeGB": 64}
    storage = {**given.storage(given.UBUNTU), "dataDisks": [disk]}
    _, answer = live(carded, "compute:VirtualMachine", linux(storageProfile=storage))
    assert answer["storageProfile"]["dataDisks"][0]["name"].startswith("vm_DataDisk_0_")


@pytest.mark.parametrize("inputs", [linux(), windows()], ids=["Linux", "Windows"])
def test_a_machine_lives_and_its_secrets_stay_unsaid(carded: Engine, inputs: Inputs, store: Store) -> None:
    made, answer = live(carded, "compute:VirtualMachine", inputs, deletable=False)
    disk = answer["storageProfile"]["osDisk"]
    assert disk["managedDisk"]["id"].startswith(f"{given.COMPUTE}/disks/vm_OsDisk_1_")
    assert answer["identity"]["principalId"]
    stored = str([(one.inputs, one.properties) for one in store.resources()])
    assert given.PASSWORD not in stored
    assert "aHVudGVyMg==" not in stored
    carded.delete(made)
    assert carded.plugin.cloud.read(made) is None


def test_the_password_of_a_machine_is_not_in_the_refusal(carded: Engine) -> None:
    weak = of_windows("adminPassword", "onlylowercaseletters")
    assert "onlylowercase" not in refuse(carded, "compute:VirtualMachine", weak, _INVALID)


def test_a_random_password_with_every_kind_of_characters_is_accepted(carded: Engine) -> None:
    least = dict.fromkeys(("minLower", "minUpper", "minNumeric", "minSpecial"), 1)
    _, made = random_engine().create("random:index/randomPassword:RandomPassword", {"length": 24, **least})
    live(carded, "compute:VirtualMachine", of_windows("adminPassword", made["result"].value))


def test_an_interface_serves_one_machine(carded: Engine) -> None:
    carded.create("compute:VirtualMachine", linux())
    refuse(carded, "compute:VirtualMachine", linux(vmName="other"), "NicInUse")


def test_a_disk_needs_a_set_that_reaches_its_key(carded: Engine) -> None:
    given.build_keys(carded)
    own = keys.disks(identity={"type": "SystemAssigned"})
    _, made = carded.create("compute:DiskEncryptionSet", own)
    refuse(carded, "compute:VirtualMachine", encrypted(linux()), "KeyVaultAccessForbidden")
    grant = keys.grant(identity_id=given.ENCRYPTION_SET, principalId=made["identity"]["principalId"])
    carded.create("authorization:RoleAssignment", grant)
    live(carded, "compute:VirtualMachine", encrypted(linux()))


def test_a_disk_takes_a_set_of_its_own_region(carded: Engine, store: Store) -> None:
    given.build_keys(carded)
    made, _ = carded.create("compute:DiskEncryptionSet", keys.disks())
    found = store.get(made)
    assert found is not None
    store.put(replace(found, properties={**found.properties, "location": "northeurope"}), [])
    assert "northeurope" in refuse(carded, "compute:VirtualMachine", encrypted(linux()), "BadRequest")


def test_a_set_for_confidential_machines_is_for_those(carded: Engine) -> None:
    given.build_keys(carded)
    kind = "ConfidentialVmEncryptedWithCustomerKey"
    carded.create("compute:DiskEncryptionSet", keys.disks(encryptionType=kind))
    assert "confidential" in refuse(carded, "compute:VirtualMachine", encrypted(linux()), "BadRequest")


EXTENSIONS: dict[str, Case] = {
    "one for the other system": (given.sign_in("Windows"), "OperationNotAllowed"),
    "a version that was never published": (given.script(typeHandlerVersion="9.0"), "ArtifactNotFound"),
    "a version that is none": (given.script(typeHandlerVersion="2.1.13"), _INVALID),
    "one without publisher": (changed(given.script(), "publisher", None), _INVALID),
    "one of a machine that is not there": (given.script(vmName="absent"), "ParentResourceNotFound"),
}


@pytest.mark.parametrize("name", EXTENSIONS, ids=EXTENSIONS)
def test_an_extension_is_refused(carded: Engine, name: str) -> None:
    carded.create("compute:VirtualMachine", linux())
    inputs, code = EXTENSIONS[name]
    refuse(carded, "compute:VirtualMachineExtension", inputs, code)


def test_extensions_live_and_keep_their_secrets(carded: Engine, store: Store) -> None:
    carded.create("compute:VirtualMachine", linux())
    live(carded, "compute:VirtualMachineExtension", given.sign_in())
    secret = given.script(protectedSettings={"script": "hunter2"}, settings={"timestamp": 1})
    live(carded, "compute:VirtualMachineExtension", secret, deletable=False)
    assert "hunter2" not in str([(one.inputs, one.properties) for one in store.resources()])
    twice = {**secret, "vmExtensionName": "again"}
    assert "already added" in refuse(carded, "compute:VirtualMachineExtension", twice, "BadRequest")


def test_signing_in_needs_an_identity(carded: Engine) -> None:
    carded.create("compute:VirtualMachine", changed(linux(), "identity", None))
    refuse(carded, "compute:VirtualMachineExtension", given.sign_in(), "VMExtensionProvisioningError")


def test_an_extension_keeps_its_handler(carded: Engine) -> None:
    carded.create("compute:VirtualMachine", linux())
    made, _ = carded.create("compute:VirtualMachineExtension", given.script())
    with pytest.raises(RefusedError, match="publisher"):
        carded.update("compute:VirtualMachineExtension", made, changed(given.script(), "publisher", "Other"))


SCHEDULES: dict[str, Case] = {
    "another name": (given.shutdown(name="shutdown-vm"), "BadRequest"),
    "another task": (given.shutdown(taskType="LabVmsShutdownTask"), "BadRequest"),
    "a target that is no machine": (
        given.shutdown(targetResourceId=f"{NETWORK}/networkInterfaces/nic"),
        "BadRequest",
    ),
    "a machine that is not there": (given.shutdown(targetResourceId=f"{given.MACHINE}x"), "ResourceNotFound"),
    "another region": (given.shutdown(location="northeurope"), "BadRequest"),
    "an hour that no day has": (given.shutdown(dailyRecurrence={"time": "2460"}), "BadRequest"),
    "a time with a colon": (given.shutdown(dailyRecurrence={"time": "19:00"}), "BadRequest"),
    "a time zone of another list": (given.shutdown(timeZoneId="Europe/Berlin"), "BadRequest"),
    "a status that is none": (given.shutdown(status="On"), "BadRequest"),
    "a notification to nobody": (given.shutdown(notificationSettings={"status": "Enabled"}), "BadRequest"),
    "a notification too late": (
        changed(given.shutdown(), "notificationSettings.timeInMinutes", 5),
        "BadRequest",
    ),
}


@pytest.mark.parametrize("name", SCHEDULES, ids=SCHEDULES)
def test_a_schedule_is_refused(carded: Engine, name: str) -> None:
    carded.create("compute:VirtualMachine", linux())
    inputs, code = SCHEDULES[name]
    refuse(carded, "devtestlab:GlobalSchedule", inputs, code)


def test_a_schedule_lives(carded: Engine) -> None:
    carded.create("compute:VirtualMachine", linux())
    _, answer = live(carded, "devtestlab:GlobalSchedule", given.shutdown())
    assert answer["uniqueIdentifier"]
    assert answer["createdDate"]

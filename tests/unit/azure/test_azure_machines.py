"""Machines, scale sets, extensions and schedules: what is right lives its life."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from local.azure.store import Store
from tests.unit.azure import samples_encryption as keys
from tests.unit.azure import samples_machines as given
from tests.unit.azure.harness import Engine, Inputs, RefusedError, random_engine, refuse
from tests.unit.azure.life import live
from tests.unit.azure.samples import changed
from tests.unit.azure.samples_machines import encrypted, linux, windows

_INVALID = "InvalidParameter"


@pytest.fixture
def carded(networked: Engine) -> Engine:
    given.build(networked)
    return networked


def of_windows(path: str, value: Any) -> Inputs:
    return changed(windows(), f"osProfile.{path}", value)


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


def test_a_schedule_lives(carded: Engine) -> None:
    carded.create("compute:VirtualMachine", linux())
    _, answer = live(carded, "devtestlab:GlobalSchedule", given.shutdown())
    assert answer["uniqueIdentifier"]
    assert answer["createdDate"]

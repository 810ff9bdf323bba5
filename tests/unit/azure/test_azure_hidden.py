"""What Azure takes and never gives back cannot change all the same: it is known by a fingerprint, and kept nowhere."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from local.azure.store import Store
from tests.unit.azure import samples as given
from tests.unit.azure import samples_machines as vm
from tests.unit.azure.harness import Engine, azure_engine, refuse_update

_KIND, _PATH = "compute:VirtualMachine", "osProfile.customData"
_DATA = "aHVudGVyMg=="  # in the sample


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "azure.db"


@pytest.fixture
def machined(file: Path) -> Engine:
    azure = azure_engine(Store(file))
    given.build_network(azure)
    azure.create("network:NetworkInterface", given.interface())
    azure.create(_KIND, vm.linux())
    return azure


def with_data(data: str | None) -> dict[str, object]:
    return given.changed(vm.linux(), _PATH, data)


def test_an_update_may_leave_it_out_and_give_it_again(machined: Engine) -> None:
    machined.update(_KIND, vm.MACHINE, given.changed(vm.linux(), _PATH, None) | {"tags": {"a": "b"}})
    machined.update(_KIND, vm.MACHINE, vm.linux())
    refuse_update(machined, _KIND, vm.MACHINE, with_data("aGVsbG8="), "PropertyChangeNotAllowed")


def test_a_new_machine_of_the_name_may_have_other_data(machined: Engine) -> None:
    machined.delete(vm.MACHINE)
    machined.create(_KIND, with_data("aGVsbG8="))
    refuse_update(machined, _KIND, vm.MACHINE, vm.linux(), "PropertyChangeNotAllowed")


def test_the_value_itself_is_in_no_table(machined: Engine, file: Path) -> None:
    assert machined.plugin.cloud.store.fingerprint(vm.MACHINE, _PATH)
    with closing(sqlite3.connect(file)) as connection:
        assert not [line for line in connection.iterdump() if _DATA in line or "hunter2" in line]


def test_what_a_file_of_an_older_version_does_not_know_is_taken(machined: Engine, file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("DELETE FROM fingerprints")
        connection.commit()
    machined.update(_KIND, vm.MACHINE, with_data("aGVsbG8="))
    refuse_update(machined, _KIND, vm.MACHINE, vm.linux(), "PropertyChangeNotAllowed")


def test_the_disk_keeps_a_name_that_an_update_leaves_out(machined: Engine) -> None:
    machined.delete(vm.MACHINE)
    named = given.changed(vm.linux(), "storageProfile.osDisk.name", "disk")
    machined.create(_KIND, named)
    answer = machined.update(_KIND, vm.MACHINE, vm.linux())
    assert answer["storageProfile"]["osDisk"]["name"] == "disk"
    refuse_update(
        machined,
        _KIND,
        vm.MACHINE,
        given.changed(vm.linux(), "storageProfile.osDisk.name", "other"),
        "PropertyChangeNotAllowed",
    )

"""Times of creation come with their sources, and a clock lets them pass as fast as one likes."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from google.protobuf.empty_pb2 import Empty

from local.azure import latency, latency_report
from local.azure.arm_types import TYPES
from local.azure.faults.conditions import Conditions
from local.azure.latency_clock import AbortedError, Clock, Spent
from local.azure.server import AzureNative
from local.azure.store import Store
from tests.unit.azure import samples as given
from tests.unit.azure.harness import CONTEXT, Engine, azure_engine


def test_every_time_is_of_a_known_type_and_has_a_source() -> None:
    for token, duration in latency.CREATION.items():
        assert f"azure-native:{token.partition('/')[0]}" in TYPES, token
        assert duration.source.startswith("https://"), token
        assert duration.seconds > 0, token


def test_what_people_wait_for_takes_minutes_and_small_things_seconds() -> None:
    minutes = {token: latency.creation(f"azure-native:network:{token}", {}).seconds / 60 for token in (
        "VirtualNetworkGateway", "BastionHost", "AzureFirewall", "PrivateEndpoint", "RouteTable",
    )}  # fmt: skip
    assert 30 <= minutes["VirtualNetworkGateway"] <= 45
    assert 5 <= minutes["BastionHost"] <= 15
    assert 5 <= minutes["AzureFirewall"] <= 15
    assert minutes["PrivateEndpoint"] < 1
    assert minutes["RouteTable"] * 60 < 5


def test_kinds_of_one_type_differ() -> None:
    token = "azure-native:machinelearningservices:Compute"
    instance = latency.creation(token, {"properties": {"computeType": "ComputeInstance"}})
    cluster = latency.creation(token, {"properties": {"computeType": "AmlCompute"}})
    assert instance.seconds > cluster.seconds


class Pauses(threading.Event):
    """Writes down for how long somebody wants to wait, and lets nobody wait."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds: list[float | None] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.seconds.append(timeout)
        return False


class Meeting(threading.Event):
    """Lets a wait end when all are waiting at the same time, and breaks where they never are."""

    def __init__(self, parties: int) -> None:
        super().__init__()
        self._barrier = threading.Barrier(parties, timeout=60)

    def wait(self, timeout: float | None = None) -> bool:  # noqa: ARG002 - the others decide
        self._barrier.wait()
        return False


def test_a_minute_takes_a_second_and_nothing_without_a_clock() -> None:
    pauses = Pauses()
    clock = Clock(60, _cancelled=pauses)
    with clock.operation("create", "urn::x"):
        clock.wait(12)
    assert pauses.seconds == [0.2]
    assert [(one.urn, one.seconds) for one in clock.spent] == [("urn::x", 12)]
    off = Clock()
    with off.operation("create", "urn::x"):
        off.wait(10_000)
    assert off.spent == []


def test_a_wait_ends_when_it_is_cancelled_also_one_that_begins_later() -> None:
    clock = Clock(1)
    threading.Timer(0.1, clock.cancel).start()
    for _ in range(2):
        with pytest.raises(AbortedError, match="context canceled"):
            clock.wait(60)


def test_a_new_run_may_wait_again(tmp_path: Path) -> None:
    """The engine stops providers after a preview, and configures them again for the deployment."""
    store = Store(tmp_path / "azure.db")
    azure = Engine(AzureNative(store, Conditions(clock=Clock(1_000_000))), "azure-native:")
    azure.plugin.Cancel(Empty(), CONTEXT)
    with pytest.raises(AbortedError):
        azure.plugin.clock.wait(1)
    azure.configure(location="eastasia")
    azure.create("resources:ResourceGroup", given.group())
    store.close()


def test_an_operation_has_its_own_time_limit() -> None:
    clock = Clock(100_000)
    with clock.operation("create", "urn::x", limit=100):
        clock.wait(60)
        with pytest.raises(AbortedError, match="context deadline exceeded"):
            clock.wait(60)
    assert clock.spent[0].seconds == 100
    clock.wait(10_000)  # what belongs to no operation has no limit


def test_creations_take_their_time_at_once_where_they_are_sent_at_once(tmp_path: Path) -> None:
    store = Store(tmp_path / "azure.db")
    azure_engine(store).create("resources:ResourceGroup", given.group())
    azure = Engine(AzureNative(store, Conditions(clock=Clock(60, _cancelled=Meeting(4)))), "azure-native:")
    sent = [
        {"accountName": f"account{n}", "resourceGroupName": "rg", "location": "eastasia", "kind": "StorageV2",
         "sku": {"name": "Standard_LRS"}}
        for n in range(4)
    ]  # fmt: skip
    threads = [threading.Thread(target=azure.create, args=("storage:StorageAccount", one)) for one in sent]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([spent for spent in azure.plugin.clock.spent if "StorageAccount" in spent.urn]) == 4
    store.close()


def urn(name: str) -> str:
    return f"urn:pulumi:dev::demo::type::{name}"


def test_the_longest_chain_follows_the_state_and_not_the_clock() -> None:
    needs = {urn("network"): {urn("group")}, urn("gateway"): {urn("network"), urn("address")}, urn("fast"): set[str]()}
    made = {"group": 3, "network": 9, "address": 11, "gateway": 2700, "fast": 600}
    spent = [Spent("create", urn(name), seconds) for name, seconds in made.items()]
    assert list(latency_report.lines(spent, needs)) == [
        "Azure's clock: 45:12 min for 5 operations (55:23 min one after the other)",
        "  longest chain: group 0:03 min > network 0:09 min > gateway 45:00 min",
    ]


def test_deletions_go_the_other_way_and_come_before_what_replaces_them() -> None:
    needs = {urn("user"): {urn("used")}}
    spent = [
        Spent("delete", urn("user"), 5), Spent("delete", urn("used"), 7),
        Spent("create", urn("used"), 11), Spent("create", urn("user"), 13),
    ]  # fmt: skip
    chain = latency_report.longest_chain(spent, needs)
    assert [(one.operation, one.urn.split("::")[-1]) for one in chain] == [
        ("delete", "user"), ("delete", "used"), ("create", "used"), ("create", "user"),
    ]  # fmt: skip
    assert (
        "delete user 0:05 min > delete used 0:07 min > used 0:11 min > user 0:13 min"
        in list(latency_report.lines(spent, needs))[1]
    )


def test_nothing_is_said_where_nothing_was_timed() -> None:
    assert list(latency_report.lines([], {})) == []

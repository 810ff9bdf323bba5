"""What the provider does on Azure's bad days, and what Azure holds afterwards."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import provider_pb2, status_pb2

from local.azure.faults import plan
from local.azure.faults.conditions import Conditions
from local.azure.faults.weather import FAULT
from local.azure.latency_clock import Clock
from local.azure.server import AzureNative
from local.azure.store import Store
from local.azure.wire import decode, encode
from tests.unit.azure import samples as given
from tests.unit.azure.harness import CONTEXT, NETWORK, SCOPE, Engine, Inputs, RefusedError

GROUP, IP, NAT = "network:NetworkSecurityGroup", "network:PublicIPAddress", "network:NatGateway"
LOCK = "authorization:ManagementLockByScope"
ID = f"{NETWORK}/publicIPAddresses/pip"
Day = Callable[..., Engine]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "azure.db")
    yield opened
    opened.close()


@pytest.fixture
def day(store: Store) -> Day:
    """A resource group on a day with faults: `day({"what": ...}, scale=60)`."""

    def begin(*faults: Inputs, scale: float = 0, seed: int = 0, **kills: Callable[[], object]) -> Engine:
        followed = plan.parse({"faults": [{"type": IP, **fault} for fault in faults], "seed": seed}, "test")
        engine = Engine(AzureNative(store, Conditions(followed, Clock(scale), kills)), "azure-native:")
        if store.get(SCOPE) is None:
            engine.create("resources:ResourceGroup", given.group())
        return engine

    return begin


def address(name: str = "pip", **changes: Any) -> Inputs:
    return {
        "publicIpAddressName": name,
        "resourceGroupName": "rg",
        "location": "eastasia",
        "sku": {"name": "Standard"},
        "publicIPAllocationMethod": "Static",
        **changes,
    }


def refusal(call: Callable[[], object]) -> RefusedError:
    with pytest.raises(RefusedError) as error:
        call()
    return error.value


def kept(error: RefusedError) -> provider_pb2.ErrorResourceInitFailed:
    """What the engine keeps of a resource that did not come to a good end."""
    status = status_pb2.Status.FromString(error.metadata["grpc-status-details-bin"])
    failed = provider_pb2.ErrorResourceInitFailed()
    assert status.details[0].Unpack(failed)
    return failed


def results(store: Store, method: str = "PUT") -> list[str]:
    """How the requests for the address ended, as the log has them."""
    return [entry.result for entry in store.noted(100) if entry.method == method and entry.id == ID]


TRANSIENT = [
    ({"what": "throttled"}, "SubscriptionRequestsThrottled", 429),
    *(
        ({"what": "unavailable", "status": status}, code, status)
        for status, code in {
            500: "InternalServerError", 502: "BadGateway", 503: "ServiceUnavailable", 504: "GatewayTimeout",
        }.items()
    ),
]  # fmt: skip


@pytest.mark.parametrize(("fault", "code"), [(fault, code) for fault, code, _ in TRANSIENT])
def test_what_passes_is_waited_out(fault: Inputs, code: str, day: Day, store: Store) -> None:
    made, _ = day({**fault, "operation": "create", "times": 3}).create(IP, address())
    assert made == ID
    assert results(store) == [code, code, code, "OK"]


@pytest.mark.parametrize(("fault", "code", "status"), TRANSIENT)
def test_after_four_tries_the_provider_gives_up(fault: Inputs, code: str, status: int, day: Day, store: Store) -> None:
    azure = day({**fault, "operation": "create", "times": 4})
    assert str(refusal(lambda: azure.create(IP, address()))).startswith(f'Status={status} Code="{code}" Message="')
    assert store.get(ID) is None
    azure.create(IP, address())  # the next update finds a better day


def test_a_wait_that_is_too_long_is_not_waited_for(day: Day, store: Store) -> None:
    azure = day({"what": "throttled", "operation": "create", "retryAfter": 121})
    said = str(refusal(lambda: azure.create(IP, address())))
    assert "Please try again after '121" in said
    assert results(store) == ["SubscriptionRequestsThrottled"]


def test_the_provider_waits_as_long_as_it_is_told_else_longer_each_time(day: Day) -> None:
    told = day({"what": "throttled", "operation": "create", "times": 3, "retryAfter": 7}, scale=100_000)
    told.create(IP, address())
    [spent] = [one for one in told.plugin.clock.spent if "PublicIPAddress" in one.urn]
    assert spent.seconds == pytest.approx(3 * 7 + 12)
    alone = day({"what": "unavailable", "operation": "delete", "times": 3}, scale=100_000)
    alone.delete(ID)
    assert alone.plugin.clock.spent[-1].seconds == pytest.approx(20 + 60 + 120)


def test_a_connection_that_breaks_before_the_effect_leaves_nothing(day: Day, store: Store) -> None:
    azure = day({"what": "cut", "when": "before", "operation": "create", "times": "always"})
    said = str(refusal(lambda: azure.create(IP, address())))
    assert said == f'Put "https://management.azure.com{ID}": read: connection reset by peer'
    assert store.get(ID) is None
    assert results(store) == ["ConnectionCut"] * 4


def test_one_lost_answer_goes_unnoticed_as_the_write_is_repeated(day: Day, store: Store) -> None:
    made, answer = day({"what": "cut", "when": "after", "operation": "create", "times": 3}).create(IP, address())
    assert (made, answer["provisioningState"]) == (ID, "Succeeded")
    assert results(store) == ["ConnectionCut"] * 3 + ["OK"]


def test_when_all_answers_are_lost_the_resource_is_there_and_cannot_be_created_again(day: Day, store: Store) -> None:
    azure = day({"what": "cut", "when": "after", "operation": "create", "times": 4})
    refusal(lambda: azure.create(IP, address()))
    assert store.get(ID) is not None
    said = str(refusal(lambda: azure.create(IP, address())))
    assert f"cannot create already existing resource '{ID}'" in said
    assert azure.read(IP, ID).id == ID  # an import finds it


def test_what_existed_before_is_not_taken_over_because_a_try_failed(day: Day) -> None:
    day().create(IP, address())
    azure = day({"what": "cut", "when": "before", "operation": "create", "times": 1})
    assert "already existing" in str(refusal(lambda: azure.create(IP, address(idleTimeoutInMinutes=9))))
    assert "idleTimeoutInMinutes" not in azure.plugin.cloud.read(ID).inputs


def test_a_failed_look_before_a_creation_creates_nothing(day: Day, store: Store) -> None:
    azure = day({"what": "throttled", "operation": "read", "times": 4})
    said = str(refusal(lambda: azure.create(IP, address())))
    assert f"cannot check existence of resource '{ID}': status code 429" in said
    assert store.get(ID) is None


def test_a_repeated_delete_finds_nothing_and_is_content(day: Day, store: Store) -> None:
    azure = day({"what": "cut", "when": "after", "operation": "delete"})
    azure.create(IP, address())
    azure.delete(ID)
    assert results(store, "DELETE") == ["ConnectionCut", "OK"]
    lost = day({"what": "cut", "when": "after", "operation": "delete", "times": "always"})
    lost.create(IP, address())
    refusal(lambda: lost.delete(ID))
    assert store.get(ID) is None


def test_an_operation_that_fails_half_way_leaves_a_failed_resource_that_a_write_repairs(day: Day) -> None:
    azure = day({"what": "failed", "operation": "create"}, {"what": "failed", "operation": "update"})
    error = refusal(lambda: azure.create(IP, address()))
    failed = kept(error)
    assert str(error) == 'Code="InternalServerError" Message="An error occurred."'
    assert (failed.id, list(failed.reasons)) == (ID, [str(error)])
    assert decode(failed.properties)["provisioningState"] == "Failed"
    assert decode(azure.read(IP, ID).properties)["provisioningState"] == "Failed"
    again = kept(refusal(lambda: azure.update(IP, ID, address())))  # the second fault
    assert decode(again.properties)["provisioningState"] == "Failed"
    assert azure.update(IP, ID, address())["provisioningState"] == "Succeeded"


def test_only_what_azure_works_on_can_fail_half_way(day: Day) -> None:
    azure = day({"what": "failed", "type": "*", "times": "always"})
    azure.create(LOCK, {"scope": SCOPE, "lockName": "keep", "level": "CanNotDelete"})
    kept(refusal(lambda: azure.create(IP, address())))


def test_a_deletion_that_fails_leaves_the_resource_failed_and_works_later(day: Day, store: Store) -> None:
    azure = day({"what": "failed", "operation": "delete"})
    azure.create(IP, address())
    assert not refusal(lambda: azure.delete(ID)).metadata, "the engine keeps what it could not delete anyway"
    record = store.get(ID)
    assert record is not None
    assert record.properties["provisioningState"] == "Failed"
    azure.delete(ID)
    assert store.get(ID) is None


def test_uses_of_a_failed_resource_are_not_forgotten(day: Day) -> None:
    azure = day({"what": "failed", "type": NAT, "operation": "create"})
    azure.create(IP, address())
    nat = {
        "natGatewayName": "nat", "resourceGroupName": "rg", "location": "eastasia", "sku": {"name": "Standard"},
        "publicIpAddresses": [{"id": ID}],
    }  # fmt: skip
    kept(refusal(lambda: azure.create(NAT, nat)))
    assert "PublicIPAddressCannotBeDeleted" in str(refusal(lambda: azure.delete(ID)))


@pytest.mark.parametrize("code", ["QuotaExceeded", "SkuNotAvailable", "OperationNotAllowed"])
def test_what_is_refused_is_not_repeated(code: str, day: Day, store: Store) -> None:
    azure = day({"what": "refused", "code": code, "operation": "create"})
    assert f'Code="{code}" Message="' in str(refusal(lambda: azure.create(IP, address())))
    assert results(store) == [code]
    assert store.get(ID) is None


def test_a_plan_can_bring_its_own_words(day: Day) -> None:
    azure = day({"what": "refused", "code": "PublicIPCountLimitReached", "message": "Enough.", "operation": "create"})
    assert str(refusal(lambda: azure.create(IP, address()))) == 'Code="PublicIPCountLimitReached" Message="Enough."'


def test_faults_pick_by_name_number_and_operation(day: Day) -> None:
    azure = day({"what": "refused", "code": "X", "message": "x", "name": "PIP-?", "operation": "create", "nth": 2})
    for name in ("pip-1", "other"):
        azure.create(IP, address(name))
    assert 'Code="X"' in str(refusal(lambda: azure.create(IP, address("pip-2"))))
    azure.create(IP, address("pip-3"))
    azure.update(IP, f"{NETWORK}/publicIPAddresses/pip-3", address("pip-3", tags={"a": "b"}))


def test_chance_hits_the_same_places_in_every_run_of_a_seed(tmp_path: Path) -> None:
    def hit(seed: int, run: str) -> list[int]:
        store = Store(tmp_path / f"{run}.db")
        fault = {"what": "refused", "code": "X", "message": "x", "type": IP, "operation": "create", "probability": 0.4}
        conditions = Conditions(plan.parse({"faults": [fault], "seed": seed}, "test"))
        azure = Engine(AzureNative(store, conditions), "azure-native:")
        azure.create("resources:ResourceGroup", given.group())
        hits = []
        for number in range(20):
            try:
                azure.create(IP, address(f"pip-{number}"))
            except RefusedError:
                hits.append(number)
        store.close()
        return hits

    first = hit(1, "first")
    assert 2 <= len(first) <= 14
    assert hit(1, "second") == first
    assert hit(2, "third") != first


def test_a_property_changed_by_somebody_else_shows_in_a_refresh(day: Day) -> None:
    azure = day({"what": "changed", "operation": "create", "properties": {"tags.owner": "them", "sku.tier": "Global"}})
    _, made = azure.create(IP, address(tags={"owner": "us", "kept": "yes"}))
    assert made["tags"] == {"owner": "us", "kept": "yes"}, "it happened after the answer"
    answer = azure.read(IP, ID, address(tags={"owner": "us", "kept": "yes"}), made)
    assert decode(answer.inputs)["tags"] == {"owner": "them", "kept": "yes"}
    assert decode(answer.properties)["sku"]["tier"] == "Global"


def test_a_property_can_be_taken_away_before_a_read(day: Day) -> None:
    azure = day(
        {"what": "changed", "when": "before", "operation": "read", "nth": 2, "properties": {"tags.owner": None}}
    )
    _, made = azure.create(IP, address(tags={"owner": "us"}))
    answer = azure.read(IP, ID, address(tags={"owner": "us"}), made)
    assert "owner" not in decode(answer.inputs).get("tags", {})


def test_a_resource_deleted_by_somebody_else_is_gone_at_the_next_read(day: Day) -> None:
    azure = day({"what": "deleted", "operation": "create"})
    made, _ = azure.create(IP, address())
    assert azure.read(IP, made).id == ""
    azure.delete(made)


def test_what_a_lock_holds_nobody_else_deletes_either(day: Day) -> None:
    azure = day({"what": "deleted", "operation": "update"})
    azure.create(IP, address())
    azure.create(LOCK, {"scope": ID, "lockName": "keep", "level": "CanNotDelete"})
    azure.update(IP, ID, address(tags={"a": "b"}))
    assert azure.read(IP, ID).id == ID


def test_a_process_dies_before_or_after_the_effect(day: Day, store: Store) -> None:
    died: list[bool] = []

    def die() -> None:
        died.append(store.get(ID) is not None)

    fault = {"what": "killed", "who": "engine", "operation": "create"}
    azure = day({**fault, "when": "before"}, {**fault, "when": "after"}, engine=die)
    azure.create(IP, address())
    assert died == [False, True]


def test_what_is_stuck_waits_until_the_engine_cancels(day: Day) -> None:
    azure = day({"what": "stuck", "operation": "create"})
    said: list[RefusedError] = []
    waiting = threading.Thread(target=lambda: said.append(refusal(lambda: azure.create(IP, address()))))
    waiting.start()
    waiting.join(0.2)
    assert waiting.is_alive()
    azure.plugin.Cancel(Empty(), CONTEXT)
    waiting.join(5)
    assert "context canceled" in str(said[0])
    failed = kept(said[0])
    assert failed.id == ID, "the engine knows that it is there"
    assert not failed.properties.fields, "the provider could not read it any more"


def test_what_is_stuck_ends_when_its_time_is_up(day: Day, store: Store) -> None:
    azure = day(
        {"what": "stuck", "operation": "create"},
        {"what": "stuck", "type": LOCK, "operation": "create"},
        scale=1_000_000,
    )
    [reason] = kept(refusal(lambda: azure.create(IP, address()))).reasons
    assert "context deadline exceeded" in reason
    assert azure.plugin.clock.spent[-1].seconds == 2 * 60 * 60
    lock = {"scope": SCOPE, "lockName": "keep", "level": "CanNotDelete"}
    assert not refusal(lambda: azure.create(LOCK, lock)).metadata, "nothing says that Azure took it"
    assert store.get(f"{SCOPE}/providers/Microsoft.Authorization/locks/keep") is not None


def test_retries_end_with_the_time_for_the_operation(day: Day) -> None:
    azure = day({"what": "throttled", "operation": "create", "times": 3, "retryAfter": 100}, scale=1_000_000)
    properties = azure.check(IP, address())
    request = provider_pb2.CreateRequest(
        urn="urn:pulumi:dev::demo::azure-native:network:PublicIPAddress::x", properties=encode(properties), timeout=150
    )
    error = refusal(lambda: azure.plugin.Create(request, CONTEXT))
    assert str(error) == "context deadline exceeded"
    assert not error.metadata


def test_a_fault_can_name_a_resource_as_the_program_does(day: Day) -> None:
    azure = day(
        {"what": "refused", "code": "QuotaExceeded", "resource": "y*"},
        {"what": "refused", "code": "SkuNotAvailable", "resource": "x"},
    )
    assert 'Code="SkuNotAvailable"' in str(refusal(lambda: azure.create(IP, address())))


def test_a_fault_is_written_down_before_it_strikes(day: Day, store: Store) -> None:
    found: list[str] = []

    def die() -> None:
        found.extend(f"{entry.result} {entry.id} {entry.message}" for entry in store.noted(9) if entry.method == FAULT)

    day({"what": "killed", "who": "machine", "when": "before", "operation": "create"}, machine=die).create(
        IP, address()
    )
    assert found == [f"killed {ID} urn:pulumi:dev::demo::azure-native:network:PublicIPAddress::x"]


def test_what_a_plan_hit_is_counted_by_fault(store: Store) -> None:
    faults = [
        {"what": "slow", "minutes": 1, "type": kind, "operation": "create", "times": "always"} for kind in (IP, NAT)
    ]
    given_today = Conditions(plan.parse({"faults": faults}, "test"))
    azure = Engine(AzureNative(store, given_today), "azure-native:")
    azure.create("resources:ResourceGroup", given.group())
    azure.create(IP, address())
    azure.create(IP, address("other"))
    assert given_today.met == {0: 2}

"""What the order of a run says of two steps, and where it comes from."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pulumi.runtime.proto import resource_pb2

from local import registrations
from local.order import Order, recorded

Needs = dict[str, set[str]]
CHAIN: Needs = {"a": set(), "b": {"a"}, "c": {"b"}, "other": {"a"}}


def following(program: Needs, before: Needs | None = None) -> Order:
    """An order that has heard a whole program."""
    order = Order(before)
    order.begin()
    for urn, needs in program.items():
        order.declare(urn, needs)
    return order


@pytest.mark.parametrize(
    ("one", "other", "settled"),
    [("a", "b", True), ("c", "a", True), ("b", "other", False), ("other", "c", False), ("a", "unknown", None)],
)
def test_writes_are_settled_by_what_the_program_says(one: str, other: str, settled: bool | None) -> None:
    order = following(CHAIN)
    steps = order.step(one, deletes=False), order.step(other, deletes=False)
    assert order.settles(*steps) is settled
    assert order.settles(*reversed(steps)) is settled


def test_deletions_are_settled_by_the_state_and_not_by_the_program() -> None:
    order = following({"a": set(), "b": {"a"}}, before={"a": set(), "b": set(), "c": {"a"}})
    a, b, c = (order.step(urn, deletes=True) for urn in "abc")
    assert order.settles(a, b) is False
    assert order.settles(c, a) is True


def test_what_is_deleted_after_the_program_waits_for_every_write() -> None:
    order = following({"b": set()}, before={"a": set(), "b": set()})
    write = order.step("b", deletes=False)
    order.end()
    assert order.settles(order.step("a", deletes=True), write) is True


def test_what_is_deleted_to_be_replaced_meets_writes_that_have_nothing_to_do_with_it() -> None:
    order = following({"a": set(), "b": {"a"}, "other": set()}, before={"a": set(), "b": {"a"}, "other": set()})
    deletion = order.step("b", deletes=True)
    assert order.settles(deletion, order.step("other", deletes=False)) is False
    assert order.settles(deletion, order.step("a", deletes=False)) is True
    assert order.settles(deletion, order.step("b", deletes=False)) is True


def test_a_write_is_not_settled_by_the_state_alone() -> None:
    order = Order({"a": set(), "b": set()})
    assert order.settles(order.step("a", deletes=False), order.step("b", deletes=False)) is None
    assert order.settles(order.step("a", deletes=True), order.step("b", deletes=False)) is None


def test_runs_are_not_in_each_others_way_and_the_last_ones_order_is_that_of_deletions() -> None:
    order = following({"a": set(), "b": set()})
    before = order.step("a", deletes=False)
    order.begin()
    order.declare("b", set())
    assert order.settles(before, order.step("b", deletes=False)) is True
    assert order.settles(order.step("a", deletes=True), order.step("b", deletes=True)) is False


def test_circles_come_to_an_end() -> None:
    order = following({"a": {"b"}, "b": {"a"}, "c": set()})
    assert order.settles(order.step("a", deletes=False), order.step("c", deletes=False)) is False


def test_dependencies_are_read_from_the_engines_state(tmp_path: Path) -> None:
    state = tmp_path / "dev.json"
    assert recorded(state) == {}
    resources: list[dict[str, Any]] = [
        {"urn": "a"},
        {"urn": "b", "parent": "a", "dependencies": ["c"], "propertyDependencies": {"x": ["d"], "y": None}},
        {"urn": "b", "delete": True, "dependencies": ["old"], "provider": "urn:p::default::1234"},
    ]
    state.write_text(json.dumps({"checkpoint": {"latest": {"resources": resources}}}))
    assert recorded(state) == {"a": set(), "b": {"a", "c", "d", "old", "urn:p::default"}}
    state.write_text(json.dumps({"checkpoint": {"latest": None}}))
    assert recorded(state) == {}


URN = "urn:pulumi:dev::demo::"


@pytest.mark.parametrize(
    ("parent", "chain"),
    [
        ("", "t:t:T"),
        (f"{URN}pulumi:pulumi:Stack::demo-dev", "t:t:T"),
        (f"{URN}demo:x:Above::above", "demo:x:Above$t:t:T"),
        (f"{URN}demo:x:Above$demo:x:Within::name::with::colons", "demo:x:Above$demo:x:Within$t:t:T"),
    ],
)
def test_a_resource_is_named_as_the_engine_names_it(parent: str, chain: str) -> None:
    request = resource_pb2.RegisterResourceRequest(type="t:t:T", name="s", parent=parent)
    assert registrations.urn("demo", "dev", request) == f"{URN}{chain}::s"


@pytest.fixture
def monitor(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The engine's side of the connection: it says whether an order knows a resource when its request arrives."""
    order = Order()
    order.begin()
    heard: list[bool] = []

    def answer(request: Any) -> str:
        heard.append(order.knows(order.step(registrations.urn("demo", "dev", request), deletes=False)))
        return "answer"

    calls = dict.fromkeys(("RegisterResource", "ReadResource"), answer)
    given = SimpleNamespace(**calls, SignalAndWaitForShutdown=lambda _: order.step("", deletes=True).late)
    monkeypatch.setattr(registrations, "get_monitor", lambda: given)
    registrations.follow(order, "demo", "dev")
    given.order, given.heard = order, heard
    return given


def register(monitor: SimpleNamespace, name: str, **said: Any) -> str:
    request = resource_pb2.RegisterResourceRequest(type="t:t:T", name=name, **said)
    assert monitor.RegisterResource(request) == "answer"
    return registrations.urn("demo", "dev", request)


def test_the_order_hears_of_a_resource_before_the_engine_does(monitor: SimpleNamespace) -> None:
    register(monitor, "a")
    monitor.ReadResource(resource_pb2.ReadResourceRequest(type="t:t:T", name="b"))
    assert monitor.heard == [True, True]


def test_everything_that_a_registration_waits_for_counts(monitor: SimpleNamespace) -> None:
    used = register(monitor, "used")
    by_property = {"x": resource_pb2.RegisterResourceRequest.PropertyDependencies(urns=[used])}
    provider = register(monitor, "provider", parent=used)
    users = [
        register(monitor, "child", parent=used),
        register(monitor, "dependent", dependencies=[used]),
        register(monitor, "property", propertyDependencies=by_property),
        register(monitor, "going", deletedWith=used),
        register(monitor, "replaced", replace_with=[used]),
        register(monitor, "provided", provider=f"{provider}::1234"),
    ]
    free = register(monitor, "free")
    order: Order = monitor.order
    step = order.step(used, deletes=False)
    assert all(order.settles(step, order.step(urn, deletes=False)) for urn in users)
    assert order.settles(step, order.step(free, deletes=False)) is False


def test_the_program_has_ended_when_it_waits_for_the_engine(monitor: SimpleNamespace) -> None:
    assert monitor.order.step("", deletes=True).late is False
    assert monitor.SignalAndWaitForShutdown(None) is True

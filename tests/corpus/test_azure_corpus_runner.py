"""What holds the rows against the emulator sees each way in which one of them can fail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from local.azure import rules
from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.store import Store
from tests.corpus import runner
from tests.corpus.model import Bad, changed
from tests.corpus.report import gaps
from tests.corpus.tables import addresses, network
from tests.corpus.worlds import Prepared

_ROW = Bad(addresses.NAT, "a short time-out", {"idleTimeoutInMinutes": 3}, "InvalidRequestFormat", "idleTimeout")
_NATS = "microsoft.network/natgateways"


@pytest.fixture
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return Prepared(tmp_path_factory.mktemp("corpus"))


def failure(prepared: Prepared, row: Bad) -> str:
    with pytest.raises((AssertionError, pytest.fail.Exception)) as caught:
        runner.refuse(prepared, row)
    return str(caught.value)


def test_a_row_that_is_right_tells_its_rule(prepared: Prepared) -> None:
    origin = runner.refuse(prepared, _ROW)
    assert origin is not None
    assert origin.steps[-1].function == "_nat_limits"
    assert origin.steps[0].values["rule"].check.__name__ == "_nat_limits"


def test_another_code_is_seen(prepared: Prepared) -> None:
    assert "InvalidRequestFormat" in failure(prepared, replace(_ROW, code="BadRequest"))


def test_an_answer_that_names_nothing_is_seen(prepared: Prepared) -> None:
    assert "the answer names zones" in failure(prepared, replace(_ROW, names="zones"))
    assert "what the answer names" in failure(prepared, replace(_ROW, names=""))


def test_a_rule_that_is_taken_out_is_seen(prepared: Prepared, monkeypatch: pytest.MonkeyPatch) -> None:
    others = tuple(rule for rule in rules.RULES[_NATS] if rule.check.__name__ != "_nat_limits")
    monkeypatch.setitem(rules.RULES, _NATS, others)
    assert "DID NOT RAISE" in failure(prepared, _ROW)


def test_a_secret_in_an_answer_is_seen(prepared: Prepared, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "_SECRETS", {"got 3"})
    assert "no secret" in failure(prepared, _ROW)


def test_what_is_left_behind_is_seen(prepared: Prepared, monkeypatch: pytest.MonkeyPatch) -> None:
    [row] = [row for row in network.BAD if row.what == "without a subnet that is in use, later"]
    runner.refuse(prepared, row)

    @contextmanager
    def nothing_is_taken_back(_: Store) -> Iterator[None]:
        yield

    monkeypatch.setattr(Store, "transaction", nothing_is_taken_back)
    assert "leaves nothing behind" in failure(prepared, row)


def test_a_rule_without_a_row_is_a_gap(prepared: Prepared, monkeypatch: pytest.MonkeyPatch) -> None:
    def unlucky(request: Request) -> Iterator[ArmError]:
        if request.name == "thirteen":
            yield ArmError("BadLuck", "No resource is called thirteen.", "name")

    name = f"rule {_NATS} {__name__.rsplit('.', 1)[-1]}.{unlucky.__qualname__}"
    monkeypatch.setitem(rules.RULES, _NATS, (*rules.RULES[_NATS], Rule(unlucky, "assumed", "nowhere")))
    row = Bad(addresses.NAT, "a bad name", {"natGatewayName": "thirteen"}, "BadLuck", "thirteen")
    assert name in gaps({_ROW: runner.refuse(prepared, _ROW)})
    assert name not in gaps({row: runner.refuse(prepared, row)})


def test_one_thing_is_changed_by_its_path() -> None:
    before = {"a": {"b": [{"c": 1}, {"c": 2}]}, "d": 3}
    assert changed(before, "a.b[1].c", 4) == {"a": {"b": [{"c": 1}, {"c": 4}]}, "d": 3}
    assert changed(before, "a.b[0]", None) == {"a": {"b": [{"c": 2}]}, "d": 3}
    assert changed(before, "a.b[+]", {"c": 5})["a"]["b"][2] == {"c": 5}
    assert changed(before, "e.f", 6)["e"] == {"f": 6}
    assert changed(before, "d", None) == {"a": {"b": [{"c": 1}, {"c": 2}]}}

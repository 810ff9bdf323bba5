"""Random values: made once, kept in state, never updated."""

from __future__ import annotations

import string

import pytest
from pulumi.runtime.proto.provider_pb2 import DiffResponse

from local.azure.wire import UNKNOWN, Secret
from tests.unit.azure.harness import Engine, Inputs, RefusedError, random_engine

_STRING = "random:index/randomString:RandomString"
_PASSWORD = "random:index/randomPassword:RandomPassword"


@pytest.fixture
def random() -> Engine:
    return random_engine()


def test_a_string_has_the_characters_asked_for(random: Engine) -> None:
    made, outputs = random.create(_STRING, {"length": 200, "special": False, "upper": False})
    assert made == outputs["result"]
    assert len(made) == 200
    assert set(made) <= set(string.ascii_lowercase + string.digits)


def test_a_string_has_as_many_of_each_kind_as_asked_for(random: Engine) -> None:
    inputs = {"length": 4, "minSpecial": 2, "minUpper": 2, "overrideSpecial": "!"}
    _, outputs = random.create(_STRING, inputs)
    assert sorted(outputs["result"])[:2] == ["!", "!"]
    assert sum(c.isupper() for c in outputs["result"]) == 2


@pytest.mark.parametrize(
    "inputs",
    [
        {"length": 2, "minUpper": 3},
        {"length": 2, "upper": False, "lower": False, "numeric": False, "special": False},
    ],
)
def test_an_impossible_string_is_refused(random: Engine, inputs: Inputs) -> None:
    with pytest.raises(RefusedError, match='Code="InvalidArgument"'):
        random.create(_STRING, inputs)


def test_a_password_is_a_secret_and_its_id_gives_nothing_away(random: Engine) -> None:
    made, outputs = random.create(_PASSWORD, {"length": 16})
    assert isinstance(outputs["result"], Secret)
    assert made == "none"


FORMS: dict[str, tuple[str, Inputs, set[str]]] = {
    "an id": ("random:index/randomId:RandomId", {"byteLength": 4, "prefix": "p-"}, {"hex", "dec", "b64Std", "b64Url"}),
    "bytes": ("random:index/randomBytes:RandomBytes", {"length": 4}, {"hex", "base64"}),
    "an integer": ("random:index/randomInteger:RandomInteger", {"min": 7, "max": 7}, {"result"}),
    "a uuid": ("random:index/randomUuid:RandomUuid", {}, {"result"}),
    "a pet": ("random:index/randomPet:RandomPet", {"length": 3, "prefix": "dear"}, {"length", "separator"}),
}


@pytest.mark.parametrize("case", FORMS.values(), ids=FORMS)
def test_there_is_also(random: Engine, case: tuple[str, Inputs, set[str]]) -> None:
    kind, inputs, expected = case
    made, outputs = random.create(kind, inputs)
    assert made
    assert expected <= set(outputs)


def test_an_id_carries_its_prefix(random: Engine) -> None:
    _, outputs = random.create("random:index/randomId:RandomId", {"byteLength": 4, "prefix": "p-"})
    assert outputs["hex"].startswith("p-")
    assert len(outputs["hex"]) == len("p-") + 8


def test_an_empty_range_has_no_integer(random: Engine) -> None:
    with pytest.raises(RefusedError, match='Code="InvalidArgument"'):
        random.create("random:index/randomInteger:RandomInteger", {"min": 8, "max": 7})


def test_at_preview_the_value_is_unknown(random: Engine) -> None:
    assert random.preview(_STRING, {"length": 6})["result"] is UNKNOWN


def test_other_keepers_make_another_value(random: Engine) -> None:
    old = {"length": 6, "keepers": {"a": "1"}}
    answer = random.diff(_STRING, old, {"length": 6, "keepers": {"a": "2"}})
    assert list(answer.replaces) == ["keepers"]
    assert random.diff(_STRING, old, old).changes == DiffResponse.DIFF_NONE


def test_a_refresh_gives_back_the_state(random: Engine) -> None:
    answer = random.read(_STRING, "abc", {"length": 3}, {"result": "abc"})
    assert answer.properties.fields["result"].string_value == "abc"
    with pytest.raises(RefusedError, match="cannot import"):
        random.read(_STRING, "abc")


def test_inputs_are_checked(random: Engine) -> None:
    assert set(random.mistakes(_STRING, {"lenght": 6})) == {"length", "lenght"}
    with pytest.raises(RefusedError, match="does not support random:index/randomShuffle:RandomShuffle"):
        random.checked("random:index/randomShuffle:RandomShuffle", {})

"""Each good request is accepted and lives; each bad one is refused as its row says; no type and no rule has no row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from local.azure import arm_types, writes
from tests.corpus.corpus import BAD, GOOD
from tests.corpus.exceptions import EXCEPTIONS
from tests.corpus.model import Bad, Good
from tests.corpus.report import gaps
from tests.corpus.runner import accept, refuse
from tests.corpus.trace import Origin
from tests.corpus.worlds import Prepared


class Results:
    """Where the refusals of the rows came from; each row is run once."""

    def __init__(self, prepared: Prepared) -> None:
        self._prepared = prepared
        self._found: dict[Bad, Origin | None] = {}

    def of(self, row: Bad) -> Origin | None:
        if row not in self._found:
            self._found[row] = refuse(self._prepared, row)
        return self._found[row]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prepared]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writes, "_WRITE", 0)  # nothing here is written at once
        yield Prepared(tmp_path_factory.mktemp("corpus"))


@pytest.fixture(scope="module")
def results(prepared: Prepared) -> Results:
    return Results(prepared)


@pytest.mark.parametrize("row", GOOD, ids=str)
def test_a_good_request_is_accepted_and_lives(prepared: Prepared, row: Good) -> None:
    accept(prepared, row)


@pytest.mark.parametrize("row", BAD, ids=str)
def test_a_bad_request_is_refused(results: Results, row: Bad) -> None:
    results.of(row)


def test_no_rule_is_broken_by_no_row(results: Results) -> None:
    missing = gaps({row: results.of(row) for row in BAD})
    assert set(missing) - EXCEPTIONS.keys() == set(), "write a row, or say in exceptions.py why there can be none"
    assert EXCEPTIONS.keys() - set(missing) == set(), "a row reaches it: take it out of exceptions.py"


def test_there_are_hundreds_of_bad_requests() -> None:
    assert len(BAD) >= 200


@pytest.mark.parametrize("token", arm_types.TYPES)
def test_a_type_has_good_and_bad_requests(token: str) -> None:
    assert any(row.token == token for row in GOOD)
    assert any(row.good.token == token for row in BAD)


def test_every_good_request_that_is_broken_is_tried_unbroken() -> None:
    assert {str(row.good) for row in BAD if row.good not in GOOD} == set()


def test_rows_have_names_of_their_own() -> None:
    assert [name for name, count in Counter(map(str, GOOD)).items() if count > 1] == []
    assert [name for name, count in Counter(map(str, BAD)).items() if count > 1] == []


def test_a_bad_request_is_not_the_good_one() -> None:
    same = [row for row in BAD if row.operation != "delete" and row.inputs == row.good.inputs]
    assert [str(row) for row in same if not row.also and not row.without] == []

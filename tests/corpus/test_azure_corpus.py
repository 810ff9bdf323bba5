"""Each good request is accepted and lives; each bad one is refused as its row says; no type and no rule has no row."""

from __future__ import annotations

import pytest

from tests.corpus.corpus import BAD, GOOD
from tests.corpus.model import Bad, Good
from tests.corpus.runner import accept, refuse
from tests.corpus.worlds import Prepared


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return Prepared(tmp_path_factory.mktemp("corpus"))


@pytest.mark.parametrize("row", GOOD, ids=str)
def test_a_good_request_is_accepted_and_lives(prepared: Prepared, row: Good) -> None:
    accept(prepared, row)


@pytest.mark.parametrize("row", BAD, ids=str)
def test_a_bad_request_is_refused(prepared: Prepared, row: Bad) -> None:
    refuse(prepared, row)

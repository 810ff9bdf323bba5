"""Holds the rows against the emulator."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from local.azure.masks import mask
from tests.corpus.model import Bad, Good
from tests.corpus.trace import Origin, origins
from tests.corpus.worlds import Prepared
from tests.unit.azure.harness import Engine, RefusedError, azure_engine
from tests.unit.azure.life import live

_TABLES = ("resources", "uses", "soft_deleted")  # what the requests were is noted in any case
_SECRETS = {"hunter2"}


def accept(prepared: Prepared, good: Good) -> None:
    """Take a good request through its whole life: made, read back, sent again, deleted."""
    with prepared.store(good.world, good.before) as (store, _):
        live(azure_engine(store), good.kind, good.inputs, deletable=not good.stays, adopted=good.adopted)


def refuse(prepared: Prepared, bad: Bad) -> Origin | None:
    """Send a bad request, and demand that it is refused as its row says, and that nothing is left of it.

    Returns:
        Where the refusal came from; None when no rule was asked.
    """
    good = bad.good
    with prepared.store(good.world, (*good.before, good)):
        pass  # without the change it is accepted
    needed = [one for one in good.before if one not in bad.without]
    made = (
        (*needed, *_more(bad, needed)) if bad.operation == "create" else (*needed, good, *_more(bad, [*needed, good]))
    )
    with prepared.store(good.world, made) as (store, path), origins() as found:
        before = _content(path)
        with pytest.raises(RefusedError) as caught:
            _send(azure_engine(store), bad)
        text = str(caught.value)
        assert re.findall(r'Code="(\w+)"', text)[-1:] == [bad.code], text
        assert bad.names, "the row says what the answer names"
        assert bad.names in text, f"the answer names {bad.names}: {text}"
        for secret in _SECRETS | set(_secrets(bad.inputs, mask(bad.inputs))):
            assert secret not in text, "no secret is in an answer"
        assert _content(path) == before, "a refused request leaves nothing behind"
    return found[-1] if found else None


def _more(bad: Bad, made: list[Good]) -> list[Good]:
    more = dict.fromkeys(step for one in bad.also for step in (*one.before, one))
    return [one for one in more if one not in made and one not in bad.without]


def _send(azure: Engine, bad: Bad) -> None:
    good = bad.good
    if bad.operation == "create":
        azure.create(good.kind, bad.inputs)
        return
    if bad.operation == "update":
        azure.update(good.kind, good.id, bad.inputs)
    else:
        azure.delete(good.id)


def _content(path: Path) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return [row for table in _TABLES for row in connection.execute(f"SELECT * FROM {table}")]  # noqa: S608


def _secrets(value: Any, masked: Any) -> Iterator[str]:
    """Find the texts that are masked, in their whole."""
    if isinstance(value, Mapping) and isinstance(masked, Mapping):
        for key, item in value.items():
            yield from _secrets(item, masked[key])
    elif isinstance(value, list) and isinstance(masked, list):
        for item, hidden in zip(value, masked, strict=True):
            yield from _secrets(item, hidden)
    elif value != masked:
        yield from _texts(value)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping | list):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(item)
    elif isinstance(value, str):
        yield value

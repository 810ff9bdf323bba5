"""Whatever was acknowledged survives a crash at any moment; runs of several stacks share a store.

A crash of a process loses nothing, nor does a power cut: the file is flushed at each write. The engine's own state
beside it is not. `make soak` runs many more rounds.
"""

from __future__ import annotations

import random
import sqlite3
import threading
from pathlib import Path

import pytest

from local.azure.store import Store
from tests.support import crashes


def test_nothing_acknowledged_is_lost_or_half_there_after_a_kill(tmp_path: Path) -> None:
    chance = random.Random(20)  # noqa: S311 - decides when to kill
    checked = [crashes.one_round(tmp_path / "azure.db", number, chance) for number in range(3)]
    assert sum(checked) > 30, f"the workers were killed before they did anything: {checked}"


def test_the_check_finds_what_is_lost(tmp_path: Path) -> None:
    file = tmp_path / "azure.db"
    Store(file).close()
    with pytest.raises(AssertionError, match="acknowledged, and lost: /subscriptions/x"):
        crashes.check(file, ["made /subscriptions/x"])


def test_a_commit_is_flushed(tmp_path: Path) -> None:
    """No test cuts the power: this is what SQLite promises it by. https://sqlite.org/pragma.html#pragma_synchronous"""
    store = Store(tmp_path / "azure.db")
    found = {
        name: store._connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")
    }
    store.close()
    assert found == {"journal_mode": "wal", "synchronous": 2}  # FULL


def test_many_processes_can_open_a_new_store_at_once(tmp_path: Path) -> None:
    for number in range(10):
        file, errors = tmp_path / f"{number}.db", list[BaseException]()

        def open_it(file: Path = file, errors: list[BaseException] = errors) -> None:
            try:
                Store(file).close()
            except sqlite3.Error as error:
                errors.append(error)

        threads = [threading.Thread(target=open_it) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not errors

"""What the emulated Azure holds, in one sqlite file that outlives a run."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from local.azure.ids import ArmId
from local.azure.values import dig

_TABLES = """
CREATE TABLE IF NOT EXISTS resources (
    key TEXT PRIMARY KEY, id TEXT NOT NULL, type TEXT NOT NULL, token TEXT NOT NULL,
    inputs TEXT NOT NULL, properties TEXT NOT NULL, comes_with TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS resources_by_type ON resources (type COLLATE NOCASE);
CREATE TABLE IF NOT EXISTS uses (user TEXT NOT NULL, used TEXT NOT NULL, PRIMARY KEY (user, used));
CREATE INDEX IF NOT EXISTS uses_by_used ON uses (used);
CREATE TABLE IF NOT EXISTS soft_deleted (
    type TEXT NOT NULL COLLATE NOCASE, name TEXT NOT NULL COLLATE NOCASE, id TEXT NOT NULL,
    PRIMARY KEY (type, name, id));
CREATE TABLE IF NOT EXISTS soft_deleted_facts (
    key TEXT PRIMARY KEY, location TEXT NOT NULL, purge_protected INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS fingerprints (
    key TEXT NOT NULL, path TEXT NOT NULL, fingerprint TEXT NOT NULL, PRIMARY KEY (key, path));
CREATE TABLE IF NOT EXISTS requests (
    number INTEGER PRIMARY KEY AUTOINCREMENT, time TEXT NOT NULL, method TEXT NOT NULL, id TEXT NOT NULL,
    result TEXT NOT NULL, message TEXT NOT NULL, milliseconds REAL NOT NULL);
"""
_PATIENCE = 30.0  # seconds to wait for others at the same file
_KEPT_REQUESTS = 5000  # the oldest go: a deployment of everything makes about a thousand
_COLUMNS = "id, type, token, inputs, properties, comes_with"


@dataclass(frozen=True)
class Record:
    """One resource.

    Attributes:
        id: Its ARM id.
        type: Its ARM type, such as `Microsoft.Network/virtualNetworks`.
        token: The Pulumi type it was made through.
        inputs: What was asked for, without values that Azure never gives back.
        properties: What Azure answers.
        comes_with: The id of the resource that brought this one along: a network its inline subnets, a private endpoint
            its network interface. Empty for what was asked for by itself.
    """

    id: str
    type: str
    token: str
    inputs: dict[str, Any] = field(repr=False)
    properties: dict[str, Any] = field(repr=False)
    comes_with: str = ""

    @property
    def arm_id(self) -> ArmId:
        """The id, ready to be taken apart."""
        return ArmId(self.id)

    @property
    def name(self) -> str:
        """The last segment of the id."""
        return self.arm_id.name


@dataclass(frozen=True)
class Entry:
    """One request that was made.

    Attributes:
        number: Counts up from 1; 0 until it is noted.
        time: When it began, in UTC.
        method: PUT, GET or DELETE; FAULT where a fault by plan hits the request that follows.
        id: Where it went.
        result: `OK`, or the code of the refusal; what kind of fault it was.
        message: What the refusal said, without secrets; the URN of what a fault hit; empty otherwise.
        milliseconds: How long it took.
    """

    number: int
    time: str
    method: str
    id: str
    result: str
    message: str
    milliseconds: float


def timestamp(moment: datetime) -> str:
    """Write a moment as the log has it."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(frozen=True)
class SoftDeleted:
    """A name that stays taken after its resource was deleted.

    Attributes:
        type: The ARM type.
        name: The name.
        id: The id that it had.
        location: Where it was; empty when nobody knows.
        purge_protected: Whether it cannot be purged before its time is over.
    """

    type: str
    name: str
    id: str
    location: str = ""
    purge_protected: bool = False


class Store:
    """All resources of one emulated tenant. Safe to use from several threads and processes."""

    def __init__(self, path: Path) -> None:
        """Open the file, and make it when it is missing."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._depth = 0
        self._connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
        self._prepare()
        # What was committed outlives a power cut too, as Azure keeps what it has acknowledged: the log is flushed at
        # each commit. It takes about a twentieth of a deployment of dev: 0.9 s for 186 commits, on a busy disk.
        # https://sqlite.org/pragma.html#pragma_synchronous
        self._connection.execute("PRAGMA synchronous=FULL")

    def _prepare(self) -> None:
        """Make the tables where they are missing.

        While others make the same file, or the last one closes it, SQLite says at once that it is locked: it does not
        wait where two could wait for each other. https://sqlite.org/c3ref/busy_handler.html
        """
        end = time.monotonic() + _PATIENCE
        while True:
            try:
                self._connection.execute("PRAGMA journal_mode=WAL")
                self._connection.executescript(_TABLES)
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > end:
                    raise
                time.sleep(0.01)
            else:
                return

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make what happens inside happen as one or not at all; may be nested."""
        with self._lock:
            if self._depth == 0:
                self._connection.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._depth -= 1
                if self._depth == 0:
                    self._connection.execute("ROLLBACK")
                raise
            self._depth -= 1
            if self._depth == 0:
                self._connection.execute("COMMIT")

    def get(self, resource_id: str) -> Record | None:
        """Find a resource by its id, in any case."""
        found = self._select("WHERE key = ?", resource_id.lower())
        return found[0] if found else None

    def resources(self) -> list[Record]:
        """Give everything there is, in the order it was made."""
        return self._select("")

    def of_type(self, arm_type: str) -> list[Record]:
        """Give all resources of an ARM type."""
        return self._select("WHERE type = ? COLLATE NOCASE", arm_type)

    def below(self, resource_id: str) -> list[Record]:
        """Give everything whose id lies under another one."""
        prefix = resource_id.lower() + "/"
        return self._select("WHERE substr(key, 1, ?) = ?", len(prefix), prefix)

    def children(self, resource_id: str, arm_type: str) -> list[Record]:
        """Give the resources of one type under another resource."""
        return [record for record in self.below(resource_id) if record.type.lower() == arm_type.lower()]

    def users(self, resource_id: str) -> list[Record]:
        """Give the resources that name this one in their properties."""
        return self._select("WHERE key IN (SELECT user FROM uses WHERE used = ?)", resource_id.lower())

    def brought_by(self, resource_id: str) -> list[Record]:
        """Give the resources that another one brought along."""
        return self._select("WHERE comes_with = ? COLLATE NOCASE", resource_id)

    def put(self, record: Record, uses: Iterable[str] = ()) -> None:
        """Write a resource.

        Args:
            record: The resource; one with the same id is written over.
            uses: Ids of the resources that it names.
        """
        key = record.id.lower()
        inputs, properties = json.dumps(record.inputs), json.dumps(record.properties)
        row = (key, record.id, record.type, record.token, inputs, properties, record.comes_with)
        with self.transaction():
            self._connection.execute(
                "INSERT INTO resources VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET "
                "id = excluded.id, inputs = excluded.inputs, properties = excluded.properties, "
                "comes_with = excluded.comes_with",
                row,
            )
            self._connection.execute("DELETE FROM uses WHERE user = ?", (key,))
            pairs = {(key, used.lower()) for used in uses}
            self._connection.executemany("INSERT INTO uses VALUES (?, ?)", sorted(pairs))

    def amend(self, record: Record) -> None:
        """Write what a resource holds and answers; what it names stays as it was."""
        values = (json.dumps(record.inputs), json.dumps(record.properties), record.id.lower())
        with self.transaction():
            self._connection.execute("UPDATE resources SET inputs = ?, properties = ? WHERE key = ?", values)

    def delete(self, resource_id: str) -> None:
        """Remove a resource and everything under it."""
        with self.transaction():
            for key in [resource_id.lower(), *(record.id.lower() for record in self.below(resource_id))]:
                self._connection.execute("DELETE FROM resources WHERE key = ?", (key,))
                self._connection.execute("DELETE FROM uses WHERE user = ?", (key,))
                self._connection.execute("DELETE FROM fingerprints WHERE key = ?", (key,))

    def know(self, resource_id: str, fingerprints: Mapping[str, str]) -> None:
        """Note what to know values by that are not kept.

        Args:
            resource_id: The resource that was given them.
            fingerprints: By the path of each property.
        """
        rows = [(resource_id.lower(), path, fingerprint) for path, fingerprint in fingerprints.items()]
        with self.transaction():
            self._connection.executemany("INSERT OR REPLACE INTO fingerprints VALUES (?, ?, ?)", rows)

    def fingerprint(self, resource_id: str, path: str) -> str | None:
        """Give what to know a value by that is not kept; None where nothing was noted."""
        query = "SELECT fingerprint FROM fingerprints WHERE key = ? AND path = ?"
        with self._lock:
            found = self._connection.execute(query, (resource_id.lower(), path)).fetchone()
        return str(found[0]) if found else None

    def soft_delete(self, record: Record) -> None:
        """Keep a deleted resource's name taken."""
        with self.transaction():
            row = (record.type, record.name, record.id)
            self._connection.execute("INSERT OR REPLACE INTO soft_deleted VALUES (?, ?, ?)", row)
            protected = dig(record.inputs, "properties.enablePurgeProtection") is True
            facts = (record.id.lower(), str(record.properties.get("location") or ""), protected)
            self._connection.execute("INSERT OR REPLACE INTO soft_deleted_facts VALUES (?, ?, ?)", facts)

    def soft_deleted(self) -> list[SoftDeleted]:
        """Give the names that are still taken by deleted resources."""
        query = (
            "SELECT type, name, id, coalesce(location, ''), coalesce(purge_protected, 0) FROM soft_deleted "
            "LEFT JOIN soft_deleted_facts ON key = lower(id) ORDER BY soft_deleted.rowid"
        )
        with self._lock:
            rows = self._connection.execute(query).fetchall()
        return [SoftDeleted(r[0], r[1], r[2], r[3], bool(r[4])) for r in rows]

    def purge(self, resource_id: str) -> None:
        """Free the name of a soft-deleted resource, as recovering or purging it does."""
        with self.transaction():
            self._connection.execute("DELETE FROM soft_deleted WHERE lower(id) = ?", (resource_id.lower(),))
            self._connection.execute("DELETE FROM soft_deleted_facts WHERE key = ?", (resource_id.lower(),))

    def note(self, entry: Entry) -> None:
        """Write a request down; the oldest are forgotten."""
        row = (entry.time, entry.method, entry.id, entry.result, entry.message, entry.milliseconds)
        with self.transaction():
            noted = self._connection.execute(
                "INSERT INTO requests (time, method, id, result, message, milliseconds) VALUES (?, ?, ?, ?, ?, ?)", row
            )
            oldest = (noted.lastrowid or 0) - _KEPT_REQUESTS
            self._connection.execute("DELETE FROM requests WHERE number <= ?", (oldest,))

    def noted(self, last: int, after: int = 0) -> list[Entry]:
        """Give the last requests, the oldest first.

        Args:
            last: How many at most.
            after: Only those with a higher number.
        """
        query = "SELECT * FROM requests WHERE number > ? ORDER BY number DESC LIMIT ?"
        with self._lock:
            rows = self._connection.execute(query, (after, last)).fetchall()
        return [Entry(*row) for row in reversed(rows)]

    def _select(self, where: str, *parameters: object) -> list[Record]:
        query = f"SELECT {_COLUMNS} FROM resources {where} ORDER BY rowid"  # noqa: S608 - no value is in the text
        with self._lock:
            rows = self._connection.execute(query, parameters).fetchall()
        return [Record(r[0], r[1], r[2], json.loads(r[3]), json.loads(r[4]), r[5]) for r in rows]

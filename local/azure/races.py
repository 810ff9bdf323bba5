"""Writes that Azure does not take at the same time, so that a program has to put them in order."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from local.azure.errors import ArmError
from local.azure.ids import ArmId
from local.azure.request import Basis

# Seconds that such a write takes at least: long enough for those that a program sends at once to meet.
_WRITE = 0.05


@dataclass(frozen=True)
class Race:
    """What Azure says to the second of two writes under one parent."""

    code: str
    message: str
    basis: Basis
    source: str


RACES: dict[str, Race] = {
    "microsoft.managedidentity/userassignedidentities/federatedidentitycredentials": Race(
        "ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity",
        "Too many Federated Identity Credentials are written concurrently for the managed identity '{parent}'. "
        "Concurrent Federated Identity Credentials writes under the same managed identity are not supported.",
        "documented",
        "https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations",
    ),
    "microsoft.security/pricings": Race(
        "Conflict",
        "Another update operation is in progress for '{parent}'.",
        "observed",
        "https://github.com/Azure/azure-powershell/issues/10842",
    ),
}


class Writes:
    """The writes that are under way, by the parent that they share. Safe to use from several threads."""

    def __init__(self) -> None:
        """Begin with none."""
        self._lock = threading.Lock()
        self._under_way: set[str] = set()

    @contextmanager
    def alone(self, resource_id: ArmId) -> Iterator[None]:
        """Do one write, with no other under the same parent where Azure wants that.

        Raises:
            ArmError: Another one is under way.
        """
        race, parent = RACES.get(resource_id.type.lower()), resource_id.parent
        if race is None or parent is None:
            yield
            return
        with self._lock:
            if parent.key in self._under_way:
                raise ArmError(race.code, race.message.format(parent=parent.text))
            self._under_way.add(parent.key)
        try:
            time.sleep(_WRITE)
            yield
        finally:
            with self._lock:
                self._under_way.discard(parent.key)

"""What follows in other resources from a write or a deletion: records of zones, states of peerings and endpoints."""

from __future__ import annotations

from collections.abc import Sequence

from local.azure import peerings, private_links, records
from local.azure.store import Record, Store


def settle(store: Store, changed: Record) -> None:
    """Bring about what follows from a resource that was made or changed."""
    records.settle(store, changed)


def forget(store: Store, gone: Sequence[Record]) -> None:
    """Bring about what follows from resources that are no more."""
    records.forget(store, gone)
    peerings.forget(store, gone)
    private_links.forget(store, gone)

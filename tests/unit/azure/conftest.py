"""One emulated Azure for each test, in a file of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from local.azure.store import Store
from tests.unit.azure import samples as given
from tests.unit.azure.harness import Engine, azure_engine


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "azure.db")
    yield opened
    opened.close()


@pytest.fixture
def azure(store: Store) -> Engine:
    """An empty subscription."""
    return azure_engine(store)


@pytest.fixture
def networked(azure: Engine) -> Engine:
    """A subscription with a group and a network."""
    given.build_network(azure)
    return azure


@pytest.fixture
def serviced(networked: Engine) -> Engine:
    """A subscription with a network and the services a workspace stands on."""
    given.build_services(networked)
    return networked


@pytest.fixture
def platform(networked: Engine) -> Engine:
    """A subscription with a network, a workspace and its private endpoint."""
    given.build_workspace(networked)
    return networked

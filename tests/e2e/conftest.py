"""End-to-end tests run the real engine: it is found or built before the first of them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from local.engine import find_engine
from tests.support.deployment import Deployment


@pytest.fixture(scope="session", autouse=True)
def engine() -> None:
    """An engine is there: these tests never skip for want of one."""
    find_engine()


@pytest.fixture(scope="class")
def new_deployment(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Deployment]:
    """Makes a private copy of the project."""
    return lambda: Deployment(Path(tmp_path_factory.mktemp("project")))


@pytest.fixture
def deployment(tmp_path: Path) -> Deployment:
    """A private copy of the project for one test."""
    return Deployment(tmp_path)

"""Recordings of the project's own stacks, made once: a run of the program takes seconds."""

import pytest

from tests.support.recorder import Recording, record_stack


@pytest.fixture(scope="session")
def dev() -> Recording:
    return record_stack("dev")


@pytest.fixture(scope="session")
def prod() -> Recording:
    return record_stack("prod")


@pytest.fixture(scope="session", name="max_")
def everything() -> Recording:
    return record_stack("max")


@pytest.fixture(scope="session", params=["dev", "prod", "max_"])
def stack(request: pytest.FixtureRequest) -> Recording:
    recording: Recording = request.getfixturevalue(request.param)
    return recording

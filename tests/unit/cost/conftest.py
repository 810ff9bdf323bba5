"""The stacks whose costs are looked at: the project's own, and one for each option."""

import pytest

from tests.support.recorder import Recording, record_stack
from tests.support.stackfiles import option_stacks


@pytest.fixture(scope="session")
def every_stack(dev: Recording, prod: Recording, max_: Recording) -> dict[str, Recording]:
    """All of them, by name; a run of the program takes a second."""
    own = {"dev": dev, "prod": prod, "max": max_}
    return own | {stack.name: record_stack(stack.name) for stack in option_stacks()}

"""Two stacks of one project at the same time, in one emulated Azure: neither disturbs the other."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from local.azure.store import Store
from tests.e2e.lives import left
from tests.support.deployment import Deployment, Result
from tests.support.stackfiles import StackFile, project_stack

pytestmark = pytest.mark.e2e

ONE, TWO = "one", "two"


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Deployment:
    """The project with two stacks like dev, in groups of their own."""
    made = Deployment(tmp_path_factory.mktemp("project"))
    for name in (ONE, TWO):
        made.add_stack(StackFile(name, {**project_stack("dev").config, "environment": name}))
    return made


def together(*runs: Callable[[], Result]) -> list[Result]:
    with ThreadPoolExecutor(len(runs)) as pool:
        return [future.result() for future in [pool.submit(run) for run in runs]]


def ids(platform: Deployment, stack: str) -> set[str]:
    return {r["id"].lower() for r in platform.state(stack) if r["type"].startswith("azure-native:")}


def test_stacks_are_deployed_at_once_and_each_is_whole(platform: Deployment) -> None:
    up = ("--yes", "--skip-preview")
    together(lambda: platform.run("up", "-s", ONE, *up), lambda: platform.run("up", "-s", TWO, *up))
    together(
        lambda: platform.run("up", "-s", ONE, *up, "--expect-no-changes"),
        lambda: platform.run("refresh", "-s", TWO, *up, "--expect-no-changes"),
    )
    one, two = ids(platform, ONE), ids(platform, TWO)
    assert not one & two
    there = {record.id.lower() for record in Store(platform.store_file).resources()}
    assert one | two <= there


def test_one_is_destroyed_while_the_other_changes(platform: Deployment) -> None:
    before = ids(platform, TWO)
    platform.edit_stack(TWO, lambda config: config["tags"].update(owner="somebody-else"))
    together(
        lambda: platform.run("destroy", "-s", ONE, "--yes", "--skip-preview"),
        lambda: platform.run("up", "-s", TWO, "--yes", "--skip-preview"),
    )
    assert not ids(platform, ONE)
    assert ids(platform, TWO) == before
    remaining = left(platform)
    assert not [record.id for record in remaining if "/rg-mlops-one" in record.id]
    assert before <= {record.id.lower() for record in remaining}
    platform.run("up", "-s", TWO, "--yes", "--skip-preview", "--expect-no-changes")

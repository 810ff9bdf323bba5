"""Each option on the real engine, in a stack of its own, and all that go together in `max`: deployed, unchanged, gone.

Each stack is a class, so that stacks are spread over the workers and the steps of one stay in order.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.lives import asked_for, destroyed, nowhere_in_plain, unchanged
from tests.support.deployment import Deployment
from tests.support.stackfiles import StackFile, option_stacks, project_stack

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="class")
def stack(request: pytest.FixtureRequest) -> StackFile:
    file: StackFile = request.cls.STACK
    return file


@pytest.fixture(scope="class")
def platform(new_deployment: Callable[[], Deployment], stack: StackFile) -> Deployment:
    made = new_deployment()
    made.add_stack(stack)
    return made


def levels(platform: Deployment, stack: StackFile) -> list[str]:
    """Flags that take the rules that refuse a stack back to advice, as a team would for a sandbox."""
    if not stack.refused_by:
        return []
    file = platform.folder / "levels.json"
    sandbox = {"azure-gate-environment": {"production": False}}
    file.write_text(json.dumps({**sandbox, **dict.fromkeys(stack.refused_by, "advisory")}))
    return ["--policy-pack-config", str(file)]


class OptionLife:
    """The life of one stack."""

    STACK: StackFile

    def test_the_gate_says_so_where_an_option_opens_something(self, platform: Deployment, stack: StackFile) -> None:
        if not stack.refused_by:
            return  # deployed under the gate below
        printed = platform.refused("preview", "-s", stack.name)
        for rule in stack.refused_by:
            assert "[mandatory]" in printed
            assert rule in printed
        assert not asked_for(platform)

    def test_up_deploys_it_under_the_gate(self, platform: Deployment, stack: StackFile) -> None:
        platform.run("up", "-s", stack.name, "--yes", *levels(platform, stack))
        deployed = {r["id"].lower() for r in platform.state(stack.name) if r["type"].startswith("azure-native:")}
        assert deployed == {record.id.lower() for record in asked_for(platform)}

    def test_its_secrets_are_nowhere_in_plain(self, platform: Deployment, stack: StackFile) -> None:
        for secret in stack.secrets.values():
            nowhere_in_plain(platform, stack.name, secret)

    def test_a_second_up_and_a_refresh_change_nothing(self, platform: Deployment, stack: StackFile) -> None:
        unchanged(platform, stack.name, *levels(platform, stack))

    def test_destroy_leaves_nothing_but_reserved_names(self, platform: Deployment, stack: StackFile) -> None:
        destroyed(platform, stack.name, *levels(platform, stack))


def _life(file: StackFile) -> Any:
    return type(OptionLife.__name__, (OptionLife,), {"STACK": file})


# What needs another stack first has a test of its own: test_teams.py.
for _file in (*(file for file in option_stacks() if not file.after), project_stack("max")):
    globals()["Test" + _file.name.title().replace("-", "")] = _life(_file)

"""What docs/operating.md says of day-to-day changes: each is planned to do just that, and done."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.lives import unchanged
from tests.support.deployment import Deployment
from tests.support.stackfiles import PROJECT_ROOT, stack_file

pytestmark = pytest.mark.e2e

STACK = "agents-token"
GROUP = "5a1d9c3e-7b24-4f60-8c11-2d93a0e4b7f6"
NEW_AGENT = re.compile(r"(nic|vm)-agent-03|agent-03(-.*)?|role-.*agent-03.*|.*vm-agent-03.*|diagnostics-.*agent-03.*")


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Deployment:
    """A stack with two agents that registered with a token, deployed."""
    made = Deployment(tmp_path_factory.mktemp("project"))
    made.add_stack(stack_file(STACK))
    made.run("up", "-s", STACK, "--yes", "--skip-preview")
    return made


def steps(platform: Deployment) -> set[tuple[str, str]]:
    """What a preview would do to resources of Azure: operation and Pulumi name."""
    return {
        (step["op"], step["urn"].rsplit("::", 1)[-1])
        for step in platform.plan(STACK)
        if step["op"] != "same" and "azure-native" in step["urn"]
    }


def change(platform: Deployment, edit: Callable[[dict[str, Any]], None]) -> set[tuple[str, str]]:
    """Edit the stack file, see the plan, deploy it, and find nothing more to do."""
    platform.edit_stack(STACK, edit)
    planned = steps(platform)
    platform.run("up", "-s", STACK, "--yes", "--skip-preview")
    unchanged(platform, STACK)
    return planned


def grants(platform: Deployment) -> dict[str, str]:
    """The ids of the role assignments, by name."""
    return {
        name: resource["id"]
        for resource in platform.state(STACK)
        if (name := resource["urn"].rpartition("::")[2]).startswith("role-")
    }


def test_an_agent_is_added(platform: Deployment) -> None:
    planned = change(platform, lambda config: config["agents"]["vm"].update(count=3))
    assert {op for op, _ in planned} == {"create"}
    assert {"vm-agent-03", "nic-agent-03", "agent-03-init"} <= {name for _, name in planned}
    assert not [name for _, name in planned if not NEW_AGENT.fullmatch(name)]


def test_an_agent_is_taken_out(platform: Deployment) -> None:
    planned = change(platform, lambda config: config["agents"]["vm"].update(count=2))
    assert {op for op, _ in planned} == {"delete"}
    assert not [name for _, name in planned if not NEW_AGENT.fullmatch(name)]


def test_access_is_opened_for_a_group(platform: Deployment) -> None:
    planned = change(platform, lambda config: config.setdefault("people", {}).update(dataScientists=[GROUP]))
    assert planned
    assert {op for op, _ in planned} == {"create"}
    assert all(name.startswith("role-") for _, name in planned)


def test_a_token_is_rotated(platform: Deployment) -> None:
    platform.run("config", "set", "-s", STACK, "--secret", "secure-mlops:agentToken", "another-made-up-token")
    planned = steps(platform)
    assert planned == {("update", "agent-01-init"), ("update", "agent-02-init")}
    platform.run("up", "-s", STACK, "--yes", "--skip-preview")
    unchanged(platform, STACK)
    assert b"another-made-up-token" not in platform.store_file.read_bytes()


def test_a_cluster_gets_more_nodes(platform: Deployment) -> None:
    before = grants(platform)
    planned = change(platform, lambda config: config["compute"]["clusters"][0].update(maxNodes=4))
    own = {("replace", name) for name in before if name.startswith("role-cpu-cluster-")}
    assert own
    assert planned == {("update", "cluster-cpu-cluster"), *own}
    assert grants(platform) == before, "the deployment leaves them as they are"


def test_the_page_has_a_row_for_each_of_these() -> None:
    page = (PROJECT_ROOT / "docs" / "operating.md").read_text()
    rows = re.findall(r"^\| (Add|Open|Rotate|Give|Take) ", page.split("More seldom")[0], re.MULTILINE)
    assert rows == ["Add", "Open", "Rotate", "Give", "Take"]

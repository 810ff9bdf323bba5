"""A program that leaves out an edge is refused on the real engine, even where no two steps are taken at once."""

import re

import pytest

from tests.support.deployment import Deployment
from tests.support.stackfiles import stack_file

pytestmark = pytest.mark.e2e

_PEERINGS = ("components/network.py", "args.bastion, [offered], offers", "args.bastion, [], offers")
_CARDS = (
    "components/machine.py",
    'depends_on=list(args.settled), replace_on_changes=["ipConfigurations"]',
    'replace_on_changes=["ipConfigurations"]',
)
_EXTENSIONS = ("components/heartbeats.py", "depends_on=list(machine.after)", "depends_on=[]")
_GROUPS = ("components/agent_containers.py", "*self._may_pull, *before]", "*self._may_pull]")

# A stack, the edge that is taken out, what Azure may say then (to the one or to the other), and the types that race.
LEFT_OUT: list[tuple[str, tuple[str, str, str], set[str], set[str]]] = [
    ("dev", _PEERINGS, {"AnotherOperationInProgress"}, {"virtualNetworkPeerings"}),
    (
        "dev",
        _CARDS,
        {"AnotherOperationInProgress", "ReferencedResourceNotProvisioned"},
        {"virtualNetworkPeerings", "networkInterfaces"},
    ),
    ("monitoring", _EXTENSIONS, {"OperationPreempted"}, {"extensions"}),
    ("agents-container", _GROUPS, {"ServiceAssociationLinkNotReady"}, {"containerGroups"}),
]


@pytest.mark.parametrize(("stack", "edit", "codes", "kinds"), LEFT_OUT, ids=[row[1][0] for row in LEFT_OUT])
def test_a_program_without_an_edge_is_refused_even_one_step_at_a_time(
    deployment: Deployment, stack: str, edit: tuple[str, str, str], codes: set[str], kinds: set[str]
) -> None:
    if stack != "dev":
        deployment.add_stack(stack_file(stack))
    deployment.edit_file(*edit)
    printed = deployment.refused("up", "-s", stack, "--yes", "--skip-preview", "--parallel", "1")
    said = re.search(r'Code="(\w+)".* (/\S+) and (/\S+) may be written at the same time: let one depend', printed)
    assert said, printed
    assert said[1] in codes
    assert said[2] != said[3]
    assert {resource_id.split("/")[-2] for resource_id in said.groups()[1:]} == kinds


def test_a_preview_says_nothing_of_it_as_it_writes_nothing(deployment: Deployment) -> None:
    deployment.edit_file(*_PEERINGS)
    assert "to create" in deployment.run("preview", "-s", "dev").output

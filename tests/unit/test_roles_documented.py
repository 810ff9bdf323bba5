"""The roles that the pages name are those that whoever deploys needs: no fewer, no more, for each governance option."""

import re
from collections.abc import Iterable
from typing import Any

import pytest

from components.settings.pillars import GovernanceSettings
from local.azure.arm_types import TYPES
from tests.support.deployer import DEPLOYS, LEAST_FIRST, PREVIEWS, named_in, needed, types_of
from tests.support.recorder import record_stack
from tests.support.stackfiles import PROJECT_ROOT

# Each option of governance, switched on.
ON: dict[str, Any] = {
    "policies": "Audit",
    "benchmark": True,
    "defender": ["Arm", "StorageAccounts"],
    "locks": True,
    "budget": {"monthlyAmount": 1000, "start": "2030-01-01", "contactEmails": ["finops@example.com"]},
}
ROW = re.compile(r"^ *\| ([A-Z][A-Za-z ]+) \| (.+) \|$", re.MULTILINE)


def read(page: str) -> str:
    return (PROJECT_ROOT / page).read_text()


def documented() -> dict[str, set[str]]:
    """The table of roles: each with the options that ask for it; none for what every stack needs."""
    table = read("docs/azure.md").partition("| role | what for |\n")[2].partition("\n\n")[0]
    return {role: set(re.findall(r"`governance\.(\w+)`", why)) for role, why in ROW.findall(table)}


def to_deploy(types: Iterable[str]) -> set[str]:
    return needed(f"{kind}/{verb}" for kind in types for verb in ("write", "delete"))


def made_by(stack: str, **changes: Any) -> set[str]:
    return to_deploy(types_of(record_stack(stack, **changes)))


def on_the_subscription(identity: str) -> str:
    """What the pipelines' page says that an identity has on the subscription."""
    cell: str
    [cell] = re.findall(rf"^\| `{identity}` \| [^|]+ \| (.+) \|$", read("pipelines/README.md"), re.MULTILINE)
    return next(part for part in cell.split(";") if "on the subscription" in part)


def test_each_option_of_governance_is_tried() -> None:
    assert set(ON) == {str(name) for name in GovernanceSettings.model_fields}


@pytest.mark.parametrize("options", [(), *((option,) for option in ON), tuple(ON)], ids="+".join)
def test_a_stack_needs_the_roles_that_the_page_names_for_its_options(options: tuple[str, ...]) -> None:
    found = made_by("dev", governance={option: ON[option] for option in options})
    assert found == {role for role, asked_by in documented().items() if not asked_by or asked_by & set(options)}


@pytest.mark.parametrize("stack", ["prod", "max"])
def test_a_stack_of_the_project_is_deployed_by_the_roles_of_the_page(stack: str) -> None:
    assert made_by(stack) <= set(documented())


def test_prod_needs_all_of_them_as_the_page_says() -> None:
    assert made_by("prod") == set(documented())


def test_whatever_a_stack_can_make_is_deployed_by_the_roles_of_the_page() -> None:
    """Each type that a stack makes is one that the emulator knows: a new kind of right is noticed here at once."""
    assert to_deploy({kind.type for kind in TYPES.values()}) == set(documented())


@pytest.mark.parametrize(
    ("page", "line"),
    [
        ("docs/operating.md", r"^\| \*AuthorizationFailed\* .*$"),
        ("bootstrap/state.sh", r"You need the Azure CLI[^']+'"),
    ],
)
def test_other_pages_name_the_same_roles(page: str, line: str) -> None:
    [text] = re.findall(line, read(page), re.MULTILINE)
    assert named_in(text) - {"Owner"} == set(documented())


def test_the_pipelines_identities_have_the_roles_that_deploying_and_previewing_need() -> None:
    assert named_in(on_the_subscription("STACK")) == set(documented())
    assert named_in(on_the_subscription("STACK-preview")) == needed(f"{kind.type}/read" for kind in TYPES.values())


@pytest.mark.parametrize(("identity", "actions"), [("STACK", DEPLOYS), ("STACK-preview", PREVIEWS)])
def test_the_pipelines_identities_have_on_the_state_what_pulumi_does_with_it(
    identity: str, actions: tuple[str, ...]
) -> None:
    [cell] = re.findall(rf"^\| `{identity}` \| [^|]+ \| (.+) \|$", read("pipelines/README.md"), re.MULTILINE)
    elsewhere = [part for part in cell.split(";") if "on the subscription" not in part]
    assert {role for part in elsewhere for role in named_in(part)} == needed(actions)


def test_a_role_that_is_not_enough_is_noticed() -> None:
    contributor = LEAST_FIRST["Contributor"]
    assert contributor.allows("Microsoft.Storage/storageAccounts/write")
    for kind in ("locks", "policyAssignments", "roleAssignments", "roleDefinitions"):
        assert not contributor.allows(f"Microsoft.Authorization/{kind}/write")
    assert needed(["Microsoft.Authorization/roleDefinitions/write"]) == {"User Access Administrator"}
    with pytest.raises(LookupError, match=r"no role allows Microsoft\.Storage/.*/deleteBlobVersion/action"):
        needed(["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/deleteBlobVersion/action"])


def test_names_within_names_are_told_apart() -> None:
    assert named_in("Locks Contributor on it") == {"Locks Contributor"}

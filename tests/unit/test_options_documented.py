"""The page's table of options is complete, and each option has a stack that uses it."""

import re
from collections.abc import Iterator

import pytest

from components.settings import Section, Settings
from tests.support.stackfiles import PROJECT_ROOT, StackFile, option_stacks, own_settings, project_stack

MARK = "<!-- a test holds this table against the stacks that use each option -->"
ROW = re.compile(r"^\| `([A-Za-z0-9.]+)` \| .+ \|$", re.MULTILINE)


def table() -> list[str]:
    text = (PROJECT_ROOT / "docs" / "options.md").read_text()
    body = text[text.index(MARK) :]
    return ROW.findall(body[: body.index("\n\n")])


def used_by(option: str, stack: StackFile) -> bool:
    """Whether a stack is there to show an option, and sets it itself: what dev sets too is no proof."""
    return option in stack.options and option in set(own_settings(stack.name))


def test_the_table_is_found() -> None:
    assert len(table()) > 40
    assert len(set(table())) == len(table())


@pytest.mark.parametrize("option", table())
def test_an_option_has_a_stack_that_uses_it(option: str) -> None:
    assert [stack.name for stack in option_stacks() if used_by(option, stack)]


def test_stacks_show_options_of_the_table_alone() -> None:
    shown = {option for stack in option_stacks() for option in stack.options}
    assert shown == set(table())


def test_an_option_without_a_stack_is_noticed() -> None:
    assert not [stack for stack in option_stacks() if used_by("workload", stack)]


def sections(section: type[Section], prefix: str = "") -> Iterator[str]:
    """Paths of the settings that are sections of their own."""
    for field in section.model_json_schema(by_alias=True)["properties"]:
        yield f"{prefix}{field}"


# Settings that are no options: what every stack has to say.
GIVEN = {
    "workload", "environment", "tags", "network", "workspace", "compute", "agents", "access", "agentToken",
    "agentClientSecret", "vpnSharedKeys", "expressRouteKey", "scoringCertificate", "scoringKey",
}  # fmt: skip


def test_every_setting_of_a_stack_is_an_option_or_given() -> None:
    documented = {option.partition(".")[0] for option in table()}
    assert set(sections(Settings)) - GIVEN <= documented


@pytest.mark.parametrize("stack", ["max"])
def test_max_sets_every_option_that_goes_with_the_others(stack: str) -> None:
    """What it leaves out contradicts something that it has, or is about another place."""
    config = project_stack(stack).config

    def there(option: str) -> bool:
        value = config
        for part in option.split("."):
            if not isinstance(value, dict) or part not in value:
                return False
            value = value[part]
        return True

    assert {option for option in table() if not there(option)} == {
        "access.expressRoute.circuitId",  # or a circuit of its own
        "agents.authentication",  # the default needs no secret
        "agents.downloadSha256",  # of a version that somebody chose
        "encryption.infrastructureEncryption",  # on by default
        "monitor.diagnostics",  # on by default
        "hub",  # another shape of a stack
        "privateLink.existingZones",  # needs a hub
        "privateLink.zoneGroupsOwnedByPolicy",  # needs a hub
        "workspace.managedNetwork",  # not together with a training subnet
        "workspace.registryRole",  # the default is what Microsoft documents
        "workspace.v1LegacyMode",  # not together with endpoints
    }

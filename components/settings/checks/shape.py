"""The three shapes of a stack: a platform of its own, a hub, and a spoke that uses a hub's.

A hub has the ways in, the agents and the private DNS zones, and no workspace. A spoke has a workspace, and none of
these. Which one a stack is follows from what it sets: `workspace` or not, `hub` or not.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from components.settings.checks.model import Location, Problem, Valid

WORKSPACE, HUB = ("workspace",), ("hub",)

# What belongs to a workspace, and what belongs to the side that people and pipelines come in by.
OF_A_WORKSPACE: tuple[Location, ...] = (("network", "aml"), ("compute",))
OF_THE_WAYS_IN: tuple[Location, ...] = (("network", "bastion"), ("access",), ("agents",))


def is_hub(valid: Valid) -> bool:
    """Whether others use this stack: it has no workspace of its own."""
    return not valid.has(*WORKSPACE)


def is_spoke(valid: Valid) -> bool:
    """Whether this stack uses another's ways in."""
    return valid.has(*HUB)


def a_stack_is_something(valid: Valid) -> Iterable[Problem]:
    """Without a workspace a stack is there for others, and then it cannot be another's spoke."""
    if is_hub(valid) and is_spoke(valid):
        yield Problem(WORKSPACE, "is missing: a stack that names a hub has a workspace")


def parts_are_there_where_needed_and_only_there(valid: Valid) -> Iterable[Problem]:
    """Each shape has its parts, and none of another's."""
    if is_hub(valid) and is_spoke(valid):
        return
    for paths, needed, missing, extra in (
        (OF_A_WORKSPACE, not is_hub(valid), "workspace is set", "without workspace this stack is a hub"),
        (OF_THE_WAYS_IN, not is_spoke(valid), "hub is not set", "hub names the stack that has it"),
    ):
        for path in paths:
            there = valid.has(*path)
            if needed and not there:
                yield Problem(path, f"is missing: {missing}")
            elif there and not needed:
                yield Problem(path, f"must not be set: {extra}")


@dataclass(frozen=True)
class Elsewhere:
    """A setting that a hub or a spoke cannot have.

    Attributes:
        path: where it is.
        why: what a person reads after "must not be set".
        value: only this value; any by default.
    """

    path: Location
    why: str
    value: str | None = None


_NO_VAULT = "a hub has no key vault"
NOT_IN_A_HUB: tuple[Elsewhere, ...] = (
    Elsewhere(("inference",), "a hub has no workspace"),
    Elsewhere(("encryption", "customerManagedKeys"), _NO_VAULT),
    Elsewhere(("access", "jumpHost", "os"), f"{_NO_VAULT} for the administrator's password", value="Windows"),
    Elsewhere(("agents", "container"), "a hub has no registry for their image"),
    Elsewhere(("monitor", "privateLinkScope"), "a hub has no endpoints of its own"),
    Elsewhere(("monitor", "flowLogs"), "a hub has no endpoints of its own, for the account that keeps them"),
    Elsewhere(("monitor", "alerts"), "they watch a workspace"),
    Elsewhere(("privateLink",), "a hub makes the zones of all endpoints that spokes may have"),
)
NOT_IN_A_SPOKE: tuple[Elsewhere, ...] = (
    Elsewhere(("network", "egress", "firewall"), "it stands in a BASTION VNET, and this stack has none of its own"),
    Elsewhere(("privateLink", "existingZones"), "the zones are the hub's"),
    Elsewhere(("privateLink", "zoneGroupsOwnedByPolicy"), "the zones are the hub's, and this stack writes to them"),
    # https://learn.microsoft.com/azure/azure-monitor/fundamentals/private-link-design
    Elsewhere(("monitor", "privateLinkScope"), "all who share the hub's zones would share one scope"),
)


def options_fit_the_shape(valid: Valid) -> Iterable[Problem]:
    """What needs a part that a hub or a spoke does not have is refused."""
    for applies, table in ((is_hub(valid), NOT_IN_A_HUB), (is_spoke(valid), NOT_IN_A_SPOKE)):
        for one in table if applies else ():
            value = valid.get(*one.path)
            if valid.has(*one.path) and one.value in (None, value):
                yield Problem(
                    one.path, f"must not be set: {one.why}" if one.value is None else f"must not be {value}: {one.why}"
                )


CHECKS = (
    a_stack_is_something,
    parts_are_there_where_needed_and_only_there,
    options_fit_the_shape,
)

"""No stack's program has two writes that Azure does not take at the same time, without an edge between them."""

import itertools
from collections import defaultdict

import pytest

from local.azure import arm_types, races
from local.azure.ids import ArmId
from local.order import Order
from local.registrations import needs
from tests.support.recorder import SUBSCRIPTION, Recording, Registration, record_stack
from tests.support.stackfiles import option_stacks


def contended(recording: Recording) -> dict[str, list[tuple[Registration, races.Touch]]]:
    """What writes touch that others may be in the way of, by its key."""
    found = defaultdict(list)
    for one in recording.azure:
        target: ArmId = arm_types.arm_type(one.kind).id(SUBSCRIPTION, one.inputs)
        for key, touch in races.touched(target, one.inputs, deletes=False).items():
            found[key].append((one, touch))
    return found


def without_order(recording: Recording) -> set[tuple[str, str]]:
    """The pairs of writes that race, by Pulumi names."""
    order = Order()
    order.begin()
    for one in recording.resources:
        order.declare(one.urn, set(needs(one.request)))
    return {
        (one.name, other.name)
        for users in contended(recording).values()
        for (one, mine), (other, theirs) in itertools.combinations(users, 2)
        if not (mine.uses and theirs.uses)
        and not order.settles(order.step(one.urn, deletes=False), order.step(other.urn, deletes=False))
    }


def test_no_two_writes_of_a_stack_race(stack: Recording) -> None:
    assert without_order(stack) == set()


@pytest.mark.parametrize("name", [option.name for option in option_stacks()])
def test_no_two_writes_of_an_option_race(name: str) -> None:
    assert without_order(record_stack(name)) == set()


def test_what_would_race_is_found_where_an_edge_is_missing() -> None:
    recording = record_stack("prod")
    cards = recording.of("network:NetworkInterface")
    for card in cards:
        del card.request.dependencies[:]
        card.request.propertyDependencies.clear()
    racing = {name for pair in without_order(recording) for name in pair}
    assert {card.name for card in cards} <= racing
    assert "peer-aml-to-bastion" in racing

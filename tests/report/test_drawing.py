"""What is drawn: everything of the network once, with what becomes of it; letters that stay in their boxes."""

from collections import Counter
from dataclasses import replace
from functools import cache
from xml.etree import ElementTree  # our own drawing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from report.change import Change
from report.drawing import picture
from report.drawing.layout import Box, laid_out
from report.drawing.lettering import fitted, width_of
from report.drawing.picture import Link, Picture, Status, Thing, VnetBox
from report.drawing.scene import described, drawn, everything
from report.source import change_of_plan, change_of_state
from tests.report.plans import (
    UNKNOWN,
    changed_plan,
    first_plan,
    named,
    resources,
    state_of,
    with_value,
    without,
)

DRAWN = {"VirtualNetwork", "PrivateEndpoint", "PrivateZone", "NetworkInterface", "BastionHost", "AzureFirewall"}


def titles(found: Picture, *statuses: Status) -> dict[str, Status]:
    return {one.title: one.status for one in everything(found) if not statuses or one.status in statuses}


@cache
def change_of(stack: str) -> Change:
    return change_of_plan(first_plan(stack))


@pytest.mark.parametrize("stack", ["dev", "prod", "max", "spoke"])
def test_everything_of_the_network_is_drawn_once(stack: str) -> None:
    found = picture(change_of(stack), stack)
    keys = Counter(thing.key for thing in everything(found))
    assert max(keys.values()) == 1
    states = resources(stack)
    for one in states:
        if one["type"].startswith("azure-native:") and one["type"].rpartition(":")[2] in DRAWN:
            assert keys[one["urn"]] == 1, one["urn"]
    ranges = {subnet.note for vnet in found.vnets for subnet in vnet.subnets}
    for one in states:
        for subnet in one["inputs"].get("subnets", ()) if one["type"].endswith(":VirtualNetwork") else ():
            assert subnet["addressPrefix"] in ranges


@pytest.mark.parametrize("stack", ["dev", "prod", "max", "spoke"])
def test_boxes_stand_in_their_boxes_and_beside_each_other(stack: str) -> None:
    found = picture(change_of(stack), stack)
    layout = laid_out(found)

    def within(inner: Box, outer: Box) -> bool:
        sides = inner.left >= outer.left and inner.right <= outer.right
        return sides and inner.top >= outer.top and inner.bottom <= outer.bottom

    page = Box(0, 0, layout.width, layout.height)
    assert all(within(box, page) for box in layout.boxes.values())
    for vnet in found.vnets:
        for subnet in vnet.subnets:
            assert within(layout.boxes[subnet.key], layout.boxes[vnet.key])
            assert all(within(layout.boxes[thing.key], layout.boxes[subnet.key]) for thing in subnet.things)


def test_a_drawing_is_the_same_whatever_order_the_engine_wrote() -> None:
    document = first_plan("prod")
    backwards = {**document, "steps": document["steps"][::-1]}
    assert drawn(picture(change_of_plan(document), "x")) == drawn(picture(change_of_plan(backwards), "x"))


def test_what_becomes_of_things_is_marked() -> None:
    def another(states: list[dict[str, object]]) -> None:
        old = named(states, "nic-agent-02")
        urn = str(old["urn"]).replace("nic-agent-02", "nic-more")
        states.append({**old, "urn": urn})

    edits = (
        without("nic-agent-01"),
        without("pep-file"),
        without("pep-vault"),
        with_value("pep-blob", "location", "x"),
        another,
    )
    found = titles(picture(change_of_plan(changed_plan("prod", *edits)), "x"), *set(Status) - {Status.SAME})
    assert found == {
        "vm-agent-02": Status.NEW,  # another interface of it
        "vm-agent-01": Status.GONE,
        "vault": Status.CHANGED,  # its endpoint is gone, of the same title; the vault itself is still there
        "storage (file)": Status.GONE,
        "storage (blob)": Status.CHANGED,
    }


def test_what_is_open_to_the_internet_is_an_alarm() -> None:
    edit = with_value("storage", "publicNetworkAccess", "Enabled")
    found = picture(change_of_plan(changed_plan("prod", edit)), "x")
    assert [(one.title, one.alert) for one in everything(found) if one.alert] == [
        ("storage", "answers the internet: publicNetworkAccess is 'Enabled'")
    ]


def test_half_a_peering_is_an_alarm() -> None:
    found = picture(change_of_plan(changed_plan("prod", without("peer-aml-to-bastion"))), "x")
    assert [one.alert for one in found.peerings] == ["only one side is peered"]


def hub_of(found: Picture) -> tuple[list[VnetBox], list[Link]]:
    """The boxes that are no network of the spoke, and all peerings."""
    return [one for one in found.vnets if one.title != "vnet-aml"], list(found.peerings)


def test_the_hub_of_a_spoke_is_drawn_by_its_name_and_peered() -> None:
    found = picture(change_of("spoke"), "x")
    [hub], [peering] = hub_of(found)
    assert (hub.title, hub.note) == ("vnet-hub-test-bastion", "of another stack · addresses not known here")
    assert (set(peering.ends), peering.alert) == ({vnet.key for vnet in found.vnets}, "")
    page = drawn(found)
    assert ">vnet-hub-test-bastion</text>" in page
    assert ">peered</text>" in page
    said = described(found)
    assert "vnet-hub-test-bastion (of another stack · addresses not known here). " in said
    assert "vnet-hub-test-bastion and vnet-aml: peered." in said


def test_what_azure_tells_of_the_hub_is_drawn() -> None:
    state = state_of("spoke")
    peering = named(state["deployment"]["resources"], "peer-aml-to-bastion")
    peering["outputs"] = {"remoteAddressSpace": {"addressPrefixes": ["10.0.0.0/22"]}}
    [hub], _ = hub_of(picture(change_of_state(state), "x"))
    assert hub.note == "of another stack · 10.0.0.0/22"


@pytest.mark.parametrize(
    ("name", "statuses", "alert"),
    [
        ("peer-bastion-to-aml", (Status.SAME, Status.CHANGED), "only one side is peered"),
        ("peer-aml-to-bastion", (Status.GONE, Status.GONE), ""),
    ],
)
def test_what_becomes_of_the_peering_with_the_hub_is_drawn(
    name: str, statuses: tuple[Status, Status], alert: str
) -> None:
    [hub], [peering] = hub_of(picture(change_of_plan(changed_plan("spoke", without(name))), "x"))
    assert (hub.status, peering.status) == statuses
    assert peering.alert == alert


def test_addresses_are_shown_once_azure_has_given_them() -> None:
    state = state_of("dev")
    endpoint = named(state["deployment"]["resources"], "pep-vault")
    endpoint["outputs"] = {"customDnsConfigs": [{"fqdn": "v", "ipAddresses": ["10.10.0.9"]}]}
    found = picture(change_of_state(state), "x")
    assert "pep-vault · 10.10.0.9" in {one.note for one in everything(found)}


def test_what_is_not_known_is_drawn_as_not_known() -> None:
    edits = [with_value("vnet-aml", f"subnets.{number}.addressPrefix", UNKNOWN) for number in (0, 1)]
    found = picture(change_of_plan(changed_plan("dev", *edits)), "x")
    [vnet] = [vnet for vnet in found.vnets if vnet.title == "vnet-aml"]
    assert [subnet.note for subnet in vnet.subnets] == ["not known yet", "not known yet"]
    assert drawn(found)


@given(st.text(max_size=60), st.floats(20, 400), st.booleans())
def test_a_text_fits_or_is_shortened_until_it_does(text: str, room: float, bold: bool) -> None:
    shown = fitted(text, 12, room, bold=bold)
    assert width_of(shown, 12, bold=bold) <= max(room, width_of("…", 12, bold=bold))
    assert shown == text or "…" in shown


@settings(deadline=None)  # the first example runs the program
@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), max_size=40))
def test_any_name_gives_a_whole_drawing(name: str) -> None:
    thing = Thing(key="a", title=name, note=name)
    empty = picture(change_of("dev"), "x")
    vnet = replace(empty.vnets[0], title=name, subnets=(replace(empty.vnets[0].subnets[0], things=(thing,)),))
    page = drawn(replace(empty, title=name, vnets=(vnet,), ways_in=(), services=(), ways_out=(), peerings=()))
    assert ElementTree.fromstring(page).tag.endswith("svg")  # noqa: S314 - our own drawing

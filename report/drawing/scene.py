"""Writes a picture as SVG: boxes, texts that stay in them, and lines in lanes of their own."""

import re
from collections.abc import Iterator, Sequence

import svg
from markupsafe import escape

from report.drawing.layout import PAD, REST, WAYS_OUT, ZONES, Box, Layout, laid_out
from report.drawing.lettering import fitted, width_of
from report.drawing.lines import lines
from report.drawing.picture import Picture, Status, SubnetBox, Thing, VnetBox
from report.drawing.style import STYLE

_LARGE, _NORMAL, _SMALL = 16.0, 13.0, 11.0
_MARKS = {Status.NEW: "new", Status.CHANGED: "changed", Status.REPLACED: "replaced", Status.GONE: "gone"}
_BOLD = frozenset({"alert", "mark", "name", "title"})  # as the style sheet has them
_MARK_WIDTH = 58.0
"""Room at the right of a title for a word on what becomes of it."""


def drawn(picture: Picture) -> str:
    """The drawing, as a file of its own or inside a page."""
    layout = laid_out(picture)
    return svg.SVG(
        viewBox=svg.ViewBoxSpec(0, 0, layout.width, layout.height),
        width=layout.width,
        height=layout.height,
        class_=["topology"],
        elements=[
            svg.Title(text=_escaped(picture.title)),
            svg.Desc(text=_escaped(described(picture))),
            svg.Style(text=STYLE),
            *_elements(picture, layout),
        ],
        extra={"role": "img", "aria-label": _escaped(picture.title)},
    ).as_str()


def described(picture: Picture) -> str:
    """The drawing in words, for who does not see it."""
    sentences = [
        f"{vnet.title} ({vnet.note}) has {', '.join(f'{one.title} {one.note}' for one in vnet.subnets)}."
        if vnet.subnets
        else f"{vnet.title} ({vnet.note})."
        for vnet in picture.vnets
    ]
    titles = {vnet.key: vnet.title for vnet in picture.vnets}
    pairs = [(" and ".join(titles[end] for end in link.ends if end in titles), link) for link in picture.peerings]
    sentences += [f"{names}: {link.alert or link.title}." for names, link in pairs]
    sentences += [f"In comes {one.title} ({one.note})." for one in picture.ways_in]
    sentences += [f"Out by {one.title}: {one.note}." for one in picture.ways_out]
    sentences += [f"{one.title} ({one.note}) {one.alert or 'is private'}." for one in picture.services]
    return " ".join(sentences)


def _elements(picture: Picture, layout: Layout) -> Iterator[svg.Element]:
    yield svg.Rect(width=layout.width, height=layout.height, class_=["page"])
    yield _text(picture.title, (PAD * 2, 40), _LARGE + 4, layout.width / 2, "title")
    for vnet in picture.vnets:
        yield from _vnet(vnet, layout)
    yield from lines(picture, layout)
    for link in (*picture.ways_in, *picture.services):
        yield from _thing(link, layout.boxes[link.key], "service" if link in picture.services else "outside")
    for title, links, kind in ((WAYS_OUT, picture.ways_out, "out"), (ZONES, picture.zones, "zone")):
        yield from _band(title, links, kind, layout)
    rest = [Thing(key=f"rest {text}", title=text) for text in picture.rest]
    yield from _band(REST, rest, "rest", layout)
    yield from _legend(picture, layout)


def _vnet(vnet: VnetBox, layout: Layout) -> Iterator[svg.Element]:
    box = layout.boxes[vnet.key]
    yield _rect(box, "vnet", vnet, 10)
    yield from _two_lines(vnet, box, _LARGE, _NORMAL)
    for subnet in vnet.subnets:
        yield from _subnet(subnet, layout)


def _subnet(subnet: SubnetBox, layout: Layout) -> Iterator[svg.Element]:
    box = layout.boxes[subnet.key]
    yield _rect(box, "subnet", subnet, 7)
    room = box.width - 2 * PAD
    first = fitted(subnet.title, _NORMAL, room * 0.55, bold=True)
    yield _text(first, (box.left + PAD, box.top + 17), _NORMAL, room * 0.55, "name")
    yield _text(subnet.note, (box.right - PAD, box.top + 17), _NORMAL, room * 0.45 - 4, "range end")
    mark = _mark(subnet, box.right - PAD, box.top + 33)
    carried = subnet.carries or "no security group, no routes"
    yield _text(carried, (box.left + PAD, box.top + 33), _SMALL, room - (_MARK_WIDTH if mark else 0), "note")
    yield from mark
    for thing in subnet.things:
        yield from _thing(thing, layout.boxes[thing.key], "thing")


def _thing(thing: Thing, box: Box, kind: str) -> Iterator[svg.Element]:
    yield _rect(box, kind, thing, 5)
    yield from _two_lines(thing, box, _NORMAL - 1, _SMALL)


def _two_lines(thing: Thing, box: Box, large: float, small: float) -> Iterator[svg.Element]:
    room = box.width - 2 * PAD
    has_note = bool(thing.note or thing.alert)
    first = box.top + 4 + large if has_note else box.middle + large / 3
    second = first + small + 5
    mark = _mark(thing, box.right - PAD, second)
    yield _text(thing.title, (box.left + PAD, first), large, room, "name")
    yield from mark
    if has_note:
        kind = "alert" if thing.alert else "note"
        left = room - (_MARK_WIDTH if mark else 0)
        words = re.split("[:,]", thing.alert)[0] or thing.note  # all of it is said where one points at the box
        yield _text(words, (box.left + PAD, second), small, left, kind)


def _mark(thing: Thing, right: float, baseline: float) -> list[svg.Element]:
    word = _MARKS.get(thing.status)
    return [_text(word, (right, baseline), _SMALL, _MARK_WIDTH, f"mark end {thing.status.value}")] if word else []


def _band(title: str, links: Sequence[Thing], kind: str, layout: Layout) -> Iterator[svg.Element]:
    box = layout.bands.get(title)
    if box is None:
        return
    yield svg.Rect(x=box.left, y=box.top, width=box.width, height=box.height, rx=10, class_=["band", kind])
    yield _text(title, (box.left + PAD, box.top + 22), _NORMAL, box.width - 2 * PAD, "name")
    for link in links:
        yield from _thing(link, layout.boxes[link.key], kind)


def _legend(picture: Picture, layout: Layout) -> Iterator[svg.Element]:
    """What the colours of a change mean, where there is a change."""
    if not any(thing.status is not Status.SAME for thing in everything(picture)):
        return
    right = layout.width - PAD * 2
    for status, word in reversed(_MARKS.items()):
        yield _text(word, (right, 38), _SMALL, _MARK_WIDTH, f"mark end {status.value}")
        right -= width_of(word, _SMALL, bold=True) + PAD


def everything(picture: Picture) -> Iterator[Thing]:
    """All that a picture has, inner things included."""
    for vnet in picture.vnets:
        yield vnet
        for subnet in vnet.subnets:
            yield subnet
            yield from subnet.things
    yield from (*picture.peerings, *picture.services, *picture.ways_in, *picture.ways_out, *picture.zones)


def _rect(box: Box, kind: str, thing: Thing, radius: float) -> svg.Element:
    classes = [kind, thing.status.value, *(["alarming"] if thing.alert else [])]
    words = " · ".join(filter(None, (thing.title, thing.note, thing.alert)))
    return svg.Rect(
        x=box.left, y=box.top, width=box.width, height=box.height, rx=radius, class_=classes,
        elements=[svg.Title(text=_escaped(words))],
    )  # fmt: skip


def _text(words: str, at: tuple[float, float], size: float, room: float, classes: str) -> svg.Element:
    bold = bool(_BOLD & set(classes.split()))
    shown = _escaped(fitted(words, size, room, bold=bold))
    return svg.Text(x=at[0], y=at[1], font_size=size, class_=classes.split(), text=shown)


def _escaped(words: str) -> str:
    """Words that are no markup: the library writes texts as they are."""
    return str(escape(words))

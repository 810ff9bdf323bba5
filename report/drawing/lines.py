"""Lines between boxes. Each runs in a lane that holds no text, and beside the other lines in it."""

from collections.abc import Iterator, Sequence

import svg
from markupsafe import escape

from report.drawing.layout import BETWEEN, LANE, MARGIN, PAD, Box, Layout
from report.drawing.layout import WAYS_OUT as OUT
from report.drawing.picture import Link, Picture, Status

_APART = 7.0
"""Between two lines in one lane."""
_WORD = 12.0

Points = Sequence[tuple[float, float]]


def lines(picture: Picture, layout: Layout) -> Iterator[svg.Element]:
    """All lines of a picture."""
    yield svg.Defs(elements=[_arrow()])
    yield from _peerings(picture.peerings, layout)
    yield from _ways_in(picture.ways_in, layout)
    yield from _services(picture.services, layout)
    yield from _ways_out(picture.ways_out, layout)


def _arrow() -> svg.Element:
    return svg.Marker(
        id="arrow", viewBox=svg.ViewBoxSpec(0, 0, 8, 8), refX=7, refY=4, markerWidth=9, markerHeight=9,
        orient="auto-start-reverse", markerUnits="userSpaceOnUse",
        elements=[svg.Path(d=[svg.M(0, 0), svg.L(8, 4), svg.L(0, 8), svg.Z()], class_=["head"])],
    )  # fmt: skip


def _line(points: Points, link: Link, kind: str, *, both: bool = False) -> svg.Element:
    (x, y), *rest = points
    news = [link.status.value] if link.status in {Status.NEW, Status.GONE} else []
    classes = ["line", kind, *news, *(["alarming"] if link.alert and kind != "service" else [])]
    return svg.Path(
        d=[svg.M(x, y), *(svg.L(*point) for point in rest)],
        class_=classes,
        marker_end="url(#arrow)",
        marker_start="url(#arrow)" if both else None,
        elements=[svg.Title(text=str(escape(f"{link.title} {link.alert or link.note}".strip())))],
    )


def _peerings(links: Sequence[Link], layout: Layout) -> Iterator[svg.Element]:
    """Between networks that stand beside each other; others say it of each other in no drawing."""
    for link in links:
        near, far = sorted((layout.boxes[end] for end in link.ends if end in layout.boxes), key=lambda box: box.left)
        if far.left - near.right > BETWEEN + 1 or near.top != far.top:
            continue
        height = near.top + 27
        yield _line([(near.right + 3, height), (far.left - 3, height)], link, "peering", both=True)
        word = "half peered" if link.alert else "peered"
        classes = ["alert" if link.alert else "note", "middle"]
        yield svg.Text(x=(near.right + far.left) / 2, y=height - 8, font_size=_WORD, class_=classes, text=word)


def _ways_in(links: Sequence[Link], layout: Layout) -> Iterator[svg.Element]:
    ordered = sorted(links, key=lambda link: layout.boxes[link.key].top)
    for number, link in enumerate(ordered):
        start = layout.boxes[link.key]
        lane = start.right + 12 + (number * _APART) % (LANE - 24)
        for end in link.ends:
            target = layout.boxes.get(end)
            if target is None:
                continue
            height = _entry(target, end, number, ordered)
            if layout.columns.get(end) == 0:
                way = ((start.right, start.middle), (lane, start.middle), (lane, height))
                yield _line([*way, (target.left, height)], link, "in")
            else:  # over the networks that stand before it
                yield _line(_over(start, lane, target), link, "in")


def _entry(target: Box, end: str, number: int, links: Sequence[Link]) -> float:
    """Where a line meets a subnet: beside those of others that meet it."""
    same = [place for place, link in enumerate(links) if end in link.ends]
    return target.middle + (same.index(number) - (len(same) - 1) / 2) * _APART


def _over(start: Box, lane: float, target: Box) -> Points:
    above, side = MARGIN + 48.0, target.left - PAD - 14  # the lane before the network of the target
    return [
        (start.right, start.middle), (lane, start.middle), (lane, above), (side, above),
        (side, target.middle), (target.left, target.middle),
    ]  # fmt: skip


def _services(links: Sequence[Link], layout: Layout) -> Iterator[svg.Element]:
    """From the subnets of endpoints to the services that they lead to, where nothing stands between."""
    last = max(layout.columns.values(), default=0)
    for link in links:
        target = layout.boxes[link.key]
        lane = target.left - LANE / 2
        for end in link.ends:
            start = layout.boxes.get(end)
            if start is not None and layout.columns.get(end) == last:
                way = ((start.right, start.middle), (lane, start.middle), (lane, target.middle))
                yield _line([*way, (target.left, target.middle)], link, "service")


def _ways_out(links: Sequence[Link], layout: Layout) -> Iterator[svg.Element]:
    """From each network to the ways out of its subnets."""
    band = layout.bands.get(OUT)
    if band is None:
        return
    for number, link in enumerate(links):
        target = layout.boxes[link.key]
        homes = {end.rpartition("/")[0] for end in link.ends}
        for place, home in enumerate(sorted(homes & set(layout.boxes), key=lambda key: layout.boxes[key].left)):
            start = layout.boxes[home]
            down = start.right - 40 - number * 14
            lane = band.top - 14 - (number * 2 + place) % 5 * _APART
            into = target.right - 24 - place * 18  # beside the band's title
            points = [(down, start.bottom), (down, lane), (into, lane), (into, target.top)]
            yield _line(points, link, "out")

"""Where everything stands: nested boxes in columns, with lanes between them that lines have for themselves."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from report.drawing.picture import Link, Picture, SubnetBox, Thing, VnetBox

T = TypeVar("T")

# Pixels.
MARGIN = 24.0
GAP = 10.0
PAD = 12.0
TITLE = 54.0
"""Height of a network's or a band's own two lines."""
SUBNET_TITLE = 42.0
THING = 42.0
VNET_WIDTH = 460.0
SIDE_WIDTH = 200.0
SERVICE_WIDTH = 224.0
LANE = 56.0
"""Room for lines between the sides and the networks."""
BETWEEN = 100.0
"""Room between two networks, for the word on their peering."""
BAND_TITLE = 34.0
WAYS_OUT, ZONES, REST = "Ways out to the internet", "Private DNS zones, and who resolves them", "Not drawn"

_ACROSS = 2
"""Things beside each other in a subnet, and networks in a row."""


@dataclass(frozen=True)
class Box:
    """A rectangle.

    Attributes:
        left: Its left edge.
        top: Its upper edge.
        width: How wide it is.
        height: How high it is.
    """

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.top + self.height

    @property
    def middle(self) -> float:
        """Half its height."""
        return self.top + self.height / 2


@dataclass
class Layout:
    """Where everything of a picture stands.

    Attributes:
        boxes: By key.
        columns: In which column each network, or each subnet's network, is.
        bands: The bands below the networks, by their title.
        width: Of the drawing.
        height: Of the drawing.
    """

    boxes: dict[str, Box] = field(default_factory=dict)
    columns: dict[str, int] = field(default_factory=dict)
    bands: dict[str, Box] = field(default_factory=dict)
    width: float = 0
    height: float = 0


def laid_out(picture: Picture) -> Layout:
    """A place for everything."""
    layout = Layout()
    left = MARGIN + (SIDE_WIDTH + LANE if picture.ways_in else 0)
    across = min(len(picture.vnets), _ACROSS) or 1
    right = left + across * VNET_WIDTH + (across - 1) * BETWEEN
    bottom = _vnets(layout, picture.vnets, left)
    layout.width = right + MARGIN + (LANE + SERVICE_WIDTH if picture.services else 0)
    bottom = max(bottom, _ways_in(layout, picture.ways_in))
    bottom = max(bottom, _services(layout, picture.services, right + LANE))
    bottom = _bands(layout, picture, bottom)
    layout.height = bottom + MARGIN
    return layout


def _vnets(layout: Layout, vnets: Sequence[VnetBox], left: float) -> float:
    top = MARGIN + TITLE
    for row in _rows(vnets, _ACROSS):
        lowest = top
        for column, vnet in enumerate(row):
            box = _vnet(layout, vnet, left + column * (VNET_WIDTH + BETWEEN), top, column)
            lowest = max(lowest, box.bottom)
        for vnet in row:  # networks of a row are of one height
            own = layout.boxes[vnet.key]
            layout.boxes[vnet.key] = Box(own.left, own.top, own.width, lowest - own.top)
        top = lowest + LANE
    return top - LANE if vnets else top


def _vnet(layout: Layout, vnet: VnetBox, left: float, top: float, column: int) -> Box:
    layout.columns[vnet.key] = column
    bottom = top + TITLE
    for subnet in vnet.subnets:
        layout.columns[subnet.key] = column
        box = _subnet(layout, subnet, left + PAD, bottom)
        bottom = box.bottom + GAP
    layout.boxes[vnet.key] = Box(left, top, VNET_WIDTH, bottom + PAD - GAP - top)
    return layout.boxes[vnet.key]


def _subnet(layout: Layout, subnet: SubnetBox, left: float, top: float) -> Box:
    width = VNET_WIDTH - 2 * PAD
    across = min(len(subnet.things), _ACROSS) or 1
    bottom = _grid(layout, subnet.things, Box(left + PAD, top + SUBNET_TITLE, width - 2 * PAD, 0), across)
    layout.boxes[subnet.key] = Box(left, top, width, bottom + (PAD if subnet.things else 0) - top)
    return layout.boxes[subnet.key]


def _grid(layout: Layout, things: Sequence[Thing], room: Box, across: int) -> float:
    """Things beside and below each other; where the last ones end."""
    width = (room.width - (across - 1) * GAP) / across
    bottom = room.top
    for number, row in enumerate(_rows(things, across)):
        top = room.top + number * (THING + GAP)
        for column, thing in enumerate(row):
            layout.boxes[thing.key] = Box(room.left + column * (width + GAP), top, width, THING)
        bottom = top + THING
    return bottom


def _rows(values: Sequence[T], across: int) -> list[Sequence[T]]:
    return [values[start : start + across] for start in range(0, len(values), across)]


def _ways_in(layout: Layout, links: Sequence[Link]) -> float:
    """Boxes at the left, each as near as it can be to the subnet that it leads to."""

    def wanted(link: Link) -> float:
        ends = [layout.boxes[end].middle for end in link.ends if end in layout.boxes]
        return (ends[0] if ends else MARGIN + TITLE) - THING / 2

    ordered = sorted(links, key=wanted)
    return _stacked(layout, ordered, [wanted(link) for link in ordered], MARGIN, SIDE_WIDTH)


def _services(layout: Layout, links: Sequence[Link], left: float) -> float:
    ends = [layout.boxes[end].top for link in links for end in link.ends if end in layout.boxes]
    first = min(ends, default=MARGIN + 2 * TITLE)
    return _stacked(layout, links, [first] * len(links), left, SERVICE_WIDTH)


def _stacked(layout: Layout, links: Sequence[Link], wanted: Sequence[float], left: float, width: float) -> float:
    bottom = MARGIN + TITLE - GAP
    for link, top in zip(links, wanted, strict=True):
        box = Box(left, max(top, bottom + GAP), width, THING)
        layout.boxes[link.key] = box
        bottom = box.bottom
    return bottom


def _bands(layout: Layout, picture: Picture, bottom: float) -> float:
    width = layout.width - 2 * MARGIN
    for title, links, across in (
        (WAYS_OUT, picture.ways_out, max(1, min(3, len(picture.ways_out)))),
        (ZONES, picture.zones, 4),
        (REST, [Thing(key=f"rest {text}", title=text) for text in picture.rest], 4),
    ):
        if links:
            top = bottom + (LANE if title == WAYS_OUT else 2 * GAP)
            end = _grid(layout, links, Box(MARGIN + PAD, top + BAND_TITLE, width - 2 * PAD, 0), across)
            layout.bands[title] = Box(MARGIN, top, width, end + PAD - top)
            bottom = layout.bands[title].bottom
    return bottom

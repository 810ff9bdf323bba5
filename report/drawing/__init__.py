"""The network as a drawing: read from the gate's network model, laid out as nested boxes, written as SVG."""

from report.change import Change
from report.drawing.merge import merged
from report.drawing.picture import Picture
from report.drawing.reading import picture_of
from report.drawing.scene import drawn
from report.groups import group_of
from report.reach.outside import others_of


def drawing_of(change: Change, title: str) -> str:
    """The network of a stack as SVG, with what a change does to it.

    Args:
        change: The change.
        title: What stands above the drawing.
    """
    return drawn(picture(change, title))


def picture(change: Change, title: str) -> Picture:
    """What the drawing of a change shows."""
    addresses = {record.urn: record.address for step in change.steps for record in (step.before, step.after) if record}
    given = {urn: address for urn, address in addresses.items() if address}
    for step in change.steps:  # an address stays, although the plan does not say so
        if step.before is not None and step.before.address:
            given.setdefault(step.before.urn, step.before.address)
    groups = {step.record.urn: group_of(step.record) for step in change.steps}
    others = others_of(change.networks, change.spaces)
    before, after = (
        picture_of(title, stack, topology, given, groups, others=others)
        for stack, topology in zip((change.before, change.after), change.networks, strict=True)
    )
    return merged(before, after, change)


__all__ = ["Picture", "drawing_of", "drawn", "picture"]

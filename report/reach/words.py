"""The words of lines about reachability, as one table."""

from collections.abc import Mapping, Sequence

from report.reach.facts import Kind, Section

MANY = 12
"""How many names a line lists."""


def listed(names: Sequence[str], most: int = MANY) -> str:
    """Names with commas and an and; of more than the most the first ones."""
    shown = list(names)
    if len(shown) > most:
        shown = [*shown[: most - 1], f"{len(names) - most + 1} more"]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}" if shown else ""


def verbs(number: int) -> dict[str, str]:
    """The ends of verbs of so many parties."""
    if number == 1:
        return {"s": "s", "es": "es", "has": "has", "does": "does"}
    return {"s": "", "es": "", "has": "have", "does": "do"}


# {who}, {what} and {by} stand for the parties and the way.
WORDS: Mapping[tuple[Section, Kind], str] = {
    (Section.EXPOSURE, Kind.OPENED): "the internet reaches {what}",
    (Section.EXPOSURE, Kind.CLOSED): "the internet does not reach {what} any more",
    (Section.EXPOSURE, Kind.CHANGED): "the internet reaches {what}",
    (Section.EXPOSURE, Kind.UNCLEAR): "the internet may reach {what}",
    (Section.EXPOSURE, Kind.STANDS): "the internet reaches {what}",
    (Section.PATHS, Kind.OPENED): "{who} can reach {what}",
    (Section.PATHS, Kind.CLOSED): "{who} cannot reach {what}",
    (Section.PATHS, Kind.CHANGED): "{who} reach{es} {what} another way",
    (Section.PATHS, Kind.UNCLEAR): "nobody can tell whether {who} can reach {what}",
    (Section.PATHS, Kind.STANDS): "{who} can reach {what}",
    (Section.SIDEWAYS, Kind.OPENED): "{who} can connect to {what}",
    (Section.SIDEWAYS, Kind.CLOSED): "{who} cannot connect to {what}",
    (Section.SIDEWAYS, Kind.CHANGED): "{who} connect{s} to {what} another way",
    (Section.SIDEWAYS, Kind.UNCLEAR): "nobody can tell whether {who} can connect to {what}",
    (Section.SIDEWAYS, Kind.STANDS): "{who} can connect to {what}",
    (Section.NAMES, Kind.OPENED): "{who} resolve{s} {what} to the private address, answered by {by}",
    (Section.NAMES, Kind.CLOSED): "{who} {does} not resolve {what} to the private address",
    (Section.NAMES, Kind.CHANGED): "{who} resolve{s} {what} by {by}",
    (Section.NAMES, Kind.UNCLEAR): "nobody can tell whether {who} resolve{s} {what} to the private address",
    (Section.NAMES, Kind.STANDS): "{who} resolve{s} {what} to the private address",
    (Section.EGRESS, Kind.OPENED): "{who} can reach {what}",
    (Section.EGRESS, Kind.CLOSED): "{who} cannot reach {what}",
    (Section.EGRESS, Kind.CHANGED): "{who} reach{es} {what} by {by}",
    (Section.EGRESS, Kind.UNCLEAR): "nobody can tell {what} of {who}",
    (Section.EGRESS, Kind.STANDS): "{who} can reach {what}",
    (Section.ROLES, Kind.OPENED): "{who} get{s} {what}",
    (Section.ROLES, Kind.CLOSED): "{who} lose{s} {what}",
    (Section.ROLES, Kind.CHANGED): "{who} {has} {what}",
    (Section.ROLES, Kind.UNCLEAR): "nobody can tell whether {who} {has} {what}",
    (Section.ROLES, Kind.STANDS): "{who} {has} {what}",
}

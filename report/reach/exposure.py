"""What the internet reaches."""

from collections.abc import Iterator

from topology import Topology

from report.reach.facts import Fact, Holds, Party, Section

_INTERNET = Party("internet", "the internet")


def exposure_facts(topology: Topology) -> Iterator[Fact]:
    """Each way in from the internet; one that cannot be decided counts as unknown."""
    for way in topology.exposed():
        what = Party(way.item.urn, f"{way.item.name}{' (a way in on purpose)' if way.declared else ''}")
        holds = Holds.UNKNOWN if way.how.startswith("may be reached") else Holds.YES
        yield Fact(Section.EXPOSURE, _INTERNET, what, way.how, holds, (f"it {way.how}",))

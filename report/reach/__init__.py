"""What a change does to reachability: the same questions asked before and after, and the answers compared.

The questions are those that a reviewer asks: who reaches which private service and each other, who resolves what and by
whom, what the internet reaches, what is reached outside, who may do what. The gate's network model answers them.
"""

from report.change import Change
from report.reach.difference import differences, standing
from report.reach.facts import Kind, Line, Section
from report.reach.outside import others_of
from report.reach.questions import asked, port_texts


def reachability_of(change: Change) -> list[Line]:
    """What a change does to reachability; where nothing is changed, or all is new, what stands then."""
    before, after = change.networks
    cuts, others = port_texts(before, after), others_of((before, after), change.spaces)
    now = asked(change.after, after, cuts, others)
    if change.is_new or not change.planned:
        return standing(now)
    return differences(asked(change.before, before, cuts, others), now)


__all__ = ["Kind", "Line", "Section", "reachability_of"]

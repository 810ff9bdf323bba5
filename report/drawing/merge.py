"""The pictures of before and after as one: what is new, what changes, and what is gone, where it was."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from report.change import Change, Operation
from report.drawing.picture import Link, Picture, Status, SubnetBox, Thing, VnetBox

T = TypeVar("T", bound=Thing)

_STATUS = {
    Operation.CREATE: Status.NEW,
    Operation.IMPORT: Status.NEW,
    Operation.UPDATE: Status.CHANGED,
    Operation.REPLACE: Status.REPLACED,
    Operation.DELETE: Status.GONE,
}


def merged(before: Picture, after: Picture, change: Change) -> Picture:
    """One picture of a change; of a stack that is new, or that only stands, what will stand."""
    if change.is_new or not change.planned:
        return after
    said = {step.record.urn: _STATUS[step.operation] for step in change.steps if step.operation in _STATUS}
    plain = _Merge(said, frozenset(item.urn for item in change.after.items))
    return replace(
        after,
        vnets=plain.all(before.vnets, after.vnets, plain.vnet),
        peerings=plain.all(before.peerings, after.peerings),
        services=plain.all(before.services, after.services),
        ways_in=plain.all(before.ways_in, after.ways_in),
        ways_out=plain.all(before.ways_out, after.ways_out),
        zones=plain.all(before.zones, after.zones),
    )


class _Merge:
    """Joins things of before and after.

    Args:
        said: What the plan does to resources, by URN.
        alive: The URNs of the resources that are there after it.
    """

    def __init__(self, said: Mapping[str, Status], alive: frozenset[str]) -> None:
        self._said = said
        self._alive = alive

    def all(
        self, before: Sequence[T], after: Sequence[T], inside: Callable[[T | None, T], T] = lambda _old, new: new
    ) -> tuple[T, ...]:
        """Things of after with what becomes of them, then those that are gone."""
        old = {one.key: one for one in before}
        kept = {one.key for one in after}
        joined = [self._marked(old.get(one.key), inside(old.get(one.key), one)) for one in after]
        gone = [self._gone(one) for one in before if one.key not in kept]
        return (*joined, *gone)

    def _marked(self, old: T | None, new: T) -> T:
        if old is None:  # new, or of a resource that only now is worth drawing
            return replace(new, status=self._said.get(new.key, Status.NEW))
        said = self._said.get(new.key, Status.SAME)
        differs = said is Status.SAME and (old.title, old.note, old.alert) != (new.title, new.note, new.alert)
        return replace(new, status=Status.CHANGED if differs else said)

    def _gone(self, old: T) -> T:
        if isinstance(old, Link) and old.key in self._alive:  # nothing leads to it any more
            return replace(old, status=Status.CHANGED, note="no endpoint any more", ends=())
        if isinstance(old, VnetBox):
            return replace(old, status=Status.GONE, subnets=tuple(self._gone(one) for one in old.subnets))
        if isinstance(old, SubnetBox):
            return replace(old, status=Status.GONE, things=tuple(self._gone(one) for one in old.things))
        return replace(old, status=Status.GONE)

    def vnet(self, old: VnetBox | None, new: VnetBox) -> VnetBox:
        """A network with its subnets joined."""
        return replace(new, subnets=self.all(old.subnets if old else (), new.subnets, self.subnet))

    def subnet(self, old: SubnetBox | None, new: SubnetBox) -> SubnetBox:
        """A subnet with what stands in it joined."""
        return replace(new, things=self.all(old.things if old else (), new.things))

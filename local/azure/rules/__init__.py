"""What Azure refuses, by ARM type: tables of pure functions."""

from __future__ import annotations

from collections.abc import Iterator

from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.rules import (
    availability,
    computing,
    constraints,
    identities,
    immutable,
    linked_ids,
    names,
    networking,
    services,
    tags,
)

_FAMILIES: tuple[dict[str, tuple[Rule, ...]], ...] = (
    *networking.FAMILIES,
    *computing.FAMILIES,
    *services.FAMILIES,
)
# What holds for every type.
EVERYWHERE = (tags.RULE, availability.ZONES, linked_ids.RULE, identities.RULE)
RULES: dict[str, tuple[Rule, ...]] = {}
for _family in _FAMILIES:
    for _type, _rules in _family.items():
        RULES[_type.lower()] = (*RULES.get(_type.lower(), ()), *_rules)


def refusals(request: Request) -> Iterator[ArmError]:
    """Find everything Azure would refuse about a request, what it checks first coming first."""
    yield from names.refusals(request)
    for rule in EVERYWHERE:
        yield from rule.check(request)
    yield from immutable.refusals(request)
    for rule in RULES.get(request.type.lower(), ()):
        yield from rule.check(request)
    yield from constraints.refusals(request)

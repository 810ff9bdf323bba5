"""All rows, family by family."""

from __future__ import annotations

from tests.corpus.model import Bad, Family, Good
from tests.corpus.tables import network

FAMILIES: tuple[Family, ...] = (network.FAMILY,)
GOOD: tuple[Good, ...] = tuple(row for family in FAMILIES for row in family.good)
BAD: tuple[Bad, ...] = tuple(row for family in FAMILIES for row in family.bad)

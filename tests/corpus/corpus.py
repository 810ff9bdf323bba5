"""All rows, family by family.

To add one, write a line in the family's table: `Good(what, kind, world, inputs)` and put its name into the family's
list, or `Bad(good, what, change, code, names)`. `python -m tests.corpus` says which types and rules have no row.
"""

from __future__ import annotations

from tests.corpus.model import Bad, Family, Good
from tests.corpus.tables import (
    addresses,
    agents,
    alerts,
    attachments,
    firewall,
    fitting,
    gateways,
    governance,
    kubernetes,
    kubernetes_parts,
    left_out,
    machines,
    ml,
    ml_limits,
    ml_serving,
    monitoring,
    network,
    places,
    private_link,
    references,
    reserved,
    storage,
    vaults,
    worded,
)

FAMILIES: tuple[Family, ...] = (
    addresses.FAMILY,
    agents.FAMILY,
    alerts.FAMILY,
    attachments.FAMILY,
    firewall.FAMILY,
    fitting.FAMILY,
    gateways.FAMILY,
    governance.FAMILY,
    kubernetes.FAMILY,
    kubernetes_parts.FAMILY,
    left_out.FAMILY,
    machines.FAMILY,
    ml.FAMILY,
    ml_limits.FAMILY,
    ml_serving.FAMILY,
    monitoring.FAMILY,
    network.FAMILY,
    places.FAMILY,
    private_link.FAMILY,
    references.FAMILY,
    reserved.FAMILY,
    storage.FAMILY,
    vaults.FAMILY,
    worded.FAMILY,
)
GOOD: tuple[Good, ...] = tuple(row for family in FAMILIES for row in family.good)
BAD: tuple[Bad, ...] = tuple(row for family in FAMILIES for row in family.bad)

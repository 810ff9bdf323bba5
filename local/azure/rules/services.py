"""The families of rules about services, encryption, governance and monitoring, and numbers of any service."""

from __future__ import annotations

from local.azure.request import Rule
from local.azure.rules import (
    alerts,
    authorization,
    availability,
    collection,
    diagnostics,
    encryption,
    governance,
    key_periods,
    monitoring,
    registry,
    storage,
    storage_changes,
    storage_kinds,
    storage_parts,
    vaults,
    worded_limits,
    zones,
)

FAMILIES: tuple[dict[str, tuple[Rule, ...]], ...] = (
    vaults.RULES,
    availability.RULES,
    storage.RULES,
    storage_kinds.RULES,
    storage_changes.RULES,
    storage_parts.RULES,
    registry.RULES,
    encryption.RULES,
    authorization.RULES,
    governance.RULES,
    monitoring.RULES,
    diagnostics.RULES,
    alerts.RULES,
    collection.RULES,
    zones.RULES,
    key_periods.RULES,
    worded_limits.RULES,
)

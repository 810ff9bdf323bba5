"""The families of rules about services, encryption, governance and monitoring."""

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
    monitoring,
    registry,
    storage,
    storage_changes,
    storage_kinds,
    storage_parts,
    vaults,
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
)

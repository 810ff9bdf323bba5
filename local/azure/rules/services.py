"""The families of rules about services, encryption, governance and monitoring."""

from __future__ import annotations

from local.azure.request import Rule
from local.azure.rules import (
    alerts,
    authorization,
    collection,
    diagnostics,
    encryption,
    governance,
    monitoring,
    registry,
    storage,
    storage_kinds,
    vaults,
    zones,
)

FAMILIES: tuple[dict[str, tuple[Rule, ...]], ...] = (
    vaults.RULES,
    storage.RULES,
    storage_kinds.RULES,
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

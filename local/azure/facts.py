"""Made-up but stable facts: identifiers and times that follow from a resource's id, so that runs can be compared."""

from __future__ import annotations

import hashlib
import uuid

TENANT = "7e57ab1e-0000-4000-8000-000000000001"
SUBSCRIPTION = "7e57ab1e-0000-4000-8000-000000000002"
CLIENT = "7e57ab1e-0000-4000-8000-000000000003"
OBJECT = "7e57ab1e-0000-4000-8000-000000000004"
CREATED = "2026-01-01T00:00:00.0000000Z"

_NAMESPACE = uuid.UUID("7e57ab1e-0000-4000-8000-000000000000")


def guid(resource_id: str, purpose: str) -> str:
    """Give the same identifier for the same resource and purpose each time."""
    return str(uuid.uuid5(_NAMESPACE, f"{resource_id.lower()}#{purpose}"))


def number(resource_id: str, purpose: str, limit: int) -> int:
    """Give the same number from 0 up to a limit for the same resource and purpose each time."""
    digest = hashlib.sha256(f"{resource_id.lower()}#{purpose}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % limit

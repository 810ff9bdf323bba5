"""Keys of a vault as other services use them: whether the key is there, and whether an identity may wrap with it."""

from __future__ import annotations

import re
from datetime import datetime

from local.azure import facts
from local.azure.request import Request
from local.azure.rules import grants
from local.azure.store import Record
from local.azure.values import dig, objects, texts

_KEY_URL = re.compile(
    r"https://(?P<vault>[a-zA-Z0-9-]+)\.(vault|managedhsm)\.[a-z.]+/keys/(?P<key>[a-zA-Z0-9-]+)(/\w+)?/?"
)

# Roles that hold the data actions read, wrap and unwrap on keys.
# https://learn.microsoft.com/azure/key-vault/general/rbac-guide (documented)
WRAPPERS = frozenset(
    {
        grants.VAULT_ADMINISTRATOR,
        "e147488a-f6f5-4113-8e2d-b22465e65bf6",  # Key Vault Crypto Service Encryption User
        "12338af0-0e69-4776-bea7-57ae8d297424",  # Key Vault Crypto User
        "14b46e9e-c2b7-41b4-b07b-48a6ebf60603",  # Key Vault Crypto Officer
    }
)
_WRAPPING = frozenset({"get", "wrapkey", "unwrapkey"})
# This emulated Azure stands still, so that a replay stays valid. Seconds since 1970.
_NOW = datetime.fromisoformat(facts.CREATED[:19] + "+00:00").timestamp()


def names_in(url: object) -> tuple[str, str]:
    """Give the names of vault and key in a key's address; two empty texts when it is none."""
    match = _KEY_URL.fullmatch(str(url))
    return (match["vault"].lower(), match["key"].lower()) if match else ("", "")


def key_at(request: Request, url: object) -> Record | None:
    """Find the key that an address leads to."""
    vault, key = names_in(url)
    for one in request.store.of_type("Microsoft.KeyVault/vaults/keys"):
        parent = one.arm_id.parent
        if parent is not None and (parent.name.lower(), one.name.lower()) == (vault, key):
            return one
    return None


def unsuitable(key: Record) -> str:
    """Say why no service can wrap with a key: it is no RSA key, switched off, or its time has not come or is over.

    https://learn.microsoft.com/azure/key-vault/keys/about-keys-details#key-access-control (documented)

    Args:
        key: The key.

    Returns:
        The reason, empty when there is none.
    """
    kind, attributes = dig(key.inputs, "properties.kty"), dig(key.inputs, "properties.attributes") or {}
    if kind not in ("RSA", "RSA-HSM"):
        return f"it is of type {kind}, and only RSA keys can be used"
    if attributes.get("enabled") is False:
        return "it is disabled"
    begins, ends = attributes.get("notBefore"), attributes.get("expires")
    if isinstance(ends, int | float) and ends <= _NOW:
        return "it has expired"
    return "its time has not come" if isinstance(begins, int | float) and begins > _NOW else ""


def may_wrap(request: Request, key: Record, principal: str) -> bool:
    """Say whether an identity may wrap and unwrap with a key: by role, or by the access policies of the vault."""
    vault = request.find(key.arm_id.parent.text) if key.arm_id.parent else None
    if vault is None or not principal:
        return False
    if dig(vault.inputs, "properties.enableRbacAuthorization") is True:
        return grants.holds(request, principal, key.arm_id, WRAPPERS)
    for policy in objects(dig(vault.inputs, "properties.accessPolicies")):
        may = {text.lower() for text in texts(dig(policy, "permissions.keys"))}
        if str(policy.get("objectId")).lower() == principal.lower() and (may >= _WRAPPING or "all" in may):
            return True
    return False

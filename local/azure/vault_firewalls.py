"""Who gets through the firewall of a vault."""

from __future__ import annotations

from local.azure.store import Record
from local.azure.values import dig


def closed(vault: Record) -> bool:
    """Say whether a vault turns away what comes from the internet."""
    acls = dig(vault.inputs, "properties.networkAcls") or {}
    off = dig(vault.inputs, "properties.publicNetworkAccess") == "Disabled"
    return off or (acls.get("defaultAction") == "Deny" and not acls.get("ipRules"))


def lets_services_in(vault: Record) -> bool:
    """Say whether Azure's own services reach a vault.

    Without `bypass` they do: https://learn.microsoft.com/azure/key-vault/general/network-security (documented).
    """
    return not closed(vault) or dig(vault.inputs, "properties.networkAcls.bypass") in (None, "AzureServices")

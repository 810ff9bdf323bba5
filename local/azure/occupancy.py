"""What stands in a subnet, has an address or is attached to a resource: whatever needs it to be there."""

from __future__ import annotations

from local.azure.store import Record, Store
from local.azure.values import dig

# These name a subnet in their firewall, or what they watch or guard, without standing in it.
_ONLY_NAMING = (
    "microsoft.authorization/",
    "microsoft.consumption/",
    "microsoft.insights/diagnosticsettings",
    "microsoft.insights/metricalerts",
    "microsoft.insights/scheduledqueryrules",
    "microsoft.keyvault/vaults",
    "microsoft.network/networkwatchers/flowlogs",
    "microsoft.storage/storageaccounts",
)


def occupants(store: Store, record: Record) -> list[Record]:
    """Give what needs a resource, such as what stands in a subnet; what only names it does not count."""
    users = [*store.users(record.id), *_owner(store, record)]
    return [user for user in users if not user.type.lower().startswith(_ONLY_NAMING)]


def _owner(store: Store, record: Record) -> list[Record]:
    """A network interface that came with a private endpoint goes with it."""
    endpoint = store.get(str(dig(record.properties, "privateEndpoint.id")))
    return [endpoint] if endpoint else []

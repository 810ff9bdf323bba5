"""The state of a private endpoint's connection to what it leads to.

Who deletes a resource leaves its private endpoints behind, Disconnected: a resource that is made again under the same
name does not get them back, they have to be made anew.
https://learn.microsoft.com/azure/private-link/private-endpoint-overview#private-endpoint-properties (documented)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from local.azure.store import Record, Store
from local.azure.values import dig, objects
from local.azure.wire import Properties

ENDPOINTS = "Microsoft.Network/privateEndpoints"
LISTS = ("privateLinkServiceConnections", "manualPrivateLinkServiceConnections")
APPROVED, PENDING, DISCONNECTED = "Approved", "Pending", "Disconnected"
_STATE = "privateLinkServiceConnectionState"


def connections(endpoint: Record | None) -> list[tuple[str, dict[str, Any]]]:
    """Give the connections of an endpoint, each with the list that it is in."""
    return [(name, one) for name in LISTS for one in objects(endpoint.properties.get(name))] if endpoint else []


def status(connection: Mapping[str, Any]) -> str:
    """Give the state of a connection."""
    return str(dig(connection, f"{_STATE}.status") or "")


def leads_to(endpoint: Record, target: str) -> bool:
    """Say whether an endpoint has an approved connection to a resource."""
    approved = [one for _, one in connections(endpoint) if status(one) == APPROVED]
    return any(str(one.get("privateLinkServiceId")).lower() == target.lower() for one in approved)


def described(name: str, connection: Mapping[str, Any], before: Record | None) -> Properties:
    """Give the state that a connection answers once it is written.

    Args:
        name: The list that it is in.
        connection: What is asked for.
        before: The endpoint as it is stored; None at creation.
    """
    same = [one for list_, one in connections(before) if list_ == name and one.get("name") == connection.get("name")]
    first = PENDING if name.startswith("manual") else APPROVED
    return {"status": status(same[0]) if same else first, "description": "", "actionsRequired": "None"}


def forget(store: Store, gone: Iterable[Record]) -> None:
    """Disconnect the endpoints of resources that are no more."""
    for target in gone:
        for endpoint in [one for one in store.users(target.id) if one.type == ENDPOINTS]:
            store.amend(replace(endpoint, properties=_disconnected(endpoint.properties, target.id.lower())))


def _disconnected(properties: Properties, target: str) -> Properties:
    cut = {"status": DISCONNECTED, "description": "", "actionsRequired": "None"}
    lists = {
        name: [
            {**one, _STATE: cut} if str(one.get("privateLinkServiceId")).lower() == target else one
            for one in objects(properties.get(name))
        ]
        for name in LISTS
    }
    return {**properties, **lists}

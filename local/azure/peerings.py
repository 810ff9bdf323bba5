"""The state of a peering, which follows from the peering on the other side.

When one side goes, its peering or its whole network, the other is Disconnected until it is written or made again:
https://learn.microsoft.com/azure/virtual-network/virtual-network-troubleshoot-peering-issues (documented).
One side alone is Initiated in Azure, and Connected once the other is there. Here it is Connected from the start: a
state that changes by itself would be drift at the first refresh, and nothing is refused because of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from local.azure.ids import ArmId
from local.azure.store import Record, Store
from local.azure.values import dig

PEERINGS = "Microsoft.Network/virtualNetworks/virtualNetworkPeerings"
CONNECTED, DISCONNECTED = "Connected", "Disconnected"
_STATE = "peeringState"


def way_back(store: Store, peering: ArmId, inputs: Mapping[str, Any]) -> Record | None:
    """Give the peering that leads from the other network to this one's.

    Args:
        store: What exists.
        peering: The peering's id.
        inputs: What it is asked to be.
    """
    remote, local = str(dig(inputs, "remoteVirtualNetwork.id")), peering.parent
    for one in store.children(remote, PEERINGS):
        if local is not None and str(dig(one.inputs, "remoteVirtualNetwork.id")).lower() == local.key:
            return one
    return None


def forget(store: Store, gone: Iterable[Record]) -> None:
    """Tell the other side of peerings that are no more."""
    for one in gone:
        back = way_back(store, one.arm_id, one.inputs) if one.type == PEERINGS else None
        if back is not None:
            store.amend(replace(back, properties={**back.properties, _STATE: DISCONNECTED}))

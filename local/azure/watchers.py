"""Network watchers that nobody asked for: Azure makes one in each region where there is a virtual network.

They stand in the group `NetworkWatcherRG` under the name `NetworkWatcher_<region>`, and make way for one that was asked
for. Source: https://learn.microsoft.com/azure/network-watcher/network-watcher-create (documented).
"""

from __future__ import annotations

from local.azure import ids
from local.azure.ids import ArmId
from local.azure.store import Record, Store

WATCHERS = "Microsoft.Network/networkWatchers"
_NETWORKS = "Microsoft.Network/virtualNetworks"
_GROUP = "networkwatcherrg"
_PREFIX = "networkwatcher_"


def made_by_azure(store: Store, wanted: ArmId) -> bool:
    """Say whether an id is that of Azure's own group for watchers, or of a watcher in it."""
    regions = _regions(store, wanted.subscription)
    if wanted.type == ids.RESOURCE_GROUP:
        return wanted.name.lower() == _GROUP and bool(regions)
    is_watcher = wanted.type.lower() == WATCHERS.lower() and wanted.name.lower().startswith(_PREFIX)
    if not is_watcher or wanted.group is None or wanted.group.name.lower() != _GROUP:
        return False
    region = wanted.name.lower().removeprefix(_PREFIX)
    return region in regions and asked_for(store, wanted.subscription, region) is None


def asked_for(store: Store, subscription: str, region: str) -> Record | None:
    """Give the watcher of a region that somebody asked for."""
    for watcher in store.of_type(WATCHERS):
        if watcher.arm_id.subscription == subscription and watcher.properties.get("location") == region:
            return watcher
    return None


def region_of(store: Store, watcher: ArmId) -> str:
    """Give the region that a watcher watches."""
    record = store.get(watcher.text)
    return str(record.properties.get("location")) if record else watcher.name.lower().removeprefix(_PREFIX)


def _regions(store: Store, subscription: str) -> set[str]:
    networks = store.of_type(_NETWORKS)
    return {str(one.properties.get("location")) for one in networks if one.arm_id.subscription == subscription}
